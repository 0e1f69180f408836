"""Masks an address, and names beside it, in what other people wrote. Pure; every expression is linear.

In octets of a mail the length stays, so that sizes, boundaries and line ends stay true; nothing is parsed, so
that a damaged mail is masked as well. Found are the address and names in any case of letters, in UTF-8,
Latin-1 and UTF-16, in quoted-printable (also broken by a soft line break, RFC 2045 section 6.7), percent
encoding, HTML entities, base64 parts, base64 or Q encoded words (RFC 2047), and in mails attached as base64.

BUGS: compressed files (PDF, Office) are not looked into, nor is uuencode, nor an address split by markup.
"""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterable
from functools import partial
from html.entities import codepoint2name

MASK = "x"
_NOTHING = r"(?!)"
_DEPTH = 3  # base64 inside base64
_LONGEST_NAME = 100  # characters
_SOFT = rb"(?:=\r?\n)?"
_GAP = rb"(?:[ \t_+]|\xc2?\xa0|=20|=09|=C2=A0|=A0|%20|&nbsp;|&#160;|=?\r?\n[> \t]{0,8}){1,6}"
_TEXT_GAP = r"(?:[ \t\xa0]|%20|\+|&nbsp;|&#160;|\r?\n[> \t]{0,8}){1,6}"
_BEFORE = rb"(?:(?<![A-Za-z0-9._+-])|(?<==[0-9A-Fa-f]{2})|(?<=%[0-9A-Fa-f]{2}))"
_BEFORE_NAME = rb"(?:(?<![A-Za-z0-9])|(?<==[0-9A-Fa-f]{2})|(?<=%[0-9A-Fa-f]{2}))"
_TEXT_BEFORE = r"(?:(?<![\w.+-])|(?<=%[0-9A-Fa-f]{2}))"
_WORD = rb"(?:=\?[^?\s]{1,60}\?[BbQq]\?[^?\s]{0,200}\?=\s{0,80}){1,6}"
_QUOTED = rb'"(?:[^"\\\r\n]|\\.){1,100}"\s{0,80}'
_ATOMS = rb"(?:(?<=[:,] )|(?<=\n[ \t]))(?:[^\s<>,;:\"()@=]{1,40}\s{1,2}){1,5}"
_SHOWN = rb"|".join((_WORD, _QUOTED, _ATOMS))
_ENCODED_WORD = re.compile(rb"(=\?[^?\s]{1,60}\?)([BbQq])\?([^?\s]{0,200})\?=")
_BASE64 = re.compile(rb"(?m)^(?:[A-Za-z0-9+/]{16,998}\r?\n)*[A-Za-z0-9+/]{2,998}={0,2}\r?$")
_BINARY = (b"PK\3\4", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF", b"\xd0\xcf\x11\xe0", b"\x1f\x8b")
_SPACE = re.compile(r"\s+")


class Mask:
    """Masks one address (lower case) and these names of whoever has it.

    A name of one word only goes where it stands directly before the address; longer ones, and what is an
    address itself (the same one with its domain in letters), go everywhere. In
    the octets of a mail whatever name a header field shows before the address goes as well.
    """

    def __init__(self, address: str, names: Iterable[str] = ()) -> None:
        self.address = address
        cleaned = {_SPACE.sub(" ", name).strip()[:_LONGEST_NAME] for name in names}
        self.names = tuple(sorted((name for name in cleaned if len(name) > 1), key=len, reverse=True))
        whole = [name for name in self.names if (" " in name or "@" in name) and len(name) > 4]
        address_text, name_text = _text_patterns(address, self.names, whole)
        shown, octets = _octet_patterns(address, self.names, whole)
        wide = b"|".join(_wide_patterns((address, *whole)))
        self._address = re.compile(address_text, re.IGNORECASE)
        self._names = re.compile(name_text, re.IGNORECASE)
        self._shown = re.compile(shown)
        self._octets = re.compile(octets)
        self._wide = re.compile(wide)
        self._keys = frozenset(_key(text) for text in (address.partition("@")[0], *whole))

    @property
    def expressions(self) -> tuple[re.Pattern[str] | re.Pattern[bytes], ...]:
        """All that is searched for."""
        return self._address, self._names, self._shown, self._octets, self._wide

    def stands_in(self, octets: bytes) -> bool:
        """Whether address or name stand in these octets of a mail."""
        return self.octets(octets) != octets

    def text(self, text: str, instead: str) -> str:
        """`text` with `instead` for the address, and names masked."""
        if not text:
            return text
        masked = self._address.sub(lambda found: _blank_text(found[1]) + instead, text)
        return self._names.sub(lambda found: _blank_text(found[0]), masked)

    def octets(self, raw: bytes) -> bytes:
        """The octets of a mail, masked; as long as before."""
        return self._masked(raw, 0)

    def _masked(self, raw: bytes, depth: int) -> bytes:
        if self._may_stand_in(raw):
            raw = self._shown.sub(lambda found: _blank_shown(found[1]), raw)
            raw = self._octets.sub(lambda found: _blank(found[0]), raw)
            if b"\0" in raw:
                raw = self._wide.sub(lambda found: re.sub(rb"[^\0]", MASK.encode(), found[0]), raw)
        raw = _ENCODED_WORD.sub(self._word, raw)
        if depth < _DEPTH:
            raw = _BASE64.sub(partial(self._base64, depth=depth + 1), raw)
        return raw

    def _may_stand_in(self, raw: bytes) -> bool:
        """A quick look for the plain letters of address and names, which no encoding but base64 changes."""
        low = raw.lower()
        for between in (b"=\r\n", b"=\n", b"\0"):
            if between in low:
                low = low.replace(between, b"")
        return any(key in low for key in self._keys)

    def _word(self, found: re.Match[bytes]) -> bytes:
        """A base64 encoded word; Q was masked as it stands."""
        start, coding, payload = found.groups()
        octets = _decoded(payload) if coding in b"Bb" else None
        if octets is None:
            return found[0]
        masked = self._octets.sub(lambda inner: _blank(inner[0]), octets)
        return found[0] if masked == octets else start + coding + b"?" + _encoded(masked, payload) + b"?="

    def _base64(self, found: re.Match[bytes], depth: int) -> bytes:
        """The lines of a base64 part; anything else that looks like it decodes to nothing of interest."""
        lines = found[0].split(b"\n")
        payload = b"".join(line.rstrip(b"\r") for line in lines)
        octets = _decoded(payload) if len(payload) >= 8 else None
        if octets is None or octets.startswith(_BINARY):
            return found[0]
        masked = self._masked(octets, depth)
        if masked == octets:
            return found[0]
        coded, place, parts = _encoded(masked, payload), 0, []
        for line in lines:
            length = len(line.rstrip(b"\r"))
            parts.append(coded[place : place + length] + line[length:])
            place += length
        return b"\n".join(parts)


def _key(text: str) -> bytes:
    """Its longest run of plain letters and digits."""
    return max(re.findall(r"[a-z0-9]+", text.lower()), key=len, default="").encode()


def _text_patterns(address: str, names: Iterable[str], whole: Iterable[str]) -> tuple[str, str]:
    """For the address, with a name directly before it, and for whole names, where there are any."""
    beside = "|".join(_text_pattern(name) for name in names) or _NOTHING
    ahead = rf"(?:(?:{beside})['\"*_]{{0,3}}\s{{0,3}}[<(\[]?\s?(?:mailto:)?)?"
    alone = "|".join(rf"(?<!\w)(?:{_text_pattern(name)})(?!\w)" for name in whole) or _NOTHING
    return rf"({ahead}){_TEXT_BEFORE}({_text_pattern(address)})(?![A-Za-z0-9])", alone


def _octet_patterns(address: str, names: Iterable[str], whole: Iterable[str]) -> tuple[bytes, bytes]:
    """For what is shown as a name before the address, and for the address and whole names."""
    coded = _octet_pattern(address)
    path = _octet_pattern(address.replace("@", "="))  # "bounces+maria=example.org@…", a return path
    near = b"|".join([_SHOWN, *(_octet_pattern(name) + rb"[\"'*]{0,2}\s{0,3}" for name in names)])
    places = [_BEFORE + coded + rb"(?![A-Za-z0-9])", rb"(?<![A-Za-z0-9._])" + path + rb"(?![A-Za-z0-9])"]
    places += [_BEFORE_NAME + _octet_pattern(name) + rb"(?![A-Za-z0-9])" for name in whole]
    return rb"(" + near + rb")(?=[<(\[]?(?:mailto:)?" + _BEFORE + coded + rb")", b"|".join(places)


def _text_pattern(text: str) -> str:
    """This text, as Markdown, a link or HTML may spell it."""
    return "".join(_TEXT_GAP if each == " " else _text_character(each) for each in text)


def _text_character(each: str) -> str:
    if each.isascii() and each.isalnum():
        return each
    number = ord(each)
    percent = "".join(f"%{octet:02x}" for octet in each.encode("utf-8", "replace"))
    forms = [re.escape(each), percent, f"&#{number};", f"&#x{number:x};"]
    forms += [re.escape(form) for form in {each.lower(), each.upper(), unicodedata.normalize("NFD", each)}]
    forms += [f"&{codepoint2name[number]};"] if number in codepoint2name else []
    return rf"\\?(?:{'|'.join(dict.fromkeys(forms))})"


def _octet_pattern(text: str) -> bytes:
    """This text in the octets of a mail, in whatever encoding they are readable without context."""
    return _SOFT.join(_GAP if each == " " else _octet_character(each) for each in text)


def _octet_character(each: str) -> bytes:
    forms: dict[bytes, None] = {}
    for form in (each.lower(), each.upper(), unicodedata.normalize("NFD", each.lower())):
        for charset in ("utf-8", "latin-1"):
            octets = form.encode(charset, "ignore")
            if octets:
                forms[_SOFT.join(_octet(octet) for octet in octets)] = None
    number = ord(each)
    if not (each.isascii() and each.isalnum()):
        names = (
            f"#{number}",
            f"#[xX]{number:x}",
            *([codepoint2name[number]] if number in codepoint2name else []),
        )
        forms |= dict.fromkeys(f"&{name};".encode() for name in names)
    if each == "@":
        forms[b"&commat;"] = None
    return rb"\\?(?:" + b"|".join(forms) + rb")"


def _octet(octet: int) -> bytes:
    """One octet: itself, or its two hexadecimal digits behind = or %."""
    digits = "".join(f"[{d}{d.lower()}]" if d.isalpha() else d for d in f"{octet:02X}")
    return b"(?:" + re.escape(bytes([octet])) + rb"|[=%]" + digits.encode() + b")"


def _wide_patterns(texts: Iterable[str]) -> list[bytes]:
    patterns = []
    for text in texts:
        for charset in ("utf-16-le", "utf-16-be"):
            each = [
                b"(?:" + b"|".join(re.escape(c.encode(charset)) for c in dict.fromkeys((a, a.upper()))) + b")"
                for a in text.lower()
            ]
            patterns.append(b"".join(each))
    return patterns


def _blank_text(text: str) -> str:
    """Letters and digits masked: a bracket or quotation mark stays."""
    return "".join(MASK if each.isalnum() else each for each in text)


def _blank(octets: bytes) -> bytes:
    """As long as before; line ends stay, and soft breaks before them."""
    return re.sub(rb"=(?!\r?\n)|[^\r\n=]", MASK.encode(), octets)


def _blank_shown(octets: bytes) -> bytes:
    """A display name: quotation marks and the frame of an encoded word stay."""

    def word(found: re.Match[bytes]) -> bytes:
        start, coding, payload = found.groups()
        octets = _decoded(payload) if coding in b"Bb" else None
        blank = MASK.encode() * len(payload)
        if octets is not None:
            blank = _encoded(MASK.encode() * len(octets), payload)
        return start + coding + b"?" + blank + b"?="

    if octets.startswith(b"=?"):
        return _ENCODED_WORD.sub(word, octets)
    return re.sub(rb"[^\s\"']", MASK.encode(), octets)


def _decoded(payload: bytes) -> bytes | None:
    try:
        return base64.b64decode(payload + b"=" * (-len(payload) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def _encoded(octets: bytes, like: bytes) -> bytes:
    """Base64 of as many octets as `like` holds: as long as that, padded like that."""
    return base64.b64encode(octets)[: len(like)].ljust(len(like), b"=")

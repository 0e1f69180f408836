"""Mailboxes out of address fields (RFC 5322 section 3.4), tolerant where the strict reader gives up.

The strict reading (mail-parser's) comes first in `intake.reading.parse`; this one takes over where that finds
defects: semicolons between addresses, missing brackets, white space inside, encoded words around
whole addresses. It never invents: what is returned stands in the field with its "@".
"""

from __future__ import annotations

import re
import unicodedata

from cases.model import Address
from intake.reading.mime.encoded_words import clean_line, decode_words

MAX_ADDRESSES = 2_000
MAX_ADDRESS = 320  # characters (RFC 5321: 64 + 1 + 255)

_ADDR_SPEC = re.compile(
    r"""(?:"(?:[^"\\\x00-\x1f]|\\.){1,64}"|[^\s\x00-\x1f\x7f@,;:<>()\[\]"\\]{1,128})@"""
    r"""(?:\[[^\[\]\s]{1,64}\]|[^\s\x00-\x1f\x7f@,;:<>()\[\]"\\]{1,255})"""
)
_BRACKETS = re.compile(r"<([^<>]{0,1000})")
_COMMENT = re.compile(r"\(((?:[^()\\]|\\.){0,400})\)")
_ROUTE = re.compile(r"^@[^:<>]{1,500}:")
_EMPTY = re.compile(r"<[ \t]*>|:[ \t]*(?:;|$)")
# An encoded word with what RFC 2047 does not allow in it; none that could hold an address.
_LOOSE_WORD = re.compile(r"(=\?[^?\s]{1,40}\?[qQ]\?)([^?<>@\"\n]{0,400})(\?=)")
_AROUND = " <>()[]\"',;:|-"
_ENCODED = str.maketrans({",": "=2C", ";": "=3B", ":": "=3A", " ": "_", "(": "=28", ")": "=29"})
_GROUP = re.compile(r"^[^\"<>@,;:]{0,200}:")


def addresses(value: str) -> tuple[Address, ...]:
    """Every mailbox of an unfolded field value, in order; groups are opened.

    A piece that names several addresses where one belongs gives all of them, so that nobody can hide
    behind another parser's choice.
    """
    if "=?" in value:
        value = _LOOSE_WORD.sub(lambda word: word[1] + word[2].translate(_ENCODED) + word[3], value)
    found = [address for piece in _pieces(value) for address in _mailboxes(piece)]
    if not found and "=?" in value:
        decoded = decode_words(value).replace("=?", "")
        return addresses(decoded) if "@" in decoded else ()
    return tuple(found[:MAX_ADDRESSES])


def usable(addr_spec: str) -> bool:
    """Does it look like an address that mail can go to?"""
    return len(addr_spec) <= MAX_ADDRESS and bool(_ADDR_SPEC.fullmatch(addr_spec))


def names_nobody(value: str) -> bool:
    """Whether an address field has "<>" or an empty group in it (RFC 5322 section 3.4).

    A reader shows what stands beside them as the author ("anna@example.org <>"), and it is no address.
    """
    bare = _COMMENT.sub("", _unquoted(value))
    return bool(_EMPTY.search(bare))


_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def without_addresses(name: str) -> str:
    """A display name without what looks like an address in it ("Anna <anna@example.org>" as the name of
    somebody else), so that nobody takes it for one; no marks that show it in another order, in which
    an address may stand backwards. "" where nothing is left."""
    turned = _TURNS.search(name) is not None
    name = _TURNS.sub("", name).strip() if turned else name
    words = unicodedata.normalize("NFKC", name).replace("@", " @ ").split()
    dropped = {
        place
        for number, word in enumerate(words)
        if word == "@" and 0 < number < len(words) - 1
        if "." in words[number + 1].strip(".") or (turned and "." in words[number - 1].strip("."))
        for place in (number - 1, number, number + 1)
    }
    if not dropped:
        return name
    return " ".join(word for number, word in enumerate(words) if number not in dropped).strip(_AROUND)


def _unquoted(value: str) -> str:
    """The value without its quoted strings."""
    kept: list[str] = []
    quoted = skip = False
    for char in value:
        if skip:
            skip = False
        elif char == "\\":
            skip = True
        elif char == '"':
            quoted = not quoted
        elif not quoted:
            kept.append(char)
    return "".join(kept)


def _pieces(value: str) -> list[str]:
    """Split at commas and semicolons outside quotes, comments and brackets."""
    pieces: list[str] = []
    start = depth = 0
    quoted = angle = False
    skip = False
    for at, char in enumerate(value):
        if skip:
            skip = False
        elif char == "\\":
            skip = True
        elif char == '"' and not depth:
            quoted = not quoted
        elif quoted:
            continue
        elif char == "(":
            depth += 1
        elif char == ")":
            depth = max(0, depth - 1)
        elif char == "<" and not depth:
            angle = True
        elif char == ">":
            angle = False
        elif char in ",;" and not depth and not (angle and ">" in value[at : at + MAX_ADDRESS]):
            pieces.append(value[start:at])
            start, angle = at + 1, False
    pieces.append(value[start:])
    if quoted and len(pieces) == 1 and value.count('"') % 2:
        return value.replace('"', "").replace(";", ",").split(",")  # a quote never closed
    return pieces


def _mailboxes(piece: str) -> list[Address]:
    """The mailbox of one piece; several where the piece is ambiguous, none where it has none."""
    bare = _GROUP.sub("", piece, count=1).strip()
    inside = [_spec(_ROUTE.sub("", _COMMENT.sub("", text).strip())) for text in _BRACKETS.findall(bare)]
    specs = [spec for spec in inside if spec is not None]
    if len(specs) == 1:
        left, _, right = bare.rpartition("<")
        return [Address(_name(left) or _name(right.partition(">")[2]), specs[0])]
    if specs:
        return [Address("", spec) for spec in dict.fromkeys(specs)]
    first, last = bare.find("("), bare.rfind(")")
    comment = bare[first + 1 : last] if 0 <= first < last else ""
    outside = _COMMENT.sub(" ", _COMMENT.sub(" ", bare)).replace("<", " ").replace(">", " ")
    matches = _standing_alone(outside)
    if len(matches) != 1:
        return [Address("", match[0].strip(".'")) for match in matches]
    name = _name(outside[: matches[0].start()]) or _name(comment)
    return [Address(name, matches[0][0].strip(".'"))]


def _spec(text: str) -> str | None:
    """The addr-spec between angle brackets, white space taken out; None when it is none."""
    text = "".join(text.split()) if '"' not in text else text.strip()
    text = text.strip("'").removeprefix("mailto:").rstrip(".")
    if usable(text):
        return text
    matches = _standing_alone(text)
    return matches[0][0] if len(matches) == 1 else None


def _standing_alone(text: str) -> list[re.Match[str]]:
    """Addresses in the text that no further "@" touches ("a@example.org@example.net" is none)."""
    return [m for m in _ADDR_SPEC.finditer(text) if text[m.end() : m.end() + 1] != "@"]


def _name(text: str) -> str:
    """A display name as a person reads it: quotes, escapes and comments undone."""
    text = decode_words(_COMMENT.sub(r"\1", text)).strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = decode_words(re.sub(r"\\(.)", r"\1", text[1:-1]))
    return re.sub(r"\s+", " ", clean_line(text)).strip("\"' ,;:<>")


def find_addresses(text: str) -> tuple[str, ...]:
    """Every addr-spec that stands in free text, in order, each once (compared in lower case)."""
    found: dict[str, str] = {}
    for match in _ADDR_SPEC.finditer(text):
        spec = match[0].strip(".'*`").rstrip("!?")
        if usable(spec):
            found.setdefault(spec.lower(), spec)
    return tuple(found.values())

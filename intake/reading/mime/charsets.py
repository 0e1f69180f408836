"""Octets to text when the label may be wrong: charset names as found in the wild, and repair.

Order of belief: valid UTF-8 with at least one multi-byte sequence is UTF-8 whatever a single-byte
label says; a label is used when its octets are valid under it; then Windows-1252, in which every
octet means something (so does the WHATWG encoding standard for iso-8859-1 and us-ascii).
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff\ufeff]")
_C1 = {
    code: bytes([code]).decode("cp1252", "ignore") or "\ufffd" for code in range(0x80, 0xA0)
}  # Latin-1 control characters read as Windows-1252

_ALIASES = {
    "utf8": "utf-8",
    "utf8mb4": "utf-8",
    "unicode": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "cp65001": "utf-8",
    "gb2312": "gb18030",
    "gb-2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "gb-2312-80": "gb18030",
    "hz-gb-2312": "hz",
    "big5": "cp950",
    "x-x-big5": "cp950",
    "ks-c-5601": "cp949",
    "ks-c-5601-1987": "cp949",
    "ks-c-5601-1989": "cp949",
    "ksc5601": "cp949",
    "euc-kr": "cp949",
    "shift-jis": "cp932",
    "shift-jisx0213": "shift_jisx0213",
    "x-sjis": "cp932",
    "sjis": "cp932",
    "ms-kanji": "cp932",
    "windows-31j": "cp932",
    "x-euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp_3",
    "iso-2022-jp-1": "iso2022_jp_3",
    "iso-2022-jp-2": "iso2022_jp_2",
    "iso-2022-jp-ms": "iso2022_jp_3",
    "cp50220": "iso2022_jp_3",
    "cp50221": "iso2022_jp_3",
    "cp50222": "iso2022_jp_3",
    "csiso2022jp": "iso2022_jp_3",
    "iso-8859-8-i": "iso8859_8",
    "iso-8859-8-e": "iso8859_8",
    "iso-8859-6-i": "iso8859_6",
    "windows-874": "cp874",
    "tis-620": "cp874",
    "iso-8859-9": "cp1254",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "mac": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "x-mac-ce": "mac_latin2",
    "x-cp1250": "cp1250",
    "x-cp1251": "cp1251",
    "x-cp1252": "cp1252",
    "win-1251": "cp1251",
    "koi8": "koi8_r",
    "x-koi8-r": "koi8_r",
    "dos-720": "cp720",
    "ibm850": "cp850",
}
_WESTERN = {"ascii", "iso8859-1", "cp1252", "latin-1", "iso8859-15"}
_WESTERN_NAMES = re.compile(
    r"^(?:us-?ascii.*|ascii.*|ansi.*|x?-?ansi|iso-?8859-?1(?:-windows.*)?|8859-?1|latin-?1|cp-?1252"
    r"|windows-?1252|win-?1252|x-ansi|iso-8859|iso646.*|646|default|x-?unknown|unknown(?:-8bit)?"
    r"|8bit|7bit|binary|none|)$"
)
_UNSAFE = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"}


_JAPANESE = "iso2022_jp_3"
_TWO_OCTETS = re.compile(rb"(\x1b\$[@B][\x21-\x7e]*)")


def decode(octets: bytes, label: str = "") -> tuple[str, bool]:
    """The text, and whether the label had to be overruled or letters were lost."""
    if not octets:
        return "", False
    if octets.startswith((codecs.BOM_UTF8,)):
        return octets[3:].decode("utf-8", "replace"), False
    codec = codec_name(label)
    if octets.isascii() and b"\x1b" not in octets:
        return _ascii(octets, codec)
    if codec in ("", "utf-8", "ascii") or codec in _WESTERN:
        return _western(octets, codec)
    if codec.startswith("utf-16") and octets.count(0) * 8 < len(octets):
        return _western(octets, "")  # a label without a trace of it
    text = _japanese(octets) if codec == _JAPANESE else octets.decode(codec, "replace")
    lost = text.count("\ufffd")
    if not lost:
        return text, False
    utf8 = _valid_utf8(octets)
    if utf8 is not None:
        return utf8, True
    return _retry(octets, codec, text, lost), True


def decode_header_octets(octets: bytes, label: str = "") -> str:
    """Raw 8-bit header octets (RFC 6532, and mailers that never heard of RFC 2047).

    label: the charset of the body, the best guess for what is no UTF-8.
    """
    if b"\x1b$" in octets:
        return decode(octets, "iso-2022-jp")[0]
    text = _valid_utf8(octets)
    return text if text is not None else decode(octets, label)[0]


def without_controls(text: str) -> str:
    """Control characters, lone surrogates and byte order marks taken out; tab and line feeds stay."""
    return _CONTROL.sub("", text)


@lru_cache(maxsize=512)
def codec_name(label: str) -> str:
    """Python's name for a charset label; "" when nobody knows it. Never a codec that is no charset."""
    name = label.strip().strip("\"'").lower().replace("_", "-").replace(" ", "-")
    name = name.split(";")[0].split("*")[0].removeprefix("charset=").strip("\"'-")
    if _WESTERN_NAMES.match(name):
        return "iso8859-1" if name else ""
    for candidate in (_ALIASES.get(name), name, re.sub(r"^(?:x-|cp-|cs)", "", name), "cp" + name[-4:]):
        if not candidate or len(candidate) > 40 or "\0" in candidate:
            continue
        try:
            found = codecs.lookup(candidate)
        except (LookupError, UnicodeError, ValueError):
            continue
        if found._is_text_encoding and found.name.replace("_", "-") not in _UNSAFE:
            return found.name
    return ""


def _ascii(octets: bytes, codec: str) -> tuple[str, bool]:
    """Plain ASCII octets, which a few charsets read in their own way."""
    if codec in ("utf-7", "hz") or (codec.startswith("utf-16") and b"\0" in octets):
        text = octets.decode(codec, "replace")
        if "\ufffd" not in text:
            return text, False
    return octets.decode("ascii"), False


def _western(octets: bytes, codec: str) -> tuple[str, bool]:
    """UTF-8, Windows-1252 or ISO-2022: told apart by their octets."""
    if b"\x1b$" in octets or b"\x1b(J" in octets:
        japanese = _japanese(octets)
        if "\ufffd" not in japanese:
            return japanese, True
    text = _valid_utf8(octets)
    if text is not None:
        return text, codec not in ("utf-8", "")
    if codec == "iso8859-15":
        return octets.decode(codec), False
    if codec in ("utf-8", ""):
        guess = octets.decode("utf-8", "replace")
        broken = guess.count("\ufffd")
        letters = sum(1 for char in guess if char > "\x7f") - broken
        if letters > 2 * broken:  # UTF-8 that was cut or damaged in places
            return guess, True
    return octets.decode("latin-1").translate(_C1), codec in ("utf-8", "", "ascii")


def _japanese(octets: bytes) -> str:
    """ISO-2022-JP with row 13 as NEC filled it and Outlook writes it: ①, ㈱, Ⅳ."""
    text = octets.decode(_JAPANESE, "replace")
    if "\ufffd" not in text:
        return text
    pieces = _TWO_OCTETS.split(octets)
    return "".join(
        _kanji(piece) if number % 2 else piece.decode(_JAPANESE, "replace")
        for number, piece in enumerate(pieces)
    )


def _kanji(piece: bytes) -> str:
    """What stands behind one ESC $ B, its row 13 read as Windows reads it."""
    mark, start, letters = piece[:3], 3, list[str]()
    for at in range(3, len(piece) + 2, 2):
        is_row_13 = piece[at : at + 1] == b"\x2d" and at + 1 < len(piece)
        if not is_row_13 and at < len(piece):
            continue
        letters.append((mark + piece[start:at]).decode(_JAPANESE, "replace") if at > start else "")
        if is_row_13:
            column = piece[at + 1]
            shifted = column + (0x1F if column < 0x60 else 0x20)
            letters.append(bytes((0x87, shifted)).decode("cp932", "replace"))
        start = at + 2
    return "".join(letters)


def _valid_utf8(octets: bytes) -> str | None:
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _retry(octets: bytes, codec: str, text: str, lost: int) -> str:
    """The reading that loses fewest letters: as labelled, a wider variant, Windows-1252."""
    wider = {
        "iso2022_jp_3": ("iso2022_jp_2", "cp932", "iso2022_jp_ext"),
        "cp932": ("euc_jp",),
        "euc_jp": ("cp932",),
    }
    for other in wider.get(codec, ()):
        again = octets.decode(other, "replace")
        if again.count("\ufffd") < lost and "\x1b" not in again:
            text, lost = again, again.count("\ufffd")
    high = sum(1 for octet in octets[:20000] if octet > 0x7F)
    single_byte = codec.startswith(("cp125", "iso8859", "utf")) and "\x1b" not in text
    if single_byte and lost * 10 > max(1, high) * 3:
        return octets.decode("latin-1").translate(_C1)
    return text

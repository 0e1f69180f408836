"""winmail.dat, the envelope of Outlook and Exchange (MS-OXTNEF): its files and its body.

A small reader of its own: the known library is LGPL and brings more than is wanted. Read are the
attachment attributes and, of the MAPI properties, names, types, content and the body texts.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from intake.reading.mime.charsets import decode
from intake.reading.mime.rtf_lzfu import rtf_text

SIGNATURE = 0x223E9F78
MAX_ATTRIBUTES = 20_000
MAX_PROPERTIES = 2_000

_ATT_BODY = 0x0002800C
_ATT_ATTACH_DATA = 0x0006800F
_ATT_ATTACH_TITLE = 0x00018010
_ATT_ATTACH_RENDERING = 0x00069002
_ATT_MESSAGE_PROPERTIES = 0x00069003
_ATT_ATTACHMENT = 0x00069005
_ATT_CODEPAGE = 0x00069007

_PR_BODY = 0x1000
_PR_RTF_COMPRESSED = 0x1009
_PR_HTML = 0x1013
_PR_ATTACH_DATA = 0x3701
_PR_ATTACH_FILENAME = 0x3704
_PR_ATTACH_LONG_FILENAME = 0x3707
_PR_ATTACH_MIME = 0x370E
_FIXED = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}


@dataclass(slots=True)
class Tnef:
    """files: (name, type, content); plain and html: the body, "" and None where missing.

    is_whole: its attributes end where its octets do.
    """

    files: list[tuple[str, str, bytes]] = field(default_factory=list)
    plain: str = ""
    html: str | None = None
    is_whole: bool = False


@dataclass(slots=True)
class _Attachment:
    name: str = ""
    type: str = "application/octet-stream"
    content: bytes = b""


def is_winmail(type_: str, name: str) -> bool:
    """Whether a part says that it is a winmail.dat, by its type or else by its name."""
    return type_ in ("application/ms-tnef", "application/vnd.ms-tnef") or (
        type_ == "application/octet-stream" and name.lower() == "winmail.dat"
    )


def unpack(octets: bytes) -> Tnef | None:
    """What lies in a winmail.dat; None when it is none. Damaged: as far as it goes."""
    if len(octets) < 6 or struct.unpack_from("<I", octets)[0] != SIGNATURE:
        return None
    found = Tnef()
    current: _Attachment | None = None
    codepage = "cp1252"
    position = 6
    for _ in range(MAX_ATTRIBUTES):
        if position + 9 > len(octets):
            break
        _level, attribute, length = struct.unpack_from("<BII", octets, position)
        start, position = position + 9, position + 9 + length + 2
        value = octets[start : start + length]
        if attribute == _ATT_ATTACH_RENDERING:
            _add(found, current)
            current = _Attachment()
        elif attribute == _ATT_CODEPAGE and len(value) >= 4:
            codepage = f"cp{struct.unpack_from('<I', value)[0]}"
        elif attribute == _ATT_BODY:
            found.plain = found.plain or _text(value, codepage)
        elif attribute == _ATT_MESSAGE_PROPERTIES:
            _message(found, value, codepage)
        elif current is not None and attribute == _ATT_ATTACH_TITLE:
            current.name = current.name or _text(value, codepage)
        elif current is not None and attribute == _ATT_ATTACH_DATA:
            current.content = value
        elif current is not None and attribute == _ATT_ATTACHMENT:
            _attachment(current, value, codepage)
    _add(found, current)
    found.is_whole = position <= len(octets) and not octets[position:].strip(b"\0\r\n \t")
    return found


def _add(found: Tnef, attachment: _Attachment | None) -> None:
    if attachment is not None and (attachment.content or attachment.name):
        found.files.append((attachment.name, attachment.type, attachment.content))


def _message(found: Tnef, value: bytes, codepage: str) -> None:
    properties = _properties(value, codepage)
    plain, html, rtf = (properties.get(p) for p in (_PR_BODY, _PR_HTML, _PR_RTF_COMPRESSED))
    if isinstance(plain, str):
        found.plain = found.plain or plain
    if html:
        found.html = html if isinstance(html, str) else decode(html, codepage)[0]
    elif isinstance(rtf, bytes) and not found.plain:
        found.plain = rtf_text(rtf)


def _attachment(current: _Attachment, value: bytes, codepage: str) -> None:
    properties = _properties(value, codepage)
    for name in (_PR_ATTACH_LONG_FILENAME, _PR_ATTACH_FILENAME):
        given = properties.get(name)
        if isinstance(given, str) and given:
            current.name = given
            break
    mime = properties.get(_PR_ATTACH_MIME)
    if isinstance(mime, str) and "/" in mime:
        current.type = mime.lower()
    content = properties.get(_PR_ATTACH_DATA)
    if isinstance(content, bytes) and not current.content:
        current.content = content


def _properties(value: bytes, codepage: str) -> dict[int, str | bytes]:
    """The string and binary properties of a MAPI property list; it ends where it makes no sense."""
    found: dict[int, str | bytes] = {}
    try:
        (count,) = struct.unpack_from("<I", value)
        position = 4
        for _ in range(min(count, MAX_PROPERTIES)):
            type_, name = struct.unpack_from("<HH", value, position)
            position += 4
            if name >= 0x8000:
                position = _skip_name(value, position)
            many = bool(type_ & 0x1000)
            kind = type_ & 0x0FFF
            if kind in _FIXED and not many:
                position += _FIXED[kind]
                continue
            (values,) = struct.unpack_from("<I", value, position)
            position += 4
            for _ in range(min(values, MAX_PROPERTIES)):
                if kind in _FIXED:
                    position += _FIXED[kind] + (-_FIXED[kind] % 4)
                    continue
                (length,) = struct.unpack_from("<I", value, position)
                octets = value[position + 4 : position + 4 + length]
                position += 4 + length + (-length % 4)
                found.setdefault(name, _value(kind, octets, codepage))
    except struct.error:
        return found
    return found


def _skip_name(value: bytes, position: int) -> int:
    """Past the GUID and the name of a named property."""
    (kind,) = struct.unpack_from("<I", value, position + 16)
    if kind == 0:
        return position + 24
    (length,) = struct.unpack_from("<I", value, position + 20)
    return position + 24 + int(length) + (-int(length) % 4)


def _value(kind: int, octets: bytes, codepage: str) -> str | bytes:
    if kind == 0x1F:
        return octets.decode("utf-16-le", "replace").rstrip("\0")
    if kind == 0x1E:
        return _text(octets, codepage)
    return octets


def _text(octets: bytes, codepage: str) -> str:
    return decode(octets.rstrip(b"\0"), codepage)[0]

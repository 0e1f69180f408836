"""Compressed RTF (MS-OXRTFCP) to plain words: the body of some winmail.dat."""

from __future__ import annotations

import re
import struct

MAX_RTF = 2_000_000  # octets, unpacked
_PRELOAD = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    b"\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    b"\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_TOKEN = re.compile(rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|([^\\{}\r\n]+)", re.S)
_IGNORED = {b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"generator", b"htmltag"}


def rtf_text(octets: bytes) -> str:
    """The words of a compressed RTF body; "" when it cannot be unpacked."""
    rtf = _unpack(octets)
    out: list[str] = []
    depth = 0
    ignored_from: int | None = None
    skip = 0
    for token in _TOKEN.finditer(rtf):
        word, number, hexa, symbol, brace, text = token.groups()
        if brace:
            depth += 1 if brace == b"{" else -1
            if ignored_from is not None and depth < ignored_from:
                ignored_from = None
        elif ignored_from is not None:
            continue
        elif word in _IGNORED or symbol == b"*":
            ignored_from = depth
        elif word in (b"par", b"line"):
            out.append("\n")
        elif word == b"tab":
            out.append("\t")
        elif word == b"u" and number:
            out.append(chr(int(number) % 65536))
            skip = 1
        elif skip and (hexa or text):
            skip = 0
            out.append("" if hexa else (text or b"")[1:].decode("cp1252", "replace"))
        elif hexa:
            out.append(bytes([int(hexa, 16)]).decode("cp1252", "replace"))
        elif symbol:
            out.append({b"~": " ", b"_": "-"}.get(symbol, symbol.decode("cp1252", "replace")))
        elif text:
            out.append(text.decode("cp1252", "replace"))
    return "".join(out).strip()


def _unpack(octets: bytes) -> bytes:
    if len(octets) < 16:
        return b""
    _packed, size, magic, _crc = struct.unpack_from("<IIII", octets)
    if magic == 0x414C454D:  # "MELA": not compressed
        return octets[16 : 16 + min(size, MAX_RTF)]
    if magic != 0x75465A4C:  # "LZFu"
        return b""
    window = bytearray(4096)
    window[: len(_PRELOAD)] = _PRELOAD
    write = len(_PRELOAD)
    out = bytearray()
    position, limit = 16, min(size, MAX_RTF)
    while position < len(octets) and len(out) < limit:
        flags = octets[position]
        position += 1
        for bit in range(8):
            if position >= len(octets) or len(out) >= limit:
                break
            if flags >> bit & 1:
                if position + 1 >= len(octets):
                    return bytes(out)
                pair = octets[position] << 8 | octets[position + 1]
                position += 2
                offset, length = pair >> 4, (pair & 15) + 2
                if offset == write % 4096:
                    return bytes(out)
                for i in range(length):  # the source may overlap what is being written
                    window[(write + i) % 4096] = window[(offset + i) % 4096]
                out += bytes(window[(write + i) % 4096] for i in range(length))
                write += length
                continue
            window[write % 4096] = octets[position]
            out.append(octets[position])
            position += 1
            write += 1
    return bytes(out)

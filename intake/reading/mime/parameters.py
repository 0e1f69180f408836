"""Content-Type and Content-Disposition with their parameters (RFC 2045 section 5.1, RFC 2231).

Tolerant of what is found in the wild: unquoted values with spaces, unclosed quotes, missing
semicolons at the end, encoded words in file names, RFC 2231 values in quotes, Windows paths.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from intake.reading.mime.charsets import decode
from intake.reading.mime.encoded_words import clean_line, decode_words

MAX_PARAMETERS = 100
_PARAMETER = re.compile(
    r""";\s*(?:([^\s=;"]{1,80})\s*=\s*(?:"((?:[^"\\]|\\.){0,8000})(?:"|\\?$)([^;]*)|([^;]{0,8000})))?""",
    re.DOTALL,
)
_COMMENT = re.compile(r"\([^()]{0,200}\)")
_ESCAPED = re.compile(r'\\(["\\])')
_SECTION = re.compile(r"^(.*?)\*(?:(\d{1,3})(\*)?)?$")


def split_parameters(value: str) -> tuple[str, dict[str, str]]:
    """The value before the first semicolon in lower case, and its decoded parameters.

    Of two parameters with one name the first counts; a decoded RFC 2231 value beats a plain one.
    """
    head, semicolon, rest = value.partition(";")
    main = _COMMENT.sub("", head).strip().strip('"').lower()
    plain: dict[str, str] = {}
    sections: dict[str, dict[int, tuple[str, bool]]] = {}
    for count, match in enumerate(_PARAMETER.finditer(semicolon + rest)):
        if count >= MAX_PARAMETERS:
            break
        if not match[1]:
            continue
        name = match[1].lower()
        if match[2] is not None:
            text = _ESCAPED.sub(r"\1", match[2])
        else:
            text = (
                _COMMENT.sub("", match[4] or "").strip() if name != "filename" else (match[4] or "").strip()
            )
        section = _SECTION.match(name) if "*" in name else None
        if section is None:
            plain.setdefault(name, clean_line(decode_words(text)))
            continue
        number = int(section[2] or 0)
        encoded = section[2] is None or section[3] is not None
        sections.setdefault(section[1], {}).setdefault(number, (text.strip('"'), encoded))
    for name, parts in sections.items():
        plain[name] = _joined(parts)
    return main, plain


def _joined(parts: dict[int, tuple[str, bool]]) -> str:
    """One value out of its RFC 2231 sections."""
    charset = ""
    octets: list[bytes] = []
    for index, number in enumerate(sorted(parts)):
        text, encoded = parts[number]
        if index == 0 and encoded and text.count("'") >= 2:
            charset, _language, text = text.split("'", 2)
        octets.append(unquote_to_bytes(text) if encoded else text.encode("utf-8", "surrogateescape"))
    return clean_line(decode_words(decode(b"".join(octets), charset or "utf-8")[0]))

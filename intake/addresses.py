"""Mailboxes out of address fields (RFC 5322 section 3.4), tolerant where the strict reader gives up.

The strict reading (mail-parser's) comes first in `intake.parse`; this one takes over where that finds
defects: semicolons between addresses, missing brackets, white space inside, encoded words around
whole addresses. It never invents: what is returned stands in the field with its "@".
"""

from __future__ import annotations

import re

from cases.model import Address
from intake.encoded_words import clean_line, decode_words

MAX_ADDRESSES = 2_000
MAX_ADDRESS = 320  # characters (RFC 5321: 64 + 1 + 255)

_ADDR_SPEC = re.compile(
    r"""(?:"(?:[^"\\]|\\.){1,64}"|[^\s@,;:<>()\[\]"\\]{1,128})@(?:\[[^\[\]\s]{1,64}\]|[^\s@,;:<>()\[\]"\\]{1,255})"""
)
_COMMENT = re.compile(r"\(((?:[^()\\]|\\.){0,400})\)")
_ROUTE = re.compile(r"^@[^:<>]{1,500}:")
_GROUP = re.compile(r"^[^\"<>@,;:]{0,200}:")


def addresses(value: str) -> tuple[Address, ...]:
    """Every mailbox of an unfolded field value, in order; groups are opened."""
    found: list[Address] = []
    for piece in _pieces(value):
        address = _mailbox(piece)
        if address is not None and len(found) < MAX_ADDRESSES:
            found.append(address)
    if not found and "=?" in value:
        return addresses(decode_words(value).replace("=?", "")) if "@" in decode_words(value) else ()
    return tuple(found)


def usable(addr_spec: str) -> bool:
    """Does it look like an address that mail can go to?"""
    return len(addr_spec) <= MAX_ADDRESS and bool(_ADDR_SPEC.fullmatch(addr_spec))


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


def _mailbox(piece: str) -> Address | None:
    """One mailbox, or None when the piece has none."""
    bare = _GROUP.sub("", piece, count=1).strip()
    left, bracket, right = bare.rpartition("<")
    if bracket:
        inside = _ROUTE.sub("", _COMMENT.sub("", right.partition(">")[0]).strip())
        spec = _spec(inside)
        if spec is not None:
            return Address(_name(left) or _name(right.partition(">")[2]), spec)
    first, last = bare.find("("), bare.rfind(")")
    comment = bare[first + 1 : last] if 0 <= first < last else ""
    outside = _COMMENT.sub(" ", _COMMENT.sub(" ", bare)).replace("<", " ").replace(">", " ")
    match = _ADDR_SPEC.search(outside)
    if match is None:
        return None
    name = _name(outside[: match.start()]) or _name(comment)
    return Address(name, match[0].strip(".'"))


def _spec(text: str) -> str | None:
    """The addr-spec between angle brackets, white space taken out; None when it is none."""
    text = "".join(text.split()) if '"' not in text else text.strip()
    text = text.strip("'").removeprefix("mailto:").rstrip(".")
    if usable(text):
        return text
    match = _ADDR_SPEC.search(text)
    return match[0] if match else None


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

"""Who a mail says it is from, and its subject, without reading the mail: for one that could not be read.

Two lines of its first 16,000 octets, each of at most 400 characters: whatever a mail does to the parser, it
does not do it here.
"""

from __future__ import annotations

from dataclasses import dataclass

from intake.reading.mime.addresses import find_addresses
from intake.reading.mime.encoded_words import clean_line, decode_words

LOOKED_AT = 16_000  # octets
LONGEST = 400  # octets of a field


@dataclass(frozen=True, slots=True)
class Glance:
    """`author`: the first address in From, "" where none is seen. `subject`: one line, perhaps cut."""

    author: str = ""
    subject: str = ""


def glance(raw: bytes) -> Glance:
    """The first From and Subject. Never raises."""
    found = find_addresses(_field(raw, b"from"))
    return Glance(found[0] if found else "", clean_line(decode_words(_field(raw, b"subject"))))


def _field(raw: bytes, name: bytes) -> str:
    lines = raw[:LOOKED_AT].splitlines()
    for number, line in enumerate(lines):
        if not line:
            return ""
        if line[: len(name) + 1].lower() == name + b":":
            value = line[len(name) + 1 :]
            for more in lines[number + 1 :]:
                if more[:1] not in (b" ", b"\t") or len(value) > LONGEST:
                    break
                value += b" " + more.strip()
            return value[:LONGEST].decode("utf-8", "replace").strip()
    return ""

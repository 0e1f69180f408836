"""A concierge's signature without a closing formula, as Outlook puts it below a mail: name, firm, telephone.

Only for a concierge's mail to a worker, beside the general rules of `signatures`: who wrote is known there,
so a last block that begins with that very name and holds nothing but contact lines is no advice.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from intake.reading.signatures.contact_lines import MAX_BLOCK, Contact, contact_kind
from intake.reading.signatures.footers import plain_words
from intake.reading.signatures.signatures import Cut, signature_block

_LONGEST_NAME: Final = 8  # words


def cut_sign_off(text: str, name: str) -> Cut:
    """`text` without a last block that is set off by an empty line and begins with `name` on its own line.

    Every line of it must look like contact, one of them surely (a telephone number, an address, a company);
    below a further empty line only what is surely contact. After a line that ends in a colon nothing is cut:
    there the writer gives these lines to the reader.
    """
    lines = text.rstrip().split("\n")
    for start in range(len(lines) - 1, max(-1, len(lines) - MAX_BLOCK), -1):
        if _is(lines[start], name):
            signs = _set_off(lines, start) and _contacts(lines[start + 1 :])
            return _cut(lines, start) if signs else Cut(text, "")
    return Cut(text, "")


def own_block(text: str, names: Collection[str]) -> str:
    """The signature that is the last paragraph of somebody's words, to be remembered, or "".

    A block that names neither the writer nor an address of theirs is advice ("ask Jan, +32 …"), which must
    not be cut from the next mail.
    """
    block = signature_block(text.rstrip().rpartition("\n\n")[2])
    known = {_folded(name) for name in names if name.strip()}
    addresses = [name for name in known if "@" in name]
    for line in block.split("\n"):
        if _folded(line) in known or any(address in _folded(line) for address in addresses):
            return block
    return ""


def _cut(lines: list[str], start: int) -> Cut:
    return Cut("\n".join(lines[:start]).rstrip(), "\n".join(lines[start:]).strip())


def _set_off(lines: list[str], start: int) -> bool:
    above = [line for line in lines[:start] if line.strip()]
    return bool(above) and not lines[start - 1].strip() and not above[-1].rstrip().endswith(":")


def _contacts(lines: list[str]) -> bool:
    """Only contact-like lines, one of them for sure."""
    strong = apart = False
    for line in lines:
        if not line.strip():
            apart = True
            continue
        kind = contact_kind(line)
        if kind is Contact.NONE or (apart and kind is not Contact.STRONG):
            return False
        strong = strong or kind is Contact.STRONG
    return strong


def _is(line: str, name: str) -> bool:
    """Whether the line is the name: "Anna Peeters", "**Anna Peeters**", "Peeters, Anna"."""
    words = _folded(line).replace(",", " ").split()
    return bool(words) and len(words) <= _LONGEST_NAME and sorted(words) == sorted(_folded(name).split())


def _folded(text: str) -> str:
    return " ".join(plain_words(text).strip(" *_").casefold().split())

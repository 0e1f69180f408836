"""Display names of one address that changed, and those that are only written otherwise. Pure."""

from __future__ import annotations

import re

_WORD = re.compile(r"\w+(?:['\u2019-]\w+)*")


def is_new_name(known: str, written: str) -> bool:
    """Whether somebody whom we know by one name writes under another one now (they married, say).

    "Jansen, Maria", "MARIA JANSEN", "Maria" and an address are no other name than "Maria Jansen".
    """
    if not known or not written or "@" in written:
        return False
    before, now = _words(known), _words(written)
    return bool(now) and not now <= before


def _words(name: str) -> frozenset[str]:
    return frozenset(word.replace("\u2019", "'") for word in _WORD.findall(name.casefold()))

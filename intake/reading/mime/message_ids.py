"""Message-IDs as "<left@right>" (RFC 5322 section 3.6.4), out of fields as they are found."""

from __future__ import annotations

import re

MAX_IDS = 1_000
MAX_ID = 998  # characters
_BRACKETED = re.compile(rf"<([^<>]{{1,{MAX_ID}}})>")
_SPACE = re.compile(r"\s+")


def message_id(value: str) -> str | None:
    """The id of a Message-ID field, brackets added where they are missing; None without one."""
    match = _BRACKETED.search(value)
    bare = _SPACE.sub("", match[1] if match else value).strip("<>")
    return f"<{bare}>" if bare and len(bare) <= MAX_ID else None


def referenced_ids(value: str) -> tuple[str, ...]:
    """The ids of a References field in order, each once. Outlook folds inside ids: no white space.

    Fields without any bracket: the words with an "@". A truncated id is skipped.
    """
    found = [_SPACE.sub("", inside) for inside in _BRACKETED.findall(value)]
    if not found and "<" not in value:
        found = [word for word in re.split(r"[\s,]+", value) if "@" in word and len(word) <= MAX_ID]
    return tuple(dict.fromkeys(f"<{bare}>" for bare in found if bare))[:MAX_IDS]


def answered_ids(value: str) -> tuple[str, ...]:
    """The ids of an In-Reply-To field.

    Old mailers put a phrase there ("Your message of … <id> from <address>"): then only the first
    counts, because the other brackets hold addresses.
    """
    ids = referenced_ids(value)
    phrase = _BRACKETED.sub("", value).strip(" \t,;")
    return ids[:1] if phrase else ids

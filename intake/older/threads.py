"""Conversations: which mails belong together, by Message-ID, In-Reply-To and References.

The answer is the closure of "names" and "is named by" and does not depend on the order of arrival:
mails that name the same missing mail (a ghost) belong together, cycles do no harm, two mails with
one Message-ID are in one conversation. Subjects never join (CONTRACT 6). Outlook's Thread-Index is
a hint beside the closure (`linked_or_hinted`): its first 22 octets are the same in one conversation,
also where a client or gateway cut the other fields.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable

from intake.reading.parsed import Parsed

_CONVERSATION = 22  # octets of a Thread-Index that all mails of a conversation share


def linked(mail: Parsed) -> tuple[str, ...]:
    """Every id that a mail names."""
    return tuple(dict.fromkeys((*mail.references, *mail.in_reply_to)))


def linked_or_hinted(mail: Parsed) -> tuple[str, ...]:
    """Every id that a mail names, and its Outlook conversation."""
    hint = conversation(mail.thread_index)
    return (*linked(mail), hint) if hint else linked(mail)


def conversation(thread_index: str | None) -> str | None:
    """The part of a Thread-Index that all mails of a conversation share, or None."""
    if not thread_index:
        return None
    try:
        octets = base64.b64decode("".join(thread_index.split()), validate=False)
    except (binascii.Error, ValueError):
        return None
    if len(octets) < _CONVERSATION or not any(octets[6:_CONVERSATION]):
        return None
    return "thread-index:" + octets[:_CONVERSATION].hex()


def threads(
    mails: Iterable[Parsed], ties: Callable[[Parsed], Iterable[str]] = linked
) -> tuple[tuple[int, ...], ...]:
    """Conversations as places in the order given (from 0), in order of their first mail.

    ties: what counts as naming; `linked` is the closure of the standards, `linked_or_hinted` adds
    Outlook's index.
    """
    names: list[str] = []
    closure = Closure()
    for number, mail in enumerate(mails):
        name = mail.message_id or f"#{number}"
        names.append(name)
        closure.add(name, ties(mail))
    groups: dict[str, list[int]] = {}
    for number, name in enumerate(names):
        groups.setdefault(closure.root(name), []).append(number)
    return tuple(tuple(group) for group in groups.values())


class Closure:
    """Sets of ids that are linked, kept as they arrive (union-find, path halving)."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def add(self, name: str, others: Iterable[str]) -> None:
        """Put an id and all that it names into one set."""
        root = self.root(name)
        for other in others:
            found = self.root(other)
            if found != root:
                self._parent[found] = root

    def root(self, name: str) -> str:
        """The id that stands for the set of this one; an unknown id is a set of its own."""
        parent = self._parent
        parent.setdefault(name, name)
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

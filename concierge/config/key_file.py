"""The file of the signing keys, changed: a new key on top, the older ones below for verifying.

# key 3, since 2026-11-27T22:10:00Z
3:HEX
# key 2, since 2026-05-01T08:00:00Z
2:HEX
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from concierge.config.secrets import KEY_NUMBERS, parse_keys

_SINCE = re.compile(r"# key (\d{1,2}), since (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)")


@dataclass(frozen=True, slots=True)
class Key:
    """Of the key only its number, and since when it signs or signed; None: nobody wrote it down."""

    number: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Rotated:
    """The new content; the number of the key that signs now, and of the one that is out, if any."""

    text: str
    number: int
    retired: Key | None


def keys(text: str) -> tuple[Key, ...]:
    """The keys in a file, the one that signs first; ValueError as `parse_keys` says it."""
    since = {
        int(match[1]): datetime.fromisoformat(match[2]).astimezone(UTC) for match in _SINCE.finditer(text)
    }
    return tuple(Key(number, since.get(number)) for number in parse_keys(text).keys)


def rotated(text: str, key: bytes, now: datetime) -> Rotated:
    """`key` on top of the file `text`. There are sixteen numbers: the oldest key goes where all are taken.

    All lines are written with their numbers, so that leaving one out does not change those of the others.
    """
    before, octets = keys(text), parse_keys(text).keys
    retired = before[-1] if len(before) == len(KEY_NUMBERS) else None
    kept = before[:-1] if retired else before
    taken = {each.number for each in kept}
    first = before[0].number
    turns = ((first + step) % len(KEY_NUMBERS) for step in KEY_NUMBERS[1:])
    number = next(each for each in turns if each not in taken)
    lines = [*_lines(Key(number, now), key)]
    for each in kept:
        lines += _lines(each, octets[each.number])
    return Rotated("\n".join(lines) + "\n", number, retired)


def first_key(key: bytes, now: datetime) -> str:
    """The content of a new file with this key alone."""
    return "\n".join(_lines(Key(0, now), key)) + "\n"


def merged(here: str, saved: str) -> tuple[str, tuple[int, ...]]:
    """The key file that lies here and the one of a backup as one: all keys of the backup, and newer ones.

    The one of the two that holds all keys stays as it is written. Else the newest key comes first, and all
    keep their numbers. The second result: those of `here` that `saved` gave to other keys; they are out.
    """
    mine, theirs = parse_keys(here).keys, parse_keys(saved).keys
    if theirs.items() <= mine.items():
        return here, ()
    if mine.items() <= theirs.items():
        return saved, ()
    lost = tuple(sorted(n for n in mine if n in theirs and mine[n] != theirs[n]))
    found = [each for each in keys(here) if each.number not in theirs]
    found += keys(saved)
    if all(each.since for each in found):
        found.sort(key=lambda each: str(each.since), reverse=True)
    octets = {**mine, **theirs}
    lines = [line for each in found for line in _lines(each, octets[each.number])]
    return "\n".join(lines) + "\n", lost


def _lines(key: Key, octets: bytes) -> tuple[str, ...]:
    line = f"{key.number}:{octets.hex()}"
    if key.since is None:
        return (line,)
    return f"# key {key.number}, since {key.since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", line

"""When to try again: quick at first, then every few hours, given up after about five days. Pure."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

_QUICK = tuple(timedelta(minutes=m) for m in (1, 5, 15, 30, 60, 120, 240))  # 7 h 51 min in all
_STEADY = timedelta(hours=8)
GIVE_UP_AFTER = timedelta(days=5)  # RFC 5321 section 4.5.4.1: "at least 4-5 days"

DELAYS = _QUICK + (_STEADY,) * ((GIVE_UP_AFTER - sum(_QUICK, timedelta())) // _STEADY)
"""Pause after the first, second, ... failed attempt."""

JITTER = 0.1  # so that a thousand mails that failed together do not come back together


def next_attempt(attempts: int, now: datetime, key: str) -> datetime | None:
    """Time of the next attempt after `attempts` (1 or more) have failed; None = give up.

    The delay is up to a tenth shorter or longer; `key` (the Message-ID) decides, so that the same
    mail gets the same times on every run.
    """
    if attempts > len(DELAYS):
        return None
    delay = DELAYS[max(attempts, 1) - 1]
    digest = hashlib.sha256(f"{key} {attempts}".encode()).digest()
    share = int.from_bytes(digest[:4]) / 0xFFFFFFFF  # 0.0 to 1.0
    return now + delay * (1 - JITTER + 2 * JITTER * share)


PAUSE = timedelta(minutes=15)
"""How long a mailbox rests after the relay refused us; then one mail tries again."""

_REST, _LONGEST_REST = timedelta(seconds=5), timedelta(minutes=5)


def next_connection(failures: int, now: datetime) -> datetime:
    """When to dial a relay again that was away `failures` (1 or more) times: 5 s, 10 s, ... 5 min."""
    doublings: int = 2 ** min(failures - 1, 10)
    return now + min(_REST * doublings, _LONGEST_REST)

"""Lines of a timeline that the clock reads back: what it did already, and for what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Mark:
    """`detail` says for what it was done: a promised time, a date."""

    event: str
    detail: str
    at: datetime

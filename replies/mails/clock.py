"""When something was done, as short as it can be said. Pure."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from templates.phrases import moment


def clock(value: datetime, language: str, timezone: str, now: datetime) -> str:
    """When something was done: "at 14:02", on another day "on Tuesday 8 December, 12:00"."""
    local = value.astimezone(ZoneInfo(timezone))
    if local.date() == now.astimezone(ZoneInfo(timezone)).date():
        return f"{'om' if language == 'nl' else 'at'} {local:%H:%M}"
    return f"{'op' if language == 'nl' else 'on'} {moment(value, language, timezone, now)}"

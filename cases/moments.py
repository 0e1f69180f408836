"""Moments as they are shown outside."""

from __future__ import annotations

from datetime import UTC, datetime


def public_moment(moment: datetime | None) -> str | None:
    """RFC 3339 UTC to the second: "2026-11-21T09:00:00Z"."""
    if moment is None:
        return None
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"

"""Figures as frozen values, and the same as plain JSON: what `concierge report --json` prints. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

Row = Mapping[str, Any]
"""A row of `db.reports`."""


class Figures:
    """What all figures have in common. A subclass is a frozen dataclass; its fields are the keys."""

    __slots__ = ()

    def as_json(self) -> dict[str, Any]:
        """Plain values by key: money as text, because it is exact; moments RFC 3339, UTC."""
        assert is_dataclass(self)
        return {each.name.rstrip("_"): plain(getattr(self, each.name)) for each in fields(self)}


def plain(value: Any) -> Any:
    """`value` as JSON has it."""
    if isinstance(value, Figures):
        return value.as_json()
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(each) for each in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value

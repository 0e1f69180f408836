"""Published quarters, frozen: counts of people by topic as they were first published (`reports.published`).

There is no name in them and no number of a person, and nothing changes them: no correction, no erasure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from db.connect import transaction
from db.tables import Published

Forms = Mapping[str, Mapping[str, Any]]
"""Forms of one quarter by client, "" for cases of none."""


def published(quarter: str) -> dict[str, dict[str, Any]]:
    """Forms of that quarter by client; empty while it is not published."""
    rows = Published.select().where(Published.quarter == quarter).order_by(Published.client)
    return {row.client: row.form for row in rows}


def publish_once(quarter: str, make: Callable[[], Forms], now: datetime) -> dict[str, dict[str, Any]]:
    """The forms of that quarter: those that were published first, whoever asks again, or those of `make`.

    All forms are written in one commit; of two programs that publish at once the second one's are dropped.
    """
    with transaction():
        if found := published(quarter):
            return found
        made = [
            {"quarter": quarter, "client": client, "at": now, "form": form}
            for client, form in sorted(make().items())
        ]
        for row in made:
            if not _added(row):  # the other program was first, and has committed
                break
    return published(quarter)


def _added(row: Mapping[str, Any]) -> bool:
    return bool(Published.insert(**row).on_conflict_ignore().as_rowcount().execute())

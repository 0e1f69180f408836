"""Reading one row for a decision: inside a transaction nobody else changes it until the commit."""

from __future__ import annotations

from typing import Any, TypeVar

import peewee

from cases.errors import PermanentError
from db.tables import Table, database

Row = TypeVar("Row", bound=Table)
_MAIL = {  # what a person may have asked for by number
    "inbound": "There is no incoming mail {id}; `concierge held list` shows what waits.",
    "outbox": "There is no outgoing mail {id}; `concierge outbox list` shows what there is.",
}


def locked(table: type[Row], row_id: int, *columns: Any) -> Row:
    """The row of this id, whole or these columns only; raises PermanentError when there is none.

    PostgreSQL locks the row; SQLite has locked everything at the beginning of the transaction.
    """
    row = found(table, row_id, *columns)
    if row is None:
        raise missing(table, row_id)
    return row


def missing(table: type[Table], row_id: int) -> PermanentError:
    """There is no such row, in words for whoever asked for it."""
    name = table._meta.table_name.replace("_", " ")
    return PermanentError(_MAIL.get(name, "there is no {name} {id}").format(name=name, id=row_id))


def found(table: type[Row], row_id: int, *columns: Any) -> Row | None:
    """As `locked`, but None when there is no such row."""
    query = table.select(*columns).where(table._meta.primary_key == row_id)
    if can_lock_rows():
        query = query.for_update()
    row: Row | None = query.get_or_none()
    return row


def can_lock_rows() -> bool:
    """Whether SELECT … FOR UPDATE means anything here: on PostgreSQL, inside a transaction."""
    return database.in_transaction() and isinstance(database.obj, peewee.PostgresqlDatabase)

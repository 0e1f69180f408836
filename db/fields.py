"""Column types that behave the same on SQLite and PostgreSQL, whatever a mail puts into them.

A store that refuses a value stops the mailbox: text loses what PostgreSQL cannot hold (NUL, lone
surrogates), keys are cut to what an index can hold, moments are clipped to years 1-9999.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from peewee import SQL, AutoField, Field, NodeList, SqliteDatabase, TextField

KEY_OCTETS = 998  # longest line of RFC 5322 section 2.1.1; a PostgreSQL index entry holds 2,700

FIRST_MOMENT = datetime(1, 1, 1, tzinfo=UTC)
LAST_MOMENT = datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)


class NumberField(AutoField):
    """An id that is never given twice: ids stand in signed addresses long after a row was erased.

    SQLite reuses the highest id of a deleted row unless the column says AUTOINCREMENT.
    """

    def ddl(self, ctx: Any) -> NodeList:
        columns = super().ddl(ctx)
        database = self.model._meta.database
        if isinstance(getattr(database, "obj", database), SqliteDatabase):
            return NodeList((columns, SQL("AUTOINCREMENT")))
        return columns


class MomentField(Field):
    """An aware UTC datetime, stored as RFC 3339 text of fixed width, so that text order is time order.

    The same on both engines: peewee's DateTimeField shifts aware values on PostgreSQL.
    """

    field_type = "VARCHAR(27)"

    def db_value(self, value: datetime | str | None) -> str | None:
        if value is None or isinstance(value, str):
            return value
        return moment_text(value)

    def python_value(self, value: str | None) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


class JsonField(TextField):
    """A JSON value as ASCII text: read and written whole, never searched."""

    def db_value(self, value: Any) -> str | None:
        return None if value is None else json.dumps(value, sort_keys=True)

    def python_value(self, value: str | None) -> Any:
        return None if value is None else json.loads(value)


class WordsField(TextField):
    """Free text, without the characters that no database and no mail may hold."""

    def db_value(self, value: Any) -> str | None:
        return None if value is None else storable(str(value))


class KeyField(TextField):
    """Text that is looked up: an address, a Message-ID, a state. At most 998 octets count."""

    def db_value(self, value: Any) -> str | None:
        if value is None:
            return None
        octets = storable(str(value)).encode()
        return octets[:KEY_OCTETS].decode(errors="ignore")


def moment_text(moment: datetime) -> str:
    """RFC 3339 UTC with microseconds, 27 characters. A date outside the calendar is clipped to it."""
    try:
        utc = moment.astimezone(UTC)
    except OverflowError:  # "Mon, 1 Jan 0001 00:00:00 +0900" in a Date field
        utc = FIRST_MOMENT if moment.year == 1 else LAST_MOMENT
    return utc.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def storable(text: str) -> str:
    """`text` without NUL; a lone surrogate becomes a question mark."""
    if "\0" in text:
        text = text.replace("\0", "")
    return text if text.isascii() else text.encode("utf-8", "replace").decode()

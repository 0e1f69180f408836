"""Many stored cases for the stage benchmark: those that are there, again and again, under other numbers.

Every row of people, cases, mails and what hangs on them is copied within the database, with the columns that
must differ made different, each copy an hour earlier; people who were multiplied write from other addresses.
"""

from __future__ import annotations

import peewee
from peewee import fn

from db.fields import MomentField
from db.tables import Case, Event, Inbound, KnownId, Message, Outbox, Person, Survey, Table, database

COPIED = (Person, Case, Survey, Inbound, Message, KnownId, Event, Outbox)
OF_OTHERS = {"case_id": Case, "inbound": Inbound, "outbox": Outbox}
APART = {
    (Person, "address"),
    (Inbound, "message_id"),
    (Inbound, "content_hash"),
    (Inbound, "author"),
    (Message, "message_id"),
    (KnownId, "message_id"),
    (Outbox, "message_id"),
    (Outbox, "dedupe"),
    (Outbox, "recipient"),
}


def grown(cases: int) -> None:
    """Copy what is stored until there are about this many cases."""
    have = Case.select().count()
    with database.atomic():
        step: dict[type[Table], int] = {
            each: each.select(fn.MAX(_key(each))).scalar() or 0 for each in COPIED
        }
        uid = Inbound.select(fn.MAX(Inbound.uid)).scalar() + 100_000
        for copy in range(1, cases // have):
            for model in COPIED:
                database.execute_sql(_copied(model, copy, step, uid))
        database.execute_sql('UPDATE "counter" SET value = (SELECT max(id) FROM "case") + 1')
    database.execute_sql("ANALYZE")


def _key(model: type[Table]) -> peewee.Field:
    key: peewee.Field = model._meta.primary_key  # type: ignore[assignment]
    return key


def _copied(model: type[Table], copy: int, step: dict[type[Table], int], uid: int) -> str:
    fields = list(model._meta.sorted_fields)
    values = [_value(model, field, copy, step, uid) for field in fields]
    columns = ", ".join(f'"{field.column_name}"' for field in fields)
    table, key = model._meta.table_name, _key(model).column_name
    return (
        f'INSERT INTO "{table}" ({columns}) SELECT {", ".join(values)} '
        f'FROM "{table}" WHERE "{key}" <= {step[model]}'
    )


def _value(
    model: type[Table],
    field: peewee.Field,
    copy: int,
    step: dict[type[Table], int],
    uid: int,
) -> str:
    column = f'"{field.column_name}"'
    other = model if field.primary_key else OF_OTHERS.get(field.column_name)
    if isinstance(field, peewee.ForeignKeyField):
        other = field.rel_model
    if other is not None:
        return f"{column} + {copy * step[other]}"
    if isinstance(field, MomentField):  # an hour earlier each: nothing else fell into the last hour
        return f"strftime('%Y-%m-%dT%H:%M:%f', {column}, '-{copy} hours') || '000Z'"
    if (model, field.name) in APART:
        return f"'{copy}.' || {column}"
    return f"{column} + {copy * uid}" if (model, field.name) == (Inbound, "uid") else column

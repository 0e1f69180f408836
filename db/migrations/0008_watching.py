"""What is wrong and was told by another route, what a mailbox was compared with, and mails counted by kind.

The indexes by state also hold the kind, so that counting by both reads no row: a row holds the mail.
"""

from __future__ import annotations

from typing import Any

from peewee import Database, SqliteDatabase

TROUBLE = """
CREATE TABLE "trouble" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "why" TEXT NOT NULL,
    "since" VARCHAR(27) NOT NULL,
    "seen_at" VARCHAR(27) NOT NULL,
    "changed_at" VARCHAR(27) NOT NULL,
    "broken" {boolean} NOT NULL,
    "spent" INTEGER NOT NULL,
    "told_at" VARCHAR(27)
)
"""
COMPARISON = """
CREATE TABLE "comparison" (
    "mailbox" TEXT NOT NULL PRIMARY KEY,
    "at" VARCHAR(27),
    "next_at" VARCHAR(27) NOT NULL,
    "found" TEXT NOT NULL
)
"""


def up(migrator: Any, db: Database) -> None:
    """Two empty tables, two indexes in the place of two."""
    boolean = "INTEGER" if isinstance(db, SqliteDatabase) else "BOOLEAN"
    db.execute_sql(TROUBLE.format(boolean=boolean))
    db.execute_sql(COMPARISON)
    for table in ("inbound", "outbox"):
        db.execute_sql(f'DROP INDEX "{table}_state"')
        db.execute_sql(f'CREATE INDEX "{table}_state_kind" ON "{table}" ("state", "kind")')

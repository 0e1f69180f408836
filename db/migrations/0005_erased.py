"""What was erased and must not come back, and who waits to be erased."""

from __future__ import annotations

from typing import Any

from peewee import Database

SCHEMA = """
CREATE TABLE "erased" (
    "fingerprint" TEXT NOT NULL PRIMARY KEY,
    "at" VARCHAR(27) NOT NULL
);
CREATE TABLE "erasure" (
    "address" TEXT NOT NULL PRIMARY KEY,
    "outbox" INTEGER,
    "asked_at" VARCHAR(27) NOT NULL
);
"""


def up(migrator: Any, db: Database) -> None:
    """Two tables, both empty."""
    for statement in SCHEMA.split(";"):
        if statement.strip():
            db.execute_sql(statement)

"""What was stated to clients: months that no longer change, and their lines."""

from __future__ import annotations

from typing import Any

from peewee import Database, SqliteDatabase

SCHEMA = """
CREATE TABLE "billed_month" (
    "id" {number},
    "client" TEXT NOT NULL,
    "month" TEXT NOT NULL,
    "stated_at" VARCHAR(27) NOT NULL
);
CREATE UNIQUE INDEX "billed_month_client_month" ON "billed_month" ("client", "month");
CREATE TABLE "billed_line" (
    "id" {number},
    "client" TEXT NOT NULL,
    "month" TEXT NOT NULL,
    "case_id" INTEGER NOT NULL,
    "currency" TEXT NOT NULL,
    "minutes" INTEGER NOT NULL,
    "amount" TEXT NOT NULL,
    "rate" TEXT NOT NULL,
    "corrects" TEXT NOT NULL
);
CREATE UNIQUE INDEX "billed_line_client_month_case_id_currency"
    ON "billed_line" ("client", "month", "case_id", "currency");
"""


def up(migrator: Any, db: Database) -> None:
    """Two tables, both empty."""
    sqlite = isinstance(db, SqliteDatabase)
    number = "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT" if sqlite else "SERIAL NOT NULL PRIMARY KEY"
    for statement in SCHEMA.format(number=number).split(";"):
        if statement.strip():
            db.execute_sql(statement)

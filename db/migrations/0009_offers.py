"""What colleagues offer to help with, and whom they are introduced to."""

from __future__ import annotations

from typing import Any

from peewee import Database, SqliteDatabase

TABLES = """
CREATE TABLE "offer" (
    "id" {number},
    "person_id" INTEGER NOT NULL,
    "act" TEXT NOT NULL,
    "topics" TEXT NOT NULL,
    "ref" {bigint} NOT NULL,
    "state" TEXT NOT NULL,
    "client" TEXT,
    "language" TEXT NOT NULL,
    "again" {boolean} NOT NULL,
    "asked_at" VARCHAR(27) NOT NULL,
    "settled_at" VARCHAR(27),
    FOREIGN KEY ("person_id") REFERENCES "person" ("id")
);
CREATE UNIQUE INDEX "offer_person_id_ref" ON "offer" ("person_id", "ref");
CREATE TABLE "introduction" (
    "id" {number},
    "case_id" INTEGER NOT NULL,
    "colleague_id" INTEGER NOT NULL,
    "topic" TEXT NOT NULL,
    "words" TEXT NOT NULL,
    "asked_by" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "again" {boolean} NOT NULL,
    "asked_at" VARCHAR(27) NOT NULL,
    "agreed_at" VARCHAR(27),
    "until" VARCHAR(27) NOT NULL,
    "settled_at" VARCHAR(27),
    FOREIGN KEY ("case_id") REFERENCES "case" ("id"),
    FOREIGN KEY ("colleague_id") REFERENCES "person" ("id")
);
CREATE UNIQUE INDEX "introduction_case_id_colleague_id" ON "introduction" ("case_id", "colleague_id");
CREATE INDEX "introduction_colleague_id" ON "introduction" ("colleague_id");
CREATE INDEX "introduction_state" ON "introduction" ("state")
"""


def up(migrator: Any, db: Database) -> None:
    """Two empty tables."""
    sqlite = isinstance(db, SqliteDatabase)
    words = {
        "number": "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT" if sqlite else "SERIAL NOT NULL PRIMARY KEY",
        "bigint": "INTEGER" if sqlite else "BIGINT",
        "boolean": "INTEGER" if sqlite else "BOOLEAN",
    }
    for statement in TABLES.format(**words).split(";"):
        db.execute_sql(statement)

"""Who did what: persons and operators, by number and by account. Nothing changes or goes."""

from __future__ import annotations

from typing import Any

from peewee import Database, SqliteDatabase

TABLE = """
CREATE TABLE "audit" (
    "id" {number},
    "at" VARCHAR(27) NOT NULL,
    "actor" TEXT NOT NULL,
    "act" TEXT NOT NULL,
    "case_id" INTEGER,
    "inbound" INTEGER,
    "outbox" INTEGER,
    "person" INTEGER
)
"""
KEPT = "the audit is append-only"
SQLITE = (
    TABLE.format(number="INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT"),
    f"CREATE TRIGGER audit_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, '{KEPT}'); END",
    f"CREATE TRIGGER audit_not_deleted BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, '{KEPT}'); END",
    # INSERT OR REPLACE deletes without asking the trigger above.
    "CREATE TRIGGER audit_not_replaced BEFORE INSERT ON audit WHEN NEW.id IN (SELECT id FROM audit) "
    "BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END",
)
POSTGRESQL = (
    TABLE.format(number="SERIAL NOT NULL PRIMARY KEY"),
    "CREATE FUNCTION audit_kept() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{KEPT}'; END $$",
    "CREATE TRIGGER audit_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_kept()",
)


def up(migrator: Any, db: Database) -> None:
    """An empty table, with triggers that refuse what an audit must not allow."""
    for statement in SQLITE if isinstance(db, SqliteDatabase) else POSTGRESQL:
        db.execute_sql(statement)

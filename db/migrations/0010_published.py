"""Published quarters; the time that was promised first, which the report counts by.

Of old cases it is known where the promise never moved. One that moved is later than the first: a first answer
after it broke the first one too; otherwise it is not known, and the case is in no figure about promises.
"""

from __future__ import annotations

from typing import Any

from peewee import Database, SqliteDatabase

TABLE = """
CREATE TABLE "published" (
    "id" {number},
    "quarter" TEXT NOT NULL,
    "client" TEXT NOT NULL,
    "at" VARCHAR(27) NOT NULL,
    "form" TEXT NOT NULL
)
"""
INDEX = 'CREATE UNIQUE INDEX "published_quarter_client" ON "published" ("quarter", "client")'
COLUMN = 'ALTER TABLE "case" ADD COLUMN "first_promised_at" VARCHAR(27)'
KNOWN = """
UPDATE "case" SET "first_promised_at" = "promised_at"
WHERE "first_answer_at" > "promised_at" OR "id" NOT IN (
    SELECT "case_id" FROM "event" WHERE "event" = 'case.moved' AND "case_id" IS NOT NULL
    AND "detail" LIKE '% -> open%' AND "detail" NOT LIKE 'new ->%' AND "detail" NOT LIKE 'open ->%'
)
"""


def up(migrator: Any, db: Database) -> None:
    """An empty table, a column that is filled where it can be."""
    sqlite = isinstance(db, SqliteDatabase)
    number = "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT" if sqlite else "SERIAL NOT NULL PRIMARY KEY"
    for statement in (TABLE.format(number=number), INDEX, COLUMN, KNOWN):
        db.execute_sql(statement.replace("%", "%%") if not sqlite else statement)

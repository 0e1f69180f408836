"""The first schema. Longer than a module should be, because a schema is one list."""

from __future__ import annotations

from typing import Any

from peewee import Database, SqliteDatabase

TYPES = {
    "sqlite": {
        "serial": "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT",
        "bigint": "INTEGER",
        "boolean": "INTEGER",
        "double": "REAL",
        "blob": "BLOB",
    },
    "postgresql": {
        "serial": "SERIAL NOT NULL PRIMARY KEY",
        "bigint": "BIGINT",
        "boolean": "BOOLEAN",
        "double": "DOUBLE PRECISION",
        "blob": "BYTEA",
    },
}

SCHEMA = """
CREATE TABLE "outbox" (
    "id" {serial},
    "state" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "case_id" INTEGER,
    "mailbox" TEXT NOT NULL,
    "to" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "draft" TEXT NOT NULL,
    "message_id" TEXT,
    "dedupe" TEXT,
    "automatic" {boolean} NOT NULL,
    "priority" INTEGER NOT NULL,
    "queued_at" VARCHAR(27) NOT NULL,
    "next_attempt_at" VARCHAR(27) NOT NULL,
    "attempts" INTEGER NOT NULL,
    "lease_until" VARCHAR(27),
    "lease_holder" TEXT,
    "sent_at" VARCHAR(27),
    "last_reply" TEXT NOT NULL,
    "report_action" TEXT,
    "report_status" TEXT,
    "report_recipient" TEXT,
    "filed" TEXT NOT NULL,
    "inbound" INTEGER
);
CREATE INDEX "outbox_state" ON "outbox" ("state");
CREATE INDEX "outbox_case_id" ON "outbox" ("case_id");
CREATE INDEX "outbox_recipient" ON "outbox" ("recipient");
CREATE UNIQUE INDEX "outbox_message_id" ON "outbox" ("message_id");
CREATE UNIQUE INDEX "outbox_dedupe" ON "outbox" ("dedupe");
CREATE INDEX "outbox_next_attempt_at" ON "outbox" ("next_attempt_at");
CREATE TABLE "attempt" (
    "id" {serial},
    "outbox_id" INTEGER NOT NULL,
    "started_at" VARCHAR(27) NOT NULL,
    "finished_at" VARCHAR(27),
    "outcome" TEXT NOT NULL,
    "reply" TEXT NOT NULL,
    FOREIGN KEY ("outbox_id") REFERENCES "outbox" ("id")
);
CREATE INDEX "attempt_outbox_id" ON "attempt" ("outbox_id");
CREATE TABLE "blob" (
    "sha256" TEXT NOT NULL PRIMARY KEY,
    "content" {blob} NOT NULL
);
CREATE TABLE "person" (
    "id" {serial},
    "address" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "language" TEXT,
    "remembered" TEXT NOT NULL,
    "signatures" TEXT NOT NULL,
    "surveys_stopped" {boolean} NOT NULL,
    "created_at" VARCHAR(27) NOT NULL
);
CREATE UNIQUE INDEX "person_address" ON "person" ("address");
CREATE TABLE "case" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "state" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "requester_id" INTEGER NOT NULL,
    "mailbox" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "owner" TEXT,
    "topics" TEXT NOT NULL,
    "client" TEXT,
    "origin" TEXT NOT NULL,
    "need" TEXT NOT NULL,
    "created_at" VARCHAR(27) NOT NULL,
    "promised_at" VARCHAR(27),
    "first_answer_at" VARCHAR(27),
    "last_answer_at" VARCHAR(27),
    "recommended_at" VARCHAR(27),
    "closed_at" VARCHAR(27),
    "wait_until" VARCHAR(27),
    "merged_into" INTEGER,
    "linked_to" INTEGER,
    "survey_after" TEXT,
    "minutes" INTEGER NOT NULL,
    FOREIGN KEY ("requester_id") REFERENCES "person" ("id")
);
CREATE INDEX "case_state" ON "case" ("state");
CREATE INDEX "case_requester_id" ON "case" ("requester_id");
CREATE TABLE "counter" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "value" INTEGER NOT NULL
);
CREATE TABLE "cursor" (
    "id" {serial},
    "mailbox" TEXT NOT NULL,
    "folder" TEXT NOT NULL,
    "uidvalidity" {bigint} NOT NULL,
    "last_uid" {bigint} NOT NULL,
    "backlog_uid" {bigint} NOT NULL
);
CREATE UNIQUE INDEX "cursor_mailbox_folder" ON "cursor" ("mailbox", "folder");
CREATE TABLE "event" (
    "id" {serial},
    "case_id" INTEGER,
    "at" VARCHAR(27) NOT NULL,
    "event" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "inbound" INTEGER
);
CREATE INDEX "event_case_id" ON "event" ("case_id");
CREATE INDEX "event_at" ON "event" ("at");
CREATE TABLE "heartbeat" (
    "role" TEXT NOT NULL PRIMARY KEY,
    "alive_at" VARCHAR(27) NOT NULL,
    "last_success_at" VARCHAR(27),
    "detail" TEXT NOT NULL
);
CREATE TABLE "inbound" (
    "id" {serial},
    "mailbox" TEXT NOT NULL,
    "folder" TEXT NOT NULL,
    "uidvalidity" {bigint} NOT NULL,
    "uid" {bigint} NOT NULL,
    "content" {blob} NOT NULL,
    "size" INTEGER NOT NULL,
    "content_hash" TEXT NOT NULL,
    "message_id" TEXT,
    "received_at" VARCHAR(27) NOT NULL,
    "internal_date" VARCHAR(27),
    "backlog" {boolean} NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "kind" TEXT,
    "author" TEXT,
    "subject" TEXT NOT NULL,
    "case_id" INTEGER,
    "waived" TEXT NOT NULL,
    "tries" INTEGER NOT NULL,
    "next_try_at" VARCHAR(27),
    "decided_at" VARCHAR(27),
    "filed" {boolean} NOT NULL,
    "error" TEXT NOT NULL
);
CREATE INDEX "inbound_content_hash" ON "inbound" ("content_hash");
CREATE INDEX "inbound_message_id" ON "inbound" ("message_id");
CREATE INDEX "inbound_state" ON "inbound" ("state");
CREATE INDEX "inbound_author" ON "inbound" ("author");
CREATE INDEX "inbound_case_id" ON "inbound" ("case_id");
CREATE INDEX "inbound_filed" ON "inbound" ("filed");
CREATE UNIQUE INDEX "inbound_mailbox_folder_uidvalidity_uid"
    ON "inbound" ("mailbox", "folder", "uidvalidity", "uid");
CREATE TABLE "known_id" (
    "id" {serial},
    "message_id" TEXT NOT NULL,
    "case_id" INTEGER NOT NULL
);
CREATE INDEX "known_id_case_id" ON "known_id" ("case_id");
CREATE UNIQUE INDEX "known_id_message_id_case_id" ON "known_id" ("message_id", "case_id");
CREATE TABLE "lease" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "holder" TEXT NOT NULL,
    "until" VARCHAR(27) NOT NULL
);
CREATE TABLE "message" (
    "id" {serial},
    "case_id" INTEGER NOT NULL,
    "at" VARCHAR(27) NOT NULL,
    "direction" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "author_name" TEXT NOT NULL,
    "author" TEXT NOT NULL,
    "to" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "message_id" TEXT,
    "references" TEXT NOT NULL,
    "new_text" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "attachments" TEXT NOT NULL,
    "inbound" INTEGER,
    "outbox" INTEGER,
    FOREIGN KEY ("case_id") REFERENCES "case" ("id")
);
CREATE INDEX "message_case_id" ON "message" ("case_id");
CREATE INDEX "message_message_id" ON "message" ("message_id");
CREATE TABLE "pause" (
    "mailbox" TEXT NOT NULL PRIMARY KEY,
    "until" VARCHAR(27) NOT NULL,
    "reason" TEXT NOT NULL
);
CREATE TABLE "recommendation" (
    "id" {serial},
    "case_id" INTEGER NOT NULL,
    "at" VARCHAR(27) NOT NULL,
    "actor" TEXT NOT NULL,
    "topic" TEXT,
    "slug" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "training" {boolean} NOT NULL,
    "price" {double},
    "currency" TEXT NOT NULL,
    "interest" TEXT NOT NULL,
    "reasons" TEXT NOT NULL,
    FOREIGN KEY ("case_id") REFERENCES "case" ("id")
);
CREATE INDEX "recommendation_case_id" ON "recommendation" ("case_id");
CREATE TABLE "suppression" (
    "address" TEXT NOT NULL PRIMARY KEY,
    "reason" TEXT NOT NULL,
    "at" VARCHAR(27) NOT NULL
);
CREATE TABLE "survey" (
    "id" {serial},
    "case_id" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "due_at" VARCHAR(27),
    "asked_at" VARCHAR(27),
    "reminded_at" VARCHAR(27),
    "answered_at" VARCHAR(27),
    "rating" INTEGER,
    "comment" TEXT,
    FOREIGN KEY ("case_id") REFERENCES "case" ("id")
);
CREATE UNIQUE INDEX "survey_case_id" ON "survey" ("case_id");
CREATE INDEX "survey_state" ON "survey" ("state");
CREATE INDEX "survey_due_at" ON "survey" ("due_at");
"""


def up(migrator: Any, db: Database) -> None:
    """Create every table and index."""
    types = TYPES["sqlite" if isinstance(db, SqliteDatabase) else "postgresql"]
    for statement in SCHEMA.format_map(types).split(";"):
        if statement.strip():
            db.execute_sql(statement)

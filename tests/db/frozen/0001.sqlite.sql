BEGIN TRANSACTION;
CREATE TABLE "attempt" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "outbox_id" INTEGER NOT NULL,
    "started_at" VARCHAR(27) NOT NULL,
    "finished_at" VARCHAR(27),
    "outcome" TEXT NOT NULL,
    "reply" TEXT NOT NULL,
    FOREIGN KEY ("outbox_id") REFERENCES "outbox" ("id")
);
INSERT INTO "attempt" VALUES(1,1,'2026-05-04T09:30:15.250000Z','2026-05-04T09:30:15.250000Z','sent','250 2.0.0 Ok');
CREATE TABLE "blob" (
    "sha256" TEXT NOT NULL PRIMARY KEY,
    "content" BLOB NOT NULL
);
INSERT INTO "blob" VALUES('abababababababababababababababababababababababababababababababab',X'68656C6C6F00FF');
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
INSERT INTO "case" VALUES(1,'answered','Talks – café',1,'help@example.org','en','anna@example.org','["presenting"]','acme','mail','{"about": "talks", "time": 120}','2026-05-04T08:00:00.000000Z','2026-05-04T09:30:15.250000Z','2026-05-04T09:30:15.250000Z','2026-05-04T09:30:15.250000Z','2026-05-04T09:30:15.250000Z',NULL,NULL,NULL,NULL,NULL,30);
INSERT INTO "case" VALUES(2,'closed','Old',1,'help@example.org','nl',NULL,'[]',NULL,'import','{}','2026-05-04T08:00:00.000000Z',NULL,NULL,NULL,NULL,'2026-05-04T09:30:15.250000Z',NULL,1,1,'3d',0);
CREATE TABLE "counter" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "value" INTEGER NOT NULL
);
INSERT INTO "counter" VALUES('case',2);
CREATE TABLE "cursor" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "mailbox" TEXT NOT NULL,
    "folder" TEXT NOT NULL,
    "uidvalidity" INTEGER NOT NULL,
    "last_uid" INTEGER NOT NULL,
    "backlog_uid" INTEGER NOT NULL
);
INSERT INTO "cursor" VALUES(1,'help@example.org','INBOX',4294967295,17,3);
CREATE TABLE "event" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "case_id" INTEGER,
    "at" VARCHAR(27) NOT NULL,
    "event" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "inbound" INTEGER
);
INSERT INTO "event" VALUES(1,1,'2026-05-04T08:00:00.000000Z','case.opened','maria@example.org','',1);
INSERT INTO "event" VALUES(2,NULL,'2026-05-04T09:30:15.250000Z','address.suppressed','service','gone@example.org: 550 5.1.1',NULL);
CREATE TABLE "heartbeat" (
    "role" TEXT NOT NULL PRIMARY KEY,
    "alive_at" VARCHAR(27) NOT NULL,
    "last_success_at" VARCHAR(27),
    "detail" TEXT NOT NULL
);
INSERT INTO "heartbeat" VALUES('intake','2026-05-04T09:30:15.250000Z','2026-05-04T09:30:15.250000Z','');
INSERT INTO "heartbeat" VALUES('outbox','2026-05-04T09:30:15.250000Z',NULL,'the relay is away');
CREATE TABLE "inbound" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "mailbox" TEXT NOT NULL,
    "folder" TEXT NOT NULL,
    "uidvalidity" INTEGER NOT NULL,
    "uid" INTEGER NOT NULL,
    "content" BLOB NOT NULL,
    "size" INTEGER NOT NULL,
    "content_hash" TEXT NOT NULL,
    "message_id" TEXT,
    "received_at" VARCHAR(27) NOT NULL,
    "internal_date" VARCHAR(27),
    "backlog" INTEGER NOT NULL,
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
    "filed" INTEGER NOT NULL,
    "error" TEXT NOT NULL
);
INSERT INTO "inbound" VALUES(1,'help@example.org','INBOX',4294967295,16,X'46726F6D3A204D61726961203C6D61726961406578616D706C652E6F72673E0D0A546F3A2068656C70406578616D706C652E6F72670D0A5375626A6563743A2054616C6B7320E2809320636166C3A90D0A4D6573736167652D49443A203C31406578616D706C652E6F72673E0D0A446174653A204D6F6E2C2034204D617920323032362031303A30303A3030202B303230300D0A0D0A4D792074616C6B732066616C6C20666C61742E0D0A',171,'cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd','<1@example.org>','2026-05-04T08:00:00.000000Z','2026-05-04T08:00:00.000000Z',0,'accepted','request','request','maria@example.org','Talks – café',1,'[]',0,NULL,'2026-05-04T08:00:00.000000Z',1,'');
INSERT INTO "inbound" VALUES(2,'help@example.org','INBOX',4294967295,17,X'46726F6D3A204D61726961203C6D61726961406578616D706C652E6F72673E0D0A546F3A2068656C70406578616D706C652E6F72670D0A5375626A6563743A2054616C6B7320E2809320636166C3A90D0A4D6573736167652D49443A203C32406578616D706C652E6F72673E0D0A446174653A204D6F6E2C2034204D617920323032362031303A30303A3030202B303230300D0A0D0A4D792074616C6B732066616C6C20666C61742E0D0A',171,'efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef','<2@example.org>','2026-05-04T09:30:15.250000Z',NULL,1,'held','worker-unproven',NULL,NULL,'',NULL,'["proof"]',2,'2026-05-14T09:30:15.250000Z',NULL,0,'KeyError: x');
CREATE TABLE "known_id" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "message_id" TEXT NOT NULL,
    "case_id" INTEGER NOT NULL
);
INSERT INTO "known_id" VALUES(1,'<1@example.org>',1);
CREATE TABLE "lease" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "holder" TEXT NOT NULL,
    "until" VARCHAR(27) NOT NULL
);
INSERT INTO "lease" VALUES('mailbox:help@example.org','host ns 1 2 ab','2026-05-04T09:30:15.250000Z');
CREATE TABLE "message" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
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
INSERT INTO "message" VALUES(1,1,'2026-05-04T08:00:00.000000Z','in','worker','Maria Jansen','maria@example.org','["help@example.org"]','request','Talks – café','<1@example.org>','[]','My talks fall flat.','My talks fall flat.','[]',1,NULL);
CREATE TABLE "outbox" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
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
    "automatic" INTEGER NOT NULL,
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
INSERT INTO "outbox" VALUES(1,'sent','answer',1,'help@example.org','["maria@example.org"]','maria@example.org','Re: [LC-1] Talks','{"kind": "answer", "mailbox": "help@example.org", "from_name": "Anna Peeters", "to": [{"name": "Maria", "addr_spec": "maria@example.org"}], "cc": [], "subject": "Re: [LC-1] Talks", "text": "Begin with a question.", "language": "en", "token": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "date": "2026-05-04T09:30:15+00:00", "case": 1, "automatic": null, "parent": "<1@example.org>", "references": ["<1@example.org>"], "attachments": [{"name": "a.txt", "type": "text/plain", "size": 7, "inline": false, "content_id": null, "sha256": "abababababababababababababababababababababababababababababababab"}], "dedupe": "answer:1", "not_before": null}','<aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.1@example.org>','answer:1',0,0,'2026-05-04T09:30:15.250000Z','2026-05-04T09:30:15.250000Z',1,NULL,NULL,'2026-05-04T09:30:15.250000Z','250 2.0.0 Ok',NULL,NULL,NULL,'appended',1);
CREATE TABLE "pause" (
    "mailbox" TEXT NOT NULL PRIMARY KEY,
    "until" VARCHAR(27) NOT NULL,
    "reason" TEXT NOT NULL
);
INSERT INTO "pause" VALUES('help@example.org','2026-05-04T09:30:15.250000Z','535 5.7.8');
CREATE TABLE "person" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "address" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "language" TEXT,
    "remembered" TEXT NOT NULL,
    "signatures" TEXT NOT NULL,
    "surveys_stopped" INTEGER NOT NULL,
    "created_at" VARCHAR(27) NOT NULL
);
INSERT INTO "person" VALUES(1,'maria@example.org','Maria Jansen','en','["prefers mornings"]','["Maria\nSales"]',0,'2026-05-04T08:00:00.000000Z');
INSERT INTO "person" VALUES(2,'anna@example.org','Anna Peeters',NULL,'[]','[]',1,'2026-05-04T08:00:00.000000Z');
CREATE TABLE "recommendation" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "case_id" INTEGER NOT NULL,
    "at" VARCHAR(27) NOT NULL,
    "actor" TEXT NOT NULL,
    "topic" TEXT,
    "slug" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "training" INTEGER NOT NULL,
    "price" REAL,
    "currency" TEXT NOT NULL,
    "interest" TEXT NOT NULL,
    "reasons" TEXT NOT NULL,
    FOREIGN KEY ("case_id") REFERENCES "case" ("id")
);
INSERT INTO "recommendation" VALUES(1,1,'2026-05-04T09:30:15.250000Z','anna@example.org','presenting','voice','Voice','Us','book',0,12.5,'EUR','','["time"]');
CREATE TABLE "schema_migration" ("id" INTEGER NOT NULL PRIMARY KEY, "name" VARCHAR(255) NOT NULL, "applied" DATETIME NOT NULL);
INSERT INTO "schema_migration" VALUES(1,'0001_schema','2026-11-27 22:37:00.252905');
CREATE TABLE "suppression" (
    "address" TEXT NOT NULL PRIMARY KEY,
    "reason" TEXT NOT NULL,
    "at" VARCHAR(27) NOT NULL
);
INSERT INTO "suppression" VALUES('gone@example.org','550 5.1.1','2026-05-04T09:30:15.250000Z');
CREATE TABLE "survey" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
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
INSERT INTO "survey" VALUES(1,1,'scheduled',NULL,'2026-05-14T09:30:15.250000Z',NULL,NULL,NULL,NULL,NULL);
CREATE UNIQUE INDEX "schema_migration_name" ON "schema_migration" ("name");
CREATE INDEX "outbox_state" ON "outbox" ("state");
CREATE INDEX "outbox_case_id" ON "outbox" ("case_id");
CREATE INDEX "outbox_recipient" ON "outbox" ("recipient");
CREATE UNIQUE INDEX "outbox_message_id" ON "outbox" ("message_id");
CREATE UNIQUE INDEX "outbox_dedupe" ON "outbox" ("dedupe");
CREATE INDEX "outbox_next_attempt_at" ON "outbox" ("next_attempt_at");
CREATE INDEX "attempt_outbox_id" ON "attempt" ("outbox_id");
CREATE UNIQUE INDEX "person_address" ON "person" ("address");
CREATE INDEX "case_state" ON "case" ("state");
CREATE INDEX "case_requester_id" ON "case" ("requester_id");
CREATE UNIQUE INDEX "cursor_mailbox_folder" ON "cursor" ("mailbox", "folder");
CREATE INDEX "event_case_id" ON "event" ("case_id");
CREATE INDEX "event_at" ON "event" ("at");
CREATE INDEX "inbound_content_hash" ON "inbound" ("content_hash");
CREATE INDEX "inbound_message_id" ON "inbound" ("message_id");
CREATE INDEX "inbound_state" ON "inbound" ("state");
CREATE INDEX "inbound_author" ON "inbound" ("author");
CREATE INDEX "inbound_case_id" ON "inbound" ("case_id");
CREATE INDEX "inbound_filed" ON "inbound" ("filed");
CREATE UNIQUE INDEX "inbound_mailbox_folder_uidvalidity_uid"
    ON "inbound" ("mailbox", "folder", "uidvalidity", "uid");
CREATE INDEX "known_id_case_id" ON "known_id" ("case_id");
CREATE UNIQUE INDEX "known_id_message_id_case_id" ON "known_id" ("message_id", "case_id");
CREATE INDEX "message_case_id" ON "message" ("case_id");
CREATE INDEX "message_message_id" ON "message" ("message_id");
CREATE INDEX "recommendation_case_id" ON "recommendation" ("case_id");
CREATE UNIQUE INDEX "survey_case_id" ON "survey" ("case_id");
CREATE INDEX "survey_state" ON "survey" ("state");
CREATE INDEX "survey_due_at" ON "survey" ("due_at");
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('person',2);
INSERT INTO "sqlite_sequence" VALUES('cursor',1);
INSERT INTO "sqlite_sequence" VALUES('event',2);
INSERT INTO "sqlite_sequence" VALUES('inbound',2);
INSERT INTO "sqlite_sequence" VALUES('known_id',1);
INSERT INTO "sqlite_sequence" VALUES('message',1);
INSERT INTO "sqlite_sequence" VALUES('recommendation',1);
INSERT INTO "sqlite_sequence" VALUES('survey',1);
INSERT INTO "sqlite_sequence" VALUES('outbox',1);
INSERT INTO "sqlite_sequence" VALUES('attempt',1);
COMMIT;

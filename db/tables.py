"""The tables: one durable store between every two programs (DESIGN 1).

Times are stored as UTC text/timestamps and read back aware. JSON columns hold plain lists and dicts.
`database` is a proxy that `db.connect` binds to SQLite or PostgreSQL.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from peewee import (
    BlobField,
    BooleanField,
    CharField,
    DatabaseProxy,
    Field,
    FloatField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

database = DatabaseProxy()


class MomentField(Field):
    """An aware UTC datetime, stored as RFC 3339 text of fixed width, so that text order is time order.

    The same on both engines: peewee's DateTimeField shifts aware values on PostgreSQL.
    """

    field_type = "VARCHAR(27)"

    def db_value(self, value: datetime | str | None) -> str | None:
        if value is None or isinstance(value, str):
            return value
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def python_value(self, value: str | None) -> datetime | None:
        if value is None:
            return None
        return datetime.strptime(value, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


class JsonField(TextField):
    """A JSON value as text: read and written whole, never searched."""

    def db_value(self, value: Any) -> str | None:
        import json

        return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)

    def python_value(self, value: str | None) -> Any:
        import json

        return None if value is None else json.loads(value)


class Table(Model):
    class Meta:
        database = database
        legacy_table_names = False


class Counter(Table):
    """Next number of a series ("case"): reserved inside the deciding transaction."""

    name = CharField(primary_key=True)
    value = IntegerField()


class Lease(Table):
    """Who works on what (`mailbox:ADDRESS`, `role:followups`), and until when."""

    name = CharField(primary_key=True)
    holder = CharField()
    until = MomentField()


class Heartbeat(Table):
    """Last success of a role, for `health`. `detail` is the last error in words."""

    role = CharField(primary_key=True)
    alive_at = MomentField()
    last_success_at = MomentField(null=True)
    detail = TextField(default="")


class Cursor(Table):
    """How far a folder was read. `backlog_uid`: mail up to this UID is stored but never answered."""

    mailbox = CharField()
    folder = CharField()
    uidvalidity = IntegerField()
    last_uid = IntegerField()
    backlog_uid = IntegerField(default=0)

    class Meta:
        indexes = ((("mailbox", "folder"), True),)


class Person(Table):
    address = CharField(unique=True)  # lower case
    name = CharField(default="")
    language = CharField(null=True)
    remembered = JsonField(default=list)
    signatures = JsonField(default=list)  # blocks seen below this person's mails
    surveys_stopped = BooleanField(default=False)
    created_at = MomentField()


class Case(Table):
    id = IntegerField(primary_key=True)
    state = CharField(index=True)
    subject = TextField()
    requester = ForeignKeyField(Person, backref="cases")
    mailbox = CharField()
    language = CharField()
    owner = CharField(null=True)
    topics = JsonField(default=list)
    client = CharField(null=True)
    origin = CharField(default="mail")
    need = JsonField(default=dict)
    created_at = MomentField()
    promised_at = MomentField(null=True)
    first_answer_at = MomentField(null=True)
    last_answer_at = MomentField(null=True)
    recommended_at = MomentField(null=True)
    closed_at = MomentField(null=True)
    wait_until = MomentField(null=True)
    merged_into = IntegerField(null=True)
    linked_to = IntegerField(null=True)
    survey_after = CharField(null=True)
    minutes = IntegerField(default=0)


class Survey(Table):
    """The one survey of a case."""

    case = ForeignKeyField(Case, unique=True, backref="surveys")
    state = CharField(index=True)
    reason = CharField(null=True)
    due_at = MomentField(null=True, index=True)
    asked_at = MomentField(null=True)
    reminded_at = MomentField(null=True)
    answered_at = MomentField(null=True)
    rating = IntegerField(null=True)
    comment = TextField(null=True)


class Inbound(Table):
    """A received mail, stored before anything else happens. `content` is the octets as fetched."""

    mailbox = CharField()
    folder = CharField()
    uidvalidity = IntegerField()
    uid = IntegerField()
    content = BlobField()
    size = IntegerField()
    content_hash = CharField(index=True)  # SHA-256 of the message without transport header fields
    message_id = CharField(null=True, index=True, max_length=998)
    received_at = MomentField()  # when we stored it
    internal_date = MomentField(null=True)
    backlog = BooleanField(default=False)  # stored and threaded, never answered
    state = CharField(index=True)
    reason = CharField(default="")
    kind = CharField(null=True)
    author = CharField(null=True)  # addr-spec
    subject = TextField(default="")
    case_id = IntegerField(null=True, index=True)
    waived = JsonField(default=list)  # checks that a person waived
    tries = IntegerField(default=0)
    next_try_at = MomentField(null=True)
    decided_at = MomentField(null=True)
    filed = BooleanField(default=False)  # moved to the processed folder
    error = TextField(default="")

    class Meta:
        indexes = ((("mailbox", "folder", "uidvalidity", "uid"), True),)


class Message(Table):
    """A message on a case's timeline."""

    case = ForeignKeyField(Case, backref="messages")
    at = MomentField()
    direction = CharField()
    role = CharField()
    author_name = CharField(default="")
    author = CharField()
    to = JsonField(default=list)
    kind = CharField()
    subject = TextField(default="")
    message_id = CharField(null=True, index=True, max_length=998)
    references = JsonField(default=list)
    new_text = TextField(default="")
    text = TextField(default="")
    attachments = JsonField(default=list)  # name, type, size, inline, sha256
    inbound = IntegerField(null=True)
    outbox = IntegerField(null=True)


class KnownId(Table):
    """Message-IDs that belong to a case: of its messages, what they refer to, and relay rewrites."""

    message_id = CharField(max_length=998)
    case_id = IntegerField(index=True)

    class Meta:
        indexes = ((("message_id", "case_id"), True),)


class Event(Table):
    """Append-only timeline; case None for the service itself."""

    case_id = IntegerField(null=True, index=True)
    at = MomentField(index=True)
    event = CharField()
    actor = CharField()
    detail = TextField(default="")
    inbound = IntegerField(null=True)


class Blob(Table):
    """Content of attachments that go out, by SHA-256."""

    sha256 = CharField(primary_key=True)
    content = BlobField()


class Outbox(Table):
    """A mail to be sent. `draft` is `cases.effects.Draft` as JSON, without attachment content."""

    state = CharField(index=True)
    kind = CharField()
    case_id = IntegerField(null=True, index=True)
    mailbox = CharField()
    to = JsonField()
    subject = TextField()
    draft = JsonField()
    message_id = CharField(unique=True, max_length=998)
    dedupe = CharField(null=True, unique=True)
    automatic = BooleanField()
    priority = IntegerField(default=1)  # 0: a person's words, 1: automatic
    queued_at = MomentField()
    next_attempt_at = MomentField(index=True)
    attempts = IntegerField(default=0)
    lease_until = MomentField(null=True)
    lease_holder = CharField(null=True)
    sent_at = MomentField(null=True)
    last_reply = TextField(default="")
    report_action = CharField(null=True)  # RFC 3464 action that was reported later
    report_status = CharField(null=True)
    report_recipient = CharField(null=True)
    filed = CharField(default="")  # copy in Sent: "" not yet | "appended" | "server" | "never"
    inbound = IntegerField(null=True)  # the mail that caused it


class Attempt(Table):
    """One attempt at sending, recorded before the server is dialled; outcome "" = unknown."""

    outbox = ForeignKeyField(Outbox, backref="attempt_rows")
    started_at = MomentField()
    finished_at = MomentField(null=True)
    outcome = CharField(default="")  # sent | deferred | failed | unknown
    reply = TextField(default="")


class Suppression(Table):
    address = CharField(primary_key=True)
    reason = TextField()
    at = MomentField()


class Pause(Table):
    """Sending of a mailbox is paused (bad login, refused sender) until then, or by hand."""

    mailbox = CharField(primary_key=True)
    until = MomentField()
    reason = TextField()


class Recommendation(Table):
    """One recommended option (the independence ledger)."""

    case = ForeignKeyField(Case, backref="recommendations")
    at = MomentField()
    actor = CharField()
    topic = CharField(null=True)
    slug = CharField()
    title = TextField()
    provider = CharField()
    kind = CharField()
    training = BooleanField(default=False)
    price = FloatField(null=True)
    currency = CharField(default="")
    interest = TextField(default="")
    reasons = JsonField(default=list)


TABLES = (
    Counter,
    Lease,
    Heartbeat,
    Cursor,
    Person,
    Case,
    Survey,
    Inbound,
    Message,
    KnownId,
    Event,
    Blob,
    Outbox,
    Attempt,
    Suppression,
    Pause,
    Recommendation,
)

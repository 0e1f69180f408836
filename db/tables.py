"""The tables: one durable store between every two programs (DESIGN 1). Long, because a schema is one list.

Times are aware UTC datetimes, stored as text; JSON columns hold plain lists and dicts (see `db.fields`).
A change here needs a migration in `db/migrations`: a test compares the two.
`database` is a proxy that `db.connect` binds to SQLite or PostgreSQL.
Longer than 250 lines, because a schema is one list.
"""

from __future__ import annotations

from peewee import (
    BigIntegerField,
    BlobField,
    BooleanField,
    DatabaseProxy,
    DoubleField,
    ForeignKeyField,
    IntegerField,
    Model,
)

from db.fields import JsonField, KeyField, MomentField, NumberField, WordsField

database = DatabaseProxy()


class Table(Model):
    """What all tables have in common."""

    class Meta:
        database = database
        legacy_table_names = False


class Numbered(Table):
    """A table whose rows are known by a number that is never given twice."""

    id = NumberField()


class Counter(Table):
    """Next number of a series ("case"): reserved inside the deciding transaction."""

    name = KeyField(primary_key=True)
    value = IntegerField()


class Lease(Table):
    """Who works on what (`mailbox:ADDRESS`, `role:followups`), and until when."""

    name = KeyField(primary_key=True)
    holder = KeyField()
    until = MomentField()


class Heartbeat(Table):
    """Last success of a role, for `health`. `detail` is the last error in words."""

    role = KeyField(primary_key=True)
    alive_at = MomentField()
    last_success_at = MomentField(null=True)
    detail = WordsField(default="")


class Cursor(Numbered):
    """How far a folder was read. `backlog_uid`: mail up to this UID is stored but never answered."""

    mailbox = KeyField()
    folder = KeyField()
    uidvalidity = BigIntegerField()
    last_uid = BigIntegerField()
    backlog_uid = BigIntegerField(default=0)

    class Meta:
        indexes = ((("mailbox", "folder"), True),)


class Person(Numbered):
    address = KeyField(unique=True)  # lower case
    name = KeyField(default="")
    language = KeyField(null=True)
    remembered = JsonField(default=list)
    signatures = JsonField(default=list)  # blocks seen below this person's mails
    surveys_stopped = BooleanField(default=False)
    created_at = MomentField()


class Case(Table):
    id = IntegerField(primary_key=True)
    state = KeyField(index=True)
    subject = WordsField()
    requester = ForeignKeyField(Person, backref="cases")
    mailbox = KeyField()
    language = KeyField()
    owner = KeyField(null=True)
    topics = JsonField(default=list)
    client = KeyField(null=True)
    origin = KeyField(default="mail")
    need = JsonField(default=dict)
    created_at = MomentField()
    promised_at = MomentField(null=True)
    first_promised_at = MomentField(null=True)  # stays, whatever is promised later: for the report
    first_answer_at = MomentField(null=True)
    last_answer_at = MomentField(null=True)
    recommended_at = MomentField(null=True)
    closed_at = MomentField(null=True)
    wait_until = MomentField(null=True)
    merged_into = IntegerField(null=True)
    linked_to = IntegerField(null=True)
    survey_after = KeyField(null=True)
    minutes = IntegerField(default=0)
    billed = KeyField(null=True)  # a decimal number as text: money is never a float
    currency = KeyField(null=True)

    requester_id: int  # given by peewee for the foreign key


class Survey(Numbered):
    """The one survey of a case."""

    case = ForeignKeyField(Case, unique=True, backref="surveys")
    state = KeyField(index=True)
    reason = KeyField(null=True)
    due_at = MomentField(null=True, index=True)
    asked_at = MomentField(null=True)
    reminded_at = MomentField(null=True)
    answered_at = MomentField(null=True)
    rating = IntegerField(null=True)
    comment = WordsField(null=True)

    case_id: int


class Inbound(Numbered):
    """A received mail, stored before anything else happens. `content` is the octets as fetched."""

    mailbox = KeyField()
    folder = KeyField()
    uidvalidity = BigIntegerField()
    uid = BigIntegerField()
    content = BlobField()
    size = IntegerField()
    content_hash = KeyField(index=True)  # SHA-256 of the message without transport header fields
    message_id = KeyField(null=True, index=True)
    received_at = MomentField()  # when we stored it
    internal_date = MomentField(null=True)
    backlog = BooleanField(default=False)  # stored and threaded, never answered
    state = KeyField()
    reason = KeyField(default="")
    kind = KeyField(null=True)
    author = KeyField(null=True, index=True)  # addr-spec, lower case
    subject = WordsField(default="")
    case_id = IntegerField(null=True, index=True)
    waived = JsonField(default=list)  # checks that a person waived
    proposed = JsonField(default=list)  # [number, line, corrected line] that its author was shown
    tries = IntegerField(default=0)  # that failed
    lost = IntegerField(default=0)  # times that nobody came back from deciding it
    begun_at = MomentField(null=True)  # being decided since
    begun_by = KeyField(null=True)  # by this process (see `db.process_id`)
    next_try_at = MomentField(null=True)
    decided_at = MomentField(null=True)
    filed = BooleanField(default=False, index=True)  # moved to the processed folder
    error = WordsField(default="")

    class Meta:
        indexes = (
            (("mailbox", "folder", "uidvalidity", "uid"), True),
            (("state", "kind"), False),  # mails are counted by both without reading them
        )


class Message(Numbered):
    """A message on a case's timeline."""

    case = ForeignKeyField(Case, backref="messages")
    at = MomentField()
    direction = KeyField()
    role = KeyField()
    author_name = KeyField(default="")
    author = KeyField()
    to = JsonField(default=list)
    kind = KeyField()
    subject = WordsField(default="")
    message_id = KeyField(null=True, index=True)
    references = JsonField(default=list)
    new_text = WordsField(default="")
    text = WordsField(default="")
    attachments = JsonField(default=list)  # name, type, size, inline, sha256
    inbound = IntegerField(null=True)
    outbox = IntegerField(null=True)

    case_id: int


class KnownId(Numbered):
    """Message-IDs that belong to a case: of its messages, what they refer to, and relay rewrites."""

    message_id = KeyField()
    case_id = IntegerField(index=True)

    class Meta:
        indexes = ((("message_id", "case_id"), True),)


class Event(Numbered):
    """Append-only timeline; case None for the service itself."""

    case_id = IntegerField(null=True, index=True)
    at = MomentField(index=True)
    event = KeyField()
    actor = KeyField()
    detail = WordsField(default="")
    inbound = IntegerField(null=True)


class Blob(Table):
    """Content of attachments that go out, by SHA-256."""

    sha256 = KeyField(primary_key=True)
    content = BlobField()


class Outbox(Numbered):
    """A mail to be sent. `draft` is `cases.effects.Draft` as JSON, without attachment content."""

    state = KeyField()
    kind = KeyField()
    case_id = IntegerField(null=True, index=True)
    mailbox = KeyField()
    to = JsonField()
    recipient = KeyField(index=True)  # the first of `to`, lower case: for caps and suppression
    subject = WordsField()
    draft = JsonField()
    message_id = KeyField(null=True, unique=True)  # holds the row's id; null only until it is known
    dedupe = KeyField(null=True, unique=True)
    automatic = BooleanField()
    priority = IntegerField(default=1)  # 0: a person's words, 1: automatic
    queued_at = MomentField()
    next_attempt_at = MomentField(index=True)
    attempts = IntegerField(default=0)
    lease_until = MomentField(null=True)
    lease_holder = KeyField(null=True)
    sent_at = MomentField(null=True)
    last_reply = WordsField(default="")
    report_action = KeyField(null=True)  # RFC 3464 action that was reported later
    report_status = KeyField(null=True)
    report_recipient = KeyField(null=True)
    filed = KeyField(default="")  # copy in Sent: "" not yet | "appended" | "server" | "never"
    inbound = IntegerField(null=True)  # the mail that caused it

    class Meta:
        indexes = (
            (("queued_at", "automatic", "state"), False),  # all that the caps of [limits] count
            (("state", "kind"), False),
        )


class Attempt(Numbered):
    """One attempt at sending, recorded before the server is dialled; outcome "" = unknown."""

    outbox = ForeignKeyField(Outbox, backref="attempt_rows")
    started_at = MomentField()
    finished_at = MomentField(null=True)
    outcome = KeyField(default="")  # sent | deferred | failed | unknown
    reply = WordsField(default="")

    outbox_id: int


class Suppression(Table):
    address = KeyField(primary_key=True)
    reason = WordsField()
    at = MomentField()


class Pause(Table):
    """Sending of a mailbox is paused (bad login, refused sender) until then, or by hand."""

    mailbox = KeyField(primary_key=True)
    until = MomentField()
    reason = WordsField()


class Trouble(Table):
    """Something of the service that does not work, or did not until a moment ago, for the second route."""

    name = KeyField(primary_key=True)  # "mailbox:ADDRESS", "sending:ADDRESS", "role:outbox", "deciding" ...
    kind = KeyField()
    why = WordsField()  # without addresses, but those of the service
    since = MomentField()
    seen_at = MomentField()  # somebody looked, with either result
    changed_at = MomentField()  # `broken` became what it is
    broken = BooleanField()
    spent = IntegerField(default=0)  # seconds broken, before `changed_at`
    told_at = MomentField(null=True)


class Comparison(Table):
    """What the daily comparison of a mailbox with the store found: counts by what differs."""

    mailbox = KeyField(primary_key=True)
    at = MomentField(null=True)
    next_at = MomentField()
    found = JsonField(default=dict)


class Recommendation(Numbered):
    """One recommended option (the independence ledger)."""

    case = ForeignKeyField(Case, backref="recommendations")
    at = MomentField()
    actor = KeyField()
    topic = KeyField(null=True)
    slug = KeyField()
    title = WordsField()
    provider = KeyField()
    kind = KeyField()
    training = BooleanField(default=False)
    price = DoubleField(null=True)
    currency = KeyField(default="")
    interest = WordsField(default="")
    reasons = JsonField(default=list)

    case_id: int


class Published(Numbered):
    """What was published of a quarter ("2026-Q3"), of a client or ("") of nobody's; never changed."""

    quarter = KeyField()
    client = KeyField()
    at = MomentField()  # when it was frozen, for whoever asks why a later correction is not in it
    form = JsonField()

    class Meta:
        indexes = ((("quarter", "client"), True),)


class Erased(Table):
    """What was erased and must not come back: keyed fingerprints (`cases.tokens.Signer`), nothing readable.

    Of "message-id:<…>", "content:HASH" (`Inbound.content_hash`) and "address:ADDR-SPEC".
    """

    fingerprint = KeyField(primary_key=True)
    at = MomentField()


class Erasure(Table):
    """Somebody confirmed by mail that they want to be erased: done once the last mail to them is over."""

    address = KeyField(primary_key=True)  # lower case
    outbox = IntegerField(null=True)  # that last mail
    asked_at = MomentField()


class Audit(Numbered):
    """Who did what: append-only, which the database itself sees to. Persons stand here by number only."""

    at = MomentField()
    actor = KeyField()  # "person-12", "operator:ACCOUNT" or "service"
    act = KeyField()  # what they did; several in one go are joined by blanks
    case_id = IntegerField(null=True)
    inbound = IntegerField(null=True)
    outbox = IntegerField(null=True)
    person = IntegerField(null=True)  # whom it was about


class Offer(Numbered):
    """What somebody says that they can help others with, or no longer; counts once they confirmed it."""

    person = ForeignKeyField(Person, index=False)
    act = KeyField()  # offer | withdraw
    topics = JsonField(default=list)  # slugs; of a withdrawal empty: all
    ref = BigIntegerField()  # stands in the signed address of the question
    state = KeyField()  # asked | confirmed | declined
    client = KeyField(null=True)  # whose people they belong to
    language = KeyField()  # of the question
    again = BooleanField(default=False)  # asked once more
    asked_at = MomentField()
    settled_at = MomentField(null=True)

    class Meta:
        indexes = ((("person", "ref"), True),)

    person_id: int


class Introduction(Numbered):
    """A colleague who is asked to help with a case; the worker is asked when they said yes."""

    case = ForeignKeyField(Case, index=False)
    colleague = ForeignKeyField(Person)
    topic = KeyField()
    words = WordsField(default="")  # a concierge's, about what help is needed
    asked_by = KeyField()  # that concierge
    state = KeyField(index=True)
    again = BooleanField(default=False)  # whoever is asked now was asked once more
    asked_at = MomentField()
    agreed_at = MomentField(null=True)  # the colleague did, and the worker was asked
    until = MomentField()  # an answer to the question that is out counts until then
    settled_at = MomentField(null=True)

    class Meta:
        indexes = ((("case", "colleague"), True),)

    case_id: int
    colleague_id: int


class BilledMonth(Numbered):
    """A month that was stated to a client: its lines no longer change. `month`: "2026-10"."""

    client = KeyField()
    month = KeyField()
    stated_at = MomentField()

    class Meta:
        indexes = ((("client", "month"), True),)


class BilledLine(Numbered):
    """What a case added to a stated month. `rate`: "95 EUR per case", "by hand" or ""."""

    client = KeyField()
    month = KeyField()
    case_id = IntegerField()
    currency = KeyField()
    minutes = IntegerField()
    amount = KeyField()  # a decimal number as text: money is never a float
    rate = KeyField(default="")
    corrects = KeyField(default="")  # the month that it corrects

    class Meta:
        indexes = ((("client", "month", "case_id", "currency"), True),)


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
    Trouble,
    Comparison,
    Recommendation,
    Published,
    Erased,
    Erasure,
    Audit,
    Offer,
    Introduction,
    BilledMonth,
    BilledLine,
)

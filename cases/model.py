"""Words and values that every room shares: people, cases, messages, states, kinds.

Spelling of the enums is the spelling of the outside (CONTRACT 2 and 8, DESIGN 3). Times are aware UTC
datetimes, lists are tuples, nothing here can change. Longer than 250 lines: one vocabulary.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import IntEnum, StrEnum


class CaseState(StrEnum):
    """Who owes what (DESIGN 3). Behind each arrow: where it can go from there, by `cases.lifecycle.CASE`."""

    # Nobody has answered yet; a concierge owes an answer.
    NEW = "new"  # -> new | open | waiting | answered | closed | rejected
    # A concierge owes an answer: the worker wrote again, or the case was given to somebody.
    OPEN = "open"  # -> open | waiting | answered | closed | rejected
    # We asked; the worker owes an answer.
    WAITING = "waiting"  # -> open | waiting | answered | closed | rejected
    # Our last word was an answer; nobody owes anything, and the survey's clock runs.
    ANSWERED = "answered"  # -> open | waiting | answered | closed
    # Ended by a concierge, by the worker's silence, or by becoming part of another case.
    CLOSED = "closed"  # -> open | waiting | answered
    # Not a learning request: no survey, and counted apart.
    REJECTED = "rejected"  # -> open | waiting | answered


OWED_BY_CONCIERGE = frozenset({CaseState.NEW, CaseState.OPEN})
"""A concierge owes an answer."""
OWED = OWED_BY_CONCIERGE | {CaseState.WAITING}
"""Somebody owes a word, a concierge or the worker: no question about the help now."""
OVER = frozenset({CaseState.CLOSED, CaseState.REJECTED})
"""Nobody works on it; what the worker writes may open it again."""


class CaseEvent(StrEnum):
    """What moves a case; the columns of the table in `cases.lifecycle`."""

    WORKER_WROTE = "worker-wrote"
    ASKED = "asked"
    ANSWERED = "answered"
    ASSIGNED = "assigned"
    CLOSED = "closed"
    REJECTED = "rejected"
    REOPENED = "reopened"


class InboundState(StrEnum):
    """Life of a received mail, by `cases.lifecycle.INBOUND`; its octets are kept until they are erased."""

    # Stored with the cursor, in one commit; waits to be decided, or to be decided again.
    RECEIVED = "received"  # -> accepted | held | discarded | shunted
    # Decided and carried out, or answered with a transcript.
    ACCEPTED = "accepted"
    # Announced or asked about: waits for a person, or for its time on hold to end.
    HELD = "held"  # -> received | discarded
    # Without effect: automatic, a copy, or dropped by a person, who may still take that back.
    DISCARDED = "discarded"  # -> received
    # Could not be decided, three times: out of the way until an operator has looked.
    SHUNTED = "shunted"  # -> received | discarded


class Kind(StrEnum):
    """What an inbound mail is; the first that fits wins, in this order."""

    OWN = "own"
    DELIVERY_REPORT = "delivery-report"
    DISPOSITION_REPORT = "disposition-report"
    AUTO_REPLIED = "auto-replied"
    AUTO_GENERATED = "auto-generated"
    BULK = "bulk"
    MALFORMED = "malformed"
    SURVEY_ANSWER = "survey-answer"
    CONCIERGE_REPLY = "concierge-reply"
    FOLLOW_UP = "follow-up"
    REQUEST = "request"


AUTOMATIC_KINDS = frozenset({Kind.AUTO_REPLIED, Kind.AUTO_GENERATED, Kind.BULK})


class OutboxState(StrEnum):
    """Life of an outgoing mail (DESIGN 3). An operator may queue again or cancel whatever is not sent."""

    # Waits for its turn; written in the commit of the decision that sends it.
    QUEUED = "queued"  # -> sending | cancelled
    # Leased by a process that has written down the attempt; whether it arrives, nobody knows yet.
    SENDING = "sending"  # -> sent | deferred | failed | suppressed | queued
    # The next hop took it, for every recipient that it could reach.
    SENT = "sent"
    # The server said "later"; waits for the next try.
    DEFERRED = "deferred"  # -> sending | queued | cancelled
    # Refused for good, given up, or (a survey, a reminder) perhaps sent and never to be repeated.
    FAILED = "failed"  # -> queued | cancelled
    # Over a cap of [limits]: waits for an operator.
    HELD = "held"  # -> queued | cancelled
    CANCELLED = "cancelled"  # -> queued
    # Not sent, because an address is known not to exist.
    SUPPRESSED = "suppressed"  # -> queued | cancelled


WAITING_OUTBOX = frozenset({OutboxState.QUEUED, OutboxState.DEFERRED})
"""Goes out by itself, when its time comes."""
NEVER_LEFT = frozenset({OutboxState.CANCELLED, OutboxState.SUPPRESSED, OutboxState.FAILED})
"""No server took it, as far as is known."""


class OutboxKind(StrEnum):
    """What an outgoing mail is for (CONTRACT 2)."""

    ACKNOWLEDGEMENT = "acknowledgement"
    NOTIFICATION = "notification"
    ANSWER = "answer"
    QUESTIONS = "questions"
    RECOMMENDATION = "recommendation"
    SURVEY = "survey"
    SURVEY_REMINDER = "survey-reminder"
    THANKS = "thanks"
    CLOSED = "closed"
    RECEIPT = "receipt"
    TRANSCRIPT = "transcript"
    CONFIRMATION = "confirmation"
    REMINDER = "reminder"
    ESCALATION = "escalation"
    DIGEST = "digest"
    REPORT = "report"
    INTRODUCTION = "introduction"
    STATEMENT = "statement"


PERSONAL_KINDS = frozenset({OutboxKind.ANSWER, OutboxKind.QUESTIONS, OutboxKind.RECOMMENDATION})
"""Mail that carries a concierge's words: never marked automatic, sent before automatic mail."""

AT_MOST_ONCE_KINDS = frozenset(
    {OutboxKind.SURVEY, OutboxKind.SURVEY_REMINDER, OutboxKind.REMINDER, OutboxKind.ESCALATION}
)
"""Mail that is never sent again when the outcome of an attempt is unknown."""


TO_OWN_PEOPLE = frozenset(
    {OutboxKind.NOTIFICATION, OutboxKind.REMINDER, OutboxKind.ESCALATION, OutboxKind.DIGEST}
)
"""Mail that tells the service's own people: an answer to nobody, so no cap on answers counts it."""

REPLIES_TO_CONCIERGE = frozenset({OutboxKind.RECEIPT, OutboxKind.TRANSCRIPT, OutboxKind.CONFIRMATION})
"""Mail that answers a concierge's own mail: it has a cap of its own ([limits])."""


class SurveyState(StrEnum):
    """Life of the one survey of a case, by `cases.lifecycle.SURVEY`: one a case, ever."""

    # Has its time, which may move.
    SCHEDULED = "scheduled"  # -> scheduled | asked | cancelled | throttled | lapsed
    ASKED = "asked"  # -> asked | reminded | answered | lapsed | cancelled
    # Asked once more, the last time.
    REMINDED = "reminded"  # -> reminded | answered | lapsed | cancelled
    # A later answer corrects the earlier one.
    ANSWERED = "answered"  # -> answered
    # Not answered in time, or not asked in time.
    LAPSED = "lapsed"
    # Not wanted, or the case was opened again: then its next answer schedules it anew, unless it was asked.
    CANCELLED = "cancelled"  # -> scheduled
    # Not asked, because the person was asked about another case a short while ago.
    THROTTLED = "throttled"


ASKED_SURVEYS = frozenset({SurveyState.ASKED, SurveyState.REMINDED})
"""Out with the worker, whose answer counts."""
RUNNING_SURVEYS = ASKED_SURVEYS | {SurveyState.SCHEDULED}
"""The clock may still take a step; an answered one only takes corrections, all others are over."""


class Purpose(IntEnum):
    """What a signed address was made for; the number is inside the token and never reused."""

    WORKER = 1  # given to the requester: their reply joins the case
    ANSWER = 2  # given to a concierge: a plain reply goes to the worker
    NOTE = 3  # given to a concierge: a reply stays a note
    SURVEY = 4
    CONFIRM = 5  # proves possession of the registered address; ref = inbound id
    HELD = 6  # announcement of a worker's held mail; ref = inbound id
    TRANSCRIPT = 7  # transcript of a mail that was not carried out; ref = inbound id
    RECEIPT = 8  # what was sent; ref = inbound id
    DIGEST = 9
    INTRODUCTION = (
        10  # to a colleague, of no case: ref = the case's number; to a worker: ref = the colleague's
    )
    RIGHTS = 11  # proves possession of the address that asked about its own data; ref: see `cases.rights`
    OFFER = 12  # proves possession of the address that offered help; ref: see `cases.offers`


OF_A_PERSON = frozenset({Purpose.RIGHTS, Purpose.OFFER, Purpose.INTRODUCTION})
"""Signed addresses that ask a person something about themselves, which they alone may answer."""
YES_OR_NO = OF_A_PERSON | {Purpose.CONFIRM}
"""Signed addresses that ask for a yes or a no."""


class Proof(StrEnum):
    """Verdict on who wrote a mail (CONTRACT 6)."""

    PASS = "pass"  # noqa: S105 - a verdict of RFC 8601, no password
    FAIL = "fail"
    MISSING = "missing"


SILENCE = "silence"
"""`Case.survey_after` of a case that closed because the worker was silent, without any answer: no survey."""


class Direction(StrEnum):
    """Side of a message on a case."""

    IN = "in"
    OUT = "out"
    NOTE = "note"


class Role(StrEnum):
    """In what capacity somebody wrote on a case."""

    WORKER = "worker"
    CONCIERGE = "concierge"
    THIRD_PARTY = "third-party"
    SERVICE = "service"
    AUTOMATIC = "automatic"


class Origin(StrEnum):
    """How a case came to be."""

    MAIL = "mail"
    IMPORT = "import"
    FORWARD = "forward"


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox (RFC 5322 section 3.4): display name (may be "") and addr-spec."""

    name: str
    addr_spec: str

    @property
    def key(self) -> str:
        """The addr-spec as compared: lower case. No provider is known to tell cases apart."""
        return self.addr_spec.strip().lower()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody the service knows; `id` is stable and goes into tokens. Language None = not known.

    `remembered_for`: for which client alone each line is remembered, None: for all; () where all are.
    """

    id: int
    address: str
    name: str = ""
    language: str | None = None
    remembered: tuple[str, ...] = ()
    surveys_stopped: bool = False
    signatures: tuple[str, ...] = ()  # blocks seen below their mails, oldest first
    remembered_for: tuple[str | None, ...] = ()

    def for_client(self, client: str | None) -> Person:
        """As those know them who answer for this client."""
        if not any(self.remembered_for):
            return self
        lines = zip(self.remembered, self.remembered_for, strict=True)
        kept = [(words, of) for words, of in lines if of in (None, client)]
        return replace(self, remembered=tuple(w for w, _ in kept), remembered_for=tuple(of for _, of in kept))

    def with_line(self, words: str, client: str | None) -> Person:
        """With one more remembered line."""
        before = self.remembered_for or (None,) * len(self.remembered)
        whose = (*before, client)
        return replace(self, remembered=(*self.remembered, words), remembered_for=whose if any(whose) else ())


@dataclass(frozen=True, slots=True)
class Need:
    """What the worker wants; None means not said. `time` in minutes, `with_` alone|others|either."""

    about: str | None = None
    tried: str | None = None
    with_: str | None = None
    time: int | None = None
    budget: Decimal | None = None
    currency: str | None = None
    by: date | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes along; `content` is None once it lies in the blob table under `sha256`."""

    name: str
    type: str
    sha256: str
    size: int
    inline: bool = False
    content_id: str | None = None
    content: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Message:
    """One message on a case as the pure core sees it. `new_text` is Markdown-clean."""

    id: int
    at: datetime
    direction: Direction
    role: Role
    author: Address
    to: tuple[str, ...]
    kind: str
    message_id: str | None
    new_text: str
    references: tuple[str, ...] = ()
    subject: str = ""
    inbound_id: int | None = None
    outbox_id: int | None = None


@dataclass(frozen=True, slots=True)
class Survey:
    """The survey of a case. `reason` says why it is in its state, in a slug."""

    state: SurveyState
    due_at: datetime | None = None
    asked_at: datetime | None = None
    reminded_at: datetime | None = None
    answered_at: datetime | None = None
    rating: int | None = None
    comment: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A case as read at the start of a decision. `owner` is a concierge's address or None."""

    id: int
    state: CaseState
    subject: str
    requester: Person
    mailbox: str
    language: str
    created_at: datetime
    owner: str | None = None
    topics: tuple[str, ...] = ()
    client: str | None = None
    origin: Origin = Origin.MAIL
    need: Need = Need()
    promised_at: datetime | None = None
    first_answer_at: datetime | None = None
    last_answer_at: datetime | None = None  # latest answer or recommendation; starts the survey clock
    recommended_at: datetime | None = None  # the first recommendation
    closed_at: datetime | None = None
    wait_until: datetime | None = None
    merged_into: int | None = None
    linked_to: int | None = None
    survey: Survey | None = None
    survey_after: str | None = None  # "#survey 3d" or "never": overrides the interval
    messages: tuple[Message, ...] = ()
    minutes: int = 0  # "#time": minutes spent, for billing
    billed: Decimal | None = None  # "#bill": the amount, where a concierge set one
    currency: str | None = None  # ISO 4217, of that amount

    @property
    def request(self) -> str:
        """The worker's first words on it; "" where none are stored."""
        return next((m.new_text for m in self.messages if m.role is Role.WORKER), "")

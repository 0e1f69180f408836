"""What a decision may ask for: a closed list of effects, carried out by `db.apply` in one transaction.

A decision is a value. It can be printed (`--dry-run`), compared in a test, and carried out once.
Longer than 250 lines, because the list is closed and read as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from cases.catalogue import Option
from cases.introductions import Introduction, IntroductionState
from cases.model import (
    Address,
    Attachment,
    Case,
    CaseEvent,
    CaseState,
    Direction,
    InboundState,
    Need,
    Origin,
    OutboxKind,
    Person,
    Role,
    SurveyState,
)
from cases.offers import ActState, Offering
from cases.questions import Question
from cases.reasons import Reason

FOOT = "\n\n---\n\n"
"""A rule before the last line of a mail, which names the case; it is shown small and grey."""


def without_foot(text: str) -> str:
    """The words of a mail, without that last line."""
    words, rule, _ = text.rpartition(FOOT)
    return words if rule else text


@dataclass(frozen=True, slots=True)
class Draft:
    """An outgoing mail: final subject and final Markdown text. `mailer.compose` adds headers and HTML.

    `token` is a signed token (see `cases.tokens`): `db.apply` builds the Message-ID from it
    ("<TOKEN.OUTBOXID@domain>"), and with plus addressing the Reply-To is `local+TOKEN@domain`.
    `automatic` is the Auto-Submitted value, or None for a mail that carries a concierge's words.
    `dedupe` is unique over all time: a second mail with the same key is not queued.
    `parent` is the Message-ID answered and `references` the thread before it, oldest first.
    `question` is what a model may be asked until `not_before`; its answer is put below the text.
    `reply_to`: whom a reply goes to instead of us.
    """

    kind: OutboxKind
    mailbox: str
    from_name: str
    to: tuple[Address, ...]
    subject: str
    text: str
    language: str
    token: str
    date: datetime
    case: int | None = None
    automatic: str | None = None
    parent: str | None = None
    references: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    dedupe: str | None = None
    cc: tuple[Address, ...] = ()
    not_before: datetime | None = None
    question: Question | None = None
    reply_to: tuple[Address, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A new case under the id that the facts reserved."""

    case: int
    requester: Person
    mailbox: str
    subject: str
    language: str
    origin: Origin = Origin.MAIL
    client: str | None = None
    promised_at: datetime | None = None
    linked_to: int | None = None
    state: CaseState = CaseState.NEW
    created_at: datetime | None = None  # None: now; import gives the mail's own date
    need: Need | None = None  # as read from an older mail; of live mail a `ChangeCase` says it


@dataclass(frozen=True, slots=True)
class AddMessage:
    """A message on a case's timeline; its Message-ID becomes known to the case."""

    case: int
    direction: Direction
    role: Role
    author: Address
    to: tuple[str, ...]
    kind: str
    subject: str
    new_text: str
    text: str
    message_id: str | None = None
    references: tuple[str, ...] = ()
    at: datetime | None = None  # None: now
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class MoveMessage:
    """A message leaves its case for another one; its Message-ID leads there from now on."""

    message: int
    case: int
    to: int
    actor: str


@dataclass(frozen=True, slots=True)
class MoveCase:
    """A state change that `cases.lifecycle.next_state` allowed; `before` is checked when applied."""

    case: int
    event: CaseEvent
    before: CaseState
    after: CaseState
    actor: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ChangeCase:
    """Fields of a case other than its state, with the event that the timeline shows.

    `fields` uses the names of `cases.model.Case` (owner, topics, language, client, need, wait_until,
    first_answer_at, last_answer_at, recommended_at, promised_at, subject, requester, merged_into,
    linked_to, survey_after, minutes, billed, currency); need is a `Need`, requester a `Person`.
    """

    case: int
    fields: Mapping[str, object]
    event: str
    actor: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class RecordEvent:
    """A line on the timeline (case None: the service's own log of events)."""

    case: int | None
    event: str
    actor: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class KeepOption:
    """An option that a concierge kept: it stands on the timeline, and whoever decides writes the file."""

    case: int
    actor: str
    option: Option


@dataclass(frozen=True, slots=True)
class KeepPhrase:
    """What a topic learns to be said by people who have it (#phrase): whoever decides writes the file."""

    case: int
    actor: str
    topic: str
    language: str
    phrase: str
    client: str | None = None  # of the case


TOGETHER = timedelta(minutes=2)
TEMPLATE_USED = "mail.template"
"""The event whose detail is the name of a template that went to the worker."""


@dataclass(frozen=True, slots=True)
class SendMail:
    """Queue a mail. `on_case`: also show it as a message of the case, with this text and role.

    `held`: why it must wait for an operator instead (a cap of [limits]); "" sends it. `copy`: one goes into
    the Sent folder. `together`: the beginning of its dedupe key; of mails with it, to one person about one
    case, the first goes at once, and what follows within `TOGETHER` comes as one.
    """

    draft: Draft
    on_case: bool = True
    author: Address | None = None  # the concierge whose words these are
    held: str = ""
    copy: bool = True
    together: str = ""


@dataclass(frozen=True, slots=True)
class SettleInbound:
    """Move another inbound mail, e.g. one that was held and is now discarded by a person."""

    inbound: int
    state: InboundState
    reason: Reason


@dataclass(frozen=True, slots=True)
class ReleaseInbound:
    """Decide a held mail again (state received) with the named checks waived."""

    inbound: int
    waive: tuple[str, ...]
    actor: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """A mistyped line of a concierge's mail (its number from 0, as it was read), and what it should be."""

    number: int
    line: str
    better: str


@dataclass(frozen=True, slots=True)
class ProposeLines:
    """What the author of the mail being decided is shown as its corrections: these and no others may act."""

    lines: tuple[Corrected, ...]


@dataclass(frozen=True, slots=True)
class RecordReport:
    """What a delivery report (RFC 3464) said about one recipient of a mail that we sent."""

    outbox: int
    recipient: str
    action: str
    status: str
    diagnostic: str = ""


@dataclass(frozen=True, slots=True)
class LearnMessageId:
    """A relay gave a mail of ours another Message-ID: answers will refer to that one."""

    case: int
    outbox: int
    message_id: str


@dataclass(frozen=True, slots=True)
class Suppress:
    """Send nothing more to this address until an operator clears it."""

    address: str
    reason: str


@dataclass(frozen=True, slots=True)
class RememberPerson:
    """Facts about a person: language, display name, a remembered line, a signature block, no surveys.

    `client`: for whom alone the line is remembered; None: for all.
    """

    person: int
    language: str | None = None
    name: str | None = None
    remember: str | None = None
    signature: str | None = None
    surveys_stopped: bool | None = None
    client: str | None = None


@dataclass(frozen=True, slots=True)
class RecordRecommendation:
    """What was recommended, for the independence ledger; one row an option.

    `options`: mappings with slug, title, provider, kind, training, price, currency, interest, reasons, topic.
    """

    case: int
    actor: str
    topic: str | None
    options: tuple[Mapping[str, object], ...]


@dataclass(frozen=True, slots=True)
class MoveSurvey:
    """The survey of a case goes to another state; `fields` are names of `cases.model.Survey`."""

    case: int
    after: SurveyState
    before: SurveyState | None = None
    fields: Mapping[str, object] = field(default_factory=dict)
    actor: str = "service"


@dataclass(frozen=True, slots=True)
class SettleImported:
    """What all older mails of a conversation together make of its case.

    The `merged` cases, themselves imported, end in it: their messages and Message-IDs move. `fields` are
    names of `cases.model.Case` (state open|closed, created_at, closed_at, subject, requester, language,
    client, need); empty for a case of live mail, which older mail never changes. Who wrote as worker and who
    as third party is settled again by the requester.
    """

    case: int
    merged: tuple[int, ...] = ()
    fields: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AwaitCase:
    """This mail may open no case; a later mail of its conversation, known by these ids, shows it."""

    message_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AwaitErasure:
    """Erase whoever has this address once the mail queued under `last_mail` (its dedupe key) is over."""

    address: str
    last_mail: str


@dataclass(frozen=True, slots=True)
class AskOffer:
    """Somebody is asked whether they offer help, or withdraw it; the same question is kept once."""

    offering: Offering


@dataclass(frozen=True, slots=True)
class SettleOffer:
    """Their answer to that question, which has to be out; ASKED: it was asked once more."""

    person: int
    ref: int
    after: ActState


@dataclass(frozen=True, slots=True)
class AskIntroduction:
    """A colleague is asked to help with a case."""

    introduction: Introduction


@dataclass(frozen=True, slots=True)
class MoveIntroduction:
    """An introduction (its case, the colleague's number) goes on; `before` is checked when applied.

    `until`: an answer to the next question counts until then. `again`: the question was asked once more.
    """

    case: int
    colleague: int
    before: IntroductionState
    after: IntroductionState
    until: datetime | None = None
    again: bool = False


Effect = (
    OpenCase
    | AddMessage
    | MoveMessage
    | MoveCase
    | ChangeCase
    | RecordEvent
    | SendMail
    | SettleInbound
    | ReleaseInbound
    | ProposeLines
    | RecordReport
    | LearnMessageId
    | Suppress
    | KeepOption
    | KeepPhrase
    | RememberPerson
    | RecordRecommendation
    | MoveSurvey
    | SettleImported
    | AwaitCase
    | AwaitErasure
    | AskOffer
    | SettleOffer
    | AskIntroduction
    | MoveIntroduction
)


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome for one inbound mail (or one due follow-up): where it goes, why, and what happens.

    `reason` is of a closed list, so that an operator can search for it. `case` is the case it belongs to, if
    any. `until`: when the clock lets a held mail be decided again; None: it waits for a person.
    """

    disposition: InboundState
    reason: Reason
    effects: tuple[Effect, ...] = ()
    case: int | None = None
    until: datetime | None = None


def case_after(case: Case, effects: Iterable[Effect]) -> Case:
    """The case as these effects leave it: fields, state, and what is remembered of its requester.

    Its messages and its survey stay as they were read.
    """
    for effect in effects:
        if isinstance(effect, ChangeCase) and effect.case == case.id:
            fields: dict[str, Any] = dict(effect.fields)
            case = replace(case, **fields)
        elif isinstance(effect, MoveCase) and effect.case == case.id:
            case = replace(case, state=effect.after)
        elif isinstance(effect, RememberPerson) and effect.person == case.requester.id and effect.remember:
            case = replace(case, requester=case.requester.with_line(effect.remember, effect.client))
    return case

"""Carrying out decisions: every effect, every violated precondition, all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import peewee
import pytest

from cases.effects import (
    AddMessage,
    ChangeCase,
    Decision,
    Effect,
    MoveCase,
    MoveSurvey,
    OpenCase,
    RecordEvent,
    RecordRecommendation,
    RecordReport,
    ReleaseInbound,
    RememberPerson,
    SendMail,
    SettleInbound,
    Suppress,
)
from cases.errors import PermanentError
from cases.model import CaseEvent, CaseState, Direction, InboundState, Need, OutboxKind, Role, SurveyState
from cases.reasons import Reason
from db import deciding, facts, inbound, matches, prepare, tables
from db.apply import Applied, apply
from db.connect import transaction
from db.outgoing import load_draft
from tests.db.letters import (
    ANNA,
    BOX,
    MARIA,
    NOW,
    TOKEN,
    attachment,
    carry_out,
    draft,
    letter,
    open_case,
    opening,
    store,
)

pytestmark = pytest.mark.usefixtures("database")


def events(case: int | None = None) -> list[tuple[str, str, str]]:
    """The timeline as (event, actor, detail)."""
    rows = (
        tables.Event.select().where(tables.Event.case_id == case if case else True).order_by(tables.Event.id)
    )
    return [(row.event, row.actor, row.detail) for row in rows]


def test_a_first_mail_opens_a_case() -> None:
    """Case, message, acknowledgement, timeline and the settled mail are there after one commit."""
    (mail,) = store(letter())
    number = open_case(mail)
    case = facts.case(number)
    assert case is not None
    assert (1, CaseState.NEW, "Presenting", NOW) == (case.id, case.state, case.subject, case.created_at)
    question, answer = case.messages
    assert (Direction.IN, Role.WORKER, mail, None) == (
        question.direction,
        question.role,
        question.inbound_id,
        question.outbox_id,
    )
    assert (Direction.OUT, Role.SERVICE, (MARIA.addr_spec,)) == (answer.direction, answer.role, answer.to)
    assert ("<letter-1@example.org>",) == answer.references
    assert InboundState.ACCEPTED is inbound.load(mail).state
    assert number == inbound.load(mail).case
    assert [
        ("case.opened", "intake", "mail"),
        ("mail.queued", "intake", "acknowledgement to maria@example.org"),
        ("inbound.accepted", "intake", "request"),
    ] == events(number)


def test_case_ids_count_up_without_gaps() -> None:
    """A rolled-back case gives its number back, and two cases of one decision get two numbers."""
    assert 1 == open_case()
    with pytest.raises(ZeroDivisionError), transaction():
        _open_and_fail()
    assert 2 == open_case()
    with transaction():
        maria = prepare.person(MARIA.addr_spec, "", NOW)
        first = prepare.case_id()
        both = tuple(OpenCase(number, maria, BOX, "Split", "en") for number in (first, first + 1))
        apply(Decision(InboundState.ACCEPTED, Reason.CONCIERGE_COMMANDS, both), None, NOW, "anna")
    assert 5 == open_case()


def _open_and_fail() -> None:
    open_case()
    raise ZeroDivisionError


def test_an_id_that_was_not_reserved_is_refused() -> None:
    """A case under a number that is not the next one is a PermanentError."""
    open_case()
    with transaction():
        maria = prepare.person(MARIA.addr_spec, "", NOW)
    with pytest.raises(PermanentError, match="case 7 is not the next case"):
        carry_out(OpenCase(7, maria, BOX, "x", "en"))


def test_an_imported_case_is_closed_from_the_beginning() -> None:
    """A case opened as closed has a moment of closing: that of its mail."""
    earlier = NOW - timedelta(days=400)
    with transaction():
        maria = prepare.person(MARIA.addr_spec, "", NOW)
        number = prepare.case_id()
        opened = OpenCase(number, maria, BOX, "x", "en", state=CaseState.CLOSED, created_at=earlier)
        apply(Decision(InboundState.ACCEPTED, Reason.IMPORTED, (opened,), number), None, NOW, "import")
    case = facts.case(number)
    assert case is not None
    assert (earlier, earlier) == (case.created_at, case.closed_at)


def test_message_ids_become_known() -> None:
    """Replies to the question, to what it refers to, or to our mail lead to the case."""
    number = open_case()
    ours = tables.Outbox.get().message_id
    assert f"<{TOKEN}.1@example.org>" == ours
    for each in ("<letter-1@example.org>", "<earlier@example.org>", ours):
        assert (number,) == matches.cases_of_message_ids([each])
    assert () == matches.cases_of_message_ids(["<other@example.org>"])


def test_a_queued_mail_keeps_its_draft_and_files() -> None:
    """The row gives the draft back; the file's octets lie once under their hash."""
    number = open_case()
    files = (attachment(), attachment(name="again.pdf"))
    answer = draft(
        number, kind=OutboxKind.ANSWER, attachments=files, automatic=None, not_before=NOW + timedelta(hours=1)
    )
    (outbox,) = carry_out(SendMail(answer, author=ANNA)).outbox_ids
    row = tables.Outbox.get_by_id(outbox)
    stored = replace(answer, attachments=tuple(replace(each, content=None) for each in files))
    assert stored == load_draft(row.draft)
    assert ("queued", 0, False, NOW, NOW + timedelta(hours=1), MARIA.addr_spec) == (
        row.state,
        row.priority,
        row.automatic,
        row.queued_at,
        row.next_attempt_at,
        row.recipient,
    )
    assert [b"slides"] == [bytes(blob.content) for blob in tables.Blob.select()]
    case = facts.case(number)
    assert case is not None
    assert (Role.CONCIERGE, ANNA, outbox) == (
        case.messages[-1].role,
        case.messages[-1].author,
        case.messages[-1].outbox_id,
    )


def test_an_attachment_must_be_what_it_says() -> None:
    """Wrong octets, and octets that are not stored, are PermanentErrors."""
    wrong = replace(attachment(), content=b"other")
    with pytest.raises(PermanentError, match="is not what its SHA-256 says"):
        carry_out(SendMail(draft(attachments=(wrong,))))
    missing = replace(attachment(), content=None)
    with pytest.raises(PermanentError, match="is not stored"):
        carry_out(SendMail(draft(attachments=(missing,))))


def test_a_dedupe_key_counts_for_all_time() -> None:
    """The second mail with the same key is not queued, and leaves no message and no event."""
    number = open_case()
    survey = SendMail(draft(number, dedupe="survey:1"))
    first = carry_out(survey)
    before = (tables.Message.select().count(), tables.Event.select().count())
    assert 1 == len(first.outbox_ids)
    assert Applied() == carry_out(survey)
    assert before == (tables.Message.select().count(), tables.Event.select().count())


def test_mail_to_a_suppressed_address_is_not_queued() -> None:
    """It is recorded as suppressed; with another living recipient it is queued."""
    carry_out(Suppress("Maria@Example.org", "5.1.1"))
    assert facts.is_suppressed(MARIA.addr_spec)
    carry_out(SendMail(draft()), SendMail(draft(to=(MARIA, ANNA))))
    assert ["suppressed", "queued"] == [
        row.state for row in tables.Outbox.select().order_by(tables.Outbox.id)
    ]


def test_mail_over_a_limit_waits_for_an_operator() -> None:
    """It is in the outbox as held, with the reason, and the case shows why."""
    number = open_case()
    (outbox,) = carry_out(SendMail(draft(number), held="automatic_per_case")).outbox_ids
    row = tables.Outbox.get_by_id(outbox)
    assert ("held", "automatic_per_case") == (row.state, row.last_reply)
    assert (
        "mail.over-limit",
        "service",
        "acknowledgement to maria@example.org: automatic_per_case",
    ) == events(number)[-1]


def test_off_case_mail_is_no_message() -> None:
    """A notification is known by its Message-ID, but is no message of the case."""
    number = open_case()
    carry_out(SendMail(draft(number, kind=OutboxKind.NOTIFICATION, to=(ANNA,)), on_case=False))
    case = facts.case(number)
    assert case is not None
    assert ["request", "acknowledgement"] == [message.kind for message in case.messages]
    (sent,) = facts.thread_to("Anna@example.org", number)
    assert (number,) == matches.cases_of_message_ids([sent])


def move(number: int, event: CaseEvent, before: CaseState, after: CaseState) -> MoveCase:
    return MoveCase(number, event, before, after, "anna@example.org", "test")


def test_closing_and_reopening_keep_the_moment() -> None:
    """Closing notes when, reopening forgets it, both stand on the timeline."""
    number = open_case()
    carry_out(move(number, CaseEvent.CLOSED, CaseState.NEW, CaseState.CLOSED), now=NOW + timedelta(days=1))
    closed = facts.case(number)
    assert closed is not None
    assert NOW + timedelta(days=1) == closed.closed_at
    carry_out(move(number, CaseEvent.REOPENED, CaseState.CLOSED, CaseState.OPEN))
    opened = facts.case(number)
    assert opened is not None
    assert (CaseState.OPEN, None) == (opened.state, opened.closed_at)
    assert [
        ("case.moved", "anna@example.org", "new -> closed (test)"),
        ("case.moved", "anna@example.org", "closed -> open (test)"),
    ] == events(number)[-2:]


def test_every_field_of_a_case_can_be_changed() -> None:
    """What is written comes back as the same value, with the event named by the decision."""
    number = open_case()
    other = prepare.person(ANNA.addr_spec, ANNA.name, NOW)
    fields: dict[str, object] = {
        "owner": "anna@example.org",
        "topics": ("presenting", "writing"),
        "language": "nl",
        "client": "example",
        "need": Need("speak", "read", "others", 120, Decimal("99.95"), "EUR", date(2026, 12, 1)),
        "wait_until": NOW + timedelta(days=3),
        "first_answer_at": NOW,
        "last_answer_at": NOW,
        "recommended_at": NOW,
        "promised_at": NOW,
        "subject": "Speaking",
        "requester": other,
        "merged_into": None,
        "linked_to": 1,
        "survey_after": "never",
        "minutes": 45,
    }
    carry_out(ChangeCase(number, fields, "case.changed", "anna@example.org", "all of it"))
    case = facts.case(number)
    assert case is not None
    assert fields == {name: getattr(case, name) for name in fields}
    assert ("case.changed", "anna@example.org", "all of it") == events(number)[-1]


def test_survey_of_a_case() -> None:
    """One survey a case goes along its table and keeps its moments; an answer can be corrected."""
    number = open_case()
    due = NOW + timedelta(days=10)
    later = due + timedelta(days=1)
    carry_out(MoveSurvey(number, SurveyState.SCHEDULED, fields={"due_at": due}))
    carry_out(MoveSurvey(number, SurveyState.ASKED, SurveyState.SCHEDULED), now=due)
    for rating in (2, 4):
        carry_out(MoveSurvey(number, SurveyState.ANSWERED, fields={"rating": rating}), now=later)
    case = facts.case(number)
    assert case is not None
    assert case.survey is not None
    assert (SurveyState.ANSWERED, due, due, later, 4) == (
        case.survey.state,
        case.survey.due_at,
        case.survey.asked_at,
        case.survey.answered_at,
        case.survey.rating,
    )
    assert due == facts.last_survey_asked(case.requester.id)


def test_facts_about_a_person() -> None:
    """Each fact is kept, repeated lines are not, and of signatures the ten newest stay."""
    maria = prepare.person(MARIA.addr_spec, "", NOW)
    remembered = RememberPerson(maria.id, "nl", "Maria", "likes books", surveys_stopped=True)
    blocks = tuple(RememberPerson(maria.id, signature=f"Maria {number}") for number in (*range(12), 11))
    carry_out(remembered, remembered, *blocks)
    assert facts.find_person("MARIA@example.org") == replace(
        maria,
        language="nl",
        name="Maria",
        remembered=("likes books",),
        surveys_stopped=True,
        signatures=tuple(f"Maria {number}" for number in range(2, 12)),
    )


def test_the_ledger_has_a_row_an_option() -> None:
    """Provider, price and reasons are kept as they were when it was recommended."""
    number = open_case()
    book = {
        "slug": "book",
        "title": "A book",
        "provider": "",
        "kind": "book",
        "training": False,
        "price": Decimal("19.95"),
        "currency": "EUR",
        "interest": "none",
        "reasons": ("short", "free today"),
    }
    club = {"slug": "club", "title": "A club", "topic": "speaking", "training": True}
    carry_out(RecordRecommendation(number, "anna@example.org", "presenting", (book, club)))
    rows = list(tables.Recommendation.select().order_by(tables.Recommendation.id))
    assert [
        ("book", "presenting", 19.95, False, ["short", "free today"]),
        ("club", "speaking", None, True, []),
    ] == [(row.slug, row.topic, row.price, row.training, row.reasons) for row in rows]


def test_a_report_is_kept_with_the_mail() -> None:
    """What a delivery report said stands in the row and on the case."""
    number = open_case()
    outbox = tables.Outbox.get().id
    carry_out(RecordReport(outbox, "Maria@example.org", "failed", "5.1.1", "no such user"))
    row = tables.Outbox.get()
    assert ("failed", "5.1.1", "maria@example.org") == (
        row.report_action,
        row.report_status,
        row.report_recipient,
    )
    assert ("mail.reported", "service", "failed 5.1.1 Maria@example.org no such user") == events(number)[-1]


def test_a_decision_may_settle_and_release_other_mail() -> None:
    """Held mail is discarded or decided again by a mail of a concierge."""
    first, second = store(letter(1), letter(2))
    for mail in (first, second):
        inbound.settle(mail, InboundState.HELD, "proof", None, NOW)
    carry_out(
        SettleInbound(first, InboundState.DISCARDED, Reason.DISCARDED_BY_PERSON),
        ReleaseInbound(second, ("proof",), "anna@example.org"),
    )
    assert InboundState.DISCARDED is inbound.load(first).state
    assert (InboundState.RECEIVED, ("proof",)) == (inbound.load(second).state, inbound.load(second).waived)


def _message(case: int) -> AddMessage:
    return AddMessage(case, Direction.IN, Role.WORKER, MARIA, (BOX,), "follow-up", "x", "x", "x")


BROKEN: dict[str, Callable[[int], Effect]] = {
    "message of no case": lambda case: _message(case + 50),
    "state meanwhile changed": lambda case: move(
        case, CaseEvent.ASSIGNED, CaseState.WAITING, CaseState.WAITING
    ),
    "move not in the table": lambda case: move(case, CaseEvent.CLOSED, CaseState.NEW, CaseState.OPEN),
    "event not allowed": lambda case: move(case, CaseEvent.REOPENED, CaseState.NEW, CaseState.OPEN),
    "unknown field": lambda case: ChangeCase(case, {"state": "closed"}, "case.changed", "anna"),
    "change of no case": lambda case: ChangeCase(case + 50, {"minutes": 5}, "case.changed", "anna"),
    "requester unknown": lambda case: OpenCase(
        case + 1, replace(prepare.person("new@example.org", "", NOW), id=999), BOX, "x", "en"
    ),
    "mail to nobody": lambda case: SendMail(draft(case, to=())),
    "survey out of order": lambda case: MoveSurvey(case, SurveyState.ANSWERED, fields={"rating": 5}),
    "survey elsewhere": lambda case: MoveSurvey(case, SurveyState.ASKED, SurveyState.REMINDED),
    "survey field": lambda case: MoveSurvey(case, SurveyState.SCHEDULED, fields={"mood": 5}),
    "report of no mail": lambda case: RecordReport(999, "x@example.org", "failed", "5.1.1"),
    "person unknown": lambda case: RememberPerson(999, "nl"),
    "mail unknown": lambda case: SettleInbound(999, InboundState.DISCARDED, Reason.DISCARDED_BY_PERSON),
    "release unknown": lambda case: ReleaseInbound(999, ("proof",), "anna"),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_an_effect_that_fails_leaves_nothing(broken: str, database: peewee.Database) -> None:
    """Whatever effect fails, nothing of the decision stands: no case, mail, event, and the mail stays due."""
    (mail,) = store(letter())
    number = open_case()
    effect = BROKEN[broken](number)
    before = _everything(database)
    with pytest.raises(PermanentError), transaction():
        _decide_with(mail, effect)
    assert before == _everything(database)
    assert (mail,) == deciding.due(NOW)


def _decide_with(mail: int, effect: Effect) -> None:
    harmless = (
        RecordEvent(None, "service.tested", "service"),
        Suppress("x@example.org", "5.1.1"),
        SendMail(draft(1)),
    )
    apply(Decision(InboundState.ACCEPTED, Reason.REQUEST, (*harmless, effect), 1), mail, NOW, "intake")


def _everything(database: peewee.Database) -> dict[str, list[object]]:
    return {table._meta.table_name: sorted([*table.select().tuples()], key=repr) for table in tables.TABLES}


def test_a_mail_is_not_decided_twice() -> None:
    """The second decision about the same mail fails as a whole."""
    (mail,) = store(letter())
    open_case(mail)
    with pytest.raises(PermanentError, match="is accepted"):
        open_case(mail)
    assert 1 == tables.Case.select().count()
    assert 1 == tables.Outbox.select().count()


def test_apply_needs_a_transaction() -> None:
    """Outside a transaction nothing is carried out."""
    maria = prepare.person(MARIA.addr_spec, "", NOW)
    with pytest.raises(PermanentError, match="inside one transaction"):
        apply(opening(1, maria), None, NOW, "intake")
    assert 0 == tables.Case.select().count()

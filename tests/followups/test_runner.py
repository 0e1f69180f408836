"""Rounds of the clock on a database: each kind of step, once, and within [limits] automatic_total."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cases.catalogue import Catalogue
from cases.effects import ChangeCase, Decision, Draft, MoveCase, MoveSurvey, SendMail
from cases.model import CaseEvent, CaseState, InboundState, OutboxKind, Purpose, SurveyState
from cases.reasons import Reason
from cases.settings import Concierge, Limits, Span
from cases.tokens import Token
from db import facts, followups, prepare
from db.apply import apply
from db.connect import transaction
from db.tables import Inbound, Outbox
from followups.runner import Followups
from templates.drafts import Writer
from templates.load import load_library
from tests.db.letters import ANNA, MARIA, NOW, carry_out, draft, letter, open_case, store
from tests.followups import clock_cases as clock

pytestmark = pytest.mark.usefixtures("database")

LIBRARY = load_library()
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
QUIET: dict[str, Any] = {"remind": Span(), "others_after": Span(), "digest": "", "lead_digest": ""}


def _answered(case: int) -> None:
    carry_out(
        ChangeCase(case, {"first_answer_at": NOW, "last_answer_at": NOW - 10 * DAY}, "case.answered", "anna"),
        MoveCase(case, CaseEvent.ANSWERED, CaseState.NEW, CaseState.ANSWERED, "anna"),
        MoveSurvey(case, SurveyState.SCHEDULED, None, {"due_at": NOW, "reason": "scheduled"}),
    )


def _put_off(case: int) -> None:
    carry_out(ChangeCase(case, {"wait_until": NOW}, "case.wait", "anna"))


def _promised(case: int) -> None:
    carry_out(ChangeCase(case, {"promised_at": NOW + 2 * HOUR}, "case.changed", "service"))


def _asked(case: int) -> None:
    words = draft(case, kind=OutboxKind.QUESTIONS, automatic=None)
    asked = MoveCase(case, CaseEvent.ASKED, CaseState.NEW, CaseState.WAITING, "anna")
    carry_out(SendMail(words, author=ANNA), asked, now=NOW - 5 * DAY)


def _nothing(case: int) -> None:
    """A new case is something to do already."""


def _held(reason: str, **until: Any) -> Callable[[int], None]:
    def hold(case: int) -> None:
        (mail,) = store(letter(9))
        with transaction():
            apply(Decision(InboundState.HELD, Reason(reason), **until), mail, NOW - 31 * DAY, "anna")
        Inbound.update(received_at=NOW - 31 * DAY).execute()

    return hold


STEPS = [
    # (what is due, how the service is set up, kind of the mail that goes out)
    pytest.param(_answered, {}, "survey", id="survey"),
    pytest.param(_put_off, {}, "reminder", id="wait"),
    pytest.param(_promised, {"remind": Span(working_minutes=120)}, "reminder", id="promise"),
    pytest.param(_asked, {"nudge": 5 * DAY}, "reminder", id="silence"),
    pytest.param(_nothing, {"digest": "08:30"}, "digest", id="digest"),
    pytest.param(_nothing, {"lead_digest": "Mon 08:30"}, "digest", id="lead-digest"),
]
UNCAPPED = [
    pytest.param(_held("on-hold", until=NOW), "received", id="hold"),
    pytest.param(_held("unproven"), "discarded", id="held"),
]


def _clock(total: int, **response: Any) -> Followups:
    """A service of Anna alone that has sent `total` automatic mails fewer than it may in an hour."""
    its = clock.settings(clock.ANNA, **(QUIET | response))
    allowed = facts.recent_automatic(NOW - HOUR) + total
    its = replace(its, limits=Limits(automatic_total=(allowed, HOUR)))
    return Followups(its, Writer(its, LIBRARY), Catalogue)


def _sent() -> list[str]:
    """Kinds of what went out beside what was queued to make the scene."""
    kinds = [row.kind for row in Outbox.select().order_by(Outbox.id)]
    return [kind for kind in kinds if kind not in ("acknowledgement", "questions")]


@pytest.mark.parametrize(("due", "response", "kind"), STEPS)
def test_step_waits_while_too_much_automatic_mail_went_out(
    due: Callable[[int], None], response: dict[str, object], kind: str
) -> None:
    """Each step that sends mail asks [limits] automatic_total, and is taken once, as soon as it may."""
    due(open_case())
    full, free = _clock(0, **response), _clock(1, **response)
    assert (0, [], []) == (full.run_once(NOW), full.rehearse(NOW), _sent())
    assert [kind] == [d.kind for decision in free.rehearse(NOW) for d in _drafts(decision)]
    assert (1, [kind]) == (free.run_once(NOW), _sent())
    assert (0, [kind]) == (_clock(9, **response).run_once(NOW), _sent())


@pytest.mark.parametrize(("due", "after"), UNCAPPED)
def test_step_without_mail_is_taken_whatever_went_out(due: Callable[[int], None], after: str) -> None:
    """A mail whose time on hold is over is decided, and one that nobody confirmed expires."""
    due(open_case())
    assert 1 == _clock(0).run_once(NOW)
    assert [after] == [row.state for row in Inbound.select()]


def test_cap_is_asked_before_each_step() -> None:
    """Three reminders are due and two may go: the third waits an hour, and none is lost or sent twice."""
    for _ in range(3):
        _promised(open_case(now=NOW - HOUR - timedelta(minutes=1)))
    remind = Span(working_minutes=120)
    service = _clock(2, remind=remind)
    assert 2 == len(service.rehearse(NOW))
    assert (2, ["reminder"] * 2) == (service.run_once(NOW), _sent())
    assert (0, 0) == (service.run_once(NOW), service.run_once(NOW + timedelta(minutes=59)))
    assert (1, ["reminder"] * 3) == (service.run_once(NOW + HOUR + timedelta(minutes=1)), _sent())


def _drafts(decision: Decision) -> list[Draft]:
    return [effect.draft for effect in decision.effects if isinstance(effect, SendMail)]


def _service(*people: Concierge, lead: tuple[str, ...] = (clock.LEAD,), **response: object) -> Followups:
    its = clock.settings(*people, lead=lead, **(QUIET | response))
    return Followups(its, Writer(its, LIBRARY), Catalogue)


def _mailed() -> list[tuple[str, str]]:
    """(kind, recipient) of what the clock sent."""
    kinds = ("acknowledgement", "questions", "notification")
    rows = Outbox.select().where(Outbox.kind.not_in(kinds)).order_by(Outbox.id)
    return [(row.kind, row.recipient) for row in rows]


def test_person_is_asked_about_one_case_at_a_time() -> None:
    """The survey of a second case is throttled, for good; another person's is not."""
    first, second, other = open_case(), open_case(), open_case()
    for case in (first, second, other):
        _answered(case)
    with transaction():
        tom = prepare.person("tom@example.org", "Tom", NOW)
    carry_out(ChangeCase(other, {"requester": tom}, "case.requester", "anna"))
    service = _service(clock.ANNA)
    assert 3 == service.run_once(NOW)
    assert [("survey", MARIA.addr_spec), ("survey", "tom@example.org")] == _mailed()
    states = [facts.case(number) for number in (first, second, other)]
    assert ["asked", "throttled", "asked"] == [case.survey.state for case in states if case and case.survey]
    assert 0 == service.run_once(NOW + DAY)


@pytest.mark.parametrize(
    ("state", "days", "looked_at"),
    [
        (SurveyState.ASKED, 4, False),
        (SurveyState.ASKED, 5, True),
        (SurveyState.REMINDED, 29, False),
        (SurveyState.REMINDED, 30, True),
    ],
)
def test_survey_that_was_asked_is_looked_at_when_something_may_be_due(
    state: SurveyState, days: int, looked_at: bool
) -> None:
    """There are many of them, for weeks: a round costs what is due in it, not what was asked."""
    case = open_case()
    _answered(case)
    fields = {"asked_at": NOW - days * DAY}
    carry_out(MoveSurvey(case, SurveyState.ASKED, SurveyState.SCHEDULED, fields))
    if state is SurveyState.REMINDED:
        carry_out(MoveSurvey(case, SurveyState.REMINDED, SurveyState.ASKED, {"reason": "due"}))
    with transaction():
        assert (case in followups.surveys(NOW, NOW - 5 * DAY, NOW - 30 * DAY)) is looked_at


def test_others_are_told_what_the_topics_own_concierge_was_told() -> None:
    """Who had it already is not told again; what Bram was told is signed anew for Anna."""
    case = open_case(now=NOW - HOUR)
    with transaction():
        bram = prepare.person(clock.BRAM.address, clock.BRAM.name, NOW)
    signed = clock.settings().signer.sign(Token(Purpose.ANSWER, case, bram.id, 3))
    told = draft(case, kind=OutboxKind.NOTIFICATION, to=(clock.BRAM.mailbox,), text="Who asks", token=signed)
    topic = ChangeCase(case, {"topics": ("presenting",)}, "case.topic", "anna")
    carry_out(SendMail(told, on_case=False), topic, now=NOW - HOUR)
    service = _service(others_after=Span(working_minutes=60))
    assert 1 == service.run_once(NOW)
    rows = Outbox.select().where(Outbox.kind == "notification").order_by(Outbox.id)
    assert [clock.BRAM.address, clock.ANNA.address] == [row.recipient for row in rows]
    again = clock.settings().signer.verify(rows[1].draft["token"], NOW)
    anna = facts.find_person(clock.ANNA.address)
    assert anna is not None
    assert again is not None
    assert (Purpose.ANSWER, case, anna.id, 3) == (again.purpose, again.case, again.person, again.ref)
    assert "Who asks" == rows[1].draft["text"]
    assert 0 == service.run_once(NOW + HOUR)


def test_reminder_is_in_the_readers_language_and_thread() -> None:
    """Below what they were told of that case; the lead, who is no concierge, reads the service's first."""
    case = open_case()
    _promised(case)
    reads_dutch = replace(clock.ANNA, languages=("nl",))
    told = draft(case, kind=OutboxKind.NOTIFICATION, to=(clock.ANNA.mailbox,))
    other = draft(None, kind=OutboxKind.DIGEST, to=(clock.ANNA.mailbox,))
    carry_out(SendMail(told, on_case=False), SendMail(other, on_case=False))
    service = _service(reads_dutch, remind=Span(working_minutes=120))
    service.run_once(NOW)
    service.run_once(NOW + 2 * HOUR)
    notified = Outbox.get(Outbox.kind == "notification").message_id
    rows = {(row.kind, row.recipient): row.draft for row in Outbox.select()}
    reminder = rows["reminder", clock.ANNA.address]
    assert ("nl", notified, "auto-generated") == (
        reminder["language"], reminder["parent"], reminder["automatic"],
    )  # fmt: skip
    escalation = rows["escalation", clock.LEAD]
    assert ("en", None) == (escalation["language"], escalation["parent"])
    rights = [clock.settings().signer.verify(mail["token"], NOW) for mail in (reminder, escalation)]
    assert [Purpose.ANSWER, Purpose.NOTE] == [token.purpose for token in rights if token]


def test_digest_goes_once_a_day_to_each_who_is_there() -> None:
    """Whoever is away gets none, also not later; the next day brings another."""
    away = replace(clock.BRAM, topics=(), away=((NOW.date(), NOW.date()),))
    service = _service(clock.ANNA, away, clock.CARL, digest="08:30")
    open_case()
    assert 2 == service.run_once(NOW)  # Carl reads Dutch only: nothing concerns him, and that is marked
    assert [("digest", clock.ANNA.address)] == _mailed()
    assert 0 == service.run_once(NOW + HOUR)
    assert 3 == service.run_once(NOW + DAY)
    assert [("digest", clock.ANNA.address)] * 2 + [("digest", clock.BRAM.address)] == _mailed()


def test_digest_of_the_leads_goes_once_a_week_to_each() -> None:
    """However their address was written; with nothing to tell there is none."""
    service = _service(
        clock.ANNA, lead=("Lead@Example.org", "lead@example.org", "two@example.org"), lead_digest="Mon 08:30"
    )
    assert (2, []) == (service.run_once(NOW - 7 * DAY), _mailed())
    open_case()
    assert 2 == service.run_once(NOW)
    assert [("digest", "lead@example.org"), ("digest", "two@example.org")] == _mailed()
    assert (0, 0) == (service.run_once(NOW + HOUR), service.run_once(NOW + DAY))

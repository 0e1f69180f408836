"""What is old loses words and names; figures stay, and so does everything newer or still owed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from cases.effects import (
    AddMessage,
    ChangeCase,
    MoveCase,
    MoveSurvey,
    OpenCase,
    RecordEvent,
    RecordRecommendation,
    RememberPerson,
    SendMail,
    Suppress,
)
from cases.model import (
    Address,
    CaseEvent,
    CaseState,
    Direction,
    InboundState,
    Kind,
    Need,
    OutboxKind,
    OutboxState,
    Role,
    SurveyState,
)
from cases.reasons import Reason
from db import facts, inbound, prepare, tables
from db.leases import done_today, is_done_today
from db.reports import report_cases, report_recommendations
from db.retention import Old, anonymise_case, anonymise_rest, old_cases, still_open
from tests.db.letters import ANNA, BOX, MARIA, NOW, attachment, carry_out, draft, letter, open_case, store
from tests.db.test_erase import SETTINGS, everything

pytestmark = pytest.mark.usefixtures("database")

KEEP = frozenset({ANNA.key, BOX})
YEARS = timedelta(days=730)
LATER = NOW + timedelta(days=800)
OPTION = {
    "slug": "club",
    "title": "The club",
    "provider": "Club",
    "kind": "community",
    "reasons": ("you asked",),
}
WORDS = ("maria", "present better", "stage fright", "likes books", "we got your question", "quick", "slides")


def run(limit: int = 100) -> Old:
    before = LATER - YEARS
    found = old_cases(before, limit)
    cases = tuple(each for each in found if anonymise_case(each, before, KEEP, SETTINGS.signer, LATER))
    return replace(anonymise_rest(before, KEEP, SETTINGS.signer, LATER, limit), cases=cases)


def answered() -> int:
    """A case of Maria's, answered, rated and billed, with a file and a note; all of it from NOW."""
    (mail,) = store(letter())
    inbound.describe(mail, Kind.REQUEST, MARIA.addr_spec, "stage fright")
    number = open_case(mail)
    maria = facts.find_person(MARIA.addr_spec)
    assert maria is not None
    carry_out(
        AddMessage(
            number, Direction.NOTE, Role.CONCIERGE, ANNA, (), "note", "", "Maria is shy", "Maria is shy"
        ),
        SendMail(draft(number, kind=OutboxKind.ANSWER, attachments=(attachment(),)), author=ANNA),
        ChangeCase(
            number,
            {
                "need": Need(about="stage fright", time=60, budget=Decimal(50)),
                "topics": ("presenting",),
                "owner": ANNA.key,
                "minutes": 45,
                "billed": Decimal("95.50"),
                "currency": "EUR",
                "first_answer_at": NOW,
                "last_answer_at": NOW,
                "client": "acme",
            },
            "case.changed",
            MARIA.addr_spec,
        ),
        RecordRecommendation(number, ANNA.key, "presenting", (OPTION,)),
        MoveCase(number, CaseEvent.ANSWERED, CaseState.NEW, CaseState.ANSWERED, ANNA.addr_spec),
        MoveSurvey(number, SurveyState.SCHEDULED, None, {"due_at": NOW}),
        MoveSurvey(number, SurveyState.ASKED),
        MoveSurvey(number, SurveyState.ANSWERED, None, {"rating": 4, "comment": "quick"}),
        RememberPerson(maria.id, "nl", remember="likes books", signature="Maria Janssens"),
        Suppress(MARIA.addr_spec, "5.1.1"),
        RecordEvent(None, "mail.held", MARIA.addr_spec, f"from {MARIA.addr_spec}"),
    )
    tables.Outbox.update(state=OutboxState.SENT, sent_at=NOW).execute()
    return number


def shown() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    return report_cases(None, None, None), report_recommendations(None, None, None)


def test_old_cases_lose_words_and_keep_figures() -> None:
    """No table holds her words, name or address; reports and bills read the same rows as before."""
    number = answered()
    before = shown()
    bill = [(c.minutes, c.billed, c.currency, c.client, c.owner) for c in tables.Case.select()]
    assert all(word in everything() for word in WORDS)
    done = run()
    assert ((number,), 1) == (done.cases, len(done.people))
    assert [] == [word for word in WORDS if word in everything()]
    assert before == shown()
    assert bill == [(c.minutes, c.billed, c.currency, c.client, c.owner) for c in tables.Case.select()]
    assert 0 == tables.Blob.select().count()
    assert 0 == run().count


def test_newer_stays() -> None:
    """A message of yesterday keeps its whole case; a newer case keeps the name, and not the old words."""
    number = answered()
    carry_out(
        AddMessage(
            number, Direction.IN, Role.WORKER, MARIA, (BOX,), "follow-up", "", "Again", "Again", at=LATER
        )
    )
    assert 0 == run().count
    tables.Message.update(at=NOW).execute()
    tables.Inbound.update(received_at=NOW).execute()
    maria = facts.find_person(MARIA.addr_spec)
    assert maria is not None
    carry_out(OpenCase(prepare.case_id(), maria, BOX, "Another", "en"), now=LATER)
    done = run()
    assert ((number,), ()) == (done.cases, done.people)
    assert facts.find_person(MARIA.addr_spec) is not None
    assert "present better" not in everything()


@pytest.mark.parametrize("state", [CaseState.NEW, CaseState.OPEN, CaseState.WAITING])
def test_who_is_owed_a_word_keeps_theirs(state: CaseState) -> None:
    """A case on which somebody owes a word stays, and is told."""
    number = answered()
    tables.Case.update(state=state).execute()
    assert () == run().cases
    assert (number,) == still_open(LATER - YEARS)
    assert "present better" in everything()


@pytest.mark.parametrize("state", [SurveyState.SCHEDULED, SurveyState.ASKED, SurveyState.REMINDED])
def test_a_running_survey_is_waited_for(state: SurveyState) -> None:
    """Its answer would land in an empty case."""
    answered()
    tables.Survey.update(state=state).execute()
    assert () == run().cases


def test_mail_on_no_case_ages_as_well() -> None:
    """Held, discarded and own mail without a case is emptied; what was not decided yet is not."""
    ids = store(letter(1), letter(2), letter(3), letter(4))
    for each in ids:
        inbound.describe(each, Kind.REQUEST, MARIA.addr_spec, "stage fright")
    states = (InboundState.HELD, InboundState.DISCARDED, InboundState.SHUNTED, InboundState.RECEIVED)
    for each, state in zip(ids, states, strict=True):
        tables.Inbound.update(state=state, reason=Reason.UNPROVEN).where(tables.Inbound.id == each).execute()
    carry_out(SendMail(draft(to=(ANNA,), text="Maria waits", kind=OutboxKind.DIGEST)))
    tables.Outbox.update(state=OutboxState.SENT).execute()
    done = run()
    assert (ids[:3], 1) == (done.received, len(done.sent))
    assert "maria waits" not in everything()
    assert [b"", b"", b"", letter(4)] == [
        bytes(r.content) for r in tables.Inbound.select().order_by(tables.Inbound.id)
    ]


def test_a_limit_a_round() -> None:
    """No round takes more than it is told; together they take all."""
    for number in range(1, 6):
        (mail,) = store(letter(number), first_uid=number)
        inbound.describe(mail, Kind.REQUEST, MARIA.addr_spec, "x")
        inbound.settle(mail, InboundState.DISCARDED, Reason.DUPLICATE, None, NOW)
    assert [2, 2, 1, 0] == [len(run(limit=2).received) for _ in range(4)]


def test_people_on_the_roster_stay() -> None:
    """Anna keeps name and address, also where all that she wrote is old; so does who never had a case yet."""
    answered()
    prepare.person(ANNA.addr_spec, ANNA.name, NOW)
    prepare.person("new@example.org", "New", LATER)
    run()
    assert facts.find_person(ANNA.addr_spec) is not None
    assert facts.find_person("new@example.org") is not None


def test_imported_people_age_with_their_cases() -> None:
    """They became known yesterday, their case is old: when it is emptied their name goes as well."""
    answered()
    tables.Person.update(created_at=LATER).execute()
    assert 1 == len(run().people)


def test_emptied_mail_is_known_when_seen_again() -> None:
    """A copy in the mailbox, or in an archive that is imported, does not come back."""
    answered()
    run()
    inbound.start(BOX, "INBOX", 8, 0, 0)
    inbound.store(BOX, "INBOX", 8, [(1, letter(), LATER)], LATER, 0)
    row = tables.Inbound.select().order_by(tables.Inbound.id.desc()).get()
    assert inbound.seen(inbound.load(row.id), SETTINGS.signer).erased


def test_addresses_on_old_lines_go() -> None:
    """Of the service's own old lines the roster stays, everybody else goes."""
    carry_out(RecordEvent(None, "mail.held", "x@elsewhere.example", f"x@elsewhere.example {ANNA.addr_spec}"))
    run()
    row = tables.Event.select().get()
    assert ("somebody else", f"somebody else {ANNA.addr_spec}") == (row.actor, row.detail)


def test_another_voice_goes_with_the_case() -> None:
    """Who wrote on the case of somebody else leaves nothing when it is old."""
    number = answered()
    jan = Address("Jan Smets", "jan@example.org")
    prepare.person(jan.addr_spec, jan.name, NOW)
    carry_out(
        AddMessage(number, Direction.IN, Role.THIRD_PARTY, jan, (BOX,), "follow-up", "", "Me too", "Me too"),
        RecordEvent(number, "case.cc", jan.addr_spec, jan.addr_spec),
    )
    run()
    assert "jan" not in everything()
    assert "me too" not in everything()


def test_what_somebody_wrote_meanwhile_stays() -> None:
    """Between the look and the lock a mail may come: the case is looked at once more."""
    number = answered()
    (found,) = old_cases(LATER - YEARS, 10)
    assert () == old_cases(LATER - YEARS, 10, {number})
    tables.Message.update(at=LATER).execute()
    assert not anonymise_case(found, LATER - YEARS, KEEP, SETTINGS.signer, LATER)
    assert "present better" in everything()


def test_what_is_done_today_is_to_do_tomorrow() -> None:
    """For every process, until midnight UTC; whoever says it first or again."""
    evening = NOW.replace(hour=23, minute=59)
    assert not is_done_today("daily:x", NOW)
    done_today("daily:x", NOW)
    done_today("daily:x", NOW)
    assert is_done_today("daily:x", evening)
    assert not is_done_today("daily:y", evening)
    assert not is_done_today("daily:x", evening + timedelta(minutes=1))
    done_today("daily:x", evening + timedelta(minutes=1))
    assert is_done_today("daily:x", evening + timedelta(hours=23))

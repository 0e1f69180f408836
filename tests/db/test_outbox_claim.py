"""Claiming: who may send what, in which order, how fast, and what a dead process leaves."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import peewee
import pytest

from cases.effects import SendMail, Suppress
from cases.model import Address, CaseState, OutboxKind, SurveyState
from db import outbox, outbox_admin, outbox_record
from db.connect import transaction
from db.outgoing import Claimed, Failure, Outcome, Result, Stage, Trouble
from db.tables import Attempt, Case, Event, Outbox, Pause, Survey
from tests.db.letters import BOX, NOW, carry_out, draft, open_case

pytestmark = pytest.mark.usefixtures("database")
LEASE = timedelta(seconds=90)
PAUSE_UNTIL = NOW + timedelta(minutes=15)
SENT = Result(Outcome.SENT, "250 2.0.0 ok", Stage.DATA, 250, "2.0.0", ("maria@example.org",))


def queue(**changes: Any) -> int:
    """Queue a mail; its id."""
    carry_out(SendMail(draft(**changes)))
    return int(Outbox.select().order_by(Outbox.id.desc()).first().id)


def claim(limit: int = 10, holder: str = "one", rate: int = 100, now: datetime = NOW) -> list[Claimed]:
    mails, _ = claim_all(limit, holder, rate, now)
    return mails


def claim_all(
    limit: int = 10, holder: str = "one", rate: int = 100, now: datetime = NOW
) -> tuple[list[Claimed], list[Failure]]:
    with transaction():
        wanted = outbox.Claim(BOX, holder, limit, LEASE, (rate, timedelta(minutes=1)))
        return outbox.claim(wanted, now)


def record(mail: Claimed, result: Result = SENT, **changes: Any) -> list[Failure]:
    given = {"now": NOW, "retry_at": NOW + timedelta(minutes=1), "pause_until": PAUSE_UNTIL, **changes}
    with transaction():
        return outbox_record.record(mail, result, **given)


def state(outbox_id: int) -> str:
    return str(Outbox.get_by_id(outbox_id).state)


def test_claiming_writes_the_attempt_and_the_lease_before_anybody_is_dialled() -> None:
    """A claimed mail is "sending", leased to its holder, with an attempt of unknown outcome."""
    outbox_id = queue()
    (mail,) = claim()
    row = Outbox.get_by_id(outbox_id)
    assert ("sending", "one", NOW + LEASE, 1) == (
        row.state,
        row.lease_holder,
        row.lease_until,
        row.attempts,
    )
    attempt = Attempt.get_by_id(mail.attempt)
    assert (outbox_id, NOW, "", None) == (
        attempt.outbox_id,
        attempt.started_at,
        attempt.outcome,
        attempt.finished_at,
    )
    assert ("maria@example.org",) == mail.recipients
    assert f"<{'t' * 44}.{outbox_id}@example.org>" == mail.message_id
    assert draft() == mail.draft


def test_what_is_claimed_is_nobody_elses() -> None:
    """The same mail is never given to two holders."""
    queue()
    assert 1 == len(claim(holder="one"))
    assert [] == claim(holder="two")


def test_people_go_before_machines_and_the_older_before_the_newer() -> None:
    """A concierge's words leave before acknowledgements that were queued earlier."""
    first = queue()
    second = queue()
    words = queue(kind=OutboxKind.ANSWER, automatic=None)
    assert [words, first, second] == [mail.id for mail in claim()]


def test_what_is_not_due_stays() -> None:
    """`not_before` keeps a mail back until that time, to the second."""
    later = NOW + timedelta(hours=1)
    queue(not_before=later)
    assert [] == claim(now=later - timedelta(seconds=1))
    assert 1 == len(claim(now=later))


def test_other_mailboxes_are_left_alone() -> None:
    """A sender takes the mail of its own mailbox only, however its address is written."""
    queue(mailbox="other@example.org")
    own = queue(mailbox="LearningHelp@example.org")
    assert [own] == [mail.id for mail in claim()]


def test_the_rate_counts_attempts_of_every_process() -> None:
    """Two holders together start no more attempts in a minute than the rate says."""
    for _ in range(7):
        queue()
    assert 3 == len(claim(limit=3, holder="one", rate=5))
    assert 2 == len(claim(limit=3, holder="two", rate=5))
    assert [] == claim(holder="three", rate=5)
    with transaction():
        assert NOW + timedelta(minutes=1) == outbox.next_due(BOX, (5, timedelta(minutes=1)), NOW)
    assert 2 == len(claim(rate=5, now=NOW + timedelta(minutes=1)))


def test_an_address_that_does_not_exist_gets_nothing_and_somebody_hears_of_it() -> None:
    """A mail queued before its address was suppressed becomes suppressed instead of being sent."""
    outbox_id = queue()
    carry_out(Suppress("Maria@Example.org", "550 5.1.1 no such user"))
    mails, failures = claim_all()
    assert [] == mails
    assert "suppressed" == state(outbox_id)
    assert [(Trouble.MAIL_SUPPRESSED, ("maria@example.org",))] == [
        (f.trouble, f.recipients) for f in failures
    ]
    assert 0 == Attempt.select().count()
    assert 1 == Event.select().where(Event.event == "mail.suppressed").count()


def test_only_the_existing_of_several_recipients_are_named() -> None:
    """A suppressed address among others is left out of the envelope."""
    queue(cc=(Address("", "gone@example.org"),))
    carry_out(Suppress("gone@example.org", "550 5.1.1"))
    assert [("maria@example.org",)] == [mail.recipients for mail in claim()]


def test_a_paused_mailbox_sends_nothing_then_one_probe() -> None:
    """Until the pause ends nothing is claimed; after it one mail at a time, until one was taken."""
    for _ in range(3):
        queue()
    Pause.create(mailbox=BOX, until=NOW + timedelta(minutes=15), reason="535 5.7.8 bad login")
    assert [] == claim()
    with transaction():
        assert PAUSE_UNTIL == outbox.next_due(BOX, (100, timedelta(minutes=1)), NOW)
    (probe,) = claim(now=PAUSE_UNTIL)
    assert [] == claim(now=PAUSE_UNTIL)
    assert [] == record(probe, now=PAUSE_UNTIL)
    assert 0 == Pause.select().count()
    assert 2 == len(claim(now=PAUSE_UNTIL))


@pytest.mark.parametrize(
    ("kind", "expected", "told"),
    [
        (OutboxKind.ANSWER, "queued", []),
        (OutboxKind.ACKNOWLEDGEMENT, "queued", []),
        (OutboxKind.SURVEY, "failed", [Trouble.OUTCOME_UNKNOWN]),
        (OutboxKind.SURVEY_REMINDER, "failed", [Trouble.OUTCOME_UNKNOWN]),
        (OutboxKind.REMINDER, "failed", [Trouble.OUTCOME_UNKNOWN]),
        (OutboxKind.ESCALATION, "failed", [Trouble.OUTCOME_UNKNOWN]),
    ],
)
def test_an_expired_lease_is_an_unknown_outcome(kind: OutboxKind, expected: str, told: list[Trouble]) -> None:
    """A person's words go again under the same Message-ID; a survey or reminder never does."""
    outbox_id = queue(kind=kind)
    (mail,) = claim()
    with transaction():
        assert [] == outbox.settle(NOW + LEASE - timedelta(seconds=1))
    with transaction():
        failures = outbox.settle(NOW + LEASE)
    assert told == [failure.trouble for failure in failures]
    row = Outbox.get_by_id(outbox_id)
    assert (expected, mail.message_id, None) == (row.state, row.message_id, row.lease_holder)
    assert "unknown" == Attempt.get_by_id(mail.attempt).outcome


def test_a_holder_that_is_gone_is_not_waited_for() -> None:
    """The lease of a process that certainly ended counts as expired at once."""
    outbox_id = queue()
    claim(holder="dead")
    with transaction():
        assert {"dead"} == outbox.holders()
        outbox.settle(NOW, gone={"dead"})
    assert "queued" == state(outbox_id)


def test_a_renewed_lease_holds() -> None:
    """Sending that takes long keeps its mail by renewing."""
    outbox_id = queue()
    claim()
    with transaction():
        outbox.renew([outbox_id], "one", NOW + LEASE + LEASE)
        outbox.settle(NOW + LEASE)
    assert "sending" == state(outbox_id)


def test_a_mail_whose_outcome_stays_unknown_is_given_up() -> None:
    """After three attempts that nobody knows the end of, a person hears of it and no copy follows."""
    outbox_id = queue(kind=OutboxKind.ANSWER, automatic=None)
    for number in range(outbox_record.MAX_UNKNOWN):
        claim(now=NOW + number * LEASE)
        with transaction():
            failures = outbox.settle(NOW + (number + 1) * LEASE)
    assert "failed" == state(outbox_id)
    assert [Trouble.OUTCOME_UNKNOWN] == [failure.trouble for failure in failures]


def test_a_late_result_of_a_lost_lease_counts_only_when_it_was_sent() -> None:
    """Who lost the lease may still report that the mail went out, which saves a second copy."""
    outbox_id = queue()
    (mail,) = claim()
    with transaction():
        outbox.settle(NOW + LEASE)
    failed = Result(Outcome.FAILED, "550 no", Stage.RCPT, 550)
    assert [] == record(mail, failed)
    assert "queued" == state(outbox_id)
    assert [] == record(mail)
    assert "sent" == state(outbox_id)


def test_nothing_waits_nothing_is_due() -> None:
    """`next_due` is None for an empty outbox, the earliest time otherwise, a lease's end included."""
    rate = (100, timedelta(minutes=1))
    with transaction():
        assert None is outbox.next_due(BOX, rate, NOW)
    later = NOW + timedelta(hours=1)
    queue(not_before=later)
    with transaction():
        assert later == outbox.next_due(BOX, rate, NOW)
    queue()
    claim(limit=1)
    with transaction():
        assert NOW + LEASE == outbox.next_due(BOX, rate, NOW)


CLAIMER = """
import sys
from datetime import timedelta
from db import outbox
from db.connect import open_database, transaction
from tests.db.letters import BOX, NOW
open_database(sys.argv[1])
while True:
    with transaction():
        wanted = outbox.Claim(BOX, sys.argv[2], 3, timedelta(minutes=5), (10000, timedelta(minutes=1)))
        mails, _ = outbox.claim(wanted, NOW)
    if not mails:
        break
    print(*(mail.id for mail in mails), flush=True)
"""


def test_two_processes_share_five_hundred_mails_without_doubles(
    database: peewee.Database, database_url: str
) -> None:
    """Every mail is claimed by exactly one of two processes that claim at the same time."""
    carry_out(*(SendMail(draft()) for _ in range(500)))
    root = Path(__file__).resolve().parents[2]
    claimers = [
        subprocess.Popen(
            [sys.executable, "-c", CLAIMER, database_url, f"process-{number}"],
            cwd=root,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(2)
    ]
    outputs = [claimer.communicate(timeout=100)[0].split() for claimer in claimers]
    assert [0, 0] == [claimer.returncode for claimer in claimers]
    counts = Counter(outputs[0] + outputs[1])
    assert 500 == len(counts)
    assert {1} == set(counts.values())
    assert 500 == Attempt.select().count()
    assert 500 == len(outbox_admin.rows(states=["sending"]))


@pytest.mark.parametrize(
    ("kind", "survey", "state", "goes"),
    [
        (OutboxKind.SURVEY, SurveyState.ASKED, CaseState.ANSWERED, True),
        (OutboxKind.SURVEY, SurveyState.ASKED, CaseState.CLOSED, True),
        (OutboxKind.SURVEY, SurveyState.ASKED, CaseState.OPEN, False),
        (OutboxKind.SURVEY, SurveyState.ASKED, CaseState.WAITING, False),
        (OutboxKind.SURVEY, SurveyState.CANCELLED, CaseState.ANSWERED, False),
        (OutboxKind.SURVEY_REMINDER, SurveyState.REMINDED, CaseState.ANSWERED, True),
        (OutboxKind.SURVEY_REMINDER, SurveyState.REMINDED, CaseState.OPEN, False),
        (OutboxKind.SURVEY_REMINDER, SurveyState.ANSWERED, CaseState.ANSWERED, False),
        (OutboxKind.ANSWER, SurveyState.ASKED, CaseState.OPEN, True),
    ],
)
def test_survey_that_waited_too_long_for_the_relay_is_not_sent(
    kind: OutboxKind, survey: SurveyState, state: CaseState, goes: bool
) -> None:
    """Nobody rates a case in which a word is owed again; it is asked about the next answer instead."""
    case = open_case()
    Case.update(state=str(state)).where(Case.id == case).execute()
    Survey.create(case=case, state=str(survey), asked_at=NOW, reason="due")
    number = queue(case=case, kind=kind, dedupe="survey:1")
    assert goes == (number in {mail.id for mail in claim()})
    row, after = Outbox.get_by_id(number), Survey.get(Survey.case == case)
    assert ("sending" if goes else "cancelled", "survey:1" if goes else None) == (row.state, row.dedupe)
    if not goes and kind is OutboxKind.SURVEY and survey is SurveyState.ASKED:
        assert ("cancelled", None, "reopened") == (after.state, after.asked_at, after.reason)
    else:
        assert (survey, NOW) == (after.state, after.asked_at)
    assert [] == claim(now=NOW + timedelta(seconds=1))


@pytest.mark.parametrize(
    ("state", "after"), [(CaseState.OPEN, "cancelled"), (CaseState.ANSWERED, "reminded")]
)
def test_survey_and_reminder_that_both_waited_are_asked_about_the_next_answer(
    state: CaseState, after: str
) -> None:
    """The relay was away for longer than it takes to remind; in a quiet case the reminder goes alone."""
    case = open_case()
    Case.update(state=str(state)).where(Case.id == case).execute()
    Survey.create(case=case, state="reminded", asked_at=NOW, reminded_at=NOW, reason="due")
    question = queue(case=case, kind=OutboxKind.SURVEY, dedupe="survey:1")
    reminder = queue(case=case, kind=OutboxKind.SURVEY_REMINDER, dedupe="survey-reminder:1")
    claimed = {mail.id for mail in claim()}
    assert (False, after == "reminded") == (question in claimed, reminder in claimed)
    survey = Survey.get(Survey.case == case)
    assert (after, None if after == "cancelled" else NOW) == (survey.state, survey.asked_at)

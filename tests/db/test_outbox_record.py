"""Recording: what each answer of a relay does to the mail, the address, the mailbox and the people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from cases.effects import SendMail
from cases.errors import PermanentError
from cases.model import Address, OutboxKind
from db import outbox, outbox_admin, outbox_record
from db.connect import transaction
from db.outgoing import Claimed, Failure, Outcome, Refusal, Result, Stage, Trouble
from db.tables import Attempt, Event, Outbox, Pause, Suppression
from tests.db.letters import BOX, NOW, carry_out, draft, open_case

pytestmark = pytest.mark.usefixtures("database")
RETRY_AT = NOW + timedelta(minutes=1)
PAUSE_UNTIL = NOW + timedelta(minutes=15)
MARIA = "maria@example.org"


def claimed(**changes: Any) -> Claimed:
    """Queue a mail and claim it."""
    carry_out(SendMail(draft(**changes)))
    return claim()


def claim() -> Claimed:
    with transaction():
        wanted = outbox.Claim(BOX, "one", 1, timedelta(minutes=1), (1000, timedelta(minutes=1)))
        ((mail,), _) = outbox.claim(wanted, NOW + timedelta(days=1))
    return mail


def record(mail: Claimed, result: Result, **changes: Any) -> list[Failure]:
    given = {"now": NOW, "retry_at": RETRY_AT, "pause_until": PAUSE_UNTIL, **changes}
    with transaction():
        return outbox_record.record(mail, result, **given)


def refused(outcome: Outcome, reply: str, *recipients: str) -> Result:
    code, _, words = reply.partition(" ")
    refusals = tuple(Refusal(each, outcome, reply) for each in recipients or (MARIA,))
    return Result(outcome, reply, Stage.RCPT, int(code), words.split()[0], (), refusals)


def test_sent_means_that_the_next_hop_accepted_it() -> None:
    """An accepted mail is sent, at that time, with the relay's words and without a lease."""
    mail = claimed()
    accepted = Result(Outcome.SENT, "250 2.0.0 queued as 4F", Stage.DATA, 250, "2.0.0", (MARIA,))
    assert [] == record(mail, accepted)
    row = Outbox.get_by_id(mail.id)
    assert ("sent", NOW, "250 2.0.0 queued as 4F", None, 1) == (
        row.state,
        row.sent_at,
        row.last_reply,
        row.lease_until,
        row.attempts,
    )
    attempt = Attempt.get_by_id(mail.attempt)
    assert ("sent", NOW, "250 2.0.0 queued as 4F") == (attempt.outcome, attempt.finished_at, attempt.reply)


def test_first_acceptance_is_when_it_was_sent() -> None:
    """A sender that answers late, after another has sent the mail again, does not change that time."""
    mail = claimed()
    accepted = Result(Outcome.SENT, "250 2.0.0 queued as 4F", Stage.DATA, 250, "2.0.0", (MARIA,))
    record(mail, accepted)
    record(mail, accepted, now=NOW + timedelta(hours=1))
    assert NOW == Outbox.get_by_id(mail.id).sent_at


@pytest.mark.parametrize("outcome", [Outcome.DEFERRED, Outcome.UNKNOWN])
def test_what_may_succeed_later_waits(outcome: Outcome) -> None:
    """Deferred or unknown: again at the time given, nobody is told."""
    mail = claimed(kind=OutboxKind.ANSWER, automatic=None)
    assert [] == record(mail, Result(outcome, "451 4.3.0 later", Stage.DATA, 451))
    row = Outbox.get_by_id(mail.id)
    assert ("deferred", RETRY_AT) == (row.state, row.next_attempt_at)


def test_an_unknown_outcome_never_repeats_a_survey() -> None:
    """A survey whose outcome is unknown is failed at once."""
    mail = claimed(kind=OutboxKind.SURVEY)
    (failure,) = record(mail, Result(Outcome.UNKNOWN, "connection lost", Stage.DATA))
    assert ("failed", Trouble.OUTCOME_UNKNOWN) == (Outbox.get_by_id(mail.id).state, failure.trouble)


@pytest.mark.parametrize(
    ("result", "retry_at", "words"),
    [
        (refused(Outcome.FAILED, "550 5.7.1 policy"), RETRY_AT, "550 5.7.1 policy"),
        (Result(Outcome.FAILED, "554 5.6.0 spam", Stage.DATA, 554, "5.6.0"), RETRY_AT, "554 5.6.0 spam"),
        (Result(Outcome.DEFERRED, "451 4.3.0 later", Stage.MAIL, 451), None, "given up: 451 4.3.0 later"),
        (refused(Outcome.DEFERRED, "450 4.2.0 grey"), None, "450 4.2.0 grey"),
    ],
    ids=["refused at RCPT", "refused at DATA", "given up", "given up at RCPT"],
)
def test_a_failed_mail_is_told_on_its_case(result: Result, retry_at: object, words: str) -> None:
    """Failing writes the event in the same commit and returns what somebody has to be told."""
    case = open_case()
    mail = claim()
    (failure,) = record(mail, result, retry_at=retry_at)
    assert "failed" == Outbox.get_by_id(mail.id).state
    assert (Trouble.MAIL_FAILED, case, (MARIA,), words, OutboxKind.ACKNOWLEDGEMENT, mail.message_id) == (
        failure.trouble,
        failure.case,
        failure.recipients,
        failure.reply,
        failure.kind,
        failure.message_id,
    )
    event = Event.select().where(Event.event == "mail.failed").get()
    assert (case, f"{MARIA}: {words}") == (event.case_id, event.detail)
    assert 0 == Suppression.select().count()


def test_an_address_that_does_not_exist_is_suppressed() -> None:
    """After 5.1.1 at RCPT the address gets nothing more, until an operator clears it."""
    mail = claimed()
    (failure,) = record(mail, refused(Outcome.SUPPRESS, "550 5.1.1 no such user", "Maria@example.org"))
    assert ("failed", Trouble.MAIL_FAILED) == (Outbox.get_by_id(mail.id).state, failure.trouble)
    assert [{"address": MARIA, "reason": "550 5.1.1 no such user", "at": NOW}] == outbox_admin.suppressions()
    assert outbox_admin.clear(" Maria@Example.org ", NOW, "operator")
    assert [] == outbox_admin.suppressions()
    assert not outbox_admin.clear(MARIA, NOW, "operator")


def test_a_refused_login_pauses_the_mailbox_and_is_told_once() -> None:
    """A 5xx at AUTH or MAIL says nothing about the mail: it waits, uncounted, and the pause is told once."""
    mail = claimed()
    bad_login = Result(Outcome.PAUSE, "535 5.7.8 bad login", Stage.AUTH, 535, "5.7.8")
    (failure,) = record(mail, bad_login)
    assert (Trouble.SENDING_PAUSED, PAUSE_UNTIL, BOX) == (failure.trouble, failure.until, failure.mailbox)
    row = Outbox.get_by_id(mail.id)
    assert ("deferred", PAUSE_UNTIL, 0) == (row.state, row.next_attempt_at, row.attempts)
    assert [] == record(claim(), bad_login, pause_until=PAUSE_UNTIL + timedelta(hours=1))
    assert [PAUSE_UNTIL + timedelta(hours=1)] == [pause["until"] for pause in outbox_admin.pauses()]
    assert outbox_admin.Cleared(address=False, mailbox=True, due=1) == outbox_admin.clear(
        BOX, NOW, "operator"
    )
    assert 0 == Pause.select().count()
    assert NOW == Outbox.get_by_id(mail.id).next_attempt_at


def test_a_mail_that_was_on_its_way_does_not_lift_a_pause() -> None:
    """Only a mail taken after the pause ended says that the relay wants us again."""
    mail = claimed()
    Pause.create(mailbox=BOX, until=PAUSE_UNTIL, reason="550 5.7.1 blocked")
    accepted = Result(Outcome.SENT, "250 ok", Stage.DATA, 250, None, (MARIA,))
    record(mail, accepted)
    assert [PAUSE_UNTIL] == [pause["until"] for pause in outbox_admin.pauses()]
    record(mail, accepted, now=PAUSE_UNTIL)
    assert [] == outbox_admin.pauses()


def test_the_same_refusal_of_three_recipients_pauses_the_mailbox() -> None:
    """Three people refused alike within an hour: the relay means us."""
    told = []
    for name in ("one", "two", "three"):
        address = f"{name}@example.org"
        mail = claimed(to=(Address("", address),))
        told += [f.trouble for f in record(mail, refused(Outcome.FAILED, "550 5.7.1 blocked", address))]
    assert [Trouble.MAIL_FAILED] * 3 + [Trouble.SENDING_PAUSED] == told
    assert 1 == Pause.select().count()


@pytest.mark.parametrize(
    ("replies", "addresses", "apart"),
    [
        (("550 5.7.1 a", "550 5.7.1 b", "554 5.7.1 c"), ("one", "two", "three"), timedelta(0)),
        (("550 5.7.1 a", "550 5.2.2 b", "550 5.7.1 c"), ("one", "two", "three"), timedelta(0)),
        (("550 5.7.1 a", "550 5.7.1 b", "550 5.7.1 c"), ("one", "one", "one"), timedelta(0)),
        (("550 5.7.1 a", "550 5.7.1 b", "550 5.7.1 c"), ("one", "two", "three"), timedelta(minutes=31)),
    ],
    ids=["another code", "another enhanced code", "one recipient", "not within an hour"],
)
def test_different_refusals_do_not_pause(
    replies: tuple[str, ...], addresses: tuple[str, ...], apart: timedelta
) -> None:
    """Only the same refusal, of three recipients, within an hour is about us."""
    for number, (reply, name) in enumerate(zip(replies, addresses, strict=True)):
        address = f"{name}@example.org"
        mail = claimed(to=(Address("", address),))
        record(mail, refused(Outcome.FAILED, reply, address), now=NOW + number * apart)
    assert 0 == Pause.select().count()


def test_after_a_pause_the_count_begins_anew() -> None:
    """The refusal that follows a pause does not pause again by itself."""
    for number in range(4):
        address = f"p{number}@example.org"
        Pause.delete().execute()
        mail = claimed(to=(Address("", address),))
        result = refused(Outcome.FAILED, "550 5.7.1 blocked", address)
        failures = record(mail, result, now=NOW + timedelta(minutes=number))
    assert [Trouble.MAIL_FAILED] == [failure.trouble for failure in failures]


def test_each_of_several_recipients_gets_the_mail_once() -> None:
    """Who accepted is not named again; who was put off is; who refused is told and left out."""
    others = (Address("", "later@example.org"), Address("", "never@example.org"))
    mail = claimed(cc=others)
    assert (MARIA, "later@example.org", "never@example.org") == mail.recipients
    partly = Result(
        Outcome.SENT,
        "250 ok",
        Stage.DATA,
        250,
        None,
        (MARIA,),
        (
            Refusal("later@example.org", Outcome.DEFERRED, "450 4.2.0 grey"),
            Refusal("never@example.org", Outcome.FAILED, "550 5.7.1 no"),
        ),
    )
    (failure,) = record(mail, partly)
    assert ("deferred", ("never@example.org",)) == (Outbox.get_by_id(mail.id).state, failure.recipients)
    again = claim()
    assert ("later@example.org",) == again.recipients
    assert [] == record(again, Result(Outcome.SENT, "250 ok", Stage.DATA, 250, None, again.recipients))
    assert "sent" == Outbox.get_by_id(mail.id).state


def test_a_mail_that_reached_somebody_is_sent_even_when_the_others_never_get_it() -> None:
    """Giving up on the last recipient fails nothing that was accepted, but is told."""
    mail = claimed(cc=(Address("", "later@example.org"),))
    grey = Refusal("later@example.org", Outcome.DEFERRED, "450 4.2.0 grey")
    record(mail, Result(Outcome.SENT, "250 ok", Stage.DATA, 250, None, (MARIA,), (grey,)))
    again = claim()
    (failure,) = record(again, Result(Outcome.DEFERRED, "timed out", Stage.CONNECT), retry_at=None)
    assert (("later@example.org",), "sent") == (failure.recipients, Outbox.get_by_id(mail.id).state)


def test_reports_that_arrive_while_a_result_is_recorded_stay() -> None:
    """Recording leaves the columns of delivery reports alone."""
    mail = claimed()
    Outbox.update(report_action="delayed", report_status="4.4.1").execute()
    record(mail, Result(Outcome.SENT, "250 ok", Stage.DATA, 250, None, (MARIA,)))
    row = Outbox.get_by_id(mail.id)
    assert ("delayed", "4.4.1") == (row.report_action, row.report_status)


def test_listing_has_the_public_keys_and_filters() -> None:
    """`outbox list` shows each mail with the keys of the contract; filters narrow it."""
    case = open_case()
    keys = [
        "id",
        "state",
        "kind",
        "case",
        "to",
        "subject",
        "message_id",
        "attempts",
        "next_attempt_at",
        "last_reply",
    ]
    (row,) = outbox_admin.rows()
    assert keys == list(row)
    assert (case, [MARIA], "queued", NOW) == (row["case"], row["to"], row["state"], row["next_attempt_at"])
    for fits in (
        {"states": ["queued"]},
        {"kinds": ["acknowledgement"]},
        {"case": case},
        {"address": "MARIA@example.org"},
        {"due": NOW},
    ):
        assert [row["id"]] == [each["id"] for each in outbox_admin.rows(**fits)], fits
    for misses in (
        {"states": ["sent"]},
        {"kinds": ["survey"]},
        {"case": case + 1},
        {"address": "x@example.org"},
        {"due": NOW - timedelta(seconds=1)},
    ):
        assert [] == outbox_admin.rows(**misses), misses


def test_showing_tells_every_attempt() -> None:
    """`outbox show` has the text, the attempts with the relay's words, and the pause."""
    mail = claimed()
    record(mail, Result(Outcome.PAUSE, "535 5.7.8 bad login", Stage.AUTH, 535))
    shown = outbox_admin.show(mail.id)
    assert ["535 5.7.8 bad login"] == [each["reply"] for each in shown["attempt_list"]]
    assert ("We got your question.", PAUSE_UNTIL) == (shown["text"], shown["paused"]["until"])


def test_a_failed_mail_is_retried_with_its_whole_schedule() -> None:
    """`outbox retry` queues a failed mail at once, refused recipients included."""
    mail = claimed()
    record(mail, refused(Outcome.FAILED, "550 5.7.1 policy"))
    later = NOW + timedelta(hours=2)
    row = outbox_admin.retry(mail.id, later, "operator")
    assert ("queued", later, 0) == (row["state"], row["next_attempt_at"], row["attempts"])
    assert (MARIA,) == claim().recipients


def test_what_is_on_the_wire_or_gone_cannot_be_called_back() -> None:
    """`outbox cancel` takes waiting mail, and says why it cannot take the rest."""
    mail = claimed()
    with pytest.raises(PermanentError, match=f"Mail {mail.id} is sending, so it cannot be cancelled"):
        outbox_admin.cancel(mail.id, NOW, "operator")
    record(mail, Result(Outcome.DEFERRED, "451 later", Stage.MAIL, 451))
    assert "cancelled" == outbox_admin.cancel(mail.id, NOW, "operator")["state"]
    assert [] == outbox_admin.rows(due=NOW + timedelta(days=9))
    with pytest.raises(PermanentError, match="There is no outgoing mail 999; `concierge outbox list`"):
        outbox_admin.show(999)

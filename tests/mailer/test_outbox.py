"""The sender as a whole: the database on one side, a mail server on the other, nothing in between faked."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from cases.effects import Decision, Draft, SendMail
from cases.model import Address, InboundState, OutboxKind
from cases.reasons import Reason
from cases.settings import MailboxSettings, SmtpAccount
from concierge.demo.servers import DemoMail, Fault
from db.apply import apply
from db.connect import transaction
from db.outgoing import Failure, Trouble
from db.process_id import gone, process_id
from db.tables import Attempt, Event, Pause, Suppression
from db.tables import Outbox as Row
from mailer.outbox import Outbox
from mailer.retry import PAUSE
from tests.mailer.letters import BOX, MARIA, NOW, acknowledgement, attachment, draft, settings

pytestmark = pytest.mark.usefixtures("database")
JAN = Address("Jan", "jan@example.org")


@dataclass
class Office:
    """A sender with its mailbox, a server, a clock, and what it told."""

    mail: DemoMail
    box: MailboxSettings
    told: list[Failure] = field(default_factory=list)
    now: datetime = NOW
    sender: Outbox | None = None

    def run(self, *, after: timedelta = timedelta(0)) -> int:
        """One round, `after` the last one."""
        self.now += after
        if self.sender is None:
            self.sender = Outbox(settings(self.box), lambda: self.now, self.told.append)
        return self.sender.run_once(self.now)

    def arrived(self) -> list[tuple[str, str]]:
        """Recipient and Message-ID of everything that arrived."""
        return [
            (each.rcpt_to, str(message_from_bytes(each.raw)["Message-ID"])) for each in self.mail.delivered
        ]


@pytest.fixture
def office() -> Iterator[Office]:
    """A server with two people and the service, and a sender with one connection."""
    users = {"maria@example.org": "m", "jan@example.org": "j", "learninghelp@example.org": "geheim"}
    with DemoMail(users) as mail:
        smtp = SmtpAccount(
            "127.0.0.1", mail.smtp_port, "none", "learninghelp@example.org", "geheim", connections=1,
            rate=(1000, timedelta(minutes=1)), timeout=5,
        )  # fmt: skip
        made = Office(mail, replace(BOX, smtp=smtp))
        yield made
        if made.sender is not None:
            made.sender.close()


def queue(*drafts: Draft, now: datetime = NOW) -> list[int]:
    """Queue mails as decisions do; their ids."""
    with transaction():
        effects = tuple(SendMail(each, on_case=False) for each in drafts)
        apply(Decision(InboundState.ACCEPTED, Reason.REQUEST, effects), None, now, "test")
    return [row.id for row in Row.select(Row.id).order_by(Row.id.desc()).limit(len(drafts))][::-1]


def outgoing(**changes: object) -> Draft:
    return draft(case=None, **changes)


def automatic(**changes: object) -> Draft:
    return acknowledgement(case=None, **changes)


def state(outbox_id: int) -> tuple[str, str]:
    row = Row.get_by_id(outbox_id)
    return row.state, row.last_reply


def test_all_that_is_due_goes_out_once(office: Office) -> None:
    """People's words first, then the rest; every result is recorded; a second round has nothing to do."""
    first, answer, later = queue(
        automatic(), outgoing(to=(JAN,)), automatic(not_before=NOW + timedelta(hours=1))
    )
    assert 2 == office.run()
    ids = {row.id: row.message_id for row in Row.select()}
    assert [("jan@example.org", ids[answer]), ("maria@example.org", ids[first])] == office.arrived()
    assert ("sent", "250 2.0.0 Ok: queued") == state(answer)
    assert "queued" == state(later)[0]
    assert 0 == office.run()
    assert ["learninghelp@example.org"] * 2 == [each.mail_from for each in office.mail.delivered]
    assert 1 == office.run(after=timedelta(hours=1))
    assert [] == office.told


def test_attachments_come_from_the_store(office: Office) -> None:
    """What a concierge attached arrives, octet by octet."""
    import hashlib

    content = bytes(range(256)) * 100
    file = replace(
        attachment("b.bin", "application/x-b", content), sha256=hashlib.sha256(content).hexdigest()
    )
    queue(outgoing(attachments=(file,)))
    office.run()
    message = message_from_bytes(office.mail.delivered[0].raw)
    assert content == next(p for p in message.walk() if p.get_filename() == "b.bin").get_payload(decode=True)


def test_what_the_relay_puts_off_is_tried_again(office: Office) -> None:
    """A 4xx defers; the round does not wait; at the time of `next_due` the same mail goes."""
    office.mail.fail_next(Fault("RCPT", "450 4.2.0 greylisted"))
    (outbox_id,) = queue(outgoing())
    assert 1 == office.run()
    assert ("deferred", "450 4.2.0 greylisted") == state(outbox_id)
    assert office.sender is not None
    at = office.sender.next_due(office.now)
    assert at is not None
    assert timedelta(seconds=54) <= at - NOW <= timedelta(seconds=66)
    assert 0 == office.run()
    assert 1 == office.run(after=at - office.now)
    assert ("sent", 2) == (state(outbox_id)[0], Row.get_by_id(outbox_id).attempts)
    assert None is office.sender.next_due(office.now)


def test_an_address_that_does_not_exist_is_told_and_suppressed(office: Office) -> None:
    """5.1.1 at RCPT: failed, suppressed, told; the next mail there is not sent, and that is told too."""
    nobody = Address("", "nobody@example.org")
    first, second = queue(outgoing(to=(nobody,)), automatic(to=(nobody,)))
    assert 1 == office.run()
    assert ("failed", "suppressed") == (state(first)[0], state(second)[0])
    assert [Trouble.MAIL_FAILED, Trouble.MAIL_SUPPRESSED] == [failure.trouble for failure in office.told]
    assert ["nobody@example.org"] == [row.address for row in Suppression.select()]


def test_the_mail_that_tells_a_failure_goes_out_in_the_same_round(office: Office) -> None:
    """`on_failure` queues in the transaction that records, so the telling is as sure as the failing."""
    office.mail.fail_next(Fault("RCPT", "550 5.7.1 policy"))

    def tell(failure: Failure) -> None:
        text = f"Your mail to {failure.recipients[0]} failed: {failure.reply}"
        effect = SendMail(automatic(to=(JAN,), text=text), on_case=False)
        apply(Decision(InboundState.ACCEPTED, Reason.REQUEST, (effect,)), None, NOW, "test")

    office.sender = Outbox(settings(office.box), lambda: NOW, tell)
    queue(outgoing())
    assert 2 == office.run()
    assert b"failed: 550 5.7.1 policy" in office.mail.delivered[0].raw


def test_a_telling_that_breaks_leaves_the_record_alone(office: Office) -> None:
    """A defect while telling is logged; the mail stays failed and is not sent again."""
    office.mail.fail_next(Fault("RCPT", "550 5.7.1 policy"))

    def tell(failure: Failure) -> None:
        Suppression.create(address="half@example.org", reason="written before the defect", at=NOW)
        raise RuntimeError("defect")

    office.sender = Outbox(settings(office.box), lambda: NOW, tell)
    (outbox_id,) = queue(outgoing())
    with capture_logs() as logged:
        assert 1 == office.run()
    assert ("failed", 0) == (state(outbox_id)[0], Suppression.select().count())
    assert 1 == Event.select().where(Event.event == "mail.failed").count()
    assert {"event": "outbox.not-told", "outbox": outbox_id, "exc_info": True, "log_level": "error"} in logged


def test_a_wrong_password_pauses_and_the_right_one_resumes(office: Office) -> None:
    """The mailbox pauses, is told once, probes with one mail, and goes on when a mail was taken."""
    good = office.box
    bad = replace(good, smtp=replace(good.smtp, password="wrong"))
    office.box = bad
    ids = queue(outgoing(), outgoing(), outgoing())
    assert 1 == office.run()
    assert [Trouble.SENDING_PAUSED] == [failure.trouble for failure in office.told]
    assert office.sender is not None
    assert NOW + PAUSE == office.sender.next_due(NOW)
    assert 0 == office.run(after=PAUSE - timedelta(seconds=1))
    assert 1 == office.run(after=timedelta(seconds=1))
    assert 1 == len(office.told)
    office.sender.close()
    office.box, office.sender = good, None
    assert 3 == office.run(after=PAUSE)
    assert ["sent"] * 3 == [state(each)[0] for each in ids]
    assert 0 == Pause.select().count()


def test_a_relay_that_is_away_costs_one_mail_an_attempt_not_all(office: Office) -> None:
    """One mail finds out; the others wait untouched; said once in the log, and once when it is back."""
    good = office.box
    office.box = replace(good, smtp=replace(good.smtp, port=9))
    queue(*(outgoing() for _ in range(5)))
    with capture_logs() as logged:
        assert 1 == office.run()
        assert 0 == office.run(after=timedelta(seconds=4))
        assert 1 == office.run(after=timedelta(seconds=1))
    assert [0, 0, 0, 1, 1] == sorted(row.attempts for row in Row.select())
    assert ["outbox.relay-lost", "mail.deferred", "mail.deferred"] == [record["event"] for record in logged]
    assert {"mailbox": office.box.address, "log_level": "warning"}.items() <= logged[0].items()
    assert [] == office.told


def test_an_outcome_that_nobody_knows(office: Office) -> None:
    """The line breaks after the relay took it: a survey is never repeated, an answer is, recognisably."""
    office.mail.fail_next(Fault("DATA", delivers=True), Fault("DATA", delivers=True))
    answer, survey = queue(outgoing(), automatic(kind=OutboxKind.SURVEY))
    assert 2 == office.run()
    assert ("deferred", "failed") == (state(answer)[0], state(survey)[0])
    assert [(Trouble.OUTCOME_UNKNOWN, survey)] == [(told.trouble, told.outbox) for told in office.told]
    assert 1 == office.run(after=timedelta(minutes=2))
    message_id = Row.get_by_id(answer).message_id
    assert [message_id, Row.get_by_id(survey).message_id, message_id] == [
        each for _, each in office.arrived()
    ]


def test_a_draft_that_cannot_be_composed_stops_nobody(office: Office) -> None:
    """An address that the relay refuses fails in its words; a draft whose file is gone is given up."""
    bad, good = queue(outgoing(to=(Address("", "josé@example.org"),)), automatic())
    assert 2 == office.run()
    assert "failed" == state(bad)[0]
    assert "josé@example.org" in state(bad)[1]
    assert "sent" == state(good)[0]
    (broken,) = queue(outgoing())
    row = Row.get_by_id(broken)
    gone_file = {"name": "x", "type": "a/b", "sha256": "gone", "size": 1}
    row.draft = {**row.draft, "attachments": [gone_file]}
    row.save()
    for _ in range(3):
        assert "failed" != state(broken)[0]
        assert 1 == office.run(after=timedelta(hours=1))
    assert ("failed", "KeyError: 'gone'") == state(broken)


def test_the_rate_is_kept_and_the_rest_is_announced(office: Office) -> None:
    """No more than the rate in one round; `next_due` says when the next may go."""
    office.box = replace(office.box, smtp=replace(office.box.smtp, rate=(2, timedelta(minutes=1))))
    queue(*(outgoing() for _ in range(5)))
    assert 2 == office.run()
    assert office.sender is not None
    assert NOW + timedelta(minutes=1) == office.sender.next_due(office.now)
    assert 0 == office.run(after=timedelta(seconds=59))
    assert 2 == office.run(after=timedelta(seconds=1))


def test_every_mailbox_has_its_own_way_out(office: Office) -> None:
    """A mailbox whose relay is away holds up no other."""
    other = replace(BOX, address="andere@example.net", smtp=SmtpAccount("127.0.0.1", 9, "none"))
    office.sender = Outbox(settings(other, office.box), lambda: office.now, office.told.append)
    stuck, goes = queue(outgoing(mailbox="andere@example.net"), outgoing())
    assert 2 == office.run()
    assert ("deferred", "sent") == (state(stuck)[0], state(goes)[0])


def test_several_connections_send_at_once(office: Office) -> None:
    """Sixty mails over four connections: each arrives once."""
    office.box = replace(office.box, smtp=replace(office.box.smtp, connections=4))
    queue(*(outgoing() for _ in range(60)))
    assert 60 == office.run()
    assert 60 == len(set(office.arrived()))
    assert {"sent"} == {row.state for row in Row.select()}


def test_a_stopped_sender_claims_nothing_more(office: Office) -> None:
    """After `stop` what is on the wire is recorded and the rest stays for the next process."""

    def tap(point: str) -> None:
        if point == "claimed":
            sender.stop()

    sender = office.sender = Outbox(settings(office.box), lambda: NOW, tap=tap)
    queue(outgoing(), outgoing())
    assert 1 == office.run()
    assert ["queued", "sent"] == sorted(row.state for row in Row.select())


@pytest.mark.parametrize(
    ("point", "kind", "expected_state", "copies"),
    [
        ("claimed", OutboxKind.ANSWER, "sent", 1),
        ("data-sent", OutboxKind.ANSWER, "sent", 2),
        ("recorded", OutboxKind.ANSWER, "sent", 1),
        ("claimed", OutboxKind.ACKNOWLEDGEMENT, "sent", 1),
        ("data-sent", OutboxKind.ACKNOWLEDGEMENT, "sent", 2),
        ("claimed", OutboxKind.SURVEY, "failed", 0),
        ("data-sent", OutboxKind.SURVEY, "failed", 1),
        ("recorded", OutboxKind.SURVEY, "sent", 1),
        ("data-sent", OutboxKind.REMINDER, "failed", 1),
    ],
)
def test_killed_at_any_point_nothing_is_lost_and_no_survey_is_repeated(
    office: Office, database_url: str, point: str, kind: OutboxKind, expected_state: str, copies: int
) -> None:
    """The next process takes over at once: words at least once under one Message-ID, surveys at most once."""
    (outbox_id,) = queue(outgoing(kind=kind))
    killed = subprocess.run(
        [sys.executable, "-m", "tests.mailer.killed", database_url, str(office.mail.smtp_port), point],
        cwd=Path(__file__).resolve().parents[2],
        timeout=60,
        check=False,
    )
    assert 9 == killed.returncode
    office.run()
    assert expected_state == state(outbox_id)[0]
    message_id = Row.get_by_id(outbox_id).message_id
    assert [("maria@example.org", message_id)] * copies == office.arrived()
    assert {""}.isdisjoint({attempt.outcome for attempt in Attempt.select()})


def test_a_living_holder_is_not_gone() -> None:
    """Only a process of this very machine that has ended counts as gone."""
    own = process_id()
    ended = subprocess.run(
        [sys.executable, "-c", "from db.process_id import process_id; print(process_id())"],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    elsewhere = ended.replace(ended.split(" ")[0], "another-host", 1)
    assert {ended} == gone([own, ended, elsewhere, "", "somebody", MARIA.addr_spec])

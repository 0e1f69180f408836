"""Limits and refusals of the whole mailbox: everything slows down or waits, in order, and nothing is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases.model import Address
from concierge.demo.servers import Fault
from db import outbox_admin, slowing
from db.health import figures
from db.outgoing import Trouble
from db.tables import Attempt, Pause, Suppression
from db.tables import Outbox as Row
from mailer.retry import PAUSE
from tests.mailer.test_outbox import JAN, Office, automatic, office, outgoing, queue, state

__all__ = ["office"]

pytestmark = pytest.mark.usefixtures("database")
REST = timedelta(seconds=30)
CONNECTIONS = "432 4.3.2 Concurrent connections limit exceeded"
SEND_AS = "554 5.2.252 SendAsDenied; a@example.org not allowed to send as b@example.org"


def states() -> list[str]:
    return [row.state for row in Row.select().order_by(Row.id)]


def test_a_limit_slows_the_mailbox_down_and_keeps_the_order(office: Office) -> None:
    """One mail meets it, the others are not tried; after the rest people's words go first, nobody is told."""
    office.mail.fail_next(Fault("DATA", CONNECTIONS))
    acknowledgement, answer, other = queue(automatic(), outgoing(to=(JAN,)), automatic())
    assert 1 == office.run()
    assert ("deferred", CONNECTIONS) == state(answer)
    assert [0, 0] == [Row.get_by_id(each).attempts for each in (acknowledgement, other)]
    assert office.sender is not None
    assert office.now + REST == office.sender.next_due(office.now)
    assert 0 == office.run(after=REST - timedelta(seconds=1))
    assert ([], 0, ()) == (office.told, Pause.select().count(), figures(office.now).paused)
    assert [office.box.address] == [each["mailbox"] for each in outbox_admin.slowed(office.now)]
    assert [] == outbox_admin.slowed(office.now + REST)
    assert 3 == office.run(after=timedelta(seconds=1))
    assert "jan@example.org" == office.arrived()[0][0]
    assert ["sent"] * 3 == states()
    assert None is slowing.slowed_until(office.box.address)


def test_limits_met_again_and_again_double_the_rest_and_are_told_in_the_end(office: Office) -> None:
    """Thirty seconds, a minute, ...; a mail that met three lets others pass; half an hour is told once."""
    office.mail.fail_next(*(Fault("MAIL", "451 4.7.500 Server busy") for _ in range(slowing.TOLD_AT)))
    queue(outgoing(), automatic())
    rests = []
    for _ in range(slowing.TOLD_AT):
        assert 1 == office.run()
        until = slowing.slowed_until(office.box.address)
        assert until is not None
        rests.append((until - office.now).total_seconds())
        office.now = until
    assert [30, 60, 120, 240, 480, 900, 900] == rests
    assert [Trouble.SENDING_PAUSED] == [each.trouble for each in office.told]
    assert "lower `rate`" in office.told[0].reply
    assert 0 == Suppression.select().count()
    assert 0 < Row.get(Row.automatic).attempts
    assert 2 == office.run(after=timedelta(hours=2))
    assert (["sent", "sent"], 0) == (states(), Pause.select().count())


def test_answers_to_mails_that_were_on_their_way_count_as_one_limit(office: Office) -> None:
    """Four connections meet the limit at once: the rest is the first one's."""
    now = office.now
    assert (1, now + REST) == slowing.slow("a@example.org", REST, now)
    assert (1, now + REST) == slowing.slow("A@example.org", REST, now + timedelta(seconds=5))
    assert (2, now + 3 * REST) == slowing.slow("a@example.org", REST, now + REST)
    slowing.ease("a@example.org", now + 2 * REST)  # one that was still under way
    slowing.ease("a@example.org", now + 3 * REST)
    assert (2, now + 6 * REST) == slowing.slow("a@example.org", REST, now + 4 * REST)


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
def test_a_refused_sender_pauses_before_the_second_mail_fails(office: Office, stage: str) -> None:
    """Told once, with what to do; nothing is lost; when the right is given, all goes out."""
    office.mail.fail_next(Fault(stage, SEND_AS), Fault(stage, SEND_AS))
    queue(*(outgoing() for _ in range(4)))
    assert 1 == office.run()
    assert [Trouble.SENDING_PAUSED] == [each.trouble for each in office.told]
    assert office.told[0].reply.startswith(f"{SEND_AS}. The login may not send under the mailbox's address")
    assert 1 == len(figures(office.now).paused)
    assert 1 == office.run(after=PAUSE)
    assert 4 == office.run(after=PAUSE + timedelta(minutes=10))
    assert (["sent"] * 4, 1) == (states(), len(office.told))


def test_a_daily_limit_waits_an_hour_at_a_time(office: Office) -> None:
    """Gmail's 5xx for the day is no fault of that mail, also when others get through meanwhile."""
    limit = Fault("DATA", "550 5.4.5 Daily user sending limit exceeded")
    office.mail.fail_next(limit)
    first, second = queue(outgoing(), outgoing())
    assert 1 == office.run()
    assert 0 == office.run(after=timedelta(minutes=59))
    assert 1 == office.run(after=timedelta(minutes=1))
    assert ("deferred", "sent") == (state(first)[0], state(second)[0])
    office.mail.fail_next(limit)
    assert 1 == office.run(after=timedelta(minutes=5))
    assert "deferred" == state(first)[0]
    assert 1 == office.run(after=timedelta(hours=2))
    assert ["sent", "sent"] == states()


def test_one_mail_that_alone_is_refused_so_fails_and_stops_nobody(office: Office) -> None:
    """A strange recipient for whom the relay says "relay denied": another mail proves that it is not us."""
    strange = Address("", "a%b@example.org")
    denied = Fault("RCPT", "554 5.7.1 <a%b@example.org>: Relay access denied")
    office.mail.fail_next(denied)
    odd, fine = queue(outgoing(to=(strange,)), outgoing())
    assert 1 == office.run()
    assert 1 == office.run(after=PAUSE)
    assert ("deferred", "sent") == (state(odd)[0], state(fine)[0])
    office.mail.fail_next(denied)
    assert 1 == office.run(after=timedelta(minutes=5))
    assert ("failed", 0) == (state(odd)[0], Pause.select().count())
    assert [Trouble.SENDING_PAUSED, Trouble.MAIL_FAILED] == [each.trouble for each in office.told]
    assert "relaying" == office.told[1].why


def test_recipients_of_one_mail_refused_in_different_ways(office: Office) -> None:
    """One gone, one full for now, one fine: each as it is, the fine one once."""
    gone, full = Address("", "gone@example.org"), Address("", "full@example.org")
    office.mail.add_user("full@example.org", "x")
    office.mail.fail_next(Fault("RCPT", "552 5.2.2 over quota"))
    (mail,) = queue(outgoing(to=(full, gone, JAN)))
    office.run()
    assert "sent" == state(mail)[0]
    assert ["gone@example.org"] == [row.address for row in Suppression.select()]
    assert [("full@example.org", "recipient-full"), ("gone@example.org", "no-such-address")] == [
        (each.recipients[0], each.why) for each in office.told
    ]
    assert ["jan@example.org"] == [to for to, _ in office.arrived()]


def test_a_limit_in_the_midst_of_recipients_sends_nothing_yet(office: Office) -> None:
    """Whoever had been accepted by then gets the mail once, with the others."""
    office.mail.fail_next(Fault("RCPT", "451 4.7.500 Server busy"))
    (mail,) = queue(outgoing(to=(JAN, Address("", "maria@example.org"))))
    office.run()
    assert ("deferred", []) == (state(mail)[0], office.arrived())
    office.run(after=REST)
    assert ["jan@example.org", "maria@example.org"] == sorted(to for to, _ in office.arrived())
    assert ["deferred", "sent"] == [each.outcome for each in Attempt.select().order_by(Attempt.id)]


def test_an_operator_may_end_the_rest(office: Office) -> None:
    """`outbox clear` of the mailbox lets mail go at once, when the mail's own time has come."""
    office.mail.fail_next(Fault("DATA", CONNECTIONS))
    queue(outgoing(), outgoing(to=(JAN,)))
    office.run()
    assert outbox_admin.clear(office.box.address, office.now, "operator")
    assert None is slowing.slowed_until(office.box.address)
    assert not outbox_admin.clear(office.box.address, office.now, "operator")
    assert 1 == office.run()

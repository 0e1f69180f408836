"""The built-in mail servers: delivery, observers, and the faults that can be ordered."""

from __future__ import annotations

import smtplib
import time
from datetime import UTC, datetime

import pytest

from concierge.demo.border import FAIL, PASS
from concierge.demo.servers import Delivered, DemoMail, Fault

RAW = b"From: <anna@example.org>\r\nTo: <b@example.org>\r\nSubject: x\r\n\r\n.dot\r\n"
USERS = {"anna@example.org": "secret", "bob@example.org": "secret"}


def send(mail: DemoMail, to: str = "bob@example.org", timeout: float = 5) -> dict[str, object]:
    """As Anna."""
    with smtplib.SMTP("127.0.0.1", mail.smtp_port, timeout=timeout) as client:
        client.login("anna@example.org", "secret")
        return dict(client.sendmail("anna@example.org", [to], RAW))


def test_every_delivery_is_told_and_kept() -> None:
    """With envelope, login, the clock's time and the octets that lie in the mailbox."""
    at = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
    seen: list[Delivered] = []
    with DemoMail(USERS, clock=lambda: at, on_delivery=seen.append) as mail:
        send(mail, "Bob+token@Example.org")
        mail.deliver(RAW, "anna@example.org", mail_from="x@example.net", results=FAIL)
        assert tuple(seen) == mail.delivered
    first, second = seen
    assert (at, "anna@example.org", "Bob+token@Example.org", "bob@example.org", "anna@example.org") == (
        first.at,
        first.mail_from,
        first.rcpt_to,
        first.user,
        first.login,
    )
    assert first.raw.endswith(RAW)
    assert b"dmarc=pass" in first.raw
    assert b"dmarc=fail" in second.raw


def test_the_rule_for_results_can_be_changed() -> None:
    """A test or a demo may say who passes."""
    with DemoMail(USERS, judge=lambda arriving: FAIL if arriving.login else PASS) as mail:
        send(mail)
        assert b"dmarc=fail" in mail.delivered[0].raw


def test_strangers_are_refused() -> None:
    """Unknown users, wrong passwords, and sending without AUTH where it is required."""
    with DemoMail(USERS, auth_required=True) as mail:
        with pytest.raises(smtplib.SMTPRecipientsRefused, match=r"5\.1\.1"):
            send(mail, "nobody@example.org")
        with smtplib.SMTP("127.0.0.1", mail.smtp_port) as client:
            with pytest.raises(smtplib.SMTPAuthenticationError):
                client.login("anna@example.org", "wrong")
            with pytest.raises(smtplib.SMTPSenderRefused, match=r"5\.7\.0"):
                client.sendmail("anna@example.org", ["bob@example.org"], RAW)
        with pytest.raises(ValueError, match="nobody here"):
            mail.deliver(RAW, "nobody@example.org")
        assert () == mail.delivered


@pytest.mark.parametrize(
    ("fault", "error", "arrives"),
    [
        (Fault("MAIL", "451 4.3.0 later"), smtplib.SMTPSenderRefused, False),
        (Fault("RCPT", "450 4.2.0 later"), smtplib.SMTPRecipientsRefused, False),
        (Fault("RCPT", "550 5.1.1 nobody"), smtplib.SMTPRecipientsRefused, False),
        (Fault("DATA", "552 5.3.4 too big"), smtplib.SMTPDataError, False),
        (Fault("RCPT"), smtplib.SMTPServerDisconnected, False),
        (Fault("DATA"), smtplib.SMTPServerDisconnected, False),
        (Fault("DATA", delivers=True), smtplib.SMTPServerDisconnected, True),
        (Fault("DATA", hang=True), smtplib.SMTPServerDisconnected, False),
        (Fault("DATA", hang=True, delivers=True), smtplib.SMTPServerDisconnected, True),
    ],
)
def test_a_fault_happens_once(fault: Fault, error: type[Exception], arrives: bool) -> None:
    """Then mail passes again; `delivers` is the mail that arrived although nobody could tell."""
    with DemoMail(USERS) as mail:
        mail.fail_next(fault)
        with pytest.raises(error):
            send(mail, timeout=0.5)
        assert int(arrives) == len(mail.delivered)
        assert {} == send(mail)
        assert int(arrives) + 1 == len(mail.delivered)


def test_a_login_can_fail_for_a_while() -> None:
    """Once a mechanism; then the password is right again."""
    with DemoMail(USERS) as mail:
        mail.fail_next(*[Fault("AUTH", "454 4.7.0 later")] * 2)
        with pytest.raises(smtplib.SMTPAuthenticationError, match=r"4\.7\.0"):
            send(mail)
        assert {} == send(mail)


def test_servers_start_and_stop_quickly() -> None:
    """Also with a client that hangs on a fault; stopping twice does no harm."""
    begin = time.monotonic()
    for _ in range(5):
        with DemoMail(USERS) as mail:
            client = smtplib.SMTP("127.0.0.1", mail.smtp_port)
            send(mail)
            mail.stop()
            client.close()
    assert time.monotonic() - begin < 3


def test_a_taken_port_is_told() -> None:
    """Instead of waiting for ever."""
    with DemoMail({}) as mail, pytest.raises(RuntimeError, match="did not start"):
        DemoMail({}, imap_port=mail.imap_port).start()


def test_passwords_outside_ascii_are_refused_at_once() -> None:
    """The library behind it would drop the connection at login."""
    with pytest.raises(ValueError, match="ASCII"):
        DemoMail({"a@example.org": "pässword"})

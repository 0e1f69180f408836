"""Replies of SMTP servers and what they mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases import refusals
from cases.refusals import NO_SUCH_ADDRESS, TABLE, Action, Refused, is_gone, kind_reported
from db.outgoing import Outcome, Stage
from mailer.status import enhanced_code, reply_line, verdict

D, F, P, S, U = Outcome.DEFERRED, Outcome.FAILED, Outcome.PAUSE, Outcome.SUPPRESS, Outcome.UNKNOWN
SLOW = Outcome.SLOW


@pytest.mark.parametrize(
    ("code", "enhanced", "stage", "expected"),
    [
        (250, "2.0.0", Stage.DATA, Outcome.SENT),
        (250, None, Stage.DATA, Outcome.SENT),
        (None, None, Stage.CONNECT, D),
        (554, "5.3.2", Stage.CONNECT, D),
        (421, "4.3.2", Stage.CONNECT, D),
        (454, "4.7.0", Stage.AUTH, D),
        (None, None, Stage.AUTH, D),
        (535, "5.7.8", Stage.AUTH, P),
        (504, None, Stage.AUTH, P),
        (421, "4.3.2", Stage.MAIL, SLOW),
        (451, "4.3.0", Stage.MAIL, D),
        (530, "5.7.0", Stage.MAIL, P),
        (550, "5.7.1", Stage.MAIL, P),
        (553, None, Stage.MAIL, P),
        (552, "5.3.4", Stage.MAIL, F),
        (552, None, Stage.MAIL, F),
        (None, None, Stage.MAIL, D),
        (450, "4.2.0", Stage.RCPT, D),
        (452, "4.5.3", Stage.RCPT, D),
        (None, None, Stage.RCPT, D),
        (550, None, Stage.RCPT, F),
        (550, "5.7.1", Stage.RCPT, F),
        (552, "5.2.2", Stage.RCPT, F),
        (553, "5.1.8", Stage.RCPT, P),
        (450, "5.1.1", Stage.RCPT, D),
        (451, "4.3.0", Stage.DATA, D),
        (552, "5.3.4", Stage.DATA, F),
        (554, "5.7.1", Stage.DATA, F),
        (550, "5.1.1", Stage.DATA, F),
        (None, None, Stage.DATA, U),
        (354, None, Stage.DATA, U),
        (250, None, Stage.RCPT, D),
    ],
)
def test_verdicts(code: int | None, enhanced: str | None, stage: Stage, expected: Outcome) -> None:
    """Each row: what this reply at this stage means for what we do next."""
    assert expected == verdict(code, enhanced or "", stage)[0]


@pytest.mark.parametrize("code", sorted(NO_SUCH_ADDRESS))
def test_only_six_codes_at_rcpt_suppress_an_address(code: str) -> None:
    """These say that the address does not exist, but only where the address was the question."""
    assert S == verdict(550, code, Stage.RCPT)[0]
    assert F == verdict(550, code, Stage.DATA)[0]
    assert P == verdict(550, code, Stage.MAIL)[0]


MICROSOFT = "[BeginDiagnosticData]Cannot submit message. 0.35250:1F009983, 1.36674:0A000000"
GMAIL_RATE = (
    "550 5.2.1 The email account that you tried to reach is receiving mail at a rate that prevents "
    "additional messages from being delivered. For more information, go to "
    "https://support.google.com/mail/?p=ReceivingRatePerm d9443c01a7336"
)
M, R, A, C, G = Stage.MAIL, Stage.RCPT, Stage.DATA, Stage.CONNECT, Stage.AUTH


@pytest.mark.parametrize(
    ("stage", "reply", "outcome", "kind"),
    [
        # Microsoft 365
        (
            A,
            "432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/x.",
            SLOW,
            "many-connections",
        ),
        (
            A,
            "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded [Host=DM5]",
            SLOW,
            "many-connections",
        ),
        (
            C,
            "421 4.3.2 The maximum number of concurrent connections has exceeded a limit",
            SLOW,
            "many-connections",
        ),
        (R, "432 4.3.2 STOREDRV.Deliver; recipient thread limit exceeded", D, "recipient-later"),
        (C, "421 4.3.2 Service not active", D, "server-busy"),
        (M, "421 4.3.2 Service not active", SLOW, "server-closing"),
        (
            M,
            "421 4.4.2 Message submission rate for this client has exceeded the configured limit",
            SLOW,
            "too-fast",
        ),
        (M, "452 4.5.3 Too many messages", SLOW, "too-fast"),
        (R, "452 4.5.3 Too many recipients (AS780090)", D, "many-recipients"),
        (R, "451 4.7.500 Server busy. Please try again later from [192.0.2.1]. (S77714)", SLOW, "too-fast"),
        (A, "451 4.7.0 Temporary server error. Please try again later. PRX4", D, "server-busy"),
        (A, f"554 5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException; {MICROSOFT}", P, "send-as"),
        (
            A,
            f"554 5.2.252 SendAsDenied; a@b.example not allowed to send as c@d.example; {MICROSOFT}",
            P,
            "send-as",
        ),
        (M, "550 5.7.60 SMTP; Client does not have permissions to send as this sender", P, "send-as"),
        (A, "550 5.7.60 SMTP; Client does not have permissions to send as this sender", P, "send-as"),
        (A, "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException", P, "daily-limit"),
        (
            R,
            "550 5.1.90 Your message can't be sent because you've reached your daily limit",
            P,
            "daily-limit",
        ),
        (
            R,
            "550 5.2.121 Recipient's per hour message receive limit from this sender exceeded",
            D,
            "recipient-later",
        ),
        (A, "550 5.7.233 Your tenant exceeded its daily limit for external recipients", P, "daily-limit"),
        (A, "550 5.7.705 Access denied, tenant has exceeded threshold", P, "tenant-limit"),
        (
            A,
            "550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP.",
            P,
            "tenant-limit",
        ),
        (A, "550 5.1.8 Access denied, bad outbound sender AS(42004)", P, "sender-blocked"),
        (M, "530 5.7.57 Client not authenticated to send mail. [DB9PR06]", P, "login-first"),
        (
            G,
            "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled",
            P,
            "login-refused",
        ),
        (R, "550 5.7.64 TenantAttribution; Relay Access Denied [DB5EUR01]", P, "relaying"),
        (R, "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain", P, "relaying"),
        (A, "550 5.7.509 Access denied, sending domain example.org does not pass DMARC", P, "domain-records"),
        (A, "552 5.3.4 Message size exceeds fixed maximum message size", F, "too-large"),
        (A, "554 5.2.3 STOREDRV; message too large for this recipient", F, "too-large"),
        # Gmail
        (C, "421 4.7.0 Try again later, closing connection. (EHLO) a1-2 - gsmtp", SLOW, "too-fast"),
        (M, "421 4.7.0 Try again later, closing connection. (MAIL) a1-2 - gsmtp", SLOW, "too-fast"),
        (A, "421-4.7.28 Our system has detected an unusual rate of mail", SLOW, "too-fast"),
        (R, "421 4.7.0 TLS required for RCPT domain, closing connection.", D, "server-busy"),
        (
            R,
            "450 4.2.1 The user you are trying to contact is receiving mail too quickly",
            D,
            "recipient-later",
        ),
        (R, "450 4.2.1 Peak SMTP relay limit exceeded for customer", SLOW, "too-fast"),
        (A, "550 5.4.5 Daily user sending limit exceeded. For more information", P, "daily-limit"),
        (R, "452 4.2.2 The email account that you tried to reach is over quota", D, "recipient-full"),
        (R, "552 5.2.2 The email account that you tried to reach is over quota", F, "recipient-full"),
        (G, "454 4.7.0 Too many login attempts, please try again later", SLOW, "many-logins"),
        (G, "454 4.7.0 Cannot authenticate due to temporary system problem", D, "server-busy"),
        (G, "535-5.7.8 Username and Password not accepted. Learn more", P, "login-refused"),
        (A, "550 5.7.26 Unauthenticated email from example.org is not accepted", P, "domain-records"),
        (A, "550 5.7.25 The IP address sending this message does not have a PTR record", P, "domain-records"),
        (
            A,
            "552 5.7.0 This message was blocked because its content presents a potential security issue",
            F,
            "content",
        ),
        (M, "530 5.7.0 Must issue a STARTTLS command first. a1-2 - gsmtp", P, "encryption-first"),
        # Postfix, Exim and others
        (R, "553 5.7.1 <lh@example.org>: Sender address rejected: not owned by user anna", P, "send-as"),
        (R, "553 5.1.8 <lh@example.org>: Sender address rejected: Domain not found", P, "send-as"),
        (R, "450 4.1.8 <lh@example.org>: Sender address rejected: Domain not found", D, "server-busy"),
        (R, "554 5.7.1 <maria@example.com>: Relay access denied", P, "relaying"),
        (R, "550 5.7.1 relay denied", P, "relaying"),
        (R, "550 relay not permitted", P, "relaying"),
        (
            R,
            "450 4.7.1 <maria@example.com>: Recipient address rejected: Greylisted for 5 minutes",
            D,
            "greylisted",
        ),
        (R, "451 4.7.1 Greylisting in action, please come back later", D, "greylisted"),
        (R, "450 4.7.1 Error: too much mail from 192.0.2.1", SLOW, "too-fast"),
        (C, "421 4.7.0 mx.example.org Error: too many connections from 192.0.2.1", SLOW, "many-connections"),
        (M, "530 5.7.0 Must issue a STARTTLS command first", P, "encryption-first"),
        (G, "538 5.7.11 Encryption required for requested authentication mechanism", P, "encryption-first"),
        (M, "530 5.7.1 Authentication required", P, "login-first"),
        (
            R,
            "554 5.7.1 <maria@example.com>: Recipient address rejected: Access denied",
            F,
            "recipient-refused",
        ),
        (A, "554 5.7.1 Spam message rejected", F, "content"),
        (A, "554 5.7.1 Message rejected under suspicion of policy", F, "content"),
        (A, "550 5.3.4 Message too big for system", F, "too-large"),
        (R, "552 5.5.3 too many recipients", D, "many-recipients"),
        (M, "451 4.3.0 queue file write error", D, "server-busy"),
        # what a stranger's address or server says is not the relay's word
        (R, "550 5.1.1 <sendasdenied@evil.example>: unknown", S, "no-such-address"),
        (R, "550 5.7.1 relay-access-denied@evil.example unknown", F, "recipient-refused"),
        # an address that gets too much for now, or is away for now, is no dead one
        (R, GMAIL_RATE, D, "recipient-later"),
        (
            R,
            "550-5.2.1 The user you are trying to contact is receiving mail too quickly.",
            D,
            "recipient-later",
        ),
        (R, "550 5.2.1 The recipient receives too many mails now", D, "recipient-later"),
        (R, "550 5.1.1 mailbox temporarily disabled", F, "recipient-refused"),
        (R, "550 5.2.1 mailbox closed for now, try again later", F, "recipient-refused"),
        (R, "550 5.2.1 The email account that you tried to reach is disabled.", S, "no-such-address"),
        (G, "421 4.3.2 The maximum number of concurrent connections has exceeded", SLOW, "many-connections"),
        (G, "421 4.7.0 closing", SLOW, "server-closing"),
        (R, "550 5.0.0 host mx.evil.example said: 554 5.7.60 relay access denied", F, "recipient-refused"),
        (A, "554 5.0.0 mx.evil.example said: 550 5.7.705 tenant has exceeded threshold", F, "mail-refused"),
    ],
)
def test_what_servers_really_say(stage: Stage, reply: str, outcome: Outcome, kind: str) -> None:
    """Each row: a server's own words, what follows, and of which kind it is."""
    given, means = verdict(int(reply[:3]), reply[4:], stage)
    assert means is not None
    assert (outcome, kind) == (given, means.kind)


@pytest.mark.parametrize(
    ("status", "diagnostic", "kind"),
    [
        ("5.2.3", "550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient", "too-large"),
        ("5.3.4", "host mx.example.com said: 552 5.3.4 Message size exceeds fixed limit", "too-large"),
        ("5.0.0", "host mx.example.com said: 552 Message too big", "too-large"),
        ("5.2.2", "552 5.2.2 over quota", "recipient-full"),
        ("4.2.2", "452 4.2.2 over quota", "recipient-full"),
        ("5.7.1", "host x said: 554 5.7.1 Spam message rejected", "content"),
        ("5.7.26", "550-5.7.26 Unauthenticated email from example.org is not accepted", "domain-records"),
        ("5.7.1", "550 5.7.1 you may not write to this list", "mail-refused"),
        ("5.0.0", "", "mail-refused"),
    ],
)
def test_what_another_server_reported(status: str, diagnostic: str, kind: str) -> None:
    """In a delivery report the words of the server that refused are the ones that count."""
    assert kind == kind_reported(status, diagnostic)


@pytest.mark.parametrize(
    ("status", "diagnostic", "gone"),
    [
        ("5.1.1", "", True),
        ("5.1.1", "smtp; 550 5.1.1 no such user", True),
        ("5.2.1", "host mx said: 550-5.2.1 The email account that you tried to reach is disabled.", True),
        ("5.2.1", GMAIL_RATE, False),
        ("5.2.1", f"smtp;{GMAIL_RATE}", False),
        (
            "5.2.1",
            f"host gmail-smtp-in.l.google.com[142.250.1.27] said: {GMAIL_RATE} (in reply to RCPT)",
            False,
        ),
        ("5.1.1", "550 5.1.1 mailbox temporarily unavailable", False),
        ("5.1.1", "550 5.1.1 the recipient is receiving mail too quickly", False),
        ("5.2.2", "552 5.2.2 over quota", False),
        ("5.0.0", "550 no such user", False),
    ],
)
def test_only_an_address_that_is_gone_gets_nothing_more(status: str, diagnostic: str, gone: bool) -> None:
    """A report's status alone does not say so: the words of the server that refused may be about now."""
    assert gone == is_gone(status, diagnostic)


def test_every_kind_says_what_it_means_in_one_sentence() -> None:
    """A limit or a pause has a rest; each kind has one name and one sentence."""
    kinds = {row.means.kind: row.means for row in TABLE}
    for means in kinds.values():
        assert means.sentence.endswith(".")
        assert bool(means.rest) == (means.action in (Action.SLOW, Action.PAUSE))


@pytest.mark.parametrize("stage", [Stage.CONNECT, Stage.AUTH, Stage.MAIL, Stage.DATA])
@pytest.mark.parametrize("code", [421, 450, 500, 530, 550, 552, 554, 571])
def test_nothing_but_a_refused_recipient_suppresses(stage: Stage, code: int) -> None:
    """CONTRACT 6: whatever the words and the code, at any other stage; and at AUTH and MAIL a 5xx pauses."""
    for text in ("", "5.1.1 no", "5.7.1 blocked", "5.2.2 full", "5.0.0 content"):
        outcome, _ = verdict(code, text, stage)
        assert Outcome.SUPPRESS is not outcome
        if code >= 500 and stage in (Stage.AUTH, Stage.MAIL) and code != 552:
            assert Outcome.PAUSE is outcome


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5.1.1 no such user", "5.1.1"),
        ("5.1.10 null MX", "5.1.10"),
        (" 4.7.0  try later", "4.7.0"),
        ("5.1.1\nmore", "5.1.1"),
        ("no such user 5.1.1", None),
        ("5.1.1.1 is an address", None),
        ("1.1.1 no class", None),
        ("5.1 short", None),
        ("", None),
    ],
)
def test_enhanced_codes_stand_at_the_head_of_the_text(text: str, expected: str | None) -> None:
    """An RFC 3463 code elsewhere in the words does not count."""
    assert expected == enhanced_code(text)


def test_a_reply_is_kept_as_one_printable_line() -> None:
    """Several lines, control characters and novels become one line of at most 500 characters."""
    assert "550 5.1.1 no such user see help" == reply_line(550, "5.1.1 no such\r\n user\x00\nsee\x1b help")
    assert "timed out" == reply_line(None, "timed out")
    assert 500 == len(reply_line(554, "x" * 2000))


def test_each_kind_has_its_row_for_operators() -> None:
    """docs/operations.md says of each kind what it means and what to do, in the sentence that is logged."""
    page = (Path(__file__).resolve().parents[2] / "docs" / "operations.md").read_text("utf-8")
    sentences = {value.sentence for value in vars(refusals).values() if isinstance(value, Refused)}
    assert [] == sorted(each for each in sentences if each not in page)

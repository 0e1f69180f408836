"""Reports: the standard forms, and the bounces of systems that follow none."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from intake.reading.machine.report_fields import recipients
from intake.reading.parse import parse
from intake.reading.parsed import Recipient
from tests.corpora import is_bounce
from tests.intake.reading.raw_mail import raw_mail

FREE = (
    (Path(__file__).parent.parent.parent.parent / "data" / "mail" / "bounces.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
)
ID = "<q1@example.net>"
RETURNED = (
    f"From: help@example.net\nTo: tom@example.org\nMessage-ID: {ID}\nSubject: Your question\n\nHello Tom"
)


def standard(
    status: str, told: str = "Sorry.", kind: str = "delivery-status", returned: str = RETURNED
) -> str:
    """A multipart/report in line feeds."""
    return (
        "From: Mail Delivery System <MAILER-DAEMON@mx.example.org>\nTo: help@example.net\n"
        "Subject: Undelivered Mail Returned to Sender\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n"
        f'Content-Type: multipart/report; report-type={kind}; boundary="b"\n\n'
        f"--b\nContent-Type: text/plain\n\n{told}\n"
        f"--b\nContent-Type: message/{kind}\n\n{status}\n"
        f"--b\nContent-Type: message/rfc822\n\n{returned}\n--b--\n"
    )


STANDARD = [
    (
        "one failed recipient",
        "Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; tom@example.org\nAction: failed\n"
        "Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 <tom@example.org>:\n   User unknown",
        (Recipient("tom@example.org", "failed", "5.1.1", "smtp; 550 5.1.1 <tom@example.org>: User unknown"),),
        True,
    ),
    (
        "the address as it was written beats the rewritten one",
        "Reporting-MTA: dns; x\n\nOriginal-Recipient: rfc822;tom@example.org\n"
        "Final-Recipient: rfc822;t.peeters@mbx.example.org\nAction: failed\nStatus: 5.2.2",
        (Recipient("tom@example.org", "failed", "5.2.2"),),
        True,
    ),
    (
        "delayed",
        "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; tom@example.org\nAction: delayed\nStatus: 4.4.1",
        (Recipient("tom@example.org", "delayed", "4.4.1"),),
        False,
    ),
    (
        "given up after a temporary trouble is for good",
        "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; tom@example.org\nAction: failed\nStatus: 4.4.7",
        (Recipient("tom@example.org", "failed", "4.4.7"),),
        True,
    ),
    (
        "two recipients, one arrived",
        "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; tom@example.org\nAction: failed\nStatus: 5.1.1\n\n"
        "Final-Recipient: rfc822; els@example.org\nAction: delivered\nStatus: 2.0.0",
        (Recipient("tom@example.org", "failed", "5.1.1"), Recipient("els@example.org", "delivered", "2.0.0")),
        True,
    ),
    (
        "no blank line between the groups",
        "Reporting-MTA: dns; x\nFinal-Recipient: rfc822; tom@example.org\nAction: failed\nStatus: 5.1.1\n"
        "Final-Recipient: rfc822; els@example.org\nAction: failed\nStatus: 5.1.1",
        (Recipient("tom@example.org", "failed", "5.1.1"), Recipient("els@example.org", "failed", "5.1.1")),
        True,
    ),
    (
        "blank lines inside a group, comments and capitals",
        "Reporting-MTA: dns; x\n\nFinal-Recipient: RFC822; <tom@example.org>\n\nAction: Failed (for good)\n"
        "Status: 5.1.1 (no such user)",
        (Recipient("tom@example.org", "failed", "5.1.1"),),
        True,
    ),
    (
        "the action before both recipients",
        "Reporting-MTA: dns; x\n\nAction: failed\nOriginal-Recipient: rfc822; tom@example.org\n"
        "Final-Recipient: rfc822; t@mbx.example.org\nStatus: 5.1.1",
        (Recipient("tom@example.org", "failed", "5.1.1"),),
        True,
    ),
    (
        "action and status above a blank line, the address below it",
        "Reporting-MTA: dns; x\n\nAction: failed\nStatus: 5.1.1\n\nFinal-Recipient: rfc822; tom@example.org",
        (Recipient("tom@example.org", "failed", "5.1.1"),),
        True,
    ),
    (
        "lower case, folded where it may be, fields of its own (Exchange, Exim)",
        "reporting-mta: dns; x\n\nx-display-name: Tom\nstatus:\n 5.1.10\naction:\n\tfailed\n"
        "final-recipient:\n rfc822;tom@example.org\nX-Supplementary-Info: <x: y>\n"
        "Remote-MTA: dns; mbx",
        (Recipient("tom@example.org", "failed", "5.1.10"),),
        True,
    ),
    (
        "one that was written as another, next to one that was not",
        "Reporting-MTA: dns; x\nFinal-Recipient: rfc822; tom@example.org\nAction: failed\nStatus: 5.1.1\n"
        "Original-Recipient: rfc822; els@example.org\nFinal-Recipient: rfc822; e@mbx.example.org\n"
        "Action: delayed\nStatus: 4.4.1",
        (Recipient("tom@example.org", "failed", "5.1.1"), Recipient("els@example.org", "delayed", "4.4.1")),
        True,
    ),
    (
        "the diagnosis knows more than an undefined status",
        "Reporting-MTA: dns; x\n\nAction: failed\nFinal-Recipient: rfc822; tom@example.org\nStatus: 5.0.0\n"
        "Diagnostic-Code: smtp; 550 5.1.1 unknown",
        (Recipient("tom@example.org", "failed", "5.1.1", "smtp; 550 5.1.1 unknown"),),
        True,
    ),
    (
        "only success",
        "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; tom@example.org\nAction: relayed\nStatus: 2.1.9",
        (Recipient("tom@example.org", "relayed", "2.1.9"),),
        None,
    ),
]


@pytest.mark.parametrize("eol", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("what", "status", "recipients", "permanent"), STANDARD, ids=[s[0] for s in STANDARD]
)
def test_standard_reports(
    what: str, status: str, recipients: tuple[Recipient, ...], permanent: bool | None, eol: str
) -> None:
    """RFC 3464: recipients, action, status, the returned mail's Message-ID."""
    report = parse(standard(status).replace("\n", eol).encode()).report
    assert report is not None
    assert (recipients, ID, permanent) == (report.recipients, report.original_message_id, report.permanent)
    assert (permanent is not None) == is_bounce(report)


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("fields", ["FAS", "FOAS", "FASD", "FOASX"])
def test_the_fields_of_a_recipient_come_in_any_order(fields: str, gap: str) -> None:
    """Two recipients of a report, with a blank line between them and without (RFC 3464 section 2.3)."""
    wanted = (("tom@example.org", "failed", "5.1.1"), ("els@example.org", "failed", "5.2.2"))
    for order in permutations(fields):
        groups: list[str] = []
        for address, action, status in wanted:
            rewritten = address.replace("@", "@mbx.") if "O" in fields else address
            written = {
                "F": f"Final-Recipient: rfc822; {rewritten}",
                "O": f"Original-Recipient: rfc822;{address}",
                "A": f"Action: {action}",
                "S": f"Status: {status}",
                "D": f"Diagnostic-Code: smtp;\n 550 {status} no",
                "X": "X-PowerMTA-BounceCategory: bad-mailbox",
            }
            groups.append("\n".join(written[field] for field in order))
        found = recipients("Reporting-MTA: dns; x\n" + gap + gap.join(groups))
        assert wanted == tuple((r.address, r.action, r.status) for r in found), order


def test_the_returned_mail_is_never_body_text() -> None:
    """Commands in a returned mail must not be read."""
    mail = parse(standard("Final-Recipient: rfc822; tom@example.org\nAction: failed\nStatus: 5.1.1").encode())
    assert "Sorry." == mail.text
    assert ["Your question.eml"] == [file.name for file in mail.attachments]


@pytest.mark.parametrize("name", ["X-Concierge-ID", "x-concierge-id"])
def test_a_mail_of_ours_that_a_relay_renamed(name: str) -> None:
    """The report names the relay's Message-ID; the returned field of ours tells which mail it was."""
    status = (
        "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; tom@example.org\nAction: failed\nStatus: 5.1.1"
    )
    returned = RETURNED.replace(f"Message-ID: {ID}", f"Message-ID: <DB9PR06@outlook.example>\n{name}: {ID}")
    report = parse(standard(status, returned=returned).encode()).report
    assert report is not None
    assert ID == report.original_message_id


@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_read_receipts(eol: str) -> None:
    """RFC 8098: a receipt is a disposition, never trouble."""
    status = (
        "Reporting-UA: mail.example.org; Mail 1\nFinal-Recipient: rfc822;tom@example.org\n"
        f"Original-Message-ID: {ID}\nDisposition: manual-action/MDN-sent-manually; displayed"
    )
    report = parse(standard(status, kind="disposition-notification").replace("\n", eol).encode()).report
    assert report is not None
    assert report.is_disposition
    assert not is_bounce(report)
    assert (Recipient("tom@example.org", "displayed", ""),) == report.recipients
    assert ID == report.original_message_id


def test_a_refusal_in_the_form_of_a_receipt_is_a_bounce() -> None:
    """Mail filters refuse with a receipt (RFC 5429 section 2.2.1)."""
    status = (
        f"Final-Recipient: rfc822; tom@example.org\nOriginal-Message-ID: {ID}\n"
        "Disposition: automatic-action/MDN-sent-automatically; deleted"
    )
    told = "Your message to <tom@example.org> was automatically rejected:\nQuota exceeded"
    report = parse(standard(status, told, kind="disposition-notification").encode()).report
    assert report is not None
    assert (True, True) == (is_bounce(report), report.permanent)


@pytest.mark.parametrize("eol", ["\n", "\r\n"])
@pytest.mark.parametrize("row", [json.loads(line) for line in FREE], ids=lambda row: row["what"])
def test_bounces_in_free_text(row: dict[str, Any], eol: str) -> None:
    """Systems that follow no standard: it is a bounce, about Tom, for good or not."""
    headers = {
        "From": row["from"],
        "To": "help@example.net",
        "Subject": row["subject"],
        "References": ID,
        "Content-Type": "text/plain; charset=utf-8",
    }
    report = parse(raw_mail(headers, row["text"], eol)).report
    assert report is not None
    assert ("tom@example.org",) == tuple(r.address for r in report.recipients)
    assert (row["permanent"], ID) == (report.permanent, report.original_message_id)


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ("550 5.1.1 The email account does not exist.", "5.1.1"),
        ("Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound'", "5.1.10"),
        ("host mx.example.org[5.1.10.3] said: 550-5.2.1 disabled (in reply to RCPT TO command)", "5.2.1"),
        ("Sorry, no mailbox here by that name. (#5.1.1)", "5.1.1"),
        ("452 4.2.2 Mailbox full", "4.2.2"),
        ("550 no such user", "5.0.0"),
        ("Postfix 10.4.5.6 does not know why", ""),
    ],
)
def test_the_enhanced_code_behind_the_reply_code_counts(told: str, status: str) -> None:
    """Only some codes say that an address is dead: "550 5.1.1" is one, "550" alone is not."""
    headers = {"From": "MAILER-DAEMON@mx.example.org", "Subject": "Undelivered Mail Returned to Sender"}
    text = f"Your message could not be delivered.\n\n<tom@example.org>: {told}"
    report = parse(raw_mail(headers, text)).report
    assert report is not None
    assert [("tom@example.org", status)] == [(r.address, r.status) for r in report.recipients]


def test_x_failed_recipients_is_enough() -> None:
    """Exim and Gmail name them in a header."""
    headers = {"From": "x@example.org", "X-Failed-Recipients": "tom@example.org, els@example.org"}
    report = parse(raw_mail(headers, "Sorry")).report
    assert report is not None
    assert ("tom@example.org", "els@example.org") == tuple(r.address for r in report.recipients)


def test_a_report_inside_a_report_is_found() -> None:
    """A gateway that wraps the real report into a mail of its own."""
    inner = standard("Final-Recipient: rfc822; tom@example.org\nAction: failed\nStatus: 5.1.1").replace(
        "--b", "--i"
    )
    inner = inner.replace('boundary="b"', 'boundary="i"')
    outer = (
        "From: postmaster@example.org\nSubject: Delivery Status Notification (Failure)\n"
        'Content-Type: multipart/mixed; boundary="o"\n\n--o\nContent-Type: message/rfc822\n\n'
        + inner
        + "\n--o--\n"
    )
    report = parse(outer.encode()).report
    assert report is not None
    assert (Recipient("tom@example.org", "failed", "5.1.1"),) == report.recipients


def test_spam_complaints_are_no_bounce() -> None:
    """RFC 5965: somebody pressed a button; nothing failed."""
    status = "Feedback-Type: abuse\nUser-Agent: x\nVersion: 1"
    mail = parse(standard(status, kind="feedback-report").replace("MAILER-DAEMON", "abuse").encode())
    assert mail.report is None
    assert mail.automatic is not None


GATEWAY = ("From", "Mail gateway <gateway@example.org>")
POSTMASTER = ("From", "Postmaster <postmaster@example.org>")


@pytest.mark.parametrize(
    ("author", "text", "named"),
    [
        (GATEWAY, "550 - no such user here", ()),
        (
            GATEWAY,
            "553 sorry, dat adres bestaat hier niet\n\n> To: oud@example.org\n> Subject: t",
            ("oud@example.org",),
        ),
        (GATEWAY, "SMTP error 550: mailbox unavailable", ()),
        (GATEWAY, "Error: 550 5.2.2 mailbox full", ()),
        (GATEWAY, "tom@example.org: 550 No such recipient", ("tom@example.org",)),
        (GATEWAY, "<tom@example.org>:\n550 5.7.1 rejected by policy", ("tom@example.org",)),
        (GATEWAY, "Remote server said: 550 5.1.1 user unknown (in reply to RCPT TO command)", ()),
        (GATEWAY, "Foutmelding: 550 onbekende gebruiker", ()),
        (GATEWAY, "550-5.1.1 The account that you tried to reach\n550 5.1.1 does not exist. gsmtp", ()),
        (GATEWAY, "5.1.1 User unknown", ()),
        (("From", "tom@example.org"), "550 5.1.1 <tom@example.org>: Recipient address rejected: unknown", ()),
        (POSTMASTER, "User unknown", ()),
        (POSTMASTER, "Sorry, no such user.\ntom@example.org", ("tom@example.org",)),
        (POSTMASTER, "Dit adres bestaat niet meer.", ()),
        (POSTMASTER, "Empfänger unbekannt: tom@example.org", ("tom@example.org",)),
        (POSTMASTER, "Adresse inconnue", ()),
        (
            POSTMASTER,
            "Your message to <tom@example.org> was refused:\n\n550 Mailbox unavailable",
            ("tom@example.org",),
        ),
        (POSTMASTER, "Het bericht is geweigerd.\n\n550 5.7.1 rejected by policy", ()),
    ],
)
def test_the_reply_of_a_server_as_a_mail(author: tuple[str, str], text: str, named: tuple[str, ...]) -> None:
    """Gateways that write no report, but the line that refused our mail, in answer to it."""
    fields = [
        author,
        ("Subject", "Re: [LC-12] Talks"),
        ("In-Reply-To", ID),
        ("Content-Type", "text/plain; charset=utf-8"),
    ]
    report = parse(raw_mail(fields, text)).report
    assert report is not None
    assert (named, True, ID) == (
        tuple(r.address for r in report.recipients),
        report.permanent,
        report.original_message_id,
    )


@pytest.mark.parametrize(
    "text",
    [
        "550 euro is what I have.",
        "450 pages is too long.",
        "554 people failed the test last year. So yes, training is needed.",
        "500 words, rejected twice. Help us please.",
        "550 - no such user here\n\nI got this when I wrote to Anna. What now?",
        "550 no such user: this came back when I wrote to your colleague.",
        "I got: 550 - no such user here",
        "Hi,\n\n550 5.1.1 user unknown",
        "User unknown errors are what I want to learn about.",
        "Error 404, the page was not found.",
        "De mailbox is vol, dus ik kan geen bijlagen ontvangen.",
    ],
)
def test_a_person_who_writes_of_numbers_and_errors(text: str) -> None:
    """A sum of money, pages, or such a line that somebody tells us about."""
    fields = {"From": "Nora <nora@example.org>", "Subject": "Re: [LC-12] Talks", "In-Reply-To": ID}
    mail = parse(raw_mail(fields, text))
    assert (None, None) == (mail.report, mail.automatic)

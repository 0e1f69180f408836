"""Reports: the standard forms, and the bounces of systems that follow none."""

from __future__ import annotations

import pytest

from intake.bounces import is_bounce
from intake.parse import parse
from intake.parsed import Recipient
from tests.intake.raw_mail import raw_mail

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


def test_the_returned_mail_is_never_body_text() -> None:
    """Commands in a returned mail must not be read."""
    mail = parse(standard("Final-Recipient: rfc822; tom@example.org\nAction: failed\nStatus: 5.1.1").encode())
    assert "Sorry." == mail.text
    assert ["Your question.eml"] == [file.name for file in mail.attachments]


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


DAEMON = "Mail Delivery System <MAILER-DAEMON@mx.example.org>"
FREE = [
    (
        "qmail",
        "MAILER-DAEMON@mx.example.org",
        "failure notice",
        "Hi. This is the qmail-send program at mx.example.org.\nI'm afraid I wasn't able to deliver your message to "
        "the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n"
        "<tom@example.org>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
        f"--- Below this line is a copy of the message.\n\n{RETURNED}",
        True,
    ),
    (
        "Exim",
        DAEMON,
        "Mail delivery failed: returning message to sender",
        "This message was created automatically by mail delivery software.\n\nA message that you sent could not be "
        "delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n"
        "  tom@example.org\n    host mx.example.org [192.0.2.1]\n    SMTP error from remote mail server after RCPT "
        "TO:<tom@example.org>:\n    550 5.1.1 User unknown\n\n"
        f"------ This is a copy of the message, including all the headers. ------\n\n{RETURNED}",
        True,
    ),
    (
        "Exim, still trying",
        DAEMON,
        "Warning: message 1aBcDe-000001-AB delayed 24 hours",
        "This message was created automatically by mail delivery software.\nA message that you sent has not yet been "
        "delivered to one or more of its\nrecipients after more than 24 hours on the queue on mx.example.org.\n\n"
        f"The message identifier is:     1aBcDe-000001-AB\nMessage-ID: {ID}\n\nThe address to which the message has "
        "not yet been delivered is:\n\n  tom@example.org\n\nNo action is required on your part. Delivery attempts "
        "will continue for\nsome time, and this warning may be repeated.",
        False,
    ),
    (
        "Postfix without its parts",
        DAEMON,
        "Undelivered Mail Returned to Sender",
        "This is the mail system at host mx.example.net.\n\nI'm sorry to have to inform you that your message could "
        "not\nbe delivered to one or more recipients. It's attached below.\n\n<tom@example.org>: host mx.example.org"
        f"[192.0.2.1] said: 550 5.1.1 User unknown\n    (in reply to RCPT TO command)\n\n{RETURNED}",
        True,
    ),
    (
        "Gmail",
        "Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
        "Delivery Status Notification (Failure)",
        "** Address not found **\n\nYour message wasn't delivered to tom@example.org because the address couldn't be "
        "found, or is unable to receive mail.\n\nThe response from the remote server was:\n\n550 5.1.1 The email "
        "account that you tried to reach does not exist.",
        True,
    ),
    (
        "Gmail as it was",
        "Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
        "Delivery Status Notification (Failure)",
        "Delivery to the following recipient failed permanently:\n\n     tom@example.org\n\nTechnical details of "
        f"permanent failure:\nDNS Error: Domain name not found\n\n----- Original message -----\n\n{RETURNED}",
        True,
    ),
    (
        "Gmail, Dutch",
        "Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
        "Delivery Status Notification (Failure)",
        "** Adres niet gevonden **\n\nJe bericht is niet bezorgd bij tom@example.org omdat het adres niet kan worden "
        "gevonden.",
        True,
    ),
    (
        "Exchange, Dutch, text only",
        "Systeembeheerder <postmaster@example.org>",
        "Niet te bezorgen: Uw vraag",
        "Uw bericht heeft enkele of alle geadresseerden niet bereikt.\n\n      Onderwerp:\tUw vraag\n      Verzonden:"
        "\t2-11-2026 10:12\n\nDe volgende geadresseerde(n) kan/kunnen niet worden bereikt:\n\n      tom@example.org "
        "op 2-11-2026 10:12\n            Het e-mailaccount bestaat niet bij de organisatie. <mx.example.org #5.1.1>",
        True,
    ),
    (
        "Microsoft 365, Dutch, text only",
        "Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.org>",
        "Onbestelbaar: Uw vraag",
        "Bezorging aan de volgende geadresseerden of groepen is mislukt:\n\ntom@example.org<mailto:tom@example.org>\n"
        "Het ingevoerde e-mailadres is niet gevonden.\n\nDiagnostische gegevens voor beheerders:\n\n"
        "tom@example.org\nRemote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound'",
        True,
    ),
    (
        "Exchange 2003",
        "System Administrator <postmaster@example.org>",
        "Undeliverable: Your question",
        "Your message did not reach some or all of the intended recipients.\n\n      Subject:\tYour question\n      "
        "Sent:\t11/2/2026 10:12 AM\n\nThe following recipient(s) could not be reached:\n\n      'tom@example.org' on "
        "11/2/2026 10:12 AM\n            The e-mail account does not exist at the organization.",
        True,
    ),
    (
        "Exchange, German",
        "Systemadministrator <postmaster@example.org>",
        "Unzustellbar: Ihre Frage",
        "Ihre Nachricht hat einige oder alle Empfänger nicht erreicht.\n\n      Betreff:\tIhre Frage\n\nFolgende(r) "
        "Empfänger kann/können nicht erreicht werden:\n\n      tom@example.org am 02.11.2026 10:12\n            Das "
        "E-Mail-Konto ist in der Organisation nicht vorhanden.",
        True,
    ),
    (
        "Exchange, French",
        "Administrateur système <postmaster@example.org>",
        "Non remis : Votre question",
        "Votre message n'a pas été remis à certains des destinataires ou à tous.\n\n      Objet :\tVotre question\n\n"
        "Impossible de joindre le(s) destinataire(s) suivant(s) :\n\n      tom@example.org le 02/11/2026 10:12",
        True,
    ),
    (
        "Domino",
        "postmaster@example.org",
        "DELIVERY FAILURE: User tom (tom@example.org) not listed in Domino Directory",
        "Your message\n\n  Subject: Your question\n\nwas not delivered to:\n\n  tom@example.org\n\nbecause:\n\n  User "
        "tom (tom@example.org) not listed in Domino Directory",
        True,
    ),
    (
        "GroupWise",
        "Mailer-Daemon@example.org",
        "Message status - undeliverable",
        "The message that you sent was undeliverable to the following:\n\ttom@example.org (user not found)\n\n"
        "Possibly truncated original message follows:",
        True,
    ),
    (
        "Sendmail",
        "Mail Delivery Subsystem <MAILER-DAEMON@mx.example.org>",
        "Returned mail: see transcript for details",
        "The original message was received at Mon, 2 Nov 2026 10:12:00 +0100\nfrom localhost\n\n   ----- The following "
        "addresses had permanent fatal errors -----\n<tom@example.org>\n    (reason: 550 5.1.1 User unknown)\n\n   "
        "----- Transcript of session follows -----\n... while talking to mx.example.org.:\n>>> DATA\n<<< 550 5.1.1 "
        "User unknown\n",
        True,
    ),
    (
        "Sendmail, warning",
        "Mail Delivery Subsystem <MAILER-DAEMON@mx.example.org>",
        "Warning: could not send message for past 4 hours",
        "    **********************************************\n    **      THIS IS A WARNING MESSAGE ONLY      **\n    "
        "**  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **\n    **********************************************\n\n   "
        "----- The following addresses had transient non-fatal errors -----\n<tom@example.org>\n\n   ----- Transcript "
        "of session follows -----\n451 4.4.1 reply: read error\nWarning: message still undelivered after 4 hours\n"
        "Will keep trying until message is 5 days old",
        False,
    ),
    (
        "Yahoo",
        "MAILER-DAEMON@yahoo.example.com",
        "Failure Notice",
        "Sorry, we were unable to deliver your message to the following address.\n\n<tom@example.org>:\n554: 5.7.1 "
        f"Not accepted\n\n--- Below this line is a copy of the message.\n\n{RETURNED}",
        True,
    ),
    (
        "Courier",
        '"Courier mail server at mx.example.org" <@mx.example.org>',
        "NOTICE: mail delivery status.",
        "This is a delivery status notification from mx.example.org,\nrunning the Courier mail server.\n\nUNDELIVERABLE "
        "MAIL\n\nYour message to the following recipients cannot be delivered:\n\n<tom@example.org>:\n    550 User "
        "unknown.",
        True,
    ),
    (
        "IMail",
        "postmaster@example.org",
        "Undeliverable Mail",
        "User mailbox exceeds allowed size: tom@example.org\n\nOriginal message follows.\n\n" + RETURNED,
        True,
    ),
    (
        "MDaemon",
        "MDaemon@example.org",
        "Permanent Delivery Failure",
        "The attached message had PERMANENT fatal delivery errors.\n\nAfter one or more unsuccessful delivery attempts "
        "the attached message has\nbeen removed from the mail queue on this server.\n\n--- Session Transcript ---\n "
        "--> RCPT To:<tom@example.org>\n <-- 550 no such user\n--- End Transcript ---\n\nFailed address: "
        "tom@example.org",
        True,
    ),
    (
        "Mimecast",
        "Mail Administrator <postmaster@example.org>",
        "[Postmaster] Email Delivery Failure",
        "This is a delivery failure notification message indicating that\nan email you addressed to email address :\n"
        "-- tom@example.org\n\ncould not be delivered. The problem appears to be :\n-- Recipient email address is "
        "possibly incorrect\n\nAdditional information follows :\n-- 5.4.1 Recipient address rejected",
        True,
    ),
    (
        "Proofpoint",
        "Mail Delivery System <postmaster@example.org>",
        "Undeliverable: Your question",
        "The following message to <tom@example.org> was undeliverable.\nThe reason for the problem:\n5.1.0 - Unknown "
        "address error 550-'5.1.1 User unknown'",
        True,
    ),
    (
        "a filter with a name of its own",
        "E500_SMTP_Service@example.org",
        "Returned Mail - Error During Delivery",
        "------ Failed Recipients ------\n\n<tom@example.org>: Requested action not taken: mailbox unavailable.\n"
        f"-------- Returned Mail --------\n\n{RETURNED}",
        True,
    ),
]


@pytest.mark.parametrize("eol", ["\n", "\r\n"])
@pytest.mark.parametrize(("what", "sender", "subject", "body", "permanent"), FREE, ids=[f[0] for f in FREE])
def test_bounces_in_free_text(
    what: str, sender: str, subject: str, body: str, permanent: bool, eol: str
) -> None:
    """Systems that follow no standard: it is a bounce, about Tom, for good or not."""
    headers = {
        "From": sender,
        "To": "help@example.net",
        "Subject": subject,
        "References": ID,
        "Content-Type": "text/plain; charset=utf-8",
    }
    report = parse(raw_mail(headers, body, eol)).report
    assert report is not None
    assert ("tom@example.org",) == tuple(r.address for r in report.recipients)
    assert (permanent, ID) == (report.permanent, report.original_message_id)


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
        "From: postmaster@example.org\nTo: help@example.net\nSubject: Delivery Status Notification (Failure)\n"
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

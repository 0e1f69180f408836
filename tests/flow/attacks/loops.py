# ruff: noqa: E501 - one row a line
"""Machines that answer: nothing they write opens, moves, answers or closes anything, and none is answered."""

from __future__ import annotations

from typing import Any

from concierge.demo.border import NONE
from tests.flow.attacks.cast import Body, Cast, address, many, text
from tests.flow.attacks.row import Mail, Row, usual
from tests.flow.attacks.tokens import surveyed
from tests.scene import Letter

AWAY = "I am out of the office until Monday. For urgent questions call my colleague."

_row = usual(
    honest=lambda c: c.follow("They look at phones."),
    does="accepted follow-up",
    says="They look at phones.",
    most=0,
)


def _worker(
    name: str, words: str | Body = AWAY, ends: str = "accepted automatic-on-case", **fields: Any
) -> Row:
    """In the place of the worker who got our acknowledgement."""
    more: dict[str, Any] = {key: fields.pop(key) for key in ("honest", "servers") if key in fields}
    more.setdefault("further", "servers" not in more)
    return _row(name, lambda c: c.follow(words, **fields), ends, **more)


def _concierge(name: str, ends: str = "accepted automatic-on-case", **fields: Any) -> Row:
    """In the place of Anna who got a notification."""
    return _row(name, lambda c: c.answer(AWAY, **fields), ends, lambda c: c.answer("Begin with a question."), does="accepted concierge-answer",
                gets="answer", says="Begin with a question.")  # fmt: skip


def _back(letter: Letter, c: Cast, to: str = "", **changed: bytes) -> Mail:
    """A mail of ours comes in again."""
    raw = letter.raw
    for name, value in changed.items():
        raw = raw.replace(name.replace("_", "-").encode() + b":", value, 1)
    return Mail(raw, to or c.service, NONE, "forwarder@mx.example.net")


def _report(
    c: Cast, original: str, kind: str = "failed", status: str = "5.2.2", words: str = "Subject: x"
) -> Body:
    fields = f"Reporting-MTA: dns; mx.example.net\r\n\r\nFinal-Recipient: rfc822; {c.worker.address}\r\nAction: {kind}\r\nStatus: {status}\r\n"
    return many("report; report-type=delivery-status", text("A report."), Body("message/delivery-status", fields.encode()),
                Body("message/rfc822", f"Message-ID: {original}\r\n{words}\r\n\r\nx\r\n".encode()))  # fmt: skip


def _receipt(c: Cast) -> Body:
    fields = f"Final-Recipient: rfc822; {c.worker.address}\r\nOriginal-Message-ID: {c.ack['Message-ID']}\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n"
    return many("report; report-type=disposition-notification", text("Read."), Body("message/disposition-notification", fields.encode()))  # fmt: skip


DAEMON = "Mail Delivery System <MAILER-DAEMON@mx.example.net>"

ROWS = (
    # vacation
    _worker("vacation by the rules", Auto_Submitted="auto-replied", servers=True),
    _worker("vacation with a comment", Auto_Submitted="(rejected) auto-replied; owner-email=x"),
    _worker("vacation of Exchange", X_Auto_Response_Suppress="All", X_MS_Exchange_Inbox_Rules_Loop="x", Auto_Submitted="auto-generated"),
    _worker("vacation by its subject, in Dutch", subject="Automatisch antwoord: Presenting"),
    _worker("vacation by its subject, in German", subject="Automatische Antwort: Presenting"),
    _worker("vacation by its subject, in French", subject="R\u00e9ponse automatique\u00a0: Presenting"),
    _worker("vacation with X-Autoreply", X_Autoreply="yes"),
    _worker("vacation with X-Autorespond", X_Autorespond="x"),
    _worker("vacation with Precedence", Precedence="auto_reply"),
    _worker("vacation with the null path", mail_from=""),
    _worker("a program's notice", Auto_Submitted="auto-generated"),
    _worker("a mailbox rule of Exchange", X_MS_Exchange_Generated_Message_Source="Mailbox Rules Agent"),
    _worker("no-reply sender", ends="accepted automatic-on-case", From="Tickets <no-reply@tickets.example.net>"),
    _worker("list mail", Precedence="list", List_Id="<x.example.net>"),
    _worker("newsletter", List_Unsubscribe="<https://news.example.net/u>"),
    _worker("Auto-Submitted twice", Auto_Submitted=["no", "auto-replied"]),
    _worker("Auto-Submitted in capitals", AUTO_SUBMITTED="AUTO-REPLIED",
            honest=lambda c: c.follow("They look at phones.", Auto_Submitted="No")),
    _worker("a suppressing program that says it is one", Auto_Submitted="auto-notified", X_Auto_Response_Suppress="OOF",
            honest=lambda c: c.follow("They look at phones.", X_Auto_Response_Suppress="All")),
    _worker("an answer to an invitation", text("BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nEND:VEVENT\nEND:VCALENDAR", "text/calendar; method=REPLY")),
    _concierge("vacation of a concierge", Auto_Submitted="auto-replied"),
    _concierge("vacation of a concierge, by its subject", subject="Automatic reply: Maria Jansen: Presenting"),
    _row("vacation of a new sender", lambda c: c.write("worker", AWAY, subject="Out of office", Auto_Submitted="auto-replied"), "discarded automatic"),
    _row("vacation of a forged sender", lambda c: c.write("anna", AWAY, Auto_Submitted="auto-replied", results=NONE), "discarded automatic"),
    _row("vacation to a survey", lambda c: c.reply("worker", c.seen["survey"], f"5 days I am away.\n{AWAY}", Auto_Submitted="auto-replied"),
         "accepted automatic-on-case", lambda c: c.reply("worker", c.seen["survey"], "4"), given=surveyed, does="accepted survey-answer", gets="thanks", says=""),
    _row("vacation to a transcript", lambda c: c.reply("anna", c.newest("anna"), AWAY, Auto_Submitted="auto-replied"), "accepted automatic-on-case",
         given=lambda c: c.play(c.answer("#clsoe"))),
    # our own mail
    _row("our acknowledgement comes back", lambda c: _back(c.ack, c), "discarded own", servers=True),
    _row("our acknowledgement to its own signed address", lambda c: _back(c.ack, c, address(c.ack)), "discarded own"),
    _row("our notification is forwarded to us", lambda c: _back(c.told, c, From=b"Resent-From: x@example.net\r\nFrom:"), "discarded own"),
    _row("our mail without its loop header", lambda c: _back(c.ack, c, X_Learning_Concierge_Loop=b"X-Nothing:", Auto_Submitted=b"X-Nothing2:"), "discarded own"),
    _row("our mail under a list's name", lambda c: _back(c.ack, c, From=b"From: All <all@example.test>\r\nX-Original-From:"), "discarded own"),
    _row("our mail under another's name, without loop header",
         lambda c: _back(c.ack, c, From=b"From: All <all@example.test>\r\nX-Original-From:", X_Learning_Concierge_Loop=b"X-Nothing:"), "discarded automatic"),
    _row("the service in From and an extension of it in Reply-To", lambda c: c.write(c.service, AWAY, Reply_To=c.plus("x")), "discarded own"),
    _row("a worker's mail that came twice", lambda c: [m := c.follow("Phones, too."), m], "discarded duplicate", most=2, changes=frozenset({"need"})),
    _row("a worker's mail by another way",
         lambda c: [m := c.follow("Phones, too."), Mail(b"Received: from x by y; Mon, 23 Nov 2026 09:00:00 +0000\r\n" + m.raw, m.to, m.results)],
         "discarded duplicate", most=2, changes=frozenset({"need"})),
    # other services
    _row("another service of this kind", lambda c: c.write("help@other.example.test", "Your request LC-9 came in.", Auto_Submitted="auto-replied",
         X_Learning_Concierge_Loop="help@other.example.test"), "discarded automatic"),
    _row("another service of this kind, on the case", lambda c: c.reply(f"help@{c.domain}", c.ack, "Your request LC-9 came in.", Auto_Submitted="auto-replied",
         X_Learning_Concierge_Loop="help@other.example.test"), "accepted automatic-on-case"),
    _worker("a ticket system by the rules", "Ticket 4711 was opened.", Auto_Submitted="auto-generated", subject="[#4711] We received your message"),
    _worker("a challenge to prove that one is no machine", "Please confirm that you are a person.", Auto_Submitted="auto-replied", subject="Confirm"),
    # reports
    _row("a bounce of our acknowledgement, mailbox full", lambda c: c.write(DAEMON, _report(c, c.ack["Message-ID"]), mail_from=""), "accepted report-matched", most=2),
    _row("a delay", lambda c: c.write(DAEMON, _report(c, c.ack["Message-ID"], "delayed", "4.4.1"), mail_from=""), "accepted report-matched"),
    _row("a success", lambda c: c.write(DAEMON, _report(c, c.ack["Message-ID"], "delivered", "2.0.0"), mail_from=""), "accepted report-matched"),
    _row("a bounce of a bounce", lambda c: c.write(DAEMON, _report(c, "<1@mx.example.net>", words="Content-Type: multipart/report\r\nSubject: Undelivered"),
         mail_from="", to=c.token), "accepted report-matched"),
    _row("a bounce of a mail that is not ours", lambda c: c.write(DAEMON, _report(c, "<1@mx.example.net>"), mail_from=""), "accepted report-unmatched"),
    _row("a bounce in words only", lambda c: c.write(DAEMON, f"This message could not be delivered to {c.worker.address}: 550 5.1.1 no such user", mail_from="",
         subject="Undelivered Mail Returned to Sender"), "accepted report-unmatched"),
    _row("a report about somebody we did not write to",
         lambda c: c.write(DAEMON, many("report; report-type=delivery-status", text("x"), Body("message/delivery-status",
             f"Reporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; {c.victim.address}\r\nAction: failed\r\nStatus: 5.1.1\r\n".encode()),
             Body("message/rfc822", f"Message-ID: {c.ack['Message-ID']}\r\n\r\nx\r\n".encode())), mail_from=""), "accepted report-matched", most=2),
    _row("a made-up report that the address is dead", lambda c: c.write(DAEMON, _report(c, f"<{'a' * 44}.1@{c.domain}>", status="5.1.1"), mail_from=""), "accepted report-unmatched"),
    _row("a report without end", lambda c: c.write(DAEMON, many("report; report-type=delivery-status", text("x"), Body("message/delivery-status",
         b"Reporting-MTA: dns; x\r\n\r\n" + f"Final-Recipient: rfc822; {c.victim.address}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n".encode() * 2000)), mail_from=""),
         "accepted report-unmatched"),
    _row("a read receipt", lambda c: c.follow(_receipt(c)), "discarded disposition-report", servers=True),
    _row("a read receipt of a concierge", lambda c: c.answer(_receipt(c)), "discarded disposition-report"),
)  # fmt: skip

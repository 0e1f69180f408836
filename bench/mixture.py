"""A fair mixture of mail for the stage benchmark: what first mails made the service write is answered.

After the first requests are decided, what was queued is read back as the reader's mail client would show it,
and answered from seven clients in two languages: concierges with and without commands, workers above a long
quotation, absences and delivery reports. Deterministic, but for the signed tokens in the answered mails.
"""

from __future__ import annotations

import email
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

from bench.letters import LATER, MORE, generated
from concierge.demo.border import NONE, PASS, Arriving, Results, with_results
from concierge.demo.clients import CLIENTS, Letter, Person

CLIENT_MAILS = Path(__file__).resolve().parent.parent / "tests" / "data" / "clients"
WORDS = (
    "Begin with one story, and leave out half of the slides.\n\nTry it once before a small group.",
    "Ik zou beginnen met een korte oefening van een half uur.\n\nLaat maar weten hoe het ging.",
)
COMMANDS = (
    "",
    "",
    "#time 30m\n",
    "#take\n#recommend\n",
    "#ask\n",
    "#note\n",
    "#need time=2h budget=100\n#recommend\n",
    "#close\n",
    "#tijd 15m\n#neem\n",
    "#sugest\n",
)
AWAY = {
    "en": "I am out of the office until Monday and have no access to my mail.",
    "nl": "Ik ben afwezig tot maandag en lees mijn mail niet.",
}


@dataclass(frozen=True, slots=True)
class Sent:
    """A mail of the service as it lies in its reader's mailbox."""

    kind: str
    to: str
    language: str
    raw: bytes


class Mixture:
    """Mails to `service`, whose border server is `authserv_id`; `domain` is that of its people."""

    def __init__(self, service: str, domain: str, authserv_id: str) -> None:
        self._service, self._domain, self._authserv_id = service, domain, authserv_id
        self._chance = random.Random(20261128)

    def first(self, count: int) -> Iterator[bytes]:
        """Requests, each third one with a second mail that quotes it; each ninth by a client of the tests."""
        files = sorted(CLIENT_MAILS.glob("*.eml"))
        for number, (author, raw) in enumerate(generated(count, self._service, self._domain)):
            if number % 9 == 4 and files:
                yield self._arrived(files[number // 9 % len(files)].read_bytes(), author, NONE)
            else:
                yield self._arrived(raw, author, PASS)

    def answers(self, sent: list[Sent], people: dict[str, str], at: datetime) -> Iterator[bytes]:
        """A mail to each of these: `people` are the concierges' names by address."""
        for number, one in enumerate(sent):
            moment = at + timedelta(minutes=number)
            if one.to in people:
                if one.kind == "notification" and number % 2:
                    yield self._by_concierge(one, Person(people[one.to], one.to), moment, number)
            elif number % 5 < 3:
                yield self._by_worker(one, moment)
            else:
                yield (self._absence, self._report)[number % 5 - 3](one, moment)

    def _by_concierge(self, one: Sent, author: Person, at: datetime, number: int) -> bytes:
        text = f"{COMMANDS[number // 2 % len(COMMANDS)]}{self._chance.choice(WORDS)}\n\n{author.name}"
        return self._reply(one, Letter(text, author, at))

    def _by_worker(self, one: Sent, at: datetime) -> bytes:
        text = f"{LATER[one.language]} {self._chance.choice(MORE[one.language])}"
        return self._reply(one, Letter(text, Person(one.to.split(".")[0].title(), one.to), at))

    def _reply(self, one: Sent, letter: Letter) -> bytes:
        client = self._chance.choice([c for c in CLIENTS.values() if c.language == one.language])
        return self._arrived(client.reply(one.raw, letter), letter.author.address, PASS)

    def _absence(self, one: Sent, at: datetime) -> bytes:
        subject = email.message_from_bytes(one.raw)["Subject"]
        mail = self._to_us(one, at, one.to, f"Automatic reply: {subject}")
        mail["Auto-Submitted"] = "auto-replied"
        mail.set_content(AWAY[one.language])
        return self._arrived(mail.as_bytes(policy=mail.policy.clone(linesep="\r\n")), one.to, PASS)

    def _report(self, one: Sent, at: datetime) -> bytes:
        """RFC 3464: it was delayed, with the header section of what we sent."""
        mail = self._to_us(one, at, "mailer-daemon@mx.example.net", "Delivery Status Notification (Delay)")
        status = (
            "Reporting-MTA: dns; mx.example.net\r\n\r\n"
            f"Final-Recipient: rfc822; {one.to}\r\nAction: delayed\r\nStatus: 4.4.1\r\n"
        )
        head = one.raw.partition(b"\r\n\r\n")[0].decode("ascii", "replace")
        parts = (
            ("text/plain", "Your mail has not been delivered yet."),
            ("message/delivery-status", status),
            ("text/rfc822-headers", head),
        )
        body = "".join(f"--bounce\r\nContent-Type: {kind}\r\n\r\n{text}\r\n" for kind, text in parts)
        header = mail.as_bytes(policy=mail.policy.clone(linesep="\r\n")).partition(b"\r\n\r\n")[0]
        header += b"\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report;"
        header += b" report-type=delivery-status; boundary=bounce"
        return self._arrived(header + b"\r\n\r\n" + body.encode() + b"--bounce--\r\n", "", NONE)

    def _to_us(self, one: Sent, at: datetime, author: str, subject: str) -> EmailMessage:
        answered = email.message_from_bytes(one.raw)
        mail = EmailMessage()
        mail["From"] = author
        mail["To"] = self._service
        mail["Subject"] = " ".join(subject.split())
        mail["Date"] = at
        mail["Message-ID"] = f"<{at:%Y%m%d%H%M}.{self._chance.getrandbits(60):x}@mx.example.net>"
        mail["In-Reply-To"] = str(answered["Message-ID"])
        mail["References"] = str(answered["Message-ID"])
        return mail

    def _arrived(self, raw: bytes, mail_from: str, results: Results) -> bytes:
        return with_results(Arriving(raw, mail_from, self._service), results, self._authserv_id)

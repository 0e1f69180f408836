"""The people of one row and what they write: octets built field by field, as no decent client would."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from cases.settings import Settings
from concierge.demo.border import PASS, Results
from tests.flow.attacks.harm import Written
from tests.flow.attacks.row import Mail
from tests.scene import Letter
from tests.servers.post import User

QUESTION = "My presentations for clients fall flat. What can I do?"
Value = str | None | Iterable[str]


class Service(Protocol):
    """What a row asks of the world that it is played in."""

    service: User
    anna: User
    bram: User
    lead: User

    settings: Settings

    @property
    def now(self) -> datetime: ...

    def newest_to(self, address: str) -> Letter: ...
    def take(self, mail: Mail) -> str: ...
    def moment(self) -> str: ...
    def pass_time(self, span: timedelta) -> None: ...


@dataclass(frozen=True, slots=True)
class Body:
    """A MIME entity: the value of its Content-Type, and its octets; `fields` go into a part's header."""

    type: str
    octets: bytes
    fields: tuple[tuple[str, str], ...] = ()


def text(words: str, type_: str = "text/plain; charset=utf-8") -> Body:
    return Body(type_, words.replace("\n", "\r\n").encode())


def html(words: str) -> Body:
    return text(words, "text/html; charset=utf-8")


def file(name: str, octets: bytes, type_: str = "application/octet-stream", disposition: str = "") -> Body:
    """An attachment; `name` stands in the header as it is. `disposition` replaces the whole field."""
    shown = disposition or f'attachment; filename="{name}"'
    encoded = base64.encodebytes(octets).replace(b"\n", b"\r\n")
    return Body(type_, encoded, (("Content-Disposition", shown), ("Content-Transfer-Encoding", "base64")))


def many(kind: str, *parts: Body, boundary: str = "=_b") -> Body:
    """multipart/KIND."""
    lines: list[bytes] = []
    for part in parts:
        head = [f"Content-Type: {part.type}", *(f"{name}: {value}" for name, value in part.fields)]
        lines += [f"--{boundary}".encode(), *(line.encode() for line in head), b"", part.octets]
    return Body(
        f'multipart/{kind}; boundary="{boundary}"', b"\r\n".join([*lines, f"--{boundary}--".encode(), b""])
    )


def both(plain: str, laid_out: str) -> Body:
    """The two forms of one text."""
    return many("alternative", text(plain), html(laid_out))


@dataclass(slots=True)
class Cast:
    """`worker` has asked, in a case of their own: `ack` is what they got, `told` what Anna got.

    `victim` asked something else that nobody of this row has to do with; `theirs` is Anna's mail about it.
    first: these five mails by name.
    """

    name: str
    at: Service
    worker: User
    victim: User
    first: Mapping[str, Written]
    case: int
    victim_case: int
    written: int = 0
    seen: dict[str, Letter] = field(default_factory=dict)

    @property
    def ack(self) -> Letter:
        return self.first["ack"].letter

    @property
    def told(self) -> Letter:
        return self.first["told"].letter

    @property
    def told_bram(self) -> Letter:
        return self.first["told_bram"].letter

    @property
    def victim_ack(self) -> Letter:
        return self.first["victim_ack"].letter

    @property
    def theirs(self) -> Letter:
        return self.first["theirs"].letter

    @property
    def service(self) -> str:
        return self.at.service.address

    @property
    def anna(self) -> str:
        return self.at.anna.address

    @property
    def bram(self) -> str:
        return self.at.bram.address

    @property
    def domain(self) -> str:
        return self.anna.rpartition("@")[2]

    @property
    def token(self) -> str:
        """The signed address of Anna's notification."""
        return address(self.told)

    def plus(self, extension: str) -> str:
        local, _, domain = self.service.partition("@")
        return f"{local}+{extension}@{domain}"

    def newest(self, user: str) -> Letter:
        """The last mail to anna, bram, lead or the worker."""
        return self.at.newest_to(self._address(user))

    def play(self, mail: Mail) -> str:
        """Comes in and is decided: state and reason."""
        return self.at.take(mail)

    def write(
        self,
        sender: str,
        words: str | Body = QUESTION,
        *,
        to: str = "",
        subject: str | None = "Presenting",
        results: Results | None = PASS,
        mail_from: str | None = None,
        envelope: str = "",
        above: bytes = b"",
        **fields: Value,
    ) -> Mail:
        """A mail by `sender` (anna, bram, worker, or what stands in From), to the service.

        fields: further header fields in Python spelling; a list is several fields, None takes one away.
        above: octets put on top of the header. envelope: RCPT TO, where it is not To.
        """
        self.written += 1
        body = text(words) if isinstance(words, str) else words
        who = self._address(sender)
        header: dict[str, Value] = {
            "From": who,
            "To": to or self.service,
            "Subject": subject,
            "Date": self.at.moment(),
            "Message-ID": f"<{self.name}.{self.written}@client.example.net>",
            "MIME-Version": "1.0",
            "Content-Type": body.type,
            **dict(body.fields),
        }
        spelt = {known.lower(): known for known in header}
        for name, value in fields.items():
            dashed = name.replace("_", "-")
            header[spelt.get(dashed.lower(), dashed)] = value
        lines = [
            f"{name}: {one}"
            for name, value in header.items()
            if value is not None
            for one in ([value] if isinstance(value, str) else value)
        ]
        raw = above + "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape") + body.octets + b"\r\n"
        sent_by = who.rpartition("<")[2].rstrip(">") if mail_from is None else mail_from
        target = envelope or to.rpartition("<")[2].rstrip(">") or self.service
        return Mail(
            raw, target, results, sent_by if sent_by.isascii() and " " not in sent_by else "x@example.net"
        )

    def reply(self, sender: str, letter: Letter, words: str | Body, **how: Any) -> Mail:
        """A plain reply to a mail of ours."""
        subject = (
            letter["Subject"] if letter["Subject"].lower().startswith("re:") else f"Re: {letter['Subject']}"
        )
        base: dict[str, Any] = {
            "to": address(letter),
            "subject": subject,
            "in_reply_to": letter["Message-ID"],
            "references": f"{letter['References']} {letter['Message-ID']}".strip(),
        }
        return self.write(sender, words, **{**base, **how})

    def answer(self, words: str | Body = "Begin with a question.", **how: Any) -> Mail:
        """Anna answers her notification."""
        return self.reply("anna", self.told, words, **how)

    def follow(self, words: str | Body = "One more thing: they look at their phones.", **how: Any) -> Mail:
        """The worker answers what they got."""
        return self.reply("worker", self.ack, words, **how)

    def _address(self, who: str) -> str:
        return {
            "anna": self.anna,
            "bram": self.bram,
            "lead": self.at.lead.address,
            "worker": self.worker.address,
            "victim": self.victim.address,
        }.get(who, who)


def address(letter: Letter) -> str:
    """The signed address that a reply to this mail goes to."""
    return str(letter.mail["Reply-To"].addresses[0].addr_spec)


def extension(letter: Letter) -> str:
    """The token in it."""
    return address(letter).partition("+")[2].partition("@")[0]

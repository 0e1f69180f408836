"""People with mailboxes on real servers, and the folder of a service that they write to.

`World` runs that service in the test's own process, with a clock; `Installation` runs it as processes.
"""

from __future__ import annotations

import email
import email.policy
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from importlib import resources
from pathlib import Path
from typing import Any

from db import cases
from db.tables import Outbox
from tests.servers.post import Post, User

QUIET = 'remind = "0s"\nothers_after = "0s"\ndigest = ""\nlead_digest = ""'  # a test asks for what it counts
TIMEOUT = 45.0  # seconds until a real server has delivered


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as it lies in somebody's mailbox."""

    raw: bytes
    mail: EmailMessage

    @property
    def text(self) -> str:
        body = self.mail.get_body(("plain",))
        return str(body.get_content()).replace("\r\n", "\n") if body else ""

    @property
    def html(self) -> str:
        body = self.mail.get_body(("html",))
        return str(body.get_content()) if body else ""

    def __getitem__(self, name: str) -> str:
        return str(self.mail[name] or "")


def letter(raw: bytes) -> Letter:
    parsed = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    return Letter(raw, parsed)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a test wants otherwise: further TOML tables, lines of [[mailbox]], one concierge, a catalogue."""

    extra: str = ""
    mailbox: str = ""
    alone: bool = False
    catalogue: bool = False
    service: str = ""  # lines of [service]
    response: str = QUIET  # lines of [response]
    bram: str = ""  # lines of Bram's [[concierge]]
    carl: bool = False  # a third concierge, who speaks English only
    connections: int = 2  # to the relay at once
    anyone: bool = False  # may open a case
    sent_copy: str = "always"


class Scene:
    """`anna` (English, Dutch) and `bram` (Dutch, English) are the concierges; `service` their mailbox.

    `maria` and `survey` are there where a test has made them. `now` is what clients write into Date. The
    database is open in the test's own process, to look into.
    """

    maria: User  # who asks
    survey: Letter  # the one that she got

    def __init__(self, post: Post, url: str, folder: Path, wishes: Wishes, now: datetime) -> None:
        self.post = post
        self.now = now
        self.names: dict[str, str] = {}
        self.service = post.new_user("help")
        self.anna = self.person("anna", "Anna Peeters")
        self.bram = self.person("bram", "Bram Jansen")
        self.carl = self.person("carl", "Carl Wouters") if wishes.carl else self.bram
        self.lead = self.person("lead", "Lea De Wit")
        self.folder = folder
        (folder / "secret").write_text("1:" + "5a" * 32 + "\n")
        (folder / "secret").chmod(0o600)
        (folder / "concierge.toml").write_text(self._toml(url, wishes))
        (folder / "concierge.toml").chmod(0o600)

    # -- people

    def person(self, local: str, name: str) -> User:
        user = self.post.new_user(local)
        self.names[user.address] = name
        return user

    def letters(self, user: User, folder: str = "INBOX") -> list[Letter]:
        """Everything in their inbox, oldest first."""
        return [letter(raw) for raw in self.post.inbox(user, folder)]

    def newest(self, user: User) -> Letter:
        """The last mail that the service sent them (waits for the delivery)."""
        wanted = (
            Outbox.select(Outbox.message_id)
            .where(Outbox.recipient == user.address.lower(), Outbox.state == "sent")
            .order_by(Outbox.id.desc())
            .get()
            .message_id
        )
        return letter(self.post.wait_for(user, lambda mail: mail["Message-ID"] == wanted, TIMEOUT))

    # -- writing

    def compose(
        self,
        user: User,
        to: str,
        subject: str,
        text: str,
        *,
        headers: Mapping[str, str] | None = None,
        html: str | None = None,
        files: Sequence[tuple[str, bytes]] = (),
    ) -> EmailMessage:
        mail = EmailMessage(policy=email.policy.SMTP)
        mail["From"] = f"{self.names.get(user.address, '')} <{user.address}>".strip()
        mail["To"] = to
        mail["Subject"] = subject
        mail["Date"] = format_datetime(self.now)
        mail["Message-ID"] = make_msgid(domain="client.example.test")
        for name, value in (headers or {}).items():
            del mail[name]
            mail[name] = value
        mail.set_content(text)
        if html is not None:
            mail.add_alternative(html, subtype="html")
        for name, content in files:
            mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
        return mail

    def composed_reply(self, user: User, to: Letter, text: str, **how: Any) -> EmailMessage:
        """A plain reply without quotation."""
        headers = {
            "In-Reply-To": to["Message-ID"],
            "References": f"{to['References']} {to['Message-ID']}".strip(),
            **(how.pop("headers", None) or {}),
        }
        address = to["Reply-To"] or to["From"]
        subject = to["Subject"] if to["Subject"].lower().startswith("re:") else f"Re: {to['Subject']}"
        return self.compose(user, address, subject, text, headers=headers, **how)

    def send(self, user: User, mail: EmailMessage | bytes) -> str:
        """Through the submission server (which stamps a pass), as their client would; the Message-ID."""
        raw = mail if isinstance(mail, bytes) else mail.as_bytes()
        self.post.submit(user, raw, *(a.addr_spec for a in _recipients(raw)))
        return str(email.message_from_bytes(raw)["Message-ID"])

    # -- looking

    def case(self, number: int) -> dict[str, Any]:
        """`concierge case NUMBER --json`."""
        return dict(cases.showing(number, "LC") or {})

    def sent_to(self, user: User) -> list[str]:
        """Kinds of the mails queued for them, oldest first."""
        rows = Outbox.select().where(Outbox.recipient == user.address.lower()).order_by(Outbox.id)
        return [row.kind for row in rows]

    def count(self) -> int:
        """How many mails the service ever queued."""
        return int(Outbox.select().count())

    def _toml(self, url: str, wishes: Wishes) -> str:
        bram = (
            f'[[concierge]]\nname = "Bram Jansen"\naddress = "{self.bram.address}"\n'
            f'languages = ["nl", "en"]\n{wishes.bram}'
        )
        carl = f'[[concierge]]\nname = "Carl Wouters"\naddress = "{self.carl.address}"\nlanguages = ["en"]'
        if wishes.catalogue:
            starter = Path(str(resources.files("concierge"))) / "starter"
            for name in ("catalogue.csv", "topics.toml"):
                shutil.copy(starter / name, self.folder / name)
        files = 'catalogue = "catalogue.csv"\ntopics = "topics.toml"\n' if wishes.catalogue else ""
        return f"""
[service]
name = "Learning Help"
timezone = "Europe/Brussels"
languages = ["en", "nl"]
secret_file = "secret"
lead = ["{self.lead.address}"]
{files}{wishes.service}
[[mailbox]]
address = "{self.service.address}"
allowed_senders = [{"" if wishes.anyone else f'"@{self.post.domain}"'}]
trusted_authserv_ids = ["{self.post.authserv_id}"]
sent_copy = "{wishes.sent_copy}"
{self._accounts(wishes)}
{wishes.mailbox}
[[concierge]]
name = "Anna Peeters"
address = "{self.anna.address}"
{"" if wishes.alone else bram}
{carl if wishes.carl else ""}
[response]
{wishes.response}
[hours]
holidays = "BE"
[database]
url = "{url}"
{wishes.extra}
"""

    def _accounts(self, wishes: Wishes) -> str:
        """As a user writes them; the certificate comes from SSL_CERT_FILE, or from `World`."""
        imap, smtp = self.post.imap(self.service), self.post.smtp(self.service)
        lines = []
        for name, account in (("imap", imap), ("smtp", smtp)):
            more = f', connections = {wishes.connections}, rate = "1000 per 1m"' if name == "smtp" else ""
            login = f'username = "{account.username}", password = "{account.password}", timeout = "10s"'
            lines.append(
                f'{name} = {{ host = "{account.host}", port = {account.port}, '
                f'security = "{account.security}", {login}{more} }}'
            )
        return "\n".join(lines)


def _recipients(raw: bytes) -> tuple[Address, ...]:
    mail = letter(raw).mail
    found: list[Address] = []
    for name in ("To", "Cc"):
        if mail[name] is not None:
            found += mail[name].addresses
    return tuple(found)

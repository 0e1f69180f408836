"""A service with its people on real mail servers, driven round by round with a clock that tests move.

world = World(post, url, tmp_path)
maria = world.person("maria", "Maria Jansen")
inbound = world.mail(maria, "My talks fall flat", "What can I do?")
assert inbound.reason == "request"
world.newest(maria).text
"""

from __future__ import annotations

import email
import email.policy
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path

from cases.settings import Settings
from concierge.config import load
from concierge.demo_border import PASS, Results
from concierge.service import Service
from db import cases, inbound
from db.connect import disconnect, open_database
from db.migrate import migrate
from db.tables import Inbound, Outbox
from tests.servers.post import Post, User

TIMEOUT = 20.0  # seconds until a real server has delivered
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # ten o'clock in Brussels


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


class World:
    """`anna` (English, Dutch) and `bram` (Dutch, English) are the concierges; `service` their mailbox."""

    def __init__(
        self,
        post: Post,
        url: str,
        folder: Path,
        *,
        extra: str = "",
        mailbox: str = "",
        now: datetime = MONDAY,
        alone: bool = False,
        catalogue: bool = False,
    ) -> None:
        self.post = post
        self.now = now
        self.names: dict[str, str] = {}
        self.service = post.new_user("help")
        self.anna = self.person("anna", "Anna Peeters")
        self.bram = self.person("bram", "Bram Jansen")
        self.lead = self.person("lead", "Lea De Wit")
        self.folder = folder
        (folder / "secret").write_text("1:" + "5a" * 32 + "\n")
        (folder / "secret").chmod(0o600)
        (folder / "concierge.toml").write_text(self._toml(url, extra, mailbox, alone, catalogue))
        settings = load(folder / "concierge.toml", {})
        self.settings = self._on_servers(settings)
        self.database = open_database(self.settings.database_url, folder)
        migrate(self.database)
        self.clock: Callable[[], datetime] = lambda: self.now
        self.runner = Service(self.settings, self.clock)
        self.round()  # the folder is known from now on: no mail of the test is backlog

    def __enter__(self) -> World:
        return self

    def __exit__(self, *_: object) -> None:
        self.runner.close()
        disconnect()

    # -- people

    def person(self, local: str, name: str) -> User:
        user = self.post.new_user(local)
        self.names[user.address] = name
        return user

    def letters(self, user: User) -> list[Letter]:
        """Everything in their inbox, oldest first."""
        return [letter(raw) for raw in self.post.inbox(user)]

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

    def mail(self, user: User, subject: str, text: str, **how: object) -> inbound.Received:
        """A new mail to the service, decided."""
        return self.submit(user, self.compose(user, self.service.address, subject, text, **how))  # type: ignore[arg-type]

    def reply(self, user: User, to: Letter, text: str, **how: object) -> inbound.Received:
        """A plain reply without quotation, decided."""
        headers = {
            "In-Reply-To": to["Message-ID"],
            "References": f"{to['References']} {to['Message-ID']}".strip(),
            **(how.pop("headers", None) or {}),  # type: ignore[dict-item]
        }
        address = to["Reply-To"] or to["From"]
        subject = to["Subject"] if to["Subject"].lower().startswith("re:") else f"Re: {to['Subject']}"
        mail = self.compose(user, address, subject, text, headers=headers, **how)  # type: ignore[arg-type]
        return self.submit(user, mail)

    def submit(self, user: User, mail: EmailMessage | bytes) -> inbound.Received:
        """Send through the submission server (which stamps a pass), and run until it is decided."""
        raw = mail if isinstance(mail, bytes) else mail.as_bytes()
        parsed = email.message_from_bytes(raw)
        to = [a.addr_spec for a in self._recipients(raw)]
        self.post.submit(user, raw, *to)
        return self.decided(str(parsed["Message-ID"]))

    def outside(self, raw: bytes, results: Results = PASS, to: str | None = None) -> inbound.Received:
        """A mail from outside with these authentication results, decided."""
        parsed = email.message_from_bytes(raw)
        self.post.deliver(raw, to or self.service.address, results=results)
        return self.decided(str(parsed["Message-ID"]) if parsed["Message-ID"] else None)

    # -- running

    def round(self) -> None:
        """Intake, followups, outbox, once."""
        assert self.runner.once(), "a role failed"

    def decided(self, message_id: str | None) -> inbound.Received:
        """Run rounds until the mail is decided and everything that came of it was sent."""
        deadline = time.monotonic() + TIMEOUT
        while time.monotonic() < deadline:
            self.round()
            row = (
                Inbound.select()
                .where(Inbound.message_id == message_id)
                .order_by(Inbound.id.desc())
                .limit(1)
                .get_or_none()
            )
            if row is not None and row.state != "received":
                self.round()
                return inbound.load(row.id)
            time.sleep(0.05)
        raise AssertionError(f"{message_id} did not arrive")

    def pass_time(self, span: timedelta) -> None:
        """Let the clock go on, and do what falls due."""
        self.now += span
        self.round()
        self.round()

    # -- looking

    def case(self, number: int) -> dict[str, object]:
        """`concierge case NUMBER --json`."""
        return dict(cases.showing(number, self.settings.case_prefix) or {})

    def sent_to(self, user: User) -> list[str]:
        """Kinds of the mails queued for them, oldest first."""
        rows = Outbox.select().where(Outbox.recipient == user.address.lower()).order_by(Outbox.id)
        return [row.kind for row in rows]

    def count(self) -> int:
        """How many mails the service ever queued."""
        return int(Outbox.select().count())

    @staticmethod
    def _recipients(raw: bytes) -> tuple[email.headerregistry.Address, ...]:  # type: ignore[name-defined]
        parsed = email.message_from_bytes(raw, policy=email.policy.default)
        found: list[object] = []
        for name in ("To", "Cc"):
            if parsed[name] is not None:
                found += parsed[name].addresses
        return tuple(found)  # type: ignore[return-value]

    def _on_servers(self, settings: Settings) -> Settings:
        box = replace(
            settings.mailboxes[0], imap=self.post.imap(self.service), smtp=self.post.smtp(self.service)
        )
        return replace(settings, mailboxes=(box,))

    def _toml(self, url: str, extra: str, mailbox: str, alone: bool, catalogue: bool) -> str:
        bram = (
            ""
            if alone
            else f'[[concierge]]\nname = "Bram Jansen"\naddress = "{self.bram.address}"\nlanguages = ["nl", "en"]\n'
        )
        files = 'catalogue = "catalogue.csv"\ntopics = "topics.toml"\n' if catalogue else ""
        if catalogue:
            import shutil
            from importlib import resources

            starter = Path(str(resources.files("concierge"))) / "starter"
            for name in ("catalogue.csv", "topics.toml"):
                shutil.copy(starter / name, self.folder / name)
        return f"""
[service]
name = "Learning Help"
timezone = "Europe/Brussels"
languages = ["en", "nl"]
secret_file = "secret"
lead = ["{self.lead.address}"]
{files}
[[mailbox]]
address = "{self.service.address}"
allowed_senders = ["@{self.post.domain}"]
trusted_authserv_ids = ["{self.post.authserv_id}"]
sent_copy = "always"
imap = {{ host = "127.0.0.1", port = 143, security = "none", username = "u", password = "p" }}
smtp = {{ host = "127.0.0.1", port = 587, security = "none", username = "u", password = "p", rate = "1000 per 1m" }}
{mailbox}
[[concierge]]
name = "Anna Peeters"
address = "{self.anna.address}"
{bram}
[hours]
holidays = "BE"
[database]
url = "{url}"
{extra}
"""


DAY = timedelta(days=1)

"""The stage of the demo: built-in mail servers, a service on them, people with mail clients, a moving clock.

The service is the one that `concierge run` runs, from a configuration file like any other; only the servers
and the clock are ours.
"""

from __future__ import annotations

import email
import email.policy
import itertools
import re
import secrets
import shutil
import smtplib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

from concierge.config.load import load
from concierge.demo.clients import Client, Letter, Person
from concierge.demo.servers import Delivered, DemoMail
from concierge.service import Service
from db.connect import disconnect, open_database
from db.migrate import migrate

ZONE = ZoneInfo("Europe/Brussels")
START = datetime(2026, 11, 23, 9, 2, tzinfo=ZONE)  # a Monday
SERVICE = "learninghelp@example.org"
PASSWORD = "demo"  # noqa: S105 - loopback only, gone with the demo


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody in the story, with the mail client they use."""

    person: Person
    client: Client
    signature: str = ""

    @property
    def address(self) -> str:
        return self.person.address

    @property
    def name(self) -> str:
        return self.person.name


@dataclass
class Clock:
    """The time of the story: it stands still but for `forward`, unless it runs on from `running_since`."""

    now: datetime = START
    running_since: float | None = None

    def __call__(self) -> datetime:
        elapsed = time.monotonic() - self.running_since if self.running_since is not None else 0.0
        return self.now.astimezone(UTC) + timedelta(seconds=elapsed)

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)

    def run_on(self) -> None:
        """From here on with the speed of real time."""
        self.running_since = time.monotonic()


@dataclass
class Stage:
    """Everything that is there while the curtain is up. Use as a context manager."""

    folder: Path
    players: tuple[Player, ...]
    concierges: str  # the [[concierge]] tables of the configuration
    clock: Clock = field(default_factory=Clock)

    def __enter__(self) -> Stage:
        addresses = [SERVICE, *(p.address for p in self.players)]
        self.servers = DemoMail(dict.fromkeys(addresses, PASSWORD), clock=self.clock).start()
        self._told = 0
        self.config = self._configure()
        self.settings = load(self.config)
        database = open_database(self.settings.database_url, self.settings.directory)
        migrate(database)
        self.service = Service(self.settings, self.clock)
        self.service.once()
        return self

    def __exit__(self, *_: object) -> None:
        self.service.close()
        disconnect()
        self.servers.stop()

    # -- what people do

    def write(self, who: Player, subject: str, text: str) -> None:
        """A new mail to the service."""
        letter = Letter(text, who.person, self._local_time(), (SERVICE,), signature=who.signature)
        self.submit(who, who.client.new(letter, subject))

    def reply(self, who: Player, received: Delivered, text: str) -> None:
        """An answer in their own mail client, with everything it quotes below."""
        letter = Letter(text, who.person, self._local_time(), signature=who.signature)
        self.submit(who, who.client.reply(received.raw, letter))

    def reply_between(self, who: Player, received: Delivered, answers: dict[str, str]) -> None:
        """A plain text answer with words between the quoted lines; keys begin the lines they stand below."""
        mail = parsed(received)
        lines = []
        for line in text_of(mail).splitlines():
            lines.append(f"> {line}".rstrip())
            lines += [f"\n{words}\n" for start, words in answers.items() if line.strip().startswith(start)]
        at = f"{mail['Date'].datetime:%d/%m/%Y %H:%M}"
        body = f"On {at}, {mail['From'].addresses[0].display_name} wrote:\n" + "\n".join(lines)
        self.submit(who, self._plain(who, mail, f"Re: {re.sub('(?i)^re: ', '', mail['Subject'])}", body))

    def press_button(self, who: Player, received: Delivered, rating: int) -> None:
        """The `mailto:` button of the survey: the mail that opens, sent as it is."""
        to = rf"mailto:([^?\"<>\s]{{1,300}}+)\?[^\"<>\s]{{0,300}}?body={rating}\b"
        link = re.search(to, html_of(parsed(received)))
        assert link, "the survey has no button"
        mail = EmailMessage(policy=email.policy.SMTP)
        mail["From"] = f"{who.name} <{who.address}>"
        mail["To"] = link[1].replace("%2B", "+")
        mail["Subject"] = f"Re: {parsed(received)['Subject']}"
        mail["Date"] = self._local_time()
        mail["Message-ID"] = f"<{secrets.token_hex(12)}@mail.example.com>"
        mail.set_content(f"{rating}\n")
        self.submit(who, mail.as_bytes())

    def out_of_office(self, who: Player, received: Delivered, text: str) -> None:
        """What their server answers by itself."""
        mail = parsed(received)
        raw = self._plain(who, mail, f"Automatic reply: {mail['Subject']}", text)
        self.submit(who, b"Auto-Submitted: auto-replied\r\n" + raw)

    def submit(self, who: Player, raw: bytes) -> None:
        """Send through the submission server, logged in as themselves."""
        recipients = [a.addr_spec for a in _mail(raw)["To"].addresses]
        with smtplib.SMTP("127.0.0.1", self.servers.smtp_port) as client:
            client.login(who.address, PASSWORD)
            client.sendmail(who.address, recipients, raw)

    # -- what the service does

    def round(self) -> list[Delivered]:
        """Let the service work until nothing moves; what it delivered, in order."""
        for _ in range(5):
            before = len(self.servers.delivered)
            self.service.once()
            if len(self.servers.delivered) == before:
                break
        new = self.servers.delivered[self._told :]
        self._told = len(self.servers.delivered)
        return [mail for mail in new if mail.login == SERVICE]

    def keep_mails(self, folder: Path) -> int:
        """Every delivered mail as an .eml file, numbered in order."""
        folder.mkdir(parents=True, exist_ok=True)
        for number, mail in zip(itertools.count(1), self.servers.delivered, strict=False):
            to = mail.user.partition("@")[0]
            (folder / f"{number:02}-to-{to}.eml").write_bytes(mail.raw)
        return len(self.servers.delivered)

    # -- shared

    def _local_time(self) -> datetime:
        return self.clock().astimezone(ZONE)

    def _plain(self, who: Player, received: EmailMessage, subject: str, text: str) -> bytes:
        mail = EmailMessage(policy=email.policy.SMTP.clone(max_line_length=998))
        mail["From"] = f"{who.name} <{who.address}>"
        mail["To"] = str(received["Reply-To"] or received["From"])
        mail["Subject"] = subject
        mail["Date"] = self._local_time()
        mail["Message-ID"] = f"<{secrets.token_hex(12)}@mail.example.com>"
        mail["In-Reply-To"] = received["Message-ID"]
        mail["References"] = f"{received['References'] or ''} {received['Message-ID']}".strip()
        mail.set_content(text, cte="quoted-printable")
        return mail.as_bytes()

    def _configure(self) -> Path:
        starter = resources.files("concierge") / "starter"
        for name in ("catalogue.csv", "topics.toml"):
            shutil.copy(str(starter / name), self.folder / name)
        secret = self.folder / "secret"
        secret.write_text(f"1:{secrets.token_hex(32)}\n")
        secret.chmod(0o600)
        path = self.folder / "concierge.toml"
        path.write_text(self._toml(), "utf-8")
        return path

    def _toml(self) -> str:
        login = f'security = "none", username = "{SERVICE}", password = "{PASSWORD}"'
        return f"""[service]
name = "Learning Help"
timezone = "Europe/Brussels"
languages = ["en", "nl"]
secret_file = "secret"
lead = ["lea@example.org"]
catalogue = "catalogue.csv"
topics = "topics.toml"

[[mailbox]]
address = "{SERVICE}"
allowed_senders = ["@example.org"]
trusted_authserv_ids = ["{self.servers.authserv_id}"]
imap = {{ host = "127.0.0.1", port = {self.servers.imap_port}, {login} }}
smtp = {{ host = "127.0.0.1", port = {self.servers.smtp_port}, {login}, rate = "1000 per 1m" }}

{self.concierges}
[hours]
week = "Mon-Fri 09:00-17:00"
holidays = "BE"

[database]
url = "sqlite:///concierge.db"
"""


def parsed(mail: Delivered) -> EmailMessage:
    """The mail as Python's own parser reads it."""
    return _mail(mail.raw)


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    return str(body.get_content()).replace("\r\n", "\n") if body else ""


def html_of(mail: EmailMessage) -> str:
    body = mail.get_body(("html",))
    return str(body.get_content()).replace("&amp;", "&") if body else ""


def only(mails: list[Delivered], who: Player) -> Iterator[Delivered]:
    """Those that `who` got."""
    return (mail for mail in mails if mail.user == who.address)


def _mail(raw: bytes) -> EmailMessage:
    found = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found

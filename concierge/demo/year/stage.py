"""The service of the simulated year: its files, its roster, its clock, and processes that come and go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from importlib import resources
from pathlib import Path

from cases.catalogue import Catalogue
from cases.settings import Settings
from concierge.catalogue.files import read_catalogue
from concierge.config.load import load
from concierge.demo.year.people import Helper
from concierge.demo.year.post import Post
from concierge.demo.year.scenario import BEGIN, CLIENTS, YEAR, Organisation
from concierge.service import Service, Wires
from db.connect import disconnect, open_database
from db.migrate import migrate

SERVICE = "learninghelp@concierge.example"
LEAD = "lea@concierge.example"
SQLITE = "sqlite:///concierge.db"
AUTHSERV_ID = "mx.concierge.example"
SECRET = "1:" + "5a" * 32 + "\n"  # of a year that is played with no one's mail, always the same
LOGIN = 'security = "none", username = "year", password = "year"'  # nothing is dialled
HELPERS = (
    Helper(
        "Anna Peeters",
        "anna@concierge.example",
        "outlook_en",
        "Kind regards,\n\nAnna Peeters\nLearning Help\n+32 2 555 01 01",
        ("linde", "northwind"),
        ("en", "nl"),
        ((date(YEAR, 7, 14), date(YEAR, 7, 25)), (date(YEAR, 12, 22), date(YEAR, 12, 31))),
    ),
    Helper(
        "Bram Jansen",
        "bram@concierge.example",
        "apple_mail_nl",
        "",
        ("linde", "waterrijk"),
        ("nl", "en"),
        ((date(YEAR, 8, 4), date(YEAR, 8, 15)),),
    ),
    Helper(
        "Sofie Wouters",
        "sofie@concierge.example",
        "gmail_en",
        "",
        ("northwind", "waterrijk"),
        ("en", "nl"),
        ((date(YEAR, 4, 7), date(YEAR, 4, 11)),),
        writes_minutes=True,
    ),
)


@dataclass
class Clock:
    """The time of the year; it stands still until it is moved."""

    now: datetime = BEGIN

    def __call__(self) -> datetime:
        return self.now


class Stage:
    """The service on `folder` and a database, with its mail in memory. Use as a context manager."""

    def __init__(self, folder: Path, database: str = SQLITE, *, starter: bool = True) -> None:
        """`database`: the URL of an empty one. Without `starter` only the topics and options of the year."""
        self.folder, self._database = folder, database
        self.clock = Clock()
        self.post = Post(SERVICE, AUTHSERV_ID, self.clock)
        self.config = _configured(folder, database, starter=starter)
        self.tap: Callable[[str], None] = lambda point: None

    def __enter__(self) -> Stage:
        self.settings = self._load()
        opened = open_database(self.settings.database_url, folder := self.folder, lasting=False)
        migrate(opened)
        self.catalogue = read_catalogue(folder / "catalogue.csv", folder / "topics.toml")
        self.service = self._new_service()
        return self

    def __exit__(self, *_: object) -> None:
        self.service.close()
        disconnect()

    def restart(self, *, killed: bool = False) -> None:
        """Another process on the same database and files. `killed`: the old one could not say goodbye."""
        if not killed:
            self.service.close()
        disconnect()
        self.settings = self._load()
        open_database(self.settings.database_url, self.folder, lasting=False)
        self.service = self._new_service()

    def _load(self) -> Settings:
        return load(self.config, {}, self.clock.now.date())

    def _new_service(self) -> Service:
        wires = Wires(self.post.mailbox, self.post.connections)
        return Service(self.settings, self.clock, tap=lambda point: self.tap(point), wires=wires)


def phrases(catalogue: Catalogue) -> dict[tuple[str, str], tuple[str, ...]]:
    """What people say, by topic and language."""
    return {
        (topic.slug, language): tuple(said)
        for topic in catalogue.topics
        for language, said in topic.phrases.items()
    }


def _configured(folder: Path, database: str, *, starter: bool) -> Path:
    """The files of the service; the path of its configuration."""
    general = resources.files("concierge") / "starter"
    ours = resources.files("concierge") / "demo" / "year"
    for name in ("topics.toml", "catalogue.csv"):
        text = (ours / name).read_text("utf-8")
        if starter:
            _, _, rows = text.partition("\n")
            more = rows if name.endswith(".csv") else text
            text = f"{(general / name).read_text('utf-8').rstrip(chr(10))}\n{more}"
        (folder / name).write_text(text, "utf-8")
    secret = folder / "secret"
    secret.write_text(SECRET)
    secret.chmod(0o600)
    path = folder / "concierge.toml"
    path.write_text(_toml(database), "utf-8")
    path.chmod(0o600)
    return path


def _toml(database: str) -> str:
    return f"""[service]
name = "Learning Help"
timezone = "Europe/Brussels"
languages = ["en", "nl"]
secret_file = "secret"
lead = ["{LEAD}"]
catalogue = "catalogue.csv"
topics = "topics.toml"

[[mailbox]]
address = "{SERVICE}"
allowed_senders = [{", ".join(f'"@{client.domain}"' for client in CLIENTS)}]
trusted_authserv_ids = ["{AUTHSERV_ID}"]
sent_copy = "never"
imap = {{ host = "127.0.0.1", port = 143, {LOGIN} }}
smtp = {{ host = "127.0.0.1", port = 25, {LOGIN}, rate = "1000 per 1m" }}

{"".join(map(_helper, HELPERS))}
{"".join(map(_client, CLIENTS))}
[response]
receipts = "problems"
digest = "08:30"
lead_digest = "Mon 08:30"

[hours]
week = "Mon-Fri 09:00-17:00"
holidays = "BE"

[limits]
automatic_total = "1000 per 1h"

[privacy]
anonymise_after = "270d"

[database]
url = "{database}"
"""


def _helper(helper: Helper) -> str:
    lines = (
        "[[concierge]]",
        f'name = "{helper.name}"',
        f'address = "{helper.address}"',
        f"languages = {_list(helper.languages)}",
        f"clients = {_list(helper.clients)}",
        f"away = {_list(tuple(f'{first}..{last}' for first, last in helper.away))}",
        "",
        "",
    )
    return "\n".join(lines)


def _client(client: Organisation) -> str:
    lines = (
        "[[client]]",
        f'id = "{client.id}"',
        f'name = "{client.name}"',
        f'domains = ["{client.domain}"]',
        f'rate = "{client.rate}"' if client.rate else "",
        "",
        "",
    )
    return "\n".join(lines)


def _list(words: tuple[str, ...]) -> str:
    return "[" + ", ".join(f'"{word}"' for word in words) + "]"

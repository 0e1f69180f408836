"""One mail on its way through the store: read once, and loaded what its words ask for."""

from __future__ import annotations

import cProfile
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from cases.model import Purpose
from db import folders
from db.connect import disconnect, open_database
from db.migrate import migrate
from db.tables import Case, Inbound
from intake.handle import Handler
from replies.commands.grammar import read
from templates.drafts import Writer
from tests import desk as d

ANNA = "Anna Peeters <anna@example.org>"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[None]:
    """An empty, open database."""
    migrate(open_database(f"sqlite:///{tmp_path / 'concierge.db'}"))
    yield
    disconnect()


def _handler() -> Handler:
    return Handler(d.settings(), Writer(d.settings(), d.library()), lambda: d.CATALOGUE)


def _decided(raw: bytes, handler: Handler, uid: int) -> str:
    """The reason of the decision about this mail."""
    folders.store(d.HELP, "INBOX", 1, [(uid, raw, d.NOW)], d.NOW, 0)
    handler.run_once(d.NOW)
    return str(Inbound.get(Inbound.uid == uid).reason)


def _anna() -> int:
    """Her number in this store; Maria asked first."""
    person = Case.get().requester_id
    return int(person) + 1


MAILS = [
    # (what Anna writes in reply to her notification, reason)
    ("Begin with a question.", "concierge-answer"),
    ("Begin with a question.\n\n#topic presenting\n#close", "concierge-answer"),
    ("Begin small.\n\n#note She seems tired.\n#status\n#suggest", "concierge-answer"),
    ("#recommend presenting time=8h\n#take", "concierge-answer"),
    ("Begin small.\n#clxyz", "transcript"),
]


@pytest.mark.parametrize(("text", "reason"), MAILS)
def test_a_concierges_mail_is_read_once(database: None, text: str, reason: str) -> None:
    """However many commands it holds and whatever comes of it."""
    handler = _handler()
    assert "request" == _decided(d.mail("My talks fall flat."), handler, 1)
    to = f"help+{d.token(Purpose.ANSWER, _anna(), 1, 1)}@example.org"
    raw = d.mail(text, sender=ANNA, to=to, Message_ID="<reply@example.org>")
    profile = cProfile.Profile()
    assert reason == profile.runcall(_decided, raw, handler, 2)
    assert [1] == [entry.callcount for entry in profile.getstats() if entry.code is read.__code__]


class _Cases(logging.Handler):
    """The numbers of the cases that are read, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[int] = []

    def emit(self, record: logging.LogRecord) -> None:
        assert isinstance(record.msg, tuple)
        statement, values = record.msg
        if statement.startswith("SELECT") and 'FROM "case" AS "t1" WHERE ("t1"."id" = ' in statement:
            self.read.append(values[0])


@pytest.mark.parametrize(("own", "other"), [(1, 2), (2, 1), (3, 1), (2, 3)])
@pytest.mark.parametrize("verb", ["#merge", "#samenvoegen", "/Merge "])
def test_cases_are_locked_in_ascending_order(database: None, own: int, other: int, verb: str) -> None:
    """Whichever is merged into which: two such mails at the same time never wait for each other."""
    handler = _handler()
    for number in (1, 2, 3):
        _decided(
            d.mail("My talks fall flat.", Subject=f"Talk {number}", Message_ID=f"<{number}@x>"),
            handler,
            number,
        )
    to = f"help+{d.token(Purpose.ANSWER, _anna(), own, own)}@example.org"
    raw = d.mail(f"{verb} LC-{other}", sender=ANNA, to=to, Message_ID="<reply@example.org>")
    cases, library = _Cases(), logging.getLogger("peewee")
    level = library.level
    library.setLevel(logging.DEBUG)
    library.addHandler(cases)
    assert "concierge-commands" == _decided(raw, handler, 9)
    library.removeHandler(cases)
    library.setLevel(level)
    first = list(dict.fromkeys(cases.read))
    assert sorted((own, other)) == first

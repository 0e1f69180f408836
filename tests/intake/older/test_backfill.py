"""Earlier mail becomes cases, whatever the order it comes in, and nothing is ever sent."""

from __future__ import annotations

import itertools
import random
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.catalogue import Catalogue
from cases.effects import AddMessage, Decision, OpenCase
from cases.model import Address, CaseState, Direction, InboundState, Role
from cases.reasons import Reason
from concierge.config.load import load
from db import inbound, prepare
from db.apply import apply
from db.cases import Filter, listing, showing
from db.connect import disconnect, open_database, transaction
from db.migrate import migrate
from db.tables import Case, Inbound, KnownId, Message, Outbox, Survey
from intake.handle import Handler
from intake.older.backfill import Backfill, Summary
from intake.older.mail_files import Found
from intake.older.threads import threads
from intake.reading.parse import parse
from templates.drafts import Writer
from templates.load import load_library
from tests.intake.reading.raw_mail import raw_mail

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
START = datetime(2024, 3, 4, 9, 0, tzinfo=UTC)
BOX, ANNA = "help@example.org", "anna@example.org"
MARIA, TOM = "maria@example.net", "tom@example.com"
CONFIGURATION = """
[service]
languages = ["en", "nl"]
[[mailbox]]
address = "help@example.org"
imap = { host = "localhost", security = "none", password = "x" }
smtp = { host = "localhost", security = "none" }
[[concierge]]
name = "Anna Peeters"
address = "anna@example.org"
[[client]]
id = "net"
name = "Net"
domains = ["example.net"]
"""


@pytest.fixture(scope="module")
def writer(tmp_path_factory: pytest.TempPathFactory) -> Writer:
    """Settings and templates, read once."""
    folder = tmp_path_factory.mktemp("configuration")
    (folder / "secret").write_text("0:" + "ab" * 32)
    (folder / "concierge.toml").write_text(CONFIGURATION)
    configured = load(folder / "concierge.toml", {})
    return Writer(configured, load_library(None, configured.languages))


def _prepare(url: str) -> None:
    migrate(open_database(url))
    disconnect()


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database with the schema."""
    path = tmp_path_factory.mktemp("template") / "concierge.db"
    _prepare(f"sqlite:///{path}")
    return path


@contextmanager
def fresh(template: Path) -> Iterator[None]:
    """An empty database, open, for as long as the block lasts."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "concierge.db"
        shutil.copy(template, path)
        open_database(f"sqlite:///{path}")
        try:
            yield
        finally:
            disconnect()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, template: Path) -> Iterator[None]:
    """An empty, open database on both engines."""
    if request.param == "sqlite":
        with fresh(template):
            yield
        return
    postgres = request.getfixturevalue("postgres")
    url = postgres.copy_of("schema", _prepare)
    open_database(url)
    yield
    disconnect()
    postgres.drop(url)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to be imported; `at` in hours after START."""

    name: str | None
    references: tuple[str, ...] = ()
    author: str = MARIA
    to: str = BOX
    at: float = 0
    subject: str = "Presenting"
    automatic: bool = False
    body: str = "How do I present better? I want to learn it for my team, thank you and best regards"

    @property
    def raw(self) -> bytes:
        headers = [
            ("From", self.author),
            ("To", self.to),
            ("Subject", self.subject),
            ("Date", format_datetime(START + timedelta(hours=self.at))),
        ]
        if self.name:
            headers.append(("Message-ID", f"<{self.name}@x>"))
        if self.references:
            headers.append(("References", " ".join(f"<{each}@x>" for each in self.references)))
        if self.automatic:
            headers.append(("Auto-Submitted", "auto-replied"))
        return raw_mail(headers, self.body)


def take(writer: Writer, mails: Iterable[Mail | bytes], since: datetime | None = None) -> Summary:
    """Import these; nothing may be unreadable."""
    raws = [mail.raw if isinstance(mail, Mail) else mail for mail in mails]
    found = [Found(f"mail {n}", "old.mbox", len(raw), raw) for n, raw in enumerate(raws)]
    summary = Backfill(writer, BOX, lambda: NOW, since).run(found)
    assert [] == summary.unreadable
    return summary


def case(number: int) -> dict[str, Any]:
    found = showing(number, "LC")
    assert found is not None
    return found


def groups() -> set[frozenset[str]]:
    """The texts of the messages of each case that has any."""
    found: dict[int, set[str]] = {}
    for row in Message.select():
        found.setdefault(row.case_id, set()).add(row.text)
    return {frozenset(texts) for texts in found.values()}


# -- conversations

NAMES = [*"abcdefghij"]
MAILS = st.lists(
    st.builds(
        Mail,
        name=st.one_of(st.none(), st.sampled_from(NAMES)),
        references=st.lists(st.sampled_from([*NAMES, "ghost1", "ghost2"]), max_size=3).map(tuple),
        author=st.sampled_from([MARIA, TOM, ANNA, BOX]),
        to=st.sampled_from([MARIA, TOM]),
        at=st.integers(0, 500),
        automatic=st.sampled_from([False, False, False, True]),
        body=st.builds("{} I can spend {} hours on it.".format, st.uuids(), st.integers(2, 9)),
    ),
    max_size=14,
)
Picture = frozenset[tuple[frozenset[str], str, str, str, str, str | None, int | None]]


def _picture() -> Picture:
    """Everything about the cases that must not depend on the order of arrival."""
    rows = Case.select().where(Case.merged_into.is_null())
    return frozenset(
        (
            frozenset(
                f"{m.text} {m.direction} {m.role}" for m in Message.select().where(Message.case == row)
            ),
            row.created_at.isoformat(),
            row.requester.address,
            row.subject,
            row.state,
            row.client,
            row.need["time"],
        )
        for row in rows
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mails=MAILS, rng=st.randoms(use_true_random=False), cut=st.integers(0, 14))
def test_cases_are_the_closure_in_any_order(
    mails: list[Mail], rng: random.Random, cut: int, writer: Writer, template: Path
) -> None:
    """Missing parents, cycles, doubles, automatic mail first: the groups of `threads`, twice the same."""
    mails = [Mail(**{**_fields(m), "subject": f"Subject {n}"}) for n, m in enumerate(mails)]
    places = threads(parse(mail.raw) for mail in mails)
    expected = {
        frozenset(mails[n].body for n in group)
        for group in places
        if any(not mails[n].automatic for n in group)
    }
    pictures = []
    for _ in range(2):
        rng.shuffle(mails)
        with fresh(template):
            take(writer, mails[:cut], START + timedelta(hours=250))
            take(writer, [*mails[cut:], *mails], START + timedelta(hours=250))
            assert expected == groups()
            assert 0 == Outbox.select().count()
            assert (
                0
                == KnownId.select()
                .join(Case, on=(Case.id == KnownId.case_id))
                .where(Case.merged_into.is_null(False))
                .count()
            )
            pictures.append(_picture())
    assert pictures[0] == pictures[1]


def _fields(mail: Mail) -> dict[str, Any]:
    return {name: getattr(mail, name) for name in Mail.__slots__}


CHAIN = [
    Mail("a", at=0, body="first"),
    Mail("b", ("a",), author=BOX, to=MARIA, at=1, body="second"),
    Mail("c", ("a", "b"), at=2, body="third"),
    Mail("d", ("c",), author=TOM, at=3, body="fourth"),
]


def test_every_order_gives_one_case_with_the_first_mail_s_date(writer: Writer, template: Path) -> None:
    """A conversation of four in all 24 orders: who asked, when, and who else wrote."""
    for order in itertools.permutations(CHAIN):
        with fresh(template):
            take(writer, order)
            (row,) = Case.select().where(Case.merged_into.is_null())
            found = case(row.id)
            assert ["first", "second", "third", "fourth"] == [m["new_text"] for m in found["messages"]]
            assert ["in", "out", "in", "in"] == [m["direction"] for m in found["messages"]]
            assert ("2024-03-04T09:00:00Z", "2024-03-04T12:00:00Z", MARIA, "net") == (
                found["created_at"],
                found["closed_at"],
                found["requester"]["address"],
                found["client"],
            )
            roles = Message.select(Message.role).order_by(Message.at)
            assert ["worker", "concierge", "worker", "third-party"] == [m.role for m in roles]


def test_the_request_says_the_need(writer: Writer, template: Path) -> None:
    """Its days count from its own; what came later, or from somebody else, says nothing of it."""
    mails = [
        Mail("a", at=1, body="I can spend two hours on it, and 100 euro. It must be ready by Friday."),
        Mail("b", ("a",), author=BOX, to=MARIA, at=2, body="I can spend three hours on it."),
        Mail("c", ("a", "b"), at=3, body="I can spend five hours on it."),
    ]
    for order in itertools.permutations(mails):
        with fresh(template):
            take(writer, order)
            (row,) = Case.select().where(Case.merged_into.is_null())
            budget = {"amount": 100.0, "currency": "EUR"}
            expected = {"with": None, "time": 120, "budget": budget, "by": "2024-03-08"}
            assert expected == {key: case(row.id)["need"][key] for key in expected}


def test_two_cases_that_a_mail_connects_become_the_older_one(database: None, writer: Writer) -> None:
    """The other one is closed, says where it went, and its mail and ids moved."""
    assert 2 == take(writer, [Mail("b", at=5, body="later"), Mail("a", at=1, body="sooner")]).opened
    summary = take(writer, [Mail("c", ("a", "b"), at=9, body="both")])
    assert (0, 1, 1) == (summary.opened, summary.joined, summary.merged)
    assert (None, 1) == (Case.get_by_id(1).merged_into, Case.get_by_id(2).merged_into)
    assert ["sooner", "later", "both"] == [m["new_text"] for m in case(1)["messages"]]
    assert [] == case(2)["messages"]
    assert ["case.merged"] == [e["event"] for e in case(2)["timeline"] if e["event"] == "case.merged"]
    assert ["LC-1"] == [shown["case"] for shown in listing(Filter(), "LC")]
    assert {1} == {row.case_id for row in Inbound.select()} == {row.case_id for row in KnownId.select()}
    take(writer, [Mail("d", ("b",), at=10, body="after")])
    assert "after" == case(1)["messages"][-1]["new_text"]


# -- what a case is


def test_an_imported_case_is_over_and_nothing_follows(database: None, writer: Writer) -> None:
    """Closed, origin import, no promise, no answer, no survey, no mail; and known the second time."""
    mails = [*CHAIN, Mail("x", author=TOM, at=40)]
    first = take(writer, mails)
    assert (5, 5, 0, 2, 3) == (first.read, first.new, first.known, first.opened, first.joined)
    again = take(writer, [*mails, *mails])
    assert (10, 0, 10, 0, 0) == (again.read, again.new, again.known, again.opened, again.joined)
    for row in Case.select():
        assert ("closed", "import", None, None, None) == (
            row.state,
            row.origin,
            row.promised_at,
            row.first_answer_at,
            row.last_answer_at,
        )
    assert 0 == Outbox.select().count() == Survey.select().count()
    assert {"accepted"} == {row.state for row in Inbound.select()}


def test_later_ones_stay_open(database: None, writer: Writer) -> None:
    """--open-since: whatever has mail of people from then on; automatic mail opens nothing."""
    mails = [
        Mail("old", at=0),
        Mail("going-on", at=0),
        Mail("answer", ("going-on",), at=99),
        Mail("new", at=100),
        Mail("away", ("old",), at=101, automatic=True),
    ]
    take(writer, mails, START + timedelta(hours=50))
    assert ["closed", "open", "open"] == [row.state for row in Case.select().order_by(Case.id)]
    assert [None, None] == [row.closed_at for row in Case.select().where(Case.state == "open")]
    assert [None] * 3 == [row.promised_at for row in Case.select()]


@pytest.mark.parametrize(
    ("mail", "expected"),
    [
        (Mail("a", author=ANNA, to=TOM), (TOM, "out", "concierge")),
        (Mail("a", author=BOX, to=f"{BOX}, Tom <{TOM}>"), (TOM, "out", "concierge")),
        (Mail("a", author=ANNA, to=BOX), (ANNA, "out", "concierge")),
        (Mail("a", author=f"Maria <{MARIA}>"), (MARIA, "in", "worker")),
    ],
)
def test_whose_case_it_is(template: Path, writer: Writer, mail: Mail, expected: tuple[str, str, str]) -> None:
    """The first author from outside, else whom we wrote to, else the concierge who asked."""
    with fresh(template):
        take(writer, [mail])
        message = Message.get()
        assert expected == (Case.get().requester.address, message.direction, message.role)
        take(writer, [Mail("b", ("a",), author=MARIA, at=30)])
        assert MARIA == Case.get().requester.address


def test_automatic_mail_waits_for_a_case(database: None, writer: Writer) -> None:
    """Vacation answers, bulk and bounces open nothing; they are shown once their case is there."""
    bounce = (
        b"From: MAILER-DAEMON@example.net\r\nTo: help@example.org\r\nSubject: Undelivered\r\n"
        b"Date: Mon, 4 Mar 2024 12:00:00 +0000\r\nMessage-ID: <bounce@x>\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        b"--b\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        b"Reporting-MTA: dns; example.net\r\n\r\nFinal-Recipient: rfc822; maria@example.net\r\n"
        b"Action: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        b"Message-ID: <b@x>\r\nFrom: help@example.org\r\n\r\n--b--\r\n"
    )
    away = Mail("away", ("b",), at=2, automatic=True)
    alone = Mail("alone", automatic=True)
    first = take(writer, [bounce, away, alone])
    assert (3, 0, 0) == (first.new, first.opened, first.joined)
    assert {"automatic": 2, "report-unmatched": 1} == first.as_mapping()["without_case"]
    second = take(writer, CHAIN)
    assert (1, 5) == (second.opened, second.joined)
    assert {"first": "worker", "second": "concierge", "third": "worker", "fourth": "third-party"} == {
        m.text: m.role for m in Message.select().where(Message.role != Role.AUTOMATIC)
    }
    assert {"<bounce@x>", "<away@x>"} == {
        m.message_id for m in Message.select().where(Message.role == Role.AUTOMATIC)
    }
    assert "2024-03-04T12:00:00Z" == case(1)["closed_at"]
    together: list[Mail | bytes] = [bounce, away, alone, *CHAIN]
    assert 0 == take(writer, together).new


def test_the_service_s_own_automatic_mail_is_its_own(database: None, writer: Writer) -> None:
    """An acknowledgement of an earlier installation: shown as sent, by the service, and never a case."""
    own = Mail("ack", ("a",), author=BOX, to=MARIA, at=1, automatic=True)
    assert 0 == take(writer, [own]).opened
    take(writer, [Mail("a")])
    assert [("in", "worker"), ("out", "service")] == [
        (m.direction, m.role) for m in Message.select().order_by(Message.at)
    ]


def test_a_live_case_is_shown_older_mail_and_stays_as_it_is(database: None, writer: Writer) -> None:
    """It survives also where the imported case is older; two live cases are never made one."""
    take(writer, [Mail("old", at=0)])
    for name in ("one", "two"):
        with transaction():
            maria = prepare.person(MARIA, "Maria", NOW)
            number = prepare.case_id()
            asked = AddMessage(
                number,
                Direction.IN,
                Role.WORKER,
                Address("Maria", MARIA),
                (BOX,),
                "request",
                "Live",
                name,
                name,
                f"<{name}@x>",
            )
            opened = OpenCase(number, maria, BOX, "Live", "en", promised_at=NOW)
            apply(Decision(InboundState.ACCEPTED, Reason.REQUEST, (opened, asked), number), None, NOW, MARIA)
    summary = take(writer, [Mail("between", ("old", "one", "two"), author=TOM, at=3, body="between")])
    assert (1, 1) == (summary.joined, summary.merged)
    live = Case.get_by_id(2)
    assert (CaseState.NEW, "mail", NOW, NOW, "Live", MARIA) == (
        live.state,
        live.origin,
        live.created_at,
        live.promised_at,
        live.subject,
        live.requester.address,
    )
    assert [2, None, None] == [row.merged_into for row in Case.select().order_by(Case.id)]
    assert ["worker", "third-party", "worker"] == [
        m.role for m in Message.select().where(Message.case == 2).order_by(Message.at)
    ]


# -- dates, words


LATER = "Mon, 4 Mar 2999 10:00:00 +0100"


@pytest.mark.parametrize(
    ("headers", "arrived", "expected"),
    [
        ({"Date": "Mon, 4 Mar 2024 10:00:00 +0100"}, None, START),
        ({"Date": LATER, "Received": "by x; Mon, 4 Mar 2024 10:00:00 +0100"}, None, START),
        ({"Date": "Thu, 1 Jan 1970 00:00:00 +0000"}, START, START),
        ({"Date": "yesterday"}, START, START),
        ({"Received": "by x; soon"}, START, START),
        ({}, NOW + timedelta(days=9), NOW),
        ({"Date": LATER}, None, NOW),
        ({}, None, NOW),
    ],
)
def test_dates(
    template: Path, writer: Writer, headers: dict[str, str], arrived: datetime | None, expected: datetime
) -> None:
    """The mail's own date, else the last hop's, else the file's; never in the future."""
    raw = raw_mail({"From": MARIA, "Message-ID": "<a@x>", **headers}, "Hello")
    with fresh(template):
        Backfill(writer, BOX, lambda: NOW).run([Found("a", "a", len(raw), raw, arrived)])
        assert (expected, expected) == (Case.get().created_at, Message.get().at)


def test_language_and_subject(template: Path, writer: Writer) -> None:
    """The language of the first words; a missing subject is made of them; reply marks go."""
    words = "Ik wil graag beter leren presenteren voor de groep, hoe kan ik dat het beste doen?"
    with fresh(template):
        take(writer, [Mail("a", subject="", body=words), Mail("b", subject="Re: [LC-9] Excel", at=1)])
        one, two = Case.select().order_by(Case.id)
        assert ("nl", "en", "Excel") == (one.language, two.language, two.subject)
        assert one.subject.startswith("Ik wil graag beter leren")


# -- damage, stops, and the mailbox itself


def test_a_mail_without_a_single_author_is_kept_and_opens_nothing(template: Path, writer: Writer) -> None:
    """Two From fields: nobody knows whose case it would be."""
    raw = raw_mail([("From", MARIA), ("From", TOM), ("Message-ID", "<a@x>")], "Hello")
    with fresh(template):
        assert {"from-not-single": 1} == take(writer, [raw]).as_mapping()["without_case"]
        assert 0 == Case.select().count()


def test_what_is_no_mail_is_named_and_the_next_goes_on(template: Path, writer: Writer) -> None:
    """Noise under the name of a mail, and a file that could not be read."""
    mail = Mail("a").raw
    found = [
        Found("noise", "x", 4, b"\0\1\2\3"),
        Found("gone", "x", 0, reason="it cannot be read"),
        Found("index", "x", 9),
        Found("good", "x", len(mail), mail),
    ]
    told: list[int] = []
    with fresh(template):
        summary = Backfill(writer, BOX, lambda: NOW).run(found, told.append)
    assert (3, 1, 1, 1) == (summary.read, summary.new, summary.opened, summary.passed_over)
    assert ["noise", "gone"] == [name for name, _ in summary.unreadable]
    assert sum(one.octets for one in found) == sum(told)


def test_stopped_in_the_middle_it_goes_on_without_doubles(template: Path, writer: Writer) -> None:
    """What was committed stays, what was not is taken up the second time."""
    mails = [Mail(f"m{n}", (f"m{n - n % 3}",) if n % 3 else (), at=n, body=str(n)) for n in range(90)]

    def broken() -> Iterator[Found]:
        for number, mail in enumerate(mails):
            if number == 70:
                raise KeyboardInterrupt
            yield Found(str(number), "x", 1, mail.raw)

    with fresh(template):
        with pytest.raises(KeyboardInterrupt):
            Backfill(writer, BOX, lambda: NOW).run(broken())
        assert 50 == Inbound.select().count()
        summary = take(writer, mails)
        assert (40, 50) == (summary.new, summary.known)
        assert (90, 30) == (Message.select().count(), Case.select().count())


def test_a_rehearsal_changes_nothing(template: Path, writer: Writer) -> None:
    """The same figures, and an empty database."""
    found = [Found("x", "x", 1, mail.raw) for mail in CHAIN]
    with fresh(template):
        summary = Backfill(writer, BOX, lambda: NOW).rehearse(found)
        assert (4, 1, 3) == (summary.new, summary.opened, summary.joined)
        assert 0 == Inbound.select().count() == Case.select().count()


def test_backlog_of_the_mailbox_is_threaded_the_same_way(template: Path, writer: Writer) -> None:
    """Mail that lay in the INBOX before us: closed cases, the parent after its children, nothing sent."""
    mails = [CHAIN[2], CHAIN[0], CHAIN[1], CHAIN[0]]
    with fresh(template):
        fetched = [(uid, mail.raw, START) for uid, mail in enumerate(mails, start=1)]
        inbound.store(BOX, "INBOX", 7, fetched, NOW, len(fetched))
        assert 4 == Handler(writer.settings, writer, Catalogue).run_once(NOW)
        assert ["backlog", "backlog", "backlog", "duplicate"] == [
            row.reason for row in Inbound.select().order_by(Inbound.id)
        ]
        assert {frozenset({"first", "second", "third"})} == groups()
        assert ("closed", START) == (Case.get().state, Case.get().created_at)
        assert 0 == Outbox.select().count()

"""Whom the clock erases and when, and who hears of it: never by name."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from cases.catalogue import Catalogue
from cases.effects import AwaitErasure, ChangeCase, RecordEvent, SendMail
from cases.rights import WANTED, Question, Right
from cases.settings import Concierge
from db import prepare, waiting_erasures
from db.connect import transaction
from db.erasure import Erased, MailboxCopy, SentCopy
from db.tables import Case, Erasure, Event, Outbox, Person
from followups.erasures import Erasures
from followups.own_data import OwnData
from followups.runner import Followups
from templates.drafts import Writer
from templates.load import load_library
from tests.db.letters import MARIA, NOW, carry_out, draft, open_case
from tests.followups import clock_cases as clock

pytestmark = pytest.mark.usefixtures("database")

LIBRARY = load_library()
DAY = timedelta(days=1)


def _asked(state: str = "sent") -> None:
    """Maria confirmed; her last mail is in this state."""
    carry_out(SendMail(draft(dedupe="last")), AwaitErasure(MARIA.addr_spec.upper(), "last"))
    Outbox.update(state=state).where(Outbox.dedupe == "last").execute()


def _erasures(*people: Concierge, lead: tuple[str, ...] = (clock.LEAD,)) -> Erasures:
    its = clock.settings(*people, lead=lead)
    return Erasures(its, Writer(its, LIBRARY))


def _told() -> list[tuple[str, str]]:
    """(subject, recipient) of what went out about it."""
    rows = Outbox.select().where(Outbox.kind == "notification").order_by(Outbox.id)
    return [(row.subject, row.recipient) for row in rows]


@pytest.mark.parametrize(
    ("state", "at_once", "after_a_day"),
    [
        ("sent", True, True),
        ("failed", True, True),
        ("suppressed", True, True),
        ("cancelled", True, True),
        ("queued", False, True),
        ("sending", False, True),
        ("deferred", False, True),
        ("held", False, True),
    ],
)
def test_when(state: str, at_once: bool, after_a_day: bool) -> None:
    """Once the last mail is over, whatever came of it; at the latest after a day."""
    open_case()
    _asked(state)
    assert at_once == (waiting_erasures.due(NOW) == (MARIA.addr_spec,))
    assert at_once == (waiting_erasures.due(NOW + DAY / 2) == (MARIA.addr_spec,))
    assert after_a_day == (waiting_erasures.due(NOW + DAY) == (MARIA.addr_spec,))


def test_what_was_cut_short_is_taken_up() -> None:
    """Somebody erases from the command line: they get five minutes."""
    Erasure.create(address=MARIA.addr_spec, outbox=None, asked_at=NOW)
    assert () == waiting_erasures.due(NOW + timedelta(minutes=4))
    assert (MARIA.addr_spec,) == waiting_erasures.due(NOW + timedelta(minutes=5))


def test_asking_twice_is_asking_once() -> None:
    """The first last mail counts."""
    open_case()
    _asked("sent")
    first = Outbox.get(Outbox.dedupe == "last").id
    carry_out(SendMail(draft(dedupe="second")), AwaitErasure(MARIA.addr_spec, "second"))
    assert [(MARIA.addr_spec, first)] == [(row.address, row.outbox) for row in Erasure.select()]


def test_owner_and_lead_are_told_without_a_name() -> None:
    """The owner of an open case; all, where it has none; nobody about what was closed."""
    first, second, third = open_case(), open_case(), open_case()
    carry_out(ChangeCase(first, {"owner": clock.ANNA.address}, "case.owner", "anna"))
    Case.update(state="closed").where(Case.id == third).execute()
    _asked()
    assert 1 == _erasures(clock.ANNA, clock.BRAM).run_once(NOW)
    assert {
        (f"Closed: LC-{first}, LC-{second}, whose requester wants to be forgotten", clock.ANNA.address),
        (f"Closed: LC-{second}, whose requester wants to be forgotten", clock.BRAM.address),
        ("One person was forgotten", clock.LEAD),
    } == set(_told())
    drafts = "".join(str(row.draft) for row in Outbox.select())
    assert "maria" not in drafts.lower()
    (to_lead,) = [row.draft["text"] for row in Outbox.select() if row.recipient == clock.LEAD]
    assert "please ask your team to delete those" in to_lead  # nobody else is told of the closed one
    assert ["closed"] * 3 == [row.state for row in Case.select()]
    assert "person 1" == Event.get(Event.event == "person.erased").detail
    assert 0 == Person.select().where(Person.address == MARIA.addr_spec).count()
    assert (0, 3) == (_erasures(clock.ANNA, clock.BRAM).run_once(NOW + DAY), len(_told()))


def test_the_lead_is_told_each_folder_once() -> None:
    """How many mails, from when to when, and what removes them."""
    box = clock.settings(clock.ANNA).mailboxes[0]
    received = [
        MailboxCopy(box.address, "INBOX", 1, uid, None, NOW + DAY * uid, filed=uid > 1) for uid in (1, 2, 3)
    ]
    imported = MailboxCopy(box.address, "import:x", 1, 9, None, NOW, filed=False)
    erased = Erased(1, received=(*received, imported), sent=(SentCopy(box.address, "<m@x>", NOW),))
    its = _erasures(clock.ANNA)
    assert [
        ("INBOX", 1, NOW + DAY, NOW + DAY),
        (box.processed_folder, 2, NOW + 2 * DAY, NOW + 3 * DAY),
        ("Sent", 1, NOW, NOW),
    ] == [(f["folder"], f["number"], f["first"], f["last"]) for f in its._folders(erased)]


def test_one_mail_a_person() -> None:
    """A concierge who is the lead reads it once."""
    open_case()
    _asked()
    _erasures(clock.ANNA, lead=(clock.ANNA.address.upper(),)).run_once(NOW)
    assert [("One person was forgotten", clock.ANNA.address)] == _told()
    assert "LC-1" in Outbox.get(Outbox.kind == "notification").draft["text"]


def test_rehearsed_and_put_together_once() -> None:
    """A dry run says what is due and does nothing; a copy that cannot be made is handed over by the lead."""
    open_case()
    _asked()
    with transaction():
        maria = prepare.person(MARIA.addr_spec, MARIA.name, NOW)
    asked = Question(maria.id, Right.MYDATA | Right.FORGET, NOW.date())
    carry_out(RecordEvent(None, WANTED, MARIA.addr_spec, f"{asked.ref} nl {clock.BOX}"))
    its = clock.settings(clock.ANNA)
    writer = Writer(its, LIBRARY)
    runner = Followups(its, writer, Catalogue)
    assert ["erased", "right-confirmed"] == [each.reason for each in runner.rehearse(NOW)][:2]
    assert 1 == Person.select().where(Person.address == MARIA.addr_spec).count()

    def fails(address: str, language: str, now: datetime) -> None:
        raise ValueError(address)

    own = OwnData(its, writer, fails)
    assert (1, 0) == (own.run_once(NOW), own.run_once(NOW))
    rows = {row.recipient: row.draft for row in Outbox.select().where(Outbox.filed == "never")}
    assert "Wat we over je bewaren" == rows[MARIA.addr_spec]["subject"]
    assert [f"To hand over: what we have stored about {MARIA.name}"] == [subject for subject, _ in _told()]


def test_who_is_erased_hears_nothing_more() -> None:
    """A lead who asked as a worker had their last mail already; the other lead is told."""
    open_case()
    _asked()
    _erasures(clock.ANNA, lead=(MARIA.addr_spec, clock.LEAD)).run_once(NOW)
    assert [("Closed: LC-1, whose requester wants to be forgotten", clock.ANNA.address),
            ("One person was forgotten", clock.LEAD)] == _told()  # fmt: skip


def test_who_fails_keeps_nobody_else_waiting(capsys: pytest.CaptureFixture[str]) -> None:
    """An address of the service cannot be erased: it is logged without the address, the next goes on."""
    open_case()
    Erasure.create(address=clock.BOX, outbox=None, asked_at=NOW - DAY)
    _asked()
    assert 1 == _erasures(clock.ANNA).run_once(NOW)
    said = capsys.readouterr().out
    assert "erasure.failed" in said
    assert "@" not in said

"""Stored mail, decided on a database without any mail server: what the store must be asked, and for whom."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta

import pytest

from cases.catalogue import Catalogue
from cases.model import CaseState, Purpose
from cases.settings import Limits
from cases.tokens import Token
from db import facts, inbound
from db.tables import Case, Inbound, Outbox
from intake.handle import Handler
from templates.drafts import Writer
from tests import desk as d

pytestmark = pytest.mark.usefixtures("database")

ANNA, ALIAS, BRAM = "anna@example.org", "a.peeters@example.org", "bram@example.org"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MANY = (99, HOUR)


class Room:
    """A service that decides what is put into its store."""

    def __init__(self, **settings: object) -> None:
        self.settings = d.settings(**settings)
        self.handler = Handler(self.settings, Writer(self.settings, d.library()), Catalogue)
        self.count = 0

    def decided(self, raw: bytes, now: datetime = d.NOW) -> inbound.Received:
        """The mail, after it was stored and decided."""
        self.count += 1
        raw = raw.replace(b"<new@example.org>", b"<new%d@example.org>" % self.count)
        inbound.store(d.HELP, "INBOX", 7, [(self.count, raw, now)], now, 0)
        self.handler.run_once(now)
        return inbound.load(Inbound.select().order_by(Inbound.id.desc()).get().id)

    def address(self, purpose: Purpose, owner: str, case: int = 0, ref: int = 0) -> str:
        """An address of this service that was made for the person with that address."""
        person = facts.find_person(owner)
        assert person is not None
        return f"help+{d.SIGNER.sign(Token(purpose, case, person.id, ref))}@example.org"

    def mailed(self, recipient: str) -> list[tuple[str, str]]:
        """(kind, why it waits) of what was queued for somebody."""
        rows = Outbox.select().where(Outbox.recipient == recipient).order_by(Outbox.id)
        return [(row.kind, row.last_reply.rpartition(" ")[2] if row.state == "held" else "") for row in rows]


def _asked(room: Room) -> None:
    assert "request" == room.decided(d.mail("My talks fall flat. What can I do?")).reason


def _held_for_a_leak(room: Room) -> int:
    """Anna's answer that holds her own address: she is asked."""
    to = room.address(Purpose.ANSWER, ANNA, 1, ref=1)
    received = room.decided(d.mail("Begin small, or write to anna@example.org.", sender=ANNA, to=to))
    assert ("held", "leak") == (received.state, received.reason)
    return received.id


RELEASES = {
    Purpose.WORKER: False,
    Purpose.ANSWER: False,  # its number is that of a message, not of a mail
    Purpose.NOTE: False,
    Purpose.SURVEY: False,
    Purpose.CONFIRM: False,  # proves who wrote, and waives no other check
    Purpose.HELD: True,
    Purpose.TRANSCRIPT: True,
    Purpose.RECEIPT: True,
    Purpose.DIGEST: False,
    Purpose.INTRODUCTION: False,
    Purpose.RIGHTS: False,
    Purpose.OFFER: False,
}


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("sender", [ANNA, ALIAS])
def test_send_releases_what_its_address_was_made_for(purpose: Purpose, sender: str) -> None:
    """A number in another kind of address is no mail that waits."""
    room = Room()
    _asked(room)
    waits = _held_for_a_leak(room)
    room.decided(d.mail("#send", sender=sender, to=room.address(purpose, ANNA, 1, ref=waits)))
    released = inbound.load(waits)
    assert RELEASES[purpose] == (released.state == "accepted")
    assert RELEASES[purpose] == ("leak" in released.waived)


@pytest.mark.parametrize("purpose", [Purpose.HELD, Purpose.TRANSCRIPT, Purpose.RECEIPT, Purpose.CONFIRM])
def test_nobody_settles_what_a_colleague_was_asked(purpose: Purpose) -> None:
    """At the address that was made for the colleague, or at a worker's."""
    room = Room()
    _asked(room)
    waits = _held_for_a_leak(room)
    texts, owners = ("#send", "#undo", "#discard", "Yes."), (ANNA, "maria@example.org")
    for text, owner in itertools.product(texts, owners):
        room.decided(d.mail(text, sender=BRAM, to=room.address(purpose, owner, 1, ref=waits)))
        assert "held" == inbound.load(waits).state


@pytest.mark.parametrize("purpose", [Purpose.HELD, Purpose.TRANSCRIPT])
def test_colleagues_question_in_the_thread_is_not_ones_own(purpose: Purpose) -> None:
    """An own address to act with, and a colleague's further up: what the colleague was asked stays theirs."""
    room = Room()
    _asked(room)
    waits = _held_for_a_leak(room)
    above = room.address(purpose, ANNA, 1, ref=waits).removeprefix("help+")
    to = room.address(Purpose.ANSWER, BRAM, 1, ref=1)
    for text in ("#send", "#undo", "#discard"):
        room.decided(d.mail(text, sender=BRAM, to=to, References=f"<{above}>"))
        assert "held" == inbound.load(waits).state


@pytest.mark.parametrize("sender", [ANNA, ALIAS])
def test_confirmation_releases_what_it_was_made_for(sender: str) -> None:
    """The mail that came without proof, once its author says so from the registered address or an alias."""
    room = Room()
    _asked(room)
    to = room.address(Purpose.ANSWER, ANNA, 1, ref=1)
    waits = room.decided(d.mail("Begin small.", sender=ANNA, to=to, Authentication_Results="")).id
    assert ("held", "unproven") == (inbound.load(waits).state, inbound.load(waits).reason)
    for purpose, state in ((Purpose.ANSWER, "held"), (Purpose.CONFIRM, "accepted")):
        room.decided(d.mail("Yes.", sender=sender, to=room.address(purpose, ANNA, ref=waits)))
        assert state == inbound.load(waits).state


@pytest.mark.parametrize(
    ("first", "second", "released"),
    [
        (Purpose.ANSWER, Purpose.RECEIPT, False),  # a receipt further up the thread
        (Purpose.ANSWER, Purpose.TRANSCRIPT, True),
        (Purpose.RECEIPT, Purpose.ANSWER, True),
    ],
)
def test_receipt_further_up_the_thread_is_not_what_is_answered(
    first: Purpose, second: Purpose, released: bool
) -> None:
    """Only the mail that is replied to says which receipt is meant."""
    room = Room()
    _asked(room)
    waits = _held_for_a_leak(room)
    above = room.address(second, ANNA, 1, ref=waits).removeprefix("help+")
    to = room.address(first, ANNA, 1, ref=waits)
    room.decided(d.mail("#send", sender=ANNA, to=to, References=f"<{above}>"))
    assert released == (inbound.load(waits).state == "accepted")


def _limits(**changed: tuple[int, timedelta]) -> Limits:
    usual = dict.fromkeys(("automatic_per_sender", "automatic_per_case", "automatic_total"), MANY)
    return Limits(**{"requests_per_sender": MANY, **usual, **changed})


def test_requests_per_sender() -> None:
    """The third within the hour waits for a person; another's does not, and an hour later none does."""
    room = Room(limits=_limits(requests_per_sender=(2, HOUR)))
    reasons = [room.decided(d.mail(f"How? {n}")).reason for n in range(3)]
    other = room.decided(d.mail("How?", sender="tom@example.org")).reason
    later = room.decided(d.mail("And now?"), d.NOW + HOUR + timedelta(seconds=1)).reason
    assert ["request", "request", "rate-limit", "request", "request"] == [*reasons, other, later]


def test_new_cases_from_an_old_one_are_requests_too() -> None:
    """A robot that answers the notice of a closed case under ever other subjects opens no case a mail."""
    room = Room(limits=_limits(requests_per_sender=(2, HOUR)))
    _asked(room)
    Case.update(state=CaseState.CLOSED, closed_at=d.NOW).execute()
    to, later = room.address(Purpose.WORKER, "maria@example.org", 1), d.NOW + 2 * HOUR
    reasons = [room.decided(d.mail("Hm.", to=to, Subject=f"Ticket {n}"), later).reason for n in range(3)]
    assert ["request-linked", "request-linked", "rate-limit"] == reasons
    assert "rate-limit" == room.decided(d.mail("How?"), later).reason
    for minutes, reason in (
        (50, "rate-limit"),
        (50, "rate-limit"),
        (70, "rate-limit"),
        (131, "request-linked"),
    ):
        again = d.mail("Hm.", to=to, Subject=f"Ticket at {minutes}")
        assert reason == room.decided(again, later + timedelta(minutes=minutes)).reason  # while it goes on
    assert "follow-up" == room.decided(d.mail("Hm.", to=to), later).reason  # opens the old case again


@pytest.mark.parametrize(
    ("limit", "first", "second"),
    [
        ("automatic_per_sender", "", "automatic_per_sender"),
        ("automatic_per_case", "", ""),  # two cases
        ("automatic_total", "automatic_total", "automatic_total"),  # the first mail also told two concierges
    ],
)
def test_caps_on_automatic_mail(limit: str, first: str, second: str) -> None:
    """Each is counted in the store; what is over it waits, and a case is opened all the same."""
    count = 2 if limit == "automatic_total" else 1
    room = Room(limits=_limits(**{limit: (count, HOUR)}))
    _asked(room)
    _asked(room)
    total = limit == "automatic_total"
    assert [("acknowledgement", ""), ("acknowledgement", second)] == room.mailed("maria@example.org")
    assert [("notification", ""), ("notification", first)] == room.mailed(ANNA)
    assert [("notification", first)] * 2 == room.mailed(BRAM) if total else True
    assert 2 == Case.select().count()


def test_cap_on_one_case() -> None:
    """The acknowledgement was the one automatic mail that the case may send: the notice of its end waits."""
    room = Room(limits=_limits(automatic_per_case=(1, HOUR)))
    _asked(room)
    room.decided(d.mail("#close", sender=ANNA, to=room.address(Purpose.ANSWER, ANNA, 1, ref=1)))
    assert [("acknowledgement", ""), ("closed", "automatic_per_case")] == room.mailed("maria@example.org")
    room.decided(d.mail("Begin small.", sender=ANNA, to=room.address(Purpose.ANSWER, ANNA, 1, ref=9)))
    assert ("answer", "") == room.mailed("maria@example.org")[-1]  # words of a person never wait
    assert ["receipt"] == [kind for kind, why in room.mailed(ANNA) if kind == "receipt" and not why]

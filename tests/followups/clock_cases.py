"""Cases, people and settings for the tests of the clock: Brussels, Monday to Friday nine to five."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from cases.marks import Mark
from cases.model import Address, Case, CaseState, Direction, Message, Person, Role
from cases.settings import (
    Concierge,
    Hours,
    ImapAccount,
    MailboxSettings,
    ResponseSettings,
    Settings,
    SmtpAccount,
)
from cases.tokens import Signer

BRUSSELS = ZoneInfo("Europe/Brussels")
BOX = "learninghelp@example.org"
MARIA = Person(1, "maria@example.org", "Maria Jansen")
ANNA = Concierge("Anna Peeters", "anna@example.org")
BRAM = Concierge("Bram Jansen", "bram@example.org", topics=("presenting",))
CARL = Concierge("Carl Wouters", "carl@example.org", languages=("nl",))
LEAD = "lead@example.org"
HOLIDAYS = frozenset({date(2026, 12, 25), date(2027, 1, 1), date(2027, 3, 29)})  # the last: Easter Monday
HOURS = Hours("Europe/Brussels", tuple((day, time(9), time(17)) for day in range(5)), HOLIDAYS)


def at(text: str) -> datetime:
    """ "2026-11-23 13:00" on the clock in Brussels."""
    return datetime.fromisoformat(text).replace(tzinfo=BRUSSELS)


def settings(*concierges: Concierge, lead: tuple[str, ...] = (LEAD,), **response: Any) -> Settings:
    """A service with these concierges (or all three)."""
    mailbox = MailboxSettings(
        BOX, ImapAccount("127.0.0.1", 143, "none", BOX), SmtpAccount("127.0.0.1", 25, "none", BOX)
    )
    return Settings(
        "Learning Help", "Europe/Brussels", ("en", "nl"), (mailbox,), concierges or (ANNA, BRAM, CARL),
        Signer({0: b"x" * 32}, 0), lead=lead, hours=HOURS, response=ResponseSettings(**response),
    )  # fmt: skip


def case(**fields: Any) -> Case:
    """Maria asked on Monday at nine and was promised an answer before one."""
    usual: dict[str, Any] = {
        "id": 12, "state": CaseState.NEW, "subject": "Talks", "requester": MARIA, "mailbox": BOX,
        "language": "en", "created_at": at("2026-11-23 09:00"), "promised_at": at("2026-11-23 13:00"),
    }  # fmt: skip
    return Case(**(usual | fields))


def message(when: datetime, direction: Direction, role: Role, kind: str, number: int = 1) -> Message:
    """A message at that time."""
    return Message(number, when, direction, role, Address("", "x@example.org"), (), kind, None, "words")


def mark(event: str, detail: str = "", when: str = "2026-11-23 09:00") -> Mark:
    return Mark(event, detail, at(when))

"""Who is told that a login ends or was refused: once at each step, in their language, and from where."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from cases.catalogue import Catalogue
from cases.endings import Ending, RefusedLogin, step
from cases.settings import Settings, Span
from db.outgoing import load_draft
from db.tables import Outbox
from followups.runner import Followups
from templates.drafts import Writer
from templates.load import load_library
from tests.followups import clock_cases as clock

LIBRARY = load_library()
NOON = clock.at("2026-11-23 12:00")
TODAY = NOON.date()
DAY = timedelta(days=1)
QUIET: dict[str, Any] = {"remind": Span(), "others_after": Span(), "digest": "", "lead_digest": ""}
SECOND = "aanvragen@example.org"


@pytest.mark.parametrize(
    ("left", "reached"),
    [(31, None), (30, 30), (29, 30), (8, 30), (7, 7), (2, 7), (1, 1), (0, 1), (-1, None)],
)
def test_steps_are_reached_from_above(left: int, reached: int | None) -> None:
    """A service that was off on the very day tells the day after; what is over is not warned of any more."""
    assert reached == step(Ending(clock.BOX, TODAY + left * DAY), TODAY)


def service(
    endings: tuple[Ending, ...] = (), refused: tuple[RefusedLogin, ...] = (), boxes: int = 1, **how: Any
) -> Followups:
    """A quiet clock; `boxes` mailboxes."""
    its: Settings = clock.settings(clock.ANNA, clock.CARL, **(QUIET | how.pop("response", {})), **how)
    more = tuple(replace(its.mailboxes[0], address=SECOND) for _ in range(boxes - 1))
    its = replace(its, mailboxes=(*its.mailboxes, *more))
    return Followups(
        its, Writer(its, LIBRARY), Catalogue, endings=lambda: endings, refused_logins=lambda: refused
    )


def mailed() -> list[tuple[str, str, str]]:
    """(from which mailbox, to whom, subject)."""
    return [(row.mailbox, row.recipient, row.subject) for row in Outbox.select().order_by(Outbox.id)]


def words() -> str:
    """The text of the newest mail."""
    return load_draft(Outbox.select().order_by(Outbox.id.desc()).get().draft).text


@pytest.mark.usefixtures("database")
def test_each_step_is_told_once() -> None:
    """At 30, 7 and 1 days, whatever the clock runs in between, and again for the next secret."""
    end = Ending(clock.BOX, TODAY + 40 * DAY)
    for days in range(42):
        for hours in (0, 5):
            service((end,)).run_once(NOON + days * DAY + timedelta(hours=hours))
    assert [
        "The client secret for learninghelp@example.org ends in 30 days (Saturday 2 January 2027)",
        "The client secret for learninghelp@example.org ends in 7 days (Saturday 2 January 2027)",
        "The client secret for learninghelp@example.org ends tomorrow (Saturday)",
    ] == [subject for _, _, subject in mailed()]
    service((Ending(clock.BOX, TODAY + 43 * DAY),)).run_once(NOON + 42 * DAY)
    assert 4 == len(mailed())


@pytest.mark.usefixtures("database")
def test_everybody_who_leads_is_told_in_their_language() -> None:
    """Carl reads Dutch; no lead at all: the concierges are told."""
    end = Ending(clock.BOX, date(2026, 11, 24), is_certificate=True)
    lead = ("lead@example.org", "carl@example.org")
    assert 2 == service((end,), lead=lead).run_once(NOON)
    subjects = {to: subject for _, to, subject in mailed()}
    assert subjects["lead@example.org"].startswith(
        "The certificate for learninghelp@example.org ends tomorrow"
    )
    assert subjects["carl@example.org"].startswith(
        "Het certificaat voor learninghelp@example.org vervalt morgen"
    )
    assert "Certificaten en geheimen" in words()
    assert "secret" not in words()
    assert 1 == service((end,), lead=()).run_once(NOON)  # Anna; Carl knows


@pytest.mark.usefixtures("database")
def test_a_refused_login_is_told_from_another_mailbox() -> None:
    """Once a refusal; by itself a mailbox that cannot log in tells nobody."""
    why = (
        "The token server gives no token (AADSTS50173). Run `concierge login learninghelp@example.org` again."
    )
    refused = RefusedLogin(clock.BOX, why, "2026-11-23", by_person=True)
    assert 0 == service(refused=(refused,)).run_once(NOON)
    both = (refused, replace(refused, mailbox=SECOND))
    assert 0 == service(refused=both, boxes=2).run_once(NOON)
    assert (1, 0) == tuple(service(refused=(refused,), boxes=2).run_once(NOON + n * DAY) for n in (0, 1))
    assert [(SECOND, clock.LEAD, f"{clock.BOX} is not read: its login was refused")] == mailed()
    assert "AADSTS50173" in words()
    assert "run `concierge login learninghelp@example.org` and to sign in" in words()
    later = replace(refused, since="2026-12-20")
    assert 1 == service(refused=(later,), boxes=2).run_once(NOON + 30 * DAY)


@pytest.mark.usefixtures("database")
def test_warnings_are_automatic_mail() -> None:
    """They say so."""
    service((Ending(clock.BOX, TODAY),)).run_once(NOON)
    (row,) = Outbox.select()
    assert ("escalation", "auto-generated") == (row.kind, load_draft(row.draft).automatic)

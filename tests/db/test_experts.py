"""Who was asked to help: seen on the case that goes on, and counted when two are at it at once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier, Event

import pytest

from cases.experts import Helper
from cases.introductions import IntroductionState
from cases.settings import Settings
from cases.tokens import Signer
from db import tables
from db.connect import connection, disconnect, open_database, transaction
from db.experts import helpers, introductions_of

NOW = datetime(2026, 11, 17, 10, 0, tzinfo=UTC)
TOM = "tom@example.org"
SETTINGS = Settings("Learning Help", "Europe/Brussels", ("en", "nl"), (), (), Signer({0: b"x"}, 0))


@pytest.fixture
def database(database_url: str) -> Iterator[None]:
    """Three cases of Maria, 1 ended in 2 and 2 in 3; Tom offers help with Excel."""
    open_database(database_url)
    with transaction():
        maria = tables.Person.create(address="maria@example.org", created_at=NOW)
        tom = tables.Person.create(address=TOM, created_at=NOW)
        for number, into in ((1, 2), (2, 3), (3, None)):
            tables.Case.create(
                id=number, state="open" if into is None else "closed", subject="Excel", requester=maria,
                mailbox="help@example.org", language="en", created_at=NOW, merged_into=into,
            )  # fmt: skip
        tables.Offer.create(
            person=tom, act="offer", topics=["excel"], ref=1, state="confirmed", language="en",
            asked_at=NOW, settled_at=NOW,
        )  # fmt: skip
    yield
    disconnect()


def _ask(case: int, state: str = "asked") -> None:
    tables.Introduction.create(
        case=case, colleague=tables.Person.get(address=TOM), topic="excel", asked_by="anna@example.org",
        state=state, asked_at=NOW, until=NOW + timedelta(days=3),
    )  # fmt: skip


@pytest.mark.usefixtures("database")
def test_introductions_are_seen_on_the_case_that_goes_on() -> None:
    """Also over two merges: it still runs there, and whoever was asked is not asked once more."""
    with transaction():
        _ask(1)
    assert [IntroductionState.ASKED] == [each.state for each in introductions_of(3)]
    assert [1] == [each.case for each in introductions_of(2)]
    (tom,) = helpers(SETTINGS, NOW)
    assert ((3, NOW),) == tom.asked


@pytest.mark.usefixtures("database")
def test_asked_at_most_holds_when_two_ask_at_once() -> None:
    """Two processes that may each ask once more: the second waits, and sees what the first did."""
    both, holds = Barrier(2, timeout=20), Event()

    def process(case: int) -> int:
        """How often Tom was asked, as this process saw it before it asked him."""
        with connection():
            both.wait()
            with transaction():
                (tom,) = helpers(SETTINGS, NOW, hold=(TOM,))
                other_is_at_it = holds.is_set()
                holds.set()
                if not other_is_at_it:
                    Event().wait(0.5)  # the other one comes to the same place meanwhile
                _ask(case)
                return len(tom.asked)

    with ThreadPoolExecutor(2) as pool:
        seen = [each.result(timeout=30) for each in [pool.submit(process, case) for case in (1, 3)]]
    assert [0, 1] == sorted(seen)
    (tom,) = helpers(SETTINGS, NOW)
    assert _is_resting(tom)


def _is_resting(helper: Helper) -> bool:
    return helper.free_at(NOW, SETTINGS) is not None

"""Receipts of one case that follow closely come as one: the first at once, the others together, none lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from cases.effects import FOOT, TOGETHER, SendMail
from cases.errors import PermanentError
from cases.model import Address, OutboxKind, OutboxState
from db import outbox, tables
from db.connect import transaction
from db.outgoing import load_draft
from db.together import MOST
from tests.db.letters import ANNA, BOX, MARIA, NOW, carry_out, draft, open_case

pytestmark = pytest.mark.usefixtures("database")
FAMILY = "receipt:"
MINUTE = timedelta(minutes=1)


def receipt(number: int, words: str = "", to: Address = ANNA, case: int | None = 1) -> SendMail:
    text = f"- ✓ {words or number}{FOOT}Learning Help · LC-1\n"
    made = draft(case, kind=OutboxKind.RECEIPT, to=(to,), text=text, dedupe=f"{FAMILY}{number}")
    return SendMail(made, on_case=False, together=FAMILY)


def queue(mail: SendMail, now: datetime = NOW) -> None:
    carry_out(mail, now=now)


def rows() -> list[tuple[datetime, str]]:
    """When each goes, and its words."""
    found = tables.Outbox.select().where(tables.Outbox.kind == OutboxKind.RECEIPT).order_by(tables.Outbox.id)
    return [(row.next_attempt_at, load_draft(row.draft).text) for row in found]


@pytest.fixture(autouse=True)
def case(database: None) -> None:
    """Case 1, of Maria."""
    open_case()


def test_a_lone_receipt_goes_at_once() -> None:
    """And so does the next one, two minutes later."""
    queue(receipt(1))
    queue(receipt(2), NOW + TOGETHER)
    assert [NOW, NOW + TOGETHER] == [at for at, _ in rows()]


def test_what_follows_within_two_minutes_comes_as_one() -> None:
    """All words in their order, one last line; it goes two minutes after the first."""
    for number in range(1, 5):
        queue(receipt(number), NOW + (number - 1) * MINUTE / 3)
    (first, one), (second, rest) = rows()
    assert (NOW, NOW + TOGETHER) == (first, second)
    assert f"- ✓ 1{FOOT}Learning Help · LC-1\n" == one
    assert f"- ✓ 2{FOOT}- ✓ 3{FOOT}- ✓ 4{FOOT}Learning Help · LC-1\n" == rest


def test_never_more_than_one_in_two_minutes() -> None:
    """A receipt that comes after the joined one went waits for two minutes from then."""
    queue(receipt(1))
    queue(receipt(2), NOW + MINUTE)
    queue(receipt(3), NOW + TOGETHER + MINUTE)
    assert [NOW, NOW + TOGETHER, NOW + 2 * TOGETHER] == [at for at, _ in rows()]


@pytest.mark.parametrize(
    "other",
    [receipt(2, to=MARIA), receipt(2, case=None), replace(receipt(2), together="")],
    ids=["somebody else", "no case", "another kind"],
)
def test_others_are_not_kept_waiting(other: SendMail) -> None:
    """Another reader, another case, a mail that is no receipt of what was done."""
    queue(receipt(1))
    queue(other)
    assert [NOW, NOW] == [at for at, _ in rows()]


def test_one_that_is_being_sent_is_left_alone() -> None:
    """Claimed in time: what comes then goes by itself, later."""
    queue(receipt(1))
    queue(receipt(2), NOW + MINUTE)
    tables.Outbox.update(state=OutboxState.SENDING).where(tables.Outbox.dedupe == f"{FAMILY}2").execute()
    queue(receipt(3), NOW + MINUTE)
    assert [NOW, NOW + TOGETHER, NOW + 2 * TOGETHER] == [at for at, _ in rows()]
    assert "✓ 3" not in rows()[1][1]


def test_a_long_one_goes_by_itself() -> None:
    """A joined mail stays readable."""
    queue(receipt(1))
    queue(receipt(2, "x" * MOST), NOW + MINUTE)
    queue(receipt(3), NOW + MINUTE)
    assert 3 == len(rows())


def test_a_joined_one_is_sent_once() -> None:
    """Claimed when its time has come, with all words."""
    for number in (1, 2, 3):
        queue(receipt(number))
    wanted = outbox.Claim(BOX, "here", 9, MINUTE, (99, MINUTE))
    for now, numbers in ((NOW, {1}), (NOW + MINUTE, set()), (NOW + TOGETHER, {2, 3})):
        with transaction():
            claimed, _ = outbox.claim(wanted, now)
        said = "".join(mail.draft.text for mail in claimed if mail.draft.kind is OutboxKind.RECEIPT)
        assert numbers == {number for number in (1, 2, 3) if f"✓ {number}" in said}


def test_what_is_not_committed_is_not_joined() -> None:
    """A decision that fails leaves the waiting receipt as it was."""
    queue(receipt(1))
    queue(receipt(2))
    before = rows()
    with pytest.raises(PermanentError, match="without recipient"):
        carry_out(receipt(3), SendMail(draft(to=())))
    assert before == rows()

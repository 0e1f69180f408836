"""A mailbox that a list feeds is noticed at its first mails."""

from __future__ import annotations

import pytest

from cases.model import Person
from intake.decide.first_mails import FIRST, warning
from tests import desk as d

LEAD = {"lead@example.org": Person(9, "lead@example.org")}


@pytest.mark.parametrize(
    ("kinds", "told"),
    [
        (["bulk"] * FIRST, True),
        (["own"] * 6 + ["bulk"] * 5 + ["request"] * 9, True),
        (["bulk"] * 10 + ["request"] * 10, False),
        (["request"] * FIRST, False),
        (["auto-replied"] * FIRST, False),
        (["bulk"] * (FIRST - 1), False),
        ([], False),
    ],
)
def test_lead_is_told_of_a_mailbox_that_a_list_feeds(kinds: list[str], told: bool) -> None:
    """Most of twenty is enough; fewer mails or fewer suspects are not."""
    facts = d.facts(d.mail("Hello"))
    decision = warning(kinds, facts.mailbox, LEAD, facts.writer, d.NOW)
    assert told == (decision is not None)
    if decision is not None:
        assert ["lead@example.org"] == [m.to[0].key for m in d.sent(decision)]

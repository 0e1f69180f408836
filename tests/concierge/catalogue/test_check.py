"""What an operator is shown of a check: many of one kind of advice are one line, what is wrong never is."""

from __future__ import annotations

import pytest

from concierge.catalogue.check import FEW, Finding, Weight, in_short


def _advice(count: int, check: str = "unknown-price", weight: Weight = Weight.ADVICE) -> list[Finding]:
    return [Finding(weight, check, f"o{number}", "not known") for number in range(count)]


@pytest.mark.parametrize(
    ("found", "shown"),
    [
        ([], []),
        (_advice(FEW), [f"o{number}" for number in range(FEW)]),
        (_advice(FEW + 1), [""]),
        (_advice(30) + _advice(30, "unknown-length"), ["", ""]),
        (_advice(30) + _advice(1, "dead-slug"), ["", "o0"]),
        (_advice(FEW + 1, "unknown-topic", Weight.WRONG), [f"o{number}" for number in range(FEW + 1)]),
    ],
    ids=["nothing", "few", "many", "two-kinds", "many-and-one", "wrong"],
)
def test_in_short(found: list[Finding], shown: list[str]) -> None:
    """Few stand there as they are; more are counted, with one of them as an example."""
    short = in_short(found)
    assert shown == [each.slug for each in short]
    assert all(f"such as o0: {found[0].message}" in each.message for each in short if not each.slug)

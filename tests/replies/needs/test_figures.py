"""How much of what people write is read: mails written before the reading, and rows written after it."""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cases.model import Need
from replies.needs.needs import read_request

DATA = Path(__file__).parent.parent.parent / "data"
FIELDS = ("time", "budget", "with", "by")
LEAST = {"needs.jsonl": (0.98, 0.95), "needs_more.jsonl": (0.97, 0.9), "needs_forms.jsonl": (0.95, 0.6)}
"""Precision and recall of each field in each language; the first file was written before the reading."""


def rows(file: str) -> Iterator[dict[str, Any]]:
    for line in (DATA / file).read_text("utf-8").splitlines():
        yield json.loads(line)


def said(need: Need) -> dict[str, Any]:
    budget = None
    if need.budget is not None:
        budget = {"amount": float(need.budget), "currency": need.currency if need.budget else None}
    return {
        "time": need.time,
        "budget": budget,
        "with": need.with_,
        "by": need.by and need.by.isoformat(),
    }


@pytest.mark.parametrize("file", LEAST)
@pytest.mark.parametrize(
    "changed", [str, lambda text: text.replace("\n", "\r\n") + "  \r\n"], ids=["lf", "crlf"]
)
def test_what_people_write_is_read(file: str, changed: Any) -> None:
    """Whatever the ends of lines; a row says the truth of the fields that it names."""
    counted: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    wrong = []
    for row in rows(file):
        found = said(read_request("", changed(row["text"]), date.fromisoformat(row["sent"])))
        for field in FIELDS:
            if field not in row:
                continue
            count, value, truth = counted[row["language"], field], found[field], row[field]
            count[0] += value == truth and truth is not None
            count[1] += value is not None
            count[2] += truth is not None
            if value != truth:
                wrong.append(f"{field}: {value} for {truth} in {row['text']!r}")
    precision, recall = LEAST[file]
    for (language, field), (right, read, true) in counted.items():
        assert right >= precision * read, (language, field, wrong)
        assert right >= recall * true, (language, field, wrong)

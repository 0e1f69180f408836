"""What comes of mails that whoever made the rules had not seen: the last tables of docs/advice.md.

    python bench/unseen.py          # tests/data/unseen: topics, mail that is no request, needs, options

Another hand wrote them, without the code, after the phrases and before they were measured. Nobody may mend a
rule for a row of theirs: then it says nothing any more.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HERE))

from cases.catalogue import Catalogue  # noqa: E402 - the packages of the house come first
from cases.model import Need  # noqa: E402
from concierge.catalogue.files import read_catalogue  # noqa: E402
from replies.advice.recommend import AdviceRequest, recommend  # noqa: E402
from replies.advice.topics import guess, likely, narrowed  # noqa: E402
from replies.needs.needs import read_request  # noqa: E402

SHOWN = 3
FIELDS = ("time", "budget", "with", "by")
Row = dict[str, Any]


def main() -> None:
    starter = HERE / "concierge" / "starter"
    catalogue = read_catalogue(starter / "catalogue.csv", starter / "topics.toml")
    topics(catalogue)
    needs()
    options(catalogue)


def topics(catalogue: Catalogue) -> None:
    """Share with a right topic first, among three, with none; and what is no request and left in peace."""
    written = [(row, guess(row["text"], catalogue)) for row in rows("topics.jsonl")]
    for variant in ("all", "en", "nl-BE", "nl-NL"):
        found = [
            ({row["topic"], *row["also"]}, got) for row, got in written if variant in ("all", row["variant"])
        ]
        first = sum(got[:1] != () and got[0] in right for right, got in found)
        three = sum(not right.isdisjoint(got) for right, got in found)
        none = sum(not got for _, got in found)
        print(
            f"topics {variant:6} {len(found):4} mails   first {first / len(found):4.0%}   "
            f"among three {three / len(found):4.0%}   taken for no request {none}"
        )
    quiet = [not guess(row["text"], catalogue) for row in rows("none.jsonl")]
    print(f"no request    {len(quiet):4} mails   left in peace {sum(quiet) / len(quiet):4.0%}")


def needs() -> None:
    """Precision and recall of each field."""
    read = [
        (row, said(read_request("", row["text"], date.fromisoformat(row["sent"]))))
        for row in rows("needs.jsonl")
    ]
    for field in FIELDS:
        pairs = [(truth(row, field), found[field]) for row, found in read]
        right = sum(true is not None and true == value for true, value in pairs)
        claimed = sum(value is not None for _, value in pairs)
        there = sum(true is not None for true, _ in pairs)
        print(
            f"need {field:7} precision {right / claimed:4.0%} of {claimed}   "
            f"recall {right / there:4.0%} of {there}"
        )


def options(catalogue: Catalogue) -> None:
    """Whether one of the three shown is among those that a practitioner would give; none breaks a limit."""
    written = list(rows("advice.jsonl"))
    for name in ("guessed topics", "topic set by hand"):
        good = broken = ranges = 0
        for row in written:
            chances = narrowed(likely(row["text"], catalogue)) if name == "guessed topics" else {}
            several = chances if len(chances) > 1 else {}
            about = tuple(chances) or (row["topic"],)
            request = AdviceRequest(row["text"], about, need(row), row["language"], likely=several)
            advice = recommend(request, catalogue)
            shown = [each.option for each in advice.options[:SHOWN]]
            good += any(option.slug in row["acceptable"] for option in shown)
            broken += any(over(option.minutes, option.price, need(row)) for option in shown)
            ranges += len(shown) == SHOWN
        print(
            f"options, {name:17} {len(written):3} requests   "
            f"one acceptable of three {good / len(written):4.0%}   "
            f"three offered {ranges}   time or budget broken {broken}"
        )


def over(minutes: int | None, price: Decimal | None, its: Need) -> bool:
    """Whether an option is longer or dearer than was said."""
    long = its.time is not None and minutes is not None and minutes > its.time
    return long or (its.budget is not None and price is not None and price > its.budget)


def need(row: Row) -> Need:
    """As whoever wrote the row meant it."""
    given = row["need"]
    budget = given["budget"]
    return Need(
        time=given["time"],
        with_=given["with"],
        budget=Decimal(str(budget["amount"])) if budget else None,
        currency=(budget["currency"] or "") if budget else "",
    )


def said(found: Need) -> Row:
    """What was read, as the rows say it; of nothing to pay the currency says nothing."""
    budget = None if found.budget is None else (float(found.budget), found.currency if found.budget else "")
    return {
        "time": found.time,
        "budget": budget,
        "with": found.with_,
        "by": found.by and found.by.isoformat(),
    }


def truth(row: Row, field: str) -> Any:
    value = row[field]
    if field != "budget" or value is None:
        return value
    return float(value["amount"]), (value["currency"] or "") if value["amount"] else ""


def rows(file: str) -> Iterator[Row]:
    for line in (HERE / "tests/data/unseen" / file).read_text("utf-8").splitlines():
        yield json.loads(line)


if __name__ == "__main__":
    main()

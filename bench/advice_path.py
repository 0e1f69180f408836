"""What becomes of a request until a worker has options, as people use the service: docs/advice.md.

    python bench/advice_path.py            # mails of another hand; mails that rules may be tuned by
    python bench/advice_path.py misses     # the same, and each miss of those that may be read

A mail has no topic. Its notification names three guesses, each with one line to tap. The concierge sends
`#recommend`: where the guess is sure the worker has three options at once; else they are asked, and tap the
right topic where it is among the guesses. Everything is decided by the service's own code, the need is read
from the mail, and of an option that is there in two languages either row will do.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HERE))

from cases.catalogue import Catalogue  # noqa: E402 - the packages of the house come first
from cases.effects import RecordRecommendation  # noqa: E402
from cases.model import Case  # noqa: E402
from concierge.catalogue.files import read_catalogue  # noqa: E402
from replies.advice.suggestions import Suggestions, suggestions  # noqa: E402
from replies.advice.twins import option_of  # noqa: E402
from replies.decide import decide  # noqa: E402
from replies.needs.needs import read_request  # noqa: E402
from tests import desk as d  # noqa: E402

SHOWN = 3
READ = ("advice_requests.jsonl", "advice_path.jsonl")
UNSEEN = "unseen/advice.jsonl"
Row = dict[str, Any]


def main(*, misses: bool) -> None:
    starter = HERE / "concierge" / "starter"
    catalogue = read_catalogue(starter / "catalogue.csv", starter / "topics.toml")
    for name in (UNSEEN, *READ):
        found = [(row, walked(row, catalogue)) for row in rows(name)]
        for language in ("all", "en", "nl"):
            counts = [ways for row, ways in found if language in ("all", row["language"])]
            print(f"{name:24} {language:4} {report(counts)}")
        for row, ways in found if misses and name in READ else ():
            if not ways["path"]:
                print(f"  {sorted(way for way in ways if ways[way])} {row['topic']}: {row['text']}")


def walked(row: Row, catalogue: Catalogue) -> Mapping[str, bool]:
    """Which of the ways of `report` this request goes."""
    case = asked(row)
    good = {option_of(slug, catalogue) for slug in row["acceptable"]}
    near = notified(case, catalogue)
    own = [chosen.option.slug for chosen in near.options[:SHOWN]]
    decision = decide(d.desk("#recommend", catalogue=catalogue, case=case, waived=WAIVED))
    unsure = decision.reason == "topic-unsure"
    sent = helps(recommended(decision), good, catalogue)
    there = row["topic"] in near.guesses
    tapped = there and helps(range_of(row["topic"], case, catalogue), good, catalogue)
    return {
        "sure": not unsure,
        "sure and good": not unsure and sent,
        "sure and wrong": not unsure and not sent,
        "sure, another topic": not unsure and next(iter(near.guesses), "") != row["topic"],
        "asked": unsure,
        "asked and good": unsure and tapped,
        "right among three": there,
        "path": tapped if unsure else sent,
        "tapped": tapped,
        "shown": helps(own, good, catalogue),
        "by hand": helps(range_of(row["topic"], case, catalogue), good, catalogue),
    }


WAIVED = frozenset({"few-options"})  # fewer than three are asked about, and go with #send


def range_of(topic: str, case: Case, catalogue: Catalogue) -> list[str]:
    """What goes to the worker when this topic is tapped."""
    return recommended(decide(d.desk(f"#recommend {topic}", catalogue=catalogue, case=case, waived=WAIVED)))


def notified(case: Case, catalogue: Catalogue) -> Suggestions:
    """What the notification of a first mail names."""
    return suggestions(case, case.request, catalogue, d.library(), first=case.request)


def asked(row: Row) -> Case:
    subject = row.get("subject", "")
    sent = date.fromisoformat(row.get("sent", "2026-11-23"))
    message = replace(d.ASKED, new_text=row["text"])
    return d.case(
        topics=(),
        subject=subject,
        language=row["language"],
        need=read_request(subject, row["text"], sent),
        messages=(message,),
    )


def recommended(decision: Any) -> list[str]:
    made = [effect.options for effect in decision.effects if isinstance(effect, RecordRecommendation)]
    return [str(row["slug"]) for options in made for row in options][:SHOWN]


def helps(slugs: list[str], good: set[str], catalogue: Catalogue) -> bool:
    """Whether one of these is one of those, in whatever language."""
    return any(option_of(slug, catalogue) in good for slug in slugs)


def report(found: list[Mapping[str, bool]]) -> str:
    counts = Counter(way for ways in found for way, went in ways.items() if went)
    total = len(found)
    wrong, other = counts["sure and wrong"], counts["sure, another topic"]
    parts = [
        f"{way} {counts[way] / total:4.0%}"
        for way in (
            "sure and good",
            "sure and wrong",
            "asked",
            "asked and good",
            "right among three",
            "path",
            "tapped",
            "shown",
            "by hand",
        )
    ]
    said = ", ".join(parts)
    return f"{total:3} requests: {said}; of {counts['sure']} sure {wrong} wrong, {other} of another topic"


def rows(name: str) -> Iterator[Row]:
    for line in (HERE / "tests/data" / name).read_text("utf-8").splitlines():
        yield json.loads(line)


if __name__ == "__main__":
    main(misses="misses" in sys.argv[1:])

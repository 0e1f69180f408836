"""How often the right topic is suggested for a written request: the figures of docs/advice.md.

    python bench/topics.py              # the held-out half of tests/data/requests.jsonl, as reported
    python bench/topics.py tuning       # the half that rules may be tuned on

Printed per language: requests, share with the right topic first, among the first three.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter

HERE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HERE))

from concierge.catalogue.files import read_catalogue  # noqa: E402 - the packages of the house come first
from replies.advice.topics import TopicIndex  # noqa: E402


def main(half: str) -> None:
    starter = HERE / "concierge" / "starter"
    catalogue = read_catalogue(starter / "catalogue.csv", starter / "topics.toml")
    rows = [json.loads(line) for line in (HERE / "tests/data/requests.jsonl").read_text("utf-8").splitlines()]
    filed = [(row["text"], row["topic"]) for row in rows if row["set"] != half]
    chosen = [row for row in rows if row["set"] == half]
    for name, past in (("starter files", ()), (f"and {len(filed)} requests filed by hand", filed)):
        print(f"{half}, {name}:")
        index = TopicIndex(catalogue, past)
        for language in ("en", "nl"):
            figures([row for row in chosen if row["language"] == language], language, index)
        figures(chosen, "all", index)


def figures(rows: Sequence[Mapping[str, str]], language: str, index: TopicIndex) -> None:
    began = perf_counter()
    first = three = 0
    for row in rows:
        found = [slug for slug, _ in index.suggest(row["text"], row["language"])]
        first += found[:1] == [row["topic"]]
        three += row["topic"] in found[:3]
    spent = (perf_counter() - began) / len(rows)
    print(
        f"  {language:4} {len(rows):4} requests   first {first / len(rows):4.0%}   "
        f"among three {three / len(rows):4.0%}   {spent * 1000:.2f} ms each"
    )


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "held-out")

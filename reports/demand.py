"""What is asked for: topics by people and cases. Pure, over the rows of `db.reports`.

Imported cases count here; rejected ones do not, because they were no learning requests. A case with
several topics counts for each of them, a person once a topic.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from cases.model import CaseState

Row = Mapping[str, Any]


def demand(cases: Sequence[Row]) -> dict[str, Any]:
    """Figures as documented in docs/report.md; topics with most people first."""
    rows = [row for row in cases if row["state"] != CaseState.REJECTED]
    count: Counter[str] = Counter()
    people: defaultdict[str, set[int]] = defaultdict(set)
    for row in rows:
        for topic in row["topics"]:
            count[topic] += 1
            people[topic].add(row["requester"])
    topics = [{"topic": t, "cases": count[t], "people": len(people[t])} for t in count]
    return {
        "cases": len(rows),
        "people": len({row["requester"] for row in rows}),
        "without_topic": sum(1 for row in rows if not row["topics"]),
        "topics": sorted(
            topics, key=lambda t: (-_number(t["people"]), -_number(t["cases"]), str(t["topic"]))
        ),
        "languages": dict(Counter(str(row["language"]) for row in rows).most_common()),
        "clients": dict(Counter(str(row["client"]) for row in rows if row["client"]).most_common()),
    }


def _number(value: object) -> int:
    assert isinstance(value, int)
    return value

"""What #expert shows: colleagues who offered to help, in a fair order. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cases.experts import proposed
from cases.model import Case
from replies.commands.plan import Desk
from replies.offered import names

SHOWN = 5  # colleagues for a topic


def found(topics: Sequence[str], case: Case, desk: Desk) -> Mapping[str, object]:
    """The variables of the mail, for the first of these topics that somebody helps with."""
    lists = [proposed(desk.background.helpers, each, case, desk.settings, desk.now) for each in topics]
    at = next((number for number, each in enumerate(lists) if each.helpers), 0)
    best = lists[at]
    return {
        "helps": names(topics[at : at + 1], desk.catalogue, desk.language),
        "experts": [
            {
                "name": helper.person.name or helper.person.address,
                "address": helper.person.address,
                "since": helper.topics[topics[at]],
                "asked": max((when for _, when in helper.asked), default=None),
                "other": helper.spoken if helper.spoken != case.language else "",
            }
            for helper in best.helpers[:SHOWN]
        ],
        "more": len(best.helpers[SHOWN:]),
        "resting": best.resting,
        "away_count": best.away,
        "before": best.before,
    }

"""How well requests were helped: answer times, promises, ratings. Pure, over the rows of `db.reports`.

Times are working minutes between opening and the first mail of a person ("first answer"), and the first
recommendation ("advice"). Imported and rejected cases are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from math import ceil
from statistics import median
from typing import Any

from cases.calendar import working_minutes_between
from cases.model import CaseState, Origin
from cases.settings import Hours

Row = Mapping[str, Any]
RATINGS = (1, 2, 3, 4, 5)


def quality(cases: Sequence[Row], hours: Hours, now: datetime) -> dict[str, Any]:
    """Figures as documented in docs/report.md; None where there is nothing to count."""
    counted = [row for row in cases if row["origin"] != Origin.IMPORT and row["state"] != CaseState.REJECTED]
    states = Counter(str(row["state"]) for row in counted)
    return {
        "cases": len(counted),
        "rejected": sum(r["state"] == CaseState.REJECTED and r["origin"] != Origin.IMPORT for r in cases),
        "imported": sum(r["origin"] == Origin.IMPORT for r in cases),
        "states": {str(s): states[s] for s in CaseState if s is not CaseState.REJECTED},
        "first_answer": _times(counted, "first_answer_at", hours),
        "advice": _times(counted, "recommended_at", hours),
        "promise": _promise(counted, now),
        "rating": _rating(counted),
    }


def percentile(values: Sequence[int], share: float) -> int | None:
    """The smallest value that at least `share` of the values do not exceed (nearest rank)."""
    if not values:
        return None
    return sorted(values)[max(0, ceil(share * len(values)) - 1)]


def _times(rows: Sequence[Row], until: str, hours: Hours) -> dict[str, Any]:
    minutes = [
        working_minutes_between(hours, row["created_at"], row[until])
        for row in rows
        if row[until] is not None
    ]
    return {
        "count": len(minutes),
        "median_minutes": round(median(minutes)) if minutes else None,
        "p90_minutes": percentile(minutes, 0.9),
    }


def _promise(rows: Sequence[Row], now: datetime) -> dict[str, Any]:
    """Promises that are settled: answered, or broken because the promised time has passed.

    A case that was closed without an answer before the promised time broke none and kept none.
    """
    promised = [row for row in rows if row["promised_at"] is not None]
    kept = sum(1 for row in promised if _kept(row))
    broken = sum(1 for row in promised if not _kept(row) and _ended(row, now) > row["promised_at"])
    return {"count": kept + broken, "kept": kept, "share": _share(kept, kept + broken)}


def _kept(row: Row) -> bool:
    return row["first_answer_at"] is not None and row["first_answer_at"] <= row["promised_at"]


def _ended(row: Row, now: datetime) -> datetime:
    """Until when the worker waited: the answer, else the closing, else now."""
    ended: datetime = row["first_answer_at"] or row["closed_at"] or now
    return ended


def _rating(rows: Sequence[Row]) -> dict[str, Any]:
    surveys = [row["survey"] for row in rows if row["survey"] is not None]
    ratings = [survey["rating"] for survey in surveys if survey["rating"] is not None]
    asked = sum(1 for survey in surveys if survey["asked"])
    counts = Counter(ratings)
    return {
        "count": len(ratings),
        "asked": asked,
        "response_rate": _share(len(ratings), asked),
        "mean": round(sum(ratings) / len(ratings), 2) if ratings else None,
        "distribution": {str(rating): counts[rating] for rating in RATINGS},
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None

"""Whose options were recommended, at which price: the independence ledger in figures. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]
FEWEST = 5  # recommended options below which a share says nothing, so nothing is warned of


def independence(recommendations: Sequence[Row], provider_share: float) -> dict[str, Any]:
    """Figures as documented in docs/report.md. A provider above `provider_share` is a warning.

    Options without a provider have no share of their own and count in the whole.
    """
    total = len(recommendations)
    providers = Counter(row["provider"] for row in recommendations if row["provider"])
    above = [p for p, count in providers.items() if total >= FEWEST and count / total > provider_share]
    return {
        "options": total,
        "cases": len({row["case"] for row in recommendations}),
        "providers": _counts(providers, total, "provider"),
        "price": {"free": 0, "paid": 0, "unknown": 0} | Counter(map(_price, recommendations)),
        "kinds": _counts(Counter(row["kind"] or "unknown" for row in recommendations), total, "kind"),
        "training": sum(1 for row in recommendations if row["training"]),
        "interest": sum(1 for row in recommendations if row["interest"]),
        "above_share": sorted(above),
        "provider_share": provider_share,
    }


def _price(row: Row) -> str:
    if row["price"] is None:
        return "unknown"
    return "paid" if row["price"] else "free"


def _counts(counts: Counter[str], total: int, name: str) -> list[dict[str, Any]]:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [{name: key, "options": count, "share": round(count / total, 3)} for key, count in ordered]

"""The ledger of recommended options: which were, how that was rated, whose links are dead."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from peewee import fn

from db import timeline
from db.connect import transaction
from db.tables import Event, Recommendation, Survey

LINKS_FOLLOWED = "catalogue.links-followed"


def recommended_slugs() -> frozenset[str]:
    """Slugs of every option that was ever recommended."""
    return frozenset(row.slug for row in Recommendation.select(Recommendation.slug).distinct())


def option_ratings() -> dict[str, tuple[float, int]]:
    """(mean, how many) of the ratings where an option was recommended, whatever the topic, by slug."""
    rows = (
        Recommendation.select(Recommendation.slug, fn.AVG(Survey.rating), fn.COUNT(Survey.rating))
        .join(Survey, on=(Survey.case == Recommendation.case))
        .where(Survey.rating.is_null(False))
        .group_by(Recommendation.slug)
    )
    found: Any = rows.tuples()
    return {slug: (float(mean), count) for slug, mean, count in found}


def note_dead_links(slugs: Iterable[str], now: datetime, actor: str) -> None:
    """Somebody followed the links of the catalogue: those of these options are dead."""
    with transaction():
        timeline.note(now, actor, None, LINKS_FOLLOWED, " ".join(sorted(slugs)))


def dead_links() -> frozenset[str]:
    """Slugs of the options whose links were dead when they were last followed."""
    rows = Event.select(Event.detail).where(Event.event == LINKS_FOLLOWED).order_by(Event.id.desc()).limit(1)
    return frozenset(word for row in rows for word in row.detail.split())

"""What is known of options: which were recommended, how that was rated, whose links are dead; and answers,
whose links may become some.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from peewee import fn

from cases.model import Direction, Origin, Role
from db import timeline
from db.connect import transaction
from db.tables import Case, Event, Message, Person, Recommendation, Survey

LINKS_FOLLOWED = "catalogue.links-followed"
ANSWERS = 500  # of a week, the latest


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


def answers(since: datetime, authors: Collection[str] | None) -> list[tuple[Any, ...]]:
    """(case, client, words, worker's name, address, others) of mails to workers by these or all.

    Newest first. others: (name, address) of the concierges and third parties who wrote on the case.
    """
    rows = (
        Message.select(Case.id, Case.client, Message.new_text, Person.name, Person.address)
        .join(Case, on=(Message.case == Case.id))
        .join(Person, on=(Case.requester == Person.id))
        .where(
            Message.at >= since,
            Message.direction == Direction.OUT,
            Message.role == Role.CONCIERGE,
            Case.origin != Origin.IMPORT,
        )
    )
    if authors is not None:
        rows = rows.where(Message.author.in_(list(authors)))
    found: Any = list(rows.order_by(Message.id.desc()).limit(ANSWERS).tuples())
    wrote = _wrote_on({case for case, *_ in found})
    return [(*each, wrote[each[0]]) for each in found]


def _wrote_on(cases: Collection[int]) -> dict[int, tuple[tuple[str, str], ...]]:
    found: defaultdict[int, dict[tuple[str, str], None]] = defaultdict(dict)
    rows = Message.select(Message.case, Message.author_name, Message.author).where(
        Message.case.in_(list(cases)), Message.role.in_((Role.CONCIERGE, Role.THIRD_PARTY))
    )
    for row in rows.order_by(Message.id):
        found[row.case_id][row.author_name, row.author] = None
    return defaultdict(tuple, {case: tuple(who) for case, who in found.items()})

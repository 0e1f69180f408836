"""Options that perhaps should go: their link is dead, or they did not help. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from cases.catalogue import Catalogue
from replies.advice.fit import ENOUGH_RATINGS

BAD = 2.5  # a mean rating below it says that an option does not help


@dataclass(frozen=True, slots=True)
class Used:
    """What the service knows of the options: slugs that were ever recommended, (mean, how many) of the
    ratings where each was, and slugs whose links were dead when they were last followed."""

    slugs: frozenset[str] = frozenset()
    ratings: Mapping[str, tuple[float, int]] = field(default_factory=dict)
    dead: frozenset[str] = frozenset()


def weeds(catalogue: Catalogue, used: Used) -> Iterator[tuple[str, str]]:
    """(slug, why) of the options that perhaps should go: dead links, and bad ratings from three on."""
    for option in catalogue.options:
        mean, count = used.ratings.get(option.slug, (0.0, 0))
        if option.slug in used.dead:
            yield option.slug, "its link was dead when it was last followed (check --links)"
        elif count >= ENOUGH_RATINGS and mean < BAD:
            yield (
                option.slug,
                f"the help was rated {mean:.1f} of 5 where it was recommended ({count} ratings)",
            )

"""Options that perhaps should go, and links of answers that could become options. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from cases.catalogue import Catalogue
from cases.growth import GivenLink, Weed
from replies.advice.fit import ENOUGH_RATINGS
from replies.options.keeping import free_slug
from replies.options.links import links, unknown
from replies.options.pages import page

BAD = 2.5  # a mean rating below it says that an option does not help


@dataclass(frozen=True, slots=True)
class Used:
    """What the service knows of the options: slugs that were ever recommended, (mean, how many) of the
    ratings where each was, and slugs whose links were dead when they were last followed."""

    slugs: frozenset[str] = frozenset()
    ratings: Mapping[str, tuple[float, int]] = field(default_factory=dict)
    dead: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Answered:
    """The words of a concierge's mail to a worker, on a case of that client."""

    case: int
    client: str | None
    text: str


def weeds(catalogue: Catalogue, used: Used) -> Iterator[Weed]:
    """Dead links, and bad ratings from three on; in the order of the catalogue."""
    for option in catalogue.options:
        mean, count = used.ratings.get(option.slug, (0.0, 0))
        if option.slug in used.dead:
            yield Weed(option.slug, option.title, dead=True)
        elif count >= ENOUGH_RATINGS and mean < BAD:
            yield Weed(option.slug, option.title, mean=mean, ratings=count)


def given_links(
    answers: Iterable[Answered], catalogue: Catalogue, templates: Iterable[str]
) -> Iterator[GivenLink]:
    """Links of these answers that their client has no option of, each once; those of templates are known."""
    seen = {page(link.url) for text in templates for link in links(text)}
    taken: list[str] = []
    for answer in answers:
        for link in unknown(links(answer.text), catalogue, answer.client):
            if page(link.url) not in seen:
                seen.add(page(link.url))
                taken.append(free_slug(link, catalogue, taken))
                yield GivenLink(answer.case, link.url, taken[-1], link.title)

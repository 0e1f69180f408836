"""Options that perhaps should go, and links of answers that could become options. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cases.catalogue import Catalogue
from cases.growth import GivenLink, Weed
from cases.settings import Concierge
from replies.advice.fit import ENOUGH_RATINGS
from replies.advice.relevance import STOP_WORDS
from replies.options.keeping import free_slug
from replies.options.links import links, unknown
from replies.options.pages import page
from replies.options.personal import people

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
    """A concierge's words to a worker, on a case of that client; the worker's name and address.

    others: (name, address) of the concierges and third parties who wrote on the case.
    """

    case: int
    client: str | None
    text: str
    name: str = ""
    address: str = ""
    others: tuple[tuple[str, str], ...] = ()


def weeds(catalogue: Catalogue, used: Used) -> Iterator[Weed]:
    """Dead links, and bad ratings from three on; in the order of the catalogue."""
    for option in catalogue.options:
        mean, count = used.ratings.get(option.slug, (0.0, 0))
        if option.slug in used.dead:
            yield Weed(option.slug, option.title, dead=True)
        elif count >= ENOUGH_RATINGS and mean < BAD:
            yield Weed(option.slug, option.title, mean=mean, ratings=count)


def given_links(
    answers: Iterable[Answered],
    catalogue: Catalogue,
    templates: Iterable[str],
    roster: Sequence[Concierge] = (),
    of_client: Callable[[str | None], Catalogue] | None = None,
) -> Iterator[GivenLink]:
    """Links of these answers that their client has no option of, each once; those of templates are known.

    `of_client`: the catalogue of each, where clients have their own.
    None that `#keep` refuses: of the worker, the roster or who else wrote on the case, secret or shared.
    """
    team = [(concierge.name, concierge.address) for concierge in roster]
    seen = {page(link.url) for text in templates for link in links(text)}
    taken: list[str] = []
    for answer in answers:
        whom = people([(answer.name, answer.address)], [*answer.others, *team], STOP_WORDS)
        theirs = of_client(answer.client) if of_client else catalogue
        for link in unknown(links(answer.text, whom), theirs, answer.client):
            if page(link.url) not in seen:
                seen.add(page(link.url))
                taken.append(free_slug(link, theirs, taken))
                yield GivenLink(answer.case, link.url, taken[-1], link.title)

"""What the digests say of the catalogue: read from the store and the files when a digest is due."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from itertools import islice

from cases.catalogue import Catalogues
from cases.growth import Growth
from cases.settings import Concierge
from db import ledger
from replies.weeding import Answered, Used, given_links, weeds
from templates.render import Library

SHOWN = 5  # links in a digest


def growth(
    catalogue: Catalogues, library: Library, roster: Sequence[Concierge]
) -> Callable[[Collection[str] | None, datetime], Growth]:
    """For `followups`: what these concierges gave since then (None: all, with the weeds, for the lead)."""

    def found(authors: Collection[str] | None, since: datetime) -> Growth:
        current = catalogue()
        if current.added is None:
            return Growth()
        answers = (Answered(*each) for each in ledger.answers(since, authors))
        texts = (file.body for file in library.by_key.values())
        links = given_links(answers, current, texts, roster, catalogue.of)
        shown, more = tuple(islice(links, SHOWN)), sum(1 for _ in links)
        if authors is not None:
            return Growth(shown, more)
        used = Used(ratings=ledger.option_ratings(), dead=ledger.dead_links())
        return Growth(shown, more, tuple(islice(weeds(current, used), SHOWN)))

    return found

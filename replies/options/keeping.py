"""An option made of a link in an answer: `#keep` (CONTRACT 4). Pure.

What is kept belongs to the client of its case; nobody else is ever offered it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

from cases.catalogue import Catalogue, Option
from replies.options.cells import COLUMNS, SYNONYMS, read_option
from replies.options.kinds import TRAINING
from replies.options.links import Link, harmless
from replies.options.pages import public

_TEXTS = ("title", "summary", "kind", "provider", "interest")
KEYS = tuple(column for column in COLUMNS if column not in ("slug", "client"))
_KIND_OF_HOST = {
    "youtube.com": "video",
    "youtu.be": "video",
    "vimeo.com": "video",
    "ted.com": "video",
    "podcasts.apple.com": "podcast",
    "open.spotify.com": "podcast",
    "coursera.org": "course",
    "edx.org": "course",
    "udemy.com": "course",
    "futurelearn.com": "course",
}
ASKED = ("title", "price", "minutes", "kind", "topics")
"""What the author is asked for where it is not known, in this order."""


_CURRENCY = "EUR"  # of a price without one, as in the mails
_DUTCH = {
    "title": "titel", "summary": "samenvatting", "kind": "soort", "training": "opleiding",
    "provider": "aanbieder", "price": "prijs", "currency": "munt", "minutes": "duur", "with": "met",
    "language": "taal", "topics": "thema", "url": "link", "interest": "belang", "level": "niveau",
    "priced_on": "prijsdatum", "country": "land",
}  # fmt: skip


class BadKeyError(Exception):
    """A key that there is not (value None), or a value that cannot be read."""

    def __init__(self, key: str, value: str | None = None) -> None:
        super().__init__(key)
        self.key = key
        self.value = value


def key_named(column: str, language: str) -> str:
    """The key that a concierge writes for a column."""
    if language == "nl":
        return _DUTCH.get(column, column)
    return "topic" if column == "topics" else column


def cells(pairs: Mapping[str, str]) -> dict[str, str]:
    """What was typed, by column: keys in English or Dutch. Raises BadKeyError for one that there is not."""
    found: dict[str, str] = {}
    for key, value in pairs.items():
        column = SYNONYMS.get(key)
        if column not in KEYS:
            raise BadKeyError(key)
        found[column] = harmless(value) if column in _TEXTS else value
    return found


def option_of(
    slug: str, typed: Mapping[str, str], link: Link | None, before: Option | None, today: date
) -> Option:
    """The option that these cells say, with what the link says. Raises BadKeyError for a value that is none.

    A price is of `today` unless a day is given.
    """
    typed = {**typed, **({"url": public(typed["url"])} if typed.get("url") else {})}
    option = before or _begun(slug, link)
    if before is not None and link is not None:
        option = replace(option, url=link.url)
    for column, value in typed.items():
        try:
            read_option({"slug": slug, column: value}, option)
        except ValueError:
            raise BadKeyError(column, value) from None
        if column == "url" and not value:
            raise BadKeyError(column, value)
    try:
        option = read_option({"slug": slug, **typed}, option)
    except ValueError:  # each can be read: only price and currency can contradict one another
        raise BadKeyError("currency", typed.get("currency", "")) from None
    if "kind" in typed and "training" not in typed:
        option = replace(option, training=option.kind in TRAINING)
    if option.price and not option.currency:
        option = replace(option, currency=_CURRENCY)
    if "price" in typed and "priced_on" not in typed:
        option = replace(option, priced_on=today if option.price else None)
    return option


def _begun(slug: str, link: Link | None) -> Option:
    """What the link alone says."""
    if link is None:
        return Option(slug, title_of(slug))
    return read_option(
        {"slug": slug, "title": link.title or title_of(slug), "url": link.url, "kind": _kind(link.url)}
    )


def title_of(slug: str) -> str:
    """What stands as its title until somebody gives one."""
    return slug.replace("-", " ")


def _kind(url: str) -> str:
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return next(
        (kind for known, kind in _KIND_OF_HOST.items() if host == known or host.endswith(f".{known}")), ""
    )


def missing(option: Option) -> tuple[str, ...]:
    """Columns of `ASKED` that nobody knows yet of it."""
    blank = {
        "title": option.title == title_of(option.slug),
        "price": option.price is None,
        "minutes": option.minutes is None,
        "kind": not option.kind,
        "topics": not option.topics,
    }
    return tuple(column for column in ASKED if blank[column])


def free_slug(link: Link, catalogue: Catalogue, taken: Sequence[str] = ()) -> str:
    """The short name of a link, with a number where another option has it."""
    slug, number = link.slug, 2
    while catalogue.option(slug) or slug in catalogue.reserved or slug in taken:
        slug = f"{link.slug[:56].rstrip('-')}-{number}"
        number += 1
    return slug

"""What can be recommended and what about: options, topics, and finding either by what a person typed.

The files that people keep (CONTRACT 3) are read by `concierge.catalogue.files`; this is what they say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches

ALONE = "alone"
OTHERS = "others"
EITHER = "either"


@dataclass(frozen=True, slots=True)
class Option:
    """Something a person can learn from.

    price: None is unknown, 0 is free. minutes: None is unknown. with_: alone | others | either.
    languages: codes ("en"); () means that language plays no part. interest: what the service declares
    about its own interest in the provider, in words. client: only for that client; None for everybody.
    """

    slug: str
    title: str
    summary: str = ""
    kind: str = ""
    training: bool = False
    provider: str = ""
    price: Decimal | None = None
    currency: str = ""
    minutes: int | None = None
    with_: str = EITHER
    languages: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    url: str = ""
    interest: str = ""
    client: str | None = None

    @property
    def is_free(self) -> bool:
        return self.price is not None and self.price == 0

    def ledger(self) -> dict[str, object]:
        """The facts that the independence ledger keeps (`cases.effects.RecordRecommendation`)."""
        return {
            "slug": self.slug,
            "title": self.title,
            "provider": self.provider,
            "kind": self.kind,
            "training": self.training,
            "price": None if self.price is None else float(self.price),
            "currency": self.currency,
            "interest": self.interest,
        }


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject of questions. `names` and `keywords` by language code."""

    slug: str
    names: Mapping[str, str] = field(default_factory=dict)
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def name(self, language: str) -> str:
        """Its name in that language, else in any, else the slug as words."""
        return self.names.get(language) or next(iter(self.names.values()), self.slug.replace("-", " "))

    @property
    def words(self) -> tuple[str, ...]:
        """Everything that may be typed for it: slug, names, keywords of every language."""
        spoken = (word for words in self.keywords.values() for word in words)
        return (self.slug, *self.names.values(), *spoken)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Options and topics in the order of their files; slugs are unique."""

    options: tuple[Option, ...] = ()
    topics: tuple[Topic, ...] = ()

    def option(self, slug: str) -> Option | None:
        """The option of that slug, whatever the case it was typed in."""
        key = slug.strip().lower()
        return next((option for option in self.options if option.slug.lower() == key), None)

    def topic(self, typed: str) -> Topic | None:
        """The topic of that slug, or else of that name in any language; keywords are too loose for it."""
        key = _typed(typed)
        for topic in self.topics:
            if _typed(topic.slug) == key:
                return topic
        return next((t for t in self.topics if key in {_typed(name) for name in t.names.values()}), None)

    def for_topic(self, slug: str) -> tuple[Option, ...]:
        return tuple(option for option in self.options if slug in option.topics)

    def nearest_options(self, typed: str, count: int = 3) -> tuple[str, ...]:
        """Slugs that look like what was typed, best first: "did you mean …?"."""
        return _nearest(typed, ((option.slug, option.slug) for option in self.options), count)

    def nearest_topics(self, typed: str, count: int = 3) -> tuple[str, ...]:
        """Slugs of topics whose slug, name or keyword looks like what was typed, best first."""
        return _nearest(typed, ((word, topic.slug) for topic in self.topics for word in topic.words), count)


def _typed(text: str) -> str:
    return " ".join(text.strip().lstrip("#").lower().replace("-", " ").replace("_", " ").split())


def _nearest(typed: str, spelled: Iterable[tuple[str, str]], count: int) -> tuple[str, ...]:
    slugs: dict[str, str] = {}
    for word, slug in spelled:
        slugs.setdefault(_typed(word), slug)
    close = get_close_matches(_typed(typed), slugs, n=3 * count, cutoff=0.6)
    return tuple(dict.fromkeys(slugs[word] for word in close))[:count]

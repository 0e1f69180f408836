"""The catalogue: learning options and topics, and finding either by what a person typed.

The files that people keep (CONTRACT 3) are read by `concierge.catalogue.files`; this is what they say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache
from types import MappingProxyType
from typing import Any, TypeVar

ALONE = "alone"
OTHERS = "others"
EITHER = "either"

Derived = TypeVar("Derived")
_OWN = frozenset(
    f"{own}{what}"
    for own in ("own ", "eigen ")
    for what in (
        "organisation",
        "organization",
        "organisatie",
        "company",
        "bedrijf",
        "firma",
        "dienst",
        "team",
    )
)
_ARTICLES = (["the"], ["your"], ["our"], ["de"], ["je"], ["het"], ["onze"], ["jouw"])


def country_code(typed: str) -> str:
    """A country as ISO 3166 writes it; what many type for the United Kingdom is no code of it."""
    code = typed.strip().upper()
    return "GB" if code == "UK" else code


@dataclass(frozen=True, slots=True)
class Option:
    """Something a person can learn from.

    price: None is unknown, 0 is free. minutes: None is unknown. with_: alone | others | either.
    languages: codes ("en"); () means that language plays no part. interest: what the service declares
    about its own interest in the provider, in words. client: only for that client; None for everybody.
    countries: ISO 3166 codes ("BE") of those whose law, register or office it is about; () is for anywhere.
    level: beginner | intermediate | advanced; "" is for anybody. priced_on: the day on which the price was
    looked up; None is unknown.
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
    level: str = ""
    priced_on: date | None = None
    countries: tuple[str, ...] = ()

    @property
    def is_own(self) -> bool:
        """Whether it comes from whoever uses the service, who sells nothing by it."""
        return is_own_organisation(self.provider)

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


@lru_cache(maxsize=1024)
def is_own_organisation(provider: str) -> bool:
    """Whether a provider's name says "own organisation", in either language, however it is spelt."""
    words = provider.casefold().replace("-", " ").replace(".", " ").split()
    return " ".join(words[1:] if words[:1] in _ARTICLES else words) in _OWN


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject of questions. By language: names, keywords, and phrases (what people say who have it)."""

    slug: str
    names: Mapping[str, str] = field(default_factory=dict)
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    phrases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

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
    """One version of the files: options and topics in their order; slugs are unique.

    no_request: by language code, what mail says that asks for no help in learning.
    added: slugs of options that concierges kept by mail and the operator has not merged yet; None where none
    can be kept, because there is no file for it, or it is broken.
    taught: by topic the phrases that concierges kept by mail, which its own hold too; None where none can be.
    reserved: slugs in the files that are no option of this one: other clients have them.

    It never changes, so what is made from it (an index, say) is made once and kept with it: see `derived`.
    """

    options: tuple[Option, ...] = ()
    topics: tuple[Topic, ...] = ()
    no_request: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    added: frozenset[str] | None = frozenset()
    taught: tuple[Topic, ...] | None = ()
    reserved: frozenset[str] = frozenset()
    _derived: dict[Callable[[Catalogue], Any], Any] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def derived(self, make: Callable[[Catalogue], Derived]) -> Derived:
        """What `make` gives for this version; `make` is pure, and asked once."""
        if make not in self._derived:
            self._derived[make] = make(self)
        made: Derived = self._derived[make]
        return made

    def option(self, slug: str) -> Option | None:
        """The option of that slug, whatever the case it was typed in."""
        key = slug.strip().lower()
        return next((option for option in self.options if option.slug.lower() == key), None)

    def topic(self, typed: str) -> Topic | None:
        """The topic of that slug, or else of that name in any language; keywords are too loose for it."""
        return self.derived(_topics_as_typed).get(_typed(typed))

    def topic_name(self, slug: str, language: str) -> str:
        """As people call it; the slug of a topic that is no more."""
        topic = self.topic(slug)
        return topic.name(language) if topic else slug

    def for_topic(self, slug: str) -> tuple[Option, ...]:
        return tuple(option for option in self.options if slug in option.topics)

    def nearest_options(self, typed: str, count: int = 3) -> tuple[str, ...]:
        """Slugs that look like what was typed, best first: "did you mean …?"."""
        return _nearest(typed, ((option.slug, option.slug) for option in self.options), count)

    def nearest_topics(self, typed: str, count: int = 3) -> tuple[str, ...]:
        """Slugs of topics whose slug, name or keyword looks like what was typed, best first."""
        return _nearest(typed, ((word, topic.slug) for topic in self.topics for word in topic.words), count)


class Catalogues:
    """The organisation's catalogue, and what each client may see of it, or has instead. Thread-safe.

    Called, it gives the organisation's own with the options of all. `own`: by the id of a client, what is put
    together from its own files. The same object comes back until a file changes.
    """

    def __init__(
        self,
        common: Callable[[], Catalogue],
        own: Mapping[str, Callable[[], Catalogue]] = MappingProxyType({}),
    ) -> None:
        self._common, self._own = common, own
        self._made: dict[str, tuple[Catalogue, Catalogue]] = {}  # what each client's was made of, and it

    def __call__(self) -> Catalogue:
        return self._common()

    def named(self) -> Catalogue:
        """That of no client, with the topics of clients who have others: for whoever reads of all."""
        common = self.of(None)
        more = {topic.slug: topic for own in self._own.values() for topic in own().topics}
        known = {topic.slug for topic in common.topics}
        extra = tuple(topic for slug, topic in more.items() if slug not in known)
        return replace(common, topics=(*common.topics, *extra)) if extra else common

    def of(self, client: str | None) -> Catalogue:
        """Without the options of other clients: what is not there is neither offered nor named."""
        whole = self._own.get(client or "", self._common)()
        made = self._made.get(client or "")
        if made is None or made[0] is not whole:
            made = self._made[client or ""] = whole, seen_by(client, whole)
        return made[1]


def seen_by(client: str | None, catalogue: Catalogue) -> Catalogue:
    """What one client may see of a catalogue; itself where that is everything."""
    left = tuple(option for option in catalogue.options if option.client in (None, client))
    if len(left) == len(catalogue.options):
        return catalogue
    hidden = frozenset(o.slug for o in catalogue.options) - {o.slug for o in left}
    added = None if catalogue.added is None else catalogue.added - hidden
    return replace(catalogue, options=left, added=added, reserved=hidden)


Near = Callable[[str, Catalogue], Mapping[str, float]]
"""Points by topic slug for a mail, of a sentence model, which is loaded elsewhere and handed in."""


def _topics_as_typed(catalogue: Catalogue) -> Mapping[str, Topic]:
    """By slug, and by the names that are no slug; where two have one name, the first."""
    names = ((_typed(name), topic) for topic in catalogue.topics for name in topic.names.values())
    found = {_typed(topic.slug): topic for topic in reversed(catalogue.topics)}
    for name, topic in names:
        found.setdefault(name, topic)
    return found


def _typed(text: str) -> str:
    return " ".join(text.strip().lstrip("#").lower().replace("-", " ").replace("_", " ").split())


def _nearest(typed: str, spelled: Iterable[tuple[str, str]], count: int) -> tuple[str, ...]:
    slugs: dict[str, str] = {}
    for word, slug in spelled:
        slugs.setdefault(_typed(word), slug)
    close = get_close_matches(_typed(typed), slugs, n=3 * count, cutoff=0.6)
    return tuple(dict.fromkeys(slugs[word] for word in close))[:count]

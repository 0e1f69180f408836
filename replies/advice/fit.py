"""Whether one option fits a person's need, how well, and why: hard limits first, then points. Pure.

Only time, money and language leave out what is about the topic; alone or with others ranks.
Points, all of them: topic 3 (2 for a further topic of the case), 1 where it is the first that the row of the
option names, up to 1 the fewer it names, up to 2.5 for being like what they wrote, alone or with others as
wished 1 (0.5 when it can be either), within the time 0.5, happy colleagues up to 1 (unhappy: down to -1),
another language than theirs -1, bound to another country than theirs -2, unknown length or price -0.5 each, a
declared interest -0.25.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import exp

from cases.catalogue import EITHER, Catalogue, Option
from cases.earlier import Recommended
from cases.model import Need
from replies.advice.twins import option_of
from replies.advice.words import Reason
from replies.needs.alone_or_others import read_with

ENOUGH_RATINGS = 3  # fewer say nothing about an option, and too much about a person
MOST = 20_000  # characters of their words that are searched for a wish
TOPIC, FURTHER, OWN, FOCUS = 3.0, 2.0, 1.0, 1.0
ALIKE = 2.5  # what being like their words counts
SUITING, MIDDLE, STEEP = (
    0.5,
    5.5,
    0.5,
)  # the most that an option suits for sure; the points of half of it; how fast


@dataclass(frozen=True, slots=True)
class AdviceRequest:
    """Whom and what the advice is for.

    text: their own words. topics: slugs, the most important first; () means by their words alone.
    likely: where the topics are only guessed, slug -> chance that it is the right one (0 to 1).
    turn: what decides among equals, so that not the same option is first for everybody; "" is by slug.
    countries: where they work (ISO 3166), () where it is not known; what is bound to another comes last.
    languages_ok: further languages that they can learn in. remembered: lines kept about them.
    topic_ratings: option slug -> (mean, how many) of ratings by people with the same topic.
    """

    text: str
    topics: tuple[str, ...] = ()
    need: Need = field(default_factory=Need)
    language: str = "en"
    languages_ok: tuple[str, ...] = ()
    client: str | None = None
    remembered: tuple[str, ...] = ()
    earlier: tuple[Recommended, ...] = ()
    topic_ratings: Mapping[str, tuple[float, int]] = field(default_factory=dict)
    likely: Mapping[str, float] = field(default_factory=dict)
    turn: str = ""
    countries: tuple[str, ...] = ()

    @property
    def wish(self) -> str | None:
        """alone | others | either as they said, else as was remembered of them."""
        return self.need.with_ or self.remembered_wish

    @property
    def remembered_wish(self) -> str | None:
        found = {side for line in self.remembered if (side := read_with(line, asked=False))}
        return found.pop() if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class Chosen:
    """An option with its points and its reasons, the weightiest first.

    suits: where topics are guessed, slug -> chance that it helps if that is the right one.
    """

    option: Option
    score: float
    reasons: tuple[Reason, ...]
    suits: Mapping[str, float] = field(default_factory=dict)

    @property
    def is_elsewhere(self) -> bool:
        """Whether it is bound to a country that is not theirs."""
        return any(reason.slug == "country" for reason in self.reasons)


LIMITS = ("client", "topic", "language", "time", "budget", "earlier")


def excluded(option: Option, request: AdviceRequest, catalogue: Catalogue) -> tuple[str, ...]:
    """The limits that rule it out, of `LIMITS` and in that order; () where it fits.

    Beyond another client's option and another topic there is nothing to lift, so only that one is given.
    """
    need = request.need
    if option.client and option.client != request.client:
        return ("client",)
    if request.topics and not set(option.topics) & set(request.topics):
        return ("topic",)
    known = {request.language, *request.languages_ok}
    foreign = bool(option.languages) and known.isdisjoint(option.languages)
    too_long = need.time is not None and option.minutes is not None and option.minutes > need.time
    too_dear = need.budget is not None and _too_dear(option, need)
    had = had_before(option, request, catalogue)
    found = {"language": foreign, "time": too_long, "budget": too_dear, "earlier": had}
    return tuple(limit for limit in LIMITS if found.get(limit))


def had_before(option: Option, request: AdviceRequest, catalogue: Catalogue) -> bool:
    """Whether they were pointed to it before, in whatever language."""
    same = option_of(option.slug, catalogue)
    return any(option_of(earlier.slug, catalogue) == same for earlier in request.earlier)


def against(option: Option, wish: str | None) -> bool:
    """Whether it is to do alone where they like others, or the other way round."""
    return wish not in (None, EITHER) and option.with_ not in (EITHER, wish)


def elsewhere(option: Option, request: AdviceRequest) -> bool:
    """Whether it is about the law, a register or an office of a country that is not theirs."""
    return bool(option.countries and request.countries) and set(option.countries).isdisjoint(
        request.countries
    )


def fit(option: Option, request: AdviceRequest, common: float, catalogue: Catalogue) -> Chosen:
    """The points and reasons of an option that is not excluded; `common` (0 to 1): how like their words."""
    parts = (
        _price(option, request),
        _time(option, request),
        _company(option, request),
        _language(option, request),
        _country(option, request),
        _liked(option, request),
        (-0.25 if option.interest else 0.0, None),
        (0.0, Reason("again") if had_before(option, request, catalogue) else None),
    )
    besides = ALIKE * common + sum(points for points, _ in parts)
    reasons = [reason for _, reason in parts if reason]
    about = {
        slug: besides + _topic(option, slug, request) for slug in request.topics if slug in option.topics
    }
    suits = {slug: _suiting(points) for slug, points in about.items() if slug in request.likely}
    if not about:
        words = [Reason("words")] if common else []
        return Chosen(option, round(besides, 4), (*words, *reasons))
    slug = max(suits, key=lambda slug: request.likely[slug] * suits[slug]) if suits else next(iter(about))
    name = catalogue.topic_name(slug, request.language)
    said = Reason("topic", {"topic": name.lower(), "slug": slug})
    return Chosen(option, round(about[slug], 4), (said, *reasons), suits)


def _topic(option: Option, slug: str, request: AdviceRequest) -> float:
    first = bool(request.likely) or slug == request.topics[0]
    own = OWN if option.topics[0] == slug else 0.0
    return (TOPIC if first else FURTHER) + own + FOCUS / len(option.topics)


def _suiting(points: float) -> float:
    """The chance that an option with these points for a topic helps, if that is the right one."""
    return SUITING / (1 + exp((MIDDLE - points) / STEEP))


Part = tuple[float, Reason | None]


def _price(option: Option, request: AdviceRequest) -> Part:
    need = request.need
    if option.price is None:
        return -0.5, Reason("price-unknown")
    if option.is_free:
        return 0.0, Reason("free")
    amount = {"amount": str(option.price), "currency": option.currency}
    if need.budget is None:
        return 0.0, Reason("price", amount)
    if _other_currency(option, need):
        return -0.5, Reason("currency", amount)
    return 0.0, Reason("budget", amount)


def _time(option: Option, request: AdviceRequest) -> Part:
    if option.minutes is None:
        return -0.5, Reason("length-unknown")
    return 0.5 if request.need.time else 0.0, Reason("time", {"minutes": str(option.minutes)})


def _company(option: Option, request: AdviceRequest) -> Part:
    wish = request.wish
    if wish in (None, EITHER):
        return 0.0, None
    if option.with_ == EITHER:
        return 0.5, None
    if against(option, wish):
        return 0.0, None
    if not request.need.with_:
        return 1.0, Reason(f"remembered-{wish}")
    return 1.0, Reason(wish if _said(request.text, wish) else f"wish-{wish}")


@lru_cache(maxsize=8)
def _said(text: str, wish: str) -> bool:
    """Whether they wrote it themselves: what a concierge noted after a call is no word of theirs."""
    return any(read_with(line, asked=True) == wish for line in text[:MOST].splitlines())


def _language(option: Option, request: AdviceRequest) -> Part:
    if not option.languages or request.language in option.languages:
        return 0.0, None
    spoken = next((code for code in request.languages_ok if code in option.languages), option.languages[0])
    return -1.0, Reason("language", {"language": spoken})


def _country(option: Option, request: AdviceRequest) -> Part:
    if not elsewhere(option, request):
        return 0.0, None
    return -2.0, Reason("country", {"country": ";".join(option.countries)})


def _liked(option: Option, request: AdviceRequest) -> Part:
    mean, count = request.topic_ratings.get(option.slug, (0.0, 0))
    if count < ENOUGH_RATINGS:
        return 0.0, None
    return (mean - 3) / 2, Reason("liked") if mean >= 4 else None


def _too_dear(option: Option, need: Need) -> bool:
    """Above the budget for sure. A budget of 0 wants free options, so an unknown price is too dear for it."""
    assert need.budget is not None
    if need.budget == 0:
        return not option.is_free
    if option.price is None or _other_currency(option, need):
        return False
    return option.price > need.budget


def _other_currency(option: Option, need: Need) -> bool:
    """Amounts that cannot be compared; without a currency the budget is taken to be in the option's own."""
    return bool(need.currency and option.currency and need.currency != option.currency and option.price)

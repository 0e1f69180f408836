"""What is wrong or worth a look in a catalogue, for `concierge catalogue check` and `doctor`. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from cases.catalogue import Catalogue, Option
from concierge.catalogue.verdicts import Followed, Verdict
from replies.options.kinds import LINKED
from replies.weeding import Used, weeds

FEW = 5  # findings of a kind that an operator looks at one by one
OLD = timedelta(days=365)  # a price of before is to be looked up again


class Weight(StrEnum):
    WRONG = "wrong"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Finding:
    """`slug` is the option or topic it is about, "" for the whole catalogue.

    check, of an option: bad-row, unknown-topic, no-topic, dead-slug, unknown-price, no-currency,
    undated-price, old-price, unknown-length, same-link, front-page, no-link, interest, badly-rated,
    dead-link and the others of `LINKS`; of a topic: topic-without-options, one-language, no-free,
    no-non-training, one-provider; of the whole: provider-share, unknown-column.
    """

    weight: Weight
    check: str
    slug: str
    message: str
    link: Followed | None = None


def findings(
    catalogue: Catalogue,
    *,
    provider_share: float,
    languages: Sequence[str],
    used: Used | None = None,
    today: date | None = None,
) -> Iterator[Finding]:
    """Everything found, what is wrong first. `today` tells how old a price is."""
    used = used or Used()
    yield from _unknown_topics(catalogue)
    yield from _dead(catalogue, used.slugs)
    yield from _unknown_facts(catalogue, today)
    yield from _weeds(catalogue, used)
    yield from _same_links(catalogue)
    yield from _poor_links(catalogue)
    yield from _shares(catalogue, provider_share)
    yield from _per_topic(catalogue, languages)


def in_short(found: Sequence[Finding]) -> list[Finding]:
    """The same, with one finding that counts in the place of more than FEW of a kind of advice.

    What is wrong stands there one by one: each has to be mended.
    """
    advice = Counter(each.check for each in found if each.weight is Weight.ADVICE)
    short, told = [], set()
    for each in found:
        count = advice[each.check] if each.weight is Weight.ADVICE else 0
        if count <= FEW:
            short.append(each)
        elif each.check not in told:
            told.add(each.check)
            words = f"{count} times, such as {each.slug}: {each.message}"
            short.append(Finding(each.weight, each.check, "", words))
    return short


def spread(catalogue: Catalogue, most: int = 5) -> Iterator[tuple[str, str]]:
    """(what, shares) over all options: price, kind, and the `most` providers that have the most of them."""
    total = len(catalogue.options)
    prices = Counter(
        "unknown" if option.price is None else "paid" if option.price else "free"
        for option in catalogue.options
    )
    providers = Counter(option.provider or "unnamed" for option in catalogue.options)
    kinds = Counter(option.kind for option in catalogue.options)
    for name, counts in (("providers", providers), ("price", prices), ("kind", kinds)):
        shown = counts.most_common(most if name == "providers" else None)
        words = [f"{what} {count / total:.0%}" for what, count in shown]
        if rest := len(counts) - len(shown):
            words.append(f"and {rest} more")
        yield name, ", ".join(words)


def _unknown_topics(catalogue: Catalogue) -> Iterator[Finding]:
    known = {topic.slug for topic in catalogue.topics}
    for option in catalogue.options:
        unknown = [slug for slug in option.topics if slug not in known] if known else []
        for slug in unknown:
            near = catalogue.nearest_topics(slug, 1)
            hint = f", did you mean {near[0]}?" if near else ": add it to the topics or correct it."
            yield Finding(Weight.WRONG, "unknown-topic", option.slug, f'topic "{slug}" does not exist{hint}')
        if len(unknown) == len(option.topics) and known:
            yield Finding(
                Weight.WRONG,
                "no-topic",
                option.slug,
                "no known topic, so it is never recommended: give it one.",
            )


def _dead(catalogue: Catalogue, used: Collection[str]) -> Iterator[Finding]:
    known = {option.slug for option in catalogue.options}
    for slug in sorted(set(used) - known):
        near = catalogue.nearest_options(slug, 1)
        hint = f" (is it {near[0]} now?)" if near else ""
        yield Finding(
            Weight.ADVICE,
            "dead-slug",
            slug,
            f"was recommended before and is not in the catalogue any more{hint}",
        )


LINKS: Mapping[Verdict, tuple[Weight, str]] = {
    Verdict.DEAD: (Weight.WRONG, "dead-link"),
    Verdict.MOVED: (Weight.ADVICE, "moved-link"),
    Verdict.FRONT: (Weight.ADVICE, "front-link"),
    Verdict.ELSEWHERE: (Weight.ADVICE, "redirected-link"),
    Verdict.LATER: (Weight.ADVICE, "later-link"),
    **dict.fromkeys(
        (Verdict.SHUT, Verdict.TLS, Verdict.ROBOTS, Verdict.INSIDE, Verdict.CIRCLE),
        (Weight.ADVICE, "unsure-link"),
    ),
}


def link_findings(options: Iterable[Option], followed: Mapping[str, Followed]) -> Iterator[Finding]:
    """What came of following the links, of each option whose link is not simply good."""
    for option in options:
        link = followed.get(option.url)
        if link is not None and link.verdict in LINKS:
            weight, check = LINKS[link.verdict]
            yield Finding(weight, check, option.slug, f"{option.url}: {link.why}", link)


def _unknown_facts(catalogue: Catalogue, today: date | None) -> Iterator[Finding]:
    for option in catalogue.options:
        if option.price is None:
            yield Finding(Weight.ADVICE, "unknown-price", option.slug, "its price is not known")
        elif option.price and not option.currency:
            yield Finding(Weight.WRONG, "no-currency", option.slug, f"{option.price} of which currency?")
        if option.price and option.priced_on is None:
            yield Finding(Weight.ADVICE, "undated-price", option.slug, "nobody knows from when its price is")
        elif option.price is not None and option.priced_on and today and today - option.priced_on > OLD:
            words = "its price is of" if option.price else "it was free on"
            yield Finding(Weight.ADVICE, "old-price", option.slug, f"{words} {option.priced_on}")
        if option.minutes is None:
            yield Finding(Weight.ADVICE, "unknown-length", option.slug, "its length is not known")


def _same_links(catalogue: Catalogue) -> Iterator[Finding]:
    """Two options at one page in one language; many may share the front page of a site."""
    seen: dict[tuple[str, tuple[str, ...]], str] = {}
    for option in catalogue.options:
        if urlsplit(option.url).path in ("", "/"):
            continue
        first = seen.setdefault((option.url, option.languages), option.slug)
        if first != option.slug:
            yield Finding(Weight.ADVICE, "same-link", option.slug, f"has the link of {first}: once is enough")


def _poor_links(catalogue: Catalogue) -> Iterator[Finding]:
    """Links to a front page, where people have to look for it themselves; kinds that should have one."""
    for option in catalogue.options:
        parts = urlsplit(option.url)
        if parts.scheme in ("http", "https") and parts.path in ("", "/") and not parts.query:
            yield Finding(Weight.ADVICE, "front-page", option.slug, f"{option.url} is a front page")
        elif not option.url and option.kind in LINKED:
            words = f"nobody finds this {option.kind} without a link"
            yield Finding(Weight.ADVICE, "no-link", option.slug, words)


def _weeds(catalogue: Catalogue, used: Used) -> Iterator[Finding]:
    for weed in weeds(catalogue, used):
        if weed.dead:
            words = "its link was dead when links were last followed (check --links)"
            yield Finding(Weight.ADVICE, "dead-link", weed.slug, words)
        else:
            words = f"rated {weed.mean:.1f} of 5 where it was recommended ({weed.ratings} ratings)"
            yield Finding(Weight.ADVICE, "badly-rated", weed.slug, words)


def _shares(catalogue: Catalogue, provider_share: float) -> Iterator[Finding]:
    named = [option for option in catalogue.options if option.provider]
    sold = Counter(option.provider for option in named if not option.is_own)
    for provider, count in sold.most_common():
        share = count / len(named)
        if share > provider_share:
            yield Finding(
                Weight.ADVICE,
                "provider-share",
                "",
                f"{provider} has {share:.0%} of the options, above {provider_share:.0%} ([independence])",
            )
    for option in catalogue.options:
        if option.interest:
            yield Finding(Weight.ADVICE, "interest", option.slug, f"declared interest: {option.interest}")


def _per_topic(catalogue: Catalogue, languages: Sequence[str]) -> Iterator[Finding]:
    for topic in catalogue.topics:
        options = catalogue.for_topic(topic.slug)
        for check, message in _lacks(options, languages):
            yield Finding(Weight.ADVICE, check, topic.slug, message)


def _lacks(options: Sequence[Option], languages: Sequence[str]) -> Iterator[tuple[str, str]]:
    if not options:
        yield "topic-without-options", "no option is about this topic"
        return
    without = [c for c in languages if not any(c in o.languages or not o.languages for o in options)]
    if without:
        yield "one-language", f"nothing in {', '.join(without)}"
    if not any(option.is_free for option in options):
        yield "no-free", "nothing that is free for sure"
    if all(option.training for option in options):
        yield "no-non-training", "nothing but training"
    if len(options) > 1 and len({option.provider for option in options}) == 1:
        yield "one-provider", f"everything is of {options[0].provider or 'an unnamed provider'}"

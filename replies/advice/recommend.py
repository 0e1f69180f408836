"""A range of options from the catalogue for one person's need, each with its reasons. Pure.

A plain rule that can be read aloud: limits first (`fit.excluded`), then points (`fit.fit`),
then a range (`range.choose`). The same question always gets the same answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cases.catalogue import Catalogue, Option
from replies.advice.fit import AdviceRequest, Chosen, excluded, fit
from replies.advice.lifts import Lift, lift_words, lifts
from replies.advice.likeness import of_options
from replies.advice.range import FEWEST, choose
from replies.advice.relevance import Index, terms, words_enough
from replies.advice.twins import option_of
from replies.advice.words import TO_CONCIERGE, Reason, gap_words, why, words

__all__ = [
    "TO_CONCIERGE", "Advice", "AdviceRequest", "Chosen", "Reason", "gap_words", "lift_words", "recommend",
    "why", "words",
]  # fmt: skip

LETTERS = 0.6  # part of being alike that letter groups decide, words in common having the rest
HALF = 2.0  # BM25 of words in common that count half
TOLD = ("time", "budget", "language", "earlier")
"""Limits whose victims are counted in the gaps; another topic or client is nothing to speak of."""


@dataclass(frozen=True, slots=True)
class Advice:
    """Options in the order to offer them, what the range lacks: "free", "out-time:3" (`gap_words`), and what
    would fit if one limit were lifted, where fewer than three do."""

    options: tuple[Chosen, ...] = ()
    gaps: tuple[str, ...] = ()
    lifts: tuple[Lift, ...] = ()


def recommend(request: AdviceRequest, catalogue: Catalogue) -> Advice:
    """Three to five options where the catalogue has them, or none with the reason in the gaps."""
    cut: list[tuple[Option, tuple[str, ...]]] = []
    fitting: list[int] = []
    for number in _about(request, catalogue):
        option = catalogue.options[number]
        limits = excluded(option, request, catalogue)
        if limits:
            cut.append((option, limits))
        else:
            fitting.append(number)
    common = _common(request, catalogue, fitting)
    candidates = [
        fit(catalogue.options[number], request, share, catalogue)
        for number, share in zip(fitting, common, strict=True)
        if share is not None
    ]
    single = _once(candidates, request, catalogue)
    options, gaps = choose(single, wish=request.need.with_, likely=request.likely, turn=request.turn)
    refused = Counter(limits[0] for _, limits in cut)
    if not options and not (request.topics and any(refused[limit] for limit in TOLD)):
        gaps = ("topic",) if request.topics else ("no-topic",)
    if not request.topics:
        return Advice(options, gaps)
    left_out = tuple(f"out-{limit}:{refused[limit]}" for limit in TOLD if refused[limit])
    missing = FEWEST - len(options)
    more = lifts(_unlike(cut, options, catalogue), request, missing) if missing > 0 else ()
    return Advice(options, gaps + (left_out if gaps or not options else ()), more)


def _about(request: AdviceRequest, catalogue: Catalogue) -> Sequence[int]:
    """The options of its topics, in their order; of one about another topic nothing is said."""
    if not request.topics:
        return range(len(catalogue.options))
    known = catalogue.derived(_options_by_topic)
    return sorted({number for slug in request.topics for number in known.get(slug, ())})


def _options_by_topic(catalogue: Catalogue) -> Mapping[str, Sequence[int]]:
    found: dict[str, list[int]] = {}
    for number, option in enumerate(catalogue.options):
        for slug in option.topics:
            found.setdefault(slug, []).append(number)
    return found


def _once(candidates: Sequence[Chosen], request: AdviceRequest, catalogue: Catalogue) -> list[Chosen]:
    """Of an option that is there in two languages, the row in theirs."""
    best: dict[str, Chosen] = {}
    for chosen in candidates:
        key = option_of(chosen.option.slug, catalogue)
        if key not in best or request.language in chosen.option.languages:
            best[key] = chosen
    return list(best.values())


def _unlike(
    cut: Sequence[tuple[Option, tuple[str, ...]]], chosen: Sequence[Chosen], catalogue: Catalogue
) -> list[tuple[Option, tuple[str, ...]]]:
    """Without what is offered already in another language."""
    offered = {option_of(each.option.slug, catalogue) for each in chosen}
    return [(option, limits) for option, limits in cut if option_of(option.slug, catalogue) not in offered]


def explain(option: Option, request: AdviceRequest, catalogue: Catalogue) -> tuple[Reason, ...]:
    """The reasons that hold for an option that a concierge chose by hand, limits or not."""
    return fit(option, request, 0.0, catalogue).reasons


def _common(request: AdviceRequest, catalogue: Catalogue, fitting: list[int]) -> list[float | None]:
    """How like their words each of these options is, 0 to 1; None: words in common at most by accident.

    Letter groups of their words, 1 for the option that has most, and words in common, each by itself.
    """
    text = " ".join(filter(None, (request.text, request.need.about, *request.remembered)))
    index, said = catalogue.derived(_option_index), terms(text)
    scores, shared = index.relevance(said, fitting), index.shared(said, fitting)
    alike, enough = catalogue.derived(of_options).points(text, fitting), words_enough(text)
    by_accident = not request.topics
    return [
        None if by_accident and n < enough else LETTERS * near + (1 - LETTERS) * score / (score + HALF)
        for near, score, n in zip(alike, scores, shared, strict=True)
    ]


def _option_index(catalogue: Catalogue) -> Index:
    return Index(
        [
            Counter(terms(f"{option.title} {option.title} {option.summary} {' '.join(option.topics)}"))
            for option in catalogue.options
        ]
    )

"""A range of options from the catalogue for one person's need, each with its reasons. Pure.

A plain rule that can be read aloud: limits first (`fit.excluded`), then points (`fit.fit`),
then a range (`range.choose`). The same question always gets the same answer.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from cases.catalogue import EITHER, Catalogue, Option
from replies.advice.fit import AdviceRequest, Chosen, excluded, fit
from replies.advice.range import choose
from replies.advice.relevance import Index, terms
from replies.advice.words import Reason, gap_words, why, words

__all__ = [
    "Advice", "AdviceRequest", "Chosen", "Reason", "gap_words", "recommend", "why", "words",
]  # fmt: skip

TOLD = ("time", "budget", "with", "language", "earlier")
"""Limits whose victims are counted in the gaps; another topic or client is nothing to speak of."""


@dataclass(frozen=True, slots=True)
class Advice:
    """Options in the order to offer them, and what the range lacks: "free", "out-time:3" (`gap_words`)."""

    options: tuple[Chosen, ...] = ()
    gaps: tuple[str, ...] = ()


def recommend(request: AdviceRequest, catalogue: Catalogue) -> Advice:
    """Three to five options where the catalogue has them, or none with the reason in the gaps."""
    refused: Counter[str] = Counter()
    fitting: list[int] = []
    for number, option in enumerate(catalogue.options):
        limit = excluded(option, request)
        if limit is None:
            fitting.append(number)
        else:
            refused[limit] += 1
    common = _common(request, catalogue, fitting)
    candidates = [
        fit(catalogue.options[number], request, share, catalogue)
        for number, share in zip(fitting, common, strict=True)
        if request.topics or share > 0
    ]
    options, gaps = choose(candidates, both_ways=request.need.with_ in (None, EITHER))
    if not options and not (request.topics and any(refused[limit] for limit in TOLD)):
        gaps = ("topic",)
    if not request.topics:
        return Advice(options, gaps)
    left_out = tuple(f"out-{limit}:{refused[limit]}" for limit in TOLD if refused[limit])
    return Advice(options, gaps + (left_out if gaps or not options else ()))


def explain(option: Option, request: AdviceRequest, catalogue: Catalogue) -> tuple[Reason, ...]:
    """The reasons that hold for an option that a concierge chose by hand, limits or not."""
    return fit(option, request, 0.0, catalogue).reasons


def _common(request: AdviceRequest, catalogue: Catalogue, fitting: list[int]) -> list[float]:
    """Words in common with each of these options, 1 for the one that has most."""
    said = " ".join(filter(None, (request.text, request.need.about, *request.remembered)))
    scores = catalogue.derived(_option_index).relevance(terms(said), fitting)
    most = max(scores, default=0.0)
    return [score / most if most else 0.0 for score in scores]


def _option_index(catalogue: Catalogue) -> Index:
    return Index(
        [
            Counter(terms(f"{option.title} {option.title} {option.summary} {' '.join(option.topics)}"))
            for option in catalogue.options
        ]
    )

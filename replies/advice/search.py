"""Options found by words that a concierge typed behind #suggest: whatever the topics, time and budget. Pure.

Most different words in common first, then their language, then BM25; words stand in title, summary, provider,
kind and topics, the topics also by their names in every language. Another client's options are never found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cases.catalogue import Catalogue
from cases.model import Case
from replies.advice.fit import AdviceRequest, Chosen, elsewhere, fit
from replies.advice.relevance import Index, terms
from replies.advice.twins import option_of

_HINTS = frozenset(
    """
    short long free cheap quick paid alone others together online english dutch kort korte lang lange gratis
    goedkoop goedkope snel snelle betaald alleen anderen samen nederlands nederlandse engels engelse
    """.split()  # noqa: SIM905 - easier to read than thirty strings
)
"""What is said about an option rather than what it is about."""


def sought(words: str) -> tuple[str, ...]:
    """The stems that are looked for; () where only is said how an option should be ("short and free")."""
    return terms(" ".join(word for word in words.split() if word.lower().strip(",.;") not in _HINTS))


def search(
    words: str, case: Case, catalogue: Catalogue, count: int, countries: tuple[str, ...] = ()
) -> tuple[Chosen, ...]:
    """At most `count` options, the best first; of one that is there in two languages that of the case."""
    request = AdviceRequest(words, language=case.language, client=case.client, countries=countries)
    mine = [
        number
        for number, option in enumerate(catalogue.options)
        if option.client is None or option.client == request.client
    ]
    index, said = catalogue.derived(_index), sought(words)
    scores, shared = index.relevance(said, mine), index.shared(said, mine)
    most = max(shared, default=0)

    def place(found: tuple[int, float, int]) -> tuple[object, ...]:
        number, score, held = found
        option = catalogue.options[number]
        languages = option.languages
        return (
            -held,
            elsewhere(option, request),
            bool(languages) and request.language not in languages,
            -score,
            number,
        )

    ranked = sorted(zip(mine, scores, shared, strict=True), key=place)
    found = [number for number, score, held in ranked if score and held >= most - 1]
    return _once(found, request, catalogue)[:count]


def _once(numbers: Sequence[int], request: AdviceRequest, catalogue: Catalogue) -> tuple[Chosen, ...]:
    best: dict[str, Chosen] = {}
    for number in numbers:
        option = catalogue.options[number]
        same = option_of(option.slug, catalogue)
        theirs = not option.languages or request.language in option.languages
        if same not in best or (theirs and request.language not in best[same].option.languages):
            best[same] = fit(option, request, 0.0, catalogue)
    return tuple(best.values())


def _index(catalogue: Catalogue) -> Index:
    names = {topic.slug: " ".join((topic.slug, *topic.names.values())) for topic in catalogue.topics}
    return Index(
        [
            Counter(
                terms(
                    f"{o.title} {o.title} {o.summary} {o.provider} {o.kind} "
                    f"{' '.join(names.get(slug, slug) for slug in o.topics)}"
                )
            )
            for o in catalogue.options
        ]
    )

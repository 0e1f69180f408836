"""Topics that a written request may be about: shown to concierges, never applied. Pure.

Each topic is a document made of its names and keywords (both languages), the options about it, and
earlier requests that a person filed under it; the request is the query. Figures: docs/advice.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cases.catalogue import Catalogue, Option, Topic
from replies.relevance import relevance, terms

NAME, KEYWORD, OPTION, PAST = 3.0, 3.0, 0.5, 0.5  # weight of a word by where it stands
PHRASE = 2.0  # added when a keyword of several words stands in the request as it is


def suggest(
    text: str, language: str, catalogue: Catalogue, past: Sequence[tuple[str, str]] = ()
) -> tuple[tuple[str, float], ...]:
    """(topic slug, score) of every topic that shares words with the request, best first.

    language: of the request; on equal scores, topics whose words of that language match come first.
    past: (text, topic slug) of requests that were filed by a person.
    """
    query = terms(text)
    documents = [_document(topic, catalogue.for_topic(topic.slug), past) for topic in catalogue.topics]
    scores = relevance(query, documents)
    scored = [
        (topic.slug, round(score + _phrases(query, topic, language), 4))
        for topic, score in zip(catalogue.topics, scores, strict=True)
    ]
    return tuple(sorted((pair for pair in scored if pair[1] > 0), key=lambda pair: (-pair[1], pair[0])))


def _document(topic: Topic, options: Sequence[Option], past: Sequence[tuple[str, str]]) -> Counter[str]:
    weights: Counter[str] = Counter()
    _add(weights, " ".join((topic.slug, *topic.names.values())), NAME)
    _add(weights, " ".join(word for words in topic.keywords.values() for word in words), KEYWORD)
    for option in options:
        _add(weights, f"{option.title} {option.summary}", OPTION)
    for text, slug in past:
        if slug == topic.slug:
            _add(weights, text, PAST)
    return weights


def _add(weights: Counter[str], text: str, weight: float) -> None:
    for term in terms(text):
        weights[term] += weight  # type: ignore[assignment]


def _phrases(query: Sequence[str], topic: Topic, language: str) -> float:
    joined = f" {' '.join(query)} "
    found = 0.0
    for code, keywords in topic.keywords.items():
        for keyword in keywords:
            phrase = terms(keyword)
            if len(phrase) > 1 and f" {' '.join(phrase)} " in joined:
                found += PHRASE if code == language else PHRASE / 2
    return found

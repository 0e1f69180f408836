"""Topics that a written request may be about: shown to concierges, never applied. Pure.

Each topic is a document made of its names and keywords (both languages), the options about it, and
earlier requests that a person filed under it; the request is the query. Figures: docs/advice.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from cases.catalogue import Catalogue, Topic
from replies.advice.relevance import relevance, terms

OPTIONS, PAST = 0.35, 0.2  # weight of words in options and in earlier requests; a topic's own words have 1
ALL_WORDS = 2.0  # added when every word of a keyword of several words is in the request


def suggest(
    text: str, language: str, catalogue: Catalogue, past: Sequence[tuple[str, str]] = ()
) -> tuple[tuple[str, float], ...]:
    """(topic slug, score) of every topic that shares words with the request, best first.

    language: of the request; on equal scores, topics whose words of that language match come first.
    past: (text, topic slug) of requests that were filed by a person.
    """
    query = terms(text)
    own = relevance(query, [_own_words(topic) for topic in catalogue.topics])
    options = relevance(query, [_option_words(topic, catalogue) for topic in catalogue.topics])
    filed = relevance(query, [_filed_words(topic, past) for topic in catalogue.topics])
    scored = []
    for topic, a, b, c in zip(catalogue.topics, own, options, filed, strict=True):
        score = a + OPTIONS * b + PAST * c + _whole_keywords(frozenset(query), topic, language)
        if score > 0:
            scored.append((topic.slug, round(score, 4)))
    return tuple(sorted(scored, key=lambda pair: (-pair[1], pair[0])))


def _own_words(topic: Topic) -> Mapping[str, float]:
    """A word of a keyword of several words counts less: "new colleague" is not about colleagues."""
    weights: dict[str, float] = {}
    for keyword in topic.words:
        stems = terms(keyword)
        for term in stems:
            weights[term] = max(weights.get(term, 0.0), 1 / len(stems))
    return weights


def _option_words(topic: Topic, catalogue: Catalogue) -> Mapping[str, float]:
    options = catalogue.for_topic(topic.slug)
    return Counter(term for o in options for term in terms(f"{o.title} {o.title} {o.summary}"))


def _filed_words(topic: Topic, past: Sequence[tuple[str, str]]) -> Mapping[str, float]:
    return Counter(term for text, slug in past if slug == topic.slug for term in terms(text))


def _whole_keywords(query: frozenset[str], topic: Topic, language: str) -> float:
    found = 0.0
    for code, keywords in topic.keywords.items():
        for stems in map(frozenset, map(terms, keywords)):
            if len(stems) > 1 and stems <= query:
                found += ALL_WORDS if code == language else ALL_WORDS / 2
    return found

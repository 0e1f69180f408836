"""Topics that a written request may be about: shown to concierges, never applied. Pure.

Each topic is a document made of its names and keywords (both languages), the options about it, and
earlier requests that a person filed under it; the request is the query. Figures: docs/advice.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from cases.catalogue import Catalogue, Topic
from replies.advice.relevance import Index, terms

OPTIONS, PAST = 0.35, 0.2  # weight of words in options and in earlier requests; a topic's own words have 1
ALL_WORDS = 2.0  # added when every word of a keyword of several words is in the request


class TopicIndex:
    """The topics of one version of the files, ready to be asked.

    past: (text, topic slug) of requests that were filed by a person.
    """

    def __init__(self, catalogue: Catalogue, past: Sequence[tuple[str, str]] = ()) -> None:
        self._topics = catalogue.topics
        self._own = Index([_own_words(topic) for topic in catalogue.topics])
        self._options = Index([_option_words(topic, catalogue) for topic in catalogue.topics])
        self._filed = Index([_filed_words(topic, past) for topic in catalogue.topics])
        self._phrases = [_phrases(topic) for topic in catalogue.topics]

    def suggest(self, text: str, language: str) -> tuple[tuple[str, float], ...]:
        """(topic slug, score) of every topic that shares words with the request, best first.

        language: of the request; a keyword of several words counts more in that language.
        """
        query = terms(text)
        words = frozenset(query)
        indexes = (self._own, self._options, self._filed)
        rows = zip(self._topics, self._phrases, *(index.relevance(query) for index in indexes), strict=True)
        scored = []
        for topic, phrases, own, options, filed in rows:
            whole = sum(_worth(code, language) for code, stems in phrases if stems <= words)
            score = own + OPTIONS * options + PAST * filed + whole
            if score > 0:
                scored.append((topic.slug, round(score, 4)))
        return tuple(sorted(scored, key=lambda pair: (-pair[1], pair[0])))


def suggest(text: str, language: str, catalogue: Catalogue) -> tuple[tuple[str, float], ...]:
    """As `TopicIndex.suggest`, with the index of this version of the files."""
    return catalogue.derived(TopicIndex).suggest(text, language)


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


def _phrases(topic: Topic) -> tuple[tuple[str, frozenset[str]], ...]:
    """(language, stems) of its keywords of several words."""
    found = ((code, frozenset(terms(keyword))) for code, words in topic.keywords.items() for keyword in words)
    return tuple((code, stems) for code, stems in found if len(stems) > 1)


def _worth(code: str, language: str) -> float:
    return ALL_WORDS if code == language else ALL_WORDS / 2

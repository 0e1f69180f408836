"""Topics that a mail may be about: three at most, none where it is no request; the case gets none. Pure.

Three rankers read the names, keywords and phrases of `topics.toml` and the options of each topic: BM25 over
stems, naive Bayes over letter groups, and nearness to phrases. Each is measured in its own spread over the
topics, so that one that matched nothing has no say. What mail says that is no request is a class beside the
topics. Languages are not told apart: people mix them, and a short mail's is easily misread. Rule and figures:
docs/advice.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from math import exp, log, sqrt
from types import MappingProxyType

from cases.catalogue import Catalogue, Topic
from replies.advice.asking import Asking, sentences
from replies.advice.courtesies import HALF, asking_half, names_learning, without_courtesies
from replies.advice.keywords import Keywords
from replies.advice.letters import LetterGroups, folded_words
from replies.advice.nearness import Nearness
from replies.advice.relevance import Index, terms

COUNT = 3
WORDS, PHRASES, OPTIONS = 1.0, 0.3, 0.1  # weights of words in keywords, phrases and options; BM25
KEYWORD, PHRASE, OPTION = 2.0, 1.0, 0.1  # the same; letter groups
STEMS, NEAR = 0.5, 1.4  # what BM25 and nearness count, letter groups being 1
TELLING = 0.5  # what the most telling sentence counts once more
OUTSIDE = 1.5  # what points from outside count
MARGIN, MANNER = 0.25, 2.0  # what the best topic's lead over no request counts, and the way of asking
REQUEST = 3.75  # of these, from which a mail, or what is left of it without greetings and thanks, asks
LEFT = 3.0, 0.5  # the same of what is left without thanks for something, and of its way of asking
LEARNING = 4.0, 1.0  # the same of one sentence that names help or learning
ALONE = 8.0, 2.5  # the same of any other: many sentences have many chances
BEGINNING, END = 3_000, 1_000  # characters of a long mail that are read: what somebody wants is at either end
REMEMBERED = 256  # mails whose topics are kept
SENTENCES = 256  # of the mail at hand, whose points are asked several times
TEMPER = 0.7  # how fast chances fall with the points, so that they come out as often as they say
TRUSTED = 0.9  # chance from which a guess is taken for sure
RARE = 0.72  # of what a word of one topic alone is worth: less is an accident, where [none] has no phrases
NOTHING: Mapping[str, float] = MappingProxyType({})


class TopicIndex:
    """The topics of one version of the files, ready to be asked; made once, see `Catalogue.derived`."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._slugs = [topic.slug for topic in catalogue.topics]
        others = [phrase for phrases in catalogue.no_request.values() for phrase in phrases]
        told: list[Mapping[str, float]] = [_stems(topic, catalogue) for topic in catalogue.topics]
        self._stems = Index([*told, _weighted((), others)])
        self._letters = LetterGroups(_documents(catalogue, others), len(told) + 1)
        self._near = Nearness(_examples(catalogue), len(told))
        requests = [phrase for topic in catalogue.topics for phrase in _phrases(topic)]
        self._asking = Asking(requests, others) if requests and others else None
        self._keywords = Keywords(word for topic in catalogue.topics for word in topic.words)
        self._rare = log(1 + (len(told) + 0.5) / 1.5)  # as `relevance.Index` has it
        self._points = lru_cache(maxsize=SENTENCES)(lambda text: self._letters.points(folded_words(text)))
        self._guessed: dict[tuple[str, tuple[tuple[str, float], ...]], Mapping[str, float]] = {}

    def guess(self, text: str, outside: Mapping[str, float] = NOTHING) -> tuple[str, ...]:
        """The slugs of the three topics that a mail is most likely about, best first; () for no request."""
        return tuple(self.likely(text, outside))

    def likely(self, text: str, outside: Mapping[str, float] = NOTHING) -> Mapping[str, float]:
        """The three topics that a mail is most likely about with their chances (0 to 1), best first.

        Nothing for no request.
        text: the subject in a line of its own, then what the person wrote. outside: points by topic slug that
        something else gave (a sentence model, say), on any scale: they are measured in their own spread.
        The mails of a case ask the same again, which is answered from memory.
        """
        text = _bounded(text)
        asked = text, tuple(sorted(outside.items()))
        found = self._guessed.get(asked)
        if found is None:
            if len(self._guessed) >= REMEMBERED:
                self._guessed.clear()
            found = self._guessed[asked] = self._guess(text, outside)
        return found

    def is_request(self, text: str) -> bool:
        """Whether the mail asks for help in learning; in doubt it does."""
        if self._asking is None:  # nothing says what is no request: a topic's own words must be there
            return max(self._stems.relevance(terms(text))[:-1], default=0.0) >= RARE * self._rare
        return self._leaning(text)[0] >= REQUEST or self._asks_politely(text)

    def ranked(self, text: str, outside: Mapping[str, float] = NOTHING) -> tuple[tuple[str, float], ...]:
        """(topic slug, points) of every topic, best first, also where it is no request; see `guess`."""
        letters, _ = self._sounds(text)
        stems = self._stems.relevance(terms(text))
        near = _spread(self._near.points(folded_words(text)))
        given = _spread([outside.get(slug, 0.0) for slug in self._slugs])
        pairs = zip(self._slugs, _spread(letters), _spread(stems), near, given, strict=False)
        scored = [
            (slug, sounds + STEMS * same + NEAR * alike + OUTSIDE * more)
            for slug, sounds, same, alike, more in pairs
        ]
        return tuple(sorted(scored, key=lambda pair: (-pair[1], pair[0])))

    def sounds_asking(self, sentence: str) -> bool:
        """Whether a sentence is more like what people say who ask than like thanks, greetings, wishes."""
        return self._asking is None or self._asking.points(sentence) >= 0

    def telling(self, text: str, slug: str) -> tuple[str, ...]:
        """The sentences of a text, those first that speak most of one topic against all others."""
        number = self._slugs.index(slug)
        said = []
        for place, sentence in enumerate(sentences(text)):
            letters, _ = self._points(sentence)
            others = [*letters[:number], *letters[number + 1 :]]
            said.append((max(others, default=0.0) - letters[number], place, sentence))
        return tuple(sentence for _, _, sentence in sorted(said))

    def _guess(self, text: str, outside: Mapping[str, float]) -> Mapping[str, float]:
        ranked = self.ranked(text, outside) if self.is_request(text) else ()
        odds = [exp(TEMPER * (each - ranked[0][1])) for _, each in ranked]
        return {slug: one / sum(odds) for (slug, _), one in zip(ranked[:COUNT], odds, strict=False)}

    def _asks_politely(self, text: str) -> bool:
        """Whether what is left without courtesies asks, or one sentence of it, or it is a keyword."""
        said = without_courtesies(text)
        halves = [half for half in map(asking_half, said) if half]
        left = ". ".join(halves)  # a word of the subject above what is handed over asks nothing
        return (
            self._leaning(". ".join(said))[0] >= REQUEST
            or (halves != said and len(folded_words(left)) >= HALF and _reaches(self._leaning(left), LEFT))
            or any(
                _reaches(self._leaning(half), LEARNING if names_learning(half) else ALONE) for half in halves
            )
            or self._keywords.alone(said)
        )

    def _leaning(self, text: str) -> tuple[float, float]:
        """How much more a text is a request than none; how much of that is in its way of asking."""
        (*topics, none), known = self._sounds(text)
        margin = (max(topics) - none) / sqrt(known) if known else 0.0
        manner = self._asking.points(text) if self._asking else 0.0
        return MARGIN * margin + MANNER * manner, manner

    def _sounds(self, text: str) -> tuple[list[float], float]:
        """Points of each topic and then of no request by letter groups; how much of the text is known."""
        letters, known = self._points(text)
        each = [self._points(sentence)[0] for sentence in sentences(text)]
        if each:
            letters = [whole + TELLING * max(one) for whole, *one in zip(letters, *each, strict=True)]
        return letters, known


def guess(text: str, catalogue: Catalogue, outside: Mapping[str, float] = NOTHING) -> tuple[str, ...]:
    """As `TopicIndex.guess`, with the index of this version of the files."""
    return catalogue.derived(TopicIndex).guess(text, outside)


def likely(text: str, catalogue: Catalogue, outside: Mapping[str, float] = NOTHING) -> Mapping[str, float]:
    """As `TopicIndex.likely`, with the index of this version of the files."""
    return catalogue.derived(TopicIndex).likely(text, outside)


def likely_either(
    asked: str, text: str, catalogue: Catalogue, outside: Mapping[str, float] = NOTHING
) -> Mapping[str, float]:
    """Of what the request asked; where that is none, of it with what was written since (`text`)."""
    return likely(asked, catalogue, outside) or likely(text, catalogue, outside)


def narrowed(chances: Mapping[str, float]) -> Mapping[str, float]:
    """Of guessed topics the one that is sure; all of them where none is."""
    best = next(iter(chances), "")
    return {best: chances[best]} if chances.get(best, 0.0) >= TRUSTED else chances


def _bounded(text: str) -> str:
    """A text, of a long one its beginning and its end: the time that a mail takes is bounded."""
    if len(text) <= BEGINNING + END:
        return text
    return f"{text[:BEGINNING]}\n{text[-END:]}"


def _reaches(leaning: tuple[float, float], least: tuple[float, float]) -> bool:
    return leaning[0] >= least[0] and leaning[1] >= least[1]


def _documents(catalogue: Catalogue, others: Sequence[str]) -> Iterator[tuple[int, str, float]]:
    for number, topic in enumerate(catalogue.topics):
        yield from ((number, word, KEYWORD) for word in topic.words)
        yield from ((number, phrase, PHRASE) for phrase in _phrases(topic))
        for option in catalogue.for_topic(topic.slug):
            yield number, f"{option.title} {option.summary}", OPTION
    yield from ((len(catalogue.topics), phrase, PHRASE) for phrase in others)


def _examples(catalogue: Catalogue) -> Iterator[tuple[int, str]]:
    """(number of the topic, text) of what each phrase, keyword and title of an option says."""
    for number, topic in enumerate(catalogue.topics):
        titles = [option.title for option in catalogue.for_topic(topic.slug)]
        yield from ((number, text) for text in (*topic.words, *_phrases(topic), *titles))


def _stems(topic: Topic, catalogue: Catalogue) -> Mapping[str, float]:
    weights = Counter(_weighted(topic.words, _phrases(topic)))
    for option in catalogue.for_topic(topic.slug):
        weights.update(dict.fromkeys(terms(f"{option.title} {option.summary}"), OPTIONS))
    return weights


def _weighted(keywords: Sequence[str], phrases: Sequence[str]) -> Mapping[str, float]:
    """A word of a keyword of several words counts less: "new colleague" is not about colleagues."""
    weights: dict[str, float] = {}
    for keyword in keywords:
        stems = terms(keyword)
        for term in stems:
            weights[term] = max(weights.get(term, 0.0), WORDS / len(stems))
    for phrase in phrases:
        for term in dict.fromkeys(terms(phrase)):
            weights[term] = weights.get(term, 0.0) + PHRASES
    return weights


def _phrases(topic: Topic) -> Sequence[str]:
    return [phrase for phrases in topic.phrases.values() for phrase in phrases]


def _spread(points: Sequence[float]) -> list[float]:
    """The points as distances from their mean, in standard deviations; 0 where all are equal."""
    if not points:
        return []
    mean = sum(points) / len(points)
    deviation = sqrt(sum((point - mean) ** 2 for point in points) / len(points))
    return [(point - mean) / deviation if deviation else 0.0 for point in points]

"""Sentences that may be kept as phrases of a topic: telling ones that say nothing of who wrote them. Pure.

A sentence is fit when it holds no address, link or longer number, no name of somebody on the case, and no
capital letter but of words that the topics themselves write small: what is left is nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from cases.catalogue import Catalogue
from replies.advice.letters import folded_words
from replies.advice.relevance import STOP_WORDS
from replies.advice.topics import TopicIndex

FEWEST, MOST, LONGEST = 3, 30, 160  # words; characters of a phrase
DIGITS = 3  # from which a number may say who wrote, or whom to ring
MANY = 60  # phrases that are kept for a topic and language: more say no more
LOOKED_AT = 200  # sentences of a mail
_TOKEN = re.compile(r"[^\W_]+")
_DAYS = "monday tuesday wednesday thursday friday saturday sunday"
_MONTHS = "january february march april may june july august september october november december"
_CALENDAR = frozenset(f"{_DAYS} {_MONTHS}".split())


def tidy(words: str) -> str:
    """A sentence on one line, without marks around it."""
    return " ".join(words.split()).strip(" \"'“”‘’„«»*_>-–—•·#,;:.!")


def right_length(phrase: str) -> bool:
    """Long enough to say something, short enough to be one sentence."""
    return FEWEST <= len(phrase.split(maxsplit=MOST)) <= MOST and len(phrase) <= LONGEST


def names_in(texts: Iterable[str]) -> frozenset[str]:
    """The parts of names and addresses, small."""
    return frozenset(part for text in texts for part in _TOKEN.findall(text.lower()) if len(part) > 1)


def telltale(phrase: str, names: frozenset[str], catalogue: Catalogue) -> str:
    """The first word that may say who wrote it, or of whom; "" where there is none.

    names: of people on the case, from `names_in`.
    """
    addressed = next((w for w in phrase.split() if "@" in w or "://" in w or "www." in w.lower()), "")
    known = catalogue.derived(_written_small)
    return addressed or next((t for t in _TOKEN.findall(phrase) if _tells(t, names, known)), "")


def _tells(token: str, names: frozenset[str], known: frozenset[str]) -> bool:
    small = token.lower()
    if sum(character.isdigit() for character in token) >= DIGITS:
        return True
    usual = small in STOP_WORDS or small in _CALENDAR
    if token == small:
        return small in names and not usual
    return small in names or not (usual or small in known or len(small) == 1)


def telling_phrase(text: str, slug: str, names: frozenset[str], catalogue: Catalogue) -> str:
    """The sentence of a request that says most of a topic and nothing of people; "" where none is fit."""
    index = catalogue.derived(TopicIndex)
    for sentence in index.telling(text, slug)[:LOOKED_AT]:
        phrase = tidy(sentence)
        if right_length(phrase) and index.sounds_asking(phrase) and not telltale(phrase, names, catalogue):
            return phrase
    return ""


def is_known(phrase: str, slug: str, catalogue: Catalogue) -> bool:
    """Whether the topic has this phrase already, whatever its capitals and marks."""
    topic = catalogue.topic(slug)
    said = [text for texts in topic.phrases.values() for text in texts] if topic else []
    return folded_words(phrase) in [folded_words(text) for text in said]


def is_full(slug: str, language: str, catalogue: Catalogue) -> bool:
    """Whether as much was taught of a topic in a language as is kept."""
    taught = next((topic for topic in catalogue.taught or () if topic.slug == slug), None)
    return taught is not None and len(taught.phrases.get(language, ())) >= MANY


def _written_small(catalogue: Catalogue) -> frozenset[str]:
    """Every word that names, keywords and phrases of topics write without a capital."""
    texts = [text for topic in catalogue.topics for text in topic.words]
    texts += [text for topic in catalogue.topics for phrases in topic.phrases.values() for text in phrases]
    return frozenset(token for text in texts for token in _TOKEN.findall(text) if token == token.lower())

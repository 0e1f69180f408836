"""Sentences that may be kept as phrases of a topic: telling ones that say nothing of who wrote them. Pure.

A sentence is fit when it holds no address, link or longer number, no name of somebody on the case, and no
capital letter but at its beginning, or of words that the topics' own file writes so. What speaks of illness,
loss, faith and the like is never offered; a concierge may write such a sentence in words of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from cases.catalogue import Catalogue
from replies.advice.delicate import GIVEN_NAMES, NAMES, PRODUCTS, is_delicate, ordinary_beginning
from replies.advice.letters import folded_words
from replies.advice.relevance import STOP_WORDS
from replies.advice.topics import TopicIndex

FEWEST, MOST, LONGEST = 3, 30, 160  # words; characters of a phrase
DIGITS = 4  # more in one sentence may say who wrote, or whom to ring
MANY = 60  # phrases that are kept for a topic and language: more say no more
LOOKED_AT = 200  # sentences of a mail
_TOKEN = re.compile(r"[^\W_]+")
_DAYS = "monday tuesday wednesday thursday friday saturday sunday"
_MONTHS = "january february march april may june july august september october november december"
_DUTCH = """
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag januari februari maart mei juni juli augustus
    oktober
"""
_CALENDAR = frozenset(f"{_DAYS} {_MONTHS} {_DUTCH}".split())


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

    names: of people on the case and of the roster, from `names_in`.
    """
    addressed = next((w for w in phrase.split() if "@" in w or "://" in w or "www." in w.lower()), "")
    tokens = _TOKEN.findall(phrase)
    numbers = [token for token in tokens if any(character.isdigit() for character in token)]
    if sum(character.isdigit() for token in numbers for character in token) > DIGITS:
        addressed = addressed or " ".join(numbers)
    small, large = catalogue.derived(_written_small), catalogue.derived(_written_large)
    told = (
        token
        for place, (token, following) in enumerate(pairwise([*tokens, ""]))
        if _tells(token, "" if place else following.lower() or " ", names, small, large)
    )
    return addressed or next(told, "")


def _tells(
    token: str, following: str, names: frozenset[str], small: frozenset[str], large: frozenset[str]
) -> bool:
    """following: the next word of the one that begins the sentence; "" for the others."""
    plain = token.lower()
    usual = plain in STOP_WORDS or plain in _CALENDAR
    if token == plain:
        return (plain in names and not usual) or (plain in GIVEN_NAMES and not usual and plain not in small)
    if following and ordinary_beginning(plain, following):
        return False
    if plain in names:
        return True
    if following and plain in GIVEN_NAMES:
        return True
    if token in large or plain in PRODUCTS or (plain in _CALENDAR and not following) or plain == "i":
        return False
    if plain in NAMES:
        return True
    shouted = len(token) > 3 and token.isupper()
    return not ((following or shouted) and (usual or plain in small or len(plain) == 1))


def telling_phrase(text: str, slug: str, names: frozenset[str], catalogue: Catalogue) -> str:
    """The sentence of a request that says most of a topic, and is nobody's; "" for none."""
    index = catalogue.derived(TopicIndex)
    for sentence in index.telling(text, slug)[:LOOKED_AT]:
        phrase = tidy(sentence)
        fit = right_length(phrase) and index.sounds_asking(phrase) and not is_delicate(phrase)
        if fit and not telltale(phrase, names, catalogue):
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


def _own(catalogue: Catalogue) -> list[str]:
    """Names, keywords and phrases of the topics' own file; none that was taught by mail."""
    learnt = {
        (topic.slug, text)
        for topic in catalogue.taught or ()
        for phrases in topic.phrases.values()
        for text in phrases
    }
    texts = [text for topic in catalogue.topics for text in topic.words]
    return texts + [
        text
        for topic in catalogue.topics
        for phrases in topic.phrases.values()
        for text in phrases
        if (topic.slug, text) not in learnt
    ]


def _written_small(catalogue: Catalogue) -> frozenset[str]:
    """Every word that the topics' own file writes without a capital."""
    return frozenset(t for text in _own(catalogue) for t in _TOKEN.findall(text) if t == t.lower())


def _written_large(catalogue: Catalogue) -> frozenset[str]:
    """Every word that it writes with a capital, not at a beginning: languages, products, days."""
    words = frozenset(word for topic in catalogue.topics for word in topic.words)
    found = {
        token
        for text in _own(catalogue)
        for place, token in enumerate(_TOKEN.findall(text))
        if token != token.lower() and (place or text in words)
    }
    return frozenset(found)

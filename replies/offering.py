"""What people offer to help others with in plain words, to be proposed and never carried out. Pure.

"I can help colleagues with Excel", "ik wil anderen gerust helpen met presenteren". A sentence counts when it
offers, names a topic behind "with", and neither asks, denies nor makes it the reason for learning ("so that I
can help my team with Excel"): an offer that is missed is still read by a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cases.catalogue import Catalogue
from replies.commands.grammar import unquoted

LONGEST = 5000  # characters that are looked at
MANY_WORDS = 40  # a longer sentence is a story
_SENTENCE = re.compile(r"[^.!?\n;]+[.!?]?")
_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_OFFERS = tuple(
    f" {phrase} "
    for phrase in (
        *("i can help", "i could help", "i can always help", "i can also help", "i am happy to help"),
        *("happy to help", "glad to help", "willing to help", "gladly help", "i offer help", "offer my help"),
        *("ik kan anderen", "ik kan collega's", "ik kan collegas", "ik kan mensen", "ik kan iemand"),
        *("ik kan helpen", "ik kan ook helpen", "ik kan altijd helpen", "ik kan gerust helpen"),
        *("ik wil helpen", "ik wil anderen", "ik wil collega's", "ik wil graag anderen", "help ik graag"),
        *("ik wil graag collega's", "ik wil graag helpen", "ik help graag", "ik wil gerust helpen"),
    )
)
_HELP = frozenset({"help", "helpen"})
_WITH = frozenset({"with", "met", "bij"})
_AGAINST = frozenset(
    """
    not never cannot no can't don't niet nooit geen how hoe learn learning leren leer so that zodat om opdat
    if als before voordat first eerst wish wou me mij my mijn myself mezelf need nodig
    """.split()  # noqa: SIM905 - easier to read than forty strings
)
_LONGEST_NAME = 4  # words of a topic


def offered_in(text: str, catalogue: Catalogue) -> tuple[str, ...]:
    """Slugs of the topics, in the order of the text; nothing where it is not plain."""
    found: dict[str, None] = {}
    for words in _sentences(text[:LONGEST]):
        said = f" {' '.join(words)} "
        offers = any(phrase in said for phrase in _OFFERS) and not _HELP.isdisjoint(words)
        if offers and _AGAINST.isdisjoint(words):
            found |= dict.fromkeys(_topics(words, catalogue))
    return tuple(found)


def _sentences(text: str) -> Iterator[list[str]]:
    for sentence in _SENTENCE.findall(text):
        words = [unquoted(word) for word in _WORD.findall(sentence)]
        if not sentence.endswith("?") and len(words) <= MANY_WORDS:
            yield words


def _topics(words: list[str], catalogue: Catalogue) -> Iterator[str]:
    """Topics named anywhere behind the first "with"."""
    at = next((number for number, word in enumerate(words) if word in _WITH), len(words)) + 1
    while at < len(words):
        taken = 1
        for length in range(min(_LONGEST_NAME, len(words) - at), 0, -1):
            topic = catalogue.topic(" ".join(words[at : at + length]))
            if topic is not None:
                yield topic.slug
                taken = length
                break
        at += taken

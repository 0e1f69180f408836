"""How well texts fit a question: light stemming for English and Dutch, and BM25. Pure, no model, no download.

One stemmer serves both languages, because people mix them ("ik wil beter presenteren in Teams-meetings")
and because it brings related words together: present-ing, -ation, -eren, -atie.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from math import log

K1, B = 1.2, 0.75  # the usual constants of BM25 (Robertson and Zaragoza, 2009)
PARTIAL = 0.6  # weight of "vergaderzaal" for "vergader", "plan" for "planner"
MOST = 50_000  # characters of a text that are looked at
SENTENCE = 4  # words
SEVERAL = 2  # one word in common is an accident: "mail" is in half of what people write
LONG_ENOUGH, TOO_LONG = 5, 80  # letters of a stem that may count inside a longer word: from, below

_ENDINGS = """
    ationally ational ations ation aties atie eringen ering eerde eerd eren eert heden heid lijke lijk ingen
    ments ment ness ings ing ers er ities ity ties able ible ous ive ies ied ed es en ly st te de je jes
    s e
"""
_SUFFIXES = _ENDINGS.split()
_SOFT = {"f": "v", "s": "z"}  # schrijf and schrijv-en, lees and lez-en are one
_SAYING_NOTHING = """
    a aan about af al all alle alles als also altijd always am an and andere any anyone are as ask at
    back be because bedankt been before being ben bent best beste beter better bij binnen blijf boven
    but by can can't colleague colleagues collega collega's could course cursus daar dag dan dat day de
    dear deze did die dit do doe doen does don done door drie dus een eens en er erg every everyone
    example examples few find for from ga gaan gaat geen get geven give go goed good got graag had hallo
    has have he heb hebben heeft heel hello help hem hen her here het hi hier hij him his hoe how hun i
    idea idee iemand iets if ik in into is it its ja je jij job jullie just kan keep know kom komt krijg
    kunnen less like ll look maak maand maar make maken manier many may me mee meer mensen met mij mijn
    moet moeten months more most much must my na naar need never new niemand niet niets nieuwe no nobody
    nog nooit not now nu of off om on once one only ons onze ook op or other our out over own people
    probleem problem question questions really said say see she should so some somebody someone something
    steeds still stuk
    such take te tegen ten terug than thank thanks that the their them then there these they thing
    things this those three tijdje tips to today too tot twee two u uit up us use used van vanaf ve veel
    very volgende voor voorbeeld voorbeelden vraag vraagje waar waarom want was wat way we week weeks weer
    weet
    weg wel welke well were werk werken what when where which while who whole why wie wil will wilt with
    without worden wordt work would year years yet you your zal ze zeg zeggen zelf zich zie zijn zo
    zoals zoek zonder zou
"""
STOP_WORDS = frozenset(_SAYING_NOTHING.split())


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A word without accents, ending and doubled letters; never shorter than 3 letters."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(c))
    for suffix in _SUFFIXES:
        if plain.endswith(suffix) and len(plain) - len(suffix) >= (3 if len(suffix) == 2 else 4):
            plain = plain[: -len(suffix)]
            break
    single = re.sub(r"(.)\1", r"\1", plain)
    return single[:-1] + _SOFT.get(single[-1], single[-1])


@lru_cache(maxsize=8)  # topics and options are asked with the same text
def terms(text: str) -> tuple[str, ...]:
    """The stems of the words that say something, in order; numbers say nothing ("200 mails a day")."""
    plain = re.sub(r"(?<=\w)['’](?=\w)", " ", text[:MOST].lower())
    words = [word for found in re.findall(r"[^\W_]+(?:-[^\W_]+)*", plain) for word in _parts(found)]
    return tuple(
        stem(word) for word in words if word not in STOP_WORDS and len(word) > 1 and not word.isdigit()
    )


def words_enough(text: str) -> int:
    """How many words in common with a text are no accident: two, or one with a few keywords."""
    return 1 if len(text.split(maxsplit=SENTENCE)) < SENTENCE else SEVERAL


def _parts(word: str) -> tuple[str, ...]:
    """A hyphenated word as a whole and in parts: people write burn-out, burnout and Excel-bestand."""
    return (word.replace("-", ""), *word.split("-")) if "-" in word else (word,)


class Index:
    """Documents that are asked again and again: made once, a question then costs no more than its own words.

    Documents are weights by stem. Ranks by BM25.
    """

    def __init__(self, documents: Sequence[Mapping[str, float]]) -> None:
        self._lengths = [sum(document.values()) for document in documents]
        self._found: dict[str, list[tuple[int, int, float]]] = {}  # stem: (document, place in it, weight)
        for number, document in enumerate(documents):
            for place, (term, frequency) in enumerate(document.items()):
                self._found.setdefault(term, []).append((number, place, frequency))
        self._holding: dict[str, set[str]] = {}  # beginning or end of a known stem: the longer stems
        for term in self._found:
            for part in _ends(term, TOO_LONG):
                self._holding.setdefault(part, set()).add(term)
        self._longest = max(map(len, self._found), default=0)

    def relevance(self, query: Sequence[str], among: Sequence[int] | None = None) -> list[float]:
        """BM25 of each document for the stems of a query; 0 is no word in common.

        `among`: as if only these documents (numbers, rising) were there.
        """
        numbers = range(len(self._lengths)) if among is None else among
        scores = dict.fromkeys(numbers, 0.0)
        if not self._found:
            return list(scores.values())
        average = sum(self._lengths[number] for number in numbers) / (len(numbers) or 1) or 1.0
        for term, weight in self._matches(query, scores).items():
            there = [(n, frequency) for n, _, frequency in self._found[term] if n in scores]
            rarity = log(1 + (len(numbers) - len(there) + 0.5) / (len(there) + 0.5))
            for number, frequency in there:
                norm = K1 * (1 - B + B * self._lengths[number] / average)
                scores[number] += weight * rarity * frequency * (K1 + 1) / (frequency + norm)
        return list(scores.values())

    def shared(self, query: Sequence[str], among: Sequence[int] | None = None) -> list[int]:
        """How many different stems of a query each document holds, whole; `among` as in `relevance`."""
        numbers = range(len(self._lengths)) if among is None else among
        counts = dict.fromkeys(numbers, 0)
        for term in dict.fromkeys(query):
            for number, _, _ in self._found.get(term, ()):
                if number in counts:
                    counts[number] += 1
        return list(counts.values())

    def _matches(self, query: Sequence[str], among: Collection[int]) -> dict[str, float]:
        """The known stems that the query has: whole, or as part of a compound, as Dutch makes them."""
        found: dict[str, float] = {}
        for term in dict.fromkeys(query):
            if self._first(term, among) is not None:
                found[term] = 1.0
                continue
            near = {part for part in _ends(term, self._longest + 1) if part in self._found}
            near |= self._holding.get(term, set())
            placed = [(place, known) for known in near if (place := self._first(known, among)) is not None]
            for _, known in sorted(placed):
                found.setdefault(known, PARTIAL)
        return found

    def _first(self, term: str, among: Collection[int]) -> tuple[int, int] | None:
        """Document and place where this stem stands first."""
        return next(((n, place) for n, place, _ in self._found.get(term, ()) if n in among), None)


def _ends(term: str, below: int) -> set[str]:
    """The beginnings and ends of a stem that are shorter than itself and than `below`, and long enough."""
    sizes = range(LONG_ENOUGH, min(len(term), below))
    return {term[:size] for size in sizes} | {term[-size:] for size in sizes}

"""How well texts fit a question: light stemming for English and Dutch, and BM25. Pure, no model, no download.

One stemmer serves both languages, because people mix them ("ik wil beter presenteren in Teams-meetings")
and because it brings related words together: present-ing, -ation, -eren, -atie.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import log

K1, B = 1.2, 0.75  # the usual constants of BM25 (Robertson and Zaragoza, 2009)
PARTIAL = 0.6  # weight of "vergaderzaal" for "vergader", "plan" for "planner"
MOST = 50_000  # characters of a text that are looked at
LONG_ENOUGH = 5  # letters of a stem that may count inside a longer word

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
    probleem problem really said say see she should so some somebody someone something steeds still stuk
    such take te tegen ten terug than thank thanks that the their them then there these they thing
    things this those three tijdje tips to today too tot twee two u uit up us use used van vanaf ve veel
    very volgende voor voorbeeld voorbeelden vraag waar waarom want was wat way we week weeks weer weet
    weg wel welke well were werk werken what when where which while who whole why wie wil will wilt with
    without worden wordt work would year years yet you your zal ze zeg zeggen zelf zich zie zijn zo
    zoals zoek zonder zou
"""
_STOP = frozenset(_SAYING_NOTHING.split())


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


def terms(text: str) -> tuple[str, ...]:
    """The stems of the words that say something, in order."""
    plain = re.sub(r"(?<=\w)['’](?=\w)", " ", text[:MOST].lower())
    words = [word for found in re.findall(r"[^\W_]+(?:-[^\W_]+)*", plain) for word in _parts(found)]
    return tuple(stem(word) for word in words if word not in _STOP and len(word) > 1)


def _parts(word: str) -> tuple[str, ...]:
    """A hyphenated word as a whole and in parts: people write burn-out, burnout and Excel-bestand."""
    return (word.replace("-", ""), *word.split("-")) if "-" in word else (word,)


def relevance(query: Sequence[str], documents: Sequence[Mapping[str, float]]) -> list[float]:
    """BM25 of each document for the stems of a query; 0 is no word in common.

    Documents are weights by stem.
    """
    lengths = [sum(document.values()) for document in documents]
    average = sum(lengths) / len(lengths) if documents else 1.0
    present = Counter(term for document in documents for term in document)
    matched = _matches(query, present)
    scores = []
    for document, length in zip(documents, lengths, strict=True):
        norm = K1 * (1 - B + B * length / (average or 1.0))
        score = 0.0
        for term, weight in matched.items():
            frequency = document.get(term, 0.0)
            if frequency:
                rarity = log(1 + (len(documents) - present[term] + 0.5) / (present[term] + 0.5))
                score += weight * rarity * frequency * (K1 + 1) / (frequency + norm)
        scores.append(score)
    return scores


def _matches(query: Sequence[str], vocabulary: Mapping[str, int]) -> dict[str, float]:
    """The known stems that the query has: whole, or as part of a compound, as Dutch makes them."""
    found: dict[str, float] = {}
    for term in dict.fromkeys(query):
        if term in vocabulary:
            found[term] = 1.0
            continue
        for known in vocabulary:
            short, long = sorted((term, known), key=len)
            if len(short) >= LONG_ENOUGH and (long.startswith(short) or long.endswith(short)):
                found[known] = max(found.get(known, 0.0), PARTIAL)
    return found

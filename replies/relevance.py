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
LONG_ENOUGH = 5  # letters of a stem that may count inside a longer word

_ENDINGS = """
    ationally ational ations ation aties atie eringen ering eerde eerd eren eert heden heid lijke lijk ingen
    ments ment ness ings ing ers er ities ity ties able ible ous ive ies ied ed es en ly st te de je jes s e n t
"""
_SUFFIXES = _ENDINGS.split()
_SOFT = {"f": "v", "s": "z"}  # schrijf and schrijv-en, lees and lez-en are one
_SAYING_NOTHING = """
    a about all also always am an and any anyone are as ask at be because been before being but by can
    could day did do does don done every everyone few for from get give go good got had has have he help
    her here him his how i if in into is it its just keep know less like ll look make many may me more
    most much must my need never new no not nobody now of off on once one only or other our out over own
    people really said say see she should so some someone something still such take than thank thanks
    that the their them then there these they thing things this those to too two up us use used ve very
    want was way we week well were what when where which while who whole why will with work would year
    yet you your hi hello dear better best find three aan af al alle alles als altijd andere beter bij
    ben bent binnen blijf boven daar dan dat de deze die dit doe doen door dus een eens en er erg ga
    gaan gaat geen geven goed had heb hebben heeft heel hem hen het hier hij hoe hun ik iemand iets in
    is ja je jij jullie kan kunnen kom komt krijg maak maar maken me mee meer mensen met mij mijn moet
    na naar niemand niet niets nieuwe nog nooit nu of om ons onze ook op over steeds te tegen ten terug
    tips tot uit u van veel voor vraag waar waarom want was wat we week weer weet weg wel welke werk
    werken wie wil worden wordt zal ze zeg zeggen zelf zich zie zijn zo zoals zonder zou zoek graag
    hallo dag beste bedankt vanaf volgende maand moeten wilt twee drie
"""
_STOP = frozenset(_SAYING_NOTHING.split())


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A word without accents, ending and doubled letters; never shorter than 3 letters."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(c))
    for suffix in _SUFFIXES:
        if plain.endswith(suffix) and len(plain) - len(suffix) >= (3 if len(suffix) < 3 else 4):
            plain = plain[: -len(suffix)]
            break
    single = re.sub(r"(.)\1", r"\1", plain)
    return single[:-1] + _SOFT.get(single[-1], single[-1])


def terms(text: str) -> tuple[str, ...]:
    """The stems of the words that say something, in order."""
    words = re.findall(r"[^\W_]+", re.sub(r"(?<=\w)['’](?=\w)", " ", text.lower()))
    return tuple(stem(word) for word in words if word not in _STOP and len(word) > 1)


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
    for term in query:
        if term in vocabulary:
            found[term] = 1.0
            continue
        for known in vocabulary:
            short, long = sorted((term, known), key=len)
            if len(short) >= LONG_ENOUGH and (long.startswith(short) or long.endswith(short)):
                found[known] = max(found.get(known, 0.0), PARTIAL)
    return found

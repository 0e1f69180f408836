"""Time as people say that they have it: "2 uur per week", "half a day", "een halfuurtje", "max 2h". Pure.

Minutes out. A day is 8 hours of work, half a day 4. "per week" or "a day" behind it does not change the
number: it says how long they can sit down for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

HOUR = 60
DAY = 8 * HOUR
BESIDE = 200  # characters before and after an amount that say what it is

_COUNTS = {
    "a": "1", "an": "1", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "eight": "8", "ten": "10", "fifteen": "15", "twenty": "20", "thirty": "30", "forty-five": "45",
    "sixty": "60", "een": "1", "één": "1", "twee": "2", "drie": "3", "vier": "4", "vijf": "5", "zes": "6",
    "acht": "8", "tien": "10", "vijftien": "15", "twintig": "20", "dertig": "30", "vijfenveertig": "45",
    "zestig": "60", "anderhalf": "1.5", "anderhalve": "1.5", "half": "0.5", "halve": "0.5", "half a": "0.5",
    "half an": "0.5", "a half": "0.5", "een half": "0.5", "een halve": "0.5", "½": "0.5", "1½": "1.5",
    "2½": "2.5", "one and a half": "1.5", "a quarter of an": "0.25", "three quarters of an": "0.75",
}  # fmt: skip
_UNITS = {
    **dict.fromkeys(("minutes", "minute", "mins", "min", "minuten", "minuut", "minuutjes", "m"), 1),
    **dict.fromkeys(("hours", "hour", "hrs", "hr", "h", "uren", "uur", "uurtje", "uurtjes", "u"), HOUR),
    **dict.fromkeys(("days", "day", "dagen", "dag", "dagje", "d", "workdays", "werkdagen", "werkdag"), DAY),
}
_LETTERS = ("m", "h", "u", "d")
"""Units that count only right behind digits: "And" is not "an d", "am" not "a m", "Ah" not "a h"."""
_WHOLE = {"halfuurtje": 30, "halfuur": 30, "kwartier": 15, "kwartiertje": 15, "drie kwartier": 45}


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_DIGITS = r"\d{1,4}(?:[.,]\d{1,2})?"
_COUNT = rf"(?:{_DIGITS}|{_any(_COUNTS)})"
_WORDS = _any(unit for unit in _UNITS if unit not in _LETTERS)
_OR = r"\s*+(?:-|–|à|\b(?:or|of|to|tot)\b)\s*+"
_RATE = (
    r"(?:\s*+(?:/|per|an?|each|every|in\s++(?:de|the|een)|elke|iedere|op\s++een)\s*+"
    r"(?:hour|day|week|weekend|month|dag|werkdag|maand)\b)?"
)
_AMOUNT = re.compile(
    r"(?<![\w.,/€$£])(?:(?P<hours>\d{1,2})\s?[hu]\s?(?P<minutes>[0-5]\d)(?!\d)(?:m\b|min\b)?"
    rf"|(?:een\s++)?(?P<whole>{_any(_WHOLE)})(?!\w)"
    rf"|(?:(?P<lower>{_COUNT}){_OR})?(?:(?P<digits>{_DIGITS}|½|[12]½)(?P<unit>[md](?!\w)|[\s-]*+(?:[hu](?!\w)|{_WORDS}))"
    rf"|(?P<word>{_any(_COUNTS)})[\s-]++(?P<named>{_WORDS}))(?!\w)"
    rf"(?:\s*+(?:(?:en|and)\s*+)?(?P<more>[1-5]?\d)\s*+(?:minutes|minuten|mins?|m)\b)?){_RATE}",
    re.IGNORECASE,
)
_IS_DEADLINE = re.compile(
    r"\b(?:within|binnen|in|over|after|na|until|before|tot|voor|by|tegen|since|sinds|last|next|the|afgelopen"
    r"|laatste|per|elke|every|each|for)(?:\s++(?:the|de|next|coming|komende|about|ongeveer)){0,5}+\s++$",
    re.IGNORECASE,
)
_FOLLOWED_AWAY = re.compile(
    r"\s*+(?:ago|geleden|later|before|old|oud)\b|\s++of\s++(?!time|een|two|twee|\d)\w"
    r"|[\s-]++(?:long\s++|lange?\s++)?(?:presentation|presentatie|meeting|vergadering|course|cursus"
    r"|training|talk)",
    re.IGNORECASE,
)
_ARTICLES = ("a", "an", "one", "een", "één")
_HEDGE = frozenset(
    """
    about around only some ongeveer maar max maximum maximaal circa ca say zeg roughly at most up to
    hoogstens no more than niet meer dan i have ik heb daily weekly elke per week dag day each every
    just er ervoor tijd time for this voor dit please graag liefst a an the of is my mijn
    """.split()  # noqa: SIM905 - easier to read than a row of strings
)
"""Beside "an hour" or "een dag" these leave it an amount; "Just a minute" and "What a day" are none."""
_WAITING = re.compile(r"\b(?:just|wait|hold\s++on|give\s++me|wacht|twice|once|times|nog|wat|what)\s++$", re.I)
_ONE_DAY = re.compile(r"one\s++day\b", re.I)  # "some time", as often as an amount
_OR_ANOTHER = re.compile(rf"{_OR}{_COUNT}(?!\w)", re.IGNORECASE)
_HAVE = re.compile(
    r"\b(?:time|tijd|spend|spare|available|beschikbaar|max(?:imum|imaal)?\.?|maximaal|hoogstens|at most"
    r"|up to|no more than|not more than|niet meer dan"
    r"|ten hoogste"
    r"|i have|i['’]ve got|ik heb|heb ik|kan ik|i can do|i could do|free up)(?:\s*+[:=])?"
    r"(?:\s++(?:about|around|only|some|ongeveer|maar|max\.?|maximaal|zo['’]?n|circa|ca\.?|is|of|say|zeg"
    r"|roughly|er)){0,5}+\s*+$",
    re.IGNORECASE,
)
_TO_SPEND = re.compile(
    r"\s*+(?:of\s++(?:my\s++)?time|tijd|available|to spare|to spend|free\b|vrij|beschikbaar|besteden"
    r"|uittrekken|max\b"
    r"|at most|maximaal|ervoor|hiervoor|for (?:this|it))",
    re.IGNORECASE,
)


def minutes(text: str) -> int | None:
    """The one amount of time that `text` is ("2h", "1u30", "90 min", "half a day"); None when it is none."""
    match = _AMOUNT.fullmatch(text.strip())
    return _minutes(match) if match else None


def read_time(text: str, *, asked: bool) -> int | None:
    """Minutes that somebody has; None when not said or not sure. Of a range the upper end counts.

    asked: the text answers a question for the time, so an amount needs no further word around it.
    """
    found = set(_amounts(text, asked))
    return found.pop() if len(found) == 1 else None


def _amounts(text: str, asked: bool) -> Iterator[int | None]:
    """Amounts in order; None for one that is not sure ("an hour or two")."""
    for line in text.split("\n"):
        for match in _AMOUNT.finditer(line):
            before = line[max(0, match.start() - BESIDE) : match.start()]
            after = line[match.end() : match.end() + BESIDE]
            if _FOLLOWED_AWAY.match(after) or _IS_DEADLINE.search(before):
                continue
            beside = re.split(r"[,;.]", before)[-1].split() + re.split(r"[,;.]", after)[0].split()
            alone = (
                len(beside) <= 2
                and not _ONE_DAY.match(match[0])
                and (not _is_saying(match) or _all_hedge(beside, before))
            )
            if asked or alone or _HAVE.search(before) or _TO_SPEND.match(after):
                yield None if _OR_ANOTHER.match(after) else _minutes(match)


def _is_saying(match: re.Match[str]) -> bool:
    """Whether its count is an article: "an hour", but also "one day" and "a minute"."""
    return (match["word"] or "").lower() in _ARTICLES


def _all_hedge(beside: Iterable[str], before: str) -> bool:
    return not _WAITING.search(before) and all(word.lower().strip("!?:()") in _HEDGE for word in beside)


def _minutes(match: re.Match[str]) -> int:
    if match["hours"]:
        return int(match["hours"]) * HOUR + int(match["minutes"])
    if match["whole"]:
        return _WHOLE[match["whole"].lower()]
    word = " ".join((match["digits"] or match["word"]).lower().split())
    count = Decimal(_COUNTS.get(word, word).replace(",", "."))
    return int(count * _UNITS[(match["unit"] or match["named"]).strip(" \t\xa0\n-").lower()]) + int(
        match["more"] or 0
    )

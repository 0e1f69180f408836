"""Time as people spell it: "2u30", "half a day", "een uurtje of twee", "anderhalf uur". Pure.

Minutes out. A day is 8 hours of work; half a day, a morning and an afternoon are 4. "per week" or "a day"
behind it does not change the number: it says how long they can sit down for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from replies.needs.spelled import in_digits

HOUR = 60
DAY = 8 * HOUR
HALF_DAY = DAY // 2

_SPELLED = {
    1: "minutes,minute,mins,min,minuten,minuut,minuutjes,minuutje,minuutke,minuutkes",
    15: "kwartier,kwartierke,kwartierkes,kwartiertje,kwartiertjes,kwartieren"
    ",quarter of an hour,quarters of an hour,quarter hour",
    HOUR // 2: "half uur,half uurtje,half uurtjes,halfuur,halfuurtje,halfuurtjes,halfuurke,halfuurkes"
    ",half uurke,half uurkes,half hour,half-hour"
    ",half an hour,halve uur,half hours,half uren",
    HOUR: "hours,hour,hrs,hr,uren,uur,uurtje,uurtjes,uurke,uurkes",
    HALF_DAY: "half a day,halve dag,halven dag,halve dagen,half day,half-day,half days"
    ",half an day,dagdeel,dagdelen"
    ",halve werkdag,half a working day",
    DAY: "days,day,dagen,dag,dagje,dagjes,dagske,dagskes"
    ",workdays,workday,working days,working day,training day"
    ",training days,opleidingsdag,opleidingsdagen,vormingsdag,vormingsdagen,werkdagen,werkdag,full day"
    ",full days,volle dag,volle dagen,hele dag,helen dag,vollen dag,whole day",
}
_UNITS = {name: amount for amount, names in _SPELLED.items() for name in names.split(",")}
_LETTERS = {"m": 1, "h": HOUR, "u": HOUR, "d": DAY}
"""Units that count only right behind digits: "and" is not "an d", "am" not "a m"."""
_BARE = (
    "half uur", "half uurtje", "halfuur", "halfuurtje", "half hour", "half-hour", "half an hour",
    "half a day", "half-day", "half day", "halve dag", "halven dag",
    "halfuurtjes", "halfuurke", "half uurke", "kwartiertje", "kwartierke",
    "kwartier",
    "quarter of an hour", "half a working day",
)  # fmt: skip
"""Units that are an amount without a count: "kwartiertje per dag"."""
ARTICLES = ("a", "an", "one", "een", "één", "'n", "’n", "ne", "nen", "'ne", "'nen", "ene", "enen")
_PARTS = "morning|afternoon|voormiddag|namiddag|ochtend|middag"


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_DIGITS = r"\d{1,4}(?:[.,]\d{1,2})?"
_NAMED = _any(_UNITS)
_OR = r"\s*+(?:-|–|à|\b(?:or|of|to|tot)\b)\s*+"
_RATE = (
    r"(?:\s*+(?:/|per\b|an?\b|each\b|every\b|in\s++(?:de|the|een)\b|elke\b|iedere\b|op\s++een\b)\s*+"
    r"(?:hour|day|week|weekend|month|dag|werkdag|maand)\b)?"
)
AMOUNT = re.compile(
    r"(?<![\w.,/€$£:])(?:(?P<hours>\d{1,2})\s?[hu]\s?(?P<minutes>[0-5]\d)(?!\d)(?:m\b|min\b)?"
    rf"|(?:(?P<between>\b(?:between|tussen)\s++)?(?P<lower>{_DIGITS})"
    rf"(?:{_OR}|\s*+(?:{_NAMED}|[hu])\s*+(?:-|–|à|\b(?:to|tot)\b)\s*+|(?(between)\s++(?:and|en)\s++|(?!))))?"
    rf"(?P<digits>{_DIGITS})(?:\s?(?P<letter>[hu]|(?<!\s)[md])(?!\w)|[\s-]{{0,2}}(?P<unit>{_NAMED}))(?!\w)"
    rf"|(?P<article>(?:{_any(ARTICLES)})[\s-]{{1,2}}+(?:(?:good|full|goed|short|kort|klein|dik|goeie|small|vol|krap|ruim|solid)\s++)?)(?P<named>{_NAMED})(?!\w)"
    r"(?:\s(?:of|or|à|to)\s(?P<about>\d{1,2})(?!\w)(?!\s*+(?:uur|uren|hours?|dagen|days?|min\w*|€|euros?|eur)\b))?"
    rf"|(?P<bare>{_any(_BARE)}|hour(?=\sand\sa\shalf\b))(?!\w))"
    r"(?:\s(?:and|en)\s(?:(?P<half>an?\shalf|een\shalfe?|een\shalve)\b|(?P<quarter>an?\squarter\b|een\skwartier\b)))?"
    rf"(?:\s*+(?:(?:en|and)\s*+)?(?P<more>[1-5]?\d)\s*+(?:minutes|minuten|mins?|m)\b)?{_RATE}",
    re.IGNORECASE,
)
PART_OF_DAY = re.compile(
    rf"\b(?:(?:an?|one|1|een|één|elke|iedere|each|every|per|de|['’]n)\s(?:[a-z]{{2,6}}day\s|(?:[a-z]{{2,6}}dag))?)(?:{_PARTS})(?:je)?(?!\w)",
    re.IGNORECASE,
)
"""Half a day by its name: "one morning a week", "elke woensdagvoormiddag"."""


def minutes(text: str) -> int | None:
    """The one amount of time that `text` is ("2h", "1u30", "90 min", "half a day"); None when it is none."""
    match = AMOUNT.fullmatch(in_digits(text.strip()))
    return of_match(match) if match else None


def of_match(match: re.Match[str]) -> int:
    """Minutes of an AMOUNT; of a range its upper end."""
    more = int(match["more"] or 0) + (HOUR // 4 if match["quarter"] else 0)
    if match["hours"]:
        return int(match["hours"]) * HOUR + int(match["minutes"]) + more
    count, unit = Decimal(1), _LETTERS.get((match["letter"] or "").lower(), 0)
    if match["digits"]:
        count = Decimal(match["digits"].replace(",", "."))
    elif match["about"]:
        count = Decimal(match["about"])
    unit = unit or _UNITS[(match["unit"] or match["named"] or match["bare"]).lower()]
    return int(count * unit) + more + (unit // 2 if match["half"] else 0)

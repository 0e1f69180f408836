"""How people spell days and deadlines in English and Dutch: vocabulary and patterns of `deadlines`.

Groups: `word` the preposition, `part` "end of" and the like, `year month m day` of a date.
"""

from __future__ import annotations

import re


def _numbered(*names: str, first: int) -> dict[str, int]:
    return {name: n for n, spelled in enumerate(names, first) for name in spelled.split()}


MONTHS = _numbered(
    "january januari jan", "february februari feb", "march maart mar mrt", "april apr", "may mei",
    "june juni jun",
    "july juli jul", "august augustus aug", "september sept sep", "october oktober oct okt", "november nov",
    "december dec", first=1,
)  # fmt: skip
WEEKDAYS = _numbered(
    "monday maandag", "tuesday dinsdag", "wednesday woensdag", "thursday donderdag", "friday vrijdag",
    "saturday zaterdag", "sunday zondag", first=0,
)  # fmt: skip
COUNTS = {"de": 1} | _numbered(
    "a an one een één", "two twee", "three drie", "four vier", "five vijf", "six zes", first=1
)
BEFORE = frozenset(("before", "voor", "vóór", "until", "tot"))
LOOSE = frozenset(("in", "over", "this", "deze"))
"""Words that may stand before a day without making it a deadline; in prose they are not enough."""


def _any(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_WORD = (
    r"(?P<word>before|v[oó][oó]r|until|tot|by\s++when|by|tegen|ten\s++laatste|uiterlijk|no\s++later\s++than"
    r"|deadline|due"
    r"|within|binnen|end\s++of|einde?|in|over|this|deze)"
)
_FILLER = r"(?:(?:ten\s++laatste|uiterlijk|op|on|the|het|is|at\s++the\s++latest|about|rond)\s++){0,4}"
_LEAD = rf"(?:\b{_WORD}(?:\s*+[:=])?\s++{_FILLER})?"
_PART = (
    r"(?P<part>\b(?:the\s++|het\s++)?(?:(?:end|beginning|start|middle)\s++of(?:\s++the)?"
    r"|(?:einde?|begin|midden|half|mid|early|late)(?:\s++van)?)(?:\s++de)?)"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|ste|de|e)?"
_MONTH = rf"(?P<month>{_any(MONTHS)})\b\.?"
_WHOLE_MONTHS = {name: n for name, n in MONTHS.items() if len(name) > 3 or name in ("may", "mei")}
_WHOLE_MONTH = rf"(?P<month>{_any(_WHOLE_MONTHS)})\b"
_NO_AMOUNT = r"(?!\s*+(?:uur|uren|hours?|h\b|u\b|min|dag|day|euro|eur|€|%))"

ISO = re.compile(rf"{_LEAD}(?<![\w/.-])(?P<year>20\d\d)-(?P<m>\d{{1,2}})-(?P<day>\d{{1,2}})(?![\w-])", re.I)
NUMERIC = re.compile(
    rf"{_LEAD}(?<![\w/.,-])(?P<day>\d{{1,2}})"
    r"(?:/(?P<m>\d{1,2})(?:/(?P<year>(?:20)?\d\d))?|[.-](?P<m2>\d{1,2})[.-](?P<year2>20\d\d))"
    rf"(?![\w/]|[.,-]\d){_NO_AMOUNT}",
    re.I,
)
DAY_MONTH = re.compile(
    rf"{_LEAD}(?<![\w/.,-]){_DAY}\s++(?:of\s++|van\s++)?{_MONTH}(?:,?\s*+(?P<year>20\d\d))?(?!\w)", re.I
)
MONTH_DAY = re.compile(
    rf"{_LEAD}\b{_MONTH}\s++(?:the\s++)?{_DAY}(?![\w:]){_NO_AMOUNT}(?:,?\s++(?P<year>20\d\d)\b)?", re.I
)
MONTHLY = re.compile(
    rf"{_LEAD}(?:{_PART}[\s-]++)?(?:(?:de\s++maand|the\s++month\s++of)\s++)?\b{_WHOLE_MONTH}"
    r"(?:,?\s++(?:van\s++|of\s++)?(?P<year>20\d\d)\b)?",
    re.I,
)
WITHIN = re.compile(
    rf"\b(?P<word>within|binnen|in|over)\s++(?:the\s++next\s++|de\s++komende\s++)?(?P<count>\d{{1,3}}"
    rf"|{_any(COUNTS)})\s++"
    r"(?P<unit>days?|dagen|dag|weeks?|weken|months?|maanden|maand)\b",
    re.I,
)
FEAST = re.compile(
    r"\b(?P<word>before|v[oó][oó]r|by|tegen)\s++(?:the\s++|de\s++)?"
    r"(?P<feast>christmas|kerst(?:mis)?|new\s++year|nieuwjaar)\b",
    re.I,
)
NEAR = re.compile(
    rf"{_LEAD}(?:{_PART}\s++)?\b(?:(?P<when>today|tonight|tomorrow|vandaag|morgen|overmorgen)"
    r"|(?P<which>this|the|next|coming|deze|dit|de|het|volgende?|komende?)\s++(?P<unit>week|month|year"
    r"|maand|jaar))\b",
    re.I,
)
WEEKDAY = re.compile(
    rf"{_LEAD}\b(?:(?P<which>this|next|coming|deze|volgende|komende"
    rf"|aanstaande)\s++)?(?P<weekday>{_any(WEEKDAYS)})\b",
    re.I,
)
CLAUSE = re.compile(r"[.!?\n,;]")
PAST = re.compile(
    r"\b(?:since|sinds|last|vorige?|afgelopen|ago|geleden|started|begonnen|was|were|vanaf"
    r"|from)\b",
    re.I,
)
PAST_AFTER = re.compile(
    r"[^.!?\n,;]{0,40}?\b(?:was|were|had|got|forgot|went|came|waren|hadden|kreeg|werd|ging|kwam)\b", re.I
)
FAREWELL = re.compile(r"\W*+(?:see\s++you\s++)?(?:tot|until|till)\s++\w++\W*+", re.I)
"""A line that only says goodbye: "Tot maandag!"."""
UNDECIDED = re.compile(r"\b(?:no|geen)\s++(?:\w++\s++)?(?:deadline|rush|haast)\b", re.I)

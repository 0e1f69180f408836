# ruff: noqa: E501 - patterns
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
DIGIT = re.compile(r"\d")
PARTS_OF_DAYS = tuple(
    """
    jan feb mar mrt maart apr may mei jun jul aug sep oct okt nov dec day dag daag week weken fortnight
    month maand year jaar morgen morrow tonight avond mas kerst easter pasen paas summer zomer vakantie sint
    quarter kwartaal trimester
    """.split()  # noqa: SIM905 - easier to read than a row of strings
)
"""Nothing without a digit or one of these names a day: most sentences need no further look."""
COUNTS = {"de": 1, "het": 1, "the": 1, "a": 1, "an": 1, "one": 1, "een": 1, "één": 1}
BEFORE = frozenset(("before", "voor", "vóór", "vóor", "voór", "until", "tot", "till"))
LOOSE = frozenset(("in", "over", "this", "deze", "on", "op", "for", "at", "from now"))
"""Words that may stand before a day without making it a deadline; in prose they are not enough."""


def _any(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_WORD = (
    r"(?P<word>(?:on|by)\s++or\s++before|(?:op|tegen)\s++of\s++v[oó][oó]r|before|v[oó][oó]r|tot\s++en\s++met|t/m|t\.e\.m\.|until|till|tot|by\s++when|by|tegen|ten\s++laatste|uiterlijk|(?:no|not)\s++later\s++than|niet\s++later\s++dan|at\s++the\s++latest"
    r"|deadline|due|within|binnen|end\s++of|einde?|for|at|in|over|this|deze|on|op)"
)
_FILLER = r"(?:(?:ten\s++laatste|uiterlijk|op|on|by|the|het|is|at\s++the\s++latest|about|around|rond|before|v[oó][oó]r|tegen|is|de|ergens|somewhere|sometime)\s++){0,4}"
_LEAD = rf"(?:\b{_WORD}(?:\s*+[:=])?\s++{_FILLER})?"
_WEEKDAY_OF = rf"(?:\b(?:{_any(WEEKDAYS)}),?\s++(?:de\s++|the\s++|den\s++)?)?"
_PART = (
    r"(?P<part>\b(?:the\s++|het\s++)?(?:(?:end|beginning|start|middle)\s++of(?:\s++the)?"
    r"|(?:in\s++)?(?:the\s++|de\s++)?(?:course\s++of|loop\s++van|(?:first|second|1st|2nd)\s++half(?:\s++of)?|(?:eerste|tweede)\s++helft\s++van)"
    r"|(?:einde?|begin|midden|medio|half|halverwege|mid|early|late)(?:\s++van)?)(?:\s++(?:de|het))?)"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|ste|de|e)?"
_MONTH = rf"(?P<month>{_any(MONTHS)})\b\.?"
_WHOLE_MONTHS = {name: n for name, n in MONTHS.items() if len(name) > 3 or name in ("may", "mei")}
_WHOLE_MONTH = rf"(?P<month>{_any(_WHOLE_MONTHS)})\b"
_NO_AMOUNT = r"(?!\s*+(?:uur|uren|hours?|h\b|u\b|min|dag|day|euro|eur|€|%))"

ISO = re.compile(
    rf"{_LEAD}{_WEEKDAY_OF}(?<![\w/.-])(?P<year>20\d\d)-(?P<m>\d{{1,2}})-(?P<day>\d{{1,2}})(?![\w-])", re.I
)
NUMERIC = re.compile(
    rf"{_LEAD}{_WEEKDAY_OF}(?<![\w/.,-])(?P<day>\d{{1,2}})"
    r"(?:/(?P<m>\d{1,2})(?:/(?P<year>(?:20)?\d\d))?|[.-](?P<m2>\d{1,2})[.-](?P<year2>20\d\d))"
    rf"(?![\w/]|[.,-]\d){_NO_AMOUNT}",
    re.I,
)
DAY_MONTH = re.compile(
    rf"{_LEAD}{_WEEKDAY_OF}(?<![\w/.,-]){_DAY}\s++(?:of\s++|van\s++)?{_MONTH}(?:,?\s*+(?P<year>20\d\d))?(?!\w)",
    re.I,
)
MONTH_DAY = re.compile(
    rf"{_LEAD}{_WEEKDAY_OF}\b{_MONTH}\s++(?:the\s++)?{_DAY}(?![\w:]){_NO_AMOUNT}(?:,?\s++(?P<year>20\d\d)\b)?",
    re.I,
)
MONTHLY = re.compile(
    rf"{_LEAD}(?:{_PART}[\s-]++)?(?:(?:de\s++maand|the\s++month\s++of)\s++)?\b{_WHOLE_MONTH}"
    r"(?:,?\s++(?:van\s++|of\s++)?(?P<year>20\d\d)\b)?",
    re.I,
)
_UNIT = r"(?P<unit>days?|dagen|dag|weeks?|weken|fortnight|months?|maanden|maand|half\s++jaar|halfjaar|half\s++a\s++year)"
WITHIN = re.compile(
    rf"\b(?P<word>within|binnen|in|over)\s++(?:(?:the\s++next|de\s++komende|de\s++eerstkomende|about|around|ongeveer|zo['’]n|de|the|nog|een\s++goeie)\s++)*+"
    rf"(?:(?P<count>\d{{1,3}}|{_any(COUNTS)})\s++)?+{_UNIT}\b(?:['’]s?)?(?:\s++(?:of|or)\s++(?P<about>\d{{1,2}})\b)?",
    re.I,
)
FROM_NOW = re.compile(rf"\b(?P<count>\d{{1,3}}|an?|one|een)\s++{_UNIT}\s++(?P<word>from\s++now)\b", re.I)
FEAST = re.compile(
    rf"{_LEAD}\b(?P<feast>(?:christmas|kerst|easter|paas)\s?(?:holidays?|break|vakantie|verlof)|christmas|x-?mas|kerst(?:mis)?|new\s++year(?:['’]s)?|nieuwjaar|easter|pasen"
    r"|grote\s++vakantie|sinterklaas|(?:summer|zomer)(?:\s?(?:holidays?|break|vakantie|verlof))?|year['’]?s?[\s-]end|jaareinde|weekend)\b(?!\w)",
    re.I,
)
QUARTER = re.compile(
    rf"{_LEAD}(?:{_PART}\s++)?(?:\bq(?P<number>[1-4])\b|\b(?P<ordinal>first|second|third|fourth|last|eerste|tweede|derde|vierde|laatste|1st|2nd|3rd|4th|1e|2e|3e|4e)"
    r"\s++(?:quarter|kwartaal|trimester)\b)(?:\s++(?:van\s++|of\s++)?(?P<year>20\d\d)\b)?",
    re.I,
)
WEEK_OF_MONTH = re.compile(
    rf"{_LEAD}\b(?P<ordinal>first|second|third|fourth|last|eerste|tweede|derde|vierde|laatste)\s++(?P<what>week|days?|dagen)\s++(?:of|in|van)\s++{_WHOLE_MONTH}(?:\s++(?P<year>20\d\d)\b)?",
    re.I,
)
WEEK_NUMBER = re.compile(rf"{_LEAD}\bweek\s++(?P<number>[1-5]?\d)\b(?!\s*+(?:uur|hours?|dagen|days))", re.I)
DAY_ONLY = re.compile(
    r"\b(?P<word>before|v[oó][oó]r|until|tot|by|tegen|uiterlijk|ten\s++laatste|on|op)\s++(?:the|de|den)\s++(?P<day>\d{1,2})(?:st|nd|rd|th|ste|de|e)\b(?:\s++(?:of|van)\s++(?:(?P<next>next\s++month|volgende\s++maand)|(?:this|the|deze|de)\s++(?:month|maand))\b|(?!\s++(?:floor|verdieping|time|keer|year|jaar|of\b|week|day|dag|van)))",
    re.I,
)
YEAR = re.compile(
    rf"{_LEAD}(?:{_PART}\s++)?(?<![\w/.,:-])(?P<year>20[2-9]\d)(?![\w/:-]|[.,]\d){_NO_AMOUNT}", re.I
)
NEAR = re.compile(
    rf"{_LEAD}(?:{_PART}\s++)?\b(?:(?P<when>(?:the\s++)?day\s++after\s++tomorrow|today|tonight|tomorrow|vandaag|vanavond|morgen|overmorgen)"
    r"|(?P<which>this|the|next|coming|deze|dit|de|het|volgende?|komende?)\s++(?P<unit>week|month|year"
    r"|maand|jaar))\b(?:['’]s)?(?P<out>\s++(?:(?:is|has)\s++)?(?:out|over|up|ended|om|voorbij|gedaan)\b(?!\s++(?:een|a|\d)\b))?",
    re.I,
)
_NEXT_WEEK = r"(?:next\s++week|volgende\s++week|komende\s++week)"
WEEKDAY = re.compile(
    rf"{_LEAD}(?:(?P<before>{_NEXT_WEEK}),?\s++(?:on\s++|op\s++)?)?\b(?:(?P<which>this|next|coming|deze|volgende|komende|aanstaande|eerstvolgende)\s++)?(?P<weekday>{_any(WEEKDAYS)})(?:(?:och|voor|na|mid|avo)\w+)?\b"
    rf"(?:\s++(?:(?P<later>(?:of\s++|in\s++|van\s++)?{_NEXT_WEEK})|(?P<ahead>over\s++(?:een|\d)\s++(?:week|weken|dagen)|over\s++(?:8|14)\s++dagen|week\b|in\s++(?:a|\d)\s++weeks?)))?",
    re.I,
)
LATER = re.compile(
    r"\b(?:after|na|starting|earliest|ten\s++vroegste|vroegstens)\s++(?:(?:the|de|het|op|on)\s++)?\Z", re.I
)
"""Straight before a day: what is meant begins there."""
NOT_YET = re.compile(r"(?:\b(?:not|cannot|niet|nooit|never)|n['’]t)(?:\s++\w++){0,2}?\s++\Z", re.I)
"""Straight before a "before" that is no end: "I can't start before 1 December"."""
SAYS_BEFORE = re.compile(r"(?<!\bor\s)(?<!\bof\s)\b(?:before|v[oó][oó]r)\b", re.I)
BEFOREHAND = re.compile(
    r"\b(?P<count>an?|one|een|\d{1,2})\s++(?P<unit>days?|dagen|dag|weeks?|weken|months?|maanden|maand)\s++(?P<word>before(?:hand)?|earlier|ahead|in\s++advance|ervoor|vooraf|van\s++tevoren|op\s++voorhand|eerder|daarvoor)\b",
    re.I,
)
"""How long before that day they want to be ready: "ready a week before"."""
UNDECIDED = re.compile(r"\b(?:no|geen)\s++(?:\w++\s++)?(?:deadline|rush|haast)\b", re.I)
FAREWELL = re.compile(r"\W*+(?:see\s++you\s++)?(?:tot|until|till)\s++\w++\W*+", re.I)
"""A line that only says goodbye: "Tot maandag!"."""

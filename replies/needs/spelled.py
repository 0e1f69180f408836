"""Numbers in words, "vijfenveertig" or "two hundred and fifty", as digits. Pure.

Babel spells no numbers; up to ninety-nine, hundreds and thousands are a table of ours, in both languages.
"one", "a" and "een" stay words, because they are articles as often as numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cases.wordlists import MATCHING

_ENGLISH = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_DUTCH = [
    "nul",
    "een",
    "twee",
    "drie",
    "vier",
    "vijf",
    "zes",
    "zeven",
    "acht",
    "negen",
    "tien",
    "elf",
    "twaalf",
    "dertien",
    "veertien",
    "vijftien",
    "zestien",
    "zeventien",
    "achttien",
    "negentien",
]
_ENGLISH_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_DUTCH_TENS = ["twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig"]


def _table() -> dict[str, int]:
    found = {word: n for n, word in enumerate(_ENGLISH)} | {word: n for n, word in enumerate(_DUTCH)}
    for tens, (english, dutch) in enumerate(zip(_ENGLISH_TENS, _DUTCH_TENS, strict=True), 2):
        found[english] = found[dutch] = tens * 10
        for ones in range(1, 10):
            found[f"{english}-{_ENGLISH[ones]}"] = found[f"{english} {_ENGLISH[ones]}"] = tens * 10 + ones
            joint = "ën" if _DUTCH[ones].endswith("e") else "en"
            found[f"{_DUTCH[ones]}{joint}{dutch}"] = found[f"{_DUTCH[ones]}en{dutch}"] = tens * 10 + ones
    return {"fourty": 40, "eenen": 1, **found}


_SMALL = {word: n for word, n in _table().items() if n != 1}
_ARTICLES = frozenset(("a", "an", "one", "een", "één"))
_WORDS = "|".join(sorted(map(re.escape, _SMALL), key=len, reverse=True))
_COUNT = rf"(?:{_WORDS}|an?|one|een|één|\d{{1,3}})"
_SPELLED = re.compile(
    rf"(?:"
    rf"(?:(?P<thousands>{_COUNT})[ -]?)?(?P<thousand>thousand|duizend)"
    rf"(?:[ -]?(?:and |en)?(?:(?P<after>{_WORDS})[ -]?)?(?P<then>hundred|honderd))?"
    rf"(?:[ -]?(?:and |en )?(?P<last>{_WORDS}))?"
    rf"|(?:(?P<hundreds>{_COUNT})[ -]?)?(?P<hundred>hundred|honderd)"
    rf"(?:[ -]?(?:and |en ?)?(?P<rest>{_WORDS}))?"
    rf"|(?P<small>{_WORDS})"
    r")(?!\w)",
    re.IGNORECASE,
)
_WORD = re.compile(r"(?<![\w.,-])[^\W_]+")
_STARTS = frozenset(word.partition(" ")[0].partition("-")[0] for word in _SMALL) | _ARTICLES
_DUTCH_TEN = re.compile(
    r"ten\s(?:laatste|hoogste|minste|einde|opzichte|gevolge|tijde|slotte|eerste|tweede|derde|aanzien|goede)\b",
    re.I,
)
_BIG = re.compile("hundred|honderd|thousand|duizend")
_COUPLE = re.compile(
    r"\b(?:an?\s)?couple\s(?:of\s)?(?=(?:\w+\s)?(?:hours?|days?|minutes?|mornings?|h\b))", re.I
)
_DAYS_LONG = re.compile(r"(?<!\w)(?P<n>een|één|twee|drie|vier|vijf|\d)-?daagse?\s", re.IGNORECASE)
_HALVES = {
    "anderhalf": "1.5", "anderhalve": "1.5", "tweeënhalf": "2.5", "tweeënhalve": "2.5", "drieënhalf": "3.5",
    "drieënhalve": "3.5", "vierenhalf": "4.5", "tweeëneenhalf": "2.5", "drieëneenhalf": "3.5",
    "one and a half": "1.5", "one-and-a-half": "1.5", "een en een half": "1.5", "½": "0.5",
}  # fmt: skip
_HALF = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(_HALVES, key=len, reverse=True))})(?!\w)", re.IGNORECASE)
_AND_A_HALF = re.compile(
    r"(?<![\w.,])(\d{1,2})(?:[ -](?:and[ -]a[ -]half|en[ -]een[ -]half|enhalf)\b|½)", re.I
)


def in_digits(text: str) -> str:
    """The text with its spelled numbers in digits: "two and a half hours" becomes "2.5 hours".

    Letters that match others without regard to case, and are no key of a table ("frıday"), become those.
    """
    text = _COUPLE.sub("2 ", text.translate(MATCHING))
    text = _HALF.sub(lambda half: _HALVES[half[0].lower()], text)
    text = _DAYS_LONG.sub(lambda long: f"{_value(long['n'].lower())} dagen ", text)
    return _AND_A_HALF.sub(r"\1.5", "".join(_pieces(text)))


def _pieces(text: str) -> Iterator[str]:
    done = 0
    for word in _WORD.finditer(text):
        spelled = word[0].lower()
        if (
            word.start() >= done
            and not _DUTCH_TEN.match(text, word.start())
            and (spelled in _STARTS or spelled.isdecimal() or _BIG.search(spelled))
        ):
            match = _SPELLED.match(text, word.start())
            if match:
                yield text[done : match.start()]
                yield _digits(match)
                done = match.end()
    yield text[done:]


def _digits(match: re.Match[str]) -> str:
    if match["small"]:
        return str(_value(match["small"]))
    if match["thousand"]:
        hundreds = _value(match["after"]) * 100 if match["then"] else 0
        return str(
            _value(match["thousands"]) * 1000 + hundreds + (_value(match["last"]) if match["last"] else 0)
        )
    return str(_value(match["hundreds"]) * 100 + (_value(match["rest"]) if match["rest"] else 0))


def _value(word: str | None) -> int:
    if word is None or word.lower() in _ARTICLES:
        return 1
    return int(word) if word.isdecimal() else _SMALL[word.lower()]

"""Attribution lines: "On … wrote:", "Op … schreef Naam <adres>:", "Am … schrieb …:" and their kin.

A candidate is one to four physical lines that are joined and judged as one bounded string, so that the
time is linear. It counts when it ends in a colon, holds a verb of writing (or an address and a date),
and begins as clients begin: with a date word, a date, a weekday, or the writer's name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from intake.reading.quotes.attribution_words import BEGINNINGS, START, VERB

MAX_LINES: Final = 4  # Gmail and Apple wrap at 76; a long name and address fill four lines
MAX_LINE: Final = 300
MAX_NAME: Final = 7  # words
MAX_JOINED: Final = 600

ADDRESS: Final = re.compile(r"[\w.+'&/=-]{1,80}@[\w-]{1,80}", re.IGNORECASE)
LETTERS: Final = re.compile(r"[^\W\d_]+")
# "26.06.2014, 14:41, "Name" <a@b>:" carries no verb; the address then ends it, in brackets
_END: Final = re.compile(r"[\w.-]{0,120}\s?[:：]")
_BRACKETED_END: Final = re.compile(
    r"[<(\[][^<>()\[\]\s]{1,80}@[^<>()\[\]\s]{1,120}[>)\]]{1,3}\s?\S{0,3}[:：]$"
)
TIME: Final = re.compile(r"\b\d{1,2}[:.hu]\s?\d\d\b")
YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[./-]\d{1,2}[./-]\d\d\b")
FIRST_PERSON: Final = re.compile(
    r"\b(?:i wrote|schreef ik|heb ik|ik .{0,80}geschreven|schrieb ich|habe ich|j'ai écrit|j’ai écrit|"
    r"we wrote|schreven we|schreven wij)\b",
    re.IGNORECASE,
)
# Someone told about rather than a client's name: "On 3 May 2024 my boss wrote:"
TOLD: Final = re.compile(
    r"\b(?:my|our|your|the|a|an|his|her|their|he|she|they|mijn|onze|ons|jouw|uw|de|het|een|zijn|haar|hij|ze|zij|"
    r"iemand|someone|somebody|mein|meine|mon|ma|notre)\s+[a-zà-ž]",
)
# Gmail until 2016: "2016-03-03 17:21 GMT+01:00 Jan Jansen", "2013/10/2 Jan <jan@example.org>"
_GMAIL_ISO: Final = re.compile(
    r"^\d{4}-\d\d-\d\d \d{1,2}:\d\d (?:GMT|UTC)[+-]\d\d:\d\d [^:]{2,120}:?$|"
    r"^\d{4}[-/]\d{1,2}[-/]\d{1,2} [^<:]{1,120}<[^<>\s]{3,200}>:?$"
)
# HCL Notes, above its header lines: "Jan Jansen ---03-05-2024 14:02:11---Hallo, ..."
_NOTES: Final = re.compile(
    r"^[^\W\d_][^-]{1,80} ?---\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4} \d{1,2}[:.]\d\d[\d:. APM]{0,12}---"
)
# GroupWise: ">>> Jan Jansen <jan@example.org> 3/05/2024 14:02 >>>"
_GROUPWISE: Final = re.compile(r"^>>> .{3,250}(?:>>>|\d{1,2}[:.]\d\d(?: ?[AP]M)?)\s*$")
_DASHED: Final = re.compile(r"^(?=.{9,600}$)[-–—]{2,6}+\s*+(?P<inner>\S.{4,500}?)\s{0,20}+[-–—]{2,6}$")
_ANEW: Final = re.compile(rf"{BEGINNINGS}\s.{{0,30}}\d")
_SENTENCE: Final = re.compile(r"[^\d@]*[^\W\d][.!?]")  # "Doe mij het boek.": no client dates a mail so
_LAST_VERBS: Final = frozenset(("wrote", "schreef", "geschreven", "schrieb", "écrit", "escribió", "skrev"))
_NORDIC: Final = re.compile(r"\bskrev\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attribution:
    """lines: physical lines that it takes. certain: it holds what only a client prints (an address, a
    date with a time), so that it counts even where no quoted line follows. dated: it has a date at all.
    nordic: a Danish, Swedish or Norwegian one."""

    lines: int
    text: str
    certain: bool
    dated: bool = True
    nordic: bool = False


def attribution(lines: Sequence[str], start: int) -> Attribution | None:
    """The attribution that begins at that line (already without its quote prefix), or None."""
    first = clean(lines[start])
    if not first:
        return None
    if _GROUPWISE.match(lines[start].strip()[:MAX_LINE]):
        return Attribution(1, first, certain=True)
    if _GMAIL_ISO.match(first) or _NOTES.match(first):
        return Attribution(1, first, certain=True)
    if not any(_may_end(lines[index]) for index in range(start, min(start + MAX_LINES, len(lines)))):
        return None
    dated = START.match(first.lstrip("-–— ")) is not None
    if not dated and not _names_the_writer(first) and not _goes_on(lines, start):
        return None
    joined = ""
    for count in range(1, min(MAX_LINES, len(lines) - start) + 1):
        part = clean(lines[start + count - 1])
        if not part or (count > 1 and (_starts_anew(part) or _SENTENCE.fullmatch(joined))):
            return None
        joined = f"{joined} {part}" if joined else part
        if len(joined) > MAX_JOINED:
            return None
        found = _judged(joined, count)
        if found is not None:
            return found
    return None


def _may_end(line: str) -> bool:
    """Whether an attribution may end with that line: a look at its end, before every verb is looked for."""
    part = clean(line)
    return (
        part.endswith((":", "：", "-", "–", "—"))
        or (part.rsplit(None, 1) or [""])[-1].casefold() in _LAST_VERBS
    )


def clean(line: str) -> str:
    """A line without emphasis and outer white space, at most 300 characters."""
    return line[:MAX_LINE].strip().strip("*_").strip()


def undashed(text: str) -> str:
    """What stands between dashes, as Zoho prints it ("---- On … wrote ----"), or the text."""
    dashed = _DASHED.match(text)
    return text if dashed is None else dashed["inner"].strip()


def _starts_anew(part: str) -> bool:
    """Whether a line is itself the beginning of an attribution, so that the one before was prose."""
    if _ANEW.match(part) is None:
        return False
    return VERB.search(part) is not None or YEAR.search(part) is not None


def _names_the_writer(line: str) -> bool:
    """Name-first forms: 'Jan <jan@…> wrote:', 'Jan schreef op 3 mei 2024 om 14:02:'."""
    if len(line) > 200:
        return False
    verb = VERB.search(line)
    if ADDRESS.search(line):
        return verb is not None or line.rstrip().endswith((":", ">", "："))
    if verb is None:
        return False
    via = " via " in line and verb.end() >= len(line.rstrip(" :"))  # "Jan via Learning Help wrote:"
    return via or (verb.start() < 60 and _sure(line))


def _goes_on(lines: Sequence[str], start: int) -> bool:
    """s-nail: "Jan Jansen wrote in" above " <20240503140211.x@example.org>:"."""
    first, below = clean(lines[start]), clean(lines[start + 1]) if start + 1 < len(lines) else ""
    return below.startswith("<") and below.endswith(">:") and VERB.search(first) is not None


def _sure(text: str) -> bool:
    dated = YEAR.search(text) is not None
    return ADDRESS.search(text) is not None or (dated and TIME.search(text) is not None)


def _dated(text: str) -> bool:
    return YEAR.search(text) is not None or TIME.search(text) is not None


def _judged(joined: str, count: int) -> Attribution | None:
    text = undashed(joined)
    dashed = text != joined
    verb = VERB.search(text)
    closed = text.endswith((":", "："))
    if not closed and not (verb and (dashed or _ends_in_verb(text))):
        return None
    if FIRST_PERSON.search(text):
        return None
    certain = _sure(text)
    if verb is None:
        ends = _BRACKETED_END.search(text) or _ends_in_address(text)
        if not _dated(text) or not ends:
            return None
    elif _words_behind(text) > MAX_NAME or (not _dated(text) and not certain and len(text) > 120):
        return None
    if verb is not None and not certain and YEAR.search(text) and len(text) <= 120:
        behind_date = text[max(found.end() for found in YEAR.finditer(text)) :]
        certain = TOLD.search(behind_date) is None  # "On Thursday, June 27, 2013, knwang wrote:"
    certain = certain or (verb is not None and " via " in text and len(text.split()) <= 9)
    nordic = _NORDIC.search(text) is not None
    return Attribution(count, joined, certain, dated=_dated(text), nordic=nordic)


def _ends_in_address(text: str) -> bool:
    """Tuta: "2 nov 2026, 16:40 van anna@example.org:": a day, a time, an address, hardly a word."""
    inside = ADDRESS.search(text)
    if inside is None or YEAR.search(text) is None or TIME.search(text) is None:
        return False
    return (
        _END.fullmatch(text, inside.end()) is not None and len(LETTERS.findall(text[: inside.start()])) <= 4
    )


def _words_behind(text: str) -> int:
    """Words that follow the last verb, address, date or time: a name at most, or this is prose."""
    ends = [found.end() for part in (VERB, ADDRESS, YEAR, TIME) for found in part.finditer(text)]
    return len(text[max(ends) :].split())


def _ends_in_verb(text: str) -> bool:
    """ "… <a@b> wrote" with the colon lost; only where an address and a date leave no doubt."""
    last = text.rsplit(None, 1)[-1].casefold()
    return last in _LAST_VERBS and ADDRESS.search(text) is not None and YEAR.search(text) is not None

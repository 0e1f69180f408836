"""Whether somebody wants to learn alone or with others: "liefst alleen", "in groep", "don't mind". Pure."""

from __future__ import annotations

import re

from cases.catalogue import ALONE, EITHER, OTHERS

_ALONE = (
    r"(?:alone|on\s+my\s+own|by\s+myself|solo|individual(?:ly)?|self[\s-]?(?:paced|study)"
    r"|at\s+my\s+own\s+pace|op\s+mijn\s+eentje|in\s+mijn\s+eentje|alleen|individueel|zelfstandig|zelfstudie"
    r"|op\s+mijn\s+eigen(?:\s+tempo)?)"
)
_OTHERS = (
    r"(?:(?:together\s+)?with\s+(?:some\s+)?(?:others|other\s+people|colleagues|a\s+colleague|my\s+team"
    r"|a\s+group|peers|someone|somebody)"
    r"|in\s+(?:a\s+)?(?:small\s+)?(?:group|class|team)|group|together|as\s+a\s+team|classroom"
    r"|(?:samen\s+)?met\s+(?:anderen|andere\s+mensen|(?:\w+\s+(?:of\s+\w+\s+)?)?collega['’]?s"
    r"|een\s+collega|mijn\s+team|iemand"
    r"|een\s+groep)"
    r"|in\s+(?:een\s+)?(?:kleine\s+)?(?:groep|team)|groep|samen|klassikaal)"
)
_EITHER = re.compile(
    r"\b(?:either|both|no\s+(?:strong\s+)?preference"
    r"|(?:does\s+not|do\s+not|doesn['’]?t|don['’]?t)\s+(?:really\s+)?(?:matter|mind|care)"
    r"|whatever|all\s+the\s+same|maakt\s+(?:me\s+|mij\s+)?niet\s+(?:veel\s+)?uit|beide|allebei"
    r"|geen\s+voorkeur|om\s+het\s+even|eender)\b",
    re.IGNORECASE,
)
_NOT = r"(?:\b(?:not|rather\s+not|liever\s+niet|niet|geen|don['’]t|no)\s+(?:\w+\s+){0,2}?)"
_WISH = (
    r"\b(?:rather|prefer(?:s|ably|red|ence)?|likes|liefst|liever|voorkeur|best|ideally|i\s+learn|ik\s+leer)\b"
    r"[^.!?\n]{0,40}?"
)
_LEARNING = (
    r"\b(?:graag|i['’]d\s+like|i\s+(?:would\s+)?like|i\s+want|ik\s+wil)\b[^.!?\n]{0,40}?"
    r"\b(?:learn|study|do\s+(?:it|this|that)|practi[sc]e|follow|leren|volgen|oefenen|doen)\b[^.!?\n]{0,40}?"
)
"""Wanting to *learn* alone or with others; "I want to work better with my team" is what it is about."""
_BARE = frozenset(
    """
    rather preferably prefer i i'd liefst liever graag please mostly both of or en and just only maybe
    mij for me voor ik best fine ok okay wel het the leer learn maar but if possible indien mogelijk
    als kan not niet geen no course cursus with met anyway yes ja
    """.split()  # noqa: SIM905 - easier to read than a row of strings
)
"""What may stand around the word in a short line that says no more: "Alleen dat" and "I work alone" do."""
_THAN = re.compile(
    r"\b(?:than|dan|instead\s+of|in\s+plaats\s+van|and\s+not|en\s+niet|,\s*not|,\s*niet)\b.*", re.I | re.S
)
_NOT_ONLY = re.compile(
    r"\bniet\s+alleen\b(?=.{0,200}?\bmaar\b)|\b(?:alleen|solo)\s+(?:als|maar|indien|met)\b", re.IGNORECASE
)
_DISJUNCTION = re.compile(
    rf"\b{_ALONE}\s+(?:or|of)\s+{_OTHERS}\b|\b{_OTHERS}\s+(?:or|of)\s+{_ALONE}\b", re.IGNORECASE
)

_SIDE = re.compile(rf"\b(?:{_ALONE}|{_OTHERS})\b", re.IGNORECASE)
_WISHED = re.compile(rf"(?:{_WISH}|{_LEARNING})\b(?:{_ALONE}|{_OTHERS})\b", re.IGNORECASE)
_EACH = tuple(
    (re.compile(rf"(?P<not>{_NOT})?\b{pattern}\b", re.IGNORECASE), side, other)
    for pattern, side, other in ((_ALONE, ALONE, OTHERS), (_OTHERS, OTHERS, ALONE))
)


def read_with(text: str, *, asked: bool) -> str | None:
    """alone | others | either; None when not said or not sure.

    asked: the text answers this question, so the bare word is enough; elsewhere a wish has to be said
    ("I'd rather …", "liefst …") or the word stands alone on its line.
    """
    found = {side for line in re.split(r"\n|(?<=[.!?;])\s", text) for side in _sides(line, asked)}
    if EITHER in found:
        return EITHER
    return found.pop() if len(found) == 1 else None


def _sides(line: str, asked: bool) -> set[str]:
    mentions = _SIDE.search(line)
    words = len(line.split()) <= 4
    short = words and all(w.strip(".,;:!()-").lower() in _BARE for w in _SIDE.sub(" ", line).split())
    if _EITHER.search(line) and (asked or mentions or words):
        return {EITHER} if asked or mentions else set()
    if not mentions or _NOT_ONLY.search(line) or not (asked or short or _wished(line)):
        return set()
    line = _THAN.sub("", line)
    if _DISJUNCTION.search(line):
        return set()  # our own question, typed again
    sides: set[str] = set()
    for pattern, side, other in _EACH:
        for match in pattern.finditer(line):
            sides.add(other if match["not"] else side)
    return sides


def _wished(line: str) -> bool:
    return _WISHED.search(line) is not None

"""A text in sentences and clauses, and which clause says what somebody wishes. Pure; linear in the text.

A number means something by what its clause is about: a wish or a limit ("I could spend"), or a meeting that
took as long, an invoice, what a former course cost. A clause without a verb goes with its neighbour.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

NO, UNSAID, FRAGMENT, WISH, LIMIT = 0, 1, 2, 3, 4
"""How sure a clause makes that what it names is wished, from not at all to a limit."""
SHORT = 9  # words of a clause that may be a fragment

_ABBREVIATED = (
    r"(?<!\bmax\.)(?<!\bmin\.)(?<!\bca\.)(?<!\bincl\.)(?<!\bexcl\.)(?<!\bnr\.)(?<!\bapprox\.)(?<!\bbv\.)"
)
_SENTENCE = re.compile(rf"\n|(?<=[^\d\s][.!?;]){_ABBREVIATED}\s+|(?<=\d[.!?;])\s+(?=[A-Z'\"(])|(?<=[;!?])\s+")
_CLAUSE = re.compile(
    r",\s|,(?=[^\W\d])|\s[-–—]+\s(?![€$£]?\s?\d)|\s[|/•]+\s|[()]"
    r"|\s(?:but|because|so\sthat|although|though|whereas|which|while|since|unless"
    r"|maar(?!\s(?:\d|een\s(?:uur|half|dag|kwart)))|want(?=\s(?:ik|hij|zij?|we|wij|er|het|dan|dat|dit|deze|de|mijn|in|op|daar|nu|als|ons|onze|jij|jullie|niemand|iedereen|mensen|geen|vanaf|sinds|volgende|morgen|dit)\b)|omdat|hoewel|terwijl|zodat|aangezien|tenzij|doordat)\s"
    r"|\s(?:and|en|dus|so)\s(?=(?:i|i'(?:m|d|ll|ve)|we|my|he|she|they|it|the|our|this|that|there|nobody"
    r"|ik|'k|wij|mijn|hij|zij|ze|het|'t|de|er|mag|kan|wil|heb|daar|dat|dit|dan|onze|ons|niemand"
    r"|liefst|preferably|ideally|no|not|nothing|geen|niet|niks|want|wants|need)\b)",
    re.IGNORECASE,
)
_SAYING = re.compile(
    r"\b(?:let(?:'s|\sus)\ssay|laten\swe\s(?:zeggen|stellen)|zeg\smaar|say|zeg|i\sguess|i\sthink|denk\sik|i\smean|for\sinstance|bijvoorbeeld)\b,?",
    re.IGNORECASE,
)
_FINITE = frozenset(
    """
    i we you he she it they who there i'm i've i'd i'll we're we've we'd it's he's she's that's there's
    is are am was were be been has have had do does did can could will would shall should may might must
    takes took take lasts lasted work works worked cost costs spend spends lose loses need needs want wants
    ik wij hij zij ze jij je jullie u men het er 'k 't wie
    ben bent zijn waren heb hebt heeft hebben hadden kan kunnen kon wil willen wou zou zouden mag mogen moet
    moeten wordt worden werd duurt duren duurde kost kostte werk werkt werken
    verlies verliest
    krijg krijgt gaat gaan
    loopt lopen runs run stays blijft vervangt replacing replaces doe doet zit zitten sta staat
    staan zoek zoekt neem neemt
    """.split()  # noqa: SIM905 - easier to read than a row of strings
)
"""Subjects and verbs: a clause with none of them says nothing of its own."""
_WORD = re.compile(r"'?\w+(?:'\w+)*")


@dataclass(frozen=True, slots=True)
class Cues:
    """`wish`: words of a clause that make what it names wished; `no`: that make it something else."""

    wish: re.Pattern[str]
    no: re.Pattern[str]


def sentences(text: str) -> Iterator[list[str]]:
    """The clauses of each sentence."""
    for sentence in _SENTENCE.split(text.replace("’", "'")):
        if sentence and not sentence.isspace():
            clauses = [" ".join(clause.split()) for clause in _CLAUSE.split(sentence)]
            yield [clause for clause in clauses if clause]


def stances(clauses: Sequence[str], cues: Cues) -> list[int]:
    """NO, UNSAID, FRAGMENT or WISH for each clause of a sentence; a fragment goes with its neighbours."""
    own = [_stance(clause, cues) for clause in clauses]
    found: list[int] = []
    before = FRAGMENT
    for stance in own:  # the one before counts first
        before = before if stance == FRAGMENT else stance
        found.append(before)
    behind = FRAGMENT
    for at in range(len(own) - 1, -1, -1):
        behind = behind if own[at] == FRAGMENT else own[at]
        if behind == WISH and found[at] == UNSAID and own[at] == FRAGMENT:
            found[at] = WISH
        elif found[at] == FRAGMENT:
            found[at] = FRAGMENT if behind == UNSAID else behind
    return found


def _stance(clause: str, cues: Cues) -> int:
    if cues.no.search(clause):
        return NO
    if cues.wish.search(clause):
        return WISH
    words = _WORD.findall(_SAYING.sub(" ", clause.lower()))
    return FRAGMENT if len(words) <= SHORT and not _FINITE.intersection(words) else UNSAID

"""Which words answer which of the four questions: between the quoted ones, numbered, labelled. Pure.

The questions are known by their sense, not by their wording, because teams have their own templates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

ABOUT, TRIED, WITH, HOW_MUCH = 1, 2, 3, 4
WORDS_BEFORE = 12  # more than this many before a numbered list: a list of their own, no answers

_ASKED = {
    ABOUT: r"what\s+happens|happens\s+now|should\s+be\s+different|wat\s+gebeurt|anders\s+(?:moeten|zou|zijn)",
    TRIED: r"have\s+you\s+(?:already\s+)?tried|you\s+tried|what\s+you['’]?ve\s+tried"
    r"|heb\s+je\s+(?:al\s+|zelf\s+)*geprobeerd|al\s+geprobeerd",
    WITH: r"(?:alone|on\s++your\s++own)[^?\n]{0,80}?\bothers|others[^?\n]{0,80}?\balone"
    r"|alleen[^?\n]{0,80}?(?:anderen|groep|samen)"
    r"|samen[^?\n]{0,80}?alleen",
    HOW_MUCH: r"how\s+much\s+time|hoeveel\s+tijd|(?:which|what|welk)\s+budget|may\s+it\s+cost"
    r"|mag\s+het\s+kosten"
    r"|by\s++when\b[^:?]{0,200}+\?|tegen\s++wanneer\b[^:?]{0,200}+\?",
}
_QUESTION = {number: re.compile(pattern, re.IGNORECASE) for number, pattern in _ASKED.items()}
_LABEL = {
    TRIED: re.compile(r"^\W*+(?:(?:already\s++)?tried|(?:al\s++)?geprobeerd)\s*+[:=–-]\s*+", re.IGNORECASE),
    WITH: re.compile(
        r"^\W*+(?:alone(?:\s*+(?:or|/)\s*+(?:with\s++)?others)?|with(?:\s++whom)?|alleen(?:\s*+(?:of"
        r"|/)\s*+(?:samen\s++)?"
        r"(?:met\s++)?anderen)?|met\s++wie|preference|voorkeur)\s*+[:=]\s*+",
        re.IGNORECASE,
    ),
    HOW_MUCH: re.compile(
        r"^\W*+(?:time|tijd|budget|cost|kost(?:en)?|prijs|by(?:\s++when)?|tegen(?:\s++wanneer)?|wanneer"
        r"|when|deadline)"
        r"\s*+[:=]\s*+",
        re.IGNORECASE,
    ),
}
_NUMBERED = re.compile(
    r"^[ \t]*+(?:(?:q|vraag|question|ad|punt)\s*+)?\(?(?P<n>[1-4])(?:[.):°](?!\d)|\s*+[-–/:](?!\s*+\d))"
    r"[ \t]*+(?P<text>.*)$",
    re.IGNORECASE,
)
_INLINE = re.compile(r"(?<=\s)(?=[2-4][.)]\s)")
_SMALL_TALK = re.compile(
    r"^\W*+(?:(?:hi|hello|hey|dear|hallo|dag|beste|hoi|goede\w+|good\s++(?:morning|afternoon"
    r"|day))\b[^.!?]{0,40}"
    r"|(?:(?:hi|hello|hey|dear|hallo|dag|beste|hoi)\b[^.!?,]{0,30},\s*+)?(?:many\s++)?(?:thanks"
    r"|thank\s++you|bedankt|dank\s?je\s?wel|dank)\b.{0,80}"
    r"|(?:kind\s++|best\s++|warm\s++)?regards\b.*|(?:met\s++)?(?:vriendelijke\s++)?groet\w*\b.*|mvg\b.*|cheers\b.*"
    r"|(?:here\s++are\s++)?my\s++answers\b.*|(?:hier\s++zijn\s++)?mijn\s++antwoorden\b.*"
    r"|(?:see|zie)\s++(?:below|hieronder)\W*+)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Said:
    """`to`: the words that answer a question, by its number. `prose`: all other words."""

    to: Mapping[int, str]
    prose: str


def sort_answers(new_text: str, answers: Sequence[tuple[str, str]], *, numbered: bool = True) -> Said:
    """Who wrote between the quoted questions is read there; other text is read line by line.

    numbered: numbers at the beginning of lines may be those of the questions.
    """
    text = new_text.replace("\r\n", "\n")
    to: dict[int, list[str]] = {}
    for quoted, answer in answers:
        question = _last_asked(quoted, only=len(answers) == 1)
        if question is None:
            continue
        clean = answer.replace("\r\n", "\n").strip()
        to.setdefault(question, []).append(clean)
        text = text.replace(clean, "", 1)
    prose: list[str] = []
    for number, line in _lines(text, numbered=numbered and _numbering(text)):
        if number is None:
            prose.append(line)
        else:
            to.setdefault(number, []).append(line)
    return Said({n: "\n".join(lines).strip() for n, lines in to.items()}, "\n".join(prose).strip())


def is_small_talk(sentence: str) -> bool:
    """A greeting, thanks or a closing: words that answer nothing."""
    return not re.search(r"\w", sentence) or bool(_SMALL_TALK.match(sentence.strip()))


def asked_in(text: str) -> tuple[int, ...]:
    """The questions that stand in `text`, in their order there."""
    places = [(match.start(), n) for n, pattern in _QUESTION.items() for match in pattern.finditer(text)]
    return tuple(dict.fromkeys(n for _, n in sorted(places)))


def _last_asked(quoted: str, *, only: bool) -> int | None:
    """The question just above an answer; None when all stand above the only one, so below them all."""
    asked = asked_in(quoted)
    if not asked or (only and len(asked) > 2):
        return None
    return asked[-1]


def _lines(text: str, *, numbered: bool) -> Iterator[tuple[int | None, str]]:
    """Each line with the question that it answers, its number, label or the question itself taken off."""
    current: int | None = None
    blank = False
    for index, line in enumerate(_broken(text, numbered)):
        number, rest = _marked(line, numbered)
        if number is None and blank and current in (ABOUT, TRIED) and not numbered:
            current = None  # an answer under a copied question ends with its paragraph
        blank = not line.strip() and index > 0
        label = next((n for n, pattern in _LABEL.items() if number is None and pattern.match(line)), None)
        if label is not None:
            yield label, line if label == HOW_MUCH else _LABEL[label].sub("", line)
            continue
        current = number if number is not None else current
        yield current, rest


def _marked(line: str, numbered: bool) -> tuple[int | None, str]:
    match = _NUMBERED.match(line) if numbered else None
    number, rest = (int(match["n"]), match["text"]) if match else (None, line)
    head, mark, tail = rest.rpartition("?")
    asked = asked_in(head) if mark else ()
    if asked:  # the question was copied along, the answer stands behind or below it
        return number or asked[-1], tail.strip()
    return number, rest


def _broken(text: str, numbered: bool) -> Iterator[str]:
    for line in text.split("\n"):
        if numbered and _NUMBERED.match(line):
            yield from _INLINE.split(line)
        else:
            yield line


def _numbering(text: str) -> bool:
    """Whether numbers at the beginning of lines are those of the questions: rising, and no list in prose."""
    lines = list(_broken(text, numbered=True))
    found = [(index, int(match["n"])) for index, line in enumerate(lines) if (match := _NUMBERED.match(line))]
    numbers = [number for _, number in found]
    if not numbers or any(later <= earlier for earlier, later in pairwise(numbers)):
        return False
    before = [line for line in lines[: found[0][0]] if not is_small_talk(line)]
    return len(numbers) == 4 or len(" ".join(before).split()) <= WORDS_BEFORE

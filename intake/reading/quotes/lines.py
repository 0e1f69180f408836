"""Which lines of a reply are the writer's and which are quoted: line rules, in one pass.

The lines come from plain text (`quotes.plain`) or from HTML (`reading.quotes.html`), where the client has
marked most of the quote already. Nothing is cut here; each line gets its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from cases.tokens import MARKER
from intake.reading.quotes.above_quotes import attribution_above
from intake.reading.quotes.attribution import MAX_LINES, Attribution, attribution
from intake.reading.quotes.header_blocks import header_block, is_rule, separator

# "See my answers below", "zie mijn reactie in het rood"; a bare "see below" points at the quote itself.
_POINTS_BELOW: Final = re.compile(
    r"\b(?:inline|in[- ]line|in (?:red|blue|green|colou?r|purple)|between the lines|"
    r"in (?:het |een )?(?:rood|blauw|groen|paars|kleur(?:tje)?)|tussen (?:de regels|je|uw|jouw)|in rot|"
    r"in blau|en rouge|en bleu|(?:answer|repl|comment|respon|antwoord|reactie|opmerking|commentaar|"
    r"réponse)\w{0,8}[^.!?\n]{0,40}(?:below|beneath|hieronder|onderaan|tussen|unten|ci-dessous))",
    re.IGNORECASE,
)
# What other services print on top of their mails: "##- Please type your reply above this line -##"
_REPLY_ABOVE: Final = re.compile(
    r"^[\W_]{0,12}(?:(?:please|gelieve|bitte|schrijf|typ|type|write|enter|your|uw|je|jouw|ihre|votre|the) )"
    r"{0,4}(?:reply|reactie|antwoord|answer|response|antwort|réponse)(?: \w+){0,3}? "
    r"(?:above|boven|oberhalb|über|au-dessus)(?: \w+){0,3}? (?:line|lijn|regel|zeile|linie|ligne)\b.{0,40}$",
    re.IGNORECASE,
)
_EMBEDDINGS: Final = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2061, 0x206A)))
MAX_FOOT: Final = 500  # characters of a line in which our mark is looked for


class Mark(StrEnum):
    """How a line is marked before any rule looks at it."""

    NONE = "none"
    SOFT = "soft"  # in a <blockquote> that no client marked as a citation: perhaps the writer's own
    QUOTED = "quoted"
    OPEN = "open"  # in an element of a client's among whose lines the writer may have answered
    COLOURED = "coloured"  # in a quote without end, but in a colour of its own: perhaps an answer
    INTRO = "intro"  # in an element for the attribution line, or in a container above its quote
    HELD = "held"  # in an element for an introduction and the older mail below it
    SIGNATURE = "signature"  # in an element that the client itself calls a signature


MARKED: Final = frozenset({Mark.QUOTED, Mark.OPEN, Mark.COLOURED})


@dataclass(frozen=True, slots=True)
class Line:
    """text: as it stands; bare: without its quote prefix."""

    text: str
    bare: str
    mark: Mark = Mark.NONE


@dataclass(frozen=True, slots=True)
class Placed:
    """quoted: one flag a line. recognised: a quote was found at all. nordic: it was attributed in
    Danish, Norwegian or Swedish. unsure: the mail begins with header lines, so that what stands below
    them is taken as its text, or coloured lines of a quote are, with nothing that says so. open: answers
    may stand in the quote: unmarked lines below an attribution, or lines in such an element.
    """

    quoted: tuple[bool, ...]
    recognised: bool
    nordic: bool
    unsure: bool
    open: bool = False


def unembedded(text: str) -> str:
    """Without the marks that turn the direction of what they surround, and other signs without a shape: no
    client's words, but around them."""
    return text.translate(_EMBEDDINGS) if not text.isascii() else text


def _is_our_foot(line: Line) -> bool:
    """Whether a line without a mark holds the mark at the foot of our mails."""
    text = line.bare[:MAX_FOOT]
    return line.mark is Mark.NONE and "ref" in text.lower() and MARKER.search(text) is not None


class _Walk:
    """State of the pass over the lines."""

    def __init__(self, lines: Sequence[Line], marker: str | None) -> None:
        self.lines = lines
        self.texts = [line.bare if line.mark is Mark.NONE else "" for line in lines]
        self.bares = [line.bare if line.mark is Mark.SOFT else "" for line in lines]
        self.marker = marker
        self.quoted = [line.mark in MARKED for line in lines]
        self.recognised = any(self.quoted)
        self.nordic = False
        self.soft = False  # from the first attribution on, soft quotes are quotes
        self.written = False  # a new line was seen
        self.tail: int | None = None
        self.unsure = self.open = False
        self.foot = max((i for i, line in enumerate(lines) if _is_our_foot(line)), default=-1)

    def run(self) -> Placed:
        index = 0
        while index < len(self.lines) and self.tail is None:
            index = self._step(index)
        self._coloured_answers()
        is_open = self.open or any(line.mark is Mark.OPEN for line in self.lines)
        if self.tail is not None:
            for rest in range(self.tail, len(self.lines)):
                self.quoted[rest] = True
        return Placed(tuple(self.quoted), self.recognised, self.nordic, self.unsure, is_open)

    def _coloured_answers(self) -> None:
        """Coloured lines in a quote are answers when the text above points to them, or there is none."""
        coloured = [i for i, line in enumerate(self.lines) if line.mark is Mark.COLOURED]
        if not coloured:
            return
        above = " ".join(
            line.bare[:500]
            for line, quoted in zip(self.lines[: coloured[0]], self.quoted, strict=False)
            if not quoted and line.mark is Mark.NONE
        )
        if above.strip() and not _POINTS_BELOW.search(above):
            return
        self.unsure = self.unsure or not above.strip()
        for index in coloured:
            self.quoted[index] = False

    def _step(self, index: int) -> int:
        line = self.lines[index]
        if line.mark is Mark.SOFT:
            self.soft = self.soft or self._cites(index)
            self.recognised = self.recognised or self.soft
            self.quoted[index] = self.soft
            self.written = self.written or not self.soft
            return index + 1
        if line.mark is not Mark.NONE or not line.bare.strip():
            return index + 1
        if (self.marker and self.marker in line.bare) or _REPLY_ABOVE.match(line.bare[:200]):
            return self._intro(index, index + 1, tail=self.written)
        end = self._older_mail(index)
        if end:
            # a mail that begins with header lines is one that somebody pasted: its text is all there is
            begins = not self.written and not any(self.quoted[:index])
            pasted = begins and not separator(self.texts[index])
            self.unsure = self.unsure or pasted
            return self._intro(index, end, tail=not pasted)
        found = self._attribution(index)
        if found is not None:
            self.nordic = self.nordic or found.nordic
            end = index + found.lines
            follows = self._quote_follows(end)
            tail = follows or not self._typed_below(end)
            self.open = self.open or (tail and not follows and self._next(end) is not None)
            return self._intro(index, end, tail=tail)
        self.written = True
        return index + 1

    def _attribution(self, index: int) -> Attribution | None:
        """What introduces a quote here: a line that only a client prints, or one above quoted lines."""
        found = attribution(self.texts, index)
        if found is not None and (
            found.certain or self._quote_follows(index + found.lines, soft=found.dated)
        ):
            return found
        for end in range(index + 1, min(index + MAX_LINES, len(self.lines)) + 1):
            line = self.texts[end - 1]
            if not line.strip() or (end - 1 > index and attribution(self.texts, end - 1)):
                return None
            if self._quote_follows(end):
                found = attribution_above(self.texts, index, end)
                return found if found is None or self._quote_follows(end, soft=found.dated) else None
        return None

    def _typed_below(self, start: int) -> bool:
        """Whether a marked quote follows further down, so that what stands between was typed there (Gnus
        leaves the cursor below the attribution). Not where another attribution introduces that quote, or a
        mail of ours stands unmarked below this one."""
        for index in range(start, len(self.lines)):
            line = self.lines[index]
            if line.mark in (Mark.QUOTED, Mark.OPEN):
                return self.foot < start
            if line.mark is not Mark.NONE or self._older_mail(index) or attribution(self.texts, index):
                return False
        return False

    def _older_mail(self, index: int) -> int:
        """End of the separator and header lines that begin here, or 0."""
        kind = separator(self.texts[index])
        if kind or is_rule(self.texts[index]):
            below = self._next(index + 1)
            if below is not None and below <= index + 4:
                block = header_block(self.texts, below, after_separator=bool(kind), below_rule=not kind)
                if block is not None:
                    return block.end
            return index + 1 if kind else 0
        block = header_block(self.texts, index)
        return block.end if block is not None else 0

    def _intro(self, start: int, end: int, *, tail: bool) -> int:
        """Lines that introduce a quote. Below them either marked lines follow, among which the writer
        may have answered, or (`tail`) everything to the end is quote."""
        self.recognised = self.soft = True
        for index in range(start, end):
            self.quoted[index] = True
        if tail and not self._quote_follows(end):
            self.tail = end
        return end

    def _next(self, index: int) -> int | None:
        """The next line that is not blank."""
        for at in range(index, len(self.lines)):
            if self.lines[at].bare.strip():
                return at
        return None

    def _cites(self, index: int) -> bool:
        """Whether marked lines without an introduction above begin as an older mail does."""
        first = index == 0 or self.lines[index - 1].mark is not Mark.SOFT
        if separator(self.bares[index]) or header_block(self.bares, index, below_rule=first) is not None:
            return True
        found = attribution(self.bares, index)
        return found is not None and found.certain

    def _quote_follows(self, index: int, *, soft: bool = True) -> bool:
        below = self._next(index)
        if below is None:
            return False
        mark = self.lines[below].mark
        return mark in (Mark.QUOTED, Mark.OPEN) or (soft and mark is Mark.SOFT)


def place(lines: Sequence[Line], marker: str | None = None) -> Placed:
    """Where each line belongs. marker: the line of our own mail above which the answer stands."""
    return _Walk(lines, marker).run()

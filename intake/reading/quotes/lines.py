"""Which lines of a reply are the writer's and which are quoted: line rules, in one pass.

The lines come from plain text (`plain_lines`) or from HTML (`reading.quotes.html`), where the client has
marked most of the quote already. Nothing is cut here; each line gets its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from intake.reading.quotes.attribution import attribution
from intake.reading.quotes.header_blocks import header_block, is_rule, separator, unrolled

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
_GLUED_ATTRIBUTION: Final = re.compile(
    r"^(\s{0,4}\S[^<>]{10,200}<[^<>\s@]{1,80}@[^<>\s]{1,120}>[^<>:]{0,40}:)\s{2,}\S"
)
_PREFIX: Final = re.compile(r"^ {0,3}((?:> ?){1,200})")


class Mark(StrEnum):
    """How a line is marked before any rule looks at it."""

    NONE = "none"
    SOFT = "soft"  # in a <blockquote> that no client marked as a citation: perhaps the writer's own
    QUOTED = "quoted"
    COLOURED = "coloured"  # in a quote without end, but in a colour of its own: perhaps an answer
    SIGNATURE = "signature"  # in an element that the client itself calls a signature


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
    them is taken as its text, or coloured lines of a quote are, with nothing that says so.
    """

    quoted: tuple[bool, ...]
    recognised: bool
    nordic: bool
    unsure: bool


def plain_lines(text: str) -> list[Line]:
    """Lines of a text body; a ">" prefix marks a quote, but not a lone one in a whole mail."""
    lines = [_plain_line(part) for line in text.split("\n") for part in _unrolled(line)]
    _unmark_code(lines)
    marked = [index for index, line in enumerate(lines) if line.mark is Mark.QUOTED]
    for index in marked:
        if _rest_of_a_wrapped_line(lines, index + 1):
            rest = lines[index + 1]
            lines[index + 1] = Line(rest.text, rest.bare, Mark.QUOTED)
    if len(marked) == 1 and not lines[marked[0]].text.lstrip().startswith(">>"):
        only = marked[0]  # "> 5 jaar ervaring" is a sentence, unless an attribution stands above it
        lines[only] = Line(lines[only].text, lines[only].bare, Mark.SOFT)
    return lines


def _unrolled(line: str) -> list[str]:
    """The lines that Yahoo runs together, on Android also the attribution and what it quotes:
    "Op ma 3 nov. 2025 om 14:02 schreef Jan<jan@example.org>:   Dag Els,"."""
    glued = _GLUED_ATTRIBUTION.match(line[:500])
    if glued is not None and (found := attribution([glued[1]], 0)) is not None and found.certain:
        return [glued[1], line[glued.end(1) :].strip()]
    return unrolled(line)


def _unmark_code(lines: list[Line]) -> None:
    """Between two ``` lines a ">" is part of what somebody pasted."""
    fences = [i for i, line in enumerate(lines) if line.text.startswith("```")]
    for start, end in zip(fences[::2], fences[1::2], strict=False):
        for index in range(start, end):
            lines[index] = Line(lines[index].text, lines[index].text)


def _rest_of_a_wrapped_line(lines: Sequence[Line], index: int) -> bool:
    """Whether a program wrapped the quoted line above after quoting it: the rest stands between two
    quoted lines, short, in the middle of a sentence."""
    if not 0 < index < len(lines) - 1 or lines[index].mark is not Mark.NONE:
        return False
    above, rest = lines[index - 1].bare.rstrip(), lines[index].bare.strip()
    return (
        lines[index + 1].mark is Mark.QUOTED
        and len(above) >= 60
        and above[-1] not in ".?!:;"
        and 0 < len(rest) <= 40
        and not rest[0].isupper()
    )


def _plain_line(line: str) -> Line:
    found = _PREFIX.match(line[:200])
    if found is None or line.lstrip().startswith(">>> "):  # GroupWise's attribution line
        return Line(line, line)
    return Line(line, line[found.end() :], Mark.QUOTED)


class _Walk:
    """State of the pass over the lines."""

    def __init__(self, lines: Sequence[Line], marker: str | None) -> None:
        self.lines = lines
        self.texts = [line.bare if line.mark is Mark.NONE else "" for line in lines]
        self.bares = [line.bare if line.mark is Mark.SOFT else "" for line in lines]
        self.marker = marker
        self.quoted = [line.mark in (Mark.QUOTED, Mark.COLOURED) for line in lines]
        self.recognised = any(self.quoted)
        self.nordic = False
        self.soft = False  # from the first attribution on, soft quotes are quotes
        self.written = False  # a new line was seen
        self.tail: int | None = None
        self.unsure = False

    def run(self) -> Placed:
        index = 0
        while index < len(self.lines) and self.tail is None:
            index = self._step(index)
        self._coloured_answers()
        if self.tail is not None:
            for rest in range(self.tail, len(self.lines)):
                self.quoted[rest] = True
        return Placed(tuple(self.quoted), self.recognised, self.nordic, self.unsure)

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
        found = attribution(self.texts, index)
        if found is not None and (
            found.certain or self._quote_follows(index + found.lines, soft=found.dated)
        ):
            self.nordic = self.nordic or found.nordic
            return self._intro(index, index + found.lines, tail=True)
        self.written = True
        return index + 1

    def _older_mail(self, index: int) -> int:
        """End of the separator and header lines that begin here, or 0."""
        kind = separator(self.texts[index])
        if kind or is_rule(self.texts[index]):
            below = self._next(index + 1)
            if below is not None and below <= index + 4:
                block = header_block(self.texts, below, after_separator=bool(kind))
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
        """Whether marked lines without an introduction above begin with an older mail's header."""
        return bool(separator(self.bares[index])) or header_block(self.bares, index) is not None

    def _quote_follows(self, index: int, *, soft: bool = True) -> bool:
        below = self._next(index)
        if below is None:
            return False
        mark = self.lines[below].mark
        return mark is Mark.QUOTED or (soft and mark is Mark.SOFT)


def place(lines: Sequence[Line], marker: str | None = None) -> Placed:
    """Where each line belongs. marker: the line of our own mail above which the answer stands."""
    return _Walk(lines, marker).run()

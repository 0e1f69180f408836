"""A reply split into what the writer newly wrote, what was quoted, and the signature.

From HTML by structure first, then by the line rules; from plain text by the line rules. Where nothing of the
writer's would be left though they may have typed into an unmarked quote, the whole text is kept and the
confidence is low: nobody's words are lost.
Longer than 250 lines: what a split is and the way to it, step by step.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Final

from cases.subjects import prefix_of
from intake.reading.body.armour import armour_lines
from intake.reading.body.invisible import without_invisible
from intake.reading.parsed import Parsed
from intake.reading.quotes.answers import answered, with_typed_answers
from intake.reading.quotes.comparing import SentTexts
from intake.reading.quotes.header_blocks import is_rule, separator
from intake.reading.quotes.html import html_lines
from intake.reading.quotes.inside import quotes_at_length, with_typed_lines
from intake.reading.quotes.kept import apart, behind_marks
from intake.reading.quotes.lines import Line, Mark, Placed, place
from intake.reading.quotes.own import asks_what_was_sent, typed_inside, with_own_quotations
from intake.reading.quotes.plain import plain_lines
from intake.reading.quotes.same_line import parted
from intake.reading.signatures.closing_formulas import formula_kind
from intake.reading.signatures.doubtful import doubtful
from intake.reading.signatures.signatures import cut, signature_at_risk
from intake.reading.signatures.strokes import is_drawn, undrawn

MAX_LINES: Final = 20_000  # what stands below is kept as quoted text, without being looked at
_SPACES: Final = {0xA0: " ", 0x202F: " ", 0x2007: " "}
_BLANKS: Final = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")


class Confidence(StrEnum):
    """How sure a split is."""

    HIGH = "high"  # a quote was recognised, and the rest is the writer's, or nothing
    MEDIUM = "medium"  # no quote was recognised: all of it is taken as new
    LOW = "low"  # answers may stand in the quote, or the mail begins with header lines: kept as new


@dataclass(frozen=True, slots=True)
class Split:
    """new_text: the writer's words, Markdown-clean; quoted_text and signature: what was cut, kept here.

    interleaved: words of the writer's stood between quoted lines; then `answers` holds for each of them
    (the paragraph quoted just above, the answer below it), in order. doubtful: lines of a quotation that are
    part of the new text, though they may be ours. unsaid: nothing of the new text is surely the writer's.
    asks_sent: only a comparison with what was sent can tell, and there was none.
    """

    new_text: str
    quoted_text: str
    signature: str
    interleaved: bool
    confidence: Confidence
    answers: tuple[tuple[str, str], ...] = ()
    doubtful: tuple[str, ...] = ()
    unsaid: bool = False
    asks_sent: bool = False

    @property
    def said(self) -> str:
        """What of the new text is surely said by the writer: not quoted, not come back with a reply."""
        if self.unsaid:
            return ""
        return "\n".join(line for line in self.new_text.split("\n") if not line.startswith(">")).strip()


def split(
    parsed: Parsed,
    *,
    known_signatures: Collection[str] = (),
    marker: str | None = None,
    sent: str | None = None,
    ours: SentTexts | None = None,
    first: bool = False,
) -> Split:
    """What is new in a mail.

    known_signatures: what `signature_block` found in that person's earlier mails. marker: the line above
    which our own mail asked to write. sent: the text of our questions that this answers, where it is known.
    ours: all that was sent about the matter, where it was looked up (`asks_sent`).
    first: the mail answers nothing of ours, so that what it quotes is part of what its author tells us.
    """
    names = tuple(address.name for address in parsed.from_ if address.name)
    writer = _Writer(known_signatures, names)
    lines = lines_of(parsed)
    found = _whole(lines, writer) if first else _split(lines, writer, marker, _Sent(sent, ours))
    if found.confidence is Confidence.LOW and prefix_of(parsed.subject) == "forward":
        return _forward_without_comment(found)
    return found


def lines_of(parsed: Parsed) -> Sequence[Line]:
    """The lines of a mail's body, marked where the client marked quotes: from its HTML if it has any."""
    if parsed.html is not None:
        lines = _html_lines(parsed.html)
        if any(line.text.strip() for line in lines):
            return lines
    return _text_lines(parsed.plain if parsed.plain is not None else parsed.text)


def _forward_without_comment(found: Split) -> Split:
    """Outlook's forward of a mail with nothing written above it."""
    whole = "\n\n".join(part for part in (found.quoted_text, found.new_text) if part)
    if found.new_text.startswith(found.quoted_text):
        whole = found.new_text
    return Split("", whole, found.signature, False, Confidence.HIGH)


def _bounded(lines: list[Line]) -> list[Line]:
    if len(lines) <= MAX_LINES:
        return lines
    rest = "\n".join(line.text for line in lines[MAX_LINES:])
    return [*lines[:MAX_LINES], Line(rest, rest, Mark.QUOTED)]


@lru_cache(maxsize=2)  # the mail at hand is split several times: by what is known of it, in each form
def _text_lines(text: str) -> tuple[Line, ...]:
    text = without_invisible(text.replace("\r\n", "\n").replace("\r", "\n")).translate(_SPACES)
    return tuple(_bounded(parted(plain_lines(text))))


@lru_cache(maxsize=2)
def _html_lines(html: str) -> tuple[Line, ...]:
    lines = _bounded(html_lines(html))
    gone = armour_lines([line.bare for line in lines])
    return tuple(line for number, line in enumerate(lines) if number not in gone)


@dataclass(frozen=True, slots=True)
class _Writer:
    """What is known of who wrote: signatures of earlier mails, names in From."""

    known: Collection[str]
    names: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Lines of one writer's, start to end, and what of them is new and what signature."""

    start: int
    end: int
    kept: str
    signature: str


@dataclass(frozen=True, slots=True)
class _Sent:
    """What is known of what was sent: our questions that are answered, and everything."""

    asked: str | None
    ours: SentTexts | None


_placed = lru_cache(maxsize=2)(place)  # again, once it is known what was sent


def _split(lines: Sequence[Line], writer: _Writer, marker: str | None, sent: _Sent) -> Split:
    placed = _placed(lines, marker)
    if sent.asked is not None and placed.recognised:
        lines, placed = with_typed_answers(lines, placed, sent.asked)
    in_doubt: tuple[str, ...] = ()
    asks = asks_what_was_sent(lines, placed)
    pasted = placed.unsure and all(line.mark is not Mark.COLOURED for line in lines)
    if sent.ours is not None and asks:
        lines, placed, in_doubt = with_own_quotations(lines, placed, sent.ours)
    found = _parted(lines, placed, writer)
    if found.quoted_text and (found.unsaid or not found.new_text.strip()):
        asks = True
        found = found if sent.ours is None else _compared(found, typed_inside(lines, placed, sent.ours))
    elif found.quoted_text and quotes_at_length(lines, placed):
        asks = True
        signed = (*writer.known, *writer.names)
        lines, placed, typed = with_typed_lines(lines, placed, sent.ours or SentTexts(()), signed)
        in_doubt += typed
        found = _parted(lines, placed, writer) if typed else found
    unsaid = found.unsaid or (pasted and sent.ours is None)
    return replace(found, doubtful=in_doubt, unsaid=unsaid, asks_sent=asks and sent.ours is None)


def _compared(found: Split, typed: str | None) -> Split:
    """A mail with nothing beside what it quotes, once it is known what of that was sent."""
    if typed is None:
        return found
    sure = Confidence.LOW if typed else Confidence.HIGH
    return replace(found, new_text=typed, confidence=sure, unsaid=False)


def _parted(lines: Sequence[Line], placed: Placed, writer: _Writer) -> Split:
    chunks = [_chunk(lines, start, end, placed, writer) for start, end in _runs(placed.quoted)]
    written = [chunk for chunk in chunks if chunk.kept]
    quoted = _joined(line.text for line, flag in zip(lines, placed.quoted, strict=True) if flag)
    signature = "\n\n".join(chunk.signature for chunk in chunks if chunk.signature)
    if written and placed.recognised and _is_only_closed(written):
        signature, written = f"{written[0].kept}\n\n{signature}", []
    if not written:
        return _nothing_new(lines, placed, quoted, signature)
    first = placed.quoted.index(True) if any(placed.quoted) else len(lines)
    last = max((i for i, flag in enumerate(placed.quoted) if flag), default=-1)
    interleaved = any(first < chunk.start and chunk.end <= last for chunk in written)
    return Split(
        new_text=apart(_joined(["\n\n".join(chunk.kept for chunk in written)])),
        quoted_text=quoted,
        signature=signature,
        interleaved=interleaved,
        confidence=_confidence(placed),
        answers=answered(lines, placed.quoted, ((c.start, c.kept) for c in written)) if interleaved else (),
    )


def _whole(lines: Sequence[Line], writer: _Writer) -> Split:
    """All but the signatures, what is quoted behind ">"."""
    placed = _placed(lines)
    parts: list[tuple[int, str]] = []
    signatures: list[str] = []
    for start, end in _runs(placed.quoted):
        chunk = _chunk(lines, start, end, placed, writer)
        parts.append((start, chunk.kept))
        signatures.append(chunk.signature)
    for start, end in _runs([not flag for flag in placed.quoted]):
        parts.append((start, behind_marks(lines[start:end])))
    text = "\n\n".join(part for _, part in sorted(parts) if part.strip())
    signature = "\n\n".join(part for part in signatures if part)
    if not text:
        return Split(_joined(line.text for line in lines), "", "", False, Confidence.MEDIUM)
    return Split(apart(_joined([text])), "", signature, False, Confidence.MEDIUM)


def _confidence(placed: Placed) -> Confidence:
    if placed.unsure:
        return Confidence.LOW
    return Confidence.HIGH if placed.recognised else Confidence.MEDIUM


def _is_only_closed(written: Sequence[_Chunk]) -> bool:
    """Whether nothing but a closing formula stands above a signature."""
    only = written[0]
    return len(written) == 1 and bool(only.signature) and formula_kind(only.kept) in ("regards", "foreign")


def _nothing_new(lines: Sequence[Line], placed: Placed, quoted: str, signature: str) -> Split:
    """Only a quote, or only a signature: nothing was typed. Where answers may stand in the quote, or words in
    the signature, all of it is kept, and said to be unsure."""
    first = next((i for i, flag in enumerate(placed.quoted) if flag and lines[i].bare.strip()), None)
    if first is not None and separator(lines[first].bare) == "forward":
        return Split("", quoted, signature, False, Confidence.HIGH)
    if signature_at_risk(signature):  # typed into the signature's element
        text = doubtful(signature) or signature if placed.recognised else _joined(line.text for line in lines)
        return Split(text, quoted, signature, False, Confidence.LOW)
    if not placed.open and not placed.unsure:
        return Split(
            "", quoted, signature, False, Confidence.HIGH if placed.recognised else Confidence.MEDIUM
        )
    if not placed.recognised:
        text = _joined(line.text for line in lines)
        confidence = Confidence.MEDIUM if not text else Confidence.LOW
        return Split(text, "", "", False, confidence, unsaid=True)
    text = _joined(line.text for line in lines)
    return Split(text, quoted, signature, False, Confidence.LOW, unsaid=True)


def _runs(quoted: Sequence[bool]) -> list[tuple[int, int]]:
    """(start, end) of each run of lines that are not quoted."""
    runs: list[tuple[int, int]] = []
    start: int | None = None
    for index, flag in enumerate((*quoted, True)):
        if flag and start is not None:
            runs.append((start, index))
            start = None
        elif not flag and start is None:
            start = index
    return runs


def _chunk(lines: Sequence[Line], start: int, end: int, placed: Placed, writer: _Writer) -> _Chunk:
    run = list(lines[start:end])
    marked = _joined(line.text for line in run if line.mark is Mark.SIGNATURE)
    own = [line.text for line in run if line.mark is not Mark.SIGNATURE]
    while own and (not own[-1].strip() or is_rule(own[-1])):  # drawn above a quote, or at the end
        own.pop()
    found = cut("\n".join(own), known=writer.known, names=writer.names, nordic=placed.nordic)
    signature = "\n\n".join(part for part in (found.signature, marked) if part)
    kept = undrawn(found.kept) if marked or is_drawn(found.kept) else found.kept
    if start == 0 and placed.recognised:  # above the mail that a client quotes, below which its writer typed
        kept = _without_rule(kept)
    return _Chunk(start, end, kept, signature)


def _without_rule(text: str) -> str:
    """Without rules at its beginning. Those above a signature were cut with it before."""
    lines = text.split("\n")
    while lines and (not lines[0].strip() or is_rule(lines[0])):
        lines.pop(0)
    return "\n".join(lines)


def _joined(lines: Iterable[str]) -> str:
    text = "\n".join(line.rstrip() for line in lines)
    return _BLANKS.sub("\n\n", text).strip("\n").rstrip()

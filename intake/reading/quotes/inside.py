"""What a writer typed among the lines of a mail of ours that they quote, with words beside it as well.

No client marks that. It is found by comparing with what was sent, and taken only where it cannot be anything
else: lines of ours stand straight above and below it, or it ends the quotation below the foot of our mail;
it is in words of its own; and neither a client, nor a gateway, nor a signature put it there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Final

from cases.tokens import MARKER
from intake.reading.quotes.comparing import ROW, Compared, SentTexts
from intake.reading.quotes.header_blocks import is_rule
from intake.reading.quotes.lines import MAX_FOOT, Line, Placed
from intake.reading.quotes.own import printed_lines
from intake.reading.signatures.closing_formulas import formula_kind
from intake.reading.signatures.contact_lines import Contact, contact_kind, is_named, is_sentence
from intake.reading.signatures.footers import (
    is_banner,
    is_client_footer,
    is_legal,
    is_scanner_line,
    list_footer,
    plain_words,
)

AT_LENGTH: Final = 2  # quoted lines with words; nothing can stand among fewer
MIN_OWN: Final = 3  # words of the writer's own that make a line surely typed
MAX_TYPED: Final = 60  # lines in one place; more is another mail
MAX_END: Final = 6  # at the end of a quotation, where disclaimers stand as well
_HEAD: Final = 8  # quoted lines among which header lines in an unknown language may stand
_LABEL: Final = re.compile(r"\s{0,8}[*_]{0,4}[^\s:*_]{1,24}(?: [^\s:]{1,16})?[*_]{0,4}\s?[:\uff1a]")
_PICTURE: Final = re.compile(r"\s{0,8}\W{0,4}[\[<(][^\]>)\n]{0,400}[\])>]\W{0,4}$")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*[.,;:!?)\"'\u2019\u201d*_…]*")
_COMMAND: Final = re.compile(r"\s{0,8}[*_`]{0,3}[#/\uff03\ufe5f\u266f]\s?\w")
_BUTTON: Final = re.compile(r": (?:reply with|antwoord met) \S")  # as our plain text prints one
_SCANNED: Final = re.compile(r"\b(?:scanned|checked|gescand|gecontroleerd|geprüft|analysé)\b", re.IGNORECASE)
_FOR: Final = re.compile(r"\b(?:virus(?:es|sen)?|malware|spam)\b", re.IGNORECASE)
_OURS: Final = 0.34  # of a line's words: more, and it is a line of ours that came back changed
_LIKE: Final = 0.5  # of its words beside one another: the same


def quotes_at_length(lines: Sequence[Line], placed: Placed) -> bool:
    """Whether enough is quoted for something to stand among it."""
    quoted = sum(1 for line, flag in zip(lines, placed.quoted, strict=True) if flag and line.bare.strip())
    return quoted > AT_LENGTH


def with_typed_lines(
    lines: Sequence[Line], placed: Placed, sent: SentTexts, signed: Collection[str] = ()
) -> tuple[Sequence[Line], Placed, tuple[str, ...]]:
    """The same, with what was typed among quoted lines of ours no longer quoted; and those lines.

    signed: names and signatures of the writer. What looks like a command stays behind ">": it was not
    written where commands are.
    """
    at = [i for i, flag in enumerate(placed.quoted) if flag and lines[i].bare.strip()]
    texts = [lines[i].bare.strip() for i in at]
    typed = [at[i] for i in _typed(texts, sent, signed)] if sent else []
    if not typed:
        return lines, placed, ()
    shown, quoted = list(lines), list(placed.quoted)
    for index in typed:
        text = lines[index].bare.strip()
        text = f"> {text}" if _COMMAND.match(text) else text
        shown[index], quoted[index] = Line(text, text), False
    return shown, replace(placed, quoted=tuple(quoted)), tuple(shown[i].text for i in typed)


def _typed(texts: Sequence[str], sent: SentTexts, signed: Collection[str]) -> Iterator[int]:
    """Which of the quoted lines, none of them blank, were typed there."""
    found = sent.compare(texts)
    back = sent.given_back.compare(texts) if sent.given_back else found
    known = [max(pair, key=_share) for pair in zip(found, back, strict=True)]
    ours = [_is_ours(text, line, sent) for text, line in zip(texts, known, strict=True)]
    printed = printed_lines(texts)
    above = -1  # the last line of ours in this mail; -1 where none came yet
    foot = False  # the mark at its foot was seen
    begun = run = 0
    for index, text in enumerate((*texts, "")):
        end = index == len(texts)
        if end or index in printed:
            if above >= 0 and foot and end and run < index:
                yield from _at_the_end(texts, known, range(run, index), signed)
            above, foot, begun, run = -1, False, index + 1, index + 1
            continue
        if not ours[index]:
            continue
        if above >= 0 and run < index <= run + MAX_TYPED:
            yield from _between(texts, known, range(run, index), signed)
        if _is_anchor(text, known[index], index - begun):
            above = index
        foot = foot or MARKER.search(text[:MAX_FOOT]) is not None
        run = index + 1


def _share(line: Compared) -> float:
    return sum(line.ours) / line.words if line.words else 0.0


def _is_ours(text: str, line: Compared, sent: SentTexts) -> bool:
    """Whether a line is one of ours, perhaps changed on its way."""
    if _share(line) > _OURS or MARKER.search(text[:MAX_FOOT]) or _BUTTON.search(text[:MAX_FOOT]):
        return True
    return line.words > ROW and sent.like(text) > _LIKE


def _is_anchor(text: str, line: Compared, place: int) -> bool:
    """Whether that is surely a line of our text, not one of a header in a language that nobody listed."""
    whole = sum(line.ours) >= ROW or line.is_ours
    return whole and not (place < _HEAD and _LABEL.match(text[:60]))


def _between(
    texts: Sequence[str], known: Sequence[Compared], run: range, signed: Collection[str]
) -> Iterator[int]:
    """Those of the lines between two of ours that were typed."""
    paragraph = "\n".join(texts[i][:1000] for i in run)
    if is_legal(paragraph) or any(is_banner(texts[i]) or is_rule(texts[i]) for i in run):
        return
    if any(_own_words(texts[i], known[i]) for i in run):
        yield from (i for i in run if known[i].words and not _is_added(texts, i, signed))


def _at_the_end(
    texts: Sequence[str], known: Sequence[Compared], run: range, signed: Collection[str]
) -> Iterator[int]:
    """Sentences below the foot of our mail, where gateways write as well."""
    paragraph = "\n".join(texts[i][:1000] for i in run)
    if len(run) > MAX_END or is_legal(paragraph):
        return
    if any(is_banner(texts[i]) or is_rule(texts[i]) or _LABEL.match(texts[i][:60]) for i in run):
        return
    for index in run:
        said = texts[index].rstrip("*_ ").endswith((".", "?", "!")) and is_sentence(texts[index])
        if said and _own_words(texts[index], known[index]) and not _is_added(texts, index, signed):
            yield index


def _own_words(text: str, line: Compared) -> bool:
    """Whether a line has words enough that are not ours. Web addresses and names of pictures are no words."""
    if _PICTURE.match(text[:500]):
        return False
    own = [word for word in text[:2000].split() if _WORD.fullmatch(word.lstrip("*_(\"'[\u2018\u201c"))]
    return len(own) - sum(line.ours) >= MIN_OWN


def _is_added(texts: Sequence[str], index: int, signed: Collection[str]) -> bool:
    """Whether a program or a signature put that line there."""
    text = texts[index]
    if (
        is_client_footer(text)
        or is_scanner_line(text)
        or list_footer(texts, index)
        or _PICTURE.match(text[:500])
    ):
        return True
    if _SCANNED.search(text[:MAX_FOOT]) and _FOR.search(text[:MAX_FOOT]):
        return True
    if contact_kind(text) is Contact.STRONG or formula_kind(text) or is_named(text, signed):
        return True
    folded = plain_words(text).casefold()
    return any(folded == plain_words(line).casefold() for block in signed for line in block.split("\n"))

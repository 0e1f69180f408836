"""Quotations in a reply that its writer made: a sentence to read aloud, a pasted article. They are kept.

Clients introduce what they quote ("On ... wrote:", header lines). A quotation without that is compared with
what was sent: nothing of ours in it, and it is the writer's own; most of it ours, and a client made it.
Between these it is in doubt: kept as well, and said, so that somebody can be asked. So is one that a client
introduced as a mail from somebody else's address, when nothing of it was sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from cases.tokens import MARKER, find_tokens
from intake.reading.quotes.attribution import MAX_JOINED, Attribution, attribution
from intake.reading.quotes.comparing import ROW, Compared, SentTexts
from intake.reading.quotes.header_blocks import header_block, separator
from intake.reading.quotes.header_words import Field, field_of
from intake.reading.quotes.kept import behind_mark
from intake.reading.quotes.lines import MARKED, MAX_FOOT, Line, Mark, Placed

MOSTLY: Final = 0.75  # of a line's words are ours where the line is
_ADDRESS: Final = re.compile(r"[\w.+'&/=-]{1,80}@[\w-]{1,80}(?:\.[\w-]{1,80}){1,8}")
_PRINTED: Final = re.compile(r"\d\d?[:.h]\d\d|\S@\S|\d{4}")  # by clients in every language


class Verdict(StrEnum):
    """Whose a quotation is."""

    OURS = "ours"
    DOUBT = "doubt"
    OWN = "own"  # the writer's


@dataclass(frozen=True, slots=True)
class _Run:
    """Quoted lines, start to end, and whether a client's words stand above them. told: these may be the
    writer's as well ("On Monday my boss said:"). author: the address that they name, or ""."""

    start: int
    end: int
    introduced: bool
    told: bool = False
    author: str = ""


def asks_what_was_sent(lines: Sequence[Line], placed: Placed) -> bool:
    """Whether there is anything that only a comparison with what was sent can judge."""
    return placed.unsure or any(
        run.told or not run.introduced or (run.author and not _is_marked(lines[run.start : run.end]))
        for run in _runs(lines, placed)
    )


def with_own_quotations(
    lines: Sequence[Line], placed: Placed, sent: SentTexts
) -> tuple[Sequence[Line], Placed, tuple[str, ...]]:
    """The same, in which the writer's own quotations are no longer quoted, but kept behind ">"; and the lines
    of those that are in doubt."""
    if placed.unsure:
        placed = _below_header(lines, placed, sent)
    judged, quoted = list(lines), list(placed.quoted)
    doubtful: list[str] = []
    foreign = False  # what a client introduced is nothing that we know: the next quotation may go on with it
    known = False  # something of it is ours
    end = 0
    for run in _runs(lines, placed):
        verdict = _verdict(lines[run.start : run.end], sent, goes_on=known)
        older = known and not any(line.bare.strip() for line in lines[end : run.start])  # of one conversation
        pasted = run.author and not older and verdict is Verdict.OWN and not sent.knows_address(run.author)
        end = run.end
        if pasted and not run.told:
            verdict = Verdict.DOUBT
        if run.introduced and not (pasted or (run.told and verdict is Verdict.OWN)):
            foreign = verdict is Verdict.OWN
            known = bool(sent) and not foreign
        elif verdict is not Verdict.OURS and (pasted or run.told or not foreign):
            bare = not any(line.mark in MARKED for line in lines[run.start : run.end])
            for index in range(run.start, run.end):
                kept = f"> {lines[index].bare}".rstrip() if bare else behind_mark(lines[index])
                judged[index], quoted[index] = Line(kept, kept), False
                if verdict is Verdict.DOUBT and lines[index].bare.strip():
                    doubtful.append(lines[index].bare.strip())
    if quoted == list(placed.quoted):
        return lines, placed, ()
    return judged, replace(placed, quoted=tuple(quoted), recognised=any(quoted)), tuple(doubtful)


def typed_inside(lines: Sequence[Line], placed: Placed, sent: SentTexts) -> str | None:
    """What was typed into a quotation of ours without any mark, of a mail in which nothing stands beside it;
    "" where it came back as it was sent, None where it is not of ours."""
    texts = [line.bare for line, flag in zip(lines, placed.quoted, strict=True) if flag]
    found = sent.compare(texts)
    back = sent.given_back.compare(texts) if sent.given_back else found
    if not any(line.words >= ROW and _is_ours(line) for line in found):
        return None
    printed = printed_lines(texts)
    typed = [
        text.strip()
        for index, (text, line, same) in enumerate(zip(texts, found, back, strict=True))
        if line.words
        and index not in printed
        and not (_is_ours(line) or _is_ours(same))
        and not MARKER.search(text[:MAX_FOOT])
    ]
    return "\n".join(typed)


def printed_lines(texts: Sequence[str]) -> frozenset[int]:
    """Which of these lines a client wrote above what it quotes."""
    return frozenset(_printed(texts))


def _printed(texts: Sequence[str]) -> Iterator[int]:
    index = 0
    while index < len(texts):
        found, block = attribution(texts, index), header_block(texts, index)
        end = index + found.lines if found else block.end if block else index
        if end == index and (separator(texts[index]) or field_of(texts[index]) is not None):
            end = index + 1
        yield from range(index, end)
        index = max(end, index + 1)


def _below_header(lines: Sequence[Line], placed: Placed, sent: SentTexts) -> Placed:
    """A mail that begins with header lines: what of its text is ours is quoted; nothing else, nothing new."""
    start = placed.quoted.index(True) if any(placed.quoted) else 0
    rest = [i for i in range(start, len(lines)) if not placed.quoted[i]]
    found = sent.compare([lines[i].bare for i in rest])
    ours = {i for i, line in zip(rest, found, strict=True) if not line.words or _is_ours(line)}
    if not any(line.words and _is_ours(line) for line in found):
        return placed
    quoted = tuple(flag or i in ours for i, flag in enumerate(placed.quoted))
    return replace(placed, quoted=quoted, unsure=len(ours) < len(rest))


def _runs(lines: Sequence[Line], placed: Placed) -> Iterator[_Run]:
    """Quotations in their order; blank lines within one do not end it, words of a client begin another."""
    start, end = -1, -1
    for index, line in enumerate(lines):
        if not placed.quoted[index]:
            if line.bare.strip() and start >= 0:
                yield _run(lines, start, end)
                start = -1
            continue
        begins = line.mark is Mark.NONE and start >= 0 and lines[end - 1].mark is not Mark.NONE
        if begins and line.bare.strip():
            yield _run(lines, start, end)
            start = -1
        if line.bare.strip():
            start, end = (index if start < 0 else start), index + 1
    if start >= 0:
        yield _run(lines, start, end)


def _run(lines: Sequence[Line], start: int, end: int) -> _Run:
    texts = [line.bare for line in lines[start : min(end, start + 8)]]
    found = attribution(texts, 0)
    introduced = (
        any(line.mark is Mark.NONE and line.bare.strip() for line in lines[start:end])
        or found is not None
        or header_block(texts, 0) is not None
        or bool(separator(texts[0]))
        or (lines[start].text == texts[0] and _is_printed(texts[0]))
    )
    author = _author(texts, found) if lines[start].text == texts[0] or found is None else ""
    return _Run(start, end, introduced, told=found is not None and not found.certain, author=author)


def _author(texts: Sequence[str], found: Attribution | None) -> str:
    """The one address that a client's introduction names as the author's."""
    at = 1 if separator(texts[0]) and len(texts) > 1 else 0
    block = header_block(texts, at) if found is None else None
    named = found.text if found else block.first(Field.FROM) if block else ""
    addresses = {address.lower() for address in _ADDRESS.findall(named[:MAX_JOINED])}
    return addresses.pop() if len(addresses) == 1 else ""


def _is_printed(text: str) -> bool:
    """Whether a line in the element of a client's quote looks like its introduction in whatever language; one
    behind ">" is part of what is quoted."""
    return text.rstrip().endswith(":") and _PRINTED.search(text[:300]) is not None


def _is_marked(lines: Sequence[Line]) -> bool:
    """Whether what stands below every mail of ours is among these lines."""
    whole = "\n".join(line.bare for line in lines)
    return MARKER.search(whole) is not None or any(find_tokens(whole))


def _verdict(lines: Sequence[Line], sent: SentTexts, *, goes_on: bool) -> Verdict:
    """Whose these quoted lines are, by what was sent. `goes_on`: they follow a quotation of ours."""
    if _is_marked(lines):
        return Verdict.OURS
    texts = [line.bare for line in lines if line.bare.strip()]
    if not sent:
        return Verdict.DOUBT
    found = [line for line in sent.compare(texts) if line.words]
    ours = [line for line in found if line.words >= ROW and _is_ours(line)]
    short = [line for line in found if line.words < ROW and line.is_ours]
    if not ours and sent.given_back and any(map(_is_ours, sent.given_back.compare(texts))):
        return Verdict.DOUBT
    if not ours:
        weak = 2 * len(short) >= max(len(found), 1)  # "Hello" and "Yes" are everybody's
        return Verdict.OWN if not weak else Verdict.OURS if goes_on else Verdict.DOUBT
    words, known = sum(line.words for line in found), sum(sum(line.ours) for line in found)
    return Verdict.DOUBT if 2 * known < words and len(found) - len(ours) - len(short) >= 2 else Verdict.OURS


def _is_ours(line: Compared) -> bool:
    return bool(line.words) and sum(line.ours) >= MOSTLY * line.words

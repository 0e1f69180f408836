"""Answers typed into a quote of our questions, found by comparing it with what we had sent.

Outlook quotes below a header block without ">" or structure, and every editor takes what is typed among the
items of a quoted list into that list. When the mail that is answered is one of ours, every quoted line is
known; a line that is not in it was typed between them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from intake.reading.quotes.comparing import Compared, Marker, SentTexts, marker
from intake.reading.quotes.header_blocks import is_rule
from intake.reading.quotes.header_words import field_of

MIN_KNOWN: Final = 3  # quoted lines of ours that must be there before anything is taken for an answer
MAX_SENT: Final = 8000  # characters of what we had sent; our questions are shorter


def typed_between(quoted: Sequence[str], sent: str) -> dict[int, tuple[str, str]]:
    """What was typed into a quote of the text we had sent: quoted line -> (our words, typed text).

    Our words are "" where the whole line was typed, whose text is without a number that the editor gave it;
    or those before it on the line ("3. Alleen of samen? Samen"). Empty when the quote is not recognisably
    ours. What stands above our first line is the client's header block.
    """
    ours = SentTexts((sent[:MAX_SENT],))
    read = ours.compare(quoted)
    behind = _typed_behind(quoted, read)
    known = [i for i, line in enumerate(read) if line.is_ours]
    if len(known) + len(behind) < MIN_KNOWN or not known:
        return {}
    first, last = min(known[0], *behind, known[0]), max(known[-1], *behind, 0)
    typed = {
        i: quoted[i].strip()
        for i in range(first, len(quoted))
        if read[i].words and not read[i].is_ours and i not in behind and not _of_a_client(quoted[i])
    }
    if sum(i > last for i in typed) > MIN_KNOWN:  # a second, older mail follows
        typed = {i: text for i, text in typed.items() if i <= last}
    bare = _without_numbers(quoted, typed, {i: ours.marker(quoted[i]) for i in known})
    return dict(sorted(({i: ("", text) for i, text in bare.items()} | behind).items()))


def _typed_behind(quoted: Sequence[str], read: Sequence[Compared]) -> dict[int, tuple[str, str]]:
    """Lines that begin with a question of ours, or the end of one, and go on."""
    behind: dict[int, tuple[str, str]] = {}
    for index, line in enumerate(read):
        if line.is_ours or not line.begun:
            continue
        end = line.ends[line.begun - 1]
        mark, rest = quoted[index][end : end + 1], quoted[index][end + 1 :].strip(" -–—:>=")
        if mark == "?" and rest:
            behind[index] = (quoted[index][: end + 1], rest)
    return behind


def _without_numbers(
    quoted: Sequence[str], typed: Mapping[int, str], known: Mapping[int, Marker | None]
) -> dict[int, str]:
    """What was typed, without the numbers and bullets that an editor put before it.

    Those go on where the item above ends; a bullet is the editor's where it made one of our number, too. An
    answer that is the only item of a list within ours needs no mark either.
    """
    bare: dict[int, str] = {}
    last: Marker | None = None  # of the list as the editor numbers it
    changed = ""
    order = sorted({*typed, *known})
    alone = {
        index
        for above, index, below in zip([-1, *order], order, [*order[1:], -1], strict=False)
        if above not in typed and below not in typed and quoted[index].startswith("  ")
    }
    for index in order:
        now = marker(quoted[index])
        if index not in typed:
            last = now or last
            before = known[index]
            changed = now.bullet if now and now.bullet and before and not before.bullet else changed
            continue
        bare[index] = typed[index]
        goes_on = now and last and any(place + 1 in now.places for place in last.places)
        if now is None or not (goes_on or index in alone or (now.bullet and now.bullet == changed)):
            continue
        bare[index] = quoted[index][now.end :].strip()
        last = last if index in alone else now
    return bare


def _of_a_client(line: str) -> bool:
    return field_of(line) is not None or is_rule(line)

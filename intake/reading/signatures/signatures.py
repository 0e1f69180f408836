"""What may be cut as a signature, and what may not (CONTRACT 4).

Cut are: what stands below "-- ", what a program added (`footers`), a block that the same person's earlier
mails ended with, and contact lines below a closing formula. A formula alone cuts nothing, and a
postscript, a list or links below it stay: losing a sentence is worse than keeping a telephone number.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from intake.reading.signatures.closing_formulas import formula_kind
from intake.reading.signatures.contact_lines import (
    MAX_BLOCK,
    Contact,
    contact_kind,
    is_name,
    is_named,
    is_sentence,
    sign_off,
    signs,
)
from intake.reading.signatures.footers import (
    added_lines,
    is_banner,
    is_client_footer,
    is_legal,
    is_scanner_line,
    list_footer,
    plain_words,
)
from intake.reading.signatures.strokes import above, is_drawn

_DELIMITER: Final = re.compile(r"^\s{0,3}(?:--|—|—-|–)\s*$")
# A disclaimer ends a mail only when nothing below it asks or lists.
_ASKS: Final = re.compile(r"\s*(?:p\.?\s?s\b|[-*•]\s|#\w)", re.IGNORECASE)
_FOLD: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Cut:
    """kept: the writer's words; signature: what was cut, in the order in which it stood."""

    kept: str = ""
    signature: str = ""


def cut(
    text: str,
    *,
    known: Collection[str] = (),
    names: Collection[str] = (),
    nordic: bool = False,
) -> Cut:
    """Text without its signature.

    known: blocks as `signature_block` gives them. names: what the writer is called (From). nordic: the
    mail quotes in Danish, Norwegian or Swedish, where "/Anna" is how one signs.
    """
    lines = text.split("\n")
    gone: set[int] = set()
    _footers(lines, gone)
    _delimited(lines, gone, names)
    for block in known:
        mark_known(lines, gone, block)
    _contacts(lines, gone, names)
    _sign_off(lines, gone, names, nordic)
    above(lines, gone)
    kept = "\n".join(line for index, line in enumerate(lines) if index not in gone)
    taken = "\n".join(lines[index] for index in sorted(gone))
    return Cut(kept.strip("\n").rstrip(), taken.strip())


def signature_at_risk(signature: str) -> bool:
    """Whether a cut block holds sentences, list items or a postscript: then a person has to look."""
    for paragraph in signature.split("\n\n"):
        if not paragraph or is_legal(paragraph):
            continue
        for line in paragraph.split("\n"):
            added = is_client_footer(line) or is_scanner_line(line) or is_banner(line)
            if not added and is_sentence(line):
                return True
    return False


def signature_block(text: str) -> str:
    """The signature at the end of a mail's own words, to be remembered for the next mail, or "".

    It is what stands below "-- ", or the lines from the writer's name to the last contact line. At
    least one line of it must be a telephone number, an address, a company or the like.
    """
    lines = text.rstrip().split("\n")
    start = next((i + 1 for i in range(len(lines) - 1, -1, -1) if _DELIMITER.match(lines[i][:20])), None)
    if start is None:
        start = _block_start(lines)
    block = [line.strip() for line in lines[start:] if line.strip()]
    if not 2 <= len(block) <= MAX_BLOCK:
        return ""
    if all(contact_kind(line) is not Contact.STRONG for line in block):
        return ""
    return "\n".join(block)


def logos(earlier: Mapping[str, int] | Iterable[str], sha256s: Iterable[str]) -> frozenset[str]:
    """Which of the inline pictures of a mail are logos: those that came in two earlier mails.

    earlier: SHA-256 of every inline picture of every earlier mail of that person, with repetition, or
    counted already.
    """
    counts = Counter(earlier)
    return frozenset(digest for digest in sha256s if counts[digest] >= 2)


def _footers(lines: Sequence[str], gone: set[int]) -> None:
    """Single lines and paragraphs that programs added, wherever they stand."""
    index = 0
    written = False
    asks = max((i for i, line in enumerate(lines) if _ASKS.match(line[:40])), default=-1)
    while index < len(lines):
        line = lines[index]
        if footer := list_footer(lines, index):
            gone.update(range(index, index + footer))
            index += footer
            continue
        if not line.strip():
            index += 1
            continue
        end = index + 1
        while end < len(lines) and lines[end].strip() and not _DELIMITER.match(lines[end][:20]):
            end += 1
        paragraph = range(index, end)
        if not written and is_banner(line):
            gone.update(paragraph)
        elif index > asks and is_legal(" ".join(lines[i][:1000] for i in paragraph)):
            gone.update(range(index, len(lines)))
            return
        else:
            added = added_lines(lines, paragraph)
            gone.update(added)
            written = written or len(added) < len(paragraph)
        index = end


def _delimited(lines: Sequence[str], gone: set[int], names: Collection[str]) -> None:
    """Everything below "-- " (RFC 3676 section 4.3); below other strokes, which divide mails, a signature."""
    rest = [i for i, line in enumerate(lines) if line.strip() and i not in gone]
    for index, line in enumerate(lines):
        if index in gone or not is_drawn(line):
            continue
        bare = _DELIMITER.match(line[:20]) is not None
        start = bisect_right(rest, index)
        below = [lines[i] for i in rest[start : start + MAX_BLOCK + 1]]
        said = lines[rest[start - 2]].rstrip() if start > 1 else ""  # "Who comes:" says what follows
        if not bare and (not below or not is_named(below[0], names) or said.endswith(":")):
            continue
        if not below or (bare and line.startswith("-- ")) or signs(below, names):
            gone.update(range(index, len(lines)))
            return


def mark_known(lines: Sequence[str], gone: set[int], block: str) -> None:
    """Adds to `gone` the last place where the lines of a remembered block stand one below the other."""
    wanted = [folded for line in block.split("\n") if (folded := _folded(line))]
    if not wanted:
        return
    here = [(i, _folded(line)) for i, line in enumerate(lines)]
    here = [(i, folded) for i, folded in here if folded]
    size = len(wanted)
    for at in range(len(here) - size, -1, -1):
        if here[at][1] == wanted[0] and [folded for _, folded in here[at : at + size]] == wanted:
            gone.update(range(here[at][0], here[at + size - 1][0] + 1))
            return


def _folded(line: str) -> str:
    return _FOLD.sub(" ", plain_words(line)).strip().casefold()


def _contacts(lines: Sequence[str], gone: set[int], names: Collection[str]) -> None:
    """Contact lines below the last closing formula; the formula stays."""
    for start in range(len(lines) - 1, -1, -1):
        if start in gone or not formula_kind(lines[start]):
            continue
        end = _block_end(lines, start + 1, gone)
        gone.update(range(start + 1, end))
        return


def _block_end(lines: Sequence[str], start: int, gone: set[int]) -> int:
    """End of the contact lines that begin there; `start` where there are none."""
    end = start
    strong = addresses = blanks = 0
    for index in range(start, min(len(lines), start + MAX_BLOCK)):
        line = lines[index]
        if not line.strip() or index in gone:
            blanks += 1
            continue
        kind = contact_kind(line)
        below_a_name = blanks == 0 and end > start  # a title may be any few words
        if kind is Contact.NONE or (
            kind is not Contact.STRONG and not below_a_name and not _stands_alone(line, before=not strong)
        ):
            break
        if kind is Contact.LINK and not strong:
            break
        if kind is Contact.STRONG:
            strong += 1
            addresses += "@" in line and len(line.split()) == 1
        end = index + 1
        blanks = 0
    if not strong or (addresses > 1 and addresses == strong):  # a list of people to write to
        return start
    return end


def _stands_alone(line: str, *, before: bool) -> bool:
    """Whether a line may be contact without one directly above it. before: nothing sure came yet, so that
    a name, or a title or company in capitals, may be on the way to it."""
    words = [word for word in plain_words(line).split() if word.isalpha()]
    capitals = sum(1 for word in words if word[0].isupper())
    return before and (is_name(line) or len(words) <= 2 or capitals * 2 > len(words))


def _block_start(lines: Sequence[str]) -> int:
    """Where the last run of contact lines begins, seen from the end."""
    start = len(lines)
    blanks = 0
    for index in range(len(lines) - 1, max(-1, len(lines) - MAX_BLOCK - 1), -1):
        line = lines[index]
        if not line.strip():
            blanks += 1
            if blanks > 1:
                break
            continue
        if formula_kind(line) or contact_kind(line) is Contact.NONE:
            break
        start, blanks = index, 0
    return start


def _sign_off(lines: Sequence[str], gone: set[int], names: Collection[str], nordic: bool) -> None:
    """The bare name that ends a mail, where it is a signature. The formula above it stays."""
    rest = [i for i, line in enumerate(lines) if i not in gone and line.strip()]
    if len(rest) >= 2 and sign_off(lines[rest[-2]], lines[rest[-1]], names=names, nordic=nordic):
        gone.add(rest[-1])

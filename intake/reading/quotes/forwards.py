"""The mail inside a forwarded mail: who wrote it, when, under which subject, and what it says.

Inline forwards of the usual clients and languages, told from a quoted reply by their separator, or by
the prefix of the subject where the client (Outlook) prints the same block for both; and mails attached
as message/rfc822 or message/global.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime
from typing import Final

from cases.model import Address
from cases.subjects import prefix_of, without_prefix
from intake.reading.parse import parse
from intake.reading.parsed import Parsed
from intake.reading.quotes.attribution import attribution
from intake.reading.quotes.attribution_words import VERB
from intake.reading.quotes.header_blocks import (
    HeaderBlock,
    ends_forward,
    header_block,
    is_rule,
    labelled,
    separator,
)
from intake.reading.quotes.header_words import Field, unmarked
from intake.reading.quotes.lines import Line
from intake.reading.quotes.split import lines_of, split
from intake.reading.quotes.written_dates import written_date

_ADDR_SPEC: Final = re.compile(r"[\w.+'&/=!#$%*?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}")
_AROUND: Final = re.compile(r"\(?mailto:|[<>\[\]()\"“”„«»]")
_QUOTED_NAME: Final = re.compile(r"[\"“„«]\s?([^\"”“„«»]{1,80}?)\s?[\"”“»]$")
_TIME: Final = re.compile(
    r"\b\d{1,2}[:.h]\d\d(?:[:.]\d\d)?(?:\s?(?:[AaPp]\.?\s?[Mm]\b\.?|μ\.μ\.|π\.μ\.|PTG|PG|SA|CH))?"
    r"(?:\s?\(?(?:Uhr|hrs|h|[A-Z]{2,4}T|UTC|GMT|MEZ|MESZ|Z)?(?:\s?[+-]\d{1,2}:?(?:\d\d)?)?\)?(?=[\s,،]))?"
)
_BARE_NAME: Final = re.compile(r"((?:[A-ZÀ-ÞŁŚŻČŘŠŽ][\w'.-]{0,30}\s){0,3}[A-ZÀ-ÞŁŚŻČŘŠŽ][\w'.-]{0,30})$")
_ATTACHED_MAIL: Final = frozenset(("message/rfc822", "message/global"))  # RFC 6532 section 3.7
LONG_RULE: Final = 40  # characters
MOST_OF_NAME: Final = 6  # words
_ONE_LEVEL: Final = re.compile(r"^ {0,3}> ?")


@dataclass(frozen=True, slots=True)
class Forwarded:
    """from_: None when the forward names nobody. date: in UTC; a time without a zone is read in the zone
    of the forwarding mail. text: as it stood, its own quotes included."""

    from_: Address | None
    subject: str
    date: datetime | None
    text: str


def forwarded(parsed: Parsed) -> Forwarded | None:
    """The first mail that was forwarded, or None when this is not a forward: nor is a report that returns
    a mail."""
    if parsed.report is not None:
        return None
    inline = _inline(parsed)
    if inline is not None:
        return inline
    for file in parsed.attachments:
        if file.type in _ATTACHED_MAIL and file.content:
            inner = parse(file.content)
            if inner.malformed is None:
                first = inner.from_[0] if inner.from_ else None
                return Forwarded(first, inner.subject, inner.date, inner.text.strip())
    return None


def comment(parsed: Parsed) -> str:
    """What the forwarding person wrote above it; "" when nothing."""
    return split(parsed).new_text


def _inline(parsed: Parsed) -> Forwarded | None:
    lines = lines_of(parsed)
    texts = [line.bare for line in lines]
    local = _zone(parsed)
    by_subject = _forwards_by_subject(parsed)
    may_be_one = by_subject or not _looks_like_a_reply(parsed)
    for index, text in enumerate(texts):
        if not text.strip():
            continue
        kind = separator(text)
        if kind == "forward" or (kind and may_be_one):
            return _below_separator(parsed, lines, index, local)
        if kind:
            return None
        block = header_block(texts, index)
        if block is not None:
            if not may_be_one:
                return None
            return _from_block(block, lines, local)
        found = attribution(texts, index)
        if found is not None and found.certain:
            if not by_subject:
                return None
            return _from_attribution(parsed, found.text, lines, index + found.lines, local)
    return None


def _below_separator(parsed: Parsed, lines: Sequence[Line], index: int, local: tzinfo) -> Forwarded:
    """ "---------- Forwarded message ---------", with or without header lines below it."""
    texts = [line.bare for line in lines]
    start = index + 1
    while start < len(lines) and (not texts[start].strip() or is_rule(texts[start])):
        start += 1
    block = None
    if start < len(lines):
        block = header_block(labelled(texts, start), start, after_separator=True)
    if block is not None:
        return _from_block(block, lines, local)
    found = attribution(texts, start) if start < len(lines) else None
    if found is not None:
        return _from_attribution(parsed, found.text, lines, start + found.lines, local)
    return Forwarded(None, without_prefix(parsed.subject), None, _text(lines, start))


def _from_block(block: HeaderBlock, lines: Sequence[Line], local: tzinfo) -> Forwarded:
    sender = block.first(Field.FROM)
    date = block.first(Field.DATE)
    return Forwarded(
        from_=written_address(sender) if sender else None,
        subject=" ".join(unmarked(block.first(Field.SUBJECT)).split()),
        date=written_date(date, local) if date else None,
        text=_text(lines, block.end),
    )


def _from_attribution(
    parsed: Parsed, text: str, lines: Sequence[Line], start: int, local: tzinfo
) -> Forwarded:
    """Outlook for Mac forwards with "On …, "Jan" <jan@example.org> wrote:" and no header lines."""
    address = _ADDR_SPEC.search(text)
    subject = without_prefix(parsed.subject)
    if address is None:
        return Forwarded(None, subject, written_date(text, local), _text(lines, start))
    before = text[: address.start()].removesuffix("mailto:").rstrip("<([ ")
    sender = Address(_written_name(before), address[0])
    when = f"{before} {text[address.end() :]}"  # in Finnish and Turkish the date comes last
    return Forwarded(sender, subject, written_date(when, local), _text(lines, start))


def _written_name(before: str) -> str:
    """The name that ends there: in quotation marks, or the words with capitals behind the time and what
    belongs to that ("4:40 PM", "16:40 CET")."""
    quoted = _QUOTED_NAME.search(before)
    if quoted is not None:
        return _name(quoted[1])
    times = list(_TIME.finditer(before))
    if times:
        behind = before[times[-1].end() :].lstrip(" ,、，-–—")
        verbs = list(VERB.finditer(behind))
        rest = _name(behind[verbs[-1].end() :] if verbs else behind)
        if rest and not rest[0].islower() and len(rest.split()) <= MOST_OF_NAME:
            return rest
    found = _BARE_NAME.search(before[times[-1].end() :] if times else before)
    if found is not None:
        return _name(found[1])
    return rest if times and 0 < len(rest.split()) <= MOST_OF_NAME - 2 else ""


def written_address(value: str) -> Address:
    """A mailbox as clients print it: 'Jan <jan@example.org>', 'Jan [mailto:jan@example.org]', a bare
    address, or only a name (then addr_spec is "")."""
    value = unmarked(value[:500])
    found = _ADDR_SPEC.search(value)
    if found is None:
        return Address(_name(value), "")
    name = _name(_AROUND.sub(" ", value[: found.start()]))
    return Address("" if "@" in name else name, found[0].rstrip("."))


def _name(text: str) -> str:
    return " ".join(text.replace('"', " ").split()).strip("' ,;")


def _text(lines: Sequence[Line], start: int) -> str:
    """Lines from there to the end, one level of "> " taken off when all of them have it."""
    below = [line.text for line in lines[start:]]
    while below and (not below[0].strip() or separator(_ONE_LEVEL.sub("", below[0])) == "forward"):
        below.pop(0)  # Zoho prints its separator above and below the header lines
    while below and (not below[-1].strip() or _is_end(_ONE_LEVEL.sub("", below[-1]))):
        below.pop()
    written = [line for line in below if line.strip()]
    if written and all(_ONE_LEVEL.match(line) for line in written):
        below = [_ONE_LEVEL.sub("", line) for line in below]
    return "\n".join(line.rstrip() for line in below).strip()


def _is_end(line: str) -> bool:
    """Whether the line is one with which KMail (a rule), mutt or Yandex end a forwarded mail."""
    return ends_forward(line) or (is_rule(line) and len(line.strip()) >= LONG_RULE)


def _forwards_by_subject(parsed: Parsed) -> bool:
    return prefix_of(parsed.subject) == "forward"


def _looks_like_a_reply(parsed: Parsed) -> bool:
    """Outlook prints the same block above a quote and a forward: an answer says whom it answers."""
    return prefix_of(parsed.subject) == "reply" or bool(parsed.in_reply_to or parsed.references)


def _zone(parsed: Parsed) -> tzinfo:
    """Zone of the forwarding mail's Date, in which its client printed the inner date."""
    try:
        return parsedate_to_datetime(parsed.header("date") or "").tzinfo or UTC
    except (ValueError, TypeError, IndexError, OverflowError):
        return UTC

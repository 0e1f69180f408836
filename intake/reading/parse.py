"""`parse`: octets of a mail to `Parsed`. Total: any octets give a value; bounded by `reading.mime.tree`.

mail-parser reads addresses and dates of a short header made here for it: that keeps its strict and
well-tested grammar, and keeps it away from what it is not safe with (it has let AttributeError and
TypeError out on broken multiparts, and takes attached mails for body text). Where it reports
defects, `reading.mime.addresses` reads the field again. It also counts the From fields a second time, so
that two parsers would have to agree on a lie.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import mailparser

from cases.model import Address
from intake.reading.body.bodies import read_body
from intake.reading.body.encrypted import encrypted
from intake.reading.language import language
from intake.reading.machine.automatic import automatic
from intake.reading.machine.bounces import delivery_report
from intake.reading.mime.addresses import addresses, names_nobody, usable
from intake.reading.mime.charsets import decode_header_octets, without_controls
from intake.reading.mime.encoded_words import clean_line, decode_words, header_text, unfold
from intake.reading.mime.message_ids import answered_ids, message_id, referenced_ids
from intake.reading.mime.opaque import opened
from intake.reading.mime.tree import Part, parse_tree
from intake.reading.parsed import Parsed

logging.getLogger("mailparser").setLevel(logging.CRITICAL)  # it warns about every odd mail

MAX_STRICT = 100_000  # characters given to the strict reader, which takes up to 10 µs for each
_STRICT_FIELDS = ("from", "to", "cc", "reply-to", "sender", "date")
_MAIL_FIELDS = frozenset(
    {
        *("from", "to", "cc", "bcc", "subject", "date", "message-id", "received", "return-path"),
        *("sender", "mime-version", "content-type", "reply-to", "in-reply-to", "references"),
        "delivered-to",
    }
)


@dataclass(frozen=True, slots=True)
class _Strict:
    """mail-parser's reading. fields: name -> mailboxes, only where it found no defect."""

    fields: dict[str, tuple[Address, ...]]
    date: datetime | None
    from_headers: int
    defects: tuple[str, ...]


def parse(raw: bytes) -> Parsed:
    """Everything the service knows about one mail from its octets alone. Never raises."""
    tree = opened(parse_tree(raw))
    root = tree.root
    known = {name for name, _ in root.fields}
    body = read_body(tree)
    if not known & _MAIL_FIELDS:
        reason = "empty" if not raw.strip() else "no-header"
        defects = tuple(dict.fromkeys(tree.defects))
        return Parsed(raw_size=len(raw), text=body.text, plain=body.plain, malformed=reason, defects=defects)
    strict = _strict(root)
    charset = root.parameters.get("charset", "")
    headers = tuple(
        (name, _as_written(octets) if name == "authentication-results" else header_text(octets, charset))
        for name, octets in root.fields
    )
    defects = tuple(dict.fromkeys((*tree.defects, *strict.defects)))
    sender = _mailboxes(root, strict, "sender")
    values = _values(root, "from")
    nobody = any(names_nobody(value) for value in values)
    authors = () if nobody else _mailboxes(root, strict, "from")
    mail = Parsed(
        raw_size=len(raw),
        message_id=message_id(_value(root, "message-id")),
        in_reply_to=answered_ids(_value(root, "in-reply-to")),
        references=referenced_ids(" ".join(_values(root, "references"))),
        from_=authors,
        from_headers=strict.from_headers,
        from_as_written=all(any(a.addr_spec in value for value in values) for a in authors),
        sender=sender[0] if sender else None,
        reply_to=_mailboxes(root, strict, "reply-to"),
        to=_mailboxes(root, strict, "to"),
        cc=_mailboxes(root, strict, "cc"),
        delivered_to=_delivered_to(root),
        subject=root.value("subject"),
        date=strict.date or _date(_value(root, "date")),
        html=body.html,
        plain=body.plain,
        text=body.text,
        attachments=body.files,
        headers=headers,
        thread_index=root.value("thread-index") or None,
        calendar=body.calendar,
        calendar_method=body.method,
        invitation=body.invitation,
        part_types=frozenset(part.type for part in tree.parts),
        encrypted=encrypted(tree),
        language=language(body.text),
        defects=defects,
    )
    return replace(mail, report=delivery_report(tree, mail), automatic=automatic(mail))


def _as_written(octets: bytes) -> str:
    """A field that a machine wrote for machines: decoding would turn a sender's letters into its syntax."""
    return octets.decode("utf-8", "replace")


def _values(part: Part, name: str) -> list[str]:
    """Unfolded values of a field without control characters, encoded words left as they are."""
    charset = part.parameters.get("charset", "")
    found = [octets for key, octets in part.fields if key == name]
    return [without_controls(unfold(decode_header_octets(octets, charset))) for octets in found]


def _value(part: Part, name: str) -> str:
    values = _values(part, name)
    return values[0] if values else ""


def _strict(root: Part) -> _Strict:
    """mail-parser over the address and date fields alone."""
    lines, left_out = _strict_lines(root)
    count = sum(1 for name, _ in root.fields if name == "from")
    try:
        read = mailparser.parse_from_string("\n".join(lines) + "\n\n")
        fields = {
            "from": _strict_addresses(read.from_),
            "to": _strict_addresses(read.to),
            "cc": _strict_addresses(read.cc),
            "reply-to": _strict_addresses(read.reply_to),
            "sender": _strict_addresses(read.sender),
        }
        date = read.date
        broken = {defect["header"] for defect in read.address_header_defects}
        seen = len(read.message.get_all("from") or ())
    except Exception as error:  # a foreign parser on foreign input; we have our own reading
        return _Strict({}, None, count, (f"strict-reader-failed-{type(error).__name__.lower()}",))
    kept = {name: found for name, found in fields.items() if name not in broken}
    defects = left_out + tuple(f"{name}-not-by-the-rules" for name in sorted(broken))
    when = date.astimezone(UTC) if isinstance(date, datetime) and date.tzinfo else None
    return _Strict(kept, when, max(count, seen), defects)


def _strict_lines(root: Part) -> tuple[list[str], tuple[str, ...]]:
    """The fields for the strict reader, and a defect where not all of them fit; our reader reads those."""
    lines, left = list[str](), MAX_STRICT
    defects: tuple[str, ...] = ()
    for name in _STRICT_FIELDS:
        for value in _values(root, name):
            if "\ufffd" in value:
                continue
            if len(value) > left:
                defects = ("address-fields-too-long",)
                continue
            left -= len(value)
            lines.append(f"{name}: {value}")
    return lines, defects


def _strict_addresses(found: object) -> tuple[Address, ...]:
    """mail-parser's pairs as addresses; empty when a name was not decoded to our liking."""
    pairs = found if isinstance(found, list) else []
    read = tuple(Address(clean_line(str(name)), str(spec)) for name, spec in pairs if spec)
    if any("\ufffd" in a.name or "=?" in a.name or not _is_plain(a.addr_spec) for a in read):
        return ()
    return read


def _is_plain(addr_spec: str) -> bool:
    """An address without the quotes that some mailers put around it."""
    return usable(addr_spec) and not addr_spec.startswith("'")


def _mailboxes(root: Part, strict: _Strict, name: str) -> tuple[Address, ...]:
    """All mailboxes of a field, over all its occurrences (mail-parser reads the first only)."""
    values = _values(root, name)
    if not values:
        return ()
    found = strict.fields.get(name)
    first = found if found else addresses(values[0])
    return first + tuple(a for value in values[1:] for a in addresses(value))


def _delivered_to(root: Part) -> tuple[Address, ...]:
    """Where the mail was really delivered, as the mail hosts wrote it; each address once."""
    names = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to")
    found = {a.key: a for name in names for value in _values(root, name) for a in addresses(value)}
    return tuple(found.values())


def _date(value: str) -> datetime | None:
    """Dates that the strict reader refuses: asctime, ISO 8601, words around."""
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            when = read(decode_words(value).strip())
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        try:
            return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return None

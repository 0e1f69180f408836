"""How a message is understood, as one JSON object (CONTRACT 8). Reads octets, touches nothing.

Without settings the kind is never own, survey-answer, concierge-reply or follow-up, and commands and rating
are what the new text would mean from a concierge or as a survey answer.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from cases.catalogue import Catalogue, Near
from cases.model import Address, Kind, Need
from cases.moments import public_moment
from cases.settings import ImapAccount, MailboxSettings, Settings, SmtpAccount
from cases.subjects import base_subject
from cases.tokens import Signer
from cases.typed import without_marks
from followups.survey_answers import read_answer
from intake.decide import classify
from intake.decide.match import Known, Match, clues, match
from intake.reading.parse import parse
from intake.reading.parsed import DeliveryReport, Parsed
from intake.reading.quotes.forwards import Forwarded, forwarded
from intake.reading.quotes.split import Split, split
from replies.advice.topics import guess
from replies.commands.grammar import read
from replies.commands.table import VERBS
from replies.needs.needs import read_needs, read_request

NOBODY = MailboxSettings("", ImapAccount("", 0, "none", ""), SmtpAccount("", 0, "none"))
YEARS = (1970, 2200)  # between them a date is taken for true; of any other mail days are counted from now
NO_TOPICS = Catalogue()
NOTHING = Settings("", "UTC", ("en", "nl"), (), (), Signer({}, 0))


def understood(
    raw: bytes,
    file: str,
    settings: Settings | None,
    now: datetime,
    catalogue: Catalogue = NO_TOPICS,
    near: Near = lambda text, catalogue: {},
) -> dict[str, Any]:
    """The object of one message. `settings`: whose roster and tokens count, None for nobody's.

    catalogue: whose topics are guessed. near: what a sentence model says of them.
    """
    parsed = parse(raw)
    kind, reason = _kind(parsed, settings or NOTHING, now)
    parts = split(parsed)
    inside = forwarded(parsed)
    return {
        "file": file,
        "message_id": parsed.message_id,
        "in_reply_to": list(parsed.in_reply_to),
        "references": list(parsed.references),
        "from": _author(parsed.shown_from),
        "to": [_address(address) for address in parsed.to],
        "cc": [_address(address) for address in parsed.cc],
        "reply_to": [_address(address) for address in parsed.reply_to],
        "subject": parsed.subject,
        "date": public_moment(parsed.date),
        "language": parsed.language or None,
        "text": without_marks(parsed.text),
        "new_text": without_marks(parts.new_text),
        "quoted_text": parts.quoted_text,
        "signature": parts.signature,
        "attachments": [
            {"name": each.name, "type": each.type, "size": each.size, "inline": each.inline}
            for each in parsed.attachments
        ],
        "kind": str(kind),
        "reason": reason,
        "forwarded": _forwarded(inside),
        "bounce": _bounce(parsed.report),
        "commands": [
            {"verb": each.verb, "arguments": list(each.arguments), "line": each.line}
            for each in read(parts.new_text, VERBS).commands
        ],
        "rating": read_answer(parts.new_text, parsed.subject).rating,
        "need": _need(parsed, parts, kind, settings, now) if settings else None,
        "topics": _topics(kind, parsed, parts.new_text, inside, catalogue, near),
        "defects": list(parsed.defects),
    }


def _need(parsed: Parsed, parts: Split, kind: str, settings: Settings, now: datetime) -> dict[str, Any]:
    """What its author says that they want; days are counted from the mail's own date."""
    sent = parsed.date if parsed.date and YEARS[0] < parsed.date.year < YEARS[1] else now
    today = sent.astimezone(ZoneInfo(settings.timezone)).date()
    need = Need()
    if kind == Kind.REQUEST:
        need = read_request(parsed.subject, parts.said, today)
    elif kind in (Kind.FOLLOW_UP, Kind.SURVEY_ANSWER):
        need = read_needs(parts.said, parts.answers, parsed.language, today)
    return {
        "about": need.about,
        "tried": need.tried,
        "with": need.with_,
        "time": need.time,
        "budget": None if need.budget is None else {"amount": float(need.budget), "currency": need.currency},
        "by": need.by.isoformat() if need.by else None,
    }


def _topics(
    kind: str, parsed: Parsed, new_text: str, inside: Forwarded | None, catalogue: Catalogue, near: Near
) -> list[str]:
    """Of a person's mail, and of the mail that it forwards; whatever else it is, it is no request."""
    if kind not in (Kind.REQUEST, Kind.FOLLOW_UP):
        return []
    text = f"{new_text}\n{inside.text}" if inside else new_text
    asked = f"{base_subject(parsed.subject)}\n{text}"
    return list(guess(asked, catalogue, near(asked, catalogue)))


def _author(shown: Address) -> dict[str, str] | None:
    """Whoever a reader sees as the author, also where From holds words and no address."""
    return _address(shown) if shown.name or shown.addr_spec else None


def _kind(parsed: Parsed, settings: Settings, now: datetime) -> tuple[str, str]:
    if parsed.malformed:
        return "malformed", parsed.malformed
    who = classify.author(parsed, settings)
    found = _match(parsed, settings, who.address, now)
    box = settings.mailboxes[0] if settings.mailboxes else NOBODY
    # Without the database nobody's number is known: a token is taken to be its bearer's.
    person = found.token.person if found.token else None
    return classify.kind(parsed, who, found, settings, box, person)


def _match(parsed: Parsed, settings: Settings, author: Address | None, now: datetime) -> Match:
    """The case a signed token names; every token's case is taken to exist."""
    found = clues(parsed, settings, now)
    live = {token.case: token.case for token in (*found.addressed, *found.referenced)}
    return match(found, Known({}, {}, live), author.key if author else "", None)


def _forwarded(found: Forwarded | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "from": _address(found.from_) if found.from_ else None,
        "subject": found.subject,
        "date": public_moment(found.date),
        "text": found.text,
    }


def _bounce(report: DeliveryReport | None) -> dict[str, Any] | None:
    if report is None or report.is_disposition:
        return None
    return {
        "recipients": [
            {"address": each.address, "action": each.action, "status": each.status}
            for each in report.recipients
        ],
        "original_message_id": report.original_message_id,
    }


def _address(address: Address) -> dict[str, str]:
    return {"name": address.name, "address": address.addr_spec}

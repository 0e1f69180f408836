"""Reads what a decision about one older mail needs, carries it out, and shows what waited for its case.

Everything happens inside the caller's transaction. Receipts and other automatic mail may come before the
mail that opens their case: they wait under their ids, and are shown as soon as a case knows one of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from cases.effects import Decision
from cases.model import Address, InboundState, Kind, Need, Person
from cases.reasons import Reason
from cases.settings import MailboxSettings, Settings
from db import facts as store
from db import inbound, prepare
from db.apply import apply
from db.conversations import Conversation, conversations, forget_waiting, waiting_mails, was_sent
from db.erased import erased_at
from intake.decide import classify
from intake.decide.attachments import attachments
from intake.older.backlog import Claim, Older, Side, backlog
from intake.older.threads import linked
from intake.reading.language import language
from intake.reading.machine.automatic import automatic
from intake.reading.mime.addresses import without_addresses
from intake.reading.parse import parse
from intake.reading.parsed import Parsed
from intake.reading.quotes.split import split
from replies.needs.needs import read_request
from templates.drafts import Writer

IMPORT = "import:"  # folder of what came from files
EARLIEST = datetime(1982, 1, 1, tzinfo=UTC)  # mail has no Date before; clocks that were never set do
MAX_SUBJECT = 60  # characters, of words that stand in for a missing subject


def handle_older(
    received: inbound.Received,
    parsed: Parsed,
    writer: Writer,
    now: datetime,
    open_since: datetime | None = None,
) -> dict[int, Decision]:
    """Decide one stored mail and whatever waited for its case: the decisions by number of the mail."""
    decision, ids = _handle(received, parsed, writer, now, open_since)
    decisions = {received.id: decision}
    waiting = list(waiting_mails(ids)) if decision.case is not None else []
    while waiting:
        inbound_id = waiting.pop()
        forget_waiting(inbound_id)
        inbound.settle(inbound_id, InboundState.RECEIVED, Reason.IMPORTED, None, now)
        again = inbound.load(inbound_id)
        decisions[inbound_id], ids = _handle(again, parse(again.raw), writer, now, open_since)
        waiting += (one for one in waiting_mails(ids) if one not in waiting)
    return decisions


def _handle(
    received: inbound.Received, parsed: Parsed, writer: Writer, now: datetime, open_since: datetime | None
) -> tuple[Decision, tuple[str, ...]]:
    older = _older(received, parsed, writer, now, open_since)
    decision = backlog(older)
    author = older.author.key or None
    inbound.describe(received.id, older.kind, author, parsed.subject)
    apply(decision, received.id, now, "service" if older.erased else author or "service")
    if older.erased and received.folder.startswith(IMPORT):
        inbound.drop_content(received.id, decision.reason, writer.settings.signer)
    return decision, () if older.erased else older.ids


def _older(
    received: inbound.Received, parsed: Parsed, writer: Writer, now: datetime, open_since: datetime | None
) -> Older:
    settings = writer.settings
    mailbox = settings.mailbox(received.mailbox)
    who = classify.author(parsed, settings)
    side = _side(parsed, who, settings)
    author = who.address or Address("", mailbox.address if side is Side.SERVICE else "")
    imported = received.folder.startswith(IMPORT)  # no copy: that was looked for when it was stored
    ids = _ids(parsed)
    found = conversations(ids, lambda address: _is_outside(address, settings))
    kind, machine = _kind(parsed, who, side, found, mailbox)
    known = store.find_person(author.key)
    new_text = split(parsed, known_signatures=known.signatures if known else ()).new_text
    claim, whose = _whose(parsed, author, side, settings)
    at = dated(parsed, received.internal_date, now)
    erased = _was_erased(at, (author, whose), settings)
    person = None
    if whose is not None and not machine and not erased and kind is not Kind.MALFORMED:
        person = _person(whose, now)
    return Older(
        parsed=parsed,
        at=at,
        mailbox=mailbox.address,
        side=side,
        kind=kind,
        machine=machine,
        author=author,
        person=person,
        claim=claim,
        subject=writer.base(parsed.subject) or first_words(new_text),
        language=_language(new_text or parsed.text, person, settings),
        client=settings.client_at(mailbox, person.address if person else ""),
        new_text=new_text,
        attachments=attachments(parsed.attachments),
        ids=ids,
        conversations=found,
        new_case=0 if found else prepare.case_id(),
        reason=Reason.IMPORTED if imported else Reason.BACKLOG,
        duplicate=not imported and _is_copy(received, parsed),
        erased=erased,
        open_since=open_since,
        need=_need(parsed, new_text, at, found, settings) if claim is Claim.ASKED and person else Need(),
    )


def _need(
    parsed: Parsed, new_text: str, at: datetime, found: tuple[Conversation, ...], settings: Settings
) -> Need:
    """What a request says of the need, days counted from its own; nothing of a mail that is not the first."""
    place = at, parsed.message_id or ""
    if any(case.asked is not None and case.asked < place for case in found):
        return Need()
    return read_request(parsed.subject, new_text, at.astimezone(ZoneInfo(settings.timezone)).date())


def _was_erased(at: datetime, named: Iterable[Address | None], settings: Settings) -> bool:
    """Whether its author, or whose case it would be, was erased after it was written."""
    outside = {each.key for each in named if each is not None and each.key and not settings.is_own(each.key)}
    since = erased_at(outside, settings.signer)
    return since is not None and at <= since


def dated(parsed: Parsed, arrived: datetime | None, now: datetime) -> datetime:
    """When a mail was written: Date, else the last Received, else when it arrived; never in the future."""
    received = _received(parsed)
    for moment in (parsed.date, received, arrived):
        if moment is not None and EARLIEST <= moment <= now:
            return moment
    return now


def first_words(text: str) -> str:
    """A subject for a mail that came without one."""
    words = " ".join(text.split())
    return words if len(words) <= MAX_SUBJECT else words[:MAX_SUBJECT].rpartition(" ")[0] + " …"


def _side(parsed: Parsed, who: classify.Author, settings: Settings) -> Side:
    if classify.is_own(parsed, who, settings):
        return Side.SERVICE
    if who.address is not None and settings.concierge(who.address.key) is not None:
        return Side.CONCIERGE
    return Side.OUTSIDE


def _kind(
    parsed: Parsed,
    who: classify.Author,
    side: Side,
    found: tuple[Conversation, ...],
    mailbox: MailboxSettings,
) -> tuple[Kind, bool]:
    """(kind, whether a machine wrote it)."""
    verdict = automatic(parsed, mailbox.lists)
    machine = verdict is not None or parsed.report is not None
    if side is Side.SERVICE:
        return Kind.OWN, machine or parsed.header(classify.LOOP_HEADER) is not None
    if parsed.report is not None:
        disposition = parsed.report.is_disposition
        return (Kind.DISPOSITION_REPORT if disposition else Kind.DELIVERY_REPORT), True
    if verdict is not None:
        return verdict.kind, True
    if parsed.malformed or who.address is None:
        return Kind.MALFORMED, False
    if not found:
        return Kind.REQUEST, False
    return (Kind.CONCIERGE_REPLY if side is Side.CONCIERGE else Kind.FOLLOW_UP), False


def _whose(parsed: Parsed, author: Address, side: Side, settings: Settings) -> tuple[Claim, Address | None]:
    """Whose case a mail says it is: its author's from outside, else whom we wrote to."""
    if side is Side.OUTSIDE:
        return Claim.ASKED, author
    outside = (a for a in parsed.to if _is_outside(a.key, settings))
    if told := next(outside, None):
        return Claim.TOLD, told
    return Claim.ALONE, author if side is Side.CONCIERGE else None


def _is_copy(received: inbound.Received, parsed: Parsed) -> bool:
    sent = parsed.message_id is not None and was_sent(parsed.message_id)
    return sent or inbound.duplicate_of(received) is not None


def _person(whose: Address, now: datetime) -> Person:
    known = store.find_person(whose.key)
    name = without_addresses(whose.name)
    return known if known and (known.name or not name) else prepare.person(whose.key, name, now)


def _is_outside(address: str, settings: Settings) -> bool:
    return not settings.is_own(address) and settings.concierge(address) is None


def _ids(parsed: Parsed) -> tuple[str, ...]:
    """Its own id and every one that ties it to others; a delivery report names the mail it is about."""
    about = parsed.report.original_message_id if parsed.report else None
    return tuple(dict.fromkeys(i for i in (parsed.message_id, *linked(parsed), about) if i))


def _language(text: str, person: Person | None, settings: Settings) -> str:
    found = language(text)
    known = person.language if person else None
    return (
        next((each for each in (found, known) if each in settings.languages), None) or settings.languages[0]
    )


def _received(parsed: Parsed) -> datetime | None:
    """The date of the last hop (RFC 5321 section 4.4): behind the last semicolon."""
    value = parsed.header("received") or ""
    try:
        moment = parsedate_to_datetime(value.rpartition(";")[2].strip())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None

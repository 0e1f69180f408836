"""What kind of mail this is and who wrote it; the first kind that fits wins (DESIGN 3). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cases.model import OF_A_PERSON, Address, Kind, Proof, Purpose
from cases.settings import MailboxSettings, Settings
from cases.tokens import Token
from intake.decide.match import Clues, Known, Match, match
from intake.reading.machine.authres import below_a_hop, topmost
from intake.reading.machine.authres import proof as authentication_results
from intake.reading.machine.automatic import automatic
from intake.reading.mime.addresses import without_addresses
from intake.reading.parsed import Parsed

LOOP_HEADER = "x-learning-concierge-loop"


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a mail. `rewritten`: From was the mailbox itself, so this comes from a lesser header."""

    address: Address | None
    rewritten: bool = False


@dataclass(frozen=True, slots=True)
class Arrived:
    """A stored mail, read: whose mailbox it came to, who wrote it, what in it may name a case.

    `inbound`: its number in the store, `received_at` when; `waived`: checks that a person waived by releasing
    it.
    """

    inbound: int
    size: int  # octets, as the server said
    mailbox: MailboxSettings
    parsed: Parsed
    author: Author
    clues: Clues
    waived: frozenset[str] = frozenset()
    duplicate: bool = False
    received_at: datetime | None = None

    @property
    def tokens(self) -> tuple[Token, ...]:
        """All verified tokens, those of recipients first."""
        return (*self.clues.addressed, *self.clues.referenced)


@dataclass(frozen=True, slots=True)
class Classified:
    """What kind of mail it is, what proves who wrote it, and which case it belongs to."""

    kind: Kind
    proof: Proof
    match: Match


def classified(mail: Arrived, known: Known, person: int | None, settings: Settings) -> Classified:
    """`known`: what the store says about the clues; `person`: the author's number where there is one."""
    who = mail.author
    found = match(mail.clues, known, who.address.key if who.address else "", person)
    sort, _ = kind(mail.parsed, who, found, settings, mail.mailbox, person)
    return Classified(sort, proof(mail.parsed, who, mail.mailbox), found)


def is_first(sort: Classified, found: Clues) -> bool:
    """Whether a person's mail answers nothing of ours: no case, no token, no mark, no tag leads anywhere."""
    led = (
        sort.match.case
        or sort.match.by
        or found.addressed
        or found.referenced
        or found.marked
        or found.tagged
    )
    return sort.kind is Kind.REQUEST and not led


def author(parsed: Parsed, settings: Settings) -> Author:
    """The author: From; where From is our own address (a rewriting group), the original sender's header."""
    if len(parsed.from_) != 1 or parsed.from_headers != 1:
        return Author(None)
    single = _shown(parsed.from_[0])
    if not settings.is_own(single.key):
        return Author(single)
    for name in ("x-original-from", "x-original-sender", "reply-to"):
        found = _address_in(parsed, name)
        if found and not settings.is_own(found.key):
            return Author(_shown(found), rewritten=True)
    return Author(single)


def _shown(address: Address) -> Address:
    """As people see it: a stranger's name is no place for somebody's address."""
    return Address(without_addresses(address.name), address.addr_spec)


def proof(parsed: Parsed, who: Author, mailbox: MailboxSettings) -> Proof:
    """The verdict of CONTRACT 6 on From. A rewritten author is never proven, but may be refuted: a mail that
    fails in the mailbox's own name is forged, whoever else it names.

    `proof = "token"` adds nothing here: the signed address is judged where it is used.
    """
    if who.address is None:
        return Proof.MISSING
    domain = parsed.from_[0].key.rpartition("@")[2]
    ids, fields = mailbox.trusted_authserv_ids, parsed.headers
    verdict = authentication_results(topmost(fields), domain, ids, below_a_hop(fields))
    if who.rewritten:
        return Proof.FAIL if verdict is Proof.FAIL else Proof.MISSING
    if verdict is Proof.PASS and not parsed.from_as_written:
        return Proof.MISSING  # "=?utf-8?q?anna=40example.org?=": whose name did the host check?
    if verdict is Proof.MISSING and mailbox.proof == "exchange":
        internal = parsed.header("x-ms-exchange-organization-authas") or ""
        if internal.strip().lower() == "internal":
            return Proof.PASS
    return verdict


def is_own(parsed: Parsed, who: Author, settings: Settings) -> bool:
    """Whether we sent this ourselves: our loop header, or our own address as the only author."""
    loop = (parsed.header(LOOP_HEADER) or "").strip().lower()
    if loop and loop in settings.own_addresses:
        return True
    return who.address is not None and settings.is_own(who.address.key)


def kind(
    parsed: Parsed,
    who: Author,
    found: Match,
    settings: Settings,
    mailbox: MailboxSettings,
    person: int | None,
) -> tuple[Kind, str]:
    """(kind, reason). `found` is the case match; `person` the author's id where known."""
    if is_own(parsed, who, settings):
        return Kind.OWN, "own"
    if parsed.report is not None:
        if parsed.report.is_disposition:
            return Kind.DISPOSITION_REPORT, "disposition-report"
        return Kind.DELIVERY_REPORT, "delivery-report"
    machine = _automatic(parsed, mailbox)
    if machine is not None:
        return machine
    if parsed.malformed or who.address is None:
        return Kind.MALFORMED, "from-not-single"
    token = found.token
    if token and token.purpose is Purpose.SURVEY and token.person == person:
        return Kind.SURVEY_ANSWER, "survey-token"
    if token and token.purpose in OF_A_PERSON and (token.case == 0 or token.person == person):
        return Kind.FOLLOW_UP, "person-token"  # who decides it looks whether the author is that person
    on_roster = settings.concierge(who.address.key) is not None
    as_worker = token is not None and token.purpose is Purpose.WORKER and token.person == person
    if on_roster and not as_worker and (found.case is not None or found.token is not None):
        return Kind.CONCIERGE_REPLY, found.by
    if found.case is not None:
        return Kind.FOLLOW_UP, found.by
    return Kind.REQUEST, "no-case"


def _automatic(parsed: Parsed, mailbox: MailboxSettings) -> tuple[Kind, str] | None:
    verdict = automatic(parsed, mailbox.lists) if mailbox.lists else parsed.automatic
    return (verdict.kind, verdict.reason) if verdict else None


def _address_in(parsed: Parsed, name: str) -> Address | None:
    if name == "reply-to":
        return parsed.reply_to[0] if parsed.reply_to else None
    value = (parsed.header(name) or "").strip()
    if not value:
        return None
    spec = value.rpartition("<")[2].rstrip("> ") if "<" in value else value
    return Address(value.partition("<")[0].strip(' "') if "<" in value else "", spec) if "@" in spec else None

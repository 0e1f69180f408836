"""Erasing a person: words and names go everywhere, figures stay.

    erase_person(address, settings, now, tell)
        1. reads through all received mail for the address, without holding anybody up
        2. in one transaction: closes what is open, empties what is theirs (`db.emptying`), masks the rest
           (`db.others`), remembers fingerprints (`db.erased`)
        3. makes the database forget the pages that held it (`db.compact`)

Longer than 250 lines: the order of these steps is read in one place.
Killed in 2 nothing has happened; killed in 3, or where something was being sent, a row of `erasure` says that
the same has to be done once more. Doing it again is harmless.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from peewee import fn

from cases.effects import Decision, Effect, MoveCase, MoveSurvey, RecordEvent
from cases.errors import PermanentError, TemporaryError
from cases.masking import Mask
from cases.model import OVER, RUNNING_SURVEYS, CaseEvent, CaseState, InboundState, SurveyState
from cases.reasons import Reason
from cases.settings import Settings
from cases.tokens import Signer
from db import prepare, tables, theirs
from db.apply import apply
from db.compact import compact
from db.connect import transaction
from db.emptying import blank_events, chunks, empty_case, empty_mails, empty_messages, empty_outbox
from db.erased import erased_at, mark_address, nobody, of_nobody
from db.erasure import ClosedCase, Erased, MailboxCopy, SentCopy
from db.experts import forget_help
from db.others import Masked, Others, mask_others, mentioning
from db.rows import locked
from db.tables import database
from db.theirs import copies, on_roster

__all__ = ["ClosedCase", "Erased", "MailboxCopy", "SentCopy", "erase_person", "erase_words"]

TRIES = 3  # where another program decides something at the same time


def erase_person(
    address: str, settings: Settings, now: datetime, tell: Callable[[Erased], None] | None = None
) -> Erased:
    """Erase whoever has this address; not to be called inside a transaction. Safe to repeat.

    `tell` is called inside the transaction, last, with everything but `compacted`: what it applies (a mail to
    the concierges of `closed`, without a name) is one commit with the erasing. Until all is done there is a
    row of `erasure`; once `finished`, it is gone. While there is one, this finishes what was under way, and
    leaves alone who came back meanwhile. Other addresses of the same human are other persons.

    What cannot be known stays: a first name in a colleague's words, the content of files (PDF, Office),
    Message-IDs in other people's References. Raises PermanentError for an address of the service itself,
    TemporaryError when others held the database too long.
    """
    key = address.strip().lower()
    if database.in_transaction():
        raise PermanentError("erasing is a transaction of its own")
    if "@" not in key or settings.is_own(key):
        raise PermanentError(f"{key!r} is not the address of a person")
    mask = Mask(key, theirs.names_of(key))
    until, found = mentioning(Mask(key))
    erased = _repeated(partial(_erase, _Wish(mask, settings, now, until, found, tell)))
    erased = replace(erased, compacted=compact())
    if erased.finished:
        with transaction():
            tables.Erasure.delete().where(tables.Erasure.address == key).execute()
        erased = replace(erased, compacted=compact((tables.Erasure,)))
    return erased


def erase_words(case_id: int, signer: Signer, now: datetime) -> tuple[MailboxCopy, ...]:
    """Empty one case of words, whoever asked; where its received mails lie. The state does not change.

    Afterwards `db.compact.compact()`, outside of any transaction.
    """
    with transaction():
        row = locked(tables.Case, case_id)
        received = tables.Inbound.select(tables.Inbound.id).where(tables.Inbound.case_id == case_id)
        ids = {each.id for each in received}
        lie = copies(ids)
        empty_mails(ids, signer, now)
        empty_case(row)
        empty_outbox(tables.Outbox.case_id == case_id)
        return lie


@dataclass(frozen=True, slots=True)
class _Wish:
    """Whom to erase. `found`: received mails up to `until` that hold the address."""

    mask: Mask
    settings: Settings
    now: datetime
    until: int
    found: frozenset[int]
    tell: Callable[[Erased], None] | None


def _repeated(erase: Callable[[], Erased]) -> Erased:
    """Try again where another program was in the way (a deadlock, a lock that was held long)."""
    for _ in range(TRIES - 1):
        try:
            return erase()
        except TemporaryError:
            continue
    return erase()


def _erase(wish: _Wish) -> Erased:
    key, settings, now = wish.mask.address, wish.settings, wish.now
    roster = on_roster(key, settings)
    with transaction():
        person, cases = _held(key)
        begun = _begun_at(key, settings.signer)
        if begun is not None and person is not None:
            return _finish(key, begun, on_roster=roster)
        numbers = [row.id for row in cases]
        _, later = mentioning(Mask(key), after=wish.until)
        found = wish.found | later
        touched = frozenset[int]() if roster else theirs.touched(key, frozenset(numbers))
        mails = theirs.mails_of(key, numbers, found, settings)
        outgoing = list(theirs.outgoing(key, numbers, mails, roster=roster))
        erased = Erased(
            person=person.id if person else None,
            cases=tuple(numbers),
            closed=_close(cases, now),
            received=copies(mails),
            sent=theirs.sent(outgoing),
            on_roster=roster,
        )
        erased = _empty(erased, cases, mails, outgoing, wish)
        instead = _detach(person, numbers, now, roster=roster)
        if not roster:
            tags = [settings.tag(number) for number in numbers]
            ids = frozenset(copy.message_id for copy in erased.received if copy.message_id)
            others = Others(wish.mask, instead, touched, found - mails, tags, ids)
            erased = _with(erased, mask_others(others, settings.signer, now))
        mark_address(key, settings.signer, now)
        _remember_to_finish(key, now)
        if wish.tell is not None:
            wish.tell(erased)
    return erased


def _begun_at(key: str, signer: Signer) -> datetime | None:
    """When they were erased but for what was under way; who has the address since then is somebody new."""
    row = tables.Erasure.get_or_none(tables.Erasure.address == key, tables.Erasure.outbox.is_null())
    if row is None:
        return None
    done = erased_at((key,), signer)
    return done if done is not None and row.asked_at <= done else None


def _finish(key: str, begun: datetime, *, on_roster: bool) -> Erased:
    """What was being sent when they were erased, and nothing of whoever has the address now."""
    outbox = tables.Outbox
    left = outbox.case_id.in_(of_nobody()) & (outbox.subject != "")
    before = (outbox.recipient == key) & outbox.case_id.is_null() & (outbox.queued_at <= begun)
    erased = Erased(on_roster=on_roster)
    for which in (left,) if on_roster else (left, before):
        erased = _with(erased, Masked(0, *empty_outbox(which)))
    blank_events(tables.Event.case_id.in_(of_nobody()))
    return erased


def _held(key: str) -> tuple[tables.Person | None, list[Any]]:
    """The person and their cases; nobody decides on them, or opens another one, until the commit."""
    person = tables.Person.get_or_none(tables.Person.address == key)
    theirs.cases_of(person)
    prepare.case_id()  # whoever else opens a case waits for this transaction
    return person, theirs.cases_of(person)


def _close(cases: Iterable[Any], now: datetime) -> tuple[ClosedCase, ...]:
    """Close what is open, and ask nobody any more how it was."""
    effects: list[Effect] = []
    closed: list[ClosedCase] = []
    for row in cases:
        state = CaseState(row.state)
        survey = tables.Survey.get_or_none(tables.Survey.case == row.id)
        if survey is not None and survey.state in RUNNING_SURVEYS:
            before = SurveyState(survey.state)
            effects.append(MoveSurvey(row.id, SurveyState.CANCELLED, before, {"reason": Reason.STOPPED}))
        if state not in OVER:
            effects.append(MoveCase(row.id, CaseEvent.CLOSED, state, CaseState.CLOSED, "service"))
            closed.append(ClosedCase(row.id, row.owner, row.mailbox, row.language, row.client))
        effects.append(RecordEvent(row.id, "case.erased", "service"))
    apply(Decision(InboundState.ACCEPTED, Reason.ERASED, tuple(effects)), None, now, "service")
    return tuple(closed)


def _empty(
    erased: Erased, cases: Iterable[Any], mails: frozenset[int], outgoing: Iterable[Any], wish: _Wish
) -> Erased:
    """What is theirs, emptied."""
    key, signer = wish.mask.address, wish.settings.signer
    forget_help(erased.person)
    _forget_ids(mails)
    empty_mails(mails, signer, wish.now)
    for part in chunks(sorted(mails)):
        empty_messages(tables.Message.inbound.in_(part))
        blank_events(tables.Event.inbound.in_(part))
    for row in cases:
        empty_case(row)
    for which in outgoing:
        erased = _with(erased, Masked(0, *empty_outbox(which)))
    if not erased.on_roster:
        empty_messages(fn.LOWER(tables.Message.author) == key)
        tables.Suppression.delete().where(tables.Suppression.address == key).execute()
    return erased


def _with(erased: Erased, more: Masked) -> Erased:
    return replace(
        erased,
        masked=erased.masked + more.rows,
        cancelled=erased.cancelled + more.cancelled,
        sending=tuple(sorted({*erased.sending, *more.sending})),
    )


def _forget_ids(mails: Collection[int]) -> None:
    """Their Message-IDs, and their waiting for a case (`db.conversations`)."""
    inbound, known = tables.Inbound, tables.KnownId
    for part in chunks(sorted(mails)):
        ids = inbound.select(inbound.message_id).where(
            inbound.id.in_(part), inbound.message_id.is_null(False)
        )
        known.delete().where(known.message_id.in_(ids)).execute()
        known.delete().where(known.case_id.in_([-number for number in part])).execute()


def _detach(person: tables.Person | None, cases: Collection[int], now: datetime, *, roster: bool) -> str:
    """The row stays for their cases, as nobody's; somebody on the roster keeps it. The address it has now."""
    if person is None:
        return nobody(0)
    fields: dict[str, Any] = {"name": "", "language": None, "signatures": [], "surveys_stopped": True}
    if not roster:
        address: str = nobody(person.id)
        tables.Person.update(address=address, remembered=[], **fields).where(
            tables.Person.id == person.id
        ).execute()
        return address
    tables.Person.update(remembered=[]).where(tables.Person.id == person.id).execute()
    if cases:
        row = tables.Person.create(address=nobody(-person.id), created_at=now, **fields)
        tables.Person.update(address=nobody(row.id)).where(tables.Person.id == row.id).execute()
        for part in chunks(tuple(cases)):
            tables.Case.update(requester=row.id).where(tables.Case.id.in_(part)).execute()
    return str(person.address)


def _remember_to_finish(key: str, now: datetime) -> None:
    """Until it is done: whoever is killed after the commit has not compacted yet."""
    begun = {"outbox": None, "asked_at": now}
    tables.Erasure.insert(address=key, **begun).on_conflict(
        conflict_target=(tables.Erasure.address,), update=begun
    ).execute()

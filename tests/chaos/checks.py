"""What has to be true once a service that was killed has done its work (CONTRACT 7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from typing import Any

import peewee

from cases.model import AT_MOST_ONCE_KINDS, CaseState, InboundState, OutboxState, SurveyState
from db.tables import Attempt, Case, Inbound, Lease, Outbox, Survey, database
from intake.imap.mailbox import Mailbox
from intake.receive import INBOX
from tests.chaos.stage import Stage


def faults(stage: Stage) -> Iterator[str]:
    """Every promise that is broken, in a sentence."""
    yield from _mailbox(stage)
    yield from _sent(stage)
    yield from _states()
    yield from _leases()


def _mailbox(stage: Stage) -> Iterator[str]:
    """Every mail is stored once and lies in the mailbox once, the same; handled mail was moved."""
    stored = Counter(
        row.message_id for row in Inbound.select(Inbound.message_id).where(Inbound.folder == INBOX)
    )
    yield from _unlike("stored", Counter(stage.delivered.keys()), stored)
    processed, inbox = _letters(stage, "Processed"), _letters(stage, INBOX)
    lies = Counter(mail.message_id for mail in (*processed, *inbox))
    yield from _unlike("in the mailbox", Counter(stage.delivered.keys()), lies)
    handled = {row.message_id for row in Inbound.select().where(Inbound.filed == True)}  # noqa: E712
    yield from (f"{mail.message_id} was not moved" for mail in inbox if mail.message_id in handled)
    octets = {bytes(row.content) for row in Inbound.select(Inbound.content)}
    yield from (
        f"{mail.message_id} is stored otherwise" for mail in (*processed, *inbox) if mail.raw not in octets
    )


def _sent(stage: Stage) -> Iterator[str]:
    """Every mail went out once, twice only after an attempt without an end; its copy lies in Sent."""
    taken, unknown = (
        stage.relay.copies(),
        Counter(row.outbox_id for row in Attempt.select().where(Attempt.outcome == "unknown")),
    )
    known = {row.message_id: row for row in Outbox.select()}
    yield from (
        f"{message_id} was sent, and is not in the outbox" for message_id in taken if message_id not in known
    )
    for message_id, row in known.items():
        copies, name = taken[message_id], f"{row.kind} {row.id} to {row.recipient}"
        most = 1 if row.kind in AT_MOST_ONCE_KINDS else 1 + unknown[row.id]
        if copies > most:
            yield f"{name} was sent {copies} times, {most} allowed"
        if row.state == OutboxState.SENT and not copies:
            yield f"{name} is sent, and no server has it"
        lost = row.state == OutboxState.FAILED and row.kind in AT_MOST_ONCE_KINDS and unknown[row.id]
        if row.state != OutboxState.SENT and not lost and copies:
            yield f"{name} is {row.state}, and the server took it"
        if row.state in (OutboxState.FAILED, OutboxState.HELD, OutboxState.SUPPRESSED) and not lost:
            yield f"{name} is {row.state}: {row.last_reply}"
    sent = Counter(message_id for message_id, row in known.items() if row.state == OutboxState.SENT)
    copies_in_sent = Counter(mail.message_id for mail in _letters(stage, "Sent"))
    yield from _unlike("in Sent", sent, copies_in_sent)
    keys = Counter(
        (row.kind, row.case_id)
        for row in known.values()
        if row.kind in ("survey", "survey-reminder", "acknowledgement")
    )
    yield from (
        f"{kind} of case {case} is there {count} times" for (kind, case), count in keys.items() if count > 1
    )


def _states() -> Iterator[str]:
    """Every state is on its list; nothing is undecided, or set aside because its decider was killed."""
    lists: tuple[tuple[Any, Any], ...] = (
        (Case, CaseState),
        (Survey, SurveyState),
        (Outbox, OutboxState),
        (Inbound, InboundState),
    )
    for table, states in lists:
        for row in table.select().where(table.state.not_in(list(states))):
            yield f"{table.__name__} {row.id} is {row.state!r}"
    for row in Inbound.select().where(Inbound.state.in_((InboundState.SHUNTED, InboundState.RECEIVED))):
        yield f"mail {row.message_id} is {row.state}: {row.error}"
    twice = Survey.select(Survey.case).group_by(Survey.case).having(peewee.fn.COUNT(Survey.id) > 1)
    yield from (f"case {row.case_id} has two surveys" for row in twice)
    open_attempts = (
        Attempt.select().join(Outbox).where(Attempt.outcome == "", Outbox.state != OutboxState.SENDING)
    )
    yield from (f"attempt {row.id} of mail {row.outbox_id} never ended" for row in open_attempts)
    if isinstance(database.obj, peewee.SqliteDatabase):
        yield from (
            f"SQLite: {line}" for (line,) in database.execute_sql("PRAGMA integrity_check") if line != "ok"
        )
        yield from (f"SQLite: {line}" for line in database.execute_sql("PRAGMA foreign_key_check"))


def _leases() -> Iterator[str]:
    """Nobody holds anything any more."""
    for row in Outbox.select().where(Outbox.lease_holder.is_null(False)):
        yield f"mail {row.id} is still held by {row.lease_holder}"
    for lease in Lease.select().where(Lease.name.startswith("mailbox:")):
        yield f"{lease.name} is still held by {lease.holder}"


@dataclass(frozen=True, slots=True)
class _Lying:
    message_id: str
    raw: bytes


def _letters(stage: Stage, folder: str) -> list[_Lying]:
    """What lies there; a folder that nobody has made yet is empty."""
    with Mailbox(stage.post.imap(stage.service)) as box:
        if folder not in {each.name for each in box.folders()}:
            return []
        box.open(folder, read_only=True)
        raw = [mail.raw for mail in box.fetch(box.uids_after(0, 100_000))]
    return [_Lying(str(BytesHeaderParser().parsebytes(each)["Message-ID"]), each) for each in raw]


def _unlike(where: str, wanted: Counter[str], found: Counter[str]) -> Iterator[str]:
    for message_id in sorted(wanted.keys() | found.keys(), key=str):
        if wanted[message_id] != found[message_id]:
            yield f"{message_id} is {found[message_id]} times {where} instead of {wanted[message_id]}"

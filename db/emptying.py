"""Taking words and names out of what belongs to one person: their cases, their mails, what was sent to them.

Rows stay, with states, times, topics and figures, so that reports count the same. Everything here runs inside
the caller's transaction; mail that is being sent at this moment is left for another round (`db.erase`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from peewee import Value

from cases.model import Address, InboundState, OutboxState
from cases.reasons import Reason
from cases.tokens import Signer
from db import tables
from db.erased import NOBODY, mark_mail
from db.outgoing import dump_draft, load_draft
from db.rows import can_lock_rows

NEVER_SENT = (OutboxState.QUEUED, OutboxState.DEFERRED, OutboxState.HELD)
_UNDECIDED = (InboundState.RECEIVED, InboundState.HELD, InboundState.SHUNTED)
_MANY = 500  # ids asked for at once
_PLAIN = ("case.opened", "case.moved", "survey.moved", "recommendation.recorded", "inbound.")
"""Events whose detail is a state, a slug or a number."""
T = TypeVar("T")


def empty_case(row: tables.Case) -> None:
    """A case without words: states, times, topics, figures and billing stay, and the rating."""
    need = {**row.need, "about": None, "tried": None}
    tables.Case.update(subject="", need=need, wait_until=None).where(tables.Case.id == row.id).execute()
    tables.Survey.update(comment=None).where(tables.Survey.case == row.id).execute()
    tables.Recommendation.update(reasons=[]).where(tables.Recommendation.case == row.id).execute()
    tables.KnownId.delete().where(tables.KnownId.case_id == row.id).execute()
    tables.Introduction.update(words="").where(tables.Introduction.case == row.id).execute()
    blank_events(tables.Event.case_id == row.id)
    empty_messages(tables.Message.case == row.id)


def blank_events(which: Any) -> None:
    """Lines of the timeline without words: what happened, and when, stays."""
    for event in tables.Event.select().where(which):
        plain = event.event.startswith(_PLAIN)
        detail = event.detail.partition(" (")[0] if plain else ""
        if detail != event.detail:
            tables.Event.update(detail=detail).where(tables.Event.id == event.id).execute()


def empty_messages(which: Any) -> None:
    """Messages without words, names and Message-IDs; when, in what role and which way stays."""
    tables.Message.update(
        author_name="",
        author="",
        to=[],
        subject="",
        message_id=None,
        references=[],
        new_text="",
        text="",
        attachments=[],
    ).where(which).execute()


def empty_mails(ids: Iterable[int], signer: Signer, now: datetime) -> None:
    """Received mails without octets; what was not decided yet, or waited for a person, is dropped.

    Their Message-IDs and hashes become fingerprints: copies of them are known when they are seen again.
    """
    inbound = tables.Inbound
    for chunk in chunks(sorted(ids)):
        for row in inbound.select().where(inbound.id.in_(chunk), holding_words()).order_by(inbound.id):
            mark_mail(row, signer, now)
            fields: dict[str, Any] = {}
            if row.state in _UNDECIDED:
                fields = {"state": InboundState.DISCARDED, "decided_at": now, "next_try_at": None}
            if row.state != InboundState.ACCEPTED:
                fields["reason"] = Reason.ERASED
            inbound.update(
                content=b"",
                content_hash=signer.fingerprint(f"content:{row.content_hash}"),
                message_id=None,
                author=None,
                subject="",
                error="",
                proposed=[],
                begun_at=None,
                begun_by=None,
                **fields,
            ).where(inbound.id == row.id).execute()


def holding_words() -> Any:
    """Received mails that were not emptied yet: copies have no octets, and are known all the same."""
    inbound = tables.Inbound
    return (inbound.content != b"") | inbound.message_id.is_null(False) | inbound.author.is_null(False)


def empty_outbox(which: Any) -> tuple[int, tuple[int, ...]]:
    """Empty these outgoing mails: (how many that waited are cancelled, those that are being sent now).

    The date of a draft stays and so does the Message-ID, which is ours: by them its copies are known.
    """
    cancelled, sending, digests = 0, [], set[str]()
    for row in locked_rows(tables.Outbox, which):
        if row.state == OutboxState.SENDING:
            sending.append(row.id)
            continue
        draft = load_draft(row.draft)
        digests |= {attachment.sha256 for attachment in draft.attachments}
        waits = row.state in NEVER_SENT
        cancelled += waits
        empty_row(row, cancel=waits)
    _drop_content(digests)
    return cancelled, tuple(sending)


def empty_row(row: tables.Outbox, *, cancel: bool) -> None:
    """Empty one outgoing mail and what servers said about it."""
    empty = replace(
        load_draft(row.draft),
        to=(Address("", f"erased@{NOBODY}"),),
        cc=(),
        reply_to=(),
        subject="",
        text="",
        question=None,
        from_name="",
        parent=None,
        references=(),
        attachments=(),
    )
    tables.Outbox.update(
        state=OutboxState.CANCELLED if cancel else row.state,
        to=[],
        recipient="",
        subject="",
        draft=dump_draft(empty),
        last_reply="",
        report_recipient=None,
        filed=row.filed or "never",  # no copy of an empty mail
    ).where(tables.Outbox.id == row.id).execute()
    tables.Attempt.update(reply="").where(tables.Attempt.outbox == row.id).execute()


def locked_rows(table: type[tables.Table], which: Any) -> list[Any]:
    """Rows in the order of their numbers; nobody else changes them until the commit."""
    query = table.select().where(which).order_by(table._meta.primary_key)
    return list(query.for_update() if can_lock_rows() else query)


def chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Parts that a statement can hold."""
    for start in range(0, len(values), _MANY):
        yield values[start : start + _MANY]


def _drop_content(digests: Iterable[str]) -> None:
    """Attachments that no other mail carries."""
    for digest in digests:
        carried = tables.Outbox.draft.contains(Value(digest, converter=False))
        if not tables.Outbox.select().where(carried).exists():
            tables.Blob.delete().where(tables.Blob.sha256 == digest).execute()

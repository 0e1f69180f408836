"""Effects on outgoing mail: the queue, what reports say about it, and addresses that get nothing more."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace

from cases.effects import Effect, LearnMessageId, RecordReport, SendMail, Suppress, without_foot
from cases.errors import PermanentError
from cases.model import PERSONAL_KINDS, Address, Attachment, Direction, OutboxState, Role
from cases.typed import as_text
from db import tables
from db.apply_cases import MESSAGES, know
from db.outgoing import dump_draft
from db.rows import locked
from db.statement import Insert, Statement, slot, slots
from db.timeline import Occasion, record
from db.together import taken_up

_OUTBOX = Insert(tables.Outbox, ignore=True)
_BLOB = Insert(tables.Blob, ignore=True)
_NAMED = Statement(
    lambda: tables.Outbox.update(message_id=slot(tables.Outbox.message_id)).where(
        tables.Outbox.id == slot(tables.Outbox.id)
    )
)
_SUPPRESSED = Statement(
    lambda keys: tables.Suppression.select(tables.Suppression.address).where(
        tables.Suppression.address.in_(slots(tables.Suppression.address, "keys", keys))
    )
)


def send_mail(effect: SendMail, occasion: Occasion) -> int | None:
    """Queue a mail; its outbox id, None when its dedupe key was queued before or a waiting one took it up."""
    draft = effect.draft
    if not draft.to:
        raise PermanentError(f"a mail without recipient: {draft.kind} {draft.subject!r}")
    _keep_content(draft.attachments, occasion)
    if effect.together and not effect.held:
        placed = taken_up(draft, effect.together, occasion.now)
        if placed is None:
            record(occasion, draft.case, "mail.joined", f"{draft.kind} to {draft.to[0].key}")
            return None
        effect, draft = replace(effect, draft=placed), placed
    # A concierge's words are queued all the same: the outbox drops them, and tells their author.
    suppressed = draft.kind not in PERSONAL_KINDS and all(
        address.key in occasion.suppressed for address in (*draft.to, *draft.cc)
    )
    state = OutboxState.QUEUED if not effect.held else OutboxState.HELD
    outbox_id = _insert(effect, OutboxState.SUPPRESSED if suppressed else state, occasion)
    if outbox_id is None:
        return None
    domain = draft.mailbox.rpartition("@")[2].lower()
    message_id = f"<{draft.token}.{outbox_id}@{domain}>"
    _NAMED.run(id=outbox_id, message_id=message_id)
    if draft.case is not None:
        know(draft.case, (message_id,), occasion)
        if effect.on_case:
            _show(effect, draft.case, outbox_id, message_id, occasion)
    whom = ", ".join(address.key for address in (*draft.to, *draft.cc))
    event = "mail.suppressed" if suppressed else "mail.over-limit" if effect.held else "mail.queued"
    record(occasion, draft.case, event, f"{draft.kind} to {whom}{f': {effect.held}' if effect.held else ''}")
    return outbox_id


def _insert(effect: SendMail, state: OutboxState, occasion: Occasion) -> int | None:
    draft = effect.draft
    outbox_id: int | None = _OUTBOX.one(
        state=state,
        kind=draft.kind,
        case_id=draft.case,
        mailbox=draft.mailbox,
        to=[address.addr_spec for address in (*draft.to, *draft.cc)],
        recipient=draft.to[0].key,
        subject=draft.subject,
        draft=dump_draft(draft),
        dedupe=draft.dedupe,
        automatic=draft.automatic is not None,
        priority=0 if draft.kind in PERSONAL_KINDS else 1,
        queued_at=occasion.now,
        last_reply=effect.held,
        filed="" if effect.copy else "never",
        next_attempt_at=draft.not_before or occasion.now,
        inbound=occasion.inbound,
    )
    return outbox_id


def _show(effect: SendMail, case: int, outbox_id: int, message_id: str, occasion: Occasion) -> None:
    draft = effect.draft
    author = effect.author or Address(draft.from_name, draft.mailbox)
    MESSAGES.one(
        case=case,
        at=occasion.now,
        direction=Direction.OUT,
        role=Role.CONCIERGE if effect.author else Role.SERVICE,
        author_name=author.name,
        author=author.addr_spec,
        to=[address.addr_spec for address in (*draft.to, *draft.cc)],
        kind=draft.kind,
        subject=draft.subject,
        message_id=message_id,
        references=[*draft.references, *([draft.parent] if draft.parent else [])],
        new_text=as_text(without_foot(draft.text)),
        text=as_text(draft.text),
        attachments=dump_draft(draft)["attachments"],
        inbound=occasion.inbound,
        outbox=outbox_id,
    )


def _keep_content(attachments: Iterable[Attachment], occasion: Occasion) -> None:
    for attachment in attachments:
        if attachment.sha256 in occasion.kept:
            continue
        if attachment.content is None:
            if not tables.Blob.select().where(tables.Blob.sha256 == attachment.sha256).exists():
                raise PermanentError(f"the content of attachment {attachment.name!r} is not stored")
            continue
        if hashlib.sha256(attachment.content).hexdigest() != attachment.sha256:
            raise PermanentError(f"attachment {attachment.name!r} is not what its SHA-256 says")
        _BLOB.one(sha256=attachment.sha256, content=attachment.content)
        occasion.kept.add(attachment.sha256)


def record_report(effect: RecordReport, occasion: Occasion) -> None:
    """What others reported about one recipient of a mail that we sent; the last report stands in the row."""
    row = locked(tables.Outbox, effect.outbox, tables.Outbox.id, tables.Outbox.case_id)
    tables.Outbox.update(
        report_action=effect.action,
        report_status=effect.status,
        report_recipient=effect.recipient.lower(),
    ).where(tables.Outbox.id == effect.outbox).execute()
    words = " ".join(filter(None, (effect.action, effect.status, effect.recipient, effect.diagnostic)))
    record(occasion, row.case_id, "mail.reported", words)


def learn_message_id(effect: LearnMessageId, occasion: Occasion) -> None:
    """The name under which the world knows a mail of ours; the server filed the copy that told us."""
    know(effect.case, (effect.message_id,), occasion)
    tables.Outbox.update(filed="server").where(tables.Outbox.id == effect.outbox).execute()
    record(occasion, effect.case, "mail.renamed", effect.message_id)


def suppress(effect: Suppress, occasion: Occasion) -> None:
    """Nothing more to this address; mail to it alone that still waits is not sent either."""
    address = effect.address.strip().lower()
    tables.Suppression.insert(address=address, reason=effect.reason, at=occasion.now).on_conflict(
        conflict_target=(tables.Suppression.address,),
        update={"reason": effect.reason, "at": occasion.now},
    ).execute()
    occasion.suppressed.add(address)
    record(occasion, None, "address.suppressed", f"{address}: {effect.reason}")


def suppressed_among(effects: Iterable[Effect]) -> frozenset[str]:
    """The recipients of these effects, as keys of addresses, to whom nothing may be sent."""
    drafts = [effect.draft for effect in effects if isinstance(effect, SendMail)]
    keys = {address.key for draft in drafts for address in (*draft.to, *draft.cc)}
    if not keys:
        return frozenset()
    return frozenset(row.address for row in _SUPPRESSED.rows(keys=keys))


def is_suppressed(address: str) -> bool:
    """Whether nothing may be sent to this address."""
    key = address.strip().lower()
    return bool(tables.Suppression.select().where(tables.Suppression.address == key).exists())

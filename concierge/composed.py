"""The octets of a mail of ours, composed again from what is stored: the same as went over the wire."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from cases.settings import Settings
from db import outbox
from db.outbox_admin import composed_parts
from mailer.compose import compose


def composed(outbox_id: int, settings: Settings, without: Collection[str] = ()) -> bytes:
    """The octets of this outgoing mail, `without` attachments of these names.

    KeyError when its mailbox is not configured any more; PermanentError or `mailer.addresses.AddressError`
    when it cannot be composed.
    """
    draft, message_id = composed_parts(outbox_id)
    kept = tuple(each for each in draft.attachments if each.name not in without)
    return compose(
        replace(draft, attachments=kept),
        message_id,
        settings.mailbox(draft.mailbox),
        settings.name,
        outbox.content,
        timezone=settings.timezone,
    )

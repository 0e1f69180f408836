"""[response] hold: what a concierge's mail would do waits as a whole, so that #undo can drop it. Pure.

Nothing is applied and nothing is queued but the receipt, which shows what will happen and
until when. The clock then lets the mail be decided anew: a collision or a leak that came up meanwhile is
asked about then. Questions, #preview, #send, #undo, #accept and #discard answer at once.
"""

from __future__ import annotations

from collections.abc import Sequence

from cases.effects import Decision, Draft, RecordEvent, SendMail
from cases.model import Case, InboundState
from cases.reasons import Reason
from replies.commands.plan import Desk
from replies.queries import receipt


def waits_first(desk: Desk) -> bool:
    """Whether a mail that does something has to wait before it does."""
    return bool(desk.settings.response.hold) and Reason.ON_HOLD not in desk.waived


def on_hold(desk: Desk, mails: Sequence[Draft], done: Sequence[str], case: Case | None) -> Decision:
    """Held until its time is over; `mails` and `done` are what is then sent and done."""
    until = desk.now + desk.settings.response.hold
    number = case.id if case else None
    shown = receipt(desk, mails, done, case, until)
    event = RecordEvent(number, "mail.on-hold", desk.author.address, until.isoformat(timespec="seconds"))
    return Decision(
        InboundState.HELD, Reason.ON_HOLD, (SendMail(shown, on_case=False), event), number, until=until
    )

"""What was not carried out goes back to the concierge who wrote it: a transcript, or a question. Pure.

A reply to either is the corrected mail; what one tap can answer has a link (RFC 6068) that writes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from cases.effects import Corrected, Decision, ProposeLines, RecordEvent, SendMail
from cases.model import InboundState, OutboxKind, Purpose
from cases.reasons import Reason
from replies.commands.grammar import normalised
from replies.commands.plan import Desk
from replies.mails import own
from replies.mended import Line
from templates.drafts import Addressing
from templates.excerpts import MANY

TRANSCRIPT_LEADS = ("Not sent:", "Niet verstuurd:")  # the beginnings of `concierge/transcript`'s subjects
_TAPS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "send": ("#send", "#verstuur"),
        "fixed": ("#send fixed", "#verstuur verbeterd"),
        "without": ("#send without", "#verstuur zonder"),
    }
)


@dataclass(frozen=True, slots=True)
class Offer:
    """Corrections with which the mail would be carried out whole; whether the worker then gets something."""

    lines: tuple[Corrected, ...]
    reaches_worker: bool


def transcript(desk: Desk, lines: Sequence[Line], offer: Offer | None = None) -> Decision:
    """Nothing was done: every line with its outcome, and the concierge's own text, ready to correct.

    `offer`: the corrections that are shown, and wait for a #send fixed.
    """
    shown = _shown(lines)
    again = "again-" if Reason.MISTYPED in desk.waived else ""
    variables = {
        "fixable": offer is not None,
        "reaches": offer is not None and offer.reaches_worker,
        "fixed": _tap(desk, "fixed") if offer else "",
        "lines": [line.variables for line in shown],
        "more": len(lines) - len(shown),
        "text": desk.text if desk.text.strip() else "",
        "subject": _subject_of(desk),
    }
    sent = _back(desk, "concierge/transcript", variables, f"transcript:{again}{desk.inbound}")
    case = desk.case.id if desk.case else None
    wrong = "; ".join(f"{line.line}: {line.outcome}" for line in shown if not line.ok)
    event = RecordEvent(case, "mail.not-carried-out", desk.author.address, wrong)
    if offer is None:
        return Decision(InboundState.ACCEPTED, Reason.TRANSCRIPT, (sent, event), case)
    return Decision(InboundState.HELD, Reason.MISTYPED, (sent, event, ProposeLines(offer.lines)), case)


def _subject_of(desk: Desk) -> str:
    """The case as notifications call it; without one the mail's subject, without what we put before it."""
    case = desk.case
    if case is not None:
        return f"{case.requester.name or case.requester.address}: {desk.writer.base(case.subject)}"
    subject = desk.writer.base(desk.subject)
    while lead := next((each for each in TRANSCRIPT_LEADS if subject.startswith(each)), ""):
        subject = desk.writer.base(subject.removeprefix(lead))
    return subject


def _shown(lines: Sequence[Line]) -> list[Line]:
    """Of very many lines those that need another look, and of the others as many as there is room for."""
    wrong = sum(not line.ok for line in lines)
    room, shown = {False: MANY, True: max(0, MANY - wrong)}, []
    for line in lines:
        if room[line.ok] > 0:
            room[line.ok] -= 1
            shown.append(line)
    return shown


def asks(desk: Desk, reason: Reason, details: Sequence[str], author: str = "", why: str = "") -> Decision:
    """Hold the mail whole and ask its author: #send sends it after all. `why`: what to say for `reason`."""
    variables = {
        "reason": reason,
        "details": list(details),
        "author": author,
        "why": why,
        "text": _as_it_goes(desk),
        "send": _tap(desk, "send"),
        "without": _tap(desk, "without") if reason is Reason.SIGNATURE_AT_RISK else "",
    }
    sent = _back(desk, "concierge/held-asks", variables, f"asks:{reason}:{desk.inbound}")
    case = desk.case.id if desk.case else None
    event = RecordEvent(case, "mail.held", desk.author.address, reason)
    return Decision(InboundState.HELD, reason, (sent, event), case)


def _as_it_goes(desk: Desk) -> str:
    """The text that #send carries out: with the corrections that its author agreed to."""
    if Reason.MISTYPED not in desk.waived:
        return desk.text
    lines = desk.text.split("\n")
    for command in desk.reading.commands:
        if 0 <= command.number < len(lines) and not command.line.startswith(
            normalised(lines[command.number])
        ):
            lines[command.number] = command.line
    return "\n".join(lines)


def _back(desk: Desk, template: str, variables: Mapping[str, object], dedupe: str) -> SendMail:
    """A mail about this mail to its author; a reply to it is the corrected mail."""
    where = replace(_where(desk), dedupe=dedupe)
    shown = {**variables, "case": desk.case}
    return SendMail(own.reply(desk.mails, OutboxKind.TRANSCRIPT, template, where, shown), on_case=False)


def _tap(desk: Desk, what: str) -> str:
    """A link that answers with that form of #send; "" without plus addresses."""
    words = _TAPS[what][desk.language == "nl"]
    return desk.writer.link(_where(desk), desk.now, f"Re: {_subject_of(desk)}", words)


def _where(desk: Desk) -> Addressing:
    return Addressing(
        desk.person,
        desk.language,
        Purpose.TRANSCRIPT,
        desk.service_address,
        desk.case.id if desk.case else None,
        desk.inbound,
        thread=desk.own_thread,
    )

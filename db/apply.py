"""The only writer of case state: carries out a decision inside the caller's transaction.

Every effect either happens or raises PermanentError with the facts; the caller's transaction then rolls
back, so that nothing of the decision stands. What may be asked for is the closed list in `cases.effects`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from cases.effects import (
    AddMessage,
    AskIntroduction,
    AskOffer,
    AwaitCase,
    AwaitErasure,
    ChangeCase,
    Decision,
    KeepOption,
    KeepPhrase,
    LearnMessageId,
    MoveCase,
    MoveIntroduction,
    MoveMessage,
    MoveSurvey,
    OpenCase,
    ProposeLines,
    RecordEvent,
    RecordRecommendation,
    RecordReport,
    ReleaseInbound,
    RememberPerson,
    SendMail,
    SettleImported,
    SettleInbound,
    SettleOffer,
    Suppress,
)
from cases.errors import PermanentError
from cases.model import InboundState
from db import inbound
from db.apply_cases import (
    add_message,
    change_case,
    move_case,
    move_message,
    open_case,
    record_event,
    write_known,
)
from db.apply_experts import ask_introduction, ask_offer, move_introduction, settle_offer
from db.apply_import import await_case, settle_imported
from db.apply_mail import learn_message_id, record_report, send_mail, suppress, suppressed_among
from db.apply_people import await_erasure, move_survey, record_recommendation, remember_person
from db.tables import database
from db.timeline import Occasion, record, write

_SETTLED = {
    InboundState.RECEIVED: "inbound.received",
    InboundState.ACCEPTED: "inbound.accepted",
    InboundState.HELD: "inbound.held",
    InboundState.DISCARDED: "inbound.discarded",
    InboundState.SHUNTED: "inbound.shunted",
}
"""What the timeline calls it when a received mail is settled."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What a decision left to others: mails that were queued (not those that were queued before)."""

    outbox_ids: tuple[int, ...] = ()


def apply(decision: Decision, inbound_id: int | None, now: datetime, actor: str) -> Applied:
    """Carry out `decision` and settle the mail it is about (None: it is about none).

    `actor` stands on the timeline where the effect names nobody. Raises PermanentError when the state is
    not what the decision was made on, or when there is no transaction.
    """
    if not database.in_transaction():
        raise PermanentError("a decision must be made and applied inside one transaction")
    occasion = Occasion(now, actor, inbound_id)
    occasion.suppressed.update(suppressed_among(decision.effects))
    queued: list[int] = []
    for effect in decision.effects:
        if isinstance(effect, SendMail):
            outbox_id = send_mail(effect, occasion)
            if outbox_id is not None:
                queued.append(outbox_id)
        else:
            _HANDLERS[type(effect)](effect, occasion)
    if inbound_id is not None:
        inbound.settle(inbound_id, decision.disposition, decision.reason, decision.case, now, decision.until)
        record(occasion, decision.case, _SETTLED[decision.disposition], decision.reason)
    write_known(occasion)
    write(occasion)
    return Applied(tuple(queued))


def _settle_inbound(effect: SettleInbound, occasion: Occasion) -> None:
    inbound.settle(effect.inbound, effect.state, effect.reason, None, occasion.now)
    record(occasion, None, _SETTLED[effect.state], f"{effect.inbound}: {effect.reason}")


def _release_inbound(effect: ReleaseInbound, occasion: Occasion) -> None:
    inbound.release(effect.inbound, effect.waive, occasion.now)
    waived = ", ".join(effect.waive)
    record(occasion, None, "inbound.released", f"{effect.inbound}: {waived}", effect.actor)


def _keep_option(effect: KeepOption, occasion: Occasion) -> None:
    record(occasion, effect.case, "catalogue.kept", effect.option.slug, effect.actor)


def _keep_phrase(effect: KeepPhrase, occasion: Occasion) -> None:
    record(occasion, effect.case, "topic.phrase", f"{effect.topic} ({effect.language})", effect.actor)


def _propose_lines(effect: ProposeLines, occasion: Occasion) -> None:
    if occasion.inbound is None:
        raise PermanentError("lines were proposed for no mail")
    inbound.propose(occasion.inbound, effect.lines)


_HANDLERS: Mapping[type, Callable[[Any, Occasion], None]] = MappingProxyType(
    {
        OpenCase: open_case,
        AddMessage: add_message,
        MoveCase: move_case,
        MoveMessage: move_message,
        ChangeCase: change_case,
        RecordEvent: record_event,
        RecordReport: record_report,
        Suppress: suppress,
        LearnMessageId: learn_message_id,
        RememberPerson: remember_person,
        RecordRecommendation: record_recommendation,
        MoveSurvey: move_survey,
        SettleImported: settle_imported,
        AwaitCase: await_case,
        AwaitErasure: await_erasure,
        SettleInbound: _settle_inbound,
        ReleaseInbound: _release_inbound,
        ProposeLines: _propose_lines,
        KeepOption: _keep_option,
        KeepPhrase: _keep_phrase,
        AskOffer: ask_offer,
        SettleOffer: settle_offer,
        AskIntroduction: ask_introduction,
        MoveIntroduction: move_introduction,
    }
)

"""Effects on colleagues who help: what they offer, and to whom they are introduced."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from cases.effects import AskIntroduction, AskOffer, MoveIntroduction, SettleOffer
from cases.errors import PermanentError
from cases.introductions import MAY, RUNNING, IntroductionState
from cases.offers import Act, ActState
from db.tables import Introduction, Offer, Person
from db.timeline import Occasion, record

_CALLED: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        (Act.OFFER, ActState.ASKED): "offer.asked-again",
        (Act.OFFER, ActState.CONFIRMED): "offer.confirmed",
        (Act.OFFER, ActState.DECLINED): "offer.declined",
        (Act.WITHDRAW, ActState.ASKED): "withdrawal.asked-again",
        (Act.WITHDRAW, ActState.CONFIRMED): "withdrawal.confirmed",
        (Act.WITHDRAW, ActState.DECLINED): "withdrawal.declined",
    }
)
"""What the timeline calls the answer."""


def ask_offer(effect: AskOffer, occasion: Occasion) -> None:
    """Keep the question; one that is kept already stays as it is."""
    said = effect.offering
    Offer.insert(
        person=said.person,
        act=said.act,
        topics=list(said.topics),
        ref=said.ref,
        state=ActState.ASKED,
        client=said.client,
        language=said.language,
        asked_at=said.asked_at,
    ).on_conflict_ignore().execute()
    event = "offer.asked" if said.act is Act.OFFER else "withdrawal.asked"
    record(occasion, None, event, " ".join(said.topics))


def settle_offer(effect: SettleOffer, occasion: Occasion) -> None:
    """Raises PermanentError where the question was answered before."""
    row = Offer.get_or_none(Offer.person == effect.person, Offer.ref == effect.ref)
    if row is None or row.state != ActState.ASKED:
        raise PermanentError(f"nothing of person {effect.person} waits for an answer: decide again")
    again = effect.after is ActState.ASKED
    fields = {"again": True} if again else {"state": effect.after, "settled_at": occasion.now}
    Offer.update(**fields).where(Offer.id == row.id).execute()
    record(occasion, None, _CALLED[row.act, effect.after], " ".join(row.topics))


_MOVED: Mapping[IntroductionState, str] = MappingProxyType(
    {
        IntroductionState.AGREED: "introduction.agreed",
        IntroductionState.INTRODUCED: "introduction.made",
        IntroductionState.DECLINED: "introduction.declined",
        IntroductionState.REFUSED: "introduction.refused",
        IntroductionState.LAPSED: "introduction.lapsed",
        IntroductionState.CANCELLED: "introduction.cancelled",
    }
)


def ask_introduction(effect: AskIntroduction, occasion: Occasion) -> None:
    """Each colleague once a case: the table refuses a second time."""
    asked = effect.introduction
    Introduction.insert(
        case=asked.case,
        colleague=asked.colleague.id,
        topic=asked.topic,
        words=asked.words,
        asked_by=asked.asked_by,
        state=asked.state,
        asked_at=asked.asked_at,
        until=asked.until,
    ).execute()
    record(
        occasion, asked.case, "introduction.asked", f"{asked.colleague.address} {asked.topic}", asked.asked_by
    )


def move_introduction(effect: MoveIntroduction, occasion: Occasion) -> None:
    """Raises PermanentError where it is not in that state, or cannot go there."""
    row = Introduction.get_or_none(
        Introduction.case == effect.case, Introduction.colleague == effect.colleague
    )
    now_in = IntroductionState(row.state) if row else None
    if row is None or now_in is not effect.before or effect.after not in MAY.get(effect.before, ()):
        raise PermanentError(f"the introduction on case {effect.case} is {now_in}: decide again")
    fields: dict[str, Any] = {"state": effect.after, "again": effect.again}
    if effect.after not in RUNNING:
        fields["settled_at"] = occasion.now
    elif effect.after is not effect.before:
        fields["agreed_at"] = occasion.now
    if effect.until is not None:
        fields["until"] = effect.until
    Introduction.update(**fields).where(Introduction.id == row.id).execute()
    called = "introduction.asked-again" if effect.after is effect.before else _MOVED[effect.after]
    person = Person.get_by_id(effect.colleague)
    record(occasion, effect.case, called, person.address)

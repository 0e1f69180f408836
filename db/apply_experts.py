"""Effects on colleagues who help: what they offer."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from cases.effects import AskOffer, SettleOffer
from cases.errors import PermanentError
from cases.offers import Act, ActState
from db.tables import Offer
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

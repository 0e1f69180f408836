"""What the store knows of colleagues who help: what they offered, and when they were asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cases.experts import Helper
from cases.introductions import RUNNING, IntroductionState
from cases.introductions import Introduction as IntroductionValue
from cases.model import Kind
from cases.moments import public_moment
from cases.offers import Act, ActState, Offering, helps_with
from cases.routing import present
from cases.settings import Settings
from db.emptying import locked_rows
from db.erased import NOBODY
from db.matches import ended_in, live_by_id
from db.rows import can_lock_rows
from db.tables import Inbound, Introduction, Offer, Person, Suppression
from db.values import person_of

_S = IntroductionState
AWAY_FOR = timedelta(days=3)  # after "I am away" somebody is not proposed


def acts_of(person: int) -> tuple[Offering, ...]:
    """All that this person offered and withdrew, oldest first; nobody else answers for them meanwhile."""
    query = Offer.select().where(Offer.person == person).order_by(Offer.id)
    return tuple(_offering(row) for row in (query.for_update() if can_lock_rows() else query))


def helpers(settings: Settings, now: datetime, hold: Collection[str] = ()) -> tuple[Helper, ...]:
    """Everybody who offers help now, whatever with; nobody who was erased.

    `hold`: addresses of who may be asked because of this: others who ask them wait for the commit, so that
    nobody is asked more often than may be.
    """
    if hold:
        locked_rows(Person, Person.address.in_(list(hold)))
    acts = defaultdict(list)
    for row in Offer.select().where(Offer.state == ActState.CONFIRMED).order_by(Offer.id):
        acts[row.person_id].append(_offering(row))
    offering = {person: theirs for person, theirs in acts.items() if helps_with(theirs)}
    if not offering:
        return ()
    rows = Person.select().where(Person.id.in_(list(offering)), ~Person.address.endswith(f"@{NOBODY}"))
    people = [person_of(row) for row in rows.order_by(Person.id)]
    once = list(Introduction.select().where(Introduction.colleague.in_(list(offering))))
    live = live_by_id({each.case_id for each in once})
    asked = defaultdict(list)
    for each in once:
        asked[each.colleague_id].append((live.get(each.case_id, each.case_id), each.asked_at))
    addresses = [person.address for person in people]
    machines = Inbound.select(Inbound.author).where(
        Inbound.author.in_(addresses),
        Inbound.kind == Kind.AUTO_REPLIED,
        Inbound.received_at >= now - AWAY_FOR,
    )
    away = {row.author for row in machines} | _absent(settings, now)
    dead = {row.address for row in Suppression.select().where(Suppression.address.in_(addresses))}
    return tuple(
        Helper(
            person,
            helps_with(offering[person.id]),
            offering[person.id][-1].language,
            offering[person.id][-1].client,
            tuple(asked[person.id]),
            person.address in away,
            person.address not in dead,
        )
        for person in people
    )


def _absent(settings: Settings, now: datetime) -> set[str]:
    """Addresses of concierges who are away today."""
    today = now.astimezone(ZoneInfo(settings.timezone)).date()
    return {address for each in settings.concierges if not present(each, today) for address in each.addresses}


def introduction(case: int, colleague: int) -> IntroductionValue | None:
    """That of a colleague to a case (its number then), locked."""
    which = (Introduction.case == case) & (Introduction.colleague == colleague)
    row = next(iter(locked_rows(Introduction, which)), None)
    return _introduction(row) if row else None


def introductions_of(case: int) -> tuple[IntroductionValue, ...]:
    """All on a case and on those merged into it, oldest first."""
    rows = Introduction.select().where(Introduction.case.in_(ended_in(case))).order_by(Introduction.id)
    return tuple(_introduction(row) for row in rows)


def unanswered(now: datetime) -> tuple[tuple[int, int], ...]:
    """(case, colleague) of those whose question was not answered in time."""
    rows = Introduction.select().where(Introduction.state.in_(RUNNING), Introduction.until <= now)
    return tuple((row.case_id, row.colleague_id) for row in rows.order_by(Introduction.id))


def asked_of(person: int) -> list[dict[str, Any]]:
    """How often they were asked to help, as they saw it: a no of the other is no part of it."""
    own = {_S.ASKED: "asked", _S.AGREED: "agreed", _S.DECLINED: "declined", _S.INTRODUCED: "introduced"}
    return [
        {
            "at": public_moment(row.asked_at),
            "topic": row.topic,
            "words": row.words,
            "state": own.get(IntroductionState(row.state), "agreed" if row.agreed_at else "over"),
            # When it was settled otherwise is the worker's answer.
            "answered_at": public_moment(
                row.agreed_at or (row.settled_at if row.state == _S.DECLINED else None)
            ),
        }
        for row in Introduction.select().where(Introduction.colleague == person).order_by(Introduction.id)
    ]


def shown_of(person: int) -> list[dict[str, Any]]:
    """What they offered and withdrew, as plain values, for whoever asks for their own data."""
    return [
        {
            "at": public_moment(row.asked_at),
            "act": row.act,
            "topics": row.topics,
            "state": row.state,
            "settled_at": public_moment(row.settled_at),
        }
        for row in Offer.select().where(Offer.person == person).order_by(Offer.id)
    ]


def forget_help(person: int | None) -> None:
    """Nothing that they offered is kept, and they are introduced to nobody; in the caller's transaction."""
    if person is not None:
        Offer.delete().where(Offer.person == person).execute()
        end_introductions(Introduction.colleague == person)


def end_introductions(which: Any) -> None:
    """Without words, and over where somebody was still asked."""
    Introduction.update(words="").where(which).execute()
    running = Introduction.state.in_(RUNNING)
    Introduction.update(state=_S.CANCELLED).where(which, running).execute()


def drop_old_offers(before: datetime) -> None:
    """Questions and answers that led to nothing, of before that moment."""
    Offer.delete().where(Offer.asked_at < before, Offer.state != ActState.CONFIRMED).execute()


def _introduction(row: Introduction) -> IntroductionValue:
    return IntroductionValue(
        row.case_id,
        person_of(Person.get_by_id(row.colleague_id)),
        row.topic,
        row.words,
        row.asked_by,
        row.asked_at,
        row.until,
        IntroductionState(row.state),
        row.again,
    )


def _offering(row: Offer) -> Offering:
    return Offering(
        row.person_id,
        Act(row.act),
        tuple(row.topics),
        row.ref,
        row.asked_at,
        row.language,
        row.client,
        ActState(row.state),
        row.again,
        row.settled_at,
    )

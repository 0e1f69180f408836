"""Which concierges hear of a case: by absence, client, language and topic. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from cases.model import Case
from cases.settings import Concierge, Settings


def present(concierge: Concierge, today: date) -> bool:
    """Whether no absence covers `today` (ranges are inclusive)."""
    return not any(first <= today <= last for first, last in concierge.away)


def on_duty(
    concierges: Sequence[Concierge],
    *,
    language: str,
    client: str | None,
    topics: Sequence[str] = (),
    requester: str = "",
    today: date,
) -> tuple[tuple[Concierge, ...], tuple[Concierge, ...]]:
    """(who hears first, the others): mail always reaches somebody, so rules that leave nobody are dropped.

    The requester is left out of their own case, unless nobody else is there (CONTRACT 1).
    """
    fitting = serving(concierges, client, requester)
    rules: tuple[Callable[[Concierge], bool], ...] = (
        lambda c: present(c, today),
        lambda c: not c.languages or language in c.languages,
    )
    for rule in rules:
        fitting = tuple(c for c in fitting if rule(c)) or fitting
    first = fitting
    if topics:
        experts = tuple(c for c in fitting if set(c.topics) & set(topics))
        generalists = tuple(c for c in fitting if not c.topics)
        first = experts or generalists or fitting
    return first, tuple(c for c in fitting if c not in first)


def serving(
    concierges: Sequence[Concierge], client: str | None, requester: str = ""
) -> tuple[Concierge, ...]:
    """Who may hear of a client's case, but the requester; those of another client only where nobody is.

    Before all other rules: somebody of this client who is away comes before somebody of another one.
    """
    serve = tuple(c for c in concierges if c.serves(client)) or tuple(concierges)
    return tuple(c for c in serve if requester.lower() not in c.addresses) or serve


def everyone(case: Case, settings: Settings) -> tuple[Concierge, ...]:
    """All who may hear of a case, whatever its topic and language."""
    return serving(settings.concierges, case.client)


def may_know(concierge: Concierge, case: Case, settings: Settings) -> bool:
    """Whether somebody may know of a case, though they were told of it: it may be another client's since."""
    return concierge in everyone(case, settings) or (case.owner or "").lower() in concierge.addresses


def listeners(
    concierges: Sequence[Concierge], case: Case, told: frozenset[str], today: date
) -> tuple[Concierge, ...]:
    """Who hears that the worker wrote again: the owner; where none is there, all on duty."""
    owner = next((c for c in concierges if case.owner and case.owner.lower() in c.addresses), None)
    if owner and present(owner, today):
        return (owner,)
    first, _ = on_duty(
        concierges,
        language=case.language,
        client=case.client,
        topics=case.topics,
        requester=case.requester.address,
        today=today,
    )
    return first if owner is None or owner in first else (*first, owner)

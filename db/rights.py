"""What the store knows of somebody who asks about their own data by mail. Read only."""

from __future__ import annotations

from cases.model import Person
from cases.rights import Question, Standing
from db import facts
from db.tables import Case, Message, Outbox


def standing(person: Person, question: Question | None, *, outsider: bool) -> Standing:
    """All that a request of this person, or their answer to `question`, has to know; locks nothing.

    `outsider`: somebody who may not open a case asks, and it counts whether we know them.
    """
    if question is None or question.person != person.id:
        return Standing(known=outsider and _is_known(person))
    queued = Outbox.select(Outbox.dedupe).where(Outbox.dedupe.in_((question.settled, question.asked_again)))
    keys = {row.dedupe for row in queued}
    return Standing(
        known=True,
        settled=question.settled in keys,
        asked_again=question.asked_again in keys,
        cases=facts.cases_of_person(question.person),
    )


def _is_known(person: Person) -> bool:
    """Whether this person asked something, or wrote on somebody's case."""
    asked = Case.select(Case.id).where(Case.requester == person.id)
    wrote = Message.select(Message.id).where(Message.author == person.address)
    return bool(asked.exists() or wrote.exists())

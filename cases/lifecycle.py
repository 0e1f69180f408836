"""The life of a mail and of its case, and the tables of what may follow what (DESIGN 3).

A mail comes in as octets. `intake.receive` stores them, with the place in the folder, in one commit, before
anybody looks inside: it is *received*. `intake.handle` takes one mail after the other and decides it in one
transaction. `intake.reading` says what it is, `intake.gather` looks up what is known of its author and case,
`intake.decide` answers with a value, a `Decision`, and `db.apply` carries that out in the same commit. After
it the mail is

- *accepted*: it joined or opened a case, and what it asked for was done, or its author got a transcript;
- *held*: something is in doubt (who wrote it, what would leak, who answered meanwhile) and a person was
  asked; their answer makes it received again, with that one doubt waived, or discards it. [response] hold
  parks mail here as well, until the clock releases it;
- *discarded*: a machine wrote it, we know it already, or a person said so. It changes nothing;
- *shunted*: deciding it failed three times. It waits for an operator, and the next mail goes on.

Nothing of it is ever deleted. The *case* that it joins says who owes a word: *new* and *open*, a concierge
does; *waiting*, the worker; *answered*, nobody; *closed* and *rejected* are over until somebody writes again.
The mails that the decision sends were *queued* in that same commit. `mailer.outbox` leases one (*sending*),
writes down the attempt, dials, and records what the server said: *sent*, *deferred*, *failed*, *suppressed*.
`intake.sent` files the copy.

When nobody owes anything any more, `followups` gives the case its *survey*: *scheduled*, *asked*, *reminded*
once, and *answered* by a mail that comes in as every other.

A pair that is not in a table cannot happen. What each state means stands beside it, in `cases.model`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from cases.model import Case
from cases.model import CaseEvent as E
from cases.model import CaseState as S
from cases.model import InboundState as M
from cases.model import SurveyState as V

CASE: Mapping[S, Mapping[E, S]] = MappingProxyType(
    {
        S.NEW: {
            E.WORKER_WROTE: S.NEW,
            E.ASKED: S.WAITING,
            E.ANSWERED: S.ANSWERED,
            E.ASSIGNED: S.OPEN,
            E.CLOSED: S.CLOSED,
            E.REJECTED: S.REJECTED,
        },
        S.OPEN: {
            E.WORKER_WROTE: S.OPEN,
            E.ASKED: S.WAITING,
            E.ANSWERED: S.ANSWERED,
            E.ASSIGNED: S.OPEN,
            E.CLOSED: S.CLOSED,
            E.REJECTED: S.REJECTED,
        },
        S.WAITING: {
            E.WORKER_WROTE: S.OPEN,
            E.ASKED: S.WAITING,
            E.ANSWERED: S.ANSWERED,
            E.ASSIGNED: S.WAITING,
            E.CLOSED: S.CLOSED,
            E.REJECTED: S.REJECTED,
        },
        S.ANSWERED: {
            E.WORKER_WROTE: S.OPEN,
            E.ASKED: S.WAITING,
            E.ANSWERED: S.ANSWERED,
            E.ASSIGNED: S.ANSWERED,
            E.CLOSED: S.CLOSED,
        },
        S.CLOSED: {
            E.WORKER_WROTE: S.OPEN,
            E.ASKED: S.WAITING,
            E.ANSWERED: S.ANSWERED,
            E.REOPENED: S.OPEN,
        },
        S.REJECTED: {
            E.WORKER_WROTE: S.OPEN,
            E.ASKED: S.WAITING,
            E.ANSWERED: S.ANSWERED,
            E.REOPENED: S.OPEN,
        },
    }
)

INBOUND: Mapping[M, frozenset[M]] = MappingProxyType(
    {
        M.RECEIVED: frozenset({M.ACCEPTED, M.HELD, M.DISCARDED, M.SHUNTED}),
        M.HELD: frozenset({M.RECEIVED, M.DISCARDED}),
        M.SHUNTED: frozenset({M.RECEIVED, M.DISCARDED}),
        M.ACCEPTED: frozenset(),
        M.DISCARDED: frozenset({M.RECEIVED}),  # a person says: it was none
    }
)
"""received again = released by a person or the clock, or tried again by an operator."""

SURVEY: Mapping[V | None, frozenset[V]] = MappingProxyType(
    {
        None: frozenset({V.SCHEDULED, V.CANCELLED}),
        V.SCHEDULED: frozenset({V.SCHEDULED, V.ASKED, V.CANCELLED, V.THROTTLED, V.LAPSED}),
        V.ASKED: frozenset({V.ASKED, V.REMINDED, V.ANSWERED, V.LAPSED, V.CANCELLED}),
        V.REMINDED: frozenset({V.REMINDED, V.ANSWERED, V.LAPSED, V.CANCELLED}),
        V.ANSWERED: frozenset({V.ANSWERED}),
        V.CANCELLED: frozenset({V.SCHEDULED}),  # never asked, and there is a new answer to ask about
    }
)
"""A throttled or lapsed survey is over, and so is a cancelled one that was asked: one a case, ever.

scheduled again = moved; asked or reminded again = words came without a rating, kept as its comment.
"""


def next_state(state: S, event: E) -> S | None:
    """The state after `event`, or None when the event is not allowed in `state`."""
    return CASE[state].get(event)


def answer_times(case: Case, event: E | None, at: datetime) -> dict[str, object]:
    """Fields of a case that a person's mail to the worker changes: the first answer is written down once.

    `event`: what the mail does to the case; questions and words of refusal do not start the survey's clock.
    """
    fields: dict[str, object] = {}
    if case.first_answer_at is None:
        fields["first_answer_at"] = at
    if event is E.ANSWERED:
        fields["last_answer_at"] = at
    return fields


def survey_may(before: V | None, after: V) -> bool:
    """Whether a survey may go from `before` (None: there is none yet) to `after`."""
    return after in SURVEY.get(before, frozenset())

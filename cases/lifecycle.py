"""Transition tables of a case and its survey (DESIGN 3). A pair that is not in a table cannot happen."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from cases.model import CaseEvent as E
from cases.model import CaseState as S
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

SURVEY: Mapping[V | None, frozenset[V]] = MappingProxyType(
    {
        None: frozenset({V.SCHEDULED, V.CANCELLED}),
        V.SCHEDULED: frozenset({V.SCHEDULED, V.ASKED, V.CANCELLED, V.THROTTLED, V.LAPSED}),
        V.ASKED: frozenset({V.REMINDED, V.ANSWERED, V.LAPSED, V.CANCELLED}),
        V.REMINDED: frozenset({V.ANSWERED, V.LAPSED, V.CANCELLED}),
        V.ANSWERED: frozenset({V.ANSWERED}),
    }
)
"""A cancelled, throttled or lapsed survey is over: one a case, ever. scheduled again = moved."""


def next_state(state: S, event: E) -> S | None:
    """The state after `event`, or None when the event is not allowed in `state`."""
    return CASE[state].get(event)


def survey_may(before: V | None, after: V) -> bool:
    """Whether a survey may go from `before` (None: there is none yet) to `after`."""
    return after in SURVEY.get(before, frozenset())

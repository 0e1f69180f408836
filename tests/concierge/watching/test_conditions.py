"""What the store says does not work: one cause is one trouble."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cases.troubles import Trouble, TroubleKind
from concierge.watching.conditions import Condition, conditions, ended, outdated
from db.health import ROLES
from db.watched import RoleSeen, Watched

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=1)
BOXES = ("help@example.org", "Hulp@example.org")
WELL = {role: RoleSeen(NOW, NOW, "") for role in ROLES}
QUIET = RoleSeen(NOW - timedelta(minutes=6), NOW - timedelta(minutes=6), "")


def _store(**changes: Any) -> Watched:
    fields: dict[str, Any] = {
        "roles": WELL,
        "pauses": {},
        "unsent": {},
        "waiting": frozenset(),
        "set_aside": 0,
        "undecided_since": None,
    }
    return Watched(**fields | changes)


def _broken(name: str, kind: TroubleKind = TroubleKind.READING) -> Trouble:
    return Trouble(name, kind, "why", LONG_AGO, NOW, LONG_AGO)


CASES: Mapping[str, tuple[Watched, tuple[Trouble, ...], list[str]]] = {
    "all is well": (_store(), (), []),
    "paused": (_store(pauses={"hulp@example.org": "535"}), (), ["paused:hulp@example.org"]),
    "paused and unsent": (
        _store(pauses={"hulp@example.org": "535"}, unsent={"hulp@example.org": LONG_AGO}),
        (),
        ["paused:hulp@example.org"],
    ),
    "unsent": (_store(unsent={"help@example.org": LONG_AGO}), (), ["unsent:help@example.org"]),
    "unsent because the relay is away": (
        _store(unsent={"help@example.org": LONG_AGO}, waiting=frozenset({"help@example.org"})),
        (_broken("relay:help@example.org", TroubleKind.RELAY),),
        ["relay:help@example.org"],
    ),
    "of a mailbox that is not configured": (_store(unsent={"old@example.org": LONG_AGO}), (), []),
    "set aside": (_store(set_aside=2), (), ["set-aside"]),
    "silent": (_store(roles=WELL | {"outbox": QUIET}), (), ["silent:outbox"]),
    "never seen": (_store(roles={"intake": WELL["intake"]}), (), ["silent:followups", "silent:outbox"]),
    "failing": (
        _store(roles=WELL | {"followups": RoleSeen(NOW, LONG_AGO, "no disk")}),
        (),
        ["failing:followups"],
    ),
    "intake fails because of a mailbox": (
        _store(roles=WELL | {"intake": RoleSeen(NOW, LONG_AGO, "no line")}),
        (_broken("mailbox:help@example.org"),),
        [],
    ),
    "undecided": (_store(undecided_since=LONG_AGO), (), ["undecided"]),
    "undecided because intake is silent": (
        _store(undecided_since=LONG_AGO, roles=WELL | {"intake": QUIET}),
        (),
        ["silent:intake"],
    ),
}


@pytest.mark.parametrize(
    ("known", "names"),
    [
        ((), ["token:help@example.org"]),
        ((_broken("mailbox:help@example.org", TroubleKind.LOGIN),), []),  # which is known, and told
    ],
)
def test_a_refused_token_is_one_cause(known: tuple[Trouble, ...], names: list[str]) -> None:
    """Reading and sending need the same one: it is not told as a pause besides."""
    store = _store(pauses={"help@example.org": "no token"}, unsent={"help@example.org": LONG_AGO})
    refused = Condition("token:help@example.org", TroubleKind.TOKEN, "no token")
    found = conditions(store, known, BOXES, ROLES, LONG_AGO, NOW, [refused])
    assert names == [each.name for each in found]


@pytest.mark.parametrize("name", CASES)
def test_each_cause_is_named_once(name: str) -> None:
    """And what follows from it is not."""
    store, known, names = CASES[name]
    assert names == [each.name for each in conditions(store, known, BOXES, ROLES, LONG_AGO, NOW)]


def test_roles_are_not_missed_at_once() -> None:
    """Processes begin one after the other; one that was missed before is so until it comes."""
    store = _store(roles={})
    assert () == conditions(store, (), BOXES, ROLES, NOW - timedelta(minutes=4), NOW)
    known = (_broken("silent:outbox", TroubleKind.SILENT),)
    found = conditions(store, known, BOXES, ROLES, NOW - timedelta(minutes=4), NOW)
    assert ["silent:outbox"] == [each.name for each in found]


def test_what_is_over_and_what_nobody_can_end() -> None:
    """What this place found and finds no more; a relay that nothing waits for; a mailbox that is gone."""
    known = (
        _broken("paused:help@example.org"),
        _broken("set-aside"),
        _broken("relay:help@example.org"),
        _broken("relay:hulp@example.org"),
        _broken("mailbox:help@example.org"),
        _broken("secret:old@example.org"),
    )
    store = _store(set_aside=1, waiting=frozenset({"hulp@example.org"}))
    logins = [Condition("token:help@example.org", TroubleKind.TOKEN)]
    found = conditions(store, known, BOXES, ROLES, LONG_AGO, NOW, logins)
    assert "token:help@example.org" not in [each.name for each in found]  # reading that mailbox says it
    assert ("paused:help@example.org", "relay:help@example.org", "secret:old@example.org") == ended(
        store, found, known
    )
    assert ("secret:old@example.org",) == outdated(known, BOXES)

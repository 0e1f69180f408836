"""What the store says does not work now. Pure.

What a process sees itself (a mailbox that it cannot read, a relay that is away) it writes down where it sees
it (`db.troubles`); one cause is one trouble, so what follows from a known one is left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cases.troubles import Trouble, TroubleKind
from db.watched import Watched

ALIVE = timedelta(minutes=5)  # without a sign of life for so long a role counts as dead
DERIVED = ("paused", "unsent", "set-aside", "undecided", "silent", "failing", "secret", "token", "backup")
"""First words of the names of troubles that are found here; all others end where they are found."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that does not work; see `cases.troubles.Trouble`."""

    name: str
    kind: TroubleKind
    why: str = ""


def conditions(
    seen: Watched,
    known: Iterable[Trouble],
    mailboxes: Iterable[str],
    roles: Iterable[str],
    started: datetime,
    now: datetime,
    others: Iterable[Condition] = (),
) -> tuple[Condition, ...]:
    """Everything that is wrong at `now`. `known`: what is broken already; `started`: when somebody began to
    look, before which no role is missed; `others`: of logins (secrets that ended, tokens that were refused),
    and of backups.
    """
    broken = {trouble.name for trouble in known if trouble.broken}
    reading = any(name.startswith("mailbox:") for name in broken)
    found: list[Condition] = []
    others = tuple(others)
    no_token = {each.name.partition(":")[2] for each in others if each.kind is TroubleKind.TOKEN}
    for address in mailboxes:
        key = address.lower()
        if key in seen.pauses and key in no_token:
            continue  # told once: reading and sending need the same token
        if key in seen.pauses:
            found.append(Condition(f"paused:{key}", TroubleKind.PAUSED, seen.pauses[key]))
        elif key in seen.unsent and f"relay:{key}" not in broken:
            found.append(Condition(f"unsent:{key}", TroubleKind.UNSENT))
    found += [
        Condition(each.name, each.kind, each.why)  # tried seldom: it is away for as long as mail waits for it
        for each in known
        if each.name in broken and each.name.startswith("relay:") and each.about in seen.waiting
    ]
    found += [
        each
        for each in others
        if mailbox_trouble(each.name.partition(":")[2]) not in broken  # which says the same of it
    ]
    if seen.set_aside:
        found.append(Condition("set-aside", TroubleKind.SET_ASIDE))
    silent = {role for role in roles if _silent(role, seen, broken, started, now)}
    found += [Condition(f"silent:{role}", TroubleKind.SILENT) for role in sorted(silent)]
    failing = {
        role: each.detail
        for role, each in seen.roles.items()
        if each.detail and role not in silent and not (role == "intake" and reading)
    }
    found += [Condition(f"failing:{role}", TroubleKind.FAILING, why) for role, why in sorted(failing.items())]
    if seen.undecided_since is not None and not {"intake"} & (silent | failing.keys()):
        found.append(Condition("undecided", TroubleKind.UNDECIDED))
    return tuple(found)


def ended(seen: Watched, found: Iterable[Condition], known: Iterable[Trouble]) -> tuple[str, ...]:
    """Names of the known troubles that are no more: those found here, and a relay that nothing waits for."""
    names = {each.name for each in found}
    over = []
    for trouble in known:
        first = trouble.name.partition(":")[0]
        idle = first == "relay" and trouble.about not in seen.waiting
        if (first in DERIVED and trouble.name not in names) or idle:
            over.append(trouble.name)
    return tuple(over)


def outdated(known: Iterable[Trouble], mailboxes: Iterable[str]) -> tuple[str, ...]:
    """Names of troubles of mailboxes that are not configured any more: nobody will see them end."""
    configured = {address.lower() for address in mailboxes}
    return tuple(each.name for each in known if "@" in each.about and each.about.lower() not in configured)


def _silent(role: str, seen: Watched, broken: Collection[str], started: datetime, now: datetime) -> bool:
    """A role that was silent before stays so until it shows itself."""
    beat = seen.roles.get(role)
    if beat is None:
        return f"silent:{role}" in broken or now - started > ALIVE
    last = beat.alive_at if f"silent:{role}" in broken else max(beat.alive_at, started)
    return now - last > ALIVE


def mailbox_trouble(address: str) -> str:
    """Name of the trouble of a mailbox that cannot be read."""
    return f"mailbox:{address.lower()}"


def relay_trouble(mailbox: str) -> str:
    """Name of the trouble of a mailbox whose relay is away."""
    return f"relay:{mailbox.lower()}"

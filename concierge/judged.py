"""Whether the service is well, in words: for `concierge health` and for whoever asks /healthz."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cases.calendar import add_working
from cases.endings import Ending, RefusedLogin
from cases.moments import public_moment
from cases.settings import Settings
from cases.troubles import Trouble, TroubleKind, lasts
from db import health
from followups.recipients import local_date

ALIVE = timedelta(minutes=5)  # without a sign of life for so long a role counts as dead
STUCK = timedelta(minutes=30)  # alive, but nothing worked for so long
SLOW = timedelta(minutes=1)  # one mail takes a blink
BACKUP = timedelta(days=3)  # a weekend without one is nobody's fault
SOON = 3  # days before a secret ends: a weekend, after which it would be too late
NAMED = 5  # mails that are named one by one
_BROKEN = {  # the others are seen in the figures themselves, at once
    TroubleKind.READING: "the mailbox {about} cannot be read",
    TroubleKind.LOGIN: "the mailbox {about} cannot be read",
    TroubleKind.RELAY: "mail of {about} does not go out",
    TroubleKind.UNSENT: "mail of {about} is due and does not go out (see `concierge outbox list`)",
    TroubleKind.UNDECIDED: "mail waits and is not decided",
    TroubleKind.FAILING: "{about} does not get on",
}


def all_problems(
    figures: health.Figures,
    endings: Iterable[Ending],
    refused: Iterable[RefusedLogin],
    settings: Settings,
    now: datetime,
) -> tuple[str, ...]:
    """What is wrong in the store and with the logins, in words; empty when the service is well."""
    return (
        *judge(figures, settings, now),
        *ended_logins(endings, local_date(now, settings)),
        *(each.why for each in refused),  # no time mends it
    )


def judge(figures: health.Figures, settings: Settings, now: datetime) -> tuple[str, ...]:
    """What is wrong, in words; empty when the service is well."""
    broken = _known_broken(figures, settings, now)
    problems = [*_ended(figures, settings), *broken.values()]
    known = [trouble.why for trouble in broken if trouble.why]
    for name, role in figures.roles.items():
        if role.stopped_at:
            continue
        if not _alive(role, now):
            seen = f"since {_at(role.alive_at, settings)}" if role.alive_at else "yet"
            problems.append(f"{name} has shown no sign of life {seen}: start `concierge run`")
        elif _stuck(role, now) and not _said(role.detail, known):
            problems.append(f"{name} does not get on: {role.detail or 'see the log'}")
    problems += _stopped_by_mail(figures, now)
    problems += [f"sending is paused: {paused}" for paused in figures.paused]
    problems += [
        *_not_looked_through(figures, settings),
        *backups(figures.backed_up, figures.backup_failed, settings, now),
    ]
    if figures.withheld:
        some = "1 mail that was" if figures.withheld == 1 else f"{figures.withheld} mails that were"
        problems.append(
            f"{some} perhaps sent before a backup was put back: see `concierge outbox list --state held`, "
            "then retry or cancel"
        )
    if figures.differences:
        found = ", ".join(f"{count} {name}" for name, count in figures.differences.items())
        problems.append(
            f"the nightly comparison of mailbox and store found {found}: "
            "see docs/operations.md, What to do for each alert"
        )
    if any(_held_too_long(mailbox, since, settings, now) for mailbox, since in _held(figures)):
        problems.append("mail is held longer than the promised answer time: see `concierge held list`")
    return tuple(problems)


def _held(figures: health.Figures) -> Iterable[tuple[str, datetime]]:
    """The arrival of what is held longest, by mailbox."""
    return figures.held_since.items() or ([("", figures.oldest_held)] if figures.oldest_held else [])


def _held_too_long(mailbox: str, since: datetime, settings: Settings, now: datetime) -> bool:
    """Longer than whoever writes to that mailbox is promised an answer."""
    client = next((box.client for box in settings.mailboxes if box.address == mailbox), None)
    seen = settings.for_client(client)
    return add_working(seen.hours, since, seen.response.target) < now


def _not_looked_through(figures: health.Figures, settings: Settings) -> Iterator[str]:
    """One mailbox that cannot be read keeps the whole restored service waiting: it is named."""
    begun = figures.restored
    if begun is not None:
        left = [box.address for box in settings.mailboxes if box.address not in begun.mailboxes]
        yield (
            f"the database is a backup of {_at(begun.made_at, settings)}: nothing is decided or sent until "
            f"{' and '.join(left) or 'its mailbox'} {'have' if len(left) > 1 else 'has'} been looked through "
            "(start `concierge run`; one that is gone for good: take its [[mailbox]] out and start again)"
        )


def backups(
    made: datetime | None, failed: datetime | None, settings: Settings, now: datetime
) -> Iterator[str]:
    """What is wrong with them: the last one failed, or where backups are made, there was none for days.

    Where never one was, somebody else may see to it.
    """
    if failed and (made is None or failed > made):
        yield (
            f"the backup of {_at(failed, settings)} failed: see `journalctl -u concierge-backup`, "
            "and make one (`concierge backup FOLDER`)"
        )
    elif made and now - made > BACKUP:
        yield (
            f"the last backup was made at {_at(made, settings)}: see "
            "`journalctl -u concierge-backup`, and make one (`concierge backup FOLDER`)"
        )


def _ended(figures: health.Figures, settings: Settings) -> Iterator[str]:
    """What ended as it was asked to: all roles in one sentence, or those of them."""
    ended = {name: role.stopped_at for name, role in figures.roles.items() if role.stopped_at}
    if ended:
        names = "" if len(ended) == len(figures.roles) else f"{', '.join(ended)} "
        command = f"run {next(iter(ended))}" if len(ended) == 1 else "run"
        yield f"{names}stopped at {_at(max(ended.values()), settings)}: start `concierge {command}`"


def _known_broken(figures: health.Figures, settings: Settings, now: datetime) -> dict[Trouble, str]:
    """What whoever works, or watches, knows to be broken for long enough, in words. Nobody at work knows
    nothing; what the figures say themselves is not said twice.
    """
    if not any(_alive(role, now) for role in figures.roles.values()):
        return {}
    after = min(settings.alert.after, STUCK)
    found = {}
    for trouble in figures.troubles:
        words = _BROKEN.get(trouble.kind, "")
        if words and lasts(trouble, now, after):
            why = f": {trouble.why}" if trouble.why else ""
            found[trouble] = words.format(about=trouble.about) + f" since {_at(trouble.since, settings)}{why}"
    return found


def _said(detail: str, known: Iterable[str]) -> bool:
    """Whether why a role fails is told as something known already; it joins the reasons by "; "."""
    rest = detail
    for why in known:
        rest = rest.replace(why, "")
    return bool(detail) and not rest.strip("; ")


def ended_logins(endings: Iterable[Ending], today: date) -> tuple[str, ...]:
    """Secrets and certificates that ended or end within SOON days. Before that they are only warned of:

    a supervisor that is told of something that will be wrong in four weeks learns not to listen.
    """
    return tuple(told(each, today) for each in endings if each.days_left(today) <= SOON)


def told(ending: Ending, today: date) -> str:
    """The end of a secret or certificate in words, with what to do."""
    left = ending.days_left(today)
    when = f"ended on {ending.day}" if left < 0 else f"ends on {ending.day}"
    return f"the {ending.what} of {ending.mailbox} {when}: make a new one (docs/operations.md, Microsoft 365)"


def _stopped_by_mail(figures: health.Figures, now: datetime) -> Iterator[str]:
    for one in figures.deciding:
        if one.since is not None and now - one.since > SLOW:
            minutes = (now - one.since) // timedelta(minutes=1)
            yield f"mail {one.mail} has been decided for {minutes} minute{'s' if minutes > 1 else ''}"
        elif one.lost:
            yield f"deciding mail {one.mail} stopped the program once; it is tried once more"
    if figures.set_aside:
        named = ", ".join(map(str, figures.set_aside[:NAMED]))
        more = f" and {len(figures.set_aside) - NAMED} more" if len(figures.set_aside) > NAMED else ""
        yield f"could not decide mail {named}{more}: see `concierge held list`, then retry or discard"


def shown(figures: health.Figures, problems: tuple[str, ...], now: datetime) -> dict[str, Any]:
    """The object of `health --json` (CONTRACT 2), with the problems in words beside it."""
    return {
        "ok": not problems,
        "roles": {
            name: {
                "alive": _alive(role, now),
                "last_success_at": public_moment(role.last_success_at),
                "waiting": role.waiting,
            }
            for name, role in figures.roles.items()
        },
        "held": figures.held,
        "problems": list(problems),
    }


def _at(moment: datetime, settings: Settings) -> str:
    """On the service's clock, as in every list: "2026-11-21 10:00"."""
    return f"{moment.astimezone(ZoneInfo(settings.timezone)):%Y-%m-%d %H:%M}"


def _stuck(role: health.Role, now: datetime) -> bool:
    return role.last_success_at is None or now - role.last_success_at > STUCK


def _alive(role: health.Role, now: datetime) -> bool:
    return not role.stopped_at and role.alive_at is not None and now - role.alive_at <= ALIVE

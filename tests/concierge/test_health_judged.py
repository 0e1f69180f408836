"""What `health` calls well, and what it says otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cases.endings import Ending, step
from cases.settings import AlertSettings
from cases.troubles import Trouble, TroubleKind
from concierge.judged import ended_logins, judge, shown
from db.health import Deciding, Figures, Role
from db.restored import Begun
from tests import desk as d

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
WELL = Role(NOW, NOW, 0, "")


def _deciding(one: Deciding) -> Figures:
    return Figures({"intake": WELL}, 0, None, deciding=(one,))


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        (Figures({"intake": WELL}, 0, None), ""),
        (Figures({"intake": WELL}, 1, NOW - timedelta(minutes=5)), ""),
        (Figures({"intake": WELL}, 1, NOW - timedelta(days=3)), "held longer"),
        (Figures({"intake": Role(None, None, 0, "")}, 0, None), "no sign of life"),
        (Figures({"intake": WELL}, 0, None, withheld=1), "1 mail that was perhaps sent before"),
        (Figures({"intake": WELL}, 0, None, withheld=4), "4 mails that were perhaps sent before"),
        (
            Figures({"outbox": Role(NOW, NOW - timedelta(hours=2), 3, "login refused")}, 0, None),
            "login refused",
        ),
        (Figures({"outbox": WELL}, 0, None, ("help@example.org (535 no)",)), "sending is paused"),
        (_deciding(Deciding(31, NOW - timedelta(seconds=50))), ""),
        (_deciding(Deciding(31, NOW - timedelta(minutes=4))), "mail 31 has been decided for 4 minutes"),
        (_deciding(Deciding(31, None, 1)), "mail 31 stopped the program once"),
        (Figures({"intake": WELL}, 1, NOW, set_aside=(31,)), "could not decide mail 31: see"),
        (Figures({"intake": WELL}, 7, NOW, set_aside=tuple(range(1, 8))), "mail 1, 2, 3, 4, 5 and 2 more"),
    ],
)
def test_judged(figures: Figures, words: str) -> None:
    """Each trouble is said in words; without any the service is well."""
    problems = judge(figures, d.facts(d.mail("Hello")).settings, NOW)
    assert bool(words) == bool(problems)
    assert words in " ".join(problems)


@pytest.mark.parametrize(
    ("days", "warned", "words"),
    [
        (31, False, ""),
        (30, True, ""),
        (4, True, ""),
        (3, True, "the client secret of help@example.org ends on 2026-11-26"),
        (0, True, "the client secret of help@example.org ends on 2026-11-23"),
        (-1, False, "the client secret of help@example.org ended on 2026-11-22"),
    ],
)
def test_an_ending_secret_is_warned_of_before_it_is_wrong(days: int, warned: bool, words: str) -> None:
    """Thirty days ahead it is told; not well is a service only when a weekend is left, or less."""
    today = NOW.date()
    end = Ending("help@example.org", today + timedelta(days=days))
    assert warned == (step(end, today) is not None)
    assert words in "".join(ended_logins((end,), today))
    assert bool(words) == bool(ended_logins((end,), today))


BOX = "help@example.org"
MINUTE = timedelta(minutes=1)


def _broken(
    kind: TroubleKind, minutes: float, about: str = BOX, why: str = "no line", **changed: Any
) -> Trouble:
    since = NOW - minutes * MINUTE
    return replace(Trouble(f"{kind}:{about}", kind, why, since, NOW, since), **changed)


STUCK_INTAKE = Role(NOW, NOW - timedelta(hours=1), 0, "no line")
AFTER = "after 10 minutes"
KNOWN: dict[str, tuple[tuple[Trouble, ...], str]] = {
    "a moment ago": ((_broken(TroubleKind.READING, 9),), ""),
    AFTER: (
        (_broken(TroubleKind.READING, 10),),
        f"the mailbox {BOX} cannot be read since 2026-11-23 15:50: no line",
    ),
    "told": ((_broken(TroubleKind.LOGIN, 1, told_at=NOW),), f"the mailbox {BOX} cannot be read"),
    "well again": ((_broken(TroubleKind.READING, 20, told_at=NOW, broken=False),), ""),
    "in all, with pauses": (
        (_broken(TroubleKind.READING, 15, changed_at=NOW, spent=10 * MINUTE),),
        "cannot be read",
    ),
    "nobody knows any more": ((_broken(TroubleKind.READING, 60, seen_at=NOW - 30 * MINUTE),), ""),
    "relay": ((_broken(TroubleKind.RELAY, 10),), f"mail of {BOX} does not go out since"),
    "unsent": ((_broken(TroubleKind.UNSENT, 10, why=""),), f"mail of {BOX} is due and does not go out"),
    "undecided": ((_broken(TroubleKind.UNDECIDED, 10, "", ""),), "mail waits and is not decided since"),
    "failing": ((_broken(TroubleKind.FAILING, 10, "outbox"),), "outbox does not get on since"),
    "seen in the figures": ((_broken(TroubleKind.PAUSED, 10),), ""),
}


@pytest.mark.parametrize("name", KNOWN)
def test_what_the_watcher_knows_is_not_well(name: str) -> None:
    """As soon as it would be told, whether or not there is a route; healed at once."""
    known, words = KNOWN[name]
    settings = replace(d.facts(d.mail("Hello")).settings, alert=AlertSettings(after=10 * MINUTE))
    problems = judge(Figures({"intake": WELL}, 0, None, troubles=known), settings, NOW)
    assert int(bool(words)) == len(problems)
    assert words in "".join(problems)


def test_half_an_hour_is_the_most_and_one_cause_is_said_once() -> None:
    """However patient the alert is; and the role does not repeat the reason of its mailboxes."""
    settings = replace(d.facts(d.mail("Hello")).settings, alert=AlertSettings(after=timedelta(days=1)))
    known = _broken(TroubleKind.READING, 31)
    assert 1 == len(judge(Figures({"intake": STUCK_INTAKE}, 0, None, troubles=(known,)), settings, NOW))
    other = replace(STUCK_INTAKE, detail="no line; the disk is full")
    assert 2 == len(judge(Figures({"intake": other}, 0, None, troubles=(known,)), settings, NOW))
    assert 1 == len(judge(Figures({"intake": replace(other, detail="")}, 0, None), settings, NOW))


def test_a_clean_stop_is_said_at_once() -> None:
    """All of it, or the roles that nobody does; what such a service knew of its mailboxes is past."""
    settings = d.facts(d.mail("Hello")).settings
    gone = replace(WELL, stopped_at=NOW)
    trouble = (_broken(TroubleKind.READING, 1, told_at=NOW),)
    figures = Figures(dict.fromkeys(("intake", "outbox"), gone), 0, None, troubles=trouble)
    problems = judge(figures, settings, NOW)
    assert ("stopped at 2026-11-23 16:00: start `concierge run`",) == problems
    assert not shown(figures, problems, NOW)["roles"]["outbox"]["alive"]
    (problem,) = judge(Figures({"intake": WELL, "outbox": gone}, 0, None), settings, NOW)
    assert "outbox stopped at 2026-11-23 16:00: start `concierge run outbox`" == problem


@pytest.mark.parametrize(
    ("done", "words"),
    [
        (None, ""),
        (frozenset(), "until {box} and b@example.org have been looked through"),
        (frozenset({"{box}"}), "until b@example.org has been looked through"),
        (frozenset({"b@example.org"}), "until {box} has been looked through"),
    ],
)
def test_a_restored_service_says_for_which_mailbox_it_waits(done: frozenset[str] | None, words: str) -> None:
    """And that nothing goes on until then, with a way out."""
    settings = d.facts(d.mail("Hello")).settings
    (box,) = settings.mailboxes[:1]
    settings = replace(settings, mailboxes=(box, replace(box, address="b@example.org")))
    begun = None
    if done is not None:
        begun = Begun(NOW, frozenset(each.format(box=box.address) for each in done))
    problems = judge(Figures({"intake": WELL}, 0, None, restored=begun), settings, NOW)
    assert (done is not None) == bool(problems)
    assert words.format(box=box.address) in "".join(problems)
    assert ("take its [[mailbox]] out" in "".join(problems)) == bool(problems)


@pytest.mark.parametrize(("age", "said"), [(None, False), (1, False), (72, False), (73, True)])
def test_backups_that_stopped(age: int | None, said: bool) -> None:
    """Only where one was ever made."""
    at = NOW - timedelta(hours=age) if age is not None else None
    figures = Figures({"intake": WELL}, 0, None, backed_up=at)
    problems = judge(figures, d.facts(d.mail("Hello")).settings, NOW)
    assert said == ("the last backup was made at" in "".join(problems))


@pytest.mark.parametrize(
    ("made", "failed", "said"), [(None, 1, True), (5, 1, True), (1, 5, False), (None, None, False)]
)
def test_a_backup_that_failed(made: int | None, failed: int | None, said: bool) -> None:
    """Until one is made; it is not said to be late as well. Hours ago."""
    ago = {
        name: NOW - timedelta(hours=h) for name, h in (("made", made), ("failed", failed)) if h is not None
    }
    figures = Figures({"intake": WELL}, 0, None, backed_up=ago.get("made"), backup_failed=ago.get("failed"))
    problems = judge(figures, d.facts(d.mail("Hello")).settings, NOW)
    assert said == bool(problems)
    assert not said or "failed: see `journalctl -u concierge-backup`" in problems[0]

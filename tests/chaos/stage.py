"""A service on real servers, its people, and its lives: steps of a story are played, whatever dies meanwhile.

The database is open in this process too, to look into. Several processes of the service at once are one life:
its roles apart.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from concierge.config.load import load
from db import folders, sentbox
from db.connect import open_database
from db.tables import Attempt, Inbound, Outbox
from intake.receive import INBOX
from tests.chaos.endings import PATIENCE, ROLES, Ending
from tests.chaos.relay import Loss, Relay
from tests.chaos.story import WORKERS, Act, Step
from tests.installation import ROOT, Forge, Running
from tests.scene import QUIET, Letter, Scene, Wishes, letter
from tests.servers.post import Post, User

CALM = Ending("never", times=2)
OTHERWISE = """
[intake]
poll = "1s"
[survey]
after = "252h"
remind = "132h"
per_person = "1h"
[limits]
automatic_per_sender = "100 per 1d"
automatic_per_case = "100 per 1d"
"""
"""Nothing falls due near a step, which comes in the evening: a calm run and one that is put right again, some
hours later, then do the same."""
TOPICS = """
[presenting]
en = "presenting"
nl = "presenteren"
keywords.en = ["talk", "slides", "presenting", "presentation"]
keywords.nl = ["presentatie", "presenteren", "spreken"]
[spreadsheets]
en = "spreadsheets"
nl = "rekenbladen"
keywords.en = ["pivot table", "spreadsheet"]
keywords.nl = ["draaitabel", "rekenblad"]
"""
CATALOGUE = """slug,title,summary,kind,training,provider,price,currency,minutes,with,language,topics
watch-me,Ask a colleague,They tell what was clear.,colleague,no,us,0,EUR,45,others,en;nl,presenting
aloud,Rehearse aloud three times,Once for somebody.,practice,no,us,0,EUR,60,alone,en;nl,presenting
talks,Talks that work,A day with a coach.,course,yes,Example School,190,EUR,420,others,en;nl,presenting
pivot,Pivot tables in an hour,With your own numbers.,video,yes,Tables Ltd,0,EUR,60,alone,en,spreadsheets
"""
"""Small: those that a new service begins with take longer to read than all the rest of a short life."""
LOOK = 0.02  # seconds
LOOK_WELL = 0.15  # and into the database
LONGEST = 90.0  # seconds of a life by `--once`
NOT_QUIET = 8.0  # seconds after which a daemon that waits to try again is killed
WAITS = tuple(timedelta(minutes=m) for m in (0, 2, 7, 20, 40, 90, 180, 300))
"""How far the clock goes on between the lives in which what was put off is done again."""


@dataclass(frozen=True, slots=True)
class Death:
    """How a life ended. `place`: of the commit that was its end, with its side; "" for another end."""

    ending: Ending
    status: int
    place: str = ""
    log: str = ""

    @property
    def killed(self) -> bool:
        return self.status == -signal.SIGKILL


Deadly = tuple[Sequence[Ending], Sequence[Ending]]


class Stage(Scene):
    """Made with a migrated database. `delivered`: Message-ID and octets of all mail to the service."""

    def __init__(
        self, post: Post, url: str, folder: Path, forge: Forge, relay: Relay, begins: datetime
    ) -> None:
        wishes = Wishes(catalogue=True, response=QUIET, extra=OTHERWISE)
        super().__init__(post, url, folder, wishes, begins)
        self.delivered: dict[str, bytes] = {}
        self._written = 0
        self.skipped: list[str] = []  # acts that had nothing to answer
        self.workers = {local: self.person(local, name) for local, name in WORKERS.items()}
        self._forge, self.relay = forge, relay
        self._day = begins
        self._started: list[Running] = []
        self.commits = folder / "commits"
        relay.forget()
        (folder / "topics.toml").write_text(TOPICS)
        (folder / "catalogue.csv").write_text(CATALOGUE)
        self.settings = load(folder / "concierge.toml", {})
        self.database = open_database(self.settings.database_url, folder)

    # -- steps

    def play(self, step: Step, deadly: Deadly = ((), ())) -> list[Death]:
        """Days go by, in which something may fall due, and then come the acts of a step: in both these lives,
        one after the other, and calm ones until nothing is left."""
        self._day += step.passes
        self.now = max(self._day, self.now)
        meanwhile, then = deadly
        deaths = self._lives(meanwhile, [])
        letters = [mail for act in step.acts if (mail := self._mail(act)) is not None]
        return deaths + self._lives(then, letters)

    def _lives(self, endings: Sequence[Ending], letters: list[bytes]) -> list[Death]:
        deaths: list[Death] = []
        for ending in endings:
            late = letters if ending.late else []
            if not ending.late:
                self._deliver(letters)
            letters = []
            deaths.append(self.life(ending, late))
            if self._in_doubt():
                break
        self._deliver(letters)
        self.calm()
        return deaths

    def calm(self) -> None:
        """Lives that end well, until all is done. Raises AssertionError when they do not get there."""
        for wait in WAITS:
            self.now += wait
            death = self.life(CALM)
            assert death.status == 0, f"a calm life ended with {death.status}:\n{death.log}"
            if not (left := self.left()):
                return
        raise AssertionError(f"not quiet: {left}\n{death.log}")

    def life(self, ending: Ending, late: Sequence[bytes] = ()) -> Death:
        """One life to its end."""
        processes = self._begin(ending)
        victim = processes[ROLES.index(ending.apart) if ending.apart else 0]
        self.relay.expect(*self._losses(ending, victim))
        began = time.monotonic()
        if late:
            time.sleep(0.1 * min(ending.nth, 5))
            self._deliver(late)
        self._watch(ending, victim, began)
        for other in processes:
            if other is not victim:
                _kill(other.pid)
                other.wait()
        status = victim.wait()
        _kill(victim.pid)  # what outlives its main process for a moment
        self.relay.expect()
        self.now += timedelta(seconds=time.monotonic() - began)
        return Death(ending, status, self._place(), victim.log)

    def left(self) -> list[str]:
        """What is not done yet, in words."""
        box = self.service.address
        left = [
            f"mail {row.id} is {row.state}" for row in Inbound.select().where(Inbound.state == "received")
        ]
        if (stored := Inbound.select().where(Inbound.folder == INBOX).count()) != len(self.delivered):
            left.append(f"{stored} of {len(self.delivered)} mails are stored")
        waiting = Outbox.select().where(Outbox.state.in_(("queued", "sending", "deferred")))
        left += [f"{row.kind} {row.id} is {row.state}: {row.last_reply}" for row in waiting]
        left += [f"mail {each.id} is not moved" for each in folders.unfiled(box, INBOX)]
        return left + [f"mail {each.id} has no copy in Sent" for each in sentbox.uncopied(box)]

    def end(self) -> None:
        """Nothing that was started here goes on."""
        for running in self._started:
            if running.status is None:
                _kill(running.pid)
                running.wait()

    # -- processes

    def _begin(self, ending: Ending) -> list[Running]:
        if not ending.apart:
            return [self._fork(ending, ROLES)]
        calm = replace(CALM, once=False, times=1)
        return [self._fork(ending if role == ending.apart else calm, (role,)) for role in ROLES]

    def _fork(self, ending: Ending, roles: Sequence[str]) -> Running:
        path = self.folder / f"log{len(self._started)}"
        path.touch()
        order: dict[str, Any] = {
            "start": str(self.folder / "concierge.toml"),
            "from": self.now.isoformat(),
            "roles": list(roles),
            "ending": ending.as_order(),
            "commits": str(self.commits),
            "log": str(path),
            "folder": str(self.folder),
            "environment": {"PYTHONPATH": str(ROOT)},
        }
        running = Running(self._forge.ask(**order), path, lambda pid: self._forge.ask(wait=pid))
        self._started.append(running)
        return running

    def _losses(self, ending: Ending, victim: Running) -> list[Loss]:
        losses = []
        if ending.how == "data":
            losses.append(Loss(ending.nth, ending.side == "before", lambda: _kill(victim.pid)))
        if ending.cut:
            losses.append(Loss(ending.cut, ending.cut_side == "before"))
        return losses

    def _watch(self, ending: Ending, victim: Running, began: float) -> None:
        """Until it has ended. A daemon that comes to rest is killed then; a calm one is asked to end."""
        rests_since: float | None = None
        look_at = 0.0
        while victim.alive:
            now = time.monotonic()
            if now - began > LONGEST:
                _kill(victim.pid)
                raise AssertionError(f"{ending}: no end in {LONGEST:g} s\n{victim.log}")
            if not ending.once and now - began > NOT_QUIET and not self._in_doubt():
                _kill(victim.pid)
                return
            if not ending.once:
                if now < look_at:
                    pass
                elif self.left():
                    rests_since = None
                elif rests_since is None:
                    rests_since = now
                elif now - rests_since > (0 if ending.how == "rest" else PATIENCE):
                    _kill(victim.pid)
                    return
                if now >= look_at:
                    look_at = now + LOOK_WELL
            time.sleep(LOOK)

    def _place(self) -> str:
        """Of the last line, if it is an end; from now on another file."""
        try:
            lines = self.commits.read_text().splitlines()
        except FileNotFoundError:
            return ""
        with (self.folder / "places").open("a") as places:
            places.writelines(f"{line}\n" for line in lines)
        self.commits.unlink()
        return next((line for line in lines if not line.startswith("seen ")), "")

    def _in_doubt(self) -> bool:
        """Whether a further death may be too much: a mail from which nobody came back twice is set aside, and
        one whose sending had no known end three times is given up (CONTRACT 6 and 7)."""
        begun = Inbound.begun_by.is_null(False) | (Inbound.lost > 0)
        if Inbound.select().where(Inbound.state == "received", begun).exists():
            return True
        unknown = Attempt.select(Attempt.outbox).where(Attempt.outcome.in_(("", "unknown")))
        return max(Counter(row.outbox_id for row in unknown).values(), default=0) > 1

    # -- mail

    def user(self, local: str) -> User:
        return {"anna": self.anna, "bram": self.bram, **self.workers}[local]

    def _deliver(self, letters: Sequence[bytes]) -> None:
        for raw in letters:
            mail = letter(raw)
            to, author = (mail.mail[name].addresses[0].addr_spec for name in ("To", "From"))
            self.post.deliver(raw, to, mail_from=author)
            self.delivered[mail["Message-ID"]] = raw

    def _mail(self, act: Act) -> bytes | None:
        """As their client writes it; None where they have nothing to answer."""
        user = self.user(act.who)
        self._written += 1
        headers = {"Message-ID": f"<{self._written}.{act.about}.{act.who}@client.example.test>"}
        if not act.to:
            return self.compose(user, self.service.address, act.subject, act.text, headers=headers).as_bytes()
        asked = [each for each in self.relay.letters(user.address) if f"({act.about})" in each["Subject"]]
        fitting = [each for each in asked if self._kind(each) == act.to] or (
            [] if act.to == "survey" else asked
        )
        if not fitting:
            self.skipped.append(f"{act.who}: {act.to} of {act.about}")
            return None
        if act.away:
            headers["Auto-Submitted"] = "auto-replied"
        return self.composed_reply(user, fitting[-1], act.text, headers=headers).as_bytes()

    def _kind(self, mail: Letter) -> str:
        row = Outbox.get_or_none(Outbox.message_id == mail["Message-ID"])
        return str(row.kind) if row else ""


def _kill(group: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def monday() -> datetime:
    """Six or seven o'clock in the evening in Brussels, on a Monday that is still to come."""
    today = datetime.now(UTC).replace(hour=17, minute=0, second=0, microsecond=0)
    return today + timedelta(days=7 - today.weekday())

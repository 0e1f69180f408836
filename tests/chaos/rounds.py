"""Rounds of one story each: played calmly once, then again with deaths in every step, and compared.

    with Grounds() as grounds:
        result = Rounds(grounds, seed=1).play(0, "sqlite")

A round depends on its seed and number alone, so that one can be played again.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Self

from concierge.demo.border import Arriving, Results, with_results
from db.connect import disconnect, open_database
from db.migrate import migrate
from tests.chaos.account import Account, account, differences, lost
from tests.chaos.checks import faults
from tests.chaos.endings import drawn
from tests.chaos.relay import Relay, running_relay
from tests.chaos.stage import CALM, Deadly, Death, Stage, monday
from tests.chaos.story import Step, story
from tests.installation import Forge
from tests.servers.dovecot import Dovecot, running_dovecot
from tests.servers.post import AUTHSERV_ID, Post, Way
from tests.servers.postgres import Postgres, running_postgres
from tests.servers.processes import make_certificate, server_folder
from tests.servers.relay import deliver_by_lmtp

STEPS = 9  # of a story
TOLD = 5  # rounds of a story
MEANWHILE = 0.4  # of the steps have a death while days go by
DEATHS = {1: 3, 2: 4, 3: 2, 4: 1}  # in a step, one after the other -> of so many steps in ten
ENGINES = ("sqlite", "postgresql")


@dataclass(slots=True)
class Round:
    """What came of a round. `places`: of commits, by whether a life ended there and on which side."""

    number: int
    engine: str
    deaths: list[Death] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    places: Counter[str] = field(default_factory=Counter)
    mails: int = 0
    doubles: int = 0
    kept: Path | None = None

    @property
    def kills(self) -> int:
        return sum(death.killed for death in self.deaths)


class Grounds:
    """The servers of all rounds: Dovecot, PostgreSQL where it is wanted, our relay, the prepared process."""

    def __init__(self, engines: Sequence[str] = ENGINES) -> None:
        """Raises MissingServerError without one of the servers, once entered."""
        self._engines = engines
        self._stack = contextlib.ExitStack()
        self._postgres: Postgres | None = None

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            certificate = make_certificate(stack.enter_context(server_folder("certificate")))
            dovecot = stack.enter_context(running_dovecot(certificate))
            if "postgresql" in self._engines:
                self._postgres = stack.enter_context(running_postgres())
            self.relay: Relay = stack.enter_context(running_relay())
            self.forge = Forge("chaos/lives.py")
            stack.callback(self.forge.close)
            self.folder = Path(
                stack.enter_context(
                    tempfile.TemporaryDirectory(prefix="lc-chaos-", ignore_cleanup_errors=True)
                )
            )
            self.post = _post(dovecot, self.relay)
            _migrated("sqlite:///migrated.db", self.folder)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def database(self, engine: str, folder: Path) -> str:
        """The URL of a fresh database for a service in this folder."""
        if engine == "sqlite":
            shutil.copy(self.folder / "migrated.db", folder / "concierge.db")
            return "sqlite:///concierge.db"
        assert self._postgres is not None
        return self._postgres.copy_of("chaos", _migrated)

    def forget(self, url: str) -> None:
        """A database is not needed any more."""
        if self._postgres is not None and url.startswith("postgresql"):
            self._postgres.drop(url)


class Rounds:
    """All of one seed. `keep`: where the folder of a round with a fault goes."""

    def __init__(self, grounds: Grounds, seed: int, steps: int = STEPS, keep: Path | None = None) -> None:
        self._grounds, self._seed, self._steps, self._keep = grounds, seed, steps, keep
        self._begins = monday()
        self._calm: dict[int, list[Account]] = {}
        self._played = 0

    def play(self, number: int, engine: str) -> Round:
        """One round, with its deaths."""
        told = number // TOLD
        steps = story(self._seed * 1_000_003 + told, self._steps)
        calm = self._accounts(told, steps)
        random = Random(f"{self._seed} {number}")
        endings = [_endings(random) for _ in steps]
        result = Round(number, engine)
        folder = self._folder()
        url = self._grounds.database(engine, folder)
        stage = Stage(self._grounds.post, url, folder, self._grounds.forge, self._grounds.relay, self._begins)
        try:
            result.deaths.append(stage.life(drawn(random)))  # the very first start, with an empty mailbox
            stage.calm()
            for at, (step, deadly) in enumerate(zip(steps, endings, strict=True)):
                result.deaths += stage.play(step, deadly)
                found = [*faults(stage), *differences(calm[at], account(), lost())]
                if found:
                    ended = "; ".join(map(str, (*deadly[0], *deadly[1])))
                    result.faults += [f"step {at} ({ended}): {each}" for each in found]
                    break
        except AssertionError as error:
            result.faults.append(f"after {len(result.deaths)} lives: {error}")
        finally:
            stage.end()
            result.mails = len(stage.relay.copies())
            result.doubles = sum(count - 1 for count in stage.relay.copies().values())
            disconnect()
        result.places = Counter((folder / "places").read_text().splitlines())
        self._put_away(folder, url, result)
        return result

    def _accounts(self, told: int, steps: Sequence[Step]) -> list[Account]:
        """What a service that nobody kills says after each step; played once."""
        if told not in self._calm:
            folder = self._folder()
            url = self._grounds.database("sqlite", folder)
            stage = Stage(
                self._grounds.post, url, folder, self._grounds.forge, self._grounds.relay, self._begins
            )
            accounts = []
            try:
                stage.life(CALM)
                for step in steps:
                    stage.play(step)
                    if found := list(faults(stage)):
                        raise AssertionError(f"without any death: {found}")
                    accounts.append(account())
            finally:
                stage.end()
                disconnect()
            shutil.rmtree(folder)
            self._calm[told] = accounts
        return self._calm[told]

    def _folder(self) -> Path:
        self._played += 1
        folder = self._grounds.folder / f"round{self._played}"
        folder.mkdir()
        return folder

    def _put_away(self, folder: Path, url: str, result: Round) -> None:
        if result.faults and self._keep is not None:
            result.kept = self._keep / f"{self._seed}-{result.number}-{result.engine}"
            shutil.copytree(folder, result.kept, dirs_exist_ok=True)
        else:
            self._grounds.forget(url)
        shutil.rmtree(folder)


def _endings(random: Random) -> Deadly:
    meanwhile = (drawn(random),) if random.random() < MEANWHILE else ()
    return meanwhile, tuple(
        drawn(random) for _ in range(random.choices(tuple(DEATHS), tuple(DEATHS.values()))[0])
    )


def _migrated(url: str, folder: Path = Path()) -> None:
    migrate(open_database(url, folder))
    disconnect()


def _post(dovecot: Dovecot, relay: Relay) -> Post:
    def at_the_border(arriving: Arriving, results: Results) -> None:
        raw = with_results(arriving, results, AUTHSERV_ID)
        deliver_by_lmtp(dovecot.lmtp, raw, arriving.mail_from, [arriving.rcpt_to])

    ways = Way(dovecot.imap, "none"), Way(relay.port, "none")
    return Post("chaos", *ways, None, dovecot.add_user, at_the_border)

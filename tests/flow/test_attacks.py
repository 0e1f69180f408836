"""Every row of the table of attacks: it comes to nothing, and the honest mail beside it does its thing.

`pytest tests/flow/test_attacks.py -k spoofing`; groups: spoofing, tokens, threads, smuggled, injection,
leaks, loops, floods, taps, drafts.

With a guard taken away these rows fail: proof always passes, 14 of spoofing; Reply-To taken for the
author, 2; a token not bound to its person, 2 of tokens; no signature looked at, 1; weak clues without a
participant, 7 of threads; a stranger taken for the worker, 6; commands read in all the text, 8 of
smuggled; unsafe links shown, 6 of injection; HTML let through, 5; control characters kept, 3; any name of
a template, 3; no search for leaks, 21 of leaks; no mail automatic, 10 of loops; no caps, 10 of floods.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from tests.flow.attacks import (
    drafts,
    floods,
    injection,
    leaks,
    loops,
    smuggled,
    spoofing,
    taps,
    threads,
    tokens,
)
from tests.flow.attacks.office import Office
from tests.flow.attacks.on_servers import play_all
from tests.flow.attacks.play import Stage, play
from tests.flow.attacks.row import Row
from tests.scene import Wishes
from tests.servers.model_server import model_server
from tests.world import MONDAY, World

GROUPS = {
    each.__name__.rpartition(".")[2]: each.ROWS
    for each in (spoofing, tokens, threads, smuggled, injection, leaks, loops, floods, taps, drafts)
}
TABLE = sorted(
    ((group, row) for group, rows in GROUPS.items() for row in rows), key=lambda each: each[1].world
)
MANY = """[limits]
automatic_per_sender = "9999 per 1d"
automatic_per_case = "9999 per 1d"
automatic_total = "99999 per 1h"
"""
WORLDS = {
    "plain": Wishes(extra=MANY),
    "flood": Wishes(extra='[limits]\nautomatic_per_case = "2 per 1d"\nrequests_per_sender = "3 per 1h"'),
    "tight": Wishes(extra='[limits]\nautomatic_per_sender = "1 per 1d"'),
    "full": Wishes(extra='[limits]\nautomatic_total = "10 per 1h"'),
    "small": Wishes(extra=MANY + '[intake]\nmax_message = "100 KB"'),
    "shop": Wishes(extra=MANY, catalogue=True),
    "exchange": Wishes(extra=MANY, mailbox='proof = "exchange"'),
    "assistant": Wishes(
        extra=MANY + '[assistant]\nurl = "{}"\nmodel = "tiny"\nwait = "2s"\n', catalogue=True
    ),
    "token": Wishes(extra=MANY, mailbox='proof = "token"'),
}


class Stages:
    """The offices, one at a time: only one database can be open."""

    def __init__(self, empty: Path, folder: Callable[[str], Path]) -> None:
        self._empty, self._folder = empty, folder
        self._name = ""
        self._model = ExitStack()
        self._stage: Stage | None = None

    def __call__(self, name: str) -> Stage:
        if self._stage is None or self._name != name:
            self.close()
            folder = self._folder(name)
            shutil.copy(self._empty, folder / "concierge.db")
            wishes, model = WORLDS[name], None
            if name == "assistant":
                model = self._model.enter_context(model_server({"draft": ""}))
                wishes = replace(wishes, extra=wishes.extra.format(model.url))
            office = Office(folder, "sqlite:///concierge.db", MONDAY, wishes)
            office.model = model
            self._stage = Stage(office)
            self._name = name
        return self._stage

    def close(self) -> None:
        if self._stage is not None:
            self._stage.office.close()
            self._stage = None
        self._model.close()


@pytest.fixture(scope="module")
def stages(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stages]:
    """The configurations that rows are played in."""
    made = Stages(migrated_file, tmp_path_factory.mktemp)
    yield made
    made.close()


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(row, id=f"{group}: {row.name}", marks=[pytest.mark.heavy] if row.further else [])
        for group, row in TABLE
    ],
)
def test_attack_comes_to_nothing(stages: Stages, row: Row) -> None:
    """And the honest mail beside it is heard."""
    assert [] == play(row, stages(row.world))


def test_attacks_on_servers(make_world: Callable[..., World]) -> None:
    """The rows where servers matter, all at once, on both mail loops."""
    assert {} == play_all([row for _, row in TABLE if row.servers], make_world(extra=MANY, sent_copy="never"))

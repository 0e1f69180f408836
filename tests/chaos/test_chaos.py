"""A minute of `make chaos` in every check, and whether it would notice what it is there for."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from tests.chaos.account import differences
from tests.chaos.endings import COMMITS, OF_A_MAIL, Ending, counts, drawn
from tests.chaos.rounds import ENGINES, Grounds, Rounds
from tests.chaos.story import story
from tests.servers.processes import MissingServerError

SEED = 20261128


@pytest.mark.heavy
@pytest.mark.timeout(1200)
def test_killed_service_keeps_its_promises() -> None:
    """Two rounds with a death or two in each step, one on each database, against a run without any."""
    try:
        with Grounds() as grounds:
            rounds = Rounds(grounds, SEED, steps=5)
            results = [rounds.play(number, engine) for number, engine in enumerate(ENGINES)]
    except MissingServerError as missing:
        pytest.skip(str(missing))
    assert [] == [fault for result in results for fault in result.faults]
    assert sum(result.kills for result in results) >= 10


def test_endings_are_those_of_their_seed_and_of_every_kind() -> None:
    """The same seed draws the same; each way to die, each side of a commit and each process is met."""
    endings = [drawn(random) for random in [Random("7")] for _ in range(300)]
    assert endings == [drawn(random) for random in [Random("7")] for _ in range(300)]
    assert {"commit", "processor", "data", "rest"} == {each.how for each in endings}
    assert {"before", "during", "after"} == {each.side for each in endings if each.how == "commit"}
    assert {"all", "main", "worker"} == {each.whom for each in endings}
    assert {*COMMITS, *OF_A_MAIL} == {each.counted for each in endings}
    assert "once: all before busy commit 3, line lost after mail 2" == str(
        Ending("commit", nth=3, cut=2, cut_side="after")
    )


@pytest.mark.parametrize(
    ("place", "counted"),
    [
        ("db/folders.py:store", {"mail", "busy", "any"}),
        ("intake/handle.py:_guarded", {"mail", "busy", "any"}),
        ("intake/comparing.py:step", {"busy", "any"}),
        ("db/leases.py:take", {"any"}),
    ],
)
def test_commits_are_counted_by_what_they_are_for(place: str, counted: set[str]) -> None:
    """What a mail moves through is met most; a sign of life only where every commit counts."""
    assert counted == {each for each in COMMITS if counts(place, each)}
    assert counts(place, place)
    assert not counts(place, "cases/")


def test_story_is_that_of_its_seed() -> None:
    """The same for the same seed; it begins with a request, and people answer only what there is."""
    steps = story(5, 40)
    assert steps == story(5, 40)
    assert steps != story(6, 40)
    asked = 0
    for step in steps:
        for act in step.acts:
            if act.to:
                assert act.about < asked
            else:
                assert act.about == asked
                asked += 1
    assert {"", "notification", "acknowledgement", "survey"} == {
        act.to for step in steps for act in step.acts
    }


@pytest.mark.parametrize(
    ("killed", "excused", "faults"),
    [
        ({"case A": {"state": "open"}}, {}, []),
        ({"case A": {"state": "new"}}, {}, ["case A: state are 'new' instead of 'open'"]),
        ({}, {}, ["case A: state are None instead of 'open'"]),
        (
            {"case A": {"state": "new"}},
            {"case A": frozenset({"mails"})},
            ["case A: state are 'new' instead of 'open'"],
        ),
        ({"case A": {"state": "new"}}, {"case A": frozenset({"*"})}, []),
        (
            {"case A": {"state": "open", "mails": Counter({"answer": 2})}},
            {},
            ["case A: mails lack [], have too much ['answer', 'answer']"],
        ),
        (
            {"case A": {"state": "open"}, "mail <1@x>": {"case": "case A", "stored": 1}},
            {"case A": frozenset({"*"})},
            [],
        ),
    ],
)
def test_what_differs_from_a_calm_run_is_said(killed, excused, faults) -> None:  # type: ignore[no-untyped-def]
    """Every difference but those that a mail that is never sent twice may make."""
    assert faults == list(differences({"case A": {"state": "open"}}, killed, excused))

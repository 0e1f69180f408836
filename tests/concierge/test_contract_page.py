"""The commands of docs/contract.md: each is there, or is marked as not in this version."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from concierge.cli import main

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "contract.md"
LATER = "†"  # the page's mark of what is not in this version


def _commands() -> Iterator[tuple[tuple[str, ...], bool]]:
    """(words of the command, is it marked?), from the first cells of the table of the command line."""
    [table] = re.findall(
        r"^\| command \| does \|\n\|---\|---\|\n((?:\|.*\n)+)", PAGE.read_text("utf-8"), re.M
    )
    for row in table.splitlines():
        cell = row.removeprefix("| ").split(" | ")[0]
        for typed, mark in re.findall(rf"`([^`]+)`( {LATER})?", cell):
            name, _, rest = typed.partition(" ")
            below = re.match(r"[a-z]+(?:\|[a-z]+)*\b", rest)
            if below is None:
                yield (name,), bool(mark)
                continue
            marked = set(re.findall(rf"(\w+) {LATER}", rest))
            for word in below[0].split("|"):
                yield (name, word), bool(mark) or word in marked


COMMANDS = dict(_commands())


def test_table_is_read() -> None:
    """All of it: names, names with a word below them, and those that are marked."""
    assert {("demo",), ("case",), ("held", "accept"), ("catalogue", "check")} <= set(COMMANDS)
    assert len(COMMANDS) > 30


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_command_is_there_or_marked(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever reads the page is never sent to a command that is not there, and finds each that is."""
    status = main([*words, "--help"])
    out = capsys.readouterr().out
    assert COMMANDS[words] == (status != 0)
    if status == 0:
        assert "Example:" in out


OPTIONS = {
    ("demo",): ("--year",),
    ("init",): ("--yes",),
    ("catalogue", "check"): ("--links",),
    ("report",): ("--html", "--mail"),
}


@pytest.mark.parametrize("words", OPTIONS, ids=" ".join)
def test_option_is_there_or_marked(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """The same for the options of which some are for later."""
    main([*words, "--help"])
    shown = capsys.readouterr().out
    for option in OPTIONS[words]:
        marked = re.search(rf"`{option}[^`]*` {LATER}", PAGE.read_text("utf-8")) is not None
        assert marked == (option not in shown), option

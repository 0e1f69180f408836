"""Terminals that are not UTF-8: nothing crashes, nothing is lost where a program reads."""

from __future__ import annotations

import io
import json
import sys

import pytest

from concierge.cli import main
from concierge.output import print_json
from concierge.streams import nearest, write_what_can_be_shown


def terminal(encoding: str, monkeypatch: pytest.MonkeyPatch) -> io.TextIOWrapper:
    """Standard output in this encoding, from now to the end of the test."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="")
    monkeypatch.setattr(sys, "stdout", stream)
    return stream


def written(stream: io.TextIOWrapper) -> bytes:
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue()


@pytest.mark.parametrize(
    ("char", "expected"),
    [("é", "e"), ("Ł", "?"), ("ï", "i"), ("→", ">"), ("✉", "*"), ("…", "."), ("½", "?"), ("你", "?")],
)
def test_the_nearest_character(char: str, expected: str) -> None:
    """A letter loses its accent, a mark of ours has its like, one for one; never a wrong number."""
    assert expected == nearest(char)


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("ascii", "* Zoe: een les. 10 E ?"),
        ("latin-1", "* Zoë: één les. 10 E ?"),
        ("utf-8", "✉ Zoë: één les… 10 € 你"),
    ],
)
def test_a_terminal_shows_what_it_can(encoding: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what the encoding has not is put otherwise."""
    stdout = terminal(encoding, monkeypatch)
    write_what_can_be_shown()
    stdout.write("✉ Zoë: één les… 10 € 你")
    assert expected.encode(encoding) == written(stdout)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_json_loses_nothing(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is read back as it was, whatever the terminal."""
    stdout = terminal(encoding, monkeypatch)
    print_json([{"name": "Zoë 你"}])
    assert {"name": "Zoë 你"} == json.loads(written(stdout))


def test_every_command_writes_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line sees to it before anything is written."""
    stdout = terminal("ascii", monkeypatch)
    assert 0 == main(["--version"])
    assert "nearest" == stdout.errors

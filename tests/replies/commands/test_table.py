"""The command table: verbs in two languages, unique, and complete with the contract."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from replies.commands.grammar import folded, read
from replies.commands.table import ROWS, TABLE, VERBS, card
from replies.decide import decide
from tests import desk as d

PAGE = Path(__file__).resolve().parent.parent.parent.parent / "docs" / "contract.md"
LATER = "†"  # the page's mark of what is not in this version


def _rows() -> list[str]:
    """The first cells of the contract's table of commands."""
    [table] = re.findall(
        r"^\| verb \(Dutch\) \| does \|\n\|---\|---\|\n((?:\|.*\n)+)", PAGE.read_text("utf-8"), re.MULTILINE
    )
    return [row.removeprefix("| ").split(" | ")[0] for row in table.splitlines()]


def test_every_verb_of_the_contract_is_known_and_no_other() -> None:
    """CONTRACT 4, both languages."""
    assert set(VERBS) == {folded(name) for row in _rows() for name in re.findall(r"`#(\w+)", row)}


def test_nothing_of_the_contract_is_for_later() -> None:
    """No command, and nothing of one, is marked as not in this version."""
    assert [] == [row for row in _rows() if LATER in row]


def test_no_verb_means_two_things() -> None:
    """A name in one language is never another command's in the other."""
    names = [folded(name) for row in ROWS for name in (row.verb, *row.dutch)]
    assert len(names) == len(set(names)) == len(VERBS)
    assert set(TABLE) == {row.verb for row in ROWS}


def test_card_shows_what_can_be_done_now() -> None:
    """Both languages, one line a command, none that is refused as not available."""
    for language in ("en", "nl"):
        lines = card(language)
        assert list(ROWS) == [
            TABLE[read(command.split(" ")[0], VERBS).commands[0].verb] for command, _ in lines
        ]
        assert all(does and does == does.strip(" .") for _, does in lines)


@pytest.mark.parametrize(
    "line", ["#send without the last line", "#send it", "#close fixed", "#preview without"]
)
def test_other_words_there_are_not_understood(line: str) -> None:
    """Only what is planned is told as such."""
    told = d.text_to(decide(d.desk(line, **d.held("leak"))), "anna@example.org")
    assert "not available" not in told
    assert "“" in told

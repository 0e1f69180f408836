"""The tables of words: what they say when a row is wrong, and that none is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

import cases.wordlists
from cases.errors import ConciergeError
from cases.wordlists import TableError, each, numbered, rows

TABLES = sorted(path.stem for path in Path(cases.wordlists.__file__).parent.glob("*.csv"))


@pytest.mark.parametrize("name", TABLES)
def test_every_row_is_whole_and_stands_once(name: str) -> None:
    """As many values as columns, and no row twice."""
    found = [tuple(row.items()) for row in rows(name)]
    assert found
    assert len(found) == len(set(found))


@pytest.mark.parametrize("name", TABLES)
def test_a_table_says_where_each_row_was_seen(name: str) -> None:
    """A column of clients, systems or languages, filled in every row."""
    for number, row in numbered(name, _lines(name)):
        seen = [row[key] for key in ("client", "system", "language", "what") if key in row]
        assert any(seen), f"{name}.csv, line {number}"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["word,client", "a,b,c"], "cases/wordlists/x.csv, line 2: 3 values for the columns word, client"),
        (["# note", "word,client", "a,b", "c"], "cases/wordlists/x.csv, line 4: 1 values for the columns"),
        (["word,client", " ,b"], "cases/wordlists/x.csv, line 2: the first value (word) is empty"),
    ],
)
def test_a_bad_row_is_named_with_file_and_line(lines: list[str], expected: str) -> None:
    """So that whoever added it finds it."""
    with pytest.raises(TableError) as raised:
        numbered("x", lines)
    assert str(raised.value).startswith(expected)


def test_a_row_that_its_reader_refuses_is_named_too() -> None:
    """The reader's own words, behind file and line."""

    def refused(row: Mapping[str, str]) -> str:
        raise ValueError("this cannot be")

    first = numbered("footers", _lines("footers"))[0][0]
    with pytest.raises(TableError, match=f"^cases/wordlists/footers.csv, line {first}: this cannot be$"):
        each("footers", refused)


def _lines(name: str) -> list[str]:
    return (Path(cases.wordlists.__file__).parent / f"{name}.csv").read_text("utf-8").splitlines()


def test_a_bad_row_is_a_plain_sentence_of_the_command_line() -> None:
    """Who added the row can mend it: no defect of the program."""
    assert issubclass(TableError, ConciergeError)

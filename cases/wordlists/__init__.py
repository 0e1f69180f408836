"""Words that mail clients, gateways and people write, as tables that can be extended without code.

A table is a file NAME.csv beside this one: UTF-8, perhaps lines that begin with "# " and say what it holds, a
head of column names, a row a word, each with the client or the system it was seen in. What lies there is part
of the program, as its code is, and read once. A row that cannot be used is refused with its file and line.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import TypeVar

from cases.errors import PermanentError

_Made = TypeVar("_Made")
MATCHING = str.maketrans("ıİſ\u212a", "iIsk")
"""Letters that `re.IGNORECASE` takes for others although `str.lower` keeps them apart."""


class TableError(PermanentError):
    """A row of a table that cannot be used: which file and line, and why; to be corrected there."""


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of NAME.csv, each by column name, in their order; white space around a value is gone.

    Raises TableError where a row has not as many values as the head, or its first is empty.
    """
    return tuple(row for _, row in _numbered(name))


def each(name: str, make: Callable[[Mapping[str, str]], _Made]) -> tuple[_Made, ...]:
    """What `make` makes of every row of NAME.csv; its ValueError becomes a TableError with file and line."""
    made = []
    for number, row in _numbered(name):
        try:
            made.append(make(row))
        except ValueError as error:
            raise TableError(f"{_file(name)}, line {number}: {error}") from error
    return tuple(made)


def words(name: str, column: str = "word", **where: str) -> tuple[str, ...]:
    """One column of those rows in which the named columns hold just these values."""
    return tuple(row[column] for row in rows(name) if all(row[key] == value for key, value in where.items()))


def numbered(name: str, lines: Sequence[str]) -> tuple[tuple[int, dict[str, str]], ...]:
    """Each row of a table's lines, with the number of the line that it stands on. Raises as `rows` does."""
    notes = next((number for number, line in enumerate(lines) if not line.startswith("# ")), len(lines))
    table = csv.reader(lines[notes:])
    head = next(table, [])
    found = []
    for values in table:
        number = notes + table.line_num
        if len(values) != len(head):
            raise TableError(
                f"{_file(name)}, line {number}: {len(values)} values for the columns {', '.join(head)}; "
                'a value with a comma stands between "quotation marks"'
            )
        row = {key: value.strip() for key, value in zip(head, values, strict=True)}
        if not row[head[0]]:
            raise TableError(f"{_file(name)}, line {number}: the first value ({head[0]}) is empty")
        found.append((number, row))
    return tuple(found)


@cache
def _numbered(name: str) -> tuple[tuple[int, dict[str, str]], ...]:
    return numbered(name, (resources.files(__name__) / f"{name}.csv").read_text("utf-8").splitlines())


def _file(name: str) -> str:
    return f"cases/wordlists/{name}.csv"

"""Words that mail clients, gateways and people write, as tables that can be extended without code.

A table is a file NAME.csv beside this one: UTF-8, a head of column names, a row a word, each with the client
or the system it was seen in. What lies there is part of the program, as its code is, and read once.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of NAME.csv, each by column name, in their order; white space around a value is gone."""
    text = (resources.files(__name__) / f"{name}.csv").read_text("utf-8")
    table = csv.DictReader(text.splitlines())
    return tuple({key: (value or "").strip() for key, value in row.items()} for row in table)


def words(name: str, column: str = "word", **where: str) -> tuple[str, ...]:
    """One column of those rows in which the named columns hold just these values."""
    return tuple(row[column] for row in rows(name) if all(row[key] == value for key, value in where.items()))

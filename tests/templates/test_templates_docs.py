"""The examples of docs/templates.md are executed, and its tables are those of the code."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from templates.load import load_library
from templates.render import Library
from templates.samples import sample
from templates.variables import LISTS, MAILS, OPTION

PAGE = (Path(__file__).parents[2] / "docs" / "templates.md").read_text("utf-8")
FILES = re.findall(r"^````markdown file=(\S+)\n(.*?)^````$", PAGE, re.DOTALL | re.MULTILINE)
RESULTS = re.findall(r"^````text result=(\S+) ?(.*?)\n(.*?)^````$", PAGE, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A library with every example as an own file."""
    folder = tmp_path_factory.mktemp("own")
    for name, text in FILES:
        (folder / name).write_text(text, "utf-8")
    return load_library(folder)


def test_examples_are_clean(library: Library) -> None:
    """No example has a fault, and there are enough of them to mean something."""
    assert () == library.problems
    assert (6, 5) == (len(FILES), len(RESULTS))


@pytest.mark.parametrize(("name", "given", "expected"), RESULTS, ids=[r[0] for r in RESULTS])
def test_example_gives_what_the_page_says(library: Library, name: str, given: str, expected: str) -> None:
    """Each example, with what stands behind it, is the text that follows it."""
    template, language = name.rsplit(".", 1)
    pairs = dict(pair.split("=", 1) for pair in shlex.split(given))
    assert expected == library.render(template, language, sample(library, template, language) | pairs).text


def test_table_of_mails_is_complete() -> None:
    """Every mail with exactly its variables, and every list with its fields."""
    rows = re.findall(r"^\| `([a-z]+/[a-z-]+)` \|.*\| (.*) \|$", PAGE, re.MULTILINE)
    assert {name: list(mail.variables) for name, mail in MAILS.items()} == {
        name: re.findall(r"`(\w+)`", cells) for name, cells in rows
    }
    assert [] == [name for name, fields in LISTS.items() if f"`{name}` ({', '.join(fields)})" not in PAGE]
    assert [] == [field for field in OPTION if f"`{field}`" not in PAGE]

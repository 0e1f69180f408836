"""The sample of docs/contract.md: each key is read, or refused in plain words and marked so on the page."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from cases.errors import ConfigurationError
from concierge.config.keys import NOT_YET
from concierge.config.load import LATER_SECTIONS, load
from concierge.config.section import as_written
from tests.concierge.config.test_load import MINIMAL, TODAY

PAGE = Path(__file__).resolve().parent.parent.parent.parent / "docs" / "contract.md"
LATER = "†"  # the page's mark of what is not in this version


def _sample() -> str:
    [block] = re.findall(r"```toml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    return str(block)


def _keys(tables: Mapping[str, object]) -> Iterator[str]:
    for section, table in tables.items():
        for each in table if isinstance(table, list) else (table,):
            assert isinstance(each, dict)
            yield from (f"{section}.{key}" for key in each)


def _marked() -> set[str]:
    """Keys on lines of the sample that carry the mark."""
    section, found = "", set()
    for line in _sample().splitlines():
        if heading := re.match(r"\[+(\w+)\]+", line):
            section = heading[1]
        elif key := re.match(rf"(\w+) = .*# {LATER}", line):
            found.add(f"{section}.{key[1]}")
    return found


def _mistakes(text: str, folder: Path) -> list[str]:
    (folder / "secret").write_text("0:" + "5a" * 32 + "\n")
    (folder / "secret").chmod(0o600)
    (folder / "concierge.toml").write_text(text, "utf-8")
    try:
        load(folder / "concierge.toml", {}, TODAY)
    except ConfigurationError as error:
        return [line.removeprefix("concierge.toml: ") for line in str(error).splitlines()]
    return []


def test_no_key_of_the_sample_is_unknown(tmp_path: Path) -> None:
    """Whoever copies the sample is told what is not there yet, and never that they mistyped a key."""
    assert [] == [line for line in _mistakes(_sample(), tmp_path) if "unknown key" in line]


def _named_in_comments() -> set[str]:
    """Keys that the sample does not set, marked where a comment names them: "oauth2 † =", "† also own: …"."""
    text = _sample()
    lists = re.findall(rf"{LATER} also own: (.*)", text)
    return {*re.findall(rf"(\w+) {LATER} = ", text), *(name for each in lists for name in each.split(", "))}


def test_keys_of_later_are_marked_on_the_page() -> None:
    """Those that the sample sets, and those that it only names in a comment; and no key is marked in vain."""
    keys = set(_keys(tomllib.loads(_sample())))
    assert set(NOT_YET) & keys == _marked()
    assert {name.partition(".")[2] for name in set(NOT_YET) - keys} == _named_in_comments()


def test_only_a_value_that_asks_for_nothing_is_harmless() -> None:
    """What is off, never or empty may stand in the file; a wish may not."""
    nothing: tuple[object, ...] = ("", "0s", "off", False, [])
    assert [] == [name for name, values in NOT_YET.items() if not all(v in nothing for v in values)]


SECTIONS = {name.partition(".")[0] for name in NOT_YET}


@pytest.mark.parametrize("name", NOT_YET)
def test_key_of_later_is_refused_in_plain_words(name: str, tmp_path: Path) -> None:
    """Any value but one that asks for nothing; with such a value it may stand in the file."""
    section, _, key = name.partition(".")
    for value, refused in (*((harmless, False) for harmless in NOT_YET[name]), ("something else", True)):
        said = [line for line in _mistakes(_with(section, key, value), tmp_path) if key in line]
        assert refused == bool(said), said
        assert all("not available in this version" in line for line in said)


def _with(section: str, key: str, value: object) -> str:
    line = f"{key} = {as_written(value)}"
    if section == "mailbox":
        return MINIMAL.replace(
            'address = "learninghelp@example.org"', f'address = "learninghelp@example.org"\n{line}'
        )
    if section == "client":
        return f'{MINIMAL}\n[[client]]\nid = "acme"\nname = "Acme"\ndomains = ["acme.example"]\n{line}\n'
    return f"{MINIMAL}\n[{section}]\n{line}\n"


def test_sections_of_later_are_read() -> None:
    """A section that nobody reads would be an unknown key."""
    read = {"mailbox", "client", "privacy"}
    assert SECTIONS - read == set(LATER_SECTIONS)

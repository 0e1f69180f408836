"""What `concierge init` says, in both languages: the rows of words.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

DEFAULT = "en"


@cache
def texts() -> Mapping[str, Mapping[str, str]]:
    """Row, language, text."""
    return tomllib.loads((resources.files("concierge.asking") / "words.toml").read_text("utf-8"))


def say(language: str, row: str, **fields: str) -> str:
    """A row in this language; English for languages without texts."""
    found = texts()[row]
    return found.get(language, found[DEFAULT]).format(**fields)


def reason(language: str, row: str, error: str) -> str:
    """Why an answer to the question `row` cannot be taken: the validator's own words, or the language's."""
    wrong = texts().get(f"wrong {row}", texts()["wrong"])
    return wrong.get(language, error[:1].upper() + error[1:])

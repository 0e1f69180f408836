"""What the page says beside the words of the report on a terminal: words.toml, in English and Dutch."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from concierge.report_words import say


def tell(slug: str, language: str, **values: object) -> str:
    """These words of the page; what it has none for is said as on a terminal."""
    words = _read()["words"].get(slug)
    return say(slug, language, **values) if words is None else str(words[_of(language)]).format(**values)


def definitions(language: str) -> list[tuple[str, str]]:
    """What each figure is called and means, in a sentence."""
    return [(each["name"][_of(language)], each["means"][_of(language)]) for each in _read()["defined"]]


def _of(language: str) -> str:
    return "nl" if language == "nl" else "en"


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))

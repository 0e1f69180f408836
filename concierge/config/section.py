"""Reading tables of the configuration: every value is checked, every mistake is collected, none is raised.

A mistake reads `concierge.toml: [response] target = "4 worknig hours": not a duration. Write …`. Values of
secrets and of unknown keys (which may be misspelt secrets) are never shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import TypeVar, cast

from concierge.config.keys import unavailable_keys
from concierge.config.written import as_toml

T = TypeVar("T")
MISSING = object()


class Mistakes:
    """What is wrong with the file `name`, in reading order."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: list[str] = []

    def add(self, text: str) -> None:
        line = f"{self.name}: {text}"
        if line not in self.lines:
            self.lines.append(line)


class Section:
    """One table. `name` is what mistakes call it ("[response]"), `kind` its plain name ("response")."""

    def __init__(self, values: Mapping[str, object], name: str, mistakes: Mistakes, kind: str = "") -> None:
        self.values = values
        self.name = name
        self.mistakes = mistakes
        self.unavailable = unavailable_keys(kind)
        self.known: set[str] = set()

    def get(self, key: str, default: T, parse: Callable[[object], T], *, secret: bool = False) -> T:
        """The value of `key` as `parse` reads it; `default` where it is absent or refused.

        `parse` raises ValueError with the rest of the sentence: what is wrong and what to write.
        """
        self.known.add(key)
        raw = self.values.get(key, MISSING)
        if raw is MISSING:
            return default
        try:
            return parse(raw)
        except ValueError as error:
            self.refuse(key, str(error), raw=MISSING if secret else raw)
            return default

    def require(self, key: str, empty: T, parse: Callable[[object], T], example: str) -> T:
        """As `get`, for a key that must be there; `empty` stands in so that reading can go on."""
        if key not in self.values:
            self.known.add(key)
            self.mistakes.add(f"{self._path(key)} is missing. Write {key} = {example}.")
            return empty
        return self.get(key, empty, parse)

    def table(self, key: str, name: str = "", kind: str = "") -> Section:
        """The table under `key`, empty where it is absent."""
        self.known.add(key)
        raw = self.values.get(key, {})
        if not isinstance(raw, dict):
            self.refuse(key, f"not a section. Write [{key}] on a line of its own, its keys below.")
            raw = {}
        return Section(raw, name or f"[{key}]", self.mistakes, kind or key)

    def tables(self, key: str) -> tuple[Section, ...]:
        """The tables under [[key]], numbered from 1."""
        self.known.add(key)
        raw = self.values.get(key, [])
        if not isinstance(raw, list) or not all(isinstance(item, dict) for item in raw):
            self.refuse(key, f"not a list of sections. Write [[{key}]], with two brackets on each side.")
            return ()
        return tuple(
            Section(item, f"[[{key}]] #{number}", self.mistakes, key)
            for number, item in enumerate(cast(list[dict[str, object]], raw), start=1)
        )

    def refuse(self, key: str, problem: str, raw: object = MISSING) -> None:
        """Note a mistake about `key`; `raw` is shown when given."""
        shown = "" if raw is MISSING or isinstance(raw, dict) else f" = {as_written(raw)}"
        self.mistakes.add(f"{self._path(key)}{shown}: {problem}")

    def done(self) -> None:
        """After the last `get`: refuse what is not available yet and what nobody knows."""
        for key, raw in self.values.items():
            if key in self.known:
                continue
            if key not in self.unavailable:
                self.refuse(key, self._unknown(key))
            elif raw not in self.unavailable[key]:
                self.refuse(key, _not_available(self.unavailable[key]), raw)

    def _path(self, key: str) -> str:
        return f"{self.name} {key}" if self.name else key

    def _unknown(self, key: str) -> str:
        known = sorted(self.known | set(self.unavailable))
        near = get_close_matches(key, known, 1)
        if near:
            return f"unknown key. Did you mean {near[0]}?"
        return f"unknown key. Known here: {', '.join(known)}."


def as_written(raw: object) -> str:
    """A value as it would stand in the file, in one line."""
    if isinstance(raw, list):
        return f"[{', '.join(as_written(item) for item in raw)}]"
    return "{ … }" if isinstance(raw, dict) else as_toml(raw)


def _not_available(harmless: tuple[object, ...]) -> str:
    instead = "".join(f" or write {as_written(value)}" for value in harmless)
    return f"not available in this version. Take the line out{instead}."

"""The templates that there are: built-in and own, by name and language, with what is wrong with them.

Names: mails of the service are "worker/closed", "concierge/help", "followup/survey"; what a concierge asks
for by `#use`, `#ask` and `#recommend` has a bare name ("presenting"). Own files come before built-in ones,
per name and language. An own file with a fault is never used: a built-in one of that name steps in, and
the fault is in `problems`.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from templates.files import FILE_NAME, Sheet, TemplateProblem, read_sheet

FOLDERS = ("worker", "concierge", "followup", "report", "parts")  # names below these keep the folder
LANGUAGES = ("en", "nl")  # what is built in
LAST_RESORT = "en"

Check = Callable[[Sheet], tuple[Sheet, tuple[TemplateProblem, ...]]]


@dataclass(frozen=True)
class Shelf:
    """Sheets by (name, language). `languages` are the service's, the first is its default.

    `fixed` holds the phrases of words.toml: table -> slug -> language -> words.
    """

    by_key: Mapping[tuple[str, str], Sheet]
    problems: tuple[TemplateProblem, ...]
    languages: tuple[str, ...]
    fixed: Mapping[str, Mapping[str, Mapping[str, str]]]

    def names(self, *kinds: str) -> tuple[str, ...]:
        """Names that a concierge can use, sorted; only of these kinds (answer, questions, recommendation)."""
        found = {s.name for s in self.by_key.values() if s.kind and (not kinds or s.kind in kinds)}
        return tuple(sorted(found))

    def sheets(self, language: str, *kinds: str) -> tuple[Sheet, ...]:
        """The sheet of each such name, in this language or what it falls back to."""
        return tuple(self.sheet(name, language) for name in self.names(*kinds))

    def sheet(self, name: str, language: str) -> Sheet:
        """The sheet to use: asked language, else the service's first, else English, else any.

        Raises `TemplateProblem`, with the nearest names, when there is none.
        """
        others = sorted(found for n, found in self.by_key if n == name)
        for candidate in (language.lower()[:2], self.languages[0], LAST_RESORT, *others):
            if found := self.by_key.get((name, candidate)):
                return found
        for problem in self.problems:
            if problem.name == name:
                raise problem
        known = sorted({n for n, _ in self.by_key if ("/" in n) == ("/" in name)})
        near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise TemplateProblem(name, "", 0, f"there is no such template{hint}")

    def missing(self, name: str, language: str, variables: Mapping[str, object]) -> tuple[str, ...]:
        """What the template requires and the variables do not have (absent, None, "" or empty)."""
        required = self.sheet(name, language).requires
        return tuple(wanted for wanted in required if _reach(variables, wanted) in (None, "", (), []))

    def words(self, table: str, slug: str, language: str) -> str:
        """A fixed phrase ("held", "unproven"); the slug itself, spaced, where there is none."""
        entry = self.fixed.get(table, {}).get(slug, {})
        for candidate in (language.lower()[:2], self.languages[0], LAST_RESORT):
            if candidate in entry:
                return entry[candidate]
        return slug.replace("-", " ")

    def lint(self, *names: str, topics: Iterable[str] | None = None) -> tuple[TemplateProblem, ...]:
        """What is wrong with these templates, or all: faults, missing languages, unknown topics."""
        known_topics = None if topics is None else set(topics)
        there = {n for n, _ in self.by_key} | {p.name for p in self.problems}
        found: list[TemplateProblem] = []
        for name in sorted(names or there):
            faults = [p for p in self.problems if p.name == name]
            sheets = [s for (n, _), s in self.by_key.items() if n == name]
            languages = {s.language for s in sheets} | {p.language for p in faults}
            found += faults
            if not sheets and not faults:
                found.append(TemplateProblem(name, "", 0, "there is no such template"))
                continue
            absent = [wanted for wanted in self.languages if wanted not in languages]
            found += [TemplateProblem(name, wanted, 0, "this language is missing") for wanted in absent]
            found += [
                TemplateProblem(name, s.language, 0, f"unknown topic {s.topic!r}")
                for s in sheets
                if known_topics is not None and s.topic is not None and s.topic not in known_topics
            ]
        return tuple(found)


def read_shelf(own: Path | None, languages: Iterable[str], check: Check) -> Shelf:
    """Read every built-in file and those below the folder `own`; an own file never makes this fail."""
    built_in = resources.files("templates")
    by_key: dict[tuple[str, str], Sheet] = {}
    problems: list[TemplateProblem] = []
    roots: tuple[tuple[Traversable, bool], ...] = ((built_in, False),)
    if own is not None and own.is_dir():
        roots += ((own, True),)
    for root, is_own in roots:
        for name, language, file in _files(root):
            source = file.read_bytes().decode("utf-8", "replace")
            sheet, found = read_sheet(name, language, source, own=is_own)
            if not found:
                sheet, found = check(sheet)
            problems += found
            if not found:
                by_key[name, language] = sheet
    fixed = tomllib.loads((built_in / "words.toml").read_text("utf-8"))
    return Shelf(by_key, tuple(problems), tuple(languages) or LANGUAGES, fixed)


def _files(root: Traversable) -> Iterator[tuple[str, str, Traversable]]:
    """(name, language, file) below a root; files of other names are nobody's templates."""
    places = [("", root), ("", root / "answers"), *((f"{folder}/", root / folder) for folder in FOLDERS)]
    for prefix, place in places:
        if not place.is_dir():
            continue
        for file in sorted(place.iterdir(), key=lambda f: f.name):
            if file.is_file() and (match := FILE_NAME.fullmatch(file.name)):
                yield prefix + match["name"], match["language"], file


def _reach(variables: Mapping[str, object], dotted: str) -> object:
    value: object = variables
    for part in dotted.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value

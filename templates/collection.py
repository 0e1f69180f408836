"""The templates that there are: built-in and own, by name and language, with what is wrong with them.

Names: mails of the service are "worker/closed", "concierge/help", "followup/survey"; what a concierge asks
for by `#use`, `#ask` and `#recommend` has a bare name ("presenting"). Own files come before built-in ones,
per name and language. An own file with a fault is never used: a built-in one of that name steps in, and
the fault is in `problems`.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from templates.files import TemplateFile, TemplateProblem

LANGUAGES = ("en", "nl")  # what is built in
LAST_RESORT = "en"


@dataclass(frozen=True)
class Collection:
    """Files by (name, language). `languages` are the service's, the first is its default.

    `fixed` holds the phrases of words.toml: table -> slug -> language -> words.
    """

    by_key: Mapping[tuple[str, str], TemplateFile]
    problems: tuple[TemplateProblem, ...]
    languages: tuple[str, ...]
    fixed: Mapping[str, Mapping[str, Mapping[str, str]]]

    @cached_property
    def _kinds(self) -> Mapping[str, frozenset[str]]:
        """The kinds that each name a concierge can use has in one language or other; sorted by name."""
        found: dict[str, set[str]] = {}
        for file in self.by_key.values():
            if file.kind:
                found.setdefault(file.name, set()).add(file.kind)
        return {name: frozenset(found[name]) for name in sorted(found)}

    def names(self, *kinds: str) -> tuple[str, ...]:
        """Names that a concierge can use, sorted; only of these kinds (answer, questions, recommendation)."""
        return tuple(name for name, has in self._kinds.items() if not kinds or not has.isdisjoint(kinds))

    def files(self, language: str, *kinds: str) -> tuple[TemplateFile, ...]:
        """The file of each such name, in this language or what it falls back to."""
        return tuple(self.file(name, language) for name in self.names(*kinds))

    def file(self, name: str, language: str) -> TemplateFile:
        """The file to use: asked language, else the service's first, else English, else any.

        Raises `TemplateProblem`, with the nearest names, when there is none.
        """
        for candidate in (language.lower()[:2], self.languages[0], LAST_RESORT):
            if found := self.by_key.get((name, candidate)):
                return found
        if others := sorted(found for n, found in self.by_key if n == name):
            return self.by_key[name, others[0]]
        for problem in self.problems:
            if problem.name == name:
                raise problem
        known = sorted({n for n, _ in self.by_key if ("/" in n) == ("/" in name)})
        near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise TemplateProblem(name, "", 0, f"there is no such template{hint}")

    def missing(self, name: str, language: str, variables: Mapping[str, object]) -> tuple[str, ...]:
        """What the template requires and the variables do not have (absent, None, "" or empty)."""
        required = self.file(name, language).requires
        return tuple(wanted for wanted in required if _reach(variables, wanted) in (None, "", (), []))

    def words(self, table: str, slug: str, language: str) -> str:
        """A fixed phrase ("held", "unproven"); the slug itself, spaced, where there is none."""
        entry = self.fixed.get(table, {}).get(slug, {})
        for candidate in (language.lower()[:2], self.languages[0], LAST_RESORT):
            if candidate in entry:
                return entry[candidate]
        return slug.replace("-", " ")


def _reach(variables: Mapping[str, object], dotted: str) -> object:
    value: object = variables
    for part in dotted.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value

"""What `concierge doctor` says: one finding a line, with the lines of configuration that would mend it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from concierge.config.written import as_toml


class Grade(StrEnum):
    OK = "ok"
    ADVICE = "advice"  # works; could be better, or should be known
    WRONG = "wrong"  # has to be corrected before the service works
    NOT_CHECKED = "not checked"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of concierge.toml: `key` and its `value` (text, number, truth, list) in `section` ("hours").

    A key of imap and smtp is written "imap.ca_file". `of` says which of several sections, by its address.
    A list holds only what is to be added: what the file has already is put before it. `when`: the condition
    under which the line is right, as the end of a sentence ("mx.example.org is your own mail server").
    """

    section: str
    key: str
    value: object
    of: str = ""
    when: str = ""

    def __str__(self) -> str:
        return f"{self.key} = {as_toml(self.value)}"

    def as_json(self) -> dict[str, object]:
        return asdict(self) | {"line": str(self)}


@dataclass(frozen=True, slots=True)
class Finding:
    """`what` was looked at, its `state` in words, and what to do ("" = nothing).

    `lines` are offered where lines of configuration would mend it: `wrong(…).with_lines(Line(…))`.
    """

    what: str
    grade: Grade
    state: str
    advice: str = ""
    lines: tuple[Line, ...] = ()

    def with_lines(self, *lines: Line) -> Finding:
        return replace(self, lines=lines)

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"grade": str(self.grade), "lines": [line.as_json() for line in self.lines]}


def said_once(found: Iterable[Finding], before: Iterable[Finding]) -> Iterator[Finding]:
    """`found`, where what an earlier finding named as the cause is not told again ("as oauth2 above")."""
    causes = [each for each in before if each.grade is Grade.WRONG]
    for each in found:
        same = next((cause for cause in causes if cause.state.rstrip(".") in each.state), None)
        if same is not None and each.grade is Grade.WRONG:
            each = replace(each, state=f"as {same.what.rpartition(' ')[2]} above", advice="")
        yield each


def from_json(found: Mapping[str, Any]) -> Finding:
    """What `Finding.as_json` gave."""
    lines = [Line(**{key: line[key] for key in Line.__slots__}) for line in found["lines"]]
    return Finding(found["what"], Grade(found["grade"]), found["state"], found["advice"], tuple(lines))


def ok(what: str, state: str) -> Finding:
    return Finding(what, Grade.OK, state)


def advice(what: str, state: str, what_to_do: str) -> Finding:
    return Finding(what, Grade.ADVICE, state, what_to_do)


def wrong(what: str, state: str, what_to_do: str = "") -> Finding:
    return Finding(what, Grade.WRONG, state, what_to_do)


def not_checked(what: str, why: str, what_to_do: str = "") -> Finding:
    return Finding(what, Grade.NOT_CHECKED, why, what_to_do)

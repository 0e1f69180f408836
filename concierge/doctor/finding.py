"""What `concierge doctor` says: one finding a line."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    OK = "ok"
    ADVICE = "advice"  # works; could be better, or should be known
    WRONG = "wrong"  # has to be corrected before the service works
    NOT_CHECKED = "not checked"


@dataclass(frozen=True, slots=True)
class Finding:
    """`what` was looked at, its `state` in words, and what to do ("" = nothing)."""

    what: str
    grade: Grade
    state: str
    advice: str = ""

    def as_json(self) -> dict[str, str]:
        return {"what": self.what, "grade": str(self.grade), "state": self.state, "advice": self.advice}


def ok(what: str, state: str) -> Finding:
    return Finding(what, Grade.OK, state)


def advice(what: str, state: str, what_to_do: str) -> Finding:
    return Finding(what, Grade.ADVICE, state, what_to_do)


def wrong(what: str, state: str, what_to_do: str = "") -> Finding:
    return Finding(what, Grade.WRONG, state, what_to_do)


def not_checked(what: str, why: str, what_to_do: str = "") -> Finding:
    return Finding(what, Grade.NOT_CHECKED, why, what_to_do)

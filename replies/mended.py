"""A mail with mistyped lines as it would be with the obvious corrections: tried, so that one tap can send it.

Nothing of it is done before its author says so: the corrections are shown, kept with the mail, and only these
act when it is decided again (`replies.commands.corrections.as_shown`). Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from cases.effects import Corrected, Decision
from cases.model import InboundState
from cases.reasons import Reason
from replies.commands.corrections import MOST, with_line
from replies.commands.plan import Desk

ROUNDS = 3  # a line may be mistyped twice: "#wiat 3dd"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a transcript. `better`: the line as surely meant, ""; `number`: its place in the mail."""

    line: str
    ok: bool
    outcome: str
    suggestion: str = ""
    better: str = ""
    number: int = -1

    @property
    def variables(self) -> Mapping[str, object]:
        return {
            "line": self.line,
            "ok": self.ok,
            "outcome": self.outcome,
            "suggestion": self.suggestion,
            "better": self.better,
        }


@dataclass(frozen=True, slots=True)
class Mended:
    """The desk as if the corrected lines had been typed."""

    desk: Desk
    lines: tuple[Corrected, ...]

    def shown(self, lines: Sequence[Line]) -> list[Line]:
        """The lines with their corrections."""
        better = {each.number: each.better for each in self.lines}
        return [replace(line, better="" if line.ok else better.get(line.number, "")) for line in lines]


def mended(
    desk: Desk,
    lines: Sequence[Line],
    read: Callable[[Desk], Sequence[Line]],
    carry_out: Callable[[Desk], Decision],
) -> Mended | None:
    """The corrections of all wrong lines, where the corrected mail would be carried out whole; else None.

    `read` gives the lines of a desk with their outcomes, `carry_out` its decision. A mail that was corrected
    is not corrected again.
    """
    if Reason.MISTYPED in desk.waived:
        return None
    found = _corrected(replace(desk, waived=desk.waived | {Reason.MISTYPED}), lines, read)
    return found if found is not None and _is_whole(carry_out(found.desk)) else None


def _corrected(desk: Desk, lines: Sequence[Line], read: Callable[[Desk], Sequence[Line]]) -> Mended | None:
    shown: dict[int, Corrected] = {}
    for _ in range(ROUNDS):
        wrong = [line for line in lines if not line.ok]
        if not wrong:
            return Mended(desk, tuple(shown.values()))
        if len(wrong) > MOST:
            return None
        for line in wrong:
            reading = with_line(desk.reading, line.number, line.better) if line.better else None
            if reading is None:
                return None
            first = shown[line.number].line if line.number in shown else line.line
            shown[line.number] = Corrected(line.number, first, line.better)
            desk = replace(desk, reading=reading)
        lines = read(desk)
    return None


def _is_whole(tried: Decision) -> bool:
    """Whether it is carried out, at once or after [response] hold."""
    if tried.disposition is InboundState.HELD:
        return tried.reason is Reason.ON_HOLD
    return tried.disposition is InboundState.ACCEPTED and tried.reason is not Reason.TRANSCRIPT

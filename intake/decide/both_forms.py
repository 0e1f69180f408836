"""Whether a command stands in both forms of a mail, with layout and plain. Pure.

A client makes one form from the other, so what its writer typed stands in both. A command that stands in one
only, or that the layout hides, was not typed by them, or not seen: pasted along, or put there by somebody
who knew which form we read. It becomes a question.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from intake.reading.body.shown import shown_text
from intake.reading.parsed import Parsed
from replies.commands.grammar import Command, LineProblem, Reading, normalised

ONE_FORM = "one-form"
MAX_PLACES = 50  # lines with the same verb that are looked at
_NO_LETTERS = re.compile(r"[\W_]+")  # what str.isalnum says no to
_LINK = re.compile(r"(?<=[^\s<>])<mailto:[^<>\s]{1,320}>")  # Outlook's plain text repeats an address


def with_doubts(parsed: Parsed, reading: Reading, plain: Reading) -> Reading:
    """The reading of a mail's new text, its commands that do not stand in both forms as questions.

    `plain`: what the new text says where only the plain form is read.
    """
    if parsed.html is None or not (reading.commands or plain.commands):
        return reading
    shown = _Lines(shown_text(parsed.html))
    flat = _Lines(parsed.plain) if parsed.plain and parsed.plain.strip() else None
    doubted = [c for c in reading.commands if not (shown.hold(c) and (flat is None or flat.hold(c)))]
    unseen = [c for c in plain.commands if flat is not None and not (shown.hold(c) or shown.go_on(c, flat))]
    numbers = {command.number for command in doubted}
    lines = {(command.number, command.line) for command in doubted}
    problems = [LineProblem(c.line, c.number, ONE_FORM, c.verb) for c in doubted]
    below = 1 + max((n for n, _ in reading.prose), default=0)
    below = max([below, *(command.number + 1 for command in reading.commands)])
    problems += [LineProblem(c.line, below + c.number, ONE_FORM, c.verb) for c in unseen]
    return replace(
        reading,
        commands=tuple(c for c in reading.commands if c.number not in numbers),
        prose=tuple(sorted((*reading.prose, *lines))),
        problems=(*reading.problems, *problems),
    )


def is_shown(html: str, text: str) -> bool:
    """Whether the layout shows all lines of this text, which was read from it: a hidden yes is nobody's."""
    shown = _letters(shown_text(html))
    return all(_letters(line) in shown for line in text.split("\n"))


class _Lines:
    """A text to look command lines up in, however a client broke, linked or emphasised them."""

    def __init__(self, text: str) -> None:
        pieces: list[str] = []
        self._starts: dict[str, list[tuple[int, str]]] = {}  # by verb: where a line begins, its letters
        self._ends: set[int] = set()
        at = 0
        for line in text.split("\n"):
            plain = normalised(line)
            letters = _letters(plain)
            if plain.startswith(("#", "/")):
                self._starts.setdefault(_letters(plain.partition(" ")[0]), []).append((at, letters))
            pieces.append(letters)
            at += len(letters)
            self._ends.add(at)
        self._text = "".join(pieces)

    def hold(self, command: Command) -> bool:
        """Whether the command begins a line here, and ends one."""
        return self._hold(_verb(command), _letters(command.line))

    def go_on(self, command: Command, other: _Lines) -> bool:
        """Whether the command is the beginning of a line here, all of which the other text holds, wrapped."""
        verb, begun = _verb(command), _letters(command.line)
        return any(line.startswith(begun) and other._hold(verb, line) for _, line in self._lines(verb))

    def _hold(self, verb: str, letters: str) -> bool:
        return any(
            self._text.startswith(letters, start) and start + len(letters) in self._ends
            for start, _ in self._lines(verb)
        )

    def _lines(self, verb: str) -> list[tuple[int, str]]:
        return self._starts.get(verb, [])[:MAX_PLACES]


def _verb(command: Command) -> str:
    return _letters(command.line.partition(" ")[0])


def _letters(text: str) -> str:
    """Letters and digits alone: quotes, dashes and marks of emphasis differ between the forms."""
    return _NO_LETTERS.sub("", unicodedata.normalize("NFKC", _LINK.sub("", text)).casefold())

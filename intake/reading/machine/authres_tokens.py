"""The tokens of an Authentication-Results field: words, quoted strings, `;` and `=` (RFC 8601 section 2.2).

White space and comments (RFC 5322 section 3.2.2, nested) stand between tokens and are told only by the
`apart` of the one behind them. Words are wider than the tokens of RFC 2045 section 5.1: whoever asks for
a keyword checks it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

_BLANK = " \t\r\n"  # folded lines are white space
_WORD = re.compile(r'[^\x00-\x20\x7f()";=\\]+')
_IN_COMMENT = re.compile(r"(?:[^()\\\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\\[^\x00-\x08\x0a-\x1f\x7f])+")
_IN_QUOTES = re.compile(r'[^"\\\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+|\\[^\x00-\x08\x0a-\x1f\x7f]')


class Is(StrEnum):
    WORD = "word"
    QUOTED = "quoted"
    SEMICOLON = ";"
    EQUALS = "="
    END = "end"


_KINDS = {";": Is.SEMICOLON, "=": Is.EQUALS, '"': Is.QUOTED}


@dataclass(frozen=True, slots=True)
class Token:
    """`apart`: white space, a comment or nothing at all stands before it."""

    kind: Is
    text: str
    apart: bool


def tokens(value: str) -> tuple[list[Token], bool]:
    """The tokens up to the end, or (False) up to the first character that belongs to none."""
    found: list[Token] = []
    at, apart = 0, True
    while at < len(value):
        char = value[at]
        if char in _BLANK or char == "(":
            end = at + 1 if char in _BLANK else _after_comment(value, at)
        else:
            text, end = _token(value, at)
            if end is not None:
                found.append(Token(_KINDS.get(char, Is.WORD), text, apart))
        if end is None:
            break
        at, apart = end, char in _BLANK or char == "("
    return [*found, Token(Is.END, "", True)], at >= len(value)


def _token(value: str, at: int) -> tuple[str, int | None]:
    """The text of the token that begins at `at` and where it is over (None: there is none)."""
    if value[at] in ";=":
        return value[at], at + 1
    if value[at] == '"':
        return _quoted_string(value, at)
    word = _WORD.match(value, at)
    return (word[0], word.end()) if word else ("", None)


def _after_comment(value: str, at: int) -> int | None:
    """Where the comment that opens at `at` is over; None where it never is."""
    depth = 0
    while at < len(value):
        if value[at] in "()":
            depth += 1 if value[at] == "(" else -1
            at += 1
            if not depth:
                return at
        elif run := _IN_COMMENT.match(value, at):
            at = run.end()
        else:
            break
    return None


def _quoted_string(value: str, at: int) -> tuple[str, int | None]:
    """The words of the quoted string that opens at `at`, quoted pairs undone, and where it is over."""
    pieces: list[str] = []
    at += 1
    while at < len(value):
        if value[at] == '"':
            return "".join(pieces), at + 1
        run = _IN_QUOTES.match(value, at)
        if run is None:
            break
        pieces.append(run[0].removeprefix("\\"))
        at = run.end()
    return "", None

"""Quotations that are kept as part of what somebody writes: behind ">", an empty line below each."""

from __future__ import annotations

from collections.abc import Sequence

from intake.reading.quotes.lines import MARKED, Line


def behind_marks(lines: Sequence[Line]) -> str:
    """Quoted lines as plain text marks them; a plain one has its mark, or never had any."""
    shown = [i for i, line in enumerate(lines) if line.bare.strip()]
    kept = lines[shown[0] : shown[-1] + 1] if shown else ()
    return "\n".join(behind_mark(line) for line in kept)


def behind_mark(line: Line) -> str:
    """One quoted line as plain text marks it."""
    marked = line.mark in MARKED and line.text == line.bare
    return f"> {line.text}".rstrip() if marked else line.text.rstrip()


def apart(text: str) -> str:
    """With an empty line below each quotation, so that what follows is not read as part of it."""
    lines: list[str] = []
    fenced = False
    for line in text.split("\n"):
        if lines and lines[-1].startswith(">") and line.strip() and not line.startswith(">") and not fenced:
            lines.append("")
        fenced ^= line.startswith("```")
        lines.append(line)
    return "\n".join(lines)

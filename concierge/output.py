"""What commands print: JSON Lines for programs, aligned lines for people."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from shutil import get_terminal_size
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from cases.settings import Settings
from cases.typed import with_bare_links, without_marks
from concierge.next_steps import Step, lines
from concierge.streams import can_show_everything

_JOINERS = "\u200c\u200d"  # inside faces and Persian words
WIDEST = 60  # characters of a column, the last one aside
COLUMN = 14  # that a column keeps where a terminal is narrow
NARROWEST = 80  # characters of a terminal; a narrower one folds our lines
LINE = 100  # characters below a row

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line, times in UTC.")]


def print_json(objects: Iterable[Mapping[str, Any]]) -> None:
    """JSON Lines; escaped where standard output cannot write every character, so that none is lost.

    What would steer a terminal is escaped anywhere: the same value to a program. Without the marks by which
    our mails tell typed stars from bold.
    """
    escaped = not can_show_everything()
    for each in objects:
        line = without_marks(json.dumps(each, ensure_ascii=False))
        if escaped and not line.isascii():
            line = "".join(char if char.isascii() else json.dumps(char)[1:-1] for char in line)
        if not line.isprintable():
            line = "".join(json.dumps(char)[1:-1] if _steers(char) else char for char in line)
        typer.echo(line)


def print_table(
    heads: Sequence[str],
    rows: Iterable[Sequence[object]],
    empty: str,
    below: Sequence[Sequence[str]] = (),
) -> None:
    """Columns as wide as they need to be, on a terminal as it has room; `empty` is said when there is no row.

    `below`: for each row what stands indented under it, a line each, cut where a line of a terminal ends.
    """
    cells = [[_cell(value) for value in row] for row in rows]
    if not cells:
        typer.echo(empty)
        return
    for row in cells:
        row[:-1] = [_cut(cell, WIDEST) for cell in row[:-1]]
    lines = [list(heads), *cells]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    room = max(get_terminal_size().columns, NARROWEST) if sys.stdout.isatty() else None
    widths = fitted(widths, room) if room else widths
    for number, line in enumerate(lines):
        typer.echo("  ".join(map(_filled, line, widths)).rstrip())
        for each in below[number - 1] if number and below else ():
            typer.echo(f"    {_cut(_cell(each), min(room or LINE, LINE) - 4)}")


def fitted(widths: Sequence[int], room: int) -> list[int]:
    """Columns for `room` characters: the widest give first, and none becomes narrower than COLUMN. Pure."""
    found = list(widths)
    while sum(found) + 2 * (len(found) - 1) > room and max(found) > COLUMN:
        found[found.index(max(found))] -= 1
    return found


def _filled(cell: str, width: int) -> str:
    return _cut(cell, width).ljust(width)


def _cut(cell: str, width: int) -> str:
    return cell if len(cell) <= width else f"{cell[: width - 1]}…"


def show_next(steps: Iterable[Step], config: Path) -> None:
    """Commands that may be typed now, as they are typed here; nothing where there is none."""
    for line in lines(steps, config):
        typer.echo(printable(line))


def case_number(typed: str, settings: Settings) -> int:
    """The number of a case as typed, "12" or "LC-12"; wrong usage where it is none of this service."""
    number = settings.case_number(typed)
    if number is None:
        raise typer.BadParameter(f"{printable(typed)} is not a case; write 12 or {settings.tag(12)}")
    return number


def in_states(states: Iterable[str]) -> str:
    """Help of an option that takes one of these."""
    *most, last = map(str, states)
    return f"Only in this state: {', '.join(most)} or {last}. May be repeated."


def read_aloud(text: str, language: str | None) -> str:
    """Markdown of ours as whoever reads mail as text sees it, in its language.

    None: text of a mail, which is shown as it was typed, but for links whose words are their address.
    """
    if language is None:
        return with_bare_links(text)
    from mailer.markdown import read  # a mail is shown seldom, and its reader is slow to load
    from mailer.plain import plain_body

    return plain_body(read(text), language).rstrip("\n")


def printable(text: str) -> str:
    """Text of a stranger, safe for a terminal: what would not show as itself as an escape, blanks as blanks.

    That is control characters but the line break, and formatting: overrides of direction, soft hyphens. The
    joiners that Persian and faces are written with stay.
    """
    if text.isascii() and text.isprintable():
        return text
    shown = without_marks(text)
    return "".join(" " if _is_blank(char) else _shown(char, "\n" + _JOINERS) for char in shown)


def visible(octets: bytes) -> str:
    """Octets as text for a terminal; what would not show as itself (controls, formatting) as escapes."""
    text = octets.decode("utf-8", "backslashreplace").replace("\r\n", "\n")
    return "".join(_shown(char, "\n\t") for char in text)


def _shown(char: str, kept: str) -> str:
    if char in kept or not _steers(char):
        return char
    return char.encode("unicode_escape").decode("ascii")


def _steers(char: str) -> bool:
    """Whether it shows as nothing, or moves what stands around it (U+2028 and U+2029 break lines)."""
    return char in "\u2028\u2029" or unicodedata.category(char)[0] == "C"


def _is_blank(char: str) -> bool:
    return char == "\t" or unicodedata.category(char) == "Zs"


def local_time(moment: str | None, timezone: str) -> str:
    """A time of our JSON ("2026-11-21T09:00:00Z") on the service's clock: "2026-11-21 10:00"."""
    if moment is None:
        return ""
    return f"{datetime.fromisoformat(moment).astimezone(ZoneInfo(timezone)):%Y-%m-%d %H:%M}"


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(_cell(item) for item in value)
    return printable(str(value)).replace("\n", " ")

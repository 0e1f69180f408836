"""The lines that doctor offers, put into what the configuration has: one block to paste from; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from concierge.doctor.finding import Finding, Line

SECRETS = ("password", "client_secret")
HIDDEN = "…"  # stands for a secret, which is never printed
SEVERAL = ("mailbox", "concierge", "client")  # sections with two brackets
BEGINNING = "# Each line goes under that heading in {file}, in place of the line with the same key."


def in_place(finding: Finding, written: Mapping[str, Any]) -> Finding:
    """With whole lines: a list begins with what the file has, imap and smtp keep their other keys."""
    return replace(finding, lines=tuple(_whole(_as_table(line), written) for line in finding.lines))


def block(lines: Iterable[Line], written: Mapping[str, Any], file: str) -> str:
    """What to paste into `file`, where `written` stands, as TOML grouped by section; "" for nothing.

    Lists and tables that several findings add to become one line; of two other values for one key the second
    is a comment.
    """
    grouped: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        _add(grouped.setdefault((line.section, line.of), []), _as_table(line))
    if not grouped:
        return ""
    parts = [BEGINNING.format(file=file)]
    for (section, of), found in grouped.items():
        heading = f"[[{section}]]" if section in SEVERAL else f"[{section}]"
        whole = [_whole(line, written) for line in found]
        parts.append("\n".join([f"{heading}  # {_plain(of)}" if of else heading, *_printed(whole)]))
    return "\n\n".join(parts) + "\n"


def _printed(lines: Sequence[Line]) -> Iterator[str]:
    taken = set[str]()
    for line in lines:
        for condition in line.when.split("\n") if line.when else ():
            yield f"# if {_plain(condition)}:"
        if isinstance(line.value, Mapping) and HIDDEN in line.value.values():
            yield f'# ("{HIDDEN}" stands for what is there now)'
        yield f"# or: {line}" if line.key in taken else str(line)
        taken.add(line.key)


def _plain(comment: str) -> str:
    """What strangers wrote ends no comment (TOML 1.0 allows no control characters in one)."""
    return "".join(char if char.isprintable() else " " for char in comment)


def _add(lines: list[Line], line: Line) -> None:
    """Into one line with those of the same key where both can hold."""
    for place, other in enumerate(lines):
        value = _both(other.value, line.value) if other.key == line.key else None
        if value is not None:
            conditions = dict.fromkeys([*other.when.split("\n"), *line.when.split("\n")])
            lines[place] = replace(other, value=value, when="\n".join(filter(None, conditions)))
            return
    lines.append(line)


def _both(first: object, second: object) -> object | None:
    """One value that holds the two, or None."""
    if first == second:
        return first
    if isinstance(first, list | tuple) and isinstance(second, list | tuple):
        return [*first, *(each for each in second if each not in first)]
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        return {**first, **second}
    return None


def _as_table(line: Line) -> Line:
    """ "imap.ca_file" as part of imap: an inline table cannot be added to from outside (TOML 1.0)."""
    table, _, inner = line.key.partition(".")
    return replace(line, key=table, value={inner: line.value}) if inner else line


def _whole(line: Line, written: Mapping[str, Any]) -> Line:
    there = _section(line, written).get(line.key)
    if isinstance(line.value, Mapping):
        kept = there if isinstance(there, Mapping) else {}
        shown = {key: HIDDEN if key in SECRETS else each for key, each in kept.items()}
        return replace(line, value={**shown, **line.value})
    if isinstance(line.value, list | tuple) and there is not None:
        return replace(line, value=_both(there if isinstance(there, list) else [there], line.value))
    return line


def _section(line: Line, written: Mapping[str, Any]) -> Mapping[str, Any]:
    """The values that the file has in that section."""
    found = written.get(line.section, {})
    for each in found if isinstance(found, list) else [found]:
        if not line.of or str(each.get("address", "")).lower() == line.of.lower():
            return dict(each)
    return {}

"""Values as they stand in the configuration: the other direction of reading it (TOML 1.0)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f"}


def as_toml(value: object) -> str:
    """Text, number, truth, date, list or table (inline) on one line; TypeError for anything else.

    What would not show as itself is escaped, so that the line reads the same in a terminal and in an editor.
    """
    if isinstance(value, str):
        return '"' + "".join(_SHORT.get(char) or _shown(char) for char in value) + '"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(as_toml, value))}]"
    if isinstance(value, Mapping):
        pairs = [f"{as_key(str(key))} = {as_toml(each)}" for key, each in value.items()]
        return f"{{ {', '.join(pairs)} }}" if pairs else "{}"
    raise TypeError(f"{type(value).__name__} has no place in TOML")


def as_key(name: str) -> str:
    """A key, quoted where it has to be."""
    return name if _BARE.fullmatch(name) else as_toml(name)


def _shown(char: str) -> str:
    if char.isprintable() or char == " ":
        return char
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"

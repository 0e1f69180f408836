"""What becomes of a character that the terminal's encoding has not: the nearest one it has, never an error.

A service started by cron or in a bare container writes ASCII, an older terminal Latin-1; names, Dutch words
and the marks of the demo are more than that. JSON is escaped instead (`concierge.output`): programs read it.
"""

from __future__ import annotations

import codecs
import io
import sys
import unicodedata

NEAREST = {
    "✉": "*",
    "█": "#",
    "→": ">",
    "…": ".",
    "–": "-",
    "—": "-",
    "‘": "'",
    "’": "'",
    "“": '"',
    "”": '"',
    "€": "E",
}  # one for one, so that columns stay columns


def write_what_can_be_shown() -> None:
    """From now on standard output and standard error put the nearest character for one that they have not."""
    codecs.register_error("nearest", _nearest)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="nearest")


def can_show_everything() -> bool:
    """Whether standard output is written in UTF-8."""
    encoding = getattr(sys.stdout, "encoding", None)
    return encoding is None or codecs.lookup(encoding).name == "utf-8"


def nearest(char: str) -> str:
    """One ASCII character: that of the table, the letter without its accent, else a question mark."""
    return NEAREST.get(char) or unicodedata.normalize("NFD", char)[0].encode("ascii", "replace").decode()


def _nearest(error: UnicodeError) -> tuple[str, int]:
    """An error handler as `codecs.register_error` wants it: the text in place, and where to go on."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(nearest(char) for char in error.object[error.start : error.end]), error.end

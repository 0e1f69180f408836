"""Plain text bodies: line ends, control characters, and flowed paragraphs (RFC 3676)."""

from __future__ import annotations

import re

from intake.reading.body.invisible import without_invisible

_EOL = re.compile(r"\r\r\n|\r\n|\r|\x85|\u2028|\u2029|\f|\v")
_ENRICHED_PARAM = re.compile(r"<param>[^<]{0,2000}</param>", re.I)
_ENRICHED_TAG = re.compile(r"<(?!<)/?[A-Za-z-]{1,60}>")
_QUOTE = re.compile(r">*")


def clean_text(text: str) -> str:
    """Line feeds only, no control or invisible characters, no white space at line ends.

    The signature delimiter keeps its space ("-- ", RFC 3676 section 4.3).
    """
    text = without_invisible(_EOL.sub("\n", text)).replace("\u00a0", " ")
    lines = [line if line == "-- " else line.rstrip() for line in text.split("\n")]
    return "\n".join(lines).strip("\n")


def unflow(text: str, *, delete_space: bool) -> str:
    """Paragraphs of a format=flowed body put back on one line each, quotes with "> " per level."""
    out: list[list[str]] = []  # lines in pieces: adding to a string would copy it each time
    depth = -1
    open_ = False  # the last line of `out` is flowed: the next of the same depth joins it
    for line in _EOL.sub("\n", text).split("\n"):
        marks = _QUOTE.match(line)
        level = marks.end() if marks else 0
        body = line[level:]
        body = body[1:] if body.startswith(" ") else body
        is_flowed = body.endswith(" ") and body != "-- "
        if is_flowed and delete_space:
            body = body[:-1]
        if open_ and level == depth and body != "-- ":
            out[-1].append(body)
        else:
            out.append(["> " * level if body else (">" + " >" * (level - 1)) * bool(level), body])
        open_, depth = is_flowed, level
    return "\n".join(map("".join, out))


def unenriched(text: str) -> str:
    """The words of a text/enriched or text/richtext body (RFC 1896)."""
    text = _ENRICHED_TAG.sub("", _ENRICHED_PARAM.sub("", text))
    text = re.sub(r"(?<!\n)\n(?!\n)", " ", _EOL.sub("\n", text))
    return re.sub(r"\n(\n+)", r"\1", text).replace("<<", "<")

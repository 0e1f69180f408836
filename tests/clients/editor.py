"""The editor that mail clients start: types into the draft which they prepared, as a person would.

    python editor.py TYPED.json DRAFT

TYPED.json is a `Typed` as an object. The draft keeps what the client put there: attribution, quotation,
signature.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path


def edited(draft: str, typed: Mapping[str, object]) -> str:
    """The draft with the words typed into it.

    top: above everything; bottom: below the quotation, above a signature; between: below the quoted line
    (and what a client wrapped of it) that holds these words.
    """
    lines = draft.splitlines()
    between = typed.get("between") or {}
    assert isinstance(between, Mapping)
    for words, answer in between.items():
        at = next(n for n, line in enumerate(lines) if line.startswith(">") and words in line)
        while at + 1 < len(lines) and _goes_on(lines[at + 1]):
            at += 1
        lines[at + 1 : at + 1] = ["", str(answer), ""]
    if typed.get("bottom"):
        end = next((n for n, line in enumerate(lines) if line == "-- "), len(lines))
        last = max((n for n, line in enumerate(lines) if line.startswith(">")), default=-1)
        end = end if end > last else len(lines)
        lines[end:end] = ["", str(typed["bottom"]), ""]
    if typed.get("top"):
        lines[:0] = [*str(typed["top"]).split("\n"), ""]
    return "\n".join(lines) + "\n"


def _goes_on(line: str) -> bool:
    """Whether a quoted line is the rest of the one above: it begins with no number and is not empty."""
    rest = line.removeprefix(">").strip()
    return line.startswith(">") and bool(rest) and not rest[0].isdigit() and rest[0] not in "-*"


if __name__ == "__main__":
    path = Path(sys.argv[2])
    asked = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    path.write_text(edited(path.read_text(encoding="utf-8"), asked), encoding="utf-8")

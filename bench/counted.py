"""Runs `concierge` and writes the SQL statements that SQLite executed, by their first word, as JSON.

python bench/counted.py FILE run intake --once --config concierge.toml
"""

from __future__ import annotations

import json
import runpy
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

counted: Counter[str] = Counter()
connect: Callable[..., sqlite3.Connection] = sqlite3.connect


def watched(*arguments: Any, **how: Any) -> sqlite3.Connection:
    """A connection that counts; everything else is as it was."""
    connection = connect(*arguments, **how)
    connection.set_trace_callback(lambda statement: counted.update([statement.split(None, 1)[0].upper()]))
    return connection


def main() -> None:
    file = Path(sys.argv.pop(1))
    setattr(sqlite3, "connect", watched)  # noqa: B010 - a function of the library
    try:
        runpy.run_module("concierge", run_name="__main__")
    finally:
        file.write_text(json.dumps(counted))


if __name__ == "__main__":
    main()

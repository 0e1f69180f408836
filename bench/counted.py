"""Runs `concierge` and writes the SQL statements that SQLite executed, by their first word, as JSON.

python bench/counted.py FILE run intake --once --config concierge.toml

Those of the processes that it forks count too: each adds its line to the file when it ends.
"""

from __future__ import annotations

import json
import os
import runpy
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

counted: Counter[str] = Counter()
connect: Callable[..., sqlite3.Connection] = sqlite3.connect


def watched(*arguments: Any, **how: Any) -> sqlite3.Connection:
    """A connection that counts; everything else is as it was."""
    connection = connect(*arguments, **how)
    connection.set_trace_callback(lambda statement: counted.update([statement.split(None, 1)[0].upper()]))
    return connection


def main() -> None:
    file = Path(sys.argv.pop(1)).absolute()
    leave = os._exit

    def written(status: int) -> NoReturn:
        _write(file)
        leave(status)

    setattr(sqlite3, "connect", watched)  # noqa: B010 - a function of the library
    setattr(os, "_exit", written)  # noqa: B010 - how a forked process ends
    try:
        runpy.run_module("concierge", run_name="__main__")
    finally:
        _write(file)


def _write(file: Path) -> None:
    with file.open("a") as lines:
        lines.write(json.dumps(counted) + "\n")


if __name__ == "__main__":
    main()

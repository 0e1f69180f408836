"""A passphrase: from a file, else from the environment, else asked for at the terminal; never an argument."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from cases.errors import PermanentError

VARIABLE = "CONCIERGE_BACKUP_PASSPHRASE"

Passphrase = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file", metavar="FILE", help=f"Its first line; else {VARIABLE}, else you are asked."
    ),
]


def passphrase(file: Path | None, *, twice: bool) -> str:
    """The words; `twice`: asked for a second time, because nobody sees what is typed."""
    if file is not None:
        try:
            lines = file.read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise PermanentError(
                f"{file} cannot be read ({error}): name a file with the passphrase."
            ) from None
        if not lines or not lines[0].strip():
            raise PermanentError(f"{file} is empty: write the passphrase on its first line.")
        return lines[0]
    if words := os.environ.get(VARIABLE):
        return words
    if not sys.stdin.isatty():
        raise PermanentError(
            "A passphrase is needed, and there is no terminal to ask at: "
            f"give --passphrase-file or {VARIABLE}."
        )
    asked: str = typer.prompt("Passphrase", hide_input=True, confirmation_prompt=twice, err=True)
    return asked

"""What concierges kept by mail, beside the catalogue until the operator merges it: `catalogue.additions.csv`.

The file is read together with the catalogue at once. It is written as a whole, under a lock that all
processes of the service share, so that a merge at the same moment loses nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path

from cases.catalogue import Option
from cases.errors import PermanentError
from concierge.catalogue import lock
from concierge.catalogue.files import additions_of, read_additions, write_file


def why_not(catalogue: Path | None) -> str:
    """Why nothing can be kept beside this catalogue, in a sentence; "" where it can."""
    if catalogue is None:
        return "There is no catalogue: name one in [service] catalogue."
    if not os.access(catalogue.parent, os.W_OK):
        return f"{catalogue.parent} cannot be written to, so nothing can be kept there."
    try:
        bad = read_additions(catalogue).bad
    except (OSError, PermanentError) as error:
        return str(error)
    return f"{additions_of(catalogue)}: {bad[0]}" if bad else ""


def keep(catalogue: Path, options: Iterable[Option]) -> None:
    """Add these options, or replace those of the same slug. PermanentError where they cannot be written."""
    with locked(catalogue):
        if problem := why_not(catalogue):
            raise PermanentError(problem)
        kept = {option.slug: option for option in read_additions(catalogue).options}
        write_file(additions_of(catalogue), (kept | {option.slug: option for option in options}).values())


def without(catalogue: Path, merged: Iterable[Option]) -> None:
    """Take these options out of the additions, where they are still as they were; within `locked`."""
    gone = set(merged)
    left = [option for option in read_additions(catalogue).options if option not in gone]
    path = additions_of(catalogue)
    if left:
        write_file(path, left)
    else:
        path.unlink(missing_ok=True)


def locked(catalogue: Path) -> AbstractContextManager[None]:
    """Nobody else writes the additions meanwhile."""
    return lock.locked(catalogue.with_name(f".{catalogue.stem}.additions.lock"))


def keeper(catalogue: Path | None) -> Callable[[tuple[Option, ...]], None]:
    """Keeps options beside this catalogue, for `intake.handle`."""

    def kept(options: tuple[Option, ...]) -> None:
        if catalogue is None:
            raise PermanentError(why_not(None))
        keep(catalogue, options)

    return kept

"""A bar for what takes long, on standard error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn


@contextmanager
def bar(what: str, total: int, *, shown: bool) -> Iterator[Callable[[int], None]]:
    """Gives what is told each amount that is done, of `total` in all (0: nobody knows)."""
    columns = (TextColumn(what), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not shown) as progress:
        task = progress.add_task(what, total=total or None)
        yield lambda amount: progress.advance(task, amount)

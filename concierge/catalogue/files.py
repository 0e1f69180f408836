"""The catalogue and the topics as files: read, watched, merged into, written.

The files are the truth (CONTRACT 3). A broken file never replaces a good catalogue: the last good one
stays, and the problem is logged once and kept in `CatalogueFiles.problems`. Only at the start, when there
is nothing good yet, the readable rows of a broken catalogue are used.
"""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import structlog

from cases.catalogue import Catalogue, Option
from cases.errors import PermanentError
from concierge.catalogue.cells import COLUMNS
from concierge.catalogue.rows import BadRow, Rows, read_rows
from concierge.catalogue.topics import read_topics

log = structlog.get_logger("catalogue")


class CatalogueFiles:
    """The catalogue as the files last said it; `current` looks whether they changed. Thread-safe."""

    def __init__(self, catalogue: Path | None, topics: Path | None) -> None:
        self._paths = {"options": catalogue, "topics": topics}
        self._seen: dict[str, tuple[int, int] | None] = {}
        self._catalogue = Catalogue()
        self._problems: dict[str, str] = {}
        self._lock = threading.Lock()

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong with the files as they are now, in sentences."""
        return tuple(self._problems.values())

    def current(self) -> Catalogue:
        """The catalogue, the same one until a file changes (by time of change and size) and is read again."""
        with self._lock:
            for what, path in self._paths.items():
                if path is not None and (stamp := _stamp(path)) != self._seen.get(what, (-1, -1)):
                    self._seen[what] = stamp
                    self._read(what, path)
            return self._catalogue

    def _read(self, what: str, path: Path) -> None:
        try:
            content = path.read_bytes()
            if what == "topics":
                self._catalogue = replace(self._catalogue, topics=read_topics(content))
            else:
                self._take(path, read_rows(content, toml=path.suffix == ".toml"))
        except (OSError, PermanentError) as error:
            self._problems[what] = _problem(path, error)
            log.warning("catalogue.refused", file=path.name, problem=self._problems[what])
            return
        if self._problems.pop(what, None) is not None or what == "topics":
            log.info("catalogue.read", file=path.name)

    def _take(self, path: Path, rows: Rows) -> None:
        before = self._catalogue
        if rows.options and not (rows.bad and before.options):
            self._catalogue = replace(before, options=rows.options)
        if rows.bad:
            more = f" (and {len(rows.bad) - 1} more)" if len(rows.bad) > 1 else ""
            raise PermanentError(f"{rows.bad[0]}{more}")
        if not rows.options and before.options:
            raise PermanentError("it holds no option any more.")
        log.info("catalogue.read", file=path.name, options=len(rows.options))


def read_catalogue(catalogue: Path | None, topics: Path | None) -> Catalogue:
    """What the files say now, for a command; PermanentError when one of them cannot be used at all."""
    try:
        found = read_topics(topics.read_bytes()) if topics else ()
    except (OSError, PermanentError) as error:
        assert topics is not None
        raise PermanentError(_problem(topics, error)) from None
    return Catalogue(read_file(catalogue).options if catalogue else (), found)


@dataclass(frozen=True, slots=True)
class Merged:
    """What an import does to a catalogue: slugs added, changed and unchanged, and rows left out."""

    options: tuple[Option, ...]
    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    bad: tuple[BadRow, ...]
    unknown_columns: tuple[str, ...]


def read_file(path: Path) -> Rows:
    """The rows of a catalogue file; PermanentError names the file and what is wrong with all of it."""
    return _rows_of(path, {})


def merge_file(target: Path, source: Path) -> Merged:
    """What merging `source` into `target` by slug gives; nothing is written.

    Columns that `source` does not have keep their values. PermanentError when a row of `target` itself is
    bad, because it would be lost by writing.
    """
    before = read_file(target) if target.exists() else Rows()
    if before.bad:
        raise PermanentError(
            f"{target}: {before.bad[0]} Correct that file first, so that nothing of it is lost."
        )
    known = {option.slug: option for option in before.options}
    rows = _rows_of(source, known)
    after = known | {option.slug: option for option in rows.options}
    return Merged(
        options=tuple(after.values()),
        added=tuple(o.slug for o in rows.options if o.slug not in known),
        changed=tuple(o.slug for o in rows.options if o.slug in known and known[o.slug] != o),
        unchanged=tuple(o.slug for o in rows.options if known.get(o.slug) == o),
        bad=rows.bad,
        unknown_columns=rows.unknown_columns,
    )


def write_file(path: Path, options: Iterable[Option]) -> None:
    """Replace the file as a whole or not at all: a temporary file beside it, then a rename."""
    target = path.resolve()
    text = as_toml(options) if target.suffix == ".toml" else as_csv(options)
    try:
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o644
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise PermanentError(f"{path} cannot be written ({error.strerror}).") from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(target)
    except OSError as error:
        with suppress(OSError):
            Path(name).unlink()
        raise PermanentError(f"{path} cannot be written ({error.strerror}).") from None


def as_csv(options: Iterable[Option], delimiter: str = ",") -> str:
    """The options as `read_rows` reads them again, the columns of CONTRACT 3 in their order."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(COLUMNS)
    for option in options:
        shown = as_mapping(option)
        writer.writerow([_cell(shown[column]) for column in COLUMNS])
    return out.getvalue()


def as_toml(options: Iterable[Option]) -> str:
    """The options as TOML tables; what is unknown or empty is left out."""
    tables = []
    for option in options:
        shown = {k: v for k, v in as_mapping(option).items() if k != "slug" and v not in (None, "", [])}
        lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in shown.items()]
        tables.append("\n".join((f"[{option.slug}]", *lines, "")))
    return "\n".join(tables)


def as_mapping(option: Option) -> dict[str, object]:
    """The option by the names of its columns, for JSON; price null is unknown, 0 is free."""
    price = option.price
    return {
        "slug": option.slug,
        "title": option.title,
        "summary": option.summary,
        "kind": option.kind,
        "training": option.training,
        "provider": option.provider,
        "price": None if price is None else int(price) if price == int(price) else float(price),
        "currency": option.currency,
        "minutes": option.minutes,
        "with": option.with_,
        "language": list(option.languages),
        "topics": list(option.topics),
        "url": option.url,
        "interest": option.interest,
        "client": option.client,
    }


def _rows_of(path: Path, known: dict[str, Option]) -> Rows:
    try:
        return read_rows(path.read_bytes(), toml=path.suffix == ".toml", known=known)
    except (OSError, PermanentError) as error:
        raise PermanentError(_problem(path, error)) from None


def _problem(path: Path, error: Exception) -> str:
    reason = f"it cannot be read ({error.strerror})." if isinstance(error, OSError) else str(error)
    return f"{path}: {reason}"


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list():
            return ";".join(map(str, value))
        case _:
            return str(value)

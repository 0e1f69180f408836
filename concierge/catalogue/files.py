"""The catalogue and the topics as files: read, merged into, written (CONTRACT 3)."""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cases.catalogue import Catalogue, Option
from cases.errors import PermanentError
from concierge.catalogue.rows import BadRow, Rows, read_rows
from concierge.catalogue.topics import TopicFile, learned_of, read_learned, read_topics, with_learned
from replies.options.cells import COLUMNS


def read_catalogue(catalogue: Path | None, topics: Path | None) -> Catalogue:
    """What the files say now, for a command; PermanentError when one of them cannot be used at all."""
    try:
        found = read_topics(topics.read_bytes()) if topics else TopicFile()
    except (OSError, PermanentError) as error:
        assert topics is not None
        raise PermanentError(problem_with(topics, error)) from None
    try:
        taught = read_learned(topics) if topics else TopicFile()
    except (OSError, PermanentError) as error:
        assert topics is not None
        raise PermanentError(problem_with(learned_of(topics), error)) from None
    found = with_learned(found, taught)
    own = read_file(catalogue).options if catalogue else ()
    kept = read_additions(catalogue).options if catalogue else ()
    options, added = with_additions(own, kept)
    return Catalogue(options, found.topics, found.no_request, added, taught.topics)


def additions_of(catalogue: Path) -> Path:
    """Where the options lie that concierges kept by mail beside that catalogue."""
    return catalogue.with_name(f"{catalogue.stem}.additions.csv")


def read_additions(catalogue: Path) -> Rows:
    """The rows of the additions; none where there is no file. PermanentError when it cannot be used."""
    path = additions_of(catalogue)
    return read_file(path) if path.exists() and path.stat().st_size else Rows()


def with_additions(
    own: tuple[Option, ...], kept: tuple[Option, ...]
) -> tuple[tuple[Option, ...], frozenset[str]]:
    """The options of a catalogue and those kept beside it, and the slugs of the latter; its own win."""
    slugs = {option.slug for option in own}
    added = tuple(option for option in kept if option.slug not in slugs)
    return (*own, *added), frozenset(option.slug for option in added)


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
    text = as_toml(options) if path.resolve().suffix == ".toml" else as_csv(options)
    replace_file(path, text.encode())


def replace_file(path: Path, content: bytes) -> None:
    """Write the file as a whole or not at all; its permissions stay."""
    target = path.resolve()
    try:
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o644
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise PermanentError(f"{path} cannot be written ({error.strerror}).") from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), mode)  # not by the name, which may be another file's by now
            os.fsync(file.fileno())
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
        writer.writerow(as_cells(option).values())
    return out.getvalue()


def as_cells(option: Option) -> dict[str, str]:
    """The option by the names of its columns, in their order, as text that `read_rows` reads again."""
    shown = as_mapping(option)
    return {column: _cell(shown[column]) for column in COLUMNS}


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
        "level": option.level,
        "priced_on": option.priced_on.isoformat() if option.priced_on else None,
        "country": list(option.countries),
    }


def _rows_of(path: Path, known: dict[str, Option]) -> Rows:
    try:
        return read_rows(path.read_bytes(), toml=path.suffix == ".toml", known=known)
    except (OSError, PermanentError) as error:
        raise PermanentError(problem_with(path, error)) from None


def problem_with(path: Path, error: Exception) -> str:
    """Why a file cannot be used, with its name."""
    reason = f"it cannot be read ({error.strerror})." if isinstance(error, OSError) else str(error)
    return f"{path}: {reason}"


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

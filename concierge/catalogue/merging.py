"""Taking additions over into the catalogue: rows at its end, all else octet by octet as people left it.

The file keeps its encoding, delimiter, line ends and order of columns. A column that an addition needs and
the file does not have is added behind the others: in the heading, because a shorter row has it empty.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cases.catalogue import EITHER, Option
from cases.errors import PermanentError
from concierge.catalogue.additions import locked, without
from concierge.catalogue.files import as_cells, as_toml, read_additions, read_file, replace_file
from concierge.catalogue.rows import decode, encoding_of, heading_of, read_rows
from replies.options.cells import COLUMNS
from replies.options.kinds import TRAINING


@dataclass(frozen=True, slots=True)
class Pending:
    """What a merge does: options to add, those that are in the catalogue as they are, those in the way."""

    new: tuple[Option, ...] = ()
    there: tuple[Option, ...] = ()
    clashing: tuple[Option, ...] = ()

    @property
    def named(self) -> dict[str, tuple[Option, ...]]:
        """All of them by what becomes of them, in words."""
        return {"new": self.new, "there already": self.there, "in the way": self.clashing}


def pending(catalogue: Path) -> Pending:
    """What waits to be merged. PermanentError when a row of either file is bad: nothing may be lost."""
    additions = read_additions(catalogue)
    own = read_file(catalogue)
    for rows, path in ((own, catalogue), (additions, "the additions")):
        if rows.bad:
            raise PermanentError(f"{path}: {rows.bad[0]} Correct that first.")
    known = {option.slug: option for option in own.options}
    return Pending(
        tuple(option for option in additions.options if option.slug not in known),
        tuple(option for option in additions.options if known.get(option.slug) == option),
        tuple(option for option in additions.options if known.get(option.slug, option) != option),
    )


def merge(catalogue: Path) -> Pending:
    """Add what waits to the catalogue and take it out of the additions; gives what was done.

    The catalogue is written first: after a crash between the two the next merge finds it `there`.
    """
    with locked(catalogue):
        found = pending(catalogue)
        if found.new:
            content = with_rows(catalogue.read_bytes(), found.new, toml=catalogue.suffix == ".toml")
            replace_file(catalogue, _checked(catalogue, content, read_file(catalogue).options, found.new))
        without(catalogue, (*found.new, *found.there))
    return found


def with_rows(content: bytes, options: Sequence[Option], *, toml: bool) -> bytes:
    """The file with these options at its end. PermanentError where its encoding has not all their letters."""
    encoding, mark = encoding_of(content)
    body, text = content[len(mark) :], decode(content)
    newline = "\r\n" if "\r\n" in text else "\n"
    between = "" if text.endswith("\n") or not text else newline
    if toml:
        return mark + body + _encoded(f"{between}{newline if text else ''}{as_toml(options)}", encoding)
    heading = heading_of(text)
    cells = [as_cells(option) for option in options]
    lacking = [
        name
        for name in COLUMNS
        if name not in heading.columns and any(_says(name, option) for option in options)
    ]
    end = heading.start + len(heading.line)
    at = end if encoding == "cp1252" else len(text[:end].encode(encoding))
    more = "".join(f"{heading.delimiter}{name}" for name in lacking)
    rows = _lines(cells, (*heading.columns, *lacking), heading.delimiter, newline)
    return mark + body[:at] + _encoded(more, encoding) + body[at:] + _encoded(between + rows, encoding)


def _says(column: str, option: Option) -> bool:
    """Whether the option would be another one without this column."""
    if column == "training":
        return option.training != (option.kind in TRAINING)
    return bool(as_cells(option)[column]) and (column, option.with_) != ("with", EITHER)


def _encoded(text: str, encoding: str) -> bytes:
    try:
        return text.encode(encoding)
    except UnicodeEncodeError as error:
        raise PermanentError(
            f'The file is saved in an encoding ({encoding}) that has no "{text[error.start]}": '
            "save it as CSV UTF-8 and merge again."
        ) from None


def _lines(cells: Sequence[dict[str, str]], columns: Sequence[str], delimiter: str, newline: str) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=newline)
    for row in cells:
        writer.writerow([row.get(column, "") for column in columns])
    return out.getvalue()


def _checked(catalogue: Path, content: bytes, before: Sequence[Option], new: Sequence[Option]) -> bytes:
    """The content, where it reads as it is meant: what was there and what is new."""
    toml = catalogue.suffix == ".toml"
    if (*before, *new) != read_rows(content, toml=toml).options:
        raise PermanentError(f"{catalogue} would not read as it should with them: add them by hand.")
    return content

"""A catalogue as a spreadsheet saves it, or as TOML, read into options; every bad row with line and reason.

Read are comma, semicolon, tab and bar as delimiters, Excel's "sep=" line, UTF-8 with and without mark,
UTF-16 and Windows-1252, columns in any order, in English or Dutch, and empty columns at the end.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cases.catalogue import Option
from cases.errors import PermanentError
from replies.options.cells import COLUMNS, SYNONYMS, read_option, slug_of

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_SEPARATED = re.compile(r'"?sep=.\r?"?\r?')
_LONGEST_CELL = 100_000  # characters


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is not taken: the line on which it begins (1 is the heading), its slug if any, and why."""

    line: int
    slug: str
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}{f' ({self.slug})' if self.slug else ''}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Rows:
    """Options in the order of the file, rows that could not be read, and columns that nobody knows."""

    options: tuple[Option, ...] = ()
    bad: tuple[BadRow, ...] = ()
    unknown_columns: tuple[str, ...] = ()


def read_rows(content: bytes, *, toml: bool, known: Mapping[str, Option] | None = None) -> Rows:
    """The options in a file. `known`: options by slug that keep what the file has no column for.

    PermanentError when it is no such file at all (no heading, no TOML, no text).
    """
    text = decode(content)
    if toml:
        found, unknown = _toml(text)
    else:
        found, unknown = _csv(text)
    options: dict[str, Option] = {}
    bad: list[BadRow] = []
    first_line: dict[str, int] = {}
    for line, cells, complaint in found:
        slug = cells.get("slug", "").strip()
        try:
            key = slug_of(cells)
            if complaint:
                raise ValueError(complaint)
            if key in first_line:
                raise ValueError(f"line {first_line[key]} has the same slug.")
            options[key] = read_option(cells, (known or {}).get(key))
            first_line[key] = line
        except ValueError as error:
            bad.append(BadRow(line, slug[:60], str(error)))
    return Rows(tuple(options.values()), tuple(bad), unknown)


@dataclass(frozen=True, slots=True)
class Heading:
    """The first line of a CSV that says something: where it starts, its delimiter, columns by our names."""

    start: int
    line: str
    delimiter: str
    columns: tuple[str, ...]


def heading_of(text: str) -> Heading:
    """The heading of a CSV, past Excel's "sep=" line. PermanentError when it names no slug."""
    start, delimiter = 0, ""
    first = text.split("\n", 1)[0]
    if _SEPARATED.fullmatch(first):
        start, delimiter = min(len(first) + 1, len(text)), first.strip('"')[4]
    line = ""
    for each in text[start:].splitlines(keepends=True):
        line = each.rstrip("\r\n")
        if line.strip(" \t,;|"):
            break
        start += len(each)
    delimiter = delimiter or max(",;\t|", key=lambda d: (len(_known(line, d)), line.count(d)))
    columns = tuple(SYNONYMS.get(_name(cell), _name(cell)) for cell in _cells(line, delimiter))
    if "slug" not in columns:
        raise PermanentError(f"The first line names no column slug: it should be {','.join(COLUMNS)}.")
    return Heading(start, line, delimiter, columns)


def encoding_of(content: bytes) -> tuple[str, bytes]:
    """The encoding of a file, and the mark before its text; cp1252 is what is left."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding, mark
    if b"\x00" in content[:200]:
        even, odd = content[:200:2].count(0), content[1:200:2].count(0)
        return "utf-16-le" if odd > even else "utf-16-be", b""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252", b""
    return "utf-8", b""


def decode(content: bytes) -> str:
    """The text of a file from whatever office program wrote it; cp1252 is what is left."""
    encoding, mark = encoding_of(content)
    try:
        return content[len(mark) :].decode(encoding, "replace" if encoding == "cp1252" else "strict")
    except UnicodeDecodeError as error:
        raise PermanentError(f"It is no readable text ({error.reason}): save it as CSV UTF-8.") from None


Found = Iterator[tuple[int, dict[str, str], str]]
"""Line, cells by column, and what is wrong with the row as a whole ("" when nothing is)."""


def _csv(text: str) -> tuple[Found, tuple[str, ...]]:
    heading = heading_of(text)
    columns = list(heading.columns)
    skipped = 0
    if _SEPARATED.fullmatch(text.split("\n", 1)[0]):
        text, skipped = text.partition("\n")[2], 1
    twice = next((name for name in columns if name and columns.count(name) > 1), None)
    if twice:
        raise PermanentError(f"Two columns are called {twice}: take one out.")
    unknown = tuple(name for name in columns if name and name not in COLUMNS)
    return _rows(text, heading.delimiter, columns, skipped), unknown


def _rows(text: str, delimiter: str, columns: list[str], skipped: int) -> Found:
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    heading_seen, line = False, 1 + skipped
    try:
        for row in reader:
            begins, line = line, reader.line_num + 1 + skipped
            if not any(cell.strip() for cell in row):
                continue
            if not heading_seen:
                heading_seen = True
                continue
            cells = dict.fromkeys((name for name in columns if name in COLUMNS), "")
            cells |= {name: cell for name, cell in zip(columns, row, strict=False) if name in COLUMNS}
            yield begins, cells, _beyond(row, columns)
    except csv.Error as error:
        raise PermanentError(
            f"Line {line} cannot be read ({error}): look for a quote that is not closed."
        ) from None


def _beyond(row: list[str], columns: list[str]) -> str:
    """Empty columns at the end are a habit of spreadsheets; filled ones mean that a delimiter slipped in."""
    nameless = [cell for name, cell in zip(columns, row, strict=False) if not name]
    if any(cell.strip() for cell in (*nameless, *row[len(columns) :])):
        return "it has more cells than the heading has columns."
    return ""


def _toml(text: str) -> tuple[Found, tuple[str, ...]]:
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PermanentError(f"It is no TOML: {error}.") from None
    wrong = next((name for name, table in tables.items() if not isinstance(table, dict)), None)
    if wrong:
        raise PermanentError(f'"{wrong}" stands outside an option: each option is a table [slug].')
    unknown = {key for table in tables.values() for key in table if _name(key) not in SYNONYMS}
    found = (
        (_line_of(text, slug), {SYNONYMS[_name(k)]: _cell(v) for k, v in table.items() if k not in unknown})
        for slug, table in tables.items()
    )
    keyed = ((line, cells | {"slug": slug}, "") for (line, cells), slug in zip(found, tables, strict=True))
    return keyed, tuple(sorted(unknown))


def _line_of(text: str, slug: str) -> int:
    match = re.search(rf'^[ \t]*+\[\s*+["\']?{re.escape(slug)}["\']?\s*+[\].]', text, re.MULTILINE)
    return text.count("\n", 0, match.start() + 1) + 1 if match else 1


def _cell(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return ";".join(map(str, value))
        case _:
            return str(value)


def _cells(heading: str, delimiter: str) -> list[str]:
    return next(csv.reader([heading], delimiter=delimiter), [])


def _known(heading: str, delimiter: str) -> list[str]:
    return [cell for cell in _cells(heading, delimiter) if _name(cell) in SYNONYMS]


def _name(cell: str) -> str:
    return " ".join(cell.replace("\ufeff", "").replace("’", "'").lower().split()).split(" (")[0]

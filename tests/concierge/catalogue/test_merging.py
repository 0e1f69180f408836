"""Options kept by mail: beside the catalogue, read with it at once, taken over without touching the rest."""

from __future__ import annotations

import csv
import threading
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cases.catalogue import Option
from cases.errors import PermanentError
from concierge.catalogue.additions import keep, why_not
from concierge.catalogue.files import additions_of, as_csv, as_toml, read_additions, read_catalogue, read_file
from concierge.catalogue.merging import merge, pending, with_rows
from concierge.catalogue.watched import CatalogueFiles

OWN = Option("club", "Praatclub café", kind="community", price=Decimal(0), topics=("presenting",))
HABITS = Option(
    "habits", "Habits; of “good” feedback", kind="article", price=Decimal("12.50"), currency="EUR",
    languages=("en",), topics=("presenting", "feedback"), url="https://example.org/habits?id=2",
    client="acme", level="beginner", priced_on=date(2026, 11, 23),
)  # fmt: skip
BOOK = Option("book", "A book", price=Decimal(0), topics=("presenting",))
SPREADSHEET = (
    "sep=;\r\nTitel;Slug;prijs;soort;thema's;;\r\nPraatclub café;club;gratis;netwerk;presenting;;\r\n"
)


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    path = tmp_path / "catalogue.csv"
    path.write_text(as_csv([OWN]), "utf-8")
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["", "\r\n;;;;;;\r\n"])
def test_a_spreadsheet_stays_as_it_is(catalogue: Path, encoding: str, end: str) -> None:
    """Its mark, encoding, order, line ends and empty columns; columns that are lacking come behind them."""
    before = (SPREADSHEET.rstrip("\r\n") + end).encode(encoding)
    catalogue.write_bytes(before)
    keep(catalogue, [HABITS, BOOK])
    assert (HABITS, BOOK) == merge(catalogue).new
    after = catalogue.read_bytes()
    old, rows = before.decode(encoding).split("\r\n"), after.decode(encoding).split("\r\n")
    assert old[0] == rows[0]
    assert f"{old[1]};currency;language;url;client;level;priced_on" == rows[1]
    assert [line for line in old[2:] if line] == rows[2 : 2 + len([line for line in old[2:] if line])]
    assert (OWN, HABITS, BOOK) == read_file(catalogue).options
    assert not additions_of(catalogue).exists()


def test_octets_that_no_encoding_has_stay(catalogue: Path) -> None:
    """What a file has of its own is not looked at, and a letter that it cannot hold is said."""
    before = b"slug,title,topics,kind,price\nclub,caf\xe9 \x81,presenting,community,0\n"
    after = with_rows(before, [BOOK], toml=False)
    assert before + b"book,A book,presenting,,0\n" == after
    with pytest.raises(PermanentError, match=r"no \"日\": save it as CSV UTF-8"):
        with_rows(before, [Option("x", "日本語")], toml=False)


def test_toml(tmp_path: Path) -> None:
    """Tables at the end; a comment in the file stays."""
    path = tmp_path / "catalogue.toml"
    path.write_text(f"# ours\n{as_toml([OWN])}", "utf-8")
    keep(path, [HABITS])
    merge(path)
    assert path.read_text("utf-8").startswith("# ours\n")
    assert (OWN, HABITS) == read_file(path).options


def test_shown_before_it_is_done(catalogue: Path) -> None:
    """What waits, what is there already, what is in the way; only the first two leave the additions."""
    other = Option("club", "Another club")
    keep(catalogue, [HABITS, other])
    assert ((HABITS,), (), (other,)) == ((found := pending(catalogue)).new, found.there, found.clashing)
    assert (OWN,) == read_file(catalogue).options
    merge(catalogue)
    assert (other,) == read_additions(catalogue).options
    keep(catalogue, [HABITS])  # as after a crash between the two files
    assert (HABITS,) == merge(catalogue).there
    assert (OWN, HABITS) == read_file(catalogue).options
    assert (other,) == read_additions(catalogue).options


def test_read_with_the_catalogue_at_once(catalogue: Path) -> None:
    """The file's own wins; broken additions leave the good ones, and nothing can be kept meanwhile."""
    files = CatalogueFiles(catalogue, None)
    assert ((OWN,), frozenset()) == ((found := files.current()).options, found.added)
    keep(catalogue, [HABITS])
    assert [OWN, HABITS, "habits"] == [*(found := files.current()).options, *(found.added or ())]
    assert files.current().options == read_catalogue(catalogue, None).options
    path = additions_of(catalogue)
    good = path.read_bytes()
    path.write_bytes(good + b"broken row!,,\n")
    assert ((OWN, HABITS), None) == ((found := files.current()).options, found.added)
    assert "line 3" in files.problems[0]
    assert "line 3" in why_not(catalogue)
    with pytest.raises(PermanentError, match="line 3"):
        keep(catalogue, [BOOK])
    with pytest.raises(PermanentError, match="Correct that first"):
        merge(catalogue)
    path.write_bytes(b"\xff\xfe\x00nothing")
    assert ((OWN, HABITS), None) == ((found := files.current()).options, found.added)
    path.write_bytes(good)
    assert (["habits"], ()) == (list(files.current().added or ()), files.problems)
    merge(catalogue)
    assert ((OWN, HABITS), frozenset()) == ((found := files.current()).options, found.added)


def test_kept_again_is_the_same(catalogue: Path) -> None:
    """A decision that is made again writes what is there; one that completes it replaces it."""
    keep(catalogue, [HABITS])
    before = additions_of(catalogue).read_bytes()
    keep(catalogue, [HABITS])
    assert before == additions_of(catalogue).read_bytes()


def test_many_at_once_lose_nothing(catalogue: Path) -> None:
    """Processes that keep and merge at the same moment wait for one another."""
    options = [Option(f"option-{n}", f"Option {n}", topics=("presenting",)) for n in range(24)]
    threads = [threading.Thread(target=keep, args=(catalogue, [option])) for option in options]
    threads[12:12] = [threading.Thread(target=merge, args=(catalogue,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    merge(catalogue)
    assert {"club", *(option.slug for option in options)} == {o.slug for o in read_file(catalogue).options}


def test_no_cell_begins_as_a_formula(catalogue: Path) -> None:
    """What the additions hold can be opened in a spreadsheet (see `test_keeping` for what a mail can say)."""
    keep(catalogue, [HABITS, BOOK])
    with additions_of(catalogue).open(encoding="utf-8", newline="") as file:
        assert [] == [
            cell for row in csv.reader(file) for cell in row if cell.startswith(("=", "+", "-", "@"))
        ]

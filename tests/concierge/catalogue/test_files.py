"""Catalogues as spreadsheets save them, the files as they change, and the commands on them."""

import json
import os
import re
from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.catalogue import Catalogue, Option, Topic
from cases.errors import PermanentError
from concierge.catalogue.check import findings, spread
from concierge.catalogue.files import (
    as_csv,
    as_mapping,
    as_toml,
    merge_file,
    read_file,
    write_file,
)
from concierge.catalogue.rows import read_rows
from concierge.catalogue.topics import read_topics
from concierge.catalogue.watched import CatalogueFiles
from replies.options.cells import COLUMNS, read_option
from replies.weeding import Used

HEADING = ",".join(COLUMNS)
CLUB = Option(
    slug="club",
    title="Speakers' club",
    summary="Members speak in turns, and give feedback",
    kind="community",
    provider="Toastmasters",
    price=Decimal("12.50"),
    currency="EUR",
    minutes=90,
    with_="others",
    languages=("en", "nl"),
    topics=("presenting", "feedback"),
    url="https://example.org/club",
    interest="our own club",
    client="example",
    level="beginner",
    priced_on=date(2026, 11, 30),
)
VIDEO = Option(slug="video", title="Good talks", kind="video", price=Decimal(0), topics=("presenting",))
COURSE = Option(slug="course", title="A course", kind="course", training=True)
SPREADSHEET = (
    "slug;titel;Samenvatting;soort;opleiding;aanbieder;prijs;munt;minuten;met;taal;thema's;link;belang;klant;"
    "niveau;prijsdatum;;\r\n"
    'club;"Speakers\' club";"Members speak in turns,\r\nand give feedback";community;nee;Toastmasters;'
    "€ 12,50;;1u30;"
    'anderen;"en;nl";"presenting; feedback";https://example.org/club;our own club;example;'
    "Beginner;30/11/2026;;\r\n"
    ";;;;;;;;;;;;;;;;;;\r\n"
)


def rows(text: str) -> tuple[Option, ...]:
    found = read_rows(text.encode(), toml=False)
    assert () == found.bad
    return found.options


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_spreadsheets_in_every_dress(encoding: str, delimiter: str) -> None:
    """Encodings, delimiters, Dutch headings, quoted line breaks, decimal commas, signs, empty columns."""
    text = (
        SPREADSHEET if delimiter == ";" else SPREADSHEET.replace('"en;nl"', "en/nl").replace(";", delimiter)
    )
    text = text.replace("presenting\t feedback", "presenting, feedback")
    if delimiter == "|":
        text = text.replace("presenting| feedback", "presenting, feedback")
    assert (CLUB,) == read_rows(text.encode(encoding), toml=False).options


def test_the_mark_of_excel_and_commas() -> None:
    """A first line "sep=;" names the delimiter; commas are the usual one; columns come in any order."""
    assert (VIDEO,) == rows(
        "sep=;\r\nslug;title;kind;price;topics\r\nvideo;Good talks;video;0;presenting\r\n"
    )
    assert (VIDEO,) == rows("Topics,Price,KIND,Title,Slug\npresenting,gratis,Video,Good talks,VIDEO\n")


@pytest.mark.parametrize(
    ("cells", "field", "expected"),
    [
        ({"price": ""}, "price", None),
        ({"price": "?"}, "price", None),
        ({"price": "0"}, "price", Decimal(0)),
        ({"price": "Gratis"}, "price", Decimal(0)),
        ({"price": "1.250,00"}, "price", Decimal("1250.00")),
        ({"price": "1,250.50"}, "price", Decimal("1250.50")),
        ({"price": "€1 250"}, "price", Decimal(1250)),
        ({"price": "12,5 euro"}, "currency", "EUR"),
        ({"price": "£9"}, "currency", "GBP"),
        ({"price": "9", "currency": "chf"}, "currency", "CHF"),
        ({"price": "9", "currency": "€"}, "currency", "EUR"),
        ({"minutes": ""}, "minutes", None),
        ({"minutes": "90"}, "minutes", 90),
        ({"minutes": "1:30"}, "minutes", 90),
        ({"minutes": "2 uur"}, "minutes", 120),
        ({"minutes": "half a day"}, "minutes", 240),
        ({"training": "Ja"}, "training", True),
        ({"training": "NO"}, "training", False),
        ({"training": "", "kind": "Workshop"}, "training", True),
        ({"training": "WAAR"}, "training", True),
        ({"with": "Alleen"}, "with_", "alone"),
        ({"with": ""}, "with_", "either"),
        ({"language": "English, Nederlands"}, "languages", ("en", "nl")),
        ({"language": ""}, "languages", ()),
        ({"topics": "Time management;presenting;presenting"}, "topics", ("time-management", "presenting")),
        ({"url": "www.example.org/x"}, "url", "https://www.example.org/x"),
        ({"client": ""}, "client", None),
        ({"level": "Beginner"}, "level", "beginner"),
        ({"level": "Gevorderden"}, "level", "advanced"),
        ({"level": "all levels"}, "level", ""),
        ({"kind": "Job aid"}, "kind", "job-aid"),
        ({"kind": "collega’s"}, "kind", "colleague"),
        ({"kind": "Coaching"}, "kind", "coach"),
        ({"kind": "Opleiding"}, "kind", "course"),
        ({"kind": "Masterclass"}, "training", True),
        ({"kind": "Intervision"}, "kind", "intervision"),
        ({"priced_on": ""}, "priced_on", None),
        ({"priced_on": "?"}, "priced_on", None),
        ({"priced_on": "2026-02-01"}, "priced_on", date(2026, 2, 1)),
        ({"priced_on": "1/2/2026"}, "priced_on", date(2026, 2, 1)),
        ({"priced_on": "01-02-2026"}, "priced_on", date(2026, 2, 1)),
        ({"priced_on": "1.2.2026"}, "priced_on", date(2026, 2, 1)),
        ({"priced_on": "2026-02-01 00:00:00"}, "priced_on", date(2026, 2, 1)),
        ({"priced_on": "1/02/2026 0:00"}, "priced_on", date(2026, 2, 1)),
        ({"title": "  Two\n lines\u00a0here "}, "title", "Two lines here"),
    ],
)
def test_cells(cells: dict[str, str], field: str, expected: object) -> None:
    """Each cell as people type it."""
    option = read_option({"slug": "x", "title": "X"} | cells)
    assert expected == getattr(option, field)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"slug": ""}, "slug is empty"),
        ({"slug": "Speakers club!"}, "write speakers-club"),
        ({"title": " "}, "title is empty"),
        ({"training": "maybe"}, "yes or no"),
        ({"price": "cheap"}, "no amount"),
        ({"price": "-5"}, "no amount"),
        ({"price": "€ 5", "currency": "USD"}, "contradict"),
        ({"currency": "coins"}, "three letters"),
        ({"minutes": "long"}, "no time"),
        ({"minutes": "0"}, "no time"),
        ({"with": "friends"}, "alone, others or either"),
        ({"language": "Klingon!"}, "code such as"),
        ({"url": "javascript:alert(1)"}, "no web address"),
        ({"url": "see intranet"}, "no web address"),
        ({"level": "hard"}, "beginner, intermediate or advanced"),
        ({"priced_on": "last spring"}, "no day: write 2026-11-30"),
        ({"priced_on": "2026-02-30"}, "no day"),
        ({"priced_on": "13/13/2026"}, "no day"),
        ({"priced_on": "1/2/26"}, "no day"),
        ({"title": "#REF!"}, "error of the spreadsheet"),
        ({"title": "=A1"}, "formula"),
    ],
)
def test_bad_cells_say_what_to_write(cells: dict[str, str], words: str) -> None:
    """A cell that cannot be read names itself and the fix."""
    usual = {"slug": "x", "title": "X"} | cells
    text = ",".join(usual) + "\n" + ",".join(f'"{cell}"' for cell in usual.values()) + "\n"
    bad = read_rows(text.encode(), toml=False).bad
    assert [2] == [row.line for row in bad]
    assert words in bad[0].reason


def test_bad_rows_are_named_by_line_and_kept_apart() -> None:
    """Line numbers count line breaks inside cells; good rows are read beside bad ones."""
    text = (
        f'{HEADING}\na,"A\nand more",,,,,,,,,,,,,\nb,B,,,,,cheap,,,,,,,,\n\n'
        "a,Again,,,,,,,,,,,,,\nc,C,,,,,,,,,,,,,,,,beyond\nd,D\n"
    )
    found = read_rows(text.encode(), toml=False)
    assert ["a", "d"] == [option.slug for option in found.options]
    assert [(4, "b"), (6, "a"), (7, "c")] == [(bad.line, bad.slug) for bad in found.bad]
    assert "line 2 has the same slug" in str(found.bad[1])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"title,price\nx,1\n",
        b"slug,slug,title\na,b,c\n",
        b"\xff\xfe\x00\xd8\x00",
        b"\x89PNG\r\n\x1a\n\x00",
    ],
)
def test_other_files_are_refused_whole(content: bytes) -> None:
    """What is no catalogue is said to be none."""
    with pytest.raises(PermanentError):
        read_rows(content, toml=False)


@given(st.binary(max_size=300), st.booleans())
def test_any_octets_are_options_or_a_sentence(content: bytes, toml: bool) -> None:
    """Whatever lies in the file, the answer is rows or a refusal."""
    with suppress(PermanentError):
        assert read_rows(b"slug,title,price\n" + content, toml=toml).unknown_columns == () or toml


def test_unknown_columns_are_told() -> None:
    """A column that nobody knows is named, not silently dropped."""
    found = read_rows(b"slug,title,colour\na,A,red\n", toml=False)
    assert (("colour",), 1) == (found.unknown_columns, len(found.options))


@pytest.mark.parametrize("toml", [False, True], ids=["csv", "toml"])
def test_what_is_written_is_read_again(toml: bool) -> None:
    """Export and import are each other's mirror, in both forms."""
    options = (CLUB, VIDEO, COURSE, Option("odd", 'Quotes " and, commas; ünïcode', summary="a;b,c"))
    text = as_toml(options) if toml else as_csv(options)
    assert options == read_rows(text.encode(), toml=toml).options
    assert options == read_rows(as_csv(options, ";").encode("utf-8-sig"), toml=False).options


def test_toml_by_hand() -> None:
    """A table an option; lists, numbers and Dutch names as in the spreadsheet; bad ones with their line."""
    text = (
        '[video]\ntitel = "Good talks"\nkind = "video"\nprijs = 0\ntopics = ["presenting"]\n\n'
        '[bad]\nprice = "x"\n'
    )
    found = read_rows(text.encode(), toml=True)
    assert ((VIDEO,), [(7, "bad")]) == (found.options, [(b.line, b.slug) for b in found.bad])
    with pytest.raises(PermanentError):
        read_rows(b'title = "x"\n', toml=True)


def test_merge_by_slug(tmp_path: Path) -> None:
    """New slugs are added, known ones changed in the columns that the file has, others stay."""
    target, source = tmp_path / "catalogue.csv", tmp_path / "new.csv"
    write_file(target, (CLUB, VIDEO))
    source.write_text("slug,price,title\nclub,20,\nvideo,0,Good talks\nbook,,A book\nbad,x,Bad\n")
    merged = merge_file(target, source)
    assert (("book",), (), ("video",), [2, 5]) == (
        merged.added, merged.changed, merged.unchanged, [bad.line for bad in merged.bad],
    )  # fmt: skip
    source.write_text("slug,price\nclub,20\nnew,5\n")
    merged = merge_file(target, source)
    assert (("club",), ["title is empty: every option needs one."]) == (
        merged.changed, [bad.reason for bad in merged.bad],
    )  # fmt: skip
    club = next(option for option in merged.options if option.slug == "club")
    assert (Decimal(20), "EUR", CLUB.title) == (club.price, club.currency, club.title)


def test_merge_into_nothing_and_into_something_broken(tmp_path: Path) -> None:
    """A first import makes the file; a catalogue with a bad row is not rewritten: it would lose it."""
    target, source = tmp_path / "catalogue.csv", tmp_path / "new.csv"
    source.write_text("slug,title\na,A\n")
    assert ("a",) == merge_file(target, source).added
    target.write_text("slug,title,price\nb,B,x\n")
    with pytest.raises(PermanentError, match="Correct that file first"):
        merge_file(target, source)
    with pytest.raises(PermanentError, match="cannot be read"):
        merge_file(source, tmp_path / "missing.csv")


def test_writing_replaces_the_whole_file(tmp_path: Path) -> None:
    """Nothing of a temporary file stays, the mode is kept, and a folder that is missing is said."""
    target = tmp_path / "catalogue.csv"
    target.write_text("old")
    target.chmod(0o640)
    write_file(target, (VIDEO,))
    assert ([target], 0o640) == (list(tmp_path.iterdir()), target.stat().st_mode & 0o777)
    assert (VIDEO,) == read_file(target).options
    with pytest.raises(PermanentError, match="cannot be written"):
        write_file(tmp_path / "none" / "catalogue.csv", (VIDEO,))


def touch(path: Path, text: str) -> None:
    """Another content with another time, however coarse the clock of the file system is."""
    before = path.stat().st_mtime_ns if path.exists() else 0
    path.write_text(text)
    os.utime(path, ns=(before + 10**9, before + 10**9))


def test_changed_files_are_read_again_and_broken_ones_are_not(tmp_path: Path) -> None:
    """The last good catalogue stays while the file is broken, and the problem is kept until it is good."""
    catalogue, topics = tmp_path / "catalogue.csv", tmp_path / "topics.toml"
    touch(catalogue, "slug,title\na,A\n")
    touch(topics, '[presenting]\nen = "presenting"\n')
    files = CatalogueFiles(catalogue, topics)
    assert (["a"], ["presenting"]) == slugs(files)
    first = files.current()
    assert first is files.current()  # what was made from it (an index) is good until a file changes
    touch(catalogue, "slug,title\na,A\nb,B\n")
    assert ["a", "b"] == slugs(files)[0]
    assert first is not files.current()
    for broken in ("slug,title,price\na,A,x\nb,B,1\nc,C,1\n", "", "slug,title\n", "title\n"):
        touch(catalogue, broken)
        assert ["a", "b"] == slugs(files)[0]
        assert 1 == len(files.problems)
    touch(topics, "[presenting")
    assert ["presenting"] == slugs(files)[1]
    assert 2 == len(files.problems)
    catalogue.unlink()
    assert ["a", "b"] == slugs(files)[0]
    touch(catalogue, "slug,title\nc,C\n")
    touch(topics, '[excel]\nen = "Excel"\n')
    assert (["c"], ["excel"]) == slugs(files)
    assert [] == [*files.problems]


def test_at_the_start_good_rows_of_a_broken_file_are_used(tmp_path: Path) -> None:
    """Better some options than none, and the problem is told."""
    catalogue = tmp_path / "catalogue.csv"
    catalogue.write_text("slug,title,price\na,A,x\nb,B,1\n")
    files = CatalogueFiles(catalogue, None)
    assert ["b"] == slugs(files)[0]
    assert "line 2 (a)" in files.problems[0]
    assert Catalogue(added=None, taught=None) == CatalogueFiles(None, None).current()


def slugs(files: CatalogueFiles) -> tuple[list[str], list[str]]:
    found = files.current()
    return [option.slug for option in found.options], [topic.slug for topic in found.topics]


def test_topics() -> None:
    """Names and keywords by language; keywords may be a list or words with semicolons."""
    text = (
        '[presenting]\nen = "presenting"\nnl = "presenteren"\nkeywords.en = ["slides", "stage fright"]\n'
        'keywords.nl = "dia\'s; publiek"\n'
    )
    names = {"en": "presenting", "nl": "presenteren"}
    keywords = {"en": ("slides", "stage fright"), "nl": ("dia's", "publiek")}
    assert (Topic("presenting", names, keywords),) == read_topics(text.encode()).topics


@pytest.mark.parametrize(
    "text",
    [
        "[x",
        'x = "y"',
        '["Not A Slug"]\nen = "x"',
        "[x]\nen = 3",
        '[x]\nkeywords = "a"',
        "[x]\nkeywords.en = 3",
        "[x]\nphrases.en = 3",
        "[x]\nphrases = ['I freeze']",
        "[x]\nphrases.en = 'I freeze; I go red'",
        "[none]\nen = 'none'",
    ],
)
def test_bad_topics_are_named(text: str) -> None:
    """The first mistake is said in a sentence."""
    with pytest.raises(PermanentError):
        read_topics(text.encode())


def test_phrases_of_topics_and_of_mail_that_is_no_request() -> None:
    """`[none]` is no topic; what it holds, and the phrases of the topics, are kept by language."""
    text = '[presenting]\nphrases.nl = ["ik klap dicht, écht"]\n[none]\nphrases.en = ["unsubscribe"]\n'
    found = read_topics(text.encode())
    assert [{"nl": ("ik klap dicht, écht",)}] == [topic.phrases for topic in found.topics]
    assert {"en": ("unsubscribe",)} == found.no_request


def test_columns_are_those_of_the_contract() -> None:
    """In its order; a column whose feature is for later is kept through an import and an export."""
    page = (Path(__file__).parents[3] / "docs" / "contract.md").read_text("utf-8")
    [listed] = re.findall(r"`catalogue.csv`: `([^`]*)`", page)
    assert COLUMNS == tuple(column.split(" ")[0] for column in listed.split(","))
    text = "slug,title,level,priced_on\nclub,Club,advanced,2026-11-30\n"
    kept = read_rows(as_csv(rows(text)).encode(), toml=False).options
    kept = read_rows(as_toml(kept).encode(), toml=True).options
    assert [("advanced", date(2026, 11, 30))] == [(option.level, option.priced_on) for option in kept]
    without = read_rows(b"slug,title\nclub,The club\n", toml=False, known={"club": kept[0]}).options
    assert [("advanced", date(2026, 11, 30))] == [(option.level, option.priced_on) for option in without]
    dated = b'[club]\ntitle = "Club"\npriced_on = 2026-11-30\n'
    assert date(2026, 11, 30) == read_rows(dated, toml=True).options[0].priced_on


USED = Used(
    frozenset({"a", "old"}),
    {
        "c": (2.4, 3),
        "d": (1.0, 2),
        "b": (2.5, 9),
    },  # of d too few to say anything, b is no worse than middling
    frozenset({"d", "gone"}),
)


def test_findings() -> None:
    """Unknown topics and prices, dead slugs, one provider, one language, nothing free; what may go."""
    options = (
        Option("a", "A", provider="One", topics=("presentng",), url="https://example.org/x"),
        Option("b", "B", provider="One", price=Decimal(9), training=True, languages=("en",),
               topics=("excel",), kind="course", priced_on=date(2025, 11, 29)),
        Option("c", "C", provider="One", price=Decimal(0), minutes=5, topics=("presenting",), interest="ours",
               url="https://example.org/x", priced_on=date(2025, 11, 29)),
        Option("d", "D", provider="Two", price=Decimal(5), currency="EUR", minutes=5, training=True,
               topics=("excel",), languages=("en",), url="https://example.org/", kind="course"),
    )  # fmt: skip
    topics = tuple(Topic(slug) for slug in ("presenting", "excel", "meetings"))
    catalogue = Catalogue(options, topics)
    found = {
        (f.check, f.slug)
        for f in findings(
            catalogue, provider_share=0.4, languages=("en", "nl"), used=USED, today=date(2026, 11, 30)
        )
    }
    assert {
        ("unknown-topic", "a"), ("no-topic", "a"), ("dead-slug", "old"), ("unknown-price", "a"),
        ("no-currency", "b"), ("unknown-length", "a"), ("unknown-length", "b"), ("same-link", "c"),
        ("interest", "c"), ("provider-share", ""), ("topic-without-options", "meetings"),
        ("no-link", "b"), ("old-price", "b"), ("old-price", "c"), ("front-page", "d"), ("undated-price", "d"),
        ("dead-link", "d"), ("badly-rated", "c"), ("one-language", "excel"), ("no-free", "excel"),
        ("no-non-training", "excel"),
    } == found  # fmt: skip
    assert [] == list(findings(Catalogue(), provider_share=0.4, languages=("en",)))


def test_spread_over_providers_price_and_kind() -> None:
    """Shares of all options, so that a concentration is seen before it is advised."""
    free = replace(CLUB, slug="free", price=Decimal(0), provider="", kind="book")
    dear = replace(CLUB, slug="dear", price=None)
    assert [
        ("providers", "Toastmasters 75%, and 1 more"),
        ("price", "paid 50%, free 25%, unknown 25%"),
        ("kind", "community 75%, book 25%"),
    ] == list(spread(Catalogue((CLUB, free, dear, replace(CLUB, slug="more"))), most=1))
    assert [("providers", ""), ("price", ""), ("kind", "")] == list(spread(Catalogue()))


def test_starter_catalogue_is_clean() -> None:
    """What `concierge init` writes has no bad row and nothing wrong."""
    starter = Path(__file__).parents[3] / "concierge" / "starter"
    found = read_file(starter / "catalogue.csv")
    topics = read_topics((starter / "topics.toml").read_bytes()).topics
    checked = findings(Catalogue(found.options, topics), provider_share=0.4, languages=("en", "nl"))
    assert ((), (), []) == (found.bad, found.unknown_columns, [f for f in checked if f.weight == "wrong"])


def test_json_of_an_option_has_the_columns() -> None:
    """`catalogue list --json` speaks of options as the file does."""
    shown = as_mapping(CLUB)
    assert list(COLUMNS) == list(shown)
    assert (12.5, ["en", "nl"], "others") == (shown["price"], shown["language"], shown["with"])
    assert json.dumps(as_mapping(VIDEO))

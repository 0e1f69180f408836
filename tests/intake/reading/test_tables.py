"""Every row of the tables of what clients print does what it is there for."""

from __future__ import annotations

import pytest

from cases.wordlists import rows
from intake.reading.phrases import printed
from intake.reading.quotes.header_blocks import ends_forward, separator
from intake.reading.quotes.header_words import field_of
from intake.reading.quotes.written_dates import written_date
from intake.reading.signatures.footers import is_banner, is_client_footer, is_scanner_line
from tests.intake.reading.quotes.bodies import split_text

FILLED = {"{date}": "03/11/2025 14:02", "{name}": "Anna Peeters", "{address}": "anna@example.org"}
FOOTERS = {"client": is_client_footer, "scanner": is_scanner_line, "banner": is_banner}


def filled(line: str, values: dict[str, str]) -> str:
    """A printed line with its gaps filled, the first of every choice."""
    for gap, value in values.items():
        line = line.replace(gap, value)
    while "(" in line and "|" in line:
        before, _, rest = line.partition("(")
        inner, _, after = rest.partition(")")
        line = f"{before}{inner.split('|')[0]}{after}"
    return line


@pytest.mark.parametrize("row", rows("attributions"), ids=lambda row: row["line"])
def test_every_attribution_of_the_table_begins_a_quotation(row: dict[str, str]) -> None:
    """Above marked lines, with or without an empty line between."""
    line = filled(row["line"], FILLED)
    for gap in ("\n", "\n\n"):
        assert (
            "Friday is fine." == split_text(f"Friday is fine.\n\n{line}{gap}> Which day?\n> Anna\n").new_text
        )


@pytest.mark.parametrize("row", rows("footers"), ids=lambda row: row["line"])
def test_every_footer_of_the_table_is_known(row: dict[str, str]) -> None:
    """By its kind, and no longer when a sentence follows."""
    line = filled(row["line"], {"{device}": "my iPhone", "*": " x 1"})
    assert FOOTERS[row["kind"]](line)


@pytest.mark.parametrize("row", rows("separators"), ids=lambda row: row["phrase"])
def test_every_separator_of_the_table_is_known(row: dict[str, str]) -> None:
    """Between dashes, and bare where the table says so."""
    line = f"-----{row['phrase'].capitalize()}-----"
    assert row["means"] == ("end" if ends_forward(line) else separator(line))
    assert (row["means"] if row["bare"] else "") == separator(f"{row['phrase'].capitalize()}:")


@pytest.mark.parametrize("row", rows("header_labels"), ids=lambda row: row["label"])
def test_every_label_of_the_table_is_known(row: dict[str, str]) -> None:
    """With a colon of either width, in any case."""
    for line in (f"{row['label']}: x", f"*{row['label'].title()}:* x", f"{row['label']} ： x"):
        found = field_of(line)
        assert found is not None
        assert (row["field"], "x") == (found[0].value, found[1])


@pytest.mark.parametrize("row", [row for row in rows("date_words") if row["means"] != "weekday"], ids=str)
def test_every_month_of_the_table_is_read(row: dict[str, str]) -> None:
    """A beginning of at least three letters stands for that month."""
    found = written_date(f"5 {row['beginning']} 2026 14:02")
    assert found is not None
    assert int(row["means"]) == found.month


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Sent from {gadget}", "{gadget} is none of"),
        ("{device}", "has no words of its own"),
        ("*", "has no words"),
    ],
)
def test_a_line_that_would_fit_everything_is_refused(line: str, expected: str) -> None:
    """A gap that does not exist, and a line of gaps alone."""
    with pytest.raises(ValueError, match=expected):
        printed(line, {"*": ".", "device": "."})

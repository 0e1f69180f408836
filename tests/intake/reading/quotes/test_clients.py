"""Replies as clients write them: tests/data/replies, one file a reply, with what is new in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from intake.reading.quotes.split import Confidence, Split
from tests.intake.reading.quotes.bodies import split_html, split_text

FOLDER = Path(__file__).parent.parent.parent.parent / "data" / "replies"
FILES = sorted(path for path in FOLDER.iterdir() if path.suffix in (".html", ".txt"))


def read(path: Path, newline: str) -> tuple[str, Split]:
    """(expected new text, split) of one file: what it shows, the new text, the body."""
    _, new, body = path.read_text(encoding="utf-8").split("\n%%%%\n")
    body = body.replace("\n", newline)
    return new, split_html(body) if path.suffix == ".html" else split_text(body)


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_new_text_of_a_client(path: Path, newline: str) -> None:
    """What the writer newly wrote is found, whole and alone."""
    expected, found = read(path, newline)
    assert expected == found.new_text
    assert found.confidence is not Confidence.LOW

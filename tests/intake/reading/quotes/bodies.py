"""A body alone, in one of its forms, split as a mail is."""

from __future__ import annotations

from intake.reading.parsed import Parsed
from intake.reading.quotes.split import Split, split


def split_text(text: str, marker: str | None = None) -> Split:
    """`split` of a mail with this plain text body."""
    return split(Parsed(raw_size=1, plain=text), marker=marker)


def split_html(html: str) -> Split:
    """`split` of a mail with this HTML body."""
    return split(Parsed(raw_size=1, html=html))

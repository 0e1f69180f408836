"""The one file: its head, its look and its frame. No script, nothing fetched, and a policy that says so."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from concierge.page.markup import Child, Markup, element, together

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def document(language: str, title: str, above: Sequence[Child], body: Sequence[Child], foot: str) -> str:
    """The page; `above` stands in its header."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="robots", content="noindex"),
        element("title", title),
        element("style", Markup(_look())),
    )
    frame = element(
        "body", element("header", *above), element("main", *body), element("footer", element("p", foot))
    )
    return together(Markup("<!doctype html>\n"), element("html", head, frame, lang=language), "\n")


def section(slug: str, title: str, *inside: Child) -> Markup:
    """A part of the page that its contents lead to."""
    return element("section", element("h2", title, id=slug), *inside, aria_labelledby=slug)


def card(title: str, note: str, *inside: Child) -> Markup:
    return element(
        "div",
        element(
            "div", element("h3", title), element("p", note, class_="note") if note else None, class_="top"
        ),
        *inside,
        class_="card",
    )


@cache
def _look() -> str:
    return (Path(__file__).parent / "page.css").read_text(encoding="utf-8")

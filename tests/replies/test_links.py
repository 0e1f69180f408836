# ruff: noqa: E501 - one text a line
"""Links in an answer: which count, as what they are kept, and that a mail full of them costs little."""

from __future__ import annotations

import time

import pytest

from replies.options.links import MOST, Link, links
from replies.options.pages import page


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Good feedback](https://Example.org/a/?utm_medium=mail&fbclid=1)", [("https://example.org/a/", "Good feedback")]),
        ("See https://en.wikipedia.org/wiki/Feedback_(disambiguation), or (https://example.org/b).", [("https://en.wikipedia.org/wiki/Feedback_(disambiguation)", ""), ("https://example.org/b", "")]),
        ("[here](https://example.org/a) and [Good talk](http://www.example.org/a/)", [("https://example.org/a", "Good talk")]),
        ("<https://example.org/x?id=3&gclid=2>", [("https://example.org/x?id=3", "")]),
        ("[hier](https://example.org/nl/a)", [("https://example.org/nl/a", "")]),
        ("[example.org/a](https://example.org/a/long)", [("https://example.org/a/long", "")]),
        ("[=HYPERLINK(1)](https://example.org/a)", [("https://example.org/a", "HYPERLINK(1)")]),
        ("[+32 tips](https://example.org/a)", [("https://example.org/a", "32 tips")]),
        ("https://eur03.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2Ftalk&data=x", [("https://example.org/talk", "")]),
        ("https://www.google.com/url?q=https://example.org/c&sa=D", [("https://example.org/c", "")]),
        ("https://example.org:8443/a#part", [("https://example.org:8443/a", "")]),
    ],
)  # fmt: skip
def test_links(text: str, expected: list[tuple[str, str]]) -> None:
    """Each page once, without what follows people around, with words that say something."""
    assert expected == [(link.url, link.title) for link in links(text)]


@pytest.mark.parametrize(
    "url",
    [
        *("https://teams.microsoft.com/l/meetup-join/19", "https://acme.zoom.us/j/1", "https://meet.google.com/a-b", "https://calendly.com/anna/30min"),
        *("https://www.google.be/maps/place/Gent", "https://maps.app.goo.gl/x", "https://goo.gl/maps/x", "https://www.openstreetmap.org/way/1"),
        *("https://x.us5.list-manage.com/track/click?u=1", "https://example.org/unsubscribe?id=4", "https://example.org/a?action=uitschrijven"),
        *("http://10.0.0.1/a", "http://[::1]/a", "http://intranet/wiki", "http://wiki.acme.local/a", "http://127.1/a", "https://u:p@example.org/"),
        *("javascript:alert(1)", "mailto:anna@example.org", "file:///etc/passwd", "https://", "https://exa mple", "https://example.org:99999/"),
    ],
)  # fmt: skip
def test_no_options(url: str) -> None:
    """Meetings, maps, mailings, what only some people can open, and what is no page."""
    assert () == links(f"See [this talk]({url}) or {url} .") or url.startswith("https://exa")


@pytest.mark.parametrize(
    ("link", "slug"),
    [
        (Link("https://example.org/a", "Zeven tips: échte feedback!"), "zeven-tips-echte-feedback"),
        (Link("https://example.org/2020/the-feedback-fallacy.html"), "the-feedback-fallacy"),
        (Link("https://www.ted.com/"), "ted"),
        (Link("https://example.org/1/2", "日本語"), "example"),
    ],
)
def test_names(link: Link, slug: str) -> None:
    """Of the title, else of the address."""
    assert slug == link.slug


def test_one_page() -> None:
    """Scheme, www, case of the host and a last slash make no other page; path and query do."""
    assert page("http://WWW.example.org/a/") == page("https://example.org/a?utm_source=x")
    assert page("https://example.org/a") != page("https://example.org/A?b=1")


def test_ten_thousand_links_cost_little() -> None:
    """Of a mail full of links the first are looked at, quickly."""
    text = " ".join(f"[page {n}](https://example.org/{n})" for n in range(10_000))
    began = time.process_time()
    assert MOST == len(links(text))
    for hostile in ("[" * 200_000, "[a](https://" * 40_000, "https://a.bc/" + "(" * 200_000):
        links(hostile)
    assert time.process_time() - began < 2

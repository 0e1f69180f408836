# ruff: noqa: E501 - one address a line
"""Addresses that tell of people, let somebody in, or were shared with some; and pages that are everybody's."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest

from replies.options.links import Link, links, refused
from replies.options.pages import judged
from replies.options.personal import people

ROOT = Path(__file__).resolve().parent.parent.parent
WHOM = people(
    [("Maria Jansen", "maria.jansen@example.org")],
    [("Anna De Smet", "anna@example.org"), ("Jan Peeters", "jpeeters@example.com")],
    frozenset({"will"}),
)
GUID = "a9a84538-bfe9-40a9-a8e9-f99134456576"

SHARED = [
    "https://example.sharepoint.com/:w:/r/personal/jan_peeters_example_org/Documents/Feedback.docx?d=w1&e=AbCdEf",
    "https://example-my.sharepoint.com/personal/x/Documents/plan.docx",
    "https://1drv.ms/w/s!Abc", "https://onedrive.live.com/view.aspx?resid=1",
    "https://drive.google.com/file/d/1A2b3C/view", "https://docs.google.com/document/d/1A2b3C/edit",
    "https://www.dropbox.com/scl/fi/abc/Plan.pdf?dl=0", "https://app.box.com/s/abc", "https://acme.box.com/v/plan",
    "https://we.tl/t-abc", "https://www.icloud.com/iclouddrive/0abc", "https://mega.nz/file/abc",
    "https://filesender.belnet.be/?s=download",
]  # fmt: skip
ADDRESSES = [
    "https://docs.example.org/course?user=someone@example.org", "https://docs.example.org/course?u=someone%40example.org",
    "https://docs.example.org/course?u=someone%2540example.org", "https://example.org/people/someone@example.org",
    "https://example.org/people/someone%40example.org/plan", "https://example.org/plan#someone@example.org",
    "https://example.org/plan#for=someone%2540example.org", "https://learn.example.org/learninghelp+abcdefgh@example.org",
    "https://example.org/x?next=https%3A%2F%2Fexample.org%2Fy%3Fm%3Dsomeone%2540example.org", "https://example.org/x?m=someone＠example.org",
    "https://example.org/x?m=someone%EF%BC%A0example.org", "https://example.org/x;m=someone@example.org",
]  # fmt: skip
NAMES = [
    "https://example.org/plans/maria-jansen", "https://example.org/plans/Maria_Jansen.html", "https://example.org/plans/jansen.maria",
    "https://example.org/MariaJansen/plan", "https://example.org/plans/mariajansen", "https://example.org/plan?for=Maria%20Jansen",
    "https://example.org/plan?for=maria%2Bjansen", "https://example.org/Feedback-Maria.pdf", "https://example.org/plan#jansen",
    "https://example.org/~mjansen/plan", "https://example.org/Evaluatie-Jan-Peeters.pdf", "https://example.org/u/jpeeters/plan",
    "https://example.org/anna.de.smet/", "https://example.org/annadesmet", "https://maria-jansen.example.org/plan",
    "https://example.org/plan/m%61ria", "https://example.org/María-Jansen",
]  # fmt: skip
SECRETS = [
    "https://example.org/course?token=eyJhbGciOi.abc.def", "https://example.org/course?access_token=abc", "https://example.org/reset?key=abc",
    "https://example.org/a?sig=deadbeef", "https://example.org/a?jwt=abc", "https://example.org/a?sessionid=9", "https://example.org/a?auth=zzz",
    "https://bucket.s3.amazonaws.com/f.pdf?X-Amz-Signature=abc", "https://example.org/a?resourcekey=0-abc", "https://example.org/a?rlkey=x",
    "https://example.org/a#access_token=abc", "https://example.org/a;jsessionid=0A1B", "https://example.org/a?apiKey=1", "https://example.org/a?shareToken=1",
    "https://example.org/a?pwd=1", "https://example.org/a?next=%2Fb%3Ftoken%3Dabc", "https://example.org/a?next=%252Fb%253Ftoken%253Dabc",
    "https://example.org/a?x=q8Zr2LmX0pVt", "https://example.org/a?9f86d081884c7d659a2feaa0c55ad015", "https://example.org/a/9f86d081884c7d659a2feaa0c55ad015",
    f"https://example.org/a?id={GUID}", f"https://example.org/invite/{GUID}", "https://cloud.example.org/s/q8Zr2LmX", "https://example.org/a/Zk3x-9QmT_b7LwP2-hR8s",
    "https://example.org/a/eyJhbGciOiJIUzI1NiJ9", "https://example.org/a#q8Zr2LmX0pVtY3", "https://example.org/a?userid=12", "https://example.org/invite/plan?code=12345",
    "https://example.org/a?filter%5Btoken%5D=1", "https://example.org/a?Policy=1&Key-Pair-Id=2", "https://www.youtube.com/watch?v=dQw4w9WgXcQ&access_token=1",
]  # fmt: skip
PAGES = [
    "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "https://youtu.be/dQw4w9WgXcQ?si=q8Zr2LmX0pVtY3&t=42", "https://www.youtube.com/playlist?list=PLrAXtmErZgOeiKm4sgNOknGvNjby9efdf",
    "https://www.ted.com/talks/brene_brown_the_power_of_vulnerability?language=nl", "https://www.coursera.org/learn/the-science-of-well-being",
    "https://openlibrary.org/isbn/9780143118756", "https://www.bol.com/nl/nl/p/getting-to-yes/1001004002830211/", "https://example.org/a?lang=nl&page=2",
    "https://example.org/2024/05/12/how-to-give-feedback-that-people-can-actually-use-without-feeling-attacked/", "https://www.linkedin.com/learning/communicating-with-confidence-2/welcome",
    f"https://support.microsoft.com/en-us/office/create-a-pivottable-{GUID}", f"https://support.microsoft.com/nl-nl/office/{GUID}",
    "https://doi.org/10.1037/0033-2909.126.1.25", "https://nl.wikipedia.org/wiki/Arbeidsongeschiktheidsverzekering", "https://example.org/search?q=how+to+say+no&keywords=meetings",
    "https://medium.com/better-humans/how-to-focus-a1b2c3d4e5f6", "https://open.spotify.com/episode/4rOoJ6Egrf8K2IrywzwOMk", "https://example.org/PowerPoint2016Tips.pdf",
    "https://www.amazon.com.be/dp/B0CHX1W1XY", "https://example.org/wiki/Feedback_(disambiguation)#History", "https://example.org/a?utm_source=news&utm_content=someone@example.org&mkt_tok=q8Zr2LmX0pVtY3",
    "https://example.org/talks/mariana-trench", "https://example.org/learn/anna-karenina", "https://example.org/jan/2024/goals", "https://example.org/keynotes?event=jansenism",
    "https://hbr.org/2014/04/15-rules-for-negotiating-a-job-offer", "https://example.org/courses/b2b-sales-101?monkey=1", "https://ocw.mit.edu/courses/res-tll-005-how-to-speak-january-iap-2018/",
]  # fmt: skip


@pytest.mark.parametrize(
    ("url", "why"),
    [*((u, "share") for u in SHARED), *((u, "address") for u in ADDRESSES), *((u, "name") for u in NAMES), *((u, "secret") for u in SECRETS), *((u, "") for u in PAGES)],
)  # fmt: skip
def test_what_an_address_tells(url: str, why: str) -> None:
    """Of each kind its siblings, encoded or not; and pages that everybody may open stay."""
    assert why == judged(url, WHOM)[1]
    assert (why == "") == bool(links(f"See {url} .", WHOM)), "what is offered and what is kept differ"
    assert bool(why) == bool(refused(f"See {url} .", WHOM))


@pytest.mark.parametrize("name", ["Anna De Smet", "De Smet, Anna"])
@pytest.mark.parametrize("run", ["annadesmet", "adesmet", "desmet-anna"])
def test_a_name_as_directories_write_it(name: str, run: str) -> None:
    """The family name first, behind it a comma: the same person."""
    whom = people([], [(name, "a@example.org")])
    assert "name" == judged(f"https://example.org/{run}/plan", whom)[1]


def test_pages_of_the_starter_are_pages() -> None:
    """None of the starter's catalogue is refused."""
    with (ROOT / "concierge/starter/catalogue.csv").open(encoding="utf-8", newline="") as file:
        urls = [row["url"] for row in csv.DictReader(file) if row["url"]]
    assert [] == [url for url in urls if judged(url)[1]]


def test_the_words_of_a_link_name_nobody() -> None:
    """A title is the option's, and others read it."""
    text = "[Plan for Maria Jansen](https://example.org/a) [Ask someone@example.org](https://example.org/b) [Good talks](https://example.org/c)"
    assert (
        Link("https://example.org/a"),
        Link("https://example.org/b"),
        Link("https://example.org/c", "Good talks"),
    ) == links(text, WHOM)


def test_it_is_linear() -> None:
    """An address of two thousand characters, whatever they are, costs little."""
    began = time.process_time()
    for tail in (
        "%25" * 600,
        "a=" * 900,
        "m-" * 900,
        "?&" * 900,
        "aA0" * 600,
        "@" * 1900,
        "maria" * 380,
        "." * 1900,
    ):
        for _ in range(20):
            judged(f"https://example.org/{tail}?{tail[:90]}", WHOM)
    assert time.process_time() - began < 2

"""What a person typed is shown letter by letter, in text and HTML; what HTML marked stays marked."""

from __future__ import annotations

import random
from itertools import product

import pytest

from cases.typed import as_markdown, as_text, as_typed, without_marks
from intake.reading.body.html_text import to_text
from mailer.html import html_body
from mailer.markdown import read
from mailer.plain import plain_body
from templates.phrases import quote
from tests.field.shown import Page

PIECES = (
    *(
        "*",
        "**",
        "_",
        "__",
        "~~",
        "~",
        "`",
        "```",
        "#",
        "# ",
        "+ ",
        "- ",
        "1. ",
        "2) ",
        "<tag>",
        "</b>",
        "<",
        "&amp;",
    ),
    *(
        "&",
        "\\",
        "\\\\",
        "|",
        "[a](b)",
        "[a]: c",
        "![x](http://e.org/a)",
        "[x](https://e.org)",
        "!",
        "a",
        "b c",
        " ",
    ),
    *(
        "http://e.org/a_(b)",
        "https://x.org/_a_*b*",
        "\n",
        "---",
        "===",
        "=A1*B1*C1",
        "__main__",
        "\\\\server\\_x",
    ),
    *(
        "*word*",
        "~~w~~",
        "**w**",
        "x_y",
        "(",
        ")",
        "{{ x }}",
        ":",
        '"',
        "'",
        "[",
        "]",
        "<https://a.b>",
        "    x",
        "\n\n",
    ),
)
TYPED = (
    "=A1*B1*C1, then =SUM(A1:A3)*2*3.",
    "Your file is in \\\\server\\_team\\*new.",
    "if __name__ == '__main__':",
    "# of people",
    "The course:\n+ close by\n+ cheap\n- too long",
    "1. freeze\n2. videos\n4. two hours",
    "3) three\n* star",
    "*really* ~~not~~ **so**",
    "| a | b",
    "x <- y > z",
    "Read https://nl.example.org/wiki/Feedback_(communicatie) first (or https://example.org/a).",
    '![x](https://e.org/a) [words](https://e.org "button")',
    "- one that is long enough to be wrapped by the editor that it was typed in, or so\n- two",
)


def pages(markdown: str) -> tuple[str, str]:
    document = read(markdown)
    shown = Page(html_body(document, language="en", pictures={})).text
    return plain_body(document, "en"), shown


def lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()]


@pytest.mark.parametrize("text", TYPED)
def test_typed_text_is_shown_letter_by_letter(text: str) -> None:
    """Sent as it is, and as a quotation."""
    for form in pages(as_markdown(as_typed(text))):
        assert lines(text) == lines(form)
    plain, shown = pages(quote(as_typed(text)))
    assert lines(text) == [line.removeprefix("> ") for line in lines(plain)]
    assert lines(text) == lines(shown)


def test_pairs_and_triples_of_marks() -> None:
    """All pairs of pieces, and some triples, alone and between words."""
    some = random.Random(7)
    triples = (tuple(some.choices(PIECES, k=3)) for _ in range(1500))
    for pieces in (*product(PIECES, repeat=2), *triples):
        text = "".join(pieces)
        for form in pages(as_markdown(as_typed(text))):
            assert lines(text) == lines(form), text


@pytest.mark.parametrize("text", TYPED)
def test_what_was_sent_reads_as_typed(text: str) -> None:
    """What is kept of a sent mail has no marks of Markdown before letters."""
    assert lines(without_marks(text)) == lines(as_text(as_markdown(as_typed(text))))


@pytest.mark.parametrize(
    ("html", "part"),
    [
        ("<p>It is <b>bold</b> here</p>", "<strong>bold</strong>"),
        ("<p>It is <b>new!</b> here</p>", "<strong>new!</strong>"),
        ("<p>It is <s>old</s> here</p>", "<del>old</del>"),
        ("<p>x<sup>2</sup> and H<sub>2</sub>O, the 1<sup>st</sup></p>", "x² and H₂O, the 1st"),
        ("<p>See <a href='https://e.org/a_(b)'>this</a></p>", '<a href="https://e.org/a_(b)"'),
        ("<p>It is *bold* here</p>", "It is *bold* here"),
        ("<p>It is ~~old~~ here</p>", "It is ~~old~~ here"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "&nbsp;&nbsp;- b"),
        ("<ol start=3><li>x</li></ol>", "3. x"),
    ],
)
def test_what_html_marks_stays_marked(html: str, part: str) -> None:
    """Bold, struck out, raised, linked, indented; the same marks, typed, are letters."""
    page = html_body(read(quote(to_text(html))), language="en", pictures={})
    assert part in page.replace(' style="', "\n").replace("<strong\n", "<strong>")


@pytest.mark.parametrize("around", ["{}", "<blockquote>q {}</blockquote>", "<ul><li>{}</li></ul>"])
def test_tables_are_tables(around: str) -> None:
    """In text of their own, in quotations and in lists; their cells are letters too."""
    cells = "<tr><td>Name</td><td>Hours</td></tr><tr><td>A|x</td><td>=a*b*c</td></tr>"
    html = f"<table>{cells}</table><p>Enough?</p>"
    document = read(quote(to_text(around.format(html))))
    page = Page(html_body(document, language="en", pictures={}))
    assert [["Name", "Hours"], ["A|x", "=a*b*c"]] == page.rows
    rows = [line.strip("> ") for line in plain_body(document, "en").split("\n")]
    assert {"Name  Hours", "A|x   =a*b*c"} <= set(rows)


def test_a_quotation_ends_where_it_ends() -> None:
    """A line below a quotation does not flow into it."""
    shown = Page(html_body(read(as_markdown("> theirs\nmine")), language="en", pictures={}))
    assert [(1, "theirs"), (0, "mine")] == [(deep, said) for deep, said in shown.depths if said.strip()]


def test_struck_out_is_struck_out_in_text() -> None:
    """Or the text form would say the opposite."""
    assert "It is ~~old~~ here\n" == plain_body(read(as_markdown("It is ~~old~~ here")), "en")


def test_a_command_in_stars_stays_whole() -> None:
    """It is carried out, and not shown."""
    assert "*#close*" == as_typed("*#close*")

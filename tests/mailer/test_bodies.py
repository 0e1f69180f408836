"""What the text of a draft becomes in its plain and its HTML body."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.html import html_body
from mailer.markdown import FOOTER_LIMIT, mark_breaks, read, shown_pictures
from mailer.plain import plain_body

BUTTONS = (
    '[5 very good](mailto:lh+t@example.org?subject=x&body=5 "button")\n'
    '[1 poor](mailto:lh+t@example.org?body=1%0A%0Amore "button")\n'
)


def plain(text: str, language: str = "en") -> str:
    return plain_body(read(text), language)


def html(text: str, pictures: dict[str, str] | None = None, language: str = "en") -> str:
    return html_body(read(text), language=language, pictures=pictures or {})


def inner(text: str, pictures: dict[str, str] | None = None) -> str:
    """The HTML of the text itself, without the page around it and without styles."""
    page = html(text, pictures)
    start = page.index('<div class="mail"')
    body = page[page.index(">", start) + 1 : page.rindex("</div>")]
    return re.sub(r' style="[^"]*"', "", body).strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello **Maria**, _really_ `#help`", "Hello Maria, really #help\n"),
        ("# Title\n\ntext", "Title\n\ntext\n"),
        (
            "see [the course](https://example.org/a?b=1&c=2)",
            "see the course (https://example.org/a?b=1&c=2)\n",
        ),
        ("[https://example.org/](https://example.org)", "https://example.org/\n"),
        ("https://example.org/x.", "https://example.org/x.\n"),
        ("<maria@example.org>", "maria@example.org\n"),
        ("[write](mailto:maria@example.org)", "write (maria@example.org)\n"),
        ("[write](mailto:lh+t@example.org?subject=x%20y)", "write (lh+t@example.org)\n"),
        ("[write](mailto:lh%2Bt@example.org?subject=x%20y)", "write (lh+t@example.org)\n"),
        ('[write](mailto:lh+t@example.org?subject=x%20y "button")', "write (lh+t@example.org)\n"),
        ("- one\n- two\n  - deeper\n\n1. a\n2. b", "- one\n- two\n  - deeper\n\n1. a\n2. b\n"),
        ("3. c\n4. d", "3. c\n4. d\n"),
        ("> quoted\n> words\n>\n> more\n\nmine", "> quoted\n> words\n>\n> more\n\nmine\n"),
        ("> a\n>> b", "> a\n>\n> > b\n"),
        ("![the logo](cid:x@y)", "[picture: the logo]\n"),
        ("a\n\n---\n\nfoot", "a\n\n---\nfoot\n"),
        ("```\n#use x\n  y\n```", "    #use x\n      y\n"),
        ("~~gone~~", "~~gone~~\n"),
        ("<b>raw</b> & &amp; <script>x</script>", "<b>raw</b> & &amp; <script>x</script>\n"),
        ("    indented", "indented\n"),
        ("Title\n=====\n\nOther\n-----", "Title\n=====\n\nOther\n\n---\n"),
        ("[1]: https://example.org/ref", "[1]: https://example.org/ref\n"),
        ("#hashtag and 2 * 3 * 4 and snake_case_name", "#hashtag and 2 * 3 * 4 and snake_case_name\n"),
        (r"\*not bold\* and \# no title", "*not bold* and # no title\n"),
        ("", "\n"),
    ],
)
def test_plain_text_reads_without_marks(text: str, expected: str) -> None:
    """The plain body says the same without Markdown's marks."""
    assert expected == plain(text)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_ends_of_any_kind_are_line_ends(ending: str) -> None:
    """LF, CRLF and CR drafts give the same bodies."""
    text = "Hello,\n\n- one\n- two\n\nKind regards,\nAnna"
    assert plain(text) == plain(text.replace("\n", ending))
    assert html(text) == html(text.replace("\n", ending))


def test_a_narrow_table_is_aligned() -> None:
    """Columns line up, figures to the right."""
    table = "| Option | Price |\n|---|---:|\n| [Course](https://example.org) | 49 |\n| **Circle** | free |"
    expected = (
        "Option                        Price\n"
        "----------------------------  -----\n"
        "Course (https://example.org)     49\n"
        "Circle                         free\n"
    )
    assert expected == plain(table)


def test_a_table_without_heads_has_none() -> None:
    """No empty line above it and no ruler; a ruler stands only below a name."""
    assert "open     4\nclosed  12\n" == plain("| | |\n|:--|--:|\n| open | 4 |\n| closed | 12 |")
    assert "Now\n------\nopen     4\nclosed  12\n" == plain(
        "| Now | |\n|:--|--:|\n| open | 4 |\n| closed | 12 |"
    )
    assert "<thead" not in html("| | |\n|--|--|\n| a | b |")
    assert "<thead" in html("| A | |\n|--|--|\n| a | b |")


def test_a_wide_table_becomes_one_line_a_cell() -> None:
    """A table that would wrap into a muddle is written row by row, each cell with its column's name."""
    table = f"| Option | Why |\n|---|---|\n| Course | {'because ' * 12}|\n| Circle | free |"
    because = "because " * 12
    assert f"Option: Course\nWhy: {because.strip()}\n\nOption: Circle\nWhy: free\n" == plain(table)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "5 very good: reply with 5\n1 poor: reply with 1\n"),
        ("nl", "5 very good: antwoord met 5\n1 poor: antwoord met 1\n"),
        ("nl-BE", "5 very good: antwoord met 5\n1 poor: antwoord met 1\n"),
        ("fr", "5 very good: reply with 5\n1 poor: reply with 1\n"),
    ],
)
def test_buttons_say_what_to_reply(language: str, expected: str) -> None:
    """Who reads text sees the answer to give instead of a long mailto address, one a line."""
    assert expected == plain(BUTTONS, language)


def test_buttons_flow_in_html() -> None:
    """Buttons on lines of their own stand beside each other as the width allows."""
    expected = (
        '<p><a class="button" href="mailto:lh+t@example.org?subject=x&amp;body=5">5 very good</a> '
        '<a class="button" href="mailto:lh+t@example.org?body=1%0A%0Amore">1 poor</a></p>'
    )
    assert expected == inner(BUTTONS)


WRAPPED = (
    "Thank you for your question about presenting. You have about two hours\n"
    "and prefer to learn with others, so these four options seem to fit what\n"
    "you need."
)


def test_lines_that_an_editor_wrapped_flow() -> None:
    """Lines broken where the next word would not have fitted become one paragraph."""
    assert WRAPPED.replace("\n", " ") + "\n" == plain(WRAPPED)
    quoted = "\n".join(f"> {line}" for line in WRAPPED.split("\n"))
    assert "> " + WRAPPED.replace("\n", " ") + "\n" == plain(quoted)


@pytest.mark.parametrize(
    "text",
    [
        "Kind regards,\nAnna Peeters\nLearning Help",
        "I would like to learn to present before a large audience next month, please.\nMaria",
        "First I looked at the course of the school for adults in Ghent.\n"
        "Then nothing.\nThen I wrote to you because I did not know what to do after that at all.",
        "x" * 200 + "\n" + "y" * 200,
    ],
)
def test_line_breaks_that_a_person_meant_stay(text: str) -> None:
    """Signatures, names below the last sentence, short lines and unwrapped paragraphs keep their breaks."""
    assert text + "\n" == plain(text)
    assert text.count("\n") == inner(text).count("<br>")


def test_breaks_are_not_marked_in_code_and_tables() -> None:
    """Verbatim lines and table rows stay as they are."""
    for text in ("```\na\nb\n```", "| a |\n|---|\n| b |"):
        assert text == mark_breaks(text)


def test_the_footer_is_what_follows_the_last_rule() -> None:
    """A short text after the last rule is set small; a rule before long text is a rule."""
    assert '<div class="footer">\n<p>ref lc-12</p>\n</div>' in inner("Hello\n\n---\n\nref lc-12")
    assert '<div class="footer">' in inner("Hello\n---\nref lc-12")
    assert "<hr>" in inner("Hello\n\n---\n\n" + "word " * FOOTER_LIMIT)
    assert "footer" not in inner("Hello\n\n---\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("a <b>c</b>", "<p>a &lt;b&gt;c&lt;/b&gt;</p>"),
        ("[x](javascript:alert(1))", '<p><a href="#harmful-link">x</a></p>'),
        ("[x](data:text/html,hi)", '<p><a href="#harmful-link">x</a></p>'),
        ("![pixel](https://example.net/p.gif)", '<p><a href="https://example.net/p.gif">pixel</a></p>'),
        (
            "![](http://example.net/p.gif)",
            '<p><a href="http://example.net/p.gif">http://example.net/p.gif</a></p>',
        ),
        ("![x](cid:unknown@x)", "<p>x</p>"),
        ('![a "b" <i>](cid:pic@x)', '<p><img src="cid:own@example.org" alt="a &quot;b&quot; <i>"></p>'),
        (
            '[q](https://example.org/"onmouseover=x)',
            '<p><a href="https://example.org/%22onmouseover=x">q</a></p>',
        ),
        ("&amp; & <", "<p>&amp;amp; &amp; &lt;</p>"),
    ],
)
def test_nothing_in_a_text_becomes_active(text: str, expected: str) -> None:
    """Raw HTML is shown as text; a picture is shown only when it travels in this mail."""
    assert expected == inner(text, {"pic@x": "own@example.org"})


def test_a_text_longer_than_anybody_types_is_shown_as_it_is() -> None:
    """A megabyte of crafted marks is not read as Markdown, so it holds nobody up."""
    text = "**not** read\n<b>\n\n" + "[a](b" * 200_000
    assert text + "\n" == plain(text)
    assert inner(text).startswith("<p>**not** read<br>\n&lt;b&gt;</p>")


def test_pictures_that_the_text_shows_are_known() -> None:
    """Also in lists and quotes, and where the address was percent-encoded."""
    document = read("![a](cid:one@x)\n\n> - ![b](cid:two%40x)\n\n---\n\n![c](cid:three@x)")
    assert {"one@x", "two@x", "three@x"} == shown_pictures(document)


class _Loads(HTMLParser):
    """Everything that a client would fetch or run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            loads = name in ("src", "srcset", "background", "poster", "action", "data") or name.startswith(
                "on"
            )
            if loads and not (value or "").startswith("cid:"):
                self.found.append(f"{tag} {name}={value}")
            if name == "style" and "url(" in (value or ""):
                self.found.append(f"{tag} {name}={value}")
        if tag in ("script", "link", "iframe", "object", "embed", "form", "base", "svg", "video", "audio"):
            self.found.append(tag)


MARKS = st.sampled_from(
    [
        "<img src=x onerror=y>",
        "![a](",
        "http://e.example/x.png",
        ")",
        "[",
        "](",
        "cid:a@b",
        '"',
        "<",
        ">",
        "> ",
        "- ",
        "1. ",
        "\n",
        "\n\n",
        "---",
        "|",
        "```",
        "**",
        "&",
        "\\",
        "word ",
        "<link rel=stylesheet href=//e.example>",
        "javascript:",
        "<svg onload=x>",
        "<style>@import 'x'</style>",
        "\t",
        "    ",
        "é",
        "\x00",
        "\ud800",
        "<a href='x' onclick=y>",
        "\r",
    ]
)


@given(st.lists(MARKS, max_size=40).map("".join))
def test_no_text_makes_a_mail_fetch_anything(text: str) -> None:
    """Whatever stands in a draft: both bodies are made, and the HTML fetches and runs nothing."""
    page = html(text, {"a@b": "own@example.org"})
    loads = _Loads()
    loads.feed(page)
    assert [] == loads.found
    assert "@import" not in page.split("</style>")[0]
    assert plain(text).endswith("\n")
    plain(text).encode()


def test_the_page_is_made_for_phones_and_dark_rooms() -> None:
    """Language, viewport and colour scheme are told; the dark colours survive inlining."""
    page = html("Hello", language="nl")
    for wanted in (
        '<html lang="nl">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        "@media (prefers-color-scheme: dark)",
        "max-width: 600px",
    ):
        assert wanted in page
    assert "<title" not in page  # Emacs and Thunderbird quote it as the first line
    assert "url(" not in page

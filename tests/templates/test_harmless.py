"""What strangers wrote, read as our mails are read: it shows as it stands and reaches nothing outside."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import pytest

from mailer.html import html_body
from mailer.markdown import Token, is_button, plain_words, read
from templates.phrases import bullets, code, plain, quote, tamed

ATOMS = (
    *("a", "_", "*", "**", "__", "~~", "~", "`", "```", "~~~", "[", "]", "(", ")", "<", ">", "!", "#", "# "),
    *("\\", "&amp;", "&", "|", "-", "- ", "+ ", "1. ", "1) ", "=", "---", "http://a.b", "a@b.c", ":", '"'),
    *("'", " ", "[x](y)", "![x](y)", "[x]: y", "\n", "{", "$", "^", "<b>", "<http://a>"),
)
TRIPLES = 600


def snippets(atoms: Sequence[str]) -> Iterator[str]:
    """Atoms, their pairs, and some of their triples."""
    triples = random.Random(1).sample(list(product(atoms, repeat=3)), TRIPLES)
    for words in (*product(atoms, repeat=1), *product(atoms, repeat=2), *triples):
        yield "".join(words)


def shown(text: str) -> str:
    """All letters that the reader finds, and nothing where it finds more than text."""
    document = read(text)
    return "".join(plain_words([t]) for t in (*document.body, *document.footer) if t["type"] != "blank_line")


def tokens(found: Sequence[Token]) -> Iterator[Token]:
    for token in found:
        yield token
        yield from tokens(token.get("children", ()))


PLACES = {
    "in a line": ("Hello {}, welcome", "Hello {}, welcome"),
    "before a line": ("{} wrote", "{} wrote"),
    "in a list": ("- {}", "{}"),
    "bold": ("- **{}**: x", "{}: x"),
    "in quotation marks": ('the mail "{}" to', 'the mail "{}" to'),
    "at the end": ("Subject: {}", "Subject: {}"),
}


@pytest.mark.parametrize(("written", "expected"), PLACES.values(), ids=PLACES)
def test_a_line_shows_exactly_its_own_characters(written: str, expected: str) -> None:
    """A name or subject, wherever a template puts it: no mark of it is obeyed, and none is lost."""
    wrong = []
    for text in snippets(ATOMS):
        line = " ".join(text.split())
        got = shown(written.format(plain(text))) if line else ""
        kinds = {t["type"] for t in tokens(read(written.format(plain(text))).body)}
        marks = kinds - {"text", "paragraph", "list", "list_item", "block_text", "strong", "softbreak"}
        if line and (got != expected.format(line) or marks):
            wrong.append((text, got, marks))
    assert [] == wrong


def test_lines_of_a_list_show_exactly_their_own_characters() -> None:
    """A line of a signature, of dashes or with a quotation mark, behind a bullet."""
    lines = [line for text in snippets(ATOMS) if (line := " ".join(text.split()))]
    wrong = [line for line in lines if shown(bullets((line,), "en")) != line]
    assert [] == wrong


def test_a_piece_of_code_shows_its_own_characters() -> None:
    """Between backticks only these change, and blanks at the edges go."""
    wrong = []
    for text in snippets(ATOMS):
        expected = " ".join(text.split()).replace("`", "'")
        if expected and shown(f"- `{code(text)}` – x") != f"{expected} – x":
            wrong.append(text)
    assert [] == wrong


LINKS = (
    *("[ok](mailto:a", "[ok](", "[ok](<mailto:a>", "[ok](<mailto:a)b>", "[ok](mailto:a(b)", "press (the "),
    *("[ok](\nmailto:a", "![p](http://e/p.png"),
)
TITLES = (
    *(
        " ",
        "\n",
        '"button"',
        "'button'",
        "(button)",
        '"Button"',
        '"&#98;utton"',
        '"&#x62;utton"',
        ")",
        "(",
        '"',
    ),
    *("\\", "x", "![p](", "http://e/p.png", "cid:1", "[LC-1]:", "> ", "`", '\\"button\\"', "\\)", "\\button"),
)


@pytest.mark.parametrize("begun", LINKS, ids=lambda text: repr(text[:20]))
def test_quoted_words_show_no_button_and_load_no_picture(begun: str) -> None:
    """However the title of a link is spelt, quoted or not; and the words are all still there."""
    wrong: list[Any] = []
    for text in snippets(TITLES):
        if any(is_button(t) for made in (tamed, quote) for t in tokens(read(made(begun + text)).body)):
            wrong.append(("button", begun + text))
        letters, kept = (
            "".join(c for c in shown(s) if c not in " \n!") for s in (begun + text, tamed(begun + text))
        )
        rest = iter(kept)
        if not all(letter in rest for letter in letters):
            wrong.append(("lost", begun + text, letters, kept))
    assert [] == wrong


@pytest.mark.parametrize(
    "text", ['[a](mailto:b "button")', "[a](mailto:b (button))", '- [a](mailto:b\n"button")']
)
def test_a_button_in_a_quotation_is_a_link(text: str) -> None:
    """Even where nothing was tamed: what is quoted is somebody else's."""

    def page(words: str) -> str:
        return html_body(read(words), language="en", pictures={})

    assert 'class="button"' in page(text)
    quoted = page("\n".join(f"> {line}" for line in text.split("\n")))
    assert 'class="button"' not in quoted
    assert 'href="mailto:b"' in quoted

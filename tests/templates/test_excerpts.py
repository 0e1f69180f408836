"""Where a text is cut, what is said of the rest, and what a mail then carries along."""

from __future__ import annotations

import pytest

from cases.model import OutboxKind, Person, Purpose
from templates.drafts import Addressing, Writer
from templates.excerpts import Bound, Excerpt, excerpt, files, short, wholes
from templates.phrases import bullets, left_out, names
from templates.samples import sample
from tests import desk

FEW = Bound(20, 3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Excerpt("")),
        ("short", Excerpt("short")),
        ("\n\none\ntwo\n\n", Excerpt("one\ntwo")),
        ("1\n2\n3", Excerpt("1\n2\n3")),
        ("1\n2\n3\n4", Excerpt("1\n2\n3", 1, 1)),
        ("1\r\n2\r\n3\r\n4\r\n5", Excerpt("1\n2\n3", 3, 2)),
        ("1\u20282\u20283\u20284", Excerpt("1\n2\n3", 1, 1)),
        ("1\n2\n3\n\n \n", Excerpt("1\n2\n3")),
        ("x" * 20, Excerpt("x" * 20)),
        ("x" * 21, Excerpt("x" * 20, 1, 1)),
        ("one two three four five", Excerpt("one two three four", 4, 1)),
        ("one two\nthree four five six", Excerpt("one two", 19, 1)),
        ("e\u0301" * 12, Excerpt("e\u0301" * 10, 4, 1)),
        ("x" * 19 + "e\u0301\u0302", Excerpt("x" * 19, 3, 1)),
    ],
)
def test_a_text_is_cut_behind_a_line_or_a_word(text: str, expected: Excerpt) -> None:
    """Inside a word only where there is no other place, and never between a letter and its accents."""
    assert expected == excerpt(text, FEW)


@pytest.mark.parametrize("text", ["word " * 9_000, "line\n" * 9_000, "x" * 90_000, "a\n\n" * 9_000])
def test_nothing_is_lost_between_what_is_shown_and_what_is_counted(text: str) -> None:
    """What is shown is the beginning, and it and the rest are all there is, blanks at the cut aside."""
    cut = excerpt(text)
    whole = text.strip()
    assert whole.startswith(cut.text)
    assert 0 <= len(whole) - len(cut.text) - cut.characters <= 2


def test_a_line_is_shortened_at_a_word() -> None:
    """A name or subject, on one line."""
    assert ("a b", "one two …", "xxxxxxxx …", "") == tuple(
        short(text, 10) for text in ("a\r\n b", "one two three", "x" * 30, " ")
    )


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ("*Cut here: 12,345 more characters in 67 lines.* All of it is attached as a text file.",
                "*Cut here: 1 more character.* All of it: `x`.", "*Cut here: 2 more characters.*")),
        ("nl", ("*Hier afgekapt: nog 12.345 tekens in 67 regels.* Alles zit als tekstbestand bij deze mail.",
                "*Hier afgekapt: nog 1 teken.* Alles: `x`.", "*Hier afgekapt: nog 2 tekens.*")),
    ],
)  # fmt: skip
def test_it_is_said_how_much_is_missing_and_where_it_is(language: str, expected: tuple[str, ...]) -> None:
    """In the language of the mail."""
    assert expected == (
        left_out(67, 12_345, language, attached=True),
        left_out(1, 1, language, command="x"),
        left_out(1, 2, language),
    )


def test_many_names_and_lines_are_folded() -> None:
    """The first of them, and how many more; a few stay as they are."""
    assert ("a, b\\_", "") == (names(("a", "b_"), "en"), names((), "en"))
    assert names(tuple("x" * 21), "en").endswith("x, x … and 1 more")
    assert names(tuple("x" * 316), "nl").endswith("x … en nog 296")
    assert ("- ✓ a\n- ✓ b", "") == (bullets(("a", "b"), "en", "✓ "), bullets((), "en"))
    assert ["- x", "- … and 2 more"] == bullets(tuple("x" * 42), "en").split("\n")[-2:]


def test_the_whole_goes_along_where_it_was_cut() -> None:
    """As a text file that says it is UTF-8; nothing where nothing was cut, or where a worker reads it."""
    long = "né " * 20_000
    assert (long,) == wholes("concierge/notification", {"words": long})
    assert () == wholes("concierge/notification", {"words": "short"})
    assert None is wholes("worker/answer", {"words": long})
    assert (long, long + "x") == wholes(
        "concierge/preview", {"mails": [{"text": long}, {"text": long + "x"}, {"text": long}]}
    )
    one, two = files((long, "b"), "nl")
    assert ("hele-tekst.txt", "hele-tekst-2.txt") == (one.name, two.name)
    assert (long, one.size) == ((one.content or b"").decode("utf-8-sig"), len(one.content or b""))
    assert "whole-text.txt" == files(("a",), "fr")[0].name


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_mail_says_that_the_whole_is_attached(language: str) -> None:
    """A notification of very much: cut, said, attached beside the worker's own file."""
    writer = Writer(desk.settings(), desk.library())
    file = desk.attachment("plan.pdf")
    where = Addressing(
        Person(11, "anna@example.org"), language, Purpose.ANSWER, desk.HELP, 7, attachments=(file,)
    )
    values = {**sample(desk.library(), "concierge/notification", language), "words": "line\n" * 10_000}
    draft = writer.write(OutboxKind.NOTIFICATION, "concierge/notification", where, desk.NOW, values)
    assert 400 == draft.text.count("> line")
    assert left_out(9_600, 47_999, language, attached=True) in draft.text
    assert file == draft.attachments[0]
    assert 1 == len(draft.attachments[1:])

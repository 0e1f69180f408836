"""What a model is asked names nobody."""

from __future__ import annotations

import pytest

from cases.questions import LONGEST, nameless

NAMES = ("Maria Claes", "maria.claes", "Anna Peeters", "An Will")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I ask for Maria, and MARIA asks too.", "I ask for [name], and [name] asks too."),
        ("Mail me: Maria.Claes+x@acme.example!", "Mail me: [address]"),
        ("maria(at)acme", "[name](at)acme"),
        ("An asked for an apple; will Will come?", "[name] asked for an apple; will [name] come?"),
        ("At Acme we sell acme.", "At [name] we sell acme."),
        ("Call +32 475 12 34 56 or (02) 555 12 12.", "Call [number] or [number]."),
        ("My number is 0048213, NL92ABNA0417164300.", "My number is [number], [number]."),
        ("IBAN BE68 5390 0754 7034, BTW BE0123.456.789", "IBAN [number], BTW [number]"),
        ("Staff no. 12345678", "Staff no. [number]"),
        ("By 12/05/2026 or 2026-05-12", "By 12/05/2026 or 2026-05-12"),
        ("Budget 1.250,00 or 200-300 euro, 90 min.", "Budget 1.250,00 or 200-300 euro, 90 min."),
        ("Excel 2019, Office365 and Python3", "Excel 2019, Office365 and Python3"),
        ("See https://x.example/reset?token=abc#d.", "See [link]"),
        ("See www.acme.example/people/maria ok", "See [link] ok"),
        ("See \\\\server\\people\\maria ok", "See [link] ok"),
        ("Ask @maria_c about it", "Ask [name] about it"),
        ("Kerkstraat 12, 9000 Gent is where I sit", "[place] is where I sit"),
        ("Ik zit in de Lange Nieuwstraat 5 vaak", "Ik zit in de Lange [place] vaak"),
        ("My colleague Sofie Maes said so", "My colleague [name] said so"),
        ("Mijn collega Jan De Smet zegt", "Mijn collega [name] zegt"),
        ("Mevr. Janssens vroeg het", "Mevr. [name] vroeg het"),
        ("My manager wants it", "My manager wants it"),
        ("Hello Joke,\n\nHow do I learn Excel?", "How do I learn Excel?"),
        ("Dag Joke, ik wil iets leren.", "ik wil iets leren."),
        ("Hello, how do I learn Excel?", "how do I learn Excel?"),
        ("How?\n\nKind regards,\nSofie\nHR, Acme", "How?"),
        ("Hoe dan?\n\nMet vriendelijke groeten\nSofie Maes", "Hoe dan?"),
        ("Hoe dan?\n-- \nSofie Maes", "Hoe dan?"),
        ("How?\nThanks for what you wrote about regards. Do go on.", None),
        ("Ｍａｒｉａ asks", "[name] asks"),
        ("Ma\u200bria asks", "[name] asks"),
        ("", ""),
    ],
)
def test_what_names_somebody_is_taken_out(text: str, expected: str | None) -> None:
    """People, addresses, numbers, places, links; what a question is about stays."""
    assert (text if expected is None else expected) == nameless(text, NAMES, ("acme",))


def test_a_question_has_an_end() -> None:
    """And it takes no time to find it."""
    assert LONGEST - 1 == len(nameless("word " * 50_000, ()))
    assert len(nameless("a" * 200_000 + "@b", ())) <= LONGEST

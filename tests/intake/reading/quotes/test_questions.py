"""Answers among the items of our quoted questions, however an editor numbered, lettered or indented them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from intake.reading.parsed import Parsed
from intake.reading.quotes.split import Split, split

ASKED = {
    "en": (
        "Hello Maria,\n\nThank you, your question has arrived. A person reads it and writes back before "
        "**Friday 01:45**.\n\nFour short questions, so that we can look for what suits you:\n\n"
        "1. What happens now, and what should be different?\n2. What have you tried already?\n"
        "3. Would you rather learn alone or with others?\n"
        "4. How much time do you have, what may it cost, and by when do you need it?\n\n"
        "Answer what you like; a person reads this either way.\n\nLearning Help\n"
    ),
    "nl": (
        "Dag Maria,\n\nBedankt, je vraag is aangekomen. Een mens leest ze en schrijft je terug vóór "
        "**vrijdag 01:45**.\n\nVier korte vragen, zodat we kunnen zoeken wat bij jou past:\n\n"
        "1. Wat gebeurt er nu, en wat zou er anders moeten zijn?\n2. Wat heb je al geprobeerd?\n"
        "3. Leer je liever alleen of samen met anderen?\n"
        "4. Hoeveel tijd heb je, wat mag het kosten en tegen wanneer heb je het nodig?\n\n"
        "Antwoord op wat je wilt; een mens leest dit hoe dan ook.\n\nLearning Help\n"
    ),
}
SAID = {
    "en": (
        "I write all I know. Five lines would do.",
        "A book, and a course",
        "With others",
        "Two hours, 50 euro",
    ),
    "nl": ("Ik schrijf alles wat ik weet.", "Een boek, en een cursus", "Met anderen", "Twee uur, 50 euro"),
}
WROTE = {
    "en": "On 2026-11-26 20:45, Learning Help wrote:",
    "nl": "Op 2026-11-26 20:45 schreef Learning Help:",
}
FIELDS = {"en": ("From", "Sent", "To", "Subject"), "nl": ("Van", "Verzonden", "Aan", "Onderwerp")}
Pairs = Sequence[tuple[str, str]]


def _header(language: str) -> str:
    values = ("Learning Help <help@example.org>", "26 November 2026 20:45", "Maria", "Re: [LC-5] x")
    return "\n".join(f"{f}: {v}" for f, v in zip(FIELDS[language], values, strict=True))


def _roundcube(language: str, quoted: str) -> str:
    return (
        f'<p><br></p><p id="reply-intro">{WROTE[language]}</p><blockquote type="cite">'
        f'<div id="replybody1">{quoted}</div></blockquote>'
    )


def _with_signature(language: str, quoted: str) -> str:
    return _roundcube(language, quoted) + "<div>-- <br>Maria Janssens<br>Sales</div>"


def _gmail(language: str, quoted: str) -> str:
    return (
        f'<div dir="ltr"><br></div><div class="gmail_quote gmail_quote_container"><div class="gmail_attr">'
        f'{WROTE[language]}<br></div><blockquote class="gmail_quote">{quoted}</blockquote></div>'
    )


def _outlook(language: str, quoted: str) -> str:
    shown = _header(language).replace("<", "&lt;").replace("\n", "<br>")
    return (
        "<div class=WordSection1><p>&nbsp;</p><div><div style='border:none;border-top:solid #E1E1E1 1.0pt'>"
        f"<p class=MsoNormal>{shown}</p></div></div>{quoted}</div>"
    )


def _marked(language: str, quoted: str) -> str:
    lines = "\n".join(f"> {line}" for line in quoted.split("\n"))
    return f"\n{WROTE[language]}\n{lines}\n"


def _below_header(language: str, quoted: str) -> str:
    return f"\n{_header(language)}\n\n{quoted}\n"


def _items(pairs: Pairs) -> list[str]:
    return [item for pair in pairs for item in pair]


def _list(tag: str) -> Callable[[Pairs], str]:
    return lambda pairs: f"<{tag}>{''.join(f'<li>{item}</li>' for item in _items(pairs))}</{tag[:2]}>"


def _each(shape: str) -> Callable[[Pairs], str]:
    return lambda pairs: "".join(shape.format(n=n, q=q, a=a) for n, (q, a) in enumerate(pairs, 1))


def _in_list(shape: str) -> Callable[[Pairs], str]:
    return lambda pairs: f"<ol>{_each(shape)(pairs)}</ol>"


def _word_list(pairs: Pairs) -> str:
    return "".join(
        f"<p class=MsoListParagraph><span>{n}.<span>&nbsp;&nbsp; </span></span>{item}</p>"
        for n, item in enumerate(_items(pairs), 1)
    )


def _numbered(shape: str, names: str = "1 2 3 4 5 6 7 8") -> Callable[[Pairs], str]:
    return lambda pairs: "\n".join(
        shape.format(n=n, t=item) for n, item in zip(names.split(), _items(pairs), strict=True)
    )


SHAPES: dict[str, tuple[Callable[[str, str], str], Callable[[Pairs], str]]] = {
    "roundcube, items": (_roundcube, _list("ol")),
    "roundcube, made bullets": (_roundcube, _list("ul")),
    "roundcube, lettered": (_roundcube, _list('ol type="a"')),
    "roundcube, a list in each item": (_roundcube, _in_list("<li>{q}<ol><li>{a}</li></ol></li>")),
    "roundcube, a bullet in each item": (_roundcube, _in_list("<li>{q}<ul><li>{a}</li></ul></li>")),
    "roundcube, below in the item": (_roundcube, _in_list("<li>{q}<br>{a}</li>")),
    "roundcube, behind": (_roundcube, _in_list("<li>{q} {a}</li>")),
    "roundcube, lists that begin anew": (_roundcube, _each("<ol><li>{q}</li></ol><p>{a}</p>")),
    "roundcube, a signature below": (_with_signature, _list("ol")),
    "gmail, items": (_gmail, _list("ol")),
    "outlook, items": (_outlook, _list("ol start=1")),
    "outlook, paragraphs": (_outlook, _word_list),
    "text, numbered anew": (_marked, _numbered("{n}. {t}")),
    "text, bullets": (_marked, _numbered("* {t}")),
    "text, letters": (_marked, _numbered("{n}) {t}", "a b c d e f g h")),
    "text, roman": (_marked, _numbered("{n}. {t}", "i ii iii iv v vi vii viii")),
    "text, bare numbers": (_marked, _numbered("{n} {t}")),
    "text, outlook": (_below_header, _numbered("{n}.\t{t}")),
}  # fmt: skip


def _split(language: str, around: Callable[[str, str], str], listed: Callable[[Pairs], str]) -> Split:
    """A reply in which our four questions stand as `listed` shows them."""
    blocks = ASKED[language].strip().split("\n\n")
    pairs = list(zip(_questions(language), SAID[language], strict=True))
    is_html = around not in (_marked, _below_header)
    shown = [listed(pairs) if b.startswith("1.") else f"<p>{b}</p>" if is_html else b for b in blocks]
    body = around(language, ("" if is_html else "\n\n").join(shown).replace("**", "*"))
    parsed = Parsed(1, html=body) if is_html else Parsed(1, plain=body)
    return split(parsed, sent=ASKED[language])


def _questions(language: str) -> list[str]:
    return [line[3:] for line in ASKED[language].split("\n") if line[:1].isdigit()]


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("shape", SHAPES)
def test_answers_typed_as_items_are_the_answers(shape: str, language: str) -> None:
    """The questions stay quotation, and no number of the editor's is left before an answer."""
    found = _split(language, *SHAPES[shape])
    assert SAID[language] == tuple(answer for _, answer in found.answers)
    assert "\n\n".join(SAID[language]) == found.new_text
    for question, (above, _) in zip(_questions(language), found.answers, strict=True):
        assert above.endswith(question)


@pytest.mark.parametrize(
    ("answers", "kept"),
    [
        (("1. slides", "2. nerves"), ("1. slides\n2. nerves",)),
        (("+ quick", "- dear"), ("+ quick\n- dear",)),
        (("3. with others",), ("3. with others",)),
        (("2 hours", "3 evenings"), ("2 hours\n3 evenings",)),
    ],
)
def test_numbers_that_a_person_typed_stay(answers: tuple[str, ...], kept: tuple[str, ...]) -> None:
    """Only what goes on where our list ends was put there by the editor."""
    lines = ASKED["en"].replace("**", "*").split("\n")
    at = next(i for i, line in enumerate(lines) if line.startswith("4."))
    body = "\n".join((*lines[: at + 1], *answers, *lines[at + 1 :]))
    found = split(Parsed(1, plain=_below_header("en", body)), sent=ASKED["en"])
    assert kept == tuple(answer for _, answer in found.answers)

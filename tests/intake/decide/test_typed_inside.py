"""What is typed among the lines of a quoted mail of ours, with words above it; and our mails unchanged."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from functools import cache

import pytest

from cases.model import InboundState, Purpose
from cases.reasons import Reason
from cases.typed import as_text
from intake.decide.decide import decide
from intake.decide.words import Words, words_of
from intake.reading.parsed import Parsed
from intake.reading.quotes.comparing import SentTexts
from mailer.html import html_body
from mailer.markdown import read
from mailer.plain import plain_body
from templates.load import load_library
from templates.samples import sample
from templates.variables import MAILS
from tests import desk as d
from tests.desk import ANNA

LIBRARY = load_library()
FOOT = "\n\n---\n\nLearning Help · LC-7 · ref lc-7-eggphmqc3vd6gaud"
ADVICE = "Begin with a question to the room.\n\nThen wait for it."
ANSWER = f"Hello Maria,\n\n{ADVICE}\n\nAnna Peeters, Learning Help{FOOT}"
WROTE = "On Mon, 23 Nov 2026 at 10:02, Anna Peeters via Learning Help <help@example.org> wrote:"
SCHREEF = "Op ma 23 nov 2026 om 10:02 schreef Anna Peeters via Learning Help <help@example.org>:"
HEADER = (
    "Van: Anna Peeters via Learning Help <help@example.org>\nVerzonden: maandag 23 november 2026 10:02\n"
    "Aan: Maria Claes\nOnderwerp: Re: [LC-7] Presenting\n\n"
)
FINNISH = "Lähettäjä: Learning Help <help@example.org>\nLähetetty: 23.11.2026\nAihe: [LC-7] Presenting\n\n"
WARNING = "[EXTERNAL] This email originated from outside of the organization. Do not click links."
QUESTION = "NOOR: welke vraag zou dat dan zijn?"


MAILS_IN_ORDER = tuple(MAILS)
OFTEN = (
    "worker/acknowledgement",
    "worker/answer",
    "worker/recommendation",
    "concierge/notification",
    "followup/survey",
)


def _html(lines: str) -> str:
    return lines.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")


def _marked(text: str, width: int = 0) -> str:
    lines = text.strip().split("\n")
    if width:
        lines = [part for line in lines for part in (textwrap.wrap(line, width) or [""])]
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _gmail(inner: str) -> str:
    return (
        f'<div dir="ltr">Mine.</div><div class="gmail_quote"><div class="gmail_attr">{_html(WROTE)}<br></div>'
        f'<blockquote class="gmail_quote">{inner}</blockquote></div>'
    )


def _outlook(inner: str) -> str:
    head = _html(HEADER.strip())
    return f'<div>Mine.</div><hr><div id="divRplyFwdMsg" dir="ltr">{head}</div><div>{inner}</div>'


def _mobile(inner: str) -> str:
    return (
        '<div dir="auto">Mine.</div><div id="mail-editor-reference-message-container"><div class='
        f'"ms-outlook-mobile-reference-message"><hr><div id="divRplyFwdMsg">{_html(HEADER.strip())}</div>'
        f"<div>{inner}</div></div></div>"
    )


IN_TEXT: dict[str, Callable[[str], str]] = {
    "marked": lambda text: f"Mine.\n\n{WROTE}\n{_marked(text)}",
    "wrapped at 72": lambda text: f"Mine.\n\n{WROTE}\n{_marked(text, 72)}",
    "wrapped at 60, below": lambda text: f"{SCHREEF}\n{_marked(text, 60)}\n\nMine.",
    "outlook": lambda text: f"Mine.\n\n{HEADER}{text}",
    "outlook on a phone": lambda text: (
        f"Mine.\n\nOutlook voor iOS downloaden<https://aka.ms/o>\n{'_' * 32}\n{HEADER}{text}"
    ),
    "gmail": lambda text: _gmail(_html(text)),
    "outlook's html": lambda text: _outlook(_html(text)),
    "outlook's container": lambda text: _mobile(_html(text)),
    "apple": lambda text: (
        f"<div>Mine.</div><blockquote type=cite><div>{_html(WROTE)}</div>{_html(text)}</blockquote>"
    ),
}


def _of_text(shape: Callable[[str], str]) -> Callable[[str, str], str]:
    return lambda text, _: shape(text)


UNCHANGED: dict[str, Callable[[str, str], str]] = {
    **{name: _of_text(shape) for name, shape in IN_TEXT.items()},
    "gmail's own html": lambda _, html: _gmail(html),
    "outlook's own html": lambda _, html: _outlook(html),
    "its own container": lambda _, html: _mobile(html),
    "without pictures": lambda _, html: _gmail(re.sub("<img[^>]*>", "", html)),
    "links rewritten": lambda _, html: _outlook(
        re.sub('href="', 'href="https://eur01.safelinks.protection.outlook.com/?url=', html)
    ),
    "links written out": lambda text, _: f"Mine.\n\n{HEADER}" + re.sub(r"(https?://\S+)", r"\1 <\1>", text),
    "trimmed": lambda text, _: f"Mine.\n\n{WROTE}\n" + _marked("\n".join(text.strip().split("\n")[2:-4])),
    "a warning in it": lambda text, _: f"Mine.\n\n{HEADER}{WARNING}\n\n{text}",
    "a warning in its html": lambda _, html: _outlook(f"<div>{WARNING}</div>{html}"),
    "labels nobody listed": lambda text, _: (
        f"Mine.\n\n{WROTE}\n" + _marked(f"{FINNISH}Outside mail, take care now.\n{text}")
    ),
    "scanned below": lambda text, _: (
        f"Mine.\n\n{HEADER}{text}\n\nThis email has been scanned for viruses by Avast."
    ),
    "answered in turn": lambda text, _: (
        f"Mine.\n\n{HEADER}{text}\n\nVan: Maria Claes <maria@example.org>\nVerzonden: 23 november 2026"
        " 9:02\nAan: Learning Help\nOnderwerp: Presenting\n\nMy talks fall flat.\n\nMaria Claes\nSales"
    ),
}


def _words(body: str, sent: str, *, worker: bool = True) -> Words:
    parsed = Parsed(1, html=body) if body.startswith("<") else Parsed(1, plain=body)
    told = SentTexts((sent, "My talks fall flat."), addresses=["help@example.org"])
    concierge = None if worker else ANNA
    assert words_of(parsed, concierge).split.asks_sent
    return words_of(parsed, concierge, sent=told)


@cache
def _ours(name: str, language: str) -> tuple[str, str, str]:
    """A mail of ours with its foot: as it is stored, as text, and as HTML."""
    text = f"{LIBRARY.render(name, language, sample(LIBRARY, name, language)).text}{FOOT}"
    document = read(text)
    page = html_body(document, language=language, pictures={})
    return as_text(text), plain_body(document, language), re.sub(r"(?s)^.*<body[^>]*>|</body>.*$", "", page)


@pytest.mark.parametrize("shape", IN_TEXT.values(), ids=IN_TEXT)
def test_a_question_typed_among_our_lines_is_kept(shape: Callable[[str], str]) -> None:
    """In its place; and the same mail as it was sent gives nothing."""
    asked = ANSWER.replace("to the room.", f"to the room.\n\n{QUESTION}")
    words = _words(shape(asked), ANSWER)
    assert [word for word in words.new_text.split("\n") if word] in (["Mine.", QUESTION], [QUESTION, "Mine."])
    assert QUESTION in words.said
    assert _words(shape(ANSWER), ANSWER).new_text == "Mine."


@pytest.mark.parametrize(
    "typed",
    [
        "En wat kost dat?",
        "My boss forbids this one, sadly.",
        "[Maria] That does not work in our canteen.",
        "## That would be too long for me",
        "We tried it twice:\n1. with coffee\n2. without",
        "Kan dat ook op woensdag?\nOf in het weekend.",
        "> a second mark, because I copied it here",
    ],
)
def test_and_whatever_else_a_person_types_there(typed: str) -> None:
    """Below any line of ours, with a name, a number or a mark before it."""
    for above in ("to the room.", "wait for it.", "Hello Maria,"):
        inside = ANSWER.replace(above, f"{above}\n\n{typed}")
        words = _words(f"Mine.\n\n{HEADER}{inside}", ANSWER)
        for line in typed.split("\n"):
            assert line.lstrip("> ") in words.new_text, above


def test_a_question_below_the_foot_is_kept() -> None:
    """Where a telephone leaves the cursor."""
    for shape in ("outlook", "outlook on a phone", "gmail", "outlook's container"):
        assert "En wat kost dat?" in _words(IN_TEXT[shape](f"{ANSWER}\n\nEn wat kost dat?"), ANSWER).new_text


@pytest.mark.parametrize(
    "added",
    [
        "Begin with questions to the whole room.",  # ours, changed
        "Sent from my iPhone",
        "[image: a picture of the room]",
        "<https://example.org/a/b/c?d=e>",
        "This message was scanned for viruses.",
        WARNING,
        "This e-mail and its attachments are confidential and intended only for the addressee.",
        "Yes.",
        "maria.claes@example.org",
    ],
)
def test_what_nobody_typed_stays_quoted(added: str) -> None:
    """What programs print, what is ours but changed, and what is too short to tell."""
    inside = ANSWER.replace("to the room.", f"to the room.\n\n{added}")
    assert _words(f"Mine.\n\n{HEADER}{inside}", ANSWER).new_text == "Mine."


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("name", MAILS)
def test_a_mail_of_ours_quoted_as_it_was_sent_asks_nothing(name: str, language: str) -> None:
    """Whatever a client made of it: those that come often in every shape, the others in some."""
    stored, text, html = _ours(name, language)
    wrong = {}
    for number, (shape, quoting) in enumerate(UNCHANGED.items()):
        if name not in OFTEN and (number + MAILS_IN_ORDER.index(name)) % 6:
            continue
        words = _words(quoting(text, html), stored, worker=False)
        if words.split.doubtful:
            wrong[shape] = words.split.doubtful
    assert not wrong


def test_a_concierge_is_asked_and_no_command_runs_there() -> None:
    """Their text comes back whole."""
    for typed, reason in (
        ("ANNA: learn to breathe.", Reason.QUOTE_UNSURE),
        ("#note only for Bram to see", Reason.MAYBE_COMMAND),
    ):
        quoted = _marked(ANSWER.replace("to the room.", f"to the room.\n{typed}"))
        raw = d.mail(
            f"Top: do a.\n\n{WROTE}\n{quoted}",
            sender="Anna Peeters <anna@example.org>",
            to=f"help+{d.token(Purpose.ANSWER, 11)}@example.org",
        )
        decision = decide(d.facts(raw, (d.case(),), sent_before=(ANSWER,)))
        assert (InboundState.HELD, reason) == (decision.disposition, decision.reason)
        assert typed in d.text_to(decision, "anna@example.org").replace("\\", "")

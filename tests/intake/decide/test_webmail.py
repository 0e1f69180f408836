"""Replies in the shapes that real clients gave them when they were driven (docs/clients.md)."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path

import pytest

from cases.effects import AddMessage, SendMail
from cases.model import OutboxKind, Purpose
from intake.decide.decide import decide
from intake.reading.parse import parse
from intake.reading.quotes.forwards import forwarded
from intake.reading.quotes.split import split
from tests import desk as d

CORPUS = Path("/work/shared/corpora/clients")
ANNA = "Anna Peeters <anna@example.org>"
TO_ANNA = f"help+{d.token(Purpose.ANSWER, 11, 7, 1)}@example.org"
BLOCK = ("Anna Peeters", "Learning adviser", "Acme NV, Brussels", "T +32 2 555 01 99")
TOLD = ("Maria Claes (maria@example.org) asks, in English.", "", "> My talks fall flat.", "", "Ready to use")
WORDS = "Hi Maria,\n\nCould you send me the slides?\nI will look at them with you."


def roundcube_html(typed: str, mark: str = "---") -> bytes:
    """Top posting in TinyMCE: the signature in a block below three strokes, the quotation in another."""
    above = "".join(
        f"<p>{escape(part).replace(chr(10), '<br />') or '<br />'}</p>\n" for part in typed.split("\n\n")
    )
    name, rest = BLOCK[0], "<br />".join(BLOCK[1:])
    sign = f'<div id="signature">{mark}<br />\n<p><strong>{name}</strong><br />{rest}</p>\n</div>'
    quoted = "".join(f"<p>{escape(line)}</p>\n" for line in TOLD if line)
    page = (
        f"<html><body style='font-size: 10pt'>\n{above}{sign}\n<p><br /></p>\n"
        '<p id="reply-intro">On 2026-11-26 20:46, Maria Claes via Learning Help wrote:</p>\n'
        '<blockquote type="cite" style="padding: 0 0.4em; border-left: #1010ff 2px solid; margin: 0">\n'
        f'<div id="replybody1"><div class="v1mail">{quoted}</div></div></blockquote></body></html>'
    )
    return d.mail(page, sender=ANNA, to=TO_ANNA, Content_Type="text/html; charset=utf-8")


def roundcube_text(typed: str, mark: str = "---") -> bytes:
    """The same in its text editor."""
    quoted = "\n".join(f"> {line}".rstrip() for line in TOLD)
    intro = "On 2026-11-26 20:46, Maria Claes via Learning Help wrote:"
    text = "\n".join([typed, "", mark, *BLOCK, "", intro, quoted])
    kind = "text/plain; charset=UTF-8; format=flowed"
    return d.mail(text, sender=ANNA, to=TO_ANNA, Content_Type=kind)


def in_terminal(typed: str, mark: str = "-- ") -> bytes:
    """NeoMutt: the quotation above, the words below it, then the signature."""
    quoted = "\n".join(f"> {line}" for line in TOLD)
    intro = "On Thu, Nov 26, 2026 at 08:46:11PM +0100, Maria Claes via Learning Help wrote:"
    return d.mail("\n".join([intro, quoted, "", typed, "", mark, *BLOCK]), sender=ANNA, to=TO_ANNA)


SHAPES = [
    *((roundcube_html, mark) for mark in ("---", "----", "___", "\u2013\u2013", "-- ")),
    *((roundcube_text, mark) for mark in ("---", "----", "___", "\u2013\u2013", "-- ")),
    (in_terminal, "-- "),
]


@pytest.mark.parametrize(("shape", "mark"), SHAPES)
def test_only_what_was_typed_goes_to_the_worker(shape: Callable[..., bytes], mark: str) -> None:
    """Neither the signature nor what stands above it, in words, notes and mails of commands only."""
    answer = decide(d.facts(shape(WORDS, mark), (d.case(),)))
    assert "concierge-answer" == answer.reason
    (sent,) = (e.draft for e in answer.effects if isinstance(e, SendMail))
    assert WORDS in sent.text
    assert not any(word in sent.text for word in (*BLOCK[1:], mark.strip() + "\n" + BLOCK[0]))
    note = decide(d.facts(shape("#note\nShe is new in sales.", mark), (d.case(),)))
    (kept,) = (e for e in note.effects if isinstance(e, AddMessage))
    assert ("note", "She is new in sales.") == (kept.kind, kept.new_text)


@pytest.mark.parametrize(("shape", "mark"), SHAPES)
def test_a_mail_of_commands_sends_no_empty_letter(shape: Callable[..., bytes], mark: str) -> None:
    """The survey is all that goes, and it is no answer."""
    decision = decide(d.facts(shape("#survey now", mark), (d.case(),)))
    assert "concierge-commands" == decision.reason
    kinds = [e.draft.kind for e in decision.effects if isinstance(e, SendMail)]
    assert OutboxKind.ANSWER not in kinds


@pytest.mark.parametrize(("shape", "mark"), SHAPES)
def test_a_signature_alone_says_nothing(shape: Callable[..., bytes], mark: str) -> None:
    """The client put it there, above the quotation; the strokes at the beginning are its, too."""
    assert "" == split(parse(shape("", mark))).new_text


def _eml(name: str) -> bytes:
    path = CORPUS / f"{name}.eml"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    return path.read_bytes()


ONE_MAIL = "Could you send me one mail that got a late answer?\n\nI will look at it with you."
READ = {
    "roundcube-survey-now-dashes": "#survey now",
    "roundcube-note-dashes": "#note\n\nShe is new in sales; keep it low-key.",
    "roundcube-plain-reply-dashes": f"Hi Maria,\n\n{ONE_MAIL}\n\nKind regards,",
    "emacs-text-between-attribution-and-quote": "Hi Maria,\n\nWhat happens just before you would say it?\n"
    "Could you write down one case for me?\n\nKind regards,\nAnna",
    "synthetic-top-plus-text-below-attribution-lost": "Hi Maria,\n\n"
    "What happens just before you would say it?\n\nCould you write down one case for me?",
    "emacs-empty-reply-need-from-our-own-words": "",
    "roundcube-forward-requester": "#requester maria@example.test\n\nShe asked me in the corridor.",
    "neomutt-survey-reply-thanks-unthreaded": "4. The short video helped a lot, thank you. "
    "Can I join the next session on Friday?",
}


@pytest.mark.parametrize("name", READ)
def test_mails_that_clients_wrote(name: str) -> None:
    """What was typed, of each, where they lie beside the checkout."""
    assert READ[name] == split(parse(_eml(name))).new_text


def test_a_forward_that_a_client_wrote() -> None:
    """Its author and words, not the comment above it."""
    found = forwarded(parse(_eml("roundcube-forward-requester")))
    assert found is not None
    assert found.from_ is not None
    assert "maria@example.test" == found.from_.addr_spec
    assert found.text.startswith("Hi Anna,\n\nI need pivot tables by March. I have one hour a week.")


QUESTIONS = """Hello Maria,

Thank you, your question has arrived. A person reads it and writes back before Friday 01:45.

Four short questions, so that we can look for what suits you:

1. What happens now, and what should be different?
2. What have you tried already?
3. Would you rather learn alone or with others?
4. How much time do you have, what may it cost, and by when do you need it?

Answer what you like; a person reads this either way. A few words are enough, just reply to this mail.

Learning Help
"""


def test_answers_that_a_client_put_among_our_questions() -> None:
    """Typed as new items of the list, which renumbers it: the questions are ours all the same."""
    found = split(parse(_eml("roundcube-html-inline-in-list")), sent=QUESTIONS)
    for answer in (
        "I write everything I know. It should be five lines.",
        "With others",
        "Two hours, 50 euro",
    ):
        assert answer in found.new_text
    assert "What have you tried" not in found.new_text
    assert "How much time" not in found.new_text

"""Quotations in a reply: what was sent is left out, the rest is the writer's, in doubt somebody is asked."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from functools import cache
from html import escape

import pytest

from cases.model import InboundState, Purpose
from cases.reasons import Reason
from cases.typed import as_text
from intake.decide.decide import decide
from intake.decide.words import Words, words_of
from intake.reading.parsed import Parsed
from intake.reading.quotes.comparing import SentTexts
from tests import desk as d
from tests.desk import ANNA

ASKED = (
    "My talks fall flat. What can I learn?\n\nMy manager says that I only read aloud from my slides.\n\nMaria"
)
ALOUD = "Read this aloud:"
OWN = ("She sells sea shells.", "By the sea shore.")
MARKED = "> She sells sea shells.\n> By the sea shore."
WROTE = "On Mon, 23 Nov 2026 at 10:02, Maria Claes via Learning Help <help@example.org> wrote:"
JAN = "On Mon, 23 Nov 2026 at 09:12, Jan Jansen <jan@example.net> wrote:"
SCHREEF = "Op ma 23 nov 2026 om 10:02 schreef Maria Claes via Learning Help <help@example.org>:"


@cache
def notification() -> str:
    """What Anna got, as her client shows it."""
    return as_text(d.text_to(decide(d.facts(d.mail(ASKED))), "anna@example.org"))


def _marked(text: str, width: int = 0) -> str:
    lines = text.strip().split("\n")
    if width:
        lines = [part for line in lines for part in (textwrap.wrap(line, width) or [""])]
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _cited(text: str, tag: str = 'blockquote type="cite"') -> str:
    shown = text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
    return f"<{tag}>{shown}</{tag.split()[0]}>"


def _words(body: str, *more: str, worker: bool = False) -> Words:
    parsed = Parsed(1, html=body) if body.startswith("<") else Parsed(1, plain=body)
    told = SentTexts((notification(), ASKED, *more), addresses=["help@example.org"])
    return words_of(parsed, None if worker else ANNA, sent=told)


def _own_quotations() -> dict[str, str]:
    note = notification()
    cited = _cited("\n".join(OWN))
    gmail = _cited("\n".join(OWN), 'blockquote class="gmail_quote"')
    below = f'<div class="moz-cite-prefix">{WROTE}<br></div>{_cited(note)}'
    in_gmail = (
        f'<div class="gmail_quote gmail_quote_container"><div class="gmail_attr">{WROTE}<br></div>'
        f"{_cited(note, 'blockquote class=gmail_quote')}</div>"
    )
    return {
        "alone": f"Read this sentence aloud:\n\n{MARKED}\n\nThen tell me.",
        "at the beginning": f"{MARKED}\n\nRead that aloud, then tell me.",
        "a first line with a time": f"{ALOUD}\n\n> At 10:30 she said:\n{MARKED}\n\nThen tell me.",
        "at the end": f"Then tell me what you hear in:\n\n{MARKED}",
        "above the notification": f"{ALOUD}\n\n{MARKED}\n\nThen tell me.\n\n{WROTE}\n{_marked(note)}",
        "straight above it": f"Read this aloud:\n\n{MARKED}\n\n{WROTE}\n{_marked(note, 72)}",
        "below the notification": f"{WROTE}\n{_marked(note)}\n\n{ALOUD}\n\n{MARKED}\n\nThen tell me.",
        "in dutch": f"Lees dit hardop:\n\n{MARKED}\n\nEn dan?\n\n{SCHREEF}\n{_marked(note)}",
        "above outlook's header": (
            f"Read this aloud:\n\n{MARKED}\n\nFrom: Maria via Learning Help <help@example.org>\n"
            f"Sent: Monday, 23 November 2026 10:02\nTo: Anna\nSubject: Presenting\n\n{note}"
        ),
        "two of them": f"First:\n\n{MARKED}\n\nthen:\n\n> Peter Piper picked.\n> A peck of pepper.\n\nBoth!",
        "told by the writer": f"On Monday my boss said:\n{MARKED}\n\nDo.\n\n{WROTE}\n{_marked(note)}",
        "told with a date": f"On 3 May 2024 my teacher wrote:\n\n{MARKED}\n\nThen tell me.",
        "told in dutch": f"Op 3 mei 2024 schreef mijn baas:\n{MARKED}\n\nNu?\n\n{SCHREEF}\n{_marked(note)}",
        "deeper": f"Read this aloud:\n\n{MARKED}\n>> Again, she sells sea shells.\n\nThen tell me.",
        "apple's quote level": f"<div>Read this aloud:</div>{cited}<div>Then tell me.</div>",
        "thunderbird's paste": f"<p>Read this aloud:</p>{cited}<p>Then tell me.</p>{below}",
        "gmail's quote button": f"<div>Read this aloud:</div>{gmail}<div>Then tell me.</div>{in_gmail}",
    }


@pytest.mark.parametrize("shape", _own_quotations())
def test_a_quotation_that_was_never_sent_is_its_writers(shape: str) -> None:
    """It goes along where it stands, as a quotation, and nothing of ours with it."""
    for worker in (False, True):
        words = _words(_own_quotations()[shape], worker=worker)
        for line in OWN:
            assert f"> {line}" in words.new_text.split("\n")
            assert line not in words.said
        assert "fall flat" not in words.new_text
        assert "Learning Help" not in words.new_text
        assert () == words.split.doubtful
        assert worker or words.own.kept == words.new_text


def _of_ours() -> dict[str, str]:
    note = notification()
    question = "> My manager says that I only read aloud from\n> my slides."
    return {
        "no introduction": f"Record yourself.\n\n{_marked(note)}",
        "wrapped at 60": f"Record yourself.\n\n{_marked(note, 60)}",
        "wrapped at 30": f"Record yourself.\n\n{_marked(note, 30)}",
        "above the words": f"{_marked(note, 76)}\n\nRecord yourself.",
        "cited": f"<p>Record yourself.</p>{_cited(note)}",
        "cited by gmail": f"<p>Record yourself.</p>{_cited(note, 'blockquote class=gmail_quote')}",
        "one sentence of it": f"{question}\n\nRecord yourself.",
        "in stars": "> *My manager says* that I only\n> read aloud from my slides.\n\nRecord yourself.",
        "answers between": f"{WROTE}\n> Hello,\n>\n{question}\n\nRecord yourself.\n\n> Maria",
        "without a date": f"Maria Claes via Learning Help wrote:\n{_marked(note)}\n\nRecord yourself.",
        "a day alone": f"On Monday Maria wrote:\n{_marked(note)}\n\nRecord yourself.",
        "only the foot": "Record yourself.\n\n> Learning Help\n> LC-7, ref lc-7-b4y7vzzq4x7kkmnb",
        "a signed address": f"Record yourself.\n\n> To: help+{'a' * 44}@example.org\n> Some other words here",
        "a stranger without an address": (
            "On Mon, 23 Nov 2026 at 10:02, Jan Jansen wrote:\n> Whatever Jan had to say of it.\n\n"
            "Record yourself.\n\n> And what else he had to say."
        ),
        "a stranger's mail below ours": f"Record yourself.\n\n{WROTE}\n{_marked(note)}\n{JAN}\n{MARKED}",
        "a stranger's mail within ours": f"Record yourself.\n\n{WROTE}\n{_marked(note)}\n> {JAN}\n>{MARKED}",
        "all of it reworded": f"Record yourself.\n\n{WROTE}\n{MARKED}",
        "all of it reworded, with a tag": f"Record yourself.\n\n{WROTE.replace('@', '+x@')}\n{MARKED}",
    }


@pytest.mark.parametrize("shape", _of_ours())
def test_a_quotation_of_what_was_sent_stays_out(shape: str) -> None:
    """However it was wrapped, and where nothing introduces it."""
    words = _words(_of_ours()[shape])
    assert "Record yourself." == words.new_text == words.own.kept
    assert () == words.split.doubtful


def _of_somebody_else() -> dict[str, str]:
    note = notification()
    header = (
        "From: Jan Jansen <jan@example.net>\nSent: Monday, 23 November 2026 09:12\nTo: Anna\nSubject: Talks"
    )
    own = "\n".join(OWN)
    gmail, jan = _cited(own, 'blockquote class="gmail_quote"'), escape(JAN)
    return {
        "alone": f"See what Jan says.\n\n{JAN}\n{MARKED}",
        "in dutch": f"Zie:\n\nOp ma 23 nov 2026 09:12 schreef Jan Jansen <jan@example.net>:\n{MARKED}\n\nEn?",
        "above words": f"{JAN}\n{MARKED}\n\nSo record yourself.",
        "above the notification": f"See:\n\n{JAN}\n{MARKED}\n\nSo try.\n\n{WROTE}\n{_marked(note)}",
        "below the notification": f"{WROTE}\n{_marked(note)}\n\nSee:\n\n{JAN}\n{MARKED}",
        "gmail's": f'<p>So:</p><div class="gmail_quote"><div class="gmail_attr">{jan}<br></div>{gmail}</div>',
        "thunderbird's": f'<p>See:</p><div class="moz-cite-prefix">{jan}<br></div>{_cited(own)}',
        "header lines": f"See what Jan says.\n\n-----Original Message-----\n{header}\n\n{own}",
    }


@pytest.mark.parametrize("shape", _of_somebody_else())
def test_somebody_elses_mail_is_kept_and_asked_about(shape: str) -> None:
    """A client introduced it, but nothing of it was sent: a worker tells it, a concierge is asked."""
    body = _of_somebody_else()[shape]
    for worker in (False, True):
        words = _words(body, worker=worker)
        assert set(OWN) <= set(words.split.doubtful)
        assert "jan@example.net" in words.new_text
        assert not any(line in words.said for line in OWN)
        assert all(line in words.new_text for line in OWN)
        assert "fall flat" not in words.new_text


DOUBTFUL = {
    "a colleague's mail": f"See:\n\n{JAN}\n> A sentence that nobody ever sent.\n\nSo try.",
    "a line of ours and more": (
        "Read this:\n\n> My talks fall flat. What can I learn?\n> A sentence that nobody ever sent.\n"
        "> And one more of those, to be read aloud as well.\n\nThen tell me."
    ),
    "only short lines of ours": "Read this:\n\n> Maria\n> Maria\n\nThen tell me.",
}


@pytest.mark.parametrize("shape", DOUBTFUL)
def test_where_it_may_be_ours_the_concierge_is_asked(shape: str) -> None:
    """The mail is held with all its text; sent as it is, the quotation goes along."""
    raw = d.mail(
        DOUBTFUL[shape],
        sender="Anna Peeters <anna@example.org>",
        to=f"help+{d.token(Purpose.ANSWER, 11)}@example.org",
    )
    asked = d.facts(raw, (d.case(),), sent_before=(notification(), ASKED))
    decision = decide(asked)
    assert (InboundState.HELD, Reason.QUOTE_UNSURE) == (decision.disposition, decision.reason)
    (back,) = d.sent(decision)
    waived = decide(replace(asked, mail=replace(asked.mail, waived=frozenset({Reason.QUOTE_UNSURE}))))
    (answer,) = d.to_worker(waived)
    for line in DOUBTFUL[shape].split("\n"):
        assert line.strip("> ") in as_text(back.text)
        assert line.strip("> ") in as_text(answer.text)


def test_a_command_in_a_quotation_is_asked_about() -> None:
    """It never acts, and does not go to a worker unseen."""
    raw = d.mail(
        f"Read this:\n\n{MARKED}\n> #close\n\nThen tell me.",
        sender="Anna Peeters <anna@example.org>",
        to=f"help+{d.token(Purpose.ANSWER, 11)}@example.org",
    )
    decision = decide(d.facts(raw, (d.case(),), sent_before=(notification(), ASKED)))
    assert (InboundState.HELD, Reason.MAYBE_COMMAND) == (decision.disposition, decision.reason)


def test_without_anything_to_compare_it_is_in_doubt() -> None:
    """What was sent may be gone: a quotation without introduction is then kept, and said."""
    mail = Parsed(1, plain=f"Read this aloud:\n\n{MARKED}\n\nThen tell me.")
    assert words_of(mail, ANNA).split.asks_sent
    words = words_of(mail, ANNA, sent=SentTexts(()))
    assert OWN == words.split.doubtful
    assert MARKED in words.own.kept


def test_nothing_is_looked_up_for_a_plain_reply() -> None:
    """Nothing can stand among the lines of a quotation that has none, or is none."""
    told = "Record yourself."
    for body in (told, f"{told}\n\nOn 23 Nov 2026 at 10:02, Maria wrote:\n> My talks fall flat."):
        assert not words_of(Parsed(1, plain=body), ANNA).split.asks_sent


INSIDE = {
    "marked": lambda text: f"{WROTE}\n{_marked(text)}\n",
    "wrapped": lambda text: f"\n{WROTE}\n{_marked(text, 50)}\n\n-- \nAnna Peeters\n",
    "cited": lambda text: f'<div class="moz-cite-prefix">{WROTE}<br></div>{_cited(text)}',
    "gmail's": lambda text: (
        f'<div class="gmail_quote"><div class="gmail_attr">{WROTE}<br></div>'
        f"{_cited(text, 'blockquote class=gmail_quote')}</div>"
    ),
    "outlook's": lambda text: (
        "\n-----Original Message-----\nFrom: Maria via Learning Help <help@example.org>\n"
        f"Sent: Monday, 23 November 2026 10:02\nTo: Anna\nSubject: Presenting\n\n{text}"
    ),
    "outlook's, without a rule": lambda text: (
        "\nVan: Maria via Learning Help <help@example.org>\nVerzonden: maandag 23 november 2026 10:02\n"
        f"Aan: Anna\nOnderwerp: Presenting\n\n{text}"
    ),
}


@pytest.mark.parametrize("client", INSIDE)
@pytest.mark.parametrize("typed", ["", "Record yourself, please.\nThen tell me."])
def test_words_within_a_quotation_of_ours_are_found(client: str, typed: str) -> None:
    """Where nothing stands beside it: they are unsure, and nothing else of it is anybody's words."""
    lines = notification().strip().split("\n")
    at = next(i for i, line in enumerate(lines) if "read aloud from my slides" in line)
    body = "\n".join((*lines[: at + 1], *typed.split("\n"), *lines[at + 1 :]))
    words = _words(INSIDE[client](body))
    assert typed == words.new_text.strip() == words.own.kept.strip()
    assert bool(typed) == words.unsure


def test_a_refusal_returns_what_was_typed_within_a_quotation() -> None:
    """Nothing goes out, and its author gets their words back."""
    body = INSIDE["marked"](f"{ASKED}\nRecord yourself, please.")
    raw = d.mail(body, sender="Anna <anna@example.org>", to=f"help+{d.token(Purpose.ANSWER, 11)}@example.org")
    decision = decide(d.facts(raw, (d.case(),), sent_before=(notification(), ASKED)))
    assert ([], Reason.TRANSCRIPT) == (d.to_worker(decision), decision.reason)
    (back,) = d.sent(decision)
    assert "Record yourself, please." in as_text(back.text)
    assert "fall flat" not in as_text(back.text)

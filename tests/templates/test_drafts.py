# ruff: noqa: E501 - one row a line
"""From words to a draft: subject with the tag, foot with the mark, thread, and a token that says what it is for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.effects import without_foot
from cases.model import Address, Direction, OutboxKind, Purpose, Role
from cases.tokens import VALID, VALID_SHORT
from templates.drafts import Addressing, Thread, Writer, worker_thread
from tests import desk as d

WRITER = Writer(d.settings(), d.library())
WHERE = Addressing(d.MARIA, "en", Purpose.WORKER, d.HELP, 7)

SUBJECTS = [
    ("Presenting", "[LC-7] Presenting"),
    ("Re: Presenting", "Re: [LC-7] Presenting"),
    ("RE: Presenting", "Re: [LC-7] Presenting"),
    ("Re: [LC-7] Presenting", "Re: [LC-7] Presenting"),
    ("[lc-7] Presenting", "[lc-7] Presenting"),
    ("", "[LC-7]"),
    ("Hi\r\nBcc: all@example.org", "[LC-7] Hi Bcc: all@example.org"),
]


@pytest.mark.parametrize(("subject", "tagged"), SUBJECTS)
def test_tag_once_in_front(subject: str, tagged: str) -> None:
    """On one line, behind Re:, and never twice."""
    assert tagged == WRITER.tagged(7, subject)


BASES = [
    ("Re: [LC-7] Presenting", "Presenting"),
    ("Antw: RE: [lc-9] Presenting", "Presenting"),
    ("Fwd: [LC-7] Re: x", "x"),
    ("Re: ", ""),
    ("[XX-1] x", "[XX-1] x"),
]


@pytest.mark.parametrize(("subject", "base"), BASES)
def test_base_subject(subject: str, base: str) -> None:
    """What is left is what the worker called it, without a tag of any case of ours."""
    assert base == WRITER.base(subject)


def test_foot_names_the_case_with_a_verifiable_mark() -> None:
    """For systems that lose headers; a mail without case has none."""
    text = WRITER.footed("Hello\n\n", 7)
    assert [7] == list(d.SIGNER.marked_cases(text, "LC"))
    assert "Hello" == without_foot(text)
    assert "Hello\n" == WRITER.footed("Hello\n\n", None)


@given(st.text(max_size=200))
def test_foot_can_always_be_taken_off(text: str) -> None:
    """Whatever the words hold, a rule of their own included."""
    assert text.rstrip() == without_foot(WRITER.footed(text, 7))


@pytest.mark.parametrize("purpose", list(Purpose))
def test_token_says_who_what_and_until_when(purpose: Purpose) -> None:
    """Confirmations and announcements work a month, addresses of a case three years."""
    text = WRITER.token(replace(WHERE, purpose=purpose, ref=5), d.NOW)
    token = d.SIGNER.verify(text, d.NOW)
    assert token is not None
    assert (purpose, 7, 1, 5) == (token.purpose, token.case, token.person, token.ref)
    short = purpose in (
        *(Purpose.CONFIRM, Purpose.HELD, Purpose.TRANSCRIPT, Purpose.RECEIPT, Purpose.DIGEST),
        *(Purpose.RIGHTS, Purpose.OFFER, Purpose.INTRODUCTION),
    )
    last = VALID_SHORT if short else VALID
    assert d.SIGNER.verify(text, d.NOW + last)
    assert None is d.SIGNER.verify(text, d.NOW + last + timedelta(days=1))


def test_draft_is_for_one_person_from_one_mailbox() -> None:
    """Names, language and thread as asked for."""
    where = replace(WHERE, from_name="Anna Peeters", automatic=None, thread=Thread("<a@x>", ("<b@x>",)))
    draft = WRITER.draft(OutboxKind.ANSWER, where, d.NOW, "Re: x", "Hello")
    assert ((Address("Maria Claes", "maria@example.org"),), (), None) == (draft.to, draft.cc, draft.automatic)
    assert ("<a@x>", ("<b@x>",), "en", 7) == (draft.parent, draft.references, draft.language, draft.case)


def test_thread_after() -> None:
    """An answer hangs below what it answers; no id stands in it twice."""
    assert Thread("<b@x>", ("<a@x>",)) == Thread("<a@x>").after("<b@x>")
    assert Thread("<a@x>", ("<r@x>",)) == Thread("<a@x>", ("<r@x>",)).after("<a@x>")
    assert Thread("<a@x>") == Thread("<a@x>").after(None)
    assert Thread("<c@x>", ("<a@x>", "<b@x>")) == Thread("<a@x>").after("<c@x>", ("<a@x>", "<b@x>", "<c@x>"))


def test_worker_thread_answers_their_latest_mail_and_knows_no_notes() -> None:
    """Notes and automatic mail are no part of the worker's thread."""
    ours = d.message(2, Role.CONCIERGE, Direction.OUT, "x", d.ANNA.mailbox)
    away = d.message(4, Role.AUTOMATIC, Direction.IN, "away", d.ASKED.author)
    again = d.message(5, Role.WORKER, Direction.IN, "more", d.ASKED.author, references=("<m2@example.org>",))
    thread = worker_thread((d.ASKED, ours, d.NOTED_BY_BRAM, away, again))
    assert Thread("<m5@example.org>", ("<m1@example.org>", "<m2@example.org>")) == thread
    assert Thread() == worker_thread(())
    assert Thread("<m2@example.org>") == worker_thread((ours,))

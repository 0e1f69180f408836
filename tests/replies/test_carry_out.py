# ruff: noqa: E501 - one row a line
"""An accepted plan as effects: the mail to the worker, owner and state, receipts, and what colleagues hear."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cases.effects import AddMessage, ChangeCase, MoveCase, SendMail
from cases.model import CaseState, OutboxKind, Purpose
from cases.settings import ResponseSettings
from replies.decide import decide
from tests import desk as d

ANNA, BRAM, MARIA = "anna@example.org", "bram@example.org", "maria@example.org"


def test_mail_to_the_worker_is_a_persons() -> None:
    """From the service, under the concierge's name, in the worker's thread, not marked automatic, to them alone."""
    [draft] = d.to_worker(decide(d.desk("Begin with a question.")))
    assert ("Anna Peeters", None, d.HELP, ()) == (draft.from_name, draft.automatic, draft.mailbox, draft.cc)
    assert ("<m1@example.org>", "Re: [LC-7] Presenting") == (draft.parent, draft.subject)
    assert "Anna Peeters, Learning Help" in draft.text
    assert ANNA not in draft.text
    token = d.SIGNER.verify(draft.token, d.NOW)
    assert token is not None
    assert (Purpose.WORKER, 7, 1) == (token.purpose, token.case, token.person)


OWNERS = [
    # (text, owner before, owner after, who hears of it)
    ("Begin.", None, ANNA, []),
    ("Begin.", BRAM, BRAM, []),
    ("#take", BRAM, ANNA, []),
    ("#assign bram", None, BRAM, [BRAM]),
    ("#assign bram\nBegin.", ANNA, BRAM, [BRAM]),
    ("#topic writing", None, None, []),
    ("#note x", None, None, [BRAM]),
]


@pytest.mark.parametrize(("text", "before", "after", "told"), OWNERS)
def test_owner(text: str, before: str | None, after: str | None, told: list[str]) -> None:
    """The first answer takes a case that nobody has; #assign tells the colleague."""
    decision = decide(d.desk(text, case=d.case(owner=before)))
    owners = [
        e.fields["owner"] for e in decision.effects if isinstance(e, ChangeCase) and "owner" in e.fields
    ]
    assert after == (owners[-1] if owners else before)
    assert told == [m.to[0].key for m in d.sent(decision) if m.to[0].key not in (MARIA, ANNA)]


RECEIPTS = [
    ("Begin.", "commands", 0),
    ("Begin.", "always", 1),
    ("Begin.\n#close", "commands", 1),
    ("#close", "commands", 1),
    ("Begin.\n#cc tom@example.org", "commands", 1),
    ("#close", "problems", 0),
    ("#note x", "commands", 1),
    ("#help", "commands", 1),
    ("#status\n#help\n#list", "problems", 3),
]


@pytest.mark.parametrize(("text", "setting", "count"), RECEIPTS)
def test_receipts(text: str, setting: str, count: int) -> None:
    """[response] receipts; questions are answered whatever it says."""
    its = d.settings(response=ResponseSettings(receipts=setting))
    decision = decide(d.desk(text, settings=its))
    assert count == sum(m.kind is OutboxKind.RECEIPT and m.to[0].key == ANNA for m in d.sent(decision))


def test_preview_is_what_would_be_sent_and_changes_nothing() -> None:
    """To its author only, in words."""
    would = decide(d.desk("Begin.\n#option talk-book\n#lang nl"))
    decision = decide(d.desk("Begin.\n#option talk-book\n#lang nl\n#preview"))
    assert {SendMail} == {type(e) for e in decision.effects}
    assert [ANNA] == [m.to[0].key for m in d.sent(decision)]
    shown = d.text_to(decision, ANNA)
    for line in d.to_worker(would)[0].text.partition("\n\n---")[0].splitlines():
        assert line.strip() in shown


def test_language_changed_by_the_mail_that_uses_it() -> None:
    """#lang nl: the mail that goes out with it is Dutch, and the person is remembered so."""
    decision = decide(d.desk("#lang nl\n#ask"))
    [draft] = d.to_worker(decision)
    assert "nl" == draft.language
    assert "Antwoord" in draft.text


def test_time_in_a_receipt_is_in_words_and_in_the_services_zone() -> None:
    """#wait says when, as people say it."""
    text = d.text_to(decide(d.desk("#wait 3d")), ANNA)
    assert "Thursday 10:00" in text
    assert "2026-11" not in text


def test_words_reopen_a_closed_case_as_an_answer() -> None:
    """A late answer to a closed case: answered, whatever #reopen adds."""
    case = d.case(state=CaseState.CLOSED, closed_at=d.NOW)
    for text in ("One more thing: begin small.", "One more thing: begin small.\n#reopen"):
        moves = [e.after for e in decide(d.desk(text, case=case)).effects if isinstance(e, MoveCase)]
        assert [CaseState.ANSWERED] == moves


def test_names_of_people_are_no_markup() -> None:
    """A worker who is called **Bob** [x](y) is shown so."""
    case = d.case(requester=replace(d.MARIA, name="**Bob** ![x](https://evil.example.net/p.png)"))
    for text in ("#status", "#close", "#assign bram", "#note hello there"):
        for draft in d.sent(decide(d.desk(text, case=case))):
            assert "![x](" not in draft.text


NOW_IN = [
    # (text, what #status says)
    ("#status", "new, nobody's yet"),
    ("#close\n#status", "closed, nobody's yet"),
    ("#status\n#close", "closed, nobody's yet"),
    ("Begin.\n#status", "answered, with Anna Peeters"),
    ("#assign bram\n#status", "waits for our answer, with Bram Jansen"),
    ("#ask\n#take\n#status", "waits for the worker, with Anna Peeters"),
]


@pytest.mark.parametrize(("text", "said"), NOW_IN)
def test_status_is_that_after_the_mail(text: str, said: str) -> None:
    """Whatever the same mail does to the case is in it."""
    assert said in d.text_to(decide(d.desk(text)), ANNA)


@pytest.mark.parametrize(
    ("text", "closing", "noted"),
    [
        ("#note\nShe is shy.\n\nKind regards,", "Kind regards,", "She is shy."),
        ("#note\nShe is shy.", "", "She is shy."),
        ("#note\nKind regards,", "Kind regards,", "Kind regards,"),
    ],
)
def test_a_note_does_not_end_in_a_formula_without_a_name(text: str, closing: str, noted: str) -> None:
    """The name was cut with the signature; a colleague knows whose note it is."""
    decision = decide(d.desk(text, closing=closing))
    (kept,) = [e for e in decision.effects if isinstance(e, AddMessage)]
    assert (noted, noted) == (kept.new_text, kept.text)
    told = d.text_to(decision, BRAM)
    assert noted in told
    assert ("regards" in told) == ("regards" in noted)

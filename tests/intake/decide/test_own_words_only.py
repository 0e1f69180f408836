"""What is learnt from a worker's mail is read from their own words, never from ours that came back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from cases.effects import ChangeCase, Decision, MoveSurvey, RememberPerson, SendMail
from cases.model import Address, Case, CaseState, Direction, Purpose, Role, Survey, SurveyState
from intake.decide.decide import decide
from tests import desk as d
from tests.desk import ANNA

PROMISED = (
    "Hello Maria,\n\nThank you, your question has arrived. A person reads it and writes back "
    "before Friday 4 December.\n\nFour short questions, so that we can look for what suits you:\n\n"
    "1. What happens now, and what should be different?\n2. What have you tried already?\n"
    "3. Would you rather learn alone or with others?\n"
    "4. How much time do you have, what may it cost, and by when do you need it?\n\nLearning Help"
)
ADVISED = (
    "Hello Maria,\n\nI tried the lunch talks, with others, two hours a week. Budget: 50 euro.\n"
    "You could be ready by 20 December.\n\nAnna Peeters, Learning Help"
)
DUTCH = (
    "Dag Maria,\n\nGraag in het Nederlands verder. Ik heb twee dingen voor je die je "
    "samen met anderen kunt doen.\n"
    "Verwijder mijn gegevens niet, zei je nog.\n\nAnna Peeters, Learning Help"
)
SURVEY = (
    "Hello Maria,\n\nTen days ago we helped you. How well did that help? Reply with a number from 1 to 5.\n"
    "5\n\nPlease delete my data: write #stop.\n\nLearning Help"
)
WROTE = "On Mon, 23 Nov 2026 at 10:02, Learning Help <help@example.org> wrote:"
HEADER = (
    "From: Learning Help <help@example.org>\nSent: Monday, 23 November 2026 10:02\n"
    "To: Maria Claes <maria@example.org>\nSubject: Re: [LC-7] Presenting\n"
)
KOP = (
    "Van: Learning Help <help@example.org>\nVerzonden: maandag 23 november 2026 10:02\n"
    "Aan: Maria Claes <maria@example.org>\nOnderwerp: Re: [LC-7] Presenting\n"
)


def _marked(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _html(text: str) -> str:
    return text.replace("<", "&lt;").replace("\n", "<br>")


BLANK = {
    "gnus": lambda text: f"\n-- \nMaria Claes\nSales\n\n{WROTE}\n{_marked(text)}\n",
    "mutt": lambda text: f"{WROTE}\n{_marked(text)}\n\n-- \nMaria Claes\n",
    "no introduction": lambda text: f"\n{_marked(text)}\n",
    "outlook": lambda text: f"\n\n{HEADER}\n{text}\n",
    "outlook, dutch": lambda text: f"Maria Claes\n\n________________________________\n{KOP}\n{text}\n",
    "outlook, a rule": lambda text: f"\n-----Original Message-----\n{HEADER}\n{text}\n",
    "gmail": lambda text: (
        f'<div dir="ltr"><br></div><div class="gmail_quote"><div class="gmail_attr">{WROTE}<br></div>'
        f'<blockquote class="gmail_quote">{_html(text)}</blockquote></div>'
    ),
    "outlook's html": lambda text: (
        f'<div><p>&nbsp;</p><hr><div id="divRplyFwdMsg">{_html(HEADER)}</div><div>{_html(text)}</div></div>'
    ),
    "cited": lambda text: f'<p>-- <br>Maria Claes</p><blockquote type="cite">{_html(text)}</blockquote>',
}


def _case(sent: str, **changed: object) -> Case:
    """Maria asked; this is what she got."""
    answer = d.message(2, Role.CONCIERGE, Direction.OUT, sent, ANNA.mailbox)
    return d.case(state=CaseState.ANSWERED, owner=ANNA.address, messages=(d.ASKED, answer), **changed)


def _decided(body: str, case: Case, purpose: Purpose = Purpose.WORKER) -> Decision:
    kind = "text/html" if body.startswith("<") else "text/plain"
    raw = d.mail(
        body,
        to=f"help+{d.token(purpose, 1)}@example.org",
        Subject="Re: [LC-7] Presenting",
        Content_Type=f"{kind}; charset=utf-8",
    )
    return decide(
        d.facts(raw, (case,), sent_before=(*(m.new_text for m in case.messages), "Re: [LC-7] Presenting"))
    )


def _learnt(decision: Decision) -> Iterator[object]:
    for effect in decision.effects:
        if isinstance(effect, ChangeCase):
            yield from (f"{k}: {v}" for k, v in effect.fields.items() if k in ("need", "language"))
        if isinstance(effect, RememberPerson):
            yield effect
        if isinstance(effect, MoveSurvey) and effect.after is SurveyState.ANSWERED:
            yield effect
        if isinstance(effect, SendMail) and "wish" in (effect.draft.dedupe or ""):
            yield effect.draft.subject


@pytest.mark.parametrize("client", BLANK)
@pytest.mark.parametrize("sent", [PROMISED, ADVISED, DUTCH])
def test_a_reply_without_words_teaches_nothing(client: str, sent: str) -> None:
    """Neither need nor language of the case, and nothing of the person."""
    case = _case(sent)
    if sent is DUTCH:
        before = d.message(
            3,
            Role.WORKER,
            Direction.IN,
            "Ik wil graag weten wat ik nu moet doen.",
            Address("", d.MARIA.address),
        )
        case = replace(case, messages=(*case.messages, before))
    assert [] == list(_learnt(_decided(BLANK[client](sent), case)))


@pytest.mark.parametrize("client", BLANK)
def test_a_survey_that_comes_back_is_no_rating(client: str) -> None:
    """Its scale and its words are ours."""
    asked = Survey(SurveyState.ASKED, d.NOW - timedelta(days=1), d.NOW - timedelta(days=1))
    case = _case(SURVEY, survey=asked)
    assert [] == list(_learnt(_decided(BLANK[client](SURVEY), case, Purpose.SURVEY)))


@pytest.mark.parametrize("client", BLANK)
def test_words_above_it_are_learnt_from(client: str) -> None:
    """An honest answer above what came back."""
    words = "I would need it by 2 December."
    body = BLANK[client](PROMISED)
    body = f"<p>{words}</p>{body}" if body.startswith("<") else f"{words}\n\n{body}"
    needs = [
        e.fields["need"]
        for e in _decided(body, _case(PROMISED)).effects
        if isinstance(e, ChangeCase) and "need" in e.fields
    ]
    assert [date(2026, 12, 2)] == [need.by for need in needs]  # type: ignore[attr-defined]

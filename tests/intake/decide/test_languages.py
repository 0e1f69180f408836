"""Which language a case goes on in, and what concierges are told of the one that somebody wrote in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cases.effects import ChangeCase, Decision, OpenCase, RememberPerson
from intake.decide.decide import decide
from tests import desk as d

ENGLISH = "What would help me to speak with more ease in front of people that I do not know?"
DUTCH = "Wat kan ik doen om met meer gemak te spreken voor mensen die ik niet ken?"
FRENCH = "Bonjour, je voudrais apprendre à mieux parler devant un groupe, et je ne sais pas comment."


def _now_in(decision: Decision) -> tuple[object, ...]:
    """The language that the case and the person get by this mail, where they get another one."""
    cases = [
        e.fields["language"] for e in decision.effects if isinstance(e, ChangeCase) and "language" in e.fields
    ]
    people = [e.language for e in decision.effects if isinstance(e, RememberPerson)]
    return (*cases, *people)


@pytest.mark.parametrize(
    ("before", "text", "now_in"),
    [
        (ENGLISH, ENGLISH, ()),
        (ENGLISH, DUTCH, ()),  # one mail in another language may be forwarded words
        (DUTCH, DUTCH, ("nl", "nl")),
        (DUTCH, ENGLISH, ()),
        (ENGLISH, "In het Nederlands graag.", ("nl", "nl")),
        (ENGLISH, "Could you answer in Dutch, please? " + ENGLISH, ("nl", "nl")),
        (FRENCH, FRENCH, ()),  # which the service does not speak
        (ENGLISH, "En français svp", ()),
        (ENGLISH, "4", ()),
        (DUTCH, "ok", ()),
    ],
)
def test_a_case_goes_on_in_the_language_of_its_worker(
    before: str, text: str, now_in: tuple[str, ...]
) -> None:
    """Two mails in a row, or a wish; the case was opened in English."""
    case = d.case(messages=(replace(d.ASKED, new_text=before),))
    decision = decide(d.facts(d.mail(text, in_reply_to="<m1@example.org>"), (case,)))
    assert "follow-up" == decision.reason
    assert now_in == _now_in(decision)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH, "en"),
        (DUTCH, "nl"),
        (f"{ENGLISH}\n\nIn het Nederlands graag.", "nl"),
        (f"{DUTCH} Kan je in het Engels antwoorden?", "en"),
        (FRENCH, "en"),
    ],
)
def test_a_case_is_opened_in_the_language_wished_for(text: str, language: str) -> None:
    """Else in that of the mail, else in the first of the service; only a sure one is remembered."""
    decision = decide(d.facts(d.mail(text, sender="Tom Maes <tom@example.org>")))
    assert [language] == [e.language for e in decision.effects if isinstance(e, OpenCase)]
    remembered = () if text == FRENCH else (language,)
    assert remembered == _now_in(decision)


@pytest.mark.parametrize(
    ("text", "said", "in_dutch"),
    [
        (ENGLISH, "asks, in English.", "vraagt, in het Engels."),
        (DUTCH, "asks, in Dutch.", "vraagt, in het Nederlands."),
        (FRENCH, "asks, in French.", "vraagt, in het Frans."),
        (
            "Здравствуйте, я хочу научиться программировать и ищу курс",
            "asks, in another language.",
            "vraagt, in een andere taal.",
        ),
        ("PowerPoint", "asks, in English.", "vraagt, in het Engels."),
    ],
)
def test_concierges_are_told_the_language(text: str, said: str, in_dutch: str) -> None:
    """As babel names it; where it is not sure, the one that the case is led in."""
    decision = decide(d.facts(d.mail(text, sender="Tom Maes <tom@example.org>")))
    texts = " ".join(mail.text for mail in d.sent(decision))
    assert said in texts or in_dutch in texts


def test_an_acknowledgement_in_a_foreign_language_asks_nothing() -> None:
    """Questions that somebody may not be able to read are no help; one in French gets the promise only."""
    questions = "Answer what you like"
    for text, asks in ((ENGLISH, True), ("PowerPoint", True), (FRENCH, False)):
        decision = decide(d.facts(d.mail(text, sender="Tom Maes <tom@example.org>")))
        mail = d.text_to(decision, "tom@example.org")
        assert asks is (questions in mail), text
        assert mail

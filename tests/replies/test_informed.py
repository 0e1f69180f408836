"""Whoever was told of a request hears once that it is answered; notifications say what was before."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cases.earlier import SentBefore
from cases.effects import Decision, Draft, RecordEvent
from cases.model import Address, Purpose, Survey, SurveyState
from replies.decide import decide
from replies.mails.colleagues import follow_up
from replies.mails.shared import Incoming
from templates.drafts import Thread
from tests import desk as d

BRAM = "bram@example.org"
TODAY = d.NOW.date()


def told(ref: int = 0, purpose: Purpose = Purpose.ANSWER) -> Thread:
    """The thread of somebody who got a notification (Bram is person 12)."""
    return Thread(f"<{d.token(purpose, 12, ref=ref)}.5@example.org>", ("<before@example.org>",))


def answered(text: str = "Begin small.", thread: Thread | None = None, **its: Any) -> Decision:
    return decide(d.desk(text, threads={BRAM: thread or told()}, **its))


def to_bram(decision: Decision) -> list[Draft]:
    return [draft for draft in d.sent(decision) if draft.to[0].key == BRAM]


def test_a_colleague_who_was_told_hears_of_the_answer() -> None:
    """Below the notification, with the time, in his language; a reply is a note; once for this request."""
    thread = told()
    [draft] = to_bram(answered(thread=thread))
    assert "**Anna Peeters** antwoordde Maria Claes om 10:00. Jij hoeft niets te doen." in draft.text
    assert (thread.parent, thread.references) == (draft.parent, draft.references)
    assert "Re: [LC-7] Maria Claes: Presenting" == draft.subject
    read = d.SIGNER.verify(draft.token, d.NOW)
    assert read is not None
    assert (Purpose.NOTE, 12, "answered:7:1:12") == (read.purpose, read.person, draft.dedupe)
    assert "Begin small" not in draft.text
    [asked] = to_bram(answered("#ask"))
    assert "stelde Maria Claes enkele vragen om 10:00" in asked.text


AWAY = replace(d.BRAM, away=((TODAY, TODAY + timedelta(days=3)),))
NOBODY = (
    ("was not told", {"thread": Thread()}),
    ("was told of a note only", {"thread": told(purpose=Purpose.NOTE)}),
    ("is away", {"settings": d.settings(concierges=(d.ANNA, AWAY))}),
    ("nothing went out", {"text": "#topic writing"}),
    ("a note", {"text": "#note Careful."}),
    ("closed without words", {"text": "#close"}),
    ("only shown", {"text": "Begin small.\n#preview"}),
    ("asked about first", {"doubtful": "I am away on Fridays."}),
)


@pytest.mark.parametrize(("why", "its"), NOBODY, ids=[why for why, _ in NOBODY])
def test_nobody_else_hears_of_it(why: str, its: dict[str, Any]) -> None:
    """No mail without a reason for it."""
    found = [m for m in to_bram(answered(**its)) if "Anna Peeters** antwoordde" in m.text]
    assert [] == found, why


def test_who_wrote_since_knows() -> None:
    """And who was told of the first mail only does not hear of answers to a later one."""
    again = replace(d.ASKED, id=4, new_text="And my slides?")
    mine = replace(d.ANSWERED_BY_BRAM, id=5)
    wrote = d.case(messages=(d.ASKED, again, mine))
    assert [] == to_bram(answered(case=wrote, token_ref=5))
    case = d.case(messages=(d.ASKED, d.ANSWERED_BY_BRAM, again))
    assert [] == to_bram(answered(case=case, token_ref=4))
    [draft] = to_bram(answered(case=case, token_ref=4, thread=told(ref=2)))
    assert "answered:7:4:12" == draft.dedupe


def test_the_template_that_went_out_is_recorded() -> None:
    """So that later notifications can say it."""
    for text, name in (
        ("#use presenting", "presenting"),
        ("#ask presenting-questions", "presenting-questions"),
    ):
        events = [e for e in answered(text).effects if isinstance(e, RecordEvent)]
        assert [("mail.template", name)] == [(e.event, e.detail) for e in events]
    assert not [e for e in answered().effects if isinstance(e, RecordEvent)]


LATER = replace(d.ASKED, id=4, new_text="Thanks, that works.")
RATED = Survey(SurveyState.ANSWERED, rating=4)


@pytest.mark.parametrize(
    ("language", "sent", "rated"),
    [
        ("en", "- **Already sent:** Lunch talks, Presenting calmly, gone", "- **Rated our help:** 4 of 5"),
        ("nl", "- **Al verstuurd:** Lunch talks, Presenting calmly, gone", "- **Gaf onze hulp:** 4 op 5"),
    ],
)
def test_a_notification_says_what_was_before(language: str, sent: str, rated: str) -> None:
    """What went to them on this case, and how they rated it; nothing where there is nothing."""
    reader = replace(d.ANNA, languages=(language,))
    its = d.settings(concierges=(reader, d.BRAM))
    mails = d.desk(settings=its).mails
    author = Address(d.MARIA.name, d.MARIA.address)
    before = SentBefore(("Lunch talks",), ("presenting", "gone"))
    titles = {f.name: f.title for f in d.library().files("en")}
    sent = sent.replace("Presenting calmly", titles["presenting"])
    case = d.case(survey=RATED)
    [draft] = follow_up(mails, case, [reader], {}, Incoming("And now?", author, sent=before))
    assert sent in draft.text
    assert rated in draft.text
    [draft] = follow_up(mails, d.case(), [reader], {}, Incoming("And now?", author))
    assert not any(words in draft.text for words in ("Already sent", "Al verstuurd", "Rated", "Gaf onze"))
    [draft] = follow_up(mails, case, [reader], {}, Incoming("Thanks", author, rating=4))
    assert rated not in draft.text  # said above, once


def test_later_words_do_not_change_the_topic() -> None:
    """What the first request was about is proposed after "Thanks, that works" too."""
    mails = d.desk().mails
    first = replace(d.ASKED, new_text="How do I write slides and give a talk?")
    case = d.case(topics=(), subject="Help", messages=(first, LATER))
    author = Address(d.MARIA.name, d.MARIA.address)
    near = mails.near(case, Incoming("Thanks! One writing question more.", author))
    assert ["presenting"] == list(near.guesses)[:1]
    assert {"presenting"} == {topic for chosen in near.options for topic in chosen.option.topics}

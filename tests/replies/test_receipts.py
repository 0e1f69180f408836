"""A receipt says what went to the worker, and that nothing went only where that is so."""

from dataclasses import replace
from typing import Any

import pytest

from cases.model import Purpose, Survey, SurveyState
from intake.decide.decide import decide as decide_mail
from replies.decide import decide
from tests import desk as d

ANNA = "anna@example.org"
NOTHING = {"en": "Nothing went to the worker.", "nl": "Er ging niets naar de vrager."}
ANSWERED = {"first_answer_at": d.NOW, "last_answer_at": d.NOW}
FORWARDED = (
    "{}\n#requester maria@example.org\n\n---------- Forwarded message ---------\n"
    "From: Maria Claes <maria@example.org>\nDate: Mon, 23 Nov 2026 at 09:00\nSubject: Talks\n"
    "To: <anna@example.org>\n\nMy talks fall flat.\n"
)


@pytest.mark.parametrize(
    ("text", "case", "english", "dutch", "silent"),
    [
        ("#survey now", ANSWERED, "the survey goes to Maria Claes now", "de enquête vertrekt nu naar", False),
        ("#survey now", {}, "right after your first answer", "meteen na je eerste antwoord", True),
        ("#survey now", {"requester": replace(d.MARIA, surveys_stopped=True)}, "who asked for none",
         "die wil er geen", True),
        ("#survey now", {**ANSWERED, "survey": Survey(SurveyState.ASKED, d.NOW, d.NOW)}, "no second one",
         "geen tweede", True),
        ("#survey 3d", ANSWERED, "survey: 3d", "enquête: 3d", True),
        ("#close", ANSWERED, "closed", "afgesloten", False),
        ("#close quietly", ANSWERED, "closed", "afgesloten", True),
        ("#take", {}, "the case is now with", "de vraag is nu bij", True),
        ("#note\nShe is new.", {}, "kept as a note", "bewaard als notitie", True),
    ],
)  # fmt: skip
def test_what_went(text: str, case: dict[str, Any], english: str, dutch: str, silent: bool) -> None:
    """In both languages."""
    for language, words in (("en", english), ("nl", dutch)):
        shown = d.text_to(decide(d.desk(text, case=d.case(**case), language=language)), ANNA)
        assert words in shown
        assert silent == (NOTHING[language] in shown)


@pytest.mark.parametrize(("state", "silent"), [("#accept", False), ("#discard", True)])
def test_a_mail_that_is_let_in_may_be_answered(state: str, silent: bool) -> None:
    """It is decided again: an acknowledgement can come of it."""
    desk = d.desk(state, case=None, **d.held("rate-limit", purpose=Purpose.HELD, author="x@example.org"))
    assert silent == (NOTHING["en"] in d.text_to(decide(desk), ANNA))


@pytest.mark.parametrize("words", ["She is new.", "FYI\n\nShe is new."])
def test_a_comment_beside_a_forwarded_mail_reaches_colleagues(words: str) -> None:
    """It is a note: in the notification, for colleagues only; the receipt says so, and what went."""
    raw = d.mail(FORWARDED.format(words), sender="Anna Peeters <anna@example.org>", Subject="Fwd: Talks")
    decision = decide_mail(d.facts(raw, people={**d.PEOPLE, d.MARIA.address: d.MARIA}))
    [notified] = [m for m in d.sent(decision) if m.to[0].key == "bram@example.org"]
    assert "**Anna Peeters** noteert, enkel voor collega's:\n\n> " in notified.text
    assert "> She is new." in notified.text
    receipt = d.sent(decision)[-1]
    assert "kept as a note among colleagues" in receipt.text
    assert "To **maria@example.org**" in receipt.text
    assert NOTHING["en"] not in receipt.text
    assert "She is new" not in d.text_to(decision, d.MARIA.address)


def test_a_forwarded_mail_without_a_comment() -> None:
    """No note, and none said."""
    raw = d.mail(FORWARDED.format(""), sender="Anna Peeters <anna@example.org>", Subject="Fwd: Talks")
    decision = decide_mail(d.facts(raw, people={**d.PEOPLE, d.MARIA.address: d.MARIA}))
    assert "noteert" not in d.text_to(decision, "bram@example.org")
    assert "note" not in d.sent(decision)[-1].text

"""What a first mail says of time, money, company and day: on the case, told, and not asked again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from cases.effects import ChangeCase, Decision, SendMail
from cases.model import Need, OutboxKind
from intake.decide.decide import decide
from tests import desk as d


def _need(decision: Decision) -> object:
    found = [e.fields["need"] for e in decision.effects if isinstance(e, ChangeCase) and "need" in e.fields]
    return found[0] if found else None


def _text(decision: Decision, kind: OutboxKind) -> str:
    return next(e.draft.text for e in decision.effects if isinstance(e, SendMail) and e.draft.kind is kind)


@pytest.mark.parametrize(
    ("subject", "text", "need", "known", "asked"),
    [
        (
            "Excel",
            "Ik wil beter worden in Excel, waar begin ik? Liefst alleen, gratis, 30 minuten.",
            Need(with_="alone", time=30, budget=Decimal(0)),
            ("30 min", "#need"),
            ("Liever alleen dan met anderen: klopt dat?", "En tegen wanneer heb je het nodig?"),
        ),
        (
            "Presenting, max 2 hours",
            "I would like to learn how to present to a large group. I can spend 100 euro.",
            Need(time=120, budget=Decimal(100), currency="EUR"),
            ("2 hours", "100"),
            ("Would you rather learn alone or with others?", "And by when do you need it?"),
        ),
        (
            "Meetings",
            "Our meetings take two hours and we lose 5,000 euro a month. How do I make them shorter?\n\n"
            "1. I cannot stop people.\n2. Nobody prepares.\n3. We sit together all day.",
            None,
            (),
            ("How much time do you have, what may it cost, and by when do you need it?",),
        ),
        (
            "Re: a course",
            "What do you recommend?\n\nOn Mon, 2 Nov 2026 at 09:00, Jan wrote:\n> max 2 hours, alone, free",
            None,
            (),
            ("Would you rather learn alone or with others?",),
        ),
    ],
    ids=["Dutch", "the subject too", "no answers, and bait", "quoted"],
)  # fmt: skip
def test_a_first_mail_is_read(
    subject: str, text: str, need: Need | None, known: tuple[str, ...], asked: tuple[str, ...]
) -> None:
    """The notification shows it, and the questions ask only for the rest."""
    decision = decide(d.facts(d.mail(text, Subject=subject)))
    assert "request" == decision.reason
    assert need == _need(decision)
    notification = _text(decision, OutboxKind.NOTIFICATION)
    assert all(words in notification for words in known)
    assert bool(known) == ("Known:" in notification)
    acknowledgement = " ".join(_text(decision, OutboxKind.ACKNOWLEDGEMENT).split())
    assert all(words in acknowledgement for words in asked)


def test_days_count_from_the_mail() -> None:
    """ "Tomorrow" is the day after it was written, whenever it is decided."""
    mail = d.mail("I present tomorrow and would like some help with my slides before it.")
    facts = d.facts(mail)
    found = _need(decide(facts))
    assert isinstance(found, Need)
    assert date.fromordinal(facts.written_on.toordinal() + 1) == found.by

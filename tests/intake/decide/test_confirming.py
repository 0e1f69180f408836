"""The answer to "was this you?": what happens to the held mail, and who hears of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

import tests.desk as d
from cases.earlier import EarlierMail, second_question
from cases.effects import Decision, RecordEvent, ReleaseInbound, SendMail, SettleInbound
from cases.model import InboundState, OutboxKind, Purpose
from cases.reasons import Reason
from cases.settings import Settings
from intake.decide.decide import decide

WAITS = EarlierMail(
    90, InboundState.HELD, "unproven", "anna@example.org", subject="Re: Pay this", received_at=d.NOW
)


def answer(text: str, waits: EarlierMail = WAITS, its: Settings | None = None, **fields: str) -> Decision:
    """Anna's reply to the question about the mail that waits."""
    token = d.token(Purpose.CONFIRM, 11, 0, ref=90)
    raw = d.mail(text, sender=d.ANNA.address, to=d.HELP.replace("@", f"+{token}@"), **fields)
    return decide(d.facts(raw, its=its, waiting=waits))


def kinds(decision: Decision) -> list[tuple[str, str]]:
    return [(e.draft.to[0].key, e.draft.kind) for e in decision.effects if isinstance(e, SendMail)]


def test_a_yes_lets_the_held_mail_act() -> None:
    """It is decided again, with these two checks waived and no other."""
    decision = answer("Yes please send it")
    assert (ReleaseInbound(90, ("unproven", "no-token"), "anna@example.org"),) == decision.effects
    assert "confirmed" == decision.reason


def test_the_question_says_who_hears_of_a_no() -> None:
    """Of Anna's mail without proof; she herself is left out where she is the lead."""
    to = d.HELP.replace("@", f"+{d.token(Purpose.ANSWER, 11)}@")
    raw = d.mail("Pay.", sender=d.ANNA.address, to=to, Authentication_Results="")
    for lead, told in (
        (("lead@example.org",), "leave it out and tell lead@example.org."),
        (("anna@example.org",), "leave it out."),
    ):
        asked = decide(d.facts(raw, (d.case(),), its=d.settings(lead=lead)))
        assert told in d.text_to(asked, "anna@example.org")


def test_a_no_discards_it_and_tells_the_lead() -> None:
    """The lead hears whose name was used, and Anna that it is done; the worker nothing."""
    decision = answer("No, that was not me!")
    assert "denied" == decision.reason
    assert SettleInbound(90, InboundState.DISCARDED, Reason.NOT_THEIRS) in decision.effects
    assert [
        ("anna@example.org", OutboxKind.RECEIPT),
        ("lead@example.org", OutboxKind.ESCALATION),
    ] == kinds(decision)
    told = next(m for m in d.sent(decision) if m.to[0].key == "lead@example.org")
    assert "Not from Anna Peeters: a mail in their name" == told.subject
    assert "Pay this" in told.text
    assert "told lead@example.org" in d.text_to(decision, "anna@example.org")


@pytest.mark.parametrize(
    ("lead", "told"),
    [
        ((), []),
        (("Anna@example.org",), []),
        (("a.peeters@example.org", "bram@example.org"), ["bram@example.org"]),
    ],
)
def test_nobody_gets_two_mails_about_it(lead: tuple[str, ...], told: list[str]) -> None:
    """Who is the lead themselves knows; without a lead the answer does not promise one."""
    decision = answer("Nee, dit heb ik niet gestuurd", its=d.settings(lead=lead))
    assert ["anna@example.org", *told] == [address for address, _ in kinds(decision)]
    assert bool(told) == ("told bram@example.org" in d.text_to(decision, "anna@example.org"))


def test_anything_else_is_asked_once_more() -> None:
    """The second question repeats the answer; the mail stays where it is."""
    decision = answer("What is this about?")
    assert [("anna@example.org", OutboxKind.CONFIRMATION)] == kinds(decision)
    assert not [e for e in decision.effects if isinstance(e, ReleaseInbound | SettleInbound)]
    again = d.sent(decision)[0]
    assert second_question(90) == again.dedupe
    assert "> What is this about?" in again.text
    assert "Re: Was this you? Pay this" == again.subject


def test_it_is_not_asked_a_third_time() -> None:
    """Whatever is answered then, no mail goes out: a robot at the other end cannot keep us writing."""
    waits = replace(WAITS, asked_again=True)
    decision = answer("What is this about?", waits)
    assert ("consent-unclear", ()) == (decision.reason, decision.effects)
    assert "confirmed" == answer("#send", waits).reason
    assert "denied" == answer("#discard", waits).reason


def test_what_we_quoted_is_no_answer() -> None:
    """A reply in which nothing is surely new may hold the command lines of the mail that we quoted."""
    quoted = "A mail in your name came in.\n#send\nIt begins like this:\n#send"
    decision = answer(f"Op 23 november 2026 schreef Learning Help <{d.HELP}>:\n\n{quoted}")
    assert not [e for e in decision.effects if isinstance(e, ReleaseInbound)]


def test_the_case_remembers_a_denial() -> None:
    """The timeline of the case that the mail was about shows it."""
    decision = answer("#discard", replace(WAITS, case=7))
    assert RecordEvent(7, "mail.denied", "anna@example.org", "90") in decision.effects

# ruff: noqa: E501 - one row a line
"""What people ask about their own data: who is asked back, what counts as a yes, and what a forged one cannot do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

import tests.desk as d
from cases.effects import (
    AddMessage,
    AwaitErasure,
    Decision,
    MoveCase,
    MoveSurvey,
    OpenCase,
    RecordEvent,
    RememberPerson,
)
from cases.model import Case, CaseState, InboundState, OutboxKind, Purpose, Survey, SurveyState
from cases.rights import Question, Right, Standing
from cases.tokens import Token
from intake.decide.decide import decide

ACCEPTED, HELD = InboundState.ACCEPTED, InboundState.HELD
ANNA, EVE = "Anna Peeters <anna@example.org>", "Eve <eve@example.com>"
FAILED = "mx.example.org; dmarc=fail"
TODAY = d.NOW.date()
KNOWN = {"standing": Standing(known=True)}
SURVEYED = d.case(
    state=CaseState.ANSWERED,
    survey=Survey(SurveyState.ASKED, d.NOW - timedelta(days=1), d.NOW - timedelta(days=1)),
)


def to(purpose: Purpose, person: int, number: int = 7) -> str:
    return f"help+{d.token(purpose, person, number)}@example.org"


def question(rights: Right = Right.STOP, *, person: int = 1, days_ago: int = 0) -> Question:
    return Question(person, rights, (d.NOW - timedelta(days=days_ago)).date())


def answer(
    text: str, asked: Question | None = None, sender: str = "Maria Claes <maria@example.org>", **more: str
) -> bytes:
    """A mail to the signed address of our question."""
    asked = asked or question()
    token = d.SIGNER.sign(
        Token(Purpose.RIGHTS, 0, asked.person, asked.ref, (d.NOW + timedelta(days=30)).date())
    )
    return d.mail(text, sender=sender, to=f"help+{token}@example.org", **more)


def kinds(decision: Decision) -> list[tuple[str, str]]:
    return [(draft.to[0].key, draft.kind) for draft in d.sent(decision)]


def touched(decision: Decision) -> list[object]:
    """What it does to cases and surveys."""
    return [e for e in decision.effects if isinstance(e, OpenCase | AddMessage | MoveCase | MoveSurvey)]


ASKS = [
    # (mail, case, changed facts, disposition, reason, is asked back)
    (d.mail("#stop"), None, {}, ACCEPTED, "right-asked", True),
    (d.mail("", Subject="#stop"), None, {}, ACCEPTED, "right-asked", True),
    (d.mail("#stop", Authentication_Results=""), None, {}, ACCEPTED, "right-asked", True),
    (d.mail("#stop", Authentication_Results=FAILED), None, {}, HELD, "dmarc-fail", False),
    (d.mail("#stop", Authentication_Results=FAILED), None, {"waived": frozenset({"dmarc-fail"})}, ACCEPTED, "right-asked", True),
    (d.mail("#stop\n\nSent from my iPhone"), None, {}, ACCEPTED, "right-asked", True),
    (d.mail("#stop\n-- \nMaria Claes\nExample NV"), None, {}, ACCEPTED, "right-asked", True),
    (d.mail("#stop\n\nMaria Claes\nExample NV\n+32 470 12 34 56"), None, {}, ACCEPTED, "right-asked", True),
    (d.mail("Dag,\n\n#stop\n\nMet vriendelijke groeten\nMaria Claes"), None, {}, ACCEPTED, "right-asked", True),
    (d.mail("#stop", to=to(Purpose.WORKER, 1)), d.case(), {}, ACCEPTED, "right-asked", True),
    (d.mail("#stop", to=to(Purpose.WORKER, 1)), d.case(state=CaseState.CLOSED, closed_at=d.NOW), {}, ACCEPTED, "right-asked", True),
    (d.mail("#stop", to=to(Purpose.SURVEY, 1)), SURVEYED, {}, ACCEPTED, "right-asked", True),
    (d.mail("Stop.", to=to(Purpose.SURVEY, 1)), SURVEYED, {}, ACCEPTED, "right-asked", True),
    (d.mail("Stop.", to=to(Purpose.WORKER, 1)), d.case(), {}, ACCEPTED, "follow-up", False),
    # words beside it are handled as ever
    (d.mail("Thanks, that helped a lot.\n#stop", to=to(Purpose.WORKER, 1)), d.case(), {}, ACCEPTED, "follow-up", True),
    (d.mail("How do I learn Excel?\n\n#stop"), None, {}, ACCEPTED, "request", True),
    (d.mail("4\n\n#stop", to=to(Purpose.SURVEY, 1)), SURVEYED, {}, ACCEPTED, "survey-answer", True),
    (d.mail("You may #stop now."), None, {}, ACCEPTED, "request", False),
    (d.mail("On Mon, 23 Nov 2026 at 10:00, Learning Help <help@example.org> wrote:\n> #stop\n"), None, {}, ACCEPTED, "request", False),
    (d.mail("\n\nFrom: Joris <joris@example.org>\nSent: Monday, 23 November 2026 10:00\nTo: Maria Claes <maria@example.org>\nSubject: x\n\nHello\n#stop\nbye\n"), None, {}, ACCEPTED, "request", False),
    # strangers: only who is known, let in or proven is written to
    (d.mail("#stop", sender=EVE, Authentication_Results=""), None, {}, HELD, "sender-not-allowed", False),
    (d.mail("#stop", sender=EVE, Authentication_Results=""), None, KNOWN, ACCEPTED, "right-asked", True),
    (d.mail("#stop", sender=EVE, Authentication_Results=""), None, {"waived": frozenset({"sender-not-allowed"})}, ACCEPTED, "right-asked", True),
    (d.mail("#stop", sender=EVE, Authentication_Results="mx.example.org; dmarc=pass"), None, {}, ACCEPTED, "right-asked", True),
    (d.mail("Hello?\n#stop", sender=EVE, Authentication_Results="mx.example.org; dmarc=pass"), None, {}, HELD, "sender-not-allowed", True),
    # machines
    (d.mail("#stop", Auto_Submitted="auto-replied"), None, {}, InboundState.DISCARDED, "automatic", False),
    # concierges, who are people too
    (d.mail("#stop", sender=ANNA), None, {}, ACCEPTED, "right-asked", True),
    (d.mail("#stop", sender=ANNA, Authentication_Results=""), None, {}, ACCEPTED, "right-asked", True),
    (d.mail("#stop\n#list", sender=ANNA), None, {}, ACCEPTED, "transcript", False),
    (d.mail("#stop", sender=ANNA, to=to(Purpose.ANSWER, 11)), d.case(), {}, ACCEPTED, "transcript", False),
    (d.mail("Begin small.\n\n#stop", sender=ANNA, to=to(Purpose.ANSWER, 11)), d.case(), {}, ACCEPTED, "transcript", False),
    (d.mail("#stop", sender=ANNA, to=to(Purpose.WORKER, 11)), d.case(requester=d.PEOPLE["anna@example.org"]), {}, ACCEPTED, "right-asked", True),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "case", "changed", "disposition", "reason", "asked"), ASKS)
def test_asking(
    raw: bytes,
    case: Case | None,
    changed: dict[str, Any],
    disposition: InboundState,
    reason: str,
    asked: bool,
) -> None:
    """Who is asked back, at their own address; a mail of nothing else touches no case and no survey."""
    decision = decide(d.facts(raw, (case,) if case else (), **changed))
    assert (disposition, reason) == (decision.disposition, decision.reason)
    questions = [m for m in d.sent(decision) if m.kind is OutboxKind.CONFIRMATION]
    assert asked == (len(questions) == 1)
    if asked:
        token = d.SIGNER.verify(questions[0].token, d.NOW)
        assert token is not None
        found = Question.of(token)
        assert found is not None
        assert (Right.STOP, TODAY, 0) == (found.rights, found.day, token.case)
        assert questions[0].to[0].addr_spec.encode() in raw
        assert questions[0].automatic
        assert found.asked == questions[0].dedupe
    if reason == "right-asked":
        assert [] == touched(decision)
        assert 1 == len(d.sent(decision))


SIGNED = """--b
Content-Type: text/plain; charset=utf-8

#stop
--b
Content-Type: {kind}; name="{name}"
Content-Disposition: attachment; filename="{name}"
Content-Transfer-Encoding: base64

SGVsbG8gdGhlcmU=
--b--
"""


@pytest.mark.parametrize(
    ("kind", "name", "reason"),
    [
        ("application/pkcs7-signature", "smime.p7s", "right-asked"),
        ("application/pgp-keys", "key.asc", "right-asked"),
        ("text/vcard", "maria.vcf", "right-asked"),
        ("application/pdf", "plan.pdf", "request"),
    ],
)
def test_what_a_client_adds_is_no_word(kind: str, name: str, reason: str) -> None:
    """A seal below the mail opens no case; a file that somebody attached is for people to see."""
    text = SIGNED.format(kind=kind, name=name)
    raw = d.mail(text, Content_Type='multipart/mixed; boundary="b"')
    decision = decide(d.facts(raw))
    assert reason == decision.reason
    assert 1 == len([m for m in d.sent(decision) if m.kind is OutboxKind.CONFIRMATION])


def test_words_beside_it_lose_the_line() -> None:
    """The concierge reads the words, without what was for the service."""
    decision = decide(d.facts(d.mail("Thanks, that helped.\n\n#stop", to=to(Purpose.WORKER, 1)), (d.case(),)))
    assert ["Thanks, that helped."] == [e.new_text for e in decision.effects if isinstance(e, AddMessage)]
    assert "#stop" not in d.text_to(decision, "anna@example.org")


def test_a_concierge_at_a_case_hears_where_to_write() -> None:
    """At a case they speak for somebody else: nothing is sent, and the address for it is named."""
    for language, words in (
        ("en", "write it to help@example.org in a new mail"),
        ("nl", "schrijf het naar help@example.org"),
    ):
        anna = replace(d.ANNA, languages=(language,))
        its = d.settings(concierges=(anna, d.BRAM))
        raw = d.mail("Begin small.\n#stop", sender=ANNA, to=to(Purpose.ANSWER, 11))
        decision = decide(d.facts(raw, (d.case(),), its=its))
        assert words in d.text_to(decision, "anna@example.org")
        assert [] == d.to_worker(decision)


SETTLED = {"standing": Standing(known=True, settled=True)}
AGAIN = {"standing": Standing(known=True, asked_again=True)}
OPEN = {"standing": Standing(known=True)}
ANSWERS = [
    # (answer, changed facts, reason, the mail back, does it)
    (answer("yes"), OPEN, "right-confirmed", "receipt", True),
    (answer("Ja, graag."), OPEN, "right-confirmed", "receipt", True),
    (answer("Yes\n\nSent from my iPhone"), OPEN, "right-confirmed", "receipt", True),
    (answer("Yes, no more surveys please"), OPEN, "right-confirmed", "receipt", True),
    (answer("Ja, ik wil geen enquêtes meer"), OPEN, "right-confirmed", "receipt", True),
    (answer("No more surveys"), OPEN, "consent-unclear", "confirmation", False),
    (answer("yes " + "x" * 3000), OPEN, "consent-unclear", "confirmation", False),
    (answer("#send"), OPEN, "right-confirmed", "receipt", True),
    (answer("yes", Authentication_Results=""), OPEN, "right-confirmed", "receipt", True),
    (answer("yes", question(days_ago=7)), OPEN, "right-confirmed", "receipt", True),
    (answer("yes"), AGAIN, "right-confirmed", "receipt", True),
    (answer("no"), OPEN, "right-declined", "receipt", False),
    (answer("Nee, dat was ik niet"), OPEN, "right-declined", "receipt", False),
    (answer("#discard"), OPEN, "right-declined", "receipt", False),
    (answer("no", question(days_ago=8)), OPEN, "right-declined", "receipt", False),
    (answer("What is this?"), OPEN, "consent-unclear", "confirmation", False),
    (answer("#stop"), OPEN, "consent-unclear", "confirmation", False),
    (answer("On Mon, 23 Nov 2026 at 10:00, Learning Help <help@example.org> wrote:\n> yes\n"), OPEN, "consent-unclear", "confirmation", False),
    # what does nothing any more
    (answer("yes", question(days_ago=8)), OPEN, "right-not-done", "receipt", False),
    (answer("yes"), SETTLED, "right-settled", None, False),
    (answer("no"), SETTLED, "right-settled", None, False),
    # somebody else's
    (answer("yes", sender="Bram Jansen <bram@example.org>"), {}, "right-not-done", "receipt", False),
    (answer("yes", sender=ANNA), {}, "right-not-done", "receipt", False),
    (answer("yes", sender=EVE), {}, "right-not-done", "receipt", False),
    (answer("yes", Authentication_Results=FAILED), OPEN, "dmarc-fail", "notification", False),
    (answer("yes", Auto_Submitted="auto-replied"), OPEN, "automatic", None, False),
    (answer("yes", Precedence="bulk"), OPEN, "bulk", None, False),
    # a mail that is no answer is a mail like any other
    (answer("How do I learn Excel?"), AGAIN, "request", "acknowledgement", False),
    (answer("How do I learn Excel?"), SETTLED, "request", "acknowledgement", False),
    (answer("How do I learn Excel?", question(days_ago=8)), OPEN, "request", "acknowledgement", False),
    (answer("How do I learn Excel?", sender="Joris <joris@example.org>"), {}, "request", "acknowledgement", False),
    (answer("How do I learn Excel?", sender=EVE), {}, "sender-not-allowed", "notification", False),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "changed", "reason", "kind", "does"), ANSWERS)
def test_answering(raw: bytes, changed: dict[str, Any], reason: str, kind: str | None, does: bool) -> None:
    """One mail back, at most; only a yes from there, in time and for the first time, does it."""
    decision = decide(d.facts(raw, **changed))
    assert (reason, kind) == (decision.reason, d.sent(decision)[0].kind if d.sent(decision) else None)
    assert does == (RememberPerson(1, surveys_stopped=True) in decision.effects)
    if reason.startswith(("right", "consent")):
        assert [] == touched(decision)
        assert all(draft.automatic for draft in d.sent(decision))
        assert len(d.sent(decision)) == (kind is not None)


def test_stop_drops_surveys_that_are_planned_or_out() -> None:
    """Those that are over stay as they are; the case keeps its state."""
    surveys = (None, *(Survey(state) for state in SurveyState))
    cases = tuple(d.case(id=number, survey=survey) for number, survey in enumerate(surveys, 20))
    decision = decide(d.facts(answer("yes"), standing=Standing(known=True, cases=cases)))
    running = (SurveyState.SCHEDULED, SurveyState.ASKED, SurveyState.REMINDED)
    assert [(s, SurveyState.CANCELLED) for s in running] == [
        (e.before, e.after) for e in decision.effects if isinstance(e, MoveSurvey)
    ]
    assert not [e for e in decision.effects if isinstance(e, MoveCase)]


def test_only_a_worker_of_these_numbers_is_asked_about_these_rights() -> None:
    """A reference of a later version, or none, is no question; a token for something else is none either."""
    for ref in (0, 8, 9, 15, 16):
        assert Question.of(Token(Purpose.RIGHTS, 0, 1, ref)) is None
    assert Question.of(Token(Purpose.CONFIRM, 0, 1, 1)) is None
    assert Question.of(None) is None
    for rights in (Right.STOP, Right.FORGET, Right.STOP | Right.MYDATA | Right.FORGET):
        asked = question(rights)
        assert asked == Question.of(Token(Purpose.RIGHTS, 0, 1, asked.ref))


def test_a_yes_to_forget_waits_for_the_last_mail() -> None:
    """The last mail is queued; surveys stop, and who is to be erased stands in the list, once."""
    asked = question(Right.FORGET)
    decision = decide(d.facts(answer("yes", asked)))
    assert "right-confirmed" == decision.reason
    assert [("maria@example.org", OutboxKind.RECEIPT)] == kinds(decision)
    assert "This is our last mail" in d.text_to(decision, "maria@example.org")
    assert AwaitErasure("maria@example.org", str(d.sent(decision)[0].dedupe)) in decision.effects
    assert RememberPerson(1, surveys_stopped=True) in decision.effects
    assert [] == touched(decision)


@pytest.mark.parametrize("rights", [Right.MYDATA, Right.MYDATA | Right.STOP, Right.MYDATA | Right.FORGET])
def test_a_copy_is_put_together_by_the_clock(rights: Right) -> None:
    """Nothing is sent and nobody erased yet: what was confirmed stands on the timeline, once."""
    asked = question(rights)
    decision = decide(d.facts(answer("yes", asked)))
    assert ("right-confirmed", []) == (decision.reason, d.sent(decision))
    wanted = RecordEvent(None, "data.wanted", "maria@example.org", f"{asked.ref} en help@example.org")
    assert wanted == decision.effects[-1]
    assert not [e for e in decision.effects if isinstance(e, AwaitErasure)]
    assert (rights is not Right.MYDATA) == (RememberPerson(1, surveys_stopped=True) in decision.effects)


@pytest.mark.parametrize("text", ["no", "What is this?", "#forget", "maybe yes, maybe no"])
def test_without_a_yes_nobody_is_forgotten(text: str) -> None:
    """And a yes of somebody else, in a mail that fails or too late, is none."""
    asked = question(Right.FORGET)
    raws = [
        answer(text, asked),
        answer("yes", asked, sender=EVE),
        answer("yes", asked, Authentication_Results=FAILED),
        answer("yes", question(Right.FORGET, days_ago=8)),
    ]
    for raw in raws:
        assert not [e for e in decide(d.facts(raw)).effects if isinstance(e, AwaitErasure)]


def test_another_request_in_an_answer_is_asked_about() -> None:
    """Here "#forget" in reply to the question about surveys is a question of its own."""
    decision = decide(d.facts(answer("#forget")))
    assert "right-asked" == decision.reason
    assert ["Please confirm: forget me"] == [draft.subject for draft in d.sent(decision)]


@pytest.mark.parametrize(("language", "words"), [("en", "No more surveys"), ("nl", "Geen enquêtes meer")])
def test_in_their_language(language: str, words: str) -> None:
    """The question is in the language that its reader is written to in."""
    asked = decide(d.facts(d.mail("#stop"), language=language))
    assert words in d.text_to(asked, "maria@example.org")


@pytest.mark.parametrize("text", ["Ja", "Nee", "Ja, maar"])
def test_an_answer_goes_on_in_the_language_of_the_question(text: str) -> None:
    """Also where its author is written to in another one otherwise."""
    standing = Standing(known=True, language="nl")
    decision = decide(d.facts(answer(text), language="en", standing=standing))
    assert ["nl"] == [draft.language for draft in d.sent(decision)]


@pytest.mark.parametrize(
    ("text", "case", "its", "told"),
    [
        ("Please delete all my data.", None, {}, ["wish:50:forget:13"]),
        ("Please delete all my data.", "open", {}, ["wish:7:forget:13"]),
        ("My talks fall flat.", None, {}, []),
        ("Please delete all my data.", None, {"lead": ()}, []),
        ("Please delete all my data.", None, {"lead": ("anna@example.org",)}, []),  # reads the notification
    ],
)
def test_plain_words_are_proposed_to_the_lead(
    text: str, case: str | None, its: dict[str, Any], told: list[str]
) -> None:
    """Once a case and wish, with what does it; who gets the whole mail reads it there."""
    at = d.case() if case else None
    number = at.id if at else None
    raw = d.mail(text, to=to(Purpose.WORKER, 1, number)) if number else d.mail(text)
    drafts = [
        m
        for m in d.sent(decide(d.facts(raw, (at,) if at else (), its=d.settings(**its))))
        if m.kind == OutboxKind.ESCALATION
    ]
    assert told == [m.dedupe for m in drafts]
    for mail in drafts:
        assert "lead@example.org" == mail.to[0].key
        assert "They seem to want:" in mail.text or "Wil blijkbaar:" in mail.text

# ruff: noqa: E501 - one row a line
"""One mail, one decision: who may do what, what is held and who hears of it, what a hostile mail cannot do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.earlier import EarlierMail, OurMail
from cases.effects import (
    AddMessage,
    ChangeCase,
    MoveCase,
    MoveSurvey,
    OpenCase,
    RecordReport,
    ReleaseInbound,
    RememberPerson,
    SendMail,
    SettleInbound,
    Suppress,
)
from cases.model import Case, CaseState, InboundState, Kind, OutboxKind, Proof, Purpose, Survey, SurveyState
from cases.reasons import Reason
from intake.decide.decide import decide
from mailer.html import html_body
from mailer.markdown import read
from tests import desk as d

ANNA, BRAM = "Anna Peeters <anna@example.org>", "Bram Jansen <bram@example.org>"
HELD, ACCEPTED, DISCARDED = InboundState.HELD, InboundState.ACCEPTED, InboundState.DISCARDED


def to(purpose: Purpose, person: int, number: int = 7, ref: int = 0) -> str:
    return f"help+{d.token(purpose, person, number, ref)}@example.org"


def answering(
    text: str, sender: str = ANNA, person: int = 11, purpose: Purpose = Purpose.ANSWER, **more: str
) -> bytes:
    return d.mail(text, sender=sender, to=to(purpose, person, ref=1), **more)


BY_WORKER = to(Purpose.WORKER, 1)
FAILED = "mx.example.org; dmarc=fail"
CLOSED = d.case(state=CaseState.CLOSED, closed_at=d.NOW - timedelta(days=3))
WAITING = d.case(state=CaseState.WAITING)
REJECTED = d.case(state=CaseState.REJECTED)
SURVEYED = d.case(
    state=CaseState.ANSWERED,
    owner="anna@example.org",
    survey=Survey(SurveyState.ASKED, d.NOW - timedelta(days=1), d.NOW - timedelta(days=1)),
)

ROWS: list[tuple[bytes, Case | None, dict[str, Any], InboundState, str]] = [
    # (mail, case, changed facts, disposition, reason)
    (d.mail("Hello?"), None, {}, ACCEPTED, "request"),
    (d.mail("Hello?"), None, {"duplicate": True}, DISCARDED, "duplicate"),
    (d.mail("Hello?", sender="eve@example.com"), None, {}, HELD, "sender-not-allowed"),
    (d.mail("Hello?", sender="eve@example.com"), None, {"waived": frozenset({"sender-not-allowed"})}, ACCEPTED, "request"),
    (d.mail("Hello?"), None, {"recent_requests": 20}, HELD, "rate-limit"),
    (d.mail("Hello?"), None, {"size": 26_000_000}, HELD, "too-large"),
    (d.mail("Hello?", Authentication_Results=FAILED), None, {}, HELD, "dmarc-fail"),
    (d.mail("Hello?", Authentication_Results=""), None, {}, ACCEPTED, "request"),
    (d.mail("Hello?", sender="a@example.org, b@example.org"), None, {}, HELD, "from-not-single"),
    (d.mail("Hello?", sender="help@example.org"), None, {}, DISCARDED, "own"),
    (d.mail("Hello?", sender=ANNA), None, {}, ACCEPTED, "request"),
    (d.mail("More.", to=BY_WORKER), d.case(), {}, ACCEPTED, "follow-up"),
    (d.mail("More.", to=BY_WORKER), WAITING, {}, ACCEPTED, "follow-up"),
    (d.mail("More.", to=BY_WORKER), CLOSED, {}, ACCEPTED, "follow-up"),
    (d.mail("More.", to=BY_WORKER, Subject="Excel"), CLOSED, {}, ACCEPTED, "request-linked"),
    (d.mail("More.", to=BY_WORKER), replace(CLOSED, closed_at=d.NOW - timedelta(days=31)), {}, ACCEPTED, "request-linked"),
    (d.mail("More.", to=BY_WORKER), REJECTED, {}, ACCEPTED, "follow-up"),
    (d.mail("Me too.", sender="eve@example.com", to=BY_WORKER), d.case(), {}, ACCEPTED, "third-party"),
    (d.mail("Me too.", sender="eve@example.com", to=BY_WORKER, Authentication_Results=FAILED), d.case(), {}, HELD, "dmarc-fail"),
    (d.mail("Me too.", sender="eve@example.com", to=BY_WORKER, Authentication_Results=FAILED), d.case(),
     {"waived": frozenset({"dmarc-fail"})}, ACCEPTED, "third-party"),
    (d.mail("Away.", to=BY_WORKER, Auto_Submitted="auto-replied"), d.case(), {}, ACCEPTED, "automatic-on-case"),
    (d.mail("Away.", Auto_Submitted="auto-replied"), None, {}, DISCARDED, "automatic"),
    (d.mail("News", Precedence="bulk", List_Id="<n.example.com>"), None, {}, DISCARDED, "bulk"),
    (answering("Begin."), d.case(), {}, ACCEPTED, "concierge-answer"),
    (answering("Begin.", sender="a.peeters@example.org"), d.case(), {}, ACCEPTED, "concierge-answer"),
    (answering("Begin.", Authentication_Results=FAILED), d.case(), {}, HELD, "dmarc-fail"),
    (answering("Begin.", Authentication_Results=""), d.case(), {}, HELD, "unproven"),
    (answering("Begin.", sender=BRAM), d.case(), {}, HELD, "no-token"),  # Anna's address in Bram's hands
    (d.mail("#help", sender=ANNA), None, {}, ACCEPTED, "concierge-commands"),
    (d.mail("#help", sender=ANNA, Authentication_Results=""), None, {}, HELD, "unproven"),
    (d.mail("#close", sender=ANNA), None, {}, ACCEPTED, "transcript"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "case", "changed", "disposition", "reason"), ROWS)
@pytest.mark.parametrize("newline", [b"\r\n", b"\n"])
def test_decisions(
    raw: bytes,
    case: Case | None,
    changed: dict[str, Any],
    disposition: InboundState,
    reason: str,
    newline: bytes,
) -> None:
    """Every branch, with both line ends."""
    known = (case,) if case else ()
    decision = decide(d.facts(raw.replace(b"\r\n", newline), known, **changed))
    assert (disposition, reason) == (decision.disposition, decision.reason)
    assert decision.reason in set(Reason)
    assert [] == list(d.unlawful(decision.effects, case or d.case()))


ANSWERED_ROWS: list[tuple[bytes, Case | None, dict[str, Any]]] = [
    *((raw, case, changed) for raw, case, changed, _, _ in ROWS),
    (d.mail("5", to=to(Purpose.SURVEY, 1)), SURVEYED, {}),
    (d.mail("10", to=to(Purpose.SURVEY, 1)), SURVEYED, {}),
    (d.mail("#stop"), None, {}),
    (answering("Begin.\n#clsoe"), d.case(), {}),
    (answering("#status"), d.case(), {}),
]


def test_an_answer_stands_in_the_whole_thread_of_what_it_answers() -> None:
    """References are those of the mail and its Message-ID (RFC 5322 section 3.6.4), whatever is answered."""
    thread = ("<first@x.example>", "<second@x.example>")
    asked: set[str] = set()
    for raw, case, changed in ANSWERED_ROWS:
        named = b"References: <first@x.example>\r\nIn-Reply-To: <second@x.example>\r\n" + raw
        facts = d.facts(named, (case,) if case else (), **changed)
        for effect in decide(facts).effects:
            if isinstance(effect, SendMail) and effect.draft.parent == facts.parsed.message_id:
                assert thread == effect.draft.references[-2:], (raw, effect.draft.kind)
                asked.add(effect.draft.kind)
    assert asked >= {"acknowledgement", "thanks", "confirmation", "receipt", "transcript"}


def test_reply_of_nothing_but_a_quote_does_nothing() -> None:
    """A worker's line "#close", sent back in the quotation of an empty reply, is no command and no answer."""
    quoted = (
        "From: Maria via Learning Help <help@example.org>\nSent: Monday, 23 November 2026 10:00\n"
        "To: Anna Peeters <anna@example.org>\nSubject: [LC-7] Presenting\n\nMy talks fall flat.\n#close\nbye\n"
    )
    marked = (
        "On Mon, 23 Nov 2026 at 10:00, Maria via Learning Help <help@example.org> wrote:\n> Hello\n> #close\n"
    )
    for text in (f"\n\n{quoted}", f"\n\n{marked}"):
        decision = decide(d.facts(answering(text), (d.case(),)))
        assert ("transcript", []) == (decision.reason, d.to_worker(decision))
        assert not [e for e in decision.effects if isinstance(e, MoveCase)]


def test_commands_of_a_worker_are_words() -> None:
    """A worker's "#close" reaches the concierge quoted; the answer below which it is quoted stays an answer."""
    asked = decide(d.facts(d.mail("Hello\n#close\n#note\nbye")))
    assert [OutboxKind.ACKNOWLEDGEMENT] == [m.kind for m in d.to_worker(asked)]
    shown = d.text_to(asked, "anna@example.org")
    assert "> \\#close" in shown
    quoted = "\n".join(f"> {line}" for line in shown.splitlines())
    decision = decide(
        d.facts(answering(f"Begin small.\n\nOn Monday Maria via Learning Help wrote:\n{quoted}"), (d.case(),))
    )
    assert ["answer"] == [m.kind for m in d.to_worker(decision)]
    assert not [e for e in decision.effects if isinstance(e, MoveCase) and e.after is CaseState.CLOSED]
    assert "#close" not in d.to_worker(decision)[0].text


def test_signature_without_formula_never_leaks() -> None:
    """Cut the first time already, remembered, and its number asked about where it stands elsewhere."""
    block = "Anna Peeters\nExample NV\n+32 470 12 34 56"
    decision = decide(d.facts(answering(f"Begin with a question.\n\n{block}\n"), (d.case(),)))
    assert "+32 470" not in d.text_to(decision, d.MARIA.address)
    assert [block] == [e.signature for e in decision.effects if isinstance(e, RememberPerson)]
    known = d.facts(answering("Begin.\n\nCall 0470 12 34 56."), (d.case(),), known_signatures=(block,))
    assert "leak" == decide(known).reason


def test_advice_is_not_learnt_as_a_signature() -> None:
    """A colleague's contact lines at the end of an answer are the answer."""
    text = "For Excel, ask:\n\nJan Peeters\nExample NV\n+32 470 12 99 88"
    decision = decide(d.facts(answering(text), (d.case(),)))
    assert "+32 470 12 99 88" in d.text_to(decision, d.MARIA.address)
    assert not [e for e in decision.effects if isinstance(e, RememberPerson)]


CONFIRMS = [
    # (sender, person of the token, what waits, its state, its author) -> released?
    (ANNA, 11, "unproven", "held", "anna@example.org", True),
    (ANNA, 11, "no-token", "held", "a.peeters@example.org", True),
    (ANNA, 11, "unproven", "accepted", "anna@example.org", False),
    (ANNA, 11, "dmarc-fail", "held", "anna@example.org", False),
    (ANNA, 11, "unproven", "held", "bram@example.org", False),
    (BRAM, 11, "unproven", "held", "anna@example.org", False),
]  # fmt: skip


@pytest.mark.parametrize(("sender", "person", "reason", "state", "author", "released"), CONFIRMS)
@pytest.mark.parametrize("results", ["mx.example.org; dmarc=pass", ""])
def test_confirming(
    sender: str, person: int, reason: str, state: str, author: str, released: bool, results: str
) -> None:
    """Only the registered person releases, once, and never what failed the check."""
    raw = d.mail(
        "Yes.", sender=sender, to=to(Purpose.CONFIRM, person, 0, ref=90), Authentication_Results=results
    )
    decision = decide(d.facts(raw, waiting=EarlierMail(90, InboundState(state), reason, author)))
    assert released == any(isinstance(e, ReleaseInbound) for e in decision.effects)
    forged = d.mail(
        "Yes.", sender=sender, to=to(Purpose.CONFIRM, person, 0, ref=90), Authentication_Results=FAILED
    )
    decision = decide(d.facts(forged, waiting=EarlierMail(90, InboundState(state), reason, author)))
    assert not [e for e in decision.effects if isinstance(e, ReleaseInbound)]


def test_confirmed_reply_to_a_colleagues_note_stays_a_note() -> None:
    """Visibility belongs to the address, whoever it was made for."""
    raw = answering("She is slow.", sender=BRAM, person=11, purpose=Purpose.NOTE)
    decision = decide(d.facts(raw, (d.case(),), waived=frozenset({"no-token", "unproven"})))
    assert ("concierge-note", []) == (decision.reason, d.to_worker(decision))


def test_own_token_for_another_case_does_not_act() -> None:
    """An address of Bram's on this case, and one of Anna's own on another: nothing proves that she may."""
    other = d.token(Purpose.ANSWER, 11, 8)
    raw = d.mail("Begin.", sender=ANNA, to=to(Purpose.ANSWER, 12), References=f"<{other}.3@example.org>")
    decision = decide(d.facts(raw, (d.case(), d.case(id=8))))
    assert (HELD, "no-token") == (decision.disposition, decision.reason)


def test_asking_concierge_writes_on_as_the_one_who_asks() -> None:
    """With only the tag left, their mail is a worker's mail, not a concierge's without token."""
    case = d.case(requester=d.PEOPLE["anna@example.org"])
    decision = decide(d.facts(d.mail("One more thing.", sender=ANNA, Subject="[LC-7] Presenting"), (case,)))
    assert "follow-up" == decision.reason
    assert ["bram@example.org"] == [m.to[0].key for m in d.sent(decision)]


def test_questions_in_reply_to_a_question_leave_the_mail_waiting() -> None:
    """#help in reply to "I have not sent your mail yet" does not throw that mail away; new words do."""
    waits = EarlierMail(90, HELD, "leak", "anna@example.org")
    for text, settled in (("#help", 0), ("#status", 0), ("Begin small.", 1)):
        raw = d.mail(text, sender=ANNA, to=to(Purpose.TRANSCRIPT, 11, 7, ref=90))
        decision = decide(d.facts(raw, (d.case(),), waiting=waits))
        assert settled == sum(isinstance(e, SettleInbound) for e in decision.effects)


SURVEYS = [
    # (text, reason, rating, kinds to the worker, told)
    ("5", "survey-answer", 5, ["thanks"], set()),
    ("2, too slow", "survey-answer", 2, ["thanks"], {"anna@example.org", "lead@example.org"}),
    ("5 thanks! Can I do the course too?", "survey-answer", 5, ["thanks"], {"anna@example.org"}),
    ("1. Can somebody call me?", "survey-answer", 1, ["thanks"], {"anna@example.org", "lead@example.org"}),
    ("I am away", "follow-up", None, [], {"anna@example.org"}),
]


@pytest.mark.parametrize(("text", "reason", "rating", "kinds", "told"), SURVEYS)
def test_survey_answers(text: str, reason: str, rating: int | None, kinds: list[str], told: set[str]) -> None:
    """A rating counts; whoever has to know gets one mail."""
    decision = decide(d.facts(d.mail(text, to=to(Purpose.SURVEY, 1)), (SURVEYED,)))
    moves = [e.fields["rating"] for e in decision.effects if isinstance(e, MoveSurvey)]
    others = [m.to[0].key for m in d.sent(decision) if m.to[0].key != d.MARIA.address]
    assert [rating] * (rating is not None) == moves
    assert kinds == [m.kind for m in d.to_worker(decision)]
    assert sorted(told) == sorted(others)
    if rating is not None:
        assert reason == decision.reason


def test_button_without_plus_address_is_a_rating() -> None:
    """A mailto: button has no signed address then; a digit alone does not reopen the case."""
    its = d.settings(mailboxes=(d.mailbox(plus_addressing=False),))
    case = replace(SURVEYED, state=CaseState.CLOSED, closed_at=d.NOW - timedelta(days=2))
    decision = decide(d.facts(d.mail("4", Subject="Re: [LC-7] Presenting"), (case,), its=its))
    assert "survey-answer" == decision.reason
    assert not [e for e in decision.effects if isinstance(e, MoveCase | OpenCase)]


@pytest.mark.parametrize(
    ("text", "reason", "opened_again", "kinds"),
    [
        ("4. Can I ask more?", "survey-answer", True, ["thanks"]),
        ("The course is full.", "follow-up", True, []),
        ("Thanks a lot!", "survey-answer", False, ["thanks"]),
        ("10", "survey-answer", False, ["thanks"]),
        ("4 of 5", "survey-answer", False, ["thanks"]),
    ],
)
def test_an_answer_to_a_survey_stays_in_its_case(
    text: str, reason: str, opened_again: bool, kinds: list[str]
) -> None:
    """However long it is closed and whoever may open one: no second case, no questionnaire."""
    case = replace(SURVEYED, state=CaseState.CLOSED, closed_at=d.NOW - timedelta(days=90))
    its = d.settings(mailboxes=(d.mailbox(allowed_senders=("@example.com",)),))
    decision = decide(d.facts(d.mail(text, to=to(Purpose.SURVEY, 1)), (case,), its=its))
    assert (reason, case.id) == (decision.reason, decision.case)
    assert kinds == [mail.kind for mail in d.to_worker(decision)]
    assert opened_again == any(isinstance(e, MoveCase) for e in decision.effects)
    assert not any(isinstance(e, OpenCase) for e in decision.effects)


def test_second_reason_to_hold_is_announced_too() -> None:
    """#accept for one reason, held for the next: another mail, not a silent one."""
    raw = d.mail("Hello", sender="eve@example.com")
    first = decide(d.facts(raw, recent_requests=20))
    second = decide(d.facts(raw, recent_requests=20, waived=frozenset({"sender-not-allowed"})))
    assert ("sender-not-allowed", "rate-limit") == (first.reason, second.reason)
    assert {m.dedupe for m in d.sent(first)}.isdisjoint({m.dedupe for m in d.sent(second)})


def test_hostile_names_and_subjects_stay_in_their_field() -> None:
    """No line break of theirs reaches a header of ours; Markdown of theirs is shown, not obeyed."""
    raw = d.mail(
        '![x](https://evil.example.net/pixel.png)\n[click](https://evil.example.net "button")\n<script>',
        sender='"=?utf-8?q?Eve=0D=0ABcc:_all=40example.org?=" <eve@example.org>',
        Subject="=?utf-8?q?[LC-1]_Hi=0D=0AX-Evil:_1?=",
    )
    for draft in d.sent(decide(d.facts(raw))):
        for value in (draft.subject, draft.from_name, *(a.name for a in draft.to)):
            assert "\n" not in value
            assert "\r" not in value
        assert "![x](https" not in draft.text
        page = html_body(read(draft.text), language="en", pictures={})
        assert 'href="https://evil.example.net" class="button"' not in page
        assert "[LC-1]" not in draft.subject


def test_huge_mail_is_decided() -> None:
    """Two megabytes of text from a worker become a case and mails."""
    assert "request" == decide(d.facts(d.mail("word #close\n" * 150_000))).reason


def test_absent_concierge_is_passed_over() -> None:
    """A request goes to who is there; where nobody is, to all."""
    day = d.NOW.date()
    its = d.settings(concierges=(replace(d.ANNA, away=((day, day),)), d.BRAM))
    assert ["bram@example.org"] == [m.to[0].key for m in d.sent(decide(d.facts(d.mail("Hi"), its=its)))[1:]]
    nobody = tuple(replace(c, away=((day, day),)) for c in (d.ANNA, d.BRAM))
    assert 3 == len(d.sent(decide(d.facts(d.mail("Hi"), its=d.settings(concierges=nobody)))))


def test_delivery_report_tells_the_concierge_and_suppresses_a_dead_address() -> None:
    """Only a recipient of ours, only the statuses of the contract."""
    report = (
        "From: MAILER-DAEMON@mx.example.org\nTo: help@example.org\nSubject: Undelivered\nMessage-ID: <r@mx>\n"
        "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n"
        "Content-Type: text/plain\n\nfailed\n--b\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; maria@example.org\nAction: failed\n"
        "Status: {}\n\n--b--\n"
    )
    ours = OurMail(5, 7, OutboxKind.ANSWER, ("maria@example.org",), "Re: x")
    for status, dead in (("5.1.1", True), ("5.7.1", False), ("5.2.2", False)):
        its = d.facts(report.format(status).encode(), reported=ours, case=d.case(owner="anna@example.org"))
        assert Kind.DELIVERY_REPORT is its.kind
        decision = decide(its)
        assert dead == any(isinstance(e, Suppress) for e in decision.effects)
        assert ["anna@example.org"] == [m.to[0].key for m in d.sent(decision)]
        assert 1 == sum(isinstance(e, RecordReport) for e in decision.effects)
        strangers = d.with_(its, reported=replace(ours, to=("a@example.org", "b@example.org")))
        assert not [e for e in decide(strangers).effects if isinstance(e, Suppress | RecordReport)]


AUTHORS = st.sampled_from(["maria@example.org", "eve@example.com", "anna@example.org", "bram@example.org",
                           "a.peeters@example.org", "help@example.org", "lead@example.org"])  # fmt: skip
TOKENS = st.tuples(
    st.sampled_from(list(Purpose)), st.sampled_from([1, 2, 11, 12]), st.sampled_from([0, 7, 99])
)
STATES = st.sampled_from(list(CaseState))
RESULTS = st.sampled_from(["mx.example.org; dmarc=pass", "mx.example.org; dmarc=fail", ""])
TEXTS = st.sampled_from(
    ["Begin.", "#close", "Begin.\n#close\n", "4", "#send", "#accept", "#note\nx", "", "#help"]
)
ACTING = (MoveCase, ChangeCase, MoveSurvey, ReleaseInbound, SettleInbound)
PERSONS = {
    "maria@example.org": 1,
    "anna@example.org": 11,
    "a.peeters@example.org": 11,
    "bram@example.org": 12,
}


@settings(max_examples=400, deadline=None)
@given(AUTHORS, TOKENS, STATES, RESULTS, TEXTS)
def test_a_token_of_somebody_else_never_acts(
    author: str, made_for: tuple[Purpose, int, int], state: CaseState, results: str, text: str
) -> None:
    """Nobody's mail changes a case, settles a mail or reaches a worker through another person's address."""
    purpose, person, number = made_for
    case = d.case(state=state, closed_at=d.NOW if state == "closed" else None)
    raw = d.mail(text, sender=author, to=to(purpose, person, number, ref=90), Authentication_Results=results)
    waits = EarlierMail(90, HELD, "leak", author)
    decision = decide(d.facts(raw, (case,), waiting=waits if PERSONS.get(author) == person else None))
    assert decision.reason in set(Reason)
    if results.endswith("fail") and author != "help@example.org":
        assert HELD is decision.disposition
    if PERSONS.get(author) != person and author != "maria@example.org":
        assert not [e for e in decision.effects if isinstance(e, ACTING)]
        allowed = {
            OutboxKind.ACKNOWLEDGEMENT,
            OutboxKind.NOTIFICATION,
            OutboxKind.CONFIRMATION,
            OutboxKind.RECEIPT,
            OutboxKind.TRANSCRIPT,
        }
        assert {m.kind for m in d.sent(decision)} <= allowed
        assert not [m for m in d.to_worker(decision) if m.kind is not OutboxKind.ACKNOWLEDGEMENT]
    if Proof.PASS not in results:
        assert not [m for m in d.sent(decision) if m.automatic is None and m.to[0].key == "maria@example.org"]
    assert not [e for e in decision.effects if isinstance(e, AddMessage) and e.case == 99]
    assert [] == list(d.unlawful(decision.effects, case))
    assert not [e for e in decision.effects if isinstance(e, SendMail) and not e.draft.to]

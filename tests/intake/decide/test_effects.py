"""Each branch effect by effect: what is written on the case, what on the timeline, who gets which mail."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cases.calendar import add_working
from cases.earlier import EarlierMail, OurMail
from cases.effects import (
    AddMessage,
    ChangeCase,
    Decision,
    Effect,
    MoveCase,
    MoveSurvey,
    OpenCase,
    RecordEvent,
    RecordReport,
    ReleaseInbound,
    RememberPerson,
    SendMail,
    SettleInbound,
    Suppress,
)
from cases.model import (
    Address,
    Attachment,
    Case,
    CaseEvent,
    CaseState,
    Direction,
    InboundState,
    Need,
    Origin,
    OutboxKind,
    Person,
    Purpose,
    Role,
    Survey,
    SurveyState,
)
from cases.reasons import Reason
from cases.settings import Client
from intake.decide.decide import decide
from intake.decide.first_mails import FIRST, warning
from tests import desk as d

ANNA, BRAM, MARIA, LEAD = d.ANNA.address, d.BRAM.address, d.MARIA.address, "lead@example.org"
EVE = "eve@example.com"
ACCEPTED, HELD = InboundState.ACCEPTED, InboundState.HELD
DAY = timedelta(days=1)


def to(purpose: Purpose, person: int, number: int = 7, ref: int = 0) -> str:
    return f"help+{d.token(purpose, person, number, ref)}@example.org"


def others(decision: Decision) -> list[Effect]:
    """What is no mail, in order."""
    return [effect for effect in decision.effects if not isinstance(effect, SendMail)]


def mailed(decision: Decision) -> list[tuple[str, str, str | None]]:
    """(kind, to, key under which it is queued once) of each mail."""
    mails = [e for e in decision.effects if isinstance(e, SendMail)]
    return [(e.draft.kind, e.draft.to[0].key, e.draft.dedupe) for e in mails]


def shown(decision: Decision) -> list[str]:
    """To whom those mails went that are messages of the case."""
    return [e.draft.to[0].key for e in decision.effects if isinstance(e, SendMail) and e.on_case]


def rights(decision: Decision) -> list[tuple[str, Purpose, int, int, int]]:
    """What an answer to each mail may do: to whom, purpose, case, person, reference."""
    found = []
    for draft in d.sent(decision):
        token = d.SIGNER.verify(draft.token, d.NOW)
        assert token is not None
        found.append((draft.to[0].key, token.purpose, token.case, token.person, token.ref))
    return found


# --- mail that waits for a person


HOLDS = [
    # (mail, changed facts, reason, is the sender proven?)
    (d.mail("Hi", sender=EVE), {}, "sender-not-allowed", True),
    (d.mail("Hi", sender=EVE, Authentication_Results=""), {}, "sender-not-allowed", False),
    (d.mail("Hi", Authentication_Results="mx.example.org; dmarc=fail"), {}, "dmarc-fail", False),
    (d.mail("Hi", sender="a@example.org, b@example.org"), {}, "from-not-single", False),
    (d.mail("Hi"), {"recent_requests": 20}, "rate-limit", True),
    (d.mail("Hi", Authentication_Results=""), {"size": 26_000_000}, "too-large", False),
]


@pytest.mark.parametrize(("raw", "changed", "reason", "proven"), HOLDS)
def test_held_mail_is_announced(raw: bytes, changed: dict[str, Any], reason: str, proven: bool) -> None:
    """To each on duty, under a name of its own, with an address that settles this mail and no case."""
    decision = decide(d.facts(raw, **changed))
    assert (HELD, reason, None) == (decision.disposition, decision.reason, decision.case)
    assert [RecordEvent(None, "mail.held", "service", reason)] == others(decision)
    assert [
        ("notification", ANNA, f"held:100:{reason}:11"),
        ("notification", BRAM, f"held:100:{reason}:12"),
    ] == mailed(decision)
    assert [(ANNA, Purpose.HELD, 0, 11, 100), (BRAM, Purpose.HELD, 0, 12, 100)] == rights(decision)
    assert ([], proven) == (shown(decision), "sender not proven" not in d.text_to(decision, ANNA))


def test_the_subject_of_an_announcement_is_readable() -> None:
    """As its text is: domains in letters."""
    decision = decide(d.facts(d.mail("Hi", sender="Eve <eve@xn--mnchen-3ya.example>")))
    (subject, *_) = (effect.draft.subject for effect in decision.effects if isinstance(effect, SendMail))
    assert subject.startswith("Held: Eve <eve@m\u00fcnchen.example>")


def test_held_mail_about_a_case_stands_on_its_timeline() -> None:
    """With the case, so that whoever looks at it sees that something waits."""
    raw = d.mail("Hi", to=to(Purpose.WORKER, 1), Authentication_Results="mx.example.org; dmarc=fail")
    decision = decide(d.facts(raw, (d.case(),)))
    assert 7 == decision.case
    assert [RecordEvent(7, "mail.held", "service", "dmarc-fail")] == others(decision)


def test_held_mail_is_announced_to_those_of_its_client() -> None:
    """By the mailbox's client, else by the sender's domain; the first lines are shown, and which files."""
    acme = replace(d.BRAM, clients=("acme",))
    only = replace(d.ANNA, clients=("other",))
    client = Client("acme", "Acme", ("example.com",))
    its = d.settings(concierges=(only, acme), clients=(client, Client("other", "Other", ("example.net",))))
    text = "\n".join(f"line {number}" for number in range(1, 20))
    decision = decide(d.facts(d.mail(text, sender=EVE), its=its))
    assert [BRAM] == [address for _, address, _ in mailed(decision)]
    told = d.text_to(decision, BRAM)
    assert "line 12" in told
    assert "line 13" not in told
    boxes = (d.mailbox(client="other"), d.mailbox(d.SECOND))
    decision = decide(d.facts(d.mail(text, sender=EVE), its=replace(its, mailboxes=boxes)))
    assert [ANNA] == [address for _, address, _ in mailed(decision)]


TOO_LARGE = [
    # (sender, results, is the sender answered?)
    (MARIA, "mx.example.org; dmarc=pass", True),
    (MARIA, "", False),
    (EVE, "mx.example.org; dmarc=pass", False),  # may not open a case
    (EVE, "", False),
]


@pytest.mark.parametrize(("sender", "results", "answered"), TOO_LARGE)
def test_only_a_proven_sender_hears_that_a_mail_is_too_large(
    sender: str, results: str, answered: bool
) -> None:
    """Anybody else may be somebody whose address was used; the concierges are told in any case."""
    raw = d.mail("Hi", sender=sender, Authentication_Results=results, Message_ID="<big@example.org>")
    decision = decide(d.facts(raw, size=26_000_000))
    assert [sender] * answered + [ANNA, BRAM] == [address for _, address, _ in mailed(decision)]
    assert (HELD, "too-large", []) == (decision.disposition, decision.reason, shown(decision))
    if answered:
        assert ("<big@example.org>", "auto-replied") == (
            d.sent(decision)[0].parent, d.sent(decision)[0].automatic,
        )  # fmt: skip


# --- what machines wrote


def _message(role: Role, kind: str, **changed: Any) -> AddMessage:
    usual = AddMessage(
        7,
        Direction.IN,
        role,
        Address("Maria Claes", MARIA),
        (to(Purpose.WORKER, 1),),
        kind,
        "Presenting",
        "Hi",
        "Hi",
        "<new@example.org>",
    )
    return replace(usual, **changed)


def test_automatic_mail_is_shown_on_its_case_and_that_is_all() -> None:
    """An absence changes no state, answers nothing and is answered by nobody."""
    raw = d.mail("Hi", to=to(Purpose.WORKER, 1), Auto_Submitted="auto-replied")
    decision = decide(d.facts(raw, (d.case(),)))
    shown_ = _message(Role.AUTOMATIC, "auto-replied")
    assert Decision(ACCEPTED, Reason.AUTOMATIC_ON_CASE, (shown_,), 7) == decision


def _report(*recipients: tuple[str, str, str]) -> bytes:
    """(address, action, status) of each recipient."""
    fields = "".join(
        f"Final-Recipient: rfc822; {address}\nAction: {action}\nStatus: {status}\n"
        "Diagnostic-Code: smtp; no\n\n"
        for address, action, status in recipients
    )
    return (
        "From: MAILER-DAEMON@mx.example.org\nTo: help@example.org\nSubject: Undelivered\nMessage-ID: <r@mx>\n"
        "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n"
        "Content-Type: text/plain\n\nfailed\n--b\nContent-Type: message/delivery-status\n\n"
        f"Reporting-MTA: dns; mx.example.org\n\n{fields}--b--\n"
    ).encode()


OURS = OurMail(5, 7, OutboxKind.ANSWER, (MARIA,), "Re: x")
BOTH = replace(OURS, to=(MARIA, "Tom@example.org"))
FAILED = RecordReport(5, MARIA, "failed", "5.1.1", "smtp; no")
TOM = "tom@example.org"
REPORTS = [
    # ((address, action, status) reported, our mail, effects beside mail, do the concierges hear of it?)
    ((MARIA, "failed", "5.1.1"), OURS, [FAILED, Suppress(MARIA, "5.1.1 smtp; no")], True),
    (
        ("MARIA@Example.org", "failed", "5.1.1"),
        OURS,
        [replace(FAILED, recipient="MARIA@Example.org"), Suppress(MARIA, "5.1.1 smtp; no")],
        True,
    ),
    ((MARIA, "failed", "5.7.1"), OURS, [replace(FAILED, status="5.7.1")], True),
    ((MARIA, "delayed", "4.4.1"), OURS, [replace(FAILED, action="delayed", status="4.4.1")], False),
    ((MARIA, "delivered", "2.0.0"), OURS, [replace(FAILED, action="delivered", status="2.0.0")], False),
    # one recipient, whose mail goes on to another address: it is about them, and suppresses neither
    (("m@example.net", "failed", "5.1.1"), OURS, [replace(FAILED, recipient="m@example.net")], True),
    # of two it cannot be told whom it is about
    (("m@example.net", "failed", "5.1.1"), BOTH, [], False),
    (
        (TOM, "failed", "5.1.1"),
        BOTH,
        [replace(FAILED, recipient=TOM), Suppress(TOM, "5.1.1 smtp; no")],
        True,
    ),
]


@pytest.mark.parametrize(("reported", "ours", "effects", "told"), REPORTS)
def test_delivery_report(
    reported: tuple[str, str, str], ours: OurMail, effects: list[Effect], told: bool
) -> None:
    """What is recorded of whom, whose address gets nothing more, and that the concierge hears why."""
    case = d.case(owner=ANNA)
    decision = decide(d.facts(_report(reported), reported=ours, case=case))
    assert effects == others(decision)
    assert (ACCEPTED, "report-matched", 7) == (decision.disposition, decision.reason, decision.case)
    assert ([ANNA] if told else [], []) == ([a for _, a, _ in mailed(decision)], shown(decision))
    if told:
        text = d.text_to(decision, ANNA)
        assert f"{reported[0]} {reported[2]} smtp; no" in text.replace("\\", "")
        assert ("does not exist" in text) == any(isinstance(effect, Suppress) for effect in effects)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("5.2.3", "larger than the mail server takes"),
        ("5.3.4", "larger than the mail server takes"),
        ("5.2.2", "only its owner can make room"),
        ("5.7.26", "tell whoever runs this service"),
        ("5.7.1", "I will not send it again by myself"),
    ],
)
def test_a_concierge_hears_what_a_report_means(status: str, expected: str) -> None:
    """Also where the server of the recipient refuses a mail that ours had taken."""
    decision = decide(d.facts(_report((MARIA, "failed", status)), reported=OURS, case=d.case(owner=ANNA)))
    assert expected in d.text_to(decision, ANNA)


def test_a_report_that_names_nobody_is_about_whom_we_wrote_to() -> None:
    """ "550 - no such user here", to a mail with one recipient; with two nobody can tell."""
    fields = b"From: Gateway <postmaster@mx.example.org>\nSubject: Re: x\nMessage-ID: <r@mx>\n\n"
    mail = fields + b"550 - no such user here"
    decision = decide(d.facts(mail, reported=OURS, case=d.case(owner=ANNA)))
    assert [RecordReport(5, MARIA, "failed", "", "550 - no such user here")] == others(decision)
    assert [ANNA] == [address for _, address, _ in mailed(decision)]
    assert [] == others(decide(d.facts(mail, reported=BOTH, case=d.case(owner=ANNA))))


def test_report_about_nothing_of_ours() -> None:
    """It is kept, and nothing is said of any case."""
    decision = decide(d.facts(_report((MARIA, "failed", "5.1.1"))))
    assert Decision(ACCEPTED, Reason.REPORT_UNMATCHED) == decision


def test_report_about_a_mail_without_case_tells_nobody() -> None:
    """A digest that came back is no answer that did not arrive."""
    ours = replace(OURS, case=None, kind=OutboxKind.DIGEST, to=(ANNA,))
    decision = decide(d.facts(_report((ANNA, "failed", "5.7.1")), reported=ours))
    assert ([], None) == (mailed(decision), decision.case)


def test_report_about_a_notification_tells_no_concierge() -> None:
    """Only what did not reach the worker is told on the case."""
    ours = replace(OURS, kind=OutboxKind.NOTIFICATION, to=(BRAM,))
    decision = decide(d.facts(_report((BRAM, "failed", "5.7.1")), reported=ours, case=d.case(owner=ANNA)))
    assert [] == mailed(decision)


def test_warning_of_a_mailbox_that_a_list_feeds() -> None:
    """Once a mailbox and lead, as automatic mail, with what was counted."""
    facts = d.facts(d.mail("Hello"))
    decision = warning(["bulk"] * FIRST, facts.mailbox, {LEAD: d.PEOPLE[LEAD]}, facts.writer, d.NOW)
    assert decision is not None
    assert [RecordEvent(None, "mailbox.mostly-bulk", "service", d.HELP)] == others(decision)
    assert [("escalation", LEAD, f"mostly-bulk:{d.HELP}:13")] == mailed(decision)
    assert [(LEAD, Purpose.RECEIPT, 0, 13, 0)] == rights(decision)
    assert ("auto-generated", []) == (d.sent(decision)[0].automatic, shown(decision))
    assert "bulk: 20 / 20" in d.text_to(decision, LEAD)
    assert (ACCEPTED, "bulk") == (decision.disposition, decision.reason)


# --- what workers wrote


def test_later_mail_of_the_worker() -> None:
    """Everything it changes, in order, and the notification knows what its reader has seen."""
    case = d.case(
        state=CaseState.WAITING, owner=ANNA, wait_until=d.NOW + DAY, messages=(d.ASKED, d.ANSWERED_BY_BRAM)
    )
    raw = d.mail(
        "Hi", to=to(Purpose.WORKER, 1), In_Reply_To="<m2@example.org>", References="<m1@example.org>"
    )
    decision = decide(d.facts(raw, (case,)))
    message, moved, changed = others(decision)
    assert _message(Role.WORKER, "follow-up", references=("<m1@example.org>", "<m2@example.org>")) == message
    assert MoveCase(7, CaseEvent.WORKER_WROTE, CaseState.WAITING, CaseState.OPEN, MARIA) == moved
    assert isinstance(changed, ChangeCase)
    assert ({"wait_until", "promised_at"}, "case.changed", MARIA) == (
        set(changed.fields), changed.event, changed.actor,
    )  # fmt: skip
    assert None is changed.fields["wait_until"]
    assert [(ANNA, Purpose.ANSWER, 7, 11, 2)] == rights(decision)
    assert ("follow-up", 7, []) == (decision.reason, decision.case, shown(decision))


def test_strangers_voice_in_a_case() -> None:
    """On the case as a third party's; the owner hears of it, and nothing else changes."""
    raw = d.mail("Hi", sender=f"Eve <{EVE}>", to=to(Purpose.WORKER, 1))
    decision = decide(d.facts(raw, (d.case(owner=ANNA),)))
    third = _message(Role.THIRD_PARTY, "third-party", author=Address("Eve", EVE))
    assert [third] == others(decision)
    assert (ACCEPTED, "third-party", 7) == (decision.disposition, decision.reason, decision.case)
    assert ([ANNA], []) == ([address for _, address, _ in mailed(decision)], shown(decision))


REOPENS = [(30 * DAY, True), (30 * DAY + timedelta(seconds=1), False), (0 * DAY, True)]


@pytest.mark.parametrize(("since", "reopens"), REOPENS)
def test_case_opens_again_within_its_time(since: timedelta, reopens: bool) -> None:
    """The last moment counts."""
    case = d.case(state=CaseState.CLOSED, closed_at=d.NOW - since)
    decision = decide(d.facts(d.mail("Hi", to=to(Purpose.WORKER, 1)), (case,)))
    assert ("follow-up" if reopens else "request-linked") == decision.reason


def test_need_in_words_of_time() -> None:
    """ "By 2 December" is the next one from the day on which the mail is decided."""
    raw = d.mail("It has to be done by 2 December.", to=to(Purpose.WORKER, 1))
    decision = decide(d.facts(raw, (d.case(),)))
    [need] = [e.fields["need"] for e in others(decision) if isinstance(e, ChangeCase)]
    assert isinstance(need, Need)
    assert "2026-12-02" == str(need.by)


ASKED = Survey(SurveyState.ASKED, d.NOW - DAY, d.NOW - DAY)
RATED = d.case(state=CaseState.ANSWERED, owner=ANNA, survey=ASKED)


def _survey(text: str, case: object = RATED) -> Decision:
    return decide(d.facts(d.mail(text, to=to(Purpose.SURVEY, 1)), (case,)))  # type: ignore[arg-type]


SHOWN = replace(_message(Role.WORKER, "survey-answer"), to=(to(Purpose.SURVEY, 1),))


@pytest.mark.parametrize(("text", "rating", "comment"), [("4", 4, ""), ("5, quick help", 5, "quick help")])
def test_rating(text: str, rating: int, comment: str) -> None:
    """On the case as an answer to the survey, counted with its words and moment, and thanked for once."""
    decision = _survey(text)
    fields = {"rating": rating, "comment": comment, "answered_at": d.NOW}
    assert [
        replace(SHOWN, new_text=text, text=text),
        MoveSurvey(7, SurveyState.ANSWERED, SurveyState.ASKED, fields, MARIA),
    ] == others(decision)
    offered = [("notification", ANNA, None)] if comment else []
    assert [("thanks", MARIA, "thanks:7"), *offered] == [
        (kind, address, key if kind == "thanks" else None) for kind, address, key in mailed(decision)
    ]
    assert (ACCEPTED, "survey-answer", 7) == (decision.disposition, decision.reason, decision.case)
    if comment:
        assert "quick help" in d.text_to(decision, ANNA)
        assert "5" in d.text_to(decision, ANNA)
        assert "Promised" not in d.text_to(decision, ANNA)  # nothing is owed for it


NOT_COUNTED = [
    (replace(RATED, survey=None), "not-asked"),
    (replace(RATED, survey=replace(ASKED, state=SurveyState.LAPSED)), "lapsed"),
    (replace(RATED, survey=replace(ASKED, asked_at=d.NOW - 31 * DAY)), "lapsed"),
]


@pytest.mark.parametrize(("case", "why"), NOT_COUNTED)
def test_rating_that_does_not_count(case: object, why: str) -> None:
    """It is kept on the case, and the timeline says why it was not counted; nobody is thanked."""
    decision = _survey("4", case)
    missed = RecordEvent(7, "survey.not-counted", MARIA, why)
    assert [replace(SHOWN, new_text="4", text="4"), missed] == others(decision)
    assert [] == mailed(decision)


def test_question_in_an_answer_to_the_survey() -> None:
    """The concierge gets the whole of it as a mail of the worker's, and the worker is told so."""
    decision = _survey("4. Can I do the course too?")
    assert ["notification", "thanks"] == [kind for kind, _, _ in mailed(decision)]
    assert "goes to your concierge" in d.text_to(decision, MARIA)
    assert "goes to your concierge" not in d.text_to(_survey("4"), MARIA)


@pytest.mark.parametrize("state", [CaseState.ANSWERED, CaseState.CLOSED, CaseState.REJECTED])
@pytest.mark.parametrize("text", ["Thanks, very helpful!", "Bedankt, was top", "Thx Anna"])
def test_thanks_reopen_nothing(state: CaseState, text: str) -> None:
    """On the case and shown; state, promise and the survey that is to come stay."""
    survey = Survey(SurveyState.SCHEDULED, d.NOW + DAY)
    case = d.case(state=state, owner=ANNA, survey=survey, closed_at=d.NOW - DAY)
    decision = decide(d.facts(d.mail(text, to=to(Purpose.WORKER, 1)), (case,)))
    assert (ACCEPTED, "thanks", 7) == (decision.disposition, decision.reason, decision.case)
    assert [AddMessage] == [type(e) for e in others(decision)]
    assert text.rstrip("!") in d.text_to(decision, ANNA)
    assert "Promised" not in d.text_to(decision, ANNA)
    more = decide(d.facts(d.mail(f"{text} Can you send more?", to=to(Purpose.WORKER, 1)), (case,)))
    assert "follow-up" == more.reason


@pytest.mark.parametrize(
    ("text", "reason"), [("Thanks Anna!", "thanks"), ("Great, thanks!", "follow-up"), ("Prima!", "follow-up")]
)
def test_bare_thanks_leave_a_waiting_case_waiting(text: str, reason: str) -> None:
    """What may be a yes to what was asked goes its usual way."""
    decision = decide(d.facts(d.mail(text, to=to(Purpose.WORKER, 1)), (d.case(state=CaseState.WAITING),)))
    moved = [e for e in others(decision) if isinstance(e, MoveCase | ChangeCase)]
    assert (reason, reason == "thanks") == (decision.reason, not moved)


@pytest.mark.parametrize("text", ["Thanks!", "Great", "Super, bedankt!", "Dank je wel Anna, heel fijn"])
def test_thanks_are_the_surveys_comment(text: str) -> None:
    """Without a rating the survey stays asked; the words are kept with it and shown to the concierge."""
    decision = _survey(text)
    [kept] = [e for e in others(decision) if isinstance(e, MoveSurvey)]
    assert (SurveyState.ASKED, text, d.NOW - DAY) == (
        kept.after,
        kept.fields["comment"],
        kept.fields["asked_at"],
    )
    assert "rating" not in kept.fields
    assert [] == [e for e in others(decision) if isinstance(e, MoveCase | ChangeCase)]
    assert text.rstrip("!") in d.text_to(decision, ANNA)
    assert "from 1 (poor) to 5" in d.text_to(decision, MARIA)


# --- what concierges wrote


def _by_anna(text: str, purpose: Purpose = Purpose.ANSWER, **fields: str) -> bytes:
    return d.mail(text, sender=ANNA, to=to(purpose, 11, ref=1), **fields)


def test_question_whether_a_mail_is_theirs() -> None:
    """The mail stands on its case as held; the question hangs below it and settles that one mail."""
    decision = decide(d.facts(_by_anna("Begin.", Authentication_Results=""), (d.case(),)))
    assert (HELD, "unproven", 7) == (decision.disposition, decision.reason, decision.case)
    assert [RecordEvent(7, "mail.held", ANNA, "unproven")] == others(decision)
    assert [("confirmation", ANNA, "confirmation:100")] == mailed(decision)
    assert [(ANNA, Purpose.CONFIRM, 0, 11, 100)] == rights(decision)
    assert (["<new@example.org>"], []) == ([m.parent for m in d.sent(decision)], shown(decision))
    new = decide(d.facts(d.mail("#list", sender=ANNA, Authentication_Results="")))
    assert (None, [RecordEvent(None, "mail.held", ANNA, "unproven")]) == (new.case, others(new))


UNCLEAR = EarlierMail(90, HELD, "unproven", ANNA, subject="Re: x", received_at=d.NOW, case=7)


def test_second_question_and_a_denial_stand_on_the_case() -> None:
    """What was answered to "was this you?" is for colleagues to see."""
    token = to(Purpose.CONFIRM, 11, 0, ref=90)
    for text, event, reason in (
        ("Who?", "mail.asked-again", "consent-unclear"),
        ("no", "mail.denied", "denied"),
    ):
        decision = decide(d.facts(d.mail(text, sender=ANNA, to=token), waiting=UNCLEAR))
        assert RecordEvent(7, event, ANNA, "90") in others(decision)
        assert (ACCEPTED, reason, []) == (decision.disposition, decision.reason, shown(decision))
        assert {"<new@example.org>"} == {m.parent for m in d.sent(decision) if m.to[0].key == ANNA}
    settled = replace(UNCLEAR, state=ACCEPTED)
    decision = decide(d.facts(d.mail("yes", sender=ANNA, to=token), waiting=settled))
    assert "that was settled already" in d.text_to(decision, ANNA)


CORRECTED = [
    # (text, what waits, is it replaced?)
    ("Begin small.", "leak", True),
    ("Begin small.", "collision", True),
    ("#note She asked before.", "leak", True),
    ("#close quietly", "leak", False),  # no words: the others still wait
    ("#status", "leak", False),
    ("Begin small.", "unproven", False),  # only its author's yes settles that
    ("Begin small.\n#closs", "leak", False),
]


@pytest.mark.parametrize(("text", "reason", "replaced"), CORRECTED)
def test_corrected_mail_takes_the_place_of_the_one_that_waits(text: str, reason: str, replaced: bool) -> None:
    """It is left out, and was not thrown away by anything else."""
    waits = EarlierMail(90, HELD, reason, ANNA)
    raw = d.mail(text, sender=ANNA, to=to(Purpose.TRANSCRIPT, 11, 7, ref=90))
    decision = decide(d.facts(raw, (d.case(),), waiting=waits))
    dropped = SettleInbound(90, InboundState.DISCARDED, Reason.DISCARDED_BY_PERSON)
    assert [dropped] * replaced == [e for e in others(decision) if isinstance(e, SettleInbound)]


def test_mail_that_is_sent_after_all_is_not_dropped() -> None:
    """#send releases it, and nothing settles it a second time."""
    waits = EarlierMail(90, HELD, "leak", ANNA)
    raw = d.mail("#send", sender=ANNA, to=to(Purpose.TRANSCRIPT, 11, 7, ref=90))
    decision = decide(d.facts(raw, (d.case(),), waiting=waits))
    assert [ReleaseInbound(90, ("leak",), ANNA)] == others(decision)


def test_signature_is_learnt_for_the_registered_person() -> None:
    """Also from an alias; a mail that was not carried out teaches nothing."""
    block = "-- \nAnna Peeters\nLearning desk\n+32 470 12 34 56"
    for text, learnt in ((f"Begin small.\n{block}", True), (f"Begin small.\n#closs\n{block}", False)):
        raw = d.mail(text, sender="a.peeters@example.org", to=to(Purpose.ANSWER, 11, ref=1))
        found = [e for e in others(decide(d.facts(raw, (d.case(),)))) if isinstance(e, RememberPerson)]
        assert [11] * learnt == [effect.person for effect in found]


def test_files_go_on_the_case_with_their_mail() -> None:
    """As they came, with their octets, for whoever is told."""
    raw = (
        b"From: Maria Claes <maria@example.org>\nTo: help@example.org\nSubject: x\nMessage-ID: <f@x>\n"
        b"Authentication-Results: mx.example.org; dmarc=pass\nMIME-Version: 1.0\n"
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nSee this.\n--b\n"
        b"Content-Type: application/pdf; name=plan.pdf\nContent-Disposition: attachment\n\n%PDF\n--b--\n"
    )
    decision = decide(d.facts(raw))
    [message] = [e for e in others(decision) if isinstance(e, AddMessage)]
    [file] = message.attachments
    assert isinstance(file, Attachment)
    assert ("plan.pdf", "application/pdf", b"%PDF") == (file.name, file.type, (file.content or b"").strip())
    assert [(file,), (file,)] == [m.attachments for m in d.sent(decision) if m.kind == "notification"]


# --- the first mail, and what it is told with


def test_first_mail() -> None:
    """The case as it is opened, the mail on it, the language that the person writes; then who is told."""
    client = Client("acme", "Acme", ("example.org",))
    its = d.settings(clients=(client,))
    raw = d.mail(
        "How do I present?", sender="Jan <jan@example.org>", Cc="tom@example.org", References="<before@x>"
    )
    decision = decide(d.facts(raw, its=its))
    opened, message, *known = others(decision)
    jan = Person(99, "jan@example.org", "Jan")
    promised = add_working(its.hours, d.NOW, its.response.target)
    assert OpenCase(50, jan, d.HELP, "Presenting", "en", Origin.MAIL, "acme", promised, None) == opened
    assert (
        _message(
            Role.WORKER,
            "request",
            case=50,
            author=Address("Jan", "jan@example.org"),
            to=(d.HELP,),
            new_text="How do I present?",
            text="How do I present?",
            references=("<before@x>",),
        )
        == message
    )
    assert [RememberPerson(99, language="en")] == known
    assert [
        ("acknowledgement", "jan@example.org", "acknowledgement:50"),
        ("notification", ANNA, None),
        ("notification", BRAM, None),
    ] == [(kind, a, key if kind == "acknowledgement" else None) for kind, a, key in mailed(decision)]
    assert (["jan@example.org"], 50, "request") == (shown(decision), decision.case, decision.reason)
    assert ("<new@example.org>", ("<before@x>",)) == (
        d.sent(decision)[0].parent,
        d.sent(decision)[0].references,
    )
    told = d.text_to(decision, ANNA)
    assert "tom@example.org" in told
    assert d.HELP not in told.partition("---")[0]


def test_first_mail_is_not_acknowledged_where_nobody_wants_that() -> None:
    """[intake] acknowledge = "no"; the concierges of the mail's client are told all the same."""
    its = d.settings(
        concierges=(replace(d.ANNA, clients=("acme",)), replace(d.BRAM, clients=("other",))),
        clients=(Client("acme", "Acme", ("example.org",)), Client("other", "Other")),
    )
    its = replace(its, intake=replace(its.intake, acknowledge="no"))
    assert [("notification", ANNA)] == [(k, a) for k, a, _ in mailed(decide(d.facts(d.mail("Hi"), its=its)))]


def test_linked_and_earlier_cases_are_named() -> None:
    """A mail about a closed case under another subject opens one that leads back to it."""
    closed = d.case(state=CaseState.CLOSED, closed_at=d.NOW, subject="Excel")
    rated = replace(closed, id=6, survey=Survey(SurveyState.ANSWERED, rating=4))
    raw = d.mail("And this?", to=to(Purpose.WORKER, 1), Subject="Slides")
    decision = decide(d.facts(raw, (closed,), earlier=(rated,)))
    [opened] = [e for e in others(decision) if isinstance(e, OpenCase)]
    assert (50, 7, "Slides", "request-linked", 50) == (
        opened.case, opened.linked_to, opened.subject, decision.reason, decision.case,
    )  # fmt: skip
    assert "LC-6 Excel, closed, 4/5" in d.text_to(decision, ANNA).replace("\\", "")


def test_mail_without_subject_is_called_by_its_first_words() -> None:
    """Whole words of them, and a sign that there is more."""
    text = "How do I give a talk to forty people who have all heard it before, and twice at that?"
    decision = decide(d.facts(d.mail(text, Subject="")))
    [opened] = [e for e in others(decision) if isinstance(e, OpenCase)]
    assert "How do I give a talk to forty people who have all heard it …" == opened.subject


def test_case_that_opens_again() -> None:
    """A new time is promised, the survey that was not sent yet is cancelled, and the reader is told why."""
    survey = Survey(SurveyState.SCHEDULED, d.NOW + DAY)
    case = d.case(state=CaseState.CLOSED, closed_at=d.NOW, owner=ANNA, survey=survey, promised_at=None)
    decision = decide(d.facts(d.mail("Hi", to=to(Purpose.WORKER, 1)), (case,)))
    promised = add_working(d.settings().hours, d.NOW, d.settings().response.target)
    assert [
        MoveCase(7, CaseEvent.WORKER_WROTE, CaseState.CLOSED, CaseState.OPEN, MARIA),
        ChangeCase(7, {"promised_at": promised}, "case.changed", MARIA),
        MoveSurvey(7, SurveyState.CANCELLED, SurveyState.SCHEDULED, {"reason": Reason.REOPENED}),
    ] == others(decision)[1:]
    text = d.text_to(decision, ANNA)
    assert "open again" in text or "reopened" in text


def test_voice_of_a_stranger_is_told_as_such() -> None:
    """Its reader does not take it for the worker's."""
    stranger = decide(d.facts(d.mail("Hi", sender=EVE, to=to(Purpose.WORKER, 1)), (d.case(owner=ANNA),)))
    worker = decide(d.facts(d.mail("Hi", to=to(Purpose.WORKER, 1)), (d.case(owner=ANNA),)))
    assert "somebody other than the one who asked" in d.text_to(stranger, ANNA)
    assert "somebody other than the one who asked" not in d.text_to(worker, ANNA)


def test_rating_is_no_number_of_a_question() -> None:
    """ "2" before an answer to the survey does not say how much time somebody has."""
    decision = _survey("3\n\n2 hours a week is all I have. Can somebody call me?")
    assert [] == [e for e in others(decision) if isinstance(e, ChangeCase) and "need" in e.fields]


CHECKED = [
    # (text, case, reason): what only the whole mail shows reaches the checks that hold it
    ("Begin small.", d.case(messages=(d.ASKED, d.ANSWERED_BY_BRAM)), "collision"),  # since message 1
    ("Begin small.", d.case(), "concierge-answer"),
]


@pytest.mark.parametrize(("text", "case", "reason"), CHECKED)
def test_answer_of_a_colleague_since_the_notification(text: str, case: Case, reason: str) -> None:
    """The address says up to which message its reader has seen the case."""
    assert reason == decide(d.facts(_by_anna(text), (case,))).reason
    seen = d.mail(text, sender=ANNA, to=to(Purpose.ANSWER, 11, ref=2))
    assert "concierge-answer" == decide(d.facts(seen, (case,))).reason


def test_file_with_an_address_of_the_roster_is_asked_about() -> None:
    """What stands in an attached text is looked at as the words are."""
    raw = (
        f"From: Anna Peeters <{ANNA}>\nTo: {to(Purpose.ANSWER, 11, ref=1)}\nSubject: Re: x\n"
        "Message-ID: <f@x>\n"
        "Authentication-Results: mx.example.org; dmarc=pass\nMIME-Version: 1.0\n"
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nSee this.\n--b\n"
        "Content-Type: text/plain; name=a.txt\n"
        "Content-Disposition: attachment; filename=a.txt\n\n{}\n--b--\n"
    )
    for said, reason in (("Ask bram@example.org.", "leak"), ("Begin small.", "concierge-answer")):
        assert reason == decide(d.facts(raw.format(said).encode(), (d.case(),))).reason


def test_signature_with_a_sentence_in_it_is_asked_about() -> None:
    """Below "-- " somebody may have gone on writing."""
    text = (
        "Begin small.\n\n-- \nAnna Peeters\nAnd do bring your slides to the meeting on Monday, all of them."
    )
    assert "signature-at-risk" == decide(d.facts(_by_anna(text), (d.case(),))).reason


def test_closing_formula_stands_once_in_the_answer() -> None:
    """The sign-off of the service brings the name."""
    text = d.text_to(
        decide(d.facts(_by_anna("#use presenting\nBegin small.\n\nKind regards,\nAnna"), (d.case(),))), MARIA
    )
    assert 1 == text.count("Anna")
    assert text.index("Begin small.") < text.index("Anna")


FORWARDED = (
    "{}\n\n---------- Forwarded message ---------\nFrom: Maria Claes <maria@example.org>\n"
    "Date: Mon, 23 Nov 2026 at 09:00\nSubject: Talks\nTo: <anna@example.org>\n\nMy talks fall flat.\n"
)


def test_forwarded_mail() -> None:
    """The forwarded words become the case of the worker who is named; the concierge's own are a note."""
    raw = d.mail(
        FORWARDED.format("She is new.\n#requester maria@example.org"), sender=ANNA, Subject="Fwd: Talks"
    )
    decision = decide(d.facts(raw, people={**d.PEOPLE, MARIA: d.MARIA}))
    opened, message, note = others(decision)
    assert isinstance(opened, OpenCase)
    assert (50, d.MARIA, "Talks", Origin.FORWARD) == (
        opened.case, opened.requester, opened.subject, opened.origin,
    )  # fmt: skip
    assert isinstance(message, AddMessage)
    assert ("My talks fall flat.", MARIA, Role.WORKER, None) == (
        message.new_text, message.author.addr_spec, message.role, message.message_id,
    )  # fmt: skip
    assert isinstance(note, AddMessage)
    assert (Direction.NOTE, "She is new.", ANNA) == (note.direction, note.new_text, note.author.addr_spec)
    assert ("request", 50) == (decision.reason, decision.case)
    assert [
        ("acknowledgement", MARIA),
        ("notification", ANNA),
        ("notification", BRAM),
        ("receipt", ANNA),
    ] == [(kind, address) for kind, address, _ in mailed(decision)]


@pytest.mark.parametrize("text", ["#help", "#list\n#help"])
def test_questions_beside_a_forwarded_mail_are_answered(text: str) -> None:
    """They need no case, and open none."""
    decision = decide(d.facts(d.mail(FORWARDED.format(text), sender=ANNA)))
    assert "concierge-commands" == decision.reason
    assert [] == [e for e in others(decision) if isinstance(e, OpenCase)]

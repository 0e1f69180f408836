"""What a concierge's mail does: all of it or nothing, and only what was meant for the worker reaches them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.effects import (
    AddMessage,
    ChangeCase,
    MoveCase,
    ProposeLines,
    RecordEvent,
    ReleaseInbound,
    RememberPerson,
    SendMail,
    SettleInbound,
)
from cases.model import CaseState, Direction, InboundState, OutboxKind, Purpose
from replies.commands.grammar import read
from replies.commands.table import TABLE, VERBS
from replies.decide import decide
from tests import desk as d

MARIA, ANNA, BRAM = "maria@example.org", "anna@example.org", "bram@example.org"
LOGO = d.attachment("image001.png", "image/png", inline=True)
FILE = d.attachment("plan.pdf")
PHOTO = d.attachment("a.png", "image/png")

OUTCOMES = [
    # (mail, reason, kinds of mails to the worker)
    ("Begin with a question.", "concierge-answer", ["answer"]),
    ("Begin with a question.\n#close", "concierge-answer", ["answer"]),
    ("#close", "concierge-commands", ["closed"]),
    ("#close quietly", "concierge-commands", []),
    ("#sluit stil", "concierge-commands", []),
    ("#reject", "concierge-commands", []),
    ("#take", "concierge-commands", []),
    ("#topic writing", "concierge-commands", []),
    ("#lang nl\nHallo Maria, begin klein.", "concierge-answer", ["answer"]),
    ("#ask", "concierge-answer", ["questions"]),
    ("#recommend", "concierge-answer", ["recommendation"]),
    ("#option talk-book", "concierge-answer", ["recommendation"]),
    ("#use presenting", "concierge-answer", ["answer"]),
    ("#note\nShe seems tired.", "concierge-note", []),
    ("#note She seems tired.", "concierge-note", []),
    ("Hello Maria, begin small.\n#note\nShe seems tired.", "concierge-answer", ["answer"]),
    ("#recommend\n#note\nShe seems tired.", "concierge-answer", ["recommendation"]),
    ("#remember learns best alone", "concierge-commands", []),
    ("#help", "concierge-commands", []),
    ("#status\n#list", "concierge-commands", []),
    ("#preview\nBegin with a question.", "concierge-commands", []),
    # a greeting with a name below a command is no mail to the worker
    ("#close quietly\n\nKind regards,\nAnna", "concierge-commands", []),
    ("#close quietly\n\nAnna", "concierge-commands", []),
    ("#sluit stil\n\nMet vriendelijke groet,\nAnna Peeters", "concierge-commands", []),
    ("#close quietly\n\n![logo](cid:image001.png)", "concierge-commands", []),
    # all or none
    ("", "transcript", []),
    ("Begin.\n#closs", "mistyped", []),
    ("Begin.\nthanks #close", "maybe-command", []),
    ("Begin.\nThanks! #close", "maybe-command", []),
    ("You can also ask in #help on Slack.", "maybe-command", []),
    ("Begin.\n#clo\u200bse", "maybe-command", []),
    ("Begin.\n#clo.se\n#take", "maybe-command", []),
    ("#note\nShe asked in #help before.", "maybe-command", []),
    ("Begin.\n#closs\nthanks #close", "transcript", []),
    ("Begin.\n#reopen\nthanks #close", "transcript", []),
    ("Begin.\n#close now", "transcript", []),
    ("Begin.\n#reopen", "transcript", []),
    ("Begin.\n#close\n#reject", "transcript", []),
    ("#use presenting\n#ask", "transcript", []),
    ("#ask\n#recommend", "transcript", []),
    ("Begin.\n#merge LC-8", "transcript", []),
    ("Begin.\n#undo", "transcript", []),
    ("Begin.\n#send", "transcript", []),
    ("#accept", "transcript", []),
    ("#note\n#recommend\nShe seems tired.", "transcript", []),
    ("Dear Maria, begin small.\n#note", "transcript", []),
    ("#option secret-course", "transcript", []),
    ("#option nothing-such", "transcript", []),
    ("#need about=my talk", "transcript", []),
    ("#topic writing x=1", "transcript", []),
    ("#lang fr\nBonjour", "transcript", []),
    ("#assign Zoe", "transcript", []),
    ("#wait", "transcript", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "reason", "kinds"), OUTCOMES)
@pytest.mark.parametrize("newline", ["\n", "\n\n"])
def test_outcomes(text: str, reason: str, kinds: list[str], newline: str) -> None:
    """Each mail ends where the contract says, and sends the worker just that."""
    decision = decide(d.desk(text.replace("\n", newline)))
    assert (reason, kinds) == (decision.reason, [draft.kind for draft in d.to_worker(decision)])
    assert [] == list(d.unlawful(decision.effects, d.case()))


def test_words_of_a_note_reach_colleagues_only() -> None:
    """Above #note is for the worker, on its line and below it for colleagues; files go with the note."""
    text = "Hello Maria, begin small.\n\n#note Careful.\nShe seems tired.\n#close quietly"
    decision = decide(d.desk(text, attachments=(FILE,)))
    assert "begin small" in d.text_to(decision, MARIA)
    for word in ("Careful", "tired", "close"):
        assert word not in d.text_to(decision, MARIA)
    assert "Careful." in d.text_to(decision, BRAM)
    assert "She seems tired." in d.text_to(decision, BRAM)
    assert [()] == [draft.attachments for draft in d.to_worker(decision)]
    note = next(e for e in decision.effects if isinstance(e, AddMessage))
    assert (Direction.NOTE, "Careful.\nShe seems tired.") == (note.direction, note.new_text)


def test_reply_to_a_note_is_a_note_whatever_it_holds() -> None:
    """Visibility belongs to the address: words, greetings and files stay among colleagues."""
    decision = decide(d.desk("Dear Maria, this is for you.", purpose=Purpose.NOTE, attachments=(FILE,)))
    assert ("concierge-note", []) == (decision.reason, d.to_worker(decision))
    assert "this is for you" in d.text_to(decision, BRAM)
    assert "transcript" == decide(d.desk("#recommend", purpose=Purpose.NOTE)).reason
    worded = decide(d.desk("She is new.\n#note Careful.", purpose=Purpose.NOTE))
    assert ["Careful.\nShe is new."] == [e.new_text for e in worded.effects if isinstance(e, AddMessage)]


FILES = [
    # (text, attachments, reason, mails to the worker)
    ("", (FILE,), "concierge-answer", 1),  # "see attached" without words
    ("", (LOGO,), "transcript", 0),
    ("", (PHOTO,), "transcript", 0),  # a thumb, a logo
    ("", (PHOTO, FILE), "concierge-answer", 1),
    ("See this.", (PHOTO,), "concierge-answer", 1),
    ("#close quietly", (LOGO,), "concierge-commands", 0),
    ("#close", (FILE,), "transcript", 0),  # is the file for the worker?
    ("#note", (FILE,), "concierge-note", 0),
    ("#note", (LOGO,), "transcript", 0),
    ("See this.\n#close", (FILE,), "concierge-answer", 1),
    ("#recommend", (FILE,), "concierge-answer", 1),
]


@pytest.mark.parametrize(("text", "files", "reason", "count"), FILES)
def test_files_and_logos(text: str, files: tuple[object, ...], reason: str, count: int) -> None:
    """A logo never makes an empty mail to the worker."""
    decision = decide(d.desk(text, attachments=files))
    assert (reason, count) == (decision.reason, len(d.to_worker(decision)))


def test_transcript_gives_back_the_whole_text() -> None:
    """Words and commands, also where a template fails only when it is filled in."""
    for text in ("Begin.\n#clxyz\n#topic writing", "Begin.\n#topic writing\n#note", "#use nope\nBegin."):
        decision = decide(d.desk(text))
        assert "transcript" == decision.reason
        for line in text.split("\n"):
            assert line in d.text_to(decision, ANNA)


@pytest.mark.parametrize("purpose", [Purpose.RECEIPT, Purpose.HELD, Purpose.DIGEST])
def test_words_without_a_reader_are_given_back(purpose: Purpose) -> None:
    """A receipt or a digest is for the concierge alone: words in reply to it are never mailed on."""
    for text in ("Thanks, tell her to begin small.", "Begin small.\n#close", "Begin small.\n#status"):
        decision = decide(d.desk(text, purpose=purpose))
        assert ("transcript", []) == (decision.reason, d.to_worker(decision))
    assert "concierge-commands" == decide(d.desk("#close quietly\n\nThanks, Anna", purpose=purpose)).reason


SENDS = [
    ("#send", "concierge-commands"),
    ("#verstuur\n\nGroetjes, Anna", "concierge-commands"),
    ("#send\nBut not before Friday.", "transcript"),
    ("#send\n#close", "transcript"),
    ("#send\n#discard", "transcript"),
    ("#note\n#send", "transcript"),
    ("#send now", "transcript"),
]


@pytest.mark.parametrize(("text", "reason"), SENDS)
def test_send_stands_alone(text: str, reason: str) -> None:
    """#send lets the held mail go as it is; words or commands beside it would be lost, so they stop it."""
    decision = decide(d.desk(text, **d.held("leak")))
    assert reason == decision.reason
    assert (reason == "concierge-commands") == any(isinstance(e, ReleaseInbound) for e in decision.effects)


@pytest.mark.parametrize(
    ("reason", "state"), [("leak", "accepted"), ("unproven", "held"), ("dmarc-fail", "held")]
)
def test_send_only_settles_what_waits_for_it(reason: str, state: str) -> None:
    """A second #send, or one about a mail without proof, releases nothing."""
    decision = decide(d.desk("#send", **d.held(reason, state=state)))
    assert "transcript" == decision.reason
    assert not [e for e in decision.effects if isinstance(e, ReleaseInbound | SettleInbound)]


ACCEPTS = [
    ("#accept", "dmarc-fail", "eve@example.com", ReleaseInbound),
    ("#discard", "dmarc-fail", "eve@example.com", SettleInbound),
    ("#accept", "dmarc-fail", "bram@example.org", None),  # forged in a colleague's name
    ("#accept", "dmarc-fail", "a.peeters@example.org", None),  # or in an alias of theirs
    ("#discard", "dmarc-fail", "bram@example.org", SettleInbound),
    ("#accept", "from-not-single", "", None),
    ("#accept", "sender-not-allowed", "eve@example.com", ReleaseInbound),
    ("#accept\n#close", "dmarc-fail", "eve@example.com", None),
    ("#accept\nAnd ask her manager.", "dmarc-fail", "eve@example.com", None),
]


@pytest.mark.parametrize(("text", "reason", "author", "effect"), ACCEPTS)
def test_accept_and_discard(text: str, reason: str, author: str, effect: type | None) -> None:
    """A worker's held mail is let in or left out; a forged concierge's is never let in by mail."""
    its = d.held(reason, author=author, purpose=Purpose.HELD)
    decision = decide(d.desk(text, case=None, **its))
    settled = [type(e) for e in decision.effects if isinstance(e, ReleaseInbound | SettleInbound)]
    assert [effect] * (effect is not None) == settled


COLLISIONS = [
    # (token_ref, purpose, rejected reason, waived, held?)
    (1, Purpose.ANSWER, None, (), True),
    (2, Purpose.ANSWER, None, (), False),
    (1, Purpose.ANSWER, None, ("collision",), False),
    (90, Purpose.TRANSCRIPT, "transcript", (), True),  # corrected after a colleague had answered
    (90, Purpose.TRANSCRIPT, "collision", (), False),  # was asked about it, and wrote anew
]


@pytest.mark.parametrize(("ref", "purpose", "reason", "waived", "asks"), COLLISIONS)
def test_answered_meanwhile(
    ref: int, purpose: Purpose, reason: str | None, waived: tuple[str, ...], asks: bool
) -> None:
    """Somebody else answered since the notification: hold and ask, also for a corrected text."""
    its: dict[str, object] = {"purpose": purpose, "token_ref": ref, "waived": frozenset(waived)}
    if reason:
        its |= d.held(reason, state="held" if reason == "collision" else "accepted")
    case = d.case(messages=(d.ASKED, d.ANSWERED_BY_BRAM), state=CaseState.ANSWERED)
    decision = decide(d.desk("Use fewer slides.\n#topic writing", case=case, **its))
    assert (InboundState.HELD if asks else InboundState.ACCEPTED) == decision.disposition
    if asks:
        assert {SendMail, RecordEvent} == {type(e) for e in decision.effects}
        assert "#topic writing" in d.text_to(decision, ANNA)  # their own text back, whole


def test_unsure_words_are_given_back() -> None:
    """Where the concierge's words could not be told from a quote, no line of it is a command."""
    decision = decide(d.desk("Maria asks\n#close\nbye", unsure=True))
    assert ("transcript", []) == (decision.reason, d.to_worker(decision))
    assert not [e for e in decision.effects if isinstance(e, MoveCase | ChangeCase)]


def test_signature_at_risk_is_asked_about() -> None:
    """A cut block with sentences: hold and ask, send on request."""
    desk = d.desk("Begin.", doubtful="Please read chapter two first.")
    assert (InboundState.HELD, "signature-at-risk") == (decide(desk).disposition, decide(desk).reason)
    waived = d.desk(
        "Begin.", doubtful="Please read chapter two first.", waived=frozenset({"signature-at-risk"})
    )
    assert "concierge-answer" == decide(waived).reason


def test_two_mailboxes_answer_from_the_one_written_to() -> None:
    """#help in a new mail to the second mailbox is answered by the second mailbox."""
    decision = decide(d.desk("#help", case=None, purpose=None, mailbox=d.SECOND))
    assert [d.SECOND] == [draft.mailbox for draft in d.sent(decision)]


PIECES = st.sampled_from(
    ["Begin with a question.", "", "#close", "#close quietly", "#note", "#note Careful.", "#take", "#ask",
     "#recommend", "#option talk-book", "#topic writing", "#preview", "#reopen", "#reject", "#assign bram",
     "#remember likes books", "#lang nl", "#wait 3d", "#need time=2h", "#send", "#accept", "#closs", "#undo",
     "please #close", "@close", "* #close", "**#sluit**", "/close", "##close", "# close", "\\#close",
     "#\u200bclose", "\u00a0#close", "> #close", "#use presenting", "#use nope", "#status", "#survey never",
     "Kind regards,", "Anna", "[LC-9]", "https://example.org/#close", "#growth mindset is a habit"]
)  # fmt: skip
STATES = st.sampled_from(list(CaseState))
PURPOSES = st.sampled_from([Purpose.ANSWER, Purpose.NOTE, Purpose.RECEIPT, Purpose.TRANSCRIPT])


@settings(max_examples=250, deadline=None)
@given(st.lists(PIECES, max_size=6), STATES, PURPOSES, st.sampled_from(["\n", "\n\n"]))
def test_no_worker_ever_reads_a_command(
    lines: list[str], state: CaseState, purpose: Purpose, gap: str
) -> None:
    """Whatever is typed: no concierge's command goes out, refused means untouched, moves are lawful."""
    case = d.case(state=state, closed_at=d.NOW if state == "closed" else None)
    decision = decide(d.desk(gap.join(lines), case=case, purpose=purpose))
    for draft in d.to_worker(decision):
        reading = read(draft.text, VERBS)
        of_concierges = [p for p in reading.problems if not p.meant or TABLE[p.meant].group != "person"]
        assert ((), []) == (reading.commands, of_concierges)
    if decision.reason == "transcript" or decision.disposition is InboundState.HELD:
        assert [SendMail, RecordEvent] == [
            type(e) for e in decision.effects if not isinstance(e, ProposeLines)
        ]
        assert [OutboxKind.TRANSCRIPT] == [draft.kind for draft in d.sent(decision)]
    assert [] == list(d.unlawful(decision.effects, case))
    if purpose is Purpose.NOTE:
        assert not [draft for draft in d.to_worker(decision) if draft.kind is not OutboxKind.CLOSED]


LONG = "#remember learns best in the early morning, alone, with a book and never on"


@pytest.mark.parametrize(
    ("text", "remembered", "words"),
    [
        (f"{LONG}\nFridays.\n\nBegin small.", f"{LONG[10:]} Fridays.", "Begin small."),
        ("#remember likes books\nBegin small.", "likes books", "Begin small."),
        (f"{LONG}\n\nBegin small.", LONG[10:], "Begin small."),
        (f"{LONG} a day that is as long as this very long line\nBegin small.",
         f"{LONG[10:]} a day that is as long as this very long line", "Begin small."),
    ],
)  # fmt: skip
def test_wrapped_words_about_a_person_do_not_reach_them(text: str, remembered: str, words: str) -> None:
    """A client that breaks lines moved half of the sentence below the command."""
    decision = decide(d.desk(text))
    assert [remembered] == [e.remember for e in decision.effects if isinstance(e, RememberPerson)]
    sent = d.to_worker(decision)[0].text
    assert words in sent
    assert "Fridays" not in sent


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("- thanks #close: a command has to stand alone on its line", "Meant as words? Reply with")),
        ("nl", ("- thanks #close: een commando moet alleen op zijn regel staan", "Bedoeld als woorden?")),
    ],
)
def test_a_line_that_may_be_words_is_asked_about(language: str, said: tuple[str, ...]) -> None:
    """The mail waits whole; its author sees the line, what is odd about it, and both ways on."""
    decision = decide(d.desk("Begin.\nthanks #close", language=language))
    assert InboundState.HELD is decision.disposition
    asked = d.text_to(decision, "anna@example.org")
    assert [] == [words for words in said if words not in asked]
    assert "> Begin." in asked or "Begin.\nthanks #close" in asked


def test_words_that_were_meant_as_words_go_out() -> None:
    """Decided again with that one doubt settled: the commands act, the line is part of the answer."""
    text = "You can also ask in #help on Slack.\n#close"
    decision = decide(d.desk(text, reading=read(text, VERBS).as_words))
    assert "concierge-answer" == decision.reason
    assert "ask in #help on Slack." in d.text_to(decision, MARIA)
    wrong = "#clxyz\nAsk in #help."
    assert "transcript" == decide(d.desk(wrong, reading=read(wrong, VERBS).as_words)).reason

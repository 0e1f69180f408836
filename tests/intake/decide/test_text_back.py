"""Every mail that is refused gives its words back, or waits as a whole: nothing that was typed is lost."""

from dataclasses import replace
from typing import Any

import pytest

from cases.model import CaseState, InboundState, Purpose
from cases.reasons import ASKED, CONFIRMABLE, FOR_THOSE_ON_DUTY, Reason
from cases.settings import IntakeSettings
from intake.decide.decide import decide
from replies.commands.phrases import REFUSALS
from tests import desk as d

ANNA, BRAM, MARIA = "anna@example.org", "bram@example.org", "maria@example.org"
WORDS = "Begin with a swallowtail, then pause."
LONG = "\n".join(f"{WORDS} Line {number} of a very long letter." for number in range(900))


def to(purpose: Purpose = Purpose.ANSWER, ref: int = 1) -> str:
    return f"help+{d.token(purpose, d.PEOPLE[ANNA].id, 7, ref)}@example.org"


def by_anna(text: str, **fields: str) -> bytes:
    usual = {"sender": f"Anna Peeters <{ANNA}>", "to": to(), "Subject": "Re: [LC-7] Presenting"}
    return d.mail(text, **{**usual, **fields})


ANSWERED = d.case(messages=(d.ASKED, d.ANSWERED_BY_BRAM), state=CaseState.ANSWERED)
UNSURE = d.case(topics=(), subject="Writing for slides, talks about writing")
NOTED = d.case(messages=(d.ASKED, d.NOTED_BY_BRAM))
UNPROVEN = {"Authentication-Results": ""}
FORWARD = (
    "\n\n---------- Forwarded message ---------\nFrom: Maria Claes <maria@example.org>\n"
    "Date: Mon, 23 Nov 2026 at 09:00\nSubject: Talks\nTo: <anna@example.org>\n\nMy talks fall flat.\n"
)
SMALL = d.settings(intake=replace(IntakeSettings(), max_message=100))

BACK: list[tuple[str, Reason, bytes, dict[str, Any]]] = [
    ("a misspelt command", Reason.MISTYPED, by_anna(f"{WORDS}\n\n#clsoe"), {}),
    ("an unknown command", Reason.TRANSCRIPT, by_anna(f"{WORDS}\n\n#frobnicate"), {}),
    ("a command without its argument", Reason.TRANSCRIPT, by_anna(f"{WORDS}\n\n#wait"), {}),
    ("nobody who offered help", Reason.TRANSCRIPT, by_anna(f"{WORDS}\n\n#introduce tom@example.org"), {}),
    ("about oneself", Reason.TRANSCRIPT, by_anna(f"{WORDS}\n\n#mydata"), {}),
    ("#send with nothing that waits", Reason.TRANSCRIPT, by_anna(f"{WORDS}\n\n#send"), {}),
    ("#undo too late", Reason.TRANSCRIPT, by_anna(f"{WORDS}\n\n#undo", to=to(Purpose.RECEIPT, 90)), {}),
    ("words to a receipt", Reason.TRANSCRIPT, by_anna(WORDS, to=to(Purpose.RECEIPT, 90)), {}),
    ("words to a digest", Reason.TRANSCRIPT, by_anna(WORDS, to=to(Purpose.DIGEST, 0)), {}),
    ("words to a held mail", Reason.TRANSCRIPT, by_anna(WORDS, to=to(Purpose.HELD, 90)), {}),
    ("two mails in one", Reason.TRANSCRIPT, by_anna(f"{WORDS}\n\n#ask\n#recommend"), {}),
    ("a wrong state", Reason.TRANSCRIPT, by_anna(f"{WORDS}\n\n#reopen"), {}),
    ("nothing fits", Reason.TRANSCRIPT, by_anna(f"{WORDS}\n\n#recommend time=1min"), {}),
    ("a forward of nobody", Reason.TRANSCRIPT, by_anna(f"{WORDS}{FORWARD}", to=d.HELP), {"cases": ()}),
    ("in a forward", Reason.TRANSCRIPT, by_anna(f"{WORDS}\n#close{FORWARD}", to=d.HELP), {"cases": ()}),
    ("a long letter", Reason.MISTYPED, by_anna(f"{LONG}\n\n#clsoe"), {}),
    ("a colleague was first", Reason.COLLISION, by_anna(WORDS), {"cases": (ANSWERED,)}),
    ("a leak", Reason.LEAK, by_anna(f"{WORDS}\n\n{d.NOTED_BY_BRAM.new_text}"), {"cases": (NOTED,)}),
    ("sentences in a signature", Reason.SIGNATURE_AT_RISK,
     by_anna(f"{WORDS}\n\n-- \nAnna\nAnd do bring your slides to the meeting on Monday, all of them."), {}),
    ("a copy to outside", Reason.CC_OUTSIDE, by_anna(f"{WORDS}\n\n#cc eve@example.net"), {}),
    ("maybe a command", Reason.MAYBE_COMMAND, by_anna(f"{WORDS}\n\nThanks! #close"), {}),
    ("too few options", Reason.FEW_OPTIONS, by_anna(f"{WORDS}\n\n#recommend time=1h"), {}),
    ("a topic in doubt", Reason.TOPIC_UNSURE, by_anna(f"{WORDS}\n\n#recommend"), {"cases": (UNSURE,)}),
    ("a quotation in doubt", Reason.QUOTE_UNSURE,
     by_anna(f"{WORDS}\n\n> Maria\n> Maria\n\nThen tell me."),
     {"sent_before": ("Hello,\n\nMaria\n\nMaria",)}),
    ("no proof", Reason.UNPROVEN, by_anna(WORDS, **UNPROVEN), {}),
    ("no signed address", Reason.NO_TOKEN,
     by_anna(WORDS, to=f"help+{d.token(Purpose.ANSWER, d.PEOPLE[BRAM].id, 7, 1)}@example.org"), {}),
    ("a long letter without proof", Reason.UNPROVEN, by_anna(LONG, **UNPROVEN), {}),
]  # fmt: skip
WAITING: list[tuple[str, Reason, bytes, dict[str, Any]]] = [
    ("a forged sender", Reason.DMARC_FAIL,
     d.mail(WORDS, **{"Authentication-Results": "mx.example.org; dmarc=fail"}), {"cases": ()}),
    ("a forged concierge", Reason.DMARC_FAIL,
     by_anna(WORDS, **{"Authentication-Results": "mx.example.org; dmarc=fail"}), {}),
    ("two authors", Reason.FROM_NOT_SINGLE, d.mail(WORDS, sender="a@example.org, b@example.org"),
     {"cases": ()}),
    ("a stranger", Reason.SENDER_NOT_ALLOWED, d.mail(WORDS, sender="x@example.com"), {"cases": ()}),
    ("very often", Reason.RATE_LIMIT, d.mail(WORDS), {"cases": (), "recent_requests": 99}),
    ("too large", Reason.TOO_LARGE, d.mail(WORDS), {"cases": (), "its": SMALL}),
]  # fmt: skip


@pytest.mark.parametrize(("what", "reason", "raw", "around"), BACK, ids=[case[0] for case in BACK])
@pytest.mark.parametrize("language", ["en", "nl"])
def test_words_come_back(
    what: str, reason: Reason, raw: bytes, around: dict[str, Any], language: str
) -> None:
    """To whoever wrote them, in their language; a very long text with the whole as a file."""
    anna = replace(d.ANNA, languages=(language, *{"en", "nl"} - {language}))
    around = {"its": d.settings(concierges=(anna, d.BRAM)), "cases": (d.case(),), **around}
    decision = decide(d.facts(raw, around.pop("cases"), **around))
    assert reason == decision.reason
    mails = [mail for mail in d.sent(decision) if mail.to[0].key == ANNA]
    assert any(WORDS in mail.text for mail in mails), what
    assert [] == [mail for mail in d.sent(decision) if mail.to[0].key == MARIA]
    if "899" in raw.decode():
        assert any("899" in mail.text or mail.attachments for mail in mails)


@pytest.mark.parametrize(("what", "reason", "raw", "around"), WAITING, ids=[case[0] for case in WAITING])
def test_whole_mails_wait(what: str, reason: Reason, raw: bytes, around: dict[str, Any]) -> None:
    """Held as they came, and those on duty read the first of it."""
    around = {"cases": (d.case(),), **around}
    decision = decide(d.facts(raw, around.pop("cases"), **around))
    assert (reason, InboundState.HELD) == (decision.reason, decision.disposition), what
    assert WORDS in d.text_to(decision, BRAM) + d.text_to(decision, ANNA)


def test_no_reason_is_forgotten() -> None:
    """A new reason to hold or refuse needs its mail here; nobody can give back what is encrypted."""
    shown = {case[1] for case in (*BACK, *WAITING)}
    assert {Reason.TRANSCRIPT, *ASKED, *CONFIRMABLE, *FOR_THOSE_ON_DUTY} - {Reason.ENCRYPTED} <= shown
    assert REFUSALS

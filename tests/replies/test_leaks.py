"""What must not reach a worker is found; ordinary advice is let through without a question."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from cases.model import InboundState, Purpose
from replies.decide import decide
from replies.leaks import leaks
from tests import desk as d

ADVICE = [
    json.loads(line)
    for line in (Path(__file__).parent.parent / "data" / "advice_mails.jsonl").read_text("utf-8").splitlines()
]
SIGNATURE = "Anna Peeters\nExample NV\n+32 (0)470 12 34 56"
NOTED = d.case(messages=(d.ASKED, d.NOTED_BY_BRAM))
TOKEN = d.token(Purpose.ANSWER, 11)
MARK = d.SIGNER.marker("LC", 7)


def test_there_are_enough_ordinary_mails() -> None:
    """A guard against false alarms is only as good as its samples."""
    assert len(ADVICE) >= 60


@pytest.mark.parametrize("mail", ADVICE, ids=range(len(ADVICE)))
def test_ordinary_advice_is_sent(mail: dict[str, str]) -> None:
    """No question is asked about advice that gives nothing away."""
    desk = d.desk(
        mail["text"],
        case=replace(NOTED, language=mail["language"]),
        signature=SIGNATURE,
        known_signatures=(SIGNATURE,),
    )
    assert () == leaks(desk)
    assert "concierge-answer" == decide(desk).reason


HITS = [
    f"Write to help+{TOKEN}@example.org",
    f"Message-ID: <{TOKEN}.12@example.org>",
    f"Learning Help · LC-7 · {MARK}",
    "This is like [LC-9], where the book helped.",
    "see lc-12 for that",
    "Write to me: anna@example.org",
    "Write to me: <ANNA@Example.org>.",
    "(a.peeters@example.org)",
    "Call me on 0470 12 34 56",
    "Call me on +32 470/12.34.56 tonight",
    "tel. 0032 470 12 34 56",
    "> Her manager says that she is far too slow for this.",
    "Her manager says that she is *far too slow* for this",
    "As I noted: her manager says that she is far too slow for this. Try a club.",
    "From: Maria Claes via Learning Help <help@example.org>\nSent: Monday 23 November 2026\nTo: Anna Peeters",
    "Van: Maria Claes\nVerzonden: maandag 23 november 2026\nAan: Anna\nOnderwerp: [LC-7] x",
    "**From:** Maria Claes\n**Date:** Monday\n**To:** Anna\n**Subject:** x",
    "De : Maria Claes\nEnvoyé : lundi\nÀ : Anna\nObjet : x",
    "> From: Maria Claes\n> Date: Monday\n> To: Anna",
]


@pytest.mark.parametrize("leak", HITS)
@pytest.mark.parametrize(
    "text", ["Hello Maria,\n\n{}", "{}\n\nKind regards,\nAnna", "Begin.\n{}\nThen practise."]
)
def test_leaks_are_asked_about_and_sent_on_request(leak: str, text: str) -> None:
    """The mail is held whole with the lines named; #send waives just this check."""
    desk = d.desk(text.format(leak), case=NOTED, signature=SIGNATURE)
    decision = decide(desk)
    assert (InboundState.HELD, "leak", []) == (decision.disposition, decision.reason, d.to_worker(decision))
    assert "concierge-answer" == decide(replace(desk, waived=frozenset({"leak"}))).reason


NOBODYS = [
    # what the worker already knows is no leak
    ("anna@example.org", {"case": d.case(requester=replace(d.MARIA, address="anna@example.org"))}),
    ("help@example.org", {"author": replace(d.ANNA, aliases=("help@example.org",))}),
    ("This is LC-7, your question.", {}),
    ("joanna@example.org or anna@example.org.example.net", {}),
    ("Anna is at the desk.", {}),
    ("0470 12 34 56", {"signature": ""}),
    ("My talks fall flat. What can I do?", {}),
]


@pytest.mark.parametrize(("line", "changed"), NOBODYS)
def test_what_the_worker_knows_is_no_leak(line: str, changed: dict[str, object]) -> None:
    """The asker's own address, the service's, and this case's own tag may stand in an answer."""
    assert () == leaks(d.desk(f"Hello,\n{line}\nBye", **{"signature": SIGNATURE, **changed}))


def test_remembered_line_about_the_person_is_a_leak() -> None:
    """What was remembered is for colleagues and #mydata, not for an answer by mistake."""
    case = d.case(requester=replace(d.MARIA, remembered=("Finds it hard to speak before managers",)))
    assert leaks(d.desk("- Remember: x\nFinds it hard to speak before managers.", case=case))


def test_huge_texts_are_looked_through_quickly() -> None:
    """Linear in the length: a megabyte of hostile lines takes a moment."""
    assert () == leaks(d.desk("From 0 +0 (0 a@b # \n" * 20_000, signature=SIGNATURE))


HIDDEN = [
    "Ask [Bram](mailto:bram@example.org)",
    "Ask [Bram](mailto:bram%40example.org?subject=x)",
    "Ask [Bram](https://eur01.safelinks.protection.outlook.com/?url=mailto%3Abram%40example.org&data=05)",
    "bram%40example.org",
    "bram&#64;example.org",
    "Write to me: anna (at) example (dot) org",
    "Write to me: anna @ example.org",
    "Write to me: ａｎｎａ＠example.org",
    "Write to me: an\u200bna@example.org",
    "<https://example.net/?to=anna%2540example.org>",
]


@pytest.mark.parametrize("line", HIDDEN)
def test_an_address_in_disguise_is_a_leak(line: str) -> None:
    """Encoded, spelt out, behind a link or inside a link scanner's: held and asked about."""
    assert (line,) == leaks(d.desk(f"Hello Maria,\n{line}\nBye", case=NOTED))


OPEN = [
    "Bram (bram@example.org) gives the session",
    "ask bram@example.org, he knows",
    "[bram@example.org]",
    "Visit [the site](https://example.net/bram)",
    "Meet at example dot net",
]


@pytest.mark.parametrize("line", OPEN)
def test_a_colleague_named_in_words_is_advice(line: str) -> None:
    """Who types a colleague's address so that it can be read means it."""
    assert () == leaks(d.desk(f"Hello Maria,\n{line}\nBye", case=NOTED))


IN_FILES = [
    "From: anna@example.org",
    "ask bram@example.org",
    "ORGANIZER:mailto:anna%40example.org",
    "lead: lead@example.org",
    "write to anna@exam\nple.org",
    f"Message-ID: <{TOKEN}.12@example.org>",
    MARK,
    "she wrote that her manager says that she is far too slow for this, and more",
]


@pytest.mark.parametrize("said", IN_FILES)
def test_files_are_searched_as_words_are(said: str) -> None:
    """For every address of the roster, token and note; the file is named with its line; #send waives it."""
    files = (("notes.txt", f"Begin.\n{said}\nEnd."),)
    desk = d.desk(
        "See the file.", case=NOTED, settings=d.settings(lead=("lead@example.org",)), said_in_files=files
    )
    (found,) = leaks(desk)
    assert found.startswith("notes.txt")
    decision = decide(desk)
    assert (InboundState.HELD, "leak", []) == (decision.disposition, decision.reason, d.to_worker(decision))
    assert "concierge-answer" == decide(replace(desk, waived=frozenset({"leak"}))).reason


@pytest.mark.parametrize(
    "said", ["maria@example.org", "help@example.org", "coach@example.net", "LC-12", "0470"]
)
def test_a_file_with_nothing_of_ours_goes_along(said: str) -> None:
    """The worker's own address, the service's and strangers' are no secret."""
    assert () == leaks(d.desk("See the file.", case=NOTED, said_in_files=(("a.txt", said),)))


def test_who_is_copied_in_is_no_secret() -> None:
    """With #cc everybody sees the address."""
    desk = d.desk("See the file.", case=NOTED, said_in_files=(("a.txt", "bram@example.org"),))
    assert leaks(desk)
    assert () == leaks(desk, ("bram@example.org",))


def test_left_out_files_are_told_in_the_receipt() -> None:
    """Nothing disappears silently: the receipt names it, and the timeline keeps it."""
    decision = decide(d.desk("Begin small.", case=NOTED, left_out=("mail.eml",)))
    assert "concierge-answer" == decision.reason
    assert "mail.eml" in d.text_to(decision, "anna@example.org")

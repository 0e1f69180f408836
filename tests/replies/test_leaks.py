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
    "Write to me: anna\\@example.org",
    "Write to me: an\\na@exam\\ple\\.org",
    "Write to [**anna**@example.org](https://example.net)",
    "Write to *an*na@**example**.org",
    "Write to me: _anna@example.org_",
    "Write to me: ...anna@example.org",
    "Write to me: anna @ example . org",
    "Write to me: a n n a @ e x a m p l e . o r g",
    "Write to me: a.n.n.a, that is anna(a)example.org",
    "Write to me: anna[a]example[.]org",
    "Write to me: anna@example\u3002org",
    "Write to me: anna@example\uff0eorg",
    "Write to me: anna@example\uff61org",
    "Write to me: anna-at-example-dot-org",
    "Write to me: anna at example.org",
    "https://example.net/?to=anna%40example.org",
    "Ask bram @ example . org",
    "Ask b r a m @ e x a m p l e . o r g",
    "Ask bram(a)example.org",
    f"https://example.net/?to=help%2B{TOKEN}%40example.org",
    f"[write](mailto:help%2B{TOKEN}@example.org)",
    f"help%252B{TOKEN}%2540example.org",
    f"help=2B{TOKEN}=40example.org",
    f"https://example.net/?t={TOKEN}&x=1",
    f"help&#43;{TOKEN}&#64;example.org",
    f"help+{TOKEN.upper()}@example.org",
    f"help+{TOKEN.title()}@example.org",
    MARK.replace("-", "%2D"),
    MARK.replace(" ", "&nbsp;"),
    "-----BEGIN PGP PUBLIC KEY BLOCK-----",
    "-----BEGIN PGP PRIVATE KEY BLOCK-----",
    "-----BEGIN CERTIFICATE-----",
    "Her manager says%20that she is far too slow for this",
    "Her manager says that she is _far_ too sl\u00adow for this.",
]


@pytest.mark.parametrize("line", HIDDEN)
def test_an_address_in_disguise_is_a_leak(line: str) -> None:
    """Encoded, spelt out, behind a link or inside a link scanner's: held and asked about."""
    assert (line,) == leaks(d.desk(f"Hello Maria,\n{line}\nBye", case=NOTED))


BROKEN = [
    "Write to anna@\nexample.org today.",
    "Write to anna\n@example.org today.",
    "Write to anna@exam\nple.org today.",
    "Write to anna@exam=\nple.org today.",
    "> Write to an\n> na@example.org today.",
    "a n n a\n@ e x a m p l e\n. o r g",
    "Ask bram@example.\norg",
    f"help+{TOKEN[:20]}\n{TOKEN[20:]}@example.org",
    f"> help+{TOKEN[:20]}=\n> {TOKEN[20:]}@example.org",
    f"Learning Help - {MARK.replace(' ', chr(10))}",
    "I think that her manager says that she\nis far too slow for this. Try a club.",
    "> Her manager says\n> that she is far\n> too slow for this.",
    "- Her manager says\n- that she is\n\n- far too slow for this",
    "Her manager says that she is far too sl-\now for this",
]


@pytest.mark.parametrize("text", BROKEN)
@pytest.mark.parametrize("in_file", [False, True])
def test_what_a_line_end_breaks_is_a_leak(text: str, in_file: bool) -> None:
    """In words every line of it is named, in a file the first."""
    lines = tuple(line.strip() for line in text.split("\n") if line.strip())
    if in_file:
        (found,) = leaks(d.desk("See the file.", case=NOTED, said_in_files=(("a.txt", f"Begin.\n{text}\n"),)))
        assert found.partition(": ")[2] in lines
    else:
        assert lines == leaks(d.desk(f"Hello Maria,\n{text}\nBye", case=NOTED))


def test_a_note_that_is_wrapped_is_found_on_one_line() -> None:
    """Pieces that are too short to be anybody's are one sentence all the same."""
    note = replace(
        d.NOTED_BY_BRAM, new_text="Her boss\nthinks she is\nlazy at her\nwork.\n\n- And more\n- or less"
    )
    line = "As her boss thinks she is lazy at her work, begin small."
    assert (line,) == leaks(d.desk(line, case=d.case(messages=(d.ASKED, note))))
    assert () == leaks(d.desk("And more or less that.", case=d.case(messages=(d.ASKED, note))))


@pytest.mark.parametrize(
    "name",
    [
        "anna@example.org.pdf",
        "bram@example.org",
        "cv_anna@example.org.pdf",
        "anna(at)example.org.docx",
        "anna%40example.org.png",
        f"{TOKEN}.pdf",
        f"help%2B{TOKEN}.pdf",
        f"{MARK}.pdf",
    ],
)
def test_names_of_files_are_searched(name: str) -> None:
    """A picture says nothing, but its name may."""
    assert (name,) == leaks(d.desk("See the file.", case=NOTED, said_in_files=((name, ""),)))


QUIET = [
    "Hello all,\nAnna",
    "Look at Anna. Example: org charts.",
    "Ask Anna\nat the desk, for example. Organise it well.",
    "anna",
    "@anna",
    "Anna @ the desk",
    "Anna (a) gives the session, (b) knows the book. Example.org is the site.",
    "example.org",
    "Visit https://example.org/anna",
    "Visit https://www.example.org/?from=anna&to=bram",
    "See [the page](https://example.org/training/presenting%20well?x=1&y=%2B)",
    "joanna@example.org",
    "jo.anna@example.org",
    "jo-anna@example.org",
    "jo_anna@example.org",
    "jo+anna@example.org",
    "anna@example.org.au",
    "anna@example.organic",
    "anna@example.org-x.net",
    "annab@example.org",
    "anna@examples.org",
    "anna.b@example.org",
    "Anna\n\nexample@org.test",
    "anna@example\n\nOrganise it",
    "joanna@\nexample.org",
    "Bram, bram@example.org, and\nTom know.",
    "Write to\nbram@example.org\nor to others",
    "Write to <bram@example.org>\n@work",
    "Bram bram@example.org\n@example.org is the ending of ours",
    "100% of them; a=b; c=40; x\\y; 50%\n40% of it",
    "=3D =40 %40 %2B &amp; &#64; &plus;",
    "C:\\users\\anna\\example.org",
    "\\#1 is a heading, \\* is a star",
    "1\\. Begin\n2\\. Practise",
    "a n n a",
    "e x a m p l e . o r g",
    "* Anna\n* example\n* org",
    "| Anna | at | example |\n| --- | --- | --- |",
    "Use `git log` at example dot net",
    "`ref: main`, see ref 12-3",
    "ref lc-7-short",
    "ref\nlc 7",
    "a" * 43,
    "a" * 45,
    "b" * 90,
    "data:image/png;base64,"
    + "iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQIAABCDefGHijKLmnOPqrsTUvwXyzABCDefGHijKLmn8",
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "Rindfleischetikettierungsueberwachungsaufgaben\nuebertragungsgesetz",
    "https://example.net/Very/Long_Path-With-Many-Words-And-No-Blank-In-It-At-All?utm_source=x",
    "Her manager says that she is quick.",
    "She is far too slow",
    "Her manager\n\nsays",
    "I agree.",
    "far too slow for this",
    "Managers say\nthat people are far too slow for this.",
    "-----BEGIN-----",
    "----- Begin of the exercise -----",
    "Keys: press Alt and F4. Your public key is what others may have.",
    "PGP PUBLIC KEY BLOCK is what it is called",
    "caf\u00e9 \u2022 na\u00efve \u00b7 fa\u00e7ade",
    "Stap 1.\nStap 2.\nVraag het aan je collega@werk",
    "Mail naar coach@example.net (bereikbaar op dinsdag)",
    "Begin... and then... practise",
    "From: the start\nNot a header",
]


@pytest.mark.parametrize("text", QUIET)
@pytest.mark.parametrize("in_file", [False, True])
def test_what_only_looks_like_it_is_let_through(text: str, in_file: bool) -> None:
    """Neighbours of what is held, in words and in files."""
    text = f"Hello Maria,\n{text}\nBye"
    assert () == leaks(
        d.desk("See.", case=NOTED, said_in_files=(("bram.txt", text if "bram@" not in text else ""),))
        if in_file
        else d.desk(text, case=NOTED)
    )


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


def test_a_damaged_envelope_has_a_reason_of_its_own() -> None:
    """Nothing in it is ours or a colleague's: it cannot be read."""
    decision = decide(d.desk("Begin small.", case=NOTED, left_out=("winmail.dat", "mail.eml")))
    told = d.text_to(decision, "anna@example.org")
    assert "it is damaged and nobody could read it: winmail.dat" in told
    assert "a colleague's card never goes to a worker: mail.eml" in told

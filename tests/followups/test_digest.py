"""What stands in whose digest, in which list, and how it is answered."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from cases.growth import GivenLink, Growth, Weed
from cases.model import Case, CaseState, Person, Purpose
from cases.settings import Concierge
from db.followups import HeldMail, Week
from followups.digest import Agenda, agenda
from followups.digest_mails import DigestMails
from templates.drafts import Writer
from templates.load import load_library
from tests.followups.clock_cases import ANNA, BOX, BRAM, CARL, MARIA, at, case, settings

LIBRARY = load_library()
NOW = at("2026-11-23 08:30")
PERSON = Person(7, ANNA.address, ANNA.name)


def lists(concierge: Concierge = ANNA, told: tuple[str, ...] = (), **fields: Any) -> str:
    """The names of the lists that hold the one case."""
    found = agenda(concierge, [case(**fields)], {12: frozenset(told)}, (), settings(), NOW)
    return " ".join(n for n in ("late", "today", "open", "later", "waiting") if getattr(found, n))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"promised_at": at("2026-11-20 16:00")}, "late"),
        ({"promised_at": NOW}, "late"),
        ({"promised_at": at("2026-11-23 13:00")}, "today"),
        ({"promised_at": at("2026-11-23 23:59")}, "today"),
        ({"promised_at": at("2026-11-24 00:00")}, "open"),
        ({"promised_at": None, "state": CaseState.OPEN}, "open"),
        ({"state": CaseState.WAITING}, "waiting"),
        ({"wait_until": at("2026-11-24 09:00"), "promised_at": at("2026-11-20 16:00")}, "later"),
        ({"wait_until": at("2026-11-24 09:00"), "state": CaseState.WAITING}, "later"),
    ],
)  # fmt: skip
def test_each_case_in_one_list(fields: dict[str, Any], expected: str) -> None:
    """By promise, state and #wait, on the service's own calendar."""
    assert expected == lists(**fields)


AWAY = ((date(2026, 11, 23), date(2026, 11, 23)),)


@pytest.mark.parametrize(
    ("concierge", "told", "fields", "there"),
    [
        (ANNA, (), {"owner": "anna@example.org"}, True),
        (ANNA, ("anna@example.org",), {"owner": "bram@example.org"}, False),
        (ANNA, (), {"owner": "gone@example.org"}, True),  # nobody's any more
        (ANNA, (), {}, True),  # on duty
        (CARL, (), {}, False),  # speaks no English
        (CARL, ("carl@example.org",), {}, True),  # but was told
        (ANNA, (), {"topics": ("presenting",)}, False),  # Bram hears first
        (BRAM, (), {"topics": ("presenting",)}, True),
        (ANNA, (), {"requester": Person(3, "anna@example.org")}, False),  # her own question
    ],
)  # fmt: skip
def test_whose_case_it_is(
    concierge: Concierge, told: tuple[str, ...], fields: dict[str, Any], there: bool
) -> None:
    """Their own, those of nobody that they know of or are on duty for."""
    assert there == bool(lists(concierge, told, **fields))


def test_an_absent_owners_case_is_everybodys_on_duty() -> None:
    """It stands in the digest of those on duty while the owner is away."""
    people = settings(ANNA, replace(BRAM, away=AWAY))
    found = agenda(ANNA, [case(owner=BRAM.address)], {}, (), people, NOW)
    assert (12,) == tuple(c.id for c in found.today)


@pytest.mark.parametrize(("people", "there"), [((ANNA,), True), ((ANNA, BRAM), False)])
def test_own_question_of_a_concierge(people: tuple[Concierge, ...], there: bool) -> None:
    """It is for the others; whoever is alone answers themselves."""
    asked = case(requester=Person(3, ANNA.address))
    assert there is bool(agenda(ANNA, [asked], {}, (), settings(*people), NOW).today)


def test_order_of_what_has_no_promise_or_was_put_off() -> None:
    """Promised first, then by number; what comes back first stands first."""
    tomorrow = at("2026-11-24 13:00")
    cases = [case(id=n, promised_at=p) for n, p in ((4, None), (1, None), (3, tomorrow))]
    assert (3, 1, 4) == tuple(c.id for c in agenda(ANNA, cases, {}, (), settings(), NOW).open)
    later = [case(id=n, wait_until=at(f"2026-11-{day} 09:00")) for n, day in ((1, 26), (2, 24), (3, 25))]
    assert (2, 3, 1) == tuple(c.id for c in agenda(ANNA, later, {}, (), settings(), NOW).later)


def test_the_most_urgent_first() -> None:
    """By promised time in each list."""
    cases = [case(id=n, promised_at=at(f"2026-11-23 {hour}:00")) for n, hour in ((1, 16), (2, 12), (3, 14))]
    assert (2, 3, 1) == tuple(c.id for c in agenda(ANNA, cases, {}, (), settings(), NOW).today)


def test_nothing_to_do() -> None:
    """Waiting for workers and what was put off is nothing to do; a held mail is."""
    assert not Agenda(waiting=(case(),), later=(case(),)).to_do
    assert Agenda(held=(HeldMail(1, BOX, "tom@example.net", "Excel", "sender-not-allowed"),)).to_do
    own = HeldMail(2, BOX, BRAM.address, "Re: Talks", "unproven")
    assert () == agenda(ANNA, (), {}, (own,), settings(), NOW).held
    assert (own,) == agenda(BRAM, (), {}, (own,), settings(), NOW).held


def digest(plan: Agenda, language: str = "en", plus: bool = True, automatic: int = 0) -> Any:
    found = settings()
    found = replace(found, mailboxes=(replace(found.mailboxes[0], plus_addressing=plus),))
    mails = DigestMails(found, Writer(found, LIBRARY), NOW, {12: 5})
    return mails.digest(PERSON, language, date(2026, 11, 23), plan, automatic)


FULL = Agenda(
    late=(case(promised_at=at("2026-11-20 16:00"), owner="bram@example.org"),),
    today=(case(id=13, subject="Re: [LC-13] Excel & (pivot)"),),
    waiting=(case(id=14),),
    held=(HeldMail(3, BOX, "tom@example.net", "Excel", "sender-not-allowed"),),
)


@pytest.mark.parametrize(
    ("language", "subject", "first"),
    [
        ("en", "1 late, 1 due today, 1 held (Monday)", "**Late: answer these first (1)**"),
        (
            "nl",
            "1 te laat, 1 voor vandaag, 1 tegengehouden (maandag)",
            "**Te laat: antwoord hier eerst op (1)**",
        ),
    ],
)  # fmt: skip
def test_what_to_do_comes_first(language: str, subject: str, first: str) -> None:
    """In the subject, which a phone shows alone, and on the first line."""
    found = digest(FULL, language)
    assert (subject, first) == (found.subject, found.text.partition("\n")[0])
    assert (None, "auto-generated", "digest:7:2026-11-23") == (found.case, found.automatic, found.dedupe)


def test_each_case_is_answered_by_a_link() -> None:
    """To an address signed for this concierge and case, knowing what they saw; the subject names the case."""
    signer = settings().signer
    links = re.findall(r"\]\((mailto:[^ )]+)", digest(FULL).text)
    tokens = [signer.verify(unquote(urlsplit(link).path).partition("+")[2][:44], NOW) for link in links]
    shown = [(t.purpose, t.case, t.person, t.ref) for t in tokens if t]
    assert [
        (Purpose.ANSWER, 12, 7, 5),
        (Purpose.ANSWER, 13, 7, 0),
        (Purpose.HELD, 0, 7, 3),
        (Purpose.HELD, 0, 7, 3),
        (Purpose.ANSWER, 14, 7, 0),
    ] == shown
    assert ["Re: [LC-13] Maria Jansen: Excel & (pivot)"] == parse_qs(urlsplit(links[1]).query)["subject"]
    assert ["#accept", "#discard"] == [unquote(link.rpartition("body=")[2]) for link in links[2:4]]


def test_without_plus_addresses_there_are_no_links() -> None:
    """The tag only: who answers looks for the notification."""
    text = digest(FULL, plus=False).text
    assert "mailto:" not in text
    assert "LC-12" in text


@pytest.mark.parametrize(("automatic", "words"), [(0, None), (1, "took 1 mail as"), (3, "took 3 mails as")])
def test_mail_taken_as_automatic_is_counted(automatic: int, words: str | None) -> None:
    """So that a mail that was none is missed by nobody."""
    text = digest(FULL, automatic=automatic).text
    assert words in text if words else "as automatic" not in text


def test_long_lists_are_cut() -> None:
    """Mail clients cut long mails: the most urgent are shown, and the number of the others."""
    late = tuple(case(id=n, promised_at=at("2026-11-20 16:00")) for n in range(1, 41))
    text = digest(Agenda(late=late)).text
    assert (15, True) == (text.count('"button"'), "and 25 more" in text)


def test_the_leads_week() -> None:
    """What is late, the counts, and the ratings with their mean."""
    found = settings()
    mails = DigestMails(found, Writer(found, LIBRARY), NOW, {})
    week = Week(opened=9, first_answers=8, recommended=5, closed=3, ratings={5: 2, 4: 1, 2: 1})
    cases = {
        "late": (case(promised_at=at("2026-11-20 16:00"), owner="bram@example.org"),),
        "open": (),
        "waiting": (),
    }
    draft = mails.lead_digest(PERSON, "en", date(2026, 11, 23), week, cases, 2)
    assert "This week: 1 late, 1 open, rated 4.0 (Monday)" == draft.subject
    for words in ("With Bram Jansen.", "2 mails are held", "| requests | 9 |", "| rated 5 excellent | 2 |"):
        assert words in draft.text
    assert MARIA.name in draft.text
    assert "mailto:" not in draft.text


@pytest.mark.parametrize(
    ("taken_in", "moved", "differs", "words"),
    [
        (0, 0, 0, ()),
        (1, 0, 0, ("1 mail had been passed over", "found it, and I took it in")),
        (3, 0, 0, ("3 mails had been passed over", "found them, and I took them in")),
        (0, 2, 0, ("2 mails were put away", "before I saw them")),
        (0, 0, 1, ("differ in 1 place", "`concierge health`")),
    ],
)
def test_the_lead_hears_of_the_nightly_comparison(
    taken_in: int, moved: int, differs: int, words: tuple[str, ...]
) -> None:
    """Only where it found something."""
    found = settings()
    mails = DigestMails(found, Writer(found, LIBRARY), NOW, {})
    week = Week(0, 0, 0, 0, {}, taken_in, moved, differs)
    draft = mails.lead_digest(
        PERSON, "en", date(2026, 11, 23), week, {"late": (), "open": (), "waiting": ()}, 0
    )
    assert all(each in draft.text for each in words)
    assert ("mailbox" in draft.text) == bool(words)
    assert week.anything == bool(words)
    dutch = mails.lead_digest(
        PERSON, "nl", date(2026, 11, 23), week, {"late": (), "open": (), "waiting": ()}, 0
    )
    assert ("mailbox" in dutch.text) == bool(words)


GROWTH = Growth(
    (GivenLink(12, "https://example.org/talks", "good-talks", "Good *talks*"),),
    2,
    (Weed("old", "Old course", dead=True), Weed("dull", "Dull book", mean=1.84, ratings=4)),
)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("this week that the catalogue does not have", "Keep it: `#keep good-talks`", "and 2 more")),
        ("nl", ("die niet in de catalogus staan", "Bewaar: `#bewaar good-talks`", "en nog 2")),
    ],
)
def test_links_of_the_week(language: str, words: tuple[str, ...]) -> None:
    """Of one's own answers, each with a mail to the case that keeps it; none where there are none."""
    found = settings()
    mails = DigestMails(found, Writer(found, LIBRARY), NOW, {12: 5})
    text = mails.digest(PERSON, language, date(2026, 11, 23), FULL, 0, GROWTH).text
    assert [] == [each for each in (*words, "Good \\*talks\\*", "LC-12") if each not in text]
    command = "#bewaar good-talks" if language == "nl" else "#keep good-talks"
    [link] = [each for each in re.findall(r"\]\((mailto:[^ )]+)", text) if command in unquote(each)]
    token = found.signer.verify(unquote(urlsplit(link).path).partition("+")[2][:44], NOW)
    assert token is not None
    assert (12, 7) == (token.case, token.person)
    assert "catalog" not in mails.digest(PERSON, language, date(2026, 11, 23), FULL, 0).text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            ("`old` Old course: its link was dead", "rated 1.8 of 5 where it was recommended (4"),
        ),
        ("nl", ("`old` Old course: de link werkte niet meer", "kreeg 1.8 van de 5 waar het werd aanbevolen")),
    ],
)
def test_the_lead_hears_of_links_and_weeds(language: str, words: tuple[str, ...]) -> None:
    """Of all answers, without a mail to send; options that may go, with the reason."""
    found = settings()
    mails = DigestMails(found, Writer(found, LIBRARY), NOW, {})
    week = Week(opened=1, first_answers=1, recommended=0, closed=0, ratings={})
    cases: dict[str, tuple[Case, ...]] = {"late": (), "open": (), "waiting": ()}
    text = mails.lead_digest(PERSON, language, date(2026, 11, 23), week, cases, 0, GROWTH).text
    assert [] == [each for each in (*words, "https://example.org/talks", "good-talks") if each not in text]
    assert "mailto:" not in text

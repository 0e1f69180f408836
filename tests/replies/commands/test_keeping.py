# ruff: noqa: E501 - one mail a line
"""#keep: which link is meant, what becomes of it, what is refused, and whose it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cases.catalogue import Catalogue, Option
from cases.effects import Decision, KeepOption
from cases.model import Direction, Role
from replies.decide import decide
from tests import desk as d

HABITS = "Try [Habits of good feedback](https://www.example.net/habits?utm_source=x&id=2#top)."
TWO = "Try https://example.net/habits and https://example.net/other."


def kept(decision: Decision) -> list[Option]:
    return [effect.option for effect in decision.effects if isinstance(effect, KeepOption)]


def told(decision: Decision) -> str:
    return d.text_to(decision, "anna@example.org").replace("\\", "")


@pytest.mark.parametrize(
    ("text", "slug", "title", "url"),
    [
        (f"{HABITS}\n#keep habits-of-good-feedback", "habits-of-good-feedback", "Habits of good feedback", "https://www.example.net/habits?id=2"),
        (f"{HABITS}\n#keep feedback", "feedback", "Habits of good feedback", "https://www.example.net/habits?id=2"),
        (f"{TWO}\n#keep other", "other", "other", "https://example.net/other"),
        (f"{TWO}\n#bewaar andere link=https://example.net/other titel=\"Een ander\"", "andere", "Een ander", "https://example.net/other"),
        ("#keep a-book title=\"Talk like that\"", "a-book", "Talk like that", ""),
        ("#keep page url=https://example.net/x", "page", "page", "https://example.net/x"),
        (f"{HABITS} https://teams.microsoft.com/l/meetup-join/1 http://intranet/x\n#keep feedback", "feedback", "Habits of good feedback", "https://www.example.net/habits?id=2"),
    ],
)  # fmt: skip
def test_which_link_is_meant(text: str, slug: str, title: str, url: str) -> None:
    """The one that was offered under that name, the only one, or the one typed; a title alone is enough."""
    [option] = kept(decide(d.desk(text)))
    assert (slug, title, url) == (option.slug, option.title, option.url)


def test_the_link_of_an_answer_of_before() -> None:
    """In reply to the receipt: the links of the concierges' earlier answers, not those of the worker."""
    asked = replace(d.ASKED, new_text="I read https://example.com/mine")
    before = d.message(2, Role.CONCIERGE, Direction.OUT, HABITS, d.ANNA.mailbox)
    [option] = kept(decide(d.desk("#keep feedback", case=d.case(messages=(asked, before)))))
    assert "https://www.example.net/habits?id=2" == option.url


def test_all_that_is_known_of_it() -> None:
    """Keys in both languages; topics, language and client of the case; a price is of today; a kind means training."""
    line = '#bewaar feedback soort=cursus prijs=€95 duur=2u met=anderen niveau=gevorderd aanbieder="School B"'
    [option] = kept(
        decide(d.desk(f"{HABITS}\n{line}\n#client acme", case=d.case(language="nl"), settings=_with_client()))
    )
    expected = Option(
        "feedback", "Habits of good feedback", kind="course", training=True, provider="School B", price=Decimal(95), currency="EUR",
        minutes=120, with_="others", languages=("nl",), topics=("presenting",), url="https://www.example.net/habits?id=2",
        client="acme", level="advanced", priced_on=date(2026, 11, 23),
    )  # fmt: skip
    assert expected == option


def _with_client() -> object:
    from cases.settings import Client

    return d.settings(clients=(Client("acme", "Acme"),))


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize(
    ("text", "english", "dutch"),
    [
        (f"{TWO}\n#keep zzz", "names: habits (https://example.net/habits)", "namen: habits (https://example.net/habits)"),
        ("#keep zzz", "I see no link", "ik zie geen link"),
        ("#keep", "a name has to follow", "er moet een naam achter"),
        ("#keep talk-book", "another name, like talk-book-2", "een andere naam, zoals talk-book-2"),
        ("#keep x url=http://www.example.net/book/", "already: #option talk-book", "al in de catalogus: #optie talk-book"),
        ("#keep x url=javascript:alert(1)", "that everybody can open", "dat iedereen kan openen"),
        ("#keep x url=http://192.168.1.1/a", "that everybody can open", "dat iedereen kan openen"),
        ("#keep x url=https://u:p@example.net/a", "that everybody can open", "dat iedereen kan openen"),
        ("#keep x url=https://example.net/q price=cheap", "write 25, 12.50", "schrijf 25, 12,50"),
        ("#keep x url=https://example.net/q minutes=long", "write 90 or 1h30", "schrijf 90 of 1u30"),
        ("#keep x url=https://example.net/q level=hard", "beginner, intermediate or advanced", "beginner, gemiddeld of gevorderd"),
        ("#keep x url=https://example.net/q topic=xyz", "there is no topic “xyz”", "er is geen thema “xyz”"),
        ("#keep x url=https://example.net/q client=other", "there is no “client”", "“client” bestaat niet"),
        ("#keep x!y url=https://example.net/q", "is no short name", "is geen korte naam"),
        ("#keep x y url=https://example.net/q", "I do not understand “y”", "ik begrijp “y” niet"),
        ('#keep x title="="', "title of a few words", "titel van enkele woorden"),
    ],
)  # fmt: skip
def test_refused_with_the_way_out(text: str, english: str, dutch: str, language: str) -> None:
    """All or none: nothing is kept, and the line says what to write instead."""
    decision = decide(d.desk(text, language=language))
    assert [] == kept(decision)
    assert (english if language == "en" else dutch) in told(decision)


def test_an_addition_is_completed_until_it_is_merged() -> None:
    """The same name again changes it, for the client that it was kept for; then the file is the truth."""
    waiting = Option("feedback", "feedback", url="https://example.net/habits", topics=("writing",))
    catalogue = replace(d.CATALOGUE, options=(*d.CATALOGUE.options, waiting), added=frozenset({"feedback"}))
    line = '#keep feedback price=0 title="Habits"'
    [option] = kept(decide(d.desk(line, catalogue=catalogue)))
    assert ("Habits", Decimal(0), ("writing",), waiting.url) == (
        option.title,
        option.price,
        option.topics,
        option.url,
    )
    merged = replace(catalogue, added=frozenset())
    assert "is in the catalogue already" in told(decide(d.desk(line, catalogue=merged)))
    elsewhere = decide(d.desk(line, catalogue=catalogue, case=d.case(client="acme")))
    assert "is in the catalogue already" in told(elsewhere)


def test_nothing_is_kept_where_there_is_no_file() -> None:
    """No catalogue, or additions with a mistake in them: said before anything of the mail is done."""
    nowhere = replace(d.CATALOGUE, added=None)
    decision = decide(d.desk(f"{HABITS}\n#keep feedback", catalogue=nowhere))
    assert ([], []) == (kept(decision), d.to_worker(decision))
    assert "concierge catalogue check" in told(decision)
    assert "Not in the catalogue" not in told(decide(d.desk(f"{HABITS}\n#take", catalogue=nowhere)))


def test_what_the_receipt_says() -> None:
    """What is kept and for whom, what to add with which line; links that could be kept, three at most."""
    first = told(decide(d.desk(f"{HABITS}\n#keep feedback", case=d.case(client="acme", topics=()))))
    assert (
        "in the catalogue: Habits of good feedback (feedback), for acme only. To complete it: #keep feedback price=… minutes=… kind=… topic=…"
        in first
    )
    assert "Not in the catalogue yet" not in first
    many = " ".join(f"https://example.net/page-{word}" for word in ("one", "two", "six", "ten", "all"))
    offered = told(decide(d.desk(f"{HABITS} https://example.net/book {many}\n#take")))
    assert (
        "yet: “Habits of good feedback”, [https://www.example.net/habits?id=2](https://www.example.net/habits?id=2). To keep it, reply with [`#keep habits-of-good-feedback`](mailto:"
        in offered
    )
    assert "3 more links of your answer" in offered
    assert "example.net/book)" not in offered.partition("Not in the catalogue")[2]
    assert "Antwoord met [`#bewaar habits-of-good-feedback`](mailto:" in told(
        decide(d.desk(f"{HABITS}\n#neem", language="nl"))
    )


def test_another_clients_option_stands_in_nobodys_way() -> None:
    """The same page may be kept for a client though another one has it; only what they see is compared."""
    theirs = Option("secret", "Theirs", url="https://example.net/habits?id=2", client="other")
    catalogue = Catalogue((theirs,), d.CATALOGUE.topics)
    [option] = kept(
        decide(d.desk(f"{HABITS}\n#keep feedback", catalogue=catalogue, case=d.case(client="acme")))
    )
    assert "acme" == option.client


@pytest.mark.parametrize(
    ("url", "english", "dutch"),
    [
        ("https://docs.example.net/course?user=x@example.org", "docs.example.net has a mail address in it", "naar docs.example.net staat een mailadres"),
        ("https://example.net/course/maria-jansen", "names somebody of this case", "noemt iemand van deze vraag"),
        ("https://example.net/course?token=eyJhbGciOi.abc", "has a key, a code or an account", "staat een sleutel, code of account"),
        ("https://acme.sharepoint.com/sites/x/course.docx", "a file that somebody shared", "een bestand dat iemand deelde"),
    ],
)  # fmt: skip
def test_links_of_one_person_are_neither_offered_nor_kept(url: str, english: str, dutch: str) -> None:
    """However it is meant: named, the only one, or typed; the refusal says what to do. Without a link it is kept."""
    case = replace(d.case(topics=("presenting",)), requester=replace(d.case().requester, name="Maria Jansen"))
    for text in (f"Try {url} .\n\n#keep course", f"Try {url} .\n\n#keep zzz", f"#keep course url={url}"):
        for language, said in (("en", english), ("nl", dutch)):
            decision = decide(d.desk(text, case=case, language=language))
            assert said in told(decision), text
            assert ("(url=" if language == "en" else "(link=") in told(decision).replace("\\", "")
    offered = told(decide(d.desk(f"Try {url} .\n#take", case=case)))
    assert "#keep" not in offered
    kept = decide(d.desk(f'Try {url} .\n\n#keep course title="A course"', case=case))
    assert "in the catalogue: A course" in told(kept)

# ruff: noqa: E501 - one sentence a line
"""#phrase: which sentence a topic learns, what is refused as it may say who wrote it, what is offered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cases.catalogue import Catalogue, Topic
from cases.effects import Decision, KeepPhrase
from replies.advice.delicate import is_delicate
from replies.advice.teaching import names_in, telling_phrase, telltale, tidy
from replies.decide import decide
from tests import desk as d

CATALOGUE = Catalogue(
    topics=(
        Topic(
            "presenting",
            {"en": "presenting", "nl": "presenteren"},
            {"en": ("slides", "stage")},
            {
                "en": ("I freeze when everybody looks at me", "my hands shake on stage"),
                "nl": ("ik klap dicht voor een volle zaal", "als ik vooraan sta tril ik"),
            },
        ),
        Topic("excel", {"en": "Excel"}, {"en": ("excel",)}, {"en": ("how do I add up columns",)}),
    ),
    no_request={"en": ("thanks in advance", "kind regards", "have a nice day"), "nl": ("alvast bedankt",)},
)
ASKED = (
    "Hello Anna,\n\nI hope you are well. When I stand in front of the board my hands\nshake and I freeze. "
    "My manager Peter says so too. Ring me on 0470 12 34 56.\n\nThanks in advance and have a nice day"
)
TOLD = "When I stand in front of the board my hands shake and I freeze"


def taught(decision: Decision) -> list[tuple[str, str, str]]:
    return [(e.topic, e.language, e.phrase) for e in decision.effects if isinstance(e, KeepPhrase)]


def told(decision: Decision) -> str:
    return d.text_to(decision, "anna@example.org").replace("\\", "")


def decided(
    text: str, asked: str = ASKED, catalogue: Catalogue = CATALOGUE, topics: tuple[str, ...] = ("presenting",)
) -> Decision:
    case = d.case(topics=topics, messages=(replace(d.ASKED, new_text=asked),))
    return decide(d.desk(text, case=case, catalogue=catalogue))


@pytest.mark.parametrize(
    ("text", "learnt"),
    [
        ("#phrase", ("presenting", "en", TOLD)),
        ("#zin", ("presenting", "en", TOLD)),
        ("#phrase I go red on stage.", ("presenting", "en", "I go red on stage")),
        ("#zin “ik word rood vooraan!”", ("presenting", "en", "ik word rood vooraan")),
        ("#topic excel\n#phrase the totals are wrong", ("excel", "en", "the totals are wrong")),
        ("#phrase the totals are wrong\n#topic excel", ("excel", "en", "the totals are wrong")),
        ("#lang nl\n#zin ik word rood vooraan", ("presenting", "nl", "ik word rood vooraan")),
        ("Try the club.\n\n#phrase I go red on stage", ("presenting", "en", "I go red on stage")),
    ],
)
def test_what_a_topic_learns(text: str, learnt: tuple[str, str, str]) -> None:
    """The words behind it, or the telling sentence of the request; to the case as the mail leaves it."""
    assert [learnt] == taught(decided(text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("#phrase Peter never listens to me", "“Peter”"),
        ("#phrase maria never listens", "“maria”"),
        ("#phrase write to boss@example.org instead", "“boss@example.org”"),
        ("#phrase see www.example.org/x for more", "“www.example.org/x”"),
        ("#phrase my badge is 48812 and fails", "“48812”"),
        ("#phrase we of Acme cannot speak", "“Acme”"),
        ("#phrase too short", "3 to 30 words"),
        ("#phrase " + "very " * 31 + "long", "3 to 30 words"),
    ],
)
def test_what_may_say_who_wrote_it_is_refused(text: str, said: str) -> None:
    """With the word that does; nothing of the mail is done."""
    decision = decided(text)
    assert [] == taught(decision)
    assert said in told(decision)


@pytest.mark.parametrize(
    ("asked", "catalogue", "topics", "said"),
    [
        ("Peter shouts. Ring 0470123456 please!", CATALOGUE, ("presenting",), "no sentence of the request"),
        (ASKED, CATALOGUE, (), "no topic yet"),
        (ASKED, replace(CATALOGUE, taught=None), ("presenting",), "no phrase can be kept"),
        (
            ASKED,
            replace(CATALOGUE, taught=(Topic("presenting", phrases={"en": tuple(map(str, range(60)))}),)),
            ("presenting",),
            "has learnt enough",
        ),
    ],
)
def test_where_nothing_can_be_learnt(
    asked: str, catalogue: Catalogue, topics: tuple[str, ...], said: str
) -> None:
    """No fit sentence, no topic, no file to write, enough of it."""
    decision = decided("#phrase", asked, catalogue, topics)
    assert [] == taught(decision)
    assert said in told(decision)


def test_what_is_known_is_not_learnt_twice() -> None:
    """Whatever its capitals and marks; the receipt says so, and the rest of the mail is done."""
    decision = decided("#phrase My hands SHAKE on stage!\n#topic presenting")
    assert [] == taught(decision)
    assert "knows this already" in told(decision)


def test_a_receipt_offers_the_telling_sentence() -> None:
    """Where the mail sets a topic, and only there; not what is known, nor beside a #phrase of their own."""
    offer = f"“{TOLD}”"
    assert offer in told(decided("#topic presenting"))
    assert offer not in told(decided("#need time=2h"))
    assert "could learn" not in told(decided("#topic presenting\n#phrase I go red on stage"))
    assert "could learn" not in told(decided("#topic presenting", "My hands shake on stage."))
    assert "could learn" not in told(decided("#topic presenting", catalogue=replace(CATALOGUE, taught=None)))


@pytest.mark.parametrize(
    "asked",
    [
        "Ik sta voor een volle zaal met Jan. Als ik vooraan sta tril ik erg. Bel 0470/12.34.56.",
        "Als ik vooraan sta\ntril ik erg",
        "Beste,\n\nals ik vooraan sta tril ik erg...\n\nAlvast bedankt voor alles\nEls Maes\n+32 9 123 45 67",
        "- als ik vooraan sta tril ik erg\n- zie http://intranet/x voor een volle zaal",
        "Peeters zegt: als ik vooraan sta tril ik erg; klap dicht bij Acme voor een volle zaal",
    ],
)
def test_the_sentence_that_is_offered_says_nothing_of_people(asked: str) -> None:
    """Names, numbers, links, thanks and signatures stand in other sentences, which are passed over."""
    found = telling_phrase(asked, "presenting", names_in(["Jan Peeters"]), CATALOGUE)
    assert "als ik vooraan sta tril ik erg" == found.lower()


def test_words_that_are_small_elsewhere_may_begin_a_sentence() -> None:
    """And days, months, and what the topics name; a name that is a usual word tells only with its capital."""
    names = names_in(["An Peeters", "an.peeters"])
    assert "" == telltale("On Monday an Excel file of mine broke", names, CATALOGUE)
    assert "An" == telltale("my columns, says An", names, CATALOGUE)
    assert "peeters" == telltale("my columns, says peeters", names, CATALOGUE)
    assert "I freeze" == tidy("  > “I\n freeze…”!".replace("…", "."))


NAMED = (
    *("Max", "An", "Lies", "Will", "Bill", "Don", "Grant", "Young", "Lang", "Groot", "Klein", "Bos", "Berg"),
    *("Post", "Black", "Best", "Rose", "Hope", "Mark", "Boer", "Wolf", "Vos"),
)
WORDS = " ".join(NAMED).lower()


@pytest.mark.parametrize("name", NAMED)
def test_names_that_are_words_are_names(name: str) -> None:
    """With a capital, first or within, although a topic writes the word small; also where one was learnt."""
    own = Topic("people", {"en": "people"}, {}, {"en": (f"we say {WORDS} here", "young people shout at me")})
    learnt = Topic("people", phrases={"en": (f"my boss {name} shouts",)})
    catalogue = Catalogue(topics=(own,), taught=())
    assert name == telltale(f"{name} shouts at me", frozenset(), catalogue)
    assert name == telltale(f"my boss {name} shouts at me", frozenset(), catalogue)
    taught = replace(own, phrases={"en": (*own.phrases["en"], *learnt.phrases["en"])})
    catalogue = Catalogue(topics=(taught,), taught=(learnt,))
    assert name == telltale(f"my boss {name} shouts at me", frozenset(), catalogue)


@pytest.mark.parametrize(
    ("phrase", "told"),
    [
        ("ring 12 34 56 78 please", "12 34 56 78"),
        ("ring 0 4 7 0 please", ""),
        ("bel mij op 04 70 1", "04 70 1"),
        ("my row 12345 fails", "12345"),
        ("my files of Office 365 are gone", ""),
        ("I lose 2 hours a day", ""),
        ("in 2026 I lead 5 people", "2026 5"),
        ("tom freezes when all look", "tom"),
        ("my colleague jan peeters shouts at me", "jan"),
        ("my colleague smets shouts at me", "smets"),
        ("op maandag en in Mei praat ik", ""),
        ("I speak Dutch on Tuesday", ""),
        ("Will I ever speak up", ""),
        ("An hour is too long for me", ""),
        ("My hands SHAKE on stage", ""),
        ("my Boss shouts", "Boss"),
        ("How do I add up columns in Excel", ""),
    ],
)
def test_numbers_and_people_that_are_known(phrase: str, told: str) -> None:
    """Digits are counted over all of it; people of the case and roster are known small too."""
    languages = Topic("languages", {"en": "languages"}, {"en": ("Dutch",)})
    catalogue = replace(CATALOGUE, topics=(*CATALOGUE.topics, languages))
    words = Topic("words", {"en": "words"}, {"en": ("boss how speak my an in op ring",)})
    assert told == telltale(
        phrase, names_in(["Bo Smets"]), replace(catalogue, topics=(*catalogue.topics, words))
    )


@pytest.mark.parametrize(
    ("sentence", "delicate"),
    [
        *((s, True) for s in (
            "my son died in May and I cannot concentrate", "I am on antidepressants and I panic", "ik ben zwanger en durf niet",
            "my depression makes me freeze on stage", "na mijn burn-out klap ik dicht", "sinds mijn ontslag durf ik niet meer",
            "I was laid off and my hands shake", "as a muslim I freeze", "de vakbond luistert niet naar mij", "I am gay and nobody knows",
            "ik heb kanker en tril", "I came back from hospital and freeze", "ik neem medicijnen tegen de zenuwen", "my husband passed away",
            "I was fired for it", "de begrafenis van mijn vader", "after my miscarriage I freeze", "ik ben verslaafd aan werk",
        )),
        *((s, False) for s in (
            "I freeze when everybody looks at me", "how do I add up columns", "my hands shake on stage", "ik klap dicht voor een volle zaal",
            "they look at their phones when I talk", "my pillar of the deck is weak", "ik maak een onderscheid", "I pitch to investors",
            "we have a tight deadline", "my manager says I read everything from the screen", "hoe zeg ik nee tegen mijn chef",
        )),
    ],
)  # fmt: skip
def test_what_is_delicate_is_never_offered(sentence: str, delicate: bool) -> None:
    """Nor taken by #phrase alone; a concierge may write it out."""
    assert delicate == is_delicate(sentence)
    asked = f"Hello,\n\n{sentence} and I freeze when everybody looks at me on stage."
    assert delicate != bool(telling_phrase(asked, "presenting", frozenset(), CATALOGUE))
    assert [("presenting", "en", sentence)] == taught(decided(f"#phrase {sentence}")) or not delicate

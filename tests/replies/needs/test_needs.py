"""What workers answer to the four questions, in every shape that mail clients and people give it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.model import Need
from replies.needs.needs import need_arguments, read_needs, read_request

TODAY = date(2026, 11, 21)  # a Saturday
EN = {
    1: "1. What happens now, and what should be different?",
    2: "2. What have you tried already?",
    3: "3. Would you rather learn alone or with others?",
    4: "4. How much time do you have, what may it cost, and by when do you need it?",
}
NL = {
    1: "1. Wat gebeurt er nu, en wat zou anders moeten zijn?",
    2: "2. Wat heb je al geprobeerd?",
    3: "3. Leer je liever alleen of samen met anderen?",
    4: "4. Hoeveel tijd heb je, wat mag het kosten, en tegen wanneer heb je het nodig?",
}


def need(**fields: Any) -> Need:
    return Need(**fields)


WRITTEN = [
    (
        "numbered",
        "1. I freeze when I present in English. It should go smoothly.\n2. A book\n3. alone\n"
        "4. 2 hours a week, 100 euro, before December\n\nThanks,\nMaria",
        need(
            about="I freeze when I present in English. It should go smoothly.",
            tried="A book",
            with_="alone",
            time=120,
            budget=Decimal(100),
            currency="EUR",
            by=date(2026, 11, 30),
        ),
    ),
    (
        "numbered on one line",
        "1. Mijn mails zijn te lang 2. niets 3. liefst alleen 4. een halfuurtje, geen budget, eind november",
        need(
            about="Mijn mails zijn te lang",
            tried="niets",
            with_="alone",
            time=30,
            budget=Decimal(0),
            by=date(2026, 11, 30),
        ),
    ),
    (
        "prose",
        "Hi,\n\nI freeze when I present in English. I tried a course of 2 days. I'd rather do it alone, "
        "max 2 hours. No budget. I need it by 1 December.\n\nThanks!\nMaria",
        need(
            about="I freeze when I present in English.",
            tried="I tried a course of 2 days.",
            with_="alone",
            time=120,
            budget=Decimal(0),
            by=date(2026, 12, 1),
        ),
    ),
    (
        "prose in Dutch",
        "Dag Anna,\n\nIk loop vast in Excel bij draaitabellen. Ik heb al een boek gelezen. Liefst in groep, "
        "ik heb 2 uur per week en een budget van 150 euro. Tegen eind januari.\n\nGroeten\nJan",
        need(
            about="Ik loop vast in Excel bij draaitabellen.",
            tried="Ik heb al een boek gelezen.",
            with_="others",
            time=120,
            budget=Decimal(150),
            currency="EUR",
            by=date(2027, 1, 31),
        ),
    ),
    (
        "the questions copied along without quote marks",
        "What have you tried already? A book.\nWould you rather learn alone or with others? Alone.\n"
        "How much time do you have, what may it cost, and by when do you need it?\n"
        "3 hours, none, before March",
        need(tried="A book.", with_="alone", time=180, budget=Decimal(0), by=date(2027, 2, 28)),
    ),
    (
        "labels",
        "Time: 2 hours\nBudget: none\nBy when: end of January\nAlone or with others: alone",
        need(with_="alone", time=120, budget=Decimal(0), by=date(2027, 1, 31)),
    ),
    (
        "labels in Dutch",
        "Tijd: 2u\nBudget: € 1.500\nTegen wanneer: 1/3/2027\nVoorkeur: maakt niet uit",
        need(with_="either", time=120, budget=Decimal(1500), currency="EUR", by=date(2027, 3, 1)),
    ),
    ("one number", "3. liefst alleen", need(with_="alone")),
    ("another way of numbering", "ad 4: 1u30, 50 euro", need(time=90, budget=Decimal(50), currency="EUR")),
    ("fragments", "2 hours, 100 euro", need(time=120, budget=Decimal(100), currency="EUR")),
    (
        "some left open",
        "1) We hebben elke week een meeting van 2 uur.\n2) /\n3) samen met collega's\n"
        "4) 1 uur per week, budget moet ik nog vragen, ten laatste 15 januari",
        need(
            about="We hebben elke week een meeting van 2 uur.",
            with_="others",
            time=60,
            by=date(2027, 1, 15),
        ),
    ),
    ("thanks only", "Thanks for your quick reply! I'd rather do this alone.", need(with_="alone")),
    ("nothing about it", "Thanks, that is helpful. Can we talk next week?", need()),
    (
        "no wish",
        "I have to present for 2 hours in three weeks and can't do this alone.",
        need(by=date(2026, 12, 12)),
    ),
    ("two times", "4. 2 hours a week or 30 minutes a day", need()),
    ("two budgets", "4. €50 or €100", need()),
    (
        "a list in prose",
        "Here is what went wrong so far, all of it in the last two weeks or so:\n1. a\n2. b",
        need(),
    ),
    ("as soon as possible", "4. asap", need()),
    ("empty", "", need()),
    (
        "money in other words",
        "Alone, 30 min a day, nothing that costs money, by mid January",
        need(with_="alone", time=30, budget=Decimal(0), by=date(2027, 1, 15)),
    ),
    ("two wishes", "Ik zou graag in groep leren, maar alleen kan ook.", need(with_="others")),
    (
        "another's budget",
        "I tried LinkedIn Learning for 3 hours, it cost me 30 euro. I want a coach.",
        need(with_="others", tried="I tried LinkedIn Learning for 3 hours, it cost me 30 euro."),
    ),
    (
        "lists with dashes",
        "4. Tijd: 2u/week - Budget: te bespreken met mijn baas - Tegen: begin februari",
        need(time=120, by=date(2027, 2, 1)),
    ),
]


@pytest.mark.parametrize(("text", "expected"), [w[1:] for w in WRITTEN], ids=[w[0] for w in WRITTEN])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_need_is_read_from_the_text(text: str, expected: Need, line_end: str) -> None:
    """Numbered, labelled or in prose, in both languages; what is not said for sure stays None."""
    assert expected == read_needs(text.replace("\n", line_end), (), "en", TODAY)


@pytest.mark.parametrize("questions", [EN, NL], ids=["en", "nl"])
def test_need_is_read_between_the_questions(questions: dict[int, str]) -> None:
    """An answer belongs to the question quoted just above it."""
    given = (
        "It goes wrong when clients ask questions.",
        "Nothing yet",
        "don't mind",
        "2h/week, 100 EUR, asap",
    )
    answers = tuple((questions[n], text) for n, text in enumerate(given, 1))
    expected = need(
        about=given[0], tried=given[1], with_="either", time=120, budget=Decimal(100), currency="EUR"
    )
    assert expected == read_needs("\n".join(given), answers, "en", TODAY)


def test_skipped_questions_are_passed_over() -> None:
    """With two questions quoted above it, an answer belongs to the nearer one."""
    quoted = "\n".join((EN[1], EN[2], EN[3]))
    assert need(with_="alone") == read_needs("Alone please", ((quoted, "Alone please"),), "en", TODAY)
    both = ((EN[1], "Too slow"), (EN[2] + "\n" + EN[3], "either"))
    assert need(about="Too slow", with_="either") == read_needs("Too slow\neither", both, "en", TODAY)


def test_words_below_all_questions_answer_any_of_them() -> None:
    """Below the whole quoted mail stands prose, not the answer to its last question."""
    quoted = "\n".join(EN.values())
    text = "I'd prefer a group, and I have 3 hours."
    assert need(with_="others", time=180) == read_needs(text, ((quoted, text),), "en", TODAY)


def test_words_above_the_questions_count_too() -> None:
    """Some words above the quote, some between the questions: both are read."""
    text = "Hello, my budget is 80 euro.\n\nalone"
    expected = need(with_="alone", budget=Decimal(80), currency="EUR")
    assert expected == read_needs(text, ((EN[3], "alone"),), "en", TODAY)


def test_long_answers_are_cut() -> None:
    """A page of text is kept to a paragraph; the mail itself is on the case."""
    about = read_needs("1. " + "word " * 500, (), "en", TODAY).about
    assert about is not None
    assert (600, "…") == (len(about), about[-1])


@pytest.mark.parametrize(
    "pairs",
    [
        {"time": "2h", "budget": "100", "with": "others", "by": "2026-12-01", "about": "a talk"},
        {"tijd": "2u", "budget": "100", "met": "anderen", "tegen": "1/12/2026", "over": "a talk"},
        {"Time": "120 min", "BUDGET": "100,00", "with": "group", "by": "1 Dec", "about": "a talk"},
    ],
    ids=["en", "nl", "other spellings"],
)
def test_arguments_of_the_command(pairs: dict[str, str]) -> None:
    """`#need` and `#behoefte` say the same thing."""
    expected = need(about="a talk", with_="others", time=120, budget=Decimal(100), by=date(2026, 12, 1))
    assert expected == need_arguments(pairs, "en", TODAY)


def test_every_wrong_argument_is_named() -> None:
    """All mistakes at once, in the language of who wrote them."""
    pairs = {"tijd": "veel", "budget": "100x", "met": "ja", "tegen": "1/1/2020", "foo": "x", "over": " "}
    assert (
        "tijd=veel is geen tijd: schrijf bijvoorbeeld tijd=2u of tijd=30min",
        "budget=100x is geen bedrag: schrijf bijvoorbeeld budget=100 of budget=100EUR",
        "met=ja moet alleen, anderen of beide zijn",
        "tegen=1/1/2020 is al voorbij",
        "foo ken ik niet: wel tijd, budget, met, tegen, over en geprobeerd",
        "over heeft geen waarde",
    ) == need_arguments(pairs, "nl", TODAY)


def test_the_same_argument_twice_is_refused() -> None:
    """Under its English and its Dutch name it is still the same."""
    assert ("time is given twice",) == need_arguments({"tijd": "2h", "time": "3h"}, "en", TODAY)


PIECES = st.sampled_from(
    ["1. ", "2) ", "3 - ", "4: ", "alone", "met anderen", "2 uur", "half a", "day", "€ 1.500", "geen",
     "budget", "by", "before", "1/12", "31/02/2026", "eind", "november", "volgende", "vrijdag",
     "half an hour", "honderd", "duizend", "tot", "week 53", "Easter", "Q4", "a week before", "ready",
     "an", "or", "of", "?", "\n",
     "in 999 months", " ", ",", "-", "what happens now?", "Tijd: ", "x"]
)  # fmt: skip


@given(
    st.lists(PIECES, max_size=25).map("".join) | st.text(max_size=200), st.dates(TODAY, date(2099, 12, 31))
)
def test_any_words_are_a_need(text: str, today: date) -> None:
    """Total: whatever stands there, the answer is a need with sensible values, and no day has passed."""
    read = read_needs(text, ((text[:40], text[40:]),), "en", today), read_request(text[:40], text[40:], today)
    for found in read:
        assert found.with_ in (None, "alone", "others", "either")
        assert found.time is None or found.time >= 0
        assert found.by is None or found.by >= today
        assert found.budget is None or found.budget >= 0


_SAYS_NOTHING = (
    "And more?", "And one below.", "I am late", "Yes I am", "Ah, right", "And?", "Am I late?",
    "A day late.", "Had a good day?", "Have a nice day!", "What a day.", "One day, maybe.",
    "Just a minute.", "Wait a minute", "Do you have a minute?", "Do you have an hour to talk?",
    "One moment.", "An hour ago", "It takes me 3 hours a day.", "Every day", "Twice a day",
    "One more thing", "Two people asked.", "We get 200 mails a day.", "Een dag later.", "Fijne dag!",
    "Nog een fijne dag.", "Eens per dag.", "Heb je een minuutje?", "Een momentje.", "Elke dag",
    "Een uurtje geleden.", "Ik ben een dag weg.", "A dog", "Ad hoc", "Een van ons", "2 mails", "3 m breed",
    "Half of it", "Au, dat doet pijn", "Un dia", "Only that one.", "Alleen dat.", "Alleen dinsdag niet.",
    "Alleen nog dit", "Not alone!", "I work alone.", "Ik woon alleen.", "The group is big.",
    "Group photo attached", "Groep 4 ook", "Samen sterk!", "Samen met Noor", "Both files attached.",
    "Beide bijlagen", "Whatever you think.", "With others I get nervous.",
    "I share an office with others.", "We work together well.", "I was with a colleague.",
    "Met collega's praten is moeilijk.", "In a team of 5", "My team is small",
    "I want to work together with my team on a plan.", "Ik wil beter samenwerken met mijn team.",
    "Feel free", "Feel free to call me.", "I am free on Monday.", "Ik ben vrij maandag.",
    "The 100 euro question", "It costs us 100 euro a day.", "Our budget process is slow.",
    "I have to present the budget of 5000 euro.", "Room 100", "May I ask?", "Mei is druk.",
    "Before Monday I was ill.", "See you Friday", "By the way, thanks", "By then I am away.",
    "Ik kom dinsdag terug.", "Tot maandag!", "Tot morgen", "Until tomorrow!", "See you tomorrow.",
    "Within a day I had an answer", "In a week I forgot.", "Within a week we were lost.",
    "Voor maandag was ik ziek.",
)  # fmt: skip


@pytest.mark.parametrize("text", _SAYS_NOTHING)
def test_words_that_only_look_like_a_wish(text: str) -> None:
    """ "And more?" is no 8 hours, "I am late" no minute, "Alleen dat." no wish to learn alone."""
    need = read_needs(text, [], "en", TODAY)
    assert (None, None, None, None) == (need.with_, need.time, need.budget, need.by)
    answered = read_needs(text, [("1. What happens now, and what should be different?", text)], "en", TODAY)
    assert None is answered.time

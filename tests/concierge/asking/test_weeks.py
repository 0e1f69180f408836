"""Working hours and small words as people type them in either language."""

from __future__ import annotations

import pytest

from concierge.asking import answers
from concierge.asking.provider import MICROSOFT, OTHER
from concierge.asking.questions import ALONE, CHOICES, NO, SEVERAL, YES
from concierge.asking.weeks import english_week


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("ma-vr 9-17", "Mon-Fri 09:00-17:00"),
        ("Ma-Vr 09:00-17:00", "Mon-Fri 09:00-17:00"),
        ("maandag tot vrijdag van 9u tot 17u", "Mon-Fri 09:00-17:00"),
        ("van maandag tot en met vrijdag, 9 uur tot 17 uur", "Mon-Fri 09:00-17:00"),
        ("maandag t.e.m. vrijdag 8u30-16u30", "Mon-Fri 08:30-16:30"),
        ("ma t/m vr 9.00 - 17.00", "Mon-Fri 09:00-17:00"),
        ("werkdagen van 9 tot 17 uur", "Mon-Fri 09:00-17:00"),
        ("ma-do 9-12.30 13-17, vr 9u-15u30", "Mon-Thu 09:00-12:30 13:00-17:00, Fri 09:00-15:30"),
        ("ma-vr 9 - 12 en 13 - 17", "Mon-Fri 09:00-12:00 13:00-17:00"),
        ("ma en wo 9-17", "Mon 09:00-17:00, Wed 09:00-17:00"),
        ("ma–vr 9–17", "Mon-Fri 09:00-17:00"),
        ("dagelijks 0-24", "Mon-Sun 00:00-24:00"),
        ("Mon. - Fri. 9-17", "Mon-Fri 09:00-17:00"),
        ("weekdays 9am-5pm", "Mon-Fri 09:00-17:00"),
        ("monday to friday, from 9:00 to 17:30", "Mon-Fri 09:00-17:30"),
        ("Tuesdays and Thursdays 9-12", "Tue 09:00-12:00, Thu 09:00-12:00"),
        ("mondays to fridays 9-17", "Mon-Fri 09:00-17:00"),
        ("on Weds and Saturdays 10am-1pm", "Wed 10:00-13:00, Sat 10:00-13:00"),
        ("op maandagen en woensdagen van 9 tot 12 uur", "Mon 09:00-12:00, Wed 09:00-12:00"),
        ("zondagen 10-12", "Sun 10:00-12:00"),
        (
            "Mon-Thu 09:00-12:30 13:00-17:00, Fri 09:00-15:00",
            "Mon-Thu 09:00-12:30 13:00-17:00, Fri 09:00-15:00",
        ),
        # No week: left as it was typed, for the configuration's own sentence.
        ("9-17", "9-17"),
        ("ma-vr", "ma-vr"),
        ("altijd", "altijd"),
        ("ma-vr 9", "ma-vr 9"),
        ("", ""),
    ],
)
def test_a_week_in_either_language(typed: str, written: str) -> None:
    """Days and hours as an office says them; what is written is the configuration's own form."""
    assert written == english_week(typed)


@pytest.mark.parametrize("typed", ["ma-vr", "ma-vr 17-9", "ma-vr 9-25", "vr-ma", "altijd"])
def test_what_is_no_week_is_refused(typed: str) -> None:
    """Whatever language it is in."""
    with pytest.raises(ValueError, match=r"week|clos|time|day|hour|before|Write"):
        answers.week(typed)


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        *(("ja", YES), ("Ja.", YES), ("J", YES), ("yes", YES), ("nee", NO), ("neen", NO), ("NO!", NO)),
        *(
            ("anders", OTHER),
            ("een andere", ""),
            ("iets anders", OTHER),
            ("another", OTHER),
            ("other", OTHER),
        ),
        *(("microsoft 365", MICROSOFT), ("Office365", MICROSOFT), ("ik alleen", ALONE), ("just me", ALONE)),
        *(("wij samen", SEVERAL), ("meerdere mensen", SEVERAL), ("misschien", ""), ("", ""), ("ja nee", "")),
    ],
)
def test_small_words(typed: str, chosen: str) -> None:
    """In any question they mean the same; words of two answers, or unknown ones, mean none."""
    assert chosen == answers.choice(typed, {each: words.values() for each, words in CHOICES.items()})


def test_other_words_in_both_languages() -> None:
    """Languages by their names, nobody and everybody."""
    assert ("nl", "en") == answers.languages("Nederlands en Engels")
    assert ("en", "nl") == answers.languages("english and dutch")
    assert () == answers.addresses_of_leads("niemand", "help@example.org")
    assert () == answers.senders("everyone", "help@example.org")

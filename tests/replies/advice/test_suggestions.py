"""What a notification names as ready to use: what surely fits; rather nothing than what fits by accident."""

from functools import cache
from pathlib import Path

import pytest

from cases.catalogue import Catalogue
from cases.earlier import SentBefore
from concierge.catalogue.files import read_catalogue
from replies.advice.suggestions import fitting_files, suggestions
from templates.files import TemplateFile
from tests import desk as d

STARTER = Path(__file__).resolve().parents[3] / "concierge" / "starter"
BY_ACCIDENT = (  # (language, subject, words): one word of it stands in some option
    ("en", "Minutes", "Attached you find the minutes of the meeting of 4 May."),
    ("en", "Parking", "Who do I ask for a parking card for my new car?"),
    ("en", "Badge", "My badge does not open the door of the design department."),
    ("en", "Holiday", "How many days of leave do I still have in December?"),
    ("en", "Question", "Could you ring me back on extension 214 before noon?"),
    ("nl", "Factuur", "In bijlage de factuur van de cursus Excel."),
    ("nl", "Wifi", "Op mijn kamer in het hotel werkt het netwerk maar half."),
    ("nl", "Verlof", "Hoeveel dagen verlof heb ik dit jaar nog over?"),
    ("nl", "Stoel", "Kan er iemand mijn bureaustoel komen herstellen?"),
)
FITTING = (
    ("en", "Slides", "I have stage fright before every presentation.", "presenting"),
    ("en", "Help", "I want to negotiate a raise with my boss.", "negotiating"),
    ("en", "Formulas", "How do I make a pivot table in Excel?", "excel"),
    ("en", "Too many mails", "I get 200 mails a day.", "time-management"),
    ("nl", "Vraagje", "Ik klap dicht als ze allemaal naar mij kijken.", "presenting"),
    ("nl", "Presenteren", "Ik heb plankenkoorts als ik een presentatie geef.", "presenting"),
    ("nl", "Vergaderen", "Onze vergadering loopt altijd uit en niemand volgt de agenda.", "meetings"),
)


@cache
def starter() -> Catalogue:
    return read_catalogue(STARTER / "catalogue.csv", STARTER / "topics.toml")


@pytest.mark.parametrize(("language", "subject", "words"), BY_ACCIDENT)
def test_nothing_is_offered_by_accident(language: str, subject: str, words: str) -> None:
    """A word or number in common with one option is no topic: no option, no topic, general templates only."""
    case = d.case(topics=(), subject=subject, language=language)
    found = suggestions(case, words, starter(), d.library())
    assert ((), {}) == (found.options, dict(found.guesses))
    assert [None] * len(found.files) == [file.topic for file in found.files]
    assert found.files


@pytest.mark.parametrize(("language", "subject", "words", "topic"), FITTING)
def test_what_fits_is_offered(language: str, subject: str, words: str, topic: str) -> None:
    """Words of the topic itself bring its options up."""
    found = suggestions(d.case(topics=(), subject=subject, language=language), words, starter(), d.library())
    assert topic == next(iter(found.guesses))
    assert found.options
    assert all({*found.guesses} & {*chosen.option.topics} for chosen in found.options)


def test_a_topic_that_somebody_set_is_sure() -> None:
    """Whatever the words: `#topic` was typed by a person."""
    found = suggestions(d.case(topics=("writing",)), "I get 200 mails a day.", starter(), d.library())
    assert found.options
    assert not found.guesses


def test_what_was_sent_is_not_offered_again() -> None:
    """Neither options, in whatever language, nor templates; others take their place."""
    case = d.case(topics=("presenting",))
    words = "I freeze on stage."
    before = suggestions(case, words, starter(), d.library())
    assert 3 == len(before.options)
    sent = SentBefore(tuple(c.option.title for c in before.options[:2]), (before.files[0].name,))
    after = suggestions(case, words, starter(), d.library(), sent=sent)
    assert 3 == len(after.options)
    assert set(sent.options).isdisjoint(chosen.option.title for chosen in after.options)
    assert before.files[0].name not in [file.name for file in after.files]


@pytest.mark.parametrize(
    ("topics", "likely", "expected"),
    [
        (("presenting",), {}, ["presenting", None]),
        (("stress",), {"stress": 0.6, "presenting": 0.4}, [None, "presenting"]),  # near
        (("stress",), {"stress": 0.8, "presenting": 0.2}, [None]),
        (("feedback",), {"feedback": 0.5, "presenting": 0.3}, ["feedback", None, "presenting"]),
        (("presenting", "feedback"), {}, ["presenting", "feedback", None]),  # a person set both
        ((), {}, [None]),
    ],
)
def test_templates_of_the_first_guess_come_first(
    topics: tuple[str, ...], likely: dict[str, float], expected: list[str | None]
) -> None:
    """Then general ones; those of another guess only where it is nearly as likely, and last."""
    files = [TemplateFile(f"n{n}", "en", "", topic=t) for n, t in enumerate((None, "feedback", "presenting"))]
    assert expected == [file.topic for file in fitting_files(files, topics, likely)]

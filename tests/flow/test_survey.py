"""Ask, answer between the quoted questions, recommendation, survey, rating, report: in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest

from concierge.demo import clients as clients
from concierge.demo.clients import Client, Letter, Person
from db.connect import transaction
from db.inbound import Received
from db.tables import Recommendation
from tests.servers.post import User
from tests.world import Letter as Mail
from tests.world import World

DAYS = timedelta(days=1)
MakeWorld = Callable[..., World]

LANGUAGES: dict[str, dict[str, Any]] = {
    "en": {
        "subject": "My client presentations fall flat",
        "question": "My presentations for clients fall flat. What can I do about it?",
        "answers": (
            "They look at their phones; they should ask questions.",
            "Rather with others.",
            "Two hours, no budget.",
        ),
        "worker": clients.gmail,
        "concierge": clients.outlook,
        "topic": "#topic presenting",
        "recommend": "#recommend",
        "free": "free",
        "rating": "4, thanks",
    },
    "nl": {
        "subject": "Mijn presentaties vallen plat",
        "question": "Mijn presentaties voor klanten vallen plat. Wat kan ik daaraan doen?",
        "answers": (
            "Ze kijken op hun telefoon; ze zouden vragen moeten stellen.",
            "Liever met anderen.",
            "Twee uur, geen budget.",
        ),
        "worker": clients.outlook_nl,
        "concierge": clients.apple_mail_nl,
        "topic": "#thema presenting",
        "recommend": "#aanbevelen",
        "free": "gratis",
        "rating": "een 4, snel geholpen",
    },
}


def _reply(world: World, user: User, client: Client, to: Mail, text: str) -> Received:
    letter = Letter(text, Person(world.names[user.address], user.address), world.now)
    return world.submit(user, client.reply(to.raw, letter))


def _between(mail: Mail, answers: tuple[str, str, str]) -> str:
    below = {"1.": answers[0], "3.": answers[1], "4.": answers[2]}
    lines = []
    for line in mail.text.splitlines():
        lines.append(f"> {line}")
        lines += [f"\n{words}\n" for start, words in below.items() if line.startswith(start)]
    return "Learning Help wrote:\n" + "\n".join(lines)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_whole_story(make_world: MakeWorld, language: str) -> None:
    """The main job, from the first mail to the figures."""
    world, words = make_world(catalogue=True), LANGUAGES[language]
    maria = world.person("maria", "Maria Jansen")
    world.mail(maria, words["subject"], words["question"])
    world.reply(maria, world.newest(maria), _between(world.newest(maria), words["answers"]))
    case = world.case(1)
    need = case["need"]
    assert ("others", 120, 0) == (need["with"], need["time"], need["budget"]["amount"])
    _reply(
        world, world.anna, words["concierge"], world.newest(world.anna),
        f"{words['topic']}\n{words['recommend']}\n",
    )  # fmt: skip
    recommendation = world.newest(maria)
    assert words["free"] in recommendation.text
    with transaction():
        rows = list(Recommendation.select())
    assert len(rows) >= 3
    assert any(row.price == 0 for row in rows)
    assert any(not row.training for row in rows)
    assert len({row.provider for row in rows}) > 1
    assert all(row.price is None or row.price == 0 for row in rows)
    world.pass_time(10 * DAYS)
    survey = world.newest(maria)
    assert "survey" == world.sent_to(maria)[-1]
    assert "auto-generated" == survey["Auto-Submitted"]
    _reply(world, maria, words["worker"], survey, words["rating"])
    answered = world.case(1)["survey"]
    assert ("answered", 4) == (answered["state"], answered["rating"])
    assert "thanks" == world.sent_to(maria)[-1]
    assert "answered" == world.case(1)["state"]


@pytest.fixture
def surveyed(make_world: MakeWorld) -> World:
    """Maria was answered, and asked how good it was."""
    world = make_world()
    world.maria = world.person("maria", "Maria Jansen")
    world.mail(world.maria, "Presenting", "My presentations fall flat.")
    world.reply(world.anna, world.newest(world.anna), "Begin with a question.")
    world.pass_time(10 * DAYS)
    world.survey = world.newest(world.maria)
    return world


def _state(world: World, case: int = 1) -> str:
    survey = world.case(case)["survey"]
    return str(survey["state"]) if survey else ""


def test_button_counts_and_a_second_answer_corrects(surveyed: World) -> None:
    """The mailto: button makes a mail of its own with the digit; the last answer counts."""
    link = re.search(r'mailto:([^?"]+)\?[^"]*body=5', surveyed.survey.html)
    assert link
    mail = surveyed.compose(surveyed.maria, unquote(link[1]), "Re: survey", "5\n")
    assert "survey-answer" == surveyed.submit(surveyed.maria, mail).reason
    assert 5 == surveyed.case(1)["survey"]["rating"]
    surveyed.reply(surveyed.maria, surveyed.survey, "Sorry, I meant 3")
    assert 3 == surveyed.case(1)["survey"]["rating"]
    assert 1 == surveyed.sent_to(surveyed.maria).count("thanks")


def test_low_rating_alerts_owner_and_lead_once(surveyed: World) -> None:
    """A 2 or less is told to the owner and the lead; a second low answer is not told again."""
    surveyed.reply(surveyed.maria, surveyed.survey, "2, too late")
    surveyed.reply(surveyed.maria, surveyed.survey, "1, really")
    assert 1 == surveyed.sent_to(surveyed.lead).count("escalation")
    assert 1 == surveyed.sent_to(surveyed.anna).count("escalation")
    assert "too late" in surveyed.newest(surveyed.lead).text


def test_out_of_office_never_counts(surveyed: World) -> None:
    """With or without the header, an absence is no rating and no question."""
    before = surveyed.count()
    surveyed.reply(
        surveyed.maria, surveyed.survey, "I am out of office until 4 December, call 5 for help.",
        headers={"Auto-Submitted": "auto-replied"},
    )  # fmt: skip
    surveyed.reply(
        surveyed.maria, surveyed.survey, "Ik ben afwezig tot 4 december.",
        headers={"Subject": "Automatisch antwoord: hoe was onze hulp?"},
    )  # fmt: skip
    assert ("asked", before) == (_state(surveyed), surveyed.count())


def test_question_in_the_answer_goes_to_the_concierge(surveyed: World) -> None:
    """The rating counts, and the case is open again."""
    surveyed.reply(surveyed.maria, surveyed.survey, "5! Do you also have something about slides?")
    assert (5, "open") == (surveyed.case(1)["survey"]["rating"], surveyed.case(1)["state"])
    assert "something about slides" in surveyed.newest(surveyed.anna).text


def test_survey_answer_says_nothing_about_the_need(surveyed: World) -> None:
    """The 2 of a rating is not the number of the second intake question."""
    surveyed.reply(surveyed.maria, surveyed.survey, "2 - it took too long. Can you also help with macros?")
    assert (2, "open") == (surveyed.case(1)["survey"]["rating"], surveyed.case(1)["state"])
    assert {None} == set(surveyed.case(1)["need"].values())


def test_words_beside_a_rating_promise_no_answer(surveyed: World) -> None:
    """The concierge sees them; the promise of the first days is long kept."""
    surveyed.reply(surveyed.maria, surveyed.survey, "4, and I like podcasts")
    told = surveyed.newest(surveyed.anna).text
    assert ("answered", True) == (surveyed.case(1)["state"], "I like podcasts" in told)
    assert "Promised" not in told


def test_one_reminder_then_lapse(surveyed: World) -> None:
    """Reminded once, after `remind`; not counted any more after `lapse`."""
    surveyed.pass_time(5 * DAYS)
    assert "survey-reminder" == surveyed.sent_to(surveyed.maria)[-1]
    surveyed.pass_time(10 * DAYS)
    assert 1 == surveyed.sent_to(surveyed.maria).count("survey-reminder")
    surveyed.pass_time(16 * DAYS)
    assert "lapsed" == _state(surveyed)
    surveyed.reply(surveyed.maria, surveyed.survey, "4")
    assert ("lapsed", None) == (_state(surveyed), surveyed.case(1)["survey"]["rating"])


def test_survey_moves_with_a_later_answer(make_world: MakeWorld) -> None:
    """While somebody owes a word nobody is asked; the interval starts at the latest answer."""
    world = make_world()
    maria = world.person("maria", "Maria Jansen")
    world.mail(maria, "Presenting", "My presentations fall flat.")
    world.reply(world.anna, world.newest(world.anna), "Begin with a question.")
    world.pass_time(6 * DAYS)
    world.reply(maria, world.newest(maria), "And slides?")
    world.pass_time(5 * DAYS)
    assert "survey" not in world.sent_to(maria)
    world.reply(world.anna, world.newest(world.anna), "Fewer.")
    world.pass_time(9 * DAYS)
    assert "survey" not in world.sent_to(maria)
    world.pass_time(1 * DAYS)
    assert "survey" == world.sent_to(maria)[-1]


def _opens_again(world: World) -> User:
    """Maria's case was answered and closed, and she writes once more."""
    maria = world.person("maria", "Maria Jansen")
    world.mail(maria, "Presenting", "My presentations fall flat.")
    world.reply(world.anna, world.newest(world.anna), "Begin with a question.\n\n#close")
    world.pass_time(2 * DAYS)
    world.reply(maria, world.newest(maria), "And slides?")
    return maria


def test_reopening_cancels_and_a_person_is_asked_once_in_a_while(make_world: MakeWorld) -> None:
    """A closed case that is opened again is not asked about now; another case soon after is throttled."""
    world = make_world()
    maria = _opens_again(world)
    assert "cancelled" == _state(world)
    for subject in ("Excel", "Writing"):
        world.mail(maria, subject, f"How do I get better at this, at {subject} that is?")
        world.reply(world.anna, world.newest(world.anna), "Practise.")
    world.pass_time(10 * DAYS)
    assert ["asked", "throttled"] == [_state(world, 2), _state(world, 3)]


def test_a_reopened_case_is_surveyed_after_its_new_answer(make_world: MakeWorld) -> None:
    """Cancelled while somebody owes a word; then once, ten days after the new answer."""
    world = make_world()
    maria = _opens_again(world)
    world.pass_time(12 * DAYS)
    assert ("cancelled", "reopened") == (_state(world), world.case(1)["survey"]["reason"])
    world.reply(world.anna, world.newest(world.anna), "Fewer.")
    world.pass_time(9 * DAYS)
    assert ("scheduled", 0) == (_state(world), world.sent_to(maria).count("survey"))
    world.pass_time(1 * DAYS)
    world.reply(maria, world.newest(maria), "5")
    world.pass_time(20 * DAYS)
    assert (5, 1) == (world.case(1)["survey"]["rating"], world.sent_to(maria).count("survey"))


def test_stale_surveys_are_not_asked(make_world: MakeWorld) -> None:
    """After a long standstill nobody is asked about help of long ago."""
    world = make_world()
    maria = world.person("maria", "Maria Jansen")
    world.mail(maria, "Presenting", "My presentations fall flat.")
    world.reply(world.anna, world.newest(world.anna), "Begin with a question.")
    world.pass_time(18 * DAYS)
    assert ("lapsed", "stale") == (_state(world), world.case(1)["survey"]["reason"])


def test_survey_command_overrides_the_interval(make_world: MakeWorld) -> None:
    """#survey never, and #survey now."""
    world = make_world()
    maria = world.person("maria", "Maria Jansen")
    world.mail(maria, "Presenting", "My presentations fall flat.")
    world.reply(world.anna, world.newest(world.anna), "Begin with a question.\n\n#survey never")
    world.pass_time(12 * DAYS)
    assert "survey" not in world.sent_to(maria)
    joris = world.person("joris", "Joris Claes")
    world.mail(joris, "Excel", "How do I get better at Excel?")
    world.reply(world.anna, world.newest(world.anna), "Practise.\n\n#survey now")
    world.pass_time(timedelta(minutes=5))
    assert "survey" == world.sent_to(joris)[-1]


def test_comment_is_offered_to_the_concierge_with_its_rating(surveyed: World) -> None:
    """What the free line says can be kept by #remember; the case stays as it is."""
    surveyed.reply(surveyed.maria, surveyed.survey, "4, I like to learn by watching others")
    offered = surveyed.newest(surveyed.anna)
    assert "4 of 5" in offered.text
    assert "#remember" in offered.text
    assert "answered" == surveyed.case(1)["state"]

"""Commands by mail: all of them or none, and nothing embarrassing ever reaches a worker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.world import World

QUESTION = "My presentations for clients fall flat. What can I do?"


@pytest.fixture
def asked(make_world: Callable[..., World]) -> World:
    """A case of Maria's, with topics from the starter files."""
    world: World = make_world(catalogue=True)
    world.maria = world.person("maria", "Maria Jansen")
    world.mail(world.maria, "Presenting", QUESTION)
    return world


def test_misspelt_command_sends_nothing_and_gives_the_text_back(asked: World) -> None:
    """The concierge gets each line with its outcome and their own text; the worker gets nothing."""
    notification = asked.newest(asked.anna)
    received = asked.reply(asked.anna, notification, "Begin with a question.\n\n#topic presenting\n#closs\n")
    assert ("held", "mistyped") == (received.state, received.reason)
    transcript = asked.newest(asked.anna)
    assert "#close" in transcript.text
    assert "Begin with a question." in transcript.text
    assert ["acknowledgement"] == asked.sent_to(asked.maria)
    case = asked.case(1)
    assert ("new", []) == (case["state"], case["topics"])
    corrected = asked.reply(asked.anna, transcript, "Begin with a question.\n\n#topic presenting\n#close\n")
    assert "concierge-answer" == corrected.reason
    assert "Begin with a question." in asked.newest(asked.maria).text
    case = asked.case(1)
    assert ("closed", ["presenting"]) == (case["state"], case["topics"])


def test_command_alone_sends_the_worker_nothing(asked: World) -> None:
    """#topic and #take change the case; only the concierge hears of it."""
    asked.reply(asked.anna, asked.newest(asked.anna), "#topic presenting\n#take")
    assert ["acknowledgement"] == asked.sent_to(asked.maria)
    case = asked.case(1)
    assert (["presenting"], asked.anna.address, "open") == (case["topics"], case["owner"], case["state"])
    assert ["notification", "receipt"] == asked.sent_to(asked.anna)


def test_close_tells_the_worker_unless_quietly(asked: World) -> None:
    """A closing without words sends a notice; `quietly` does not; #reopen opens again."""
    notification = asked.newest(asked.anna)
    asked.reply(asked.anna, notification, "#sluit")
    assert ["acknowledgement", "closed"] == asked.sent_to(asked.maria)
    asked.reply(asked.anna, notification, "#heropen")
    assert "open" == asked.case(1)["state"]
    asked.reply(asked.anna, notification, "#close quietly")
    assert ["acknowledgement", "closed"] == asked.sent_to(asked.maria)
    assert "closed" == asked.case(1)["state"]


def test_assign_gives_the_case_to_a_colleague(asked: World) -> None:
    """The colleague gets the request as a mail that can be answered."""
    asked.reply(asked.anna, asked.newest(asked.anna), "#assign Bram")
    assert asked.bram.address == asked.case(1)["owner"]
    received = asked.reply(asked.bram, asked.newest(asked.bram), "Begin with a question.")
    assert "concierge-answer" == received.reason
    assert "Bram Jansen, Learning Help" in asked.newest(asked.maria).text


def test_receipts_of_a_busy_minute_come_as_one(asked: World) -> None:
    """The first at once, the others together two minutes later; what is refused meanwhile never waits."""
    notification = asked.newest(asked.anna)
    for text in ("#take", "#wait 3d", "#remember likes books", "#clxyz"):
        asked.reply(asked.anna, notification, text)
    _, taken, refused = asked.letters(asked.anna)
    assert "the case is now with" in taken.text
    assert "#clxyz" in refused.text
    asked.pass_time(timedelta(minutes=2))
    assert 4 == len(asked.letters(asked.anna))
    [text] = [mail.text for mail in asked.letters(asked.anna) if "remembered: likes books" in mail.text]
    assert text.index("you hear from me") < text.index("remembered: likes books")
    assert "the case is now with" not in text


def test_status_list_and_help_answer_only_the_author(asked: World) -> None:
    """Three questions, three mails to the concierge, none to anybody else."""
    asked.reply(asked.anna, asked.newest(asked.anna), "#status\n#list\n#help")
    assert ["notification", "receipt", "receipt", "receipt"] == asked.sent_to(asked.anna)
    assert ["notification"] == asked.sent_to(asked.bram)
    texts = [mail.text for mail in asked.letters(asked.anna)[-3:]]
    assert any("#recommend" in text for text in texts)
    assert any("LC-1" in text and "Presenting" in text for text in texts)


def test_help_and_list_in_a_new_mail(asked: World) -> None:
    """A new mail of a concierge with only #help is answered; it opens no case."""
    received = asked.mail(asked.anna, "help", "#help")
    assert "concierge-commands" == received.reason
    assert "#note" in asked.newest(asked.anna).text
    assert {} == asked.case(2)


def test_answered_meanwhile_is_held_and_sent_on_request(asked: World) -> None:
    """Two concierges answer the same notification: the second is asked first."""
    to_anna, to_bram = asked.newest(asked.anna), asked.newest(asked.bram)
    asked.reply(asked.anna, to_anna, "Begin with a question.")
    received = asked.reply(asked.bram, to_bram, "Use fewer slides.")
    assert ("held", "collision") == (received.state, received.reason)
    assert 1 == asked.sent_to(asked.maria).count("answer")
    asked.reply(asked.bram, asked.newest(asked.bram), "#send")
    asked.round()
    assert 2 == asked.sent_to(asked.maria).count("answer")


def test_signature_below_links_and_a_postscript_survive(asked: World) -> None:
    """A closing formula alone cuts nothing: links and postscript reach the worker."""
    text = (
        "Two things to read:\n\n- https://example.org/talks\n- https://example.org/slides\n\n"
        "Thanks,\nAnna\n\nPS: bring a colleague to your next talk, that helps most.\n"
    )
    asked.reply(asked.anna, asked.newest(asked.anna), text)
    answer = asked.newest(asked.maria).text
    assert "https://example.org/slides" in answer
    assert "PS: bring a colleague" in answer


def test_recommendation_is_a_range_and_is_recorded(asked: World) -> None:
    """#recommend sends options that fit, with reasons; the case is answered."""
    asked.reply(asked.anna, asked.newest(asked.anna), "#topic presenting\n#need time=2h budget=0\n#recommend")
    recommendation = asked.newest(asked.maria)
    assert "free" in recommendation.text
    case = asked.case(1)
    assert ("answered", 120) == (case["state"], case["need"]["time"])
    assert case["recommended_at"]


def test_too_small_a_range_is_asked_about_and_sent_after_all(asked: World) -> None:
    """Fewer than three fit: the concierge sees which and what would fit; #send sends them."""
    asked.reply(asked.anna, asked.newest(asked.anna), "#topic time-management\n#need time=9min\n#recommend")
    assert ["acknowledgement"] == asked.sent_to(asked.maria)
    question = asked.newest(asked.anna)
    assert "fewer than three options fit" in question.text
    assert "#recommend time=" in question.text
    asked.reply(asked.anna, question, "#send")
    assert ["acknowledgement", "recommendation"] == asked.sent_to(asked.maria)
    assert "answered" == asked.case(1)["state"]


def test_preview_shows_only_the_concierge(asked: World) -> None:
    """#preview applies nothing and shows exactly what would go out."""
    asked.reply(asked.anna, asked.newest(asked.anna), "Begin with a question.\n\n#topic presenting\n#preview")
    assert ["acknowledgement"] == asked.sent_to(asked.maria)
    assert [] == asked.case(1)["topics"]
    assert "Begin with a question." in asked.newest(asked.anna).text


def test_ask_sends_questions_and_waits(asked: World) -> None:
    """#ask: the case waits for the worker, whose answers become the need."""
    asked.reply(asked.anna, asked.newest(asked.anna), "#ask")
    assert "waiting" == asked.case(1)["state"]
    questions = asked.newest(asked.maria)
    quoted = "\n".join(f"> {line}" for line in questions.text.splitlines())
    answers = quoted.replace("> 3. ", "> 3. ")
    text = ""
    for line in answers.splitlines():
        text += line + "\n"
        if line.startswith("> 3."):
            text += "\nRather with others.\n\n"
        if line.startswith("> 4."):
            text += "\nTwo hours, no budget, before 15 December.\n\n"
    asked.reply(asked.maria, questions, f"Anna Peeters wrote:\n{text}")
    case = asked.case(1)
    need = case["need"]
    assert ("open", "others", 120) == (case["state"], need["with"], need["time"])


def test_topic_of_a_recommendation_becomes_the_topic_of_the_case(asked: World) -> None:
    """#recommend TOPIC says what the case is about, where nobody said it before."""
    asked.reply(asked.anna, asked.newest(asked.anna), "#recommend presenting")
    assert ["presenting"] == asked.case(1)["topics"]


@pytest.mark.parametrize(
    "line", ["You can also ask in #help on Slack.", "Thanks! #close", "Begin small.\n#clo\u200bse"]
)
def test_a_line_that_may_be_words_waits_for_its_author(asked: World, line: str) -> None:
    """Held, nothing done; #send sends it as words, and the case stays open."""
    received = asked.reply(asked.anna, asked.newest(asked.anna), f"{line}\n\nThat may help.")
    assert ("held", "maybe-command") == (received.state, received.reason)
    assert ["acknowledgement"] == asked.sent_to(asked.maria)
    released = asked.reply(asked.anna, asked.newest(asked.anna), "#send")
    assert "concierge-commands" == released.reason
    asked.round()
    answer = asked.newest(asked.maria).text
    assert "That may help." in answer
    assert line.split("\n")[0] in answer
    assert "answered" == asked.case(1)["state"]


def test_a_quotation_that_may_be_ours_goes_along_when_its_author_says_so(asked: World) -> None:
    """The question shows the lines; #send sends all of it, the notification and its marks not."""
    notification = asked.newest(asked.anna)
    doubted = f"> {QUESTION}\n> The whole room is silent for a minute.\n> Nobody claps, nobody asks."
    held = asked.reply(asked.anna, notification, f"Read this aloud:\n\n{doubted}\n\nThen tell me.")
    assert ("held", "quote-unsure") == (held.state, held.reason)
    question = asked.newest(asked.anna)
    assert "The whole room is silent for a minute." in question.text
    asked.reply(asked.anna, question, "#send")
    asked.round()
    answer = asked.newest(asked.maria)
    for line in doubted.split("\n"):
        assert line in answer.text
    assert asked.anna.address not in answer.raw.decode()

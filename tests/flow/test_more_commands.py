"""Mail on hold, copies, cases that join and part, billing and the report: by mail, on both loops."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from db import facts, health, inbound
from db.tables import Event
from tests.scene import QUIET
from tests.servers.post import User
from tests.world import World

HOLD = f'{QUIET}\nhold = "10m"'
CLIENTS = '[[client]]\nid = "acme"\nname = "Acme"\ndomains = ["acme.example"]\nrate = "95 USD per case"\n'
QUESTION = "My presentations for clients fall flat. What can I do?"
Make = Callable[..., World]


def _maria(world: World, subject: str = "Presenting", text: str = QUESTION) -> User:
    maria = world.person("maria", "Maria Jansen")
    world.mail(maria, subject, text)
    return maria


def _events(case: int | None) -> list[str]:
    condition = Event.case_id.is_null() if case is None else Event.case_id == case
    return [row.event for row in Event.select().where(condition).order_by(Event.id)]


def test_undo_drops_a_whole_mail(make_world: Make) -> None:
    """Words, note and closing wait; after #undo none of them ever happens."""
    world = make_world(response=HOLD)
    maria = _maria(world)
    text = "Begin with a question.\n\n#take\n#close\n#note She is new."
    received = world.reply(world.anna, world.newest(world.anna), text)
    assert ("held", "on-hold") == (received.state, received.reason)
    assert (["acknowledgement"], "new", None) == (
        world.sent_to(maria), world.case(1)["state"], world.case(1)["owner"],
    )  # fmt: skip
    assert "mail.on-hold" in _events(1)
    assert (0, ["on-hold"]) == (health.figures(world.now).held, [row["reason"] for row in inbound.held()])
    receipt = world.newest(world.anna)
    assert "Begin with a question." in receipt.text
    assert "10:10" in receipt.text
    undone = world.reply(world.anna, receipt, "#undo")
    assert "concierge-commands" == undone.reason
    assert "dropped" in world.newest(world.anna).text
    assert ("discarded", "undone") == (inbound.load(received.id).state, inbound.load(received.id).reason)
    world.pass_time(timedelta(hours=1))
    assert ["acknowledgement"] == world.sent_to(maria)
    assert ["notification"] == world.sent_to(world.bram)
    assert "new" == world.case(1)["state"]
    assert "transcript" == world.reply(world.anna, receipt, "#undo").reason


def test_after_the_time_it_is_sent(make_world: Make) -> None:
    """The clock lets the mail go; a later #undo says when it was sent; there is one receipt."""
    world = make_world(response=HOLD)
    maria = _maria(world)
    world.reply(world.anna, world.newest(world.anna), "Begin with a question.\n#close")
    receipt = world.newest(world.anna)
    world.pass_time(timedelta(minutes=9))
    assert ["acknowledgement"] == world.sent_to(maria)
    world.pass_time(timedelta(minutes=2))
    assert ["acknowledgement", "answer"] == world.sent_to(maria)
    assert "Begin with a question." in world.newest(maria).text
    assert "closed" == world.case(1)["state"]
    assert ["notification", "receipt"] == world.sent_to(world.anna)
    world.pass_time(timedelta(minutes=30))
    assert "transcript" == world.reply(world.anna, receipt, "#undo").reason
    assert "already sent at 10:11" in world.newest(world.anna).text
    assert 1 == world.sent_to(maria).count("answer")


def test_send_ends_the_waiting(make_world: Make) -> None:
    """#send in reply to the receipt sends now."""
    world = make_world(response=HOLD)
    maria = _maria(world)
    world.reply(world.anna, world.newest(world.anna), "Begin with a question.")
    world.reply(world.anna, world.newest(world.anna), "#verstuur")
    world.round()
    assert ["acknowledgement", "answer"] == world.sent_to(maria)


def test_collision_while_on_hold_is_noticed(make_world: Make) -> None:
    """Two answer within the ten minutes: the first goes, the second is asked about, and #undo drops it."""
    world = make_world(response=HOLD)
    maria = _maria(world)
    to_anna, to_bram = world.newest(world.anna), world.newest(world.bram)
    world.reply(world.anna, to_anna, "Begin with a question.")
    second = world.reply(world.bram, to_bram, "Use fewer slides.")
    assert "on-hold" == second.reason
    world.pass_time(timedelta(minutes=11))
    assert 1 == world.sent_to(maria).count("answer")
    assert "collision" == inbound.load(second.id).reason
    world.reply(world.bram, world.newest(world.bram), "#undo")
    assert "undone" == inbound.load(second.id).reason


def test_forward_waits_too(make_world: Make) -> None:
    """No case is opened before the time is over."""
    world = make_world(response=HOLD)
    maria = world.person("maria", "Maria Jansen")
    inner = world.compose(maria, world.anna.address, "Presenting", QUESTION)
    quoted = (
        f"#requester {maria.address}\n\n---------- Forwarded message ---------\n"
        f"From: Maria Jansen <{maria.address}>\nDate: Mon, Nov 23, 2026 at 9:00\nSubject: Presenting\n"
        f"To: Anna <{world.anna.address}>\n\n{inner.get_content()}"
    )
    assert "on-hold" == world.mail(world.anna, "Fwd: Presenting", quoted).reason
    assert ({}, []) == (world.case(1), world.sent_to(maria))
    world.pass_time(timedelta(minutes=11))
    assert (maria.address, ["acknowledgement"]) == (
        world.case(1)["requester"]["address"], world.sent_to(maria),
    )  # fmt: skip


def test_cc_reads_along(world: World) -> None:
    """The manager stands in Cc; what they answer is a third party's voice; outside is asked about."""
    maria = _maria(world)
    boss = world.person("boss", "Bo De Baas")
    notification = world.newest(world.anna)
    world.reply(world.anna, notification, f"Begin with a question.\n\n#cc {boss.address}")
    answer = world.newest(maria)
    assert boss.address in answer["Cc"]
    assert "#cc" not in answer.text
    [copy] = [m for m in world.letters(boss) if m["Message-ID"] == answer["Message-ID"]]
    assert "third-party" == world.reply(boss, copy, "I agree.").reason
    out = [m for m in world.case(1)["messages"] if m["kind"] == "answer"]
    assert [[maria.address, boss.address]] == [m["to"] for m in out]
    assert "case.cc" in _events(1)

    held = world.reply(
        world.anna, world.newest(world.anna), "And use fewer slides.\n#kopie coach@example.com"
    )
    assert ("held", "cc-outside") == (held.state, held.reason)
    asks = world.newest(world.anna)
    assert "coach@example.com" in asks.text
    assert 1 == world.sent_to(maria).count("answer")
    world.reply(world.anna, asks, "#send")
    world.round()
    assert "And use fewer slides." in world.newest(maria).text
    assert 2 == world.sent_to(maria).count("answer")
    assert "coach@example.com" in world.newest(world.anna).text  # no mail can go there: their author hears it


def test_merged_case_is_followed(world: World) -> None:
    """Whoever answers on the old case, worker or concierge, lands in the other one."""
    maria = _maria(world)
    first = world.newest(world.anna)
    world.reply(world.anna, first, "Begin with a question.")
    world.mail(maria, "Slides", "And what about my slides?")
    second, acknowledgement = world.newest(world.anna), world.newest(maria)
    before = world.sent_to(maria)
    merged = world.reply(world.anna, second, "#merge LC-1")
    assert "concierge-commands" == merged.reason
    assert before == world.sent_to(maria)
    assert ("closed", "open") == (world.case(2)["state"], world.case(1)["state"])
    assert "LC-2" in world.case(1)["messages"][-1]["new_text"]
    value = facts.case(2)
    assert value is not None
    assert 1 == value.merged_into
    assert "follow-up" == world.reply(maria, acknowledgement, "They have too much text.").reason
    assert "They have too much text." in world.case(1)["messages"][-1]["new_text"]
    assert "concierge-answer" == world.reply(world.anna, second, "Ten words a slide.").reason
    assert "answered" == world.case(1)["state"]
    assert 2 == len(
        [m for m in world.case(2)["messages"] if m["direction"] == "in" or m["kind"] == "acknowledgement"]
    )
    again = world.reply(world.anna, second, "#merge LC-2")
    assert "transcript" == again.reason


def test_merge_of_somebody_elses_case_is_refused(world: World) -> None:
    """Nothing of one person ends in another's case."""
    _maria(world)
    joris = world.person("joris", "Joris Claes")
    world.mail(joris, "Excel", "How do I learn Excel?")
    refused = world.reply(world.anna, world.newest(world.anna), "#merge LC-1")
    assert "transcript" == refused.reason
    assert "somebody else's" in world.newest(world.anna).text
    assert "new" == world.case(2)["state"]


def test_split_gives_a_case_of_its_own(world: World) -> None:
    """The second question is answered on its own; the first case is answered again."""
    maria = _maria(world)
    world.reply(world.anna, world.newest(world.anna), "Begin with a question.")
    question = world.reply(maria, world.newest(maria), "Thanks. And how do I learn Excel?")
    before = world.sent_to(maria)
    done = world.reply(world.anna, world.newest(world.anna), "#split")
    assert "concierge-commands" == done.reason
    assert before == world.sent_to(maria)
    assert ("answered", "new") == (world.case(1)["state"], world.case(2)["state"])
    [moved] = world.case(2)["messages"]
    assert "how do I learn Excel?" in moved["new_text"]
    assert all("Excel" not in m["new_text"] for m in world.case(1)["messages"])
    assert ("case.split" in _events(1), inbound.load(question.id).case) == (True, 2)
    letters = [m for m in world.letters(world.anna) if "[LC-2]" in m["Subject"]]
    notification = next(m for m in letters if "how do I learn Excel?" in m.text)
    assert "concierge-answer" == world.reply(world.anna, notification, "Ask Joris.").reason
    answer = world.newest(maria)
    assert str(question.message_id) in answer["References"]
    assert "answered" == world.case(2)["state"]
    thanks = world.reply(maria, answer, "Thanks!")
    assert 2 == thanks.case


def test_time_and_amount(make_world: Make) -> None:
    """Minutes add up over mails; the amount needs a client; #status shows both; the worker hears nothing."""
    world = make_world(extra=CLIENTS)
    maria = _maria(world)
    notification = world.newest(world.anna)
    world.reply(world.anna, notification, "#time 30m\n#tijd 1u15")
    world.reply(world.anna, notification, "#time 10\n#bill 95,50")
    value = facts.case(1)
    assert value is not None
    assert (115, "95.50", "USD", "acme") == (value.minutes, str(value.billed), value.currency, value.client)
    world.reply(world.anna, notification, "#status")
    assert "1 hour 55 minutes, $95.50" in world.newest(world.anna).text
    assert ["acknowledgement"] == world.sent_to(maria)


@pytest.mark.parametrize(("command", "words"), [("#report", "request"), ("#rapport", "request")])
def test_report_in_a_new_mail(world: World, command: str, words: str) -> None:
    """Figures of the last 90 days to the one who asked; no case is opened; others' mail is a request."""
    maria = _maria(world)
    world.reply(world.anna, world.newest(world.anna), "Begin with a question.")
    assert "concierge-commands" == world.mail(world.anna, "report please", command).reason
    report = world.newest(world.anna)
    assert "report" == world.sent_to(world.anna)[-1]
    assert "Report: 1" in report["Subject"]
    assert words in report.text
    assert "Maria" not in report.text
    assert {} == world.case(2)
    assert "request" == world.mail(maria, "report please", command).reason


@pytest.mark.parametrize("typed", ["#report", "#Rapport", "#report\n\n-- \nLea De Wit\nHead of Learning"])
def test_a_lead_who_is_no_concierge_gets_the_figures_of_all(world: World, typed: str) -> None:
    """The command alone, proven: no case is opened, and each concierge has a row."""
    _maria(world)
    world.reply(world.anna, world.newest(world.anna), "Begin with a question.")
    assert "concierge-commands" == world.mail(world.lead, "figures", typed).reason
    report = world.newest(world.lead)
    assert "Report: 1 request" in report["Subject"]
    assert "auto-replied" == report["Auto-Submitted"]
    assert {} == world.case(2)
    assert "report" not in [*world.sent_to(world.anna), *world.sent_to(world.bram)]


def test_a_lead_asks_questions_like_everybody(world: World) -> None:
    """With other words or another command it is a request; unproven it brings no figures."""
    from concierge.demo.border import Results

    for text in ("#report\n\nCould you help me with my talks?", "#list", "The #report was fine."):
        assert "request" == world.mail(world.lead, "My talks", text).reason
    mail = world.compose(world.lead, world.service.address, "figures", "#report")
    world.outside(mail.as_bytes(), Results(dmarc="none", spf="none", dkim="none"))
    assert "report" not in world.sent_to(world.lead)


def test_a_concierge_reads_of_their_own_cases_alone(world: World) -> None:
    """Anna has the case: it is in her report, and in Bram's there is nothing of it, nor of her."""
    _maria(world)
    world.reply(world.anna, world.newest(world.anna), "Begin with a question.")
    for reader, name, requests in ((world.anna, "Anna Peeters", 1), (world.bram, "Bram Jansen", 0)):
        world.mail(reader, "figures", "#report")
        report = world.newest(reader)
        assert (
            f"Report: {requests} request" in report["Subject"] or f"Rapport: {requests}" in report["Subject"]
        )
        assert name in report.text
        assert ("Anna" in report.text) == (reader is world.anna)
        assert "By concierge" not in report.text


def test_report_without_proof_waits(world: World) -> None:
    """A new mail in a concierge's name that nothing proves gets no figures."""
    from concierge.demo.border import Results

    mail = world.compose(world.anna, world.service.address, "report", "#report")
    none = Results(dmarc="none", spf="none", dkim="none")
    received = world.outside(mail.as_bytes(), none)
    assert ("held", "unproven") == (received.state, received.reason)
    assert ["confirmation"] == world.sent_to(world.anna)


def test_suggest_names_topics_and_what_helped_others(make_world: Callable[..., World]) -> None:
    """#suggest shows topics the words suggest, reasons, and earlier cases without words or names."""
    world = make_world(catalogue=True)
    maria, joris = world.person("maria", "Maria Jansen"), world.person("joris", "Joris Claes")
    world.mail(maria, "Presenting", "My presentations fall flat, I lose my audience. What can I do?")
    assert "#topic presenting" in world.newest(world.anna).text
    world.reply(world.anna, world.newest(world.anna), "#topic presenting\n#recommend")
    world.mail(joris, "Presenting too", "I have to present to the board.")
    world.reply(world.anna, world.newest(world.anna), "#topic presenting\n#suggest")
    world.reply(world.anna, world.newest(world.anna), "#suggest")
    suggestion = world.newest(world.anna)
    assert "Earlier cases like this one" in suggestion.text
    assert "Maria" not in suggestion.text
    assert "free" in suggestion.text

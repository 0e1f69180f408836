"""The clock through real mail: promises, silence, digests and held mail, each once, on every mail loop."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

from concierge.demo import clients as clients
from concierge.demo.border import Results
from concierge.demo.clients import Letter, Person
from concierge.judged import judge
from db import health, inbound
from tests.servers.post import User
from tests.world import World

MakeWorld = Callable[..., World]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
QUESTION = "My presentations for clients fall flat. What can I do?"
ALL_QUIET = 'digest = ""\nlead_digest = ""\n'


def _asked(world: World) -> User:
    maria = world.person("maria", "Maria Jansen")
    world.mail(maria, "Presenting", QUESTION)
    return maria


def test_a_promise_is_reminded_then_escalated_once_each(make_world: MakeWorld) -> None:
    """Asked at ten, promised before two: all told at twelve, everybody and the lead at two, never again."""
    world = make_world(response=ALL_QUIET)
    maria = _asked(world)
    world.pass_time(1.9 * HOUR)
    assert ["notification"] == world.sent_to(world.anna)
    world.pass_time(0.2 * HOUR)
    reminder = world.newest(world.anna)
    assert "Maria Jansen" in reminder.text
    assert QUESTION in reminder.text
    world.pass_time(2 * HOUR)
    world.pass_time(3 * DAY)
    for concierge in (world.anna, world.bram):
        assert ["notification", "reminder", "escalation"] == world.sent_to(concierge)
    assert ["escalation"] == world.sent_to(world.lead)
    late = world.newest(world.lead)
    assert "Who replies first" not in late.text  # the lead's reply is no answer
    world.reply(world.bram, world.newest(world.bram), "Begin with a question.")
    assert "Begin with a question." in world.newest(maria).text


def test_a_reply_to_the_reminder_reaches_the_worker_and_ends_it(make_world: MakeWorld) -> None:
    """Nothing is escalated after it; the next question is a promise of its own."""
    world = make_world(response=ALL_QUIET)
    maria = _asked(world)
    world.pass_time(2 * HOUR)
    world.reply(world.anna, world.newest(world.anna), "Begin with a question.")
    assert "Begin with a question." in world.newest(maria).text
    world.pass_time(1 * DAY)
    assert 0 == world.sent_to(world.lead).count("escalation")
    world.reply(maria, world.newest(maria), "And slides?")
    world.pass_time(2 * HOUR)
    world.pass_time(2 * HOUR)
    assert 2 == world.sent_to(world.anna).count("reminder")
    assert (0, 1, 1) == tuple(
        world.sent_to(user).count("escalation") for user in (world.anna, world.bram, world.lead)
    )  # Anna is the owner, and was reminded


def test_a_wait_postpones_both(make_world: MakeWorld) -> None:
    """Until then there is no reminder; its end is one, and is escalated two working hours later."""
    world = make_world(response=ALL_QUIET)
    _asked(world)
    world.reply(world.anna, world.newest(world.anna), "#take\n#wait 2d")
    world.pass_time(1.9 * DAY)
    assert "reminder" not in world.sent_to(world.anna)
    world.pass_time(0.1 * DAY)
    assert 1 == world.sent_to(world.anna).count("reminder")
    assert [] == world.sent_to(world.lead)
    world.pass_time(2 * HOUR)
    assert 1 == world.sent_to(world.anna).count("reminder")
    assert ["escalation"] == world.sent_to(world.lead)


def test_others_hear_after_an_hour(make_world: MakeWorld) -> None:
    """The topic's concierge first; the others get the same notification, signed for them, once."""
    quiet = f'{ALL_QUIET}remind = "0s"'
    world = make_world(catalogue=True, carl=True, bram='topics = ["presenting"]', response=quiet)
    maria = world.person("maria", "Maria Jansen")
    to_anna = world.compose(maria, world.anna.address, "Presenting", QUESTION)
    words = f"#requester {maria.address}\n#topic presenting"
    anna = Person("Anna Peeters", world.anna.address)
    forward = Letter(words, anna, world.now, to=(world.service.address,))
    world.submit(world.anna, clients.gmail.forward(to_anna.as_bytes(), forward))
    first = world.newest(world.bram)
    world.pass_time(0.9 * HOUR)
    assert [] == world.sent_to(world.carl)
    world.pass_time(0.2 * HOUR)
    world.pass_time(0.2 * HOUR)
    assert (["notification"], ["notification"]) == (world.sent_to(world.bram), world.sent_to(world.carl))
    assert "notification" not in world.sent_to(world.anna)  # she sent it in
    told = world.newest(world.carl)
    assert QUESTION in told.text
    assert first["Reply-To"] != told["Reply-To"]
    world.reply(world.carl, told, "Begin with a question.")
    assert "Begin with a question." in world.newest(maria).text


def test_a_silent_worker_is_asked_once_more_then_closed(make_world: MakeWorld) -> None:
    """With a notice and without a survey; a later mail of theirs opens the case again."""
    world = make_world(response=f'{ALL_QUIET}nudge = "5d"\nclose_after = "7d"')
    maria = _asked(world)
    world.reply(world.anna, world.newest(world.anna), "#ask")
    world.pass_time(4 * DAY)
    assert "reminder" not in world.sent_to(maria)
    world.pass_time(1 * DAY)
    world.pass_time(6 * DAY)
    assert ["acknowledgement", "questions", "reminder"] == world.sent_to(maria)
    assert "waiting" == world.case(1)["state"]
    world.pass_time(1 * DAY)
    world.pass_time(30 * DAY)
    assert ["acknowledgement", "questions", "reminder", "closed"] == world.sent_to(maria)
    assert ("closed", None) == (world.case(1)["state"], world.case(1)["survey"])
    world.now -= 15 * DAY
    world.reply(maria, world.newest(maria), "I still want this!")
    assert "open" == world.case(1)["state"]


TUESDAY = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)  # half past eight in Brussels
QUIET_CLOCK = 'remind = "0s"\nothers_after = "0s"\n'


def test_the_digest_comes_in_the_morning_and_is_answered_from(make_world: MakeWorld) -> None:
    """Once a day, where there is something to do; its link sends the worker the concierge's words."""
    world = make_world(response=f'{QUIET_CLOCK}target = "2 working days"\nlead_digest = ""')
    maria = _asked(world)
    world.now = TUESDAY - timedelta(minutes=1)
    world.round()
    assert "digest" not in world.sent_to(world.anna)
    world.now = TUESDAY
    world.round()
    world.round()
    world.pass_time(2 * HOUR)
    assert (1, 1) == tuple(world.sent_to(user).count("digest") for user in (world.anna, world.bram))
    digest = world.newest(world.anna)
    assert "1 open (Tuesday)" == digest["Subject"]
    link = re.search(r'href="mailto:([^?"]+)\?subject=', digest.html)
    assert link
    mail = world.compose(world.anna, unquote(link[1]), "Re: [LC-1] Presenting", "Begin with a question.\n")
    assert "concierge-answer" == world.submit(world.anna, mail).reason
    assert "Begin with a question." in world.newest(maria).text
    world.pass_time(1 * DAY)
    assert 1 == world.sent_to(world.anna).count("digest")  # nothing to do: no mail


def test_a_reply_to_the_digest_itself_can_only_ask(make_world: MakeWorld) -> None:
    """#list works there; plain words come back, because they are for nobody in particular."""
    world = make_world(response=f'{QUIET_CLOCK}target = "2 working days"\nlead_digest = ""')
    maria = _asked(world)
    world.now = TUESDAY
    world.pass_time(timedelta(0))
    digest = world.newest(world.anna)
    world.reply(world.anna, digest, "#list")
    assert "LC-1" in world.newest(world.anna).text
    before = world.sent_to(maria)
    world.reply(world.anna, digest, "Looks good, thanks.")
    assert before == world.sent_to(maria)


def test_digests_after_a_standstill_and_on_free_days(make_world: MakeWorld) -> None:
    """Not one for each missed day, none on a weekend, one to the lead a week; and the report of the month."""
    world = make_world(response=f'{QUIET_CLOCK}target = "9 working days"')
    _asked(world)
    assert [] == world.sent_to(world.lead)  # Monday ten o'clock, at the first round: nothing to tell
    world.now = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)  # Saturday
    world.pass_time(timedelta(0))
    assert "digest" not in world.sent_to(world.anna)
    world.now = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)  # the next Tuesday: nothing ran on Monday
    world.pass_time(timedelta(0))
    assert 1 == world.sent_to(world.anna).count("digest")
    assert ["digest", "report"] == world.sent_to(world.lead)
    assert "Report of November 2026: 1 request" == world.newest(world.lead)["Subject"]
    world.pass_time(1 * DAY)
    assert 2 == world.sent_to(world.anna).count("digest")
    assert ["digest", "report"] == world.sent_to(world.lead)


def test_held_mail_is_in_the_digest_and_in_health(make_world: MakeWorld) -> None:
    """`health` is not ok when it is held longer than the target; a link in the digest lets it in."""
    world = make_world(response=f'{QUIET_CLOCK}lead_digest = ""')
    eve = world.person("eve", "Eve")
    foreign = {"From": "eve@example.com"}
    sent = world.compose(eve, world.service.address, "Excel", "How do I pivot?", headers=foreign)
    received = world.outside(sent.as_bytes())
    assert ("held", "sender-not-allowed") == (received.state, received.reason)
    assert [] == [p for p in judge(health.figures(world.now), world.settings, world.now) if "held" in p]
    world.pass_time(5 * HOUR)
    assert 1 == sum("held" in p for p in judge(health.figures(world.now), world.settings, world.now))
    world.now = TUESDAY
    world.pass_time(timedelta(0))
    digest = world.newest(world.anna)
    assert "1 held (Tuesday)" == digest["Subject"]
    link = re.search(r'href="mailto:([^?"]+)\?[^"]*body=%23accept', digest.html)
    assert link
    world.submit(world.anna, world.compose(world.anna, unquote(link[1]), "Re: Excel", "#accept\n"))
    world.round()
    assert "accepted" == inbound.load(received.id).state


def test_a_mail_that_nobody_confirms_expires_once(make_world: MakeWorld) -> None:
    """Thirty days after it came it is discarded; its bytes are kept."""
    world = make_world()
    _asked(world)
    notification = world.newest(world.anna)
    mail = world.composed_reply(world.anna, notification, "Begin with a question.")
    address = notification.mail["Reply-To"].addresses[0].addr_spec
    received = world.outside(mail.as_bytes(), Results(dmarc="none", spf="none", dkim="none"), to=address)
    assert ("held", "unproven") == (received.state, received.reason)
    world.pass_time(29 * DAY)
    assert "held" == inbound.load(received.id).state
    world.pass_time(1 * DAY)
    world.pass_time(1 * DAY)
    expired = inbound.load(received.id)
    assert ("discarded", "expired") == (expired.state, expired.reason)
    assert b"Begin with a question." in expired.raw

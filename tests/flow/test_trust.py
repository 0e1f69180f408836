"""Who may do what: forged, unproven and foreign mail ends as the contract says."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from concierge.demo.border import Results
from db import inbound
from db.inbound import Received
from tests.world import World, letter

QUESTION = "My presentations for clients fall flat. What can I do?"
FAIL = Results(dmarc="fail", spf="fail", dkim="none")
NONE = Results(dmarc="none", spf="none", dkim="none")


def _asked(world: World) -> None:
    maria = world.person("maria", "Maria Jansen")
    world.maria = maria
    world.mail(maria, "Presenting", QUESTION)


def _from_outside(world: World, sender: str, to: str, subject: str, text: str, **headers: str) -> bytes:
    user = next((u for u in (world.anna, world.bram) if u.address == sender), None)
    mail = world.compose(user or world.anna, to, subject, text, headers={"From": sender, **headers})
    return mail.as_bytes()


def test_forged_concierge_is_held_and_never_released_by_reply(world: World) -> None:
    """A mail in Anna's name that fails DMARC does nothing and asks nobody to confirm it."""
    _asked(world)
    notification = world.newest(world.anna)
    raw = _from_outside(
        world, world.anna.address, notification["Reply-To"], "Re: x", "Pay this invoice.",
        **{"In-Reply-To": notification["Message-ID"]},
    )  # fmt: skip
    before = world.sent_to(world.maria)
    received = world.outside(raw, FAIL, to=notification.mail["Reply-To"].addresses[0].addr_spec)
    assert ("held", "dmarc-fail") == (received.state, received.reason)
    assert before == world.sent_to(world.maria)
    assert "confirmation" not in world.sent_to(world.anna)


def test_unproven_concierge_confirms_by_reply(world: World) -> None:
    """Without proof the mail waits; a reply from the registered address lets it act, once."""
    _asked(world)
    notification = world.newest(world.anna)
    raw = _from_outside(
        world, world.anna.address, notification["Reply-To"], "Re: x", "Begin with a question.",
        **{"In-Reply-To": notification["Message-ID"]},
    )  # fmt: skip
    received = world.outside(raw, NONE, to=notification.mail["Reply-To"].addresses[0].addr_spec)
    assert ("held", "unproven") == (received.state, received.reason)
    confirmation = world.newest(world.anna)
    assert "Begin with a question." in confirmation.text
    released = world.reply(world.anna, confirmation, "Yes, that was me.")
    assert "confirmed" == released.reason
    world.round()
    answer = world.newest(world.maria)
    assert "Begin with a question." in answer.text
    again = world.reply(world.anna, confirmation, "Yes.")
    assert "transcript" == again.reason
    assert 1 == world.sent_to(world.maria).count("answer")


def _unproven(world: World) -> Received:
    """A mail in Anna's name, to her own signed address, that nothing proves."""
    _asked(world)
    notification = world.newest(world.anna)
    raw = _from_outside(
        world, world.anna.address, notification["Reply-To"], "Re: x", "Pay this invoice.",
        **{"In-Reply-To": notification["Message-ID"]},
    )  # fmt: skip
    return world.outside(raw, NONE, to=notification.mail["Reply-To"].addresses[0].addr_spec)


@pytest.mark.parametrize("answer", ["No, that was not me!", "Nee, dit heb ik niet gestuurd", "#discard"])
def test_a_denied_mail_is_discarded_and_the_lead_told(world: World, answer: str) -> None:
    """Nothing reaches the worker, then or after a later yes."""
    received = _unproven(world)
    confirmation = world.newest(world.anna)
    denied = world.reply(world.anna, confirmation, answer)
    assert "denied" == denied.reason
    assert ("discarded", "not-theirs") == _now(received)
    assert "Anna Peeters" in world.newest(world.lead)["Subject"]
    assert "receipt" == world.sent_to(world.anna)[-1]
    assert "transcript" == world.reply(world.anna, confirmation, "Yes").reason
    assert ["acknowledgement"] == world.sent_to(world.maria)


def test_an_unclear_answer_is_asked_about_once(world: World) -> None:
    """The second question can be answered; a third is never written, whatever comes back."""
    received = _unproven(world)
    confirmation = world.newest(world.anna)
    assert "consent-unclear" == world.reply(world.anna, confirmation, "yes but no").reason
    again = world.newest(world.anna)
    assert "> yes but no" in again.text
    before = world.count()
    for robot in ("We received your mail. Ticket 4711 was opened.", "Yesterday I was away."):
        assert "consent-unclear" == world.reply(world.anna, again, robot).reason
    assert before == world.count()
    assert ("held", "unproven") == _now(received)
    assert "confirmed" == world.reply(world.anna, again, "#send").reason
    world.round()
    assert "Pay this invoice." in world.newest(world.maria).text


def _now(received: Received) -> tuple[str, str]:
    row = inbound.load(received.id)
    return row.state, row.reason


def test_stranger_who_quotes_the_tag_gets_a_case_of_their_own(world: World) -> None:
    """A subject alone never joins a case."""
    _asked(world)
    eve = world.person("eve", "Eve")
    received = world.mail(eve, "Re: [LC-1] Presenting", "What did she say?")
    assert "request" == received.reason
    assert world.case(2)["requester"] == {"name": "Eve", "address": eve.address}
    assert 1 == sum(m["direction"] == "in" for m in world.case(1)["messages"])


def test_participant_who_only_kept_the_tag_joins(world: World) -> None:
    """The requester's new mail with the tag in its subject lands in the case."""
    _asked(world)
    received = world.mail(world.maria, "[LC-1] Presenting", "One more detail.")
    assert "follow-up" == received.reason


def test_strangers_reply_to_a_worker_mail_is_kept_and_marked(world: World) -> None:
    """A colleague to whom the worker forwarded our mail is heard, and never becomes the requester."""
    _asked(world)
    eve = world.person("eve", "Eve")
    acknowledgement = world.newest(world.maria)
    received = world.reply(eve, acknowledgement, "She also wants to learn Excel.")
    assert "third-party" == received.reason
    assert world.maria.address == world.case(1)["requester"]["address"]
    assert "new" == world.case(1)["state"]
    assert eve.address in world.newest(world.anna).text


def test_concierge_token_in_another_concierges_hands_does_not_act(world: World) -> None:
    """A signed address works for the person it was made for: Bram cannot use Anna's."""
    _asked(world)
    notification = world.newest(world.anna)
    received = world.reply(world.bram, notification, "Begin with a question.")
    assert ("held", "no-token") == (received.state, received.reason)
    assert "answer" not in world.sent_to(world.maria)


def test_reply_to_a_note_stays_a_note(world: World) -> None:
    """What is written in reply to a note never reaches the worker, without any command."""
    _asked(world)
    received = world.reply(world.anna, world.newest(world.anna), "#note\n\nDo you know her manager?")
    assert "concierge-note" == received.reason
    note = world.newest(world.bram)
    assert "Do you know her manager?" in note.text
    received = world.reply(world.bram, note, "Yes, he is difficult.")
    assert "concierge-note" == received.reason
    assert "Yes, he is difficult." in world.newest(world.anna).text
    assert ["acknowledgement"] == world.sent_to(world.maria)
    assert "new" == world.case(1)["state"]


def test_out_of_office_to_an_acknowledgement_changes_nothing(world: World) -> None:
    """It is shown on the case; nobody gets a mail."""
    _asked(world)
    before = world.count()
    acknowledgement = world.newest(world.maria)
    headers = {"Auto-Submitted": "auto-replied", "Subject": "Automatisch antwoord: Presenting"}
    received = world.reply(world.maria, acknowledgement, "Ik ben er niet.", headers=headers)
    assert ("accepted", "automatic-on-case") == (received.state, received.reason)
    assert (before, "new") == (world.count(), world.case(1)["state"])


def test_two_from_headers_are_held_and_announced(world: World) -> None:
    """Instead of picking one, a person is asked."""
    mail = world.compose(
        world.anna, world.service.address, "Hello", "Who am I?", headers={"From": "a@example.test"}
    )
    raw = b"From: b@example.test\r\n" + mail.as_bytes()
    received = world.outside(raw)
    assert ("held", "from-not-single") == (received.state, received.reason)
    assert "Who am I?" in world.newest(world.anna).text


def test_forged_worker_is_held_and_let_in_by_a_concierge(world: World) -> None:
    """A worker's mail that fails DMARC waits; #accept in reply to its announcement lets it in."""
    maria = world.person("maria", "Maria Jansen")
    mail = world.compose(maria, world.service.address, "Presenting", QUESTION)
    received = world.outside(mail.as_bytes(), FAIL)
    assert ("held", "dmarc-fail") == (received.state, received.reason)
    announcement = world.newest(world.anna)
    assert QUESTION in announcement.text
    world.reply(world.anna, announcement, "#accept")
    world.round()
    assert world.case(1)["state"] == "new"
    assert ["acknowledgement"] == world.sent_to(maria)


def test_sender_who_may_not_ask_is_held(make_world: Callable[..., World]) -> None:
    """allowed_senders: others wait for a person, who may discard them."""
    world = make_world()
    raw = _from_outside(world, "stranger@example.com", world.service.address, "Buy now", "Cheap courses.")
    received = world.outside(raw)
    assert ("held", "sender-not-allowed") == (received.state, received.reason)
    world.reply(world.anna, world.newest(world.anna), "#discard")
    assert "discarded" == world.decided(received.message_id).state


def test_our_own_mail_that_comes_back_is_discarded(world: World) -> None:
    """The loop header ends a loop at once."""
    _asked(world)
    notification = world.newest(world.anna)
    received = world.outside(notification.raw)
    assert ("discarded", "own") == (received.state, received.reason)


def test_mail_from_an_extension_of_our_own_address_is_our_own(world: World) -> None:
    """Nobody is written to: the service would answer itself."""
    local, _, domain = world.service.address.partition("@")
    before = world.count()
    raw = _from_outside(world, f"{local}+x@{domain}", world.service.address, "Presenting", QUESTION)
    received = world.outside(raw)
    assert ("discarded", "own") == (received.state, received.reason)
    assert before == world.count()


def test_a_name_cannot_carry_a_colleagues_address(world: World) -> None:
    """Where a mail is shown to a concierge the author is the address that it came from."""
    eve = world.person("eve", "Eve")
    headers = {"From": f'"Anna <{world.anna.address}>" <{eve.address}>'}
    world.mail(eve, "Presenting", QUESTION, headers=headers)
    notification = world.newest(world.bram)
    assert world.anna.address not in str(notification["From"]) + str(notification["Subject"])
    assert world.anna.address not in notification.text
    assert eve.address in notification.text


@pytest.mark.parametrize("sender", ["<>", "undisclosed:;", "{anna} <>"])
def test_a_mail_from_nobody_is_held(world: World, sender: str) -> None:
    """An empty address is no author, whatever stands beside it."""
    mail = world.compose(world.anna, world.service.address, "Hello", "Who am I?")
    raw = mail.as_bytes().replace(b"From: ", b"X-From: ", 1)
    raw = f"From: {sender.format(anna=world.anna.address)}\r\n".encode() + raw
    received = world.outside(raw)
    assert ("held", "from-not-single") == (received.state, received.reason)


def test_requests_beyond_the_limit_are_held(make_world: Callable[..., World]) -> None:
    """[limits] requests_per_sender."""
    world = make_world(extra='[limits]\nrequests_per_sender = "2 per 1h"')
    maria = world.person("maria", "Maria Jansen")
    states = [world.mail(maria, f"Question {n}", QUESTION).reason for n in range(3)]
    assert ["request", "request", "rate-limit"] == states


def test_letters_are_read_as_they_came() -> None:
    """The reader of these tests sees what a client sees."""
    assert "x" == letter(b"Subject: x\r\n\r\nhello\r\n")["Subject"]

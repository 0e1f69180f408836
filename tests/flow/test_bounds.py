"""Mail at the edges: large, empty, without what mail must have, and mail that cannot be decided."""

from __future__ import annotations

import hashlib
import random
import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from concierge.demo.border import NONE, PASS, Arriving, stamp
from db import inbound
from db.tables import Case, Inbound, Outbox
from intake.imap.mailbox import Mailbox
from tests.scene import TIMEOUT
from tests.world import World

QUESTION = "My presentations for clients fall flat. What can I do?"


def _append(world: World, raw: bytes) -> inbound.Received:
    """Into the mailbox past every SMTP server, which would mend it; then decided."""
    arriving = Arriving(raw, f"outside@{world.post.domain}", world.service.address)
    with Mailbox(world.post.imap(world.service)) as box:
        box.append("INBOX", stamp(arriving, PASS, world.post.authserv_id, world.now), (), world.now)
    before = Inbound.select().count()
    deadline = time.monotonic() + TIMEOUT
    while Inbound.select().count() == before:
        assert time.monotonic() < deadline
        world.round()
    return inbound.load(Inbound.select().order_by(Inbound.id.desc()).get().id)


@pytest.mark.costly
def test_twenty_megabytes_open_a_case_and_reach_the_concierge(make_world: Callable[..., World]) -> None:
    """The attachment arrives as it was sent."""
    world = make_world(alone=True)
    maria = world.person("maria", "Maria Jansen")
    content = random.Random(1).randbytes(14_700_000)
    mail = world.compose(maria, world.service.address, "My film", QUESTION, files=[("film.mp4", content)])
    assert 19_500_000 < len(mail.as_bytes()) < 21_000_000
    received = world.submit(maria, mail)
    assert ("accepted", "request") == (received.state, received.reason)
    attachments = list(world.newest(world.anna).mail.iter_attachments())
    assert ["film.mp4"] == [part.get_filename() for part in attachments]
    got = attachments[0].get_payload(decode=True)
    assert isinstance(got, bytes)
    assert hashlib.sha256(content).digest() == hashlib.sha256(got).digest()


def test_over_max_message_is_held_and_only_a_proven_sender_hears_of_it(
    make_world: Callable[..., World],
) -> None:
    """Nothing is fetched but the header; the concierges are told, and the mail stays where it is."""
    world = make_world(extra='[intake]\nmax_message = "100 KB"')
    maria, tom = world.person("maria", "Maria Jansen"), world.person("tom", "Tom De Smet")
    files = [("film.mp4", bytes(200_000))]
    received = world.mail(maria, "My film", QUESTION, files=files)
    assert ("held", "too-large") == (received.state, received.reason)
    assert len(received.raw) < 10_000
    assert 1 == len(world.sent_to(maria))
    assert "My film" in world.newest(maria)["Subject"]
    assert "My film" in world.newest(world.anna).text
    unproven = world.compose(tom, world.service.address, "My film too", QUESTION, files=files)
    received = world.outside(unproven.as_bytes(), NONE)
    assert ("held", "too-large") == (received.state, received.reason)
    assert [] == world.sent_to(tom)
    assert 0 == Case.select().count()
    assert 2 == len(world.letters(world.service))


def test_very_long_words_are_cut_and_reach_the_concierge_whole(world: World) -> None:
    """Four hundred lines to read and all ten thousand as a file; an answer to it is one like any other."""
    maria = world.person("maria", "Maria Jansen")
    words = "\n".join(f"What about line {number}?" for number in range(10_000))
    received = world.mail(maria, "Long", words)
    assert ("accepted", "request") == (received.state, received.reason)
    notification = world.newest(world.anna)
    assert ("line 399?" in notification.text, "line 400?" in notification.text) == (True, False)
    assert "in 9600 lines. All of it is attached as a text file." in notification.text
    (whole,) = notification.mail.iter_attachments()
    assert words == whole.get_content().removeprefix("\ufeff").replace("\r\n", "\n").strip()
    world.reply(world.anna, notification, "Begin with one of them.")
    assert "Begin with one of them." in world.newest(maria).text


@pytest.mark.parametrize("what", ["empty", "attachment only", "no subject"])
def test_mail_with_little_in_it_is_answered_by_people(world: World, what: str) -> None:
    """It opens a case, is acknowledged, and the concierge sees what there is."""
    maria = world.person("maria", "Maria Jansen")
    files = [("notes.txt", b"What can I do?")] if what == "attachment only" else []
    subject = "" if what != "attachment only" else "See attached"
    received = world.mail(maria, subject, QUESTION if what == "no subject" else "", files=files)
    assert ("accepted", "request") == (received.state, received.reason)
    assert ["acknowledgement"] == world.sent_to(maria)
    notification = world.newest(world.anna)
    assert len(files) == len(list(notification.mail.iter_attachments()))
    assert "Maria Jansen" in notification["Subject"]
    assert "None" not in notification.text


def test_mail_without_message_id_is_answered_once(world: World) -> None:
    """Two of them with other words are two cases; the very same octets again are not."""
    maria = world.person("maria", "Maria Jansen")
    texts = ("How do I present?", "How do I listen?")
    raws = []
    for text in texts:
        mail = world.compose(maria, world.service.address, "Question", text)
        del mail["Message-ID"]
        raws.append(mail.as_bytes())
    assert ["request", "request", "duplicate"] == [_append(world, raw).reason for raw in (*raws, raws[0])]
    assert ["acknowledgement"] * 2 == world.sent_to(maria)
    world.reply(world.anna, world.newest(world.anna), "Begin with a question.")
    assert "Begin with a question." in world.newest(maria).text


def test_two_authors_are_held(world: World) -> None:
    """A mail with two addresses in From, as with two From fields, is for a person to judge."""
    maria = world.person("maria", "Maria Jansen")
    both = {"From": f"{maria.address}, {world.anna.address}"}
    for raw in (
        world.compose(maria, world.service.address, "One", QUESTION, headers=both).as_bytes(),
        b"From: x@example.test\r\n" + world.compose(maria, world.service.address, "Two", QUESTION).as_bytes(),
    ):
        received = _append(world, raw)
        assert ("held", "from-not-single") == (received.state, received.reason)
    assert [] == world.sent_to(maria)
    assert 0 == Case.select().count()


def test_three_hundred_nested_parts_are_a_mail_like_any_other(world: World) -> None:
    """Depth costs neither the mail nor the ones behind it."""
    maria = world.person("maria", "Maria Jansen")
    mail = world.compose(maria, world.service.address, "Deep", "x")
    head = mail.as_bytes().partition(b"\r\n\r\n")[0]
    head = b"\r\n".join(line for line in head.split(b"\r\n") if not line.lower().startswith(b"content-"))
    opened = [b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(300)]
    raw = head + b"\r\n" + b"".join(opened) + b"Content-Type: text/plain\r\n\r\nHow deep?\r\n"
    raw += b"".join(b"--b%d--\r\n" % n for n in reversed(range(300)))
    received = _append(world, raw)
    assert received.state in ("accepted", "held")
    assert "shunted" != received.reason
    assert "request" == world.mail(maria, "Shallow", QUESTION).reason


def test_mail_that_breaks_us_is_shunted_and_the_next_goes_on(make_world: Callable[..., World]) -> None:
    """Tried three times, at once, after a minute and after ten; kept, announced by `held`, and retried."""
    broken: list[str] = []

    def tap(point: str) -> None:
        if point == "decided" and repairs:
            broken.append(point)
            if len(broken) != 2:  # the second mail of the first round is well
                raise RuntimeError("a defect of ours")

    repairs: list[str] = []
    world = make_world(tap=tap)
    maria, tom = world.person("maria", "Maria Jansen"), world.person("tom", "Tom De Smet")
    bad = world.send(maria, world.compose(maria, world.service.address, "Bad", QUESTION))
    world.post.wait_for(world.service, lambda mail: mail["Message-ID"] == bad)
    good = world.send(tom, world.compose(tom, world.service.address, "Good", QUESTION))
    world.post.wait_for(world.service, lambda mail: mail["Message-ID"] == good)
    repairs.append("broken")
    assert "request" == world.decided(good).reason
    assert ["acknowledgement"] == world.sent_to(tom)
    for minutes, state, tries in (
        (0, "received", 1),
        (2, "received", 2),
        (5, "received", 2),
        (6, "shunted", 3),
    ):
        world.pass_time(timedelta(minutes=minutes))
        row = Inbound.get(Inbound.message_id == bad)
        assert (state, tries) == (row.state, row.tries)
    assert "a defect of ours" in row.error
    assert [] == world.sent_to(maria)
    assert [row.id] == [mail["id"] for mail in inbound.held()]
    repairs.clear()
    inbound.retry(row.id, world.now)
    assert "request" == world.decided(bad).reason
    assert ["acknowledgement"] == world.sent_to(maria)


def test_receipts_do_not_use_up_what_a_concierge_gets_as_a_worker(make_world: Callable[..., World]) -> None:
    """After a day of commands an own question is still acknowledged."""
    world = make_world(extra='[limits]\nautomatic_per_sender = "2 per 1d"')
    world.mail(world.person("maria", "Maria Jansen"), "Presenting", QUESTION)
    notification = world.newest(world.anna)
    for _ in range(3):
        world.reply(world.anna, notification, "#status")
    assert "request" == world.mail(world.anna, "Listening", "How do I get better at listening?").reason
    assert ["acknowledgement"] == [kind for kind in world.sent_to(world.anna) if kind == "acknowledgement"]
    assert not Outbox.select().where(Outbox.state == "held").count()


def test_empty_reply_comes_back_with_one_plain_sentence(world: World) -> None:
    """There is no line to quote, so none is quoted."""
    world.mail(world.person("maria", "Maria Jansen"), "Presenting", QUESTION)
    assert "transcript" == world.reply(world.anna, world.newest(world.anna), "").reason
    told = world.newest(world.anna).text
    assert "- ✗ there is nothing to send: write something, or use a command." in told.splitlines()


def test_one_round_files_all_that_it_handled(world: World) -> None:
    """More mails than are filed at once: `run --once` does all that is due, so none is left in INBOX."""
    raw = b"From: robot@example.net\r\nAuto-Submitted: auto-generated\r\nMessage-ID: <%d@x>\r\n\r\nHi\r\n"
    with Mailbox(world.post.imap(world.service)) as box:
        for number in range(101):
            box.append("INBOX", raw % number, (), world.now)
    world.round()
    assert 101 == Inbound.select().where(Inbound.state == "discarded", Inbound.filed).count()
    assert [] == world.post.inbox(world.service)

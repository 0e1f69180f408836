"""`concierge people erase`, as an operator types it, with the copies in the mailbox and without."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from concierge import erasing
from concierge.cli import main
from concierge.commands import people
from concierge.commands import retention as retention_command
from concierge.demo.border import NONE
from db import audit, tables
from db.connect import disconnect, open_database
from intake.imap.mailbox import Mailbox
from tests.servers.post import User
from tests.world import World

QUESTION = "My presentations for clients fall flat. What can I do?"
KEYS = {
    *("person", "cases", "closed", "received", "sent", "masked", "cancelled", "on_roster", "finished"),
    *("removed_from_mailbox", "copies"),
}
FOLDERS = ("INBOX", "Processed", "Sent")


@pytest.fixture
def erase(world: World, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """`concierge people erase …` for this service; its accounts know the servers' own certificate."""
    certificate = world.settings.mailboxes[0].imap.ca_file
    if certificate:
        monkeypatch.setenv("SSL_CERT_FILE", certificate)

    return lambda *words: typed(world, "people", "erase", *words)


def typed(world: World, *words: str) -> int:
    """A command as a process of its own would do it; afterwards the database is the world's again."""
    disconnect()
    try:
        return main([*words, "--config", str(world.folder / "concierge.toml")])
    finally:
        open_database(world.settings.database_url, world.folder)


def asked(world: World) -> User:
    """Maria's case, answered, with a second one still open; and Tom's."""
    maria, tom = world.person("maria", "Maria Jansen"), world.person("tom", "Tom Maes")
    world.mail(maria, "Presenting", QUESTION)
    world.reply(world.anna, world.newest(world.anna), "Begin with a question.")
    world.mail(maria, "Feedback", "How do I give feedback to my boss?")
    world.mail(tom, "Writing", "How do I write shorter?")
    for _ in range(3):
        world.round()
    return maria


def lying(world: World) -> str:
    """Everything in the service's mailbox."""
    raws = [raw for folder in FOLDERS for raw in world.post.inbox(world.service, folder)]
    return b"\n".join(raws).decode("utf-8", "replace")


def stored() -> str:
    return "\n".join(repr(row) for table in tables.TABLES for row in table.select().tuples()).lower()


def test_with_the_mailbox_nothing_is_left(
    world: World, erase: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    """In the store, in INBOX, in the processed folder and in Sent, where our answers lie; Tom keeps his."""
    maria = asked(world)
    assert "fall flat" in lying(world)
    assert "Begin with a question" in lying(world)
    capsys.readouterr()
    assert 0 == erase(maria.address.upper(), "--mailbox", "--yes")
    out = capsys.readouterr().out
    for said in ("2 cases", "LC-2", "without a name", "are removed", "Removed from the mailboxes", "backups"):
        assert said in out, said
    for word in (maria.address, "fall flat", "Begin with a question", "Maria Jansen"):
        assert word not in lying(world), word
        assert word.lower() not in stored(), word
    assert "Writing" in lying(world)
    assert "tom maes" in stored()
    world.now = datetime.now(UTC) + timedelta(minutes=1)  # the command has the clock of this machine
    world.round()
    assert ["closed", "closed", "new"] == [world.case(number)["state"] for number in (1, 2, 3)]
    rows = tables.Outbox.select().where(
        tables.Outbox.recipient == world.anna.address, tables.Outbox.state == "sent"
    )
    (told,) = [row.draft["text"] for row in rows if "LC-2" in row.draft["text"]]
    assert "Maria" not in told
    assert "person.erased" in {line["act"] for line in audit.export()}


def test_without_the_mailbox_the_copies_are_listed(
    world: World, erase: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    """Folder, date and Message-ID of each, once; the mailbox is as it was."""
    maria = asked(world)
    before = lying(world)
    ids = {letter["Message-ID"] for folder in FOLDERS for letter in world.letters(world.service, folder)}
    capsys.readouterr()
    assert 0 == erase(maria.address, "--yes", "--json")
    (done,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert KEYS == set(done)
    assert (["LC-1", "LC-2"], ["LC-1", "LC-2"], None, True, False) == (
        done["cases"],
        done["closed"],
        done["removed_from_mailbox"],
        done["finished"],
        done["on_roster"],
    )
    assert {"mailbox", "folder", "at", "message_id"} == set(done["copies"][0])
    assert {copy["message_id"] for copy in done["copies"]} <= ids
    assert {"Processed", "Sent"} == {copy["folder"] for copy in done["copies"]}
    assert before == lying(world)
    assert maria.address not in stored()
    assert 1 == erase(maria.address, "--yes")
    assert "Nothing is stored" in capsys.readouterr().err


def test_what_lies_in_the_mailbox_goes_after_the_store_forgot(
    world: World, erase: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    """Asked for by mail: theirs, ours, and a concierge's answers, which name nobody.

    Tom's mail, a stranger's with a longer address, and what people put there themselves stay. A concierge's
    address removes none of their work; the second time nothing is left.
    """
    maria = asked(world)
    world.mail(maria, "Erase", "#forget")
    world.reply(maria, world.newest(maria), "yes")
    for _ in range(3):
        world.round()
    told = world.newest(world.lead).text
    assert "concierge people erase ADDRESS --mailbox" in told
    assert 2 == told.count(world.service.address)  # a line for Processed, one for Sent
    assert maria.address not in told
    assert maria.address not in stored()
    world.mail(world.person("jan", "Jan Peeters"), "Other", f"Ask ana{maria.address}, she says. How?")
    for _ in range(3):
        world.round()
    others = lying(world).count(f"Ask ana{maria.address}")
    private = world.compose(maria, world.service.address, "Lunch", "Shall we?")
    with Mailbox(world.post.imap(world.service)) as box:
        box.append("Sent", private.as_bytes())
    assert "fall flat" in lying(world)
    capsys.readouterr()
    assert 0 == erase(world.anna.address, "--mailbox", "--yes")
    assert "Removed from the mailboxes: 0 mails" in capsys.readouterr().out
    assert 1 == erase("nobody@example.org", "--mailbox", "--yes")
    assert "Nothing is stored" in capsys.readouterr().err
    assert 0 == erase(maria.address, "--mailbox", "--yes")
    out = capsys.readouterr().out
    assert "Nothing is stored about" in out
    assert str(private["Message-ID"]) in out
    left = lying(world)
    assert others == left.count(f"Ask ana{maria.address}") > 1  # ours among them
    assert {"Lunch": True, "Other": True, "write shorter": True, "fall flat": False, "Begin with": False} == {
        word: word in left for word in ("Lunch", "Other", "write shorter", "fall flat", "Begin with")
    }
    assert 0 == erase(maria.address, "--mailbox", "--yes")
    assert "Removed from the mailboxes: 0 mails" in capsys.readouterr().out


def sent(world: World, user: User, mail: EmailMessage) -> tuple[str, str | None]:
    """(state, reason) of a mail of which no Message-ID may stay."""
    before = tables.Inbound.select().count()
    world.send(user, mail)
    for _ in range(200):
        world.round()
        row = tables.Inbound.select().order_by(tables.Inbound.id.desc()).get()
        if tables.Inbound.select().count() > before and row.state != "received":
            world.round()
            return row.state, row.reason
        time.sleep(0.05)
    raise AssertionError("it did not arrive")


def test_an_answer_to_what_was_announced_brings_nobody_back(
    world: World, erase: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    """A held stranger, and a held mail about Maria: both erased; the answers quote them, and are dropped."""
    maria = world.person("maria", "Maria Jansen")
    world.mail(maria, "Presenting", QUESTION)
    note = world.newest(world.anna)
    to = note.mail["Reply-To"].addresses[0].addr_spec
    unproven = world.composed_reply(world.anna, note, "Begin with a question.").as_bytes()
    assert "held" == world.outside(unproven, NONE, to=to).state
    asked_whether = world.newest(world.anna)
    eve = world.compose(
        world.anna, world.service.address, "Excel", "How?", headers={"From": "Eve Held <eve@example.com>"}
    )
    assert "held" == world.outside(eve.as_bytes(), NONE).state
    held = next(letter for letter in world.letters(world.anna) if "Eve Held" in letter["Subject"])
    for address in (maria.address, "eve@example.com"):
        assert 0 == erase(address, "--yes")
    for to_what, words in ((asked_whether, "Yes"), (held, "#accept"), (held, "Thanks for telling")):
        answer = world.composed_reply(world.anna, to_what, words)
        assert ("discarded", "erased") == sent(world, world.anna, answer)
        assert "nothing of your mail is kept" in world.newest(world.anna).text
    left = stored()
    assert [] == [name for name in ("maria jansen", maria.address, "eve held", "eve@example") if name in left]


def test_notifications_of_who_is_in_copy_go(
    world: World, erase: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    """Tom's mail with Maria in Cc is his, and is told; what told our people of it named her, and goes."""
    tom = world.person("tom", "Tom Maes")
    copied = {"Cc": "Maria Jansen <maria@example.org>"}
    world.submit(tom, world.compose(tom, world.service.address, "Writing", "How?", headers=copied))
    for _ in range(3):
        world.round()
    assert 0 == erase("maria@example.org", "--mailbox", "--yes")
    assert "by hand" in capsys.readouterr().out
    sent = b"".join(world.post.inbox(world.service, "Sent"))
    assert b"Writing" in sent  # the acknowledgement, which names Tom alone
    assert b"maria@example.org" not in sent


def test_other_mail_of_theirs_is_told_and_left(
    world: World, erase: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    """What people keep in that mailbox is not the service's to remove."""
    maria = asked(world)
    private = world.compose(maria, world.service.address, "Lunch", "Shall we?")
    with Mailbox(world.post.imap(world.service)) as box:
        box.append("Sent", private.as_bytes())
    capsys.readouterr()
    assert 0 == erase(maria.address, "--mailbox", "--yes")
    out = capsys.readouterr().out
    assert "by hand" in out
    assert str(private["Message-ID"]) in out
    assert "Lunch" in lying(world)


def test_who_is_only_named_is_masked(
    world: World, erase: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody who never wrote, in the words of another: nothing is theirs, and no address stays."""
    tom = world.person("tom", "Tom Maes")
    world.mail(
        tom, "Writing", "Ask piet.smets@elsewhere.example, who told me about you. How do I write shorter?"
    )
    capsys.readouterr()
    assert 0 == erase("Piet.Smets@elsewhere.example", "--mailbox", "--yes")
    assert "Named in 1 mail of others" in capsys.readouterr().out
    assert "piet.smets" not in stored()
    assert "write shorter" in stored()


def test_a_concierge_loses_what_they_asked_only(
    world: World, erase: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    """Their work for others stays, here and in the mailbox, and is not listed as somebody's own mail."""
    asked(world)
    world.mail(world.anna, "My own question", "How do I learn to draw graphs?")
    for _ in range(3):
        world.round()
    capsys.readouterr()
    assert 0 == erase(world.anna.address, "--mailbox", "--yes", "--json")
    (done,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (["LC-4"], True, []) == (done["cases"], done["on_roster"], done["copies"])
    assert "draw graphs" not in lying(world)
    assert "draw graphs" not in stored()
    assert "Begin with a question" in lying(world)


def test_without_uidplus_the_copies_are_listed(
    world: World,
    erase: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The store is erased, the mailbox stays and is told."""

    def without(account: Any) -> Mailbox:
        return Mailbox(account, ignore=("UIDPLUS",))

    maria = asked(world)
    before = lying(world)
    monkeypatch.setattr(erasing, "Mailbox", without)
    capsys.readouterr()
    assert 0 == erase(maria.address, "--mailbox", "--yes", "--json")
    (done,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert 0 == done["removed_from_mailbox"]
    assert len(done["copies"]) >= 4
    assert before == lying(world)
    assert maria.address not in stored()


def test_a_mailbox_out_of_reach_erases_nothing(
    world: World, erase: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    """The store knows where the copies lie: it is kept until they are gone."""
    maria = asked(world)
    file = world.folder / "concierge.toml"
    password = world.settings.mailboxes[0].imap.password
    file.write_text(file.read_text().replace(f'password = "{password}"', 'password = "wrong"'))
    capsys.readouterr()
    assert 1 == erase(maria.address, "--mailbox", "--yes")
    assert "Nothing was erased" in capsys.readouterr().err
    assert maria.address in stored()


def test_it_asks(
    world: World,
    erase: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without a terminal it is refused with what to type; at one, no is no."""
    maria = asked(world)
    capsys.readouterr()
    assert 1 == erase(maria.address, "--mailbox")
    assert f"concierge people erase {maria.address} --mailbox --yes" in capsys.readouterr().err
    monkeypatch.setattr(people, "_agreed", lambda address, mailbox: False)
    assert 1 == erase(maria.address)
    assert "Nothing was erased." in capsys.readouterr().out
    assert maria.address in stored()


def test_own_addresses_and_names_are_refused(
    world: World, erase: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    """The service cannot be erased, nor somebody who is only a name."""
    asked(world)
    capsys.readouterr()
    for typed, said in (
        (world.service.address, "of the service itself"),
        ("Maria Jansen", "is no address"),
        ("nobody@example.org", "Nothing is stored"),
    ):
        assert 1 == erase(typed, "--yes")
        assert said in capsys.readouterr().err


def test_retention_in_the_mailbox_by_hand(
    make_world: Callable[..., World], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`retention --dry-run` lists what would leave the mailbox, and `retention` removes exactly that."""
    world = make_world(extra='[privacy]\nmailbox_after = "8d"\n')
    asked(world)
    certificate = world.settings.mailboxes[0].imap.ca_file
    if certificate:
        monkeypatch.setenv("SSL_CERT_FILE", certificate)

    class Later:
        @staticmethod
        def now(zone: Any) -> Any:
            return datetime.now(zone) + timedelta(days=12)

    monkeypatch.setattr(retention_command, "datetime", Later)
    capsys.readouterr()
    listed = []
    for words in (("--dry-run",), ()):
        before = lying(world)
        assert 0 == typed(world, "retention", "--json", *words)
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        listed.append([line for line in lines if line["what"] == "mailbox"])
        assert (before == lying(world)) == bool(words)
    assert listed[0] == listed[1]
    assert len(listed[0]) >= 4
    assert "fall flat" not in lying(world)

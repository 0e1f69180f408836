"""Backup, the story goes on, everything is destroyed, restore, and the story goes on."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cases.effects import Decision
from cases.errors import TemporaryError
from concierge.cli import main
from concierge.service import Service
from db import restored, tables
from db.connect import disconnect, open_database
from tests.scene import QUIET, Letter
from tests.servers.post import User
from tests.world import World

SURVEY = '[survey]\nafter = "10d"\n'
LET_IN = [("always", True), ("always", False), ("auto", True), ("never", True)]


def _backup(world: World, file: Path) -> None:
    disconnect()
    assert 0 == main(["backup", str(file), "--config", str(world.folder / "concierge.toml")])
    open_database(world.settings.database_url, world.folder)


def _destroy_and_restore(world: World, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The database is gone, and with it all that happened since; the service is a new process."""
    world.runner.close()
    if "sqlite" in world.settings.database_url:
        disconnect()
        for path in world.folder.glob("concierge.db*"):
            path.unlink()
    else:
        tables.database.execute_sql("DROP SCHEMA public CASCADE")
        tables.database.execute_sql("CREATE SCHEMA public")
        disconnect()
    toml = str(world.folder / "concierge.toml")
    capsys.readouterr()
    status = main(["restore", str(file), "--replace", "--config", toml])
    assert 0 == status, capsys.readouterr().err
    (aside,) = world.folder.glob("before-restore-*")
    (aside / "concierge.toml").rename(toml)  # its passwords stand in it, and were not in the backup
    open_database(world.settings.database_url, world.folder)
    world.runner = Service(world.settings, world.clock)


def _interrupt(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database goes away in the middle of looking through; the next process begins anew."""
    decide, count = world.runner.handler.decide_again, itertools.count()

    def sometimes(number: int, at: datetime) -> Decision:
        if next(count) == 2:
            raise TemporaryError("the database is away")
        return decide(number, at)

    monkeypatch.setattr(world.runner.handler, "decide_again", sometimes)
    assert not world.runner.once()
    assert restored.waiting() is not None
    world.runner.close()
    world.runner = Service(world.settings, world.clock)


def _copies(world: World, *people: User) -> list[Counter[str]]:
    return [Counter(each["Message-ID"] for each in world.letters(user)) for user in people]


@pytest.fixture(params=[timedelta(0)])
def told(make_world: Callable[..., World], request: pytest.FixtureRequest) -> World:
    """Maria has asked and was answered, so long ago."""
    world = make_world(now=datetime.now(UTC) - request.param, extra=SURVEY)
    world.maria = world.person("maria", "Maria Jansen")
    world.mail(world.maria, "My talks fall flat", "What can I do?")
    world.reply(world.anna, world.newest(world.anna), "Begin with a question.")
    return world


@pytest.mark.parametrize("interrupted", [False, pytest.param(True, marks=pytest.mark.costly)])
def test_the_story_goes_on(
    told: World,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    *,
    interrupted: bool,
) -> None:
    """Nobody gets a mail twice, none is lost, and each reply finds its case, also of those opened since."""
    world, file = told, tmp_path / "x.backup"
    _backup(world, file)
    tom, kim = world.person("tom", "Tom De Smet"), world.person("kim", "Kim Maes")
    world.mail(tom, "Spreadsheets", "How do I pivot?")
    first = world.newest(world.anna)
    world.reply(world.anna, first, "Insert, then pivot table.\n\n#time 30m")
    world.reply(world.maria, world.newest(world.maria), "And how do I end?")
    number = tables.Case.get(tables.Case.subject == "Spreadsheets").id
    before = {row.id: row.state for row in tables.Case.select()}
    assert {1: "open", number: "answered"} == before
    people = (world.maria, tom, world.anna, world.bram, world.lead)
    copies = _copies(world, *people)
    asked = world.send(kim, world.compose(kim, world.service.address, "Notes", "How do I keep them?"))
    _destroy_and_restore(world, file, capsys)
    assert {1: "answered"} == {row.id: row.state for row in tables.Case.select()}
    if interrupted:
        _interrupt(world, monkeypatch)
    world.decided(asked)
    after = {row.id: row.state for row in tables.Case.select() if row.subject != "Notes"}
    assert before == after
    kims = tables.Case.get(tables.Case.subject == "Notes")
    assert kims.id > number
    assert copies[:2] == _copies(world, world.maria, tom)
    assert (
        1 == len(world.letters(kim))
        or tables.Outbox.get(tables.Outbox.recipient == kim.address).state == "held"
    )
    for had, now in zip(copies[2:], _copies(world, *people[2:]), strict=True):
        assert not [each for each, count in (now - had).items() if count > 1 or each in had]
        assert len(now - had) <= 1  # Kim's request
    assert 30 == tables.Case.get_by_id(number).minutes
    again = world.reply(tom, world.letters(tom)[-1], "Thanks. And a chart?")
    assert number == again.case
    assert tom.address == tables.Case.get_by_id(number).requester.address
    answer = world.reply(world.anna, first, "Insert, then chart.")
    assert (number, "accepted") == (answer.case, str(answer.state))
    assert "Insert, then chart." in world.letters(tom)[-1].text
    assert restored.waiting() is None


@pytest.mark.parametrize("told", [timedelta(days=11, hours=1)], indirect=True)  # the servers' clock stands
def test_a_survey_is_not_asked_twice(told: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It went out and was answered after the backup: there is one, with its rating."""
    world, file = told, tmp_path / "x.backup"
    _backup(world, file)
    world.pass_time(timedelta(days=11))
    survey = world.newest(world.maria)
    world.reply(world.maria, survey, "5")
    assert 5 == tables.Survey.get().rating
    copies = _copies(world, world.maria)
    _destroy_and_restore(world, file, capsys)
    assert "scheduled" == tables.Survey.get().state
    world.round()
    world.pass_time(timedelta(days=1))
    assert copies == _copies(world, world.maria)
    assert (5, "answered") == (tables.Survey.get().rating, tables.Survey.get().state)


def test_what_waited_at_the_time_goes_once(
    told: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Sent since: not again. Not sent until the end: now."""
    world, file = told, tmp_path / "x.backup"
    tom, kim = world.person("tom", "Tom De Smet"), world.person("kim", "Kim Maes")
    world.send(tom, world.compose(tom, world.service.address, "Spreadsheets", "How?"))
    world.post.wait_for(world.service, lambda mail: mail["Subject"] == "Spreadsheets", 30)
    world.runner.receive(world.settings.mailboxes[0])
    world.runner.handle()
    tables.Outbox.update(next_attempt_at=world.now + timedelta(days=2)).where(
        tables.Outbox.recipient == world.bram.address.lower(), tables.Outbox.state == "queued"
    ).execute()
    waiting = tables.Outbox.select().where(tables.Outbox.state == "queued").count()
    assert waiting >= 2
    _backup(world, file)
    world.round()
    world.round()
    copies = _copies(world, tom, world.anna)
    _destroy_and_restore(world, file, capsys)
    world.round()
    assert copies == _copies(world, tom, world.anna)
    later = tables.Outbox.get(
        tables.Outbox.recipient == world.bram.address.lower(), tables.Outbox.state != "sent"
    )
    assert "queued" == later.state
    assert 0 == len(world.letters(kim))


def test_an_answer_of_which_no_copy_lies_in_sent_is_held(
    told: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The relay was away when it was to go out: it is not lost, and a person says when it goes."""
    world, file = told, tmp_path / "x.backup"
    _backup(world, file)
    tables.Outbox.update(state="cancelled").where(tables.Outbox.state == "queued").execute()
    reply = world.composed_reply(world.anna, world.newest(world.anna), "And end with one.")
    asked = world.send(world.anna, reply)
    world.post.wait_for(world.service, lambda mail: mail["Message-ID"] == asked, 30)
    box = world.settings.mailboxes[0]
    world.runner.receive(box)
    world.runner.handle()
    while world.runner.receivers[box.address].file():
        pass
    had = _copies(world, world.maria)
    _destroy_and_restore(world, file, capsys)
    world.round()
    assert had == _copies(world, world.maria)
    held = tables.Outbox.get(tables.Outbox.state == "held")
    assert world.maria.address == held.recipient
    disconnect()
    config = str(world.folder / "concierge.toml")
    assert 0 == main(["outbox", "retry", str(held.id), "--config", config])
    open_database(world.settings.database_url, world.folder)
    world.now = datetime.now(UTC)
    world.round()
    assert "And end with one." in world.newest(world.maria).text


def test_a_mail_that_was_stored_but_not_decided(
    told: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It was decided and acknowledged after the backup: not again; its case has its number."""
    world, file = told, tmp_path / "x.backup"
    tom = world.person("tom", "Tom De Smet")
    world.send(tom, world.compose(tom, world.service.address, "Spreadsheets", "How?"))
    world.post.wait_for(world.service, lambda mail: mail["Subject"] == "Spreadsheets", 30)
    world.runner.receive(world.settings.mailboxes[0])
    assert 1 == tables.Inbound.select().where(tables.Inbound.state == "received").count()
    _backup(world, file)
    world.round()
    world.round()
    copies = _copies(world, tom, world.anna)
    assert 1 == len(world.letters(tom))
    _destroy_and_restore(world, file, capsys)
    world.round()
    world.round()
    assert copies == _copies(world, tom, world.anna)
    assert 2 == tables.Case.get(tables.Case.subject == "Spreadsheets").id


def test_a_held_mail_that_was_let_in_after_the_backup(
    told: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By a mail of the concierge's, which lies in the mailbox: what it sent then is not sent again."""
    world, file = told, tmp_path / "x.backup"
    world.reply(world.bram, world.letters(world.bram)[0], "Anna answered meanwhile, and so do I.")
    held = tables.Inbound.get(tables.Inbound.state == "held")
    _backup(world, file)
    world.reply(world.bram, world.newest(world.bram), "#send")
    assert "accepted" == tables.Inbound.get_by_id(held.id).state
    copies = _copies(world, world.maria)
    assert 3 == len(world.letters(world.maria))
    _destroy_and_restore(world, file, capsys)
    assert "held" == tables.Inbound.get_by_id(held.id).state
    world.round()
    assert "accepted" == tables.Inbound.get_by_id(held.id).state
    world.round()
    assert copies == _copies(world, world.maria)


def test_on_hold_at_the_time(
    make_world: Callable[..., World], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """[response] hold: an answer that waited as a whole went out after the backup, once."""
    world, file = make_world(now=datetime.now(UTC), response=f'{QUIET}\nhold = "1s"'), tmp_path / "x.backup"
    world.maria = world.person("maria", "Maria Jansen")
    world.mail(world.maria, "My talks fall flat", "What can I do?")
    _backup(world, file)
    world.reply(world.anna, world.newest(world.anna), "Begin with a question.")
    world.pass_time(timedelta(seconds=3))
    assert 2 == len(world.letters(world.maria))
    copies = _copies(world, world.maria)
    _destroy_and_restore(world, file, capsys)
    world.pass_time(timedelta(seconds=3))
    assert copies == _copies(world, world.maria)
    assert "answered" == tables.Case.get().state


def _let_in(world: World, inbound: int, question: Letter, *, by_mail: bool) -> None:
    """As the concierge does it by mail, or an operator on the command line."""
    if by_mail:
        world.reply(world.anna, question, "#send")
    else:
        disconnect()
        assert 0 == main(["held", "accept", str(inbound), "--config", str(world.folder / "concierge.toml")])
        open_database(world.settings.database_url, world.folder)
    world.round()
    world.round()


@pytest.mark.parametrize(
    ("copies", "by_mail"),  # auto: no copy is in Sent within two minutes
    [("auto", False), *(pytest.param(*row, marks=pytest.mark.heavy) for row in LET_IN)],
)
def test_a_recommendation_that_was_let_in(
    make_world: Callable[..., World],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    *,
    copies: str,
    by_mail: bool,
) -> None:
    """After the backup, and what was typed then is typed again: it goes out once, and a person is asked."""
    world = make_world(now=datetime.now(UTC), catalogue=True, sent_copy=copies)
    world.maria, file = world.person("maria", "Maria Jansen"), tmp_path / "x.backup"
    world.mail(world.maria, "My talks fall flat", "What can I do?")
    text = "#topic time-management\n#need time=9min\n#recommend"
    held = world.reply(world.anna, world.newest(world.anna), text)
    assert ("held", "few-options") == (held.state, held.reason)
    question = world.newest(world.anna)
    _backup(world, file)
    _let_in(world, held.id, question, by_mail=by_mail)
    assert ["acknowledgement", "recommendation"] == world.sent_to(world.maria)
    had = _copies(world, world.maria)
    _destroy_and_restore(world, file, capsys)
    world.now = datetime.now(UTC) + timedelta(seconds=2)
    world.round()
    if not by_mail:
        _let_in(world, held.id, question, by_mail=False)
    world.pass_time(timedelta(minutes=10))
    assert "accepted" == tables.Inbound.get_by_id(held.id).state
    assert had == _copies(world, world.maria)
    left = [row.state for row in tables.Outbox.select().where(tables.Outbox.kind == "recommendation")]
    assert left == ["sent" if copies == "always" and by_mail else "held"]


@pytest.mark.parametrize("copies", ["always", pytest.param("never", marks=pytest.mark.heavy)])
def test_what_the_clock_sent_since(
    make_world: Callable[..., World], tmp_path: Path, capsys: pytest.CaptureFixture[str], copies: str
) -> None:
    """A question that nobody answered was asked again after the backup: it does not come twice."""
    response = f'{QUIET}\nnudge = "2h"\nclose_after = "2h"'
    world = make_world(now=datetime.now(UTC) - timedelta(hours=7), response=response, sent_copy=copies)
    world.maria, file = world.person("maria", "Maria Jansen"), tmp_path / "x.backup"
    world.mail(world.maria, "My talks fall flat", "What can I do?")
    world.reply(world.anna, world.newest(world.anna), "Tell me more?\n\n#ask")
    _backup(world, file)
    world.pass_time(timedelta(hours=3))
    assert "reminder" == world.sent_to(world.maria)[-1]
    had = _copies(world, world.maria)
    _destroy_and_restore(world, file, capsys)
    world.round()
    world.round()
    assert had == _copies(world, world.maria)
    again = tables.Outbox.get(tables.Outbox.kind == "reminder")
    assert again.state == ("sent" if copies == "always" else "held")


def test_a_concierges_answer_tells_the_number(
    make_world: Callable[..., World], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No copy lies in Sent, but her answer in the mailbox: the case has its number, and the answer joins."""
    world = make_world(now=datetime.now(UTC), sent_copy="never")
    world.maria, tom = world.person("maria", "Maria Jansen"), world.person("tom", "Tom De Smet")
    file = tmp_path / "x.backup"
    world.mail(tom, "Notes", "How do I keep them?")
    _backup(world, file)
    world.mail(tom, "Spreadsheets", "How do I pivot?")
    world.mail(world.maria, "My talks fall flat", "What can I do?")
    world.reply(world.anna, world.newest(world.anna), "Begin with a question.")
    while world.runner.receivers[world.settings.mailboxes[0].address].file():
        pass
    had = _copies(world, world.maria)
    _destroy_and_restore(world, file, capsys)
    world.now = datetime.now(UTC) + timedelta(seconds=2)
    world.round()
    assert 3 == tables.Case.get(tables.Case.subject == "My talks fall flat").id
    assert ["acknowledgement", "answer"] == [
        row.kind
        for row in tables.Outbox.select().where(
            tables.Outbox.recipient == world.maria.address, tables.Outbox.state == "held"
        )
    ]
    assert had == _copies(world, world.maria)


@pytest.mark.parametrize("by", ["concierge", pytest.param("worker", marks=pytest.mark.heavy)])
def test_an_answer_about_a_number_that_nothing_tells(
    make_world: Callable[..., World], tmp_path: Path, capsys: pytest.CaptureFixture[str], by: str
) -> None:
    """The case has another number now: a worker finds it by the thread, a concierge gets the text back."""
    world = make_world(now=datetime.now(UTC), sent_copy="never")
    world.maria, file = world.person("maria", "Maria Jansen"), tmp_path / "x.backup"
    _backup(world, file)
    world.mail(world.maria, "My talks fall flat", "What can I do?")
    world.round()
    notified, told = world.newest(world.anna), world.newest(world.maria)
    had = _copies(world, world.maria)
    _destroy_and_restore(world, file, capsys)
    world.now = datetime.now(UTC) + timedelta(seconds=2)
    world.round()
    assert tables.Case.get().id > 1
    if by == "worker":
        assert tables.Case.get().id == world.reply(world.maria, told, "And how do I end?").case
    else:
        answer = world.reply(world.anna, notified, "Begin with a question.")
        assert ("accepted", "transcript", None) == (answer.state, answer.reason, answer.case)
        returned = world.newest(world.anna).text
        assert "there is no LC-1 here" in returned
        assert "Here is your text.\n" in returned  # a reply to this mail would lead nowhere again
        assert "Begin with a question." in returned
    assert 1 == tables.Case.select().count()
    assert had == _copies(world, world.maria)


@pytest.mark.parametrize(
    "told", [timedelta(days=3), pytest.param(timedelta(days=30), marks=pytest.mark.heavy)], indirect=True
)
def test_a_number_that_was_given_again(
    told: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The mailbox is lost too, and with it each trace of Tom's case: what is left of it leads to no other."""
    world, file = told, tmp_path / "x.backup"
    tom, kim = world.person("tom", "Tom De Smet"), world.person("kim", "Kim Maes")
    _backup(world, file)
    world.mail(tom, "Spreadsheets", "How do I pivot?")
    notified, acknowledged = world.newest(world.anna), world.newest(tom)
    _destroy_and_restore(world, file, capsys)
    tables.Lease.delete().execute()  # as if it had been looked through, and nothing were there
    world.now += timedelta(days=2)
    assert 2 == world.mail(kim, "Notes", "How do I keep them?").case
    had = _copies(world, kim)
    for words in ("Insert, then pivot table.", "#close", "#note Slow."):
        answer = world.reply(world.anna, notified, words)
        assert ("accepted", "transcript", None) == (str(answer.state), answer.reason, answer.case)
    assert "there is no LC-2 here" in world.newest(world.anna).text
    again = world.reply(tom, acknowledged, "And a chart?")
    assert 2 != again.case
    assert "chart" not in world.newest(kim).text
    assert had == _copies(world, kim)
    assert "new" == tables.Case.get_by_id(2).state
    kims = next(each for each in world.letters(world.anna) if "Notes" in each["Subject"])
    assert 2 == world.reply(world.anna, kims, "In a notebook.").case
    assert "In a notebook." in world.newest(kim).text


def _with_second(world: World) -> User:
    """The service reads another mailbox besides, on the same servers."""
    second, box = world.post.new_user("hulp"), world.settings.mailboxes[0]
    smtp = replace(world.post.smtp(second), rate=box.smtp.rate)
    other = replace(box, address=second.address, imap=world.post.imap(second), smtp=smtp)
    world.settings = replace(world.settings, mailboxes=(box, other))
    world.runner.close()
    world.runner = Service(world.settings, world.clock)
    world.round()
    return second


def _serve(world: World, *, dead: int | None = None) -> None:
    """A new process; the server of one mailbox is away."""
    settings = world.settings
    if dead is not None:
        boxes = list(settings.mailboxes)
        boxes[dead] = replace(boxes[dead], imap=replace(boxes[dead].imap, port=1))
        settings = replace(settings, mailboxes=tuple(boxes))
    world.runner.close()
    world.runner = Service(settings, world.clock)


@pytest.mark.parametrize("dead", [1, None, pytest.param(0, marks=pytest.mark.heavy)])
def test_two_mailboxes(
    make_world: Callable[..., World], tmp_path: Path, capsys: pytest.CaptureFixture[str], dead: int | None
) -> None:
    """Nothing is decided or sent before both are looked through; then each reply finds its case there."""
    world, file = make_world(now=datetime.now(UTC)), tmp_path / "x.backup"
    second = _with_second(world)
    tom, kim, lea = (world.person(name, f"{name.title()} De Smet") for name in ("tom", "kim", "lea"))
    world.mail(tom, "My talks fall flat", "What can I do?")
    _backup(world, file)
    world.reply(world.anna, world.newest(world.anna), "Begin with a question.")
    world.submit(kim, world.compose(kim, second.address, "Spreadsheets", "How do I pivot?"))
    world.reply(world.anna, world.newest(world.anna), "Insert, then pivot table.")
    before = {row.id: (row.state, row.mailbox) for row in tables.Case.select()}
    assert {1: ("answered", world.service.address), 2: ("answered", second.address)} == before
    people = (tom, kim, lea, world.anna, world.bram)
    copies = _copies(world, *people)
    _destroy_and_restore(world, file, capsys)
    asked = world.send(lea, world.compose(lea, second.address, "Notes", "How do I keep them?"))
    if dead is not None:
        _serve(world, dead=dead)
        for _ in range(2):
            world.runner.once()
        assert [False, True] == sorted(
            restored.is_looked_through(b.address) for b in world.settings.mailboxes
        )
        assert restored.waiting() is not None
        assert copies == _copies(world, *people)
        _serve(world)
    world.decided(asked)
    assert restored.waiting() is None
    after = {row.id: (row.state, row.mailbox) for row in tables.Case.select() if row.subject != "Notes"}
    assert before == after
    assert copies[:2] == _copies(world, tom, kim)
    for number, user in ((1, tom), (2, kim)):
        again = world.reply(user, world.letters(user)[-1], "Thanks. And what then?")
        assert (number, before[number][1]) == (again.case, again.mailbox)

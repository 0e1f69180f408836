"""As an operator does it: backup beside the running service, everything lost, restore, and on it goes."""

from __future__ import annotations

import itertools
import shutil
import time
from collections import Counter
from collections.abc import Callable

import pytest

from cases.tokens import find_tokens
from concierge.watched_secret import LOOK
from db import tables
from db.connect import disconnect, open_database
from tests.installation import Installation, until
from tests.scene import Letter
from tests.servers.post import User

PHRASE = "five words that nobody knows"


def _answered(installation: Installation, user: User, subject: str) -> str:
    """They ask, Anna answers, and all of it has arrived; the Message-ID of the request."""
    had = len(installation.letters(user))
    asked = installation.ask(user, subject)
    until(lambda: len(installation.letters(user)) == had + 1, "the acknowledgement")
    until(lambda: _told(installation, subject), "the notification")
    notification = _told(installation, subject)[-1]
    installation.send(
        installation.anna, installation.composed_reply(installation.anna, notification, "Try this.")
    )
    until(lambda: len(installation.letters(user)) == had + 2, "the answer")
    return asked


def _told(installation: Installation, subject: str) -> list[Letter]:
    return [each for each in installation.letters(installation.anna) if subject in each["Subject"]]


def _settled(installation: Installation) -> bool:
    """All is sent, copied and filed."""
    waits = (
        tables.Outbox.select().where((tables.Outbox.state != "sent") | (tables.Outbox.filed == "")).count()
    )
    return waits == 0 and not tables.Inbound.select().where(tables.Inbound.filed == False).count()  # noqa: E712


@pytest.mark.costly
def test_everything_is_lost_and_the_story_goes_on(make_installation: Callable[..., Installation]) -> None:
    """Backup online with secrets, a story, kill -9, nothing left; restore, and each reply finds its case."""
    installation = make_installation(extra='[intake]\npoll = "1s"\n')
    maria, tom = installation.person("maria", "Maria Jansen"), installation.person("tom", "Tom De Smet")
    (installation.folder / "words").write_text(PHRASE)
    words = ("--passphrase-file", str(installation.folder / "words"))
    file = installation.folder.parent / f"{installation.folder.name}.backup"
    running = installation.start()
    running.wait_for("folder.started")
    _answered(installation, maria, "Presenting")
    backup = installation.concierge("backup", str(file), "--with-secrets", *words)
    assert 0 == backup.status, backup.said
    refused = installation.concierge("restore", str(file), "--replace", *words)
    assert 1 == refused.status
    assert "stop the service" in refused.said
    _answered(installation, tom, "Spreadsheets")
    until(lambda: _settled(installation), lambda: running.log, 150)
    number = tables.Case.get(tables.Case.subject == "Spreadsheets").id
    letters = [installation.copies(user) for user in (maria, tom, installation.anna, installation.bram)]
    running.kill()
    _lose(installation)
    restored = installation.concierge("restore", str(file), *words)
    assert 0 == restored.status, restored.said
    assert "Next:" in restored.said
    open_database(installation.settings.database_url, installation.folder)
    assert 1 == tables.Case.select().count()
    assert "nothing is decided or sent until" in installation.concierge("health").said
    running = installation.start()
    running.wait_for("mailbox.looked-through")
    until(lambda: tables.Case.select().count() == 2, "Tom's case")
    reply = installation.composed_reply(tom, installation.letters(tom)[-1], "And a chart?")
    sent = installation.send(tom, reply)
    until(lambda: installation.decided(sent), lambda: running.log)
    assert number == installation.decided(sent).case_id  # type: ignore[union-attr]
    assert letters[:2] == [installation.copies(user) for user in (maria, tom)]
    for had, user in zip(letters[2:], (installation.anna, installation.bram), strict=True):
        new = installation.copies(user) - had
        assert not set(new) & set(had)
    _goes_on_with_a_new_key(installation, maria)
    assert 0 == running.stop()[0]
    assert 0 == running.logged("Traceback"), running.log


def _lose(installation: Installation) -> None:
    """Folder and database."""
    if "sqlite" not in installation.settings.database_url:
        tables.database.execute_sql("DROP SCHEMA public CASCADE")
        tables.database.execute_sql("CREATE SCHEMA public")
    disconnect()
    kept = {"words", *(f"log{number}" for number in itertools.islice(itertools.count(), 20))}
    for path in installation.folder.iterdir():
        if path.name not in kept:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _goes_on_with_a_new_key(installation: Installation, maria: User) -> None:
    """The running service takes it up; what it signed before stays good."""
    old = installation.letters(maria)[-1]
    rotated = installation.concierge("secret", "rotate")
    assert 0 == rotated.status, rotated.said

    def signed() -> Counter[int]:
        ids = [each["Message-ID"] for each in installation.letters(maria)]
        return Counter(_key(token) for each in ids for token in find_tokens(each))

    before = signed()
    sent = installation.send(maria, installation.composed_reply(maria, old, "Thank you. And how do I end?"))
    until(lambda: installation.decided(sent), "the reply")
    assert 1 == installation.decided(sent).case_id  # type: ignore[union-attr]
    time.sleep(LOOK)
    installation.ask(maria, "Another question")
    until(lambda: signed()[2] > before[2], "a mail that the new key signed")


def _key(token: str) -> int:
    """The number of the key that signed it: the first four bits."""
    return "abcdefghijklmnopqrstuvwxyz234567".index(token[0]) >> 1

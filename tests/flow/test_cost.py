"""What a mail costs in SQL statements: counted, because the clock says something else on every machine."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from db.tables import Inbound
from tests.scene import TIMEOUT
from tests.servers.post import User
from tests.world import World

SPOKEN = ("SELECT", "INSERT", "UPDATE", "DELETE")  # beginning and end of a transaction apart


class Statements(logging.Handler):
    """Counts what the library of the database says that it executed."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.count += str(record.msg[0]).startswith(SPOKEN)


@contextmanager
def counted() -> Iterator[Statements]:
    library, statements = logging.getLogger("peewee"), Statements()
    level = library.level
    library.setLevel(logging.DEBUG)
    library.addHandler(statements)
    yield statements
    library.removeHandler(statements)
    library.setLevel(level)


def cost(world: World, user: User, mail: EmailMessage) -> int:
    """Statements for deciding this mail alone, from stored to queued."""
    message_id = world.send(user, mail)
    (box,) = world.settings.mailboxes
    deadline = time.monotonic() + TIMEOUT
    while not Inbound.select().where(Inbound.message_id == message_id).exists():
        assert time.monotonic() < deadline
        world.runner.receive(box)
    with counted() as statements:
        assert 1 == world.runner.handle()
    world.round()
    return statements.count


def test_statements_a_mail(world: World) -> None:
    """A bounded number, and the fifth mail of a conversation costs no more than the second."""
    maria = world.person("maria", "Maria Jansen")
    first = world.compose(maria, world.service.address, "My talks fall flat", "What can I do?")
    another = world.compose(maria, world.service.address, "Spreadsheets", "How do I make a pivot table?")
    replies = []
    # One of them is a round's: whether the store was put back from a backup.
    assert 37 >= cost(world, maria, first)  # the first mail of a service makes the rows of its people too
    assert 32 >= cost(world, maria, another)
    for number in range(4):
        reply = world.composed_reply(maria, world.newest(maria), f"And another thing, number {number}.")
        replies.append(cost(world, maria, reply))
    assert 33 >= max(replies)  # the first one moves the case, which goes into the audit
    assert replies[0] >= replies[-1]
    answer = world.composed_reply(world.anna, world.newest(world.anna), "Begin with one story.")
    assert 37 >= cost(world, world.anna, answer)  # the colleague who was told hears of it
    assert "answer" == world.sent_to(maria)[-1]
    away = {"Auto-Submitted": "auto-replied"}
    absence = world.composed_reply(maria, world.newest(maria), "I am away until Monday.", headers=away)
    assert 24 >= cost(world, maria, absence)  # nobody is told

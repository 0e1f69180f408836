"""An encrypted mail on the wire: kept, told once a day, and nothing moves."""

from __future__ import annotations

from db.tables import Outbox
from tests.intake.decide.test_encrypted import BLOCK
from tests.world import World


def test_an_encrypted_mail_is_told_once_a_day(world: World) -> None:
    """Held without a case; kept on a case that stays as it is; the second of a day is not answered."""
    noor = world.person("noor", "Noor Bakker")
    received = world.mail(noor, "Talks", BLOCK)
    assert ("held", "encrypted") == (received.state, received.reason)
    world.newest(noor)
    world.mail(noor, "Writing", "My letters are too long. What can I learn?")
    before = Outbox.select().where(Outbox.recipient == noor.address.lower()).count()
    received = world.reply(noor, world.newest(noor), BLOCK)
    assert ("accepted", "encrypted") == (received.state, received.reason)
    assert before == Outbox.select().where(Outbox.recipient == noor.address.lower()).count()

"""What the log of a story holds: numbers of cases and mails, never who somebody is or what they wrote."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.world import World

QUESTION = "Zwaluwstaart: my presentations for clients fall flat. What can I do about it?"
PRIVATE = ("maria", "jansen", "zwaluwstaart", "tom-", "smet", "nobody-here", "anna", "peters", "gierzwaluw")


def test_a_story_names_nobody(
    make_world: Callable[..., World], log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mail in and out, a mail that breaks the program, a refused address, the clock: numbers only."""
    world = make_world(catalogue=True)
    maria, tom = world.person("maria", "Maria Jansen"), world.person("tom", "Tom De Smet")
    concierge = world.anna
    world.mail(maria, "Gierzwaluw and slides", QUESTION)
    world.reply(
        concierge, world.newest(concierge), "Who listens to you?\n\n#cc nobody-here@example.test\n#send"
    )
    world.reply(maria, world.newest(maria), "Clients, mostly.")
    world.reply(
        concierge, world.newest(concierge), "#topic presenting\n#recommend\n#remember prefers Zwaluwstaart"
    )
    world.pass_time(timedelta(days=1))

    message = f"cannot keep {QUESTION!r} of <{tom.address}>\nDETAIL:  Failing row contains (7, Tom De Smet)"

    def breaks(*_: object) -> None:
        raise ValueError(message)

    with monkeypatch.context() as broken:
        broken.setattr("intake.handle.apply", breaks)
        world.send(tom, world.compose(tom, world.service.address, "Gierzwaluw", QUESTION))
        for _ in range(100):
            world.round()
            if "mail.not-decided" in log.getvalue():
                break
            time.sleep(0.05)
    world.pass_time(timedelta(days=20))
    said = log.getvalue()
    assert 10 < len(said.splitlines())
    for event in ("mail.decided", "mail.not-decided", "followup.taken", "ValueError"):
        assert event in said, event
    assert not [word for word in PRIVATE if word in said.lower()]
    assert concierge.address not in said

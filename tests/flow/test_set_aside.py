"""A mail that kills whoever decides it: recorded before, set aside the second time, told to the lead once."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from db.tables import Inbound, Outbox
from tests.installation import Installation
from tests.servers.post import User


def _row(message_id: str) -> Inbound:
    return Inbound.get(Inbound.message_id == message_id)


def _health(service: Installation) -> tuple[int, list[str]]:
    done = service.concierge("health", "--json")
    found: dict[str, Any] = json.loads(done.said.splitlines()[-1])
    return done.status, found["problems"]


def _asked(service: Installation, worker: User, subject: str) -> str:
    message_id = service.ask(worker, subject)
    service.arrived(message_id)
    return message_id


def test_killed_twice_while_it_is_decided(installation: Installation) -> None:
    """The next mail is answered before the second try; then it waits for a person, who may try again."""
    maria, tom = installation.person("maria", "Maria Jansen"), installation.person("tom", "Tom De Smet")
    bad = _asked(installation, maria, "Presenting")
    installation.dies_at("begun")
    assert ("received", 0, "", None) == (_row(bad).state, _row(bad).lost, _row(bad).error, _row(bad).kind)
    good = _asked(installation, tom, "Listening")
    installation.dies_at("begun", nth=2)
    assert (0, "received", 1) == (_row(good).lost, _row(bad).state, _row(bad).lost)
    assert "accepted" == _row(good).state
    assert any(f"mail {_row(bad).id}" in problem for problem in _health(installation)[1])
    installation.lives()
    assert ("shunted", "never-ends") == (_row(bad).state, _row(bad).reason)
    assert 1 == len(installation.letters(tom))
    told = installation.newest(installation.lead)
    assert "Presenting" in told["Subject"]
    assert maria.address in told.text
    assert f"concierge held retry {_row(bad).id}" in told.text
    listed = json.loads(installation.concierge("held", "list", "--json").said)
    assert (_row(bad).id, maria.address, "Presenting") == (listed["id"], listed["from"], listed["subject"])
    assert 1 == _health(installation)[0]
    installation.lives()
    assert 1 == Outbox.select().where(Outbox.recipient == installation.lead.address).count()
    assert {bad: 1} == installation.copies(installation.service)
    assert 0 == installation.concierge("held", "retry", str(_row(bad).id)).status
    installation.lives()
    assert ("accepted", "request") == (_row(bad).state, _row(bad).reason)
    assert 1 == len(installation.letters(maria))
    assert not any("mail" in problem for problem in _health(installation)[1])


def test_a_retried_mail_that_kills_again_is_set_aside_at_once(installation: Installation) -> None:
    """`held retry` gives one more try, not two, and the lead hears of each time."""
    maria = installation.person("maria", "Maria Jansen")
    bad = _asked(installation, maria, "Presenting")
    for _ in range(2):
        installation.dies_at("begun")
    installation.lives()
    assert 0 == installation.concierge("held", "retry", str(_row(bad).id)).status
    later = (datetime.now(UTC) + timedelta(minutes=2)).isoformat()
    installation.dies_at("begun", as_of=later)
    installation.lives(later)
    assert ("shunted", "never-ends") == (_row(bad).state, _row(bad).reason)
    assert 2 == Outbox.select().where(Outbox.recipient == installation.lead.address).count()
    assert [] == installation.letters(maria)

"""Mail that hangs, exhausts or kills the process that decides it is set aside, and the next one goes on.

What each mail does stands in tests/flow/poison.py, with the limits: half a second of processor time, five
of the clock.
"""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from db.tables import Inbound, Outbox
from tests.flow.poison import AGAIN, FIELD, POISONS
from tests.installation import Installation, until
from tests.servers.post import User


def _send(service: Installation, worker: User, poison: str) -> str:
    """A mail that does this to its reader; its Message-ID."""
    mail = service.compose(
        worker, service.service.address, f"About {poison}", "Hello", headers={FIELD: poison}
    )
    message_id = service.send(worker, mail)
    service.arrived(message_id)
    return message_id


def _row(message_id: str) -> Inbound:
    return Inbound.get(Inbound.message_id == message_id)


def _health(service: Installation) -> tuple[int, list[str]]:
    done = service.concierge("health", "--json")
    found: dict[str, Any] = json.loads(done.said.splitlines()[-1])
    return done.status, [problem for problem in found["problems"] if "mail" in problem]


def _told(service: Installation) -> int:
    return int(Outbox.select().where(Outbox.recipient == service.lead.address).count())


def _alive(pids: list[int]) -> list[int]:
    return [pid for pid in pids if Path(f"/proc/{pid}").exists()]


@pytest.mark.costly
def test_a_round_ends_whatever_the_mails_in_it_do(installation: Installation) -> None:
    """Each bad mail is begun twice and set aside, the lead told once of each; the mail behind is answered."""
    maria, tom = installation.person("maria", "Maria Jansen"), installation.person("tom", "Tom De Smet")
    bad = {poison: _send(installation, maria, poison) for poison in POISONS}
    good = installation.ask(tom, "Listening")
    installation.arrived(good)
    done = installation.poisonous("run", "--once")
    assert 0 == done.status, done.said
    for poison, (_, why) in POISONS.items():
        row = _row(bad[poison])
        assert ("shunted", "never-ends", 2) == (row.state, row.reason, row.lost), (poison, done.said)
        assert row.error.endswith(f"(it {why})")
        assert 2 == done.said.count(f"mail.not-returned inbound={row.id} "), done.said
    assert "accepted" == _row(good).state
    assert 1 == len(installation.letters(tom))
    assert len(bad) == _told(installation)
    status, problems = _health(installation)
    assert (1, 1) == (status, len(problems)), problems
    assert 0 == installation.poisonous("run", "--once").status
    assert len(bad) == _told(installation)
    for message_id in bad.values():
        assert 0 == installation.concierge("held", "discard", str(_row(message_id).id)).status
    assert (0, []) == _health(installation)


def test_the_daemon_goes_on_and_leaves_nobody_behind(installation: Installation) -> None:
    """While one mail hangs, others come and are answered; SIGTERM ends every process that was begun."""
    running = installation.start("intake", poisonous=True)
    maria, tom = installation.person("maria", "Maria Jansen"), installation.person("tom", "Tom De Smet")
    bad = _send(installation, maria, "match")
    good = installation.ask(tom, "Listening")
    both = (bad, good)
    until(lambda: all(map(installation.decided, both)), lambda: running.log, 90)  # the poll is a minute
    assert ("shunted", "accepted") == (_row(bad).state, _row(good).state)
    assert (1, 2) == (_told(installation), running.logged("mail.not-returned"))
    family = running.family()
    assert 2 == len(family)
    assert 0 == running.stop()[0], running.log
    assert [] == _alive(family)
    assert 0 == running.logged("Traceback")


def test_a_daemon_that_is_killed_takes_its_processes_along(installation: Installation) -> None:
    """Also from the middle of a mail: no orphan goes on deciding."""
    running = installation.start("intake", poisonous=True)
    bad = _send(installation, installation.person("maria", "Maria Jansen"), "sleep")
    until(lambda: _begun(bad), lambda: running.log)
    family = running.family()
    assert 2 == len(family)
    running.kill()
    until(lambda: not _alive(family), "their end", 5)
    assert "received" == _row(bad).state


def test_a_stop_does_not_wait_for_a_mail_that_hangs(installation: Installation) -> None:
    """It is ended with the others, and not decided."""
    running = installation.start("intake", poisonous=True)
    bad = _send(installation, installation.person("maria", "Maria Jansen"), "stop")
    until(lambda: _begun(bad), lambda: running.log)
    family = running.family()
    status, seconds = running.stop()
    assert (0, []) == (status, _alive(family)), running.log
    assert seconds < 30
    assert "received" == _row(bad).state


def test_without_the_process_that_forks_the_service_ends(installation: Installation) -> None:
    """A supervisor starts it anew; half a service would be worse."""
    running = installation.start("intake", poisonous=True)
    until(lambda: len(running.family()) == 2, lambda: running.log)
    os.kill(running.family()[0], signal.SIGKILL)
    assert 1 == running.wait()
    assert 1 == running.logged("NurseryGoneError: "), running.log


def test_a_mail_that_kills_also_when_it_is_set_aside(installation: Installation) -> None:
    """It is set aside without a word to the lead, and does not keep the others waiting; `health` names it."""
    maria, tom = installation.person("maria", "Maria Jansen"), installation.person("tom", "Tom De Smet")
    to = installation.service.address
    mail = installation.compose(maria, to, "Twice", "Hello", headers={FIELD: "kill", AGAIN: "yes"})
    bad = installation.send(maria, mail)
    installation.arrived(bad)
    good = installation.ask(tom, "Listening")
    installation.arrived(good)
    done = installation.poisonous("run", "--once")
    assert 0 == done.status, done.said
    assert ("shunted", "accepted") == (_row(bad).state, _row(good).state)
    assert (0, 3) == (_told(installation), done.said.count("mail.not-returned"))
    assert 1 == _health(installation)[0]


def test_a_dry_run_ends_at_the_mail_that_hangs_and_says_so(installation: Installation) -> None:
    """One line, exit status 1, nothing stored."""
    _send(installation, installation.person("maria", "Maria Jansen"), "match")
    done = installation.poisonous("run", "--dry-run")
    assert 1 == done.status
    assert "mail 1 took more than 0.5 s of processor time, which ended this" in done.said
    assert "Traceback" not in done.said
    assert 0 == Inbound.select().count()


def test_a_process_that_was_ended_between_two_rounds_is_begun_again(installation: Installation) -> None:
    """The next mail is answered as if nothing had been."""
    running = installation.start("intake", poisonous=True)
    until(lambda: len(running.family()) == 2, lambda: running.log)
    os.kill(running.family()[1], signal.SIGKILL)
    asked = installation.ask(installation.person("tom", "Tom De Smet"), "Listening")
    until(lambda: installation.decided(asked), lambda: running.log)
    assert 0 == running.stop()[0], running.log
    assert 0 == running.logged("role.failed|Traceback"), running.log


def _begun(message_id: str) -> bool:
    row = Inbound.get_or_none(Inbound.message_id == message_id)
    return row is not None and row.begun_by is not None

"""`concierge run` as a process on real servers: quick, polite to servers that are away, and quick to end."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from db.tables import TABLES, Case, Heartbeat, Inbound, Outbox
from intake.imap.mailbox import Mailbox
from tests.installation import Installation, until
from tests.servers.cable import Cable

SECONDS = 20.0  # within which a request is acknowledged even on a busy machine; the poll is a minute


def _served(service: Installation, subject: str) -> float:
    """A new worker asks; seconds until the acknowledgement lies in the worker's mailbox."""
    worker = service.person("worker", "Some Worker")
    begun = time.monotonic()
    asked = service.ask(worker, subject)
    service.post.wait_for(worker, lambda mail: mail["In-Reply-To"] == asked, 30)
    return time.monotonic() - begun


def test_request_is_acknowledged_within_seconds_and_sigterm_ends_it(installation: Installation) -> None:
    """IDLE brings the mail at once; a concierge's answer goes out as quickly; the end takes a moment."""
    running = installation.start_from_shell()
    running.wait_for("folder.started")
    maria = installation.person("maria", "Maria Jansen")
    begun = time.monotonic()
    installation.ask(maria, "Presenting")
    until(lambda: len(installation.letters(maria)) == 1, "the acknowledgement")
    assert time.monotonic() - begun < SECONDS
    until(lambda: Outbox.select().where(Outbox.state == "sent").count() == 3, "all three mails")
    notification = installation.newest(installation.anna)
    begun = time.monotonic()
    reply = installation.composed_reply(installation.anna, notification, "Begin with a question.")
    installation.send(installation.anna, reply)
    until(lambda: len(installation.letters(maria)) == 2, "the answer")
    assert time.monotonic() - begun < SECONDS
    status, seconds = running.stop()
    assert 0 == status, running.log
    assert seconds < 10
    assert 0 == running.logged("Traceback|ERROR|ResourceWarning")
    assert installation.concierge("health").said.startswith("stopped at ")


@pytest.mark.costly
def test_idle_daemon_rests_and_keeps_no_files_open(installation: Installation) -> None:
    """Waiting costs next to no processor time, and each round gives back what it opened."""
    running = installation.start()
    _served(installation, "Presenting")
    time.sleep(1)
    files, used, begun = running.open_files(), running.cpu_seconds(), time.monotonic()
    time.sleep(2)
    share = (running.cpu_seconds() - used) / (time.monotonic() - begun)
    assert share < 0.05
    for _ in range(3):
        _served(installation, "Presenting")
    time.sleep(0.5)
    assert running.open_files() <= files + 2  # two connections to the relay
    assert 0 == running.stop()[0]


@pytest.mark.costly
@pytest.mark.parametrize("role", ["daemon", "once"])
def test_wrong_password_is_said_and_the_server_is_not_hammered(
    installation: Installation, role: str, request: pytest.FixtureRequest
) -> None:
    """What to do stands in the log once and in `health`; `--once` ends with 1."""
    text = installation.config.read_text()
    first = 'password = "secret"'
    installation.config.write_text(text.replace(first, 'password = "wrong"', 1))
    if role == "once":
        done = installation.concierge("run", "--once")
        assert 1 == done.status
        assert "password" in done.said
        assert "Traceback" not in done.said
        return
    running = installation.start()
    running.wait_for("mailbox.lost")
    time.sleep(2)
    assert 1 == running.logged("mailbox.lost|role.failed"), running.log
    line = next(line for line in running.log.splitlines() if "mailbox.lost" in line)
    assert "password" in line
    assert "ERROR" in line
    until(lambda: "password" in Heartbeat.get_by_id("intake").detail, "the reason in the heartbeat")
    status, seconds = running.stop()
    assert 0 == status
    assert seconds < 10
    if installation.post.kind != "built-in":
        log = (request.getfixturevalue("dovecot").folder / "dovecot-info.log").read_text()
        refused = [line for line in log.splitlines() if installation.service.address in line]
        assert 1 == sum("auth failed" in line for line in refused), refused


@pytest.mark.costly
def test_lost_imap_server_is_said_once_and_found_again(installation: Installation) -> None:
    """The line is cut in IDLE: it dials again, slower each time; one line in the log for each way."""
    port = installation.post.imap(installation.service).port
    with Cable(port) as cable:
        text = installation.config.read_text()
        installation.config.write_text(text.replace(f"port = {port}, ", f"port = {cable.port}, ", 1))
        running = installation.start()
        _served(installation, "Presenting")
        cable.cut()
        running.wait_for("mailbox.lost")
        calls = cable.calls
        asked = installation.ask(installation.person("tom", "Tom De Smet"), "Meanwhile")
        time.sleep(4)
        assert 1 <= cable.calls - calls <= 2  # after 1 second, and after 5 more
        cable.mend()
        until(lambda: installation.decided(asked), lambda: running.log)
        running.wait_for("mailbox.back")
        assert (1, 1) == (running.logged("mailbox.lost"), running.logged("mailbox.back"))
        assert 0 == running.stop()[0]


def test_dry_run_decides_and_writes_and_sends_nothing(installation: Installation) -> None:
    """It tells what would happen to each mail, and changes no octet of database and mailbox."""
    maria = installation.person("maria", "Maria Jansen")
    first = installation.ask(maria, "Presenting")
    installation.arrived(first)
    installation.lives()
    until(lambda: len(installation.letters(maria)) == 1, "the acknowledgement")
    Outbox.insert(
        state="queued",
        kind="answer",
        case_id=1,
        mailbox=installation.service.address,
        to=[maria.address],
        recipient=maria.address,
        subject="Waiting",
        draft={"text": "x"},
        message_id="<w@example.org>",
        automatic=False,
        queued_at=datetime.now(UTC),
        next_attempt_at=datetime.now(UTC),
    ).execute()
    asked = installation.ask(maria, 'Sheets and "pivots"')
    installation.arrived(asked)
    before = _everything(installation)
    done = installation.concierge("run", "--dry-run")
    assert 0 == done.status, done.said
    said = done.said
    assert f'from {maria.address} "Sheets and "pivots"": accepted (request), LC-2' in said
    assert f"acknowledgement to {maria.address}" in said
    assert f"outgoing {Outbox.select().count()}, LC-1; would send answer to {maria.address}" in said
    assert "Nothing was written or sent." in said
    assert "mail.stored" not in said
    assert before == _everything(installation)
    assert 1 == len(installation.letters(maria))
    found = installation.concierge("run", "--dry-run", "--json").said.splitlines()
    kinds = [json.loads(line)["what"] for line in found if line.startswith("{")]
    assert ["mail", "outgoing"] == kinds
    assert before == _everything(installation)


def _everything(installation: Installation) -> tuple[object, ...]:
    """Rows, numbers and octets of the database; mails with their flags, by folder."""
    rows = [list(table.select().tuples()) for table in TABLES if table is not Heartbeat]
    sqlite = installation.folder / "concierge.db"
    octets = sqlite.read_bytes() if sqlite.exists() else b""
    with Mailbox(installation.post.imap(installation.service)) as box:
        mails = []
        for folder in sorted(each.name for each in box.folders() if each.selectable):
            box.open(folder, read_only=True)
            mails.append((folder, [(one.uid, one.flags) for one in box.sizes(box.uids_after(0, 100))]))
    return rows, octets, mails


def test_as_of_before_the_newest_event_is_refused(installation: Installation) -> None:
    """The clock of a service never goes back: one sentence that says what to do, exit 1."""
    maria = installation.person("maria", "Maria Jansen")
    installation.arrived(installation.ask(maria, "Presenting"))
    installation.lives()
    before = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    done = installation.concierge("run", "--once", "--as-of", before)
    assert 1 == done.status
    assert 1 == len(done.said.strip().splitlines())
    assert "give a later time" in done.said
    for wrong in (
        ["run", "--as-of", before],
        ["run", "--once", "--as-of", "yesterday"],
        ["run", "--once", "x"],
    ):
        assert 2 == installation.concierge(*wrong).status


def test_once_says_when_a_role_failed(installation: Installation) -> None:
    """Exit 1 without a mailbox; what does not need it is done all the same."""
    text = installation.config.read_text()
    imap = installation.post.imap(installation.service).port
    installation.config.write_text(text.replace(f"port = {imap}, ", "port = 1, ", 1))
    done = installation.concierge("run", "--once")
    assert 1 == done.status
    assert 1 == done.said.count("role.failed")
    assert "127.0.0.1:1" in done.said
    assert 0 == installation.concierge("run", "followups", "--once").status


@pytest.mark.costly
def test_second_daemon_leaves_the_mailbox_to_the_first(installation: Installation) -> None:
    """Two whole daemons on one database: every request is stored, decided and answered once."""
    daemons = [installation.start(), installation.start()]
    daemons[0].wait_for("folder.started")
    workers = [installation.person("worker", f"Worker {n}") for n in range(6)]
    for worker in workers:
        installation.ask(worker, "Presenting")
    until(lambda: Outbox.select().where(Outbox.state == "sent").count() == 18, "18 mails", 60)
    for worker in workers:
        until(partial(installation.letters, worker), "the acknowledgement")
        assert [1] == list(installation.copies(worker).values())
    assert [6] * 2 == [Case.select().count(), Inbound.select().count()]
    for daemon in daemons:
        assert 0 == daemon.logged("Traceback|not-decided")
        assert "ok (" in installation.concierge("health").said
        assert 0 == daemon.stop()[0], daemon.log


@pytest.mark.costly
def test_standby_takes_over_when_the_first_is_killed(installation: Installation) -> None:
    """The lease of a process that is gone does not keep its mailbox unread until it runs out."""
    first = installation.start()
    _served(installation, "Presenting")
    first.kill()
    second = installation.start()
    assert _served(installation, "Presenting again") < SECONDS
    assert 0 == second.stop()[0]


@pytest.mark.costly
def test_three_roles_as_three_processes(installation: Installation) -> None:
    """`run intake`, `run followups`, `run outbox` share nothing but the database."""
    roles = {role: installation.start(role) for role in ("intake", "followups", "outbox")}
    assert _served(installation, "Presenting") < 2 * SECONDS
    until(lambda: Outbox.select().where(Outbox.state == "sent").count() == 3, "all three mails")
    health = installation.concierge("health")
    assert (0, "ok") == (health.status, health.said.split(" (")[0])
    for role, running in roles.items():
        assert 0 == running.stop()[0], role
        assert 0 == running.logged("Traceback|ERROR")
        health = installation.concierge("health")
        assert 1 == health.status
        assert "stopped at " in health.said
    assert health.said.startswith("stopped at ")

"""/healthz and /metrics: what they say, to whom, what it costs, and that they name nobody."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from cases.endings import Ending
from cases.errors import TemporaryError
from cases.model import InboundState, OutboxKind, OutboxState
from cases.settings import MonitorSettings, Settings
from cases.troubles import TroubleKind
from concierge.watching import monitor as monitoring
from concierge.watching import served
from concierge.watching.metrics import Report, exposition
from concierge.watching.monitor import Latest, Monitor
from concierge.watching.served import Answer, Server
from db import audit, folders, health, measured, tables, troubles
from db.connect import disconnect, open_database
from db.migrate import migrate
from tests.concierge.config.test_watching import loaded

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
BOX = "learninghelp@example.org"
MAIL = b"From: Maria <maria@example.org>\r\nSubject: Pay rise\r\nMessage-ID: <%d@client>\r\n\r\nHello\r\n"
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    """A service with a few mails in every state."""
    found = loaded(tmp_path, "")
    migrate(open_database(found.database_url))
    for role in health.ROLES:
        health.beat(role, NOW, True)
    fetched = [(uid, MAIL % uid, NOW - timedelta(minutes=uid)) for uid in range(1, 5)]
    folders.store(BOX, "INBOX", 1, fetched, NOW - timedelta(minutes=1), 0)
    for uid, state in ((1, "accepted"), (2, "held"), (3, "shunted")):
        found_as = {"kind": "request", "author": "maria@example.org", "subject": "Pay rise"}
        tables.Inbound.update(state=state, **found_as).where(tables.Inbound.uid == uid).execute()
    troubles.seen(f"mailbox:{BOX}", TroubleKind.READING, "no line to maria@example.org", NOW)
    troubles.seen("silent:outbox", TroubleKind.SILENT, "", NOW)
    audit.enter(NOW - timedelta(days=2), "operator:root", "backup.made")
    audit.enter(NOW - timedelta(days=1), "operator:root", "backup.made")
    audit.enter(NOW, "service", "mail.sent")
    yield found
    disconnect()


def _acknowledged(number: int, took: float, state: str = "sent") -> None:
    """An acknowledgement of mail `number`, `took` seconds after its delivery."""
    mail = tables.Inbound.get(tables.Inbound.uid == number)
    tables.Outbox.create(
        state=OutboxState(state),
        kind=OutboxKind.ACKNOWLEDGEMENT,
        mailbox=BOX,
        to=["maria@example.org"],
        recipient="maria@example.org",
        subject="Re: Pay rise",
        draft={},
        automatic=True,
        queued_at=mail.internal_date,
        next_attempt_at=mail.internal_date,
        sent_at=mail.internal_date + timedelta(seconds=took) if state == "sent" else None,
        inbound=mail.id,
    )


def _report(problems: tuple[str, ...] = ()) -> Report:
    acknowledged = measured.Acknowledged()
    acknowledged.read_on()
    endings = (Ending(BOX, date(2027, 1, 1)),)
    return Report(
        measured.measured(NOW),
        acknowledged,
        problems,
        endings,
        "sqlite",
        8,
        ((BOX, NOW + timedelta(hours=1)),),
    )


def _samples(settings: Settings) -> dict[str, float]:
    text = exposition(_report(), settings, NOW).decode()
    return {
        sample.name + "".join(f" {value}" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_figures_come_from_the_store(settings: Settings) -> None:
    """Queues with their ages, roles, results, troubles by the number of the mailbox, and what ends when."""
    _acknowledged(1, 3.0)
    _acknowledged(2, 45.0)
    seen = _samples(settings)
    expected = {
        "concierge_healthy": 1.0,
        "concierge_role_waiting intake": 1.0,
        "concierge_role_last_success_timestamp_seconds outbox": NOW.timestamp(),
        "concierge_inbound_mails none received": 1.0,
        "concierge_inbound_mails request accepted": 1.0,
        "concierge_inbound_mails none discarded": 0.0,
        "concierge_inbound_oldest_seconds": 60.0,
        "concierge_held_mails": 2.0,
        "concierge_outbox_mails acknowledgement sent": 2.0,
        "concierge_cases new": 0.0,
        "concierge_trouble_seconds 1 reading": 0.0,
        "concierge_trouble_seconds outbox silent": 0.0,
        "concierge_expiry_timestamp_seconds 1 secret": datetime(2027, 1, 1, tzinfo=UTC).timestamp(),
        "concierge_token_expiry_timestamp_seconds 1": (NOW + timedelta(hours=1)).timestamp(),
        "concierge_backup_timestamp_seconds": (NOW - timedelta(days=1)).timestamp(),
        "concierge_acknowledgement_seconds_bucket 5": 1.0,
        "concierge_acknowledgement_seconds_bucket 30": 1.0,
        "concierge_acknowledgement_seconds_bucket 60": 2.0,
        "concierge_acknowledgement_seconds_bucket +Inf": 2.0,
        "concierge_acknowledgement_seconds_sum": 48.0,
    }
    assert expected == {name: seen.get(name) for name in expected}
    assert seen["concierge_database_bytes"] > 4096


def test_nobody_is_named(settings: Settings) -> None:
    """No address, name or subject of the configuration or of a mail stands in figures or health."""
    _acknowledged(1, 3.0)
    problems = ("sending is paused: learninghelp@example.org (550 <maria@example.org> unknown)",)
    page = exposition(_report(problems), settings, NOW).decode()
    answer = Monitor(settings, lambda: NOW, threading.Event())._health(_report(problems), "")
    told = answer.body.decode()
    for word in ("maria", "anna", "lead", "Pay rise", "example.org", "client>"):
        assert word not in page
    assert [] == [word for word in ("maria", "anna", "Pay rise") if word in told]
    assert "503 Service Unavailable" == answer.status


def test_acknowledgements_are_counted_once_whoever_reads(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By parts at first; a mail that goes out after later ones counts too; another process has the same."""
    monkeypatch.setattr(measured, "AT_ONCE", 2)
    monkeypatch.setattr(measured, "PAGES", 1)
    _acknowledged(1, 3.0)
    _acknowledged(2, 3.0, "deferred")
    _acknowledged(3, 400.0)
    _acknowledged(4, 99999.0)
    counting = measured.Acknowledged()
    counting.read_on()
    assert not counting.whole
    for _ in range(5):
        counting.read_on()
    assert counting.whole
    assert (3, [1, 0, 0, 0, 0, 0, 1, 0, 0, 1]) == (sum(counting.counts), counting.counts)
    tables.Outbox.update(state="sent", sent_at=NOW - timedelta(minutes=1)).where(
        tables.Outbox.state == "deferred"
    ).execute()
    another = measured.Acknowledged()
    for _ in range(5):
        counting.read_on()
        another.read_on()
    assert (4, counting.counts, counting.seconds) == (
        sum(counting.counts),
        another.counts,
        another.seconds,
    )


# -- over the wire


@contextmanager
def _served(settings: Settings, stop: threading.Event | None = None) -> Iterator[int]:
    """The port of a monitor on a thread of its own."""
    stop = stop or threading.Event()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    where = replace(settings, monitor=MonitorSettings("127.0.0.1", port))
    thread = threading.Thread(target=Monitor(where, lambda: NOW, stop).run)
    thread.start()
    try:
        yield port
    finally:
        stop.set()
        thread.join()


def _ask(port: int, request: bytes, patience: float = 45.0) -> bytes:
    until = time.monotonic() + patience
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), patience) as channel:
                channel.sendall(request)
                return b"".join(iter(lambda: channel.recv(65536), b""))
        except ConnectionRefusedError:
            assert time.monotonic() < until
            time.sleep(0.02)


def test_a_mailbox_is_its_number(settings: Settings) -> None:
    """As in /metrics, also in a command to type; other addresses are nobody's."""
    also = replace(settings.mailboxes[0], address="Second@example.org")
    monitor = Monitor(
        replace(settings, mailboxes=(*settings.mailboxes, also)), lambda: NOW, threading.Event()
    )
    problems = (
        f"the mailbox {BOX} cannot be read since 09:00",
        f"mail of second@example.org does not go out: 550 {BOX.upper()}, lead@example.org",
        f"type `concierge login {BOX}`",
        f"nothing is decided or sent until {BOX} and second@example.org have been looked through",
    )
    told = json.loads(monitor._health(_report(problems), "").body)["problems"]
    assert told == [
        "mailbox 1 cannot be read since 09:00",
        "mail of mailbox 2 does not go out: 550 mailbox 1, [address]",
        "type `concierge login mailbox 1`",
        "nothing is decided or sent until mailbox 1 and mailbox 2 have been looked through",
    ]
    assert "@" not in monitor._health(None, f"no line to {BOX}").body.decode()


def test_both_pages_are_served_and_hostile_requests_do_no_harm(settings: Settings) -> None:
    """Whatever is sent, the next one is answered."""
    with _served(settings) as port:
        page = _ask(port, b"GET /metrics?x=1 HTTP/1.1\r\nHost: x\r\n\r\n")
        head, _, body = page.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4")
        assert b"concierge_role_waiting" in body
        assert f"Content-Length: {len(body)}".encode() in head
        told = json.loads(_ask(port, b"GET /healthz HTTP/1.0\r\n\r\n").partition(b"\r\n\r\n")[2])
        assert [False, 2] == [told["ok"], told["held"]]
        assert "@" not in json.dumps(told)
        refused = {
            b"": b"400",
            b"\r\n\r\n": b"400",
            b"GET\r\n\r\n": b"400",
            b"GET / HTTP/9.9\r\n\r\n": b"400",
            b"\x16\x03\x01\x02\x00\x01\x00\n\n": b"400",
            b"GET /../../etc/passwd HTTP/1.1\r\n\r\n": b"404",
            b"GET /\xff\xfe\x00 HTTP/1.1\r\n\r\n": b"404",
            b"GET http://elsewhere/metrics HTTP/1.1\r\n\r\n": b"404",
            b"POST /metrics HTTP/1.1\r\nContent-Length: 9\r\n\r\nx": b"405",
            b"DELETE /healthz HTTP/1.1\r\n\r\n": b"405",
            b"GET /metrics HTTP/1.1\r\n" + b"X: " + b"x" * 9000 + b"\r\n\r\n": b"400",
        }
        for request, status in refused.items():
            if request:
                assert _ask(port, request).startswith(b"HTTP/1.1 " + status), request[:40]
        bare = _ask(port, b"HEAD /metrics HTTP/1.1\r\n\r\n")
        assert bare.startswith(b"HTTP/1.1 200")
        assert bare.endswith(b"\r\n\r\n")


def test_a_slow_reader_is_cut_off_and_others_are_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request that never ends has a deadline, octet by octet too; more than a few at once are closed."""
    monkeypatch.setattr(served, "ASKED_WITHIN", 0.4)
    with Server(MonitorSettings("127.0.0.1", 0), lambda path: Answer("200 OK", path.encode())) as server:
        stop = threading.Event()

        def serve() -> None:
            while not stop.is_set():
                server.handle_request()

        thread = threading.Thread(target=serve)
        thread.start()
        port = int(server.server_address[1])
        slow = [socket.create_connection(("127.0.0.1", port), 5) for _ in range(20)]
        begun = time.monotonic()
        for _ in range(8):
            for channel in slow:
                with suppress(OSError):
                    channel.sendall(b"G")
            time.sleep(0.1)
        assert _ask(port, b"GET /x HTTP/1.1\r\n\r\n").endswith(b"/x")
        assert time.monotonic() - begun < 5
        for channel in slow:
            channel.close()
        stop.set()
        thread.join()


def test_a_store_that_is_away_or_hangs_is_said(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """503 and why, within seconds; and the figures again once it answers."""
    monkeypatch.setattr(monitoring, "PATIENCE", 0.2)
    monkeypatch.setattr(monitoring, "FRESH", 0.0)
    state = {"work": "hang"}
    release = threading.Event()

    def read() -> Report:
        if state["work"] == "hang":
            release.wait(5)
        if state["work"] == "away":
            raise TemporaryError("the database server does not answer (no route); try again")
        return _report()

    stop = threading.Event()
    latest = Latest(read, stop)
    thread = threading.Thread(target=latest.run)
    thread.start()
    assert (None, "the database does not answer") == latest.get()
    state["work"] = "away"
    release.set()
    for _ in range(20):
        if "no route" in latest.get()[1]:
            break
    assert "no route" in latest.get()[1]
    state["work"] = ""
    for _ in range(20):
        if latest.get()[0]:
            break
    assert latest.get()[0] is not None
    stop.set()
    thread.join()


def test_many_scrapes_ask_the_store_seldom(settings: Settings) -> None:
    """However often is asked, the store is read once in a few seconds."""
    reads = []
    stop = threading.Event()
    latest = Latest(lambda: reads.append(1) or _report(), stop)  # type: ignore[func-returns-value]
    thread = threading.Thread(target=latest.run)
    thread.start()
    assert all(latest.get()[0] for _ in range(50))
    stop.set()
    thread.join()
    assert [1] == reads


def test_a_taken_port_is_tried_again(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The service goes on; once the other process has gone, this one answers."""
    monkeypatch.setattr(monitoring, "AGAIN", 0.05)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        where = replace(settings, monitor=MonitorSettings("127.0.0.1", port))
        stop = threading.Event()
        thread = threading.Thread(target=Monitor(where, lambda: NOW, stop).run)
        thread.start()
        time.sleep(0.2)
        assert thread.is_alive()
    assert _ask(port, b"GET /healthz HTTP/1.1\r\n\r\n").startswith(b"HTTP/1.1 ")
    stop.set()
    thread.join()


def test_the_dashboard_and_the_rules_use_metrics_that_are_there(settings: Settings) -> None:
    """Every name in docs/grafana.json and docs/prometheus-rules.yml is one that is given."""
    _acknowledged(1, 3.0)
    given = {re.split(r"[ ]", name)[0] for name in _samples(settings)}
    given |= {"concierge_comparison_timestamp_seconds", "concierge_comparison_mails"}
    for name in ("grafana.json", "prometheus-rules.yml"):
        text = (ROOT / "docs" / name).read_text("utf-8")
        used = set(re.findall(r"\b(concierge_[a-z_]+)", text))
        assert used
        assert set() == used - given
    board = json.loads((ROOT / "docs" / "grafana.json").read_text("utf-8"))
    ids = [panel["id"] for panel in board["panels"]]
    assert len(ids) == len(set(ids))
    assert [] == [panel["title"] for panel in board["panels"] if not panel["targets"]]


def test_states_are_all_there(settings: Settings) -> None:
    """A state without a mail is 0, so that a graph of it does not break off."""
    seen = _samples(settings)
    for state in InboundState:
        assert any(re.fullmatch(f"concierge_inbound_mails [a-z-]+ {state}", name) for name in seen)

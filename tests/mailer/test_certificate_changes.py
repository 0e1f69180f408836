"""A relay's certificate that changes while the service runs: said once, and it heals by itself."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from cases.settings import SmtpAccount
from mailer.outbox import Outbox
from tests.mailer.letters import BOX, NOW, settings
from tests.mailer.scripted import CLOSE, scripted
from tests.mailer.test_outbox import outgoing, queue, state
from tests.servers.processes import make_certificate

pytestmark = pytest.mark.usefixtures("database")


@contextmanager
def _serving(script: Mapping[str, str | list[str]], tls: ssl.SSLContext) -> Iterator[int]:
    """The port of a server in a thread."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = scripted(script, tls)
    seen = asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result(10)
    try:
        yield seen.port
    finally:
        asyncio.run_coroutine_threadsafe(server.__aexit__(None, None, None), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


def test_a_changed_certificate_pauses_and_heals(tmp_path: Path) -> None:
    """Nothing is sent to a server that cannot be known, nothing is lost, and nobody has to start anew."""
    known, other = (make_certificate(_folder(tmp_path / name)) for name in ("known", "other"))
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(known.cert, known.key)
    now = NOW

    def clock() -> datetime:
        return now

    hangs_up = ["250 2.1.0 ok", CLOSE, "250 2.1.0 ok", CLOSE, "250 2.1.0 ok"]  # each between two mails
    with _serving({"MAIL": hangs_up}, tls) as port:
        smtp = SmtpAccount("localhost", port, "tls", timeout=5, connections=1, ca_file=str(known.cert))
        sender = Outbox(settings(replace(BOX, smtp=replace(smtp, rate=(100, timedelta(minutes=1))))), clock)
        (first,) = queue(outgoing())
        sender.run_once(now)
        assert "sent" == state(first)[0]
        with capture_logs() as broken:
            tls.load_cert_chain(other.cert, other.key)
            later = queue(outgoing(), outgoing())
            sender.run_once(now)
            now += timedelta(minutes=1)
            sender.run_once(now)
        with capture_logs() as healed:
            tls.load_cert_chain(known.cert, known.key)
            now += timedelta(hours=1)
            sender.run_once(now)
            now += timedelta(minutes=1)
            sender.run_once(now)
        sender.close()
    told = [entry for entry in broken if entry["log_level"] != "info"]
    assert ["mail.paused", "sending.paused"] == sorted(entry["event"] for entry in told)  # a mail, a mailbox
    assert all("certificate" in str(entry) for entry in told)
    assert ["sent", "sent"] == [state(each)[0] for each in later]
    assert ["mail.sent", "mail.sent", "sending.resumed"] == sorted(entry["event"] for entry in healed)


def test_a_corrected_file_of_certificates_is_used(tmp_path: Path) -> None:
    """Also one that was no certificate when it was read first: that pauses, as a person has to mend it."""
    known = make_certificate(_folder(tmp_path / "known"))
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(known.cert, known.key)
    trusted = tmp_path / "ca.pem"
    trusted.write_text("half of")
    now = NOW

    def clock() -> datetime:
        return now

    with _serving({}, tls) as port, capture_logs() as told:
        smtp = SmtpAccount("localhost", port, "tls", timeout=5, connections=1, ca_file=str(trusted))
        sender = Outbox(settings(replace(BOX, smtp=replace(smtp, rate=(100, timedelta(minutes=1))))), clock)
        (mail,) = queue(outgoing())
        sender.run_once(now)
        assert "deferred" == state(mail)[0]
        trusted.write_text(known.cert.read_text())
        now += timedelta(hours=1)
        sender.run_once(now)
        sender.close()
    assert "sent" == state(mail)[0]
    assert any("The file of ca_file" in str(entry) for entry in told)


def _folder(path: Path) -> Path:
    path.mkdir()
    return path

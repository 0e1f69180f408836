"""The loop without root: Dovecot's submission service relays here, and this hands on to its LMTP.

Like Postfix's submission port (tests/servers/postfix.py) it removes results of our own authserv-id
that a client wrote, and stamps a pass, because only authenticated mail comes this way.
"""

from __future__ import annotations

import asyncio
import contextlib
import smtplib
from collections.abc import Iterator
from typing import Any

from aiosmtpd.controller import Controller

from concierge.demo.border import PASS, Arriving, with_results
from tests.servers.dovecot import Dovecot
from tests.servers.processes import HOST


class _Relay:
    def __init__(self, lmtp: int, authserv_id: str, domain: str) -> None:
        self._lmtp, self._authserv_id, self._domain = lmtp, authserv_id, domain

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        if not address.lower().endswith("@" + self._domain):
            return f"550 5.4.4 <{address}>: no outside mail in tests"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any
    ) -> str:
        sender = envelope.mail_from or ""
        arriving = Arriving(bytes(envelope.content), sender, "", "authenticated")
        raw = with_results(arriving, PASS, self._authserv_id)
        try:
            await asyncio.to_thread(deliver_by_lmtp, self._lmtp, raw, sender, envelope.rcpt_tos)
        except smtplib.SMTPRecipientsRefused as refused:
            return f"550 5.1.1 {refused.recipients}"[:400]
        return "250 2.0.0 delivered"


def deliver_by_lmtp(port: int, raw: bytes, mail_from: str, rcpt_tos: list[str]) -> None:
    """Into the mailbox, past every SMTP server. Raises smtplib's errors."""
    with smtplib.LMTP(HOST, port) as lmtp:
        lmtp.sendmail(mail_from, rcpt_tos, raw)


@contextlib.contextmanager
def running_relay(dovecot: Dovecot, authserv_id: str, domain: str) -> Iterator[None]:
    """On the port that this Dovecot relays to."""
    controller = Controller(
        _Relay(dovecot.lmtp, authserv_id, domain),
        hostname=HOST,
        port=dovecot.relay,
        enable_SMTPUTF8=True,
    )
    controller.start()
    try:
        yield
    finally:
        controller.stop()

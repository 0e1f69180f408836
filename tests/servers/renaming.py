"""A relay that treats mail as Exchange and Gmail do: it gives each another Message-ID, and files a copy.

What arrives is delivered by `deliver`, what lies in the Sent folder is what arrives.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import secrets
from collections.abc import Callable, Iterator
from typing import Any

from aiosmtpd.controller import Controller

from cases.settings import SmtpAccount
from tests.servers.processes import HOST, free_ports

_MESSAGE_ID = re.compile(rb"^Message-ID:.*?\r\n(?![ \t])", re.MULTILINE | re.DOTALL)


class _Renaming:
    def __init__(self, deliver: Callable[[bytes, str], None], file: Callable[[bytes], None]) -> None:
        self._deliver, self._file = deliver, file

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any
    ) -> str:
        raw = renamed(bytes(envelope.content))
        await asyncio.to_thread(self._file, raw)
        for recipient in envelope.rcpt_tos:
            await asyncio.to_thread(self._deliver, raw, recipient)
        return "250 2.0.0 OK <renamed@prod.outlook.example> [Hostname=DB9PR06.prod.outlook.example]"


def renamed(raw: bytes) -> bytes:
    """With a Message-ID as Exchange gives it."""
    given = f"Message-ID: <DB9PR06MB{secrets.token_hex(16).upper()}@DB9PR06.prod.outlook.example>\r\n"
    return _MESSAGE_ID.sub(given.encode(), raw, count=1)


@contextlib.contextmanager
def renaming_relay(
    deliver: Callable[[bytes, str], None], file: Callable[[bytes], None]
) -> Iterator[SmtpAccount]:
    """How to reach it; no login, no TLS, on loopback."""
    (port,) = free_ports(1)
    controller = Controller(_Renaming(deliver, file), hostname=HOST, port=port, enable_SMTPUTF8=True)
    controller.start()
    try:
        yield SmtpAccount(HOST, port, "none", timeout=10.0)
    finally:
        controller.stop()

"""The server that the service sends through: keeps what it accepted, and can lose its answer.

An answer is lost before the mail was taken, or after. With `kill` the service is killed at that moment.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from tests.scene import Letter, letter
from tests.servers.processes import HOST, free_ports

Kill = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Loss:
    """The line is lost at the `nth` mail from now on, `before` it was taken or after it."""

    nth: int
    before: bool
    kill: Kill | None = None


class Relay:
    """`accepted` has every mail that was taken, oldest first, with its recipient."""

    def __init__(self) -> None:
        self.port = free_ports(1)[0]
        self.accepted: list[tuple[str, Letter]] = []
        self.lost = 0  # lines
        self._losses: list[Loss] = []
        self._mails = 0

    def expect(self, *losses: Loss) -> None:
        """These losses, and no earlier ones."""
        self._losses, self._mails = list(losses), 0

    def forget(self) -> None:
        """Begin anew, for another service."""
        self.accepted.clear()
        self.expect()

    def copies(self) -> Counter[str]:
        """How often each Message-ID was taken."""
        return Counter(mail["Message-ID"] for _, mail in self.accepted)

    def letters(self, recipient: str) -> list[Letter]:
        """What was taken for somebody, oldest first."""
        return [mail for to, mail in self.accepted if to == recipient.lower()]

    # -- aiosmtpd's hooks

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self._mails += 1
        loss = next((each for each in self._losses if each.nth == self._mails), None)
        if loss is None or not loss.before:
            self.accepted += [(to.lower(), letter(bytes(envelope.content))) for to in envelope.rcpt_tos]
        if loss is None:
            return "250 2.0.0 Ok: queued"
        self.lost += 1
        if loss.kill is not None:
            loss.kill()
        server.transport.abort()
        await asyncio.Event().wait()  # until the session is over
        return ""


@contextlib.contextmanager
def running_relay() -> Iterator[Relay]:
    """On a port of its own; whoever asks may log in."""
    logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd warns of itself at each login
    relay = Relay()
    controller = Controller(
        relay,
        hostname=HOST,
        port=relay.port,
        authenticator=lambda *_: AuthResult(success=True),
        auth_require_tls=False,
    )
    controller.start()
    try:
        yield relay
    finally:
        controller.stop()

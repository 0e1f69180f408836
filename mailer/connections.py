"""The event loop beside the sender's thread: mail goes in, results come out of a queue.

asyncio lives in here only. The thread that owns the database hands over finished octets and takes results
one by one, so that no coroutine ever waits for the database and no transaction for the network.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Coroutine, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from cases.settings import MailboxSettings
from db.outgoing import Claimed, Outcome, Result, Stage
from mailer.smtp import Relay
from mailer.status import reply_line

CLOSING = 10.0  # seconds for goodbyes to relays


@dataclass(frozen=True, slots=True)
class Letter:
    """A claimed mail ready for the wire."""

    mail: Claimed
    raw: bytes
    envelope_from: str
    recipients: tuple[str, ...]


class Connections:
    """Connections to the relays of all mailboxes, in a thread of their own."""

    def __init__(self, mailboxes: Mapping[str, MailboxSettings]) -> None:
        self._relays = {key: Relay(box.smtp, box.domain) for key, box in mailboxes.items()}
        self._results: queue.SimpleQueue[tuple[str, Letter, Result]] = queue.SimpleQueue()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="outbox-connections", daemon=True)
        self._thread.start()

    def send(self, mailbox: str, letter: Letter) -> None:
        """Start sending; the result comes out of `result`."""
        sending = self._run(self._relays[mailbox].send(letter.raw, letter.envelope_from, letter.recipients))
        sending.add_done_callback(lambda done: self._results.put((mailbox, letter, _result(done))))

    def result(self, timeout: float) -> tuple[str, Letter, Result] | None:
        """The next result of whatever mail, or None when none came in `timeout` seconds."""
        try:
            return self._results.get(timeout=timeout)
        except queue.Empty:
            return None

    def rest(self) -> None:
        """Close connections that nobody has used for a while."""
        for relay in self._relays.values():
            self._run(relay.rest())

    def close(self) -> None:
        """Say goodbye to every relay and end the thread."""
        goodbyes = [self._run(relay.close()) for relay in self._relays.values()]
        for goodbye in goodbyes:
            try:
                goodbye.result(CLOSING)
            except TimeoutError:
                goodbye.cancel()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, Any]) -> Future[Any]:
        return asyncio.run_coroutine_threadsafe(work, self._loop)


def _result(done: Future[Result]) -> Result:
    error = done.exception()
    if error is None:
        return done.result()
    # A defect of ours or of the library somewhere in the session: it may have been sent.
    words = f"{type(error).__name__}: {error}"
    return Result(Outcome.UNKNOWN, reply_line(None, words), Stage.DATA)

"""Waiting in IMAP IDLE (RFC 2177) on an `imaplib` connection, without its four traps.

`IMAPClient.idle_check` spins at 100 % CPU after the server hung up, overlooks a line that arrived
together with the `+ idling` answer, fails on a line that arrives in two pieces, and `idle()` fails
when an untagged line comes before the continuation. So lines are taken here with one rule: first what
is already buffered, then what the socket announces, and a begun line is always read to its end.

Errors: `imaplib.IMAP4.error` when the server refuses and wants to be asked nothing more, its `abort` when
it hung up or said BYE, `TimeoutError` when a line stays unfinished, `OSError` from the socket. The caller
maps them and throws the connection away.
"""

from __future__ import annotations

import imaplib
import selectors
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from intake.imap.meanings import ends_connection

IDLE_RENEW = timedelta(minutes=28)  # servers hang up after 30 minutes (RFC 2177)
STOP_CHECK = 0.5  # seconds; how late a stop is noticed while nothing arrives


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: how long to wait in all, after how long to renew, how long one line may take."""

    timeout: float
    renew: float
    line: float


def wait_idle(imap: Any, pace: Pace, stopped: Callable[[], bool]) -> bool | None:
    """Idle until messages may have come: True; until the time is over or a stop: False.

    `imap` is an `imaplib.IMAP4`. None: IDLE was announced, and then refused.
    """
    deadline = time.monotonic() + pace.timeout
    while True:
        tag = _begin(imap)
        if tag is None:
            return None
        until = min(deadline, time.monotonic() + pace.renew)
        changed = has_news(imap) or _listen(imap, until, pace.line, stopped)
        imap.send(b"DONE\r\n")
        imap._command_complete("IDLE", tag)
        if changed or has_news(imap):
            return True
        if stopped() or time.monotonic() >= deadline:
            return False


def has_news(imap: Any) -> bool:
    """Whether the server said EXISTS or RECENT since `forget_news`."""
    untagged: dict[str, list[bytes]] = imap.untagged_responses
    return "EXISTS" in untagged or "RECENT" in untagged


def forget_news(imap: Any) -> None:
    """To be called before a search: whatever was announced until now will be in its answer."""
    for name in ("EXISTS", "RECENT"):
        imap.untagged_responses.pop(name, None)


def _begin(imap: Any) -> bytes | None:
    """Send IDLE and read to the continuation; untagged lines before it are kept by imaplib."""
    tag: bytes = imap._command("IDLE")
    while imap._get_response() is not None:
        imap._check_bye()
        if imap.tagged_commands[tag]:
            _, answer = imap.tagged_commands.pop(tag)
            text = b" ".join(answer).decode("ascii", "replace")
            if ends_connection(text):
                raise imaplib.IMAP4.error(text)
            return None
    return tag


def _listen(imap: Any, until: float, line_timeout: float, stopped: Callable[[], bool]) -> bool:
    """Whether mail was announced before `until` (monotonic seconds)."""
    while not stopped():
        left = until - time.monotonic()
        if _readable(imap, max(0.0, min(left, STOP_CHECK))):
            if _announces_mail(_line(imap, line_timeout)):
                return True
        elif left <= 0:
            return False
    return False


def _readable(imap: Any, timeout: float) -> bool:
    """Data buffered in Python or in TLS counts too: the socket alone would not announce it again."""
    before = imap.sock.gettimeout()
    imap.sock.settimeout(0)
    try:
        if imap.file.peek(1):
            return True
    except (BlockingIOError, ssl.SSLWantReadError):
        pass
    finally:
        imap.sock.settimeout(before)
    with selectors.DefaultSelector() as selector:
        selector.register(imap.sock, selectors.EVENT_READ)
        return bool(selector.select(timeout))


def _line(imap: Any, line_timeout: float) -> bytes:
    before = imap.sock.gettimeout()
    imap.sock.settimeout(line_timeout)
    begin = getattr(imap, "begin", None)
    if begin is not None:  # each line of an IDLE is an answer of its own
        begin()
    try:
        line: bytes = imap._get_line()
    finally:
        imap.sock.settimeout(before)
    if line[:5].upper() == b"* BYE":
        raise imaplib.IMAP4.abort(f"the server said {line[2:].decode('ascii', 'replace')}")
    return line


def _announces_mail(line: bytes) -> bool:
    """`* 23 EXISTS`: new mail (RFC 3501 §7.3.1). EXPUNGE, FETCH and `* OK Still here` are not."""
    words = line.upper().split()
    return len(words) == 3 and words[0] == b"*" and words[2] in (b"EXISTS", b"RECENT")

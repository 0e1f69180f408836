"""An SMTP server that answers as told: replies, silence, noise and broken lines, on a real socket.

A script maps a step to what happens there: "greeting", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT" (or
"RCPT address"), "DATA" (the command) and "." (after the mail). A value is the reply line(s), `CLOSE`
(the line breaks), `HANG` (nothing more comes), or `LATE` and the reply (it comes after 0.4 s). A list is
used up one by one, its last value stays.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field

CLOSE, HANG, LATE = "<close>", "<hang>", "<late>"

_OK = {
    "greeting": "220 scripted.example.org ESMTP",
    "EHLO": "250-scripted.example.org\r\n250-SIZE 1000000\r\n250-AUTH PLAIN LOGIN XOAUTH2\r\n250 8BITMIME",
    "HELO": "250 scripted.example.org",
    "AUTH": "235 2.7.0 ok",
    "MAIL": "250 2.1.0 ok",
    "RCPT": "250 2.1.5 ok",
    "DATA": "354 go on",
    ".": "250 2.0.0 queued",
    "RSET": "250 2.0.0 ok",
    "QUIT": "221 2.0.0 bye",
    "STARTTLS": "220 2.0.0 go on",
}


@dataclass
class Scripted:
    """What the server saw."""

    port: int = 0
    connections: int = 0
    commands: list[str] = field(default_factory=list)
    mails: list[bytes] = field(default_factory=list)

    @property
    def verbs(self) -> list[str]:
        return [command.split(" ")[0].split(":")[0] for command in self.commands]


@contextlib.asynccontextmanager
async def scripted(
    script: Mapping[str, str | list[str]] | None = None, tls: ssl.SSLContext | None = None
) -> AsyncIterator[Scripted]:
    """A server on a free port of loopback; `tls`: speaks TLS from the beginning."""
    seen = Scripted()
    sessions: set[asyncio.Task[None]] = set()
    answers = {
        step: [value] if isinstance(value, str) else list(value) for step, value in (script or {}).items()
    }

    def answer(step: str, detail: str = "") -> str:
        for key in (f"{step} {detail}".strip(), step):
            if key in answers:
                values = answers[key]
                return values.pop(0) if len(values) > 1 else values[0]
        return _OK[step]

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.connections += 1

        async def say(step: str, detail: str = "") -> str:
            reply = answer(step, detail)
            if reply == HANG:
                await asyncio.sleep(60)
            if reply.startswith(LATE):
                reply = reply.removeprefix(LATE)
                await asyncio.sleep(0.4)
            if reply == CLOSE:
                raise ConnectionResetError
            writer.write(reply.encode() + b"\r\n")
            await writer.drain()
            return reply

        task = asyncio.current_task()
        assert task is not None
        sessions.add(task)
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await talk(reader, say)
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError, ssl.SSLError):
                await writer.wait_closed()

    async def talk(reader: asyncio.StreamReader, say: Callable[..., Awaitable[str]]) -> None:
        await say("greeting")
        while line := await reader.readline():
            command = line.decode().rstrip("\r\n")
            seen.commands.append(command)
            verb = command.split(" ")[0].upper()
            reply = await say(verb, command.partition(":<")[2].partition(">")[0] if verb == "RCPT" else "")
            if verb == "DATA" and reply.startswith("354"):
                seen.mails.append(await reader.readuntil(b"\r\n.\r\n"))
                await say(".")
            if verb == "QUIT" or reply.startswith("421"):
                break

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    seen.port = server.sockets[0].getsockname()[1]
    try:
        yield seen
    finally:
        server.close()
        for session in sessions:
            session.cancel()
        await asyncio.gather(*sessions, return_exceptions=True)

"""Mail servers inside this process: IMAP in memory (pymap) and SMTP (aiosmtpd), on loopback.

For the demo and for tests without root. One thread runs both; every method may be called from any
thread. `local+anything@domain` goes to `local@domain`; every mail is stamped as by a border server
(`concierge.demo.border`). A fault can be ordered for the next mail, as real servers show them.
Longer than 250 lines: both servers share one loop, one set of users and one way of delivery.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import DictBackend, Identity
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.user import Passwords, UserMetadata
from pysasl.hashing import Cleartext

from concierge.demo.border import Arriving, Judge, Results, judge_by_login, stamp

HOST = "127.0.0.1"
START_TIMEOUT = 15  # seconds; it takes 0.03
MAX_MESSAGE = 36_700_160  # octets, announced as SIZE


@dataclass(frozen=True, slots=True)
class Delivered:
    """A mail as it was put into the mailbox of `user`."""

    at: datetime
    mail_from: str
    rcpt_to: str
    user: str
    login: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong, once, when a client comes to `stage` (AUTH, MAIL, RCPT or DATA's final dot).

    With `reply` the client is answered so ("451 4.3.0 try later"); without, the line is closed, or
    with `hang` kept open in silence. `delivers`: the mail arrives although the client cannot know.
    """

    stage: str
    reply: str = ""
    hang: bool = False
    delivers: bool = False


class DemoMail:
    """`with DemoMail({"anna@example.org": "secret"}) as mail: mail.imap_port, mail.smtp_port`.

    `users` maps addresses to passwords (ASCII: the library compares nothing else). `judge` gives the
    verdicts for Authentication-Results, `clock` the date of arrival.
    """

    def __init__(
        self,
        users: Mapping[str, str],
        *,
        authserv_id: str = "mx.example.org",
        judge: Judge = judge_by_login,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        on_delivery: Callable[[Delivered], None] | None = None,
        imap_port: int = 0,
        smtp_port: int = 0,
        auth_required: bool = False,
    ) -> None:
        self.authserv_id = authserv_id
        self.judge = judge
        self.imap_port = imap_port  # 0 until started, where a free one was wanted
        self.smtp_port = smtp_port
        self.auth_required = auth_required
        if not all(password.isascii() for password in users.values()):
            raise ValueError("the built-in servers take ASCII passwords only")
        self._users = {address.lower(): password for address, password in users.items()}
        self._clock = clock
        self._on_delivery = on_delivery
        self._delivered: list[Delivered] = []
        self._faults: list[Fault] = []
        self._ready = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="demo-mail", daemon=True)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> Self:
        self._thread.start()
        if not self._ready.wait(START_TIMEOUT) or self._failure is not None:
            raise RuntimeError(f"the built-in mail servers did not start: {self._failure}")
        return self

    def stop(self) -> None:
        """Close every connection and end; harmless when already stopped."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stopping.set)
            self._thread.join(START_TIMEOUT)

    @property
    def delivered(self) -> tuple[Delivered, ...]:
        """Everything delivered until now, in order."""
        return tuple(self._delivered)

    @property
    def users(self) -> frozenset[str]:
        return frozenset(self._users)

    def add_user(self, address: str, password: str) -> None:
        self._users[address.lower()] = password
        self._call(self._make_user(address.lower(), password))

    def user_of(self, address: str) -> str | None:
        """The user who gets mail for `address`, its plus part aside; None where nobody does."""
        local, _, domain = address.lower().rpartition("@")
        user = f"{local.partition('+')[0]}@{domain}"
        return user if user in self._users else None

    def deliver(self, raw: bytes, to: str, *, mail_from: str = "", results: Results | None = None) -> None:
        """Put a mail from outside into the mailbox of `to`, with these results or as the rule judges."""
        arriving = Arriving(raw, mail_from, to)
        self._call(self._deliver(arriving, results or self.judge(arriving)))

    def fail_next(self, *faults: Fault) -> None:
        """Order faults; each happens once, the first fitting one first."""
        self._faults += faults

    def take_fault(self, stage: str) -> Fault | None:
        """The next ordered fault for `stage`, which is then used up."""
        for fault in self._faults:
            if fault.stage == stage:
                self._faults.remove(fault)
                return fault
        return None

    def password_fits(self, user: str, password: str) -> bool:
        return self._users.get(user.lower()) == password

    async def accept(self, arriving: Arriving) -> None:
        """Deliver what came in by SMTP (on the server's own thread)."""
        await self._deliver(arriving, self.judge(arriving))

    def _call(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(START_TIMEOUT)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:  # handed to start(), which raises
            self._failure = error
            self._ready.set()

    async def _serve(self) -> None:
        for name in ("mail.log", "pymap"):
            logging.getLogger(name).setLevel(logging.ERROR)
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        self._loop.set_exception_handler(lambda _loop, _context: None)  # clients hang up as they like
        async with AsyncExitStack() as stack:
            await self._start_imap(stack)
            for user, password in self._users.items():
                await self._make_user(user, password)
            await self._start_smtp(stack)
            self._ready.set()
            await self._stopping.wait()
            # Since 3.12 a server waits for its connections: end those first.
            others = asyncio.all_tasks() - {asyncio.current_task()}
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

    async def _start_imap(self, stack: AsyncExitStack) -> None:
        arguments = argparse.Namespace(
            host=HOST,
            port=self.imap_port,
            debug=False,
            cert=None,
            key=None,
            tls=False,
            proxy_protocol=None,
            passlib_cfg=None,
            demo_data=False,
            demo_user="_unused",
            demo_password="",
            skip_services=[],
            inherited_sockets=None,
        )
        self._backend, self._config = await DictBackend.init(
            arguments,
            hash_context=Cleartext(),  # a demo's password needs no slow hash
            secure_auth=False,
            reject_dnsbl=False,
            invalid_user_sleep=0.0,
        )
        self._config.apply_context()
        await self._backend.start(stack)
        connected = ProxyProtocolReader(self._config.proxy_protocol).get_callback(
            IMAPServer(self._backend.login, self._config)
        )
        server = await asyncio.start_server(connected, HOST, self.imap_port)
        self.imap_port = server.sockets[0].getsockname()[1]
        stack.callback(server.close)

    async def _start_smtp(self, stack: AsyncExitStack) -> None:
        def session() -> SMTP:
            return SMTP(
                _Handler(self),
                hostname=self.authserv_id,
                ident="demo",
                enable_SMTPUTF8=True,
                data_size_limit=MAX_MESSAGE,
                authenticator=self._authenticate,
                auth_require_tls=False,
                loop=self._loop,
            )

        server = await self._loop.create_server(session, HOST, self.smtp_port)
        self.smtp_port = server.sockets[0].getsockname()[1]
        stack.callback(server.close)

    def _authenticate(
        self, _server: object, session: Any, _envelope: object, mechanism: str, login: object
    ) -> AuthResult:
        fault = self.take_fault("AUTH")
        if fault is not None:
            return AuthResult(success=False, handled=False, message=fault.reply)
        if mechanism not in ("LOGIN", "PLAIN") or not isinstance(login, LoginPassword):
            return AuthResult(success=False, handled=False)
        user, password = login.login.decode(), login.password.decode()
        return AuthResult(success=self.password_fits(user, password), handled=False, auth_data=login)

    async def _make_user(self, user: str, password: str) -> None:
        hashed = await Passwords(self._config).hash_password(password)
        identity = Identity(user, self._backend.login, None, frozenset())
        await identity.set(UserMetadata(self._config, user, password=hashed))
        async with identity.new_session() as session:
            await session.create_mailbox("Sent")

    async def _deliver(self, arriving: Arriving, results: Results) -> None:
        user = self.user_of(arriving.rcpt_to)
        if user is None:
            raise ValueError(f"nobody here is called {arriving.rcpt_to}")
        at = self._clock()
        raw = stamp(arriving, results, self.authserv_id, at)
        identity = Identity(user, self._backend.login, None, frozenset())
        async with identity.new_session() as session:
            await session.append_messages("INBOX", [AppendMessage(raw, at)])
        done = Delivered(at, arriving.mail_from, arriving.rcpt_to, user, arriving.login, raw)
        self._delivered.append(done)
        if self._on_delivery is not None:
            self._on_delivery(done)


class _Handler:
    """aiosmtpd's hooks; a returned text is the reply."""

    def __init__(self, mail: DemoMail) -> None:
        self._mail = mail

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self._mail.auth_required and not session.authenticated:
            return "530 5.7.0 Authentication required"
        reply = await self._fault("MAIL", server)
        if not reply:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return reply or "250 2.1.0 Ok"

    async def handle_RCPT(  # noqa: N802
        self, server: Any, _session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        reply = await self._fault("RCPT", server)
        if reply:
            return reply
        if self._mail.user_of(address) is None:
            return f"550 5.1.1 <{address}>: Recipient address rejected: User unknown"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        fault = self._mail.take_fault("DATA")
        if fault is None or fault.delivers:
            login = session.auth_data.login.decode() if session.authenticated else ""
            for rcpt_to in envelope.rcpt_tos:
                await self._mail.accept(
                    Arriving(bytes(envelope.content), envelope.mail_from or "", rcpt_to, login)
                )
        if fault is not None:
            return await self._happen(fault, server)
        return "250 2.0.0 Ok: queued"

    async def _fault(self, stage: str, server: Any) -> str:
        fault = self._mail.take_fault(stage)
        return await self._happen(fault, server) if fault is not None else ""

    async def _happen(self, fault: Fault, server: Any) -> str:
        if not fault.reply:
            if not fault.hang:
                server.transport.abort()
            await asyncio.Event().wait()  # until the line is closed, or the server stops
        return fault.reply

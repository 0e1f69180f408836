"""Handing mail to the relay: kept connections, one verdict an attempt. The only importer of aiosmtplib.

MAIL, RCPT and DATA are sent one by one, so that the stage is known at which a session ended: before DATA
nothing was taken; from DATA on nobody can tell (RFC 5321 section 4.5.3.2.6, RFC 1047). `send_message` of the
library is not used: it folds header fields anew and breaks long References. Longer than 250 lines: one
connection and one session, with every way in which they end.

BUGS: an end of line between DATA and its 354 counts as unknown, though nothing was taken.
"""

from __future__ import annotations

import asyncio
import ssl
import time
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import aiosmtplib

from cases import sasl
from cases.errors import PermanentError
from cases.refusals import CERTIFICATE, UNUSABLE, Concerns
from cases.settings import SmtpAccount
from db.outgoing import Outcome, Refusal, Result, Stage
from mailer.addresses import is_international
from mailer.password_login import mechanisms, present_password
from mailer.status import enhanced_code, reply_line, verdict
from mailer.token_login import ACCEPTED, present_token

NO_SUCH_COMMAND = (500, 501, 502, 504, 550)  # RFC 5321 sections 3.2 and 4.2.2
IDLE = 60.0  # seconds that a connection is kept without work; servers hang up after 5 minutes or less
DATA_PATIENCE = 10  # times the timeout: a relay may scan the mail before it answers (RFC 5321 4.5.3.2.6)


NO_SMTPUTF8 = (
    "the address has letters before the @ that this relay does not take (it does not offer SMTPUTF8): "
    "ask for an address without them"
)


@dataclass(frozen=True, slots=True)
class Greeted:
    """A session without a mail: what stopped it, or what the server says of itself.

    `largest` mail in octets, None if not told; `banner`: greeting and answer to EHLO; `offers`: its
    extensions in lower case; `certificate_ends` with TLS.
    """

    stopped: Result | None
    largest: int | None = None
    banner: str = ""
    offers: frozenset[str] = frozenset()
    certificate_ends: datetime | None = None


class Relay:
    """Connections to one SMTP account, for use inside one event loop; any number of `send` at once."""

    def __init__(self, account: SmtpAccount, ehlo_name: str, idle: float = IDLE) -> None:
        """`ehlo_name`: what we call ourselves (RFC 5321 section 4.1.1.1), a domain; `idle` in seconds."""
        self._keep = idle
        self._account = account
        self._ehlo_name = ehlo_name
        self._idle: list[tuple[aiosmtplib.SMTP, float]] = []
        self._banner = ""
        self._context: ssl.SSLContext | None = None
        self._wires: weakref.WeakSet[asyncio.BaseTransport] = weakref.WeakSet()

    async def send(self, raw: bytes, envelope_from: str, recipients: Sequence[str]) -> Result:
        """Offer one mail; never raises for anything the server or the line does."""
        client, kept = self._take()
        if client is None:
            client, refused = await self._connect()
            if refused:
                return refused
        assert client is not None
        session = _Session(client, self._account.timeout)
        result = _explained(self._account, await session.offer(raw, envelope_from, recipients))
        if kept and result.stage is Stage.MAIL and result.code in (None, 421):
            # The server had hung up on the idle connection: this mail was not even named.
            client.close()
            return await self.send(raw, envelope_from, recipients)
        if client.is_connected:
            self._idle.append((client, time.monotonic()))
        return result

    async def greet(self) -> Greeted:
        """Open a session without a mail."""
        client, refused = await self._connect()
        if client is None:
            return Greeted(refused, banner=self._banner)
        self._idle.append((client, time.monotonic()))
        size = client.esmtp_extensions.get("size", "")  # RFC 1870; 0 is no fixed maximum
        ehlo = client.last_ehlo_response
        return Greeted(
            None,
            _largest(size),
            f"{self._banner}\n{ehlo.message if ehlo else ''}",
            frozenset(client.esmtp_extensions),
            certificate_end(client.get_transport_info("peercert") if client.is_connected else None),
        )

    async def rest(self) -> None:
        """Close connections that were idle for too long."""
        stale = [client for client, since in self._idle if time.monotonic() - since > self._keep]
        self._idle = [(client, since) for client, since in self._idle if client not in stale]
        await _quit(stale)

    async def close(self) -> None:
        """Say goodbye on every kept connection; none is open afterwards."""
        clients, self._idle = [client for client, _ in self._idle], []
        await _quit(clients)
        # Closing TLS waits for the server's answer, and the loop may end before that comes.
        for wire in list(self._wires):
            if isinstance(wire, asyncio.WriteTransport):
                wire.abort()
        for _ in range(3):  # the loop's rounds until TLS, then the socket below it, is closed
            await asyncio.sleep(0)

    def _take(self) -> tuple[aiosmtplib.SMTP | None, bool]:
        while self._idle:
            client, since = self._idle.pop()
            if client.is_connected and time.monotonic() - since <= self._keep:
                return client, True
            client.close()
        return None, False

    async def _connect(self) -> tuple[aiosmtplib.SMTP | None, Result | None]:
        """A session that is greeted, encrypted and logged in; or what stopped it."""
        account = self._account
        client, stage = None, Stage.CONNECT
        try:
            client = aiosmtplib.SMTP(
                hostname=account.host,
                port=account.port,
                local_hostname=self._ehlo_name,
                timeout=account.timeout,
                use_tls=account.security == "tls",
                start_tls=False,  # asked for below, so that a missing STARTTLS is told from a bad login
                tls_context=self._tls_context(),
            )
            self._banner = (await client.connect()).message
            await self._introduce(client)
            if account.security == "starttls":
                await client.starttls()  # raises where it is not offered: never on in the clear
                await client.ehlo()
            self._watch(client)
            stage = Stage.AUTH
            await self._log_in(client)
        except Exception as error:  # the boundary around one relay, whatever it makes the library raise
            self._context = None  # the file of ca_file may be corrected before the next
            if client is not None:
                self._watch(client)
                client.close()
            stopped = _not_connected(error, stage, f"{account.host}:{account.port}")
            return None, _explained(account, stopped)
        return client, None

    async def _introduce(self, client: aiosmtplib.SMTP) -> None:
        """EHLO; a server too old for it gets HELO, where neither STARTTLS nor a login is wanted of it."""
        try:
            await client.ehlo()
        except aiosmtplib.SMTPHeloError as error:
            plain = self._account.security != "starttls" and not self._account.username
            if error.code not in NO_SUCH_COMMAND or not plain:
                raise
            await client.helo()

    def _watch(self, client: aiosmtplib.SMTP) -> None:
        if client.transport is not None:
            self._wires.add(client.transport)

    async def _log_in(self, client: aiosmtplib.SMTP) -> None:
        account = self._account
        if account.token is not None:
            refused = await present_token(client, account)
            if refused is not None:
                raise aiosmtplib.SMTPAuthenticationError(*refused)
        elif account.username:
            ways = mechanisms(client.server_auth_methods, encrypted=account.security != "none")
            if not ways:
                raise aiosmtplib.SMTPException(_no_password(client.server_auth_methods))
            password = account.current_password  # read once: the one that is shown is the one that is masked
            try:
                code, words = await present_password(client, account.username, password, ways)
                if code != ACCEPTED:
                    raise aiosmtplib.SMTPAuthenticationError(code, words)
            except aiosmtplib.SMTPException as error:
                sasl.mask(error, password)
                raise

    def _tls_context(self) -> ssl.SSLContext | None:
        """One context for all connections: building it costs more than the handshake."""
        if self._context is None and self._account.security != "none":
            try:
                self._context = ssl.create_default_context(cafile=self._account.ca_file)
            except OSError as error:
                raise PermanentError(
                    f"The file of ca_file for {self._account.host} cannot be used "
                    f"({error.strerror or error}): give a PEM file that the service may read."
                ) from None
        return self._context


class _Session:
    """One mail over one connection; remembers the stage for the verdict."""

    def __init__(self, client: aiosmtplib.SMTP, timeout: float) -> None:
        self._client = client
        self._timeout = timeout
        self._stage = Stage.MAIL
        self._refused: list[Refusal] = []
        self._encoding = "ascii"

    async def offer(self, raw: bytes, envelope_from: str, recipients: Sequence[str]) -> Result:
        try:
            return await self._offer(raw, envelope_from, recipients)
        except Exception as error:  # the boundary around one mail
            result = _result_of(error, self._stage)
        if result.code is None or result.code <= 0:
            self._client.close()  # nobody knows what the next reply would belong to
        else:
            await self._reset()
        return result

    async def _offer(self, raw: bytes, envelope_from: str, recipients: Sequence[str]) -> Result:
        utf8 = is_international((envelope_from, *recipients))
        if utf8 and not self._client.supports_extension("smtputf8"):
            return Result(Outcome.FAILED, reply_line(None, NO_SMTPUTF8), Stage.COMPOSE)
        self._encoding = "utf-8" if utf8 else "ascii"
        options = [f"SIZE={len(raw)}"] if self._client.supports_extension("size") else []  # RFC 1870
        options += ["SMTPUTF8"] if utf8 else []  # RFC 6531 section 3.4
        await self._client.mail(envelope_from, options=options, encoding=self._encoding)
        self._stage = Stage.RCPT
        accepted = [each for each in recipients if await self._accepts(each)]
        if not accepted:
            await self._reset()
            return _all_refused(self._refused)
        self._stage = Stage.DATA
        response = await self._client.data(raw, timeout=self._timeout * DATA_PATIENCE)
        return Result(
            Outcome.SENT,
            reply_line(response.code, response.message),
            self._stage,
            response.code,
            enhanced_code(response.message),
            tuple(accepted),
            tuple(self._refused),
        )

    async def _accepts(self, recipient: str) -> bool:
        try:
            await self._client.rcpt(recipient, encoding=self._encoding)
        except aiosmtplib.SMTPRecipientRefused as error:
            outcome, means = verdict(error.code, error.message, Stage.RCPT)
            self._refused.append(Refusal(recipient, outcome, reply_line(error.code, error.message), means))
            if error.code == 421 or outcome in (Outcome.SLOW, Outcome.PAUSE):
                raise  # the server is closing the connection (RFC 5321 section 3.8), or means our mailbox
            return False
        return True

    async def _reset(self) -> None:
        try:
            await self._client.rset()
        except (aiosmtplib.SMTPException, OSError):
            self._client.close()


def _no_password(offered: Sequence[str]) -> str:
    if not offered:
        return "the AUTH extension is not supported by this server on this connection"
    return (
        f"it offers no login with a password (PLAIN, LOGIN or CRAM-MD5), only {', '.join(offered).upper()}: "
        "use oauth2"
    )


def _explained(account: SmtpAccount, result: Result) -> Result:
    """With the sentence that the account itself has for a refusal of it, which names its app and mailbox."""
    means = result.means
    if means is None or means.concerns is not Concerns.MAILBOX:
        return result
    known = account.explain(result.reply) if account.explain is not None else ""
    if not known and account.password_from and result.stage is Stage.AUTH and means.sentence:
        known = f"{means.sentence} It was tried with {account.password_from}."
    return replace(result, means=replace(means, sentence=known)) if known else result


def _largest(size: str) -> int | None:
    told = int(size) if size.isascii() and size.isdigit() and len(size) < 19 else 0
    return told or None


def certificate_end(certificate: Mapping[str, Any] | None) -> datetime | None:
    """When a certificate ends, as `ssl` shows it; None without TLS."""
    until = (certificate or {}).get("notAfter")
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(until), UTC) if until else None


def _all_refused(refused: Sequence[Refusal]) -> Result:
    """No recipient was taken: deferred while one of them may still be, else what the last one got."""
    last = next((each for each in refused if each.outcome is Outcome.DEFERRED), refused[-1])
    code, _, words = last.reply.partition(" ")
    number = int(code) if code.isdigit() else None
    enhanced = enhanced_code(words)
    return Result(last.outcome, last.reply, Stage.RCPT, number, enhanced, (), tuple(refused), last.means)


def _result_of(error: Exception, stage: Stage) -> Result:
    if isinstance(error, aiosmtplib.SMTPResponseException):
        enhanced = enhanced_code(error.message)
        code = error.code if error.code > 0 else None  # -1: a reply that is not SMTP
        outcome, means = verdict(code, error.message, stage)
        return Result(outcome, reply_line(code, error.message), stage, code, enhanced, means=means)
    if isinstance(error, ValueError):  # of which UnicodeError: an address that the library refuses
        return Result(Outcome.FAILED, reply_line(None, str(error)), Stage.COMPOSE)
    words = str(error) or type(error).__name__
    return Result(verdict(None, "", stage)[0], reply_line(None, words), stage)


def _not_connected(error: Exception, stage: Stage, where: str) -> Result:
    """What kept us from a session. A fault that only a person can mend pauses; the rest may pass."""
    result = _result_of(error, stage)
    # Our own words end in what to do: only a server's are cut.
    words = " ".join(str(error).split()) if isinstance(error, PermanentError) else result.reply
    reply = f"{where}: {words}"
    unusable = isinstance(error, PermanentError | ValueError) or (
        # Not a reply and no broken line: STARTTLS, AUTH or the mechanism is not offered.
        isinstance(error, aiosmtplib.SMTPException)
        and not isinstance(error, OSError | aiosmtplib.SMTPResponseException)
    )
    untrusted = isinstance(error, ssl.SSLCertVerificationError) or isinstance(
        error.__cause__, ssl.SSLCertVerificationError
    )
    if untrusted:
        return Result(Outcome.PAUSE, reply, stage, means=CERTIFICATE)
    if unusable:
        means = UNUSABLE if isinstance(error, aiosmtplib.SMTPException) else None
        return Result(Outcome.PAUSE, reply, stage, means=means)
    return Result(result.outcome, reply, stage, result.code, result.enhanced, means=result.means)


async def _quit(clients: Sequence[aiosmtplib.SMTP]) -> None:
    for client in clients:
        try:
            await client.quit(timeout=5)
        except (aiosmtplib.SMTPException, OSError):
            client.close()

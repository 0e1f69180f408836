"""The ways by which people are told: a command with the text on stdin, or another account than the mailbox's.

Errors: TemporaryError, in a sentence; whoever asked tries again later.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import signal
import subprocess
from collections.abc import Mapping
from datetime import datetime
from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage
from email.policy import SMTP
from zoneinfo import ZoneInfo

from cases.errors import TemporaryError
from cases.settings import Settings
from concierge.watching.told import Alert
from db.outgoing import Outcome
from mailer.compose import SUPPRESS
from mailer.smtp import Relay

PATIENCE = 60.0  # seconds that a command or a server may take
LONGEST = 300  # characters of what a command says on stderr
PREFIX = "CONCIERGE_"


def tell(alert: Alert, recipients: tuple[str, ...], settings: Settings, now: datetime) -> None:
    """Send one alert by the configured route; nothing where there is none."""
    if settings.alert.command:
        run_command(settings.alert.command, alert)
    elif settings.alert.smtp is not None:
        asyncio.run(_send(alert, recipients, settings, now))


def run_command(command: tuple[str, ...], alert: Alert, patience: float = PATIENCE) -> None:
    """Run it without a shell; stdin: the subject, an empty line, the text, in UTF-8.

    It gets none of our variables, which may hold passwords, but CONCIERGE_ALERT (broken | healed) and
    CONCIERGE_ALERT_KIND. What it starts ends with it when it takes too long.
    """
    environ = {key: value for key, value in os.environ.items() if not key.startswith(PREFIX)}
    environ[f"{PREFIX}ALERT"] = "healed" if alert.healed else "broken"
    environ[f"{PREFIX}ALERT_KIND"] = str(alert.kind)
    environ.pop("NOTIFY_SOCKET", None)
    text = f"{alert.subject}\n\n{alert.text}".encode()
    try:
        process = subprocess.Popen(  # noqa: S603 - what the configuration names
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=environ,
            start_new_session=True,
        )
    except OSError as error:
        raise TemporaryError(
            f"the command of [alert], {command[0]}, cannot be run ({error.strerror}): "
            "correct its path or mode"
        ) from error
    with process:
        try:
            _, said = process.communicate(text, patience)
        except subprocess.TimeoutExpired:
            _end(process)
            raise TemporaryError(
                f"the command of [alert], {command[0]}, took more than {patience:g} s and was ended"
            ) from None
    if process.returncode:
        words = " ".join(said.decode("utf-8", "replace").split())[-LONGEST:]
        raise TemporaryError(
            f"the command of [alert], {command[0]}, ended with {process.returncode}: {words or 'no words'}"
        )


def _end(process: subprocess.Popen[bytes]) -> None:
    """The command and what it began, which is a session of its own."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        process.kill()


async def _send(alert: Alert, recipients: tuple[str, ...], settings: Settings, now: datetime) -> None:
    account, sender = settings.alert.smtp, settings.alert.sender
    assert account is not None
    relay = Relay(account, sender.rpartition("@")[2])
    raw = composed(alert, recipients, settings, now)
    try:
        async with asyncio.timeout(2 * PATIENCE):
            result = await relay.send(raw, sender, recipients)
    except TimeoutError:
        raise TemporaryError(f"the server of [alert], {account.host}, took too long") from None
    finally:
        await relay.close()
    if result.outcome is not Outcome.SENT:
        raise TemporaryError(f"the server of [alert] did not take the mail: {result.reply}")


def composed(alert: Alert, recipients: tuple[str, ...], settings: Settings, now: datetime) -> bytes:
    """The mail: plain text, of a machine (RFC 3834 section 5); the same one when it is tried again."""
    sender = settings.alert.sender
    mail = EmailMessage(policy=SMTP)
    for name, value in _fields(alert, sender, settings, now).items():
        mail[name] = value
    mail["To"] = tuple(HeaderAddress(addr_spec=address) for address in recipients)
    mail.set_content(alert.text, cte="quoted-printable")
    return mail.as_bytes()


def _fields(alert: Alert, sender: str, settings: Settings, now: datetime) -> Mapping[str, object]:
    words = f"{alert.name} {alert.since} {alert.healed} {alert.language}"
    digest = hashlib.sha256(words.encode()).hexdigest()[:24]
    return {
        "From": HeaderAddress(settings.name, addr_spec=sender),
        "Subject": alert.subject,
        "Date": now.astimezone(ZoneInfo(settings.timezone)).replace(microsecond=0),
        "Message-ID": f"<alert.{digest}@{sender.rpartition('@')[2]}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": SUPPRESS,
        "Content-Language": alert.language,
    }

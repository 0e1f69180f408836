"""Reading and sending: login, folders and abilities of the IMAP server; TLS, login and size of SMTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

from cases.errors import ConciergeError, PermanentError
from cases.settings import MailboxSettings
from concierge.doctor.finding import Finding, advice, ok, wrong
from intake.imap.mailbox import Mailbox
from mailer.smtp import Relay

SMALLEST_SIZE = 10_000_000  # octets; below that attachments of concierges will often be refused
GOODBYE = 0.1  # seconds for the last words of TLS, which go out after a connection was closed
ABILITIES = {
    "IDLE": "new mail is seen by polling only",
    "UIDPLUS": "the place of a filed copy is not known",
    "MOVE": "handled mail is copied and expunged instead",
}


def check_imap(box: MailboxSettings) -> Iterator[Finding]:
    """Login, INBOX, folders and abilities; leaves the mailbox as it was."""
    name = f"{box.address} imap"
    try:
        with Mailbox(box.imap) as mailbox:
            yield ok(name, f"login at {mailbox.where} with security {box.imap.security}")
            yield from _abilities(name, mailbox)
            state = mailbox.open("INBOX", read_only=True)
            yield ok(name, f"INBOX has {state.exists} mails")
            yield _sent_folder(name, box, mailbox)
    except ConciergeError as error:
        yield wrong(name, str(error))


def check_smtp(box: MailboxSettings) -> Iterator[Finding]:
    """Connection, encryption, login and the largest mail taken; sends nothing."""
    name = f"{box.address} smtp"
    stopped, largest = asyncio.run(_greet(box))
    if stopped is not None:
        yield wrong(name, stopped, "Correct smtp in [[mailbox]].")
        return
    login = f"login as {box.smtp.username}" if box.smtp.username else "no login"
    yield ok(name, f"{box.smtp.host}:{box.smtp.port} with security {box.smtp.security}, {login}")
    if largest is None:
        yield ok(name, "tells no largest size")
    elif largest < SMALLEST_SIZE:
        yield advice(name, f"takes mails up to {largest} octets only", "Ask its operator for 25 MB.")
    else:
        yield ok(name, f"takes mails up to {largest // 1_000_000} MB")


@asynccontextmanager
async def relay_of(box: MailboxSettings) -> AsyncIterator[Relay]:
    """A relay for this event loop alone, which ends soon after."""
    relay = Relay(box.smtp, box.domain)
    try:
        yield relay
    finally:
        await relay.close()
        await asyncio.sleep(GOODBYE)


async def _greet(box: MailboxSettings) -> tuple[str | None, int | None]:
    async with relay_of(box) as relay:
        stopped, largest = await relay.greet()
    return (stopped.reply if stopped else None), largest


def _abilities(name: str, mailbox: Mailbox) -> Iterator[Finding]:
    has = [ability for ability in ABILITIES if ability in mailbox.capabilities]
    if has:
        yield ok(name, f"the server has {', '.join(has)}")
    for ability in ABILITIES:
        if ability not in has:
            yield advice(name, f"the server has no {ability}", f"It works, but {ABILITIES[ability]}.")
    if "MOVE" not in has and "UIDPLUS" not in has:
        yield advice(name, "handled mail stays in INBOX", 'Write processed_folder = "" to make that plain.')


def _sent_folder(name: str, box: MailboxSettings, mailbox: Mailbox) -> Finding:
    if box.sent_copy == "never":
        return ok(name, "copies of sent mail are not filed")
    if box.sent_folder != "auto":
        names = {folder.name for folder in mailbox.folders()}
        if box.sent_folder not in names:
            raise PermanentError(
                f'there is no folder "{box.sent_folder}": correct sent_folder, or write "auto".'
            )
        return ok(name, f"copies of sent mail go to {box.sent_folder}")
    found = mailbox.special_use("sent")
    if found is None:
        return advice(name, "no Sent folder was recognised", "Name it in sent_folder.")
    return ok(name, f"copies of sent mail go to {found}")

"""A mail from the mailbox to itself, through the real servers, to an address with a plus part.

It carries our loop header, so that the running service discards it as its own; nothing is deleted.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from cases.errors import ConciergeError
from cases.settings import MailboxSettings
from cases.tokens import TOKEN_LENGTH
from concierge.doctor.finding import Finding, Line, advice, not_checked, ok, wrong
from concierge.doctor.mailbox import relay_of
from db.outgoing import Outcome, Result
from intake.imap.mailbox import Mailbox
from mailer.compose import LOOP_HEADER

PATIENCE = 60.0  # seconds until a mail counts as not arrived
LOOK = 0.5  # seconds between two looks
SKEW = timedelta(minutes=2)  # between the server's clock and ours


def check_trip(box: MailboxSettings, patience: float = PATIENCE) -> Iterator[Finding]:
    """Send, wait, look; where the plus address does not arrive, try without it to tell why."""
    name = f"{box.address} round trip"
    addresses = [box.address]
    if box.plus_addressing:
        addresses.insert(0, box.reply_address("a" * TOKEN_LENGTH))
    failed: list[str] = []
    for address in addresses:
        what = "with a plus address" if address != box.address else "without a plus address"
        try:
            trouble, clock = _trip(box, address, patience)
        except ConciergeError as error:
            yield wrong(name, str(error))
            return
        if trouble is None:
            if failed:
                line = Line(
                    "mailbox", "plus_addressing", False, box.address, "the server is to stay as it is"
                )
                yield wrong(
                    name, failed[0], "Allow plus addresses on the server, or plus_addressing = false."
                ).with_lines(line)
            yield ok(name, f"a mail {what} arrived") if not failed else ok(name, f"a mail {what} did arrive")
            yield clock or not_checked("clock", "the server gives no time")
            return
        failed.append(f"a mail {what} {trouble}")
    for each in failed:
        yield wrong(name, each, "Look into the junk folder and the server's log.")


def _trip(box: MailboxSettings, address: str, patience: float) -> tuple[str | None, Finding | None]:
    """(what went wrong or None, what the arrival says about the clocks)."""
    message_id = f"<doctor.{secrets.token_hex(12)}@{box.domain}>"
    result = asyncio.run(_send(box, address, message_id))
    if result.outcome is not Outcome.SENT:
        return f"was not taken: {result.reply}", None
    deadline = time.monotonic() + patience
    sent_at = datetime.now(UTC)
    with Mailbox(box.imap) as mailbox:
        while True:
            mailbox.open("INBOX", read_only=True)
            uids = mailbox.find_by_message_id("INBOX", message_id)
            if uids:
                return None, _clock(mailbox, uids[0], sent_at)
            if time.monotonic() > deadline:
                return f"was taken, but did not arrive within {patience:.0f} seconds", None
            time.sleep(LOOK)


async def _send(box: MailboxSettings, address: str, message_id: str) -> Result:
    async with relay_of(box) as relay:
        return await relay.send(_message(box, address, message_id), box.address, [address])


def _message(box: MailboxSettings, address: str, message_id: str) -> bytes:
    message = EmailMessage(SMTP)
    message["From"] = box.address
    message["To"] = address
    message["Subject"] = "Test of the mailbox"
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    message[LOOP_HEADER] = box.address
    message.set_content("`concierge doctor` sent this mail to see whether it arrives. It can be deleted.\n")
    return message.as_bytes()


def _clock(mailbox: Mailbox, uid: int, sent_at: datetime) -> Finding | None:
    """The server's INTERNALDATE lies between sending and now, if both clocks are right."""
    found = mailbox.sizes([uid])
    if not found or found[0].internal_date.year == 1970:
        return None
    arrived, now = found[0].internal_date.astimezone(UTC), datetime.now(UTC)
    if sent_at - SKEW <= arrived <= now + SKEW:
        return ok("clock", "agrees with the mail server's")
    return advice(
        "clock",
        f"the mail server says {arrived:%Y-%m-%d %H:%M:%S} UTC, this machine {now:%Y-%m-%d %H:%M:%S} UTC",
        "Let this machine follow a time server, or tell the mail server's operator.",
    )

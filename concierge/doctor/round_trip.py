"""A mail from the mailbox to itself, through the real servers, to an address with a plus part.

It carries our loop header, so that the running service discards it as its own; nothing is deleted.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from cases.errors import ConciergeError
from cases.refusals import Concerns
from cases.settings import MailboxSettings
from cases.tokens import MAIL_HEADER, TOKEN_LENGTH
from concierge.doctor.finding import Finding, Line, advice, not_checked, ok, wrong
from concierge.doctor.mailbox import relay_of, what_to_do
from concierge.doctor.provider import MICROSOFT, provider_of
from db.fingerprint import message_id as named
from db.fingerprint import own_id
from db.outgoing import Outcome, Result
from intake.imap.mailbox import Mailbox
from intake.removing.folders import processed
from mailer.compose import LOOP_HEADER

PATIENCE = 60.0  # seconds until a mail counts as not arrived
LOOK = 0.5  # seconds between two looks
MOST = 500  # mails that came meanwhile and are looked at
PLUS = (
    "Allow plus addresses (`Set-OrganizationConfig -DisablePlusAddressInRecipients $false` in Exchange "
    "Online PowerShell)"
)
SKEW = timedelta(minutes=2)  # between the server's clock and ours


@dataclass(frozen=True, slots=True)
class _Trip:
    """What became of the mail. `trouble` "" = it arrived, `renamed` or not; `refused`: by SMTP."""

    trouble: str = ""
    clock: Finding | None = None
    renamed: bool = False
    refused: Result | None = None


def check_trip(box: MailboxSettings, patience: float = PATIENCE) -> Iterator[Finding]:
    """Send, wait, look; where the plus address does not arrive, try without it to tell why."""
    name = f"{box.address} round trip"
    addresses = [box.address]
    if box.plus_addressing:
        addresses.insert(0, box.reply_address("a" * TOKEN_LENGTH))
    failed: list[_Trip] = []
    for address in addresses:
        what = "with a plus address" if address != box.address else "without a plus address"
        try:
            trip = _trip(box, address, patience)
        except ConciergeError as error:
            yield wrong(name, str(error))
            return
        if trip.refused and trip.refused.means and trip.refused.means.concerns is not Concerns.RECIPIENT:
            # The mailbox or the server now: another address would fare no better.
            yield wrong(
                name,
                f"a mail {what} {trip.trouble}",
                what_to_do(box, trip.refused, provider_of(box.smtp.host)),
            )
            return
        if not trip.trouble:
            yield from _arrived(name, box, what, trip, failed)
            return
        failed.append(replace(trip, trouble=f"a mail {what} {trip.trouble}"))
    for each in failed:
        yield wrong(name, each.trouble, "Look into the junk folder and the server's log.")


def _arrived(
    name: str, box: MailboxSettings, what: str, trip: _Trip, failed: Sequence[_Trip]
) -> Iterator[Finding]:
    if failed:
        line = Line("mailbox", "plus_addressing", False, box.address, "the server is to stay as it is")
        how = PLUS if provider_of(box.imap.host) is MICROSOFT else "Allow plus addresses on the server"
        yield wrong(name, failed[0].trouble, f"{how}, or write plus_addressing = false.").with_lines(line)
    yield ok(name, f"a mail {what} arrived") if not failed else ok(name, f"a mail {what} did arrive")
    if not box.plus_addressing:
        yield advice(
            name,
            "plus_addressing is off, so answers are known by their Message-IDs alone",
            "Try it with true: this command says whether a plus address arrives.",
        ).with_lines(Line("mailbox", "plus_addressing", True, box.address))
    yield _name_kept(name, box, trip)
    yield trip.clock or not_checked("clock", "the server gives no time")


def _name_kept(name: str, box: MailboxSettings, trip: _Trip) -> Finding:
    if not trip.renamed:
        return ok(name, "the server keeps our Message-IDs")
    if box.plus_addressing and box.sent_copy != "never":
        return ok(name, "the server gives our mails other Message-IDs; they are learnt from the Sent folder")
    if box.plus_addressing:
        return ok(name, "the server gives our mails other Message-IDs; answers are known by their address")
    return advice(
        name,
        "the server gives our mails other Message-IDs, and plus_addressing is off: answers are known only "
        "where it files its own copies in Sent",
        "Allow plus addresses on the server.",
    ).with_lines(Line("mailbox", "plus_addressing", True, box.address))


def _trip(box: MailboxSettings, address: str, patience: float) -> _Trip:
    message_id = f"<doctor.{secrets.token_hex(12)}@{box.domain}>"
    with Mailbox(box.imap) as mailbox:
        # A service that runs meanwhile moves the mail on: it is its own.
        folders = dict.fromkeys(("INBOX", processed(mailbox, box) or "INBOX"))
        ends = {folder: mailbox.open(folder, read_only=True).uidnext - 1 for folder in folders}
        result = asyncio.run(_send(box, address, message_id))
        if result.outcome is not Outcome.SENT:
            return _Trip(f"was not taken: {result.reply}", refused=result)
        deadline = time.monotonic() + patience
        sent_at = datetime.now(UTC)
        while True:
            for folder, end in ends.items():
                mailbox.open(folder, read_only=True)
                # Looked for among what came since: a server that renames it finds no Message-ID of ours.
                for uid, header in mailbox.headers(mailbox.uids_after(max(end, 0), MOST)).items():
                    if own_id(header) == message_id:
                        clock = _clock(mailbox, uid, sent_at)
                        return _Trip(clock=clock, renamed=named(header) != message_id)
            if time.monotonic() > deadline:
                return _Trip(f"was taken, but did not arrive within {patience:.0f} seconds")
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
    message[MAIL_HEADER] = message_id
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

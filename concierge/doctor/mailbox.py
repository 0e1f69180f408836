"""Reading and sending: login, folders and abilities of the IMAP server; TLS, login and size of SMTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches

from cases.errors import ConciergeError, PermanentError
from cases.settings import MailboxSettings
from concierge.doctor.finding import Finding, Line, advice, ok, wrong
from concierge.doctor.provider import GOOGLE, MICROSOFT, Provider, login, pace, provider_of, reading
from concierge.oauth.refusals import sentence
from db.outgoing import Outcome, Result, Stage
from intake.imap.idle import IDLE_RENEW
from intake.imap.mailbox import KEEP_ALIVE, Mailbox
from mailer.smtp import Greeted, Relay

SMALLEST_SIZE = 10_000_000  # octets; below that attachments of concierges will often be refused
NO_LINE = "Check host and port of smtp, and this machine's network, firewall and DNS."
MOST_NAMES = 20  # of folders that are listed
UNREADABLE = "the server said something that cannot be read"
TRIED = 3  # newest mails that are fetched
TRIED_OCTETS = 1_000_000  # of a larger one its header section is
GAPS = 200  # numbers that are looked through for them
GOODBYE = 0.1  # seconds for the last words of TLS, which go out after a connection was closed
SOON = timedelta(days=21)  # a certificate of 90 days is renewed 30 days before its end
ABILITIES = {
    "IDLE": "new mail is seen by polling only",
    "UIDPLUS": "the place of a filed copy is not known",
    "MOVE": "handled mail is copied and expunged instead",
}


def check_imap(box: MailboxSettings) -> Iterator[Finding]:
    """Login, INBOX, folders and abilities; nothing changes, but a missing processed folder is made."""
    name = f"{box.address} imap"
    connected = False
    try:
        with Mailbox(box.imap) as mailbox:
            connected = True
            yield ok(name, f"login at {mailbox.where} with security {box.imap.security}")
            yield from certificate(name, mailbox.certificate_end, datetime.now(UTC))
            yield from reading(box, provider_of(box.imap.host, mailbox.greeting, mailbox.capabilities))
            yield from _abilities(name, box, mailbox)
            yield from _inbox(name, box, mailbox)
            yield from _newest(name, mailbox)
            yield _sent_folder(name, box, mailbox)
            yield from _processed_folder(name, box, mailbox)
            for text in mailbox.heard():
                yield advice(name, f"the server wants people to know: {text}", "Ask its operator about it.")
    except Exception as failure:  # one server's oddness leaves the other checks to be made
        foreseen = isinstance(failure, ConciergeError)
        yield wrong(name, str(failure) if foreseen else f"{UNREADABLE} ({type(failure).__name__}: {failure})")
        if not connected:
            yield from login(name, "imap", box.imap, provider_of(box.imap.host))


def check_smtp(box: MailboxSettings) -> Iterator[Finding]:
    """Connection, encryption, login and the largest mail taken; sends nothing."""
    name = f"{box.address} smtp"
    greeted = asyncio.run(_greet(box))
    provider = provider_of(box.smtp.host, greeted.banner)
    if greeted.stopped is not None:
        yield wrong(name, greeted.stopped.reply, what_to_do(box, greeted.stopped, provider))
        yield from login(name, "smtp", box.smtp, provider)
        return
    who = f"login as {box.smtp.username}" if box.smtp.username else "no login"
    yield ok(name, f"{box.smtp.host}:{box.smtp.port} with security {box.smtp.security}, {who}")
    yield from certificate(name, greeted.certificate_ends, datetime.now(UTC))
    if provider is not None:
        yield ok(name, f"mail is sent by {provider.name}")
    yield from login(name, "smtp", box.smtp, provider)
    yield from pace(box, provider)
    yield from sizes(name, greeted)


def what_to_do(box: MailboxSettings, stopped: Result, provider: Provider | None) -> str:
    """One sentence about what stopped a session or refused a mail; "" where the reply has one."""
    if (
        stopped.code is None
        and stopped.means is None
        and stopped.outcome in (Outcome.DEFERRED, Outcome.PAUSE)
    ):
        return NO_LINE if stopped.stage is Stage.CONNECT else ""  # else a token server's, or our own words
    given = box.smtp.explain(stopped.reply) if box.smtp.explain else ""
    slug = {MICROSOFT: "microsoft", GOOGLE: "google"}.get(provider, "") if provider else ""
    known = given or (sentence(slug, stopped.reply, mailbox=box.address) if slug else "")
    if known and known in stopped.reply:
        return ""  # a token server's no
    means = stopped.means.sentence if stopped.means else ""
    return known or means or "Correct smtp in [[mailbox]]."


def sizes(name: str, greeted: Greeted) -> Iterator[Finding]:
    """How large a mail may be and which addresses can be written; pure."""
    if greeted.largest is None:
        yield ok(
            name, "tells no largest size; a mail that is too large comes back to its author with a reason"
        )
    elif greeted.largest < SMALLEST_SIZE:
        yield advice(
            name,
            f"takes mails up to {greeted.largest / 1_000_000:.1f} MB only; a file grows by a third in a mail",
            "Ask its operator for 25 MB, or let concierges send links to larger files.",
        )
    else:
        yield ok(name, f"takes mails up to {greeted.largest // 1_000_000} MB")
    if "smtputf8" not in greeted.offers:
        yield ok(name, "has no SMTPUTF8: nobody can be written to whose address has accents before the @")


def certificate(name: str, ends: datetime | None, now: datetime) -> Iterator[Finding]:
    """How long the certificate of a server holds; pure."""
    if ends is None:
        return
    days = (ends - now).days
    state = f"the certificate holds until {ends:%Y-%m-%d}, {days} day{'s' if days != 1 else ''} from now"
    if ends - now < SOON:
        yield advice(name, state, "Let its operator renew it: without it nothing is read or sent.")
    else:
        yield ok(name, state)


@asynccontextmanager
async def relay_of(box: MailboxSettings) -> AsyncIterator[Relay]:
    """A relay for this event loop alone, which ends soon after."""
    relay = Relay(box.smtp, box.domain)
    try:
        yield relay
    finally:
        await relay.close()
        await asyncio.sleep(GOODBYE)


async def _greet(box: MailboxSettings) -> Greeted:
    async with relay_of(box) as relay:
        return await relay.greet()


def _abilities(name: str, box: MailboxSettings, mailbox: Mailbox) -> Iterator[Finding]:
    has = [ability for ability in ABILITIES if ability in mailbox.capabilities]
    if has:
        yield ok(name, f"the server has {', '.join(has)}")
    if "IDLE" in has:
        renewed, probed = IDLE_RENEW.seconds // 60, KEEP_ALIVE["TCP_KEEPIDLE"] // 60
        yield ok(
            name,
            f"new mail is announced by IDLE, which is renewed at each poll (at most {renewed} minutes); "
            f"a quiet line is probed after {probed} minutes",
        )
    for ability in ABILITIES:
        if ability not in has:
            yield advice(name, f"the server has no {ability}", f"It works, but {ABILITIES[ability]}.")
    if "MOVE" not in has and "UIDPLUS" not in has and box.processed_folder:
        yield advice(name, "handled mail stays in INBOX", "Make that plain in the file.").with_lines(
            Line("mailbox", "processed_folder", "", box.address)
        )


def _inbox(name: str, box: MailboxSettings, mailbox: Mailbox) -> Iterator[Finding]:
    state = mailbox.open("INBOX", read_only=not box.processed_folder)
    yield ok(name, f"INBOX has {state.exists} mails")
    if box.processed_folder and (state.read_only or not state.removes):
        yield wrong(
            name,
            "INBOX is read-only for this login, so handled mail cannot leave it",
            "Give the login full access to the mailbox.",
        ).with_lines(Line("mailbox", "processed_folder", "", box.address, "handled mail is to stay in INBOX"))


def _newest(name: str, mailbox: Mailbox) -> Iterator[Finding]:
    """Whether the newest mails of the open INBOX come when they are asked for; nothing is marked."""
    end = mailbox.last_uid()
    newest = mailbox.uids_after(max(0, end - GAPS), GAPS)[-TRIED:]
    missing = [mail.uid for mail in mailbox.fetch(newest, TRIED_OCTETS) if mail.undelivered and not mail.raw]
    if not newest:
        return
    if not missing:
        yield ok(
            name, f"the newest {len(newest)} of them can be read" if newest[1:] else "the newest can be read"
        )
        return
    say = wrong if len(missing) == len(newest) else advice
    yield say(
        name,
        f"INBOX lists mail that the server does not deliver: {len(missing)} of the newest {len(newest)} "
        f"(UID {', '.join(map(str, missing))})",
        "Ask its operator to repair the mailbox. Such mail is asked for every hour, and the lead is told.",
    )


def _sent_folder(name: str, box: MailboxSettings, mailbox: Mailbox) -> Finding:
    if box.sent_copy == "never":
        return ok(name, "copies of sent mail are not filed")
    names = [folder.name for folder in mailbox.folders()]
    if box.sent_folder != "auto":
        here = mailbox.existing(box.sent_folder)
        if here is None:
            near = next(iter(get_close_matches(box.sent_folder, names, 1)), "auto")
            return wrong(name, f'there is no folder "{box.sent_folder}"', "Correct sent_folder.").with_lines(
                Line("mailbox", "sent_folder", near, box.address)
            )
        return ok(name, f"copies of sent mail go to {here}")
    found = mailbox.special_use("sent")
    if found is None:
        there = ", ".join(names[:MOST_NAMES])
        return advice(name, f"no Sent folder was recognised among {there}", "Name it in sent_folder.")
    return ok(name, f"copies of sent mail go to {found}")


def _processed_folder(name: str, box: MailboxSettings, mailbox: Mailbox) -> Iterator[Finding]:
    """Where handled mail goes, by its name on this server; made where it is missing."""
    if not box.processed_folder or not {"MOVE", "UIDPLUS"} & mailbox.capabilities:
        return
    here = mailbox.existing(box.processed_folder)
    made = here is None
    try:
        here = here or mailbox.ensure_folder(box.processed_folder)
    except PermanentError as error:
        yield wrong(name, str(error), "Until then handled mail stays in INBOX.").with_lines(
            Line("mailbox", "processed_folder", "", box.address, "handled mail is to stay in INBOX")
        )
        return
    yield ok(name, f"handled mail goes to {here}{', which was made now' if made else ''}")

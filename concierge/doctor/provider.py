"""Who runs a mail server, by its name, greeting and abilities, and what follows for the settings. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta

from cases.settings import ImapAccount, MailboxSettings, SmtpAccount
from concierge.doctor.finding import Finding, Line, advice, ok, wrong


@dataclass(frozen=True, slots=True)
class Provider:
    """`name` as people say it. `a_minute`, `connections`: the most that SMTP takes; 0: not known.

    `limits` in words, as published in 2026.
    """

    name: str
    a_minute: int = 0
    connections: int = 0
    limits: str = ""


MICROSOFT = Provider(
    "Microsoft 365",
    30,
    3,
    "30 mails a minute, 3 connections at once, 10,000 recipients a day; what is above has to wait",
)
GOOGLE = Provider("Google", limits="2,000 mails a day (500 at gmail.com), and 15 IMAP connections at once")
HOSTS = {
    MICROSOFT: (".office365.com", ".outlook.com", ".office.com", "outlook.de"),
    GOOGLE: (".gmail.com", ".googlemail.com", ".google.com"),
}
_GREETINGS = (  # lower case, in greetings of IMAP and SMTP
    ("outlook.office365.com", MICROSOFT),
    ("outlook.com", MICROSOFT),
    ("gimap", GOOGLE),
    ("gsmtp", GOOGLE),
    ("microsoft exchange", Provider("Microsoft Exchange, on a server of its own")),
    ("microsoft esmtp", Provider("Microsoft Exchange, on a server of its own")),
    ("zimbra", Provider("Zimbra")),
    ("cyrus", Provider("Cyrus")),
    ("courier", Provider("Courier")),
    ("dovecot", Provider("Dovecot")),
    ("postfix", Provider("Postfix")),
    ("exim", Provider("Exim")),
    ("stalwart", Provider("Stalwart")),
    ("haraka", Provider("Haraka")),
)
STEPS = 'Write oauth2 in {}: docs/operations.md has it step by step under "Microsoft 365".'
APP_PASSWORD = 16  # letters of one of Google's


def provider_of(host: str, greeting: str = "", abilities: Collection[str] = ()) -> Provider | None:
    """The provider or the program, None where nothing tells. The host's name goes before the greeting."""
    name = f".{host.lower().rstrip('.')}"
    for provider, endings in HOSTS.items():
        if name.endswith(endings):
            return provider
    if "X-GM-EXT-1" in {each.upper() for each in abilities}:
        return GOOGLE
    said = greeting.lower()
    return next((provider for mark, provider in _GREETINGS if mark in said), None)


def is_at_microsoft(box: MailboxSettings) -> bool:
    """Whether Exchange Online keeps the mailbox, by what is configured."""
    by_token = box.oauth2 is not None and box.oauth2.provider == "microsoft"
    return by_token or provider_of(box.imap.host) is MICROSOFT


def reading(box: MailboxSettings, provider: Provider | None) -> Iterator[Finding]:
    """What follows for reading and filing."""
    name = f"{box.address} imap"
    if provider is None:
        return
    yield ok(name, f"the mailbox is kept by {provider.name}")
    yield from login(name, "imap", box.imap, provider)
    if provider is GOOGLE and box.processed_folder:
        yield ok(
            name,
            f'"{box.processed_folder}" is a label there: handled mail leaves Inbox and stays in All Mail',
        )
    if provider in (MICROSOFT, GOOGLE) and box.sent_copy == "always":
        yield advice(
            name,
            f'{provider.name} files sent mail itself: sent_copy = "always" can lead to two copies',
            "Let the service look first.",
        ).with_lines(Line("mailbox", "sent_copy", "auto", box.address))


def login(
    name: str, what: str, account: ImapAccount | SmtpAccount, provider: Provider | None
) -> Iterator[Finding]:
    """Whether the provider takes a password; `what`: "imap" or "smtp"."""
    if account.token is not None or not account.password:
        return
    if provider is MICROSOFT and what == "imap":
        yield wrong(name, f"{provider.name} takes no passwords for IMAP", STEPS.format(what))
    elif provider is MICROSOFT:
        yield advice(name, f"{provider.name} ends passwords for SMTP", STEPS.format(what))
    elif provider is GOOGLE and len(account.password.replace(" ", "")) != APP_PASSWORD:
        yield wrong(
            name,
            f"{provider.name} takes no ordinary password here",
            f"Make an app password of 16 letters (myaccount.google.com/apppasswords), or write oauth2 in "
            f"{what}.",
        )


def pace(box: MailboxSettings, smtp: Provider | None) -> Iterator[Finding]:
    """Whether we send no faster than the provider takes."""
    name = f"{box.address} smtp"
    account = box.smtp
    if smtp is None:
        return
    if smtp.limits:
        yield ok(name, f"{smtp.name} allows a mailbox {smtp.limits}")
    if smtp.connections and account.connections > smtp.connections:
        yield advice(
            name,
            f"connections = {account.connections}, but {smtp.name} takes {smtp.connections} at once",
            "Leave one to other programs.",
        ).with_lines(Line("mailbox", "smtp.connections", smtp.connections - 1, box.address))
    if smtp.a_minute and a_minute(account) > smtp.a_minute:
        count, per = account.rate
        yield advice(
            name,
            f"rate is {count} mails in {per.total_seconds():.0f} seconds, but {smtp.name} takes "
            f"{smtp.a_minute} a minute",
            "Stay below it, or mail is refused for a while.",
        ).with_lines(Line("mailbox", "smtp.rate", f"{smtp.a_minute - 5} per 1m", box.address))


def a_minute(account: SmtpAccount) -> int:
    """The most mails that may go out in one minute."""
    count, per = account.rate
    return count if per >= timedelta(minutes=1) else round(count * (timedelta(minutes=1) / per))

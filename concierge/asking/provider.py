"""Who has a domain's mail, from what its name servers and web server say; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from concierge.asking.autoconfig import Offered
from concierge.asking.servers import IMAP, SMTP, Server, is_host

MICROSOFT, GOOGLE, OTHER = "microsoft", "google", "other"
MX = {  # ends of host names
    MICROSOFT: (".protection.outlook.com", ".mx.microsoft"),
    GOOGLE: (".google.com", ".googlemail.com"),
}
OF_PERSONS = ".olc.protection.outlook.com"  # outlook.com, hotmail.com: mailboxes without an organisation
DOMAINS_OF_PERSONS = frozenset(  # domains under which strangers have their mailboxes
    [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "outlook.be",
        "hotmail.com",
        "hotmail.be",
        "hotmail.nl",
        "live.com",
        "live.be",
        "live.nl",
        "msn.com",
        "yahoo.com",
        "icloud.com",
        "me.com",
        "gmx.net",
        "gmx.de",
        "gmx.com",
        "web.de",
        "proton.me",
        "protonmail.com",
        "mail.com",
        "telenet.be",
        "skynet.be",
        "proximus.be",
        "scarlet.be",
        "voo.be",
        "ziggo.nl",
        "kpnmail.nl",
        "planet.nl",
        "home.nl",
        "xs4all.nl",
    ]
)
AUTODISCOVER = "autodiscover.outlook.com"
SPF = {MICROSOFT: "include:spf.protection.outlook.com", GOOGLE: "include:_spf.google.com"}
HOSTS = {  # of mail programs, as autoconfig and SRV name them
    MICROSOFT: (".office365.com", ".outlook.com"),
    GOOGLE: (".gmail.com", ".googlemail.com"),
}
SERVERS = {
    MICROSOFT: (
        Server("outlook.office365.com", 993, "tls"),
        Server("smtp.office365.com", 587, "starttls"),
    ),
    GOOGLE: (Server("imap.gmail.com", 993, "tls"), Server("smtp.gmail.com", 587, "starttls")),
}
SERVICES = (  # SRV records, the best first (RFC 6186, RFC 8314 section 5.1)
    (IMAP, "_imaps._tcp", "tls"),
    (IMAP, "_imap._tcp", "starttls"),
    (SMTP, "_submissions._tcp", "tls"),
    (SMTP, "_submission._tcp", "starttls"),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a domain told. `mx`: None where no name server answered; `srv`: by service name."""

    mx: tuple[str, ...] | None = None
    autodiscover: str = ""
    spf: str = ""
    srv: Mapping[str, Sequence[tuple[str, int]]] = field(default_factory=dict)
    autoconfig: Offered | None = None
    autoconfig_url: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Who has the mail, and by what that was seen.

    `how`: mx | autodiscover | spf | autoconfig | srv | guess | no-mx | no-mail | no-answer | offline;
    `because`: the host or address that told. `username` as autoconfig writes it. `of_persons`: there is no
    organisation behind it.
    """

    provider: str
    how: str
    imap: Server
    smtp: Server
    because: str = ""
    username: str = ""
    of_persons: bool = False


def judged(domain: str, seen: Seen) -> Found:
    """The provider and its servers; where nothing tells, the usual names, as a guess."""
    hosts = seen.mx or ()
    for provider, ends in MX.items():
        told = next((host for host in hosts if f".{host}".endswith(ends)), "")
        if told:
            return _known(provider, "mx", told, of_persons=told.endswith(OF_PERSONS) or domain == "gmail.com")
    if seen.autodiscover == AUTODISCOVER:  # a filter stands before it
        return _known(MICROSOFT, "autodiscover", seen.autodiscover)
    imap, smtp, how = _offered(seen)
    for provider, ends in HOSTS.items():
        if imap and f".{imap.host}".endswith(ends):
            return _known(provider, how, imap.host)
    if how:
        because = seen.autoconfig_url if how == "autoconfig" else domain
        username = seen.autoconfig.username if how == "autoconfig" and seen.autoconfig else ""
        guessed = guess(domain)
        return Found(OTHER, how, imap or guessed.imap, smtp or guessed.smtp, because, username)
    for provider, include in SPF.items():
        if include in seen.spf.lower().split():
            return _known(provider, "spf", include.partition(":")[2])
    if seen.mx is None:
        return guess(domain, "no-answer")
    if not seen.mx:
        return guess(domain, "no-mx")
    return guess(domain, "guess" if hosts[0] else "no-mail", hosts[0])


def guess(domain: str, how: str = "guess", because: str = "") -> Found:
    """The names that most providers give their servers."""
    imap, smtp = Server(f"imap.{domain}", 993, "tls"), Server(f"smtp.{domain}", 587, "starttls")
    return Found(OTHER, how, imap, smtp, because)


def _known(provider: str, how: str, because: str, *, of_persons: bool = False) -> Found:
    imap, smtp = SERVERS[provider]
    return Found(provider, how, imap, smtp, because, of_persons=of_persons)


def _offered(seen: Seen) -> tuple[Server | None, Server | None, str]:
    """(IMAP, SMTP, by what they were named); an empty word where nothing names one."""
    if seen.autoconfig is not None:
        return seen.autoconfig.imap, seen.autoconfig.smtp, "autoconfig"
    imap, smtp = (_service(seen, kind) for kind in (IMAP, SMTP))
    return imap, smtp, "srv" if imap or smtp else ""


def _service(seen: Seen, kind: str) -> Server | None:
    for each, service, security in SERVICES:
        targets: Sequence[tuple[str, int]] = seen.srv.get(service, ())
        usable = [(host, port) for host, port in targets if is_host(host) and port]
        if each == kind and usable:
            return Server(*usable[0], security)
    return None

"""[alert] and [monitor]: another route for what does not work, and where figures are asked for."""

from __future__ import annotations

import ipaddress
import shlex
from dataclasses import replace
from datetime import timedelta

from cases.durations import parse_length
from cases.settings import AlertSettings, MonitorSettings, OAuth2, SmtpAccount
from concierge.config import values as value
from concierge.config.mailbox import read_smtp
from concierge.config.oauth import provider_of, read_oauth2
from concierge.config.secrets import Sources
from concierge.config.section import Section
from concierge.oauth.source import TokenSource

PASSWORD = "CONCIERGE_ALERT_SMTP_PASSWORD"  # noqa: S105 - the name of a variable
CLIENT_SECRET = "CONCIERGE_ALERT_OAUTH2_CLIENT_SECRET"  # noqa: S105 - the same
SHORTEST = timedelta(seconds=1)


def read_alert(section: Section, sources: Sources) -> AlertSettings:
    """The second route."""
    default = AlertSettings()
    after = section.get("after", default.after, value.parsed(parse_length))
    if after < SHORTEST:
        section.refuse("after", 'too short. Write "30m".', section.values["after"])
    command = section.get("command", default.command, _words)
    account, oauth2, sender, to = _read_smtp(section, sources)
    if command and account:
        section.refuse("smtp", "given beside command. Keep one of the two.")
    section.done()
    return AlertSettings(after, command, account, sender, to, oauth2)


def _read_smtp(
    section: Section, sources: Sources
) -> tuple[SmtpAccount | None, OAuth2 | None, str, tuple[str, ...]]:
    """(the account, its tokens, From, To); To is empty where the leads are meant."""
    if "smtp" not in section.values:
        section.known.add("smtp")
        return None, None, "", ()
    table = section.table("smtp", "[alert] smtp", "alert-smtp")
    username = table.values.get("username")
    usual = username if isinstance(username, str) and "@" in username else ""
    provider = provider_of(table)
    by_token = usual if "oauth2" in table.values else ""
    account = read_smtp(table, sources, usual, (PASSWORD,), provider.smtp_host if provider else "", by_token)
    oauth2 = _read_oauth2(table, sources, usual)
    if oauth2 is not None:
        tokens = TokenSource(oauth2)
        account = replace(account, token=tokens.token, refused=tokens.refused, explain=tokens.explain)
    sender = table.get("from", usual, value.address)
    if not sender and "from" not in table.values:
        table.refuse("from", 'is missing. Write from = "alerts@example.net", an address of that account.')
    to = table.get("to", AlertSettings().to, value.listed(value.address))
    table.done()
    return account, oauth2, sender, to


def _read_oauth2(table: Section, sources: Sources, username: str) -> OAuth2 | None:
    """Of an application with rights of its own: a person's login ends when it is not used for months."""
    oauth2 = read_oauth2(table, sources, username or "alert", username, (CLIENT_SECRET,))
    if oauth2 is None:
        return None
    if not username:
        table.refuse("username", "is missing. Write the address of the account that sends the alerts.")
    if oauth2.flow.needs_login:
        table.refuse(
            "oauth2",
            "somebody would have to sign in for it, and such a login ends unused. Write client_secret_file, "
            "certificate_file or service_account_file, or take a command.",
        )
    return oauth2


def _words(raw: object) -> tuple[str, ...]:
    """The words of a command, by the quoting of a shell, which is not asked itself."""
    try:
        return tuple(shlex.split(value.text(raw)))
    except ValueError as error:
        raise ValueError(f"not a command ({error}). Close the quotes.") from None


def read_monitor(section: Section) -> MonitorSettings:
    """Where to listen."""
    monitor = section.get("listen", MonitorSettings(), _listen)
    section.done()
    return monitor


def _listen(raw: object) -> MonitorSettings:
    """ "127.0.0.1:9090", "[::1]:9090", "localhost:9090"."""
    text = value.text(raw).strip()
    if not text:
        return MonitorSettings()
    host, _, port = text.rpartition(":")
    bracketed = host.startswith("[") and host.endswith("]")
    host = host[1:-1] if bracketed else host
    if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise ValueError('no address with a port. Write "127.0.0.1:9090".')
    if host == "localhost":
        return MonitorSettings("127.0.0.1", int(port))
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        raise ValueError('no address of a network of this machine. Write "127.0.0.1:9090".') from None
    if address.version == 6 and not bracketed:
        raise ValueError('an IPv6 address without brackets. Write "[::1]:9090".')
    return MonitorSettings(str(address), int(port))

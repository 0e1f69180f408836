"""[alert] and [monitor]: another route for what does not work, and where figures are asked for."""

from __future__ import annotations

import ipaddress
import shlex
from datetime import timedelta

from cases.durations import parse_length
from cases.settings import AlertSettings, MonitorSettings, SmtpAccount
from concierge.config import values as value
from concierge.config.mailbox import read_smtp
from concierge.config.secrets import Sources
from concierge.config.section import Section

PASSWORD = "CONCIERGE_ALERT_SMTP_PASSWORD"  # noqa: S105 - the name of a variable
SHORTEST = timedelta(seconds=1)


def read_alert(section: Section, sources: Sources) -> AlertSettings:
    """The second route."""
    default = AlertSettings()
    after = section.get("after", default.after, value.parsed(parse_length))
    if after < SHORTEST:
        section.refuse("after", 'too short. Write "30m".', section.values["after"])
    command = section.get("command", default.command, _words)
    account, sender, to = _read_smtp(section, sources)
    if command and account:
        section.refuse("smtp", "given beside command. Keep one of the two.")
    section.done()
    return AlertSettings(after, command, account, sender, to)


def _read_smtp(section: Section, sources: Sources) -> tuple[SmtpAccount | None, str, tuple[str, ...]]:
    """(the account, From, To); To is empty where the leads are meant."""
    if "smtp" not in section.values:
        section.known.add("smtp")
        return None, "", ()
    table = section.table("smtp", "[alert] smtp", "alert-smtp")
    username = table.values.get("username")
    usual = username if isinstance(username, str) and "@" in username else ""
    account = read_smtp(table, sources, usual, (PASSWORD,))
    sender = table.get("from", usual, value.address)
    if not sender and "from" not in table.values:
        table.refuse("from", 'is missing. Write from = "alerts@example.net", an address of that account.')
    to = table.get("to", AlertSettings().to, value.listed(value.address))
    table.done()
    return account, sender, to


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

"""[[mailbox]]: one shared mailbox, how to read it and how its mail goes out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from cases.durations import parse_length, parse_rate
from cases.settings import ImapAccount, MailboxSettings, SmtpAccount
from concierge.config import values as value
from concierge.config.oauth import is_loopback, provider_of, read_oauth2
from concierge.config.secrets import OF_TOKENS, Sources, read_secret, rereading, source_of
from concierge.config.section import Section
from concierge.oauth.source import TokenSource

IMAP_PORTS = {"tls": 993, "starttls": 143, "none": 143}
SMTP_PORTS = {"tls": 465, "starttls": 587, "none": 25}
LONGEST_LOCAL = 19  # "+" and a token of 44 fit the 64 octets of a local part (RFC 5321 section 4.5.3.1.1)
RATE = (25, timedelta(minutes=1))  # what the large providers allow an account
SECURITY = value.choice("tls", "starttls", "none")


def read_mailbox(section: Section, sources: Sources, number: int, only: bool) -> MailboxSettings:
    """The mailbox of one section; `number` from 1, `only` when there is no other."""
    ours, sources = sources, replace(sources, private={})
    address = section.require("address", "", value.address, '"learninghelp@example.org"')
    imap = _read_imap(section, sources, address, _variables("IMAP_PASSWORD", number, only))
    smtp = _read_smtp(section, sources, address, _variables("SMTP_PASSWORD", number, only))
    variables = _variables("OAUTH2_CLIENT_SECRET", number, only)
    oauth2 = read_oauth2(section, sources, address, imap.username, variables)
    if oauth2 is not None:
        tokens = TokenSource(oauth2)  # one for both, so that they share each token
        imap = replace(imap, token=tokens.token, refused=tokens.refused, explain=tokens.explain)
        smtp = replace(smtp, token=tokens.token, refused=tokens.refused, explain=tokens.explain)
    ours.private.update(sources.private)
    box = MailboxSettings(
        address=address,
        imap=imap,
        smtp=smtp,
        oauth2=oauth2,
        login_files=_login_files(sources, imap, smtp),
        also=section.get("also", (), value.listed(value.address)),
        lists=section.get("lists", (), value.listed(value.filled)),
        client=section.get("client", "", value.text) or None,
        allowed_senders=section.get("allowed_senders", (), value.listed(value.sender_pattern)),
        trusted_authserv_ids=section.get("trusted_authserv_ids", (), value.listed(value.filled)),
        proof=section.get("proof", "results", value.choice("results", "exchange", "token")),
        plus_addressing=section.get("plus_addressing", True, value.boolean),
        envelope=section.get("envelope", "mailbox", value.choice("mailbox", "verp", "null")),
        sent_folder=section.get("sent_folder", "auto", value.filled),
        sent_copy=section.get("sent_copy", "auto", value.choice("auto", "always", "never")),
        processed_folder=section.get("processed_folder", "Processed", value.text),
    )
    section.done()
    if box.plus_addressing and len(box.local) > LONGEST_LOCAL:
        section.refuse(
            "address",
            f"more than {LONGEST_LOCAL} characters before the @ leave no room for signed reply addresses. "
            "Use a shorter address, or plus_addressing = false.",
            raw=box.address,
        )
    if box.envelope == "verp" and not box.plus_addressing:
        section.refuse("envelope", 'needs plus addressing. Write "mailbox".', raw="verp")
    return box


def _login_files(sources: Sources, imap: ImapAccount, smtp: SmtpAccount) -> tuple[Path, ...]:
    """What a person corrects. The token is none: the service writes it (`concierge.oauth.store.granted`)."""
    secrets = [path for path, what in sources.private.items() if what != OF_TOKENS]
    return (*secrets, *(Path(account.ca_file) for account in (imap, smtp) if account.ca_file))


def _read_imap(section: Section, sources: Sources, address: str, variables: tuple[str, ...]) -> ImapAccount:
    table = section.table("imap", f"{section.name} imap", "imap")
    provider = provider_of(section)
    security = table.get("security", "tls", SECURITY)
    password = read_secret(table, "password", sources, variables)
    account = ImapAccount(
        host=_read_host(table, provider.imap_host if provider else "", '"imap.example.org"'),
        port=table.get("port", IMAP_PORTS[security], value.integer(1, 65535)),
        security=security,
        username=table.get("username", address, value.filled),
        password=password,
        password_now=rereading(table, "password", sources, variables, password),
        password_from=source_of(table, "password", sources, variables) if password else "",
        ca_file=_read_ca_file(table, sources),
        timeout=_read_timeout(table),
    )
    by_token = "oauth2" in section.values
    given = account.password is not None or by_token or {"password", "password_file"} & set(table.values)
    if sources.mail and not given:
        table.refuse("password", f"is missing. Write password_file, or set {variables[0]}.")
    _require_encryption(table, account.host, security)
    table.done()
    return account


def _read_smtp(section: Section, sources: Sources, address: str, variables: tuple[str, ...]) -> SmtpAccount:
    table = section.table("smtp", f"{section.name} smtp", "smtp")
    provider = provider_of(section)
    by_token = address if "oauth2" in section.values else ""
    account = read_smtp(table, sources, address, variables, provider.smtp_host if provider else "", by_token)
    table.done()
    return account


def read_smtp(
    table: Section,
    sources: Sources,
    address: str,
    variables: tuple[str, ...],
    host: str = "",
    by_token: str = "",
) -> SmtpAccount:
    """The account of a table; `address` is the user name where there is a password and none is given.

    `host` is the provider's, "" where it has to be written; `by_token`: who logs in without a password.

    The caller reads further keys of the table, if there are any, and says that it is `done`.
    """
    security = table.get("security", "starttls", SECURITY)
    password = read_secret(table, "password", sources, variables)
    account = SmtpAccount(
        host=_read_host(table, host, '"smtp.example.org"'),
        port=table.get("port", SMTP_PORTS[security], value.integer(1, 65535)),
        security=security,
        username=table.get("username", address if password else by_token, value.text),
        password=password,
        password_now=rereading(table, "password", sources, variables, password),
        password_from=source_of(table, "password", sources, variables) if password else "",
        connections=table.get("connections", 2, value.integer(1, 20)),
        rate=table.get("rate", RATE, value.parsed(parse_rate)),
        ca_file=_read_ca_file(table, sources),
        timeout=_read_timeout(table),
    )
    given = password is not None or by_token or {"password", "password_file"} & set(table.values)
    if sources.mail and account.username and not given:
        table.refuse("password", f'is missing. Write password_file, set {variables[0]}, or username = "".')
    _require_encryption(table, account.host, security)
    return account


def _read_host(table: Section, known: str, example: str) -> str:
    """The name of the server; `known` is the provider's own, which may be left out."""
    if known:
        return table.get("host", known, value.filled)
    return table.require("host", "", value.filled, example)


def _read_ca_file(table: Section, sources: Sources) -> str | None:
    """A certificate authority of one's own, in PEM."""

    def read(raw: object) -> str | None:
        path = sources.directory / value.filled(raw)
        if sources.mail and not path.is_file():
            raise ValueError("there is no such file. Correct its name, or take the line out.")
        return str(path)

    return table.get("ca_file", None, read)


def _read_timeout(table: Section) -> float:
    """Seconds after which a silent server counts as lost."""
    seconds = table.get("timeout", 60.0, lambda raw: parse_length(value.text(raw)).total_seconds())
    if seconds < 1:
        table.refuse("timeout", 'too short. Write "60s".', table.values["timeout"])
    return seconds


def _require_encryption(table: Section, host: str, security: str) -> None:
    if security == "none" and host and not is_loopback(host):
        table.refuse(
            "security", 'plain text is for servers on this machine only. Write "tls" or "starttls".', "none"
        )


def _variables(secret: str, number: int, only: bool) -> tuple[str, ...]:
    numbered = f"CONCIERGE_MAILBOX_{number}_{secret}"
    return (f"CONCIERGE_{secret}", numbered) if only else (numbered,)

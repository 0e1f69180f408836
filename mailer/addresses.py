"""Addresses as they may stand in an envelope and a header: checked before anything is dialled.

aiosmtplib quietly cuts an address at CR LF; so what is no addr-spec is refused here, in words. One with
letters before the @ that ASCII lacks goes out where the relay offers SMTPUTF8 (RFC 6531, `mailer.smtp`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from cases.effects import Draft
from cases.errors import PermanentError
from cases.model import Address
from cases.settings import MailboxSettings


class AddressError(PermanentError):
    """An address that no mail can go to; the text says which, why and what to do."""


_ATEXT = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]"
_LOCAL = re.compile(rf'(?:{_ATEXT}+(?:\.+{_ATEXT}+)*\.?|"(?:[ !#-\[\]-~]|\\[ -~])*")')
_UTF8_LOCAL = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*")  # RFC 6531 section 3.3
_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*|\[[A-Fa-f0-9.:IPv]+\]")
_MAX_LOCAL, _MAX_ADDRESS = 64, 254  # octets, RFC 5321 section 4.5.3.1


def addr_spec(text: str) -> str:
    """`text` as an addr-spec (RFC 5321 section 4.1.2; stray dots as some hosts give them out).

    Letters before the @ that ASCII lacks stay, composed (NFC); they need a relay with SMTPUTF8.
    An internationalised domain becomes its A-label. AddressError where the address cannot be used.
    """
    local, _, domain = text.strip().rpartition("@")
    shown = "".join(c if c.isprintable() else "?" for c in text)[:100]
    if not local or not domain or any(c in text.strip() for c in "\r\n\0"):
        raise AddressError(f"“{shown}” is not a mail address: correct it and send again.")
    local = unicodedata.normalize("NFC", local)
    domain = _ascii_domain(domain, shown)
    known = (_LOCAL if local.isascii() else _UTF8_LOCAL).fullmatch(local)
    if not known or not _DOMAIN.fullmatch(domain):
        raise AddressError(f"“{shown}” is not a mail address: correct it and send again.")
    size = len(local.encode())
    if size > _MAX_LOCAL or size + 1 + len(domain) > _MAX_ADDRESS:
        raise AddressError(f"“{shown}” is longer than a mail address may be (RFC 5321).")
    return f"{local}@{domain}"


def is_international(addresses: Iterable[str]) -> bool:
    """Whether a mail to these needs a relay with SMTPUTF8."""
    return not all(address.isascii() for address in addresses)


def recipients(draft: Draft) -> tuple[str, ...]:
    """Everybody the envelope names, once each, in the order of To and Cc."""
    seen: dict[str, str] = {}
    for address in (*draft.to, *draft.cc):
        seen.setdefault(address.key, addr_spec(address.addr_spec))
    return tuple(seen.values())


def header_mailbox(address: Address) -> tuple[str, str]:
    """Display name in one line, and addr-spec, both fit for a header."""
    return one_line(address.name), addr_spec(address.addr_spec)


def one_line(text: str) -> str:
    """`text` without line breaks and other control characters, so that it cannot add a header."""
    return " ".join("".join(c if c.isprintable() or c == " " else " " for c in text).split())


def envelope_from(mailbox: MailboxSettings, draft: Draft) -> str:
    """MAIL FROM of `draft`: "" is the null reverse-path, for automatic mail only (RFC 3834 section 3.3).

    "verp" puts the draft's token into the address, so that a bounce that says nothing still tells
    which mail it is about; without plus addressing or a token it is the plain mailbox.
    """
    if mailbox.envelope == "null" and draft.automatic is not None:
        return ""
    if mailbox.envelope == "verp" and draft.token and mailbox.plus_addressing:
        return addr_spec(mailbox.reply_address(draft.token))
    return addr_spec(mailbox.address)


def _ascii_domain(domain: str, shown: str) -> str:
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        raise AddressError(f"“{shown}” has a domain that does not exist in DNS.") from None

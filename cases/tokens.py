"""Signed reply tokens: who may do what on which case, readable by nobody else's forgery (CONTRACT 6).

A token is 27 octets, lower-case base32 without padding: 44 characters, so that `learninghelp+TOKEN` stays
within the 64 octets of a local part (RFC 5321 section 4.5.3.1.1) for service names of up to 19 characters.

    octet  0      key number (4 bits) | purpose (4 bits)
    octets 1-4    case id
    octets 5-8    person id
    octets 9-10   expiry, days since 2020-01-01 (0 = never)
    octets 11-14  reference: what it was made for (an inbound id, the last message seen), or 0
    octets 15-26  HMAC-SHA-256 over octets 0-14, first 96 bits

Comparing is case-insensitive, because some systems change the case of local parts.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from cases.model import Purpose

EPOCH = date(2020, 1, 1)
TOKEN_LENGTH = 44
VALID = timedelta(days=1095)  # a reply address works for three years
VALID_SHORT = timedelta(days=30)  # confirmations and announcements
_SHORT = {
    *(Purpose.CONFIRM, Purpose.HELD, Purpose.TRANSCRIPT, Purpose.RECEIPT, Purpose.DIGEST, Purpose.RIGHTS),
    *(Purpose.OFFER, Purpose.INTRODUCTION),
}
_BETWEEN_CLOCKS = timedelta(hours=2)  # of the mail server, by which mail is dated after a restore, and ours
MAIL_HEADER = "X-Concierge-ID"
"""Field of every mail of ours: its Message-ID as we gave it, for servers that give it another one."""

# "%2B" and "=3D" end in letters of the alphabet: what they encode does not belong to the token
TOKEN = re.compile(
    r"(?:(?<![a-z2-7])|(?<=[%=][0-9a-f]{2})|(?<=%25[0-9a-f]{2}))[a-z2-7]{44}(?![a-z2-7])", re.IGNORECASE
)
MARKER = re.compile(r"\bref[:\s]\s*([a-z][a-z0-9]{0,7})-(\d{1,9})-([a-z2-7]{16})\b", re.IGNORECASE)
_HEAD = struct.Struct(">BIIHI")
_MAC_OCTETS = 12


@dataclass(frozen=True, slots=True)
class Token:
    """What a token says. `expires` is the last day on which it is valid (UTC), None = never."""

    purpose: Purpose
    case: int
    person: int
    ref: int = 0
    expires: date | None = None

    def is_older_than(self, opened_at: datetime) -> bool:
        """Whether it was made on a day before a case was opened: then it is about another one of that number.

        Numbers are given again where a store was put back and nothing told of the cases it had lost.
        """
        if self.expires is None:
            return False
        made = datetime.combine(self.expires - lifetime(self.purpose), time.max, UTC)
        return made + _BETWEEN_CLOCKS < opened_at


def lifetime(purpose: Purpose) -> timedelta:
    """How long a signed address for that purpose works."""
    return VALID_SHORT if purpose in _SHORT else VALID


@dataclass(frozen=True, slots=True)
class Signer:
    """Makes and verifies tokens. `keys`: key number (0-15) -> secret; `current` signs, all verify."""

    keys: Mapping[int, bytes] = field(repr=False)
    current: int

    def sign(self, token: Token) -> str:
        """The 44 characters of `token`."""
        days = (token.expires - EPOCH).days if token.expires else 0
        head = _HEAD.pack(self.current << 4 | token.purpose, token.case, token.person, days, token.ref)
        return _text(head + self._mac(self.current, b"token", head)[:_MAC_OCTETS])

    def verify(self, text: str, now: datetime) -> Token | None:
        """The token in `text`, or None when it is forged, damaged, expired or of an unknown key."""
        raw = _octets(text)
        if raw is None or len(raw) != _HEAD.size + _MAC_OCTETS:
            return None
        head, mac = raw[: _HEAD.size], raw[_HEAD.size :]
        key = head[0] >> 4
        if key not in self.keys:
            return None
        if not hmac.compare_digest(self._mac(key, b"token", head)[:_MAC_OCTETS], mac):
            return None
        first, case, person, days, ref = _HEAD.unpack(head)
        expires = EPOCH + timedelta(days=days) if days else None
        if expires and now.astimezone(UTC).date() > expires:
            return None
        try:
            return Token(Purpose(first & 0x0F), case, person, ref, expires)
        except ValueError:
            return None

    def marker(self, prefix: str, case: int) -> str:
        """A short signed mark for the foot of a mail, "ref lc-12-k3v7…", where headers get lost."""
        return f"ref {prefix.lower()}-{case}-{self._mark(self.current, case)}"

    def marked_cases(self, text: str, prefix: str) -> Iterator[int]:
        """Cases whose mark stands in `text` (quoted or not), in order of appearance."""
        for match in MARKER.finditer(text):
            if match[1].lower() != prefix.lower():
                continue
            case, mark = int(match[2]), match[3].lower()
            if any(hmac.compare_digest(self._mark(key, case), mark) for key in self.keys):
                yield case

    def fingerprint(self, text: str) -> str:
        """64 hexadecimal digits that know `text` again, and tell nobody who lacks the secret what it was."""
        return self._mac(self.current, b"fingerprint", text.encode("utf-8", "replace")).hex()

    def fingerprints(self, text: str) -> tuple[str, ...]:
        """What `fingerprint` gives for `text`, or gave under an older secret that is still kept."""
        octets = text.encode("utf-8", "replace")
        return tuple(self._mac(key, b"fingerprint", octets).hex() for key in self.keys)

    def mark_of(self, key: int, text: str) -> str:
        """16 hexadecimal digits that tell the key of this number again, and nothing of it."""
        return self._mac(key, b"key", text.encode()).hex()[:16]

    def _mark(self, key: int, case: int) -> str:
        return _text(self._mac(key, b"mark", struct.pack(">I", case))[:10])

    def _mac(self, key: int, use: bytes, message: bytes) -> bytes:
        return hmac.new(self.keys[key], use + b"\0" + message, hashlib.sha256).digest()


def find_tokens(text: str) -> Iterator[str]:
    """Strings in `text` that have the shape of a token (an address, a Message-ID), unverified."""
    for match in TOKEN.finditer(text):
        yield match[0].lower()


def _text(octets: bytes) -> str:
    return base64.b32encode(octets).decode("ascii").rstrip("=").lower()


def _octets(text: str) -> bytes | None:
    upper = text.strip().upper()
    try:
        octets = base64.b32decode(upper + "=" * (-len(upper) % 8))
    except (binascii.Error, ValueError):
        return None
    # The last character has bits that decoding throws away: only one spelling is the token.
    return octets if _text(octets) == upper.lower() else None

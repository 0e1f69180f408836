"""What is kept of a mailbox's tokens, and how long it is good for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cases.settings import OAuth2
from concierge.oauth.grant import Grant

AHEAD = timedelta(minutes=5)  # before a token ends it is renewed; a fifth of its life where that is less
SPARE = timedelta(seconds=30)  # in which a token is too old to begin a login with; a tenth where less
PATIENCE = timedelta(minutes=15)  # between two tries of what was refused
REPLACING = timedelta(minutes=2)  # between two tokens instead of refused ones; only new ones know new rights
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Kept:
    """Empty texts are what is not there; times are aware, UTC. `holder` is of `holder_of`.

    `proof` is of `proof_of`, when the token server was asked last.

    `refusal` is the token server's last no, at `refused_at`; `replaced_at` when a token was last replaced
    because a mail server had refused it.
    """

    holder: str
    access_token: str = field(default="", repr=False)
    obtained_at: datetime | None = None
    expires_at: datetime | None = None
    refresh_token: str = field(default="", repr=False)
    signed_in: str = ""
    refusal: str = ""
    refused_at: datetime | None = None
    replaced_at: datetime | None = None
    proof: str = ""

    def is_valid(self, now: datetime) -> bool:
        """Whether a login may begin with it. A clock that was set back makes a token old, not young."""
        if not self.access_token or self.obtained_at is None or self.expires_at is None:
            return False
        life = self.expires_at - self.obtained_at
        return self.obtained_at - SPARE <= now < self.expires_at - min(SPARE, life / 10)

    def is_due(self, now: datetime) -> bool:
        """Whether it is time for the next one."""
        if self.obtained_at is None or self.expires_at is None:
            return True
        return now >= self.expires_at - min(AHEAD, (self.expires_at - self.obtained_at) / 5)

    def is_refused(self, now: datetime) -> bool:
        """Whether the token server said no, and so lately that it is not asked again."""
        return _is_recent(self.refused_at, now, PATIENCE)

    def was_replaced(self, now: datetime) -> bool:
        """Whether a token was replaced so lately, at a mail server's no, that another would be the same."""
        return _is_recent(self.replaced_at, now, REPLACING)

    def is_older_than(self, other: Kept) -> bool:
        """Whether the token of `other` was got later."""
        return (self.obtained_at or _LONG_AGO) < (other.obtained_at or _LONG_AGO)

    def after(self, grant: Grant, now: datetime) -> Kept:
        """What is kept once the token server gave `grant`."""
        return replace(
            self,
            access_token=grant.access_token,
            obtained_at=now,
            expires_at=now + timedelta(seconds=grant.lifetime),
            refresh_token=grant.refresh_token or self.refresh_token,
            signed_in=grant.signed_in or self.signed_in,
            refusal="",
            refused_at=None,
        )


def holder_of(settings: OAuth2) -> str:
    """A digest of what tokens belong to: after a change of these, others are got.

    No secret is part of it, which not every command may read.
    """
    s = settings
    parts = (s.provider, s.username.lower(), s.authority, s.tenant, s.client_id, s.service_account_file)
    return _digest(map(str, parts))


def current(settings: OAuth2) -> OAuth2:
    """With the secrets that stand in files of their own as they are now: one corrected needs no restart."""
    s = settings
    secret = s.secret_now() if s.secret_now else s.client_secret
    password = s.certificate_password_now() if s.certificate_password_now else s.certificate_password
    if (secret, password) == (s.client_secret, s.certificate_password):
        return s
    return replace(s, client_secret=secret, certificate_password=password)


def proof_of(settings: OAuth2) -> str:
    """A digest of what proves who asks: after a change of it, what was refused is asked for again."""
    files = (settings.certificate_file, settings.service_account_file)
    return _digest(
        (
            settings.client_secret or "",
            settings.certificate_password or "",
            *(_version(file) for file in files if file),
        )
    )


def _version(file: Path) -> str:
    try:
        found = file.stat()
    except OSError:
        return str(file)
    return f"{file} {found.st_mtime_ns} {found.st_size}"


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def _is_recent(moment: datetime | None, now: datetime, within: timedelta) -> bool:
    return moment is not None and timedelta(0) <= now - moment < within

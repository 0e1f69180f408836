"""Tokens: by which way they are got, whether the last was refused, and when what they are got with ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from cases.endings import Ending, step
from cases.settings import MailboxSettings, OAuthFlow
from concierge.doctor.finding import Finding, advice, not_checked, ok, wrong
from concierge.oauth.source import TokenSource

RENEW = "Make a new one at entra.microsoft.com, App registrations, this app, Certificates & secrets."


def check_login(box: MailboxSettings, today: date) -> Iterator[Finding]:
    """What is known of the mailbox's tokens without asking anybody; nothing for a mailbox with a password."""
    if box.oauth2 is None:
        return
    name, source = f"{box.address} oauth2", TokenSource(box.oauth2)
    if source.refusal:
        yield wrong(name, source.refusal)
    else:
        way, until = f"tokens of {box.oauth2.provider} by {box.oauth2.flow}", source.valid_until
        if until is None or until <= datetime.now(UTC):
            yield not_checked(name, f"{way}: none is kept that is valid now")
        else:
            yield ok(name, f"{way}{_of_whom(source)}, valid until {until:%H:%M} UTC")
    if (day := source.ends_at) is not None:
        yield _end(name, Ending(box.address, day, box.oauth2.flow is OAuthFlow.CERTIFICATE), today)
    elif box.oauth2.flow is OAuthFlow.CLIENT_SECRET:
        yield advice(
            name,
            "nobody knows when the client secret ends",
            "Write its end into oauth2, client_secret_expires = 2027-05-01, and the lead is warned ahead.",
        )


def _of_whom(source: TokenSource) -> str:
    return f", of {source.signed_in}" if source.signed_in else ""


def _end(name: str, ending: Ending, today: date) -> Finding:
    if ending.days_left(today) < 0:
        return wrong(name, f"the {ending.what} ended on {ending.day}", RENEW)
    if step(ending, today) is not None:
        left = ending.days_left(today)
        return advice(name, f"the {ending.what} ends on {ending.day}, in {left} days", RENEW)
    return ok(name, f"the {ending.what} ends on {ending.day}")

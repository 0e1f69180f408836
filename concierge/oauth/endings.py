"""Which logins of the service end soon, or were refused; read from the configuration and the token files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cases.endings import Ending, RefusedLogin
from cases.settings import OAuth2, OAuthFlow, Settings
from concierge.oauth.source import TokenSource


def endings(settings: Settings) -> tuple[Ending, ...]:
    """Of each login with a secret or certificate of which the end is known."""
    return tuple(
        Ending(address, day, oauth2.flow is OAuthFlow.CERTIFICATE)
        for address, oauth2 in logins(settings)
        if (day := TokenSource(oauth2).ends_at) is not None
    )


def tokens(settings: Settings) -> tuple[tuple[str, datetime], ...]:
    """Of each login with a stored token until when that holds, as the token server said. Asks nobody."""
    return tuple(
        (address, until)
        for address, oauth2 in logins(settings)
        if (until := TokenSource(oauth2).valid_until) is not None
    )


def refused_logins(settings: Settings) -> tuple[RefusedLogin, ...]:
    """Each login for which the token server said no last. Asks nobody."""
    found = []
    for address, oauth2 in logins(settings):
        source = TokenSource(oauth2)
        if why := source.refusal:
            since = source.valid_until
            day = str(since.date()) if since else ""
            found.append(RefusedLogin(address, why, day, oauth2.flow.needs_login))
    return tuple(found)


def logins(settings: Settings) -> Iterator[tuple[str, OAuth2]]:
    """Whose tokens the service needs: of mailboxes, and of the account that sends alerts."""
    for box in settings.mailboxes:
        if box.oauth2 is not None:
            yield box.address, box.oauth2
    if settings.alert.oauth2 is not None:
        yield settings.alert.oauth2.mailbox, settings.alert.oauth2

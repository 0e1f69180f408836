"""Which logins of the service end soon, or were refused; read from the configuration and the token files."""

from __future__ import annotations

from datetime import datetime

from cases.endings import Ending, RefusedLogin
from cases.settings import OAuthFlow, Settings
from concierge.oauth.source import TokenSource


def endings(settings: Settings) -> tuple[Ending, ...]:
    """Of each mailbox with a secret or certificate of which the end is known."""
    return tuple(
        Ending(box.address, day, box.oauth2.flow is OAuthFlow.CERTIFICATE)
        for box in settings.mailboxes
        if box.oauth2 is not None and (day := TokenSource(box.oauth2).ends_at) is not None
    )


def tokens(settings: Settings) -> tuple[tuple[str, datetime], ...]:
    """Of each mailbox with a stored token until when that holds, as the token server said. Asks nobody."""
    return tuple(
        (box.address, until)
        for box in settings.mailboxes
        if box.oauth2 is not None and (until := TokenSource(box.oauth2).valid_until) is not None
    )


def refused_logins(settings: Settings) -> tuple[RefusedLogin, ...]:
    """Of each mailbox for which the token server said no last. Asks nobody."""
    found = []
    for box in settings.mailboxes:
        if box.oauth2 is None:
            continue
        source = TokenSource(box.oauth2)
        if why := source.refusal:
            since = source.valid_until
            found.append(
                RefusedLogin(
                    box.address, why, str(since.date()) if since else "", box.oauth2.flow.needs_login
                )
            )
    return tuple(found)

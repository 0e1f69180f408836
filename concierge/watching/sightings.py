"""What the threads of this process meet: a mailbox that cannot be read, a relay that is away.

Written down for whoever watches (`db.troubles`), in whatever process; only what changes, so that a mail costs
nothing. Where the database is away it is not written: the next sighting is.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

import structlog

from cases.errors import ConciergeError, PermanentError
from cases.settings import Settings
from cases.troubles import TroubleKind
from concierge.nameless import Nameless
from concierge.watching.conditions import mailbox_trouble, relay_trouble
from db import pausing, troubles

log = structlog.get_logger("watch")


class Sightings:
    """Each mailbox and each relay is seen by one thread."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime]) -> None:
        self._nameless = Nameless(settings.own_addresses)
        self._clock = clock
        self._well: set[str] = set()  # and written down so

    def mailbox(self, address: str, error: ConciergeError | None) -> None:
        """A mailbox was read, or why not."""
        kind = TroubleKind.LOGIN if isinstance(error, PermanentError) else TroubleKind.READING
        if self._note(mailbox_trouble(address), kind, str(error) if error else "") is TroubleKind.LOGIN:
            with suppress(ConciergeError):  # then the pause ends by itself
                pausing.try_now(address, self._clock())  # sending signs in with the same

    def relay(self, mailbox: str, reply: str) -> None:
        """A mailbox's relay answered, or why not."""
        self._note(relay_trouble(mailbox), TroubleKind.RELAY, reply)

    def _note(self, name: str, kind: TroubleKind, why: str) -> TroubleKind | None:
        """Gives what ended by it."""
        if not why and name in self._well:
            return None
        self._well.discard(name)
        try:
            if why:
                troubles.seen(name, kind, self._nameless.masked(why), self._clock())
            else:
                over = troubles.well(name, self._clock())
                self._well.add(name)
                return over
        except ConciergeError as error:
            log.warning("trouble.not-noted", trouble=name, why=str(error))
        return None

"""Who types a command: the account on this machine, for the audit."""

from __future__ import annotations

import getpass
import os
from contextlib import suppress
from datetime import UTC, datetime

from cases.errors import ConciergeError
from cases.settings import Settings
from concierge.opened import database_of
from db import audit


def acting() -> str:
    """ "operator:ACCOUNT"; behind sudo the account that called it."""
    caller = os.environ.get("SUDO_USER", "") if os.geteuid() == 0 else ""
    try:
        return audit.OPERATOR + (caller or getpass.getuser())
    except (KeyError, OSError):  # an account without a name, as in a container
        return f"{audit.OPERATOR}{os.geteuid()}"


def audited_where_possible(settings: Settings, act: str) -> None:
    """As `audited`, for what may be done before there is a database, or while it does not answer."""
    with suppress(ConciergeError), database_of(settings):
        audited(act)


def audited(act: str, **about: int | None) -> None:
    """Put what the command does into the audit: `about` as `db.audit.enter` takes it."""
    audit.enter(datetime.now(UTC), acting(), act, **about)

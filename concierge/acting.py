"""Who types a command: the account on this machine, for the audit."""

from __future__ import annotations

import getpass
import os
from datetime import UTC, datetime

from db import audit


def acting() -> str:
    """ "operator:ACCOUNT"; behind sudo the account that called it."""
    caller = os.environ.get("SUDO_USER", "") if os.geteuid() == 0 else ""
    try:
        return audit.OPERATOR + (caller or getpass.getuser())
    except (KeyError, OSError):  # an account without a name, as in a container
        return f"{audit.OPERATOR}{os.geteuid()}"


def audited(act: str, **about: int | None) -> None:
    """Put what the command does into the audit: `about` as `db.audit.enter` takes it."""
    audit.enter(datetime.now(UTC), acting(), act, **about)

"""An index for automatic mail queued since a moment: the caps of [limits] count it for every mail decided.

It holds all that is asked, so that no row is read: a row may be long, for it holds the mail.
"""

from __future__ import annotations

from typing import Any

from peewee import Database


def up(migrator: Any, db: Database) -> None:
    """One index."""
    migrator.migrate(migrator.add_index("outbox", ("queued_at", "automatic", "state")))

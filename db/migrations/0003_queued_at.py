"""An index for the mail queued since a moment: the caps of [limits] count it for every mail decided."""

from __future__ import annotations

from typing import Any

from peewee import Database


def up(migrator: Any, db: Database) -> None:
    """One index."""
    migrator.migrate(migrator.add_index("outbox", ("queued_at",)))

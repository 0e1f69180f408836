"""The corrections of a mistyped mail that its author was shown."""

from __future__ import annotations

from typing import Any

from peewee import Database, TextField


def up(migrator: Any, db: Database) -> None:
    """One column of JSON; nobody was shown anything yet."""
    migrator.migrate(migrator.add_column("inbound", "proposed", TextField(default="[]")))

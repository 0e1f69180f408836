"""The amount that a case is billed for (`#bill`), with its currency."""

from __future__ import annotations

from typing import Any

from peewee import Database, TextField


def up(migrator: Any, db: Database) -> None:
    """Two columns, empty in every case there is."""
    migrator.migrate(
        migrator.add_column("case", "billed", TextField(null=True)),
        migrator.add_column("case", "currency", TextField(null=True)),
    )

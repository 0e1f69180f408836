"""Who decides a mail, since when, and how often nobody came back from it."""

from __future__ import annotations

from typing import Any

from peewee import CharField, Database, IntegerField, TextField


def up(migrator: Any, db: Database) -> None:
    """Three columns; nothing is being decided while the schema changes."""
    migrator.migrate(
        migrator.add_column("inbound", "begun_at", CharField(27, null=True)),
        migrator.add_column("inbound", "begun_by", TextField(null=True)),
        migrator.add_column("inbound", "lost", IntegerField(default=0)),
    )

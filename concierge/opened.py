"""The database of the named configuration, open at this version's schema, for as long as a command works."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cases.settings import Settings
from concierge.options import load_settings
from db import restored
from db.connect import disconnect, open_database
from db.migrate import migrate, program_version, schema_version


@contextmanager
def opened(config: Path, *, look_up_countries: bool = False, mail: bool = False) -> Iterator[Settings]:
    """The settings (see `load_settings`), with the database open in this thread."""
    settings = load_settings(config, look_up_countries=look_up_countries, mail=mail)
    with database_of(settings):
        yield settings


@contextmanager
def database_of(settings: Settings) -> Iterator[None]:
    """The database of these settings, open in this thread."""
    database = open_database(settings.database_url, settings.directory)
    try:
        restored.refuse_unfinished()
        # Asked first, because migrating waits for every writer to finish.
        if schema_version(database) != program_version():
            migrate(database)
        yield
    finally:
        disconnect()

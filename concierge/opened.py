"""What a command starts with: the configuration that was named, and the database at its schema."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from cases.settings import Settings
from concierge.config.load import load
from concierge.logs import configure
from db.connect import disconnect, open_database
from db.migrate import migrate, program_version, schema_version

Config = Annotated[
    Path,
    typer.Option("--config", envvar="CONCIERGE_CONFIG", metavar="FILE", help="The configuration file."),
]
CONFIG = Path("concierge.toml")


def load_settings(config: Path) -> Settings:
    """The settings in `config`, with secrets from this process's environment.

    Until a command says otherwise only warnings are logged, so that output stays output.
    """
    configure(level=logging.WARNING)
    return load(config, os.environ)


@contextmanager
def opened(config: Path) -> Iterator[Settings]:
    """The settings, with the database open in this thread and at this version's schema."""
    settings = load_settings(config)
    database = open_database(settings.database_url, settings.directory)
    try:
        # Asked first, because migrating waits for every writer to finish.
        if schema_version(database) != program_version():
            migrate(database)
        yield settings
    finally:
        disconnect()

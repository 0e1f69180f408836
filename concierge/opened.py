"""The database of the named configuration, open at this version's schema, for as long as a command works.

Only what begins a service makes one: `run` and `import`. A command that finds none says so. One that it made
would be empty, would hide that the real one is lost, and would stand in the way of a restore.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from cases.errors import PermanentError
from cases.settings import Settings
from concierge.file_modes import database_files
from concierge.options import load_settings
from db import restored
from db.connect import disconnect, open_database
from db.migrate import migrate, program_version, schema_version


class NoDatabaseError(PermanentError):
    """There is none at the place that the configuration names."""


@contextmanager
def opened(config: Path, *, look_up_countries: bool = False, mail: bool = False) -> Iterator[Settings]:
    """The settings (see `load_settings`), with the database open in this thread. NoDatabaseError."""
    settings = load_settings(config, look_up_countries=look_up_countries, mail=mail)
    with database_of(settings):
        yield settings


@contextmanager
def database_of(settings: Settings, made: Callable[[str], None] | None = None) -> Iterator[None]:
    """The database of these settings, open in this thread.

    `made` is told the place of one that was made just now; without it that is NoDatabaseError.
    """
    if made is None and is_missing(settings):
        raise _none(settings)
    database = open_database(settings.database_url, settings.directory, make=made is not None)
    try:
        restored.refuse_unfinished()
        found = schema_version(database)
        if found == 0 and made is None:
            raise _none(settings)
        # Asked first, because migrating waits for every writer to finish.
        if found != program_version() and migrate(database) and found == 0 and made is not None:
            made(place_of(settings))
        yield
    finally:
        disconnect()


@contextmanager
def database_if_any(settings: Settings) -> Iterator[bool]:
    """As `database_of`; False where there is none, for what can be done without."""
    with ExitStack() as stack:
        try:
            stack.enter_context(database_of(settings))
        except NoDatabaseError:
            yield False
            return
        yield True


def is_missing(settings: Settings) -> bool:
    """Whether the file of the database is not there. False for a server, which has to be asked."""
    try:
        for path in database_files(settings)[:1]:
            path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False  # closed to us: opening it says so
    return False


def place_of(settings: Settings) -> str:
    """Where the database is, in words and without a password."""
    files = database_files(settings)
    if files:
        return str(files[0])
    url = urlsplit(settings.database_url)
    return f"{url.path.strip('/') or 'postgres'} on {url.hostname or 'this machine'}"


def _none(settings: Settings) -> NoDatabaseError:
    where = f"at {place}" if (place := place_of(settings)).startswith("/") else f"in {place}"
    return NoDatabaseError(
        f"There is no database of the service {where}: a new service makes it when it starts "
        "(`concierge run`), one that is lost is put back by `concierge restore FILE --replace`."
    )

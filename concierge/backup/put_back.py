"""Putting a service back from a backup: everything is read and checked first, then the old is set aside.

What is there already is never written over: with `replace` it goes into a folder `before-restore-TIME` (a
database of PostgreSQL into a schema of such a name), without it nothing happens.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cases.errors import ConciergeError, PermanentError
from concierge.backup import archive, postgresql
from concierge.backup.archive import FILES, Manifest, Progress
from concierge.backup.filling import (
    SQLITE,
    database_files,
    emptied,
    fill,
    is_empty,
    made_ready,
    refuse_alive,
    refuse_homeless,
)
from concierge.backup.fitting import what_does_not_fit
from concierge.backup.placing import Moves
from concierge.backup.sealed import unseal
from concierge.backup.take import check_database
from concierge.config.key_file import merged
from concierge.config.load import read_database_url, read_secret_path
from db.migrate import program_version


@dataclass(frozen=True, slots=True)
class Wanted:
    """`config`: where the configuration is to lie; all else lies beside it. `passphrase` None: no secrets."""

    file: Path
    config: Path
    environ: Mapping[str, str]
    replace: bool = False
    passphrase: str | None = None

    @property
    def folder(self) -> Path:
        return self.config.absolute().parent


@dataclass(frozen=True, slots=True)
class Done:
    """aside: where the old is kept. missing: secrets to be put back. loud: what does not fit, in sentences.

    elsewhere: files that lay outside of the folder of the configuration, and now lie in it.
    notes: what was kept of what lay there.
    """

    manifest: Manifest
    url: str
    aside: str
    missing: tuple[str, ...]
    loud: tuple[str, ...]
    elsewhere: tuple[str, ...]
    migrated: tuple[str, ...]
    notes: tuple[str, ...]


def put_back(wanted: Wanted, now: datetime, told: Progress = lambda octets: None) -> Done:
    """Do it; PermanentError says why nothing was changed, or what was and where the old is."""
    manifest = archive.read_manifest(wanted.file)
    if manifest.schema > program_version():
        raise PermanentError(
            f"{wanted.file} was made by version {manifest.version} (schema {manifest.schema}), and this "
            f"program knows schemas up to {program_version()}: install version {manifest.version} or newer."
        )
    try:
        wanted.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".restore-", dir=wanted.folder) as aside:
            return _put_back(wanted, manifest, Path(aside), now, told)
    except OSError as error:
        raise PermanentError(
            f"{error.filename or wanted.folder} cannot be written ({error.strerror}): make room there, or "
            "correct its rights. Nothing was changed."
        ) from None


def _put_back(wanted: Wanted, manifest: Manifest, staged: Path, now: datetime, told: Progress) -> Done:
    archive.extract(wanted.file, manifest, staged, told)
    copy = staged / archive.DATABASES[manifest.database]
    check_database(copy, manifest)
    if wanted.passphrase is not None and manifest.sealed:
        _unseal(staged, wanted.passphrase)
    files = dict(_placed(staged / FILES, wanted, manifest))
    configuration = staged / FILES / manifest.configuration
    url = read_database_url(configuration, wanted.environ, wanted.folder)
    refuse_homeless(url)
    kind = "sqlite" if url.startswith(SQLITE) else "postgresql"
    if kind != manifest.database:
        raise PermanentError(
            f"The backup is of a {manifest.database} database, and the configuration (or "
            f"CONCIERGE_DATABASE_URL) names {kind}: name a database of the same kind. Nothing was changed."
        )
    refuse_alive(url, now)
    notes = _keep_keys(files, read_secret_path(configuration, wanted.folder))
    time = f"{now:%Y%m%dT%H%M%SZ}"
    # The configuration goes first and comes last: without it nothing starts, should this be broken off.
    targets = (*reversed(files.values()), *database_files(url))
    occupied = [target for target in targets if target.exists()]
    filled = kind == "postgresql" and not is_empty(url)
    if (occupied or filled) and not wanted.replace:
        names = ", ".join(str(each) for each in occupied[:5]) or "a database with tables"
        more = f" and {len(occupied) - 5} more" if len(occupied) > 5 else ""
        raise PermanentError(
            f"Nothing was changed, because {names}{more} would be in the way: restore into another folder "
            "(--config FOLDER/concierge.toml), or give --replace, which keeps aside what is there."
        )
    moves = Moves(wanted.folder, wanted.folder / f"before-restore-{time}", time)
    schema = f"{postgresql.ASIDE}{time.lower()}_{now:%f}" if filled else ""  # another may be of this second
    begun = False
    with made_ready(url, copy, manifest, now) as (near, migrated):
        try:
            for each in occupied:
                moves.set_aside(each)
            for source, target in files.items():
                if source != configuration:
                    moves.place(source, target)
            if near is None:
                begun = True
                migrated = fill(url, copy, schema, manifest, now)
            else:
                moves.place(near, database_files(url)[0])
            moves.place(configuration, wanted.config.absolute())
        except BaseException as error:
            as_before = not begun or emptied(url, schema)
            raise _told(error, moves, schema, as_before=as_before) from None
    missing, loud = what_does_not_fit(wanted.config, wanted.environ, manifest)
    elsewhere = tuple(
        str(target) for target in files.values() if target.is_relative_to(wanted.folder / "elsewhere")
    )
    return Done(manifest, url, _kept(moves, schema), missing, loud, elsewhere, migrated, notes)


def _unseal(staged: Path, words: str) -> None:
    """The secret files beside the others, instead of what was left out of them."""
    for name, content, mode in archive.unpacked(unseal((staged / archive.SECRETS).read_bytes(), words)):
        target = staged / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            os.fchmod(file.fileno(), mode & 0o700 | 0o600)


def _keep_keys(files: dict[Path, Path], place: Path) -> tuple[str, ...]:
    """Keys that came since the backup sign mail that people have: they stay, beside those of the backup.

    Takes the file out of `files` where the one that lies there has all; says what it did.
    """
    source = next((source for source, target in files.items() if target == place), None)
    if source is None or not place.is_file():
        return ()
    try:
        here, saved = place.read_text("utf-8"), source.read_text("utf-8")
        text, lost = merged(here, saved)
    except (OSError, ValueError):  # not readable as keys: it is set aside, and those of the backup come
        return ()
    if text == here:
        del files[source]
        return () if here == saved else (f"{place} was KEPT: it has the keys of the backup, and newer ones.",)
    source.write_text(text, "utf-8")
    if text == saved:
        return ()
    numbers = ", ".join(map(str, lost))
    return (
        f"{place} was MERGED: the keys of the backup, and those that lay there and are not in it. Take a new "
        "backup --with-secrets.",
        *(
            [
                f"Key {numbers} that lay there is NOT in it, because the backup has another one of that "
                "number: replies to mails signed with it are not recognised by their address."
            ]
            if lost
            else []
        ),
    )


def _placed(files: Path, wanted: Wanted, manifest: Manifest) -> Iterator[tuple[Path, Path]]:
    """Each file that was unpacked, and where it is to lie; the configuration last."""
    configuration = files / manifest.configuration
    for path in sorted(files.rglob("*"), key=lambda path: (path == configuration, path)):
        if path.is_file():
            name = str(path.relative_to(files))
            here = wanted.config.absolute() if name == manifest.configuration else wanted.folder / name
            yield path, here


def _kept(moves: Moves, schema: str) -> str:
    return str(moves.aside) if moves.aside.exists() else f"schema {schema}" if schema else ""


def _told(error: BaseException, moves: Moves, schema: str, *, as_before: bool) -> BaseException:
    """What to raise, when all is taken back or that is not possible. `as_before`: the database is."""
    undone = moves.undo()
    if isinstance(error, OSError):
        words = f"{error.filename or moves.folder} cannot be written ({error.strerror})."
    elif isinstance(error, ConciergeError):
        words = str(error)
    else:
        return error
    if undone and as_before:
        return PermanentError(f"{words} Nothing was changed: correct it, and try again.")
    if undone:
        old = f"what was in it is kept in schema {schema}" if schema else "it was empty before"
        return PermanentError(
            f"{words} The files lie as before, but the database could not be put back as it was ({old}): "
            "correct it, and try again with --replace."
        )
    old = f" What was there is kept in {kept}." if (kept := _kept(moves, schema)) else ""
    return PermanentError(f"{words}{old} Correct it, and try again with --replace.")

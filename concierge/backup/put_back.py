"""Putting a service back from a backup: everything is read and checked first, then the old is set aside.

What is there already is never written over: with `replace` it goes into a folder `before-restore-TIME` (a
database of PostgreSQL into a schema of such a name), without it nothing happens.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cases.errors import PermanentError
from concierge.acting import audited
from concierge.backup import archive, postgresql
from concierge.backup.archive import FILES, Manifest, Progress
from concierge.backup.fitting import what_does_not_fit
from concierge.backup.sealed import unseal
from concierge.backup.take import check_database
from concierge.config.load import read_database_url
from db import restored, snapshot
from db.connect import disconnect, open_database
from db.migrate import migrate, program_version

_SQLITE = "sqlite:///"
_BESIDE = ("", "-wal", "-shm")


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
    """

    manifest: Manifest
    url: str
    aside: str
    missing: tuple[str, ...]
    loud: tuple[str, ...]
    elsewhere: tuple[str, ...]
    migrated: tuple[str, ...]


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
            f"{error.filename} cannot be written ({error.strerror}): correct its rights."
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
    kind = "sqlite" if url.startswith(_SQLITE) else "postgresql"
    if kind != manifest.database:
        raise PermanentError(
            f"The backup is of a {manifest.database} database, and the configuration (or "
            f"CONCIERGE_DATABASE_URL) names {kind}: name a database of the same kind. Nothing was changed."
        )
    _refuse_alive(url, wanted, now)
    time = f"{now:%Y%m%dT%H%M%SZ}"
    occupied = [target for target in (*files.values(), *_database_files(url)) if target.exists()]
    filled = kind == "postgresql" and not _is_empty(url)
    if (occupied or filled) and not wanted.replace:
        names = ", ".join(str(each) for each in occupied[:5]) or "a database with tables"
        more = f" and {len(occupied) - 5} more" if len(occupied) > 5 else ""
        raise PermanentError(
            f"Nothing was changed, because {names}{more} would be in the way: restore into another folder "
            "(--config FOLDER/concierge.toml), or give --replace, which keeps aside what is there."
        )
    aside = wanted.folder / f"before-restore-{time}"
    schema = f"{postgresql.ASIDE}{time.lower()}" if filled else ""
    for each in occupied:
        _set_aside(each, wanted.folder, aside, time)
    kept = str(aside) if aside.exists() else f"schema {schema}" if filled else ""
    try:
        last = wanted.config.absolute()  # no service starts without it on a database that bears no mark yet
        for source, target in files.items():
            if target != last:
                _place(source, target)
        rows = _fill(url, copy, kind, schema, wanted.folder)
        if wrong := snapshot.differences(manifest.rows, rows):
            raise PermanentError(f"The database is not what was saved ({wrong}).")
        migrated = _as_restored(url, wanted.folder, manifest, now)
        _place(configuration, last)
    except PermanentError as error:
        old = f" What was there is kept in {kept}." if kept else ""
        raise PermanentError(f"{error}{old} Correct it, and try again with --replace.") from None
    missing, loud = what_does_not_fit(wanted.config, wanted.environ, manifest)
    elsewhere = tuple(
        str(target) for target in files.values() if target.is_relative_to(wanted.folder / "elsewhere")
    )
    return Done(manifest, url, kept, missing, loud, elsewhere, migrated)


def _unseal(staged: Path, words: str) -> None:
    """The secret files beside the others, instead of what was left out of them."""
    for name, content, mode in archive.unpacked(unseal((staged / archive.SECRETS).read_bytes(), words)):
        target = staged / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            os.fchmod(file.fileno(), mode & 0o700 | 0o600)


def _placed(files: Path, wanted: Wanted, manifest: Manifest) -> Iterator[tuple[Path, Path]]:
    """Each file that was unpacked, and where it is to lie."""
    for path in sorted(files.rglob("*")):
        if path.is_file():
            name = str(path.relative_to(files))
            here = wanted.config.absolute() if name == manifest.configuration else wanted.folder / name
            yield path, here


def _refuse_alive(url: str, wanted: Wanted, now: datetime) -> None:
    if url.startswith(_SQLITE) and not _database_files(url)[0].exists():
        return
    signs = ""
    with suppress(PermanentError):  # damaged: that is why it is replaced
        open_database(url, wanted.folder)
        try:
            signs = restored.signs_of_life(now)
        finally:
            disconnect()
    if signs:
        raise PermanentError(
            f"Nothing was changed, because {signs}: stop the service on every machine "
            "(`systemctl stop concierge`), wait a minute, and try again."
        )


def _is_empty(url: str) -> bool:
    """Whether nothing is in the database of a server; asked before anything changes, as its tools are."""
    open_database(url)
    try:
        postgresql.require("pg_restore", snapshot.server_version())
        return snapshot.is_empty()
    finally:
        disconnect()


def _database_files(url: str) -> tuple[Path, ...]:
    path = Path(url.removeprefix(_SQLITE))
    return tuple(path.with_name(path.name + end) for end in _BESIDE) if url.startswith(_SQLITE) else ()


def _set_aside(path: Path, folder: Path, aside: Path, time: str) -> None:
    if not path.is_relative_to(folder):
        path.rename(path.with_name(f"{path.name}.before-restore-{time}"))
        return
    target = aside / path.relative_to(folder)
    if not aside.exists():
        aside.mkdir(mode=0o700)
    target.parent.mkdir(parents=True, exist_ok=True)
    path.rename(target)


def _place(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as file:
        os.fsync(file.fileno())
    shutil.move(source, target)


def _fill(url: str, copy: Path, kind: str, schema: str, folder: Path) -> dict[str, int]:
    """The rows that are in the database then."""
    if kind == "sqlite":
        target = _database_files(url)[0]
        if not target.parent.is_dir():
            raise PermanentError(
                f"There is no folder {target.parent} for the database: make it, and try again."
            )
        near = target.with_name(f"{target.name}.restoring")
        shutil.move(copy, near)
        near.chmod(0o600)
        near.rename(target)
        return snapshot.check_sqlite(target)
    open_database(url, folder)
    try:
        if schema:
            snapshot.set_aside(schema)
        postgresql.put_back(url, copy, snapshot.server_version())
        return snapshot.counts()
    finally:
        disconnect()


def _as_restored(url: str, folder: Path, manifest: Manifest, now: datetime) -> tuple[str, ...]:
    database = open_database(url, folder)
    try:
        migrated = migrate(database)
        restored.mark(datetime.fromisoformat(manifest.made_at), now)
        audited("backup.restored")
        return migrated
    finally:
        disconnect()

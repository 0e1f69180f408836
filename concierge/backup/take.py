"""Taking a backup while the service runs: copied aside, packed, read back as a whole, then given its name.

Nothing half-written ever has the final name. What lies beside it meanwhile is removed, whatever happens.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cases.errors import PermanentError
from cases.settings import Settings
from concierge import __version__
from concierge.backup import archive, postgresql
from concierge.backup.archive import Manifest, Part, Progress
from concierge.backup.belongings import Belonging, Belongings, belongings
from concierge.backup.sealed import seal
from db import snapshot

KEY_MARK = "backup"  # what a fingerprint of it tells a signing key again by


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to back up, and where to. `passphrase` None: without secrets."""

    target: Path
    config: Path
    settings: Settings
    environ: Mapping[str, str]
    passphrase: str | None = None


def take(wanted: Wanted, now: datetime, told: Progress = lambda octets: None) -> Manifest:
    """Write the backup; its manifest. The database is open. PermanentError: nothing was written.

    `told` is given octets as they are copied, packed and read back: three times the size of it all.
    """
    target = wanted.target
    if target.exists():
        raise PermanentError(f"{target} is there already: give another name, or remove it first.")
    if not target.parent.is_dir():
        raise PermanentError(f"There is no folder {target.parent}: make it, or give another name.")
    found = belongings(wanted.config, wanted.settings, wanted.environ)
    secrets = _sealed(found, wanted.passphrase)
    try:
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as aside:
            return _take(wanted, found, secrets, Path(aside), now, told)
    except OSError as error:
        raise PermanentError(
            f"{target} could not be written ({error.strerror}): nothing is there now."
        ) from None


def _take(
    wanted: Wanted,
    found: Belongings,
    secrets: bytes | None,
    aside: Path,
    now: datetime,
    told: Progress,
) -> Manifest:
    kind = "sqlite" if snapshot.is_sqlite() else "postgresql"
    copy = aside / archive.DATABASES[kind]
    rows = _copy_database(wanted.settings.database_url, copy, told)
    contents: dict[str, bytes | Path] = {archive.FILES + each.name: each.content for each in found.files}
    parts = [_part(each) for each in found.files]
    contents[copy.name] = copy
    parts.append(archive.part_of(copy.name, f"database ({kind})", copy))
    if secrets is not None:
        contents[archive.SECRETS] = secrets
        parts.append(archive.part_of(archive.SECRETS, "secrets, sealed", secrets))
    manifest = Manifest(
        version=__version__,
        schema=snapshot.schema(),
        made_at=now.isoformat(),
        database=kind,
        configuration=wanted.config.name,
        rows=rows,
        parts=tuple(parts),
        keys=key_marks(wanted.settings),
        missing=() if secrets is not None else found.missing,
    )
    part = aside / "whole"
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        archive.write(file, manifest, contents, told)
        file.flush()
        os.fsync(file.fileno())
    verify(part, aside / "read-back", told)
    os.link(part, wanted.target)  # fails where somebody made a file of that name meanwhile
    _sync(wanted.target.parent)
    return manifest


def verify(path: Path, folder: Path, told: Progress = lambda octets: None) -> Manifest:
    """Read a backup back as a whole, into `folder`, which is removed: sums, database, rows."""
    manifest = archive.read_manifest(path)
    folder.mkdir(mode=0o700)
    try:
        archive.extract(path, manifest, folder, told)
        check_database(folder / archive.DATABASES[manifest.database], manifest)
    finally:
        shutil.rmtree(folder)
    return manifest


def check_database(copy: Path, manifest: Manifest) -> None:
    """PermanentError unless the copy is whole and has every row that it had."""
    rows = snapshot.check_sqlite(copy) if manifest.database == "sqlite" else postgresql.rows(copy)
    if wrong := snapshot.differences(manifest.rows, rows):
        raise PermanentError(
            f"The database in the backup is not what was copied ({wrong}): take another one."
        )


def key_marks(settings: Settings) -> dict[str, str]:
    """What tells each signing key again, by its number; nobody learns the key from it."""
    keys = settings.signer.keys
    return {str(number): settings.signer.mark_of(number, KEY_MARK) for number in sorted(keys)}


def _copy_database(url: str, target: Path, told: Progress) -> dict[str, int]:
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    if snapshot.is_sqlite():
        snapshot.copy_sqlite(target, _by_page(target, told))
        return snapshot.check_sqlite(target)
    server = snapshot.server_version()
    postgresql.require("pg_dump", server)
    postgresql.require("pg_restore", server)
    with snapshot.frozen() as name:
        rows = snapshot.counts()
        postgresql.dump(url, target, name, server)
    told(target.stat().st_size)
    return rows


def _by_page(target: Path, told: Progress) -> Callable[[int, int], None]:
    """Tells octets as pages are copied."""
    seen = 0

    def progress(done: int, total: int) -> None:
        nonlocal seen
        told(max(target.stat().st_size - seen, 0))
        seen = target.stat().st_size

    return progress


def _sealed(found: Belongings, passphrase: str | None) -> bytes | None:
    if passphrase is None:
        return None
    if found.lacking:
        raise PermanentError(
            f"{', '.join(found.lacking)}: named in the configuration, and missing, empty or not yours to "
            "read. Put it there, or take its key out; --with-secrets takes all of them along or none."
        )
    files = [(archive.FILES + each.name, each.content, each.mode) for each in found.secret]
    return seal(archive.packed(files), passphrase)


def _part(each: Belonging) -> Part:
    return archive.part_of(archive.FILES + each.name, each.what, each.content, each.mode)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

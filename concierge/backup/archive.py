"""The file of a backup: a tar with a manifest first, which says what is in it and what each part hashes to.

manifest.json         version, schema, time, kind of database, rows by table; size and SHA-256 of the rest
files/…               configuration, templates, catalogue, topics, what was learnt
database.sqlite       or database.pgdump, of pg_dump
secrets.sealed        only where asked for (`concierge.backup.sealed`): a tar of files/…
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

from cases.errors import PermanentError

FORMAT = 1
MANIFEST = "manifest.json"
FILES = "files/"
SECRETS = "secrets.sealed"
DATABASES = {"sqlite": "database.sqlite", "postgresql": "database.pgdump"}
LONGEST_MANIFEST = 50_000_000  # octets
_CHUNK = 1 << 20
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Part:
    """A member of the tar. `what`: in a word."""

    name: str
    what: str
    size: int
    sha256: str
    mode: int = 0o600


@dataclass(frozen=True, slots=True)
class Manifest:
    """`keys`: what tells a signing key again, by its number; `missing`: secrets that are not in it."""

    version: str
    schema: int
    made_at: str
    database: str  # sqlite | postgresql
    configuration: str  # its name
    rows: Mapping[str, int]
    parts: tuple[Part, ...]
    keys: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    format: int = FORMAT

    @property
    def sealed(self) -> bool:
        return any(part.name == SECRETS for part in self.parts)


def write(file: IO[bytes], manifest: Manifest, contents: Mapping[str, bytes | Path], told: Progress) -> None:
    """`contents`: octets or a file for every part; `told`: octets that were written."""
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
        head = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
        _add(tar, Part(MANIFEST, "manifest", len(head), ""), head)
        for part in manifest.parts:
            _add(tar, part, contents[part.name])
            told(part.size)


def part_of(name: str, what: str, content: bytes | Path, mode: int = 0o600) -> Part:
    """What the manifest says of it."""
    if isinstance(content, bytes):
        return Part(name, what, len(content), hashlib.sha256(content).hexdigest(), mode)
    with content.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Part(name, what, content.stat().st_size, digest, mode)


def read_manifest(path: Path) -> Manifest:
    """What a backup says of itself; PermanentError when it is none, or of a later format."""
    try:
        with tarfile.open(path, mode="r:") as tar:
            first = tar.next()
            if first is None or first.name != MANIFEST or first.size > LONGEST_MANIFEST:
                raise _not_ours(path)
            inside = tar.extractfile(first)
            found = json.loads(inside.read()) if inside else {}
    except FileNotFoundError:
        raise PermanentError(f"There is no file {path}: give the name of a backup.") from None
    except (OSError, tarfile.TarError, ValueError, RecursionError) as error:
        raise PermanentError(f"{path} cannot be read as a backup ({error}): take another one.") from None
    if not isinstance(found, dict) or not isinstance(found.get("format"), int):
        raise _not_ours(path)
    if found["format"] > FORMAT:
        raise PermanentError(f"{path} was made by a newer version of this program: install that version.")
    return _manifest(found, path)


def extract(path: Path, manifest: Manifest, folder: Path, told: Progress = lambda octets: None) -> None:
    """Every part into the empty `folder`, under its name; PermanentError unless each is as it was."""
    wanted = {part.name: part for part in manifest.parts}
    seen: set[str] = set()
    try:
        with tarfile.open(path, mode="r:") as tar:
            for member in tar:
                if member.name == MANIFEST:
                    continue
                part = wanted.get(member.name)
                inside = tar.extractfile(member) if member.isfile() else None
                if part is None or inside is None or member.name in seen or not _is_safe(member.name):
                    raise PermanentError(
                        f"{path} holds {member.name}, which it does not list: do not use it."
                    )
                _copy(inside, folder / member.name, part, told)
                seen.add(member.name)
    except (OSError, tarfile.TarError) as error:
        raise PermanentError(f"{path} cannot be read ({error}): take another backup.") from None
    if lost := sorted(wanted.keys() - seen):
        raise PermanentError(f"{path} is cut off, {lost[0]} is missing: take another backup.")


def packed(files: Iterable[tuple[str, bytes, int]]) -> bytes:
    """A small tar of (name, octets, mode) in memory."""
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w") as tar:
        for name, content, mode in files:
            _add(tar, Part(name, "", len(content), "", mode), content)
    return whole.getvalue()


def unpacked(octets: bytes) -> Iterator[tuple[str, bytes, int]]:
    """What `packed` took."""
    with tarfile.open(fileobj=io.BytesIO(octets), mode="r:") as tar:
        for member in tar:
            inside = tar.extractfile(member)
            if inside is None or not _is_safe(member.name):
                raise PermanentError(f"The sealed secrets hold {member.name}: do not use this backup.")
            yield member.name, inside.read(), member.mode


def _add(tar: tarfile.TarFile, part: Part, content: bytes | Path) -> None:
    member = tarfile.TarInfo(part.name)
    member.size, member.mode = part.size, part.mode
    if isinstance(content, bytes):
        tar.addfile(member, io.BytesIO(content))
    else:
        with content.open("rb") as file:
            tar.addfile(member, file)


def _copy(source: IO[bytes], target: Path, part: Part, told: Progress) -> None:
    digest = hashlib.sha256()
    with _writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb", buffering=0) as file:
        target.chmod(part.mode & 0o700 | 0o600)
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            with _writing(target):
                written = 0
                while written < len(chunk):  # a disk that is nearly full takes a part
                    written += file.write(chunk[written:])
            told(len(chunk))
    if digest.hexdigest() != part.sha256:
        raise PermanentError(f"{part.name} in the backup is damaged: take another backup.")


@contextmanager
def _writing(target: Path) -> Iterator[None]:
    """What fails here is the disk that is written to, not the backup that is read."""
    try:
        yield
    except OSError as error:
        raise PermanentError(
            f"{target.parent} cannot take what is in the backup ({error.strerror}): make room there, or "
            "correct its rights. Nothing was changed."
        ) from None


def _is_safe(name: str) -> bool:
    path = PurePosixPath(name)
    return (
        not path.is_absolute() and ".." not in path.parts and name.startswith((FILES, "database.", SECRETS))
    )


def _manifest(found: dict[str, Any], path: Path) -> Manifest:
    """What was read as JSON; whoever wrote it may have been anybody."""
    try:
        parts = tuple(Part(**each) for each in found.pop("parts"))
        manifest = Manifest(**found | {"parts": parts, "missing": tuple(found.get("missing", ()))})
        sound = _is_sound(manifest)
    except (TypeError, KeyError, ValueError, AttributeError):
        raise _not_ours(path) from None
    if not sound:
        raise _not_ours(path)
    if lost := {DATABASES[manifest.database], FILES + manifest.configuration} - {p.name for p in parts}:
        raise PermanentError(f"{path} lacks {min(lost)}: take another backup.")
    return manifest


def _is_sound(manifest: Manifest) -> bool:
    """Whether everything has its type, each part a name of its own, and the time a zone."""
    texts = (manifest.version, manifest.configuration, *manifest.missing, *manifest.keys.values())
    numbers = (manifest.schema, *manifest.rows.values(), *(p.size for p in manifest.parts))
    names = [PurePosixPath(part.name) for part in manifest.parts]
    folders = {folder for name in names for folder in name.parents}
    return (
        all(isinstance(each, str) for each in texts)
        and all(isinstance(p.what, str) and isinstance(p.sha256, str) for p in manifest.parts)
        and all(type(each) is int and 0 <= each < 1 << 63 for each in numbers)
        and all(type(part.mode) is int and 0 <= part.mode <= 0o777 for part in manifest.parts)
        and len(names) == len(set(names))
        and folders.isdisjoint(names)
        and manifest.database in DATABASES
        and datetime.fromisoformat(manifest.made_at).tzinfo is not None
    )


def _not_ours(path: Path) -> PermanentError:
    return PermanentError(f"{path} is no backup of this service: give the name of one.")

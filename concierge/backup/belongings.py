"""What belongs to a service beside its database: which files, and which of them are secret.

A file keeps its place relative to the configuration; one from elsewhere on the machine is kept under
`elsewhere/`. The configuration is read as TOML only, so that it may be saved though a password is missing.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from cases.errors import PermanentError
from cases.settings import Client, Settings

ELSEWHERE = "elsewhere"
LEARNED = (".learned.toml", ".additions.csv")  # end the names of files that the service writes beside others
_INLINE = ("password", "client_secret", "secret")
_URL = re.compile(r"(postgresql://[^:@/\s\"']*):([^@/\"'\s]*)@")  # libpq, too, ends at a slash


@dataclass(frozen=True, slots=True)
class Belonging:
    """A file: its name in the backup, where it lies, what it is in a word, its octets and its mode."""

    name: str
    path: Path
    what: str
    content: bytes
    mode: int


@dataclass(frozen=True, slots=True)
class Belongings:
    """`secret` files go only with a passphrase. `missing`: secrets that are not in the backup, in words.

    `lacking`: files of secrets that the configuration names, and that cannot be read or are empty.
    """

    files: tuple[Belonging, ...]
    secret: tuple[Belonging, ...]
    missing: tuple[str, ...]
    lacking: tuple[str, ...] = ()


def belongings(config: Path, settings: Settings, environ: Mapping[str, str]) -> Belongings:
    """All of them. PermanentError names a file that cannot be read."""
    folder = config.absolute().parent
    plain = [(config, "configuration"), *_plain(settings)]
    files = [_read(path, folder, what) for path, what in dict.fromkeys(plain)]
    text = files[0].content.decode()
    hidden = without_secrets(text)
    secret: list[Belonging] = []
    missing: list[str] = []
    if hidden != text:
        secret.append(replace(files[0], what="configuration with its secrets"))
        files[0] = replace(files[0], content=hidden.encode())
        missing.append(f"the secrets that stand in {config.name} itself (left empty there)")
    named = dict(_secret_files(tomllib.loads(text), folder))
    paths = dict.fromkeys(named, "secret")
    paths |= dict(settings.private_files)
    paths.pop(config.absolute(), None)
    for path, what in paths.items():
        missing.append(_shown(path, folder))
        if path.is_file() and os.access(path, os.R_OK):
            secret.append(_read(path, folder, what))
    variables = [name for name in sorted(environ) if environ[name] and _is_secret_variable(name)]
    missing += [f"the variable {name}" for name in variables]
    there = {each.path for each in secret if each.content.strip()}
    lacking = [
        _shown(path, folder)
        for path, key in named.items()
        if path not in there and key != "token_file" and not _is_replaced(key, variables)
    ]
    return Belongings(tuple(files), tuple(secret), tuple(dict.fromkeys(missing)), tuple(lacking))


def without_secrets(text: str) -> str:
    """A configuration with its passwords emptied. PermanentError when one cannot be found in the text."""
    cleaned = _URL.sub(r"\1@", text)
    for key, value in _inline(tomllib.loads(cleaned)):
        written = re.compile(rf"(\b{key}\s*=\s*)([\"']){re.escape(value)}\2")
        cleaned = written.sub(r'\1""', cleaned)
    if any(True for _ in _inline(tomllib.loads(cleaned))):
        raise PermanentError(
            "A password stands in the configuration in a way that cannot be left out: put it into a file "
            "of its own and name that as password_file."
        )
    return cleaned


def _plain(settings: Settings) -> Iterator[tuple[Path, str]]:
    seen: set[Path] = set()
    owners: tuple[Settings | Client, ...] = (settings, *settings.clients)
    for named in owners:
        for path, what in _written_by_people(named):
            if path not in seen:
                seen.add(path)
                yield path, what
    for box in settings.mailboxes:
        for account in (box.imap, box.smtp):
            if account.ca_file is not None and Path(account.ca_file).is_file():
                yield Path(account.ca_file), "certificate authority"


def _written_by_people(named: Settings | Client) -> Iterator[tuple[Path, str]]:
    """What the organisation, or a client, names as its own, with what concierges kept beside it."""
    for path, what in ((named.catalogue, "catalogue"), (named.topics, "topics")):
        if path is not None:
            yield path, what
            for near in sorted(path.parent.iterdir()):
                if near.name.endswith(LEARNED):
                    yield near, "learned"
    if named.templates is not None:
        for path in sorted(named.templates.rglob("*")):
            if path.is_file():
                yield path, "template"


def _secret_files(values: Any, folder: Path) -> Iterator[tuple[Path, str]]:
    """What keys like password_file name, at any depth, and the key; `secret_file` too."""
    if isinstance(values, dict):
        for key, value in values.items():
            if key.endswith("_file") and key != "ca_file" and isinstance(value, str) and value.strip():
                yield folder / Path(value.strip()).expanduser(), key
            else:
                yield from _secret_files(value, folder)
    elif isinstance(values, list):
        for each in values:
            yield from _secret_files(each, folder)


def _inline(values: Any) -> Iterator[tuple[str, str]]:
    """Secrets that stand in the configuration itself, with their keys."""
    if isinstance(values, dict):
        for key, value in values.items():
            if key in _INLINE and isinstance(value, str) and value:
                yield key, value
            else:
                yield from _inline(value)
    elif isinstance(values, list):
        for each in values:
            yield from _inline(each)


def _is_secret_variable(name: str) -> bool:
    return name.startswith("CONCIERGE_") and name.endswith(("_PASSWORD", "_SECRET", "_DATABASE_URL"))


def _is_replaced(key: str, variables: Iterable[str]) -> bool:
    """Whether a variable may say what the file of this key would: CONCIERGE_…_PASSWORD for password_file."""
    return any(name.endswith(f"_{key.removesuffix('_file').upper()}") for name in variables)


def _read(path: Path, folder: Path, what: str) -> Belonging:
    try:
        return Belonging(_name(path, folder), path, what, path.read_bytes(), path.stat().st_mode & 0o777)
    except OSError as error:
        raise PermanentError(
            f"{path} cannot be read ({error.strerror}), so the backup would lack it: correct its rights."
        ) from None


def _name(path: Path, folder: Path) -> str:
    """As it is called in the backup: without "..", and never absolute."""
    absolute = Path(os.path.normpath(path.absolute()))
    if absolute.is_relative_to(folder):
        return str(PurePosixPath(absolute.relative_to(folder)))
    return str(PurePosixPath(ELSEWHERE, *absolute.parts[1:]))


def _shown(path: Path, folder: Path) -> str:
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else str(path)

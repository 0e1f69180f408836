"""The first files of a service: configuration, secret, catalogue, topics and a folder for own templates."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

from cases.errors import PermanentError
from concierge.config.key_file import first_key

KEY_OCTETS = 32  # HMAC-SHA-256
COPIED = ("catalogue.csv", "topics.toml")
_STARTER = resources.files("concierge") / "starter"


def starter_configuration() -> str:
    """The commented configuration that is written when nothing was asked."""
    return (_STARTER / "concierge.toml").read_text("utf-8")


def starter_names(name: str = "concierge.toml") -> tuple[str, ...]:
    """What `init` writes, as paths from its folder, the configuration first."""
    copied = [file for file in COPIED if (_STARTER / file).is_file()]
    return (name, *copied, "secret", "templates/README.md")


def refuse_what_is_there(directory: Path, names: Iterable[str], name: str = "concierge.toml") -> None:
    """PermanentError when one of these files is in `directory` already."""
    there = [str(directory / each) for each in names if (directory / each).exists()]
    if there:
        verb = "is" if len(there) == 1 else "are"
        configuration = directory / name
        look = f", or run `concierge doctor --config {configuration}`" if configuration.exists() else ""
        raise PermanentError(
            f"Nothing was written, because {', '.join(there)} {verb} there already: "
            f"choose another folder{look}."
        )


def refuse_a_closed_folder(directory: Path) -> None:
    """PermanentError when `directory` cannot be written or made, before anybody answers twenty questions."""
    there = next(each for each in (directory.resolve(), *directory.resolve().parents) if each.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        why = "Permission denied" if there.is_dir() else "Not a directory"
        raise PermanentError(f"{there} cannot be written ({why}): choose another folder.")


def init(
    directory: Path,
    name: str = "concierge.toml",
    configuration: str | None = None,
    private: Mapping[str, str] | None = None,
) -> list[Path]:
    """Write the starter files into `directory` (made where missing); the paths written.

    `configuration` instead of the starter's, `private`: further files that hold a secret of one line.
    PermanentError when one of them is there already, or cannot be written: then none of them is left.
    """
    contents = {path: (_STARTER / path).read_bytes() for path in starter_names(name)[1:] if path in COPIED}
    contents[name] = (configuration or starter_configuration()).encode()
    contents["secret"] = first_key(secrets.token_bytes(KEY_OCTETS), datetime.now(UTC)).encode()
    contents["templates/README.md"] = (_STARTER / "templates.md").read_bytes()
    closed = {name, "secret", *(private or {})}
    contents |= {file: f"{secret}\n".encode() for file, secret in (private or {}).items()}
    refuse_what_is_there(directory, contents, name)
    written: list[Path] = []
    try:
        for folder in (directory, directory / "templates"):
            if not folder.is_dir():
                folder.mkdir(parents=True)
                folder.chmod(
                    folder.stat().st_mode & ~0o022
                )  # whatever the umask: nobody else puts files there
        for file in (*starter_names(name), *(private or {})):
            _write(directory / file, contents[file], mode=0o600 if file in closed else 0o644)
            written.append(directory / file)
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)  # all were new
        raise PermanentError(
            f"{error.filename or directory} cannot be written ({error.strerror}): choose another folder."
        ) from None
    return written


def _write(path: Path, content: bytes, mode: int) -> None:
    """A new file with this mode from its first octet on, whole or not at all."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
    except OSError:
        path.unlink()
        raise

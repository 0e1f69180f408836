"""The first files of a service: configuration, secret, catalogue, topics and a folder for own templates."""

from __future__ import annotations

import os
import secrets
from importlib import resources
from pathlib import Path

from cases.errors import PermanentError

KEY_OCTETS = 32  # HMAC-SHA-256
COPIED = ("catalogue.csv", "topics.toml")


def init(directory: Path, name: str = "concierge.toml") -> list[Path]:
    """Write the starter files into `directory` (made where missing); the paths written.

    PermanentError when one of them is there already: then nothing is written at all.
    """
    starter = resources.files("concierge") / "starter"
    contents: dict[Path, bytes] = {directory / name: (starter / "concierge.toml").read_bytes()}
    for file in COPIED:
        if (starter / file).is_file():
            contents[directory / file] = (starter / file).read_bytes()
    contents[directory / "secret"] = f"0:{secrets.token_hex(KEY_OCTETS)}\n".encode()
    contents[directory / "templates" / "README.md"] = (starter / "templates.md").read_bytes()
    there = [str(path) for path in contents if path.exists()]
    if there:
        raise PermanentError(
            f"Nothing was written, because {', '.join(there)} is there already: choose another folder."
        )
    try:
        for folder in (directory, directory / "templates"):
            if not folder.is_dir():
                folder.mkdir(parents=True)
                folder.chmod(
                    folder.stat().st_mode & ~0o022
                )  # whatever the umask: nobody else puts files there
        for path, content in contents.items():
            _write(path, content, mode=0o600 if path.name in ("secret", name) else 0o644)
    except OSError as error:
        raise PermanentError(
            f"{error.filename} cannot be written ({error.strerror}): choose another folder."
        ) from None
    return list(contents)


def _write(path: Path, content: bytes, mode: int) -> None:
    """A new file with this mode from its first octet on."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)

"""Secrets: from the environment, else from a file, else from the configuration itself; never shown.

| variable | is |
|---|---|
| CONCIERGE_SECRET | what signs reply addresses, instead of `secret_file` |
| CONCIERGE_DATABASE_URL | the database, instead of [database] url |
| CONCIERGE_IMAP_PASSWORD, CONCIERGE_SMTP_PASSWORD | passwords of the only mailbox |
| CONCIERGE_OAUTH2_CLIENT_SECRET | of the only mailbox's oauth2 |
| CONCIERGE_ASSISTANT_KEY | what [assistant] is asked with |
| CONCIERGE_MAILBOX_2_IMAP_PASSWORD, … | the same of the second [[mailbox]] in the file |
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from cases.tokens import Signer
from concierge.config.section import Section
from concierge.config.values import path_in

SHORTEST = 16  # octets of a signing key
OF_TOKENS = "the token"
KEY_NUMBERS = range(16)  # four bits in the token

_NUMBERED = re.compile(r"(\d{1,2}):([0-9A-Fa-f]+)")


@dataclass(frozen=True, slots=True)
class Sources:
    """Where secrets and files may come from: the environment, and the folder of the configuration.

    `private` are the files that a secret was read from, each with what it is in a word. Without `mail` what
    logs in to the mail servers is not asked for: its file may be somebody else's, its variable not set.
    """

    environ: Mapping[str, str]
    directory: Path
    private: dict[Path, str] = field(default_factory=dict)
    mail: bool = True

    def secret_line(self, raw: object) -> str:
        """The first line of the file that a configuration names; ValueError as `Section.get` wants it."""
        path = _path(raw, self.directory)
        self.private[path] = "the password"
        return _first_line(path)

    def variable(self, *names: str) -> str | None:
        """The first of these variables that is set and not empty."""
        return next((self.environ[name] for name in names if self.environ.get(name)), None)


def read_secret(section: Section, key: str, sources: Sources, variables: tuple[str, ...]) -> str | None:
    """The secret `key` of a mail server: a variable, `key`_file or `key`; None where nothing is given."""
    section.known |= {key, f"{key}_file"}
    if not sources.mail:
        return None
    from_environment = sources.variable(*variables)
    if from_environment is not None:
        return from_environment  # what stands in the file is then a placeholder, right or wrong
    if key in section.values and f"{key}_file" in section.values:
        section.refuse(key, f"given beside {key}_file. Keep one of the two.")
    from_file = section.get(f"{key}_file", None, sources.secret_line, secret=True)
    return from_file or section.get(key, None, partial(_as_secret, key), secret=True)


def source_of(section: Section, key: str, sources: Sources, variables: tuple[str, ...]) -> str:
    """Where `read_secret` found this one, in words, so that a refused one can be corrected; "" for none."""
    named = next((name for name in variables if sources.variable(name) is not None), None)
    if named is not None:
        return f"the variable {named}"
    with suppress(ValueError, KeyError):
        return f"{key}_file {_path(section.values[f'{key}_file'], sources.directory)}"
    return f"{key} in {section.name}" if section.values.get(key) else ""


def rereading(
    section: Section, key: str, sources: Sources, variables: tuple[str, ...], before: str | None
) -> Callable[[], str] | None:
    """Reads a secret again for each use where `key`_file gave it, so that a corrected file counts at once.

    None where `before`, what `read_secret` gave, came from elsewhere. A file that cannot be read just then
    gives what it gave last.
    """
    raw = section.values.get(f"{key}_file")
    if before is None or sources.variable(*variables) is not None:
        return None
    try:
        last, path = [before], _path(raw, sources.directory)
    except ValueError:  # none is named, or it was refused as no name
        return None

    def read() -> str:
        with suppress(ValueError):  # it is just being written, or gone
            last[0] = _first_line(path)
        return last[0]

    return read


def secret_path(section: Section, sources: Sources) -> Path:
    """The file of the signing keys, whether it is there or not."""
    return section.get("secret_file", sources.directory / "secret", lambda raw: _path(raw, sources.directory))


def read_signer(section: Section, sources: Sources) -> Signer | None:
    """The keys that sign reply addresses; None when there are none (the mistake is noted)."""
    path = secret_path(section, sources)
    text = sources.variable("CONCIERGE_SECRET")
    if text is None:
        sources.private[path] = "the secret"
    try:
        return parse_keys(text if text is not None else _content(path))
    except ValueError as error:
        section.refuse("secret_file", str(error))
        return None


def parse_keys(text: str) -> Signer:
    """Keys, one a line, the newest first: it signs, the older ones verify.

    "3:HEX" carries its number in the token; a plain line counts from the bottom (the last is 0), so that a
    new line on top leaves the numbers of the others. Lines that begin with # are skipped.
    """
    lines = [line.strip() for line in text.splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]
    keys: dict[int, bytes] = {}
    for position, line in enumerate(lines):
        match = _NUMBERED.fullmatch(line)
        number = int(match[1]) if match else len(lines) - 1 - position
        try:
            key = bytes.fromhex(match[2]) if match else line.encode()
        except ValueError:
            raise ValueError(
                f"line {position + 1} has an odd number of hexadecimal digits. Copy it again."
            ) from None
        if number not in KEY_NUMBERS or number in keys:
            raise ValueError(
                f"key {number} is above 15 or there twice. Give each line a number of its own, 0 to 15."
            )
        if len(key) < SHORTEST:
            raise ValueError(
                f"key {number} is shorter than {SHORTEST} octets. Let `concierge init` write one."
            )
        keys[number] = key
    if not keys:
        raise ValueError("holds no key. Let `concierge init` write one.")
    return Signer(keys, next(iter(keys)))


def _path(raw: object, directory: Path) -> Path:
    if not isinstance(raw, str):
        raise ValueError("not the name of a file. Put it in quotes.")
    if not raw.strip():
        raise ValueError("is empty. Name the file.")
    return path_in(directory, raw)


def _content(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        raise ValueError(f"there is no file {path}. Make it, or correct its name.") from None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise ValueError(f"{path} cannot be read ({reason}). Correct its owner, mode or content.") from None


def _first_line(path: Path) -> str:
    lines = _content(path).splitlines()
    if not lines or not lines[0].strip():
        raise ValueError(f"{path} is empty. Write the secret on its first line.")
    return lines[0]


def _as_secret(key: str, raw: object) -> str:
    if not isinstance(raw, str):
        raise ValueError(f"not a text in quotes. Write it in quotes, or {key}_file instead.")
    if not raw.strip():
        raise ValueError(
            f'is empty. Fill it in (<-- marks what is open), or write {key}_file = "FILE" instead.'
        )
    return raw

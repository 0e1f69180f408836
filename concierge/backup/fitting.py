"""What does not fit a backup that was put back: secrets that are missing, other signing keys."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cases.errors import ConfigurationError
from concierge.backup.archive import Manifest
from concierge.backup.take import key_marks
from concierge.config.load import load

NO_KEYS = (
    "WITHOUT THE SIGNING KEYS of then, replies to every mail that was sent before are not recognised by "
    "their address, and who was erased may come back. A new secret is no replacement: put back the old file."
)


def what_does_not_fit(
    config: Path, environ: Mapping[str, str], manifest: Manifest
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Secrets that are still to be put back, and what is wrong with the signing keys or the configuration."""
    folder = config.absolute().parent
    missing = tuple(
        each
        for each in manifest.missing
        if not (folder / each).is_file() and not environ.get(each.removeprefix("the variable "))
    )
    try:
        settings = load(config, environ, look_up_countries=False, mail=False)
    except ConfigurationError as error:
        mistakes = tuple(str(error).splitlines())
        return missing, (*mistakes, NO_KEYS) if "secret_file" in str(error) else mistakes
    here = key_marks(settings)
    lost = sorted(number for number, mark in manifest.keys.items() if here.get(number) != mark)
    if not lost:
        return missing, ()
    return missing, (
        f"The signing key{'s' if len(lost) > 1 else ''} {', '.join(lost)} of the backup "
        f"{'are' if len(lost) > 1 else 'is'} not in the secret file: replies to mails sent with it are "
        "NOT recognised, and who was erased may come back. Put the file of then back before you start.",
    )

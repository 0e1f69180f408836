"""`concierge secret …`: the keys that sign reply addresses."""

from __future__ import annotations

import os
import secrets
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from cases.errors import PermanentError
from cases.moments import public_moment
from cases.settings import Settings
from concierge.acting import audited
from concierge.config.key_file import Key, keys, rotated
from concierge.opened import database_if_any
from concierge.options import CONFIG, Config, load_settings
from concierge.output import AsJson, local_time, print_json, print_table
from concierge.starter_files import KEY_OCTETS

app = typer.Typer(
    help="The keys that sign reply addresses.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)
RETIRED = (
    "Key {number}{since} is out, because there are sixteen at most: replies to mails sent with it are not "
    "recognised by their address any more (by their subject and references they still are), and mail "
    "of people who were erased while it signed may be imported again."
)


@app.command("list", epilog="Example: concierge secret list")
def listing(json: AsJson = False, config: Config = CONFIG) -> None:
    """List the keys: number, since when, and which one signs. The keys themselves are never shown."""
    settings = load_settings(config)
    found = keys(_text(_file(settings)))
    rows = [
        {"key": each.number, "since": public_moment(each.since), "signs": position == 0}
        for position, each in enumerate(found)
    ]
    if json:
        print_json(rows)
        return
    now = datetime.now(UTC)
    cells = (
        (
            row["key"],
            "signs and verifies" if row["signs"] else "verifies",
            local_time(public_moment(each.since), settings.timezone) or "unknown",
            f"{(now - each.since).days} days" if each.since else "",
        )
        for row, each in zip(rows, found, strict=True)
    )
    print_table(("key", "does", "since", "age"), cells, "")
    typer.echo("A new one: concierge secret rotate")


@app.command("rotate", epilog="Example: concierge secret rotate")
def rotate(
    yes: Annotated[bool, typer.Option("--yes", help="Also where the oldest key has to go.")] = False,
    config: Config = CONFIG,
) -> None:
    """Sign with a new key from now on; the older ones stay, so that mail under way is recognised.

    A running service takes it up within seconds. Take a new backup with --with-secrets afterwards.
    """
    settings = load_settings(config)
    with database_if_any(settings) as has_audit:
        path = _file(settings)
        done = rotated(_text(path), secrets.token_bytes(KEY_OCTETS), datetime.now(UTC))
        if done.retired and not yes:
            raise PermanentError(
                f"{_retired(done.retired)} Nothing was changed; to do it: `concierge secret rotate --yes`."
            )
        _write(path, done.text)
        if has_audit:
            audited("secret.rotated")
    typer.echo(f"Key {done.number} signs from now on ({path}).")
    if done.retired:
        typer.echo(_retired(done.retired))
    typer.echo("A running service takes it up within seconds. Next: concierge backup FILE --with-secrets")


def _file(settings: Settings) -> Path:
    for path, what in settings.private_files:
        if what == "the secret":
            return path
    raise PermanentError(
        "The secret comes from CONCIERGE_SECRET: put a new line on top of it there (16 characters or more), "
        "and start the service again."
    )


def _text(path: Path) -> str:
    return path.read_text("utf-8")


def _retired(key: Key) -> str:
    since = f", since {key.since:%Y-%m-%d}," if key.since else ""
    return RETIRED.format(number=key.number, since=since)


def _write(path: Path, text: str) -> None:
    """In one step, for the same owner; never readable for others."""
    try:
        before = path.stat()
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                # By the descriptor: in a folder of somebody else another file may have this name by now.
                if os.geteuid() == 0:
                    os.fchown(file.fileno(), before.st_uid, before.st_gid)
                os.fchmod(file.fileno(), before.st_mode & 0o640 | 0o600)
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise PermanentError(
            f"{path} could not be changed ({error.strerror}): the keys are as before. Correct its rights."
        ) from None

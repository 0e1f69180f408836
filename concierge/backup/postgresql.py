"""PostgreSQL's own tools: pg_dump and pg_restore, told where to go by their environment only.

What stands in an environment only its owner can read; a command line everybody on the machine can.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from cases.errors import PermanentError

ASIDE = "before_restore_"  # begins the schemas in which earlier databases are kept
_VARIABLES = {
    "host": "PGHOST",
    "hostaddr": "PGHOSTADDR",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "passfile": "PGPASSFILE",
    "service": "PGSERVICE",
    "options": "PGOPTIONS",
    "sslmode": "PGSSLMODE",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "sslrootcert": "PGSSLROOTCERT",
    "gssencmode": "PGGSSENCMODE",
    "channel_binding": "PGCHANNELBINDING",
    "connect_timeout": "PGCONNECT_TIMEOUT",
    "target_session_attrs": "PGTARGETSESSIONATTRS",
    "application_name": "PGAPPNAME",
}
_VERSION = re.compile(r"\(PostgreSQL\) (\d+)")
_COPY = re.compile(rb'COPY (?:[a-z_0-9"]+\.)?"?([a-z_0-9]+)"? \(')


def environment(url: str) -> dict[str, str]:
    """What stands in a database URL, as variables that libpq reads."""
    parts = urlsplit(url)
    network, _, hosts = parts.netloc.rpartition("@")
    user, _, password = network.partition(":")
    host, colon, port = hosts.rpartition(":") if not hosts.endswith("]") else (hosts, "", "")
    found = {
        "user": unquote(user),
        "password": unquote(password),
        "host": unquote((host if colon else hosts).strip("[]")),
        "port": port if colon else "",
        "dbname": unquote(parts.path.lstrip("/")),
    }
    for key, value in parse_qsl(parts.query):
        if key not in _VARIABLES:
            raise PermanentError(
                f"database.url says {key}, which PostgreSQL's tools cannot be told: take it out."
            )
        found[key] = value
    return {_VARIABLES[key]: value for key, value in found.items() if value}


def dump(url: str, target: Path, snapshot: str, server: int) -> None:
    """Write the database at this snapshot to `target`, in pg_dump's custom format."""
    require("pg_dump", server)
    wanted = [
        *("pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--no-password"),
        *(f"--snapshot={snapshot}", f"--exclude-schema={ASIDE}*", f"--file={target}"),
    ]
    _run(wanted, environment(url))


def rows(dumped: Path) -> dict[str, int]:
    """Rows by table of a dump, read as a whole; PermanentError when it cannot be."""
    command = ["pg_restore", "--data-only", "--file=-", str(dumped)]
    found: dict[str, int] = {}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:  # noqa: S603
        assert process.stdout is not None
        assert process.stderr is not None
        table = ""
        for line in process.stdout:
            if table and line == b"\\.\n":
                table = ""
            elif table:
                found[table] += 1
            elif match := _COPY.match(line):
                table = match[1].decode()
                found[table] = 0
        words = process.stderr.read().decode(errors="replace")
    if process.returncode:
        raise PermanentError(f"The dump of the database cannot be read back: {' '.join(words.split())}")
    return found


def put_back(url: str, dumped: Path, server: int) -> None:
    """Fill the empty database of this URL, all or nothing."""
    require("pg_restore", server)
    settings = environment(url)
    wanted = [
        *("pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"),
        *(
            "--no-password",
            f"--dbname={settings.get('PGDATABASE') or settings.get('PGUSER', '')}",
            str(dumped),
        ),
    ]
    _run(wanted, settings)


def require(tool: str, server: int) -> None:
    """PermanentError unless `tool` is there and not older than the server (`server`: its major version)."""
    package = f"postgresql-client-{server}"
    try:
        said = subprocess.run([tool, "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        raise PermanentError(
            f"{tool} is not there, and the database is on PostgreSQL {server}: install {package}."
        ) from None
    match = _VERSION.search(said)
    if match is None or int(match[1]) < server:
        have = match[1] if match else said.strip()
        raise PermanentError(
            f"{tool} is of version {have}, and the server is PostgreSQL {server}: install {package}, "
            "and let its folder come first in PATH."
        )


def _run(command: Sequence[str], settings: Mapping[str, str]) -> None:
    try:
        done = subprocess.run(  # noqa: S603 - ours
            command, env={**os.environ, **settings}, capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise PermanentError(f"{command[0]} cannot be started ({error.strerror}): install it.") from None
    if done.returncode:
        words = " ".join(done.stderr.split())
        raise PermanentError(f"{command[0]} did not end well: {words}")

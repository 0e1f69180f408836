"""A PostgreSQL cluster in a directory of its own; as root it runs under the user postgres."""

from __future__ import annotations

import contextlib
import itertools
import os
import pwd
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg

from tests.servers.processes import HOST, MissingServerError, free_ports, server_folder

_OPTIONS = (
    "-c fsync=off -c full_page_writes=off -c max_connections=60 -c shared_buffers=32MB "
    "-c autovacuum=off -c log_min_messages=warning"
)


class Postgres:
    """A running cluster that makes databases quickly, by copying a template."""

    def __init__(self, port: int, version: str) -> None:
        self.port, self.version = port, version
        self._numbers = itertools.count(1)
        self._prepared: dict[str, str] = {}

    def url(self, database: str) -> str:
        return f"postgresql://postgres@{HOST}:{self.port}/{database}"

    def new_database(self, template: str = "template0") -> str:
        """The URL of a fresh database."""
        name = f"t{next(self._numbers)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def copy_of(self, key: str, prepare: Callable[[str], None]) -> str:
        """A fresh database like the one that `prepare(url)` makes, once per `key`.

        `prepare` has to close its connections.
        """
        if key not in self._prepared:
            url = self.new_database()
            prepare(url)
            self._prepared[key] = url.rpartition("/")[2]
        return self.new_database(self._prepared[key])

    def drop(self, url: str) -> None:
        """Also with connections still open to it."""
        self._execute(f"DROP DATABASE IF EXISTS {url.rpartition('/')[2]} WITH (FORCE)")

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


@contextlib.contextmanager
def running_postgres() -> Iterator[Postgres]:
    """Started in about 2 s. Raises MissingServerError without PostgreSQL."""
    binaries = _binaries()
    with server_folder("postgres") as folder:
        as_user: list[str] = []
        if os.getuid() == 0:
            try:
                user = pwd.getpwnam("postgres")
            except KeyError:
                raise MissingServerError("there is no user postgres: install postgresql") from None
            os.chown(folder, user.pw_uid, user.pw_gid)
            as_user = ["runuser", "-u", "postgres", "--"]
        cluster, (port,) = folder / "cluster", free_ports(1)
        initialise = ["--auth=trust", "--username=postgres", "--no-sync", "--encoding=UTF8"]
        initialise += ["--locale=C", "-D", str(cluster)]
        _run([*as_user, str(binaries / "initdb"), *initialise], folder)
        control = [*as_user, str(binaries / "pg_ctl"), "-D", str(cluster), "-w"]
        options = f"-p {port} -k {folder} -h {HOST} {_OPTIONS}"
        _run([*control, "-l", str(folder / "log"), "-o", options, "start"], folder)
        try:
            version = _run([str(binaries / "postgres"), "--version"], folder).split()[2]
            yield Postgres(port, version)
        finally:
            _run([*control, "-m", "immediate", "stop"], folder)


def _run(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command} failed: {done.stdout}{done.stderr}")
    return done.stdout


def _binaries() -> Path:
    found = [p.parent for p in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if found:
        return max(found, key=lambda p: float(p.parent.name))
    on_path = shutil.which("initdb")
    if on_path is None:
        raise MissingServerError("PostgreSQL is not installed: install the package postgresql")
    return Path(on_path).resolve().parent

"""What every real server of the tests needs: a place, a port, a certificate, a start and an end."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HOST = "127.0.0.1"


class MissingServerError(Exception):
    """A server program is not on this machine; the text names the package to install."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A self-signed certificate for localhost and 127.0.0.1; `cert` is also its own authority file."""

    cert: Path
    key: Path


def program(name: str, package: str) -> str:
    """Where a program is; /usr/sbin counts also when PATH has no sbin."""
    path = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
    if path is None:
        raise MissingServerError(f"{name} is not installed: install the package {package}")
    return path


@contextlib.contextmanager
def server_folder(name: str) -> Iterator[Path]:
    """A short path which other users may enter (socket names are limited, daemons change user)."""
    folder = Path(tempfile.mkdtemp(prefix=f"lc-{name}-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on now."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind((HOST, 0))
        return [one.getsockname()[1] for one in sockets]


def wait_for_port(port: int, process: subprocess.Popen[bytes] | None = None, seconds: float = 60) -> None:
    """Until somebody accepts there; fails when the process ended or the time is over."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection((HOST, port), 1).close()
            return
        except OSError:
            ended = process is not None and process.poll() is not None
            if ended or time.monotonic() > deadline:
                raise RuntimeError(f"no server came up on port {port}") from None
            time.sleep(0.01)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask a process of ours to end, and wait for it."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)


def make_certificate(folder: Path) -> Certificate:
    """By openssl, valid for two days, readable by the servers' users."""
    made = Certificate(folder / "cert.pem", folder / "key.pem")
    command = [program("openssl", "openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes"]
    command += ["-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    command += ["-keyout", str(made.key), "-out", str(made.cert)]
    subprocess.run(command, check=True, capture_output=True)
    made.key.chmod(0o644)
    return made

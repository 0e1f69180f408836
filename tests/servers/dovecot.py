"""Dovecot in a directory of its own: IMAP, IMAPS, LMTP, submission, and AUTH for Postfix.

Runs as root (mail then belongs to nobody) and as an ordinary user. Users can be added while it runs.
"""

from __future__ import annotations

import contextlib
import grp
import http.server
import json
import os
import pwd
import re
import subprocess
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.servers.processes import (
    HOST,
    Certificate,
    MissingServerError,
    end,
    free_ports,
    program,
    server_folder,
    wait_for_port,
)

PACKAGES = "dovecot-imapd dovecot-lmtpd dovecot-submissiond"
MECHANISMS = "plain login xoauth2 oauthbearer"
_TEMPLATE = Path(__file__).parent / "dovecot-2.3.conf"
_OAUTH2 = """introspection_mode = post
introspection_url  = http://127.0.0.1:{port}/introspect
username_attribute = username
active_attribute   = active
active_value       = true
timeout_msecs      = 5000
"""


class Dovecot:
    """A running server. Whose an access token is says `tokens`, else one of `whose`."""

    def __init__(self, folder: Path, certificate: Certificate, version: str) -> None:
        self.folder, self.certificate, self.version = folder, certificate, version
        self.tokens: dict[str, str] = {}
        self.whose: list[Callable[[str], str | None]] = []  # TokenServer.whose
        ports = free_ports(6)
        self.imap, self.imaps, self.submission, self.lmtp, self.auth, self.relay = ports

    def add_user(self, address: str, password: str) -> None:
        """Known at once: a file a user, because a changed file is noticed only a second later."""
        (self.folder / "users" / address).write_text(f"{address}:{{PLAIN}}{password}::::::\n")

    def owner(self, token: str) -> str | None:
        """Whose mailbox this access token opens now."""
        known = (ask(token) for ask in self.whose)
        return self.tokens.get(token) or next((user for user in known if user), None)

    def write_configuration(self, introspection_port: int, mechanisms: str) -> Path:
        name = "nobody" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
        user = pwd.getpwnam(name)
        for part in ("run", "state", "mail", "home", "users"):
            (self.folder / part).mkdir()
            if os.getuid() == 0 and part in ("mail", "home"):
                os.chown(self.folder / part, user.pw_uid, user.pw_gid)
        values = {
            "D": self.folder,
            "MECHANISMS": mechanisms,
            "CERT": self.certificate.cert,
            "KEY": self.certificate.key,
            "USER": name,
            "GROUP": grp.getgrgid(user.pw_gid).gr_name,
            "UID": user.pw_uid,
            "GID": user.pw_gid,
            "IMAP": self.imap,
            "IMAPS": self.imaps,
            "SUBMISSION": self.submission,
            "LMTP": self.lmtp,
            "AUTH": self.auth,
            "RELAY": self.relay,
        }
        text = re.sub(r"@([A-Z]+)@", lambda m: str(values[m[1]]), _TEMPLATE.read_text())
        (self.folder / "oauth2.conf.ext").write_text(_OAUTH2.format(port=introspection_port))
        configuration = self.folder / "dovecot.conf"
        configuration.write_text(text)
        return configuration


@contextlib.contextmanager
def running_dovecot(certificate: Certificate, mechanisms: str = MECHANISMS) -> Iterator[Dovecot]:
    """Started in about 0.1 s, with these ways to log in. Raises MissingServerError without Dovecot 2.3."""
    binary = program("dovecot", PACKAGES)
    for part in ("lmtp", "submission"):
        if not any(Path(p, part).exists() for p in ("/usr/lib/dovecot", "/usr/libexec/dovecot")):
            raise MissingServerError(f"Dovecot's {part} is not installed: install {PACKAGES}")
    answer = subprocess.run([binary, "--version"], capture_output=True, text=True, check=True)
    version = answer.stdout.split()[0]
    if not version.startswith("2.3."):
        raise MissingServerError(f"Dovecot {version} has another configuration: Dovecot 2.3 is needed")
    with server_folder("dovecot") as folder:
        server = Dovecot(folder, certificate, version)
        with _introspection(server) as port:
            configuration = server.write_configuration(port, mechanisms)
            process = subprocess.Popen([binary, "-F", "-c", str(configuration)])
            try:
                for port in (server.imap, server.imaps, server.lmtp, server.submission):
                    wait_for_port(port, process)
                yield server
            finally:
                end(process)


@contextlib.contextmanager
def _introspection(dovecot: Dovecot) -> Iterator[int]:
    """The endpoint at which Dovecot asks whose token it is (RFC 7662)."""

    class Endpoint(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            user = dovecot.owner(urllib.parse.parse_qs(body).get("token", [""])[0])
            answer = json.dumps({"active": user is not None, "username": user}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer((HOST, 0), Endpoint) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()

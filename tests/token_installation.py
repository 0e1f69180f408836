"""An installation whose mailbox is opened by tokens, from the token server of the tests, in each of the ways.

The servers are Dovecot's IMAP and submission; every secret word is remembered, so that `leaked` finds it
wherever it should not be.
"""

from __future__ import annotations

import base64
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from cases.settings import ImapAccount
from tests.concierge.oauth.keys import key_and_certificate
from tests.installation import ROOT, Done, Forge, Installation, until
from tests.scene import Wishes
from tests.servers.post import Post, User
from tests.servers.token_server import TokenServer

WAYS = ("client secret", "certificate", "device code", "service account", "desktop client")
BY_LOGIN = ("device code", "desktop client")
_KEPT = {"tokens", "secret", "client.secret", "app.pem", "key.json"}  # files that hold what is secret
_SECRET_FIELDS = (
    *("client_secret", "client_assertion", "assertion", "refresh_token", "code", "code_verifier"),
    "device_code",
)


class ByToken(Installation):
    """`way` is one of WAYS."""

    def __init__(
        self, way: str, server: TokenServer, post: Post, url: str, folder: Path, forge: Forge, **wishes: Any
    ) -> None:
        self.way, self.server = way, server
        super().__init__(post, url, folder, forge, **wishes)
        self._environment["REQUESTS_CA_BUNDLE"] = server.ca_file
        self._environment["CONCIERGE_DEBUG"] = "1"
        for name in ("client.secret", "app.pem", "key.json"):
            if (folder / name).exists():
                (folder / name).chmod(0o600)
        self.token_file = folder / "tokens" / f"{self.service.address}.json"

    def _accounts(self, wishes: Wishes) -> str:
        imap, smtp = self.post.imap(self.service), self.post.smtp(self.service)
        where = 'host = "{}", port = {}, security = "{}", timeout = "10s"'
        return "\n".join(
            (
                f"imap = {{ {where.format(imap.host, imap.port, imap.security)} }}",
                f"smtp = {{ {where.format(smtp.host, smtp.port, smtp.security)}, "
                f'connections = {wishes.connections}, rate = "1000 per 1m" }}',
                f"oauth2 = {{ {self._oauth2()} }}",
            )
        )

    def _oauth2(self) -> str:
        """As docs/operations.md says it for each way."""
        if self.way in ("client secret", "certificate", "device code"):
            private, public = key_and_certificate()
            app = self.server.microsoft.register(self.service.address, public)
            line = f'provider = "microsoft", tenant = "{app.tenant}", client_id = "{app.client_id}"'
            if self.way == "client secret":
                (self.folder / "client.secret").write_text(app.secret + "\n")
                line += ', client_secret_file = "client.secret"'
            elif self.way == "certificate":
                (self.folder / "app.pem").write_bytes(public + private)
                line += ', certificate_file = "app.pem"'
        elif self.way == "service account":
            account = self.server.google.service_account(self.service.address)
            (self.folder / "key.json").write_text(account.file())
            line = 'provider = "google", service_account_file = "key.json"'
        else:
            client = self.server.google.desktop_client(self.service.address)
            (self.folder / "client.secret").write_text(client.secret + "\n")
            line = (
                f'provider = "google", client_id = "{client.client_id}", client_secret_file = "client.secret"'
            )
        return f'{line}, authority = "{self.server.url}"'

    # -- signing in

    def log_in(self) -> Done:
        """`concierge login`, with a person who does what it says; where none is needed it tries a token."""
        running = self._fork(cli=["login", self.service.address, "--config", str(self.config)])
        if self.way == "device code":
            until(lambda: self.server.microsoft.devices or not running.alive, "a device code")
            if self.server.microsoft.devices:
                self.server.microsoft.approve(self.service.address)
        elif self.way == "desktop client":
            running.wait_for(r"https://\S+code_challenge\S+")
            found = re.search(r"https://\S+code_challenge\S+", running.log)
            assert found
            self.server.browse(found[0])
        return Done(running.wait(), running.log)

    def dies_with_a_new_token(self) -> None:
        """`run --once`, killed (SIGKILL) at the first login that presents a token to a mail server."""
        script = (
            "import os, signal, sys\n"
            "from cases import sasl\n"
            "sasl.initial = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
            "from concierge import cli\n"
            f"sys.exit(cli.main(['run', '--once', '--config', {str(self.config)!r}]))\n"
        )
        ended = subprocess.run(
            [sys.executable, "-c", script], env={**self._environment, "PYTHONPATH": str(ROOT)}, timeout=60
        )
        assert -9 == ended.returncode

    # -- looking for what leaked

    def leaked(self, *more: str) -> list[str]:
        """Where a secret word is: in logs, the database, mails, files, process lists, or `more` texts."""
        secrets = self._secrets()
        texts = dict(enumerate(more)) | {path.name: self._text(path) for path in self._files()}
        for name in ("anna", "bram", "lead", "service"):
            user: User = getattr(self, name)
            texts[name] = "\n".join(str(each.raw) for each in self.letters(user))
        for process in Path("/proc").glob("[0-9]*/cmdline"):
            texts[str(process)] = self._text(process)
        return [f"{word[:6]}… in {name}" for name, text in texts.items() for word in secrets if word in text]

    def _secrets(self) -> set[str]:
        words = set(self.server.handed_out)
        for asked in self.server.asked:
            words |= {asked.form[name] for name in _SECRET_FIELDS if asked.form.get(name)}
        keys = [key_and_certificate()[0], *(self._file(n) for n in ("app.pem", "key.json"))]
        lines = [key.decode().replace("\\n", "\n") for key in keys]
        words |= {line for text in lines for line in re.findall(r"[A-Za-z0-9+/]{60,}", text)}
        tokens = [word for word in words if word.startswith("at.")]
        for token in tokens:  # as it goes over the wire, whatever the padding
            for before in range(3):
                raw = base64.b64encode(b"x" * before + token.encode()).decode()
                words.add(raw[4:-6])
        return {word for word in words if len(word) > 12}

    def _file(self, name: str) -> bytes:
        path = self.folder / name
        return path.read_bytes() if path.exists() else b""

    def _files(self) -> list[Path]:
        found = [path for path in self.folder.rglob("*") if path.is_file()]
        return [path for path in found if path.relative_to(self.folder).parts[0] not in _KEPT]

    @staticmethod
    def _text(path: Path) -> str:
        try:
            return path.read_bytes().decode("latin-1")
        except OSError:
            return ""  # the process has ended


class TokenPost(Post):
    """A loop whose IMAP server takes tokens only: its users' own clients have tokens too."""

    def by_tokens_of(self, server: TokenServer) -> None:
        self._server = server

    def imap(self, user: User) -> ImapAccount:
        account = super().imap(user)
        token = self._server.access_token(user.address)
        return replace(account, password=None, token=lambda: token)

    def submit(self, user: User, raw: bytes, *to: str) -> None:
        """Delivered with a pass: the clients of the others are not what is looked at here."""
        for each in to:
            self.deliver(raw, each, mail_from=user.address)

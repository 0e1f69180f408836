"""Gnus in Emacs, over IMAP and SMTP, without a screen."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.clients.base import MailClient, Seat, Typed

_SCRIPT = Path(__file__).with_name("emacs.el")


class Gnus(MailClient):
    name, package, program = "gnus", "emacs-nox", "emacs"

    def new(self, seat: Seat, to: str, subject: str, typed: Typed) -> None:
        self._run(seat, action="new", to=to, subject=subject, editor=seat.editor(typed))

    def reply(self, seat: Seat, message_id: str, typed: Typed) -> None:
        self._run(seat, action="reply", message_id=message_id.strip("<>"), editor=seat.editor(typed))

    def reply_at_point(self, seat: Seat, message_id: str, words: str) -> None:
        """Typed where Gnus leaves the cursor: between the attribution and the quoted lines."""
        self._run(seat, action="at-point", message_id=message_id.strip("<>"), words=words)

    def forward(self, seat: Seat, message_id: str, to: str, typed: Typed) -> None:
        self._run(seat, action="forward", message_id=message_id.strip("<>"), to=to, editor=seat.editor(typed))

    def _run(self, seat: Seat, **asked: str) -> None:
        login = f"login {seat.user.address} password {seat.user.password}"
        ports = (seat.imap.port, seat.smtp.port)
        known = "".join(f"machine 127.0.0.1 port {port} {login}\n" for port in ports)
        (seat.folder / "authinfo").write_text(known)
        (seat.folder / "authinfo").chmod(0o600)
        values = {"name": seat.name, "address": seat.user.address, "folder": str(seat.folder)} | asked
        lines = [f"(setq lc-{key.replace('_', '-')} {json.dumps(text)})" for key, text in values.items()]
        lines += [f"(setq lc-imap {seat.imap.port} lc-smtp {seat.smtp.port})", f'(load "{_SCRIPT}")']
        script = seat.folder / "run.el"
        script.write_text("\n".join(lines), encoding="utf-8")
        done = subprocess.run(
            [self.find(), "-Q", "--batch", "-l", str(script)],
            env=seat.env,
            cwd=seat.folder,
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        assert done.returncode == 0, done.stdout + done.stderr

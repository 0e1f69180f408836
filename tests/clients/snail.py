"""S-nail, the mailx of BSD and SysV, driven by the commands that it reads from its input."""

from __future__ import annotations

import subprocess

from tests.clients.base import MailClient, Seat, Typed

_RC = """
set v15-compat
set from="{name} <{address}>"
set mta=smtp://{login}:{password}@127.0.0.1:{smtp}
set smtp-use-starttls smtp-auth=plain
set tls-verify=ignore tls-ca-file={ca}
set imap-auth=login
unset save record
set nosave sendwait
set ttycharset=utf-8 sendcharsets=utf-8 reply-in-same-charset=no
set quote reply-to-honour
set indentprefix="> "
set editor="{editor}"
set EDITOR="{editor}"
set VISUAL="{editor}"
wysh set message-inject-tail=$'\\n-- \\n{signature}\\n'
"""


class SNail(MailClient):
    name, package, program = "s-nail", "s-nail", "s-nail"

    def new(self, seat: Seat, to: str, subject: str, typed: Typed) -> None:
        self._run(seat, typed, f"mail {to}", subject)

    def reply(self, seat: Seat, message_id: str, typed: Typed) -> None:
        self._run(seat, typed, f"reply {_chosen(message_id)}")

    def forward(self, seat: Seat, message_id: str, to: str, typed: Typed) -> None:
        self._run(seat, typed, f"forward {_chosen(message_id)} {to}")

    def _run(self, seat: Seat, typed: Typed, command: str, subject: str = "") -> None:
        rc = seat.folder / "mailrc"
        login = seat.user.address.replace("@", "%40")
        editor = seat.folder / "editor"
        editor.write_text(f'#!/bin/sh\nexec {seat.editor(typed)} "$1"\n', encoding="utf-8")
        editor.chmod(0o755)
        words = _RC.format(
            name=seat.name,
            address=seat.user.address,
            login=login,
            password=seat.user.password,
            smtp=seat.smtp.port,
            ca=seat.imap.ca_file,
            signature=seat.signature.replace("\n", "\\n"),
            editor=editor,
        )
        rc.write_text(words, encoding="utf-8")
        box = f"imaps://{login}:{seat.user.password}@127.0.0.1:{seat.imap.port}/INBOX"
        escapes = [f"~s {subject}"] if subject else []
        lines = "\n".join([command, *escapes, "~v", "~.", "xit", ""])
        done = subprocess.run(
            [self.find(), "-n", "-#", "-f", box],
            input=lines,
            env={**seat.env, "MAILRC": str(rc)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        print(done.stdout, done.stderr)
        assert done.returncode == 0, done.stdout + done.stderr


def _chosen(message_id: str) -> str:
    """The message list of the mail with this Message-ID."""
    return f'"(header message-id {message_id.strip("<>")})"'

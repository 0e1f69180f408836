"""What every driven mail client can do, and what a person types into it."""

from __future__ import annotations

import json
import os
import shutil
import sys
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from cases.settings import ImapAccount, SmtpAccount
from tests.servers.post import Post, User

EDITOR = Path(__file__).with_name("editor.py")


class MissingClientError(Exception):
    """A mail client is not on this machine; the text names the package to install."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What is typed into a draft, by `editor.edited`; `between`: words of a quoted line -> its answer."""

    top: str = ""
    bottom: str = ""
    between: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody at their desk: mailbox, name, signature, and a folder for what their client keeps."""

    user: User
    name: str
    signature: str
    imap: ImapAccount
    smtp: SmtpAccount
    folder: Path

    @classmethod
    def of(cls, post: Post, user: User, name: str, signature: str, folder: Path) -> Seat:
        folder.mkdir(parents=True)
        (folder / "signature").write_text(signature + "\n", encoding="utf-8")
        return cls(user, name, signature, post.imap(user), post.smtp(user), folder)

    @property
    def env(self) -> dict[str, str]:
        """Nothing of this machine's own settings; HOME is the folder."""
        return {
            "HOME": str(self.folder),
            "PATH": os.environ["PATH"],
            "TERM": "xterm",
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "TZ": "Europe/Brussels",
            "TMPDIR": str(self.folder),
        }

    def editor(self, typed: Typed) -> str:
        """The command that types this into the file whose name follows."""
        asked = self.folder / "typed.json"
        asked.write_text(json.dumps(asdict(typed)), encoding="utf-8")
        return f"{sys.executable} -I {EDITOR} {asked}"


class MailClient(ABC):
    """One mail client. A mail is chosen by its Message-ID; it is read before it is answered."""

    name: str
    package: str
    program: str

    @classmethod
    def find(cls) -> str:
        """Where its program is. MissingClientError where it is not installed."""
        path = shutil.which(cls.program)
        if path is None:
            raise MissingClientError(f"{cls.program} is not installed: install the package {cls.package}")
        return path

    def close(self) -> None:  # noqa: B027 - most clients end by themselves
        """End what it started."""

    @abstractmethod
    def new(self, seat: Seat, to: str, subject: str, typed: Typed) -> None:
        """Write and send a mail."""

    @abstractmethod
    def reply(self, seat: Seat, message_id: str, typed: Typed) -> None:
        """Answer with the quotation that the client makes."""

    @abstractmethod
    def forward(self, seat: Seat, message_id: str, to: str, typed: Typed) -> None:
        """Forward, in the text of the mail."""

"""From an empty folder to a first answered mail, on real servers, with a service that somebody else starts.

    python -m tests.deploy.first_mail FOLDER SEEN_AS -- COMMAND...

FOLDER holds what `concierge init` wrote; SEEN_AS is its name where the service runs. What an operator fills
in is filled in, `COMMAND start` is called, Maria asks, Anna answers from "a mail client", and `COMMAND
health` has to be content. `.ci/installed` calls it for each way of installing, with Dovecot and Postfix.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.scene import Letter, Scene, letter
from tests.servers.dovecot import running_dovecot
from tests.servers.post import Post, User, postfix_post
from tests.servers.postfix import running_postfix
from tests.servers.processes import make_certificate, server_folder

LONG = 90.0  # seconds: a first start compiles, upgrades a database and looks into a mailbox


class Operator(Scene):
    """Who fills in the files that `concierge init` wrote, and the people who write then."""

    def __init__(self, post: Post, folder: Path, seen_as: Path) -> None:
        self.post, self.folder, self.now = post, folder, datetime.now(UTC)
        self.names = dict[str, str]()
        self.service = post.new_user("help")
        self.anna = self.person("anna", "Anna Peeters")
        self.lead = self.person("lead", "Lea De Wit")
        self.maria = self.person("maria", "Maria Janssens")
        self._fill_in(seen_as)

    def _fill_in(self, seen_as: Path) -> None:
        imap, smtp = self.post.imap(self.service), self.post.smtp(self.service)
        (self.folder / "mailbox.password").write_text(f"{self.service.password}\n")
        (self.folder / "mailbox.password").chmod(0o600)
        shutil.copy(str(imap.ca_file), self.folder / "ca.pem")
        rest = (
            f'host = "{imap.host}", password_file = "{seen_as / "mailbox.password"}", ca_file = "ca.pem" }}'
        )
        lines = {
            r"lead = .*": f'lead = ["{self.lead.address}"]',
            r'address = "learninghelp@.*': f'address = "{self.service.address}"',
            r"allowed_senders = .*": f'allowed_senders = ["@{self.post.domain}"]',
            r"trusted_authserv_ids = .*": f'trusted_authserv_ids = ["{self.post.authserv_id}"]',
            r"imap = .*": f'imap = {{ port = {imap.port}, security = "tls", {rest}',
            r"smtp = .*": f'smtp = {{ port = {smtp.port}, security = "starttls", {rest}',
            r'address = "anna@.*': f'address = "{self.anna.address}"',
        }
        file = self.folder / "concierge.toml"
        text = file.read_text()
        for pattern, line in lines.items():
            text, found = re.subn(f"^{pattern}$", line, text, count=1, flags=re.M)
            assert found, f"the starter file has no line like {pattern}"
        file.write_text(text)

    def arrival(self, user: User, word: str) -> Letter:
        """The first mail in their inbox whose subject or text has this word."""
        return letter(self.post.wait_for(user, lambda mail: word in str(mail), LONG))


def play(post: Post, folder: Path, seen_as: Path, command: list[str]) -> None:
    """The story, a line a step."""
    began = time.monotonic()

    def tell(what: str) -> None:
        print(f"first mail: {what} ({time.monotonic() - began:.0f} s)", flush=True)

    operator = Operator(post, folder, seen_as)
    subprocess.run([*command, "start"], check=True)
    tell("the service is started")
    mail = operator.compose(
        operator.maria,
        operator.service.address,
        "Presenting",
        "Hi,\n\nI have to present in two weeks and I dread it.\n\nMaria\n",
    )
    operator.send(operator.maria, mail)
    acknowledged = operator.arrival(operator.maria, "[LC-1]")
    assert acknowledged["In-Reply-To"] == mail["Message-ID"]
    tell("Maria is told when to expect a person")
    asked = operator.arrival(operator.anna, "I dread it")
    tell("Anna has the request")
    reply = operator.composed_reply(operator.anna, asked, "Start with the three things they must remember.\n")
    operator.send(operator.anna, reply)
    answered = operator.arrival(operator.maria, "three things they must remember")
    assert operator.service.address in answered["From"], answered["From"]
    tell("Maria has Anna's answer")
    subprocess.run([*command, "health"], check=True)
    tell("health is content")


def main() -> None:
    folder, seen_as, dashes, *command = sys.argv[1:]
    assert dashes == "--", __doc__
    with contextlib.ExitStack() as stack:
        certificate = make_certificate(stack.enter_context(server_folder("certificate")))
        dovecot = stack.enter_context(running_dovecot(certificate))
        postfix = stack.enter_context(running_postfix(dovecot))
        play(postfix_post(dovecot, postfix), Path(folder), Path(seen_as), command)


if __name__ == "__main__":
    main()

"""Real mail for tests: users who send, receive and look into their mailboxes, on any of three loops.

Every test makes its own users, so tests share servers without seeing each other's mail:

    service, anna = post.new_user("learninghelp"), post.new_user("anna")
    post.submit(anna, raw, service.address)
    post.wait_for(service, lambda mail: mail["Subject"] == "Excel")
"""

from __future__ import annotations

import email
import secrets
import smtplib
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message

from cases.settings import ImapAccount, SmtpAccount
from concierge.demo.border import PASS, Arriving, Results, with_results
from concierge.demo.servers import DemoMail
from intake.imap.mailbox import Mailbox
from tests.servers.dovecot import Dovecot
from tests.servers.postfix import Postfix
from tests.servers.processes import HOST
from tests.servers.relay import deliver_by_lmtp

DOMAIN = "example.test"
AUTHSERV_ID = "mx.example.test"


@dataclass(frozen=True, slots=True)
class User:
    address: str
    password: str = "secret"


@dataclass(frozen=True, slots=True)
class Way:
    """A port and how it is secured (tls, starttls, none)."""

    port: int
    security: str


class Post:
    """One loop of servers. `kind` is "postfix", "submission" or "built-in"."""

    domain = DOMAIN
    authserv_id = AUTHSERV_ID

    def __init__(
        self,
        kind: str,
        imap: Way,
        smtp: Way,
        ca_file: str | None,
        add_user: Callable[[str, str], None],
        at_the_border: Callable[[Arriving, Results], None],
    ) -> None:
        self.kind = kind
        self._imap, self._smtp, self._ca_file = imap, smtp, ca_file
        self._add_user, self._at_the_border = add_user, at_the_border

    def new_user(self, local: str = "user") -> User:
        """A mailbox nobody else uses: `local-1f3a9c@example.test`."""
        user = User(f"{local}-{secrets.token_hex(3)}@{self.domain}")
        self._add_user(user.address, user.password)
        return user

    def imap(self, user: User) -> ImapAccount:
        return ImapAccount(
            HOST,
            self._imap.port,
            self._imap.security,
            user.address,
            user.password,
            ca_file=self._ca_file,
            timeout=10.0,
        )

    def smtp(self, user: User) -> SmtpAccount:
        return SmtpAccount(
            HOST,
            self._smtp.port,
            self._smtp.security,
            user.address,
            user.password,
            ca_file=self._ca_file,
            timeout=10.0,
        )

    def deliver(
        self, raw: bytes, to: str, *, mail_from: str = "outside@example.net", results: Results = PASS
    ) -> None:
        """A mail from outside, as the border hands it on: false claims removed, `results` stamped."""
        self._at_the_border(Arriving(raw, mail_from, to), results)

    def submit(self, user: User, raw: bytes, *to: str) -> None:
        """What a mail client does on "Send": STARTTLS, AUTH, MAIL FROM the own address.

        Raises smtplib's errors. The servers stamp a pass for the domain in From.
        """
        with smtplib.SMTP(HOST, self._smtp.port, timeout=20) as client:
            if self._smtp.security == "starttls":
                client.starttls(context=ssl.create_default_context(cafile=self._ca_file))
            client.login(user.address, user.password)
            client.sendmail(user.address, list(to), raw)

    def inbox(self, user: User, folder: str = "INBOX") -> list[bytes]:
        """Every mail in the folder, oldest first, as stored."""
        with Mailbox(self.imap(user)) as box:
            box.open(folder, read_only=True)
            return [mail.raw for mail in box.fetch(box.uids_after(0, 100_000))]

    def wait_for(
        self,
        user: User,
        wanted: Callable[[Message], bool] = lambda _mail: True,
        timeout: float = 15.0,
        folder: str = "INBOX",
    ) -> bytes:
        """The first mail that is wanted; fails with the subjects seen after `timeout` seconds."""
        deadline = time.monotonic() + timeout
        while True:
            mails = self.inbox(user, folder)
            for raw in mails:
                if wanted(email.message_from_bytes(raw)):
                    return raw
            if time.monotonic() > deadline:
                seen = [email.message_from_bytes(raw)["Subject"] for raw in mails]
                raise AssertionError(f"{user.address} has no such mail in {folder}, only {seen}")
            time.sleep(0.05)


def postfix_post(dovecot: Dovecot, postfix: Postfix) -> Post:
    """The full loop: Postfix (border and submission), LMTP, Dovecot over TLS. Root only."""

    def at_the_border(arriving: Arriving, results: Results) -> None:
        raw = with_results(arriving, results, AUTHSERV_ID)
        with smtplib.SMTP(HOST, postfix.border, timeout=20) as client:
            client.sendmail(arriving.mail_from, [arriving.rcpt_to], raw)

    return Post(
        "postfix",
        Way(dovecot.imaps, "tls"),
        Way(postfix.submission, "starttls"),
        str(dovecot.certificate.cert),
        dovecot.add_user,
        at_the_border,
    )


def submission_post(dovecot: Dovecot) -> Post:
    """The loop without root: Dovecot's submission, `running_relay`, LMTP, Dovecot over TLS."""

    def at_the_border(arriving: Arriving, results: Results) -> None:
        raw = with_results(arriving, results, AUTHSERV_ID)
        deliver_by_lmtp(dovecot.lmtp, raw, arriving.mail_from, [arriving.rcpt_to])

    return Post(
        "submission",
        Way(dovecot.imaps, "tls"),
        Way(dovecot.submission, "starttls"),
        str(dovecot.certificate.cert),
        dovecot.add_user,
        at_the_border,
    )


def builtin_post(mail: DemoMail) -> Post:
    """The built-in servers of the demo, without TLS."""

    def at_the_border(arriving: Arriving, results: Results) -> None:
        mail.deliver(arriving.raw, arriving.rcpt_to, mail_from=arriving.mail_from, results=results)

    return Post(
        "built-in",
        Way(mail.imap_port, "none"),
        Way(mail.smtp_port, "none"),
        None,
        mail.add_user,
        at_the_border,
    )

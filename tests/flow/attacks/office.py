"""The service without mail servers: octets come in at the border, and what goes out is composed and kept.

Everything between is the real thing: border stamps, store, deciding, transaction, outbox, composing. It
costs a tenth of a world with servers, which play the rows where servers matter.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from cases.settings import Settings
from cases.tokens import find_tokens
from concierge.config.load import load
from concierge.demo.border import Arriving, stamp
from concierge.service import Service
from db import folders, outbox, outbox_record
from db.connect import disconnect, open_database, transaction
from db.outgoing import Outcome, Result, Stage, load_draft
from db.process_id import process_id
from db.tables import Inbound, Outbox
from intake.receive import INBOX
from mailer.addresses import recipients
from mailer.compose import compose
from tests.flow.attacks.harm import Written
from tests.flow.attacks.row import Mail
from tests.scene import Letter, Scene, Wishes, letter
from tests.servers.post import Post, Way

AT_ONCE = 50  # mails that are claimed together
LEASE = timedelta(minutes=1)


def _nowhere() -> Post:
    """No servers; addresses are all that it gives."""
    return Post(
        "none",
        Way(1, "none"),
        Way(1, "none"),
        None,
        lambda address, password: None,
        lambda mail, results: None,
    )


class Office(Scene):
    """`take` lets a mail come in and be decided, and sends what comes of it; `written` is all that was."""

    def __init__(self, folder: Path, url: str, now: datetime, wishes: Wishes) -> None:
        super().__init__(_nowhere(), url, folder, wishes, now)
        self.settings: Settings = load(folder / "concierge.toml", {})
        open_database(self.settings.database_url, folder)
        self.runner = Service(self.settings, lambda: self.now)
        self.written: list[Written] = []
        self.brought: list[tuple[str, frozenset[str]]] = []  # From of each mail that came in, tokens in it
        self._uid = 0
        folders.start(self.service.address, INBOX, 1, 0, 0)

    def close(self) -> None:
        self.runner.close()
        disconnect()

    def take(self, mail: Mail) -> str:
        """State and reason of the mail, decided; what it caused is sent."""
        row = self.taken(mail)
        return f"{row.state} {row.reason}"

    def taken(self, mail: Mail) -> Any:
        self._uid += 1
        arriving = Arriving(mail.raw, mail.mail_from, mail.to)
        raw = mail.raw
        if mail.results is not None:
            raw = stamp(arriving, mail.results, self.post.authserv_id, self.now)
        self.brought.append((_from(raw), frozenset(find_tokens(raw.decode("latin-1")))))
        folders.store(self.service.address, INBOX, 1, [(self._uid, raw, self.now)], self.now, 0)
        self.runner.handle()
        self.send_due()
        return Inbound.get(Inbound.uid == self._uid)

    def pass_time(self, span: timedelta) -> None:
        """Let the clock go on, and do what falls due."""
        self.now += span
        self.runner.follow_up()  # gives a survey its time
        self.runner.follow_up()  # and asks it
        self.runner.handle()
        self.send_due()

    def send_due(self) -> None:
        """All that waits is composed, and recorded as taken by the relay."""
        box = self.settings.mailboxes[0]
        wanted = outbox.Claim(box.address, process_id(), AT_ONCE, LEASE, (10**6, timedelta(minutes=1)))
        while True:
            with transaction():
                claimed, _ = outbox.claim(wanted, self.now)
                for mail in claimed:
                    self._keep(mail.id)
                    sent = Result(Outcome.SENT, "250 kept", Stage.DATA, 250, accepted=mail.recipients)
                    outbox_record.record(mail, sent, self.now, None, self.now)
            if not claimed:
                return

    def _keep(self, number: int) -> None:
        row, box = Outbox.get_by_id(number), self.settings.mailboxes[0]
        draft = load_draft(row.draft)
        raw = compose(
            draft, row.message_id, box, self.settings.name, outbox.content, timezone=self.settings.timezone
        )
        self.written.append(Written(row.id, recipients(draft), row.kind, row.inbound, "sent", letter(raw)))

    def newest_to(self, address: str) -> Letter:
        """The last mail that was sent to them."""
        return next(mail.letter for mail in reversed(self.written) if address.lower() in mail.to)

    def moment(self) -> str:
        return format_datetime(self.now)

    def knows(self, address: str) -> frozenset[str]:
        """Tokens that they wrote themselves: an answer in their thread names these again."""
        return frozenset().union(*(tokens for sender, tokens in self.brought if address in sender))


def _from(raw: bytes) -> str:
    head = raw.partition(b"\r\n\r\n")[0].decode("latin-1").lower()
    return "".join(line for line in head.split("\r\n") if line.startswith("from:"))

"""The service without mail servers: octets come in at the border, and what goes out is composed and kept.

Everything between is the real thing: border stamps, store, deciding, transaction, outbox, composing; only
the claims of the sender are left out. A world with servers plays the rows where servers matter.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import partial
from pathlib import Path
from typing import Any

from cases.effects import Draft
from cases.model import OutboxState
from cases.settings import Settings
from cases.tokens import find_tokens
from concierge.config.load import load
from concierge.demo.border import Arriving, stamp
from concierge.service import Service
from db import folders, outbox
from db.connect import disconnect, open_database, transaction
from db.outgoing import load_draft
from db.tables import Inbound, Outbox
from intake.receive import INBOX
from mailer.addresses import recipients
from mailer.compose import compose
from tests.flow.attacks.harm import Written
from tests.flow.attacks.row import Mail
from tests.scene import Letter, Scene, Wishes
from tests.servers.model_server import ModelServer
from tests.servers.post import Post, Way


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


class Knowing:
    """Remembers which signed addresses people have written themselves."""

    def __init__(self) -> None:
        self._brought: list[tuple[str, frozenset[str]]] = []  # From of each mail that came in, tokens in it

    def bring(self, raw: bytes) -> None:
        self._brought.append((_from(raw), frozenset(find_tokens(raw.decode("latin-1")))))

    def knows(self, address: str) -> frozenset[str]:
        """Tokens that they wrote themselves: an answer in their thread names these again."""
        return frozenset().union(*(tokens for sender, tokens in self._brought if address in sender))


class Office(Scene, Knowing):
    """`take` lets a mail come in and be decided, and sends what comes of it; `written` is all that was."""

    def __init__(self, folder: Path, url: str, now: datetime, wishes: Wishes) -> None:
        super().__init__(_nowhere(), url, folder, wishes, now)
        self.settings: Settings = load(folder / "concierge.toml", {})
        open_database(self.settings.database_url, folder)
        self.runner = Service(self.settings, lambda: self.now)
        self.written: list[Written] = []
        Knowing.__init__(self)
        self.model: ModelServer | None = None
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
        self.bring(raw)
        folders.store(self.service.address, INBOX, 1, [(self._uid, raw, self.now)], self.now, 0)
        self.runner.handle()
        self.runner.draft()
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
        """All that waits is on its way; it is composed when somebody looks at it."""
        with transaction():
            due = Outbox.state == OutboxState.QUEUED
            for row in Outbox.select().where(due).order_by(Outbox.id):
                draft = load_draft(row.draft)
                written = partial(self._composed, draft, row.message_id)
                self.written.append(Written(recipients(draft), row.kind, written))
            Outbox.update(state=OutboxState.SENT, sent_at=self.now, attempts=1).where(due).execute()

    def _composed(self, draft: Draft, message_id: str) -> bytes:
        box, name, zone = self.settings.mailboxes[0], self.settings.name, self.settings.timezone
        return compose(draft, message_id, box, name, outbox.content, timezone=zone)

    def last_to(self, address: str) -> Written:
        """The last mail that was sent to them."""
        return next(mail for mail in reversed(self.written) if address.lower() in mail.to)

    def newest_to(self, address: str) -> Letter:
        return self.last_to(address).letter

    def moment(self) -> str:
        return format_datetime(self.now)


def _from(raw: bytes) -> str:
    head = raw.partition(b"\r\n\r\n")[0].decode("latin-1").lower()
    return "".join(line for line in head.split("\r\n") if line.startswith("from:"))

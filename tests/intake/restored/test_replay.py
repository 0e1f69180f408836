"""Going through a mailbox that has mail which its server lists and does not give."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from cases.catalogue import Catalogue
from cases.reasons import Reason
from db.tables import Inbound
from intake.handle import Handler
from intake.imap.mailbox import Mailbox
from intake.restored.replay import Replay
from templates.drafts import Writer
from tests import desk as d
from tests.intake.test_receive import letter, store
from tests.servers.odd_imap import OddServer, answering

__all__ = ["store"]  # a fixture


def test_what_does_not_come_is_set_aside_as_when_it_is_received() -> None:
    """Not decided as a mail without a sender: it is asked for again, and the lead is told what it is."""
    with OddServer() as server:
        server.folders.setdefault("Sent", [])
        for number in (1, 2, 3):
            server.put(letter(number))
        server.on("BODY.PEEK[]", answering(2, with_=lambda number, mail: b""), always=True)
        mailbox = replace(d.mailbox(), imap=server.account, sent_folder="Sent", processed_folder="")
        settings = d.settings(mailboxes=(mailbox,))
        handler = Handler(settings, Writer(settings, d.library()), Catalogue)
        with Mailbox(server.account) as box:
            replay = Replay(settings, mailbox, handler, lambda at: None)
            replay.run(box, d.NOW - timedelta(days=30_000), d.NOW)
    rows = {row.uid: row for row in Inbound.select()}
    assert {1, 2, 3} == set(rows)
    assert (Reason.NOT_DELIVERED, "shunted") == (rows[2].reason, rows[2].state)
    assert "accepted" == rows[1].state == rows[3].state

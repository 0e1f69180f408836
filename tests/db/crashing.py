"""Run as a program: the way of three mails, cut off by SIGKILL after each statement in turn.

Each round is a new process that begins like a restarted daemon (fetch again, store, decide what is due) and
dies after its nth statement, one statement later than the round before. After every death the store is
looked at from outside. Prints one JSON object a round; the last round is not killed.
"""

from __future__ import annotations

import itertools
import json
import os
import signal
import sys

from db import deciding, inbound, tables
from db.connect import disconnect, open_database, transaction
from tests.db.letters import BOX, NOW, letter, open_case

MAILS = 3


def work() -> None:
    """What intake does after a start."""
    fetched = [(uid, letter(uid), NOW) for uid in range(1, MAILS + 1)]
    inbound.store(BOX, "INBOX", 7, fetched[:2], NOW, 0)
    inbound.store(BOX, "INBOX", 7, fetched, NOW, 0)
    while due := deciding.due(NOW, limit=1):
        with transaction():
            inbound.load(due[0])
            open_case(due[0])


def die_after(statements: int, url: str) -> None:
    """Work, and be killed after this many statements."""
    database = open_database(url)
    count = itertools.count(1)

    def tap(event: object) -> None:
        if next(count) == statements:
            os.kill(os.getpid(), signal.SIGKILL)

    database.query_hooks.append(tap)
    work()
    disconnect()


def seen(url: str) -> dict[str, object]:
    """The store as the next process finds it."""
    open_database(url)
    position = inbound.cursor(BOX, "INBOX")
    mails = list(tables.Inbound.select().order_by(tables.Inbound.uid))
    counter = tables.Counter.get_or_none(tables.Counter.name == "case")
    found = {
        "cursor": position.last_uid if position else 0,
        "stored": [row.uid for row in mails],
        "decided": [row.case_id for row in mails if row.state == "accepted"],
        "cases": [row.id for row in tables.Case.select().order_by(tables.Case.id)],
        "counter": counter.value if counter else 0,
        "messages": tables.Message.select().count(),
        "outbox": [row.message_id for row in tables.Outbox.select().order_by(tables.Outbox.case_id)],
        "known": tables.KnownId.select().count(),
        "events": tables.Event.select().count(),
    }
    disconnect()
    return found


def main() -> None:
    """Rounds until one comes through."""
    url = sys.argv[1]
    for statements in itertools.count(1):
        child = os.fork()
        if child == 0:
            die_after(statements, url)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if status not in (0, signal.SIGKILL):
            raise SystemExit(f"round {statements} failed: {status}")
        print(json.dumps(seen(url)), flush=True)
        if status == 0:
            return


if __name__ == "__main__":
    main()

"""The least that intake could do: fetch, parse with the standard library, one durable commit a mail.

Started by bench/intake.py as a process of its own; prints CPU, clock and memory of the loop as JSON.
"""

from __future__ import annotations

import email
import json
import resource
import sqlite3
import sys
import time
from email.message import Message
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from cases.settings import ImapAccount
from intake.imap.mailbox import Mailbox


def main(host: str, port: str, security: str, user: str, password: str, ca_file: str, file: str) -> None:
    account = ImapAccount(host, int(port), security, user, password, ca_file=ca_file or None)
    store = sqlite3.connect(file, isolation_level=None)
    store.execute("PRAGMA journal_mode = wal")
    store.execute("PRAGMA synchronous = full")
    store.execute("CREATE TABLE mail (uid INTEGER PRIMARY KEY, subject TEXT, files INTEGER, raw BLOB)")
    with Mailbox(account) as box:
        box.open("INBOX")
        before, began = _cpu(), time.perf_counter()
        for mail in box.fetch(box.uids_after(0, 1_000_000)):
            message = email.message_from_bytes(mail.raw)
            files = sum(part.get_filename() is not None for part in _decoded(message))
            row = (mail.uid, str(message["Subject"]), files, mail.raw)
            store.execute("INSERT INTO mail VALUES (?, ?, ?, ?)", row)  # commits by itself
        spent, clock = _cpu() - before, time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu": spent, "wall": clock, "memory": peak}))


def _decoded(message: Message) -> list[Message]:
    parts = [part for part in message.walk() if not part.is_multipart()]
    for part in parts:
        part.get_payload(decode=True)
    return parts


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main(*sys.argv[1:])

"""`run --dry-run`: what would be done for each mail, step of the clock and outgoing mail, as one value each.

SQLite is rehearsed on a copy, so that a running service does not wait and no octet of its file changes. On a
server it is one transaction that is undone. Mailboxes are opened with EXAMINE; nothing is sent.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from cases.effects import Decision, SendMail
from cases.errors import PermanentError
from cases.moments import public_moment
from cases.settings import Settings
from concierge.file_modes import database_files
from concierge.output import local_time
from concierge.service import Service
from db import inbound, outbox_admin, restored, snapshot
from db.connect import disconnect, open_database, rehearsal
from db.migrate import migrate, program_version, schema_version
from intake.handle import Begins
from intake.reading.mime.glance import glance

Line = dict[str, Any]


@contextmanager
def database_for_rehearsal(settings: Settings) -> Iterator[None]:
    """A database like the service's. PermanentError where a server's would have to be upgraded."""
    with ExitStack() as stack:
        files = database_files(settings)
        if files:
            folder = Path(
                stack.enter_context(tempfile.TemporaryDirectory(prefix=".dry-run-", dir=files[0].parent))
            )
            if files[0].exists():
                snapshot.copy_file(files[0], folder / "copy")
            database = open_database("sqlite:///copy", folder)
            stack.callback(disconnect)
            migrate(database)
        else:
            database = open_database(settings.database_url, settings.directory)
            stack.callback(disconnect)
            if schema_version(database) != program_version():
                raise PermanentError(
                    "The database has the schema of another version, and a dry run changes nothing: "
                    "start the service or type `concierge health`, which brings it up, and try again."
                )
        yield


def rehearsed(service: Service, roles: tuple[str, ...], begins: Begins) -> Iterator[Line]:
    """Everything, in the order in which `run --once` does it. The database is open."""
    now = service.clock()
    if restored.waiting() is not None:
        raise PermanentError(
            "The database was put back from a backup, and the first round looks through the mailboxes, which "
            "cannot be rehearsed: type `concierge run --once` first."
        )
    with closing(service), rehearsal():
        if "intake" in roles:
            yield from _mails(service, now, begins)
        if "followups" in roles:
            for decision in service.followups.rehearse(now):
                yield {
                    "what": "follow-up",
                    "id": None,
                    "from": None,
                    "subject": None,
                    **_decided(decision, service),
                }
        if "outbox" in roles:
            yield from _outgoing(service.settings, now)


def told(line: Mapping[str, Any], settings: Settings) -> str:
    """One line for people."""
    case = f", {line['case']}" if line["case"] else ""
    mails = "; ".join(f"{each['kind']} to {', '.join(each['to'])}" for each in line["mails"])
    sends = f"would send {mails}" if mails else "would send nothing"
    match line["what"]:
        case "mail":
            head = f'mail {line["id"]} from {line["from"] or "nobody"} "{line["subject"]}"'
            return f"{head}: {line['state']} ({line['reason']}){case}; {sends}"
        case "follow-up":
            return f"follow-up ({line['reason']}){case}; {sends}"
        case _:
            if line["state"] == "paused":
                until = local_time(line["until"], settings.timezone)
                return f"outgoing {line['id']}{case}: waits until {until} ({line['reason']}); then {mails}"
            return f"outgoing {line['id']}{case}; {sends}"


def _mails(service: Service, now: datetime, begins: Begins) -> Iterator[Line]:
    for receiver in service.receivers.values():
        receiver.fetch(now, read_only=True)
    for inbound_id, decision in service.new_handler(begins, service.stop).rehearse(now):
        seen = glance(inbound.load(inbound_id).raw)
        head = {"what": "mail", "id": inbound_id, "from": seen.author or None, "subject": seen.subject}
        yield {**head, **_decided(decision, service)}


def _decided(decision: Decision, service: Service) -> Line:
    return {
        "state": str(decision.disposition),
        "reason": str(decision.reason),
        "case": service.settings.tag(decision.case) if decision.case else None,
        "mails": [
            {"kind": str(e.draft.kind), "to": [a.addr_spec for a in (*e.draft.to, *e.draft.cc)]}
            for e in decision.effects
            if isinstance(e, SendMail)
        ],
        "until": None,
    }


def _outgoing(settings: Settings, now: datetime) -> Iterator[Line]:
    """Mail that waits already: a mail of a decision above is on its line."""
    paused = {each["mailbox"]: each for each in outbox_admin.pauses() if each["until"] > now}
    for row in reversed(outbox_admin.rows(due=now)):
        pause = paused.get(str(outbox_admin.show(row["id"])["mailbox"]).lower())
        yield {
            "what": "outgoing",
            "id": row["id"],
            "from": None,
            "subject": row["subject"],
            "state": "paused" if pause else row["state"],
            "reason": pause["reason"] if pause else "due",
            "case": settings.tag(row["case"]) if row["case"] is not None else None,
            "mails": [{"kind": row["kind"], "to": list(row["to"])}],
            "until": public_moment(pause["until"]) if pause else None,
        }

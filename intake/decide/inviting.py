"""An invitation in a mail, as it goes on: in words, and as a file that names the service alone. Pure.

Who gets it can put it into their own calendar; an answer to the file comes to the service, as a machine's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from cases.model import Attachment
from cases.settings import Settings
from cases.typed import as_typed
from intake.reading.body.invitations import Invitation, invitation
from intake.reading.parsed import Parsed

TYPES = ("text/calendar", "application/ics")
NAME = "invite.ics"


@dataclass(frozen=True, slots=True)
class Invited:
    """What an invitation says, and the file. `parsed`: without the files that this one stands for."""

    invitation: Invitation
    file: Attachment
    parsed: Parsed


def invited(parsed: Parsed, settings: Settings, address: str) -> Invited | None:
    """None where the mail is no invitation; an .ics that somebody attached is a file like any. address: the
    service's, which the file names."""
    if not parsed.invitation:
        return None
    found = invitation(parsed.invitation, address, settings.name, ZoneInfo(settings.timezone))
    if found is None:
        return None
    octets = found.file.encode()
    digest = hashlib.sha256(octets).hexdigest()
    file = Attachment(NAME, TYPES[0], digest, len(octets), content=octets)
    others = tuple(each for each in parsed.attachments if each.type not in TYPES)
    return Invited(found, file, replace(parsed, attachments=others))


def words(found: Invitation, say: Callable[[str], str], said: str = "") -> str:
    """Each event as lines: what, when, where, link, and of its description what is not `said` beside it.

    say: the phrase of a slug of the table `invitation`.
    """
    known = {" ".join(line.split()) for line in said.splitlines()}
    blocks = []
    for event in found.events:
        title = say("cancelled" if found.cancels else "invitation")
        when = " – ".join(dict.fromkeys(part for part in (event.start, event.end) if part))
        rows = (("when", when), ("where", event.place), ("link", event.link))
        lines = [f"{title}: {event.summary}".rstrip(": ")]
        lines += [f"- {say(slug)}: {value}" for slug, value in rows if value]
        about = [line for line in event.about.split("\n") if not line or line not in known]
        blocks.append("\n".join(lines))
        if any(about):
            blocks.append(as_typed("\n".join(about).strip("\n")))
    return "\n\n".join(blocks)

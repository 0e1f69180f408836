"""The checks of `concierge doctor`, in the order in which a newcomer gets stuck.

Each finding is one line: what was looked at, its state, what to do. A check that depends on one that
failed is left out, so that one cause gives one finding.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cases.errors import ConciergeError
from cases.settings import Settings
from concierge.doctor.assistant import check_assistant
from concierge.doctor.certificate import check_certificate
from concierge.doctor.dns import check_dns
from concierge.doctor.finding import Finding, Grade, said_once, wrong
from concierge.doctor.left_open import check_left_open
from concierge.doctor.local import check_local
from concierge.doctor.logins import check_login
from concierge.doctor.mailbox import check_imap, check_smtp
from concierge.doctor.recent_mail import check_recent
from concierge.doctor.round_trip import check_trip
from concierge.doctor.watching import check_watching
from concierge.machine import machine_timezone
from concierge.oauth.source import TokenSource
from concierge.options import load_settings
from followups.recipients import local_date

__all__ = ["Finding", "Grade", "Wanted", "examine", "written_in"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """`send`: also send each mailbox a mail to itself. `offline`: ask no name server.

    `save_certificates`: write those that are trusted by nobody but themselves beside the configuration.
    """

    send: bool = True
    save_certificates: bool = False
    offline: bool = False


def examine(config: Path, wanted: Wanted) -> Iterator[Finding]:
    """Every finding, as soon as it is known."""
    try:
        settings = load_settings(config, look_up_countries=True, mail=True)
    except ConciergeError as error:
        for line in str(error).splitlines():
            yield wrong("configuration", line)
        return
    yield Finding("configuration", Grade.OK, f"{config} is complete")
    yield from check_left_open(settings, written_in(config), machine_timezone(os.environ))
    yield from check_local(settings)
    yield from check_watching(settings)
    yield from check_assistant(settings)
    yield from _check_mailboxes(settings, wanted)


def written_in(config: Path) -> Mapping[str, Any]:
    """What stands in the file; nothing where it is none that can be read, which `examine` says."""
    try:
        return tomllib.loads(config.read_text("utf-8"))
    except (OSError, ValueError):
        return {}


def _check_mailboxes(settings: Settings, wanted: Wanted) -> Iterator[Finding]:
    save_in = settings.directory if wanted.save_certificates else None
    for box in settings.mailboxes:
        if box.oauth2 is not None:
            TokenSource(box.oauth2).forget_refusal()  # who asks has perhaps just mended it
        imap = tuple(check_imap(box))
        login = tuple(check_login(box, local_date(datetime.now(UTC), settings)))
        yield from login
        readable = not any(finding.grade is Grade.WRONG for finding in imap)
        imap = (readable and imap) or tuple(check_certificate(box, "imap", save_in)) or imap
        yield from said_once(imap, login)
        smtp = tuple(check_smtp(box))
        sending = not any(finding.grade is Grade.WRONG for finding in smtp)
        smtp = (sending and smtp) or tuple(check_certificate(box, "smtp", save_in)) or smtp
        yield from said_once(smtp, (*login, *imap))
        if wanted.send and readable and sending:
            yield from check_trip(box)
        if readable:
            yield from check_recent(box)
        if not wanted.offline:
            yield from check_dns(box)

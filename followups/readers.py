"""Who reads the clock's mails: the person behind a concierge or lead, with their thread of a case."""

from __future__ import annotations

from datetime import datetime

from cases.settings import Concierge, Settings
from db import facts, prepare
from followups.mails import Reader
from templates.drafts import Thread


def reader(who: Concierge | str, settings: Settings, now: datetime, case: int | None = None) -> Reader:
    """A concierge, or the address of a lead who is none. Makes their person row when there is none."""
    concierge = settings.concierge(who) if isinstance(who, str) else who
    if concierge is not None:
        person = prepare.person(concierge.address, concierge.name, now)
    else:
        person = prepare.person(str(who), "", now)
    ids = facts.thread_to(person.address, case) if case is not None else ()
    return Reader(person, settings.language_of(concierge), Thread.of(ids), concierge)

"""Decides stored mail, one transaction a mail: parse, read the facts, decide, apply (DESIGN 1).

A mail that breaks us is tried again twice and then shunted: kept for an operator, the next mail goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog

from cases.catalogue import Catalogue
from cases.effects import Decision, SendMail
from cases.errors import TemporaryError
from cases.settings import Settings
from db import facts as store
from db import inbound, lookups
from db.apply import apply
from db.connect import rehearsal, transaction
from intake.decide import decide
from intake.gather import gather
from intake.limits import within_limits
from intake.parse import parse
from templates.drafts import Writer

log = structlog.get_logger("intake")
Tap = Callable[[str], None]


class Handler:
    """`run_once(now)` decides all mail that is due. `tap` is called at "decided" and "applied"."""

    def __init__(
        self,
        settings: Settings,
        writer: Writer,
        catalogue: Callable[[], Catalogue],
        tap: Tap = lambda point: None,
    ) -> None:
        self._settings = settings
        self._writer = writer
        self._catalogue = catalogue
        self._tap = tap

    def run_once(self, now: datetime) -> int:
        """Decide everything due, in order of arrival; gives the number of mails decided."""
        done = 0
        while ids := inbound.due(now):
            before = done
            for inbound_id in ids:
                done += self._guarded(inbound_id, now)
            if done == before:
                break  # all of them wait for another try
        return done

    def rehearse(self, now: datetime) -> list[tuple[int, Decision]]:
        """What `run_once` would decide, without writing anything (`--dry-run`)."""
        with rehearsal():
            return [(inbound_id, self._decide(inbound_id, now)) for inbound_id in inbound.due(now)]

    def _guarded(self, inbound_id: int, now: datetime) -> int:
        try:
            with transaction():
                decision = self._decide(inbound_id, now)
            self._tap("applied")
        except TemporaryError:
            raise
        except Exception as error:  # the item boundary: nothing of this mail stands, the next goes on
            state = inbound.record_failure(inbound_id, f"{type(error).__name__}: {error}", now)
            log.exception("mail.broke-us", inbound=inbound_id, state=str(state))
            return 0
        log.info(
            "mail.decided",
            inbound=inbound_id,
            state=str(decision.disposition),
            reason=decision.reason,
            case=decision.case,
            mails=sum(isinstance(e, SendMail) for e in decision.effects),
        )
        return 1

    def _decide(self, inbound_id: int, now: datetime) -> Decision:
        received = inbound.load(inbound_id)
        parsed = parse(received.raw)
        facts = gather(received, parsed, self._settings, self._writer, self._catalogue(), now)
        decision = within_limits(
            decide(facts),
            self._settings.limits,
            now,
            store_total,
            lookups.recent_answers_to,
        )
        author = facts.address.key if facts.author.address else None
        inbound.describe(inbound_id, facts.kind, author, parsed.subject)
        self._tap("decided")
        apply(decision, inbound_id, now, author or "service")
        return decision


def store_total(since: datetime) -> int:
    """All automatic mail since then."""
    return store.recent_automatic(since)

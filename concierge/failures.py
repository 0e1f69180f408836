"""A mail that did not go out, told to those who can do something about it."""

from __future__ import annotations

from datetime import datetime

import structlog

from cases.catalogue import Catalogue
from cases.effects import Decision, SendMail
from cases.model import PERSONAL_KINDS, InboundState
from cases.reasons import Reason
from cases.settings import Settings
from db import facts, prepare
from db.apply import apply
from db.outgoing import Failure, Trouble
from replies.mails import colleagues
from replies.mails.colleagues import NotDelivered
from replies.mails.shared import Mails
from templates.drafts import Thread, Writer

log = structlog.get_logger("outbox")


def tell_failure(
    failure: Failure, settings: Settings, writer: Writer, catalogue: Catalogue, now: datetime
) -> None:
    """Queue a mail to the case's owner (or all concierges) when a mail to the worker failed.

    Called inside the transaction that records the failure. A paused mailbox cannot tell by mail: that is
    an error in the log and in `health`.
    """
    if failure.trouble is Trouble.SENDING_PAUSED:
        log.error("sending.paused", mailbox=failure.mailbox, why=failure.reply, until=str(failure.until))
        return
    case = facts.case(failure.case) if failure.case is not None else None
    failed = {a.lower() for a in failure.recipients}
    copied_in = failure.kind in PERSONAL_KINDS and bool(failed)  # such mail goes to the worker and with #cc
    if case is None or not (case.requester.address in failed or copied_in):
        return
    people = prepare.people({c.address: c.name for c in settings.concierges}, now)
    threads = {address: Thread.of(ids) for address, ids in facts.threads_to(people, case.id).items()}
    stopped = failure.trouble is Trouble.MAIL_SUPPRESSED or any(
        facts.is_suppressed(address) for address in failed
    )
    told = NotDelivered(", ".join(sorted(failed)), failure.subject, failure.reply, stopped, failure.why)
    drafts = colleagues.failed(Mails(settings, writer, now, catalogue, people), case, threads, told)
    effects = tuple(SendMail(draft, on_case=False) for draft in drafts)
    apply(Decision(InboundState.ACCEPTED, Reason.REPORT_MATCHED, effects, case.id), None, now, "service")

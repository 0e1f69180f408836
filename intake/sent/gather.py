"""Reads what a decision about a mail of the Sent folder needs, inside the deciding transaction."""

from __future__ import annotations

from datetime import datetime

from cases.earlier import OurMail
from cases.settings import Settings
from cases.tokens import MAIL_HEADER, find_tokens
from db import earlier_mail, inbound, matches
from db import facts as store
from intake.decide.match import clues, referenced_ids
from intake.reading.parsed import Parsed
from intake.reading.quotes.split import split
from intake.sent.decide import SentFacts


def gather_sent(received: inbound.Received, parsed: Parsed, settings: Settings, now: datetime) -> SentFacts:
    """The facts; nothing is written. Everybody who can write into the mailbox may answer from it."""
    ours = earlier_mail.ours_by_message_id(parsed.message_id) if parsed.message_id else None
    renamed = None if ours else _renamed(parsed)
    copy = ours or renamed
    case = None
    if copy is None and inbound.duplicate_of(received) is None:
        found = clues(parsed, settings, now)
        numbers = [t.case for t in (*found.addressed, *found.referenced) if t.case]
        numbers += matches.cases_of_message_ids(referenced_ids(parsed)[:60])
        numbers += (*found.marked, *found.tagged)
        live = matches.live_ids(numbers)
        case = store.case(live[0]) if live else None
    return SentFacts(
        now=now,
        settings=settings,
        parsed=parsed,
        new_text=split(parsed).new_text,
        case=case,
        ours=copy.outbox if copy else None,
        our_case=copy.case if copy else None,
        renamed=renamed is not None,
    )


def _renamed(parsed: Parsed) -> OurMail | None:
    """Ours under another Message-ID: by our own field, else by signed address in Reply-To and Date."""
    called = parsed.header(MAIL_HEADER.lower())
    if called and (named := earlier_mail.ours_by_message_id("".join(called.split()))):
        return named
    if parsed.date is None:
        return None
    for address in parsed.reply_to:
        for token in find_tokens(address.addr_spec):
            found = earlier_mail.ours_by_token_and_date(token, parsed.date)
            if found is not None:
                return found
    return None

"""The clock of introductions: whoever was asked and did not answer in time is asked no more. Pure."""

from __future__ import annotations

from collections.abc import Callable

from cases.effects import Decision, Effect, MoveIntroduction, SendMail
from cases.introductions import RUNNING, Introduction, IntroductionState
from cases.model import OVER, Case, InboundState
from cases.reasons import Reason
from cases.settings import Concierge
from followups.mails import ClockMails, Reader
from followups.recipients import local_date


def lapsed(
    asked: Introduction, case: Case, mails: ClockMails, find: Callable[[Concierge], Reader]
) -> Decision | None:
    """Ended without a word to either of the two; told to the concierge while the case is open."""
    if asked.state not in RUNNING or asked.until > mails.now:
        return None
    closed = case.state in OVER
    after = IntroductionState.CANCELLED if closed else IntroductionState.LAPSED
    effects: list[Effect] = [MoveIntroduction(asked.case, asked.colleague.id, asked.state, after)]
    if not closed:
        outcome = "colleague-silent" if asked.state is IntroductionState.ASKED else "worker-silent"
        for concierge in asked.told(case, mails.settings, local_date(mails.now, mails.settings)):
            draft = mails.introduction(case, find(concierge), asked, outcome)
            effects.append(SendMail(draft, on_case=False))
    return Decision(InboundState.ACCEPTED, Reason.INTRODUCTION_LAPSED, tuple(effects), case.id)

"""A question about the help that waited in the outbox until it was the wrong moment: dropped, not dialled.

While a relay is away the worker may write again, or stop all surveys. Part of `db.outbox.claim`, in its
transaction.
"""

from __future__ import annotations

from datetime import datetime

from cases.model import ASKED_SURVEYS, OWED, OutboxKind, OutboxState, SurveyState
from cases.reasons import Reason
from db.tables import Case, Outbox, Survey
from db.timeline import Occasion, record, write

_ASKS = {OutboxKind.SURVEY: SurveyState.ASKED, OutboxKind.SURVEY_REMINDER: SurveyState.REMINDED}
"""What the survey is while such a mail waits."""
_CHANGED = (  # reports that intake writes at the same time are left alone
    Outbox.state,
    Outbox.dedupe,
    Outbox.last_reply,
    Outbox.attempts,
    Outbox.lease_until,
    Outbox.lease_holder,
)
_WHY = (
    "not sent: before the relay could take it the case was opened again, the survey was cancelled,"
    " or a reminder took its place"
)


def dropped(row: Outbox, now: datetime) -> bool:
    """Whether this mail, just leased, is not to go any more; its survey is then as if nobody had asked.

    So it is asked about the next answer. What may have been sent already is not taken back.
    """
    wanted = _ASKS.get(OutboxKind(row.kind))
    if wanted is None or row.case_id is None or row.draft.get("accepted"):
        return False
    case, survey = Case.get_by_id(row.case_id), Survey.get_or_none(Survey.case == row.case_id)
    owed = case.state in OWED and case.survey_after != "now"
    if survey is None or (survey.state == wanted and not owed):
        return False
    occasion = Occasion(now, "service")
    row.state, row.dedupe, row.last_reply = str(OutboxState.CANCELLED), None, _WHY
    row.attempts -= 1
    row.lease_until = row.lease_holder = None
    row.save(only=_CHANGED)
    record(occasion, case.id, "mail.cancelled", f"{row.id} {row.kind}")
    if wanted is SurveyState.ASKED and owed and survey.state in ASKED_SURVEYS and not _reminded(case.id):
        never = {"asked_at": None, "reminded_at": None, "reason": str(Reason.REOPENED)}
        Survey.update(state=str(SurveyState.CANCELLED), **never).where(Survey.id == survey.id).execute()
        record(occasion, case.id, "survey.moved", f"{survey.state} -> {SurveyState.CANCELLED}")
    write(occasion)
    return True


def _reminded(case: int) -> bool:
    """Whether the reminder went out before the question itself: then somebody was asked."""
    went = (Outbox.case_id == case) & (Outbox.kind == OutboxKind.SURVEY_REMINDER)
    return bool(Outbox.select().where(went, Outbox.state == OutboxState.SENT).exists())

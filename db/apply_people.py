"""Effects on people, surveys and the independence ledger."""

from __future__ import annotations

from typing import Any

from cases.effects import AwaitErasure, MoveSurvey, RecordRecommendation, RememberPerson
from cases.errors import PermanentError
from cases.lifecycle import survey_may
from cases.model import SurveyState
from db import tables
from db.rows import locked
from db.statement import Update
from db.timeline import Occasion, record

SIGNATURES_KEPT = 10  # blocks a person; the oldest goes
_CHANGED = Update(tables.Person)

_SURVEY_FIELDS = frozenset(
    {"due_at", "asked_at", "reminded_at", "answered_at", "rating", "comment", "reason"}
)
_MOMENT_OF = {
    SurveyState.ASKED: "asked_at",
    SurveyState.REMINDED: "reminded_at",
    SurveyState.ANSWERED: "answered_at",
}


def remember_person(effect: RememberPerson, occasion: Occasion) -> None:
    """Facts about a person; what is None stays as it is."""
    fields: dict[str, Any] = {
        "language": effect.language,
        "name": effect.name,
        "surveys_stopped": effect.surveys_stopped,
    }
    if effect.remember or effect.signature:
        row = locked(tables.Person, effect.person)
        line = {"words": effect.remember, "client": effect.client} if effect.client else effect.remember
        if effect.remember and line not in row.remembered:
            fields["remembered"] = [*row.remembered, line]
        if effect.signature and effect.signature not in row.signatures:
            fields["signatures"] = [*row.signatures, effect.signature][-SIGNATURES_KEPT:]
    changed = {name: value for name, value in fields.items() if value is not None}
    if changed and not _CHANGED.one(effect.person, **changed):
        raise PermanentError(f"there is no person {effect.person}")


def record_recommendation(effect: RecordRecommendation, occasion: Occasion) -> None:
    """One row an option, at the time of the decision."""
    for option in effect.options:
        price = option.get("price")
        reasons = option.get("reasons") or ()
        tables.Recommendation.create(
            case=effect.case,
            at=occasion.now,
            actor=effect.actor,
            topic=option.get("topic") or effect.topic,
            slug=option["slug"],
            title=option["title"],
            provider=option.get("provider") or "",
            kind=option.get("kind") or "",
            training=bool(option.get("training")),
            price=None if price is None else float(str(price)),
            currency=option.get("currency") or "",
            interest=option.get("interest") or "",
            reasons=[reasons] if isinstance(reasons, str) else [str(each) for each in _each(reasons)],
        )
    slugs = " ".join(str(option["slug"]) for option in effect.options)
    record(occasion, effect.case, "recommendation.recorded", slugs, effect.actor)


def await_erasure(effect: AwaitErasure, occasion: Occasion) -> None:
    """Wait for the last mail to somebody who wants to be erased; who waits already goes on waiting."""
    last = tables.Outbox.get_or_none(tables.Outbox.dedupe == effect.last_mail)
    tables.Erasure.insert(
        address=effect.address.strip().lower(), outbox=last.id if last else None, asked_at=occasion.now
    ).on_conflict_ignore().execute()


def _each(values: object) -> tuple[object, ...]:
    return tuple(values) if isinstance(values, tuple | list | frozenset | set) else (values,)


def move_survey(effect: MoveSurvey, occasion: Occasion) -> None:
    """The one survey of a case to another state, checked against `cases.lifecycle.SURVEY`.

    `before` None is not checked beyond the table. The moment of asking, reminding and answering is now
    unless `fields` says otherwise; later answers correct rating and comment.
    """
    case = locked(tables.Case, effect.case, tables.Case.id)
    row = tables.Survey.get_or_none(tables.Survey.case == case.id)
    now_in = SurveyState(row.state) if row else None
    if effect.before is not None and now_in is not effect.before:
        raise PermanentError(f"the survey of case {effect.case} is {now_in}, not {effect.before}")
    if not survey_may(now_in, effect.after):
        raise PermanentError(f"the survey of case {effect.case} cannot go from {now_in} to {effect.after}")
    unknown = sorted(set(effect.fields) - _SURVEY_FIELDS)
    if unknown:
        raise PermanentError(f"a survey has no {', '.join(unknown)}")
    fields: dict[str, Any] = {"state": effect.after, **effect.fields}
    if effect.after in _MOMENT_OF:
        fields.setdefault(_MOMENT_OF[effect.after], occasion.now)
    if row:
        tables.Survey.update(**fields).where(tables.Survey.id == row.id).execute()
    else:
        tables.Survey.create(case=effect.case, **fields)
    record(occasion, effect.case, "survey.moved", f"{now_in or 'none'} -> {effect.after}", effect.actor)

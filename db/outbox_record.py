"""What an attempt at sending gave, written in one place: states, suppressions, pauses, who is told.

Runs inside the caller's transaction (see `db.outbox`). A failure is a line on the timeline in the same
commit, and a value for the caller, so that nothing fails in silence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from cases.model import AT_MOST_ONCE_KINDS, OutboxKind, OutboxState
from cases.refusals import Refused
from db import slowing, timeline
from db.outgoing import Claimed, Failure, Outcome, Refusal, Result, Trouble
from db.pausing import NAMED, SAME_REFUSALS, others_go, refused_alike, resume
from db.rows import locked
from db.tables import Attempt, Outbox, Pause, Suppression

BEHIND = timedelta(minutes=5)
SLOW_TRIES = 3  # attempts after which a mail that met a limit lets the others pass
LEAST_REST = timedelta(seconds=30)
MAX_UNKNOWN = 3  # attempts of unknown outcome; a fourth copy helps nobody

_CHANGED = [  # reports that intake writes at the same time are left alone
    Outbox.state,
    Outbox.next_attempt_at,
    Outbox.attempts,
    Outbox.sent_at,
    Outbox.last_reply,
    Outbox.lease_until,
    Outbox.lease_holder,
    Outbox.draft,
]


def record(
    mail: Claimed, result: Result, now: datetime, retry_at: datetime | None, pause_until: datetime
) -> list[Failure]:
    """Write what an attempt gave; the failures that somebody has to be told.

    `retry_at` None: the mail is given up if it has not gone out. `pause_until`: until when the mailbox
    rests if the result says that the relay does not want us.
    """
    row = locked(Outbox, mail.id)
    if result.outcome is Outcome.PAUSE and others_go(row, result):
        result = replace(result, outcome=Outcome.FAILED)
    finish_attempt(mail.attempt, _attempt_outcome(result), result.reply, now)
    if row.lease_holder != mail.holder and result.outcome is not Outcome.SENT:
        return []  # the lease ran out and the mail was settled as unknown: that stands
    failures = _settle_refused(row, result, now, retry_at)
    if result.outcome is Outcome.SENT:
        resume(row.mailbox, now)
        slowing.ease(row.mailbox, now)
    times = 0
    if result.outcome is Outcome.SLOW:
        times, pause_until = slowing.slow(row.mailbox, _rest(result), now)
    state, at = _next_state(row, result, retry_at, pause_until)
    row.state, row.next_attempt_at = str(state), at or row.next_attempt_at
    if result.outcome is Outcome.PAUSE:
        row.attempts -= 1  # says nothing about this mail
    if state is OutboxState.SENT:
        row.sent_at = row.sent_at or now
    if state is not OutboxState.DEFERRED and result.outcome is not Outcome.SENT and not result.refused:
        failures.append(failed(row, result, now))
    row.last_reply, row.lease_until, row.lease_holder = result.reply, None, None
    row.save(only=_CHANGED)
    if result.outcome is Outcome.PAUSE or times >= slowing.TOLD_AT:
        failures += _pause(row, now, pause_until, _reason(result))
    elif refused_alike(row, result, now):
        failures += _pause(row, now, pause_until, f"{SAME_REFUSALS} recipients refused alike: {result.reply}")
    return failures


def finish_attempt(attempt: int, outcome: str, reply: str, now: datetime) -> None:
    Attempt.update(finished_at=now, outcome=outcome, reply=reply).where(Attempt.id == attempt).execute()


def _attempt_outcome(result: Result) -> str:
    """The closed list of `Attempt.outcome`."""
    match result.outcome:
        case Outcome.SUPPRESS:
            return str(Outcome.FAILED)
        case Outcome.PAUSE | Outcome.SLOW:
            return str(Outcome.DEFERRED)
        case _:
            return str(result.outcome)


def _next_state(
    row: Outbox, result: Result, retry_at: datetime | None, pause_until: datetime
) -> tuple[OutboxState, datetime | None]:
    served = result.outcome is Outcome.SENT or bool(row.draft.get("accepted"))
    over = OutboxState.SENT if served else OutboxState.FAILED
    match result.outcome:
        case Outcome.PAUSE if result.stage in NAMED:
            return OutboxState.DEFERRED, pause_until + BEHIND  # another mail tries the way first
        case Outcome.PAUSE:
            return OutboxState.DEFERRED, pause_until
        case Outcome.SLOW if retry_at is not None:
            own = retry_at if row.attempts > SLOW_TRIES else pause_until
            return OutboxState.DEFERRED, max(own, pause_until)
        case Outcome.SENT if not any(each.outcome is Outcome.DEFERRED for each in result.refused):
            return over, None
        case Outcome.SENT | Outcome.DEFERRED if retry_at is not None:
            return OutboxState.DEFERRED, retry_at
        case Outcome.UNKNOWN if retry_at is not None and not unknown_is_final(row):
            return OutboxState.DEFERRED, retry_at
        case _:
            return over, None


def unknown_is_final(row: Outbox) -> bool:
    if OutboxKind(row.kind) in AT_MOST_ONCE_KINDS:
        return True
    unknown = Attempt.select().where(Attempt.outbox == row.id, Attempt.outcome == str(Outcome.UNKNOWN))
    return int(unknown.count()) >= MAX_UNKNOWN


def _settle_refused(row: Outbox, result: Result, now: datetime, retry_at: datetime | None) -> list[Failure]:
    """Remember who has the mail and who never will; suppress those that do not exist."""
    over = [each for each in result.refused if each.outcome is not Outcome.DEFERRED or retry_at is None]
    if result.accepted or over:
        accepted = [*row.draft.get("accepted", ()), *result.accepted]
        refused = [*row.draft.get("refused", ()), *(each.recipient for each in over)]
        row.draft = {**row.draft, "accepted": accepted, "refused": refused}
    for each in over:
        if each.outcome is Outcome.SUPPRESS:
            address = each.recipient.lower()
            Suppression.insert(address=address, reason=each.reply, at=now).on_conflict_ignore().execute()
            _event(None, "address.suppressed", f"{address}: {each.reply}", now)
    return [
        told(row, Trouble.MAIL_FAILED, names, reply, now, why=why)
        for (reply, why), names in _by_reply(over).items()
    ]


def _by_reply(refused: Sequence[Refusal]) -> Mapping[tuple[str, str], tuple[str, ...]]:
    grouped: dict[tuple[str, str], tuple[str, ...]] = {}
    for each in refused:
        key = (each.reply, _why(each.means))
        grouped[key] = (*grouped.get(key, ()), each.recipient)
    return grouped


def _why(means: Refused | None) -> str:
    return means.kind if means else ""


def _reason(result: Result) -> str:
    """The server's words, and what they mean."""
    said = result.reply.rstrip(".")
    return f"{said}. {result.means.sentence}" if result.means and result.means.sentence else result.reply


def _rest(result: Result) -> timedelta:
    return max(result.means.rest if result.means else LEAST_REST, LEAST_REST)


def failed(row: Outbox, result: Result, now: datetime) -> Failure:
    trouble = Trouble.OUTCOME_UNKNOWN if result.outcome is Outcome.UNKNOWN else Trouble.MAIL_FAILED
    remaining, _ = open_recipients(row)
    late = result.outcome in (Outcome.DEFERRED, Outcome.SLOW)
    reply = f"given up: {result.reply}" if late else result.reply
    return told(row, trouble, remaining, reply, now, why=_why(result.means))


def told(
    row: Outbox,
    trouble: Trouble,
    recipients: tuple[str, ...],
    reply: str,
    now: datetime,
    until: datetime | None = None,
    why: str = "",
) -> Failure:
    """The failure, written to the timeline of its case (of the service, for a pause)."""
    case = None if trouble is Trouble.SENDING_PAUSED else row.case_id
    words = row.mailbox if trouble is Trouble.SENDING_PAUSED else ", ".join(recipients)
    _event(case, str(trouble), f"{words}: {reply}", now)
    return Failure(
        trouble=trouble,
        outbox=row.id,
        mailbox=row.mailbox,
        kind=OutboxKind(row.kind),
        case=row.case_id,
        recipients=recipients,
        subject=row.subject,
        reply=reply,
        message_id=row.message_id,
        automatic=row.automatic,
        until=until,
        why=why,
    )


def _event(case: int | None, event: str, detail: str, now: datetime) -> None:
    timeline.note(now, "service", case, event, detail)


def _pause(row: Outbox, now: datetime, until: datetime, reason: str) -> list[Failure]:
    """Pause the mailbox; told once, not again for every probe that fails."""
    known = Pause.get_or_none(Pause.mailbox == row.mailbox.lower())
    Pause.insert(mailbox=row.mailbox.lower(), until=until, reason=reason).on_conflict(
        conflict_target=[Pause.mailbox], update={Pause.until: until, Pause.reason: reason}
    ).execute()
    return [] if known else [told(row, Trouble.SENDING_PAUSED, (), reason, now, until)]


def open_recipients(row: Outbox) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Whom the mail still has to reach, and who of them is suppressed."""
    served = {address.lower() for key in ("accepted", "refused") for address in row.draft.get(key, ())}
    wanted: dict[str, str] = {}
    for address in (*row.draft["to"], *row.draft.get("cc", ())):
        wanted.setdefault(address["addr_spec"].strip().lower(), address["addr_spec"])
    open_ = {key: address for key, address in wanted.items() if key not in served}
    query = Suppression.select(Suppression.address).where(Suppression.address.in_(list(open_)))
    lost = {suppression.address for suppression in query}
    return (
        tuple(address for key, address in open_.items() if key not in lost),
        tuple(address for key, address in open_.items() if key in lost),
    )

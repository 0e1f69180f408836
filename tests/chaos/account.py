"""What a service has done, without what differs from run to run: two runs of one story are compared by it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from cases.model import AT_MOST_ONCE_KINDS, OutboxKind
from db.tables import Attempt, Case, Event, Inbound, Message, Outbox, Person, Recommendation, Survey

_PERSON = re.compile(r"\b([a-z]+)-[0-9a-f]{6}@example\.test")
_TAG = re.compile(r"\[LC-\d+\] ?")
EVERYTHING = frozenset({"*"})
SURVEYS = (OutboxKind.SURVEY, OutboxKind.SURVEY_REMINDER)
Account = Mapping[str, Mapping[str, Any]]


def account() -> Account:
    """By what it is about ("case Presenting (0)", "mail <1.0…>"): each with its facts."""
    names: dict[int | None, str] = {case.id: f"case {case.subject}" for case in Case.select()}
    told: dict[str, dict[str, Any]] = {name: {} for name in names.values()}
    for case in Case.select(Case, Person).join(Person):
        told[names[case.id]] |= {
            "state": case.state,
            "owner": _name(case.owner),
            "of": _name(case.requester.address),
            "topics": sorted(case.topics),
            "need": case.need,
            "minutes": case.minutes,
            "answered": case.first_answer_at is not None,
            "waits": case.wait_until is not None,
            "cases of this name": sum(name == names[case.id] for name in names.values()),
        }
    for survey in Survey.select():
        told[names[survey.case_id]]["survey"] = (survey.state, survey.reason, survey.rating, survey.comment)
    lists: dict[str, list[tuple[int | None, Any]]] = {
        "messages": [
            (row.case_id, (row.direction, row.role, row.kind, _name(row.author))) for row in Message.select()
        ],
        "events": [(row.case_id, (row.event, _name(row.actor))) for row in Event.select()],
        "mails": [
            (row.case_id, (row.kind, row.state, _name(row.recipient), _subject(row)))
            for row in Outbox.select()
        ],
        "recommended": [(row.case_id, row.slug) for row in Recommendation.select()],
    }
    for what, rows in lists.items():
        for case_id, row in rows:
            told.setdefault(names.get(case_id, "no case"), {}).setdefault(what, Counter())[row] += 1
    for mail in Inbound.select():
        told[f"mail {mail.message_id}"] = {
            "decided": (mail.state, mail.kind, mail.reason),
            "case": names.get(mail.case_id),
            "stored": Inbound.select().where(Inbound.message_id == mail.message_id).count(),
        }
    for person in Person.select():
        told[f"person {_name(person.address)}"] = {"remembered": person.remembered}
    return told


def lost() -> Mapping[str, frozenset[str]]:
    """What cannot be as in a calm run, by case or "no case": a mail that is never sent twice may be lost.

    The loss is told (CONTRACT 7), and without the survey nobody can answer it.
    """
    names: dict[int | None, str] = {case.id: f"case {case.subject}" for case in Case.select()}
    unknown = Attempt.select(Attempt.outbox).where(Attempt.outcome == "unknown")
    rows = Outbox.select().where(
        Outbox.state == "failed", Outbox.kind.in_(AT_MOST_ONCE_KINDS), Outbox.id.in_(unknown)
    )
    found: dict[str, frozenset[str]] = {}
    for row in rows:
        excused = EVERYTHING if row.kind in SURVEYS else frozenset({"mails", "events"})
        for name in (names.get(row.case_id, "no case"), "no case"):
            found[name] = found.get(name, frozenset()) | excused
    return found


def differences(calm: Account, killed: Account, excused: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """Where the two do not say the same, but for what is `excused`, and for mails about such a case."""
    for name in sorted(calm.keys() | killed.keys()):
        one, other = calm.get(name, {}), killed.get(name, {})
        about = one.get("case") or other.get("case") or name
        for what in sorted(one.keys() | other.keys()):
            if one.get(what) != other.get(what) and not {what, "*"} & excused.get(about, frozenset()):
                yield f"{name}: {what} {_difference(one.get(what), other.get(what))}"


def _difference(calm: Any, killed: Any) -> str:
    if isinstance(calm or killed, Counter):
        missing, more = (
            (calm or Counter()) - (killed or Counter()),
            (killed or Counter()) - (calm or Counter()),
        )
        return f"lack {sorted(missing.elements())}, have too much {sorted(more.elements())}"
    return f"are {killed!r} instead of {calm!r}"


def _name(address: str | None) -> str:
    return _PERSON.sub(r"\1", address or "")


def _subject(row: Outbox) -> str:
    return _TAG.sub("", row.subject)

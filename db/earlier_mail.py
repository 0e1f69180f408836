"""Single facts about earlier mail that decisions ask for: what a report is about, what waits.

Longer than 250 lines: one look-up below the other, each with its statement.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import Any

from peewee import JOIN, fn

from cases.earlier import EarlierMail, OurMail, Recommended, SentBefore, SimilarCase, second_question
from cases.effects import TEMPLATE_USED
from cases.model import REPLIES_TO_CONCIERGE, TO_OWN_PEOPLE, InboundState, OutboxKind, OutboxState
from cases.reasons import Reason
from cases.typed import as_text
from db.facts import of_client
from db.fingerprint import own_id
from db.statement import Statement, slot, slots
from db.tables import Case, Event, Inbound, Message, Outbox, Recommendation, Survey

LATEST = 40  # mails about one case whose texts are looked at
_SENT = Statement(
    lambda ids: (
        Outbox.select(Outbox.kind, Outbox.draft)
        .where(
            Outbox.message_id.in_(slots(Outbox.message_id, "ids", ids))
            | (Outbox.case_id == slot(Outbox.case_id)),
            Outbox.inbound.is_null() | (Outbox.inbound != slot(Outbox.inbound)),
        )
        .order_by(Outbox.id.desc())
        .limit(LATEST)
    )
)
_COPIES = Statement(
    lambda ids: (
        Inbound.select(Inbound.content)
        .where(
            Inbound.message_id.in_(slots(Inbound.message_id, "ids", ids)),
            Inbound.folder != "INBOX",
            Inbound.state == InboundState.DISCARDED,
            Inbound.reason == Reason.OWN,
        )
        .order_by(Inbound.id)
        .limit(LATEST)
    )
)
_FILES = Statement(lambda: Message.select(Message.attachments).where(Message.author == slot(Message.author)))
_OPTIONS = Statement(
    lambda: (
        Recommendation.select(Recommendation.title)
        .where(Recommendation.case == slot(Recommendation.case))
        .order_by(Recommendation.id)
    )
)
_USED = Statement(
    lambda: (
        Event.select(Event.detail)
        .where(Event.case_id == slot(Event.case_id), Event.event == TEMPLATE_USED)
        .order_by(Event.id)
    )
)


def ours_by_message_id(message_id: str) -> OurMail | None:
    """The mail that we sent under this Message-ID."""
    return _ours(Outbox.message_id == message_id)


def sent_texts(
    message_ids: Collection[str], case: int | None, inbound: int
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What these mails of ours say, and the latest about the case, to whomever: subjects and words.

    Those that give a concierge's own words back stand apart, as second; those that this received mail caused
    are left out.
    """
    sent: tuple[list[str], list[str]] = ([], [])
    for row in _SENT.rows(ids=message_ids, case_id=-1 if case is None else case, inbound=inbound):
        texts = (row.draft["subject"], as_text(row.draft["text"]))
        sent[row.kind in REPLIES_TO_CONCIERGE].extend(texts)
    return tuple(sent[False]), tuple(sent[True])


def ours_by_token(token: str) -> OurMail | None:
    """The latest mail that carried this signed token (a bounce to a VERP sender address)."""
    return _ours(Outbox.message_id.startswith(f"<{token}."))


def ours_by_token_and_date(token: str, date: datetime) -> OurMail | None:
    """The mail with this signed token whose Date is this, to the second."""
    second = date.astimezone(UTC).replace(microsecond=0)
    rows = Outbox.select(Outbox.id, Outbox.draft).where(Outbox.message_id.startswith(f"<{token}."))
    for row in rows:
        if datetime.fromisoformat(row.draft["date"]).replace(microsecond=0) == second:
            return _ours(Outbox.id == row.id)
    return None


def called_by_us(message_ids: Collection[str]) -> tuple[str, ...]:
    """Our Message-IDs of the mails whose copies in a Sent folder have one of these instead.

    A copy there was filed by the server or by those who share the mailbox: its field of ours can be believed.
    """
    found = [own_id(bytes(row.content)) for row in _COPIES.rows(ids=message_ids)]
    return tuple(dict.fromkeys(each for each in found if each))


def first_kinds(mailbox: str, count: int) -> tuple[str, ...]:
    """Kinds of the first mails that a mailbox received since we read it, backlog apart."""
    rows = (
        Inbound.select(Inbound.kind)
        .where(Inbound.mailbox == mailbox, Inbound.folder == "INBOX", ~Inbound.backlog)
        .order_by(Inbound.id)
        .limit(count)
    )
    return tuple(row.kind or "" for row in rows)


def received(inbound_id: int) -> EarlierMail | None:
    """A received mail that a signed address was made for."""
    known = (Inbound.id, Inbound.state, Inbound.reason, Inbound.author, Inbound.decided_at)
    row = (
        Inbound.select(*known, Inbound.subject, Inbound.received_at, Inbound.case_id)
        .where(Inbound.id == inbound_id)
        .get_or_none()
    )
    if row is None:
        return None
    return EarlierMail(
        row.id,
        InboundState(row.state),
        row.reason,
        row.author or "",
        row.decided_at,
        row.subject,
        row.received_at,
        row.case_id,
        asked_again=bool(Outbox.select(Outbox.id).where(Outbox.dedupe == second_question(row.id)).exists()),
    )


def inline_pictures(author: str) -> tuple[str, ...]:
    """SHA-256 of every inline picture in this address's earlier mails, with repetition."""
    rows = _FILES.rows(author=author.lower())
    return tuple(a["sha256"] for row in rows for a in row.attachments if a.get("inline"))


def recommended(person_id: int, client: str | None) -> tuple[Recommended, ...]:
    """Options recommended to this person as one of this client's, on any case, by slug."""
    rows = (
        Recommendation.select(Recommendation.slug, fn.MAX(Survey.rating))
        .join(Case)
        .join(Survey, JOIN.LEFT_OUTER, on=(Survey.case == Case.id))
        .where(Case.requester == person_id, of_client(client))
        .group_by(Recommendation.slug)
        .order_by(Recommendation.slug)
    )
    found: Any = rows.tuples()
    return tuple(Recommended(slug, rating) for slug, rating in found)


def sent_before(case_id: int) -> SentBefore:
    """What went to the worker on this case, each once."""
    return SentBefore(
        tuple(dict.fromkeys(row.title for row in _OPTIONS.rows(case=case_id))),
        tuple(dict.fromkeys(row.detail for row in _USED.rows(case_id=case_id) if row.detail)),
    )


def ratings_by_option(topics: Collection[str], client: str | None) -> dict[str, tuple[float, int]]:
    """(mean, how many) of this client's ratings of an option recommended on one of these topics, by slug."""
    rows = (
        Recommendation.select(Recommendation.slug, fn.AVG(Survey.rating), fn.COUNT(Survey.rating))
        .join(Case)
        .join(Survey, on=(Survey.case == Recommendation.case))
        .where(Survey.rating.is_null(False), Recommendation.topic.in_(list(topics)), of_client(client))
        .group_by(Recommendation.slug)
    )
    found: Any = rows.tuples()
    return {slug: (float(mean), count) for slug, mean, count in found}


def similar_cases(
    topics: Collection[str], besides: int, client: str | None, limit: int = 5
) -> tuple[SimilarCase, ...]:
    """The latest other cases of this client in which something was recommended on one of these topics."""
    rows = (
        Recommendation.select(Recommendation, Survey.rating.alias("rated"))
        .join(Case)
        .join(Survey, JOIN.LEFT_OUTER, on=(Survey.case == Recommendation.case))
        .where(Recommendation.topic.in_(list(topics)), Recommendation.case != besides, of_client(client))
        .order_by(Recommendation.at.desc(), Recommendation.id)
        .limit(10 * limit)
    )
    found: dict[int, tuple[str, list[str], int | None]] = {}
    each: Any = rows.dicts()
    for row in each:
        found.setdefault(row["case"], (row["topic"], [], row["rated"]))[1].append(row["title"])
    latest = list(found.values())[:limit]
    return tuple(SimilarCase(topic, tuple(titles), rating) for topic, titles, rating in latest)


def recent_answers_to(
    address: str, since: datetime, case_id: int | None = None, *, to_concierge: bool = False
) -> int:
    """Automatic mails to an address (or on a case) that answered a mail; what tells our people is none.

    `to_concierge`: those that answered a concierge's own mail, instead of all others (concierge and worker
    may be one person).
    """
    counted = (_TO_ADDRESS if case_id is None else _ON_CASE)[to_concierge]
    return int(counted.scalar(queued_at=since, whose=address.lower() if case_id is None else case_id))


def recently_told(since: datetime, case_id: int | None) -> dict[str, int]:
    """Notifications since then about a case, or about none, by recipient; held ones do not count."""
    told = _TOLD_OF_NONE if case_id is None else _TOLD
    found = told.rows(queued_at=since, **({} if case_id is None else {"case_id": case_id}))
    return {str(recipient): int(count) for recipient, count in found}


def _told(of_case: Callable[[], Any]) -> Statement:
    return Statement(
        lambda: (
            Outbox.select(Outbox.recipient, fn.COUNT(Outbox.id))
            .where(
                Outbox.kind == OutboxKind.NOTIFICATION,
                Outbox.state != OutboxState.HELD,
                Outbox.queued_at >= slot(Outbox.queued_at),
                of_case(),
            )
            .group_by(Outbox.recipient)
        )
    )


_TOLD = _told(lambda: Outbox.case_id == slot(Outbox.case_id))
_TOLD_OF_NONE = _told(lambda: Outbox.case_id.is_null())


def _answers(whose: Any, *, to_concierge: bool) -> Statement:
    kind, replies = Outbox.kind, REPLIES_TO_CONCIERGE
    return Statement(
        lambda: Outbox.select(fn.COUNT(Outbox.id)).where(
            Outbox.automatic,
            Outbox.queued_at >= slot(Outbox.queued_at),
            kind.not_in(TO_OWN_PEOPLE),
            kind.in_(replies) if to_concierge else kind.not_in(replies),
            whose == slot(whose, "whose"),
        )
    )


_TO_ADDRESS = {way: _answers(Outbox.recipient, to_concierge=way) for way in (True, False)}
_ON_CASE = {way: _answers(Outbox.case_id, to_concierge=way) for way in (True, False)}


def _ours(condition: object) -> OurMail | None:
    row = Outbox.select().where(condition).order_by(Outbox.id.desc()).limit(1).get_or_none()
    if row is None:
        return None
    return OurMail(row.id, row.case_id, OutboxKind(row.kind), tuple(row.to), row.subject)

"""`kill -9` at every commit boundary: nothing lost, no case twice, a mail twice only after DATA."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from db.tables import Attempt, Case, Inbound, Introduction, Outbox, Survey
from tests.installation import Installation, until
from tests.servers.post import User

HEAVY = pytest.mark.heavy
POINTS = [
    pytest.param("stored", 1, 0, marks=HEAVY),
    pytest.param("begun", 1, 0, marks=HEAVY),
    pytest.param("decided", 1, 0, marks=HEAVY),
    ("applied", 1, 0),
    pytest.param("claimed", 1, 0, marks=HEAVY),
    pytest.param("claimed", 3, 0, marks=HEAVY),
    ("data-sent", 1, 1),
    pytest.param("data-sent", 3, 1, marks=HEAVY),
    pytest.param("recorded", 1, 0, marks=HEAVY),
]


def _copies(service: Installation, user: User, message_id: str) -> int:
    return service.copies(user)[message_id]


def _copies_of_request(service: Installation, maria: User, asked: str) -> Counter[str]:
    """The three mails by Message-ID, after it was seen that the request is stored once and has one case."""
    stored = list(Inbound.select().where(Inbound.message_id == asked))
    assert ["accepted"] == [row.state for row in stored]
    case = Case.get_by_id(stored[0].case_id)
    assert 1 == Case.select().where(Case.requester == case.requester).count()
    copies: Counter[str] = Counter()
    kinds = {maria: "acknowledgement", service.anna: "notification", service.bram: "notification"}
    for user, kind in kinds.items():
        sent = list(Outbox.select().where(Outbox.recipient == user.address, Outbox.case_id == case.id))
        assert [(kind, "sent")] == [(row.kind, row.state) for row in sent]
        ours = sent[0].message_id
        until(partial(_copies, service, user, ours), f"{kind} at {user.address}")
        copies[ours] = service.copies(user)[ours]
    return copies


@pytest.mark.parametrize(("point", "nth", "doubles"), POINTS)
def test_killed_once_loses_and_doubles_nothing(
    make_installation: Callable[..., Installation], point: str, nth: int, doubles: int
) -> None:
    """Killed at the point; the next run ends it well. Only the mail whose DATA had ended goes twice."""
    service = make_installation(connections=1)
    maria = service.person("maria", "Maria Jansen")
    asked = service.ask(maria, "Presenting")
    service.arrived(asked)
    service.dies_at(point, nth)
    service.lives()
    copies = _copies_of_request(service, maria, asked)
    assert [1] * (3 - doubles) + [2] * doubles == sorted(copies.values())
    assert [] == service.unsent()
    assert {} == service.copies(service.service)
    assert {asked: 1} == service.copies(service.service, "Processed")


@pytest.mark.costly
def test_killed_daemon_goes_on_where_it_was(installation: Installation) -> None:
    """A daemon is killed at each point in turn, with a new request for each life; all are served."""
    lives = ["stored", "begun", "decided", "applied", "claimed", "data-sent", "recorded"]
    asked: dict[User, str] = {}
    for point in lives:
        mortal = installation.mortal(point, once=False)
        maria = installation.person("maria", "Maria Jansen")
        asked[maria] = installation.ask(maria, f"Presenting, until {point}")
        assert -9 == mortal.wait(), mortal.log
        if point in ("begun", "decided", "applied", "claimed", "data-sent"):
            # Nobody may come back twice from one mail, nor may the outcome of one be unknown three times.
            installation.lives()
    running = installation.start()
    for message_id in asked.values():
        until(partial(installation.decided, message_id), "decided")
    until(lambda: not installation.unsent(), installation.unsent)
    assert 0 == running.stop()[0]
    for maria, message_id in asked.items():
        copies = _copies_of_request(installation, maria, message_id)
        unknown = _unknown_attempts(copies)
        assert all(1 <= count <= 1 + unknown[sent] for sent, count in copies.items())
    assert len(lives) == Case.select().count()


def _unknown_attempts(ids: Iterable[str]) -> Counter[str]:
    """How often the end of an attempt at sending was not seen, by Message-ID."""
    rows = Attempt.select(Outbox.message_id).join(Outbox).where(Attempt.outcome == "unknown")
    return Counter(row.outbox.message_id for row in rows if row.outbox.message_id in set(ids))


@pytest.mark.parametrize(
    ("point", "answers"),
    [pytest.param("claimed", 1, marks=HEAVY), ("data-sent", 2), pytest.param("recorded", 1, marks=HEAVY)],
)
def test_words_of_a_person_go_again_with_the_same_message_id(
    make_installation: Callable[..., Installation], point: str, answers: int
) -> None:
    """After a death behind DATA the worker may have the answer twice, as one and the same mail.

    Nothing else goes out beside it: a colleague's notification might come first, and die of its own DATA.
    """
    installation = make_installation(alone=True, connections=1)
    maria = installation.person("maria", "Maria Jansen")
    installation.arrived(installation.ask(maria, "Presenting"))
    installation.lives()
    reply = installation.composed_reply(
        installation.anna, installation.newest(installation.anna), "Begin with a question."
    )
    installation.arrived(installation.send(installation.anna, reply))
    installation.dies_at(point)
    answer = Outbox.get(Outbox.kind == "answer")
    assert 1 == Attempt.select().where(Attempt.outbox == answer.id).count()
    installation.lives()
    answer = Outbox.get_by_id(answer.id)
    assert "sent" == answer.state
    until(lambda: answers <= installation.copies(maria)[answer.message_id], f"{answers} copies")
    assert answers == installation.copies(maria)[answer.message_id]


@pytest.mark.costly
@pytest.mark.parametrize(
    ("point", "delivered"),
    [pytest.param("claimed", 0, marks=HEAVY), ("data-sent", 1), pytest.param("recorded", 1, marks=HEAVY)],
)
def test_survey_and_reminder_never_go_twice(
    make_installation: Callable[..., Installation], point: str, delivered: int
) -> None:
    """Killed while the survey goes out, and again while its reminder does: at most one of each, whatever."""
    service = make_installation(alone=True)
    maria = service.person("maria", "Maria Jansen")
    service.arrived(service.ask(maria, "Presenting"))
    service.lives()
    words = service.composed_reply(service.anna, service.newest(service.anna), "Begin with a question.")
    service.arrived(service.send(service.anna, words))
    service.lives()
    for days, kind in ((11, "survey"), (17, "survey-reminder")):
        at = datetime.now(UTC) + timedelta(days=days)
        service.dies_at(point, as_of=at.isoformat())
        for later in (1, 2):
            service.lives((at + timedelta(minutes=later)).isoformat())
        rows = list(Outbox.select().where(Outbox.kind == kind))
        assert 1 == len(rows)
        assert 1 == Attempt.select().where(Attempt.outbox == rows[0].id).count()
        if delivered:
            until(partial(_copies, service, maria, rows[0].message_id), kind)
        assert delivered == service.copies(maria)[rows[0].message_id]
    assert "reminded" == Survey.get().state


@HEAVY
@pytest.mark.timeout(600)  # ten processes after another
@pytest.mark.parametrize("point", ["decided", "applied", "claimed"])
def test_an_introduction_survives_each_step(
    make_installation: Callable[..., Installation], point: str
) -> None:
    """Killed while the colleague is asked, while they agree, and while the worker does: each asked once."""
    service = make_installation(catalogue=True)
    maria, tom = service.person("maria", "Maria Jansen"), service.person("tom", "Tom Claes")

    def said(user: User, text: str) -> None:
        """A reply to their newest mail; the service dies of it at the point, and lives again."""
        service.arrived(service.send(user, service.composed_reply(user, service.newest(user), text)))
        service.dies_at(point)
        service.lives()

    offer = service.compose(tom, service.service.address, "Helping", "#offer Excel")
    service.arrived(service.send(tom, offer))
    service.lives()
    service.arrived(service.send(tom, service.composed_reply(tom, service.newest(tom), "yes")))
    service.arrived(service.ask(maria, "Excel"))
    service.lives()
    steps = ((service.anna, f"#topic excel\n#introduce {tom.address}", "asked"), (tom, "yes", "agreed"))
    for user, text, state in (*steps, (maria, "yes", "introduced")):
        said(user, text)
        assert [state] == [row.state for row in Introduction.select()]
    mails = list(Outbox.select().where(Outbox.kind == "introduction").order_by(Outbox.id))
    assert [{tom.address}, {maria.address}, {maria.address, tom.address}] == [set(row.to) for row in mails]
    assert ["sent"] * 3 == [row.state for row in mails]
    assert [] == service.unsent()
    for row, user in zip(mails, (tom, maria, tom), strict=True):
        until(partial(_copies, service, user, row.message_id), "the mail")
        assert 1 == service.copies(user)[row.message_id]

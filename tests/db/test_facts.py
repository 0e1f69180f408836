"""What decisions are made on."""

from __future__ import annotations

import threading
from datetime import timedelta

import peewee
import pytest

from cases.effects import ChangeCase, MoveCase, OpenCase, SendMail
from cases.model import CaseEvent, CaseState, Kind, OutboxState
from db import deciding, earlier_mail, facts, inbound, matches, prepare, tables
from db.connect import connection, transaction
from tests.db.letters import ANNA, BOX, MARIA, NOW, carry_out, draft, letter, open_case, store

pytestmark = pytest.mark.usefixtures("database")


def merge(case: int, into: int) -> None:
    carry_out(ChangeCase(case, {"merged_into": into}, "case.merged", "anna"))


def test_a_person_is_one_address_in_any_case() -> None:
    """The same address in other letters is the same person; a name is taken once, not overwritten."""
    nameless = prepare.person("Maria@Example.ORG ", "", NOW)
    named = prepare.person(MARIA.addr_spec, "Maria", NOW)
    again = prepare.person(MARIA.addr_spec, "M. Janssens", NOW)
    assert nameless.id == named.id == again.id
    assert ("maria@example.org", "Maria") == (again.address, again.name)
    assert again == facts.find_person("MARIA@example.org")
    found = prepare.people({"MARIA@example.org": "M.", ANNA.addr_spec: "Anna"}, NOW)
    assert ["maria@example.org", "anna@example.org"] == list(found)
    assert (again, "Anna") == (found["maria@example.org"], found["anna@example.org"].name)


def test_unknown_things_are_none() -> None:
    """A person, case or mail that is not there is None, without error."""
    assert facts.find_person("nobody@example.org") is None
    assert facts.case(99) is None
    assert earlier_mail.ours_by_message_id("<x@example.org>") is None
    assert {} == matches.participants((99,))
    assert () == matches.cases_of_message_ids([])
    assert facts.last_survey_asked(99) is None


def test_a_merged_case_leads_to_the_other() -> None:
    """Over any number of merges, also when they run in a circle; each case once."""
    first, second, third = open_case(), open_case(), open_case()
    merge(first, second)
    merge(second, third)
    assert (third,) == matches.live_ids((first, second, third, 99))
    assert (third,) == matches.cases_of_message_ids(["<letter-1@example.org>"])
    merge(third, first)
    assert () == matches.live_ids((first,))


def test_the_nearest_message_id_comes_first() -> None:
    """Cases come in the order of the ids given; of two cases that know one id the newer comes first."""
    old, new = open_case(), open_case()
    rows = {row.case_id: row.message_id for row in tables.Outbox.select()}
    assert (old, new) == matches.cases_of_message_ids([rows[old], rows[new]])
    assert (new, old) == matches.cases_of_message_ids(["<letter-1@example.org>"])
    assert (old, new) == matches.cases_of_message_ids([rows[old], "<letter-1@example.org>"])


def test_participants_are_people() -> None:
    """Who wrote or was written to, the requester and the owner, in lower case, without the service itself."""
    number = open_case()
    carry_out(
        ChangeCase(number, {"owner": "Anna@example.org"}, "case.assigned", "anna"),
        SendMail(draft(number, to=(ANNA,), kind="notification"), on_case=False),
    )
    assert {number: frozenset({"maria@example.org", "anna@example.org"})} == matches.participants(
        (number, 99)
    )


def test_open_cases_of_an_owner() -> None:
    """Closed and rejected cases are not open; without an owner all open cases are given, oldest first."""
    mine, other, closed = open_case(), open_case(), open_case()
    carry_out(
        ChangeCase(mine, {"owner": "anna@example.org"}, "case.assigned", "anna"),
        ChangeCase(closed, {"owner": "anna@example.org"}, "case.assigned", "anna"),
        MoveCase(closed, CaseEvent.CLOSED, CaseState.NEW, CaseState.CLOSED, "anna"),
    )
    assert [mine] == [case.id for case in facts.open_cases("Anna@example.org")]
    assert [mine, other] == [case.id for case in facts.open_cases()]


def test_earlier_cases_of_a_person() -> None:
    """Newest first, before a moment if one is given."""
    first = open_case(now=NOW)
    second = open_case(now=NOW + timedelta(days=1))
    maria = facts.find_person(MARIA.addr_spec)
    assert maria is not None
    assert [second, first] == [case.id for case in facts.cases_of_person(maria.id)]
    before = facts.cases_of_person(maria.id, NOW + timedelta(hours=1))
    assert [(first, maria)] == [(case.id, case.requester) for case in before]


def test_automatic_mail_is_counted_for_the_caps() -> None:
    """By address, by case and in all, since a moment; a person's words and cancelled mail do not count."""
    number = open_case()
    carry_out(
        SendMail(draft(number, to=(ANNA,))),
        SendMail(draft(None)),
        SendMail(draft(number, automatic=None)),
        SendMail(draft(number, dedupe="cancelled")),
        SendMail(draft(number), held="over [limits] automatic_per_case"),
    )
    tables.Outbox.update(state=OutboxState.CANCELLED).where(tables.Outbox.dedupe == "cancelled").execute()
    assert 3 == facts.recent_automatic(NOW)
    assert 2 == facts.recent_automatic(NOW, address="Maria@example.org")
    assert 2 == facts.recent_automatic(NOW, case_id=number)
    assert 1 == facts.recent_automatic(NOW, address="maria@example.org", case_id=number)
    assert 0 == facts.recent_automatic(NOW + timedelta(seconds=1))


def test_requests_are_counted_for_the_caps() -> None:
    """Requests of one address since a moment; other kinds, other people and backlog do not count."""
    inbound.start(BOX, "INBOX", 7, 0, 1)
    inbound.store(BOX, "INBOX", 7, [(uid, letter(uid), NOW) for uid in range(1, 6)], NOW, 1)
    backlog, one, two, report, other = deciding.due(NOW)
    for mail in (backlog, one, two):
        inbound.describe(mail, Kind.REQUEST, "Maria@example.org", "x")
    inbound.describe(report, Kind.DELIVERY_REPORT, MARIA.addr_spec, "x")
    inbound.describe(other, Kind.REQUEST, ANNA.addr_spec, "x")
    assert 2 == facts.recent_requests(MARIA.addr_spec, NOW)
    assert 0 == facts.recent_requests(MARIA.addr_spec, NOW + timedelta(seconds=1))


def test_the_thread_to_a_concierge() -> None:
    """What was sent to one address on one case, oldest first; what never left is no parent."""
    number, other = open_case(), open_case()
    note = draft(number, to=(ANNA,), kind="notification")
    carry_out(
        SendMail(note, on_case=False),
        SendMail(draft(other, to=(ANNA,)), on_case=False),
        SendMail(note, on_case=False),
        SendMail(draft(number, to=(ANNA,), dedupe="failed"), on_case=False),
    )
    tables.Outbox.update(state=OutboxState.FAILED).where(tables.Outbox.dedupe == "failed").execute()
    thread = facts.thread_to("ANNA@example.org", number)
    assert 2 == len(thread)
    assert {"anna@example.org": thread, "maria@example.org": (_acknowledged(number),), "x@y": ()} == (
        facts.threads_to(("Anna@example.org", MARIA.addr_spec, "x@y"), number)
    )
    assert [(3, number), (5, number)] == [
        (found.outbox, found.case) for each in thread if (found := earlier_mail.ours_by_message_id(each))
    ]


def _acknowledged(case: int) -> str:
    query = tables.Outbox.select().where(
        tables.Outbox.case_id == case, tables.Outbox.recipient == MARIA.addr_spec
    )
    return str(query.get().message_id)


def test_two_who_open_cases_get_two_numbers(database: peewee.Database) -> None:
    """Twenty cases opened by four threads at once have the numbers 1 to 20: none twice, none lost."""
    with transaction():
        maria = prepare.person(MARIA.addr_spec, "", NOW)

    def work() -> None:
        with connection():
            for _ in range(5):
                with transaction():
                    number = prepare.case_id()
                    carry_out(OpenCase(number, maria, BOX, "x", "en"))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert list(range(1, 21)) == sorted(row.id for row in tables.Case.select(tables.Case.id))


def test_a_mail_is_decided_by_one_of_two(database: peewee.Database) -> None:
    """Two processes that take the same due mail open one case; the other is told that it was decided."""
    (mail,) = store(letter())
    ready, outcomes = threading.Barrier(2), list[str]()

    def work() -> None:
        with connection():
            ready.wait(20)
            try:
                with transaction():
                    inbound.load(mail)
                    open_case(mail)
                outcomes.append("opened")
            except Exception as error:
                outcomes.append(str(error))

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [f"mail {mail} is accepted: it cannot become accepted", "opened"] == sorted(outcomes)
    assert 1 == tables.Case.select().count()

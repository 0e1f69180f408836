"""Erasing a person: words and names go everywhere, figures stay."""

from __future__ import annotations

import pytest

from cases.effects import AddMessage, ChangeCase, OpenCase, RecordEvent, RememberPerson, SendMail, Suppress
from cases.errors import PermanentError
from cases.model import Address, Direction, Kind, Need, OutboxState, Role
from db import deciding, erase, facts, inbound, prepare, tables
from tests.db.letters import ANNA, BOX, MARIA, NOW, attachment, carry_out, draft, letter, open_case, store

pytestmark = pytest.mark.usefixtures("database")

MARIA_BARE = Address("", MARIA.addr_spec)
WORDS = ("maria", "present better", "stage fright", "likes books", "we got your question", "slides")


def everything() -> str:
    """All that is stored, as one lower-case text."""
    rows = [repr(row) for table in tables.TABLES for row in table.select().tuples()]
    return "\n".join(rows).lower()


def populate() -> int:
    """A case of Maria's with her words in every table that can hold them; a voice of hers on Jan's."""
    (mail,) = store(letter())
    inbound.describe(mail, Kind.REQUEST, MARIA.addr_spec, "stage fright")
    number = open_case(mail)
    maria = facts.find_person(MARIA.addr_spec)
    assert maria is not None
    jan = prepare.person("jan@example.org", "Jan", NOW)
    words = ("follow-up", "maria", "maria", "maria")
    carry_out(
        OpenCase(number + 1, jan, BOX, "Writing", "en"),
        AddMessage(number + 1, Direction.IN, Role.THIRD_PARTY, MARIA, (BOX,), *words),
        SendMail(draft(number + 1, to=(Address("Jan", jan.address), MARIA_BARE), text="Read more")),
        ChangeCase(number, {"need": Need(about="stage fright", time=60)}, "case.changed", "anna"),
        RememberPerson(maria.id, "nl", remember="likes books", signature="Maria Janssens"),
        SendMail(draft(number, attachments=(attachment(),))),
        SendMail(draft(number, to=(ANNA,), text="Maria has stage fright"), on_case=False),
        RecordEvent(number, "mail.noted", "Maria@example.org", "from MARIA@example.org"),
        Suppress(MARIA.addr_spec, "5.1.1"),
    )
    tables.Outbox.update(state=OutboxState.SENT).where(tables.Outbox.id == 1).execute()
    return number


def test_nothing_of_the_person_stays() -> None:
    """No table holds her address, name or words; figures of her need stay, under a number."""
    number = populate()
    assert all(word in everything() for word in WORDS)
    assert (1,) == erase.erase_person("Maria@Example.org")
    assert [] == [word for word in WORDS if word in everything()]
    case = facts.case(number)
    assert case is not None
    assert ("", 60, None) == (case.subject, case.need.time, case.need.about)
    assert "erased-1@erased.invalid" == case.requester.address


def test_others_keep_their_words() -> None:
    """Jan's case and the mail to him stay, without her address."""
    number = populate() + 1
    erase.erase_person(MARIA.addr_spec)
    case = facts.case(number)
    assert case is not None
    assert ["", "Read more"] == [message.new_text for message in case.messages]
    assert ("jan@example.org", "erased-1@erased.invalid") == case.messages[1].to
    assert "jan@example.org" == case.requester.address


def test_the_figures_stay() -> None:
    """Cases, messages, mails and events are as many as before; what waited for her is cancelled."""
    populate()
    counted = (tables.Case, tables.Message, tables.Inbound, tables.Outbox, tables.Event)
    before = [table.select().count() for table in counted]
    erase.erase_person(MARIA.addr_spec)
    assert before == [table.select().count() for table in counted]
    assert {"cancelled", "sent"} == {
        row.state for row in tables.Outbox.select().where(tables.Outbox.recipient == "")
    }
    assert 0 == tables.Blob.select().count()


def test_erased_mail_is_known_when_seen_again() -> None:
    """The mail still lies in the mailbox: fetched under a new UIDVALIDITY it is a duplicate."""
    populate()
    erase.erase_person(MARIA.addr_spec)
    inbound.start(BOX, "INBOX", 8, 0, 0)
    inbound.store(BOX, "INBOX", 8, [(1, letter(), NOW)], NOW, 0)
    assert 1 == inbound.duplicate_of(inbound.load(deciding.due(NOW)[-1]))


def test_who_writes_again_is_somebody_new() -> None:
    """After erasing, the same address is a new person with a new id, so that old tokens mean nobody."""
    populate()
    before = facts.find_person(MARIA.addr_spec)
    erase.erase_person(MARIA.addr_spec)
    after = prepare.person(MARIA.addr_spec, "", NOW)
    assert before is not None
    assert after.id != before.id
    assert () == after.remembered


def test_a_file_that_another_mail_carries_stays() -> None:
    """Octets that a mail to somebody else still needs are kept."""
    populate()
    carry_out(SendMail(draft(to=(ANNA,), attachments=(attachment(),))))
    erase.erase_person(MARIA.addr_spec)
    assert 1 == tables.Blob.select().count()


def test_an_unknown_address_is_said_plainly() -> None:
    """Nothing to erase is a PermanentError."""
    with pytest.raises(PermanentError, match="nobody with the address"):
        erase.erase_person("nobody@example.org")

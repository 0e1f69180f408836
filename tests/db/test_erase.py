"""Erasing a person: words and names go everywhere, figures stay."""

from __future__ import annotations

import pytest

from cases.effects import AddMessage, ChangeCase, OpenCase, RecordEvent, RememberPerson, SendMail, Suppress
from cases.errors import PermanentError
from cases.model import Address, Direction, Kind, Need, OutboxState, Role
from cases.settings import Concierge, ImapAccount, MailboxSettings, Settings, SmtpAccount
from cases.tokens import Signer
from db import deciding, erase, facts, inbound, prepare, tables
from db.connect import transaction
from db.folders import Seen
from tests.db.letters import (
    ANNA,
    BOX,
    MARIA,
    NOW,
    TOKEN,
    attachment,
    carry_out,
    draft,
    letter,
    open_case,
    store,
)

pytestmark = pytest.mark.usefixtures("database")

ACCOUNT = {"host": "mail", "port": 1, "security": "none", "username": ""}
MAILBOX = MailboxSettings(BOX, ImapAccount(**ACCOUNT), SmtpAccount(**ACCOUNT))  # type: ignore[arg-type]
ROSTER = (Concierge("Anna Peeters", ANNA.addr_spec),)
SETTINGS = Settings("Learning Help", "UTC", ("en",), (MAILBOX,), ROSTER, Signer({0: b"secret" * 8}, 0))
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
    erased = erase.erase_person("Maria@Example.org", SETTINGS, NOW)
    assert (1, (number,), True) == (erased.person, erased.cases, erased.finished)
    assert [(BOX, "INBOX", 7, 1, "<letter-1@example.org>")] == [
        (copy.mailbox, copy.folder, copy.uidvalidity, copy.uid, copy.message_id) for copy in erased.received
    ]
    assert [] == [word for word in WORDS if word in everything()]
    case = facts.case(number)
    assert case is not None
    assert ("", 60, None) == (case.subject, case.need.time, case.need.about)
    assert "erased-1@erased.invalid" == case.requester.address


def test_others_keep_their_words() -> None:
    """Jan's case and the mail to him stay, without her address."""
    number = populate() + 1
    erase.erase_person(MARIA.addr_spec, SETTINGS, NOW)
    case = facts.case(number)
    assert case is not None
    assert ["", "Read more"] == [message.new_text for message in case.messages]
    assert ("jan@example.org", "erased-1@erased.invalid") == case.messages[1].to
    assert "jan@example.org" == case.requester.address


def test_the_figures_stay() -> None:
    """Cases, messages, mails and events are as many as before; what waited for her is cancelled."""
    populate()
    counted = (tables.Case, tables.Message, tables.Inbound, tables.Outbox)
    before = [table.select().count() for table in counted]
    erase.erase_person(MARIA.addr_spec, SETTINGS, NOW)
    assert before == [table.select().count() for table in counted]
    assert {"cancelled", "sent"} == {
        row.state for row in tables.Outbox.select().where(tables.Outbox.recipient == "")
    }
    assert 0 == tables.Blob.select().count()


def test_erased_mail_is_known_when_seen_again() -> None:
    """The mail still lies in the mailbox: fetched under a new UIDVALIDITY it is known by fingerprints."""
    populate()
    erase.erase_person(MARIA.addr_spec, SETTINGS, NOW)
    assert "letter-1@" not in everything()
    inbound.start(BOX, "INBOX", 8, 0, 0)
    fetched = (letter(), letter(body=b"The same, with the footer of a list"), letter(2))
    inbound.store(BOX, "INBOX", 8, [(uid, raw, NOW) for uid, raw in enumerate(fetched, 1)], NOW, 0)
    seen = [inbound.seen(inbound.load(number), SETTINGS.signer) for number in deciding.due(NOW)]
    assert [Seen(None, True), Seen(None, True), Seen(None, False)] == seen


def test_who_writes_again_is_somebody_new() -> None:
    """After erasing, the same address is a new person with a new id, so that old tokens mean nobody."""
    populate()
    before = facts.find_person(MARIA.addr_spec)
    erase.erase_person(MARIA.addr_spec, SETTINGS, NOW)
    after = prepare.person(MARIA.addr_spec, "", NOW)
    assert before is not None
    assert after.id != before.id
    assert () == after.remembered


def test_a_file_that_another_mail_carries_stays() -> None:
    """Octets that a mail to somebody else still needs are kept."""
    populate()
    carry_out(SendMail(draft(to=(ANNA,), attachments=(attachment(),))))
    erase.erase_person(MARIA.addr_spec, SETTINGS, NOW)
    assert 1 == tables.Blob.select().count()


def test_erasing_is_harmless_where_there_is_nothing() -> None:
    """An unknown address is nobody's; erasing a second time changes nothing more."""
    assert erase.erase_person("nobody@example.org", SETTINGS, NOW).person is None
    populate()
    erase.erase_person(MARIA.addr_spec, SETTINGS, NOW)
    before = everything()
    again = erase.erase_person(MARIA.addr_spec, SETTINGS, NOW)
    assert (None, (), 0, True) == (again.person, again.cases, again.masked, again.finished)
    assert before == everything()


def test_no_address_of_the_service_is_erased() -> None:
    """Its own address is no person's, and what is no address is a mistake."""
    for wrong in (BOX, f"learninghelp+{TOKEN}@example.org", "maria"):
        with pytest.raises(PermanentError, match="not the address of a person"):
            erase.erase_person(wrong, SETTINGS, NOW)
    with transaction(), pytest.raises(PermanentError, match="transaction of its own"):
        erase.erase_person(MARIA.addr_spec, SETTINGS, NOW)

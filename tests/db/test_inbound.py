"""Received mail: stored once with the cursor, decided once, tried three times, never lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases.errors import PermanentError
from cases.lifecycle import INBOUND
from cases.model import InboundState as S
from cases.model import Kind
from db import deciding, inbound
from db.connect import transaction
from db.folders import Position, Unfiled
from tests.db.letters import BOX, NOW, letter, store

pytestmark = pytest.mark.usefixtures("database")

UID_MAX = 2**32 - 1


def test_octets_come_back_as_fetched() -> None:
    """Every octet is kept, also those that are no text, and UIDs may use all 32 bits."""
    raw = bytes(range(256)) * 3
    inbound.store(BOX, "INBOX", UID_MAX, [(UID_MAX, raw, None)], NOW, 0)
    received = inbound.load(deciding.due(NOW)[0])
    assert (raw, UID_MAX, UID_MAX, None) == (
        received.raw,
        received.uid,
        received.uidvalidity,
        received.internal_date,
    )


def test_a_repeated_fetch_stores_nothing_twice() -> None:
    """Mail stored before is skipped; the cursor only goes forward."""
    first = [(uid, letter(uid), NOW) for uid in (1, 2, 3)]
    assert 3 == inbound.store(BOX, "INBOX", 7, first, NOW, 0)
    assert 1 == inbound.store(BOX, "INBOX", 7, [*first, (9, letter(9), NOW)], NOW, 0)
    assert 0 == inbound.store(BOX, "INBOX", 7, first, NOW, 0)
    assert Position(7, 9, 0) == inbound.cursor(BOX, "INBOX")
    assert 4 == len(deciding.due(NOW))


def test_store_nothing() -> None:
    """An empty fetch neither fails nor makes a cursor."""
    assert 0 == inbound.store(BOX, "INBOX", 7, [], NOW, 0)
    assert inbound.cursor(BOX, "INBOX") is None


def test_backlog_is_marked() -> None:
    """Mail up to the backlog UID is stored as backlog, later mail is not."""
    inbound.start(BOX, "INBOX", 7, 0, 2)
    inbound.store(BOX, "INBOX", 7, [(uid, letter(uid), NOW) for uid in (1, 2, 3)], NOW, 2)
    assert [True, True, False] == [inbound.load(each).backlog for each in deciding.due(NOW)]


def test_another_uidvalidity_needs_a_new_start() -> None:
    """Under another UIDVALIDITY nothing is stored until the folder is started anew; then all of it is."""
    inbound.store(BOX, "INBOX", 7, [(1, letter(1), NOW)], NOW, 0)
    with pytest.raises(PermanentError, match="UIDVALIDITY 7, not 8"):
        inbound.store(BOX, "INBOX", 8, [(1, letter(1), NOW)], NOW, 0)
    inbound.start(BOX, "INBOX", 8, 0, 50)
    assert Position(8, 0, 50) == inbound.cursor(BOX, "INBOX")
    assert 1 == inbound.store(BOX, "INBOX", 8, [(1, letter(1), NOW)], NOW, 50)


def test_folders_have_their_own_cursors() -> None:
    """INBOX and Sent of two mailboxes do not disturb each other."""
    for box in (BOX, "other@example.org"):
        for folder in ("INBOX", "Sent"):
            inbound.store(box, folder, 7, [(1, letter(1), NOW)], NOW, 0)
    assert 4 == len(deciding.due(NOW))


def test_the_same_mail_by_another_way_is_a_duplicate() -> None:
    """A copy with other transport fields is found; another text under the same Message-ID is not."""
    copy = letter(1, b"Received: from list.example.org", b"List-Id: <help.example.org>")
    other = letter(1, body=b"Something else\r\n")
    first, second, third = store(letter(1), copy, other)
    assert [None, first, None] == [
        inbound.duplicate_of(inbound.load(each)) for each in (first, second, third)
    ]


def test_without_message_id_only_the_same_octets_are_a_duplicate() -> None:
    """Two mails without Message-ID that say the same are two mails, unless they are the same delivery."""
    bare = b"From: maria@example.org\r\n\r\nhelp\r\n"
    first, second, third = store(bare, b"Received: later\r\n" + bare, bare)
    assert [None, None, first] == [
        inbound.duplicate_of(inbound.load(each)) for each in (first, second, third)
    ]


def test_mail_is_decided_once() -> None:
    """A settled mail is no longer due, and cannot be settled again."""
    (mail,) = store(letter())
    with transaction():
        inbound.settle(mail, S.ACCEPTED, "opened", 12, NOW)
    assert () == deciding.due(NOW)
    assert (S.ACCEPTED, "opened", 12) == (
        inbound.load(mail).state,
        inbound.load(mail).reason,
        inbound.load(mail).case,
    )
    with pytest.raises(PermanentError, match="accepted: it cannot become held"):
        inbound.settle(mail, S.HELD, "again", None, NOW)


def test_every_pair_of_states() -> None:
    """Exactly the moves of the table are carried out; every other pair is refused and changes nothing."""
    pairs = [(before, after) for before in S for after in S]
    mails = store(*(letter(number) for number in range(len(pairs))))
    for mail, (before, after) in zip(mails, pairs, strict=True):
        if before is not S.RECEIVED:
            inbound.settle(mail, before, "test", None, NOW)
        if after in INBOUND[before]:
            inbound.settle(mail, after, "test", None, NOW)
        else:
            with pytest.raises(PermanentError, match=f"{before}: it cannot become {after}"):
                inbound.settle(mail, after, "test", None, NOW)
        expected = after if after in INBOUND[before] else before
        assert expected is inbound.load(mail).state


def test_what_breaks_us_is_shunted_the_third_time() -> None:
    """After two failures it is tried again, after the third no more; other mail goes on."""
    bad, good = store(letter(1), letter(2))
    assert not deciding.record_failure(bad, "KeyError", NOW)
    assert (good,) == deciding.due(NOW)
    later = NOW + timedelta(minutes=1)
    assert (bad, good) == deciding.due(later)
    assert not deciding.record_failure(bad, "KeyError", later)
    assert (good,) == deciding.due(later)
    assert deciding.record_failure(bad, "KeyError", later + timedelta(minutes=10))
    assert letter(1) == inbound.load(bad).raw


@pytest.mark.parametrize("again", ["retry", "release"])
def test_a_shunted_mail_gets_one_more_try(again: str) -> None:
    """`held retry`, and `held accept` too; what fails or is lost again is given up at once."""
    (mail,) = store(letter())
    with pytest.raises(PermanentError, match="only a shunted mail"):
        inbound.retry(mail, NOW)
    for _ in range(3):
        deciding.record_failure(mail, "KeyError", NOW)
    inbound.settle(mail, S.SHUNTED, "shunted", None, NOW)
    if again == "retry":
        inbound.retry(mail, NOW)
    else:
        inbound.release(mail, (), NOW)
    assert (mail,) == deciding.due(NOW)
    assert inbound.load(mail).lost + 1 == inbound.LOST
    assert deciding.record_failure(mail, "KeyError", NOW)


def test_a_held_mail_that_is_released_has_all_its_tries() -> None:
    """A person's check is not a failure of ours."""
    (mail,) = store(letter())
    deciding.record_failure(mail, "KeyError", NOW)
    inbound.settle(mail, S.HELD, "leak", None, NOW)
    inbound.release(mail, ("leak",), NOW)
    assert (0, 0) == (inbound.load(mail).tries, inbound.load(mail).lost)


def test_a_released_mail_keeps_what_was_waived() -> None:
    """Each release adds the checks it waives, and the mail is due again."""
    (mail,) = store(letter())
    for checks in (("leak",), ("proof", "leak")):
        inbound.settle(mail, S.HELD, "leak", None, NOW)
        with transaction():
            inbound.release(mail, checks, NOW)
    assert ("leak", "proof") == inbound.load(mail).waived
    assert (mail,) == deciding.due(NOW)


def test_the_held_list_has_the_keys_of_the_contract() -> None:
    """Held and shunted mail, oldest first, with id, at, from, subject and reason."""
    first, second, third = store(letter(1), letter(2), letter(3))
    inbound.describe(first, Kind.REQUEST, "Maria@example.org", "Presenting\0\ud800")
    inbound.settle(first, S.HELD, "sender-not-proven", None, NOW)
    inbound.settle(second, S.SHUNTED, "shunted", None, NOW)
    inbound.settle(third, S.ACCEPTED, "opened", None, NOW)
    held = inbound.held()
    assert {
        "id": first,
        "at": "2026-11-23T09:00:00Z",
        "from": "maria@example.org",
        "subject": "Presenting?",
        "reason": "sender-not-proven",
    } == held[0]
    assert [first, second] == [each["id"] for each in held]


def test_handled_mail_is_to_be_filed() -> None:
    """Accepted and discarded mail of this folder and UIDVALIDITY, until it is marked; held mail stays."""
    one, two, three, _ = store(letter(1), letter(2), letter(3), letter(4))
    for mail, state in ((one, S.ACCEPTED), (two, S.DISCARDED), (three, S.HELD)):
        inbound.settle(mail, state, "test", None, NOW)
    assert (Unfiled(one, 7, 1), Unfiled(two, 7, 2)) == inbound.unfiled(BOX, "INBOX")
    inbound.mark_filed([one])
    assert (Unfiled(two, 7, 2),) == inbound.unfiled(BOX, "INBOX")
    inbound.start(BOX, "INBOX", 8, 0, 0)
    assert () == inbound.unfiled(BOX, "INBOX")


def test_an_import_is_idempotent() -> None:
    """A file imported again, or fetched before, is not stored a second time; imported mail is backlog."""
    (fetched,) = store(letter(1))
    assert inbound.store_file(BOX, "import:old.mbox", letter(1), NOW, NOW) is None
    new = inbound.store_file(BOX, "import:old.mbox", letter(2), NOW, NOW)
    assert new is not None
    assert inbound.store_file(BOX, "import:old.mbox", letter(2), NOW, NOW) is None
    assert [False, True] == [inbound.load(each).backlog for each in (fetched, new)]


def test_an_unknown_mail_is_said_plainly() -> None:
    """An id that does not exist is a PermanentError."""
    with pytest.raises(PermanentError, match="There is no incoming mail 99; `concierge held list`"):
        inbound.load(99)

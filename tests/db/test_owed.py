"""Mail that a server lists and does not deliver: stored without octets, and decided once it came."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases.errors import PermanentError
from cases.model import InboundState
from cases.reasons import Reason
from db import folders, inbound, owed
from db.tables import Inbound
from tests.db.letters import BOX, NOW, letter

pytestmark = pytest.mark.usefixtures("database")
HOUR = timedelta(hours=1)


def set_aside(uid: int) -> int:
    """A mail that never came, told to the lead."""
    reason = Reason.NOT_DELIVERED
    folders.store(BOX, "INBOX", 7, [(uid, b"", None)], NOW, 0, read_to=uid, reason=reason)
    number = Inbound.get(Inbound.uid == uid).id
    inbound.settle(number, InboundState.SHUNTED, reason, None, NOW)
    return int(number)


def test_it_is_found_by_its_number_until_it_comes() -> None:
    """A person cannot have it decided before; then it is a mail like any other."""
    number = set_aside(3)
    assert {number: 3} == owed.undelivered(BOX, "INBOX", 7)
    assert {} == owed.undelivered(BOX, "INBOX", 8)
    with pytest.raises(PermanentError, match="has not delivered"):
        inbound.retry(number, NOW)
    with pytest.raises(PermanentError, match="has not delivered"):
        inbound.release(number, (), NOW)
    raw = letter(3)
    owed.deliver(number, raw, len(raw), NOW - HOUR, NOW)
    mail = inbound.load(number)
    assert (raw, len(raw), InboundState.RECEIVED, "retried") == (mail.raw, mail.size, mail.state, mail.reason)
    assert (NOW - HOUR, 0, 0) == (mail.internal_date, mail.tries, mail.lost)
    assert mail.message_id is not None
    assert {} == owed.undelivered(BOX, "INBOX", 7)


def test_what_a_person_discarded_is_not_asked_for() -> None:
    """It was answered by hand."""
    number = set_aside(3)
    inbound.settle(number, InboundState.DISCARDED, Reason.DISCARDED_BY_PERSON, None, NOW)
    assert {} == owed.undelivered(BOX, "INBOX", 7)


def test_the_position_is_kept_before_what_is_owed_and_never_goes_back() -> None:
    """Mail after it is stored all the same; another UIDVALIDITY is not touched."""
    folders.start(BOX, "INBOX", 7, 1, 0)
    folders.store(BOX, "INBOX", 7, [(2, letter(2), NOW), (4, letter(4), NOW)], NOW, 0, read_to=2)
    assert 2 == folders.cursor(BOX, "INBOX").last_uid  # type: ignore[union-attr]
    folders.read_to(BOX, "INBOX", 7, 4)
    folders.read_to(BOX, "INBOX", 7, 3)
    folders.read_to(BOX, "INBOX", 8, 9)
    assert 4 == folders.cursor(BOX, "INBOX").last_uid  # type: ignore[union-attr]

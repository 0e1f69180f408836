"""When a mail that does not come is tried again, and when it is given up; whether a mail was cut off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from intake.imap.deliveries import ALONE, TRIES, Deliveries, looks_cut

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_it_is_tried_with_growing_pauses_and_given_up() -> None:
    """Five times within a quarter of an hour, while other mail comes."""
    owed, now = Deliveries(), NOW
    tries: list[int] = []
    assert owed.failed(7, now)
    while not owed.hopeless(now):
        now += MINUTE
        owed.delivered(100 + len(tries), now)
        for uid in owed.due(now):
            assert not owed.failed(uid, now)
            tries.append((now - NOW) // MINUTE)
    assert ([1, 3, 7, 15], TRIES) == (tries, len(tries) + 1)
    owed.settled(7)
    assert ((), (), 200) == (owed.due(now + ALONE), owed.hopeless(now + ALONE), owed.position(200))


def test_where_nothing_comes_it_may_be_the_server() -> None:
    """No mail at all was delivered since: it is given up after an hour only."""
    owed, now = Deliveries(), NOW
    owed.failed(7, now)
    while not owed.hopeless(now):
        now += MINUTE
        for uid in owed.due(now):
            owed.failed(uid, now)
    assert ALONE == now - NOW


def test_the_folder_counts_as_read_up_to_what_is_owed() -> None:
    """Whatever came after it; nothing is asked for twice while the process lives."""
    owed = Deliveries()
    for uid in (1, 2, 4, 5):
        owed.delivered(uid, NOW)
    owed.failed(3, NOW)
    assert 2 == owed.position(5)
    assert (6,) == owed.new((3, 4, 5, 6))
    owed.doubtful |= {6, 7}
    owed.delivered(3, NOW)
    assert 5 == owed.position(9)
    assert 4 == owed.position(9, (5,))
    assert (8,) == owed.new((6, 7, 8))
    owed.settled(6)
    owed.failed(7, NOW)
    assert (6, 6) == (owed.position(9), owed.position(6))
    owed.settled(7)
    assert 9 == owed.position(9)


def test_the_same_half_twice_is_all_there_is() -> None:
    """A claimed size may be wrong: what came twice alike is taken as it is."""
    owed = Deliveries()
    assert not owed.is_all(7, b"half")
    owed.failed(7, NOW, b"half")
    assert owed.is_all(7, b"half")
    assert not owed.is_all(7, b"more")
    owed.failed(7, NOW)
    assert not owed.is_all(7, b"")


HEAD = b'From: a@example.org\r\nContent-Type: multipart/mixed;\r\n\tboundary="=_x 1"; charset=x\r\n\r\n'


@pytest.mark.parametrize(
    ("raw", "more", "cut"),
    [
        (b"A: b\r\n\r\ntext", 0, False),
        (b"A: b\r\n\r\ntext", 500, False),
        (b"A: b\n\ntext", 500, False),
        (b"A: b\r\nSubject: ha", 500, True),
        (b"A: b\r\nSubject: ha", 0, False),
        (HEAD + b"--=_x 1\r\n\r\ntext\r\n--=_x 1--\r\n", 500, False),
        (HEAD + b"--=_x 1\r\n\r\ntext\r\n--=_x 1\r\n", 500, True),
        (HEAD + b"--=_x 1\r\n\r\ntext\r\n", 0, False),
        (HEAD.replace(b'"=_x 1"', b"abc") + b"--abc\r\n\r\ntext\r\n--abc--", 500, False),
        (HEAD.replace(b'"=_x 1"', b"abc") + b"--abc\r\n\r\nte", 500, True),
        (HEAD.replace(b"boundary=", b"Boundary=") + b"--=_x 1\r\n\r\nte", 500, True),
        (b"Content-Type: multipart/mixed\r\n\r\nno boundary is named", 500, False),
        (b"Subject: boundary=x\r\n\r\nContent-Type: multipart/mixed; boundary=y\r\n", 500, False),
        (b"", 10, True),
    ],
)
def test_a_mail_without_its_end_is_seen(raw: bytes, more: int, cut: bool) -> None:
    """Fewer octets than claimed are no proof: Exchange only guesses the size."""
    assert cut == looks_cut(raw, len(raw) + more)

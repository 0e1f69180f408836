"""Signed reply tokens and marks: what was signed is read back, and nothing else is believed."""

from __future__ import annotations

import base64
import time
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.model import Purpose
from cases.tokens import EPOCH, TOKEN_LENGTH, Signer, Token, find_tokens, lifetime

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OLD, NEW, OTHER = b"old secret" * 4, b"new secret" * 4, b"other secret" * 4
SIGNER = Signer({0: OLD, 1: NEW}, 1)
ID = st.integers(0, 2**32 - 1)
TOKENS = st.builds(
    Token,
    purpose=st.sampled_from(Purpose),
    case=ID,
    person=ID,
    ref=ID,
    expires=st.none() | st.dates(NOW.date(), EPOCH + timedelta(days=2**16 - 1)),
)


@given(TOKENS)
def test_what_was_signed_is_read_back(token: Token) -> None:
    """44 lower-case base32 characters, and all five facts come back; the case of letters is no matter."""
    text = SIGNER.sign(token)
    assert TOKEN_LENGTH == len(text)
    assert set(text) <= set("abcdefghijklmnopqrstuvwxyz234567")
    assert token == SIGNER.verify(text, NOW) == SIGNER.verify(text.upper(), NOW)
    assert token == SIGNER.verify(f" {text.title()}\r\n", NOW)


@given(TOKENS, st.integers(0, 27 * 8 - 1))
def test_every_changed_bit_is_refused(token: Token, bit: int) -> None:
    """Changing any one bit of the 216 makes it nobody's token."""
    octets = bytearray(base64.b32decode(SIGNER.sign(token).upper() + "===="))
    octets[bit // 8] ^= 1 << bit % 8
    forged = base64.b32encode(octets).decode().rstrip("=").lower()
    assert SIGNER.verify(forged, NOW) is None


@given(TOKENS, st.integers(0, TOKEN_LENGTH - 1), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_every_changed_character_is_refused(token: Token, place: int, character: str) -> None:
    """A token has one spelling: its last character has spare bits, and they are not free either."""
    text = SIGNER.sign(token)
    changed = text[:place] + character + text[place + 1 :]
    assert (token if changed == text else None) == SIGNER.verify(changed, NOW)


@given(TOKENS)
def test_another_key_is_refused(token: Token) -> None:
    """A token signed with another secret under the same number, or under an unknown number, is refused."""
    text = SIGNER.sign(token)
    assert Signer({1: OTHER}, 1).verify(text, NOW) is None
    assert Signer({0: NEW}, 0).verify(text, NOW) is None


# Addresses in mail that people keep: a version that reads them otherwise cuts every thread off.
KEPT = [
    (Token(Purpose.WORKER, 12, 34), "ceaaaaamaaaaaiqaaaaaaaaaudiu6nvxts5tzr5bpoqa"),
    (
        Token(Purpose.ANSWER, 4_000_000_000, 4_000_000_001, 4_000_000_002, date(2026, 12, 31)),
        "clxgwkaa5zvsqaij7txgwkac7xggbbtxzvtvd6pprdca",
    ),
]


@pytest.mark.parametrize(("token", "text"), KEPT)
def test_tokens_of_earlier_versions_are_read(token: Token, text: str) -> None:
    """What was signed years ago with the same secret means the same."""
    assert text == SIGNER.sign(token)
    assert token == SIGNER.verify(text, NOW)


def test_marks_of_earlier_versions_are_read() -> None:
    """In the letters in which they were written, also of the highest number of a case."""
    assert "ref lc-12-ghmztgdv72nalv6f" == SIGNER.marker("LC", 12)
    assert "ref lc-4000000000-djp5s2mn4xfsfaiv" == SIGNER.marker("LC", 4_000_000_000)


def test_the_last_character_has_one_spelling() -> None:
    """It holds one bit of the token and four spare ones: sixteen characters decode to the same octets."""
    text = SIGNER.sign(Token(Purpose.WORKER, 12, 34))
    read = [c for c in "abcdefghijklmnopqrstuvwxyz234567" if SIGNER.verify(text[:-1] + c, NOW)]
    assert [text[-1]] == read


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Niue"])
def test_last_day_is_one_of_utc_wherever_the_machine_stands(
    monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    """A machine that is fourteen hours ahead, or eleven behind, makes no address valid for longer."""
    text = SIGNER.sign(Token(Purpose.SURVEY, 12, 34, 5, date(2026, 11, 23)))
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        last = datetime(2026, 11, 23, 23, 59, tzinfo=UTC)
        valid = [SIGNER.verify(text, at) is not None for at in (last, last + timedelta(minutes=1))]
    finally:
        monkeypatch.undo()
        time.tzset()
    assert [True, False] == valid


def test_old_keys_stay_valid() -> None:
    """After a new secret, tokens signed with the old one are still read, and new ones carry the new key."""
    token = Token(Purpose.WORKER, 12, 34)
    before = Signer({0: OLD}, 0).sign(token)
    assert before != SIGNER.sign(token)
    assert token == SIGNER.verify(before, NOW)
    assert Signer({0: OLD}, 0).verify(SIGNER.sign(token), NOW) is None


@pytest.mark.parametrize(
    ("now", "valid"),
    [
        (datetime(2026, 11, 23, 0, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 23, 23, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 24, 0, 0, tzinfo=UTC), False),
        (datetime(2026, 11, 24, 0, 30, tzinfo=timezone(timedelta(hours=1))), True),
        (datetime(2026, 11, 23, 23, 30, tzinfo=timezone(timedelta(hours=-1))), False),
    ],
)
def test_a_token_is_valid_through_its_last_day(now: datetime, valid: bool) -> None:
    """The last day counts as a whole, in UTC."""
    text = SIGNER.sign(Token(Purpose.SURVEY, 12, 34, 5, date(2026, 11, 23)))
    assert valid is (SIGNER.verify(text, now) is not None)


def test_a_token_without_expiry_is_valid_for_ever() -> None:
    """Expiry None is never."""
    token = Token(Purpose.WORKER, 12, 34)
    assert token == SIGNER.verify(SIGNER.sign(token), NOW + timedelta(days=40_000))


@pytest.mark.parametrize(
    "text",
    ["", "a", "a" * 43, "a" * 44, "a" * 45, "1" * 44, "é" * 44, "\0" * 44, "=" * 44, "a" * 40 + "===="],
)
def test_what_is_no_token_is_none(text: str) -> None:
    """Any text that is not a token is None, without error."""
    assert SIGNER.verify(text, NOW) is None


@given(st.text(max_size=60))
def test_any_text_is_read_without_error(text: str) -> None:
    """Verifying, finding tokens and finding marks are total."""
    assert SIGNER.verify(text, NOW) is None
    list(find_tokens(text))
    assert [] == list(SIGNER.marked_cases(text, "LC"))


def test_a_token_is_found_where_it_is_carried() -> None:
    """In a plus-address, in our Message-ID, in upper case; not inside a longer word."""
    text = SIGNER.sign(Token(Purpose.ANSWER, 12, 34))
    assert [text] == list(find_tokens(f"learninghelp+{text}@example.org"))
    assert [text] == list(find_tokens(f"<{text}.17@example.org>"))
    assert [text] == list(find_tokens(f"LEARNINGHELP+{text.upper()}@EXAMPLE.ORG"))
    assert [text, text] == list(find_tokens(f"<{text}.1@example.org> <{text}.2@example.org>"))
    assert [] == list(find_tokens(f"a{text}"))
    assert [] == list(find_tokens(f"{text}2"))


def test_a_local_part_stays_within_its_limit() -> None:
    """With a service name of 19 characters the local part has the 64 octets of RFC 5321."""
    text = SIGNER.sign(Token(Purpose.INTRODUCTION, 2**32 - 1, 2**32 - 1, 2**32 - 1, date(2199, 1, 1)))
    assert 64 == len("a" * 19 + "+" + text)


@pytest.mark.parametrize("quote", ["{}", "> {}", "Foot: {} -- ", "\r\n{}\r\n", "({})", "{}."])
@pytest.mark.parametrize("change", [str, str.upper, str.title])
def test_a_mark_is_found(quote: str, change: type[str]) -> None:
    """Quoted, in a sentence, in any case of letters."""
    text = quote.format(change(SIGNER.marker("LC", 12)))
    assert [12] == list(SIGNER.marked_cases(text, "LC"))


def test_marks_of_several_cases_come_in_order() -> None:
    """Each mark names its case; a repeated one is repeated."""
    text = " ".join(SIGNER.marker("LC", case) for case in (3, 1, 3))
    assert [3, 1, 3] == list(SIGNER.marked_cases(text, "lc"))


def test_a_mark_of_another_service_hides_none_of_ours() -> None:
    """A mail that went through two services: theirs is passed over, wherever it stands."""
    theirs, ours = SIGNER.marker("HR", 12), SIGNER.marker("LC", 12)
    for text in (f"{theirs} {ours}", f"{ours} {theirs}"):
        assert [12] == list(SIGNER.marked_cases(text, "LC"))


def test_a_mark_for_another_case_is_refused() -> None:
    """Writing another number before the signature, another prefix, or another key gives nothing."""
    mark = SIGNER.marker("LC", 12)
    assert [] == list(SIGNER.marked_cases(mark.replace("-12-", "-13-"), "LC"))
    assert [] == list(SIGNER.marked_cases(mark, "XY"))
    assert [] == list(Signer({1: OTHER}, 1).marked_cases(mark, "LC"))
    assert [12] == list(SIGNER.marked_cases(Signer({0: OLD}, 0).marker("LC", 12), "LC"))


@given(st.integers(0, 999_999_999), st.integers(0, 79))
def test_every_changed_bit_of_a_mark_is_refused(case: int, bit: int) -> None:
    """A mark holds 80 signed bits; none of them may change."""
    mark = SIGNER.marker("LC", case)
    assert [case] == list(SIGNER.marked_cases(mark, "LC"))
    head, _, signature = mark.rpartition("-")
    octets = bytearray(base64.b32decode(signature.upper()))
    octets[bit // 8] ^= 1 << bit % 8
    forged = base64.b32encode(octets).decode().lower()
    assert [] == list(SIGNER.marked_cases(f"{head}-{forged}", "LC"))


def test_a_signature_of_one_use_is_none_for_another() -> None:
    """Tokens and marks are signed apart: the octets of a mark never make a token's."""
    mark = SIGNER.marker("LC", 12).rpartition("-")[2]
    token = SIGNER.sign(Token(Purpose.WORKER, 12, 0))
    assert mark not in token


def test_secrets_are_not_shown() -> None:
    """The text form of a signer holds no secret, so that none gets into a log."""
    assert "secret" not in repr(SIGNER)
    assert "secret" not in str(SIGNER)


@given(st.text())
def test_a_fingerprint_knows_its_text_again(text: str) -> None:
    """The same text under the same secret, also when another one signs by now; no other text."""
    before = Signer({0: OLD}, 0).fingerprint(text)
    assert 64 == len(before)
    assert before in SIGNER.fingerprints(text)
    assert SIGNER.fingerprint(text) in SIGNER.fingerprints(text)
    assert before not in SIGNER.fingerprints(f"{text}.")
    assert before not in Signer({0: OTHER}, 0).fingerprints(text)


def test_a_fingerprint_is_no_signature() -> None:
    """It is made by another use of the secret than tokens and marks: none of these says what one is."""
    text = "token"
    assert SIGNER.fingerprint(text) != SIGNER.fingerprint("mark")
    assert () == Signer({}, 0).fingerprints(text)
    assert SIGNER.fingerprint("\ud800") == SIGNER.fingerprint("?")


@pytest.mark.parametrize(
    ("purpose", "made", "opened", "expected"),
    [
        (Purpose.ANSWER, "2026-11-27 09:00", "2026-11-27 18:00", False),  # the day is all that a token tells
        (Purpose.ANSWER, "2026-11-27 23:59", "2026-11-28 01:30", False),  # two clocks
        (Purpose.ANSWER, "2026-11-27 09:00", "2026-11-28 09:00", True),
        (Purpose.WORKER, "2026-11-27 09:00", "2026-11-30 09:00", True),
        (Purpose.NOTE, "2026-11-27 09:00", "2026-11-01 09:00", False),
        (Purpose.TRANSCRIPT, "2026-11-27 09:00", "2026-11-29 09:00", True),  # lives for 30 days only
        (Purpose.TRANSCRIPT, "2026-11-27 09:00", "2026-11-20 09:00", False),
    ],
)
def test_which_case_of_a_number_a_token_is_about(
    purpose: Purpose, made: str, opened: str, expected: bool
) -> None:
    """One that was opened after the day on which the token was made is another."""
    day = (datetime.fromisoformat(made) + lifetime(purpose)).date()
    moment = datetime.fromisoformat(opened).replace(tzinfo=UTC)
    assert expected is Token(purpose, 7, 3, expires=day).is_older_than(moment)
    assert not Token(purpose, 7, 3).is_older_than(moment)

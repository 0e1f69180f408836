"""Copies of one mail have one hash, different mails do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.fingerprint import content_hash, message_id

MAIL = (
    b"From: maria@example.org\r\nTo: help@example.org\r\nSubject: one\r\n two\r\n"
    b"Message-ID: <a@example.org>\r\n\r\nHello\r\n\r\nMaria\r\n"
)


@pytest.mark.parametrize(
    "copy",
    [
        MAIL.replace(b"\r\n", b"\n"),
        MAIL.replace(b"\r\n two", b" two"),
        MAIL.replace(b"Subject: one\r\n two", b"SUBJECT:one\r\n\ttwo"),
        MAIL + b"\r\n",
        b"Received: by mx.example.org;\r\n\tMon, 23 Nov 2026 09:00:00 +0000\r\n" + MAIL,
        b"Return-Path: <maria@example.org>\r\nX-Spam: no\r\nDKIM-Signature: v=1\r\n" + MAIL,
        MAIL.replace(b"To: help@example.org\r\n", b"").replace(
            b"Message-ID", b"To: help@example.org\r\nMessage-ID"
        ),
    ],
    ids=["lf", "unfolded", "refolded", "last-line", "received", "transport", "order"],
)
def test_copies_have_one_hash(copy: bytes) -> None:
    """Line ends, folding, field order and transport fields do not count."""
    assert content_hash(MAIL) == content_hash(copy)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Hello", b"Hullo"),
        (b"one", b"ones"),
        (b"maria@", b"mario@"),
        (b"<a@", b"<b@"),
        (b"Hello\r\n", b"Hello\r\n\r\n"),
        (b"\r\n\r\nHello", b"\r\nReferences: <r@example.org>\r\n\r\nHello"),
    ],
)
def test_different_mails_have_different_hashes(old: bytes, new: bytes) -> None:
    """Author, subject, identity, references and text count."""
    assert content_hash(MAIL) != content_hash(MAIL.replace(old, new))


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (b"Message-ID: <a@example.org>", "<a@example.org>"),
        (b"message-id:<a@example.org> (comment)", "<a@example.org>"),
        (b"Message-Id:\n <a@exam\n ple.org>", "<a@example.org>"),
        (b"Message-ID: a@example.org", None),
        (b"X-Message-ID: <a@example.org>", None),
        (b"", None),
    ],
)
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_message_id(header: bytes, expected: str | None, end: bytes) -> None:
    """The id with its brackets, without white space; only of the field itself, and not from the body."""
    raw = b"From: x@example.org\n" + header + b"\n\nMessage-ID: <body@example.org>\n"
    assert expected == message_id(raw.replace(b"\n", end))


@given(st.binary(max_size=300))
def test_any_octets_have_a_hash(raw: bytes) -> None:
    """No octets make it fail, and the same octets give the same hash."""
    assert 64 == len(content_hash(raw))
    assert content_hash(raw) == content_hash(raw)
    message_id(raw)

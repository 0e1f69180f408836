"""Folding of header fields, read back by the standard library."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import getaddresses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.model import Address as ModelAddress
from mailer.addresses import one_line
from mailer.policy import POLICY
from tests.mailer.letters import attachment, composed, draft

NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=120).map(one_line)


def written(name: str, value: object) -> bytes:
    message = EmailMessage(policy=POLICY)
    message[name] = value
    return message.as_bytes()


def read_back(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


@given(NAMES)
def test_subjects_come_back_as_they_were(subject: str) -> None:
    """Any subject in one line survives folding and encoding, in ASCII lines of at most 998 octets."""
    raw = written("Subject", subject)
    assert raw.isascii()
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert subject == " ".join(str(read_back(raw)["Subject"]).split())


LONG = st.text('ab é"\\,=?<>', min_size=0, max_size=40).map(lambda text: one_line(text) * 60)


@given(LONG)
def test_no_line_is_longer_than_a_relay_takes(words: str) -> None:
    """Names and subjects without a place to fold at are encoded, and come back as they were."""
    raw = written("Subject", words)
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78
    assert words == str(read_back(raw)["Subject"])
    field = written("From", Address(words, "maria", "example.org")).rstrip(b"\r\n")
    assert max(len(line) for line in field.split(b"\r\n")) <= 80
    name, address = getaddresses([field.decode("ascii").removeprefix("From:").replace("\r\n", "")])[0]
    assert (words, "maria@example.org") == (str(make_header(decode_header(name))), address)


@pytest.mark.parametrize(
    "letters", ["x" * 1200, "é" * 1200, "x" * 600 + " " + "y" * 600, '"' * 1200, "=?" * 600]
)
def test_a_mail_with_an_endless_word(letters: str) -> None:
    """In the subject, in every name, in the text and in a file's name: all lines stay below 998 octets."""
    given = draft(
        subject=letters,
        from_name=letters,
        to=(ModelAddress(letters, "maria@example.org"),),
        cc=(ModelAddress(letters, "tom@example.org"),),
        text=f"{letters}\n\n[{letters}](https://example.org/{letters})",
        attachments=(attachment(letters, "application/pdf", b"x" * 5000),),
    )
    raw = composed(given)
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert letters == str(read_back(raw)["Subject"])


@given(NAMES)
def test_names_come_back_as_they_were(name: str) -> None:
    """Any display name survives, quotes, commas and other alphabets included."""
    raw = written("To", (Address(name, "maria", "example.org"), Address("Jan", "jan", "example.net")))
    assert raw.isascii()
    # Read by RFC 2047 section 6.2; `email.policy.default` shows a space between encoded words of a name.
    field = raw.decode("ascii").removeprefix("To:").replace("\r\n", "")
    (first, address), second = getaddresses([field])
    assert (name, "maria@example.org") == (str(make_header(decode_header(first))), address)
    assert ("Jan", "jan@example.net") == second


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("Subject", "Re: [LC-12] Presenting", b"Subject: Re: [LC-12] Presenting\r\n\r\n"),
        ("Subject", "Re: [LC-12] één", b"Subject: Re: [LC-12] =?utf-8?b?w6nDqW4=?=\r\n\r\n"),
        (
            "From",
            (Address("Peeters, Anna", "a", "example.org"),),
            b'From: "Peeters, Anna" <a@example.org>\r\n\r\n',
        ),
        (
            "From",
            (Address("Zoë via Learning Help", "a", "example.org"),),
            b"From: =?utf-8?q?Zo=C3=AB_via_Learning_Help?= <a@example.org>\r\n\r\n",
        ),
        ("To", (Address("", "a", "example.org"),), b"To: a@example.org\r\n\r\n"),
    ],
)
def test_fields_are_readable_where_they_can_be(name: str, value: object, expected: bytes) -> None:
    """ASCII stays plain, a tag stays readable before encoded words, the first line is never empty."""
    assert expected == written(name, value)


def test_identifiers_are_folded_between_never_within() -> None:
    """A Message-ID of 200 characters stays whole, which Outlook needs to keep the conversation."""
    long = [f"<{'x' * 180}{number}@example.com>" for number in range(20)]
    for name in ("References", "In-Reply-To"):
        raw = written(name, " ".join(long))
        assert b"=?" not in raw
        assert long == raw.decode("ascii").split()[1:]
        assert all(line[:1] == " " for line in raw.decode().rstrip("\r\n").split("\r\n")[1:])

"""What people are told to do about what servers really write: a table of their words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concierge.oauth.refusals import REFUSALS, Refusal, sentence

PAGE = Path(__file__).parents[3] / "docs" / "operations.md"
CASES = Path(__file__).parents[2] / "data" / "refusals.tsv"
ALL = [tuple(line.split("\t")) for line in CASES.read_text("utf-8").splitlines() if not line.startswith("#")]
ROWS = [row for rows in REFUSALS.values() for row in rows]


@pytest.mark.parametrize(("provider", "answer", "words"), ALL)
def test_each_refusal_says_what_to_do(provider: str, answer: str, words: str) -> None:
    """Whatever stands around it, in capitals or broken over lines, with the provider known or not."""
    told = sentence(provider, answer)
    assert words in told
    assert told == sentence(provider, f"b'NO {answer.upper()}'".replace(". ", ".\r\n "))
    assert provider == "google" or told == sentence("", answer)


@pytest.mark.parametrize(
    ("provider", "answer", "words"),
    [
        ("microsoft", "AADSTS7000218: The request body must contain", "Allow public client flows"),
        ("microsoft", "AADSTS65001: The user or administrator has not consented", "IMAP.AccessAsUser.All"),
        ("microsoft", "AADSTS50034: The user account does not exist", "with an account of this organisation"),
        ("microsoft", "AUTHENTICATE failed.", "-User ACCOUNT"),
        ("microsoft", "User is authenticated but not connected.", "-User ACCOUNT"),
        ("microsoft", "535 5.7.3 Authentication unsuccessful", "may send as it"),
        ("microsoft", "550 5.7.60 SMTP; Client does not have permissions", "-Trustee ACCOUNT"),
        ("google", "unauthorized_client: Unauthorized", "belongs to another client_id"),
        ("google", "invalid_grant: Bad Request", "`concierge login MAILBOX` again"),
        ("google", "[AUTHENTICATIONFAILED] Invalid credentials (Failure)", "`concierge login MAILBOX` again"),
    ],
)
def test_who_logged_in_is_told_otherwise(provider: str, answer: str, words: str) -> None:
    """A mailbox that a person logged in to has no application with rights of its own."""
    assert words in sentence(provider, answer, by_login=True)
    assert words not in sentence(provider, answer)


def test_commands_name_this_mailbox() -> None:
    """What is to be typed can be copied as it stands."""
    told = sentence("microsoft", "AUTHENTICATE failed.", mailbox="help@example.org", client_id="a8fd-1")
    assert "`New-ServicePrincipal -AppId a8fd-1 " in told
    assert "`Add-MailboxPermission help@example.org " in told
    assert "MAILBOX" not in told


@pytest.mark.parametrize(
    ("provider", "answer"),
    [
        ("microsoft", "AADSTS123456: Something new happened."),
        ("microsoft", "AADSTS70002155: a longer number"),
        ("microsoft", "see https://aka.ms/AADSTS7000215x?7000215"[:10]),
        ("google", "quota_exceeded: Too much"),
        ("microsoft", "invalid_grant: Bad Request"),
        ("google", "AADSTS7000215: Invalid client secret"),
        ("", ""),
        ("imap.example.org", "AUTHENTICATE failed"),
    ],
)
def test_what_is_not_known_is_not_guessed(provider: str, answer: str) -> None:
    """Another number that begins alike, another provider's words, a server that is neither."""
    assert "" == sentence(provider, answer)


def test_every_row_is_met() -> None:
    """No row is hidden by one above it, and each has its words from a real server in the table."""
    told = {sentence(provider, answer) for provider, answer, _ in ALL}
    assert [] == [row.marks for row in ROWS if row.what not in told]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row.marks[0]))
def test_sentences_are_short_and_whole(row: Refusal) -> None:
    """One can read it in a log line; backticks are closed; small words and numbers as marks."""
    for text in (row.what, row.after_login):
        assert len(text) < 420
        assert not text or (text[0].isupper() and text.endswith("."))
        assert 0 == text.count("`") % 2
        assert "  " not in text
    assert all(isinstance(mark, int) or mark == mark.lower() for mark in row.marks)


def test_the_page_for_operators_has_every_refusal() -> None:
    """Each number and each sentence stands in docs/operations.md, so that people find it there."""
    page = PAGE.read_text("utf-8")
    numbers = [f"AADSTS{row.marks[0]}" for row in ROWS if isinstance(row.marks[0], int)]
    sentences = [text for row in ROWS for text in (row.what, row.after_login)]
    assert [] == [text for text in numbers + sentences if text not in page]


@given(st.text(max_size=300), st.sampled_from(["microsoft", "google", ""]))
def test_any_answer_can_be_asked_about(answer: str, provider: str) -> None:
    """Nothing that a server writes raises, and nothing of it is in the sentence."""
    told = sentence(provider, answer)
    assert not re.search(r"[\x00-\x1f]", told)


def test_a_long_answer_costs_nothing() -> None:
    """A page of HTML in the place of an answer is looked at up to a bound."""
    assert "" == sentence("microsoft", "AADSTS" * 200_000 + "7000215")


@pytest.mark.parametrize(
    ("provider", "answer"),
    [
        ("microsoft", "550 5.7.367 Remote server returned unable to relay"),
        ("microsoft", "550 5.7.64 TenantAttribution; Relay Access Denied [25.7.8.9]"),
        ("microsoft", "550 5.7.64 TenantAttribution; Authentication unsuccessful for the connector"),
        ("microsoft", "451 4.7.500 Server busy. Please try again later from [13.5.7.3]."),
        ("microsoft", "550 5.1.80 Something else [AM5.1.8PROD]"),
        ("microsoft", "550 5.2.20 Mail from 15.2.2 refused"),
        ("microsoft", "550 5.7.1 The host mx.example.org said: 535 5.7.3 Authentication unsuccessful"),
        ("microsoft", "550 5.7.1 Rejected: no-such-login failedover"),
        ("google", "421 4.7.28 [15.7.8.1 15] Our system has detected an unusual rate of unsolicited mail"),
        ("google", "550 5.7.26 Unauthenticated email is not accepted, ip 185.7.9.1 due to DMARC policy"),
        ("google", "550 5.7.1 Not accepted [185.7.8.1]"),
        ("google", "421 4.7.28 unusual rate; invalid credentials are counted too"),
        ("google", "550 5.7.140 see 5.7.14"),
        ("microsoft", "421 4.3.2 Service not active"),
    ],
)
def test_a_number_is_a_code_only_at_the_beginning(provider: str, answer: str) -> None:
    """Not within a longer one, an address of a machine or the words of another server; a known kind wins."""
    for each in (answer, answer.replace(" ", "-", 1), f"smtp.example.org:587: {answer}"):
        assert "" == sentence(provider, each)


@pytest.mark.parametrize(
    ("provider", "answer", "words"),
    [
        (
            "microsoft",
            "550 5.7.708 Access denied, traffic not accepted from this IP. [85.7.3.20]",
            "on trial",
        ),
        ("microsoft", "550 5.7.708 Service unavailable [85.7.8.20]", "on trial"),
        ("microsoft", "smtp.office365.com:587: 535 5.7.3 no", "SMTP.SendAsApp"),
        ("microsoft", "5.7.3 no", "SMTP.SendAsApp"),
        ("microsoft", "550 5.1.8 no [AM5.7.3]", "Restricted entities"),
        ("google", "550 5.4.5 Daily user sending limit exceeded. 5b1f-5.7.8", "sent all it may"),
        ("google", "550-5.4.5 see [185.7.8.1]", "sent all it may"),
        ("google", "535-5.7.8 no", "first address"),
    ],
)
def test_the_code_at_the_beginning_counts(provider: str, answer: str, words: str) -> None:
    """Whatever numbers stand behind it."""
    assert words in sentence(provider, answer)

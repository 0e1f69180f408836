"""What doctor says of tokens without asking anybody: the way, the last refusal, and the end of the secret."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from cases.settings import MailboxSettings, OAuth2, OAuthFlow
from concierge.doctor.finding import Finding, said_once, wrong
from concierge.doctor.logins import check_login
from concierge.doctor.recent_mail import proposals
from concierge.oauth.kept import Kept, holder_of
from concierge.oauth.store import TokenFile
from intake.reading.parse import parse
from tests.followups import clock_cases as clock

TODAY = date(2026, 11, 27)


def mailbox(folder: Path, flow: OAuthFlow, **how: object) -> MailboxSettings:
    """The usual one, with tokens."""
    oauth2 = OAuth2("microsoft", flow, clock.BOX, clock.BOX, folder / "t.json", "https://127.0.0.1:1")
    return replace(clock.settings().mailboxes[0], oauth2=replace(oauth2, **how))  # type: ignore[arg-type]


def found(box: MailboxSettings) -> list[Finding]:
    return list(check_login(box, TODAY))


def test_a_password_is_no_concern() -> None:
    """Nothing is said of a mailbox without tokens."""
    assert [] == found(clock.settings().mailboxes[0])


@pytest.mark.parametrize(
    ("days", "grade", "words"),
    [
        (60, "ok", "the client secret ends on 2027-01-26"),
        (30, "advice", "the client secret ends on 2026-12-27, in 30 days"),
        (0, "advice", "the client secret ends on 2026-11-27, in 0 days"),
        (-1, "wrong", "the client secret ended on 2026-11-26"),
        (None, "advice", "nobody knows when the client secret ends"),
    ],
)
def test_the_end_of_a_secret(tmp_path: Path, days: int | None, grade: str, words: str) -> None:
    """Far away, near, over, not known."""
    ends = None if days is None else TODAY + timedelta(days=days)
    box = mailbox(tmp_path, OAuthFlow.CLIENT_SECRET, client_secret="x", secret_ends=ends)
    way, end = found(box)
    assert ("not checked", "tokens of microsoft by client secret: none is kept that is valid now") == (
        way.grade,
        way.state,
    )
    assert (grade, words) == (end.grade, end.state)


def test_a_login_has_no_end_that_is_known(tmp_path: Path) -> None:
    """A device code is good for as long as it is used."""
    assert ["not checked"] == [one.grade for one in found(mailbox(tmp_path, OAuthFlow.DEVICE_CODE))]


def test_the_last_refusal_is_shown(tmp_path: Path) -> None:
    """With what to do about it."""
    box = mailbox(tmp_path, OAuthFlow.DEVICE_CODE, client_id="a8fd")
    assert box.oauth2 is not None
    words = "invalid_grant: AADSTS50173: The provided grant has expired due to it being revoked"
    with TokenFile(box.oauth2.token_file).replacing() as put:
        put(Kept(holder_of(box.oauth2), refusal=words, refused_at=datetime.now(UTC)))
    (one,) = found(box)
    assert "wrong" == one.grade
    assert f"run `concierge login {clock.BOX}` again" in one.state


def test_a_cause_is_told_once() -> None:
    """What stopped reading and sending alike stands in one finding; another cause keeps its own words."""
    cause = "Nobody has logged in yet: run `concierge login`."
    told = wrong("help@example.org imap", cause)
    same = wrong("help@example.org smtp", f"smtp.example.org:587: {cause}", "Correct smtp.")
    other = wrong("help@example.org smtp", "no line", "Check it.")
    assert [wrong("help@example.org smtp", "as imap above"), other] == list(said_once((same, other), (told,)))


@pytest.mark.parametrize(
    ("host", "proof", "marks", "proposed"),
    [
        ("outlook.office365.com", "results", 1, True),
        ("outlook.office365.com", "results", 0, False),
        ("outlook.office365.com", "exchange", 3, False),
        ("imap.example.org", "results", 3, False),  # a stranger's server may write anything
    ],
)
def test_what_exchange_wants(host: str, proof: str, marks: int, proposed: bool) -> None:
    """Its mark is proposed where Exchange keeps the mailbox; a sender with a plus part never."""
    box = clock.settings().mailboxes[0]
    box = replace(box, imap=replace(box.imap, host=host), proof=proof, plus_addressing=True)
    mark = b"X-MS-Exchange-Organization-AuthAs: Internal\r\n"
    results = b"Authentication-Results: spf=none; dmarc=none header.from=example.org\r\n"
    mails = [
        parse(results + mark * (number < marks) + b"From: anna@example.org\r\n\r\nx\r\n")
        for number in range(3)
    ]
    ours = f"Return-Path: <{box.address}>\r\nX-Learning-Concierge-Loop: {box.address}\r\n"
    mails.append(parse(f"{ours}From: {box.address}\r\n\r\nx\r\n".encode()))
    keys = [(line.key, line.value) for one in proposals("box", box, mails) for line in one.lines]
    assert proposed == (("proof", "exchange") in keys)
    assert (host == "imap.example.org") == (("envelope", "verp") in keys)

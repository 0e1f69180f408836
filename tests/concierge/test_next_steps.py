"""What an operator is told to type next: for every state and reason, and as it is typed here."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from cases.model import InboundState, OutboxState
from cases.reasons import Reason
from concierge import next_steps
from concierge.cli import main
from db import tables
from db.connect import disconnect, open_database
from db.migrate import migrate

CONFIGURATION = """
[[mailbox]]
address = "help@example.org"
imap = { host = "localhost" }
smtp = { host = "localhost" }
[[concierge]]
name = "Anna"
address = "anna@example.org"
"""
MAIL = b"From: Maria <maria@example.org>\r\nSubject: Talks\r\nMessage-ID: <%d@example.org>\r\n\r\nHelp!\r\n"
NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("state", "reason", "verbs"),
    [
        ("held", Reason.DMARC_FAIL, ["accept", "discard"]),
        ("held", Reason.SENDER_NOT_ALLOWED, ["accept", "discard"]),
        ("held", Reason.UNPROVEN, ["accept", "discard"]),
        ("held", Reason.LEAK, ["accept", "discard"]),
        ("held", Reason.FROM_NOT_SINGLE, ["discard"]),
        ("held", Reason.ON_HOLD, ["discard"]),
        ("held", Reason.MISTYPED, ["discard"]),
        ("held", "a reason of an earlier version", ["accept", "discard"]),
        ("shunted", Reason.SHUNTED, ["retry", "discard"]),
        ("shunted", Reason.NEVER_ENDS, ["retry", "discard"]),
        ("accepted", Reason.REQUEST, []),
    ],
)
def test_a_received_mail(state: str, reason: str, verbs: list[str]) -> None:
    """Only what would not be refused."""
    steps = next_steps.of_held(state, reason, 31)
    assert [f"held {verb} 31" for verb in verbs] == [words for words, _ in steps]


def test_every_state_is_known() -> None:
    """A mail that waits for a person always has a way out."""
    for state in OutboxState:
        over = {OutboxState.SENT, OutboxState.SENDING}
        assert bool(next_steps.of_outgoing(state, 1, "a@example.org")) == (state not in over)
    for inbound in InboundState:
        waits = inbound in (InboundState.HELD, InboundState.SHUNTED)
        assert bool(next_steps.of_held(inbound, Reason.LEAK, 1)) == waits


@pytest.mark.parametrize(
    ("config", "variable", "expected"),
    [
        ("concierge.toml", "", "concierge held show 1"),
        ("/etc/c.toml", "/etc/c.toml", "concierge held show 1"),
        ("/etc/c.toml", "", "concierge held show 1 --config /etc/c.toml"),
        ("/my files/c.toml", "", "concierge held show 1 --config '/my files/c.toml'"),
    ],
)
def test_as_it_is_typed_here(
    monkeypatch: pytest.MonkeyPatch, config: str, variable: str, expected: str
) -> None:
    """It can be copied as it stands."""
    monkeypatch.setenv("CONCIERGE_CONFIG", variable)
    assert ("Next:", f"  {expected}  shows it") == next_steps.lines(
        [("held show 1", "shows it")], Path(config)
    )


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "secret").write_text("0:" + "ab" * 32)
    path = tmp_path / "concierge.toml"
    path.write_text(CONFIGURATION)
    migrate(open_database("sqlite:///concierge.db", tmp_path))
    disconnect()
    monkeypatch.setenv("CONCIERGE_CONFIG", str(path))
    return path


def _said(capsys: pytest.CaptureFixture[str], line: str, status: int = 0) -> str:
    assert status == main(line.split())
    done = capsys.readouterr()
    return done.out + done.err


def test_led_by_the_hand(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From an empty list to a mail that is let in, and one that goes out; each answer names the next."""
    assert "Nothing waits" in _said(capsys, "held list")
    assert "There is no outgoing mail" in _said(capsys, "outbox list")
    assert "concierge outbox list  " in _said(capsys, "outbox list --state held")
    open_database("sqlite:///concierge.db", config.parent)
    for number, (state, reason) in enumerate((("held", "dmarc-fail"), ("shunted", "shunted")), 1):
        tables.Inbound.create(
            mailbox="help@example.org",
            folder="INBOX",
            uidvalidity=1,
            uid=number,
            size=1,
            content=MAIL % number,
            content_hash=str(number),
            received_at=NOW,
            state=state,
            reason=reason,
        )
    tables.Outbox.create(
        state="failed",
        kind="answer",
        mailbox="help@example.org",
        to=["m@example.org"],
        recipient="m@example.org",
        subject="x",
        draft={"text": "Hello", "attachments": [], "to": []},
        automatic=False,
        queued_at=NOW,
        next_attempt_at=NOW,
        last_reply="550 5.7.1 no",
    )
    disconnect()
    assert "concierge held show 1" in _said(capsys, "held list")
    shown = _said(capsys, "held show 1")
    assert "its domain's own check" in shown
    assert "concierge held accept 1  " in shown
    assert "concierge held retry 2  " in _said(capsys, "held show 2")
    assert "concierge held retry 2" in _said(capsys, "held accept 2", status=1)
    assert "concierge held accept 1" in _said(capsys, "held retry 1", status=1)
    assert "concierge run intake --once" in _said(capsys, "held accept 1")
    assert "concierge held list" in _said(capsys, "held show 77", status=1)
    assert "concierge outbox show" in _said(capsys, "outbox list")
    assert "concierge outbox retry 1  " in _said(capsys, "outbox show 1")
    assert "concierge run outbox --once" in _said(capsys, "outbox retry 1")
    assert "concierge outbox show 1" in _said(capsys, "outbox cancel 1")
    assert "concierge outbox list" in _said(capsys, "outbox clear nobody@example.org", status=1)


@pytest.mark.parametrize("group", ["held", "outbox"])
def test_the_help_tells_a_story(capsys: pytest.CaptureFixture[str], group: str) -> None:
    """A worked example, not only a list of words."""
    assert 0 == main([group, "--help"])
    said = capsys.readouterr().out
    assert said.count(f"concierge {group} ") >= 3

"""What operators do and read is in the audit, with their account."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from concierge import acting
from concierge.cli import main

CONFIGURATION = """
[[mailbox]]
address = "help@example.org"
imap = { host = "localhost", password = "x" }
smtp = { host = "localhost", password = "x" }
[[concierge]]
name = "Anna"
address = "anna@example.org"
"""
MAIL = b"""From: Maria <maria@example.org>
To: help@example.org
Subject: Talks
Message-ID: <1@example.org>
Date: Mon, 23 Nov 2026 10:00:00 +0100

My talks fall flat.
"""


@pytest.fixture
def config(tmp_path: Path) -> str:
    """A service that has taken in one mail."""
    (tmp_path / "secret").write_text("0:" + "ab" * 32)
    (tmp_path / "concierge.toml").write_text(CONFIGURATION)
    (tmp_path / "mail.eml").write_bytes(MAIL)
    path = str(tmp_path / "concierge.toml")
    assert 0 == main(["import", str(tmp_path / "mail.eml"), "--config", path])
    return path


def test_reading_and_doing(
    config: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In order, each with the account; a command that fails did nothing."""
    monkeypatch.setattr("getpass.getuser", lambda: "alice")
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setenv("SUDO_USER", "not-asked")
    for words in (["case", "1"], ["case", "1", "--raw", "1"], ["held", "retry", "1"], ["case", "9"]):
        main([*words, "--config", config])
    assert 0 == main(["audit", "export", "--config", config])
    capsys.readouterr()
    assert 0 == main(["audit", "export", "--config", config])
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert ["mail.imported", "case.read", "case.original-read", "audit.exported"] == [e["act"] for e in lines]
    assert [None, 1, 1, None] == [each["case"] for each in lines]
    assert {"operator:alice"} == {each["actor"] for each in lines[1:]}
    assert "maria" not in str(lines).lower()


@pytest.mark.parametrize(
    ("euid", "caller", "name", "actor"),
    [
        (0, "alice", "root", "operator:alice"),
        (0, "", "root", "operator:root"),
        (1000, "alice", "bob", "operator:bob"),
        (1000, "", None, "operator:1000"),
    ],
)
def test_the_account(
    monkeypatch: pytest.MonkeyPatch, euid: int, caller: str, name: str | None, actor: str
) -> None:
    """Who called sudo, where root acts for them; a number where the account has no name."""

    def known() -> str:
        if name is None:
            raise KeyError(euid)
        return name

    monkeypatch.setattr("os.geteuid", lambda: euid)
    monkeypatch.setattr("getpass.getuser", known)
    monkeypatch.setenv("SUDO_USER", caller)
    assert actor == acting.acting()

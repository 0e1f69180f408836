"""What operators do and read is in the audit, with their account."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from concierge import acting
from concierge.cli import main
from concierge.config.load import load
from db import audit, tables
from db.connect import disconnect, open_database
from tests.db.letters import letter

CONFIGURATION = """
[[mailbox]]
address = "help@example.org"
imap = { host = "localhost", password = "x" }
smtp = { host = "localhost", password = "x" }
[[concierge]]
name = "Anna"
address = "anna@example.org"
"""


@pytest.fixture
def config(tmp_path: Path) -> str:
    """A service that has taken in one mail."""
    (tmp_path / "secret").write_text("0:" + "ab" * 32)
    (tmp_path / "concierge.toml").write_text(CONFIGURATION)
    (tmp_path / "mail.eml").write_bytes(letter())
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


CHANGES = (
    ("outbox retry 1", "mail.retried"),
    ("outbox cancel 1", "mail.cancelled"),
    ("outbox show 1", "outbox.read"),
    ("outbox clear tom@example.org", "address.cleared"),
    ("held show 2", "inbound.read"),
    ("held accept 2", "inbound.released"),
    ("held discard 3", "inbound.discarded"),
    ("held retry 4", "inbound.retried"),
    ("people show maria@example.org", "person.read"),
    ("people export maria@example.org --to {folder}/theirs", "person.exported"),
    ("import {folder}/mail.eml", "mail.imported"),
    ("catalogue import {folder}/options.csv", "catalogue.imported"),
    ("retention", "retention.run"),
    ("templates preview presenting --case 1", "case.read"),
    ("case 1", "case.read"),
    ("secret rotate", "secret.rotated"),
    ("backup {folder}/x.backup", "backup.made"),
    ("people erase maria@example.org --yes", "person.erased"),
    ("audit export", "audit.exported"),
)


@pytest.mark.parametrize(("line", "act"), CHANGES, ids=[line for line, _ in CHANGES])
def test_each_command_that_changes_or_shows(
    config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, act: str
) -> None:
    """One line at least, with the account; nothing of anybody stands in it."""
    _fill(tmp_path)
    before = _lines(config, capsys)
    words = line.format(folder=tmp_path).split()
    assert 0 == main([*words, "--config", config]), capsys.readouterr().err
    new = _lines(config, capsys)[len(before) :]
    acts = {word for each in new for word in each["act"].split()}
    assert act in acts, acts
    assert {True} == {each["actor"].startswith("operator:") for each in new}
    assert "@" not in str(new)


def _fill(folder: Path) -> None:
    """A mail that went out and failed, an address that gets nothing, three received mails that wait."""
    now = datetime.now(UTC)
    (folder / "options.csv").write_text("slug,title,summary,provider,kind\nvoice,Voice,Speak up.,Us,book\n")
    open_database("sqlite:///concierge.db", folder)
    draft = {"to": [{"name": "", "addr_spec": "tom@example.org"}], "text": "x", "attachments": []}
    tables.Outbox.create(
        state="failed",
        kind="answer",
        mailbox="help@example.org",
        to=["tom@example.org"],
        recipient="tom@example.org",
        subject="x",
        draft=draft,
        automatic=False,
        queued_at=now,
        next_attempt_at=now,
    )
    tables.Suppression.create(address="tom@example.org", reason="5.1.1", at=now)
    for uid, state in ((2, "held"), (3, "held"), (4, "shunted")):
        tables.Inbound.create(
            mailbox="help@example.org",
            folder="INBOX",
            uidvalidity=1,
            uid=uid,
            content=letter(uid),
            size=1,
            content_hash=str(uid),
            received_at=now,
            state=state,
            reason="worker-unproven" if state == "held" else "shunted",
        )
    disconnect()


def _lines(config: str, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """Everything until now, without the line that asking makes."""
    capsys.readouterr()
    open_database("sqlite:///concierge.db", Path(config).parent)
    found = list(audit.export())
    disconnect()
    return found


def test_where_there_is_no_database_yet(config: str, tmp_path: Path) -> None:
    """A login before the first start makes none: it would belong to whoever typed the command."""
    settings = load(Path(config), {}, mail=False)
    acting.audited_where_possible(settings, "mailbox.signed-in")
    open_database("sqlite:///concierge.db", tmp_path)
    assert "mailbox.signed-in" == list(audit.export())[-1]["act"]
    disconnect()
    for path in tmp_path.glob("concierge.db*"):
        path.unlink()
    acting.audited_where_possible(settings, "mailbox.signed-in")
    assert not (tmp_path / "concierge.db").exists()

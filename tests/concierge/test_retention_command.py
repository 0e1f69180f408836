"""`concierge retention`: what it would do, what it did, and what stays."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from concierge.cli import main
from concierge.config.load import load
from concierge.doctor.local import check_local
from db import audit, tables
from db.connect import disconnect, open_database
from tests.concierge.test_cli import NOW, config, two_cases

__all__ = ["config", "two_cases"]

KEYS = {"what", "which", "mailbox", "folder", "at"}


@pytest.fixture
def old_cases(two_cases: Path) -> Path:
    """The same two cases, three years ago; the second is still open."""
    open_database("sqlite:///concierge.db", two_cases.parent)
    long_ago = NOW - timedelta(days=1095)
    tables.Case.update(created_at=long_ago).execute()
    tables.Message.update(at=long_ago).execute()
    tables.Outbox.update(queued_at=long_ago).execute()
    tables.Person.update(created_at=long_ago).execute()
    disconnect()
    return two_cases


def retention(config: Path, *words: str) -> int:
    return main(["retention", *words, "--config", str(config)])


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def subjects(config: Path) -> list[str]:
    open_database("sqlite:///concierge.db", config.parent)
    found = [row.subject for row in tables.Case.select().order_by(tables.Case.id)]
    disconnect()
    return found


def test_dry_run_says_the_same_and_changes_nothing(
    old_cases: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every line that --dry-run gives is what is done then; a second time there is nothing."""
    before = subjects(old_cases)
    assert 0 == retention(old_cases, "--dry-run", "--json")
    planned = lines(capsys)
    assert before == subjects(old_cases)
    assert [("case", "LC-1"), ("still-open", "LC-2")] == [(each["what"], each["which"]) for each in planned]
    assert {frozenset(KEYS)} == {frozenset(each) for each in planned}
    assert 0 == retention(old_cases, "--json")
    assert planned == lines(capsys)
    assert ["", before[1]] == subjects(old_cases)
    assert 0 == retention(old_cases, "--json")
    assert ["still-open"] == [each["what"] for each in lines(capsys)]
    open_database("sqlite:///concierge.db", old_cases.parent)
    assert 2 == sum(line["act"] == "retention.run" for line in audit.export())
    disconnect()


def test_said_to_people(old_cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What would go, what stays and why, and that nothing was changed."""
    assert 0 == retention(old_cases, "--dry-run")
    out = capsys.readouterr().out
    for said in (
        "1 cases would lose",
        "LC-1",
        "LC-2",
        "close them",
        "No mail is removed",
        "Nothing was changed.",
    ):
        assert said in out, said


def test_kept_for_good_where_that_is_written(old_cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """anonymise_after = "0s" empties nothing, and the command and doctor say that."""
    old_cases.write_text(old_cases.read_text() + '[privacy]\nanonymise_after = "0s"\n')
    before = subjects(old_cases)
    assert 0 == retention(old_cases)
    assert "kept for good" in capsys.readouterr().out
    assert before == subjects(old_cases)


def test_a_mailbox_that_cannot_be_reached_is_said(
    old_cases: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The database is done all the same, and the status is 1."""
    old_cases.write_text(old_cases.read_text() + '[privacy]\nmailbox_after = "30d"\n')
    assert 1 == retention(old_cases)
    captured = capsys.readouterr()
    assert "learninghelp@example.org" in captured.err
    assert "" == subjects(old_cases)[0]


@pytest.mark.parametrize(
    ("privacy", "said"),
    [
        ("", ("730 days after", "mail stays in the mailbox for good")),
        (
            'anonymise_after = "0s"\nmailbox_after = "90d"',
            ("kept for good", "leave the mailbox after 90 days"),
        ),
    ],
)
def test_doctor_says_what_is_kept(config: Path, privacy: str, said: tuple[str, str]) -> None:
    """How long words stay here, and mail in the mailbox; and what to do where it is for good."""
    config.write_text(f"{config.read_text()}[privacy]\n{privacy}\n")
    found = [str(each.state) for each in check_local(load(config, {})) if each.what == "privacy"]
    assert [True, True] == [words in state for words, state in zip(said, found, strict=True)]

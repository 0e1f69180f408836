"""`concierge people …`: shown, exported, and said clearly where there is nothing."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from concierge.cli import main
from db import tables
from db.connect import disconnect, open_database, transaction
from tests.concierge.test_cli import NOW, config, two_cases

__all__ = ["config", "two_cases"]

FACTS = {
    *("address", "person", "stopped", "cases", "messages_on_other_cases", "events", "mails"),
    *("internal_notes", "mails_by_others_left_out", "work_for_others", "offers", "asked_to_help"),
}
CASE = {
    *(
        "case",
        "state",
        "subject",
        "language",
        "topics",
        "client",
        "origin",
        "helped_by",
        "need",
        "created_at",
    ),
    *("promised_at", "first_answer_at", "last_answer_at", "recommended_at", "closed_at", "wait_until"),
    *("merged_into", "linked_to", "minutes", "survey", "recommendations", "messages", "timeline"),
}
MAIL = {"file", "at", "direction", "kind", "subject", "message_id", "case", "state", "reason"}
MESSAGE = {"at", "direction", "from", "to", "kind", "subject", "message_id", "text", "attachments"}


def people(config: Path, *words: str) -> int:
    return main(["people", *words, "--config", str(config)])


def test_shown_with_every_key(two_cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One object with the keys of docs/own-data.md, whatever case the address is typed in."""
    assert 0 == people(two_cases, "show", "MARIA@Example.org", "--json")
    (facts,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert facts.keys() == FACTS
    assert [CASE, CASE] == [set(case) for case in facts["cases"]]
    assert [MAIL] == [set(mail) for mail in facts["mails"]]
    assert MESSAGE == set(facts["cases"][1]["messages"][0])
    assert {"name", "language", "known_since", "remembered", "signatures", "surveys_stopped"} == set(
        facts["person"]
    )


def test_shown_to_people(two_cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Name, number of mails and the cases; control characters of strangers are blank."""
    assert 0 == people(two_cases, "show", "maria@example.org")
    out = capsys.readouterr().out
    assert "Maria Jans" in out
    assert "LC-2" in out
    assert "\x1b" not in out


@pytest.mark.parametrize("command", [("show",), ("export", "--to", "x")])
@pytest.mark.parametrize(
    ("typed", "said"), [("nobody@example.org", "Nothing is stored"), ("Maria Jans", "is no address")]
)
def test_unknown_is_said(
    two_cases: Path, command: tuple[str, ...], typed: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 1 and a sentence that says how to find the address."""
    assert 1 == people(two_cases, *command, typed)
    captured = capsys.readouterr()
    assert "" == captured.out
    assert said in captured.err
    assert "concierge cases" in captured.err
    assert not Path("x").exists()


def test_exported(two_cases: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder that only its owner can read; a second time it is refused, because it is not empty."""
    folder = tmp_path / "below" / "maria"
    assert 0 == people(two_cases, "export", "Maria@example.org", "--to", str(folder))
    assert "1 internal note" not in capsys.readouterr().out
    facts = json.loads((folder / "data.json").read_text())
    assert FACTS | {"service", "made_at"} == set(facts)
    assert 0o600 == stat.S_IMODE((folder / "data.json").stat().st_mode)
    assert 1 == people(two_cases, "export", "Maria@example.org", "--to", str(folder))
    assert "not empty" in capsys.readouterr().err
    (tmp_path / "file").write_text("x")
    assert 1 == people(two_cases, "export", "Maria@example.org", "--to", str(tmp_path / "file"))
    assert "cannot be written" in capsys.readouterr().err


def test_notes_only_when_asked_for(two_cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Internal notes are counted; --with-notes gives them."""
    open_database("sqlite:///concierge.db", two_cases.parent)
    with transaction():
        tables.Message.create(
            case=2, at=NOW, direction="note", role="concierge", author="anna@example.org", kind="note",
            new_text="She is nervous.",
        )  # fmt: skip
    disconnect()
    assert 0 == people(two_cases, "show", "maria@example.org", "--json")
    out = capsys.readouterr().out
    assert ('"internal_notes": 1' in out, "nervous" in out) == (True, False)
    assert 0 == people(two_cases, "show", "maria@example.org", "--json", "--with-notes")
    assert "nervous" in capsys.readouterr().out

"""The command line: help with an example everywhere, exit status, errors in a sentence, JSON Lines."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cases.model import CaseState, Origin
from concierge.cli import COMMANDS, app, main
from concierge.config.load import load
from concierge.judged import judge
from db import tables
from db.connect import disconnect, open_database, transaction
from db.health import Figures, Role
from db.migrate import migrate

NOW = datetime(2026, 11, 17, 10, 0, tzinfo=UTC)
CONFIGURATION = """
[service]
timezone = "Europe/Brussels"
[[mailbox]]
address = "learninghelp@example.org"
imap = { host = "localhost", security = "none", password = "x" }
smtp = { host = "localhost", security = "none" }
[[concierge]]
name = "Anna Peeters"
address = "anna@example.org"
"""
CASE_KEYS = {
    *("case", "state", "subject", "requester", "owner", "topics", "language", "client", "origin", "need"),
    *("created_at", "first_answer_at", "recommended_at", "closed_at", "survey"),
}
OUTBOX_KEYS = {
    *(
        "id",
        "state",
        "kind",
        "case",
        "to",
        "subject",
        "message_id",
        "attempts",
        "next_attempt_at",
        "last_reply",
    ),
}


def commands() -> list[tuple[str, ...]]:
    """Every command as its words, ("outbox", "list")."""
    found: list[tuple[str, ...]] = []
    for command in COMMANDS:
        below = getattr(command.load(), "commands", None)
        found += [(command.name, name) for name in below] if below else [(command.name,)]
    return found


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A configuration with an empty database beside it."""
    (tmp_path / "secret").write_text("0:" + "ab" * 32)
    path = tmp_path / "concierge.toml"
    path.write_text(CONFIGURATION)
    migrate(open_database("sqlite:///concierge.db", tmp_path))
    disconnect()
    return path


@pytest.fixture
def two_cases(config: Path) -> Path:
    """Two cases, the second one with a message and a mail that failed."""
    open_database("sqlite:///concierge.db", config.parent)
    with transaction():
        maria = tables.Person.create(address="maria@example.org", name="Maria Jans", created_at=NOW)
        for number, state, subject in ((1, CaseState.CLOSED, "Excel"), (2, CaseState.OPEN, "Talks\x1b[31m")):
            tables.Case.create(
                id=number, state=state, subject=subject, requester=maria, origin=Origin.MAIL,
                mailbox="learninghelp@example.org", language="nl", created_at=NOW,
            )  # fmt: skip
        tables.Message.create(
            case=2, at=NOW, direction="in", role="worker", author="maria@example.org", kind="request",
            new_text="Hoe spreek ik voor een groep?",
        )  # fmt: skip
        tables.Outbox.create(
            state="failed", kind="answer", case_id=2, mailbox="learninghelp@example.org",
            to=["maria@example.org"], recipient="maria@example.org", subject="Re: Talks",
            draft={"text": "Zo."}, automatic=False, message_id="<1@example.org>",
            queued_at=NOW, next_attempt_at=NOW, last_reply="550 no",
        )  # fmt: skip
    disconnect()
    return config


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_every_command_has_help_with_an_example_and_a_configuration(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """Help of each command shows how it is called, and that --config is possible (the demo needs none)."""
    assert 0 == main([*words, "--help"])
    text = " ".join(capsys.readouterr().out.split())
    assert f"Example: concierge {' '.join(words)}" in text
    assert "--config FILE" in text or words == ("demo",)
    assert "<" not in text  # values have plain names, whatever can be written for them


@pytest.mark.parametrize(
    "words", [["nonsense"], ["cases", "--state", "odd"], ["case"], ["outbox", "show", "x"]]
)
def test_wrong_usage_is_status_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Unknown commands, unknown values and missing arguments are wrong usage, said on stderr."""
    assert 2 == main(words)
    captured = capsys.readouterr()
    assert ("", True) == (captured.out, "Error: " in captured.err)


def test_an_error_is_one_sentence_on_stderr(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A missing configuration gives status 1 and a sentence that says what to do."""
    assert 1 == main(["cases", "--config", str(tmp_path / "concierge.toml")])
    captured = capsys.readouterr()
    assert "" == captured.out
    assert captured.err == (
        f"There is no configuration {tmp_path}/concierge.toml. "
        "Run `concierge init`, or name one with --config.\n"
    )


def test_the_process_itself(two_cases: Path) -> None:
    """The installed way of calling it, from another folder, with the configuration in the environment."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "concierge", "cases", "--json"],
        cwd="/",
        env={"CONCIERGE_CONFIG": str(two_cases), "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
        capture_output=True,
        check=False,
    )
    assert (0, b"", 2) == (done.returncode, done.stderr, len(done.stdout.splitlines()))


HEAVY = {
    *("aiosmtpd", "aiosmtplib", "babel", "css_inline", "holidays", "imapclient", "jinja2", "mailparser"),
    *("mistune", "peewee", "psycopg", "pydantic", "pymap", "rich", "selectolax", "structlog"),
}


@pytest.mark.parametrize(
    ("words", "needed"),
    [
        (["--help"], set()),
        (["--version"], set()),
        (["nonsense"], set()),
        (["init", "--help"], set()),
        (["parse", "--help"], set()),
        (["parse", "catalogue.csv"], {"babel", "jinja2", "mailparser", "selectolax"}),
        (["catalogue", "list"], set()),
        (["cases"], {"peewee", "psycopg"}),  # peewee imports every driver that is there
        (["health"], {"peewee", "psycopg"}),
        (["outbox", "list"], {"peewee", "psycopg"}),
        (["held", "list"], {"peewee", "psycopg"}),
        (["templates", "list"], {"jinja2", "babel"}),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, list) else "",
)
def test_a_command_loads_only_what_it_needs(two_cases: Path, words: list[str], needed: set[str]) -> None:
    """Nobody waits for mail servers, parsers, templates or countries to load who did not ask for them."""
    with two_cases.open("a") as file:
        file.write('[hours]\nholidays = "BE"\n')
    (two_cases.parent / "catalogue.csv").write_text("slug,title\ntalks,Talks\n")
    told = "import sys; from concierge.cli import main; main(sys.argv[1:]); print('\\n', *sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", told, *words],
        cwd=two_cases.parent,
        env={"CONCIERGE_CONFIG": str(two_cases), "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stdout.splitlines()[-1].split())
    assert needed | {"concierge.cli"} == (HEAVY | {"concierge.cli"}) & loaded


def test_cases_are_listed_and_filtered(two_cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All keys of the contract are there, filters narrow, and a closing filter is not an error."""
    assert 0 == main(["cases", "--json", "--config", str(two_cases)])
    found = lines(capsys)
    assert [CASE_KEYS, CASE_KEYS] == [set(each) for each in found]
    assert ["LC-1", "LC-2"] == [each["case"] for each in found]
    assert "2026-11-17T10:00:00Z" == found[0]["created_at"]
    assert 0 == main(["cases", "--json", "--state", "open", "--config", str(two_cases)])
    assert ["LC-2"] == [each["case"] for each in lines(capsys)]
    assert 0 == main(["cases", "--since", "2026-11-18", "--config", str(two_cases)])
    assert "There are no such cases.\n" == capsys.readouterr().out


def test_the_terminal_is_safe_from_subjects(two_cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Control characters in a subject do not reach the terminal."""
    assert 0 == main(["cases", "--config", str(two_cases)])
    assert 0 == main(["case", "2", "--config", str(two_cases)])
    assert "\x1b" not in capsys.readouterr().out


ORIGINAL = b"Subject: Talks\r\n\r\nHello\x1b]0;owned\x07 \xe2\x80\xaeabc\xff \xc3\xa9\n"


def _received(config: Path) -> None:
    """Case 1 has a message that came in as ORIGINAL."""
    open_database("sqlite:///concierge.db", config.parent)
    with transaction():
        inbound = tables.Inbound.create(
            mailbox="learninghelp@example.org", folder="INBOX", uidvalidity=1, uid=1, content=ORIGINAL,
            size=len(ORIGINAL), content_hash="x", received_at=NOW, state="accepted", case_id=1,
        )  # fmt: skip
        tables.Message.create(
            case=1, at=NOW, direction="in", role="worker", author="maria@example.org", kind="request",
            inbound=inbound.id,
        )  # fmt: skip
    disconnect()


def test_an_original_is_safe_on_a_terminal_and_whole_in_a_pipe(two_cases: Path) -> None:
    """Control characters are shown as escapes where somebody looks; a program gets the octets."""
    _received(two_cases)
    words = [sys.executable, "-m", "concierge.cli", "case", "1", "--raw", "1", "--config", str(two_cases)]
    assert ORIGINAL == subprocess.run(words, capture_output=True, check=True).stdout
    ours, theirs = os.openpty()
    with subprocess.Popen(words, stdout=theirs) as shown:
        os.close(theirs)
        seen = b""
        with contextlib.suppress(OSError):  # the end of a terminal
            while octets := os.read(ours, 4096):
                seen += octets
    os.close(ours)
    assert 0 == shown.returncode
    expected = "Subject: Talks\n\nHello\\x1b]0;owned\\x07 \\u202eabc\\xff é\n"
    assert expected == seen.decode("utf-8").replace("\r\n", "\n")


@pytest.mark.parametrize("number", ["2", "LC-2", "lc-2"])
def test_one_case_with_its_messages(two_cases: Path, number: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A case is shown by its number or its tag, with messages and timeline."""
    assert 0 == main(["case", number, "--json", "--config", str(two_cases)])
    case = lines(capsys)[0]
    assert CASE_KEYS | {"messages", "timeline"} == set(case)
    assert isinstance(case["messages"], list)
    assert "Hoe spreek ik voor een groep?" == case["messages"][0]["new_text"]
    assert 0 == main(["case", number, "--config", str(two_cases)])
    assert "Maria Jans <maria@example.org>" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["case", "99"], "There is no case LC-99"),
        (["case", "2", "--raw", "1"], "Message 1 was not received"),
        (["case", "2", "--raw", "7"], "the case has 1 messages"),
    ],
)
def test_a_case_that_is_not_there(
    two_cases: Path, words: list[str], part: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What cannot be shown is said in a sentence."""
    assert 1 == main([*words, "--config", str(two_cases)])
    assert part in capsys.readouterr().err


@pytest.mark.parametrize("number", ["HR-2", "two", "LC2"])
def test_a_case_of_another_service(two_cases: Path, number: str, capsys: pytest.CaptureFixture[str]) -> None:
    """HR-2 is not our case 2: wrong usage, said in a sentence."""
    assert 2 == main(["case", number, "--config", str(two_cases)])
    assert f"{number} is not a case; write 12 or LC-12" in " ".join(capsys.readouterr().err.split())


def test_outgoing_mail_is_listed_retried_and_cancelled(
    two_cases: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A failed mail can be looked at, queued again and cancelled; nothing can be cleared that is not held."""
    config = ["--config", str(two_cases)]
    assert 0 == main(["outbox", "list", "--json", *config])
    mail = lines(capsys)[0]
    assert (OUTBOX_KEYS, "LC-2", "failed") == (set(mail), mail["case"], mail["state"])
    assert 0 == main(["outbox", "show", str(mail["id"]), *config])
    assert "Zo." in capsys.readouterr().out
    assert 0 == main(["outbox", "retry", str(mail["id"]), *config])
    assert 0 == main(["outbox", "cancel", str(mail["id"]), *config])
    capsys.readouterr()
    assert 0 == main(["outbox", "list", "--state", "cancelled", "--json", *config])
    assert [mail["id"]] == [each["id"] for each in lines(capsys)]
    assert 1 == main(["outbox", "clear", "maria@example.org", *config])
    assert "neither suppressed nor paused" in capsys.readouterr().err


def test_health_of_a_service_that_never_ran(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a sign of life of the roles the status is 1, in words and in JSON."""
    assert 1 == main(["health", "--json", "--config", str(config)])
    found = lines(capsys)[0]
    assert (False, 0, {"intake", "followups", "outbox"}) == (found["ok"], found["held"], set(found["roles"]))
    assert 1 == main(["health", "--config", str(config)])
    assert "start `concierge run`" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("alive", "success", "held_for", "problems"),
    [
        (1, 1, None, 0),
        (10, 10, None, 1),  # silent
        (1, 60, None, 1),  # alive, but nothing works
        (1, 1, 3, 0),
        (1, 1, 30, 1),  # since yesterday morning, with four working hours promised
    ],
)
def test_what_is_healthy(config: Path, alive: int, success: int, held_for: int | None, problems: int) -> None:
    """Silence and standstill (minutes) and mail held longer than the promised time (hours) are problems."""
    role = Role(NOW - timedelta(minutes=alive), NOW - timedelta(minutes=success), 0, "")
    held_since = NOW - timedelta(hours=held_for) if held_for else None
    figures = Figures({"intake": role}, 1 if held_since else 0, held_since)
    assert problems == len(judge(figures, load(config, {}), NOW))


def test_a_defect_is_told_as_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An error that nobody foresaw ends in a sentence too, not in a traceback."""

    @app.command()
    def fail() -> None:
        raise RuntimeError("no\nidea")

    try:
        assert 1 == main(["fail"])
    finally:
        app.registered_commands.pop()
    assert (
        "This is a defect of the program (RuntimeError: no idea). "
        "Run it again with CONCIERGE_DEBUG=1 and report it.\n"
    ) == capsys.readouterr().err

"""`concierge import`: what people see of it, and that it may be killed and run again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from email.utils import format_datetime
from pathlib import Path

import pytest

from concierge.cli import main
from db.connect import disconnect, open_database
from db.migrate import migrate
from db.tables import Case, Inbound, Message, Outbox
from tests.concierge.test_cli import CONFIGURATION, NOW
from tests.flow.poison import POISONS, take_poison

ROOT = Path(__file__).resolve().parent.parent.parent
SECOND = """
[[mailbox]]
address = "studie@example.org"
also = ["courses@example.org"]
imap = { host = "localhost", security = "none", password = "x" }
smtp = { host = "localhost", security = "none" }
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A configuration with an empty database beside it."""
    (tmp_path / "secret").write_text("0:" + "ab" * 32)
    path = tmp_path / "concierge.toml"
    path.write_text(CONFIGURATION)
    migrate(open_database("sqlite:///concierge.db", tmp_path))
    disconnect()
    return path


def mail(number: int, answers: int | None = None) -> str:
    """A request, or an answer to another mail."""
    named = f"References: <{answers}@example.net>\n" if answers is not None else ""
    return (
        f"From: Maria <maria{number % 7}@example.net>\nTo: learninghelp@example.org\n"
        f"Subject: Question {number}\n"
        f"Date: {format_datetime(NOW)}\nMessage-ID: <{number}@example.net>\n{named}\nHow do I learn this?\n"
    )


@pytest.fixture
def poison(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mail may do what tests/flow/poison.py says, under the limits there."""
    take_poison(monkeypatch.setattr)


def with_poison(names: list[str]) -> str:
    """An mbox with a mail a name, which does this to its reader; "" does nothing."""
    mails = [
        mail(number).replace("To:", f"X-Poison: {name}\nTo:" if name else "To:")
        for number, name in enumerate(names)
    ]
    return "".join(f"From maria Fri Feb 22 15:06:23 2008\n{text}\n" for text in mails)


def archive(path: Path, count: int) -> Path:
    """An mbox of `count` mails in conversations of three."""
    mails = (mail(n, n - n % 3 if n % 3 else None) for n in range(count))
    path.write_text("".join(f"From maria Fri Feb 22 15:06:23 2008\n{text}\n" for text in mails))
    return path


def figures(config: Path) -> tuple[int, ...]:
    """(received mails, cases, messages, mails to be sent)."""
    open_database("sqlite:///concierge.db", config.parent)
    try:
        return tuple(table.select().count() for table in (Inbound, Case, Message, Outbox))
    finally:
        disconnect()


def test_the_summary_names_everything(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Read, new, known, unreadable with name and reason; exit 1 because something is wrong."""
    folder = config.parent / "old"
    folder.mkdir()
    archive(folder / "box", 6)
    (folder / "again.eml").write_text(mail(0))
    (folder / "noise.eml").write_bytes(b"\0\1\2")
    assert 1 == main(["import", "--config", str(config), str(folder)])
    output = capsys.readouterr()
    assert f"{folder}/noise.eml: it is no mail: it does not begin with a header\n" == output.err
    figures_told = [line.split(":") for line in output.out.splitlines() if ":" in line]
    assert {
        "read": "8",
        "new": "6",
        "known already": "1",
        "unreadable": "1",
        "cases opened": "2",
        "joined a case": "4",
        "cases merged": "0",
        "without case": "0",
    } == {name: value.strip() for name, value in figures_told}
    assert output.out.endswith("Nothing was sent, and nothing will be.\n")
    assert (6, 2, 6, 0) == figures(config)


def test_json_and_twice(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One object; the second time everything is known, and the exit status is 0 both times."""
    box = archive(config.parent / "box.mbox", 6)
    for new, known, opened in ((6, 0, 2), (0, 6, 0)):
        assert 0 == main(["import", "--config", str(config), "--json", str(box)])
        output = capsys.readouterr()
        told = json.loads(output.out)
        assert (new, known, opened, 0, []) == (
            told["new"],
            told["known"],
            told["opened"],
            told["held"],
            told["unreadable"],
        )
        assert "" == output.err  # no bar where there is no terminal


def test_a_dry_run_tells_and_writes_nothing(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same figures, without a trace."""
    box = archive(config.parent / "box.mbox", 6)
    assert 0 == main(["import", "--config", str(config), "--dry-run", "--json", str(box)])
    told = json.loads(capsys.readouterr().out)
    assert (True, 6, 2) == (told["dry_run"], told["new"], told["opened"])
    assert (0, 0, 0, 0) == figures(config)


def test_open_since_is_a_day_of_the_service(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Cases with mail from that midnight on stay open, shown as imported ones."""
    box = archive(config.parent / "box.mbox", 3)
    assert 0 == main(["import", "--config", str(config), "--open-since", "2026-11-17", str(box)])
    capsys.readouterr()
    assert 0 == main(["cases", "--config", str(config), "--json"])
    told = json.loads(capsys.readouterr().out)
    assert ("open", "import", None, None) == (
        told["state"],
        told["origin"],
        told["closed_at"],
        told["survey"],
    )


def test_with_several_mailboxes_one_is_named(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Which one must be said; an alias of it will do."""
    config.write_text(CONFIGURATION + SECOND)
    box = archive(config.parent / "box.mbox", 3)
    assert 2 == main(["import", "--config", str(config), str(box)])
    assert "name one of learninghelp@example.org, studie@example.org" in " ".join(
        capsys.readouterr().err.split()
    )
    assert 2 == main(["import", "--config", str(config), "--mailbox", "who@example.org", str(box)])
    capsys.readouterr()
    assert 0 == main(
        ["import", "--config", str(config), "--mailbox", "Courses@example.org", "--json", str(box)]
    )
    assert "studie@example.org" == json.loads(capsys.readouterr().out)["mailbox"]


def test_killed_in_the_middle_it_goes_on(config: Path) -> None:
    """kill -9 while it writes, then once more: every mail once, every case once."""
    box = archive(config.parent / "box.mbox", 240)
    command = [sys.executable, "-m", "concierge", "import", "--config", str(config), str(box)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 60
        while figures(config)[0] < 25 and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
    before = figures(config)
    assert 25 <= before[0] <= 240
    assert before[0] == before[2]
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True, timeout=100)
    assert (240, 80, 240, 0) == figures(config)


@pytest.mark.costly
@pytest.mark.usefixtures("poison")
@pytest.mark.parametrize("dry_run", [True, False], ids=["rehearsed", "in earnest"])
def test_a_mail_that_ends_the_import_is_left_out(
    config: Path, capsys: pytest.CaptureFixture[str], dry_run: bool
) -> None:
    """It is named with the reason, what came before and behind it counts once; run again, that is known."""
    names = ["kill", "match"] if dry_run else list(POISONS)
    box = config.parent / "old.mbox"
    box.write_text(with_poison([""] * 30 + names + [""] * 30))
    command = ["import", "--json", "--config", str(config), str(box)]
    assert 1 == main([*command, *(["--dry-run"] if dry_run else [])])
    told = json.loads(capsys.readouterr().out)
    assert [
        {"name": f"{box}, mail {31 + number}", "reason": f"it {POISONS[name][1]}, and was left out"}
        for number, name in enumerate(names)
    ] == told["unreadable"]
    assert (60 + len(names), 60, 0, 60) == (told["read"], told["new"], told["known"], told["opened"])
    assert (0 if dry_run else 60) == figures(config)[0]
    if not dry_run:
        box.write_text(with_poison([""] * 30))
        assert 0 == main(command)
        assert 30 == json.loads(capsys.readouterr().out)["known"]


@pytest.mark.usefixtures("poison")
def test_what_waited_for_its_case_is_counted_once_across_processes(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A receipt that came first opened no case; the mail that it belongs to comes behind one that kills."""
    receipt = mail(500, 501).replace("Subject:", "Auto-Submitted: auto-replied\nSubject:")
    box = config.parent / "old.mbox"
    mark = "From maria Fri Feb 22 15:06:23 2008\n"
    box.write_text(f"{mark}{receipt}\n" + with_poison([""] * 30 + ["leave"]) + f"{mark}{mail(501)}\n")
    assert 1 == main(["import", "--json", "--config", str(config), str(box)])
    told = json.loads(capsys.readouterr().out)
    assert ({}, 31, 1) == (told["without_case"], told["opened"], told["joined"])

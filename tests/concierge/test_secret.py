"""A new signing key: the older ones verify, a running service takes it up, nothing is half-written."""

from __future__ import annotations

import json
import stat
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cases.model import Purpose
from cases.tokens import Signer, Token
from concierge import watched_secret
from concierge.cli import main
from concierge.config.key_file import keys, merged, rotated
from concierge.config.secrets import parse_keys
from concierge.watched_secret import WatchedSigner
from db.connect import disconnect, open_database
from db.migrate import migrate

NOW = datetime(2026, 11, 27, 22, 10, tzinfo=UTC)
NEW = b"n" * 32
A, B = "ab" * 16, "cd" * 16
CONFIGURATION = """
[[mailbox]]
address = "help@example.org"
imap = { host = "localhost" }
smtp = { host = "localhost" }
[[concierge]]
name = "Anna"
address = "anna@example.org"
"""


@pytest.mark.parametrize(
    ("text", "number", "retired"),
    [
        (f"0:{A}", 1, None),
        (f"3:{A}\n2:{B}", 4, None),
        (f"15:{A}", 0, None),
        (f"15:{A}\n0:{B}", 1, None),
        ("a plain line of words\nanother plain line", 2, None),
        (f"# a comment\n\n7:{A}\n", 8, None),
        ("\n".join(f"{n}:{n:02x}{A}" for n in reversed(range(16))), 0, 0),
        ("\n".join(f"{(n + 5) % 16}:{n:02x}{A}" for n in reversed(range(16))), 5, 5),
    ],
)
def test_a_new_key_on_top(text: str, number: int, retired: int | None) -> None:
    """Every other key keeps its number and verifies as before."""
    before = parse_keys(text)
    done = rotated(text, NEW, NOW)
    after = parse_keys(done.text)
    assert (number, retired) == (done.number, done.retired.number if done.retired else None)
    assert (number, NEW) == (after.current, after.keys[number])
    assert {n: k for n, k in before.keys.items() if n != retired} == {
        n: k for n, k in after.keys.items() if n != number
    }
    token = Token(Purpose.WORKER, 1, 2, 3, date(2027, 1, 1))
    assert token == after.verify(before.sign(token), NOW)
    assert NOW == keys(done.text)[0].since


def test_ages_are_kept() -> None:
    """Through any number of turns; at most sixteen keys, each number once."""
    text = f"0:{A}"
    for day in range(1, 29):
        text = rotated(text, bytes([day]) * 32, NOW.replace(day=day)).text
    found = keys(text)
    assert 16 == len(found) == len({each.number for each in found})
    assert list(range(28, 12, -1)) == [each.since.day for each in found if each.since]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "secret").write_text(f"0:{A}\n")
    (tmp_path / "secret").chmod(0o640)
    path = tmp_path / "concierge.toml"
    path.write_text(CONFIGURATION)
    migrate(open_database("sqlite:///concierge.db", tmp_path))
    disconnect()
    return path


def test_the_command(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The file's rights stay, others can never read it; the audit has it; no key is shown."""
    assert 0 == main(["secret", "rotate", "--config", str(config)])
    path = config.parent / "secret"
    assert 0o640 == stat.S_IMODE(path.stat().st_mode)
    new = parse_keys(path.read_text())
    assert (1, 2) == (new.current, len(new.keys))
    assert 0 == main(["secret", "list", "--json", "--config", str(config)])
    assert 0 == main(["secret", "list", "--config", str(config)])
    assert 0 == main(["audit", "export", "--config", str(config)])
    said = capsys.readouterr().out
    assert "Key 1 signs from now on" in said
    assert "secret.rotated" in said
    assert "signs and verifies" in said
    assert [True, False] == [json.loads(line)["signs"] for line in said.splitlines() if '"signs"' in line]
    assert not [key for key in new.keys.values() if key.hex() in said]
    assert sorted(["concierge.db", "concierge.toml", "secret"]) == sorted(
        each.name for each in config.parent.iterdir() if not each.name.endswith(("-wal", "-shm"))
    )


def test_the_seventeenth(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What it breaks is said first; nothing changes without --yes."""
    path = config.parent / "secret"
    path.write_text("\n".join(f"{n}:{n:02x}{A}" for n in reversed(range(16))))
    before = path.read_text()
    assert 1 == main(["secret", "rotate", "--config", str(config)])
    said = capsys.readouterr().err
    assert "Key 0 is out" in said
    assert "rotate --yes" in said
    assert before == path.read_text()
    assert 0 == main(["secret", "rotate", "--yes", "--config", str(config)])
    assert 16 == len(parse_keys(path.read_text()).keys)


def test_a_secret_of_the_environment(
    config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Is not ours to change."""
    monkeypatch.setenv("CONCIERGE_SECRET", "0:" + A)
    assert 1 == main(["secret", "rotate", "--config", str(config)])
    assert "CONCIERGE_SECRET" in capsys.readouterr().err


def test_a_running_service_takes_it_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken file changes nothing; a good one does, and older tokens stay good."""
    monkeypatch.setattr(watched_secret, "LOOK", 0.0)
    path = tmp_path / "secret"
    path.write_text(f"0:{A}")
    signer: Signer = WatchedSigner(path, parse_keys(path.read_text()))
    token = Token(Purpose.WORKER, 1, 2)
    old = signer.sign(token)
    path.write_text("too short")
    assert (0, token) == (signer.current, signer.verify(old, NOW))
    path.unlink()
    assert 0 == signer.current
    path.write_text(rotated(f"0:{A}", NEW, NOW).text)
    assert 1 == signer.current
    assert old != signer.sign(token)
    assert token == signer.verify(old, NOW) == signer.verify(signer.sign(token), NOW)
    assert A not in repr(signer)


_A, _B, _C, _D = (f"{n}:" + letter * 64 for n, letter in enumerate("abcd"))
_SINCE = "# key {}, since 2026-{}-01T00:00:00Z\n"


@pytest.mark.parametrize(
    ("here", "saved", "expected", "lost"),
    [
        (f"{_B}\n{_A}\n", f"{_A}\n", f"{_B}\n{_A}\n", ()),  # a new key since: as it lies there
        (f"# mine\n{_B}\n{_A}", f"{_A}\n{_B}\n", f"# mine\n{_B}\n{_A}", ()),
        (f"{_A}\n", f"{_B}\n{_A}\n", f"{_B}\n{_A}\n", ()),  # an older file lies there
        (f"{_A}\n", f"{_A}\n", f"{_A}\n", ()),
        (f"{_C}\n{_B}\n", f"{_B}\n{_A}\n", f"{_C}\n{_B}\n{_A}\n", ()),  # the oldest was taken out since
        (f"{_C}\n", f"{_B}\n{_A}\n", f"{_C}\n{_B}\n{_A}\n", ()),
        ("0:" + "e" * 64 + f"\n{_C}\n", f"{_B}\n{_A}\n", f"{_C}\n{_B}\n{_A}\n", (0,)),  # of another service
        ("a plain line of words\n", f"{_B}\n{_A}\n", f"{_B}\n{_A}\n", (0,)),
        (
            _SINCE.format(2, "05") + _C + "\n",
            _SINCE.format(3, "09") + _D + "\n" + _SINCE.format(0, "01") + _A + "\n",
            f"{_SINCE.format(3, '09')}{_D}\n{_SINCE.format(2, '05')}{_C}\n{_SINCE.format(0, '01')}{_A}\n",
            (),
        ),
    ],
)
def test_two_files_become_one(here: str, saved: str, expected: str, lost: tuple[int, ...]) -> None:
    """Every key of the backup, with its number; and what came since signs."""
    assert (expected, lost) == merged(here, saved)

"""Files that other users of the machine can read or change: said at the start and by `doctor`."""

from __future__ import annotations

from pathlib import Path

import pytest

from concierge.config.load import load
from concierge.file_modes import exposed

CONFIGURATION = """
[service]
templates = "templates"
catalogue = "catalogue.csv"
[database]
url = "sqlite:///concierge.db"
[[mailbox]]
address = "help@example.org"
imap = { host = "localhost", password_file = "imap.password" }
smtp = { host = "localhost", password_file = "smtp.password" }
[[concierge]]
name = "Anna"
address = "anna@example.org"
"""
PRIVATE = (
    "concierge.toml",
    "secret",
    "imap.password",
    "smtp.password",
    "concierge.db",
    "concierge.db-wal",
    "concierge.db-shm",
)
ROWS = (
    [
        (name, mode, others)
        for name in PRIVATE
        for mode, others in (
            (0o600, ""),
            (0o640, ""),
            (0o400, ""),
            (0o644, "read"),
            (0o604, "read"),
            (0o660, "change"),
            (0o602, "change"),
            (0o666, "change"),
        )
    ]
    + [
        (name, mode, others)
        for name in ("catalogue.csv", "templates", "templates/answers", "templates/answers/own.en.md", ".")
        for mode, others in (
            (0o755, ""),
            (0o775, ""),
            (0o757, "change"),
            (0o777, "change"),
        )
    ]
    + [(".", 0o1777, "")]
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A service's folder as `init` leaves it."""
    tmp_path.chmod(0o700)
    (tmp_path / "templates" / "answers").mkdir(parents=True)
    (tmp_path / "templates" / "answers" / "own.en.md").write_text("Hello")
    (tmp_path / "catalogue.csv").write_text("slug\n")
    for name in PRIVATE:
        path = tmp_path / name
        path.write_text("0:" + "ab" * 32)
        path.chmod(0o600)
    (tmp_path / "concierge.toml").write_text(CONFIGURATION)
    for path in (tmp_path / "catalogue.csv", tmp_path / "templates", *(tmp_path / "templates").rglob("*")):
        path.chmod(0o755)
    return tmp_path


@pytest.mark.parametrize(("name", "mode", "others"), ROWS)
def test_each_file_and_mode(folder: Path, name: str, mode: int, others: str) -> None:
    """What others can do, and a command that ends it; afterwards nothing is said."""
    path = folder / name
    path.chmod(mode)
    found = list(exposed(load(folder / "concierge.toml", {})))
    assert ([others] if others else []) == [each.others for each in found]
    for each in found:
        verb, right, named = each.correct.split(" ", 2)
        assert ("chmod", path.resolve()) == (verb, Path(named).resolve())
        path.chmod(mode & ~0o002 if right == "o-w" else int(right, 8))
    assert [] == list(exposed(load(folder / "concierge.toml", {})))


def test_what_is_not_a_file_is_open_to_nobody(folder: Path) -> None:
    """Secrets from the environment, a database on a server."""
    text = CONFIGURATION.replace("sqlite:///concierge.db", "postgresql://localhost/concierge")
    (folder / "concierge.toml").write_text(text)
    for name in ("secret", "imap.password", "smtp.password", "concierge.db"):
        (folder / name).chmod(0o666)
    environment = {
        "CONCIERGE_SECRET": "0:" + "ab" * 32,
        "CONCIERGE_IMAP_PASSWORD": "x",
        "CONCIERGE_SMTP_PASSWORD": "x",
    }
    assert [] == list(exposed(load(folder / "concierge.toml", environment)))

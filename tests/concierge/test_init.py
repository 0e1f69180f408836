"""`concierge init`: files that work once hosts and passwords are filled in, and nothing overwritten."""

from __future__ import annotations

import os
import re
import stat
import tomllib
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import IO, Any

import pytest

from cases.errors import PermanentError
from concierge.cli import main
from concierge.config.key_file import keys
from concierge.config.keys import NOT_YET
from concierge.config.load import load
from concierge.starter_files import init, refuse_a_closed_folder
from templates.load import load_library

STARTER = (resources.files("concierge") / "starter" / "concierge.toml").read_text("utf-8")


def filled(text: str) -> str:
    """The starter with a password in both places."""
    return text.replace('password = ""', 'password = "opensesame"')


def uncommented(text: str) -> str:
    """The starter with every commented key active: `# key = value` and `# [[section]]`."""
    return re.sub(r"^# (?=[a-z_]+ = |\[\[)", "", text, flags=re.MULTILINE)


def test_the_starter_works_once_filled_in(tmp_path: Path) -> None:
    """Only hosts and passwords are missing from the files that are written."""
    written = init(tmp_path / "new")
    file = tmp_path / "new" / "concierge.toml"
    assert {"concierge.toml", "secret", "catalogue.csv", "topics.toml", "README.md"} == {
        p.name for p in written
    }
    file.write_text(filled(file.read_text()))
    settings = load(file, {})
    assert ("learninghelp@example.org", "opensesame") == (
        settings.mailboxes[0].address,
        settings.mailboxes[0].imap.password,
    )
    assert 32 == len(settings.signer.keys[0])
    [key] = keys((tmp_path / "new" / "secret").read_text())
    assert key.since is not None
    assert datetime.now(UTC) - key.since < timedelta(minutes=5)
    assert () == load_library(settings.templates, settings.languages).problems


def test_every_comment_is_a_working_value(tmp_path: Path) -> None:
    """Each commented key can be made active as it stands, and says what holds anyway."""
    init(tmp_path)
    file = tmp_path / "concierge.toml"
    as_it_comes = filled(STARTER).replace('client = ""', "")
    file.write_text(as_it_comes)
    plain = load(file, {})
    file.write_text(uncommented(as_it_comes).replace('client = ""', ""))
    active = load(file, {})
    for part in (
        "intake",
        "response",
        "survey",
        "limits",
        "hours",
        "mailboxes",
        "case_prefix",
        "database_url",
    ):
        assert getattr(plain, part) == getattr(active, part)
    assert "example" == active.clients[0].id


def test_the_starter_names_every_key_of_this_version() -> None:
    """A key that can be set is in the starter; one that is not available yet is not."""
    keys = _keys(uncommented(STARTER))
    assert {"response.target", "hours.week", "mailbox.also", "concierge.away", "client.rate"} <= keys
    assert set() == keys & set(NOT_YET)


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """One file that is there already stops everything, and is named."""
    (tmp_path / "secret").write_text("mine")
    with pytest.raises(PermanentError, match="secret is there already"):
        init(tmp_path)
    assert ["secret"] == [path.name for path in tmp_path.iterdir()]
    assert "mine" == (tmp_path / "secret").read_text()


def test_a_folder_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Known before anything is asked: a file in the way, and a folder of somebody else's."""
    refuse_a_closed_folder(tmp_path / "new" / "deeper")
    (tmp_path / "file").write_text("mine")
    with pytest.raises(PermanentError, match=r"file cannot be written \(Not a directory\)"):
        refuse_a_closed_folder(tmp_path / "file" / "service")
    monkeypatch.setattr("os.access", lambda path, mode: path != tmp_path)
    with pytest.raises(PermanentError, match=r"Permission denied\): choose another folder"):
        refuse_a_closed_folder(tmp_path / "new")


def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was written before the one that failed is taken away again."""
    monkeypatch.setattr("concierge.starter_files.os.fdopen", Full().fdopen)
    with pytest.raises(PermanentError, match="No space left on device"):
        init(tmp_path, private={"mailbox-password": "opensesame"})
    assert [] == [path for path in tmp_path.rglob("*") if path.is_file()]


class Full:
    """A disk on which the fourth file has no place."""

    def __init__(self) -> None:
        self.left, self.open = 3, os.fdopen

    def fdopen(self, descriptor: int, mode: str) -> IO[Any]:
        """As `os.fdopen`."""
        self.left -= 1
        if self.left < 0:
            os.close(descriptor)
            raise OSError(28, "No space left on device")
        return self.open(descriptor, mode)


def test_secrets_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    """The secret and the configuration, which may hold passwords, have mode 0600, and each secret differs."""
    for folder in ("a", "b"):
        init(tmp_path / folder)
    for name in ("secret", "concierge.toml"):
        assert 0o600 == stat.S_IMODE((tmp_path / "a" / name).stat().st_mode)
    assert (tmp_path / "a" / "secret").read_text() != (tmp_path / "b" / "secret").read_text()


def test_the_command_tells_the_next_steps(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """After `init` the operator knows what to fill in and what to run; a second time it refuses."""
    assert 0 == main(["init", str(tmp_path)])
    assert f"concierge doctor --config {tmp_path}/concierge.toml" in capsys.readouterr().out
    assert 1 == main(["init", str(tmp_path)])
    told = capsys.readouterr().err
    look = f"or run `concierge doctor --config {tmp_path}/concierge.toml`.\n"
    assert told.endswith(
        f"secret, {tmp_path}/templates/README.md are there already: choose another folder, {look}"
    )


def _keys(text: str) -> set[str]:
    """ "section.key" for each key in the text."""
    return {
        f"{name}.{key}"
        for name, value in tomllib.loads(text).items()
        for section in (value if isinstance(value, list) else [value])
        for key in section
    }

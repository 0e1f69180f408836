"""Commands that do not log in to the mail servers work without what one logs in with."""

from __future__ import annotations

from pathlib import Path

import pytest

from concierge.cli import main
from concierge.config.load import load
from tests.db.letters import letter

CONFIGURATION = """
[privacy]
mailbox_after = "{mailbox_after}"
[[mailbox]]
address = "help@example.org"
imap = {{ host = "localhost", ca_file = "not-there.pem", password_file = "not-there" }}
smtp = {{ host = "localhost", {smtp} }}
[[concierge]]
name = "Anna"
address = "anna@example.org"
"""


def _service(folder: Path, mailbox_after: str = "0s", smtp: str = 'username = "help"') -> Path:
    (folder / "secret").write_text("0:" + "ab" * 32)
    (folder / "catalogue.csv").write_text("slug,title,provider,kind\nvoice,Voice,Us,book\n")
    (folder / "mail.eml").write_bytes(letter())
    path = folder / "concierge.toml"
    path.write_text(CONFIGURATION.format(mailbox_after=mailbox_after, smtp=smtp))
    return path


def test_each_command_without_passwords(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a life: a mail is taken in, and everything is looked at and steered."""
    config = _service(tmp_path)
    monkeypatch.chdir(tmp_path)
    for line in (
        "import mail.eml",
        "parse mail.eml",
        "cases",
        "case 1",
        "case 1 --raw 1",
        "held list",
        "held show 1",
        "outbox list",
        "people show maria@example.org",
        "people export maria@example.org --to theirs",
        "catalogue list",
        "catalogue check",
        "templates list",
        "templates lint",
        "report",
        "retention",
        "retention --dry-run",
        "audit export",
        "people erase maria@example.org --yes",
    ):
        assert 0 == main([*line.split(), "--config", str(config)]), (line, capsys.readouterr().err)
    assert 1 == main(["health", "--config", str(config)])  # it never ran
    assert "password" not in capsys.readouterr().err


@pytest.mark.parametrize(
    "line", ["run --once", "run --dry-run", "people erase maria@example.org --mailbox --yes", "retention"]
)
def test_who_logs_in_is_told_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    """Every one of them by its key, before anything is done."""
    config = _service(tmp_path, mailbox_after="10d")
    assert 1 == main([*line.split(), "--config", str(config)])
    said = capsys.readouterr().err
    assert f"[[mailbox]] #1 imap password_file: there is no file {tmp_path / 'not-there'}." in said
    assert (
        "[[mailbox]] #1 smtp password: is missing. Write password_file, set CONCIERGE_SMTP_PASSWORD" in said
    )
    assert "ca_file" in said
    assert not (tmp_path / "concierge.db").exists()


def test_what_is_written_wrongly_is_a_mistake_all_the_same(tmp_path: Path) -> None:
    """Only what lies elsewhere is not looked for."""
    config = _service(tmp_path, smtp='pasword_file = "x"')
    with pytest.raises(Exception, match="Did you mean password_file"):
        load(config, {}, mail=False)


def test_no_secret_of_the_mail_servers_is_read(tmp_path: Path) -> None:
    """Not from the environment either."""
    environ = {"CONCIERGE_IMAP_PASSWORD": "hidden", "CONCIERGE_SMTP_PASSWORD": "hidden"}
    box = load(_service(tmp_path), environ, mail=False).mailboxes[0]
    assert (None, None) == (box.imap.password, box.smtp.password)

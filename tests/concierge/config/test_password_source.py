"""Where a password was found is known, so that a refused one can be corrected; what it is, is never said."""

from __future__ import annotations

import imaplib
from pathlib import Path

import pytest

from concierge.config.load import load
from intake.imap.errors import login_error

CONFIGURATION = """
[[mailbox]]
address = "help@example.org"
imap = {{ host = "localhost", {imap} }}
smtp = {{ host = "localhost", {smtp} }}
[[concierge]]
name = "Anna"
address = "anna@example.org"
"""


@pytest.mark.parametrize(
    ("imap", "smtp", "environ", "read_from", "sent_from"),
    [
        ('password_file = "p"', 'username = ""', {}, "password_file {}/p", ""),
        (
            'password = "geheim"',
            'password_file = "p"',
            {},
            "password in [[mailbox]] #1 imap",
            "password_file {}/p",
        ),
        (
            'password = ""',
            'password_file = "gone"',
            {"CONCIERGE_IMAP_PASSWORD": "geheim", "CONCIERGE_MAILBOX_1_SMTP_PASSWORD": "geheim"},
            "the variable CONCIERGE_IMAP_PASSWORD",
            "the variable CONCIERGE_MAILBOX_1_SMTP_PASSWORD",
        ),
        (
            'password_file = "p"',
            'password_file = "sub/p"',
            {},
            "password_file {}/p",
            "password_file {}/sub/p",
        ),
    ],
)
def test_where_it_is_from(
    tmp_path: Path, imap: str, smtp: str, environ: dict[str, str], read_from: str, sent_from: str
) -> None:
    """A variable goes before a file, and a file before the configuration; the first that is set is named."""
    (tmp_path / "sub").mkdir()
    for name in ("p", "sub/p"):
        (tmp_path / name).write_text("geheim\n")
    (tmp_path / "secret").write_text("0:" + "ab" * 32)
    path = tmp_path / "concierge.toml"
    path.write_text(CONFIGURATION.format(imap=imap, smtp=smtp))
    (box,) = load(path, environ, mail=True).mailboxes
    assert (read_from.format(tmp_path), sent_from.format(tmp_path)) == (
        box.imap.password_from,
        box.smtp.password_from,
    )
    assert "geheim" not in repr(box)


def test_a_refused_login_names_it() -> None:
    """In the sentence that the log, `health` and `doctor` have."""
    error = imaplib.IMAP4.error("[AUTHENTICATIONFAILED] no")
    told = str(login_error(error, "imap.example.org", "help", password_from="password_file /srv/p"))
    assert told.endswith("correct username and password. It is from password_file /srv/p.")
    assert str(login_error(error, "imap.example.org", "help")).endswith("correct username and password.")

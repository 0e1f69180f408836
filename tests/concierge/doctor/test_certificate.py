"""Certificates that are not trusted: told with fingerprint and the lines that would mend it."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from cases.settings import ImapAccount, MailboxSettings, SmtpAccount
from concierge.doctor.certificate import check_certificate
from concierge.doctor.finding import Finding, Grade
from tests.servers.post import Post
from tests.servers.web_server import self_made_certificate, web_server

HELP = "help@example.org"


def box_at(port: int, **changed: str | None) -> MailboxSettings:
    """A mailbox whose IMAP server is at this port."""
    imap = ImapAccount("localhost", port, "tls", HELP, "opensesame")
    return MailboxSettings(HELP, replace(imap, **changed), SmtpAccount("localhost", 1, "tls"))  # type: ignore[arg-type]


@contextmanager
def server(certificate: Path, key: Path) -> Iterator[int]:
    """A server that makes the handshake, as all do."""
    with web_server({}, certificate, key) as (port, asked):
        yield port
    assert [] == asked


def offered(finding: Finding) -> list[str]:
    return [str(line) for line in finding.lines]


@pytest.mark.parametrize("authority", [True, False])
def test_a_self_made_certificate(tmp_path: Path, authority: bool) -> None:
    """Saved only when that is asked for; with the line that is offered, it is trusted."""
    made = self_made_certificate(tmp_path, ["localhost", "mail.example.org"], authority=authority)
    pem = made[0].read_text()
    fingerprint = sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest().upper()
    with server(*made) as port:
        (found,) = check_certificate(box_at(port), "imap")
        assert (Grade.WRONG, ['imap.ca_file = "localhost.pem"']) == (found.grade, offered(found))
        assert fingerprint in found.advice.replace(":", "")
        assert "doctor --save-certificates" in found.advice
        assert not (tmp_path / "localhost.pem").exists()
        (found,) = check_certificate(box_at(port), "imap", tmp_path)
        assert pem.strip() == (tmp_path / "localhost.pem").read_text().strip()
        assert "It was saved in" in found.advice
        assert [] == list(check_certificate(box_at(port, ca_file=str(tmp_path / "localhost.pem")), "imap"))


def test_a_certificate_that_changed(tmp_path: Path) -> None:
    """What was saved before is not overwritten: that is for a person to decide."""
    (tmp_path / "old").mkdir()
    old, _ = self_made_certificate(tmp_path / "old", ["localhost"])
    (tmp_path / "localhost.pem").write_text(old.read_text())
    with server(*self_made_certificate(tmp_path, ["localhost"])) as port:
        box = box_at(port, ca_file=str(tmp_path / "localhost.pem"))
        (found,) = check_certificate(box, "imap", tmp_path)
    assert "is there already with another one: move it away first" in found.advice
    assert old.read_text() == (tmp_path / "localhost.pem").read_text()


@pytest.mark.parametrize(
    ("names", "days", "trusted", "state", "lines"),
    [
        (["mail.example.org", "*.example.org"], 2, True, "is for mail.example.org", ["mail.example.org"]),
        (["*.example.org"], 2, True, "is for *.example.org", []),
        (["localhost"], 0, True, "ended on", []),
        (
            ["mail.example.org"],
            2,
            False,
            "trusted by nobody but itself",
            ["localhost.pem", "mail.example.org"],
        ),
    ],
)
def test_names_and_dates(
    tmp_path: Path, names: list[str], days: int, trusted: bool, state: str, lines: list[str]
) -> None:
    """Another host's certificate, one that ended, and a self-made one of another name."""
    made = self_made_certificate(tmp_path, names, days=days)
    with server(*made) as port:
        (found,) = check_certificate(box_at(port, ca_file=str(made[0]) if trusted else None), "imap")
    assert Grade.WRONG is found.grade
    assert state in found.state
    assert lines == [line.value for line in found.lines]


def test_nothing_is_wrong_with_the_certificate(tmp_path: Path) -> None:
    """A closed port, plain text, a file that is no certificate: other checks say what that is."""
    made = self_made_certificate(tmp_path, ["localhost"])
    with server(*made) as port:
        for box in (
            box_at(1),
            box_at(port, security="none"),
            box_at(port, ca_file=str(made[1])),
            box_at(port, ca_file=str(made[0])),
        ):
            assert [] == list(check_certificate(box, "imap"))


def test_real_servers(post: Post, tmp_path: Path) -> None:
    """Behind STARTTLS as behind TLS, for reading and sending: one line says which file would be trusted."""
    user = post.new_user("help")
    box = MailboxSettings(user.address, post.imap(user), post.smtp(user))
    for service in ("imap", "smtp"):
        account = getattr(box, service)
        if account.security == "none":
            continue
        assert [] == list(check_certificate(box, service))
        bare = replace(box, **{service: replace(account, ca_file=None)})
        (found,) = check_certificate(bare, service, tmp_path)
        assert [f"{service}.ca_file"] == [line.key for line in found.lines]

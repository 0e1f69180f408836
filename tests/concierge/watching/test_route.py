"""The ways by which people are told: what a command gets, what a server gets, what is said when it fails."""

from __future__ import annotations

import asyncio
import base64
import email
import email.policy
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cases.errors import TemporaryError
from cases.settings import AlertSettings, Settings, SmtpAccount
from cases.troubles import Step, Trouble, TroubleKind
from concierge.watching.route import composed, run_command, tell
from concierge.watching.told import Alert, alert, readers
from templates.drafts import Writer
from templates.load import load_library
from tests.concierge.config.test_watching import loaded
from tests.mailer.scripted import CLOSE, Scripted, scripted
from tests.servers.token_server import TokenServer

NOW = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
SINCE = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
TROUBLE = Trouble(
    "mailbox:learninghelp@example.org",
    TroubleKind.LOGIN,
    "imap.example.org refuses learninghelp@example.org, as it did maria@example.org",
    SINCE,
    NOW,
    NOW,
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return loaded(tmp_path, "")


def _alert(settings: Settings, step: Step = Step.TELL_BROKEN, language: str = "en") -> Alert:
    writer = Writer(settings, load_library(None, ("en", "nl")))
    return alert(TROUBLE, step, language, writer, NOW)


def test_an_alert_names_what_since_when_why_and_what_to_do(settings: Settings) -> None:
    """Its own mailbox, and nobody else."""
    told = _alert(settings)
    assert "Does not work: reading the mailbox (learninghelp@example.org)" == told.subject
    for words in ("since Friday 09:00", "refuses learninghelp@example.org, as it did [address]", "doctor"):
        assert words in told.text
    assert "maria" not in told.text + told.subject
    healed = _alert(settings, Step.TELL_HEALED, "nl")
    assert "Werkt weer: de mailbox lezen (learninghelp@example.org)" == healed.subject
    assert "refuses" not in healed.text


def test_readers_are_grouped_by_their_language(settings: Settings) -> None:
    """Those of the second route, else the leads; a concierge who leads in their own language."""
    assert {"en": ("lead@example.org",)} == readers(settings)
    anna = replace(settings.concierges[0], languages=("nl",))
    two = replace(settings, concierges=(anna,), lead=("lead@example.org", "anna@example.org"))
    assert {"en": ("lead@example.org",), "nl": ("anna@example.org",)} == readers(two)
    night = replace(two, alert=AlertSettings(to=("night@example.net",)))
    assert {"en": ("night@example.net",)} == readers(night)


def _python(program: str) -> tuple[str, ...]:
    return (sys.executable, "-c", program)


def test_a_command_gets_the_text_and_no_secret(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On stdin, in UTF-8, with the subject first; its variables are not ours."""
    monkeypatch.setenv("CONCIERGE_IMAP_PASSWORD", "opensesame")
    seen = tmp_path / "seen"
    program = (
        f"import os, sys; open({str(seen)!r}, 'wb').write(sys.stdin.buffer.read()"
        " + repr(sorted(os.environ.items())).encode())"
    )
    told = _alert(settings)
    run_command(_python(program), told)
    text = seen.read_text("utf-8")
    assert text.startswith(f"{told.subject}\n\n{told.text}")
    assert "('CONCIERGE_ALERT', 'broken'), ('CONCIERGE_ALERT_KIND', 'login')" in text
    assert "opensesame" not in text


def test_words_of_a_command_reach_no_shell(settings: Settings, tmp_path: Path) -> None:
    """A semicolon is a word like any other."""
    run_command(("true", ";", "touch", str(tmp_path / "touched"), "$(id)"), _alert(settings))
    assert not (tmp_path / "touched").exists()


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("/nowhere/page",), "cannot be run (No such file or directory)"),
        (_python("import sys; sys.exit('no network')"), "ended with 1: no network"),
        (("false",), "ended with 1: no words"),
        (("sh", "-c", "kill -9 $$"), "ended with -9"),
        (("sh", "-c", "exit 0; cat"), ""),
    ],
)
def test_a_command_that_fails_is_said(command: tuple[str, ...], said: str, settings: Settings) -> None:
    """With its name and its last words; one that does not read what it gets has done no wrong."""
    if not said:
        run_command(command, _alert(settings))
        return
    with pytest.raises(TemporaryError) as raised:
        run_command(command, _alert(settings))
    assert said in str(raised.value)


def test_a_command_that_hangs_ends_with_what_it_began(settings: Settings, tmp_path: Path) -> None:
    """Also a child that holds its output open."""
    begun = time.monotonic()
    with pytest.raises(TemporaryError, match=r"more than 0\.3 s"):
        run_command(("sh", "-c", f"(sleep 5; touch {tmp_path}/late) & sleep 5"), _alert(settings), 0.3)
    assert time.monotonic() - begun < 4
    assert not (tmp_path / "late").exists()


def _by_mail(settings: Settings, port: int) -> Settings:
    account = SmtpAccount("127.0.0.1", port, "none", timeout=5.0)
    route = AlertSettings(smtp=account, sender="alerts@example.net", to=("night@example.net",))
    return replace(settings, alert=route)


def _sent(settings: Settings, script: Mapping[str, str]) -> Scripted:
    async def play() -> Scripted:
        async with scripted(script) as seen:
            by_mail = _by_mail(settings, seen.port)
            await asyncio.to_thread(tell, _alert(settings), ("night@example.net",), by_mail, NOW)
            return seen

    return asyncio.run(play())


def test_an_account_that_logs_in_by_tokens(
    tmp_path: Path, token_server: TokenServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The token is fetched when there is something to tell."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", token_server.ca_file)
    app = token_server.microsoft.register("alerts@example.net")
    (tmp_path / "client").write_text(app.secret)
    text = (
        '[alert.smtp]\nhost = "127.0.0.1"\nsecurity = "none"\nusername = "alerts@example.net"\nport = {}\n'
        f'oauth2 = {{{{ provider = "microsoft", authority = "{token_server.url}", tenant = "{app.tenant}", '
        f'client_id = "{app.client_id}", client_secret_file = "client" }}}}\n'
    )

    async def play() -> Scripted:
        async with scripted({}) as seen:
            settings = loaded(tmp_path, text.format(seen.port))
            await asyncio.to_thread(tell, _alert(settings), ("night@example.net",), settings, NOW)
            return seen

    seen = asyncio.run(play())
    (login,) = (command for command in seen.commands if command.startswith("AUTH"))
    assert login.startswith("AUTH XOAUTH2 ")
    said = base64.b64decode(login.split(" ")[2]).decode()
    assert said.startswith("user=alerts@example.net\1auth=Bearer at.")
    assert 1 == len(seen.mails)


def test_another_account_gets_a_mail_of_a_machine(settings: Settings) -> None:
    """From that account to the readers, plain, and marked so that no absence note answers it."""
    seen = _sent(settings, {})
    assert ["MAIL FROM:<alerts@example.net> SIZE=", "RCPT TO:<night@example.net>"] == [
        command.partition("SIZE=")[0] + ("SIZE=" if "SIZE=" in command else "")
        for command in seen.commands
        if command.startswith(("MAIL", "RCPT"))
    ]
    mail = email.message_from_bytes(seen.mails[0].removesuffix(b".\r\n"), policy=email.policy.default)
    told = _alert(settings)
    assert [
        ("From", "Learning Help <alerts@example.net>"),
        ("To", "night@example.net"),
        ("Subject", told.subject),
        ("Auto-Submitted", "auto-generated"),
        ("Content-Type", 'text/plain; charset="utf-8"'),
    ] == [(name, str(mail[name])) for name in ("From", "To", "Subject", "Auto-Submitted", "Content-Type")]
    assert told.text.strip() == mail.get_content().replace("\r\n", "\n").strip()


def test_the_same_alert_is_the_same_mail(settings: Settings) -> None:
    """Tried again it has the same Message-ID; what is told when it heals has another."""
    by_mail = _by_mail(settings, 25)

    def message_id(told: Alert) -> str:
        return str(email.message_from_bytes(composed(told, ("a@example.net",), by_mail, NOW))["Message-ID"])

    assert message_id(_alert(settings)) == message_id(_alert(settings))
    assert message_id(_alert(settings)) != message_id(_alert(settings, Step.TELL_HEALED))


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ({"RCPT": "550 5.7.1 not from you"}, "550 5.7.1 not from you"),
        ({"greeting": "554 no service"}, "554 no service"),
        ({".": CLOSE}, "did not take the mail"),
        ({"MAIL": "451 4.3.2 later"}, "451 4.3.2 later"),
    ],
)
def test_a_server_that_does_not_take_it_is_said(
    script: Mapping[str, str], said: str, settings: Settings
) -> None:
    """In one sentence; whoever asked tries again later."""
    with pytest.raises(TemporaryError) as raised:
        _sent(settings, script)
    assert said in str(raised.value)


def test_no_server_at_all_is_said(settings: Settings) -> None:
    """As any other refusal."""
    with pytest.raises(TemporaryError, match=r"127\.0\.0\.1:1"):
        tell(_alert(settings), ("night@example.net",), _by_mail(settings, 1), NOW)


def test_without_a_route_nothing_is_done(settings: Settings) -> None:
    """The log has it."""
    tell(_alert(settings), (), settings, NOW)

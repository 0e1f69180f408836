"""[alert] and [monitor]: what is read, and what is said where it cannot be."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from cases.errors import ConfigurationError
from cases.settings import AlertSettings, MonitorSettings, Settings
from concierge.config.load import load
from concierge.oauth.endings import endings
from tests.concierge.config.test_load import MINIMAL, TODAY

SMTP = 'smtp = { host = "smtp.example.net", username = "alerts@example.net", password_file = "pw"'


def loaded(folder: Path, text: str, lead: str = "lead@example.org") -> Settings:
    (folder / "secret").write_text("0:" + "5a" * 32 + "\n")
    (folder / "pw").write_text("opensesame\n")
    (folder / "concierge.toml").write_text(f'[service]\nlead = ["{lead}"]\n{MINIMAL}\n{text}\n', "utf-8")
    return load(folder / "concierge.toml", {}, TODAY)


def test_nothing_is_told_unless_asked_for(tmp_path: Path) -> None:
    """Without the sections there is no route and no port."""
    settings = loaded(tmp_path, "")
    assert (AlertSettings(), MonitorSettings()) == (settings.alert, settings.monitor)
    assert (False, False) == (bool(settings.alert), bool(settings.monitor))


def test_command_is_taken_apart_once(tmp_path: Path) -> None:
    """By a shell's quoting, when the file is read: no shell sees it afterwards."""
    alert = loaded(tmp_path, '[alert]\nafter = "5m"\ncommand = "page \'the desk\' $HOME;"').alert
    assert (timedelta(minutes=5), ("page", "the desk", "$HOME;")) == (alert.after, alert.command)


def test_another_account(tmp_path: Path) -> None:
    """The user name is From, the leads are To; the password is read from its file and never shown."""
    alert = loaded(tmp_path, f"[alert]\n{SMTP} }}").alert
    assert alert.smtp is not None
    assert ("smtp.example.net", 587, "opensesame") == (
        alert.smtp.host,
        alert.smtp.port,
        alert.smtp.password,
    )
    assert ("alerts@example.net", ()) == (alert.sender, alert.to)
    assert "opensesame" not in repr(alert)


BY_TOKEN = 'smtp = { username = "alerts@example.net", oauth2 = { provider = "%s", %s } }'
MICROSOFT = 'tenant = "example.net", client_id = "a8fd", client_secret_file = "pw"'


def test_an_account_by_tokens(tmp_path: Path) -> None:
    """Of an application of its own, with the provider's host, and a token file of its own."""
    alert = loaded(tmp_path, "[alert]\n" + BY_TOKEN % ("microsoft", MICROSOFT)).alert
    assert alert.smtp is not None
    assert alert.oauth2 is not None
    assert ("smtp.office365.com", "alerts@example.net", None) == (
        alert.smtp.host,
        alert.smtp.username,
        alert.smtp.password,
    )
    assert alert.smtp.token is not None
    assert ("a8fd", "opensesame") == (alert.oauth2.client_id, alert.oauth2.client_secret)
    assert "alerts@example.net.json" == alert.oauth2.token_file.name
    assert "opensesame" not in repr(alert)


def test_its_end_is_told_ahead_too(tmp_path: Path) -> None:
    """As of a mailbox's."""
    text = "[alert]\n" + BY_TOKEN % ("microsoft", MICROSOFT + ", client_secret_expires = 2027-05-01")
    (ending,) = endings(loaded(tmp_path, text))
    assert ("alerts@example.net", date(2027, 5, 1)) == (ending.mailbox, ending.day)


def test_the_application_of_a_mailbox_is_no_second_route(tmp_path: Path) -> None:
    """Its secret would end for both."""
    own = f'oauth2 = {{ provider = "microsoft", {MICROSOFT} }}'
    minimal = MINIMAL.replace("imap = ", own + "\nimap = ", 1)
    assert own in minimal
    (tmp_path / "secret").write_text("0:" + "5a" * 32 + "\n")
    (tmp_path / "pw").write_text("opensesame\n")
    text = (
        '[service]\nlead = ["lead@example.org"]\n'
        + minimal
        + "\n[alert]\n"
        + BY_TOKEN % ("microsoft", MICROSOFT)
    )
    (tmp_path / "concierge.toml").write_text(text)
    with pytest.raises(ConfigurationError) as raised:
        load(tmp_path / "concierge.toml", {}, TODAY)
    assert "[alert] smtp oauth2: the application of [[mailbox]] #1" in str(raised.value)
    (tmp_path / "concierge.toml").write_text(
        text[: text.index("[alert]")] + text[text.index("[alert]") :].replace("a8fd", "b777")
    )
    assert load(tmp_path / "concierge.toml", {}, TODAY).alert.oauth2 is not None


@pytest.mark.parametrize(
    ("written", "host", "port"),
    [
        ("127.0.0.1:9090", "127.0.0.1", 9090),
        ("localhost:1", "127.0.0.1", 1),
        ("[::1]:9090", "::1", 9090),
        ("0.0.0.0:80", "0.0.0.0", 80),
    ],
)
def test_where_to_listen(written: str, host: str, port: int, tmp_path: Path) -> None:
    """An address of this machine and a port."""
    monitor = loaded(tmp_path, f'[monitor]\nlisten = "{written}"').monitor
    assert (host, port) == (monitor.host, monitor.port)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[alert]\nafter = "0s"', 'after = "0s": too short'),
        ('[alert]\nafter = "soon"', "after"),
        ('[alert]\ncommand = "page \'desk"', "Close the quotes"),
        ('[alert]\ncomand = "x"', "Did you mean command?"),
        (f'[alert]\ncommand = "page"\n{SMTP} }}', "Keep one of the two"),
        ('[alert]\nsmtp = { username = "a@example.net", password_file = "pw" }', "host is missing"),
        ('[alert]\nsmtp = { host = "smtp.example.net" }', "from: is missing"),
        (f'[alert]\n{SMTP}, form = "x@example.net" }}', "Did you mean from?"),
        (f'[alert]\n{SMTP}, to = ["learninghelp@example.org"] }}', "feeds the service itself"),
        (
            '[alert]\nsmtp = { host = "SMTP.example.org", password = "x",'
            ' username = "learninghelp@example.org" }',
            "the account of [[mailbox]] #1",
        ),
        (f'[alert]\n{SMTP}, security = "none" }}', "on this machine only"),
        (
            "[alert]\n" + BY_TOKEN % ("microsoft", 'tenant = "x", client_id = "y"'),
            "[alert] smtp oauth2: somebody would have to sign in for it",
        ),
        (
            "[alert]\n" + BY_TOKEN % ("google", 'client_id = "y", client_secret_file = "pw"'),
            "[alert] smtp oauth2: somebody would have to sign in for it",
        ),
        (
            "[alert]\n"
            + (BY_TOKEN % ("microsoft", MICROSOFT)).replace('username = "alerts@example.net", ', ""),
            "[alert] smtp username: is missing",
        ),
        ('[monitor]\nlisten = "9090"', 'Write "127.0.0.1:9090"'),
        ('[monitor]\nlisten = "127.0.0.1:0"', "no address with a port"),
        ('[monitor]\nlisten = "127.0.0.1:65536"', "no address with a port"),
        ('[monitor]\nlisten = "::1:9090"', "without brackets"),
        ('[monitor]\nlisten = "example.org:9090"', "no address of a network"),
        ('[monitor]\nlistn = "127.0.0.1:9090"', "Did you mean listen?"),
    ],
)
def test_mistakes_say_what_to_write(text: str, said: str, tmp_path: Path) -> None:
    """One sentence, with the key; never the password."""
    with pytest.raises(ConfigurationError) as raised:
        loaded(tmp_path, text)
    assert said in str(raised.value)
    assert "opensesame" not in str(raised.value)

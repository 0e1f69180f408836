"""`concierge login`: a person signs in once, by a code or a browser, and the mailbox opens from then on."""

from __future__ import annotations

import json
import socket
import stat
import threading
import time
import webbrowser
from pathlib import Path
from urllib.request import urlopen

import pytest
import requests
import typer

from concierge.cli import main
from concierge.config.load import load
from concierge.oauth import loopback, microsoft
from intake.imap.mailbox import Mailbox
from tests.servers.dovecot import Dovecot
from tests.servers.token_server import TokenServer

HELP, MARIA = "learninghelp@example.test", "maria@example.test"


class Desk:
    """An operator at a configuration, with servers."""

    def __init__(self, folder: Path, dovecot: Dovecot, server: TokenServer) -> None:
        self.folder, self.dovecot, self.server = folder, dovecot, server

    def configure(self, oauth2: str) -> None:
        ca, port = self.dovecot.certificate.cert, self.dovecot.imaps
        (self.folder / "secret").write_text("0:" + "5a" * 32 + "\n")
        (self.folder / "concierge.toml").write_text(f"""
[[mailbox]]
address = "{HELP}"
oauth2 = {{ authority = "{self.server.url}", {oauth2} }}
imap = {{ host = "127.0.0.1", port = {port}, ca_file = "{ca}" }}
[[concierge]]
name = "Anna Peeters"
address = "anna@example.test"
""")

    def microsoft(self) -> None:
        app = self.server.microsoft.register(None)
        self.configure(f'provider = "microsoft", tenant = "{app.tenant}", client_id = "{app.client_id}"')

    def google(self, signs_in: str | None) -> None:
        client = self.server.google.desktop_client(signs_in)
        self.configure(
            f'provider = "google", client_id = "{client.client_id}", client_secret = "{client.secret}"'
        )

    def log_in(self, *words: str) -> int:
        return main(["login", HELP, *words, "--config", str(self.folder / "concierge.toml")])

    @property
    def token_file(self) -> Path:
        return self.folder / "tokens" / f"{HELP}.json"

    def opens(self) -> bool:
        """What the service does next."""
        with Mailbox(load(self.folder / "concierge.toml", {}).mailboxes[0].imap) as box:
            return box.connected


@pytest.fixture
def desk(
    tmp_path: Path, dovecot: Dovecot, token_server: TokenServer, monkeypatch: pytest.MonkeyPatch
) -> Desk:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", token_server.ca_file)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr(microsoft, "SLOWER", 0)
    return Desk(tmp_path, dovecot, token_server)


def _when_asked(server: TokenServer, who: str | None, codes: list[str]) -> None:
    """The person with the code, during an outage of the token server."""

    def type_it() -> None:
        while not server.microsoft.devices:
            time.sleep(0.01)
        device = next(iter(server.microsoft.devices.values()))
        codes.append(device.user_code)
        device.approved, device.denied = who, who is None
        server.fault = "503"
        time.sleep(1.2)
        server.fault = None

    threading.Thread(target=type_it, daemon=True).start()


def test_by_device_code(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """The page and the code are said; then the mailbox opens, also an hour later; an outage is waited out."""
    desk.microsoft()
    codes: list[str] = []
    _when_asked(desk.server, HELP, codes)
    assert 0 == desk.log_in()
    captured = capsys.readouterr()
    assert f"type the code {codes[0]}, and sign in as {HELP}" in captured.out
    assert f"The mailbox of {HELP} opens." in captured.out
    assert 0o600 == stat.S_IMODE(desk.token_file.stat().st_mode)
    assert desk.opens()
    kept = json.loads(desk.token_file.read_text())
    desk.token_file.write_text(json.dumps(kept | {"access_token": ""}))
    assert desk.opens()
    assert not [secret for secret in desk.server.handed_out if secret in captured.out + captured.err]


@pytest.mark.parametrize(
    ("who", "words"), [(MARIA, f"may not open the mailbox of {HELP}"), (None, "The login was refused (")]
)
def test_a_login_that_is_no_good_is_not_kept(
    desk: Desk, who: str | None, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody else signed in, or declined: one sentence, and what was there before stays."""
    desk.microsoft()
    _when_asked(desk.server, who, [])
    assert 1 == desk.log_in()
    assert words in capsys.readouterr().err
    assert not desk.token_file.exists()


def test_by_the_browser_of_this_machine(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It comes back to a port of this machine; a page that guesses the port is no answer."""
    desk.google(HELP)
    monkeypatch.setenv("DISPLAY", ":0")

    def browse(page: str) -> bool:
        back = dict(p.split("=", 1) for p in page.partition("?")[2].split("&"))["redirect_uri"]
        port = int(back.rpartition("%3A")[2].partition("%2F")[0])

        def person() -> None:
            for path in ("favicon.ico", "?state=guessed&code=1"):
                assert 404 == requests.get(f"http://127.0.0.1:{port}/{path}", timeout=5).status_code
            assert "You can close this window" in desk.server.browse(page)

        threading.Thread(target=person, daemon=True).start()
        return True

    monkeypatch.setattr(webbrowser, "open", browse)
    assert 0 == desk.log_in()
    assert desk.opens()
    assert 1 == desk.server.count("token authorization_code")


def _address_bar(desk: Desk, page: str) -> str:
    """Where a browser on another machine ends."""
    answer = requests.get(page, timeout=5, allow_redirects=False, verify=desk.server.ca_file)
    return answer.headers["Location"]


@pytest.mark.parametrize(
    ("signs_in", "typed", "status", "words"),
    [
        (HELP, "{}", 0, "Access to learninghelp@example.test was given"),
        (HELP, "  {}  ", 0, "was given"),
        (None, "{}", 1, "The login was refused (access_denied"),
        (MARIA, "{}", 1, "may not open the mailbox"),
        (HELP, "http://127.0.0.1:53682/?state=other&code=1", 1, "not the answer to this login"),
        (HELP, "4/0Axyz", 1, "not the answer to this login"),
        (HELP, "http://[", 1, "not the answer to this login"),
    ],
)
def test_over_ssh_the_address_is_pasted(
    desk: Desk, signs_in: str | None, typed: str, status: int, words: str,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """The whole address; whatever else is pasted is said to be none."""
    desk.google(signs_in)
    said: list[str] = []

    def paste(_: str) -> str:
        said.append(capsys.readouterr().out)
        page = next(line for line in said[0].splitlines() if line.startswith("https://"))
        return typed.format(_address_bar(desk, page))

    monkeypatch.setattr(typer, "prompt", paste)
    assert status == desk.log_in("--paste-url")
    captured = capsys.readouterr()
    assert words in captured.out + captured.err
    assert loopback.ELSEWHERE in said[0]
    told = said[0] + captured.out + captured.err
    assert not [secret for secret in desk.server.handed_out if secret in told]


def test_nobody_comes_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """After a while it ends, and says how to do without a browser here."""
    monkeypatch.setattr(loopback, "PATIENCE", 0.0)
    desk.google(HELP)
    assert 1 == desk.log_in()
    assert "--paste-url" in capsys.readouterr().err


def test_an_application_needs_no_login(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """That is said, and its token is tried, also after a refusal that is remembered."""
    app = desk.server.microsoft.register(HELP)
    wrong = f'provider = "microsoft", tenant = "{app.tenant}", client_id = "{app.client_id}"'
    desk.server.refuses = (401, desk.server.microsoft.error("invalid_client", 7000222, "It is expired."))
    desk.configure(f'{wrong}, client_secret = "{app.secret}"')
    assert 1 == desk.log_in()
    assert "AADSTS7000222" in capsys.readouterr().err
    desk.server.refuses = None
    assert 0 == desk.log_in()
    assert "No login is needed" in capsys.readouterr().out


def test_which_mailbox(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """An unknown address is wrong usage; a mailbox with a password needs none."""
    desk.microsoft()
    config = desk.folder / "concierge.toml"
    assert 2 == main(["login", "other@example.test", "--config", str(config)])
    assert HELP in " ".join(capsys.readouterr().err.split())
    lines = [line for line in config.read_text().splitlines() if not line.startswith("oauth2")]
    config.write_text(
        "\n".join(lines).replace("imap = {", 'smtp = { host = "localhost" }\nimap = { password = "x",')
    )
    assert 1 == desk.log_in()
    assert "it logs in with a password" in capsys.readouterr().err


def test_lines_that_say_nothing_keep_no_browser_waiting() -> None:
    """Browsers open some in advance, and whoever else looks what listens there."""
    with loopback.listening() as receiver:
        receiver.state = "STATE"
        port = receiver.server_address[1]
        silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(20)]
        begun = time.monotonic()
        threading.Timer(0.1, lambda: urlopen(f"http://127.0.0.1:{port}/?code=c&state=STATE").read()).start()
        assert "http://127.0.0.1/?code=c&state=STATE" == receiver.wait()
        assert time.monotonic() - begun < 3
        for line in silent:
            line.close()

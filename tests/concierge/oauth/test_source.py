"""Tokens of a mailbox: got by every flow, renewed ahead, shared, kept, and never asked for in a loop."""

from __future__ import annotations

import json
import stat
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from cases.errors import PermanentError, TemporaryError
from cases.settings import OAuth2, OAuthFlow
from concierge.config.secrets import Sources, rereading
from concierge.config.section import Mistakes, Section
from concierge.oauth import source, store
from concierge.oauth.grant import Grant
from concierge.oauth.source import TokenSource
from concierge.oauth.store import TokenFile
from tests.concierge.oauth.keys import key_and_certificate
from tests.servers.token_server import TokenServer

HELP = "learninghelp@example.test"


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.fixture
def server(token_server: TokenServer, monkeypatch: pytest.MonkeyPatch) -> TokenServer:
    """The token server, trusted."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", token_server.ca_file)
    monkeypatch.setattr(source, "PAUSE", 0.0)
    return token_server


def microsoft(server: TokenServer, folder: Path, flow: OAuthFlow = OAuthFlow.CLIENT_SECRET) -> OAuth2:
    """An application that is registered there."""
    private, public = key_and_certificate()
    app = server.microsoft.register(HELP, public)
    file = folder / "app.pem"
    file.write_bytes(public + private)
    return OAuth2(
        provider="microsoft",
        flow=flow,
        mailbox=HELP,
        username=HELP,
        token_file=folder / "tokens" / "t.json",
        authority=server.url,
        tenant=app.tenant,
        client_id=app.client_id,
        client_secret=app.secret if flow is OAuthFlow.CLIENT_SECRET else None,
        certificate_file=file if flow is OAuthFlow.CERTIFICATE else None,
    )


def google(server: TokenServer, folder: Path, flow: OAuthFlow) -> OAuth2:
    """A service account, or a desktop client."""
    client = server.google.desktop_client(HELP)
    file = folder / "key.json"
    file.write_text(server.google.service_account(HELP).file())
    return OAuth2(
        provider="google",
        flow=flow,
        mailbox=HELP,
        username=HELP,
        token_file=folder / "tokens" / "t.json",
        authority=server.url,
        client_id=client.client_id,
        client_secret=client.secret,
        service_account_file=file if flow is OAuthFlow.SERVICE_ACCOUNT else None,
    )


def signed_in(server: TokenServer, settings: OAuth2, clock: Clock | None = None) -> TokenSource:
    """A source after `concierge login`, whose access token is over."""
    tokens = TokenSource(settings, clock or Clock())
    tokens.keep(Grant("over", 0, server.refresh_token(HELP, settings.client_id), HELP))
    return tokens


FLOWS = [
    lambda server, folder: TokenSource(microsoft(server, folder)),
    lambda server, folder: TokenSource(microsoft(server, folder, OAuthFlow.CERTIFICATE)),
    lambda server, folder: TokenSource(google(server, folder, OAuthFlow.SERVICE_ACCOUNT)),
    lambda server, folder: signed_in(server, microsoft(server, folder, OAuthFlow.DEVICE_CODE)),
    lambda server, folder: signed_in(server, google(server, folder, OAuthFlow.DESKTOP)),
]
Make = Callable[[TokenServer, Path], TokenSource]


@pytest.mark.parametrize("make", FLOWS)
def test_every_flow_gives_a_token_that_opens_the_mailbox(
    server: TokenServer, tmp_path: Path, make: Make
) -> None:
    """It is kept for its owner only, found again by another process, and asked for once."""
    tokens = make(server, tmp_path)
    token = tokens.token()
    assert HELP == server.whose(token)
    file = tokens.settings.token_file
    assert (0o600, 0o700) == tuple(stat.S_IMODE(path.stat().st_mode) for path in (file, file.parent))
    asked = len(server.asked)
    assert [token] * 3 == [tokens.token(), TokenSource(tokens.settings).token(), tokens.token()]
    assert asked == len(server.asked)
    assert tokens.valid_until is not None
    assert 3500 < (tokens.valid_until - datetime.now(UTC)).total_seconds() <= 3600


def test_a_rotated_refresh_token_is_kept(server: TokenServer, tmp_path: Path) -> None:
    """Each is used once, which providers that look for stolen ones insist on."""
    server.detects_reuse = True
    clock = Clock()
    for make in (
        microsoft(server, tmp_path, OAuthFlow.DEVICE_CODE),
        google(server, tmp_path, OAuthFlow.DESKTOP),
    ):
        tokens = signed_in(server, make, clock)
        for _ in range(3):
            assert HELP == server.whose(tokens.token())
            clock.ahead += timedelta(hours=2)
    kept = json.loads((tmp_path / "tokens" / "t.json").read_text())
    assert not server.refresh_tokens[kept["refresh_token"]].spent


def test_it_is_renewed_ahead_of_its_end_and_once_for_all(server: TokenServer, tmp_path: Path) -> None:
    """Threads of two processes ask at the same moment; nobody gets a token that is nearly over."""
    settings = microsoft(server, tmp_path)
    clock = Clock()
    both = [TokenSource(settings, clock), TokenSource(settings, clock)]
    first = both[0].token()
    clock.ahead = timedelta(minutes=54)
    assert first == both[1].token()
    clock.ahead = timedelta(minutes=55, seconds=10)
    found: list[str] = []
    threads = [threading.Thread(target=lambda n=n: found.append(both[n % 2].token())) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 2 == server.count("token client_credentials")
    assert first != both[0].token() == both[1].token()
    assert {first, both[0].token()} >= set(found)


def test_while_one_renews_the_others_go_on_with_a_valid_token(server: TokenServer, tmp_path: Path) -> None:
    """A slow token server delays one login, not all of them."""
    clock = Clock()
    tokens = TokenSource(microsoft(server, tmp_path), clock)
    first = tokens.token()
    clock.ahead = timedelta(minutes=56)
    server.fault = "hang"
    renewing = threading.Thread(target=tokens.token)
    renewing.start()
    while not tokens._lock.locked():
        pass
    assert first == tokens.token()
    server.fault = None
    renewing.join()
    assert first != tokens.token()


@pytest.mark.parametrize("fault", ["503", "cut", "html", "stopped"])
def test_an_outage_of_the_token_server_may_pass(server: TokenServer, tmp_path: Path, fault: str) -> None:
    """A valid token is used meanwhile; without one the error says where to look, and it heals by itself."""
    clock = Clock()
    tokens = TokenSource(microsoft(server, tmp_path), clock)
    first = tokens.token()
    if fault == "stopped":
        server.stop()
    else:
        server.fault = fault
    clock.ahead = timedelta(minutes=57)
    assert first == tokens.token()
    clock.ahead = timedelta(minutes=61)
    for _ in range(2):
        with pytest.raises(TemporaryError, match=r"oken server 127\.0\.0\.1") as caught:
            tokens.token()
        assert str(caught.value).endswith(".")
    if fault == "stopped":
        server.start()
    server.fault = None
    assert HELP == server.whose(tokens.token())


def test_after_an_outage_the_server_is_left_alone_for_a_moment(
    server: TokenServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All connections that wait for a token get the answer of the first."""
    monkeypatch.setattr(source, "PAUSE", 60.0)
    tokens = TokenSource(microsoft(server, tmp_path))
    server.refuses = (503, {"error": "temporarily_unavailable"})
    for _ in range(5):
        with pytest.raises(TemporaryError):
            tokens.token()
    assert 1 == sum(asked.what.startswith("token") for asked in server.asked)


def _wrong_secret(server: TokenServer, folder: Path) -> TokenSource:
    return TokenSource(replace(microsoft(server, folder), client_secret="Abc8Q~wrong-one"))


def _wrong_tenant(server: TokenServer, folder: Path) -> TokenSource:
    return TokenSource(replace(microsoft(server, folder), tenant="nobody.example"))


def _revoked_microsoft(server: TokenServer, folder: Path) -> TokenSource:
    tokens = signed_in(server, microsoft(server, folder, OAuthFlow.DEVICE_CODE))
    server.refuse_refresh_tokens("invalid_grant", "AADSTS50173: The provided grant has expired.")
    return tokens


def _revoked_google(server: TokenServer, folder: Path) -> TokenSource:
    tokens = signed_in(server, google(server, folder, OAuthFlow.DESKTOP))
    server.refuse_refresh_tokens("invalid_grant", "Token has been expired or revoked.")
    return tokens


def _not_delegated(server: TokenServer, folder: Path) -> TokenSource:
    tokens = TokenSource(google(server, folder, OAuthFlow.SERVICE_ACCOUNT))
    for account in server.google.accounts.values():
        account.delegated = set()
    return tokens


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (_wrong_secret, "AADSTS7000215"),
        (_wrong_tenant, "AADSTS90002"),
        (_revoked_microsoft, "AADSTS50173"),
        (_revoked_google, "invalid_grant"),
        (_not_delegated, "unauthorized_client"),
    ],
)
def test_what_is_refused_is_not_asked_for_again(
    server: TokenServer, tmp_path: Path, make: Make, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Not by this process nor by the next, until it is told to, or much later; no secret is said."""
    tokens = make(server, tmp_path)
    said = set()
    for each in (tokens, tokens, TokenSource(tokens.settings)):
        with pytest.raises(PermanentError, match=words) as caught:
            each.token()
        said.add(str(caught.value))
        assert caught.value.__cause__ is None
    assert 1 == len(said)
    asked = len(server.asked)
    assert tokens.refusal in said
    tokens.forget_refusal()
    with pytest.raises(PermanentError):
        tokens.token()
    assert asked < len(server.asked)
    told = " ".join(said) + caplog.text + repr(tokens.settings) + repr(tokens)
    assert not [secret for secret in (*server.handed_out, "Abc8Q~wrong-one") if secret in told]


def test_a_refusal_is_over_after_a_while(server: TokenServer, tmp_path: Path) -> None:
    """An administrator who mends it in the portal tells nobody."""
    clock = Clock()
    settings = microsoft(server, tmp_path)
    tokens = TokenSource(settings, clock)
    server.refuses = (401, server.microsoft.error("invalid_client", 7000222, "The secrets are expired."))
    with pytest.raises(PermanentError):
        tokens.token()
    server.refuses = None
    with pytest.raises(PermanentError):
        tokens.token()
    clock.ahead = timedelta(minutes=16)
    assert HELP == server.whose(tokens.token())
    assert "" == tokens.refusal


def test_a_valid_token_outlives_a_refusal(server: TokenServer, tmp_path: Path) -> None:
    """The secret has ended, the token not yet: mail goes on, and the log says it once."""
    clock = Clock()
    tokens = TokenSource(microsoft(server, tmp_path), clock)
    first = tokens.token()
    server.refuses = (401, server.microsoft.error("invalid_client", 7000222, "The secrets are expired."))
    clock.ahead = timedelta(minutes=56)
    assert [first] * 3 == [tokens.token() for _ in range(3)]
    assert 1 == sum(asked.status == 401 for asked in server.asked)
    assert "AADSTS7000222" in tokens.refusal


def test_another_secret_ends_a_refusal(server: TokenServer, tmp_path: Path) -> None:
    """A changed configuration is tried at once, and tokens of another application are not used."""
    settings = microsoft(server, tmp_path)
    with pytest.raises(PermanentError):
        TokenSource(replace(settings, client_secret="wrong")).token()
    first = TokenSource(settings).token()
    assert HELP == server.whose(first)
    other = TokenSource(replace(microsoft(server, tmp_path), token_file=settings.token_file))
    assert other.valid_until is None
    assert first != other.token()


def test_a_corrected_secret_is_taken_up_without_a_restart(server: TokenServer, tmp_path: Path) -> None:
    """The same source, that of a running service; while the file is gone, what it said last counts."""
    settings = microsoft(server, tmp_path)
    secret, right = tmp_path / "client-secret", str(settings.client_secret)
    secret.write_text("wrong\n")
    section = Section({"client_secret_file": str(secret)}, "oauth2", Mistakes("concierge.toml"))
    sources = Sources({}, tmp_path)
    now = rereading(section, "client_secret", sources, (), "wrong")
    tokens = TokenSource(replace(settings, client_secret="wrong", secret_now=now))
    with pytest.raises(PermanentError):
        tokens.token()
    secret.write_text(f"{right}\n")
    assert HELP == server.whose(tokens.token())
    secret.unlink()
    assert right == tokens.settings.client_secret


def test_a_token_that_a_mail_server_refuses_is_replaced_once(server: TokenServer, tmp_path: Path) -> None:
    """By whoever comes first; the others get what was got; then not again for a while."""
    clock = Clock()
    settings = microsoft(server, tmp_path)
    tokens, other = TokenSource(settings, clock), TokenSource(settings, clock)
    first = tokens.token()
    second = tokens.refused(first)
    assert second not in (None, first)
    assert second == other.refused(first) == tokens.token()
    assert None is tokens.refused(str(second)) is other.refused(str(second))
    assert second == tokens.token()
    assert 2 == server.count("token client_credentials")
    clock.ahead = timedelta(minutes=3)
    third = str(tokens.refused(str(second)))
    assert third not in ("None", first, second)
    assert tokens.refused(third) is None
    other.forget_refusal()  # `doctor`: consent was perhaps given just now
    assert tokens.refused(third) not in (None, third)


def test_a_refused_token_of_a_revoked_consent_is_not_used_again(server: TokenServer, tmp_path: Path) -> None:
    """Both servers said no: nobody is asked any more until somebody logs in."""
    tokens = signed_in(server, google(server, tmp_path, OAuthFlow.DESKTOP))
    first = tokens.token()
    server.revoke_access_tokens()
    server.refuse_refresh_tokens("invalid_grant", "Token has been expired or revoked.")
    with pytest.raises(PermanentError, match="invalid_grant"):
        tokens.refused(first)
    with pytest.raises(PermanentError, match="invalid_grant"):
        tokens.token()
    assert tokens.valid_until is None
    tokens.keep(Grant(server.access_token(HELP), 3600, server.refresh_token(HELP, "x")))
    assert HELP == server.whose(tokens.token())


@pytest.mark.parametrize("fault", ["503", "cut", "html"])
def test_a_refused_token_is_not_tried_again_while_the_token_server_is_away(
    server: TokenServer, tmp_path: Path, fault: str
) -> None:
    """It is dropped, also for other processes; the next one is had once the server is back, and counts."""
    settings = microsoft(server, tmp_path)
    tokens = TokenSource(settings)
    first = tokens.token()
    server.fault = fault
    for _ in range(2):
        with pytest.raises(TemporaryError):
            tokens.refused(first)
        for each in (tokens, TokenSource(settings)):
            with pytest.raises(TemporaryError):
                each.token()
    server.fault = None
    tokens._outage = None
    second = tokens.token()
    assert second != first
    third = tokens.refused(second)  # the outage did not count as a replacement
    assert third not in (None, first, second)
    assert tokens.refused(str(third)) is None


def test_nobody_has_logged_in_yet(server: TokenServer, tmp_path: Path) -> None:
    """The error names the command, and nothing is asked."""
    tokens = TokenSource(microsoft(server, tmp_path, OAuthFlow.DEVICE_CODE))
    with pytest.raises(PermanentError, match=f"concierge login {HELP}"):
        tokens.token()
    assert [] == server.asked


def test_a_clock_that_was_set_back_makes_tokens_old(server: TokenServer, tmp_path: Path) -> None:
    """It would keep a token for too long; and a server whose clock differs does no harm."""
    clock = Clock()
    server.skew = 7200.0
    tokens = TokenSource(microsoft(server, tmp_path), clock)
    first = tokens.token()
    assert first == tokens.token()
    clock.ahead = -timedelta(hours=3)
    assert first != tokens.token()


def test_tokens_of_seconds_are_used_and_renewed(server: TokenServer, tmp_path: Path) -> None:
    """The time ahead is a part of a token's life where that is short."""
    server.lifetime = 10
    clock = Clock()
    tokens = TokenSource(microsoft(server, tmp_path), clock)
    first = tokens.token()
    clock.ahead = timedelta(seconds=7)
    assert first == tokens.token()
    clock.ahead = timedelta(seconds=8.5)
    assert first != tokens.token()


def test_without_a_folder_to_write_in(server: TokenServer, tmp_path: Path) -> None:
    """An application asks again at each start; a person's consent cannot be kept, and that is said."""
    (tmp_path / "tokens").write_text("in the way")
    tokens = TokenSource(microsoft(server, tmp_path))
    assert [HELP] * 2 == [server.whose(tokens.token()) for _ in range(2)]
    assert 1 == server.count("token client_credentials")
    with pytest.raises(PermanentError, match="token_file"):
        signed_in(server, microsoft(server, tmp_path, OAuthFlow.DEVICE_CODE))


@pytest.mark.parametrize(
    "content",
    [
        *("", "{", "[]", '{"holder": 1}', '{"holder": "HOLDER", "expires_at": "soon"}', "\0" * 100),
        *("[" * 100_000, '{"a":' * 100_000, '{"holder": "HOLDER", "expires_at": ' + "9" * 5000 + "}"),
        *(
            f'{{"holder": "HOLDER", "access_token": "{token}", '
            f'"obtained_at": "{since}", "expires_at": "{until}"}}'
            for token, since, until in (
                ("t", "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00"),
                ("t", "2020-01-01T00:00:00+00:00", "9999-12-31T23:59:59-23:59"),
                ("t", "0001-01-01T00:00:00+23:59", "2999-12-31T23:59:59+00:00"),
                ("t\\r\\nNOOP", "2020-01-01T00:00:00+00:00", "2999-12-31T23:59:59+00:00"),
                ("t\\ud800", "2020-01-01T00:00:00+00:00", "2999-12-31T23:59:59+00:00"),
            )
        ),
    ],
)
def test_a_damaged_file_is_as_none(server: TokenServer, tmp_path: Path, content: str) -> None:
    """An application gets another token."""
    settings = microsoft(server, tmp_path)
    tokens = TokenSource(settings)
    settings.token_file.parent.mkdir()
    settings.token_file.write_text(content.replace("HOLDER", tokens._holder))
    assert HELP == server.whose(tokens.token())


def test_a_certificate_tells_its_end_and_may_have_a_password(server: TokenServer, tmp_path: Path) -> None:
    """A wrong password is said without it."""
    private, public = key_and_certificate()
    settings = microsoft(server, tmp_path, OAuthFlow.CERTIFICATE)
    server.microsoft.apps[settings.client_id].certificates.append(public)
    key = serialization.load_pem_private_key(private, None)
    locked = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"opensesame"),
    )
    (tmp_path / "app.pem").write_bytes(locked + public)
    tokens = TokenSource(replace(settings, certificate_password="opensesame"))
    assert HELP == server.whose(tokens.token())
    assert tokens.ends_at == datetime.now(UTC).date() + timedelta(days=90)
    for wrong in ("hidden-value", None):
        with pytest.raises(PermanentError, match="certificate_password_file") as caught:
            TokenSource(replace(settings, certificate_password=wrong, token_file=tmp_path / "t")).token()
        assert "hidden-value" not in str(caught.value)


def test_a_disk_that_is_full_does_not_cost_the_consent(
    server: TokenServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The rotated refresh token is remembered until it can be written; that is an error in the log."""
    server.detects_reuse = True
    clock = Clock()
    tokens = signed_in(server, google(server, tmp_path, OAuthFlow.DESKTOP), clock)

    def full(*_: object) -> Path:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", full)
        assert [HELP] * 2 == [server.whose(tokens.token()) for _ in range(2)]
    assert "token.not-kept" in caplog.text
    assert "No space left" in caplog.text
    clock.ahead = timedelta(hours=2)
    assert HELP == server.whose(tokens.token())
    assert tokens.token() == TokenSource(tokens.settings, clock).token()
    assert [] == list(tokens.settings.token_file.parent.glob("*.new"))


def test_another_process_that_renews_for_too_long(
    server: TokenServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A valid token is used at once meanwhile; without one it may pass."""
    clock = Clock()
    tokens = TokenSource(microsoft(server, tmp_path), clock)
    first = tokens.token()
    with TokenFile(tokens.settings.token_file).locked():
        clock.ahead = timedelta(minutes=56)
        begun = time.monotonic()
        assert first == tokens.token()
        assert time.monotonic() - begun < 1
        monkeypatch.setattr(store, "LOCK_WAIT", 0.1)
        clock.ahead = timedelta(hours=2)
        with pytest.raises(TemporaryError, match="Another process"):
            tokens.token()
    assert first != tokens.token()


@pytest.mark.parametrize(
    ("answer", "advice"),
    [
        ("550 5.1.1 <help+x@example.org> User doesn't exist", False),
        ("550 5.2.1 The mailbox is disabled", False),
        ("535 5.7.999 something new", True),
        ("NO something new", True),
    ],
)
def test_what_is_said_of_an_address_is_not_about_the_login(
    server: TokenServer, tmp_path: Path, answer: str, advice: bool
) -> None:
    """A user that is unknown has nothing to do with what the application may open (RFC 3463, X.1 and X.2)."""
    assert advice is ("of oauth2" in TokenSource(microsoft(server, tmp_path)).explain(answer))

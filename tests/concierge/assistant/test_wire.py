"""One question to a server on this machine; whatever it does, an answer in time or a reason."""

from __future__ import annotations

import time

import pytest

from cases.errors import TemporaryError
from cases.settings import AssistantSettings
from concierge.assistant.wire import LARGEST, ask, models
from tests.servers.model_server import (
    Odd,
    answering,
    completion,
    dripping,
    model_server,
    silent,
)

KEY = "sk-very-secret"
MESSAGES = [{"role": "user", "content": "How?"}]


def server(url: str) -> AssistantSettings:
    return AssistantSettings(url, "tiny", KEY)


def test_what_the_model_writes() -> None:
    """And the names of the models; the key goes along."""
    with model_server("Begin.") as here:
        assert "Begin." == ask(server(here.url), MESSAGES, 5)
        assert ("tiny",) == models(server(here.url), 5)
    assert ("tiny", MESSAGES, False) == tuple(here.asked[0][key] for key in ("model", "messages", "stream"))
    assert [f"Bearer {KEY}"] * 2 == [headers["authorization"] for headers in here.headers]


def test_without_a_key_none_is_sent() -> None:
    """Nor one from a ~/.netrc."""
    with model_server("Begin.") as here:
        ask(AssistantSettings(here.url, "tiny"), MESSAGES, 5)
    assert "authorization" not in here.headers[0]


@pytest.mark.parametrize(
    ("does", "why"),
    [
        (answering(b"{}", 401), "refuses the key"),
        (answering(b"{}", 404), "no such model"),
        (answering(b"busy", 503), "HTTP 503"),
        (answering(b"", 302, Location="http://127.0.0.1:1/"), "another address"),
        (answering(b"", 204), "HTTP 204"),
        (answering(b"<html>sign in</html>"), "no JSON"),
        (answering(b"\xff\xfe\x00"), "no JSON in UTF-8"),
        (answering(completion("caf\u00e9").decode().encode("utf-16")), "no JSON in UTF-8"),
        (answering(b"[" * 100_000), "no JSON"),
        (answering(b"[]"), "none of the API"),
        (answering(b'{"choices": []}'), "none of the API"),
        (answering(b'{"choices": [{"message": {"content": null}}]}'), "none of the API"),
        (answering(b'{"choices": {"a": 1}}'), "none of the API"),
        (answering(completion("x" * LARGEST)), "too long"),
        (answering(b"x", 200, **{"Content-Encoding": "gzip"}), "no JSON"),
        (dripping, "in time"),
        (silent, "in time"),
    ],
)
def test_no_answer(does: Odd, why: str) -> None:
    """The reason is in words of our own: no key, nothing that the server said."""
    began = time.monotonic()
    with model_server(does) as here, pytest.raises(TemporaryError, match=why) as error:
        ask(server(here.url), MESSAGES, 0.5)
    assert time.monotonic() - began < 2
    assert KEY not in str(error.value)
    assert "sign in" not in str(error.value)


def test_nobody_is_there() -> None:
    """The port is closed."""
    with model_server("") as here:
        url = here.url
    with pytest.raises(TemporaryError, match="no connection"):
        ask(server(url), MESSAGES, 2)


def test_a_proxy_is_not_asked_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the environment says."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with model_server("Begin.") as here:
        assert "Begin." == ask(server(here.url), MESSAGES, 5)

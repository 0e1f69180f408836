"""Whether the server of [assistant] answers, and has the model."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from cases.errors import TemporaryError
from cases.settings import Settings
from concierge.doctor.finding import Finding, advice, ok

ASSISTANT = "assistant"
PATIENCE = 5.0  # seconds


def check_assistant(settings: Settings) -> Iterator[Finding]:
    """Nothing where none is named. Never wrong: the service works without."""
    server = settings.assistant
    if not server:
        return
    from concierge.assistant.wire import models  # and its HTTP client, where somebody wants it

    where = urlsplit(server.url).netloc
    try:
        names = models(server, PATIENCE)
    except TemporaryError as error:
        yield advice(
            ASSISTANT,
            f"no drafts from {where}: {error}",
            "Start the server, or correct [assistant]; notifications go out without a draft meanwhile.",
        )
        return
    if server.model not in names and f"{server.model}:latest" not in names:
        listed = ", ".join(sorted(names)[:5]) or "none"
        yield advice(
            ASSISTANT,
            f"{where} answers, and does not list the model {server.model} (it lists: {listed})",
            "Load that model, or correct [assistant] model.",
        )
        return
    yield ok(
        ASSISTANT,
        f"{server.model} at {where} drafts for concierges, who wait at most {server.wait.seconds} s",
    )

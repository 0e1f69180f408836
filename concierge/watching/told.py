"""A trouble as a text for people: in a reader's language, plain, and naming nobody."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from datetime import datetime

from cases.settings import Settings
from cases.troubles import Step, Trouble, TroubleKind
from concierge.nameless import Nameless
from mailer.markdown import read
from mailer.plain import plain_body
from templates.drafts import Writer
from templates.values import of_service

TEMPLATE = "concierge/alert"


@dataclass(frozen=True, slots=True)
class Alert:
    """What is told about a trouble, in one language; `text` ends its lines with LF."""

    name: str
    kind: TroubleKind
    healed: bool
    since: datetime
    language: str
    subject: str
    text: str


def alert(trouble: Trouble, step: Step, language: str, writer: Writer, now: datetime) -> Alert:
    """The words for `step`."""
    settings = writer.settings
    healed = step is Step.TELL_HEALED
    variables = {
        "service": of_service(settings, settings.mailboxes[0], now),
        "slug": str(trouble.kind),
        "about": trouble.about,
        "reason": Nameless(settings.own_addresses).masked(trouble.why),
        "since": trouble.since,
        "until": trouble.changed_at,
        "healed": healed,
        "host": socket.gethostname(),
    }
    rendered = writer.library.render(TEMPLATE, language, variables)
    text = plain_body(read(rendered.text), language)
    return Alert(trouble.name, trouble.kind, healed, trouble.since, language, rendered.subject or "", text)


def readers(settings: Settings) -> dict[str, tuple[str, ...]]:
    """Whom an alert goes to, by language: those who are named, else the leads, each in their own."""
    found: dict[str, tuple[str, ...]] = {}
    for address in settings.alert.to or settings.lead:
        language = settings.language_of(settings.concierge(address))
        found[language] = (*found.get(language, ()), address)
    return found

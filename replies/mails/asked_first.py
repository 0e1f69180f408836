"""Notifications that wait a moment, while a model is asked for a draft ([assistant]). Pure.

What it is asked is decided here, and goes along with the notification in the outbox: nothing of the mail has
to be read again, and whoever sends it late, or never asks, sends the notification as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from cases.effects import Draft
from cases.model import Case, Role
from cases.questions import LONGEST, Question, nameless
from replies.advice.suggestions import Suggestions
from replies.mails.shared import Incoming, Mails

SHORTEST: Final = 20  # characters of a question: nobody drafts an answer to "thanks"
_EVERYBODYS: Final = frozenset(
    {
        *("gmail", "googlemail", "outlook", "hotmail", "live", "yahoo", "icloud", "proton", "protonmail"),
        *("telenet", "skynet", "proximus", "scarlet", "kpnmail", "ziggo", "xs4all", "planet", "home"),
        *("co", "com", "org", "gov", "gouv", "ac", "edu"),
    }
)
"""Labels of domains that name no organisation."""


def asked_first(
    mails: Mails, case: Case, incoming: Incoming, near: Suggestions, drafts: Sequence[Draft]
) -> list[Draft]:
    """The same drafts; where a model is to be asked, with the question, and a while before they go."""
    asked = _question(mails, case, incoming, near) if mails.settings.assistant else None
    if asked is None:
        return list(drafts)
    until = mails.now + mails.settings.assistant.wait
    return [replace(draft, question=asked, not_before=until) for draft in drafts]


def _question(mails: Mails, case: Case, incoming: Incoming, near: Suggestions) -> Question | None:
    """None where nobody waits for words: a stranger's voice, thanks, a rating, what cannot be read."""
    owed = case.promised_at is not None and incoming.rating is None and not incoming.unread
    if incoming.role is not Role.WORKER or not owed or len(incoming.words.strip()) < SHORTEST:
        return None
    parts = [mails.writer.base(case.subject), case.request, incoming.words]
    names = (
        *(case.requester.name, case.requester.address.partition("@")[0], incoming.author.name),
        *mails.settings.roster.values(),
    )
    domain = case.requester.address.rpartition("@")[2]
    labels = [label for label in domain.split(".")[:-1] if label not in _EVERYBODYS]
    clients = [client.name for client in mails.settings.clients]
    clean = (nameless(part, names, (*labels, *clients)) for part in dict.fromkeys(parts))
    text = "\n\n".join(filter(None, clean))[:LONGEST]
    need = case.need
    said = {
        "time": need.time is not None,
        "budget": need.budget is not None,
        "with": bool(need.with_),
        "by": need.by is not None,
    }
    missing = tuple(name for name, known in said.items() if not known)
    options = tuple(chosen.option.slug for chosen in near.options)
    return Question(text, case.language, missing, options)

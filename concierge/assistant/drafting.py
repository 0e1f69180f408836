"""Asks for drafts while notifications wait for them; sends every notification on, with a draft or without.

Nothing else waits: the mail is decided and acknowledged before. No question is asked inside a transaction.
A server that failed is left alone for a while (`RESTS`), in which notifications go at once; the log has a
line when it begins to fail and one when it answers again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from cases.catalogue import Catalogue
from cases.errors import TemporaryError
from cases.settings import Settings
from cases.typed import as_typed
from concierge.assistant.answer import Answer, read_answer
from concierge.assistant.defused import defused
from concierge.assistant.prompt import messages_for
from concierge.assistant.wire import ask
from db import leases
from db.assisted import Waiting, release, waiting
from db.connect import transaction
from templates.files import TemplateProblem
from templates.render import Library
from templates.values import of_need, of_service

RESTS = (30.0, 60.0, 300.0, 900.0)  # seconds without a question after a failure, then the last one again
LEASE = timedelta(minutes=3)
SPARE = 1.0  # seconds before a notification goes, to put the answer below it
NAME = "assistant"
log = structlog.get_logger("assistant")
Clock = Callable[[], datetime]


class Drafting:
    """`run_once` asks about all that waits; for one thread."""

    def __init__(
        self,
        settings: Settings,
        library: Library,
        catalogue: Callable[[], Catalogue],
        clock: Clock,
        process: str,
    ) -> None:
        self._settings = settings
        self._library = library
        self._catalogue = catalogue
        self._clock = clock
        self._process = process
        self._failures = 0
        self._rests_until = 0.0  # on the monotonic clock
        self._broken = ""  # what nobody foresaw in the last round
        self._leads = False

    def run_once(self) -> int:
        """Notifications that were sent on their way. Never fails: what waits goes out at its time anyway."""
        try:
            freed = self._round()
        except Exception as failure:  # the boundary around drafts, which are extra: mail goes on without
            shown = type(failure).__name__
            if shown != self._broken:
                log.error("assistant.round-failed", exc_info=failure)
            self._broken = shown
            return 0
        self._broken = ""
        return freed

    def close(self) -> None:
        """Let another process ask at once."""
        if self._leads:
            leases.release(NAME, self._process)

    def _round(self) -> int:
        now = self._clock()
        with transaction():
            found = waiting(now)
        if not found or not leases.lead(NAME, self._process, now + LEASE, now):
            return 0
        self._leads = True
        return sum(self._one(each) for each in found)

    def _one(self, each: Waiting) -> int:
        answer = self._asked(each)
        texts = {}
        for outbox, language in each.readers.items():
            texts[outbox] = self._shown(answer, each, language) if answer else ""
        with transaction():
            return release(texts, self._clock())

    def _asked(self, each: Waiting) -> Answer | None:
        """None where it fails, or rests, or there is no time left for it."""
        left = (each.until - self._clock()).total_seconds() - SPARE
        if time.monotonic() < self._rests_until or left <= 0:
            return None
        catalogue = self._catalogue()
        try:
            content = ask(self._settings.assistant, messages_for(each.question, catalogue), left)
            answer = read_answer(content, each.question, catalogue, self._clock().date())
        except (TemporaryError, ValueError) as error:
            self._failed(str(error))
            return None
        if self._failures:
            log.info("assistant.works-again")
        self._failures, self._rests_until = 0, 0.0
        return answer

    def _failed(self, why: str) -> None:
        if not self._failures:
            log.warning("assistant.fails", why=why)
        rest = RESTS[min(self._failures, len(RESTS) - 1)]
        self._failures += 1
        self._rests_until = time.monotonic() + rest

    def _shown(self, answer: Answer, each: Waiting, language: str) -> str:
        catalogue = self._catalogue()
        known = frozenset(option.url for option in catalogue.options if option.url)
        draft = defused(answer.draft, known)
        topics = [(slug, topic) for slug in answer.topics if (topic := catalogue.topic(slug)) is not None]
        variables = {
            "service": of_service(self._settings, self._settings.mailbox(each.mailbox), self._clock()),
            "model": self._settings.assistant.model,
            "guesses": [{"name": slug, "title": topic.name(language)} for slug, topic in topics],
            "need": of_need(answer.need),
            "text": as_typed(draft.text),
            "unchecked": draft.unchecked,
        }
        try:
            return self._library.render("concierge/assistant", language, variables).text
        except TemplateProblem as error:  # an own template: the notification goes as it is
            log.error("template.refused", why=str(error))
            return ""

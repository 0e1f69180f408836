"""Access tokens of one mailbox: kept, renewed ahead of time, by one thread of one process at a time.

    a login asks ──► still fresh? ──yes──► the token
                        │ no
                        ▼
             lock ► read the file again ► another process renewed it? ──yes──► its token
                        │ no
                        ▼
             ask the token server ► write the file ► the new token

An outage of the token server does not matter while a token is valid. A refusal is not asked for again until
the configuration or the file changes (`concierge login` writes it), or a quarter of an hour has passed.

Errors: TemporaryError when the token server cannot be reached, PermanentError when it refuses, or when
nobody has logged in yet. Longer than 250 lines: what is kept, asked and said belongs to one pair of locks.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

from cases.errors import ConciergeError, PermanentError, TemporaryError
from cases.settings import OAuth2, OAuthFlow
from concierge.oauth.grant import Grant, LaterError, RefusedError, shown
from concierge.oauth.kept import Kept, current, holder_of, proof_of
from concierge.oauth.refusals import sentence
from concierge.oauth.store import BusyError, TokenFile

_OF_AN_ADDRESS = re.compile(r"\b5\.[12]\.\d")  # RFC 3463: refused for an address, whoever signed in
PAUSE = 5.0  # seconds after an outage in which nobody else asks
log = logging.getLogger("oauth")  # not structlog, which every command that reads a configuration would load


class TokenSource:
    """The tokens that `settings` describe; any number of threads may ask."""

    def __init__(self, settings: OAuth2, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._settings = settings
        self._clock = clock
        self._file = TokenFile(settings.token_file)
        self._holder = holder_of(settings)
        self._lock = threading.Lock()
        self._memory: Kept | None = None  # where the file cannot be written
        self._outage: tuple[float, str] | None = None  # until when, and why
        self._said = ""  # what went wrong last, so that the log has it once

    @property
    def settings(self) -> OAuth2:
        """With the secrets that stand in files as they are now."""
        return current(self._settings)

    def token(self) -> str:
        """An access token that is valid now."""
        kept = self._kept()
        now = self._clock()
        if kept and kept.is_valid(now):
            # Somebody else renews just now: meanwhile the old one does.
            if not self._is_due(kept, now) or not self._lock.acquire(blocking=False):
                return kept.access_token
        else:
            self._lock.acquire()
        try:
            return self._renewed(kept).access_token
        finally:
            self._lock.release()

    def refused(self, token: str) -> str | None:
        """Another token after a mail server refused this one; None where one was replaced lately."""
        with self._lock, self._file.locked():
            now = self._clock()
            kept = self._kept()
            if kept and kept.access_token != token and kept.is_valid(now):
                return kept.access_token  # somebody renewed it meanwhile
            if kept and kept.was_replaced(now):
                return None
            log.warning("token.refused mailbox=%s", self.settings.mailbox)
            dropped = replace(kept or Kept(self._holder), access_token="", replaced_at=now)
            try:
                return self._ask(dropped, now).access_token
            except ConciergeError:
                # Not tried again, and replaced only once there is another.
                before = kept.replaced_at if kept else None
                self._keep_quietly(replace(self._kept() or dropped, access_token="", replaced_at=before))
                raise

    def explain(self, answer: str) -> str:
        """What to do about the words with which a mail server refused the token."""
        known = self._sentence(answer)
        if known or _OF_AN_ADDRESS.search(answer):
            return known
        if self.settings.flow.needs_login:
            return (
                f"Run `concierge login {self.settings.mailbox}` again, as somebody who may open "
                f"the mailbox of {self.settings.username}."
            )
        return f"Allow the application of oauth2 to open the mailbox of {self.settings.username}."

    def forget_refusal(self) -> None:
        """Ask the token server at the next `token` or `refused`, whatever was said before."""
        self._outage = None
        with self._lock, self._file.locked():
            kept = self._kept()
            if kept and (kept.refusal or kept.replaced_at):
                self._keep_quietly(replace(kept, refusal="", refused_at=None, replaced_at=None))

    def keep(self, grant: Grant) -> None:
        """Put what a login gave in the place of what was there."""
        with self._lock, self._file.locked(), self._file.replacing() as put:
            put(Kept(self._holder, proof=proof_of(self.settings)).after(grant, self._clock()))

    @property
    def valid_until(self) -> datetime | None:
        """When the token that is kept ends; None without one. Asks nobody."""
        kept = self._kept()
        return kept.expires_at if kept and kept.access_token else None

    @property
    def refusal(self) -> str:
        """What the token server refused last, with what to do about it; "" where it gave a token since."""
        kept = self._kept()
        return self._told(kept.refusal) if kept and kept.refusal else ""

    @property
    def signed_in(self) -> str:
        """Who gave consent, where that is known."""
        kept = self._kept()
        return kept.signed_in if kept else ""

    @property
    def ends_at(self) -> date | None:
        """The day on which the secret or certificate ends, where that is known."""
        if self.settings.flow is OAuthFlow.CERTIFICATE:
            from concierge.oauth.certificate import last_day  # a certificate is read only where there is one

            return last_day(self.settings) or self.settings.secret_ends
        return self.settings.secret_ends

    def _kept(self) -> Kept | None:
        """The newest that we have: of the file, or of memory where the file could not be written."""
        found, memory = self._file.read(self._holder), self._memory
        if found is None or memory is None:
            return found or memory
        return found if memory.is_older_than(found) else memory

    def _is_due(self, kept: Kept, now: datetime) -> bool:
        """Whether to ask for the next token: also with another secret, to say early that it is wrong."""
        changed = not self.settings.flow.needs_login and kept.proof != proof_of(self.settings)
        return changed or kept.is_due(now)

    def _renewed(self, before: Kept | None) -> Kept:
        """Called with the lock of threads: fresh tokens, or the old ones while they are valid."""
        try:
            with self._file.locked(waits=before is None or not before.is_valid(self._clock())):
                kept, now = self._kept(), self._clock()
                if kept and kept.is_valid(now) and (not self._is_due(kept, now) or kept != before):
                    return kept
                return self._ask(kept or Kept(self._holder), now)
        except ConciergeError as error:
            if before is None or not before.is_valid(self._clock()):
                raise
            if not isinstance(error, BusyError):
                self._say(error)
            return before

    def _ask(self, kept: Kept, now: datetime) -> Kept:
        """Called with both locks: tokens from the token server, kept before anybody uses them."""
        if self._outage and time.monotonic() < self._outage[0]:
            raise TemporaryError(self._outage[1])
        settings = self.settings  # once: the secret that is shown is the one that is taken out of an answer
        proof = proof_of(settings)
        if kept.is_refused(now) and kept.proof == proof:
            raise PermanentError(self._told(kept.refusal))
        if self.settings.flow.needs_login and not kept.refresh_token:
            if self._file.is_foreign():
                raise PermanentError(
                    f"{self.settings.token_file} may not be read by this user: run as the service's user, or "
                    "correct its owner."
                )
            raise PermanentError(
                f"Nobody has logged in to {self.settings.mailbox} yet: "
                f"run `concierge login {self.settings.mailbox}`."
            )
        try:
            return self._granted(settings, replace(kept, proof=proof), now)
        except RefusedError as error:
            words = shown(str(error), settings.client_secret, kept.refresh_token, kept.access_token)
            self._keep_quietly(replace(kept, refusal=words, refused_at=now, proof=proof))
            raise PermanentError(self._told(words)) from None
        except TemporaryError as error:
            pause = max(PAUSE, error.seconds if isinstance(error, LaterError) else 0.0)
            self._outage = (time.monotonic() + pause, str(error))
            raise

    def _granted(self, settings: OAuth2, kept: Kept, now: datetime) -> Kept:
        if self.settings.flow.needs_login:
            with self._file.replacing() as put:
                new = kept.after(_grant(settings, kept), now)
                try:
                    put(new)
                    self._memory = None
                except OSError as error:
                    self._memory = new  # the old refresh token may not be good any more
                    log.error("token.not-kept mailbox=%s why=%s", self.settings.mailbox, error.strerror)
        else:
            new = kept.after(_grant(settings, kept), now)
            self._keep_quietly(new)
        self._outage, self._said = None, ""
        log.info("token.renewed mailbox=%s until=%s", self.settings.mailbox, f"{new.expires_at:%FT%TZ}")
        return new

    def _keep_quietly(self, kept: Kept) -> None:
        """In memory where the file cannot be written, for what is had again for asking."""
        try:
            with self._file.replacing() as put:
                put(kept)
            self._memory = None
        except (PermanentError, OSError):
            self._memory = kept

    def _told(self, words: str) -> str:
        """The token server's no, and what to do about it."""
        what = self._sentence(words) or (
            f"Run `concierge login {self.settings.mailbox}` again."
            if self.settings.flow.needs_login
            else "Correct oauth2 in [[mailbox]], then ask `concierge doctor`."
        )
        return f"The token server gives no token for {self.settings.mailbox} ({words.rstrip('.')}). {what}"

    def _sentence(self, words: str) -> str:
        chosen = self.settings
        return sentence(
            chosen.provider,
            words,
            mailbox=chosen.mailbox,
            client_id=chosen.client_id or "CLIENT_ID",
            by_login=chosen.flow.needs_login,
        )

    def _say(self, error: ConciergeError) -> None:
        """Once in the log until a token came again: the old one is still valid."""
        if str(error) != self._said:
            self._said = str(error)
            log.warning("token.not-renewed mailbox=%s why=%s", self.settings.mailbox, error)


def _grant(settings: OAuth2, kept: Kept) -> Grant:
    # The providers' libraries take a quarter of a second to load, and most commands need no token.
    if settings.provider == "microsoft":
        from concierge.oauth import microsoft

        return microsoft.renew(settings, kept.refresh_token)
    from concierge.oauth import google

    return google.renew(settings, kept.refresh_token)

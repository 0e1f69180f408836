"""Back-filling mail from files: stored, threaded and decided in one commit a batch, without sending anything.

Run again after it was stopped, or with the same files, it takes up only what it does not have: a mail is
known by its Message-ID and content. A mail that cannot be decided is named, and the next goes on. What a mail
may take is for the caller to say, who is told each one before it is looked at, and may begin anew behind any
commit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import structlog

from cases.effects import Decision, OpenCase, SettleImported
from cases.errors import TemporaryError
from cases.model import InboundState
from db import folders, inbound, prepare
from db.connect import rehearsal, transaction
from db.conversations import was_sent
from db.fingerprint import content_hash, message_id
from intake.older.handle import IMPORT, handle_older
from intake.older.mail_files import Found
from intake.reading.parse import parse
from intake.reading.parsed import Parsed
from templates.drafts import Writer

BATCH = 25  # mails a commit at most
BATCH_OCTETS = 8_000_000  # and octets, so that memory stays bounded
MALFORMED = {"empty": "it is empty", "no-header": "it is no mail: it does not begin with a header"}
log = structlog.get_logger("intake")
Numbered = tuple[int, Found]  # in the order in which they are found, from 1


@dataclass(frozen=True, slots=True)
class Begun:
    """Where an earlier run ended: the last number that was committed; numbers to leave out, with the reason.

    without: why its mails opened no case, by the number in the store.
    """

    committed: int = 0
    left_out: Mapping[int, str] = field(default_factory=dict)
    without: Mapping[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class Summary:
    """What became of everything that was read.

    opened, merged: cases; joined: mails that joined a case; without_case: mails that opened none, by reason;
    passed_over: what is no mail, or was deleted; unreadable: (name, reason).
    """

    read: int = 0
    new: int = 0
    known: int = 0
    opened: int = 0
    joined: int = 0
    merged: int = 0
    passed_over: int = 0
    without_case: Counter[str] = field(default_factory=Counter)
    unreadable: list[tuple[str, str]] = field(default_factory=list)

    def as_mapping(self) -> dict[str, Any]:
        """For JSON; `held` is always 0, because nobody is asked about older mail."""
        return {
            "read": self.read,
            "new": self.new,
            "known": self.known,
            "opened": self.opened,
            "joined": self.joined,
            "merged": self.merged,
            "held": 0,
            "without_case": {reason: count for reason, count in sorted(self.without_case.items()) if count},
            "passed_over": self.passed_over,
            "unreadable": [{"name": name, "reason": reason} for name, reason in self.unreadable],
        }


class Backfill:
    """Takes mail into one mailbox. `open_since`: cases with mail of people from then on stay open.

    `begins` is told the number of each mail before it is looked at. `changed` collects what was learnt of why
    a mail opened no case ("": now it did), for whoever keeps it.
    """

    def __init__(
        self,
        writer: Writer,
        mailbox: str,
        clock: Callable[[], datetime],
        open_since: datetime | None = None,
        begins: Callable[[int], None] = lambda number: None,
    ) -> None:
        self._writer = writer
        self._mailbox = mailbox
        self._clock = clock
        self._open_since = open_since
        self._begins = begins
        self._without: dict[int, str] = {}  # why a mail of this run opened no case
        self.changed: dict[int, str] = {}
        self.summary = Summary()

    def run(self, found: Iterable[Found], progress: Callable[[int], None] = lambda octets: None) -> Summary:
        """Take everything; `progress` is told the octets that were dealt with, after each commit."""
        for _, octets in self.commits(found):
            progress(octets)
        return self.summary

    def commits(self, found: Iterable[Found], begun: Begun | None = None) -> Iterator[tuple[int, int]]:
        """Take everything; after each commit its last number, and the octets that were dealt with in it."""
        begun = begun or Begun()
        self._without.update(begun.without)
        for batch in _batches(_left(found, begun)):
            self._commit(batch)
            self._begins(0)
            yield batch[-1][0], sum(one.octets for _, one in batch)

    def rehearse(
        self, found: Iterable[Found], progress: Callable[[int], None] = lambda octets: None
    ) -> Summary:
        """What `run` would do, undone at the end; other writers wait meanwhile."""
        with rehearsal():
            return self.run(found, progress)

    def _commit(self, batch: list[Numbered]) -> None:
        parsed = [self._parse(number, one) for number, one in batch]
        with transaction():
            prepare.case_id()  # whoever else opens cases waits: no case of one conversation twice
            for (number, one), mail in zip(batch, parsed, strict=True):
                if mail is not None and one.raw is not None:
                    self._begins(number)
                    self._guarded(one, one.raw, mail)

    def _parse(self, number: int, one: Found) -> Parsed | None:
        """The mail where there is anything to do, outside of the transaction; everything else is counted."""
        self._begins(number)
        summary = self.summary
        if one.raw is None and not one.reason:
            summary.passed_over += 1
            return None
        summary.read += 1
        if one.raw is None:
            summary.unreadable.append((one.name, one.reason))
        elif self._is_known(one.raw):
            summary.known += 1
        elif (mail := parse(one.raw)).malformed:
            summary.unreadable.append((one.name, MALFORMED.get(mail.malformed, mail.malformed)))
        else:
            return mail
        return None

    def _is_known(self, raw: bytes) -> bool:
        msg_id = message_id(raw)
        if msg_id is not None and was_sent(msg_id):
            return True
        seen = folders.seen(msg_id, content_hash(raw), raw, None, self._writer.settings.signer)
        return seen.erased or seen.copy is not None

    def _guarded(self, one: Found, raw: bytes, mail: Parsed) -> None:
        try:
            with transaction():
                decisions = self._take(one, raw, mail)
        except (TemporaryError, MemoryError):
            raise
        except Exception as error:  # the item boundary: nothing of this mail stands, the next goes on
            log.exception("mail.not-decided", file=one.name)
            words = " ".join(f"{type(error).__name__}: {error}".split())
            self.summary.unreadable.append((one.name, f"a defect of the program ({words}): report it"))
            return
        if decisions:
            self.summary.new += 1
        else:
            self.summary.known += 1
        for inbound_id, decision in decisions.items():
            self._count(inbound_id, decision)

    def _take(self, one: Found, raw: bytes, mail: Parsed) -> dict[int, Decision]:
        """The decisions that it led to; none when it came meanwhile, or twice in a batch."""
        now = self._clock()
        inbound_id = inbound.store_file(self._mailbox, f"{IMPORT}{one.origin}", raw, one.date, now)
        if inbound_id is None:
            return {}
        return handle_older(inbound.load(inbound_id), mail, self._writer, now, self._open_since)

    def _count(self, inbound_id: int, decision: Decision) -> None:
        if decision.disposition is not InboundState.ACCEPTED:
            self._without[inbound_id] = self.changed[inbound_id] = decision.reason
            self.summary.without_case[decision.reason] += 1
            return
        if earlier := self._without.pop(inbound_id, ""):
            self.changed[inbound_id] = ""
            self.summary.without_case[earlier] -= 1  # it waited for a case that came later
        opened = any(isinstance(effect, OpenCase) for effect in decision.effects)
        self.summary.opened += opened
        self.summary.joined += not opened
        self.summary.merged += sum(
            len(effect.merged) for effect in decision.effects if isinstance(effect, SettleImported)
        )


def _left(found: Iterable[Found], begun: Begun) -> Iterator[Numbered]:
    for number, one in enumerate(found, 1):
        if number <= begun.committed:
            continue
        reason = begun.left_out.get(number)
        yield number, replace(one, raw=None, reason=reason) if reason else one


def _batches(found: Iterable[Numbered]) -> Iterator[list[Numbered]]:
    batch: list[Numbered] = []
    octets = 0
    for number, one in found:
        batch.append((number, one))
        octets += len(one.raw or b"")
        if len(batch) >= BATCH or octets >= BATCH_OCTETS:
            yield batch
            batch, octets = [], 0
    if batch:
        yield batch

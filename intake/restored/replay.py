"""Goes through a mailbox after a backup was put back, before anything else is done there.

What came and went since the backup lies in the mailbox: handled mail in the processed folder, copies of what
was sent in Sent. Each received mail is decided again as of the time when it came, with the numbers of cases
and people that stand in the mails they have. What that would send is compared with Sent: a copy there, and it
was sent; none, and it is held, because a copy may have been missing when the service ended. So nobody gets a
mail twice, and none is lost. The clock is taken along, step by step, up to now. What is let in later of mail
of before, by whomever, is held as well (`intake.handle`).

What was done by commands of an operator is not in the mailbox: it is to be done again.
Longer than 250 lines: one pass, from first look to last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial

import structlog

from cases.errors import TemporaryError
from cases.model import AT_MOST_ONCE_KINDS, Purpose
from cases.reasons import Reason
from cases.settings import MailboxSettings, Settings
from db import folders, inbound, restored, restored_mail
from db.connect import transaction
from db.fingerprint import content_hash, message_id
from db.restored_mail import Unsent
from intake.handle import Handler
from intake.imap.mailbox import Mailbox
from intake.imap.values import Fetched
from intake.reading.parse import parse
from intake.receive import INBOX
from intake.restored.sent_since import Pool, SentCopy, cases_named, sent_copy
from intake.sent.copies import sent_folder

GRACE = timedelta(minutes=5)  # within which a copy of what was sent is in Sent (two minutes, and a round)
SLACK = timedelta(minutes=2)  # between clocks
MARGIN = 10  # cases, at least, that may have been opened without a trace: twice as many as on any day before
UNSEEN = 1000  # the same where no copies are kept
STEP = timedelta(minutes=5)  # of the clock, in between
MOST_STEPS = 300  # then they are longer
NUMBERED = frozenset({Purpose.WORKER, Purpose.ANSWER, Purpose.NOTE, Purpose.SURVEY, Purpose.RIGHTS})
log = structlog.get_logger("intake")
Clock = Callable[[datetime], object]


@dataclass(frozen=True, slots=True)
class Done:
    """What became of it: received mails decided again, outgoing ones whose copies were found, or held."""

    replayed: int = 0
    found: int = 0
    held: int = 0


@dataclass(frozen=True, slots=True)
class _Found:
    """Where a mail lies. `kept_as`: the folder under which it is stored; what was handled counts as INBOX.

    `about`: the case of the mail of ours that it answers; 0 where it answers none.
    """

    folder: str
    uidvalidity: int
    uid: int
    at: datetime
    kept_as: str = INBOX
    about: int = 0

    @property
    def handled(self) -> bool:
        return self.kept_as == INBOX != self.folder


@dataclass(slots=True)
class Replay:
    """One mailbox. `follow_up` takes the steps of the clock as of a moment."""

    settings: Settings
    mailbox: MailboxSettings
    handler: Handler
    follow_up: Clock
    found: int = 0
    held: int = 0
    _last: datetime = field(default=datetime(1970, 1, 1, tzinfo=UTC))
    _certain_until: datetime = field(default=datetime(1970, 1, 1, tzinfo=UTC))
    _named: dict[str, int] = field(default_factory=dict)
    _until: datetime | None = None  # when the next mail about the case came
    _failed: frozenset[int | None] = frozenset()

    def run(self, box: Mailbox, made_at: datetime, now: datetime) -> Done:
        """Everything since `made_at`; may be begun again after any interruption."""
        sent = sent_folder(box, self.mailbox)
        copies, people = self._read_sent(box, sent, made_at, now)
        end = box.open(sent, read_only=True)
        pool = Pool(copies)
        self._last = max((copy.at for copy in copies), default=made_at)
        mails = [*self._received(box, made_at, now)]
        self._keep_numbers(copies, len(mails) + len(people))
        self._settle_waiting(pool, made_at, now)
        known = restored_mail.known([copy.message_id for copy in pool.copies])
        pool = Pool(pool.copies, known, self._named)
        self._find_end(mails, now)
        self._released(made_at, pool)
        mails = sorted((*mails, *people), key=lambda one: one.at)
        done = self._all(box, mails, pool, made_at, now)
        folders.start(self.mailbox.address, sent, end.uidvalidity, max(end.uidnext - 1, 0), 0)
        log.info("mailbox.looked-through", mailbox=self.mailbox.address, replayed=done, held=self.held)
        if self.held:
            log.warning(
                "mail.held-after-restore",
                mails=self.held,
                do="`concierge outbox list --state held` shows them: `outbox retry ID` sends one, "
                "`outbox cancel ID` does not",
            )
        return Done(done, self.found, self.held)

    # -- reading the mailbox

    def _read_sent(
        self, box: Mailbox, folder: str, made_at: datetime, now: datetime
    ) -> tuple[list[SentCopy], list[_Found]]:
        """Copies of ours, by their header fields; and where lies what people wrote in the mailbox."""
        state = box.open(folder, read_only=True)
        uids = box.uids_between(*_days(made_at, now))
        copies, others = [], []
        for uid, header in box.headers(uids).items():
            copy = sent_copy(uid, parse(header), made_at, self.settings)
            if copy is None:
                others.append(uid)
            else:
                copies.append(copy)
        people = [
            _Found(folder, state.uidvalidity, one.uid, min(one.internal_date or now, now), kept_as=folder)
            for one in box.sizes(others)
        ]
        return copies, people

    def _received(self, box: Mailbox, made_at: datetime, now: datetime) -> Iterator[_Found]:
        """Where received mail lies, in INBOX and the processed folder."""
        handled = box.existing(self.mailbox.processed_folder) if self.mailbox.processed_folder else None
        for folder in dict.fromkeys(name for name in (handled, INBOX) if name):
            state = box.open(folder, read_only=True)
            uids = box.uids_between(*_days(made_at, now))
            about = {}
            for uid, header in box.headers(uids).items():
                told = cases_named(parse(header), made_at, self.settings)
                about[uid] = told.get("", 0)
                self._named |= {**told, "": max(about[uid], self._named.get("", 0))}
            for one in box.sizes(uids):
                at = min(one.internal_date or now, now)
                yield _Found(folder, state.uidvalidity, one.uid, at, about=about.get(one.uid, 0))

    def _find_end(self, mails: list[_Found], now: datetime) -> None:
        """Until when mail may have been answered: what the old service handled last it may not have moved."""
        restored_at = min(restored.restored_at() or now, now)
        self._last = max((self._last, *(one.at for one in mails if one.handled)))
        if any(one.handled for one in mails):
            left = [one.at for one in mails if not one.handled and one.at > self._last]
            self._certain_until = min(min(left, default=self._last) + GRACE, restored_at)
        else:  # nothing is moved here, or there was nothing: no trace tells
            self._certain_until = restored_at

    def _fetched(self, box: Mailbox, one: _Found) -> Fetched | None:
        """One mail, unless it is gone, is stored already, or was erased."""
        if box.open(one.folder, read_only=True).uidvalidity != one.uidvalidity:
            return None
        for mail in box.fetch([one.uid], self.settings.intake.max_message):
            if _is_owed(mail):
                return mail
            seen = folders.seen(
                message_id(mail.raw), content_hash(mail.raw), mail.raw, None, self.settings.signer
            )
            return None if seen.erased or seen.copy is not None else mail
        return None

    # -- what the copies tell

    def _keep_numbers(self, copies: list[SentCopy], mails: int) -> None:
        """Numbers that people have are given to nobody else: each of `mails` may have opened a case."""
        kept = self.mailbox.sent_copy != "never"
        highest = max((copy.case or 0 for copy in copies), default=0)
        highest = max(highest, self._named.get("", 0))
        # Signed addresses are told apart by their day (`Token.is_older_than`), those of today by numbers.
        unseen = max(MARGIN, 2 * restored.busiest_day()) if kept else UNSEEN
        restored.reserve_cases(highest, unseen + mails)
        for copy in copies:
            token = copy.token
            if token is not None and token.person and token.purpose in NUMBERED:
                name = copy.to.name
                restored_mail.person_was(token.person, copy.to.addr_spec, name, copy.at, self.settings.signer)

    def _settle_waiting(self, pool: Pool, made_at: datetime, now: datetime) -> None:
        """Mail that waited when the backup was made: sent since, not due yet, or nobody knows."""
        restored_at = restored.restored_at() or now
        by_id = {copy.message_id: copy for copy in pool.copies}
        for mail in restored_mail.unsent(self.mailbox.address):
            copy = by_id.get(mail.message_id) or self._renamed(mail, pool, made_at)
            if copy is None and mail.kind in AT_MOST_ONCE_KINDS:
                # The clock, asked about another mailbox, may have written it anew: there is one of it ever.
                token = self.settings.signer.verify(mail.token, made_at)
                copy = pool.take(token, mail.recipient, made_at - SLACK)
            if copy is not None:
                if copy in pool.copies:
                    pool.copies.remove(copy)
                restored_mail.went_out(mail, copy.message_id, copy.at)
                self.found += 1
            elif mail.next_attempt_at <= restored_at or mail.kind in AT_MOST_ONCE_KINDS:
                restored_mail.hold(mail, now)
                self.held += 1

    def _renamed(self, mail: Unsent, pool: Pool, made_at: datetime) -> SentCopy | None:
        """A copy of it under a Message-ID that the relay gave it: no token stands in that."""
        token = self.settings.signer.verify(mail.token, made_at)
        plain = Pool(
            (c for c in pool.copies if mail.token not in c.message_id and not _signed(c)), frozenset()
        )
        return plain.take(token, mail.recipient, made_at - SLACK)

    # -- going through it

    def _all(self, box: Mailbox, mails: list[_Found], pool: Pool, made_at: datetime, now: datetime) -> int:
        step = max(STEP, (now - made_at) / MOST_STEPS)
        steps = [made_at + number * step for number in range(1, (now - made_at) // step + 1)]
        sent = {copy.at: copy for copy in pool.copies if made_at < copy.at < now}
        moments = sorted({*steps, *sent, now})
        later = _next_about(mails)
        done = 0
        for one in mails:
            while moments and moments[0] <= one.at:
                self._clock(moments.pop(0), sent, step, pool)
            self._until = later.get(one)
            done += self._one(box, one, pool, now)
            self._until = None
        for at in moments:
            self._clock(at, sent, step, pool)
        return done

    def _clock(self, at: datetime, sent: dict[datetime, SentCopy], step: timedelta, pool: Pool) -> None:
        """What fell due until then; not where a mail that was sent at this moment is known already."""
        if at in sent and sent[at] not in pool.copies:
            return
        before = restored_mail.newest_outgoing()
        self.follow_up(at)
        for box in self.settings.mailboxes:
            other = box.address != self.mailbox.address
            if other and not restored.is_looked_through(box.address):
                continue  # it is compared with the copies there
            for mail in restored_mail.unsent(box.address, after=before):
                copy = None if other else self._copy(mail, pool, at - step - SLACK, at)
                if copy is None and mail.recipient in own_people(self.settings) and at <= self._last:
                    restored_mail.drop(mail, at)
                elif copy is None:
                    restored_mail.hold(mail, at)
                    self.held += 1
        self._released(at, pool)

    def _one(self, box: Mailbox, one: _Found, pool: Pool, now: datetime) -> int:
        mail = self._fetched(box, one)
        if mail is None:
            return 0
        certain = one.handled or one.at <= self._certain_until
        number = self._guarded(lambda: self._stored(one, mail, now), one.at, pool, certain=certain)
        self._released(one.at, pool)
        return number is not None

    def _released(self, at: datetime, pool: Pool) -> None:
        """Stored mail that waits: since the backup, or because a person or the clock let it in."""
        for number in restored_mail.undecided(self.mailbox.address):
            if number not in self._failed:
                self._guarded(partial(int, number), at, pool, certain=True)

    def _guarded(
        self, stored: Callable[[], int | None], at: datetime, pool: Pool, *, certain: bool
    ) -> int | None:
        """Decide a mail as of `at` and compare what it sends, in one commit; gives its number."""
        number = None
        try:
            with transaction():
                number = stored()
                if number is None:
                    return None
                with restored_mail.next_case(pool.case_of(inbound.load(number).message_id)):
                    self.handler.decide_again(number, at)
                for mail in restored_mail.unsent(self.mailbox.address, number):
                    self._compare(mail, pool, at - SLACK, at, certain=certain)
        except TemporaryError:
            raise
        except Exception:  # the item boundary: nothing of it stands; as any other mail, or imported by hand
            log.exception("mail.not-replayed", inbound=number, at=at.isoformat())
            self._failed |= {number}
            return None
        return number

    def _stored(self, one: _Found, mail: Fetched, now: datetime) -> int | None:
        address, date = self.mailbox.address, mail.internal_date
        reason = Reason.NOT_DELIVERED if _is_owed(mail) else ""
        if one.kept_as == INBOX:
            uidvalidity = -one.uidvalidity if one.handled else one.uidvalidity
            return folders.keep_again(
                address, uidvalidity, one.uid, mail.raw, date, mail.size, one.at, reason=reason
            )
        found = [(one.uid, mail.raw, date)]
        if not folders.store(address, one.folder, one.uidvalidity, found, now, 0, reason=reason):
            return None
        return folders.stored_as(address, one.folder, one.uidvalidity, one.uid)

    def _compare(self, mail: Unsent, pool: Pool, since: datetime, at: datetime, *, certain: bool) -> None:
        """Found in Sent: it went out. Else it is held, if it may have gone out; a new mail's is sent."""
        if self._copy(mail, pool, since, at) is None and certain:
            restored_mail.hold(mail, at)
            self.held += 1

    def _copy(self, mail: Unsent, pool: Pool, since: datetime, at: datetime) -> SentCopy | None:
        """Its copy in Sent, where there is one: it went out."""
        token = self.settings.signer.verify(mail.token, at)
        copy = pool.take(token, mail.recipient, since, self._until)
        if copy is not None:
            restored_mail.went_out(mail, copy.message_id, copy.at)
            self.found += 1
        return copy


def _next_about(mails: Sequence[_Found]) -> dict[_Found, datetime]:
    """When the next mail about the same case came, for those that answer mail of ours about one."""
    newest: dict[int, datetime] = {}
    later: dict[_Found, datetime] = {}
    for one in reversed(mails):
        if one.about and one.about in newest:
            later[one] = newest[one.about]
        if one.about:
            newest[one.about] = one.at
    return later


def own_people(settings: Settings) -> frozenset[str]:
    """Addresses of concierges and the lead, in lower case."""
    return frozenset(a.lower() for a in (*(each.address for each in settings.concierges), *settings.lead))


def _is_owed(mail: Fetched) -> bool:
    """Whether the server lists it and gives nothing of it: then it is set aside, as when it is received."""
    return mail.undelivered and not mail.raw


def _signed(copy: SentCopy) -> bool:
    """Whether its Message-ID is one of ours as we wrote it: TOKEN.NUMBER@DOMAIN."""
    local = copy.message_id.strip("<>").partition("@")[0]
    return len(local.partition(".")[0]) == 44


def _days(made_at: datetime, now: datetime) -> tuple[date, date]:
    """Days of the server's calendar that may hold mail since then."""
    return made_at.date() - timedelta(days=1), now.date() + timedelta(days=2)

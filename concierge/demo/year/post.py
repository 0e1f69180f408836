"""The mail of the simulated year: one mailbox and one relay, in memory, with what goes wrong on real ones.

The service reads and sends by the same calls as over IMAP and SMTP; only the wires are ours.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from threading import Event

from cases.errors import TemporaryError
from cases.settings import ImapAccount, MailboxSettings
from concierge.demo.border import Arriving, Results, stamp
from db.outgoing import Outcome, Refusal, Result, Stage
from intake.imap.mailbox import Mailbox
from intake.imap.values import Fetched, FolderState, MoveOutcome, MoveResult
from mailer.connections import Connections, Letter
from mailer.status import verdict

UIDVALIDITY = 1
UNKNOWN = "5.1.1 Recipient address rejected: User unknown"
AWAY = "relay: connection refused"


@dataclass(frozen=True, slots=True)
class Sent:
    """A mail that the relay took from the service."""

    letter: Letter
    at: datetime


@dataclass
class Post:
    """Everything that lies between the service and its people. `unknown`: addresses that do not exist."""

    address: str
    authserv_id: str
    clock: Callable[[], datetime]
    unknown: set[str] = field(default_factory=set)
    mailbox_away: bool = False
    relay_away: bool = False
    sent: list[Sent] = field(default_factory=list)  # since somebody took it out
    taken: int = 0  # mails, by the relay
    folders: dict[str, dict[int, tuple[bytes, datetime]]] = field(
        default_factory=lambda: {"INBOX": {}, "Sent": {}, "Processed": {}}
    )
    uids: int = 0

    def deliver(self, raw: bytes, mail_from: str, results: Results, at: datetime) -> None:
        """Into the mailbox of the service, with the stamp of its border server."""
        stamped = stamp(Arriving(raw, mail_from, self.address, mail_from), results, self.authserv_id, at)
        self.uids += 1
        self.folders["INBOX"][self.uids] = (stamped, at)

    def mailbox(self, account: ImapAccount, stop: Event) -> Mailbox:
        return _Mailbox(account, stop, self)

    def connections(self, _mailboxes: Mapping[str, MailboxSettings]) -> Connections:
        return _Relay(self)

    def take(self, letter: Letter) -> Result:
        """What the relay says to a mail."""
        if self.relay_away:
            return Result(Outcome.DEFERRED, AWAY, Stage.CONNECT)
        refused = [each for each in letter.recipients if each.lower() in self.unknown]
        outcome, means = verdict(550, UNKNOWN, Stage.RCPT)
        refusals = tuple(Refusal(each, outcome, f"550 {UNKNOWN}", means) for each in refused)
        accepted = tuple(each for each in letter.recipients if each not in refused)
        if not accepted:
            return Result(outcome, f"550 {UNKNOWN}", Stage.RCPT, 550, "5.1.1", (), refusals, means)
        self.sent.append(Sent(letter, self.clock()))
        self.taken += 1
        return Result(Outcome.SENT, "250 2.0.0 Ok", Stage.DATA, 250, "2.0.0", accepted, refusals)


class _Relay(Connections):
    """Takes every mail at once, in the order in which they were handed over."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._done: deque[tuple[str, Letter, Result]] = deque()

    def send(self, mailbox: str, letter: Letter) -> None:
        self._done.append((mailbox, letter, self._post.take(letter)))

    def result(self, timeout: float) -> tuple[str, Letter, Result] | None:
        return self._done.popleft() if self._done else None

    def rest(self) -> None:
        pass

    def close(self) -> None:
        pass


class _Mailbox(Mailbox):
    """What the service asks of an IMAP server, of the folders above. Nothing is dialled."""

    def __init__(self, account: ImapAccount, stop: Event, post: Post) -> None:
        super().__init__(account, stop)
        self._post = post
        self._up = False

    @property
    def connected(self) -> bool:
        return self._up

    @property
    def can_move(self) -> bool:
        return True

    def connect(self) -> None:
        if self._post.mailbox_away:
            raise TemporaryError(f"{self.where} does not answer: it is asked again.")
        self._up = True

    def close(self) -> None:
        self._up = False

    def heard(self) -> tuple[str, ...]:
        return ()

    def special_use(self, use: str) -> str | None:
        return "Sent" if use == "sent" else None

    def existing(self, name: str) -> str | None:
        return name if name in self._post.folders else None

    def ensure_folder(self, name: str) -> str:
        self._post.folders.setdefault(name, {})
        return name

    def open(self, folder: str, *, read_only: bool = False) -> FolderState:
        if self._post.mailbox_away:
            self._up = False
            raise TemporaryError(f"{self.where} hung up: it is asked again.")
        exists = len(self._post.folders[folder])
        self._state = FolderState(folder, UIDVALIDITY, self._post.uids + 1, exists, read_only=read_only)
        return self._state

    def last_uid(self) -> int:
        return max(self._mails(), default=0)

    def uids_after(self, last_uid: int, limit: int) -> tuple[int, ...]:
        mails = self._mails()
        if not mails or next(reversed(mails)) <= last_uid:  # in ascending order, as they came
            return ()
        return tuple(uid for uid in mails if uid > last_uid)[:limit]

    def uids_between(self, first: date, last: date) -> tuple[int, ...]:
        """Of a folder in which mails lie in the order in which they came."""
        found: list[int] = []
        for uid in reversed(self._mails()):
            day = self._mails()[uid][1].date()
            if day < first - timedelta(days=1):
                break
            if first <= day < last:
                found.append(uid)
        return tuple(reversed(found))

    def header(self, uid: int) -> bytes:
        return self.headers((uid,))[uid]

    def headers(self, uids: Sequence[int]) -> dict[int, bytes]:
        mails = self._mails()
        return {uid: _header(mails[uid][0]) for uid in uids}

    def fetch(self, uids: Sequence[int], largest: int | None = None) -> Iterator[Fetched]:
        for uid in uids:
            raw, at = self._mails()[uid]
            yield Fetched(uid, raw, at.astimezone(UTC), len(raw), frozenset())

    def move(self, uid: int, folder: str) -> MoveResult:
        raw, at = self._mails().pop(uid)
        self._post.folders[folder][uid] = (_header(raw), at)  # of handled mail nobody reads more
        return MoveResult(MoveOutcome.MOVED, uid)

    def _mails(self) -> dict[int, tuple[bytes, datetime]]:
        return self._post.folders[self._opened().name]

    def _opened(self) -> FolderState:
        assert self._state is not None, "no folder is open"
        return self._state


def _header(raw: bytes) -> bytes:
    return raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"

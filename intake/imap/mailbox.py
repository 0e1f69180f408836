"""One IMAP connection to one mailbox: the only importer of imapclient, behind typed methods.

A `Mailbox` belongs to one thread; two threads on one connection break it. Every message number is a
UID, every read is a PEEK (`\\Seen` is never touched), and nothing is removed except by `move` and
`remove`, which act on one UID. After a lost line the object is closed: `connect()` opens it again.

Errors: `TemporaryError` (try again later, after `connect()`), `PermanentError` (a person has to act).
Longer than 250 lines: the one door to a library is kept in one file.
"""

from __future__ import annotations

import contextlib
import imaplib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from imapclient import IMAPClient
from imapclient.imap4 import IMAP4WithTimeout
from imapclient.tls import IMAP4_TLS

from cases.errors import ConciergeError, PermanentError, TemporaryError
from cases.settings import ImapAccount
from intake.imap.bounded import HEADROOM, LARGEST, STUMBLES, Bounded
from intake.imap.deliveries import looks_cut
from intake.imap.errors import (
    TRANSIENT,
    alert,
    command_error,
    connect_error,
    is_lost,
    response_code,
    server_words,
    with_farewell,
)
from intake.imap.folders import (
    Folder,
    cannot_make,
    existing_folder,
    folder_name,
    places,
    same_but_for_case,
    special_folder,
)
from intake.imap.idle import IDLE_RENEW, Pace, forget_news, has_news, wait_idle
from intake.imap.login import is_loopback, log_in
from intake.imap.meanings import ends_connection, explained, rest_after
from intake.imap.values import (
    BATCH_MAILS,
    LAST_UID,
    Fetched,
    FolderState,
    Listed,
    MoveOutcome,
    MoveResult,
    appended_as,
    batches,
    copied_to,
    fetched,
    header_only,
    lasting,
    listed,
    may_remove,
    numbers,
    octets,
    undelivered,
    unlisted,
)

IN_REV2 = frozenset(("IDLE", "MOVE", "NAMESPACE", "UIDPLUS", "UNSELECT"))  # RFC 9051: part of the protocol
KEEP_ALIVE = {"TCP_KEEPIDLE": 120, "TCP_KEEPINTVL": 30, "TCP_KEEPCNT": 4}  # seconds, seconds, times
"""A firewall that forgets a quiet line is kept awake, and a line that died is noticed, whatever the poll."""
MOST_ALERTS = 100  # texts that are remembered, from servers that put a time or a number into each
REFUSED_FOR = timedelta(minutes=15)  # a folder that cannot be made is not tried again for so long
SIZES_AT_ONCE = 500
WINDOW = 50_000  # UIDs in one SEARCH: imaplib refuses an answer line above 1,000,000 octets


class _Plain(Bounded, IMAP4WithTimeout):  # type: ignore[misc]
    pass


class _Tls(Bounded, IMAP4_TLS):  # type: ignore[misc]
    pass


class _Client(IMAPClient):  # type: ignore[misc]
    """Which reads with a bound, from the greeting on."""

    def _create_IMAP4(self) -> Bounded:  # noqa: N802
        seconds = self._timeout.connect
        secure = (self.ssl_context,) if self.ssl else ()
        kind: Any = _Tls if self.ssl else _Plain
        made: Bounded = kind(self.host, self.port, *secure, seconds)
        return made


class Mailbox:
    """`with Mailbox(account) as box: box.open("INBOX"); box.uids_after(0, 100)`.

    `stop` ends a `wait` early. `ignore` names capabilities that are announced but not to be used.
    Nothing is dialled before `connect()` (or `with`).
    """

    def __init__(
        self,
        account: ImapAccount,
        stop: threading.Event | None = None,
        *,
        ignore: Collection[str] = (),
        window: int = WINDOW,
        idle_renew: timedelta = IDLE_RENEW,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._account = account
        self._stop = stop or threading.Event()
        self._ignore = frozenset(ignore)
        self._window = window
        self._idle_renew = idle_renew
        self._clock = clock
        self._rest_until, self._rest_why = 0.0, ""
        self._client: Any = None
        self._capabilities: frozenset[str] = frozenset()
        self._state: FolderState | None = None
        self._largest = LARGEST  # octets of an answer
        self._read_only = False
        self._names: dict[str, str] = {}  # wanted folder -> its name here
        self._special: dict[str, str] = {}  # use -> folder
        self._keeping: set[str] = set()  # folders from which this user cannot remove mail
        self._alerts: dict[str, bool] = {}  # text -> whether it was told
        self._refused: dict[str, tuple[float, str]] = {}  # wanted folder -> until when, and why

    def __enter__(self) -> Mailbox:
        self.connect()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- connection

    @property
    def where(self) -> str:
        return f"imap://{self._account.host}:{self._account.port}"

    @property
    def connected(self) -> bool:
        return self._client is not None

    @property
    def can_move(self) -> bool:
        """Whether a single mail can be moved safely."""
        return bool({"MOVE", "UIDPLUS"} & self._capabilities)

    @property
    def resting(self) -> bool:
        """Whether the server wants to be left alone now."""
        return self._clock() < self._rest_until

    @property
    def capabilities(self) -> frozenset[str]:
        """As announced after login, upper case."""
        return self._capabilities

    @property
    def greeting(self) -> str:
        """What the server said first."""
        welcome = self._client._imap.welcome if self._client is not None else b""
        return str(welcome.decode("utf-8", "replace"))

    @property
    def certificate_end(self) -> datetime | None:
        """When the server's certificate ends; None without TLS."""
        line = self._client.socket() if self._client is not None else None
        until = (line.getpeercert() or {}).get("notAfter") if isinstance(line, ssl.SSLSocket) else None
        return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(until)), UTC) if until else None

    def connect(self) -> None:
        """Dial, secure, log in. An open connection is closed first.

        While a server wants to be left alone nothing is dialled: TemporaryError at once.
        """
        self.close()
        left = self._rest_until - self._clock()
        if left > 0:
            raise TemporaryError(
                f"{self.where} wants to be left alone for {_seconds(left)} more ({self._rest_why}): "
                "it is asked again then."
            )
        account = self._account
        if account.security not in ("tls", "starttls", "none"):
            raise PermanentError(f'security = "{account.security}" is unknown: use tls or starttls.')
        if account.security == "none" and not is_loopback(account.host):
            raise PermanentError(
                f'security = "none" is for this machine only, {account.host} is not: use tls.'
            )
        try:
            self._dial()
            log_in(self._client, account, self.where)
            self._capabilities = self._announced() - self._ignore
            self._hear()
        except (imaplib.IMAP4.error, OSError, *STUMBLES) as error:
            self._drop()
            self._rest(error)
            raise connect_error(error, self.where, account.security) from error
        except BaseException as error:
            self._drop()
            self._rest(error.__cause__)
            raise

    def _announced(self) -> frozenset[str]:
        """Asked after login: what a server says at its greeting is often less, and sometimes more."""
        with self._doing("asking for its abilities") as client:
            client._imap.untagged_responses.pop("CAPABILITY", None)
            client._cached_capabilities = None
            found = frozenset(word.decode("ascii", "replace").upper() for word in client.capabilities())
        return found | IN_REV2 if "IMAP4REV2" in found else found

    def heard(self) -> tuple[str, ...]:
        """What the server wants people to be told ([ALERT], RFC 3501 §7.1), each text once."""
        new = tuple(text for text, told in self._alerts.items() if not told)
        self._alerts.update(dict.fromkeys(new, True))
        return new

    def _hear(self) -> None:
        """Keep the alerts of the last command, which imaplib forgets before the next."""
        imap = self._client._imap
        lines = [
            imap.welcome,
            *(line for name in ("OK", "NO", "BAD") for line in imap.untagged_responses.get(name, ())),
        ]
        for line in lines:
            text = alert(line)
            if text and len(self._alerts) < MOST_ALERTS:
                self._alerts.setdefault(text, False)

    def _rest(self, error: BaseException | None) -> bool:
        """Note how long the server wants to be left alone; whether this connection is of no more use."""
        text = server_words(error) if isinstance(error, imaplib.IMAP4.error) else ""
        rest = rest_after(text)
        if rest is not None:
            self._rest_until, self._rest_why = self._clock() + rest.total_seconds(), text
        return ends_connection(text)

    def close(self) -> None:
        """Log out politely; never fails."""
        if self._client is not None:
            with contextlib.suppress(imaplib.IMAP4.error, OSError, *STUMBLES):
                self._client.socket().settimeout(min(5.0, self._account.timeout))
                self._client.logout()
        self._drop()

    def _dial(self) -> None:
        account = self._account
        secure = account.security != "none"
        context = ssl.create_default_context(cafile=account.ca_file) if secure else None
        at_once = account.security == "tls"
        client = self._client = _Client(
            account.host,
            account.port,
            ssl=at_once,
            ssl_context=context if at_once else None,
            timeout=account.timeout,
        )
        client.normalise_times = False  # else INTERNALDATE is naive local time
        client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.socket().setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in KEEP_ALIVE.items():
            if hasattr(socket, name):  # not everywhere
                client.socket().setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
        if account.security == "starttls":
            if not client.has_capability("STARTTLS"):
                raise PermanentError(
                    f'{self.where} does not offer STARTTLS: use security = "tls" (port 993). '
                    "The password is never sent without encryption."
                )
            client.starttls(context)

    def _drop(self) -> None:
        client, self._client, self._state = self._client, None, None
        self._forget_names()
        if client is not None:
            with contextlib.suppress(imaplib.IMAP4.error, OSError, *STUMBLES):
                client.shutdown()

    @contextlib.contextmanager
    def _doing(self, action: str) -> Iterator[Any]:
        """The client, with every error of the library mapped; a lost line closes this object."""
        if self._client is None:
            raise TemporaryError(f"Not connected to {self.where} while {action}: connect again.")
        self._client._imap.untagged_responses.pop("SEARCH", None)  # one that nobody asked for
        try:
            yield self._client
            self._hear()
        except STUMBLES as failure:
            self._drop()  # the library stumbled over an answer: what comes next on this line means nothing
            raise TemporaryError(
                f"{self.where} said something that cannot be read while {action} ({server_words(failure)}): "
                "it is tried again."
            ) from failure
        except (imaplib.IMAP4.error, OSError, EOFError) as failure:
            error = with_farewell(failure, self._client)
            self._forget_names()
            if self._rest(error) or is_lost(error):
                self._drop()
            raise command_error(error, self.where, action) from error

    def _forget_names(self) -> None:
        self._names.clear()
        self._special.clear()

    def _opened(self) -> FolderState:
        if self._client is None:
            raise TemporaryError(f"Not connected to {self.where}: connect again.")
        if self._state is None:
            raise RuntimeError("no folder is open: call open() first")
        return self._state

    # -- folders

    def folders(self) -> tuple[Folder, ...]:
        with self._doing("listing the folders") as client:
            client.folder_encode = False  # decoded here: one name that is not UTF-7 would end the listing
            try:
                answer = client.list_folders()
            finally:
                client.folder_encode = True
            return tuple(
                Folder(
                    folder_name(name),
                    frozenset(flag.decode("ascii", "replace") for flag in flags),
                    delimiter.decode() if delimiter else "",
                )
                for flags, delimiter, name in answer
            )

    def special_use(self, use: str) -> str | None:
        """The folder the user's clients use for "sent" (or "archive", "trash" …), or None.

        Looked up once a connection, and again after any failure.
        """
        if use not in self._special:
            found = special_folder(use, self.folders())
            if found is None:
                return None
            self._special[use] = found
        return self._special[use]

    def existing(self, name: str) -> str | None:
        """The folder's name on this server, or None when there is none of this name."""
        return existing_folder(name, self.folders(), self._namespace()[0])

    def ensure_folder(self, name: str) -> str:
        """The folder's name on this server ("INBOX.Processed" for "Processed"); made where missing.

        Looked up once a connection; a refusal is not tried again for REFUSED_FOR. Raises PermanentError,
        which says why, where it is not there and cannot be made.
        """
        if name not in self._names:
            until, why = self._refused.get(name, (0.0, ""))
            if self._clock() < until:
                raise PermanentError(why)
            folders, (prefix, delimiter) = self.folders(), self._namespace()
            found = existing_folder(name, folders, prefix)
            self._names[name] = found or self._make(name, folders, prefix, delimiter)
        return self._names[name]

    def _make(self, name: str, folders: tuple[Folder, ...], prefix: str | None, delimiter: str | None) -> str:
        if delimiter is None:
            delimiter = folders[0].delimiter if folders else "/"
        said = ""
        with self._doing(f"making the folder {name}") as client:
            for here in places(name, delimiter, prefix):
                try:
                    client.create_folder(here)
                except imaplib.IMAP4.error as error:
                    # Courier and Cyrus keep everything below INBOX and refuse a folder beside it.
                    said = said or server_words(error)
                    passing = response_code(said) in TRANSIENT - {"LIMIT", "OVERQUOTA"}
                    if is_lost(error) or ends_connection(said) or passing:
                        raise
                else:
                    with contextlib.suppress(IMAPClient.Error):  # only so that mail clients show it
                        client.subscribe_folder(here)
                    return here
        again = self.folders()
        found = existing_folder(name, again, prefix) or same_but_for_case(name, again, prefix)
        if found is not None:
            return found
        why = cannot_make(name, explained(said), again, prefix)
        self._refused[name] = (self._clock() + REFUSED_FOR.total_seconds(), why)
        raise PermanentError(why)

    def _namespace(self) -> tuple[str | None, str | None]:
        """Prefix and delimiter of the personal namespace (RFC 2342): ("", "/") nearly everywhere.

        ("INBOX.", ".") on Courier and Cyrus. None: the server does not tell.
        """
        if "NAMESPACE" not in self._capabilities:
            return None, None
        try:
            with self._doing("asking for the namespace") as client:
                personal = client.namespace().personal
        except ConciergeError:
            if not self.connected:
                raise
            return None, None  # announced, and refused
        return (str(personal[0][0]), personal[0][1] or "") if personal else (None, None)

    def open(self, folder: str, *, read_only: bool = False) -> FolderState:
        """Select; `read_only` (EXAMINE) where nothing will be moved.

        A folder that the server gives for reading only is open all the same: `FolderState.read_only` says so.
        """
        with self._doing(f"opening {folder}") as client:
            self._state = None
            try:
                answer = _selected(client, folder, read_only)
            except imaplib.IMAP4.error as error:
                self._forget_names()
                if not is_lost(error) and not ends_connection(server_words(error)):
                    self._must_exist(folder)  # Dovecot refuses SELECT without saying NONEXISTENT
                raise
            if not lasting(answer.get(b"UIDVALIDITY")) or not lasting(answer.get(b"UIDNEXT"), LAST_UID + 1):
                answer = {**_status(client, folder), **answer}
            if not lasting(answer.get(b"UIDVALIDITY")):
                raise PermanentError(
                    f"{folder} on {self.where} has no UIDVALIDITY of 32 bits, so that its mails have no "
                    "lasting numbers: use another server, or ask its operator to rebuild the folder's index."
                )
            # Optional (RFC 3501 §6.3.1).
            uidnext = lasting(answer.get(b"UIDNEXT"), LAST_UID + 1) or _last_uid(client) + 1
        self._read_only = read_only
        self._state = FolderState(
            folder,
            answer[b"UIDVALIDITY"],
            uidnext,
            octets(answer.get(b"EXISTS")),
            read_only=read_only or bool(answer.get(b"READ-ONLY")),
            removes=may_remove(answer.get(b"PERMANENTFLAGS")),
        )
        return self._state

    def _must_exist(self, folder: str) -> None:
        names = [one.name for one in self.folders() if one.selectable]
        if folder.upper() != "INBOX" and folder not in names:
            raise PermanentError(
                f'There is no folder "{folder}" on {self.where}, only {", ".join(names)}: '
                "correct its name or make it."
            )

    # -- reading

    def last_uid(self) -> int:
        """The highest UID in the open folder, 0 where it is empty: asked, not taken from UIDNEXT."""
        state = self._opened()
        with self._doing(f"searching {state.name}") as client:
            return _last_uid(client)

    def uids_after(self, last_uid: int, limit: int) -> tuple[int, ...]:
        """The next UIDs above `last_uid`, ascending, at most `limit`; also of mail that just came."""
        state = self._opened()
        if last_uid >= LAST_UID:
            return ()
        found: list[int] = []
        low, step = last_uid + 1, min(self._window, 10 * limit)
        with self._doing(f"searching {state.name}") as client:
            forget_news(client._imap)
            while len(found) < limit:
                # By growing windows over gaps in the numbers; the last is open, for mail that just came.
                open_end = state.exists <= step or low + step >= min(state.uidnext, LAST_UID)
                high = "*" if open_end else str(low + step - 1)
                uids = numbers(client.search(["UID", f"{low}:{high}"]))
                # "9:*" names the last message even when its UID is below 9 (RFC 3501 §6.4.8).
                found += sorted({uid for uid in uids if uid >= low})
                if open_end:
                    break
                low += step
                step = 2 * step if state.exists <= self._window else min(2 * step, self._window)
        return tuple(found[:limit])

    def uids_before(self, day: date) -> tuple[int, ...]:
        """UIDs of mail that the server received before this day (its own calendar), ascending."""
        state = self._opened()
        with self._doing(f"searching {state.name}") as client:
            return tuple(sorted(numbers(client.search(["BEFORE", day]))))

    def uids_between(self, first: date, last: date) -> tuple[int, ...]:
        """UIDs of mail that the server received from `first` up to (not including) `last`, ascending."""
        state = self._opened()
        with self._doing(f"searching {state.name}") as client:
            return tuple(sorted(numbers(client.search(["SINCE", first, "BEFORE", last]))))

    def uids_naming(self, address: str, *, anywhere: bool = False) -> tuple[int, ...]:
        """UIDs of mail from, to or with a copy to this address, as far as the server finds it; ascending.

        `anywhere`: also where it stands in any other field or in the text. Parts of words are found too.
        """
        state = self._opened()
        if not address.isascii() or not address.isprintable():
            return ()
        with self._doing(f"searching {state.name}") as client:
            wanted = ["OR", "FROM", address, "OR", "TO", address, "CC", address]
            if anywhere:
                wanted = ["OR", "TEXT", address, *wanted]
            return tuple(sorted(numbers(client.search(wanted))))

    def uids_answering(self, message_id: str) -> tuple[int, ...]:
        """UIDs of mail that names this Message-ID in In-Reply-To or References; ascending."""
        state = self._opened()
        if not message_id.isascii() or not message_id.isprintable():
            return ()
        with self._doing(f"searching {state.name}") as client:
            wanted = ["OR", "HEADER", "In-Reply-To", message_id, "HEADER", "References", message_id]
            return tuple(sorted(numbers(client.search(wanted))))

    def find_by_message_id(self, folder: str, message_id: str) -> tuple[int, ...]:
        """UIDs in `folder` of the mails with this Message-ID; the open folder stays the open one."""
        wanted = f"<{message_id.strip().strip('<>')}>"
        if wanted == "<>" or not wanted.isascii() or not wanted.isprintable():
            return ()
        before, before_read_only = self._state, self._read_only
        elsewhere = before is None or before.name != folder
        if elsewhere:
            self.open(folder, read_only=True)
        with self._doing(f"searching {folder}") as client:
            uids = tuple(sorted(numbers(client.search(["HEADER", "Message-ID", wanted]))))
        if elsewhere and before is not None:
            again = self.open(before.name, read_only=before_read_only)
            if again.uidvalidity != before.uidvalidity:
                self.close()
                raise TemporaryError(f"{before.name} was rebuilt on {self.where}: it is read anew.")
        return uids

    def sizes(self, uids: Sequence[int]) -> tuple[Listed, ...]:
        """Size, date and flags; UIDs that are gone are left out."""
        found: list[Listed] = []
        with self._doing("reading sizes") as client:
            for start in range(0, len(uids), SIZES_AT_ONCE):
                part = list(uids[start : start + SIZES_AT_ONCE])
                answer = client.fetch(part, ["RFC822.SIZE", "FLAGS", "INTERNALDATE"])
                found += [listed(uid, answer[uid]) for uid in part if uid in answer]
        return tuple(found)

    def header(self, uid: int) -> bytes:
        """The header section only; b"" when the message is gone."""
        return self._section([uid], "BODY.PEEK[HEADER]").get(uid) or b""

    def headers(self, uids: Sequence[int]) -> dict[int, bytes]:
        """The header sections of these messages, a bounded batch at a time; gone ones are left out."""
        found: dict[int, bytes] = {}
        for start in range(0, len(uids), BATCH_MAILS):
            part = self._section(list(uids[start : start + BATCH_MAILS]), "BODY.PEEK[HEADER]")
            found |= {uid: raw for uid, raw in part.items() if raw is not None}
        return found

    def fetch(self, uids: Sequence[int], largest: int | None = None) -> Iterator[Fetched]:
        """The messages in the order of `uids`, a bounded batch at a time; gone ones are left out.

        A mail above `largest` octets comes with `whole` False, and one that the server does not deliver is
        `undelivered` (or the last, where it does not even tell its size), so that no mail stops the others.
        """
        self._largest = LARGEST if largest is None else 2 * largest + HEADROOM
        told = self.sizes(uids)
        for batch in batches(told, largest):
            if largest is not None and batch[0].size > largest:
                header = self.header(batch[0].uid)
                raw: dict[int, bytes | None] = {}
                whole = [header_only(batch[0], header)] if header else []
            else:
                raw = self._bodies([one.uid for one in batch])
                whole = [
                    fetched(one, content)
                    for one in batch
                    if (content := raw.get(one.uid)) is not None and not _is_missing(content, one.size)
                ]
            came = {mail.uid: mail for mail in whole}
            there = self._still_there([one.uid for one in batch if one.uid not in came])
            for one in batch:
                if one.uid in came:
                    yield came.pop(one.uid)
                elif one.uid in there:
                    yield undelivered(one, raw.get(one.uid) or b"")
        for uid in self._still_there([uid for uid in uids if uid not in {one.uid for one in told}]):
            yield unlisted(uid)

    def _still_there(self, uids: Sequence[int]) -> tuple[int, ...]:
        """Those that the server still lists: it owes them; the others were removed meanwhile."""
        if not uids:
            return ()
        with self._doing("looking for mail that did not come") as client:
            return tuple(sorted(set(numbers(client.search(["UID", ",".join(map(str, uids))]))) & set(uids)))

    def _bodies(self, uids: list[int]) -> dict[int, bytes | None]:
        """None for a message which the server lists but cannot deliver (seen with Exchange and Dovecot)."""
        try:
            return self._section(uids, "BODY.PEEK[]")
        except ConciergeError as error:
            code = response_code(str(error.__cause__))
            if not self.connected or code in TRANSIENT - {"SERVERBUG"}:
                raise
            if len(uids) == 1:
                return {uids[0]: None}
            return {uid: raw for one in uids for uid, raw in self._bodies([one]).items()}

    def _section(self, uids: list[int], item: str) -> dict[int, bytes | None]:
        key = item.replace(".PEEK", "").encode()
        with self._doing("fetching mail") as client:
            client._imap.largest = self._largest
            answer = client.fetch(uids, [item])
        return {uid: parts[key] for uid, parts in answer.items() if key in parts}

    # -- waiting

    def wait(self, timeout: float) -> bool:
        """Wait for mail in the open folder: True when some may have come since the last search.

        IDLE (RFC 2177) where the server has it, and False after `timeout` quiet seconds or a stop.
        Without IDLE: sleep, then True, for the caller to look.
        """
        state = self._opened()
        with self._doing(f"waiting for mail in {state.name}") as client:
            if has_news(client._imap):  # announced beside another answer
                return True
            if "IDLE" in self._capabilities:
                pace = Pace(timeout, self._idle_renew.total_seconds(), self._account.timeout)
                news = wait_idle(client._imap, pace, self._stop.is_set)
                if news is not None:
                    return news
                self._capabilities -= {"IDLE"}
        return not self._stop.wait(timeout)

    # -- changing

    def move(self, uid: int, folder: str) -> MoveResult:
        """Move one message of the open folder: MOVE, else COPY, COPYUID confirmed, UID EXPUNGE of it.

        Without UIDPLUS it stays: a plain EXPUNGE would also remove what others marked. A line lost
        between COPY and EXPUNGE leaves it in both folders, never in none.
        """
        state = self._opened()
        with self._doing(f"moving a mail from {state.name} to {folder}") as client:
            moves, uidplus = ("MOVE" in self._capabilities, "UIDPLUS" in self._capabilities)
            if not moves and not uidplus:
                return _stayed("the server has neither MOVE nor UIDPLUS")
            gone = MoveResult(MoveOutcome.GONE, None, "it is no longer in the folder")
            if not (moves and uidplus) and not _is_there(client, uid):
                return gone
            if not moves and not self._may_expunge(client, state, uid):
                return _stayed(f"this user may not remove mail from {state.name}")
            act = client.move if moves else client.copy
            target = copied_to(self._code("COPYUID", folder, lambda: act([uid], folder)))
            if target is None and not moves:
                return _stayed("the server did not confirm the copy")
            if target is None and _is_there(client, uid):
                return _stayed("the server did not move it")
            if target is None and uidplus:
                return gone
            if not moves and not self._expunged(client, state, uid):
                return MoveResult(MoveOutcome.STAYED, target, f"mail cannot be removed from {state.name}")
            return MoveResult(MoveOutcome.MOVED, target)

    def _may_expunge(self, client: Any, state: FolderState, uid: int) -> bool:
        """Asked before a copy is made: a copy of a mail that cannot be removed would double it each time."""
        if not state.removes or state.name in self._keeping:
            return False
        try:
            client.remove_flags([uid], [b"\\Deleted"], silent=True)
        except imaplib.IMAP4.error as error:
            if is_lost(error) or ends_connection(server_words(error)):
                raise
            self._keeping.add(state.name)
            return False
        return True

    def _expunged(self, client: Any, state: FolderState, uid: int) -> bool:
        try:
            self._expunge(client, uid)
        except imaplib.IMAP4.error as error:
            if is_lost(error) or ends_connection(server_words(error)):
                raise
        else:
            if not _is_there(client, uid):
                return True
        self._keeping.add(state.name)
        return False

    def remove(self, uid: int) -> bool:
        """Remove one message for good (erasure and retention only); False without UIDPLUS.

        On Gmail EXPUNGE takes off a label and the message stays in All Mail: it goes by way of its bin.
        """
        state = self._opened()
        if "UIDPLUS" not in self._capabilities:
            return False
        if "X-GM-EXT-1" in self._capabilities:
            return self._remove_by_bin(state, uid)
        with self._doing(f"removing a mail from {state.name}") as client:
            self._expunge(client, uid)
            return True

    def _remove_by_bin(self, state: FolderState, uid: int) -> bool:
        bin_folder = self.special_use("trash")
        if bin_folder is None:  # hidden from IMAP in the settings of Gmail
            return False
        there: int | None = uid
        if bin_folder != state.name:
            moved = self.move(uid, bin_folder)
            if moved.outcome is MoveOutcome.STAYED:
                return False
            there = moved.uid  # None: Google empties its bin after 30 days
        if there is not None:
            self.open(bin_folder)
            with self._doing(f"removing a mail from {bin_folder}") as client:
                self._expunge(client, there)
            self.open(state.name)
        return True

    def append(
        self,
        folder: str,
        raw: bytes,
        flags: Sequence[str] = ("\\Seen",),
        at: datetime | None = None,
    ) -> int | None:
        """File a copy; its UID, or None where the server does not tell (no UIDPLUS)."""
        with self._doing(f"filing a mail in {folder}") as client:
            return appended_as(self._code("APPENDUID", folder, lambda: client.append(folder, raw, flags, at)))

    def _code(self, name: str, folder: str, act: Callable[[], object]) -> list[bytes] | None:
        """The response code `name` of what `act` does to `folder`; a missing folder is made first.

        imapclient drops the code; it is in imaplib's untagged responses. TRYCREATE: RFC 3501 §7.1.
        """
        untagged = self._client._imap.untagged_responses
        untagged.pop(name, None)
        try:
            act()
        except imaplib.IMAP4.error as error:
            if response_code(str(error)) not in ("TRYCREATE", "NONEXISTENT"):
                raise
            self._client.create_folder(folder)
            act()
        codes: list[bytes] | None = untagged.pop(name, None)
        return codes

    def _expunge(self, client: Any, uid: int) -> None:
        client.add_flags([uid], [b"\\Deleted"], silent=True)
        client.uid_expunge([uid])


def _selected(client: Any, folder: str, read_only: bool) -> dict[bytes, Any]:
    """The answer of SELECT, or of EXAMINE where the server lets this user only read."""
    try:
        return dict(client.select_folder(folder, readonly=read_only))
    except imaplib.IMAP4.readonly:
        return {**client.select_folder(folder, readonly=True), b"READ-ONLY": True}


def _status(client: Any, folder: str) -> dict[bytes, Any]:
    """What SELECT left out, as far as the server tells; some refuse STATUS of an open folder."""
    try:
        return dict(client.folder_status(folder, ["UIDVALIDITY", "UIDNEXT"]))
    except imaplib.IMAP4.error as error:
        if is_lost(error) or ends_connection(server_words(error)):
            raise
        return {}


def _is_missing(raw: bytes, size: int) -> bool:
    """Whether this is not the mail, or not all of it."""
    return (not raw and size > 0) or looks_cut(raw, size)


def _last_uid(client: Any) -> int:
    return max(numbers(client.search(["UID", "*"])), default=0)


def _seconds(left: float) -> str:
    return f"{left:.0f} seconds" if left < 120 else f"{left / 60:.0f} minutes"


def _is_there(client: Any, uid: int) -> bool:
    return bool(numbers(client.search(["UID", str(uid)])))


def _stayed(reason: str) -> MoveResult:
    return MoveResult(MoveOutcome.STAYED, None, reason)

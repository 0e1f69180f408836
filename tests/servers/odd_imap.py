"""A small IMAP server that keeps mail in memory and can be told to misbehave, as real ones do.

    with OddServer(capabilities="IMAP4rev1 UIDPLUS") as server:
        server.put(b"Subject: one\\r\\n\\r\\n")
        server.on("FETCH", b"{tag} NO [UNAVAILABLE] later\\r\\n", CLOSE)   # the first two commands with FETCH
        server.on("SELECT", REFUSE, always=True)                          # every one
        ... server.said ...                                               # what was asked, without tags

An answer may be octets (`{tag}` is the tag), CLOSE (hang up), HANG (say nothing any more), a pair of octets
and one of these, or a function of the server and the command that gives one of them, or None for the
ordinary answer.
"""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from cases.settings import ImapAccount
from tests.servers.listening import Listening
from tests.servers.processes import HOST

CLOSE, HANG = object(), object()
REFUSE = b"{tag} NO not allowed\r\n"
Answer = Any  # see above
DATE = "01-Jan-2026 10:00:00 +0100"


@dataclass
class Mail:
    """A mail in a folder; `size` is what the server claims."""

    uid: int
    raw: bytes
    size: int
    flags: set[str] = field(default_factory=set)


@dataclass
class _Line:
    """One connection."""

    sock: socket.socket
    reader: BinaryIO
    folder: str | None = None

    def say(self, octets: bytes) -> None:
        self.sock.sendall(octets)


class OddServer(Listening):
    """See above. `folders` maps names to mails; `attributes` are those of LIST, by name."""

    def __init__(
        self,
        capabilities: str = "IMAP4rev1 IDLE UIDPLUS MOVE NAMESPACE",
        *,
        delimiter: str = "/",
        prefix: str = "",
        folders: tuple[str, ...] = ("INBOX",),
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.capabilities, self.delimiter, self.prefix = capabilities, delimiter, prefix
        self.folders: dict[str, list[Mail]] = {name: [] for name in folders}
        self.attributes: dict[str, str] = {}
        self.uidvalidity = 5
        self.greeting = b"* OK hello\r\n"
        self.selected = b""  # untagged lines that SELECT adds
        self.read_write = "READ-WRITE"
        self.tls = tls  # may be changed between two connections
        self.said: list[str] = []
        self._uids: dict[str, int] = defaultdict(int)
        self._faults: list[list[Any]] = []
        self._lock = threading.Lock()
        super().__init__()

    # -- for tests

    @property
    def account(self) -> ImapAccount:
        return ImapAccount(HOST, self.port, "none", "anna", "secret", timeout=1.0)

    def put(self, raw: bytes, folder: str = "INBOX", *, uid: int = 0, size: int | None = None) -> int:
        """Lay a mail into a folder; gives its UID."""
        number = uid or self._uids[folder] + 1
        self._uids[folder] = number
        self.folders[folder].append(Mail(number, raw, len(raw) if size is None else size))
        return number

    def on(self, word: str, *answers: Answer, always: bool = False) -> None:
        """Answer the next commands that hold `word` with these, one each; `always`: the last for ever."""
        self._faults.append([word, list(answers), always])

    def asked(self, word: str) -> int:
        """How often a command held this word."""
        return sum(word in line for line in self.said)

    def texts(self, folder: str = "INBOX") -> list[bytes]:
        return [mail.raw for mail in self.folders[folder]]

    # -- the wire

    def _serve(self, sock: socket.socket) -> None:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.tls is not None:
            sock.settimeout(10)
            try:
                sock = self.tls.wrap_socket(sock, server_side=True)
            except OSError:  # the client does not trust it
                sock.close()
                return
            self._open.append(sock)
        with contextlib.suppress(OSError), sock, sock.makefile("rb") as reader:
            line = _Line(sock, reader)
            greeting = self._fault("GREETING", "")
            if greeting is CLOSE:
                return
            if greeting is HANG:
                reader.readline()
                return
            line.say(greeting or self.greeting)
            while said := reader.readline():
                tag, _, command = said.decode("utf-8", "replace").rstrip("\r\n").partition(" ")
                with self._lock:
                    if not self._one(line, tag, command):
                        return

    def _one(self, line: _Line, tag: str, command: str) -> bool:
        """Answer one command; False: hang up."""
        self.said.append(command or tag)
        answer = self._fault(command, tag)
        if callable(answer):
            answer = answer(self, command)
        if isinstance(answer, tuple):  # octets, and then
            line.say(answer[0].replace(b"{tag}", tag.encode()))
            answer = answer[1]
        if answer is HANG:
            self._lock.release()
            try:
                line.reader.read()
            finally:
                self._lock.acquire()
        if answer is CLOSE or answer is HANG:
            return False
        if answer is not None:
            line.say(answer.replace(b"{tag}", tag.encode()))
            return b"* BYE" not in answer
        words = command.split()
        verb = words[1] if words[0].upper() == "UID" else words[0]
        answer = getattr(self, f"_{verb.lower()}", self._unknown)(line, command)
        line.say(answer.replace(b"{tag}", tag.encode()))
        return verb.upper() != "LOGOUT"

    def _fault(self, command: str, tag: str) -> Answer:
        for fault in self._faults:
            word, answers, always = fault
            if word in command and answers:
                return answers[0] if always and len(answers) == 1 else answers.pop(0)
        return None

    # -- the commands

    def _unknown(self, line: _Line, command: str) -> bytes:
        return b"{tag} BAD unknown\r\n"

    def _capability(self, line: _Line, command: str) -> bytes:
        return f"* CAPABILITY {self.capabilities}\r\n{{tag}} OK done\r\n".encode()

    def _login(self, line: _Line, command: str) -> bytes:
        return b"{tag} OK in\r\n"

    def _logout(self, line: _Line, command: str) -> bytes:
        return b"* BYE\r\n{tag} OK done\r\n"

    def _noop(self, line: _Line, command: str) -> bytes:
        return b"{tag} OK done\r\n"

    def _subscribe(self, line: _Line, command: str) -> bytes:
        return b"{tag} OK done\r\n"

    def _namespace(self, line: _Line, command: str) -> bytes:
        mark = "\\\\" if self.delimiter == "\\" else self.delimiter
        return f'* NAMESPACE (("{_quoted(self.prefix)}" "{mark}")) NIL NIL\r\n{{tag}} OK done\r\n'.encode()

    def _list(self, line: _Line, command: str) -> bytes:
        mark = "\\\\" if self.delimiter == "\\" else self.delimiter
        delimiter = f'"{mark}"' if self.delimiter else "NIL"
        lines = [
            f'* LIST ({self.attributes.get(name, "")}) {delimiter} "{_quoted(name)}"\r\n'
            for name in (*self.folders, *(n for n in self.attributes if n not in self.folders))
        ]
        return "".join(lines).encode() + b"{tag} OK done\r\n"

    def _create(self, line: _Line, command: str) -> bytes:
        name = _unquoted(command.partition(" ")[2])
        if name in self.folders:
            return b"{tag} NO [ALREADYEXISTS] it is there\r\n"
        if not name.startswith(self.prefix):
            return b"{tag} NO Invalid mailbox name\r\n"
        self.folders[name] = []
        return b"{tag} OK done\r\n"

    def _select(self, line: _Line, command: str) -> bytes:
        name = _unquoted(command.partition(" ")[2])
        if name not in self.folders:
            return b"{tag} NO no such folder\r\n"
        line.folder = name
        if not self._uids[name]:
            self._uids[name] = max([0, *(mail.uid for mail in self.folders[name])])
        return (
            f"* {len(self.folders[name])} EXISTS\r\n* OK [UIDVALIDITY {self.uidvalidity}] ok\r\n"
            f"* OK [UIDNEXT {self._uids[name] + 1}] ok\r\n".encode()
            + self.selected
            + f"{{tag}} OK [{self.read_write}] ok\r\n".encode()
        )

    def _examine(self, line: _Line, command: str) -> bytes:
        return self._select(line, command).replace(b"READ-WRITE", b"READ-ONLY")

    def _search(self, line: _Line, command: str) -> bytes:
        mails = self.folders[line.folder or ""]
        found = mails
        header = re.search(r'HEADER Message-ID "?(<[^>]*>)', command, re.IGNORECASE)
        span = re.search(r"UID (\d+)(?::(\d+|\*))?$", command)
        if header:
            found = [mail for mail in mails if header[1].encode() in mail.raw]
        elif span:
            last = max([0, *(mail.uid for mail in mails)])
            low, high = int(span[1]), int((span[2] or span[1]).replace("*", str(last)))
            low, high = (min(low, high), max(low, high)) if span[2] == "*" else (low, high)
            found = [mail for mail in mails if low <= mail.uid <= high]
        return f"* SEARCH {' '.join(str(m.uid) for m in found)}".rstrip().encode() + b"\r\n{tag} OK done\r\n"

    def _named(self, line: _Line, command: str) -> list[tuple[int, Mail]]:
        wanted = {int(number) for number in command.split()[2].split(",")}
        mails = enumerate(self.folders[line.folder or ""], 1)
        return [(number, mail) for number, mail in mails if mail.uid in wanted]

    def _fetch(self, line: _Line, command: str) -> bytes:
        return b"".join(fetched(n, mail, command) for n, mail in self._named(line, command)) + (
            b"{tag} OK done\r\n"
        )

    def _store(self, line: _Line, command: str) -> bytes:
        for _, mail in self._named(line, command):
            if "+FLAGS" in command:
                mail.flags.add("\\Deleted")
            else:
                mail.flags.discard("\\Deleted")
        return b"{tag} OK done\r\n"

    def _expunge(self, line: _Line, command: str) -> bytes:
        for _, mail in self._named(line, command):
            if "\\Deleted" in mail.flags:
                self.folders[line.folder or ""].remove(mail)
        return b"{tag} OK done\r\n"

    def _copy(self, line: _Line, command: str) -> bytes:
        target = _unquoted(command.split(" ", 3)[3])
        if target not in self.folders:
            return b"{tag} NO [TRYCREATE] no such folder\r\n"
        codes = []
        for _, mail in self._named(line, command):
            codes.append(f"{mail.uid} {self.put(mail.raw, target, size=mail.size)}")
        code = f"[COPYUID {self.uidvalidity} {codes[0]}] " if codes and "UIDPLUS" in self.capabilities else ""
        return f"{{tag}} OK {code}done\r\n".encode()

    def _move(self, line: _Line, command: str) -> bytes:
        moved = [mail for _, mail in self._named(line, command)]
        answer = self._copy(line, command)
        if b"{tag} OK" in answer:
            for mail in moved:
                self.folders[line.folder or ""].remove(mail)
            code = answer.partition(b"[")[2].partition(b"]")[0]
            if code:
                return b"* OK [" + code + b"] moved\r\n{tag} OK done\r\n"
        return answer

    def _append(self, line: _Line, command: str) -> bytes:
        size = int(re.findall(r"\{(\d+)\}$", command)[0])
        folder = _unquoted(re.match(r'APPEND ("[^"]*"|\S+)', command)[1])  # type: ignore[index]
        if folder not in self.folders:
            return b"{tag} NO [TRYCREATE] no such folder\r\n"
        line.say(b"+ go\r\n")
        raw = line.reader.read(size)
        line.reader.readline()
        uid = self.put(raw, folder)
        code = f"[APPENDUID {self.uidvalidity} {uid}] " if "UIDPLUS" in self.capabilities else ""
        return f"{{tag}} OK {code}done\r\n".encode()

    def _idle(self, line: _Line, command: str) -> bytes:
        line.say(b"+ idling\r\n")
        self._lock.release()
        try:
            line.reader.readline()
        finally:
            self._lock.acquire()
        return b"{tag} OK done\r\n"

    def _status(self, line: _Line, command: str) -> bytes:
        name = _unquoted(command.split(" ")[1])
        return (
            f'* STATUS "{name}" (UIDNEXT {self._uids[name] + 1} UIDVALIDITY {self.uidvalidity})\r\n'.encode()
            + b"{tag} OK done\r\n"
        )


def fetched(number: int, mail: Mail, command: str, raw: bytes | None = None) -> bytes:
    """A line of FETCH about a mail; `raw` in place of its own octets."""
    octets = mail.raw if raw is None else raw
    if "BODY.PEEK[HEADER]" in command:
        head = octets.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
        items = b"BODY[HEADER] {%d}\r\n%s" % (len(head), head)
    elif "BODY.PEEK[]" in command:
        items = b"BODY[] {%d}\r\n%s" % (len(octets), octets)
    else:
        flags = " ".join(mail.flags)
        items = f'RFC822.SIZE {mail.size} FLAGS ({flags}) INTERNALDATE "{DATE}"'.encode()
    return b"* %d FETCH (UID %d %s)\r\n" % (number, mail.uid, items)


def answering(*uids: int, with_: Callable[[int, Mail], Answer]) -> Callable[[OddServer, str], Answer]:
    """For `on`: what BODY.PEEK[] says where one of these UIDs is asked for."""

    def answer(server: OddServer, command: str) -> Answer:
        if "BODY.PEEK[]" not in command:
            return None
        wanted = {int(number) for number in command.split()[2].split(",")}
        if not wanted & set(uids):
            return None
        lines = b""
        for number, mail in enumerate(server.folders["INBOX"], 1):
            if mail.uid in wanted:
                said = with_(number, mail) if mail.uid in uids else fetched(number, mail, command)
                if not isinstance(said, bytes) or b"{tag}" in said:
                    return said
                lines += said
        return lines + b"{tag} OK done\r\n"

    return answer


def _quoted(name: str) -> str:
    return name.replace("\\", "\\\\").replace('"', '\\"')


def _unquoted(name: str) -> str:
    if name.startswith('"'):
        return re.sub(r"\\(.)", r"\1", name[1:-1])
    return name

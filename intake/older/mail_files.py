"""Mail in files: .eml, mbox, Maildir, and folders of these, found by content and never held all at once.

What is no mail is passed over inside a folder and named when it was asked for or is called like one. Symbolic
links to folders are not followed; devices and pipes are not opened.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from intake.older.mbox import entries, is_postmark

HEAD = 65_536  # octets looked at to tell what a file is
_NAMED = frozenset({".eml", ".mbox", ".mbx", ".mail"})
_INDEXES = re.compile(r"^(?:dovecot|courier|maildir|subscriptions$|\.)|\.msf$|\.dat$", re.IGNORECASE)
_FOREIGN = (
    (b"\xd0\xcf\x11\xe0", "an Outlook file: save it as .eml or export the folder as mbox"),
    (b"!BDN", "an Outlook archive (.pst): export it as mbox first"),
    (b"\x1f\x8b", "compressed: unpack it first"),
    (b"PK\x03\x04", "compressed: unpack it first"),
)
_FIELD = re.compile(rb"^[!-9;-~]{1,76}[ \t]*:")
_MAIL_FIELD = re.compile(
    rb"^(?:from|to|subject|date|message-id|received|return-path|delivered-to|mime-version)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_DELETED = re.compile(rb"^X-Mozilla-Status:[ \t]*([0-9a-f]{4})\b", re.IGNORECASE | re.MULTILINE)
_EXPUNGED = 0x0008  # Thunderbird leaves deleted mail in its files until it compacts them
_ARRIVED = re.compile(r"^(\d{9,10})\.")  # how a Maildir name begins: seconds since 1970


@dataclass(frozen=True, slots=True)
class Found:
    """One mail, or something that is none. `octets`: its share of what is to be read.

    name: for people ("old.mbox, mail 12"). origin: what it was found in, as the import keeps it. raw: None
    when it cannot be had; then `reason` says why, or is "" for what need not be told.
    """

    name: str
    origin: str
    octets: int
    raw: bytes | None = None
    date: datetime | None = None
    reason: str = ""


def size(paths: tuple[Path, ...]) -> int:
    """Octets of all files below `paths`, for a progress bar; what cannot be read counts nothing."""
    return sum(_octets(file) for path in paths for file in _files(path))


def mails(paths: tuple[Path, ...], limit: int) -> Iterator[Found]:
    """Every mail below `paths` in a fixed order; those above `limit` octets are named and not read."""
    for path in paths:
        origin = path.resolve().name or str(path)
        if not path.exists():
            yield Found(str(path), origin, 0, reason="there is no such file: correct its name")
            continue
        for file in _files(path):
            yield from _guarded(file, origin, limit, asked=file == path)


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for folder, folders, names in os.walk(path, onerror=lambda error: None):
        if {"cur", "new"} & set(folders) and "tmp" in folders:
            folders.remove("tmp")  # a Maildir: half-delivered mail
        folders.sort()
        yield from (Path(folder, name) for name in sorted(names))


def _guarded(file: Path, origin: str, limit: int, *, asked: bool) -> Iterator[Found]:
    """The mails of one file; a damaged one is named, and the next goes on."""
    try:
        yield from _read(file, origin, limit, asked=asked)
    except OSError as error:
        reason = f"it cannot be read ({error.strerror}): correct its rights"
        yield Found(str(file), origin, 0, reason=reason)


def _read(file: Path, origin: str, limit: int, *, asked: bool) -> Iterator[Found]:
    name, octets = str(file), _octets(file)
    in_maildir = file.parent.name in ("cur", "new")
    if not file.is_file():
        yield Found(name, origin, octets, reason="it is no regular file" if asked else "")
        return
    with file.open("rb") as stream:
        head = stream.read(HEAD)
        wrong = _is_none(head)
        if wrong:
            told = asked or in_maildir or file.suffix.lower() in _NAMED or _foreign(head)
            hidden = _INDEXES.search(file.name) is not None and not asked
            yield Found(name, origin, octets, reason=wrong if told and not hidden else "")
        elif is_postmark(_begin(head).split(b"\n", 1)[0]):
            stream.seek(0)
            for number, entry in enumerate(entries(stream, limit), start=1):
                where = f"{name}, mail {number}"
                yield _found(where, origin, entry.octets, entry.raw, entry.date, limit)
        elif in_maildir and set("DT") & set(file.name.rpartition(":2,")[2]) and ":2," in file.name:
            yield Found(name, origin, octets)  # a draft, or deleted
        else:
            raw = head + stream.read(limit + 1 - len(head)) if octets <= limit else None
            yield _found(name, origin, octets, raw and _begin(raw), _arrived(file), limit)


def _found(
    name: str, origin: str, octets: int, raw: bytes | None, date: datetime | None, limit: int
) -> Found:
    if raw is None:
        return Found(name, origin, octets, reason=f"larger than [intake] max_message ({limit:,} octets)")
    deleted = _DELETED.search(raw[:HEAD].split(b"\n\n", 1)[0].split(b"\r\n\r\n", 1)[0])
    if deleted and int(deleted[1], 16) & _EXPUNGED:
        return Found(name, origin, octets)
    return Found(name, origin, octets, raw, date)


def _is_none(head: bytes) -> str:
    """Why a file that begins like this holds no mail; "" when it does."""
    if foreign := _foreign(head):
        return foreign
    text = _begin(head)
    if not text:
        return "it is empty"
    first = text.split(b"\n", 1)[0]
    if is_postmark(first) or (_FIELD.match(first) and _MAIL_FIELD.search(text)):
        return ""
    return "it is no mail: it does not begin with a header"


def _foreign(head: bytes) -> str:
    return next((reason for magic, reason in _FOREIGN if head.startswith(magic)), "")


def _begin(head: bytes) -> bytes:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n \t")


def _arrived(file: Path) -> datetime:
    """When a file came: a Maildir's name says it, else its last change."""
    stamp = _ARRIVED.match(file.name)
    return datetime.fromtimestamp(int(stamp[1]) if stamp else file.stat().st_mtime, UTC)


def _octets(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0

"""Files and folders of mail: what is one, what is passed over, what is named with a reason."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from intake.older.mail_files import Found, mails, size
from tests.intake.reading.raw_mail import raw_mail

LIMIT = 1_000_000
MAIL = raw_mail({"From": "maria@example.org", "Message-ID": "<1@x>"}, "Hello")
POSTMARK = b"From maria@example.org Fri Feb 22 15:06:23 2008\n"


def _write(path: Path, octets: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(octets)
    return path


def _read(*paths: Path) -> list[Found]:
    return list(mails(paths, LIMIT))


def test_a_maildir_with_its_subfolders(tmp_path: Path) -> None:
    """new and cur, with the time of the name; not tmp, drafts, deleted mail and index files."""
    box = tmp_path / "Maildir"
    _write(box / "new/1700000000.M1.host", MAIL)
    _write(box / "cur/1700000100.M2.host:2,S", MAIL)
    _write(box / "cur/1700000200.M3.host:2,D", MAIL)
    _write(box / "cur/1700000300.M4.host:2,ST", MAIL)
    _write(box / "tmp/1700000400.M5.host", MAIL)
    _write(box / ".Sent/cur/1700000500.M6.host:2,S", MAIL)
    _write(box / ".Sent/tmp/1700000600.M7.host", MAIL)
    _write(box / "dovecot-uidlist", b"3 V1 N1\n")
    _write(box / "cur/1700000700.M8.host", b"\0\1\2")
    found = _read(box)
    assert [1_700_000_500, 1_700_000_100, 1_700_000_000] == [
        int(one.date.timestamp()) for one in found if one.raw is not None and one.date
    ]
    assert ["1700000700.M8.host"] == [Path(one.name).name for one in found if one.reason]
    assert {"Maildir"} == {one.origin for one in found}
    assert size((box,)) == sum(one.octets for one in found)


def test_a_folder_of_everything(tmp_path: Path) -> None:
    """.eml, mbox with and without extension, deeper folders, and files that are no mail."""
    _write(tmp_path / "a.eml", MAIL)
    _write(tmp_path / "b/Inbox", POSTMARK + MAIL + b"\n" + POSTMARK + MAIL)
    _write(tmp_path / "b/Inbox.msf", b"// <!-- <mdb:mork:z -->")
    _write(tmp_path / "b/c/d.txt", MAIL)
    _write(tmp_path / "notes.txt", b"Buy milk.\n")
    _write(tmp_path / "empty.eml", b"")
    _write(tmp_path / "letter.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    _write(tmp_path / "old.mbox.gz", b"\x1f\x8b\x08")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "b/again").symlink_to(tmp_path)
    found = _read(tmp_path)
    assert ["a.eml", "b/Inbox, mail 1", "b/Inbox, mail 2", "b/c/d.txt"] == [
        str(one.name).removeprefix(f"{tmp_path}/") for one in found if one.raw is not None
    ]
    assert {"empty.eml", "letter.msg", "old.mbox.gz"} == {Path(one.name).name for one in found if one.reason}
    assert {"Inbox.msf", "notes.txt", "pipe"} == {
        Path(one.name).name for one in found if one.raw is None and not one.reason
    }


@pytest.mark.parametrize(
    ("octets", "expected"),
    [
        (b"", "it is empty"),
        (b"Buy milk.\n", "it is no mail: it does not begin with a header"),
        (b"PK\x03\x04", "compressed: unpack it first"),
        (b"!BDN", "an Outlook archive (.pst): export it as mbox first"),
        (b"Subject: big\n\n" + b"x" * LIMIT, "larger than [intake] max_message (1,000,000 octets)"),
    ],
)
def test_a_file_that_was_named_is_explained(tmp_path: Path, octets: bytes, expected: str) -> None:
    """What a person asked for and cannot be had has a reason that says what to do."""
    assert [expected] == [one.reason for one in _read(_write(tmp_path / "thing", octets))]


def test_a_missing_file_does_not_stop_the_others(tmp_path: Path) -> None:
    """It is named, and the next is read."""
    found = _read(tmp_path / "nowhere", _write(tmp_path / "a.eml", MAIL))
    assert ["there is no such file: correct its name", ""] == [one.reason for one in found]
    assert MAIL == found[1].raw


def test_what_thunderbird_deleted_stays_deleted(tmp_path: Path) -> None:
    """Expunged mail lies in its files until they are compacted."""
    deleted = POSTMARK + b"X-Mozilla-Status: 0009\n" + MAIL + b"\n"
    kept = POSTMARK + b"X-Mozilla-Status: 0001\n" + MAIL + b"\n"
    found = _read(_write(tmp_path / "Inbox", deleted + kept))
    assert [True, False] == [one.raw is None for one in found]
    assert ["", ""] == [one.reason for one in found]


def test_a_single_mail_has_the_time_of_its_file(tmp_path: Path) -> None:
    """The last change of an .eml; the line that begins it in an mbox; a mark of Windows is no harm."""
    file = _write(tmp_path / "a.eml", b"\xef\xbb\xbf" + MAIL)
    os.utime(file, (1_700_000_000, 1_700_000_000))
    assert [(MAIL, datetime.fromtimestamp(1_700_000_000, UTC))] == [
        (one.raw, one.date) for one in _read(file)
    ]
    boxed = _write(tmp_path / "b.eml", POSTMARK + MAIL)
    assert [datetime(2008, 2, 22, 15, 6, 23, tzinfo=UTC)] == [one.date for one in _read(boxed)]

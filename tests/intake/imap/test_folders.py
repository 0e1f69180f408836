"""Finding the Sent folder and the name of a folder on different servers."""

from __future__ import annotations

import pytest

from intake.imap.folders import Folder, existing_folder, special_folder


def listing(*names: str, delimiter: str = "/") -> list[Folder]:
    """Folders without flags."""
    return [Folder(name, frozenset(), delimiter) for name in names]


@pytest.mark.parametrize(
    ("folders", "expected"),
    [
        ([Folder("INBOX"), Folder("Out", frozenset({"\\Sent"})), Folder("Sent")], "Out"),
        ([Folder("Out", frozenset({"\\HasNoChildren", "\\sent"}))], "Out"),
        ([Folder("Sent", frozenset({"\\Noselect"})), Folder("Sent Items")], "Sent Items"),
        (listing("INBOX", "Sent Items"), "Sent Items"),
        (listing("INBOX", "Verzonden items"), "Verzonden items"),
        (listing("INBOX", "Verzonden berichten"), "Verzonden berichten"),
        (listing("INBOX", "INBOX.Sent", delimiter="."), "INBOX.Sent"),
        (listing("INBOX", "INBOX.Verzonden", delimiter="."), "INBOX.Verzonden"),
        (listing("[Gmail]/Sent Mail", "[Gmail]/Trash"), "[Gmail]/Sent Mail"),
        (listing("Verzonden items", "Sent"), "Sent"),
        (listing("SENT", "sent items"), "SENT"),
        (listing("Clients/Sent", "Archive.Sent"), None),
        ([], None),
    ],
)
def test_the_sent_folder_is_found(folders: list[Folder], expected: str | None) -> None:
    """The server's own mark first, then names in English and Dutch, never a project folder."""
    assert expected == special_folder("sent", folders)


def test_other_uses_need_the_servers_mark() -> None:
    """A folder that is merely called Archive may be anything."""
    folders = [Folder("Archive"), Folder("Old", frozenset({"\\Archive"}))]
    assert "Old" == special_folder("archive", folders)
    assert None is special_folder("trash", folders)


@pytest.mark.parametrize(
    ("name", "folders", "prefix", "expected"),
    [
        ("Processed", listing("INBOX", "Processed"), "", "Processed"),
        ("Processed", listing("INBOX.Processed", delimiter="."), "INBOX.", "INBOX.Processed"),
        ("A/B", listing("A.B", delimiter="."), "", "A.B"),
        ("A/B", listing("A/B", delimiter=""), "", "A/B"),
        ("inbox", listing("INBOX"), "", "INBOX"),
        ("Processed", listing("processed"), "", None),
        ("Processed", [], "", None),
    ],
)
def test_a_wanted_folder_is_found(
    name: str, folders: list[Folder], prefix: str, expected: str | None
) -> None:
    """With the server's delimiter and below its prefix; names are case-sensitive but for INBOX."""
    assert expected == existing_folder(name, folders, prefix)

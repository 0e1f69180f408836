"""Finding the Sent folder and the name of a folder on different servers."""

from __future__ import annotations

import pytest

from intake.imap.folders import Folder, cannot_make, existing_folder, folder_name, places, special_folder


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
        ("Processed", [Folder("Processed", frozenset({"\\Noselect"}))], "", None),
        ("Processed", [Folder("Processed", frozenset({"\\NonExistent", "\\Subscribed"}))], "", None),
        ("Inbox/Processed", listing("INBOX", "INBOX.Processed", delimiter="."), "INBOX.", "INBOX.Processed"),
        ("inbox.Processed", listing("INBOX", "INBOX.Processed", delimiter="."), "INBOX.", "INBOX.Processed"),
        ("Sent/2026", listing("INBOX.Sent.2026", delimiter="."), "INBOX.", "INBOX.Sent.2026"),
        ("Sent/2026", listing("Sent\\2026", delimiter="\\"), "", "Sent\\2026"),
        ("/Processed/", listing("Processed"), "", "Processed"),
        (
            "Processed",
            listing("Processed", "INBOX.Processed", delimiter="."),
            "INBOX.",
            "INBOX.Processed",
        ),
        ("Processed", listing("INBOX.Processed", delimiter="."), None, "INBOX.Processed"),
        ("Processed", listing("INBOX/Processed"), "", None),
        ("Traités", listing("Traite\u0301s"), "", "Traite\u0301s"),
        ("Processed", [Folder("Other", frozenset(), "."), Folder("A/Processed")], "", None),
        ("A/B", [Folder("#shared.x", frozenset(), "."), Folder("A/B", frozenset(), "/")], "", "A/B"),
    ],
)
def test_a_wanted_folder_is_found(
    name: str, folders: list[Folder], prefix: str | None, expected: str | None
) -> None:
    """With the server's delimiter and below its prefix; names are case-sensitive but for INBOX."""
    assert expected == existing_folder(name, folders, prefix)


@pytest.mark.parametrize(
    ("octets", "name"),
    [
        (b"Verwerkt &- klaar", "Verwerkt & klaar"),
        (b"Trait&AOk-s", "Traités"),
        (b"Done &2D3cTA-", "Done \U0001f44c"),
        (b"&ZeVnLIqe-/x", "日本語/x"),
        (b"R&D", "R&D"),
        (b"a & b-c", "a & b-c"),
        (b"&2D0-", "&2D0-"),
        ("Traités".encode(), "Traités"),
        (b"Caf\xe9", "Caf\ufffd"),
        ("Plain", "Plain"),
    ],
)
def test_names_are_read_in_any_spelling(octets: bytes | str, name: str) -> None:
    """Modified UTF-7 (RFC 3501 section 5.1.3); what breaks its rules is a name all the same."""
    assert name == folder_name(octets)


@pytest.mark.parametrize(
    ("name", "delimiter", "prefix", "expected"),
    [
        ("Done", "/", "", ("Done",)),
        ("Done", ".", "INBOX.", ("INBOX.Done", "Done")),
        ("INBOX/Done", ".", "INBOX.", ("INBOX.Done",)),
        ("Done", ".", None, ("Done", "INBOX.Done")),
        ("Done", "", None, ("Done",)),
        ("inbox", ".", "INBOX.", ("INBOX",)),
    ],
)
def test_the_personal_namespace_comes_first(
    name: str, delimiter: str, prefix: str | None, expected: tuple[str, ...]
) -> None:
    """What the server tells of it; where it tells nothing, the top and then below INBOX."""
    assert expected == places(name, delimiter, prefix)


@pytest.mark.parametrize(
    ("name", "folders", "words"),
    [
        ("Done", [Folder("Done", frozenset({"\\NoSelect"}))], "no mail can lie in it"),
        ("A/Done", [Folder("A", frozenset({"\\Noinferiors"}))], "takes no folders"),
        ("[Gmail]/Done", [Folder("[Gmail]", frozenset({"\\Noselect"}))], "Google keeps names"),
        ("Done", [Folder("INBOX")], "make it in a mail program"),
    ],
)
def test_why_a_folder_cannot_be_made_is_said(name: str, folders: list[Folder], words: str) -> None:
    """One sentence that says what to do."""
    assert words in cannot_make(name, "[NOPERM] no rights", folders, "")

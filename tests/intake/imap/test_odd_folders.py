"""Folders on servers with prefixes, other separators, other letters, without rights, and with taken names."""

from __future__ import annotations

import pytest

from cases.errors import PermanentError, TemporaryError
from intake.imap.mailbox import REFUSED_FOR, Mailbox
from intake.imap.values import MoveOutcome
from tests.intake.imap.test_patience import MAIL, Clock
from tests.servers.odd_imap import REFUSE, OddServer

NO_NAMESPACE = "IMAP4rev1 UIDPLUS MOVE"


@pytest.mark.parametrize("delimiter", [".", "/", "\\"])
@pytest.mark.parametrize("prefixed", [False, True])
@pytest.mark.parametrize(
    "wanted", ["Processed", "Sent/2026", "Verwerkt & klaar", "Traités", "Klaar \U0001f389", 'A "b"']
)
def test_a_wanted_folder_is_made_where_it_belongs(delimiter: str, prefixed: bool, wanted: str) -> None:
    """And found there the next time; mail is moved into it."""
    prefix = f"INBOX{delimiter}" if prefixed else ""
    with OddServer(delimiter=delimiter, prefix=prefix) as server:
        server.put(MAIL)
        with Mailbox(server.account) as box:
            made = box.ensure_folder(wanted)
            assert prefix + wanted.replace("/", delimiter) == made
            box.open("INBOX")
            assert MoveOutcome.MOVED == box.move(1, made).outcome
        with Mailbox(server.account) as box:
            assert made == box.ensure_folder(wanted) == box.existing(wanted)
            assert 1 == box.open(made).exists
        assert 1 == server.asked("CREATE")


@pytest.mark.parametrize("capabilities", [NO_NAMESPACE, "IMAP4rev1 UIDPLUS MOVE NAMESPACE"])
def test_without_a_namespace_the_place_below_inbox_is_tried(capabilities: str) -> None:
    """NAMESPACE is missing, or refused; the server refuses folders beside INBOX."""
    with OddServer(capabilities, delimiter=".", prefix="INBOX.") as server:
        server.on("NAMESPACE", REFUSE, always=True)
        with Mailbox(server.account) as box:
            assert "INBOX.Processed" == box.ensure_folder("Processed")


def test_the_server_says_where_folders_are_and_is_asked_once() -> None:
    """One LIST a connection; after a failure it is asked anew."""
    with OddServer() as server, Mailbox(server.account) as box:
        server.attributes["Out"] = "\\Sent"
        server.folders["Out"] = []
        for _ in range(3):
            assert ("Done", "Out") == (box.ensure_folder("Done"), box.special_use("sent"))
        assert 2 == server.asked("LIST")
        del server.folders["Done"]
        with pytest.raises(PermanentError):
            box.open("Done")
        assert "Done" == box.ensure_folder("Done")
        assert 2 == server.asked("CREATE")


@pytest.mark.parametrize(
    ("wanted", "there", "flags", "answer", "words"),
    [
        ("Done", "Done", "\\Noselect", b"NO [ALREADYEXISTS] it exists", "no mail can lie in it"),
        ("Done", "Done", "\\NonExistent", b"NO cannot", "no mail can lie in it"),
        ("Team/Done", "Team", "\\Noinferiors", b"NO Mailbox can't have children", "takes no folders"),
        ("[Gmail]/Done", "[Gmail]", "\\Noselect", b"NO [CANNOT] Invalid folder name", "Google keeps names"),
        ("Done", "Other", "", b"NO [NOPERM] Permission denied", "Permission denied"),
        ("Done", "Other", "", b"NO [CANNOT] Reserved mailbox name", "Reserved"),
        ("Done", "Other", "", b"NO [OVERQUOTA] too many folders", "the mailbox is full"),
        ("Done", "Other", "", b"BAD Command is not supported", "not supported"),
    ],
)
def test_a_folder_that_cannot_be_made_is_for_a_person(
    wanted: str, there: str, flags: str, answer: bytes, words: str
) -> None:
    """The sentence says why; the server is not asked the same every minute."""
    clock = Clock()
    with OddServer() as server:
        server.attributes[there] = flags
        server.on("CREATE", b"{tag} " + answer + b"\r\n", always=True)
        with Mailbox(server.account, clock=clock) as box:
            for _ in range(3):
                with pytest.raises(PermanentError, match=words):
                    box.ensure_folder(wanted)
            asked = server.asked("CREATE")
            clock.now += REFUSED_FOR.total_seconds() + 1
            with pytest.raises(PermanentError, match=words):
                box.ensure_folder(wanted)
            assert (1, 2) == (asked, server.asked("CREATE"))


def test_a_folder_that_only_differs_in_capitals_is_taken() -> None:
    """Gmail's labels and Exchange's folders are the same in any case; they refuse a second one."""
    with OddServer(folders=("INBOX", "processed")) as server, Mailbox(server.account) as box:
        server.on("CREATE", b"{tag} NO [ALREADYEXISTS] Duplicate folder name Processed (Failure)\r\n")
        assert "processed" == box.ensure_folder("Processed")


def test_a_folder_that_is_only_a_name_is_made_whole() -> None:
    """A deleted folder with others below it stays as a \\Noselect name (RFC 3501 section 6.3.4)."""
    with OddServer() as server, Mailbox(server.account) as box:
        server.attributes["Done"] = "\\Noselect \\HasChildren"
        assert "Done" == box.ensure_folder("Done")


def test_a_server_that_cannot_answer_now_is_asked_again() -> None:
    """[UNAVAILABLE] at CREATE says nothing about rights."""
    with OddServer() as server, Mailbox(server.account) as box:
        server.on("CREATE", b"{tag} NO [UNAVAILABLE] the store is away\r\n")
        with pytest.raises(TemporaryError):
            box.ensure_folder("Done")
        assert "Done" == box.ensure_folder("Done")


def test_one_name_that_nobody_can_read_does_not_hide_the_others() -> None:
    """A folder called "R&D" that a careless server did not encode."""
    with OddServer(folders=("INBOX", "R&D", "Done")) as server, Mailbox(server.account) as box:
        assert ["INBOX", "R&D", "Done"] == [folder.name for folder in box.folders()]
        assert "Done" == box.ensure_folder("Done")

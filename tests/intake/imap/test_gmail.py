"""Gmail: labels that look like folders, names in the user's language, and mail that stays in All Mail."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from intake.imap.mailbox import Mailbox
from intake.imap.values import MoveOutcome
from tests.intake.imap.test_patience import MAIL
from tests.servers.odd_imap import OddServer

ABILITIES = "IMAP4rev1 UNSELECT IDLE NAMESPACE QUOTA ID XLIST CHILDREN X-GM-EXT-1 UIDPLUS MOVE SPECIAL-USE"
ALL, SENT, BIN = "[Gmail]/Alle berichten", "[Gmail]/Verzonden berichten", "[Gmail]/Prullenbak"


class Gmail(OddServer):
    """Every mail lies in All Mail; folders are labels, and EXPUNGE takes off a label, but in the bin."""

    def __init__(self, *, bin_shown: bool = True) -> None:
        names = ("INBOX", ALL, SENT, *((BIN,) if bin_shown else ()))
        super().__init__(ABILITIES, folders=names)
        self.attributes |= {"[Gmail]": "\\HasChildren \\Noselect", ALL: "\\All", SENT: "\\Sent"}
        if bin_shown:
            self.attributes[BIN] = "\\HasNoChildren \\Trash"

    def arrive(self, raw: bytes, folder: str = "INBOX") -> int:
        self.put(raw, ALL)
        return self.put(raw, folder)

    def _move(self, line: Any, command: str) -> bytes:
        moved = [mail.raw for _, mail in self._named(line, command)]
        answer = super()._move(line, command)
        if BIN in command or "Prullenbak" in command:
            self.folders[ALL] = [mail for mail in self.folders[ALL] if mail.raw not in moved]
        return answer


@pytest.mark.parametrize("name", ["Processed", "Verwerkt & klaar", "Help/Processed"])
def test_handled_mail_changes_its_label_and_stays_in_all_mail(name: str) -> None:
    """It leaves INBOX, is not read again, and the label is made once."""
    with Gmail() as server, Mailbox(server.account) as box:
        server.arrive(MAIL)
        box.open("INBOX")
        (uid,) = box.uids_after(0, 9)
        label = box.ensure_folder(name)
        assert MoveOutcome.MOVED == box.move(uid, label).outcome
        assert MoveOutcome.GONE == box.move(uid, label).outcome
        assert () == box.uids_after(uid, 9)
        assert ([], [MAIL], [MAIL]) == (
            server.texts(),
            server.texts(list(server.folders)[-1]),
            server.texts(ALL),
        )
        assert label == box.ensure_folder(name)


def test_the_sent_folder_is_known_in_any_language_and_a_copy_is_found_in_it() -> None:
    """Google files what is sent itself: it is found by its Message-ID, and nothing is appended."""
    with Gmail() as server, Mailbox(server.account) as box:
        server.arrive(MAIL, SENT)
        sent = box.special_use("sent")
        assert sent == SENT
        assert (1,) == box.find_by_message_id(sent, "<1@example.org>")
        assert 0 == server.asked("APPEND")


@pytest.mark.parametrize("folder", ["INBOX", BIN])
def test_what_is_removed_is_gone_from_all_mail_too(folder: str) -> None:
    """By way of the bin; the folder that was open stays the open one, and other mail is left alone."""
    with Gmail() as server, Mailbox(server.account) as box:
        server.arrive(MAIL.replace(b"<1@", b"<2@"))
        if folder == BIN:
            server.put(MAIL, BIN)
        else:
            server.arrive(MAIL)
        before = box.open(folder)
        (uid,) = box.uids_after(0 if folder == BIN else 1, 9)
        assert box.remove(uid)
        assert ([], 1, 1) == (server.texts(BIN), len(server.texts(ALL)), len(server.texts()))
        assert before.name == box._opened().name
        assert uid not in box.uids_after(0, 9)


def test_without_the_bin_nothing_is_removed_by_halves() -> None:
    """Hidden from IMAP in the settings of Gmail: it is said that the mail stays."""
    with Gmail(bin_shown=False) as server, Mailbox(server.account) as box:
        server.arrive(MAIL)
        box.open("INBOX")
        assert not box.remove(1)
        assert [MAIL] == server.texts()


def test_one_mail_under_two_labels_is_two_numbers_and_one_mail() -> None:
    """Each label numbers by itself: the UID of one says nothing in the other."""
    with Gmail() as server, Mailbox(server.account) as box:
        server.put(MAIL.replace(b"<1@", b"<0@"), SENT)
        server.arrive(MAIL)
        server.put(MAIL, SENT)
        box.open("INBOX")
        found = {name: box.find_by_message_id(name, "<1@example.org>") for name in ("INBOX", SENT)}
        assert {"INBOX": (1,), SENT: (2,)} == found
        assert [datetime(2026, 1, 1, 9, tzinfo=UTC)] == [one.internal_date for one in box.sizes((1,))]

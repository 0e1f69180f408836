"""The IMAP door on real servers: Dovecot where it is installed, and the built-in one always."""

from __future__ import annotations

import threading
import time
from datetime import UTC, date, datetime, timedelta

import pytest

from cases.errors import PermanentError, TemporaryError
from cases.settings import ImapAccount
from intake.imap.mailbox import Mailbox
from intake.imap.values import BATCH_MAILS, MoveOutcome
from tests.servers.dovecot import Dovecot
from tests.servers.post import Post, User


@pytest.fixture(params=["dovecot", "built-in"])
def loop(request: pytest.FixtureRequest) -> Post:
    """A mail loop with Dovecot behind it, and the built-in one."""
    name = "post" if request.param == "dovecot" else "builtin_post"
    loop: Post = request.getfixturevalue(name)
    return loop


def letter(number: int, size: int = 10) -> bytes:
    """Mail number `number` with a body of about `size` octets."""
    head = f"From: <a@example.org>\r\nSubject: {number}\r\nMessage-ID: <{number}@example.org>\r\n\r\n"
    line = b"x" * 68 + b"\r\n"
    return head.encode() + (line * (size // 70 + 1))[: max(size, 2) - 2] + b"\r\n"


def filled(box: Mailbox, count: int, folder: str = "INBOX", size: int = 10) -> tuple[int, ...]:
    """Appends `count` mails and opens the folder."""
    for number in range(count):
        box.append(folder, letter(number, size), flags=())
    box.open(folder)
    return box.uids_after(0, count + 1)


def test_octets_come_back_as_they_were_stored(loop: Post) -> None:
    """Eight-bit letters, long lines and dots are neither decoded nor folded."""
    raw = "Subject: é\r\n\r\n.\r\nFrom here: caf\u00e9 \r\n".encode() + b"y" * 2000 + b"\xff\r\n"
    at = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    with Mailbox(loop.imap(loop.new_user())) as box:
        uid = box.append("INBOX", raw, flags=("\\Flagged",), at=at)
        box.open("INBOX")
        (mail,) = box.fetch([uid or 0])
    assert (uid, raw, at, len(raw), True) == (
        mail.uid,
        mail.raw,
        mail.internal_date,
        mail.size,
        mail.whole,
    )
    assert {"\\Flagged"} == mail.flags - {"\\Recent"}


def test_reading_never_marks_as_read(loop: Post) -> None:
    """Colleagues still see in their client which mail is new."""
    user = loop.new_user()
    with Mailbox(loop.imap(user)) as box:
        uids = filled(box, 3)
        list(box.fetch(uids))
        box.header(uids[0])
    with Mailbox(loop.imap(user)) as box:
        box.open("INBOX")
        assert [False] * 3 == ["\\Seen" in mail.flags for mail in box.sizes(uids)]


def test_the_cursor_finds_what_is_above_it(loop: Post) -> None:
    """UIDs ascend, `limit` cuts, and the last mail is not named again (RFC 3501 §6.4.8)."""
    with Mailbox(loop.imap(loop.new_user())) as box:
        uids = filled(box, 5)
        assert 5 == len(set(uids))
        assert sorted(uids) == list(uids)
        assert uids[2:4] == box.uids_after(uids[1], 2)
        assert () == box.uids_after(uids[-1], 10)
        assert () == box.uids_after(uids[-1] + 1000, 10)


def test_a_large_folder_is_searched_by_windows(loop: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every window is asked for, also over gaps in the numbers, and mail that came since opening."""
    with Mailbox(loop.imap(loop.new_user()), window=3) as box:
        uids = filled(box, 12)
        for uid in uids[2:9]:
            assert box.remove(uid)
        box.open("INBOX")
        late = box.append("INBOX", letter(99), flags=())
        assert (*uids[:2], *uids[9:], late) == box.uids_after(0, 100)
        assert uids[:2] == box.uids_after(0, 2)


def test_mail_that_vanished_is_left_out(loop: Post) -> None:
    """Somebody deleted a mail between the search and the fetch."""
    with Mailbox(loop.imap(loop.new_user())) as box:
        uids = filled(box, 3)
        assert box.remove(uids[1])
        assert [uids[0], uids[2]] == [mail.uid for mail in box.fetch(uids)]
        assert [] == list(box.fetch([uids[1]]))
        assert b"" == box.header(uids[1])


def test_a_mail_above_the_limit_comes_with_its_header_only(loop: Post) -> None:
    """The others come whole and in order."""
    with Mailbox(loop.imap(loop.new_user())) as box:
        for size in (10, 90_000, 10):
            box.append("INBOX", letter(1, size), flags=())
        box.open("INBOX")
        mails = list(box.fetch(box.uids_after(0, 10), largest=50_000))
    assert [True, False, True] == [mail.whole for mail in mails]
    assert letter(1, 90_000).partition(b"\r\n\r\n")[0] == mails[1].raw.rstrip()
    assert mails[1].size > 90_000


def test_ten_megabytes_pass(loop: Post) -> None:
    """A mail larger than a batch comes alone and unharmed."""
    raw = letter(1, 10_000_000)
    with Mailbox(loop.imap(loop.new_user())) as box:
        box.append("INBOX", raw)
        box.append("INBOX", letter(2))
        box.open("INBOX")
        mails = list(box.fetch(box.uids_after(0, 10)))
    assert [raw, letter(2)] == [mail.raw for mail in mails]


def test_moving_makes_the_folder_and_tells_the_new_uid(loop: Post) -> None:
    """The mail is in one place, and moving it again does nothing."""
    with Mailbox(loop.imap(loop.new_user())) as box:
        uids = filled(box, 2)
        moved = box.move(uids[0], "Done")
        again = box.move(uids[0], "Done")
        assert (uids[1],) == box.uids_after(0, 9)
        box.open("Done")
        assert (moved.uid,) == box.uids_after(0, 9)
    assert (MoveOutcome.MOVED, MoveOutcome.GONE) == (moved.outcome, again.outcome)


def test_without_move_a_copy_is_confirmed_before_one_mail_is_expunged(loop: Post) -> None:
    """What a colleague marked as deleted stays; only UIDPLUS is used."""
    with Mailbox(loop.imap(loop.new_user()), ignore=("MOVE",)) as box:
        uids = filled(box, 3)
        box._client.add_flags([uids[1]], [b"\\Deleted"])
        assert MoveOutcome.MOVED == box.move(uids[0], "Done").outcome
        assert MoveOutcome.GONE == box.move(uids[0], "Done").outcome
        assert uids[1:] == box.uids_after(0, 9)


def test_without_move_and_uidplus_mail_stays(loop: Post) -> None:
    """And the reason is told; removing is refused too."""
    with Mailbox(loop.imap(loop.new_user()), ignore=("MOVE", "UIDPLUS")) as box:
        uids = filled(box, 1)
        result = box.move(uids[0], "Done")
        assert (MoveOutcome.STAYED, "the server has neither MOVE nor UIDPLUS") == (
            result.outcome,
            result.reason,
        )
        assert not box.remove(uids[0])
        assert uids == box.uids_after(0, 9)


def test_a_copy_is_found_by_its_message_id(loop: Post) -> None:
    """Also in a folder that is not open, which stays so; odd ids find nothing."""
    with Mailbox(loop.imap(loop.new_user())) as box:
        uids = filled(box, 2)
        sent = box.special_use("sent")
        assert "Sent" == sent
        uid = box.append(sent, letter(7))
        assert (uid,) == box.find_by_message_id(sent, "<7@example.org>")
        assert (uid,) == box.find_by_message_id(sent, "7@example.org")
        assert (uids[1],) == box.find_by_message_id("INBOX", "<1@example.org>")
        for odd in ("", "<>", "<8@example.org>", "<é@example.org>", '<a"b\\c@example.org>'):
            assert () == box.find_by_message_id(sent, odd)
        assert uids == box.uids_after(0, 9)


def test_old_mail_is_found_by_day(loop: Post) -> None:
    """For `mailbox_after`; the day is the server's."""
    with Mailbox(loop.imap(loop.new_user())) as box:
        old = box.append("INBOX", letter(1), at=datetime(2025, 1, 5, 12, tzinfo=UTC))
        box.append("INBOX", letter(2), at=datetime(2026, 1, 5, 12, tzinfo=UTC))
        box.open("INBOX")
        assert (old,) == box.uids_before(date(2025, 6, 1))


def test_mail_is_found_by_days_and_by_who_it_names(loop: Post) -> None:
    """For `people erase --mailbox`: the last day is not among them; an odd address finds nothing."""
    with Mailbox(loop.imap(loop.new_user())) as box:
        old = box.append("INBOX", letter(1), at=datetime(2025, 1, 5, 12, tzinfo=UTC))
        box.append("INBOX", letter(2), at=datetime(2025, 1, 8, 12, tzinfo=UTC))
        named = box.append(
            "INBOX", b"From: x@example.org\r\nCc: Maria <maria@example.org>\r\n\r\nSee you\r\n"
        )
        box.open("INBOX")
        assert (old,) == box.uids_between(date(2025, 1, 4), date(2025, 1, 7))
        assert (named,) == box.uids_naming("maria@example.org")
        answer = box.append(
            "INBOX", b"From: y@example.org\r\nIn-Reply-To: <1@x.org>\r\n\r\nSays maria@example.org\r\n"
        )
        box.open("INBOX")
        assert (named, answer) == box.uids_naming("maria@example.org", anywhere=True)
        assert (answer,) == box.uids_answering("<1@x.org>")
        assert () == box.uids_answering("<2@x.org>")
        for odd in ("mariä@example.org", "nobody@example.org", "a\r\nb@example.org"):
            assert () == box.uids_naming(odd)


def test_headers_come_without_the_text(loop: Post) -> None:
    """More than a batch of them; what is gone is left out."""
    with Mailbox(loop.imap(loop.new_user())) as box:
        uids = filled(box, BATCH_MAILS + 2)
        headers = box.headers((*uids, uids[-1] + 9))
        assert list(uids) == sorted(headers)
        assert all(b"Message-ID:" in raw for raw in headers.values())
        assert {} == box.headers(())


def test_a_folder_is_looked_up_without_being_made(loop: Post) -> None:
    """Its name on this server, or None."""
    with Mailbox(loop.imap(loop.new_user())) as box:
        assert None is box.existing("Done")
        made = box.ensure_folder("Done")
        assert made == box.existing("Done")
        assert "INBOX" == box.existing("inbox")


def test_folders_are_made_once_and_may_have_any_name(loop: Post) -> None:
    """Letters outside ASCII (modified UTF-7), a subfolder, and INBOX in any case."""
    with Mailbox(loop.imap(loop.new_user())) as box:
        for name in ("Verwerkt café", "Service/Done", "INBOX"):
            assert name == box.ensure_folder(name)
            assert name == box.ensure_folder(name)
            box.open(name)
        assert "INBOX" == box.ensure_folder("Inbox")
        assert None is box.special_use("junk")


def test_idle_tells_of_new_mail(loop: Post) -> None:
    """And of nothing else: quiet seconds, flags and removals do not wake us."""
    user = loop.new_user()
    with Mailbox(loop.imap(user)) as box, Mailbox(loop.imap(user)) as colleague:
        uids = filled(colleague, 2)
        box.open("INBOX")
        assert box.wait(1)  # nothing was searched yet
        assert uids == box.uids_after(0, 9)
        timer = threading.Timer(0.2, lambda: colleague.remove(uids[0]))
        timer.start()
        assert not box.wait(1.5)
        timer.join()
        timer = threading.Timer(0.2, lambda: colleague.append("INBOX", letter(9), flags=()))
        timer.start()
        begin = time.monotonic()
        assert box.wait(20)
        assert time.monotonic() - begin < 5
        timer.join()
        assert 1 == len(box.uids_after(uids[-1], 9))
        assert not box.wait(0.3)


def test_mail_between_search_and_waiting_is_not_overlooked(loop: Post) -> None:
    """The server tells it when IDLE begins, or beside an answer before."""
    user = loop.new_user()
    with Mailbox(loop.imap(user)) as box, Mailbox(loop.imap(user)) as colleague:
        uids = filled(box, 1)
        colleague.append("INBOX", letter(9), flags=())
        list(box.fetch(uids))
        begin = time.monotonic()
        assert box.wait(20)
        assert time.monotonic() - begin < 5


def test_mail_is_not_forgotten_by_looking_into_another_folder(loop: Post) -> None:
    """Selecting INBOX again makes the server count anew; the next wait says: look."""
    user = loop.new_user()
    with Mailbox(loop.imap(user)) as box, Mailbox(loop.imap(user)) as colleague:
        filled(box, 1)
        colleague.append("INBOX", letter(9), flags=())
        assert () == box.find_by_message_id("Sent", "<1@example.org>")
        assert box.wait(20)


def test_idle_is_renewed(loop: Post) -> None:
    """Long waits are cut into pieces below the 30 minutes after which servers hang up."""
    with Mailbox(loop.imap(loop.new_user()), idle_renew=timedelta(seconds=0.2)) as box:
        box.open("INBOX")
        box.uids_after(0, 1)
        before = box._client._imap.tagnum
        assert not box.wait(1)
        assert 4 <= box._client._imap.tagnum - before <= 6


@pytest.mark.parametrize("ignore", [(), ("IDLE",)])
def test_a_stop_ends_waiting(loop: Post, ignore: tuple[str, ...]) -> None:
    """With IDLE within half a second, without it at once."""
    stop = threading.Event()
    with Mailbox(loop.imap(loop.new_user()), stop, ignore=ignore) as box:
        box.open("INBOX")
        box.uids_after(0, 1)
        timer = threading.Timer(0.1, stop.set)
        timer.start()
        begin = time.monotonic()
        assert not box.wait(30)
        assert time.monotonic() - begin < 2
        timer.join()


def test_without_idle_waiting_is_sleeping(loop: Post) -> None:
    """Then the caller has to look: True."""
    with Mailbox(loop.imap(loop.new_user()), ignore=("IDLE",)) as box:
        box.open("INBOX")
        box.uids_after(0, 1)
        begin = time.monotonic()
        assert box.wait(0.3)
        assert time.monotonic() - begin >= 0.3


def test_a_wrong_password_is_for_a_person(loop: Post) -> None:
    """The server itself refuses: no sense in trying again; the password is not shown."""
    user = loop.new_user()
    wrong = User(user.address, "hunter2")
    with pytest.raises(PermanentError, match="correct username and password") as caught:
        Mailbox(loop.imap(wrong)).connect()
    assert "hunter2" not in str(caught.value)


def test_a_missing_folder_is_for_a_person(loop: Post) -> None:
    """And the connection stays usable."""
    with Mailbox(loop.imap(loop.new_user())) as box:
        with pytest.raises(PermanentError, match="Nowhere"):
            box.open("Nowhere")
        assert 0 == box.open("INBOX").exists


def test_a_closed_mailbox_says_so_and_opens_again(loop: Post) -> None:
    """`connect` after `close`, twice over."""
    box = Mailbox(loop.imap(loop.new_user()))
    for _ in range(2):
        with pytest.raises(TemporaryError, match="connect again"):
            box.open("INBOX")
        box.connect()
        box.open("INBOX")
        box.close()
        assert not box.connected


def test_dovecot_offers_every_way_in(dovecot: Dovecot) -> None:
    """TLS, STARTTLS and plain on loopback; a password with any letter; a token (XOAUTH2)."""
    address, password = "ways@example.test", 'pä "ss\\word€'
    dovecot.add_user(address, password)
    dovecot.tokens["good"] = address
    ca = str(dovecot.certificate.cert)
    for host, port, security, token in (
        ("127.0.0.1", dovecot.imaps, "tls", None),
        ("localhost", dovecot.imap, "starttls", None),
        ("127.0.0.1", dovecot.imap, "none", None),
        ("127.0.0.1", dovecot.imaps, "tls", lambda: "good"),
    ):
        account = ImapAccount(host, port, security, address, password, token, ca, 10.0)
        with Mailbox(account) as box:
            assert {"UIDPLUS", "MOVE", "IDLE"} <= box.capabilities
            assert 0 == box.open("INBOX").exists


def test_a_refused_token_is_for_a_person(dovecot: Dovecot) -> None:
    """It names the way to a new consent and does not show the token."""
    account = ImapAccount(
        "127.0.0.1",
        dovecot.imaps,
        "tls",
        "ways@example.test",
        token=lambda: "stale-token",
        ca_file=str(dovecot.certificate.cert),
        timeout=10.0,
    )
    with pytest.raises(PermanentError, match="concierge login") as caught:
        Mailbox(account).connect()
    assert "stale-token" not in str(caught.value)


def test_an_unknown_certificate_is_refused(dovecot: Dovecot) -> None:
    """Neither TLS nor STARTTLS goes on with a certificate nobody vouches for."""
    for port, security in ((dovecot.imaps, "tls"), (dovecot.imap, "starttls")):
        account = ImapAccount("127.0.0.1", port, security, "x", "y", timeout=10.0)
        with pytest.raises(PermanentError, match="certificate"):
            Mailbox(account).connect()


def test_tls_on_a_plain_port_says_what_to_change(dovecot: Dovecot) -> None:
    """The commonest mistake in a configuration."""
    account = ImapAccount("127.0.0.1", dovecot.imap, "tls", "x", "y", timeout=10.0)
    with pytest.raises(PermanentError, match='"starttls"'):
        Mailbox(account).connect()


def test_idle_works_through_tls(dovecot: Dovecot) -> None:
    """Lines already decrypted do not wake the socket; they are seen all the same."""
    dovecot.add_user("tls@example.test", "secret")
    account = ImapAccount(
        "127.0.0.1",
        dovecot.imaps,
        "tls",
        "tls@example.test",
        "secret",
        ca_file=str(dovecot.certificate.cert),
        timeout=10.0,
    )
    with Mailbox(account) as box, Mailbox(account) as colleague:
        box.open("INBOX")
        for number in range(3):
            last = (box.uids_after(0, 99) or (0,))[-1]
            threading.Timer(0.1, lambda n=number: colleague.append("INBOX", letter(n), flags=())).start()
            assert box.wait(20)
            assert 1 == len(box.uids_after(last, 9))

"""The small TXT resolver, against a name server on this machine."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from concierge.doctor.dns import NoAnswerError, check_dns, txt_records
from concierge.doctor.finding import Grade
from tests.desk import mailbox

BOX = mailbox("help@example.org")


def record(*strings: bytes) -> bytes:
    """A TXT record whose owner is a pointer to the question."""
    text = b"".join(bytes([len(each)]) + each for each in strings)
    return b"\xc0\x0c" + struct.pack(">2HIH", 16, 1, 60, len(text)) + text


@contextmanager
def name_server(
    answers: dict[str, list[bytes]], flags: int = 0x8180, skew: int = 0
) -> Iterator[tuple[str, int]]:
    """Answers each question by name; `skew` spoils the number of the answer."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind(("127.0.0.1", 0))
        line.settimeout(0.1)
        done = threading.Event()

        def serve() -> None:
            while not done.is_set():
                try:
                    question, peer = line.recvfrom(4096)
                except TimeoutError:
                    continue
                end = question.index(b"\0", 12)
                labels, position = [], 12
                while position < end:
                    labels.append(question[position + 1 : position + 1 + question[position]].decode())
                    position += 1 + question[position]
                found = answers.get(".".join(labels), [])
                number = struct.unpack(">H", question[:2])[0] ^ skew
                head = struct.pack(">6H", number, flags, 1, len(found), 0, 0)
                line.sendto(head + question[12 : end + 5] + b"".join(found), peer)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield line.getsockname()
        finally:
            done.set()
            thread.join()


def test_records_are_found() -> None:
    """SPF and DMARC are shown as published, also when split into several strings."""
    answers = {
        "example.org": [record(b"other"), record(b"v=spf1 include:", b"example.net -all")],
        "_dmarc.example.org": [record(b"v=DMARC1; p=reject")],
    }
    with name_server(answers) as server:
        found = list(check_dns(BOX, [server]))
    assert ["SPF: v=spf1 include:example.net -all", "DMARC: v=DMARC1; p=reject"] == [
        f.state for f in found[:2]
    ]
    assert [Grade.OK, Grade.OK, Grade.NOT_CHECKED] == [f.grade for f in found]


def test_missing_and_double_records() -> None:
    """No record and two SPF records are advice, with what to publish."""
    with name_server({}) as server:
        found = list(check_dns(BOX, [server]))
    assert ["no SPF record", "no DMARC record"] == [f.state for f in found[:2]]
    with name_server({"example.org": [record(b"v=spf1 -all"), record(b"v=spf1 ~all")]}) as server:
        assert "2 SPF records, which receivers take for none" == next(check_dns(BOX, [server])).state


@pytest.mark.parametrize(("flags", "skew"), [(0x8182, 0), (0x8185, 0), (0x8380, 0), (0x8180, 1)])
def test_answers_that_do_not_fit(flags: int, skew: int) -> None:
    """A failing, refusing, truncating or forging server gives no verdict, only "not checked"."""
    with name_server({}, flags, skew) as server:
        with pytest.raises(NoAnswerError):
            txt_records("example.org", [server])
        assert [Grade.NOT_CHECKED] == [f.grade for f in check_dns(BOX, [server])]


def test_the_next_name_server_is_asked() -> None:
    """A name server that is away does not hide the next one; none at all is said."""
    with name_server({"example.org": [record(b"yes")]}) as server:
        assert ("yes",) == txt_records("example.org", [("127.0.0.1", 9), server])
    with pytest.raises(NoAnswerError, match="names no name server"):
        txt_records("example.org", [])

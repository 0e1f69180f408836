"""mbox files as a stream: what begins a mail, what is escaped, line ends, damage, size."""

from __future__ import annotations

import io
import mailbox
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest

from intake.older.mbox import Entry, entries, postmark_date
from tests.intake.reading.raw_mail import raw_mail

POSTMARK = "From ann@example.org Fri Feb 22 15:06:23 2008"
LIMIT = 1_000_000


def _entries(text: str, eol: str = "\n", limit: int = LIMIT) -> list[Entry]:
    octets = text.replace("\n", eol).encode()
    found = list(entries(io.BytesIO(octets), limit))
    assert len(octets) == sum(entry.octets for entry in found)
    return found


def _mails(text: str, eol: str = "\n") -> list[str]:
    return [(entry.raw or b"").decode().replace(eol, "\n") for entry in _entries(text, eol)]


ONE = f"{POSTMARK}\nSubject: one\n\nbody one\n"
TWO = f"{POSTMARK}\nSubject: two\n\nbody two\n"
FIRST, SECOND = "Subject: one\n\nbody one\n", "Subject: two\n\nbody two\n"
FILES = {
    "two mails": (f"{ONE}\n{TWO}\n", [FIRST, SECOND]),
    "no blank line between": (f"{ONE}{TWO}", [FIRST, SECOND]),
    "blank lines before": (f"\n\n{ONE}", [FIRST]),
    "no end of line at the end": (ONE[:-1], ["Subject: one\n\nbody one"]),
    "escaped": (f"{ONE}\n>From now on\n>>From then\n", [FIRST + "\nFrom now on\n>From then\n"]),
    "a sentence": (f"{ONE}\nFrom Monday 10:00 on\nwe meet\n", [FIRST + "\nFrom Monday 10:00 on\nwe meet\n"]),
    "a list": (f"{ONE}\nFrom the team\nNote: us\n", [FIRST + "\nFrom the team\nNote: us\n"]),
    "at the very end": (f"{ONE}\nFrom us\n", [FIRST + "\nFrom us\n"]),
    "twice": (f"{ONE}\nFrom us\nFrom you\n", [FIRST + "\nFrom us\nFrom you\n"]),
    "one word": (
        "From nobody\nSubject: x\n\nb\n\nFrom -\nSubject: y\n\nc\n",
        ["Subject: x\n\nb\n", "Subject: y\n\nc\n"],
    ),
    "an empty mail": (f"{POSTMARK}\n\n{TWO}", ["", SECOND]),
    "the date with a zone": (
        ONE.replace("2008", "2008 +0200") + "\n" + TWO.replace("15:06:23 2008", "15:06:23 CET 2008"),
        [FIRST, SECOND],
    ),
    "nothing": ("", []),
    "no mbox": ("Subject: x\n\nb\n", None),
}


@pytest.mark.parametrize("eol", ["\n", "\r\n"])
@pytest.mark.parametrize(("text", "expected"), FILES.values(), ids=FILES)
def test_where_mails_begin(text: str, expected: list[str] | None, eol: str) -> None:
    """Separators are told from sentences; every octet belongs to a mail; line ends stay."""
    if expected is None:
        assert [] == list(entries(io.BytesIO(text.replace("\n", eol).encode()), LIMIT))
    else:
        assert expected == _mails(text, eol)


def test_the_standard_library_writes_what_we_read(tmp_path: Path) -> None:
    """A file of `mailbox.mbox` gives back the very mails that went in."""
    raws = [
        raw_mail({"From": "a@example.org", "Message-ID": f"<{n}@x>"}, f"one\n\nFrom here {n}: on\n", "\n")
        for n in range(5)
    ]
    box = mailbox.mbox(tmp_path / "box")
    for raw in raws:
        box.add(raw)
    box.close()
    with (tmp_path / "box").open("rb") as stream:
        assert raws == [entry.raw for entry in entries(stream, LIMIT)]


def test_a_mail_above_the_limit_is_not_kept() -> None:
    """It is left out, its neighbours come; memory stays bounded even where no line ends."""
    big = POSTMARK + "\nSubject: big\n\n" + "x" * 5_000_000 + "\n\n"
    octets = (ONE + "\n" + big + TWO).encode()
    tracemalloc.start()
    found = list(entries(io.BytesIO(octets), 2_000_000))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [False, True, False] == [entry.raw is None for entry in found]
    assert len(octets) == sum(entry.octets for entry in found)
    assert peak < 12_000_000


def test_dates_of_separators() -> None:
    """The date in the first line, in UTC where it names no zone; None for anything else."""
    at = datetime(2008, 2, 22, 15, 6, 23, tzinfo=UTC)
    assert at == postmark_date(POSTMARK.encode())
    assert at == postmark_date(b"From a@example.org Fri Feb 22 17:06:23 2008 +0200")
    assert at == postmark_date(b"From 1234@xxx Fri Feb 22 15:06:23 +0000 2008")
    assert postmark_date(b"From a@example.org Fri Feb 42 15:06:23 2008") is None
    assert postmark_date(b"From nobody \xff") is None

"""Messages a second for parsing, beside mail-parser and the standard library in the same run.

    python -m bench.parse [DIRECTORY] [--seconds 2]

DIRECTORY: folders of mails to read as well (every file below a folder `mails`). The ratios are what
matters: the machine is the same for all three. The last table doubles the size of one mail again and
again; octets a second must stay level (growth is linear).
"""

from __future__ import annotations

import argparse
import email
import email.policy
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import mailparser

from intake.reading.parse import parse
from intake.reading.quotes.split import split

Reader = Callable[[bytes], object]
WORDS = "Hello, I would like to learn how to present with fewer slides and more pictures. "


def generated(count: int = 300) -> list[bytes]:
    """Mails as they come: alternative text and HTML, quotes, every fifth with a file."""
    return [_letter(number, 1 + number % 9) for number in range(count)]


def _letter(number: int, paragraphs: int) -> bytes:
    """One mail of about 2 kB a paragraph."""
    text = "\n\n".join(f"{number}.{part} {WORDS * 4}" for part in range(paragraphs))
    rows = "".join(f"<p>{number}.{part} <b>{WORDS}</b>{WORDS * 3}</p>" for part in range(paragraphs))
    received = "".join(
        f"Received: from mx{hop}.example.org by mx.example.net; Mon, 2 Nov 2026 10:00:0{hop} +0100\r\n"
        for hop in range(5)
    )
    file = (
        f'--b\r\nContent-Type: application/pdf; name="{number}.pdf"\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\n" + "QUJDREVGR0g=\r\n" * 400
        if number % 5 == 0
        else ""
    )
    return (
        f"{received}From: =?utf-8?Q?J=C3=B6rg_{number}?= <jorg{number}@example.org>\r\n"
        f"To: help@example.net\r\nSubject: =?utf-8?Q?Vraag_{number}?=\r\n"
        f"Message-ID: <{number}@example.org>\r\n"
        "Date: Mon, 02 Nov 2026 10:00:00 +0100\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n"
        f"--c\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
        f"--c\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        f"<html><body>{rows}</body></html>\r\n--c--\r\n{file}--b--\r\n"
    ).encode()


def standard_library(raw: bytes) -> object:
    """The modern API: headers, both bodies, every file decoded."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    body = [part.get_content() for kind in ("plain", "html") if (part := message.get_body((kind,)))]
    files = [part.get_payload(decode=True) for part in message.iter_attachments()]
    return message["from"], message["to"], message["subject"], message["date"], body, files


def mail_parser(raw: bytes) -> object:
    """The library alone."""
    read = mailparser.parse_from_bytes(raw)
    return read.from_, read.to, read.subject, read.date, read.text_plain, read.text_html, read.attachments


def with_new_text(raw: bytes) -> object:
    """Parsing and telling new words from quoted ones."""
    return split(parse(raw))


def rate(reader: Reader, mails: Sequence[bytes], seconds: float) -> tuple[float, int]:
    """Mails a second, and how many raised."""
    failed = done = 0
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        for raw in mails:
            try:
                reader(raw)
            except Exception:  # the others do raise on broken mail; that is part of the result
                failed += 1
            done += 1
    return done / (time.perf_counter() - began), failed * len(mails) // max(1, done)


def corpus(directory: Path) -> list[bytes]:
    """Every mail of the folders."""
    files = sorted(
        path for folder in directory.glob("*/mails") for path in folder.rglob("*") if path.is_file()
    )
    return [path.read_bytes() for path in files]


def main() -> None:
    """Print the tables."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("directory", type=Path, nargs="?")
    arguments.add_argument("--seconds", type=float, default=2.0)
    given = arguments.parse_args()
    sets = {"generated": generated()}
    if given.directory and given.directory.is_dir():
        sets["corpora"] = corpus(given.directory)
    readers: dict[str, Reader] = {
        "intake": parse,
        "with new text": with_new_text,
        "mail-parser": mail_parser,
        "standard": standard_library,
    }
    print(f"{'mails':12}{'reader':14}{'mails/s':>10}{'ratio':>8}{'raised':>8}")
    for name, mails in sets.items():
        base = 0.0
        for reader, call in readers.items():
            speed, failed = rate(call, mails, given.seconds)
            base = base or speed
            print(f"{name:12}{reader:14}{speed:10.0f}{base / speed:8.2f}{failed:8}")
    print(f"\n{'octets':>10}{'MB/s':>8}   one mail, doubled: intake")
    for doublings in range(9):
        raw = _letter(1, 4 * 2**doublings)
        speed, _ = rate(parse, [raw], given.seconds / 4)
        print(f"{len(raw):10}{speed * len(raw) / 1e6:8.1f}")


if __name__ == "__main__":
    main()

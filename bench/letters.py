"""The generated mail of the intake benchmark: workers' mail as it comes, the same octets every time.

English and Dutch, seven mail clients, plain text alone or beside HTML, signatures with and without a logo,
files, and in each thread of three a second mail that quotes the first. About 28 kB on average. The requests
are those of tests/data/requests.jsonl.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone
from email.message import EmailMessage
from pathlib import Path

from concierge.demo.client_parts import Attachment
from concierge.demo.clients import CLIENTS, Client, Letter, Person

REQUESTS = Path(__file__).resolve().parent.parent / "tests" / "data" / "requests.jsonl"
MONDAY = datetime(2026, 11, 2, 9, 0, tzinfo=timezone(timedelta(hours=1)))
NAMES = (
    "Anna Aerts",
    "Bart Bakker",
    "Chloé Claes",
    "Dirk Demir",
    "Elif Engels",
    "Femke Franssen",
    "Jörg Goossens",
    "Karim Hermans",
    "Lotte Ivanova",
    "Maria Jansen",
    "Olga Kaya",
    "Pieter Lemmens",
    "Sofie Maes",
)
FILES = (
    ("Presentation Q3.pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("overzicht.pdf", "application/pdf"),
    ("Planning 2026.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
)
GREETING = {"en": ("Hi,", "Hello,", "Good morning,"), "nl": ("Hallo,", "Dag,", "Goedemorgen,")}
CLOSING = {
    "en": ("Kind regards,", "Thanks,", "Best,"),
    "nl": ("Met vriendelijke groet,", "Bedankt,", "Groeten,"),
}
LENGTHS = (0, 1, 2, 3, 5, 8, 12, 30)  # further paragraphs: most people are short, some tell everything
MORE = {
    "en": (
        "I have about two hours a week for it, preferably on Friday afternoon, and would like to begin soon.",
        "My manager says there is a budget of 250 euro, but a free way to begin would suit me better.",
        "Last year I followed a course of a day, and after a month I had forgotten most of it.",
        "I learn best by doing it together with somebody who has been through the same, less so from a book.",
        "It has to be in place by the end of the month, because the new team starts then and counts on me.",
        "You can find what I made until now at https://intranet.example.org/teams/projects/2026/overview.aspx",
    ),
    "nl": (
        "Ik heb er ongeveer twee uur per week voor, liefst op vrijdagnamiddag, en zou graag snel beginnen.",
        "Mijn leidinggevende zegt dat er een budget van 250 euro is, maar iets gratis is beter.",
        "Vorig jaar volgde ik een cursus van een dag, en na een maand was ik het meeste alweer vergeten.",
        "Ik leer het beste door het samen te doen met iemand die hetzelfde meemaakte, minder uit een boek.",
        "Het moet klaar zijn tegen het einde van de maand, want dan begint het nieuwe team.",
        "Wat ik tot nu toe maakte staat op https://intranet.example.org/teams/projecten/2026/overzicht.aspx",
    ),
}
LATER = {
    "en": "One more thing that I forgot to say:",
    "nl": "Nog iets dat ik vergeten was te zeggen:",
}
SIGNATURE = (
    "{} | Operations\nExample NV, Stationsstraat 12, 2000 Antwerpen\nT +32 3 555 01 {} | {}\nwww.example.org"
)
LOGO = random.Random(7).randbytes(9_000)
STYLE = "".join(
    f"p.Style{n}, li.Style{n}, div.Style{n}\n"
    "\t{margin:0cm;\n\tfont-size:11.0pt;\n\tmso-fareast-language:EN-US;}\n"
    for n in range(24)
)  # what Word leaves in the head of every mail


def generated(count: int, service: str, domain: str) -> Iterator[tuple[str, bytes]]:
    """(author, mail) of `count` mails to `service`, in the order in which they are sent."""
    office = _Office(service, domain)
    for number in range(count):
        author, raw = office.follow_up(number) if number % 3 == 2 else office.request(number)
        yield author.address, raw


class _Office:
    """The people who write, and chance, which is the same every time."""

    def __init__(self, service: str, domain: str) -> None:
        self._service, self._domain = service, domain
        self._chance = random.Random(20261102)
        self._rows = [json.loads(line) for line in REQUESTS.read_text("utf-8").splitlines()]
        self._before: tuple[Person, Client, bytes]

    def request(self, number: int) -> tuple[Person, bytes]:
        """Every third signed in full, every fifth with a file, every fifth without HTML."""
        row = self._rows[number * 7 % len(self._rows)]
        author, language = self._person(number), row["language"]
        letter = Letter(
            self._words(row, author.name),
            author,
            MONDAY + timedelta(minutes=number),
            (self._service,),
            signature=SIGNATURE.format(author.name, number % 90 + 10, author.address)
            if number % 3 == 0
            else "",
            logo=LOGO if number % 6 == 0 else b"",
            attachments=(self._file(),) if number % 5 == 1 else (),
        )
        client = self._chance.choice([c for c in CLIENTS.values() if c.language == language])
        subject = " ".join(row["text"].split()[: self._chance.randint(3, 7)])
        raw = _plain(letter, subject) if number % 5 == 0 else client.new(letter, subject)
        self._before = author, client, self._travelled(raw, letter.at)
        return author, self._before[2]

    def follow_up(self, number: int) -> tuple[Person, bytes]:
        """A second mail of the last author, with the first quoted below."""
        author, client, before = self._before
        text = f"{LATER[client.language]} {self._chance.choice(MORE[client.language])}\n\n{author.name}"
        letter = Letter(text, author, MONDAY + timedelta(minutes=number), (self._service,))
        return author, self._travelled(client.reply(before, letter), letter.at)

    def _person(self, number: int) -> Person:
        name = NAMES[number % len(NAMES)]
        local = f"{name}.{number}".lower().replace("é", "e").replace("ö", "o").replace(" ", ".")
        return Person(name, f"{local}@{self._domain}")

    def _words(self, row: dict[str, str], name: str) -> str:
        """One request with its circumstances; some people go on for a page or two."""
        language = row["language"]
        more = self._chance.sample(MORE[language], self._chance.randint(1, 4))
        others = [one["text"] for one in self._rows if one["language"] == language]
        story = self._chance.sample(others, self._chance.choice(LENGTHS))
        greeting, formula = self._chance.choice(GREETING[language]), self._chance.choice(CLOSING[language])
        return "\n\n".join((greeting, row["text"], *more, *story, f"{formula}\n{name}"))

    def _file(self) -> Attachment:
        name, kind = self._chance.choice(FILES)
        return Attachment(name, kind, self._chance.randbytes(self._chance.randint(30_000, 160_000)))

    def _travelled(self, raw: bytes, at: datetime) -> bytes:
        """The mail with the fields that servers between add, and with the style sheet that Word writes."""
        hops = "".join(
            f"Received: from mx{hop}.example.net (mx{hop}.example.net [192.0.2.{hop}])\r\n"
            f"\tby mx{hop + 1}.example.net (Postfix) with ESMTPS id {self._chance.getrandbits(48):012X}\r\n"
            f"\tfor <{self._service}>; {at:%a, %d %b %Y %H:%M}:0{hop} +0100\r\n"
            for hop in range(5)
        )
        seal = "\r\n\t".join(f"{self._chance.getrandbits(256):064x}" for _ in range(6))
        fields = (
            "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.test; s=selector1;\r\n"
            f"\th=From:Date:Subject:Message-ID:Content-Type:MIME-Version;\r\n\tb={seal}\r\n"
            f"ARC-Seal: i=1; a=rsa-sha256; s=arcselector; d=example.net; cv=none;\r\n\tb={seal}\r\n"
            f"X-Spam-Status: No, score=-1.9\r\nThread-Index: {self._chance.getrandbits(160):040x}\r\n"
        )
        styled = raw.replace(b"<style><!--", b"<style><!--\r\n" + STYLE.replace("\n", "\r\n").encode())
        return (hops + fields).encode() + styled


def _plain(letter: Letter, subject: str) -> bytes:
    """Text alone, as programs and careful people send it."""
    mail = EmailMessage()
    mail["From"] = f'"{letter.author.name}" <{letter.author.address}>'
    mail["To"] = letter.to[0]
    mail["Subject"] = subject
    mail["Date"] = letter.at
    mail["Message-ID"] = f"<{letter.at:%Y%m%d%H%M}.{letter.author.address}>"
    mail.set_content(letter.text + "\n")
    for one in letter.attachments:
        main, _, sub = one.type.partition("/")
        mail.add_attachment(one.content, maintype=main, subtype=sub, filename=one.name)
    return mail.as_bytes(policy=mail.policy.clone(linesep="\r\n"))


def described(mails: Sequence[bytes]) -> str:
    """Number and sizes in words."""
    sizes = [len(raw) / 1000 for raw in sorted(mails, key=len)]
    return (
        f"{len(sizes)} mails, {sum(sizes) / len(sizes):.0f} kB on average, half of them below "
        f"{sizes[len(sizes) // 2]:.0f} kB, the largest {sizes[-1]:.0f} kB"
    )

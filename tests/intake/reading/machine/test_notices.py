"""What clients write by themselves is told from what people write, row by row."""

from __future__ import annotations

import pytest

from cases.wordlists import rows
from intake.reading.machine.notices import notice
from intake.reading.parse import parse

PICTURE = "👍"
QUOTED = (
    "\n\nOn Mon, 23 Nov 2026 at 10:02, Learning Help <help@example.org> wrote:\n\n> Hello Anna,\n"
    "> What can I do?\n"
)
OUTLOOK = (
    "\n________________________________\nFrom: Learning Help <help@example.org>\nSent: Monday, "
    "November 23, 2026 10:02:11 AM\nTo: Anna Peeters <anna@example.org>\nSubject: Talks\n\nHello\n"
)
SIGNED = "\n\nSent from my iPhone"


def mail(text: str, subject: str = "Re: Talks", *, answers: bool = True, name: str = "Anna Peeters") -> bytes:
    thread = "In-Reply-To: <1@example.org>\nReferences: <1@example.org>\n" if answers else ""
    return (
        f"From: {name} <anna@example.org>\nTo: help@example.org\nSubject: {subject}\n"
        f"Date: Mon, 23 Nov 2026 10:04:00 +0100\nMessage-ID: <2@example.org>\n{thread}MIME-Version: 1.0\n"
        f"Content-Type: text/plain; charset=utf-8\n\n{text}\n"
    ).encode()


def filled(text: str, name: str = "Anna Peeters") -> str:
    """A row as a client prints it."""
    return (
        text.replace("*", name, 1)
        .replace("*", "23/11/2026")
        .replace("…", "What can I do")
        .replace("☺", PICTURE)
    )


def why(raw: bytes) -> str | None:
    found = notice(parse(raw))
    return found.reason if found else None


@pytest.mark.parametrize("row", rows("reactions"), ids=lambda row: f"{row['text']} {row['client']}")
def test_every_reaction(row: dict[str, str]) -> None:
    """Alone, above a quotation, above Outlook's block, signed, below its picture; with curly quotes."""
    text = filled(row["text"])
    curly = text.replace('"', "“", 1).replace('"', "”")
    for written in (
        text,
        curly,
        text + QUOTED,
        text + OUTLOOK,
        text + SIGNED + QUOTED,
        f"{PICTURE}\n\n{text}{QUOTED}",
        f"{text}\n\n{PICTURE}",
        f"{text}\n\n{PICTURE}\n{OUTLOOK}",
        f"{PICTURE}\n{text}\n❤️{SIGNED}",
        f"{text} {PICTURE}{QUOTED}",
        f"{text}\n:thumbsup:",
    ):
        assert "reaction" == why(mail(written)), written
        assert "reaction" != why(mail(written, answers=False))
    assert why(mail(f"{text} But when?{QUOTED}")) is None
    assert why(mail(f"{text}\n\nAnd I would like to know more about it.{QUOTED}")) is None
    assert why(mail(f"Hello,\n\n{text}{QUOTED}")) is None


@pytest.mark.parametrize(
    "text",
    [
        f"{PICTURE} Anna Peeters reacted via Gmail (https://www.google.com/gmail/about/?utm_source=gmail#app)",
        f"Użytkownik Anna Peeters zareagował(a) na Twoją wiadomość:\n\n{PICTURE}",
        f"Anna Peeters reacted to your message\n\n{PICTURE}{QUOTED}",
        f"Anna Peeters na-reaksyon sa iyong mensahe:\n\n{PICTURE}",  # a language that no table knows
        "Anna Peeters reacted to your message:\n\n![like](cid:1@example.org)",
        "Vond “Welke dag past?” leuk",
        'Loved "See you Monday."',
        'Liked "Grip"\n\nOn Mon, 23 Nov 2026, Learning Help <help@example.org> wrote:\n\n> Try Grip.\n',
    ],
)
def test_reactions_beside_the_table(text: str) -> None:
    """Pictures wherever they stand, and few words that are a sentence or stand in what is quoted."""
    assert why(mail(text)) == "reaction"


@pytest.mark.parametrize(
    ("table", "reason"),
    [("recalls", "recall"), ("receipts", "read-receipt-text")],
    ids=["recalls", "receipts"],
)
def test_every_row_with_a_subject(table: str, reason: str) -> None:
    """Subject and text together; either alone is a person's."""
    for row in rows(table):
        subject, text = f"{row['subject']}: Talks", filled(row["text"])
        assert reason == why(mail(text, subject)), row
        assert reason == why(mail(text + QUOTED, subject, answers=False)), row
        assert why(mail(text, "Re: Talks")) is None, row
        assert why(mail(f"I would like to hear more of this.\n{QUOTED}", subject)) is None, row
        assert why(mail(f"{text} Did you mean that?", subject)) is None, row


@pytest.mark.parametrize("row", rows("absences"), ids=lambda row: row["subject"])
def test_every_absence_of_notes(row: dict[str, str]) -> None:
    """From whom the subject names, with words of absence."""
    subject = filled(row["subject"])
    text = "I will be out of the office starting 23/11/2026 and will not return until 30/11/2026."
    for written in (subject, f"AUTO: {subject}"):
        assert "absence-subject" == why(mail(text, written, answers=False))
        assert "absence-subject" == why(mail(text, written, name='"Peeters, Anna"'))
    assert why(mail(text, filled(row["subject"], "Tom Maes"))) is None
    assert why(mail("Who helps me with her work?", subject)) is None
    assert why(mail("Her talks were good; mine fall flat.", subject)) is None


@pytest.mark.parametrize("row", rows("phone_answers"), ids=lambda row: row["text"])
def test_every_answer_of_a_phone(row: dict[str, str]) -> None:
    """Only as an answer, and only that."""
    text = filled(row["text"])
    assert "phone-answer" == why(mail(text))
    assert "phone-answer" == why(mail(text.replace("'", "’") + QUOTED))
    assert why(mail(text, answers=False)) is None
    assert why(mail(f"{text}\n\nMy real question is another one.")) is None


@pytest.mark.parametrize(
    "text",
    [
        "I like it!",
        "I liked your message, thank you.",
        "Liked it a lot.",
        PICTURE,
        f"{PICTURE} Great idea, let us do that.",
        "Loved the book that you sent.",
        'I laughed at "What can I do", sorry.',
        "Tom Maes asked me to write to you:",
        "They reacted to your message: nobody came.",
        "He reacted with 3 questions to your message",
        "Read: the article. Your message helped.",
        "My boss reacted to your message, and not well. What now?",
        "I'm driving to a client now and would like to talk tomorrow.",
        "Vond het leuk om te lezen.",
        "Gelezen, dank je.",
        "Anna liked your message and wants to come along.",
        "I liked your message.",
        "I also liked your message",
        "Tom liked your message.",
        "We reacted to a message",
        "My boss reacted to your message:",
        "Mijn baas reageerde op je bericht:",
        "Ik vond je bericht leuk",
        'Liked "Presentation Zen"',
        "Loved “Grip”",
        'Vond "Diep werk" leuk',
        'Gefällt "Grip"',
        'A aimé "Grip"',
        "Sorry, I can't talk right now.",
        "Ik kan nu niet praten. Ik bel je later.",
        "👍 to the second option",
        "👍\n\nGreat idea, let us do that.",
        "My boss reacted to your message:\n\n👎",
        "Anna Peeters, Sales\n\n👍",
        "I liked your message 👍",
        'Loved "Grip" 👍',
    ],
)
def test_people_are_people(text: str) -> None:
    """With a quotation, without, as a first mail, below a subject of a machine."""
    for written in (text, text + QUOTED, text + OUTLOOK, text + SIGNED):
        for subject in (
            "Re: Talks",
            "Read: Talks",
            "Recall: what I said",
            "Anna Peeters is out of the office?",
        ):
            assert why(mail(written, subject)) is None, (written, subject)
            assert why(mail(written, subject, answers=False)) is None, (written, subject)


@pytest.mark.parametrize(
    "text",
    [
        "Liked “Presentation Zen, Articles on telling more with fewer slides”",
        "Vond “What can I do?” leuk",
        "Moest lachen om “Hello Anna,”",
        "Hat „What can I do?“ geliked",
        "A réagi avec 👍 à « What can I do? »",
        "Removed a heart from “Hello Anna, What can I do?”",
        "👍 to “Hello Anna, what can I do?”",
        "Peeters, Anna reacted via Gmail",
        "ANNA PEETERS heeft gereageerd via Gmail",
        "Anna reagoi Gmailissa",
        "Anna P. reagerade via Gmail",
        "Liked an image",
    ],
)
def test_reactions_in_other_shapes(text: str) -> None:
    """Of its own author in any order of names, or quoting more than a title, or what stands below."""
    assert "reaction" == why(mail(text + QUOTED)), text


def test_the_data_of_a_reaction_is_enough() -> None:
    """Gmail's own part, whatever language the text is in."""
    raw = mail("").replace(b"text/plain; charset=utf-8\n\n", b'multipart/alternative; boundary="r"\n\n')
    raw += (
        "--r\nContent-Type: text/plain; charset=utf-8\n\n👍\n\nAnna reagoi Gmailissa\n--r\n"
        "Content-Type: text/vnd.google.email-reaction+json; charset=utf-8\n\n"
        '{"emoji": "👍", "version": 1}\n--r--\n'
    ).encode()
    assert "reaction" == why(raw)


def test_outlook_in_a_language_that_is_not_in_the_table() -> None:
    """The author's own name, words and a colon, directly above the older mail."""
    assert "reaction" == why(mail("Anna Peeters kuittasi viestin eleellä:" + OUTLOOK))
    assert why(mail("Tom Maes kuittasi viestin eleellä:" + OUTLOOK)) is None
    assert why(mail("Anna Peeters kuittasi viestin eleellä:\n\nMoi!" + OUTLOOK)) is None


def test_each_row_has_its_client() -> None:
    """So that whoever extends a table sees what a row is for."""
    for table in ("reactions", "recalls", "receipts", "absences", "phone_answers"):
        assert all(row["client"] and row["language"] for row in rows(table))

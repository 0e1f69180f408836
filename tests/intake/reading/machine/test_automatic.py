"""What is automatic, and what is a person's although it speaks of absence and failure."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from intake.reading.machine.automatic import automatic
from intake.reading.parse import parse
from tests.intake.reading.raw_mail import raw_mail

DATA = Path(__file__).parent.parent.parent.parent / "data" / "mail"


def _rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


def _person(row: dict[str, Any], eol: str) -> bytes:
    """A mail by a person in the shape that the row names."""
    headers = {
        "Return-Path": "<nora@example.org>",
        "From": "Nora Maes <nora@example.org>",
        "To": "Learning Help <learninghelp@example.net>",
        "Subject": row["subject"],
        "Date": "Mon, 02 Nov 2026 10:00:00 +0100",
        "Message-ID": "<p1@example.org>",
        "Content-Type": "text/html; charset=utf-8" if row["shape"] == "html" else "text/plain; charset=utf-8",
    }
    if row["shape"] in ("reply", "quoting") or row["subject"].startswith(("Re:", "RE:", "Antw:")):
        headers["In-Reply-To"] = "<q1@example.net>"
        headers["References"] = "<q1@example.net>"
    if row["shape"] == "suppress":
        headers["X-Auto-Response-Suppress"] = "All"
    if row["shape"] == "no":
        headers["Auto-Submitted"] = "no"
    return raw_mail(headers, row["text"], eol)


@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_no_persons_mail_is_called_automatic_or_a_report(eol: str) -> None:
    """More than 200 mails by people, full of the words of machines: not one false alarm."""
    rows = _rows("people.jsonl")
    assert len(rows) >= 200
    mails = [(row["subject"], parse(_person(row, eol))) for row in rows]
    assert [] == [(s, m.automatic, m.report) for s, m in mails if m.automatic or m.report or m.malformed]


@pytest.mark.parametrize("eol", ["\n", "\r\n"])
@pytest.mark.parametrize("row", _rows("automatic.jsonl"), ids=lambda row: row["what"])
def test_automatic_mail_is_known_by_kind_and_reason(row: dict[str, Any], eol: str) -> None:
    """Vacation messages of the usual servers, lists, alerts, receipts."""
    headers = [*map(tuple, row["headers"]), ("Content-Type", "text/plain; charset=utf-8")]
    verdict = parse(raw_mail(headers, row["text"], eol)).automatic
    assert verdict is not None
    assert (row["kind"], row["reason"]) == (verdict.kind.value, verdict.reason)


def test_the_list_that_feeds_the_mailbox_is_not_bulk() -> None:
    """A group as the mailbox's address puts List-Id and Precedence on everything (CONTRACT 3)."""
    mail = parse(
        raw_mail(
            {
                "From": "Nora <nora@example.org>",
                "To": "group@example.net",
                "Subject": "Slides",
                "List-Id": "Learning <Group.Example.net>",
                "List-Unsubscribe": "<mailto:off@example.net>",
                "Precedence": "list",
            },
            "I want to learn to make slides.",
        )
    )
    assert mail.automatic is not None
    assert automatic(mail, ("group.example.net",)) is None
    assert automatic(mail, ("other.example.net",)) is not None


def test_an_answer_to_an_invitation_is_automatic() -> None:
    """METHOD:REPLY is a click, an invitation is a person's (RFC 5546)."""
    ics = (
        "BEGIN:VCALENDAR\nMETHOD:{}\nBEGIN:VEVENT\nSUMMARY:Coaching\n"
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:nora@example.org\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    headers = {"From": "nora@example.org", "Subject": "Accepted: Coaching", "Content-Type": "text/calendar"}
    answer = parse(raw_mail(headers, ics.format("REPLY")))
    invitation = parse(raw_mail(headers, ics.format("REQUEST")))
    assert answer.automatic is not None
    assert "calendar-answer" == answer.automatic.reason
    assert "Accepted: Coaching" == answer.text
    assert invitation.automatic is None
    assert "Invitation: Coaching" == invitation.text


AWAY = "I am out of the office until Monday and will read your mail then."
WEG = "Ik ben afwezig tot maandag en lees uw bericht daarna."


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Out of Office reply: [LC-12] Talks", AWAY),
        ("Out-of-office: Talks", AWAY),
        ("OOO: Talks", AWAY),
        ("Out of office until Monday", AWAY),
        ("Away from office: Talks", AWAY),
        ("On leave: Talks", "I am on annual leave until Monday."),
        ("Buiten kantoor", WEG),
        ("Met verlof: [LC-12]", WEG),
        ("Re: Talks", f"Out of Office reply\n\n{AWAY}"),
        ("Re: Talks", f"*** Automatic reply ***\n{AWAY}"),
        ("Re: Talks", f"AFWEZIGHEIDSBERICHT\n\n{WEG}"),
        ("RE: Talks", f"Automatisch antwoord:\n{WEG}"),
        ("Automatyczna odpowiedź: [LC-12] Talks", "Jestem na urlopie do 9 listopada."),
        ("Automatikus válasz: Talks", "Jelenleg szabadságon vagyok."),
        ("Otomatik yanıt: Talks", "Şu anda ofiste değilim."),
        ("Abwesend: Talks", "Ich bin ab 02.11.2026 nicht im Büro und kehre am 10.11.2026 zurück."),
        ("Re: Talks", "I'm driving right now - I'll get back to you later"),
    ],
)
def test_absences_whose_words_somebody_typed(subject: str, text: str) -> None:
    """In answer to ours, without a header: a title of an absence, and words of absence."""
    fields = {"From": "Priya <p@example.org>", "Subject": subject, "In-Reply-To": "<q1@example.net>"}
    assert parse(raw_mail(fields, text)).automatic is not None


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Out of office etiquette", "I want to learn how to write a good absence message."),
        ("OOO", "Please send me a course about messages of absence."),
        ("Re: Out of office reply wording", "The wording of my out of office reply is too long."),
        ("On leave: what can I still learn", "I am on leave until Monday. Which course can I follow then?"),
        ("Met vakantie", "Ik wil leren om mijn mail los te laten."),
        ("Re: Talks", "Automatic reply\n\nThat is the topic I would like to learn about."),
        ("Re: Talks", "Out of office, that is what I am until Monday. Let us do it then."),
        ("Re: Talks", AWAY),
    ],
)
def test_people_write_of_absence_too(subject: str, text: str) -> None:
    """A title without an absence, an absence without a title, a question."""
    fields = {"From": "Priya <p@example.org>", "Subject": subject, "In-Reply-To": "<q1@example.net>"}
    assert parse(raw_mail(fields, text)).automatic is None


def test_an_absence_that_opens_a_case_is_a_persons() -> None:
    """Nothing was answered: who has leave may want to learn something."""
    fields = {"From": "Priya <p@example.org>", "Subject": "On leave"}
    assert parse(raw_mail(fields, "I am on leave until June and want to learn Spanish.")).automatic is None

# ruff: noqa: E501 - one row a line
"""An invitation goes on in words and as a file that names nobody but the service; an attached .ics is a file."""

from __future__ import annotations

import pytest

from cases.effects import AddMessage, Decision, SendMail
from cases.model import Purpose
from cases.typed import as_text
from intake.decide.decide import decide
from tests import desk as d
from tests.intake.decide.test_decide import ANNA, BY_WORKER, to
from tests.intake.decide.test_encrypted import of, part

ORGANIZER = 'ORGANIZER;CN="Peeters, Anna":mailto:anna@example.org'
PEOPLE = f"{ORGANIZER}\nATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:maria@example.org\nATTENDEE:mailto:bram@example.org"
ALARM = "BEGIN:VALARM\nACTION:EMAIL\nATTENDEE:mailto:anna@example.org\nSUMMARY:not this\nEND:VALARM"
ZONE = "BEGIN:VTIMEZONE\nTZID:Europe/Brussels\nBEGIN:STANDARD\nDTSTART:16010101T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nEND:STANDARD\nEND:VTIMEZONE"


def ics(*lines: str, method: str = "REQUEST", before: str = "") -> str:
    found = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        *([f"METHOD:{method}"] if method else []),
        *([before] if before else []),
    ]
    return "\n".join(
        [
            *found,
            "BEGIN:VEVENT",
            "UID:abc1",
            "SUMMARY:Coaching talk",
            *lines,
            PEOPLE,
            "END:VEVENT",
            "END:VCALENDAR",
        ]
    )


def invite(source: str, text: str = "Let us meet, Maria.", method: str = "REQUEST") -> tuple[str, str]:
    return of(
        "alternative",
        part("text/plain", text),
        part(f"text/calendar; charset=utf-8; method={method}", source),
    )


UTC = ics("DTSTART:20261201T090000Z", "DTEND:20261201T100000Z", "LOCATION:Room 4")
INVITING = [
    ("UTC", invite(UTC), ["2026-12-01 10:00 (Europe/Brussels) – 2026-12-01 11:00 (Europe/Brussels)", "Room 4"]),
    ("a zone", invite(ics("DTSTART;TZID=Europe/Brussels:20261201T140000", before=ZONE)), ["2026-12-01 14:00 (Europe/Brussels)"]),
    ("Outlook's zone", invite(ics('DTSTART;TZID="W. Europe Standard Time":20261201T140000', "SEQUENCE:1")), ["14:00 (W. Europe Standard Time)"]),
    ("a whole day", invite(ics("DTSTART;VALUE=DATE:20261201")), ["When: 2026-12-01"]),
    ("a link", invite(ics("DTSTART:20261201T090000Z", "X-MICROSOFT-SKYPETEAMSMEETINGURL:https://teams.example/l/1")), ["Link: https://teams.example/l/1"]),
    ("Google's", of("mixed", part("text/plain", "Let us meet, Maria."), part("text/calendar; method=REQUEST", UTC),
                    part('application/ics; name="invite.ics"', UTC, Disposition='attachment; filename="invite.ics"')), ["Room 4"]),
    ("folded and escaped", invite(ics("DTSTART:20261201T090000Z", "LOCATION:Room 4\\, Main\n  Street")), ["Where: Room 4, Main Street"]),
    ("an alarm in it", invite(ics("DTSTART:20261201T090000Z", ALARM)), ["Coaching talk"]),
    ("a link that only the description has", invite(ics("DTSTART:20261201T090000Z", "DESCRIPTION:Join: https://teams.example/l/1_(a)\\n____\\nBring *your* slides\\, please")), ["Join: https://teams.example/l/1_(a)", "Bring *your* slides, please"]),
    ("a link far down", invite(ics("DTSTART:20261201T090000Z", f"DESCRIPTION:{'word ' * 600}\\nhttps://teams.example/l/1")), ["- Link: https://teams.example/l/1", "…"]),
    ("only the invitation", invite(UTC, ""), ["Invitation: Coaching talk"]),
    ("above a name", invite(UTC, "Let us meet, Maria.\n\nKind regards,\nAnna"), ["Invitation: Coaching talk"]),
]  # fmt: skip


def _answer(given: tuple[str, str]) -> Decision:
    raw = d.mail(given[0], sender=ANNA, to=to(Purpose.ANSWER, 11, ref=1), Content_Type=given[1])
    return decide(d.facts(raw, (d.case(),)))


@pytest.mark.parametrize(
    ("given", "expected"), [row[1:] for row in INVITING], ids=[row[0] for row in INVITING]
)
def test_a_concierge_invites(given: tuple[str, str], expected: list[str]) -> None:
    """What, when and where reach the worker, and a file whose organizer is the service."""
    decision = _answer(given)
    assert "concierge-answer" == decision.reason
    (mail,) = d.to_worker(decision)
    for words in ("Invitation: Coaching talk", *expected):
        assert words in as_text(mail.text)
    assert 1 == mail.text.count("Anna")
    (file,) = mail.attachments
    assert ("invite.ics", "text/calendar") == (file.name, file.type)
    content = (file.content or b"").replace(b"\r\n ", b"").decode()
    assert 'ORGANIZER;CN="Learning Help":mailto:help@example.org\r\n' in content
    assert "METHOD:PUBLISH" in content
    for gone in ("anna@", "bram@", "maria@", "ATTENDEE", "VALARM", "not this"):
        assert gone not in content
        assert gone not in mail.text
    assert all(len(line) <= 75 for line in (file.content or b"").split(b"\r\n"))


def test_a_description_that_is_the_mail_comes_once() -> None:
    """Clients repeat their words in the file."""
    source = ics("DTSTART:20261201T090000Z", "DESCRIPTION:Let us meet\\, Maria.\\nIn room 4.")
    (mail,) = d.to_worker(_answer(invite(source)))
    assert (1, 1) == (mail.text.count("Let us meet"), mail.text.count("In room 4."))


@pytest.mark.parametrize(
    ("method", "extra", "text", "told"),
    [
        ("COUNTER", "COMMENT:Could it be at 16:00 instead?", "", "Could it be at 16:00 instead?"),
        ("COUNTER", "SEQUENCE:1", "Could it be at 16:00 instead?", "Could it be at 16:00 instead?"),
        ("REPLY", "COMMENT;LANGUAGE=nl:Ik kom wat later", "", "Ik kom wat later"),
        ("REPLY", "SEQUENCE:1", "", ""),
        ("REPLY", "SEQUENCE:1", "Maria Claes has accepted this invitation.", ""),
    ],
)
def test_words_beside_an_answer_are_told(method: str, extra: str, text: str, told: str) -> None:
    """It stays a machine's for the case; the concierges read what was typed, and the timeline has it."""
    content, kind = invite(ics("DTSTART:20261201T090000Z", extra, method=method), text, method)
    decision = decide(
        d.facts(d.mail(content, sender="maria@example.org", to=BY_WORKER, Content_Type=kind), (d.case(),))
    )
    assert "automatic-on-case" == decision.reason
    sent = [effect.draft.text for effect in decision.effects if isinstance(effect, SendMail)]
    assert bool(told) == bool(sent)
    assert all(told in as_text(each) for each in sent)
    (kept,) = (effect for effect in decision.effects if isinstance(effect, AddMessage))
    assert told in kept.new_text
    assert {type(effect) for effect in decision.effects} <= {AddMessage, SendMail}


def test_a_cancelled_one_is_cancelled() -> None:
    """The file takes it out of the calendar again."""
    (mail,) = d.to_worker(_answer(invite(ics("DTSTART:20261201T090000Z", method="CANCEL"), method="CANCEL")))
    assert "Cancelled: Coaching talk" in mail.text
    assert b"METHOD:CANCEL" in (mail.attachments[0].content or b"")


def test_an_address_in_its_words_is_asked_about() -> None:
    """What a client writes into the description is searched as every file is."""
    decision = _answer(invite(ics("DTSTART:20261201T090000Z", "DESCRIPTION:Mail anna@example.org to cancel")))
    assert ("leak", []) == (decision.reason, d.to_worker(decision))


def test_dutch_words() -> None:
    """In the language of the case."""
    raw = d.mail(invite(UTC)[0], sender=ANNA, to=to(Purpose.ANSWER, 11, ref=1), Content_Type=invite(UTC)[1])
    (mail,) = d.to_worker(decide(d.facts(raw, (d.case(language="nl"),))))
    assert "Uitnodiging: Coaching talk" in mail.text
    assert "Waar: Room 4" in mail.text


def test_in_a_note_it_stays_with_the_note() -> None:
    """What is for colleagues only has its invitation for them as well."""
    decision = _answer(invite(UTC, "#note\nShall we sit together about Maria?"))
    assert ("concierge-note", []) == (decision.reason, d.to_worker(decision))


def test_a_worker_invites() -> None:
    """Shown to the concierges likewise."""
    given = invite(UTC, "Can we meet?")
    decision = decide(d.facts(d.mail(given[0], to=BY_WORKER, Content_Type=given[1]), (d.case(),)))
    (mail,) = [m for m in d.sent(decision) if m.to[0].key == "anna@example.org"]
    for words in ("Can we meet?", "Invitation: Coaching talk", "Room 4"):
        assert words in mail.text
    assert ["invite.ics"] == [file.name for file in mail.attachments]


@pytest.mark.parametrize("method", ["REPLY", "COUNTER", "REFRESH"])
def test_answers_are_automatic(method: str) -> None:
    """A click wrote them."""
    given = invite(ics("DTSTART:20261201T090000Z", method=method), "", method)
    decision = decide(d.facts(d.mail(given[0], to=BY_WORKER, Content_Type=given[1]), (d.case(),)))
    assert "automatic-on-case" == decision.reason


def test_an_attached_calendar_is_a_file() -> None:
    """A list of course days that somebody attached goes along as it is, and is not repeated in words."""
    plan = ics("DTSTART:20261201T090000Z", method="PUBLISH").replace(PEOPLE, "CATEGORIES:Course")
    given = of("mixed", part("text/plain", "Here are the days."),
               part("text/calendar; name=days.ics", plan, Disposition="attachment; filename=days.ics"))  # fmt: skip
    (mail,) = d.to_worker(_answer(given))
    assert ["days.ics"] == [file.name for file in mail.attachments]
    assert b"CATEGORIES:Course" in (mail.attachments[0].content or b"")
    assert "Coaching talk" not in mail.text

"""From a draft to octets: header fields, MIME, and what every relay takes."""

from __future__ import annotations

import re
from dataclasses import replace
from email.message import Message
from typing import Any

import pytest

from cases.errors import PermanentError
from cases.model import Address, Attachment
from mailer.compose import LOOP_HEADER, MAX_REFERENCES, compose
from tests.mailer.letters import (
    BOX,
    MARIA,
    MESSAGE_ID,
    NOW,
    TOKEN,
    acknowledgement,
    attachment,
    body,
    composed,
    draft,
    parsed,
)

AUTOMATIC_FIELDS = ("Auto-Submitted", "X-Auto-Response-Suppress", LOOP_HEADER)
PICTURE = attachment("plaatje één.png", "image/png", b"\x89PNG picture", "image001.png@01DC1234.ABCD")


def test_the_same_draft_gives_the_same_octets() -> None:
    """Boundaries, dates and identifiers come from the draft alone."""
    given = draft(text="![p](cid:image001.png@01DC1234.ABCD)", attachments=(PICTURE,))
    assert composed(given) == composed(replace(given))


def test_a_concierges_words_go_out_as_a_personal_mail() -> None:
    """Name, service address, signed Reply-To, thread; no mark of automatic mail."""
    message = parsed(draft(parent="<q@example.org>", references=("<a@example.org>",)))
    expected = {
        "From": '"Anna Peeters, Learning Help" <learninghelp@example.org>',
        "To": "Maria Janssens <maria@example.org>",
        "Reply-To": f'"Anna Peeters, Learning Help" <learninghelp+{TOKEN}@example.org>',
        "Subject": "Re: [LC-1] Presenting",
        "Date": "Mon, 23 Nov 2026 09:00:00 +0000",
        "Message-ID": MESSAGE_ID,
        "X-Concierge-ID": MESSAGE_ID,
        "In-Reply-To": "<q@example.org>",
        "References": "<a@example.org> <q@example.org>",
        "MIME-Version": "1.0",
        "Content-Language": "en",
        "X-MS-Reactions": "disallow",
    }
    assert expected == {name: message[name] for name in message.keys() if name != "Content-Type"}  # noqa: SIM118
    assert "multipart/alternative" == message.get_content_type()


def test_automatic_mail_says_so_and_asks_for_bounces() -> None:
    """RFC 3834's field, the loop header, and a suppression list without All and NDR."""
    message = parsed(acknowledgement())
    assert ("auto-replied", "DR, RN, NRN, OOF, AutoReply", "learninghelp@example.org") == tuple(
        message[name] for name in AUTOMATIC_FIELDS
    )
    assert "Precedence" not in message
    assert "auto-generated" == parsed(acknowledgement(automatic="auto-generated"))["Auto-Submitted"]


def test_without_plus_addressing_answers_go_to_the_mailbox() -> None:
    """No Reply-To then: From is the address to answer."""
    assert "Reply-To" not in parsed(draft(), replace(BOX, plus_addressing=False))


def test_the_date_is_told_in_the_services_time_zone() -> None:
    """People read the date in their own time."""
    assert "Mon, 23 Nov 2026 10:00:00 +0100" == parsed(draft(), timezone="Europe/Brussels")["Date"]


def test_the_service_signs_a_mail_without_a_name() -> None:
    """An empty from_name becomes the service's name."""
    assert "Learning Help <learninghelp@example.org>" == parsed(draft(from_name=""))["From"]


@pytest.mark.parametrize(
    ("parent", "references", "expected"),
    [
        (None, (), None),
        ("<p@x>", (), "<p@x>"),
        ("<p@x>", ("<a@x>", "<b@x>"), "<a@x> <b@x> <p@x>"),
        ("<p@x>", ("<a@x>", "<p@x>"), "<a@x> <p@x>"),
        ("<p@x>", ("<p@x>", "<a@x>"), "<a@x> <p@x>"),
        ("<p@x>", ("broken", "<a b@x>", "<é@x>", "<a@x>"), "<a@x> <p@x>"),
        ("<p@x>\r\nBcc: evil@example.net", (), "<p@x>"),
        (
            "<p@x>",
            tuple(f"<{n}@x>" for n in range(100)),
            " ".join(["<0@x>", *(f"<{n}@x>" for n in range(62, 100)), "<p@x>"]),
        ),
    ],
)
def test_references_lead_from_the_first_mail_to_the_parent(
    parent: str | None, references: tuple[str, ...], expected: str | None
) -> None:
    """Oldest first, each once, the parent last; a very long thread loses its middle."""
    message = parsed(draft(parent=parent, references=references))
    assert expected == message["References"]
    assert len((message["References"] or "").split()) <= MAX_REFERENCES
    assert "Bcc" not in message


def test_long_identifiers_stay_whole_on_the_wire() -> None:
    """Outlook's identifiers are longer than a line; none is cut or encoded."""
    ids = tuple(
        f"<{'VI1PR0101MB2222' * 8}{n}@VI1PR0101MB2222.eurprd01.prod.outlook.example>" for n in range(9)
    )
    raw = composed(draft(parent=ids[-1], references=ids[:-1]))
    unfolded = raw.replace(b"\r\n ", b" ")
    assert f"References: {' '.join(ids)}\r\n".encode() in unfolded
    assert f"In-Reply-To: {ids[-1]}\r\n".encode() in unfolded


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "Hi\r\nBcc: evil@example.net"},
        {"from_name": "Anna\r\nBcc: evil@example.net"},
        {"to": (Address("Maria\nBcc: evil@example.net", "maria@example.org"),)},
        {"language": "en\r\nBcc: evil@example.net"},
        {"attachments": (attachment("a\r\nBcc: evil@example.net", "text/plain", b"x"),)},
        {"attachments": (attachment("a", "text/plain\r\nBcc: evil@example.net", b"x"),)},
    ],
)
def test_no_value_adds_a_header_field(change: dict[str, object]) -> None:
    """Line breaks in names, subjects, languages and files are only spaces."""
    raw = composed(draft(**change))
    assert not re.search(rb"(?im)^bcc:", raw)


@pytest.mark.parametrize("address", ["mar ía@example.org", "maria@example.org\r\nX: y", "maria"])
def test_an_unusable_address_is_a_permanent_error_in_words(address: str) -> None:
    """It is told instead of sent to somebody else."""
    with pytest.raises(PermanentError, match="address"):
        composed(draft(to=(Address("", address),)))


def test_an_address_that_ascii_cannot_write_stands_in_a_header_in_utf_8() -> None:
    """RFC 6532; everybody else's header stays in ASCII, with the same name as encoded words."""
    raw = composed(draft(to=(Address("Mar\u00eda", "mar\u00eda@example.org"),)))
    assert "<mar\u00eda@example.org>".encode() in raw
    assert composed(draft(to=(Address("Mar\u00eda", "maria@example.org"),))).isascii()


TEXTS = [
    "Hello\n",
    "Eén vraag: “hoe?” 😀\n" * 50,
    "x" * 5000,
    ".\n..\nFrom here\n",
    "a\r\nb\rc\n",
    "\x00\ud800",
]


@pytest.mark.parametrize("text", TEXTS)
def test_every_mail_is_seven_bit_crlf_with_short_lines(text: str) -> None:
    """No relay has a reason to change anything: RFC 5322 2.1.1, RFC 2045 2.7."""
    given = draft(
        text=text + "\n\n![p](cid:image001.png@01DC1234.ABCD)",
        subject="één " * 60,
        attachments=(PICTURE, attachment("é.bin", "application/x", bytes(range(256)) * 40)),
    )
    raw = composed(given)
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert b"\0" not in raw
    assert max(len(line) for line in raw.split(b"\r\n")) <= 76


def test_bodies_come_back_as_they_were() -> None:
    """Both bodies survive transfer encoding, in any alphabet."""
    message = parsed(draft(text="Eén vraag: “hoe?” 😀 = =20\n\n.dot\n"))
    assert "Eén vraag: “hoe?” 😀 = =20\n\n.dot\n" == body(message, "plain")
    assert "Eén vraag: “hoe?” 😀 = =20" in body(message, "html")


def structure(message: Message[str, str]) -> object:
    if not message.is_multipart():
        return message.get_content_type()
    parts: Any = message.get_payload()
    return [message.get_content_subtype(), *(structure(part) for part in parts)]


def test_pictures_stand_beside_the_html_and_files_below() -> None:
    """multipart/mixed(alternative(plain, related(html, picture)), file), RFC 2046 and 2387."""
    files = (PICTURE, attachment("notes.pdf", "application/pdf", b"%PDF"))
    message = parsed(draft(text="Look: ![p](cid:image001.png@01DC1234.ABCD)", attachments=files))
    assert [
        "mixed",
        ["alternative", "text/plain", ["related", "text/html", "image/png"]],
        "application/pdf",
    ] == structure(message)
    picture = next(part for part in message.walk() if part.get_content_type() == "image/png")
    assert f'src="cid:{picture["Content-ID"].strip("<>")}"' in body(message, "html")
    assert ("inline", "plaatje één.png") == (picture.get_content_disposition(), picture.get_filename())
    assert b"\x89PNG picture" == picture.get_payload(decode=True)
    assert 1 == sum("MIME-Version" in part for part in message.walk())


def test_the_senders_content_ids_do_not_leak() -> None:
    """The concierge's client puts its machine's name into them; ours are made anew."""
    raw = composed(draft(text="![p](cid:image001.png@01DC1234.ABCD)", attachments=(PICTURE,)))
    assert b"01DC1234" not in raw


def test_a_picture_that_the_text_does_not_show_is_a_file() -> None:
    """Nothing that came along is lost."""
    message = parsed(draft(attachments=(PICTURE,)))
    (file,) = message.iter_attachments()
    assert ("attachment", "plaatje één.png") == (file.get_content_disposition(), file.get_filename())


def test_twenty_attachments_come_back_whole() -> None:
    """Any number of files, with names of any alphabet and any octets."""
    files = tuple(
        attachment(f"bijlage {n} één, “{n}”.dat", "application/octet-stream", bytes([n]) * (n * 997))
        for n in range(20)
    )
    message = parsed(draft(attachments=files))
    got = [(part.get_filename(), part.get_payload(decode=True)) for part in message.iter_attachments()]
    assert [(file.name, file.content) for file in files] == got


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("text/csv", "text/csv"),
        ("TEXT/Calendar", "text/calendar"),
        ("message/rfc822", "application/octet-stream"),
        ("multipart/mixed", "application/octet-stream"),
        ("nonsense", "application/octet-stream"),
        ("", "application/octet-stream"),
        ('text/plain; name="x"', "application/octet-stream"),
    ],
)
def test_types_of_files(kind: str, expected: str) -> None:
    """What may not or cannot be labelled as it was travels as octets, unchanged."""
    content = b"From: a@example.org\nline\r\n\x00\xff"
    (file,) = parsed(draft(attachments=(attachment("f", kind, content),))).iter_attachments()
    assert (expected, content) == (file.get_content_type(), file.get_payload(decode=True))


def test_stored_content_is_fetched_by_its_hash() -> None:
    """An attachment without content in the draft is read from the store."""
    stored = Attachment("a.txt", "text/plain", "5e1f", 3)
    raw = compose(
        draft(attachments=(stored,)), MESSAGE_ID, BOX, "Learning Help", {"5e1f": b"abc"}.__getitem__
    )
    assert b"YWJj" in raw


def test_everybody_stands_in_to_and_cc() -> None:
    """Several people, names of any alphabet, domains of any alphabet."""
    others = (Address("Zoë", "zoe@example.org"), Address("", "jan@münchen.example"))
    message = parsed(draft(to=(MARIA, others[0]), cc=(others[1],)))
    assert ["Maria Janssens", "Zoë"] == [address.display_name for address in message["To"].addresses]
    assert "jan@xn--mnchen-3ya.example" == message["Cc"]
    assert NOW == message["Date"].datetime

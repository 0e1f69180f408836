"""Which text a reader sees, and which parts are files."""

from __future__ import annotations

import base64
import struct

import pytest

from intake.reading.body.plain_text import clean_text, unflow
from intake.reading.mime.filenames import file_name
from intake.reading.mime.tnef import unpack
from intake.reading.mime.transfer import uudecode
from intake.reading.parse import parse
from intake.reading.parsed import Parsed
from tests.intake.reading.raw_mail import multipart, raw_mail

PLAIN = "Content-Type: text/plain; charset=utf-8\n\n"
HTML = "Content-Type: text/html; charset=utf-8\n\n"
PNG = "Content-Type: image/png\nContent-Transfer-Encoding: base64\n"
DOT = base64.b64encode(b"dot").decode()


def inner(parts: list[str], kind: str, boundary: str) -> str:
    """A multipart as a part of another one."""
    body = "".join(f"--{boundary}\n{part}\n" for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n{body}--{boundary}--\n'


def names(mail: Parsed) -> list[tuple[str, bool]]:
    return [(file.name, file.inline) for file in mail.attachments]


def read(parts: list[str], kind: str = "mixed", eol: str = "\n") -> Parsed:
    return parse(multipart(parts, kind).replace(b"\n", eol.encode()))


@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_alternative_forms_that_agree_are_one_text(eol: str) -> None:
    """Links make the HTML worth showing; without any the client's own text is as good."""
    linked = read(
        [PLAIN + "See this.", HTML + '<p>See <a href="https://example.org/a">this</a>.</p>'],
        "alternative",
        eol,
    )
    assert "See [this](https://example.org/a)." == linked.text
    assert "See this." == linked.plain
    plain = read([PLAIN + "See *this*!", HTML + "<p>See <b>this</b></p>"], "alternative", eol)
    assert "See *this*!" == plain.text


def test_alternative_forms_that_disagree_are_both_kept() -> None:
    """Nothing that somebody wrote is lost."""
    mail = read([PLAIN + "The price is 100 euro.", HTML + "<p>Please enable pictures</p>"], "alternative")
    assert "The price is 100 euro.\n\nPlease enable pictures" == mail.text


def test_an_empty_form_is_not_chosen() -> None:
    """HTML with a picture only, plain text with white space only."""
    assert "Words" == read([PLAIN + "Words", HTML + '<img src="cid:x">'], "alternative").text
    assert "Words" == read([PLAIN + " \n", HTML + "<p>Words</p>"], "alternative").text


def test_several_text_parts_are_read_in_order() -> None:
    """Apple Mail writes text, picture, text; lists add a footer."""
    mail = read([PLAIN + "One", PNG + "Content-Disposition: inline; filename=a.png\n\n" + DOT, PLAIN + "Two"])
    assert "One\n\nTwo" == mail.text
    assert [("a.png", True)] == names(mail)
    footer = read(
        [inner([PLAIN + "One", HTML + "<ul><li>One</li></ul>"], "alternative", "i"), PLAIN + "Footer"]
    )
    assert "- One\n\nFooter" == footer.text
    assert "One\n\nFooter" == footer.plain
    assert footer.html is not None
    assert "Footer" in footer.html


def test_related_pictures_are_inline_files() -> None:
    """A picture that the HTML names, one that it does not, in document order."""
    picture = PNG + "Content-ID: <{0}@x>\nContent-Disposition: attachment; filename={0}.png\n\n" + DOT
    mail = read(
        [
            inner([HTML + '<p>Hi <img src="cid:a@x"></p>', picture.format("a")], "related", "i"),
            picture.format("b"),
        ]
    )
    assert [("a.png", True), ("b.png", False)] == names(mail)
    assert ("a@x", b"dot", 3) == (
        mail.attachments[0].content_id,
        mail.attachments[0].content,
        mail.attachments[0].size,
    )
    assert 64 == len(mail.attachments[0].sha256)


@pytest.mark.parametrize("disposition", ["attachment", "inline", ""])
def test_the_text_of_an_attached_mail_is_never_body(disposition: str) -> None:
    """A command inside an attached mail must not run."""
    head = f"Content-Disposition: {disposition}\n" if disposition else ""
    attached = f"Content-Type: message/rfc822\n{head}\nSubject: Offer\n{PLAIN}#close\n"
    mail = read([PLAIN + "See the attached mail.", attached])
    assert "See the attached mail." == mail.text
    assert ["Offer.eml"] == [file.name for file in mail.attachments]
    alone = parse(b"Subject: x\nContent-Type: message/rfc822\n\nSubject: Offer\n\n#close\n")
    assert ("", ["Offer.eml"]) == (alone.text, [file.name for file in alone.attachments])


def test_named_text_after_the_body_is_a_file() -> None:
    """notes.txt is a file, wherever it says it belongs."""
    mail = read(
        [PLAIN + "Body", "Content-Type: text/plain; name=notes.txt\nContent-Disposition: inline\n\nNotes"]
    )
    assert ("Body", [("notes.txt", True)]) == (mail.text, names(mail))
    first = read(["Content-Type: text/plain; name=body.txt\n\nBody", PLAIN + "More"])
    assert "Body\n\nMore" == first.text


def test_data_in_text_form_is_a_file() -> None:
    """CSV and vCards are no letters."""
    mail = read([PLAIN + "Body", "Content-Type: text/csv\n\na;b", "Content-Type: text/vcard\n\nBEGIN:VCARD"])
    assert ("Body", [("attachment-1.csv", False), ("attachment-2.vcf", False)]) == (mail.text, names(mail))


def test_signed_and_encrypted_mail() -> None:
    """A signature is a file; of an encrypted mail there is no text."""
    signed = read(
        [PLAIN + "Body", "Content-Type: application/pgp-signature; name=signature.asc\n\nx"], "signed"
    )
    assert ("Body", [("signature.asc", False)]) == (signed.text, names(signed))
    sealed = read(
        [
            "Content-Type: application/pgp-encrypted\n\nVersion: 1",
            "Content-Type: application/octet-stream\n\nx",
        ],
        "encrypted",
    )
    assert ("", 2) == (sealed.text, len(sealed.attachments))


def test_an_invitation_becomes_lines() -> None:
    """Title, time, place, organiser, description; folds, escapes, zones."""
    ics = (
        "BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VTIMEZONE\nTZID:Europe/Brussels\nBEGIN:STANDARD\n"
        "DTSTART:16010101T030000\nEND:STANDARD\nEND:VTIMEZONE\nBEGIN:VEVENT\nSUMMARY:Coaching\\, part\n"
        "  two\n"
        'DTSTART;TZID="Europe/Brussels":20261201T140000\nDTEND;TZID=Europe/Brussels:20261201T150000\n'
        "LOCATION:Room 4\nORGANIZER;CN=Ann:mailto:ann@example.org\nDESCRIPTION:First line\\nSecond\n"
        "BEGIN:VALARM\nDESCRIPTION:alarm\nEND:VALARM\nEND:VEVENT\nEND:VCALENDAR"
    )
    part = "Content-Type: text/calendar; method=REQUEST; charset=utf-8\n\n" + ics
    mail = read(
        [
            inner([PLAIN + "Please come", part], "alternative", "i"),
            part.replace("calendar;", "calendar; name=a.ics;"),
        ]
    )
    expected = (
        "Invitation: Coaching, part two\n"
        "When: 2026-12-01 14:00 (Europe/Brussels) - 2026-12-01 15:00 (Europe/Brussels)\n"
        "Where: Room 4\nOrganiser: Ann <ann@example.org>\n\nFirst line\nSecond"
    )
    assert expected == mail.calendar
    assert f"Please come\n\n{expected}" == mail.text
    assert ("REQUEST", ["a.ics"]) == (mail.calendar_method, [file.name for file in mail.attachments])


@pytest.mark.parametrize(
    ("encoding", "body", "expected"),
    [
        ("base64", "Y2Fmw6k=", "café"),
        ("BASE64", "Y2Fm\nw6k", "café"),
        ("base64", "Y2Fmw6k=\n--\nnot base64 at all, but a footer of a gateway", "café"),
        ("base64", "These are plain words, not base64 at all.", "These are plain words, not base64 at all."),
        ("quoted-printable", "caf=C3=A9 =\nau lait=20", "café au lait"),
        ("quoted-printable", "100 % = all; a=3Db; bad=ZZ", "100 % = all; a=b; bad=ZZ"),
        ("8bit", "café", "café"),
        ("utf-8", "café", "café"),
        ("x-uuencode", "begin 644 a.txt\n%8V%FPZD \n`\nend", "café"),
        ("", "café", "café"),
    ],
)
def test_transfer_encodings(encoding: str, body: str, expected: str) -> None:
    """Right ones, and those that lie."""
    headers = {
        "Subject": "x",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": encoding,
    }
    text = parse(raw_mail(headers, body)).text
    assert expected == text.split("\n--")[0].split("\ufffd")[0].rstrip("\x00")[: len(expected)]


def test_uuencoded_blocks() -> None:
    """Name and content."""
    assert ("a b.txt", b"cat") == uudecode(b"begin 644 a b.txt\n#8V%T\n`\nend\n")


@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_a_file_in_the_text_is_taken_out(eol: str) -> None:
    """As mailers before MIME sent them; the word "begin" alone is no file."""
    body = "See this:\n\nbegin 644 a.txt\n#8V%T\n`\nend\n\nbegin 12 people\nBye"
    mail = parse(raw_mail({"Subject": "x"}, body, eol))
    assert "See this:\n\n\n\nbegin 12 people\nBye" == mail.text
    assert [("a.txt", b"cat")] == [(file.name, file.content) for file in mail.attachments]


def test_structures_that_are_broken() -> None:
    """Nothing closed, no boundary, a boundary that never comes, one inside the other with the same name."""
    open_ = multipart([PLAIN + "One", PLAIN + "Two"]).split(b"--b1--")[0]
    assert "One\n\nTwo" == parse(open_).text
    untold = (
        multipart([PLAIN + "One", PLAIN + "Two"])
        .replace(b'; boundary="b1"', b"")
        .replace(b"--b1", b"--b1long")
    )
    assert "One\n\nTwo" == parse(untold).text
    never = parse(b"Subject: x\nContent-Type: multipart/mixed; boundary=zzz\n\nJust words\n")
    assert "Just words" == never.text
    same = read([inner([PLAIN + "One"], "alternative", "b1"), PLAIN + "Two"])
    assert "One" in same.text
    assert "boundary-never-appears" in never.defects
    assert "multipart-not-closed" in parse(open_).defects


def test_html_under_the_wrong_label_is_html() -> None:
    """A whole HTML document as text/plain is not shown with its tags."""
    mail = parse(
        b"Subject: x\nContent-Type: text/plain\n\n<!DOCTYPE html><html><body><p>Words</p></body></html>"
    )
    assert "Words" == mail.text


def test_the_charset_inside_the_html_counts_where_the_header_is_silent() -> None:
    """<meta charset> of an unlabelled part."""
    html = '<html><head><meta charset="koi8-r"></head><body>привет</body></html>'.encode("koi8-r")
    assert "привет" == parse(b"Subject: x\nContent-Type: text/html\n\n" + html).text


def test_flowed_paragraphs() -> None:
    """RFC 3676: soft breaks, quotes by level, stuffed spaces, the signature line, DelSp."""
    flowed = "This is \none line.\n> quoted \n> text\n>> deeper\n From here\n-- \nTom"
    assert "This is one line.\n> quoted text\n> > deeper\nFrom here\n-- \nTom" == unflow(
        flowed, delete_space=False
    )
    assert "日本語" == unflow("日本 \n語", delete_space=True)


def test_plain_text_is_cleaned() -> None:
    """Line ends, control and invisible characters; the signature delimiter keeps its space."""
    assert "a\nb c\n-- \nd" == clean_text("\n\na  \r\nb\u00a0c\u200b\x07\r-- \r\nd\n\n")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("report.pdf", "report.pdf"),
        ("/etc/passwd", "passwd"),
        ("..\\..\\a.exe", "a.exe"),
        ("C:\\temp\\a.txt", "a.txt"),
        ("a\r\nb.txt", "a b.txt"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("../x", "x"),
        ("  ", "attachment-3.pdf"),
        ("...", "attachment-3.pdf"),
        ("x" * 300 + ".docx", "x" * 175 + ".docx"),
        ("Q3 1/2.pdf", "Q3 1_2.pdf"),
    ],
)
def test_file_names_are_never_paths(given: str, expected: str) -> None:
    """What a sender calls a file, made safe."""
    assert expected == file_name(given, "application/pdf", 3)


def _attribute(level: int, name: int, value: bytes) -> bytes:
    return struct.pack("<BII", level, name, len(value)) + value + b"\0\0"


def _winmail() -> bytes:
    """A small winmail.dat: a body, one file with a long name."""
    long_name = "Długi.txt".encode("utf-16-le") + b"\0\0"
    padded = long_name + b"\0" * (-len(long_name) % 4)
    properties = struct.pack("<I", 1) + struct.pack("<HHII", 0x1F, 0x3707, 1, len(long_name)) + padded
    return (
        struct.pack("<IH", 0x223E9F78, 1)
        + _attribute(1, 0x0002800C, b"Hello\0")
        + _attribute(2, 0x00069002, b"\0" * 14)
        + _attribute(2, 0x00018010, b"DLUGI~1.TXT\0")
        + _attribute(2, 0x0006800F, b"content")
        + _attribute(2, 0x00069005, properties)
    )


def test_winmail_is_unpacked() -> None:
    """Outlook's envelope gives its files; damaged ones give what they can, or stay a file."""
    mail = read(
        [
            PLAIN + "Body",
            "Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n"
            + base64.b64encode(_winmail()).decode(),
        ]
    )
    assert ("Body", ["Długi.txt"], [7]) == (
        mail.text,
        [f.name for f in mail.attachments],
        [f.size for f in mail.attachments],
    )
    found = unpack(_winmail())
    assert found is not None
    assert "Hello" == found.plain
    assert unpack(b"no tnef") is None
    for cut in range(6, len(_winmail())):
        assert unpack(_winmail()[:cut]) is not None
    broken = read([PLAIN + "Body", "Content-Type: application/ms-tnef; name=winmail.dat\n\nno tnef"])
    assert [("winmail.dat", False)] == names(broken)


def _envelope(octets: bytes, type_: str = "application/ms-tnef") -> str:
    coded = base64.b64encode(octets).decode()
    return f"Content-Type: {type_}; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n{coded}"


EMPTY_HTML = "Content-Type: text/html\n\n<html><body><p>&nbsp;</p></body></html>"
ONLY_A_BODY = struct.pack("<IH", 0x223E9F78, 1) + _attribute(1, 0x0002800C, b"Hello\0")
NO_MORE_THAN_A_HEAD = bytes.fromhex("789f3e22") + bytes(12)
WHOLE, KEPT = [("Długi.txt", False)], [("winmail.dat", False)]


@pytest.mark.parametrize(
    ("parts", "text", "files", "is_damaged"),
    [
        ([_envelope(_winmail())], "Hello", WHOLE, False),
        ([PLAIN + "", _envelope(_winmail())], "Hello", WHOLE, False),
        ([PLAIN + " \n\n", _envelope(_winmail())], "Hello", WHOLE, False),
        ([EMPTY_HTML, _envelope(_winmail())], "Hello", WHOLE, False),
        ([PLAIN + "", _envelope(ONLY_A_BODY)], "Hello", [], False),
        ([PLAIN + "", _envelope(_winmail(), "application/octet-stream")], "Hello", WHOLE, False),
        ([PLAIN + "", _envelope(_winmail() + b"\r\n")], "Hello", WHOLE, False),
        ([PLAIN + "", _envelope(_winmail()[:-40])], "Hello", [*KEPT, ("DLUGI~1.TXT", False)], True),
        ([PLAIN + "Body", _envelope(NO_MORE_THAN_A_HEAD)], "Body", KEPT, True),
        ([PLAIN + "", _envelope(b"no tnef")], "", KEPT, True),
        ([PLAIN + "Body", _envelope(_winmail())], "Body", WHOLE, False),
        ([PLAIN + "Body", _envelope(ONLY_A_BODY)], "Body", [], False),
        ([PLAIN + "Body", "Content-Type: text/csv; name=a.csv\n\nx"], "Body", [("a.csv", False)], False),
    ],
)  # fmt: skip
def test_winmail_is_not_lost(
    parts: list[str], text: str, files: list[tuple[str, bool]], is_damaged: bool
) -> None:
    """Its body is that of a mail which has no other words; where it is damaged, it stays a file as well."""
    mail = read(parts)
    assert (text, files) == (mail.text.strip(), names(mail))
    assert is_damaged is ("winmail-not-unpacked" in mail.defects)

"""What a file is, and that whatever can be read in it is found."""

from __future__ import annotations

import base64
import quopri

import pytest

from intake.reading.files import FileKind, attached_mail, kind_of, said_in
from intake.reading.parsed import PartFile

ADDRESS = "anna@example.org"
MAIL = f"From: Bram <bram@example.org>\nTo: {ADDRESS}\nSubject: About it\n\nHello.\n".encode()
OCTETS = "application/octet-stream"


def file(name: str, type_: str, content: bytes = b"x") -> PartFile:
    return PartFile(name, type_, len(content), False, None, content)


KINDS = [
    ("smime.p7s", "application/pkcs7-signature", b"0\x80", FileKind.SEAL),
    ("smime.p7s", OCTETS, b"0\x80", FileKind.SEAL),
    ("noname", "application/pgp-signature", b"x", FileKind.SEAL),
    ("OpenPGP_signature.asc", OCTETS, b"x", FileKind.SEAL),
    ("sig.asc", "text/plain", b"-----BEGIN PGP SIGNATURE-----\n", FileKind.SEAL),
    ("version.txt", "application/pgp-encrypted", b"Version: 1", FileKind.SEAL),
    ("0xABCD.asc", "application/pgp-keys", b"x", FileKind.KEY),
    ("publickey.txt", "text/plain", b"\n-----BEGIN PGP PUBLIC KEY BLOCK-----\n", FileKind.KEY),
    ("id", OCTETS, b"-----BEGIN OPENSSH PRIVATE KEY-----\n", FileKind.KEY),
    ("anna.p12", OCTETS, b"0\x82", FileKind.KEY),
    ("anna.cer", OCTETS, b"0\x82", FileKind.KEY),
    ("Anna.vcf", "text/vcard", b"BEGIN:VCARD", FileKind.CARD),
    ("Anna.vcf", OCTETS, b"BEGIN:VCARD", FileKind.CARD),
    ("card", "text/x-vcard", b"BEGIN:VCARD", FileKind.CARD),
    ("mail.eml", "message/rfc822", MAIL, FileKind.MAIL),
    ("mail.eml", OCTETS, MAIL, FileKind.MAIL),
    ("mail.msg", "application/vnd.ms-outlook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileKind.MAIL),
    ("invite.ics", "text/calendar", b"BEGIN:VCALENDAR", FileKind.TEXT),
    ("page.html", "text/html", b"<p>", FileKind.TEXT),
    ("plan.csv", "application/vnd.ms-excel", b"a;b", FileKind.TEXT),
    ("headers", "text/rfc822-headers", b"From: a", FileKind.TEXT),
    # honest controls
    ("slides.key", OCTETS, b"PK\x03\x04", FileKind.OTHER),
    ("contract.pdf.p7m", "application/pkcs7-mime", b"0\x82", FileKind.OTHER),
    ("photo.sig", "image/png", b"\x89PNG", FileKind.OTHER),
    ("plan.pdf", "application/pdf", b"%PDF", FileKind.OTHER),
    ("plan", OCTETS, b"", FileKind.OTHER),
    ("how to begin pgp.txt", "text/plain", b"Write -----BEGIN PGP SIGNATURE----- above it", FileKind.TEXT),
]


@pytest.mark.parametrize(("name", "type_", "content", "expected"), KINDS)
def test_kind(name: str, type_: str, content: bytes, expected: FileKind) -> None:
    """Type, first octets and name together say what a file is."""
    assert expected == kind_of(file(name, type_, content))


def _nested(levels: int) -> bytes:
    raw = MAIL
    for _ in range(levels):
        head = b"From: a@example.net\nMIME-Version: 1.0\nContent-Type: message/rfc822\n\n"
        raw = head + raw
    return raw


SAID = [
    ("a.txt", "text/plain", ADDRESS.encode()),
    ("a.txt", "text/plain", ADDRESS.encode("utf-16")),
    ("a.txt", "text/plain", ADDRESS.encode("utf-16-le")),
    ("a.txt", "text/plain", ADDRESS.encode("utf-16-be")),
    ("a.eml", "message/rfc822", MAIL),
    ("a.eml", "message/rfc822", _nested(3)),
    ("a.eml", "message/rfc822", b"From: x@example.net\nTo: =?utf-8?q?anna=40example=2Eorg?=\n\nHi"),
    (
        "a.eml",
        "message/rfc822",
        b"From: x@example.net\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(ADDRESS.encode()),
    ),
    (
        "a.eml",
        "message/rfc822",
        b"From: x@example.net\nContent-Transfer-Encoding: quoted-printable\n\n"
        + quopri.encodestring(ADDRESS.encode().replace(b"@", b"=40")).replace(b"=3D40", b"=40"),
    ),
    ("a.html", "text/html", b"<p>an<b>na</b>@exa<i></i>mple.org</p>"),
    ("a.html", "text/html", b'<a href="mailto:anna@example.org">me</a>'),
    ("a.ics", "text/calendar", b"BEGIN:VCALENDAR\r\nORGANIZER;CN=Anna:mailto:anna@exam\r\n ple.org\r\n"),
    ("a.vcf", "text/vcard", b"BEGIN:VCARD\nEMAIL:anna@example.o\n rg\nEND:VCARD"),
    (
        "a.msg",
        "application/vnd.ms-outlook",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + ADDRESS.encode("utf-16-le"),
    ),
    ("a.msg", OCTETS, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0" + ADDRESS.encode("utf-16-le")),
    ("a.msg", OCTETS, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + ADDRESS.encode()),
    ("a.oft", OCTETS, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + ADDRESS.encode("utf-16-le")),
    ("a.svg", "image/svg+xml", b"<svg><text>an<tspan>na</tspan>@example.org</text></svg>"),
    ("a.url", OCTETS, b"[InternetShortcut]\r\nURL=mailto:anna@example.org\r\n"),
    ("a.js", "application/javascript", b"// anna@example.org"),
    ("notes", OCTETS, ADDRESS.encode()),
    ("a.bin", OCTETS, "Caf\u00e9: anna@example.org".encode("latin-1")),
    ("a.bin", OCTETS, ADDRESS.encode("utf-16")),
    ("a.bin", OCTETS, ADDRESS.encode("utf-16-le")),
    ("a.png", "image/png", ADDRESS.encode()),
    ("a.zip", "application/zip", ADDRESS.encode()),
    *(
        (
            name,
            OCTETS,
            b"MIME-Version: 1.0\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\n"
            + base64.encodebytes(f"<p>{ADDRESS}</p>".encode()),
        )
        for name in ("a.mht", "a.dat", "a.txt", "a")
    ),
]


@pytest.mark.parametrize(("name", "type_", "content"), SAID)
def test_what_can_be_read_is_found(name: str, type_: str, content: bytes) -> None:
    """Whatever the character set, encoding, folding or depth."""
    found = said_in(file(name, type_, content))
    assert ADDRESS in found.replace("**", "").replace("*", "")


@pytest.mark.parametrize("begin", [b"%PDF-1.7\n\0\1\2\3", b"PK\3\4\0\0", b"\x89PNG\r\n\x1a\n\0\0\0"])
@pytest.mark.parametrize("name", ["a.pdf", "a.bin", "a"])
def test_what_is_no_text_says_nothing(begin: bytes, name: str) -> None:
    """By its octets, whatever it is called; a seal is not sent in the first place."""
    assert "" == said_in(file(name, "application/pdf", begin + ADDRESS.encode()))
    assert "" == said_in(file("smime.p7s", OCTETS, ADDRESS.encode()))


def test_only_a_mail_is_opened_as_one() -> None:
    """Outlook's own format is searched, but not taken apart."""
    opened = attached_mail(file("a.eml", "message/rfc822", MAIL))
    assert opened is not None
    assert "About it" == opened.subject
    assert attached_mail(file("a.msg", OCTETS, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) is None
    assert attached_mail(file("a.txt", "text/plain", MAIL)) is None

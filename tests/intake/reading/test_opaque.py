"""Mail that is signed as a whole: its words are read, and what it says of itself proves nothing."""

from __future__ import annotations

from base64 import encodebytes

import pytest
from asn1crypto import cms

from intake.reading.parse import parse

PLAIN = b"Content-Type: text/plain; charset=utf-8\r\n\r\nMy talks fall flat. Caf\xc3\xa9?\r\n"
HTML = b"Content-Type: text/html; charset=utf-8\r\n\r\n<p>My talks fall flat. Caf\xc3\xa9?</p>\r\n"
MIXED = (
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + PLAIN
    + b"--b\r\nContent-Type: application/pdf; name=plan.pdf\r\n\r\n%PDF\r\n--b--\r\n"
)  # fmt: skip
CODED = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + encodebytes(
    "My talks fall flat. Café?".encode()
)
LYING = b"From: eve@example.com\r\nSubject: Other\r\nAuthentication-Results: mx; dmarc=pass\r\n" + PLAIN
TEXT = "My talks fall flat. Café?"
PKCS7 = "application/pkcs7-mime"


def signed(content: bytes | None) -> bytes:
    """SignedData without signers, which is as hard to read as any."""
    data = {
        "version": "v1",
        "digest_algorithms": [],
        "encap_content_info": {"content_type": "data", "content": content},
        "signer_infos": [],
    }
    octets: bytes = cms.ContentInfo({"content_type": "signed_data", "content": data}).dump()
    return octets


def mail(octets: bytes, type_: str = f"{PKCS7}; smime-type=signed-data; name=smime.p7m") -> bytes:
    head = f"From: maria@example.org\r\nSubject: Talks\r\nContent-Type: {type_}\r\n"
    return head.encode() + b"Content-Transfer-Encoding: base64\r\n\r\n" + encodebytes(octets)


def entity(octets: bytes) -> bytes:
    return b"Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n" + encodebytes(
        octets
    )


@pytest.mark.parametrize(
    ("raw", "files"),
    [
        (mail(signed(PLAIN)), []),
        (mail(signed(HTML)), []),
        (mail(signed(CODED)), []),
        (mail(signed(MIXED)), ["plan.pdf"]),
        (mail(signed(LYING)), []),
        (mail(signed(PLAIN), "application/x-pkcs7-mime"), []),
        (mail(signed(PLAIN), f"{PKCS7}; smime-type=enveloped-data"), []),
        (mail(signed(PLAIN), "application/octet-stream; name=smime.p7m"), []),
        (mail(signed(entity(signed(PLAIN)))), []),
        (mail(signed(PLAIN.replace(b"\r\n", b"\n"))), []),
    ],
)
def test_what_was_signed_is_read(raw: bytes, files: list[str]) -> None:
    """In every form, below the fields of the mail itself."""
    found = parse(raw)
    assert (TEXT, files, "") == (found.text.strip(), [f.name for f in found.attachments], found.encrypted)
    assert ("maria@example.org", 1) == (found.from_[0].addr_spec, found.from_headers)
    assert ("Talks", (), ()) == (found.subject, found.all("authentication-results"), found.defects)


def test_signed_and_then_nothing_to_read() -> None:
    """What is encrypted inside is encrypted; without content, cut off or in crumbs it stays a file."""
    sealed = cms.ContentInfo({"content_type": "enveloped_data"}).dump()
    assert "words" == parse(mail(signed(entity(sealed + bytes(20))))).encrypted
    whole = signed(PLAIN)
    crumbs = whole[:19] + b"\x24\x80" + b"\x04\x01a" * 20_000
    for octets in (signed(None), crumbs, *(whole[:cut] for cut in range(20, len(whole) - 5, 9))):
        found = parse(mail(octets))
        assert ("", ["smime.p7m"]) == (found.text, [f.name for f in found.attachments])
        assert "signed-not-opened" in found.defects


def test_a_signature_beside_the_words_is_left_alone() -> None:
    """Signed in the clear, attached to a mail, or only a name: as ever."""
    clear = (
        b"From: maria@example.org\r\nContent-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n" + PLAIN
        + b"--b\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\n\r\nx\r\n--b--\r\n"
    )  # fmt: skip
    found = parse(clear)
    assert (TEXT, ["smime.p7s"]) == (found.text.strip(), [f.name for f in found.attachments])
    beside = b"From: maria@example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + PLAIN
    found = parse(
        beside + b"--b\r\n" + entity(signed(b"Content-Type: text/plain\r\n\r\nOther")) + b"--b--\r\n"
    )
    assert (TEXT, 1) == (found.text.strip(), len(found.attachments))


def test_the_beginning_of_a_file_is_no_defect() -> None:
    """What a file is, is told without a word about where it was cut."""
    name = b"Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    assert () == parse(b"From: maria@example.org\r\n" + name + encodebytes(b"%PDF" + bytes(5_000))).defects

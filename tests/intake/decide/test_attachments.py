"""Which files of a concierge's mail go along, and what is searched for leaks."""

from __future__ import annotations

import base64

import pytest

from cases.model import Purpose
from intake.decide.attachments import enclosed
from intake.reading.parse import parse
from intake.reading.quotes.split import split
from tests import desk as d

TOKEN = d.token(Purpose.ANSWER, 11)
OURS = (
    f"From: Maria via Learning Help <help@example.org>\nMessage-ID: <{TOKEN}.12@example.org>\n"
    f"Reply-To: <help+{TOKEN}@example.org>\nTo: anna@example.org\nSubject: [LC-7] Talks\n\nShe wrote: ...\n"
)
LOOPED = "From: x@example.net\nX-Learning-Concierge-Loop: help@example.org\nSubject: ours\n\nhi\n"
FOREIGN = "From: Trainer <trainer@example.net>\nTo: anna@example.org\nSubject: Course\n\nMay suits.\n"
SEALED = "application/pkcs7-signature; name=smime.p7s"
CARD = "BEGIN:VCARD\nFN:{0}\nEMAIL:{0}@example.org\nEND:VCARD"


def mail(*parts: tuple[str, str, str]) -> bytes:
    """(type, file name, content) of each attachment."""
    attached = "".join(
        f'--b\nContent-Type: {type_}\nContent-Disposition: attachment; filename="{name}"\n'
        + (
            f"\n{content}\n"
            if type_.startswith("message/")
            else f"Content-Transfer-Encoding: base64\n\n{base64.b64encode(content.encode()).decode()}\n"
        )
        for type_, name, content in parts
    )
    return (
        "From: Anna Peeters <anna@example.org>\nSubject: Re: x\nMIME-Version: 1.0\n"
        f'Content-Type: multipart/mixed; boundary="b"\n\n--b\n\nSee attached.\n{attached}--b--\n'
    ).encode()


CASES = [
    (("message/rfc822", "mail.eml", OURS), [], ["mail.eml"]),
    (("application/octet-stream", "mail.eml", OURS), [], ["mail.eml"]),
    (("message/rfc822", "mail.eml", LOOPED), [], ["mail.eml"]),
    (
        ("message/rfc822", "mail.eml", OURS.replace(f"Reply-To: <help+{TOKEN}@example.org>\n", "")),
        [],
        ["mail.eml"],
    ),
    (
        ("message/rfc822", "mail.eml", OURS.replace(f"Message-ID: <{TOKEN}.12@example.org>\n", "")),
        [],
        ["mail.eml"],
    ),
    (("text/vcard", "anna.vcf", CARD.format("anna")), [], ["anna.vcf"]),
    (("application/octet-stream", "bram.vcf", CARD.format("bram")), [], ["bram.vcf"]),
    ((SEALED, "smime.p7s", "x"), [], []),
    (("application/pgp-signature", "signature.asc", "x"), [], []),
    (("application/pgp-keys", "0x1.asc", "x"), [], []),
    (("text/plain", "key.txt", "-----BEGIN PGP PUBLIC KEY BLOCK-----"), [], []),
    # honest controls
    (("message/rfc822", "mail.eml", FOREIGN), ["mail.eml"], []),
    (
        ("message/rfc822", "mail.eml", OURS.replace("help@example.org", "trainer@example.net")),
        ["mail.eml"],
        [],
    ),
    (
        ("message/rfc822", "mail.eml", OURS.replace(TOKEN, "x")),
        ["mail.eml"],
        [],
    ),  # written in the mailbox by hand
    (("text/vcard", "coach.vcf", CARD.format("coach")), ["coach.vcf"], []),
    (("application/pdf", "plan.pdf", "%PDF"), ["plan.pdf"], []),
    (("text/plain", "tips.txt", "Begin small"), ["tips.txt"], []),
]


@pytest.mark.parametrize(("part", "along", "left_out"), CASES)
def test_what_goes_along(part: tuple[str, str, str], along: list[str], left_out: list[str]) -> None:
    """A mail of ours and a card of the roster are left out by name, seals and keys silently."""
    parsed = parse(mail(part))
    found = enclosed(parsed, split(parsed), d.settings())
    assert (along, left_out) == ([f.name for f in found.files], list(found.left_out))


def test_text_of_what_goes_along_is_searched() -> None:
    """The headers of an attached mail too."""
    parsed = parse(mail(("message/rfc822", "mail.eml", FOREIGN), ("application/pdf", "a.pdf", "%PDF\0\1")))
    ((name, said), picture) = enclosed(parsed, split(parsed), d.settings()).said
    assert ("a.pdf", "") == picture
    assert "mail.eml" == name
    assert "anna@example.org" in said

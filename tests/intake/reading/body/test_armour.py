"""A clear-signed mail is read as its words."""

from __future__ import annotations

import pytest

from intake.reading.body.armour import without_armour
from intake.reading.parse import parse
from intake.reading.quotes.split import split

SEAL = (
    "-----BEGIN PGP SIGNATURE-----\nVersion: GnuPG v2\n\niQEzBAEBCAAdFiEE\n=abcd\n-----END PGP SIGNATURE-----"
)
BEGIN = "-----BEGIN PGP SIGNED MESSAGE-----"

CASES = [
    (f"{BEGIN}\nHash: SHA256\n\nHello Maria,\nbegin small.\n\n{SEAL}\n", "Hello Maria,\nbegin small."),
    (f"{BEGIN}\nHash: SHA256\nHash: SHA512\n\nHi\n{SEAL}", "Hi"),
    (f"{BEGIN}\n\nHi\n- -- \nAnna\n{SEAL}", "Hi\n-- \nAnna"),
    (f"{BEGIN}\n\nHi\n- From here on\n{SEAL}", "Hi\nFrom here on"),
    (f"Below it.\n{BEGIN}\nHash: SHA1\n\nHi\n{SEAL}\nPS: bye", "Below it.\nHi\nPS: bye"),
    (f"Hi, only the seal is left.\n{SEAL}", "Hi, only the seal is left."),
    (f"{BEGIN}\n\n- a list\n- of two\n{SEAL}", "- a list\n- of two"),
    # honest controls: nothing is a frame unless it begins and ends
    ("-----BEGIN PGP SIGNATURE-----\nwhat is this?", "-----BEGIN PGP SIGNATURE-----\nwhat is this?"),
    (f"{BEGIN}\nHash: what is it?", f"{BEGIN}\nHash: what is it?"),
    ("Hi", "Hi"),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_words_without_frame(text: str, expected: str, eol: str) -> None:
    """The words stay, frame and signature go; dash escapes are undone."""
    assert expected == without_armour(text)
    raw = b"From: anna@example.org\r\n\r\n" + text.replace("\n", eol).encode()
    assert expected.replace("-- \nAnna", "--\nAnna") == parse(raw).text.replace("-- \n", "--\n")


def test_in_html_too() -> None:
    """Add-ons of web mail put the frame into paragraphs."""
    paragraphs = "".join(
        f"<p>{line}</p>" for line in f"{BEGIN}\nHash: SHA256\n\nBegin small.\n{SEAL}".split("\n")
    )
    raw = b"From: anna@example.org\nContent-Type: text/html\n\n" + paragraphs.encode()
    assert "Begin small." == split(parse(raw)).new_text


def test_a_hostile_frame_takes_no_time() -> None:
    """A hundred thousand beginnings without an end are looked at once each."""
    text = f"{BEGIN}\n-----BEGIN PGP SIGNATURE-----\n" * 50_000
    assert text == without_armour(text)

"""Masking an address and names in what others wrote: found however it is encoded, nothing else touched."""

from __future__ import annotations

import base64
import quopri

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.masking import Mask

ADDRESS = "maria.d@example.org"
NAME = "Maria de Vriës"
MASK = Mask(ADDRESS, (NAME, "Maria"))
NOBODY = "erased-1@erased.invalid"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("", ""),
        ("write to maria.d@example.org.", f"write to {NOBODY}."),
        ("Maria.D@Example.ORG", NOBODY),
        ("<mailto:maria.d%40example.org>", f"<mailto:{NOBODY}>"),
        (r"maria\.d@example\.org", NOBODY),  # as Markdown
        ("maria.d&#64;example.org", NOBODY),
        ("Maria <maria.d@example.org>", f"xxxxx <{NOBODY}>"),
        ('"Maria" <maria.d@example.org>', f'"xxxxx" <{NOBODY}>'),
        ("Maria (maria.d@example.org)", f"xxxxx ({NOBODY})"),
        ("On Monday MARIA DE VRIËS wrote", "On Monday xxxxx xx xxxxx wrote"),
        ("Maria\n> de Vriës wrote", "xxxxx\n> xx xxxxx wrote"),
        ("Maria asked", "Maria asked"),  # whose first name it is, nobody can know
        ("anna.maria.d@example.org", "anna.maria.d@example.org"),
        ("maria.d@example.organic", "maria.d@example.organic"),
        ("Anna-Maria de Vriësen", "Anna-Maria de Vriësen"),
    ],
)
def test_text(text: str, masked: str) -> None:
    """The address in any spelling; a full name everywhere, a first name only before the address."""
    assert masked == MASK.text(text, NOBODY)


def _lines(octets: bytes, width: int = 76) -> bytes:
    coded = base64.b64encode(octets)
    return b"\r\n".join(coded[place : place + width] for place in range(0, len(coded), width)) + b"\r\n"


SENTENCE = f"Ask {NAME} <Maria.D@Example.org> about it. "
WAYS = {
    "plain": SENTENCE.encode(),
    "latin-1": SENTENCE.encode("latin-1"),
    "quoted-printable": quopri.encodestring((SENTENCE * 5).encode()),
    "soft break": b"maria.d@ex=\r\nample.org and Maria=20de Vri=C3=\r\n=ABs",
    "Q word": b"To: =?utf-8?q?Maria_de_Vri=C3=ABs?= <maria.d@example.org>",
    "B word": b"To: =?utf-8?b?" + base64.b64encode(NAME.encode()) + b"?=\r\n <maria.d@example.org>",
    "name of somebody's choice": b'To: "My Mariake" <maria.d@example.org>',
    "name without quotation marks": b"To: a@b.example, Mariake D. <maria.d@example.org>",
    "base64": b"head\r\n\r\n" + _lines(SENTENCE.encode() * 9) + b"\r\n--end",
    "base64, one word": b"\r\n" + _lines(ADDRESS.encode()),
    "base64, other width": b"\r\n" + _lines(SENTENCE.encode() * 3, 61),
    "base64 of UTF-16": b"\r\n" + _lines((SENTENCE * 3).encode("utf-16")),
    "mail in base64": b"\r\n" + _lines(b"Subject: x\r\n\r\n" + _lines(SENTENCE.encode())),
    "HTML": b'<a href="mailto:maria.d&#64;example.org">Maria de Vri&euml;s</a>',
    "return path": b"Return-Path: <bounces+maria.d=example.org@list.example.net>",
    "link": b"mailto:anna@example.org?subject=Re%3A%20Maria%20de%20Vri%C3%ABs",
}


def readable(raw: bytes) -> str:
    """Everything that anybody could read in a mail: as it is, and decoded in all ways, twice."""
    found = [raw, raw.replace(b"\0", b""), quopri.decodestring(raw), quopri.decodestring(raw, header=True)]
    for part in raw.replace(b"?=", b"\n").replace(b"?b?", b"\n").split(b"\r\n\r\n"):
        for text in (part, *part.splitlines()):
            joined = b"".join(text.split())
            try:
                inner = base64.b64decode(joined + b"=" * (-len(joined) % 4))
            except ValueError:
                continue
            found += [inner, inner.replace(b"\0", b"")]
            if inner.startswith(b"Subject"):
                found.append(readable(inner).encode())
    shown = "\n".join(each.decode("utf-8", "replace") + each.decode("latin-1") for each in found).lower()
    spelt = shown
    for plain, coded in (("@", "&#64;"), ("ë", "&euml;"), (" ", "%20"), ("ë", "%c3%ab")):
        spelt = spelt.replace(coded, plain)
    return shown + spelt + shown.replace("=", "@")


@pytest.mark.parametrize("way", WAYS)
def test_octets(way: str) -> None:
    """However a mail holds address or name: nobody can read it any more, and no line is longer or shorter."""
    raw = WAYS[way]
    wanted = [text for text in (ADDRESS, NAME.lower(), "mariake") if text in readable(raw)]
    masked = MASK.octets(raw)
    assert wanted
    assert [] == [text for text in wanted if text in readable(masked)]
    assert len(raw) == len(masked)
    assert [len(line) for line in raw.split(b"\n")] == [len(line) for line in masked.split(b"\n")]
    assert MASK.octets(masked) == masked


@given(st.binary(max_size=400))
def test_other_octets_stay(raw: bytes) -> None:
    """Whatever holds neither address nor name stays as it is, to the octet."""
    assert Mask("qqqqqqqqqqqq@example.org", ("Zacharias Zzzzz",)).octets(raw) == raw


@given(st.text("maridevërs.@ =\r\n>", max_size=60), st.text("maridevërs.@ =\r\n>", max_size=60))
def test_it_is_found_among_anything(before: str, after: str) -> None:
    """In the midst of its own letters too; the length never changes."""
    raw = f"{before} <{ADDRESS}> {after}".encode()
    masked = MASK.octets(raw)
    assert f"<{ADDRESS}>".encode() not in masked
    assert len(raw) == len(masked)


@pytest.mark.parametrize(
    "hostile",
    [
        b'maria"',
        b"=\r\n",
        b"maria ",
        b"=?a?q?maria?= ",
        b"\n> ",
        b"AAAA\r\n",
        b'"\\a',
        b"Maria de ",
        b"maria=",
    ],
)
def test_hostile_octets(hostile: bytes) -> None:
    """A megabyte of what makes expressions slow comes back; nothing here goes back and forth."""
    raw = b"maria.d" + hostile * (1_000_000 // len(hostile) // 4)
    assert len(raw) == len(MASK.octets(raw))

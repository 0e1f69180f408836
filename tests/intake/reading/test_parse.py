"""Header fields, addresses, dates and ids out of right and broken mail."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cases.model import Address
from intake.reading.mime.addresses import addresses, without_addresses
from intake.reading.mime.charsets import codec_name, decode
from intake.reading.mime.encoded_words import header_text
from intake.reading.mime.parameters import split_parameters
from intake.reading.parse import parse
from tests.intake.reading.raw_mail import raw_mail


@pytest.mark.parametrize("eol", ["\n", "\r\n", "\r"])
def test_a_plain_mail(eol: str) -> None:
    """Every field of an ordinary mail, with each kind of line end."""
    raw = raw_mail(
        [
            ("Return-Path", "<tom@example.org>"),
            ("Delivered-To", "help@example.net"),
            ("X-Original-To", "help+token@example.net"),
            ("Message-ID", "<1@example.org>"),
            ("In-Reply-To", "<0@example.net>"),
            ("References", "<a@example.net>\n <0@example.net>"),
            ("From", "Tom Peeters <tom@example.org>"),
            ("Sender", "els@example.org"),
            ("Reply-To", "tom@example.com"),
            ("To", '"Learning, Help" <help@example.net>, jan@example.org (Jan)'),
            ("Cc", "A group: x@example.org, y@example.org;"),
            ("Subject", "A question\n about Excel"),
            ("Date", "Mon, 02 Nov 2026 10:00:00 +0100"),
            ("Thread-Index", "Ac1QVYOXR5nHIqoKSs+VMVabcdef0Q=="),
        ],
        "Hello,\nwhat can I read?",
        eol,
    )
    mail = parse(raw)
    assert len(raw) == mail.raw_size
    assert "<1@example.org>" == mail.message_id
    assert (("<0@example.net>",), ("<a@example.net>", "<0@example.net>")) == (
        mail.in_reply_to,
        mail.references,
    )
    assert ((Address("Tom Peeters", "tom@example.org"),), 1) == (mail.from_, mail.from_headers)
    assert (Address("", "els@example.org"), (Address("", "tom@example.com"),)) == (mail.sender, mail.reply_to)
    assert (Address("Learning, Help", "help@example.net"), Address("Jan", "jan@example.org")) == mail.to
    assert (Address("", "x@example.org"), Address("", "y@example.org")) == mail.cc
    assert ("help@example.net", "help+token@example.net") == tuple(a.addr_spec for a in mail.delivered_to)
    assert "A question about Excel" == mail.subject
    assert datetime(2026, 11, 2, 9, 0, tzinfo=UTC) == mail.date
    assert "Hello,\nwhat can I read?" == mail.text == mail.plain
    assert ("en", None, None, None, ()) == (
        mail.language,
        mail.report,
        mail.automatic,
        mail.malformed,
        mail.defects,
    )
    assert "Tom Peeters <tom@example.org>" == mail.header("FROM")
    assert () == mail.all("x-missing")


@pytest.mark.parametrize(
    ("head", "count", "usable"),
    [
        ("From: a@example.org\nFrom: b@example.org\n", 2, 2),
        ("From: a@example.org, b@example.org\n", 1, 2),
        ("From:\n", 1, 0),
        ("From: Tom\n", 1, 0),
        ("To: x@example.org\n", 0, 0),
        ("From : a@example.org\n", 1, 1),
        ("FROM: a@example.org\n\tb@example.org\n", 1, 2),
        ("From: a@example.org (x) b@example.net\n", 1, 2),
        ("From: <a@example.org> <b@example.net>\n", 1, 2),
        ("From: a@example.org <b@example.net>\n", 1, 1),
        ("From: a@example.org@example.net\n", 1, 0),
        ("From: a@example.org\0@example.net\n", 1, 0),
        ("From: <a@example.org@example.net>\n", 1, 0),
        ("From: =?utf-8?Q?a=40example.org=2C_b=40example.net?=\n", 1, 2),
        ("From: a@example.org\nX: y\nfrom: a@example.org\n", 2, 2),
    ],
)
def test_from_fields_are_counted(head: str, count: int, usable: int) -> None:
    """Two From fields must never look like one."""
    mail = parse((head + "Subject: x\n\nHello").encode())
    assert (count, usable) == (mail.from_headers, len(mail.from_))


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\r\n", "empty"),
        (b"Just a few words\nwithout any header", "no-header"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "no-header"),
        (b'{"json": true}', "no-header"),
        (b"Colour: red\n\nno mail", "no-header"),
        (b"Subject: x\n\nmail", None),
        (b"From tom Mon Nov  2 10:00:00 2026\nSubject: x\n\nmail", None),
        (b"\r\n\r\nSubject: x\n\nmail", None),
    ],
)
def test_what_is_no_mail_says_why(raw: bytes, reason: str | None) -> None:
    """`malformed` is for what is no mail at all."""
    assert reason == parse(raw).malformed


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a@example.org; b@example.org", [("", "a@example.org"), ("", "b@example.org")]),
        ("Tom <tom@example.org", [("Tom", "tom@example.org")]),
        ("Tom tom@example.org", [("Tom", "tom@example.org")]),
        ("'Tom' <'tom@example.org'>", [("Tom", "tom@example.org")]),
        ("<mailto:tom@example.org>", [("", "tom@example.org")]),
        ("tom@example.org (Tom (the first))", [("Tom the first", "tom@example.org")]),
        ("<@relay.example.com:tom@example.org>", [("", "tom@example.org")]),
        ("< tom @ example.org >", [("", "tom@example.org")]),
        ("=?utf-8?Q?J=C3=B6rg=2C_M=C3=BCller?= <j@example.org>", [("Jörg, Müller", "j@example.org")]),
        ("=?utf-8?B?SsO2cmcgPGpAZXhhbXBsZS5vcmc+?=", [("Jörg", "j@example.org")]),
        ('"=?utf-8?Q?J=C3=B6rg?=" <j@example.org>', [("Jörg", "j@example.org")]),
        ("undisclosed-recipients:;", []),
        ("Team: a@example.org, b@example.org;", [("", "a@example.org"), ("", "b@example.org")]),
        (
            '"Peeters, Tom" <tom@example.org>, Els <els@example.org>',
            [("Peeters, Tom", "tom@example.org"), ("Els", "els@example.org")],
        ),
        ("tom@[192.0.2.1]", [("", "tom@[192.0.2.1]")]),
        ("Tom <tom@example.org>, nobody", [("Tom", "tom@example.org")]),
        ("tom@localhost", [("", "tom@localhost")]),
        ("no address", []),
        ("", []),
        ("@", []),
    ],
)
def test_addresses_as_they_are_found(value: str, expected: list[tuple[str, str]]) -> None:
    """The tolerant reading of an address field."""
    assert expected == [(a.name, a.addr_spec) for a in addresses(value)]
    through = parse(raw_mail({"To": value, "Subject": "x"}, "")).to
    assert [e[1] for e in expected] == [a.addr_spec for a in through]


@pytest.mark.parametrize(
    ("octets", "expected"),
    [
        (b"=?utf-8?Q?caf=C3=A9?=", "café"),
        (b"=?utf-8?q?caf=C3?=\r\n =?utf-8?q?=A9?=", "café"),
        (b"=?iso-8859-1?Q?a?= =?utf-8?Q?b?= c =?utf-8?Q?d?=", "ab c d"),
        (b"=?utf-8?B?Y2Fmw6k?=", "café"),
        (b"=?UTF-8?Q?Hello World?=", "Hello World"),
        (b"=?utf-8?Q?What?_now??=", "What? now?"),
        (b"=?x-unknown?Q?caf=E9?=", "café"),
        (b"=?utf-8?Q?caf=E9?=", "café"),
        (b"=?utf-8*nl?Q?caf=C3=A9?=", "café"),
        (b"Re:=?utf-8?Q?caf=C3=A9?=", "Re:café"),
        (b"=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本"),
        (b"=?shift_jis?B?k/qWew==?=", "日本"),
        (b"=?gb2312?B?xOO6ww==?=", "你好"),
        ("café".encode(), "café"),
        ("café".encode("latin-1"), "café"),
        ("“café”".encode("cp1252"), "“café”"),
        (b"\x1b$BF|K\\\x1b(B", "日本"),
        (b"=?utf-8?Q?a=0D=0ABcc:_x@example.org?=", "a Bcc: x@example.org"),
        (b"=?utf-8?Q?a=00b=07?=", "ab"),
        (b"=?utf-8?Q??=", ""),
        (b"=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
        (b"=?broken", "=?broken"),
    ],
)
def test_header_text(octets: bytes, expected: str) -> None:
    """RFC 2047 and raw octets, as mailers write them; never a control character."""
    assert expected == header_text(octets)


@pytest.mark.parametrize(
    ("octets", "label", "expected", "repaired"),
    [
        ("é".encode(), "utf-8", "é", False),
        ("é".encode(), "iso-8859-1", "é", True),
        ("é".encode("latin-1"), "utf-8", "é", True),
        ("€".encode("cp1252"), "iso-8859-1", "€", False),
        ("€".encode("iso8859-15"), "iso-8859-15", "€", False),
        ("é".encode("latin-1"), "us-ascii", "é", False),
        ("é".encode(), "x-nobody-knows", "é", False),
        ("日本".encode("cp932"), "shift_jis", "日本", False),
        ("①".encode("cp932"), "Shift_JIS", "①", False),
        ("日本".encode("iso-2022-jp"), "iso-2022-jp", "日本", False),
        (b"\x1b$B\x2d\x21\x2d\x6a\x34\x41\x1b(B abc", "iso-2022-jp", "①㈱漢 abc", False),
        (b"a \x1b$B\x34\x41\x2d\x35\x1b(B\n\x1b$B\x2d\x74\x1b(B", "iso-2022-jp", "a 漢Ⅰ\n∑", False),
        (b"\x1b$B\x2d\x21\x1b(B", "us-ascii", "①", True),
        (b"\x1b$B\x34\x41\x2d\x40\x1b(B", "cp50220", "漢㍉", False),
        (b"\x1b$B\x2d\x21\x1b(B", "", "①", True),
        (b"\x1b$B\x2d\x2d\x2d\x2d\x1b(B", "csiso2022jp", "⑬⑬", False),
        ("日本".encode("iso-2022-jp"), "us-ascii", "日本", True),
        ("日本".encode("iso-2022-jp"), "", "日本", True),
        ("привет".encode("koi8-r"), "KOI8-R", "привет", False),
        ("привет".encode("cp1251"), "windows-1251", "привет", False),
        ("你好".encode("gb18030"), "gb2312", "你好", False),
        ("한국".encode("cp949"), "ks_c_5601-1987", "한국", False),
        ("é".encode("mac_roman"), "macintosh", "é", False),
        (b"\xef\xbb\xbfabc", "iso-8859-1", "abc", False),
        (b"plain", "utf-16", "plain", False),
        ("é".encode("utf-16"), "utf-16", "é", False),
        (b"abc", "rot13", "abc", False),
        (
            "goed idee: naïef, één, café\n".encode() * 5 + b"\xe9",
            "utf-8",
            "goed idee: naïef, één, café\n" * 5 + "\ufffd",
            True,
        ),
    ],
)
def test_charsets(octets: bytes, label: str, expected: str, repaired: bool) -> None:
    """Labels are believed only as far as the octets allow."""
    assert (expected, repaired) == decode(octets, label)


@pytest.mark.parametrize(
    "label", ["rot13", "zlib", "idna", "punycode", "unicode_escape", "undefined", "\0", "a" * 500]
)
def test_no_codec_that_is_no_charset(label: str) -> None:
    """A mail cannot choose a transformation of Python's."""
    assert codec_name(label) in ("", "iso8859-1")


@pytest.mark.parametrize(
    ("value", "main", "parameters"),
    [
        ("text/plain; charset=utf-8", "text/plain", {"charset": "utf-8"}),
        (
            'TEXT/Plain; Charset="UTF-8" ; format=flowed;',
            "text/plain",
            {"charset": "UTF-8", "format": "flowed"},
        ),
        ("text/plain (a comment); charset=utf-8 (another)", "text/plain", {"charset": "utf-8"}),
        ('application/pdf; name="a;b\\"c.pdf"', "application/pdf", {"name": 'a;b"c.pdf'}),
        ("application/pdf; name=my file.pdf", "application/pdf", {"name": "my file.pdf"}),
        ('application/pdf; name="open', "application/pdf", {"name": "open"}),
        ("attachment; filename*=utf-8''caf%C3%A9.pdf", "attachment", {"filename": "café.pdf"}),
        ("attachment; filename=a.pdf; filename*=utf-8''b.pdf", "attachment", {"filename": "b.pdf"}),
        ("attachment; filename*1=b.pdf; filename*0=a", "attachment", {"filename": "ab.pdf"}),
        (
            "attachment; filename*0*=utf-8''caf%C3; filename*1*=%A9; filename*2=.pdf",
            "attachment",
            {"filename": "café.pdf"},
        ),
        ('attachment; filename="=?utf-8?Q?caf=C3=A9.pdf?="', "attachment", {"filename": "café.pdf"}),
        ("attachment; filename=C:\\temp\\a.pdf", "attachment", {"filename": "C:\\temp\\a.pdf"}),
        ("", "", {}),
        (";;;", "", {}),
    ],
)
def test_parameters(value: str, main: str, parameters: dict[str, str]) -> None:
    """RFC 2045, RFC 2231 and what else is found."""
    assert (main, parameters) == split_parameters(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Mon, 02 Nov 2026 10:00:00 +0100", datetime(2026, 11, 2, 9, tzinfo=UTC)),
        ("2 Nov 26 10:00 EST", datetime(2026, 11, 2, 15, tzinfo=UTC)),
        ("Mon Nov  2 10:00:00 2026", datetime(2026, 11, 2, 10, tzinfo=UTC)),
        ("2026-11-02T10:00:00+01:00", datetime(2026, 11, 2, 9, tzinfo=UTC)),
        ("Mon, 02 Nov 2026 10:00:00 -0000 (GMT)", datetime(2026, 11, 2, 10, tzinfo=UTC)),
        ("yesterday", None),
        ("Mon, 99 Nov 2026 10:00:00 +0100", None),
        ("", None),
    ],
)
def test_dates_are_utc(value: str, expected: datetime | None) -> None:
    """Zones, old forms, nonsense."""
    assert expected == parse(raw_mail({"Date": value, "Subject": "x"}, "")).date


def test_raw_header_octets_are_read_in_the_charset_of_the_body() -> None:
    """Mailers that know no RFC 2047 use one charset for all of a mail."""
    raw = 'From: "Иван" <i@example.org>\nSubject: привет\nContent-Type: text/plain; charset=koi8-r\n\nда'
    mail = parse(raw.encode("koi8-r"))
    assert ("Иван", "привет", "да") == (mail.from_[0].name, mail.subject, mail.text)


@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_broken_headers(eol: str) -> None:
    """A first line with a space, a wrapped line without one, a missing blank line."""
    raw = (
        " From: tom@example.org\nTo: els@example.org,\njan@example.org\n"
        "X-Junk-With-No-Value\nSubject: x\nThis is the body: it began at once.\nMore"
    ).replace("\n", eol)
    mail = parse(raw.encode())
    assert "tom@example.org" == mail.shown_from.addr_spec
    assert ["els@example.org", "jan@example.org"] == [a.addr_spec for a in mail.to]
    assert "This is the body: it began at once.\nMore" == mail.text
    assert "no-blank-line-before-body" in mail.defects


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("=?iso-8859-1?Q?B=FCrle, =20Bob?= <bob@example.org>", ["Bürle, Bob"]),
        ("=?utf-8?Q?B=C3=BCrle=2C_Bob?= <bob@example.org>", ["Bürle, Bob"]),
        ("=?utf-8?Q?B=C3=BCrle; Bob (HR)?= <bob@example.org>", ["Bürle; Bob (HR)"]),
        ("=?utf-8?q?Bob, x?= <bob@example.org>, =?utf-8?q?Jan, y?= <jan@example.org>", ["Bob, x", "Jan, y"]),
        ("=?utf-8?B?QsO8cmxlLCBCb2I=?= <bob@example.org>", ["Bürle, Bob"]),
        ('"O\'Brien, Tim" <tim@example.org>', ["O'Brien, Tim"]),
    ],
)
def test_a_name_with_a_comma_is_one_name(field: str, names: list[str]) -> None:
    """Also in an encoded word that holds what RFC 2047 forbids in it."""
    mail = parse(f"From: {field}\nTo: help@example.org\nSubject: x\n\nHello".encode())
    assert names == [each.name for each in mail.from_]


def test_an_encoded_word_hides_no_address() -> None:
    """What holds an @ is left to be found as an address."""
    mail = parse(b"From: =?utf-8?Q?eve@example.net, x?= <bob@example.org>\nTo: a@b.example\n\nHello")
    assert 1 != len(mail.from_)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Anna Peeters", "Anna Peeters"),
        ("anna@example.org Anna", "Anna"),
        ("\u202etset.elpmaxe@anna\u202c Anna", "Anna"),
        ("\u202eannA", "annA"),
        ("\u2067\u05d0\u05e0\u05d4\u2069", "\u05d0\u05e0\u05d4"),
        ("\u05d0\u200f\u05e0\u05d4", "\u05d0\u200f\u05e0\u05d4"),
        ("R.D. @ home", "R.D. @ home"),
    ],
)
def test_a_name_shows_no_address(name: str, shown: str) -> None:
    """Forwards or backwards, and in the order in which it was written."""
    assert shown == without_addresses(name)

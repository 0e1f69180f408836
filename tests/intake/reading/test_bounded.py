"""Any octets give a value, within caps that are counts: no clock is asked here."""

from __future__ import annotations

import random
from datetime import timedelta

import mailparser
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.older.threads import threads
from intake.reading import parse as parse_module
from intake.reading.body import bodies
from intake.reading.mime import header, part_files, tree
from intake.reading.mime.tree import parse_tree
from intake.reading.parse import parse
from intake.reading.parsed import Parsed
from tests.intake.reading.raw_mail import multipart, raw_mail

PLAIN = "Content-Type: text/plain\n\n"


def nested(levels: int) -> bytes:
    """A text inside `levels` multiparts."""
    head = "From: a@example.org\nSubject: x\n"
    for level in range(levels):
        head += f'Content-Type: multipart/mixed; boundary="b{level}"\n\n--b{level}\n'
    tail = "".join(f"\n--b{level}--" for level in reversed(range(levels)))
    return (head + PLAIN + "deep" + tail).encode()


def test_sixty_thousand_octets_of_headers() -> None:
    """Long fields, many fields, endless encoded words: counted, cut, read."""
    words = "=?utf-8?Q?abc?= " * 3_500
    mail = parse(
        raw_mail({"From": "a@example.org", "Subject": words, "References": "<a@x> " * 10_000}, "Body")
    )
    assert ("Body", "abc" * 3_500, ("<a@x>",)) == (mail.text, mail.subject, mail.references)
    fields = [("From", "a@example.org"), *((f"X-{number}", "y") for number in range(20_000))]
    many = raw_mail(fields, "Body")
    assert header.MAX_FIELDS == len(parse(many).headers)
    assert "too-many-fields" in parse(many).defects
    huge = b"From: a@example.org\nX: " + b"y" * 3_000_000 + b"\nSubject: x\n\nBody"
    assert max(len(value) for _, value in parse(huge).headers) <= header.MAX_FIELD
    folded = b"From: a@example.org\nX: y\n" + b" z\n" * 500_000 + b"\nBody"
    assert max(len(value) for _, value in parse(folded).headers) <= header.MAX_FIELD + 10


def test_forty_thousand_addresses() -> None:
    """A To field without end is cut, not refused."""
    to = ", ".join(f"p{number}@example.org" for number in range(40_000))
    assert 1_000 <= len(parse(raw_mail({"From": "a@example.org", "To": to}, "Body")).to) <= 4_000


def test_ten_thousand_parts() -> None:
    """Parts, files and text parts stop at their caps, and it is said."""
    mail = parse(multipart([PLAIN + str(number) for number in range(10_000)]))
    assert tree.MAX_PARTS == len(parse_tree(multipart([PLAIN + "x"] * 10_000)).parts)
    assert bodies.MAX_SEGMENTS == len(mail.text.split("\n\n"))
    assert "too-many-parts" in mail.defects
    files = parse(multipart(["Content-Type: image/png\n\nx"] * 10_000))
    assert part_files.MAX_FILES == len(files.attachments)
    assert "too-many-files" in files.defects


def test_three_hundred_levels() -> None:
    """Up to the cap the text is found; below it the rest is one opaque file."""
    assert "deep" == parse(nested(tree.MAX_DEPTH)).text
    deeper = parse(nested(tree.MAX_DEPTH + 50))
    assert ("", 1) == (deeper.text, len(deeper.attachments))
    assert "nested-too-deep" in deeper.defects
    assert "nested-too-deep" in parse(nested(20_000)).defects


def test_address_fields_beyond_the_strict_reader() -> None:
    """It takes no more than its share, said once; ours reads what is left, to the last address."""
    many = ", ".join(f"{'w' * 60}{number}@example.org" for number in range(900))
    mail = parse(f"From: a@example.org\nTo: {many}\nCc: {many}\nSubject: x\n\nwords".encode())
    assert many == ", ".join(a.addr_spec for a in mail.to)
    assert mail.to == mail.cc
    assert ["a@example.org"] == [a.addr_spec for a in mail.from_]
    assert ("address-fields-too-long",) == mail.defects
    short = parse(b"From: a@example.org\nTo: b@example.org\nSubject: x\n\nwords")
    assert () == short.defects


def test_the_strict_reader_is_given_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many fields there are, and however odd."""
    given: list[str] = []
    strict = mailparser.parse_from_string

    def kept(text: str) -> object:
        given.append(text)
        return strict(text)

    monkeypatch.setattr(mailparser, "parse_from_string", kept)
    parse(b"From: a@example.org\n" + b"".join(b"To: " + b";" * 60_000 + b"\n" for _ in range(8)) + b"\nwords")
    (text,) = given
    assert len(text) < parse_module.MAX_STRICT + 1_000


def test_twenty_five_megabytes() -> None:
    """A file of the greatest size allowed is kept whole; text of that size is cut."""
    octets = b"QUJD" * 6_250_000
    head = b"From: a@example.org\nSubject: x\nContent-Transfer-Encoding: base64\nContent-Type: "
    file = parse(head + b"application/pdf\n\n" + octets)
    assert [18_750_000] == [f.size for f in file.attachments]
    text = parse(head + b"text/plain\n\n" + octets)
    assert len(text.text) <= bodies.MAX_TEXT
    assert "text-too-long" in text.defects
    lines = parse(
        b"From: a@example.org\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--x\n" * 6_000_000
    )
    assert len(lines.text) <= bodies.MAX_TEXT


def test_many_texts_are_read_up_to_a_sum() -> None:
    """The first ones whole; what is more than all of them may be is left out, and said."""
    part = "Content-Type: text/html\n\n<p>" + "x" * 450_000
    mail = parse(multipart(["\n\nfirst", *[part] * 20]))
    assert mail.text.startswith("first")
    assert len(mail.html or "") <= bodies.MAX_BODY + 1_000
    assert "text-too-long" in mail.defects
    assert () == parse(multipart(["\n\nfirst", part])).defects


def test_content_is_kept_up_to_a_sum() -> None:
    """Sizes stay true where the content is no longer kept."""
    part = "Content-Type: application/pdf\n\n" + "x" * 9_000_000
    mail = parse(multipart([part] * 10))
    assert {9_000_000} == {file.size for file in mail.attachments}
    kept = [len(file.content) for file in mail.attachments]
    assert sum(kept) <= part_files.MAX_KEPT
    assert 0 in kept


def test_a_megabyte_of_html_on_one_line() -> None:
    """The whole is read, no line of it is needed."""
    html = "<p>word " + "<b>x</b> " * 60_000 + "x" * 450_000
    mail = parse(raw_mail({"From": "a@example.org", "Content-Type": "text/html"}, html))
    assert mail.text.startswith("word")
    assert len(mail.text) <= bodies.MAX_TEXT


@pytest.mark.parametrize(
    "body",
    [
        "--" + "-" * 300_000,
        "--b\n" * 66_000,
        "Content-Type: multipart/mixed; boundary=x\n" * 6_000,
        "=?utf-8?Q?" * 30_000,
        "<a@x> " * 33_000,
        "Final-Recipient: rfc822; a@example.org\n" * 10_000,
        "Delivery to the following recipient failed:\n" + "a@example.org " * 20_000,
        "From: a@example.org " * 16_000,
        "I am out of the office " * 13_000,
        "> " * 133_000,
        "the de " * 50_000,
        "\\" * 300_000,
        '"' * 300_000,
        "(" * 300_000,
        "could not be delivered to " * 13_000,
        "begin 644 x\n" * 26_000,
    ],
    ids=lambda body: body[:20].strip(),
)
def test_hostile_bodies_and_headers(body: str) -> None:
    """Repetitions that hang careless patterns, as body and as header, from a mail system too."""
    for sender in ("a@example.org", "MAILER-DAEMON@example.org"):
        parse(raw_mail({"From": sender, "Subject": "failure notice"}, body))
        one_line = body.replace("\n", " ")[:70_000]
        parse(raw_mail({"From": sender, "Subject": one_line, "To": one_line, "References": one_line}, "x"))
        parse(raw_mail({"From": one_line, "Content-Type": one_line, "Content-Disposition": one_line}, "x"))


def _check(raw: bytes) -> Parsed:
    """What holds for every mail, whatever its octets."""
    mail = parse(raw)
    assert len(raw) == mail.raw_size
    for name, value in mail.headers:
        assert name == name.lower()
        assert "\n" not in value
        assert "\r" not in value
    for text in (mail.subject, mail.text, *(a.name for a in mail.from_), *(f.name for f in mail.attachments)):
        text.encode("utf-8")  # no lone surrogates
        assert "\0" not in text
    assert all(id_[0] == "<" and id_[-1] == ">" and " " not in id_ for id_ in mail.references)
    assert all("@" in a.addr_spec for a in (*mail.from_, *mail.to, *mail.cc))
    assert mail.date is None or timedelta(0) == mail.date.utcoffset()
    assert threads([mail]) == ((0,),)
    return mail


LINES = st.sampled_from(
    [
        *(
            "From: a@example.org",
            "From: =?utf-8?Q?J=C3=B6rg?= <j@example.org>",
            "To: b@example.org, c",
            "Subject: x",
        ),
        *(
            "Subject: =?iso-2022-jp?B?GyRCRnxLXBsoQg==?=",
            "Content-Type: multipart/mixed; boundary=b",
            "",
            "--b",
            "--b--",
        ),
        *(
            "Content-Type: multipart/alternative; boundary=b",
            'Content-Type: multipart/report; boundary="c"',
            "--c",
            "--c--",
        ),
        *(
            "Content-Type: text/html; charset=x",
            "Content-Type: message/rfc822",
            "Content-Type: message/delivery-status",
        ),
        *(
            "Content-Transfer-Encoding: base64",
            "Content-Transfer-Encoding: quoted-printable",
            "Content-Type: text/calendar",
        ),
        *(
            "Final-Recipient: rfc822; a@example.org",
            "Action: failed",
            "Status: 5.1.1",
            "Message-ID: <1@x>",
            " folded",
        ),
        *(
            "Content-Disposition: attachment; filename*=utf-8''%C3",
            "PHA+aGk8L3A+",
            "=C3=A9=",
            "<p>hi <a href='x'>y",
            "\x1b$B",
        ),
        *(
            "BEGIN:VEVENT",
            "SUMMARY:x",
            "Date: Mon, 02 Nov 2026 10:00:00 +0100",
            "Content-Type: application/ms-tnef",
            "\ud83d"[:0],
        ),
    ]
)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(LINES, max_size=40), st.sampled_from(["\n", "\r\n", "\r"]))
def test_any_order_of_mail_lines_is_read(lines: list[str], eol: str) -> None:
    """MIME out of pieces, in every wrong order."""
    _check(eol.join(lines).encode())


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=600))
def test_any_octets_are_read(octets: bytes) -> None:
    """Noise, alone and below a header."""
    _check(octets)
    _check(b"From: a@example.org\nContent-Type: text/html\n\n" + octets)
    _check(b"From: " + octets + b"\nSubject: " + octets + b"\nContent-Type: " + octets + b"\n\n" + octets)


def test_damaged_mails_are_read() -> None:
    """Real structures with octets flipped, cut, doubled and moved (seeded)."""
    rng = random.Random(1)
    sources = [
        nested(5),
        multipart([PLAIN + "One", "Content-Type: text/html\n\n<ul><li>Two</li></ul>"], "alternative"),
        raw_mail(
            {"From": "a@example.org", "Subject": "=?utf-8?Q?x?=", "Content-Type": "text/html"},
            "<p>Hi <b>x</b>",
        ),
    ]
    for _ in range(600):
        octets = bytearray(rng.choice(sources))
        for _ in range(rng.randrange(1, 12)):
            at = rng.randrange(len(octets) + 1)
            choice = rng.randrange(4)
            if choice == 0 and octets:
                octets[at % len(octets)] = rng.randrange(256)
            elif choice == 1:
                del octets[at : at + rng.randrange(20)]
            elif choice == 2:
                octets[at:at] = octets[at : at + rng.randrange(60)]
            else:
                octets[at:at] = rng.choice([b"\r", b"\n", b"--", b"=?", b";", b'"', b"\0", b"\xff", b": "])
        _check(bytes(octets))

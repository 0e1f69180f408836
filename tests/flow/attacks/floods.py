# ruff: noqa: E501 - one row a line
"""Too much: mails, parts, fields, addresses, letters, commands. All is bounded, and honest mail goes on."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import Any

from concierge.demo.border import FAIL, NONE
from tests.flow.attacks.cast import QUESTION, Body, Cast, both, file, many, text
from tests.flow.attacks.row import Mail, Row, usual
from tests.flow.attacks.tokens import surveyed

LARGEST = 150_000  # letters of both forms of what shows a mail

_row = usual(
    honest=lambda c: c.follow("They look at phones."),
    does="accepted follow-up",
    says="They look at phones.",
    changes=frozenset({"need"}),
)


def _small(c: Cast) -> Iterator[str]:
    told = c.newest("anna")
    size = len(told.text) + len(told.html)  # what is cut may go along as a file
    if size > LARGEST:
        yield f"Anna got a text of {size} letters"


def _follows(name: str, body: Any, **how: Any) -> Row:
    """One big mail of a worker: kept, and shown in bounds."""
    more = {key: how.pop(key) for key in ("servers", "check", "ends", "further") if key in how}
    ends = more.pop("ends", "accepted follow-up")
    return _row(
        name, lambda c: c.follow(body() if callable(body) else body, **how), ends, **{"check": _small, **more}
    )


def _answers(name: str, words: Any, ends: str, most: int = 4, **more: Any) -> Row:
    """One big mail of a concierge."""
    return _row(name, lambda c: c.answer(words() if callable(words) else words), ends, lambda c: c.answer("Begin with a question."),
                does="accepted concierge-answer", gets="answer", says="Begin with a question.", most=most, check=_small, **more)  # fmt: skip


def _nested(depth: int) -> Body:
    head = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(1, depth)
    )
    foot = b"".join(b"--b%d--\r\n" % n for n in reversed(range(depth)))
    return Body(
        'multipart/mixed; boundary="b0"',
        b"--b0\r\n" + head + b"Content-Type: text/plain\r\n\r\nHow deep?\r\n" + foot,
    )


def _forwarded(depth: int) -> Body:
    head = b"".join(
        b"Content-Type: message/rfc822\r\n\r\nFrom: a@example.net\r\nSubject: x\r\n" for _ in range(depth)
    )
    return Body("multipart/mixed; boundary=b", b"--b\r\n" + head + b"\r\nHow deep?\r\n--b--\r\n")


@cache
def _bomb(name: str) -> bytes:
    """20 MB of nothing in a file of 20 kB."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr(name, bytes(20_000_000))
    return packed.getvalue()


def _parts(count: int) -> Body:
    return many("mixed", *(text(f"Part {n}.") for n in range(count)))


def _files(count: int) -> Body:
    return many("mixed", text("See."), *(file(f"{n}.txt", b"x") for n in range(count)))


def _requests(c: Cast, count: int, **how: Any) -> list[Mail]:
    return [c.write("worker", f"{QUESTION} {n}", subject=f"Question {n}", **how) for n in range(count)]


def _strangers(c: Cast, count: int, domain: str) -> list[Mail]:
    return [
        c.write(f"x{n}.{c.case}@{domain}", f"{QUESTION} {n}", subject=f"Question {n}", results=NONE)
        for n in range(count)
    ]


def _later(c: Cast) -> None:
    """Whatever was counted in the last hour is over."""
    c.at.pass_time(timedelta(hours=25))


def _honest_after(c: Cast) -> Mail:
    """Somebody else asks, at once."""
    return c.write(f"tom.{c.case}@{c.domain}", "How do I listen?", subject="Listening")


def _honest_later(c: Cast) -> Mail:
    """Two hours later somebody else asks."""
    c.at.pass_time(timedelta(hours=2))
    return _honest_after(c)


def _doubted(c: Cast) -> None:
    assert "held unproven" == c.play(c.answer("Begin with a question.", results=NONE))
    c.seen["asked"] = c.newest("anna")


OTHERS: dict[str, Any] = {"does": "accepted request", "says": "Listening", "given": _later}

ROWS = (
    # many mails
    _row("14 requests of one sender", lambda c: _requests(c, 14), "held rate-limit", _honest_after, world="flood",
         told=frozenset({"worker"}), opens=3, most=30, each=12, **OTHERS),
    _row("14 later mails of one sender", lambda c: [c.follow(f"And {n}?") for n in range(14)], "accepted follow-up", _honest_after,
         world="flood", most=12, each=6, **OTHERS),
    _row("14 mails of strangers on one case", lambda c: [c.reply(f"x{n}@evil.example", c.ack, f"And {n}?") for n in range(14)], "accepted third-party",
         _honest_after, world="flood", most=12, each=6, **OTHERS),
    _row("14 mails of strangers who may not ask", lambda c: _strangers(c, 14, "evil.example"), "held sender-not-allowed", _honest_after,
         world="flood", most=18, each=9, **OTHERS),
    _row("14 forged mails of one worker", lambda c: [c.follow(f"{n}", results=FAIL) for n in range(14)], "held dmarc-fail", _honest_after,
         world="flood", most=18, each=9, **OTHERS),
    _row("14 mails without an author", lambda c: [c.write("x", f"{n}", From="a@example.test, b@example.test", mail_from="x@example.net") for n in range(14)],
         "held from-not-single", _honest_after, world="flood", most=18, each=9, **OTHERS),
    _row("24 mails in a concierge's name, unproven", lambda c: [c.answer(f"Buy {n}.", results=NONE) for n in range(24)], "held unproven",
         _honest_after, world="tight", most=20, each=20, **OTHERS),
    _row("12 workers at once, beyond [limits] automatic_total", lambda c: _strangers(c, 12, c.domain), "accepted request", _honest_later,
         world="full", most=10, opens=12, told=frozenset({"colleagues"}), **OTHERS),
    _row("24 questions for help by a concierge", lambda c: [c.write("anna", "#help") for _ in range(24)], "accepted concierge-commands", _honest_after,
         world="tight", most=20, **OTHERS),
    _row("24 wrong commands by a concierge", lambda c: [c.answer(f"#clsoe {n}") for n in range(24)], "accepted transcript", _honest_after,
         world="tight", most=20, **OTHERS),
    _row("20 answers to a survey", lambda c: [c.reply("worker", c.seen["survey"], f"{1 + n % 5}") for n in range(20)], "accepted survey-answer",
         lambda c: c.reply("worker", c.seen["survey"], "4"), given=surveyed, does="accepted survey-answer", says="", most=8, told=frozenset({"worker"}),
         changes=frozenset({"survey"})),
    _row("20 answers to a confirmation", lambda c: [c.reply("anna", c.seen["asked"], f"Well, {n}.") for n in range(20)], "accepted consent-unclear",
         lambda c: c.reply("anna", c.seen["asked"], "Yes"), given=_doubted, does="accepted confirmed", says="", gets="answer", most=1),
    _row("20 vacation messages", lambda c: [c.follow(f"I am away. {n}", Auto_Submitted="auto-replied") for n in range(20)], "accepted automatic-on-case", most=0),
    _row("20 copies of one mail", lambda c: [c.follow("And?", Message_ID="<copy@x.example>")] * 20, "discarded duplicate", most=2),
    # one big mail
    _follows("500 parts", lambda: _parts(500), servers=True),
    _follows("300 levels", lambda: _nested(300), servers=True),
    _follows("100 mails inside one another", lambda: _forwarded(100), check=lambda c: ()),
    _follows("40 files", lambda: _files(40), check=lambda c: (), further=True),
    _follows("an archive of 20 MB in 20 kB", lambda: many("mixed", text("See."), file("x.zip", _bomb("x"))), check=lambda c: (), further=True),
    _follows("5,000 header fields", "x", X_Flood=["x" * 20] * 5000, servers=True),
    _follows("one header field of 500,000 letters", "x", X_Flood="x" * 500_000),
    _follows("a subject of 200,000 letters", "x", subject="x" * 200_000),
    _follows("10,000 addresses in To and Cc", "x", cc=", ".join(f"x{n}@evil.example" for n in range(10_000)), servers=True),
    _follows("2,000 ids in References", "x", references=" ".join(f"<{n}@x.example>" for n in range(2000))),
    _follows("one line of 1,000,000 letters", lambda: "x" * 1_000_000, further=True),
    _follows("20,000 lines", lambda: "x\n" * 20_000, further=True),
    _follows("20,000 quoted lines", lambda: "One.\n" + "> x\n" * 20_000, further=True),
    _follows("a quote of 5,000 levels", lambda: "One.\n" + ">" * 5000 + " x\n"),
    _follows("10,000 elements inside one another", lambda: both("x", "<div>" * 10_000 + "x" + "</div>" * 10_000), further=True),
    _follows("a table of 5,000 cells", lambda: both("x", "<table><tr>" + "<td>x</td>" * 5_000 + "</tr></table>"), further=True),
    _follows("3,000 links", lambda: both("x", '<a href="https://evil.example/x">x</a> ' * 3_000), further=True),
    _follows("50,000 brackets", lambda: "[" * 25_000 + "](" * 12_500),
    _follows("entities without end", lambda: both("x", "&lt;" * 50_000)),
    _follows("a declared charset of 10,000 letters", Body(f"text/plain; charset={'x' * 10_000}", b"x")),
    _follows("an invitation of 5,000 lines", lambda: text("BEGIN:VCALENDAR\n" + "ATTENDEE:mailto:x@evil.example\n" * 5_000, "text/calendar; method=REQUEST"), further=True),
    # a concierge's
    _answers("1,000 commands", lambda: "#status\n" * 1000, "accepted concierge-commands"),
    _answers("1,000 wrong commands", lambda: "#clsoe\n" * 1000, "accepted transcript", further=True),
    _answers("50 lines to remember", lambda: "\n".join(f"#remember {n} {'x' * 300}" for n in range(50)), "accepted concierge-commands", changes=frozenset({"remembered"})),
    _answers("1,000 copies", lambda: "\n".join(f"#cc x{n}@example.test" for n in range(1000)) + "\n\nBegin.", "accepted transcript"),
    _answers("1,000 options", lambda: "#option " + " ".join(f"x{n}" for n in range(1000)), "accepted transcript"),
    _answers("a command of 100,000 letters", lambda: "#remember " + "x" * 100_000, "accepted transcript"),
    _answers("a document of 20 MB in 20 kB", lambda: many("mixed", text("Begin."), file("x.docx", _bomb("word/document.xml"),
             "application/vnd.openxmlformats-officedocument.wordprocessingml.document")), "accepted concierge-answer", told=frozenset({"worker"}),
             changes=frozenset({"state", "owner"}), further=True),
)  # fmt: skip

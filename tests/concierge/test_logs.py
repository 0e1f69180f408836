"""Log records: event first, then key=value, on one line whatever the values hold."""

from __future__ import annotations

import io
import json
import logging

import pytest
import structlog

from concierge import logs


def logged(log_format: str) -> str:
    stream = io.StringIO()
    logs.configure(log_format, stream)
    log = structlog.get_logger()
    log.info("case.moved", case=17, before="new", topics=("excel", "talks"))
    log.warning("mail.held", subject='a "b"\nc=d', reason="")
    logging.getLogger("library").warning("odd %s", "thing")
    return stream.getvalue()


def test_text_records() -> None:
    """Values that could be misread are quoted; a line break cannot forge a record."""
    lines = [line.split(" ", 1)[1] for line in logged("text").splitlines()]
    assert [
        'INFO    case.moved case=17 before=new topics="excel,talks"',
        'WARNING mail.held subject="a \\"b\\" c=d" reason=""',
        "WARNING odd thing",
    ] == lines


def test_json_records() -> None:
    """One object a line, with the time in UTC."""
    records = [json.loads(line) for line in logged("json").splitlines()]
    assert ["case.moved", "mail.held", "odd thing"] == [record["event"] for record in records]
    assert {"case": 17, "before": "new", "topics": ["excel", "talks"], "level": "info"}.items() <= records[
        0
    ].items()
    assert records[0]["at"].endswith("Z")


def test_an_exception_follows_its_record() -> None:
    """The traceback stands below the line, so that the line can be searched."""
    stream = io.StringIO()
    logs.configure("text", stream)
    try:
        raise RuntimeError("no idea")
    except RuntimeError:
        structlog.get_logger().exception("intake.failed", inbound=3)
    first, second, *_ = stream.getvalue().splitlines()
    assert first.endswith("ERROR   intake.failed inbound=3")
    assert second.startswith("Traceback")


def test_records_go_to_what_is_stderr_now(capsys: pytest.CaptureFixture[str]) -> None:
    """Standard output stays for output, also when stderr was replaced after the set-up."""
    logs.configure()
    structlog.get_logger().warning("mail.held", inbound=3)
    captured = capsys.readouterr()
    assert ("", True) == (captured.out, captured.err.endswith("WARNING mail.held inbound=3\n"))


def test_debug_of_libraries_is_silent() -> None:
    """Libraries do not fill the log, and what they say of octets may hold mail."""
    stream = io.StringIO()
    logs.configure("text", stream)
    logging.getLogger("mailparser.core").info("Email content")
    structlog.get_logger().debug("detail")
    assert "" == stream.getvalue()


@pytest.mark.parametrize(
    ("said", "logged"),
    [
        ("550 5.1.1 <anna.de.vries@example.org>: no such user", "550 5.1.1 <[address]>: no such user"),
        ("to=anna@example.org, bram@example.org.", "to=[address], [address]."),
        ("rfc822;Ann\u00e9@ex\u00e4mple.org", "rfc822;[address]"),
        ("Help@example.org is paused", "Help@example.org is paused"),
        ("help+k7f3@example.org is a token", "[address] is a token"),
        ("run `concierge login help@example.org` again", "run `concierge login help@example.org` again"),
        ("`help@example.org` and `anna@example.org`.", "`help@example.org` and `[address]`."),
        ("run `case --of anna@example.org` again", "run `case --of [address]` again"),
        ("4 @ 5", "4 @ 5"),
        ("case 17, mail 203", "case 17, mail 203"),
    ],
)
def test_no_address_but_our_own(said: str, logged: str) -> None:
    """Replies of servers hold addresses: the number of the mail leads to whom it was about."""
    stream = io.StringIO()
    logs.configure("json", stream, own=("help@example.org",))
    structlog.get_logger().info("mail.sent", reply=said, each=[said, {"to": said}], mailbox="x@example.net")
    record = json.loads(stream.getvalue())
    assert (logged, [logged, {"to": logged}], "x@example.net") == (
        record["reply"],
        record["each"],
        record["mailbox"],
    )


@pytest.mark.parametrize(
    ("message", "logged"),
    [
        ("invalid literal: 'I am afraid of Tom'", "ValueError: invalid literal: '…'"),
        ('column "Tom\'s" of anna@example.org', "ValueError: column '…' of [address]"),
        ("null value in column\nDETAIL:  Failing row contains (7, Tom).", "ValueError: null value in column"),
        ("disk is full\nERROR forged", "ValueError: disk is full ERROR forged"),
    ],
)
def test_an_error_quotes_nobody(message: str, logged: str) -> None:
    """Where it came from is enough; its causes are told the same way."""
    stream = io.StringIO()
    logs.configure("text", stream)
    try:
        try:
            raise ValueError(message)
        except ValueError as error:
            raise RuntimeError("on it's mail 'Tom'") from error
    except RuntimeError:
        structlog.get_logger().exception("mail.not-decided", inbound=3)
    lines = stream.getvalue().splitlines()
    assert logged in lines
    assert lines[-1].startswith("RuntimeError: on it")
    assert "Tom" not in "".join(line for line in lines if not line.startswith("    "))

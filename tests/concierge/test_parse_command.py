"""`concierge parse`: one object a file, whatever the file is, and nothing touched."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cases.model import Purpose
from cases.tokens import Token
from concierge.cli import main
from concierge.config.load import load

KEYS = [
    *("file", "message_id", "in_reply_to", "references", "from", "to", "cc", "reply_to", "subject", "date"),
    *("language", "text", "new_text", "quoted_text", "signature", "attachments", "kind", "reason"),
    *("forwarded", "bounce", "commands", "rating", "need", "topics", "defects"),
]
MAIL = """From: Anna Peeters <anna@example.org>
To: learninghelp{extension}@example.org
Subject: Re: [LC-12] Talks
Message-ID: <2@example.org>
In-Reply-To: <1@example.org>
Date: Tue, 17 Nov 2026 11:00:00 +0100

Try the club on Thursday.

#close quietly

On Mon, 16 Nov 2026 at 09:00, Maria Jans <maria@example.org> wrote:
> How do I speak in public?
"""
BOUNCE = """From: MAILER-DAEMON@example.org
To: learninghelp@example.org
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

Not there.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; maria@example.net
Action: failed
Status: 5.1.1
--b--
"""
FORWARD = """From: Bram <bram@example.org>
To: learninghelp@example.org
Subject: Fwd: Excel

---------- Forwarded message ---------
From: Maria Jans <maria@example.org>
Date: Mon, 16 Nov 2026 at 09:00
Subject: Excel
To: Bram <bram@example.org>

How do I make a pivot table?
"""
CONFIGURATION = """
[[mailbox]]
address = "learninghelp@example.org"
imap = { host = "localhost", security = "none", password = "x" }
smtp = { host = "localhost", security = "none" }
[[concierge]]
name = "Anna Peeters"
address = "anna@example.org"
"""


def parsed(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, Any]]:
    assert 0 == main(["parse", "--json", *words])
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_one_message(tmp_path: Path, line_end: str, capsys: pytest.CaptureFixture[str]) -> None:
    """All keys of the contract, in its order; new text, quote and commands are told apart."""
    file = tmp_path / "mail.eml"
    file.write_bytes(MAIL.format(extension="").replace("\n", line_end).encode())
    found = parsed(capsys, str(file))[0]
    assert KEYS == list(found)
    assert ("request", "2026-11-17T10:00:00Z", "<2@example.org>") == (
        found["kind"],
        found["date"],
        found["message_id"],
    )
    assert [{"verb": "close", "arguments": ["quietly"], "line": "#close quietly"}] == found["commands"]
    assert {"name": "Anna Peeters", "address": "anna@example.org"} == found["from"]
    assert "speak in public" in str(found["quoted_text"])
    assert "speak in public" not in str(found["new_text"])


def test_bounce_forward_and_rating(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A delivery report, a forward and a survey answer show what is inside; many files, one object each."""
    for name, text in (("a", BOUNCE), ("b", FORWARD), ("c", "From: m@example.org\n\n4, thanks\n")):
        (tmp_path / name).write_text(text)
    bounce, forward, rating = parsed(capsys, *(str(tmp_path / name) for name in "abc"))
    assert ("delivery-report", [{"address": "maria@example.net", "action": "failed", "status": "5.1.1"}]) == (
        bounce["kind"],
        bounce["bounce"]["recipients"],
    )
    assert {"name": "Maria Jans", "address": "maria@example.org"} == forward["forwarded"]["from"]
    assert (None, 4) == (rating["forwarded"], rating["rating"])


@pytest.mark.parametrize("content", [b"", b"\x00\xff" * 40, b"no header at all", b"\n\n"])
def test_what_is_no_mail_is_malformed(
    tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that is not mail gets an object with a reason, and never an error."""
    (tmp_path / "file").write_bytes(content)
    found = parsed(capsys, str(tmp_path / "file"))[0]
    assert "malformed" == found["kind"]
    assert found["reason"]


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """`-` reads standard input."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(MAIL.encode())))
    assert "Re: [LC-12] Talks" == parsed(capsys, "-")[0]["subject"]


def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The others are still shown; the status is 1 and the missing one is named."""
    (tmp_path / "mail.eml").write_text(MAIL)
    assert 1 == main(["parse", "--json", str(tmp_path / "no.eml"), str(tmp_path / "mail.eml")])
    captured = capsys.readouterr()
    assert (1, True) == (len(captured.out.splitlines()), "no.eml cannot be read" in captured.err)


@pytest.mark.parametrize(
    ("purpose", "kind"),
    [
        (Purpose.ANSWER, "concierge-reply"),
        (Purpose.WORKER, "follow-up"),
        (Purpose.SURVEY, "survey-answer"),
        (None, "request"),
    ],
)
def test_a_configuration_adds_roster_and_tokens(
    tmp_path: Path, purpose: Purpose | None, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With a configuration the signed address decides; without one the same mail is a request."""
    (tmp_path / "secret").write_text("0:" + "ab" * 32)
    config = tmp_path / "concierge.toml"
    config.write_text(CONFIGURATION)
    signer = load(config, {}).signer
    token = purpose and signer.sign(Token(purpose, 12, 7, expires=date(2120, 1, 1)))
    file = tmp_path / "mail.eml"
    file.write_text(MAIL.format(extension=f"+{token}" if token else ""))
    assert kind == parsed(capsys, str(file), "--config", str(config))[0]["kind"]
    assert "request" == parsed(capsys, str(file))[0]["kind"]
    assert ["concierge.toml", "mail.eml", "secret"] == sorted(path.name for path in tmp_path.iterdir())


@pytest.mark.parametrize(
    ("date_line", "by"),
    [
        ("Tue, 17 Nov 2026 11:00:00 +0100", "2026-11-20"),
        ("Tue, 17 Nov 2026 23:30:00 -0800", "2026-11-20"),
        ("Fri, 20 Nov 2026 23:30:00 +0000", "2026-11-27"),
    ],
)
def test_with_a_configuration_the_need_is_read(
    tmp_path: Path, date_line: str, by: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Days are counted from the mail's own date in the service's time zone; the subject is read too."""
    (tmp_path / "secret").write_text("0:" + "ab" * 32)
    (tmp_path / "concierge.toml").write_text(CONFIGURATION)
    file = tmp_path / "mail.eml"
    file.write_text(
        "From: Maria <maria@example.org>\nTo: learninghelp@example.org\nSubject: Excel, liefst alleen\n"
        f"Date: {date_line}\n\nMax 2 uur, budget 100 euro, tegen vrijdag.\n"
    )
    need = parsed(capsys, str(file), "--config", str(tmp_path / "concierge.toml"))[0]["need"]
    assert {
        "about": None,
        "tried": None,
        "with": "alone",
        "time": 120,
        "budget": {"amount": 100.0, "currency": "EUR"},
        "by": by,
    } == need
    assert parsed(capsys, str(file))[0]["need"] is None


@pytest.mark.parametrize(
    ("headers", "words", "topics"),
    [
        ("Subject: Re: vraagje\n", "Ik klap dicht voor een volle zaal.", ["presenting"]),
        ("Subject: spreadsheets\n", "Could you help?", ["excel"]),
        ("Subject: Re: vraagje\n", "Merci en tot morgen!", []),
        ("Subject: Away\nAuto-Submitted: auto-replied\n", "Ik klap dicht voor een volle zaal.", []),
    ],
)
def test_with_a_configuration_topics_are_guessed(
    tmp_path: Path, headers: str, words: str, topics: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Best first, subject included; none of what is no request, nor of an automatic mail."""
    (tmp_path / "secret").write_text("0:" + "ab" * 32)
    (tmp_path / "concierge.toml").write_text(
        CONFIGURATION.replace("[service]\n", '[service]\ntopics = "topics.toml"\n')
    )
    (tmp_path / "topics.toml").write_text(
        '[excel]\nkeywords.en = ["spreadsheets"]\nphrases.en = ["could you show me how to add up columns"]\n'
        '[presenting]\nphrases.nl = ["voor een volle zaal klap ik dicht"]\n'
        '[none]\nphrases.nl = ["merci, tot morgen"]\n'
    )
    file = tmp_path / "mail.eml"
    file.write_text(f"From: Maria <maria@example.org>\nTo: learninghelp@example.org\n{headers}\n{words}\n")
    assert topics == parsed(capsys, str(file), "--config", str(tmp_path / "concierge.toml"))[0]["topics"][:1]
    assert [] == parsed(capsys, str(file))[0]["topics"]


def test_words_for_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --json the parts are shown under their names, control characters removed."""
    (tmp_path / "mail.eml").write_text(MAIL.replace("Talks", "Talks\x1b[31m"))
    assert 0 == main(["parse", str(tmp_path / "mail.eml")])
    out = capsys.readouterr().out
    assert "  new text:\n    Try the club on Thursday." in out
    assert "\x1b" not in out

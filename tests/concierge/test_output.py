"""What a stranger wrote shows on a terminal as it is, and steers nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cases.model import CaseState, InboundState, Origin
from cases.typed import as_typed
from concierge.cli import main
from concierge.output import fitted, print_json, printable, read_aloud, visible
from db import folders, tables
from db.connect import disconnect, open_database, transaction
from db.migrate import migrate
from tests.concierge.test_cli import CONFIGURATION, NOW
from tests.concierge.test_streams import terminal, written

ROWS = [
    # (character, on a terminal, of an original on a terminal)
    ("a", "a", "a"),
    ("é", "é", "é"),
    ("\u0645", "\u0645", "\u0645"),  # Arabic turns by itself, which is how it is read
    ("\U0001f600", "\U0001f600", "\U0001f600"),
    ("\n", "\n", "\n"),
    ("\t", " ", "\t"),
    ("\u00a0", " ", "\u00a0"),
    ("\u3000", " ", "\u3000"),
    ("\x1b", "\\x1b", "\\x1b"),
    ("\x07", "\\x07", "\\x07"),
    ("\x08", "\\x08", "\\x08"),
    ("\r", "\\r", "\\r"),
    ("\x00", "\\x00", "\\x00"),
    ("\x7f", "\\x7f", "\\x7f"),
    ("\x9b", "\\x9b", "\\x9b"),  # begins a sequence in eight bits
    ("\x85", "\\x85", "\\x85"),
    ("\u00ad", "\\xad", "\\xad"),
    ("\u200b", "\\u200b", "\\u200b"),
    ("\u200d", "\u200d", "\\u200d"),
    ("\u202a", "\\u202a", "\\u202a"),
    ("\u202e", "\\u202e", "\\u202e"),
    ("\u2066", "\\u2066", "\\u2066"),
    ("\u2069", "\\u2069", "\\u2069"),
    ("\u200f", "\\u200f", "\\u200f"),
    ("\u2028", "\\u2028", "\\u2028"),
    ("\u2029", "\\u2029", "\\u2029"),
    ("\ufeff", "\\ufeff", "\\ufeff"),
    ("\ue000", "\\ue000", "\\ue000"),
    ("\U000e0041", "\\U000e0041", "\\U000e0041"),
]


@pytest.mark.parametrize(("char", "shown", "original"), ROWS, ids=[ascii(row[0]) for row in ROWS])
def test_what_is_seen(char: str, shown: str, original: str, capsys: pytest.CaptureFixture[str]) -> None:
    """As itself, or as an escape that can be read; to a program the same value in both."""
    assert f"x{shown}y" == printable(f"x{char}y")
    assert f"x{original}y" == visible(f"x{char}y".encode())
    print_json([{"text": f"x{char}y"}])
    line = capsys.readouterr().out.removesuffix("\n")
    assert {"text": f"x{char}y"} == json.loads(line)
    assert line.replace("\u00a0", "").replace("\u3000", "").isprintable()


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_typed_stars_are_stars(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What keeps them from being bold in our mails is nothing that anybody typed."""
    typed = "\u00e9 *stars* ~~and~~ \U0001f600"
    assert typed == printable(as_typed(typed))
    stream = terminal(encoding, monkeypatch)
    print_json([{"new_text": as_typed(typed)}])
    assert {"new_text": typed} == json.loads(written(stream).decode(encoding))


HOSTILE = "T\x1b]0;o\x07\u202eX\u2066\x9b2J"
SAFE = "T\\x1b]0;o\\x07\\u202eX\\u2066\\x9b2J"
MAIL = f"From: {HOSTILE} <maria@example.org>\r\nSubject: {HOSTILE}\r\n\r\n{HOSTILE}\r\n"


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A case, a held mail, a failed mail and a person, with such marks in every field that strangers fill."""
    (tmp_path / "secret").write_text("0:" + "ab" * 32)
    config = tmp_path / "concierge.toml"
    config.write_text(CONFIGURATION)
    migrate(open_database("sqlite:///concierge.db", tmp_path))
    box, sender = "learninghelp@example.org", f"m{HOSTILE}@example.org"
    with transaction():
        person = tables.Person.create(
            address="maria@example.org", name=HOSTILE, created_at=NOW, remembered=[HOSTILE]
        )
        tables.Case.create(
            id=1, state=CaseState.OPEN, subject=HOSTILE, requester=person, origin=Origin.MAIL, mailbox=box,
            language="en", created_at=NOW, topics=[HOSTILE], need={"about": HOSTILE},
        )  # fmt: skip
        tables.Message.create(
            case=1, at=NOW, direction="in", role="worker", author=sender, author_name=HOSTILE, kind="request",
            to=[sender], new_text=HOSTILE, subject=HOSTILE,
        )  # fmt: skip
        tables.Event.create(case=1, at=NOW, event="case.changed", actor=sender, detail=HOSTILE)
        tables.Outbox.create(
            state="failed", kind="answer", case_id=1, mailbox=box, to=[sender], recipient=sender,
            subject=HOSTILE,
            draft={"text": HOSTILE, "attachments": [{"name": HOSTILE}]}, automatic=False,
            message_id="<1@example.org>", queued_at=NOW, next_attempt_at=NOW, last_reply=HOSTILE,
        )  # fmt: skip
    folders.store(box, "INBOX", 1, [(1, MAIL.encode(), NOW)], NOW, 0)
    with transaction():
        tables.Inbound.update(state=InboundState.HELD, reason="unproven").execute()
    disconnect()
    (tmp_path / "mail.eml").write_bytes(MAIL.encode())
    return config


STRANGER = f"a{HOSTILE}@example.org"
COMMANDS = [
    ("cases",), ("case", "1"), ("case", HOSTILE), ("held", "list"), ("held", "show", "1"), ("outbox", "list"),
    ("outbox", "show", "1"), ("outbox", "clear", STRANGER), ("parse", "{folder}/mail.eml"),
    ("people", "show", "maria@example.org"), ("people", "show", STRANGER),
]  # fmt: skip


@pytest.mark.parametrize("json_", [False, True], ids=["for people", "as JSON"])
@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: ascii(" ".join(words))[:30])
def test_no_command_lets_a_stranger_steer_the_terminal(
    words: tuple[str, ...], json_: bool, hostile: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever they wrote where: escapes can be read, and nothing else arrives, errors included."""
    arguments = [word.format(folder=hostile.parent) for word in words]
    main([*arguments, "--config", str(hostile), *(["--json"] if json_ and "clear" not in words else [])])
    captured = capsys.readouterr()
    said = captured.out + captured.err
    assert words[0] != "cases" or json_ or SAFE in said
    assert said
    assert "" == "".join(char for char in said if not char.isprintable() and char != "\n")


@pytest.mark.parametrize(
    ("text", "language", "shown"),
    [
        ("**Monday 13:00**, at [https://x.org/a](https://x.org/a)", "en", "Monday 13:00, at https://x.org/a"),
        (
            "See [the book](https://x.org)\n\n- one\n- two",
            "en",
            "See the book (https://x.org)\n\n- one\n- two",
        ),
        (r"1\. it costs 3 \* 4", "nl", "1. it costs 3 * 4"),
        ("[https://x.org/a](https://x.org/a) and *bold*", None, "https://x.org/a and *bold*"),
        ("[maria@example.org](mailto:maria@example.org)", None, "maria@example.org"),
        ("[the book](https://x.org) **", None, "[the book](https://x.org) **"),
        ("a_b [x] (y)", None, "a_b [x] (y)"),
    ],
)
def test_what_people_read(text: str, language: str | None, shown: str) -> None:
    """Our Markdown as the mail shows it; a stranger's text as typed, but for links that repeat an address."""
    assert shown == read_aloud(text, language)


def test_an_empty_list_says_what_there_is_none_of(hostile: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The filters in words."""
    for words, said in (
        (("--state", "held"), "No mail is held."),
        (("--state", "held", "--state", "queued"), "No mail is held or queued."),
        (("--state", "sent", "--case", "1"), "No mail of case 1 is sent."),
        (("--address", "x@example.org"), "There is no mail to x@example.org."),
    ):
        main(["outbox", "list", *words, "--config", str(hostile)])
        assert said == capsys.readouterr().out.splitlines()[0]


def test_nothing_is_named_that_is_not_there(hostile: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A held mail without files has no line for them; times are those of the clock on the wall."""
    main(["held", "show", "1", "--config", str(hostile)])
    assert "attachments" not in capsys.readouterr().out
    main(["outbox", "show", "1", "--config", str(hostile)])
    (queued,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("queued_at:")]
    assert "T" not in queued


@pytest.mark.parametrize(
    ("widths", "room", "expected"),
    [
        ([4, 10, 15], 80, [4, 10, 15]),
        ([4, 60, 60], 80, [4, 36, 36]),
        ([4, 10, 15, 5, 16, 60], 80, [4, 10, 15, 5, 16, 20]),
        ([60, 60, 60, 60, 60, 60, 60], 80, [14] * 7),
        ([12], 5, [12]),
    ],
)
def test_a_table_fits_its_terminal(widths: list[int], room: int, expected: list[int]) -> None:
    """The widest columns give first; where nothing helps they stay readable, and the terminal folds."""
    assert expected == fitted(widths, room)


def test_outgoing_mail_fits_a_line_of_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its subject and why it did not go stand below; of what went, the server's thanks are no news."""
    (tmp_path / "secret").write_text("0:" + "ab" * 32)
    (tmp_path / "concierge.toml").write_text(CONFIGURATION)
    migrate(open_database("sqlite:///concierge.db", tmp_path))
    for number, (state, reply) in enumerate(
        (("failed", "550 5.1.1 " + "no such user " * 20), ("sent", "250 ok"))
    ):
        tables.Outbox.create(
            state=state, kind="acknowledgement", mailbox="h@example.org", to=[f"{'m' * 50}@example.org"],
            recipient="m@example.org", subject="Talks for groups " * 9, draft={"text": "x"}, automatic=False,
            message_id=f"<{number}@example.org>", queued_at=NOW, next_attempt_at=NOW, last_reply=reply,
        )  # fmt: skip
    disconnect()
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr("concierge.output.sys.stdout.isatty", lambda: True, raising=False)
    assert 0 == main(["outbox", "list", "--config", str(tmp_path / "concierge.toml")])
    said = capsys.readouterr().out
    rows, _, _ = said.partition("Next:")
    assert 80 == max(len(line) for line in rows.splitlines())
    assert "\n    550 5.1.1 no such user" in rows
    assert "250 ok" not in rows

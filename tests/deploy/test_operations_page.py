"""docs/operations.md is true: its commands are there, its configurations load, what it quotes can be said.

The sentences of servers are looked for beside the code that knows them: tests/mailer/test_status.py,
tests/concierge/oauth/test_refusals.py.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from concierge.cli import main
from concierge.config.load import load

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")
CONTRACT = (ROOT / "docs" / "contract.md").read_text("utf-8")
PACKAGES = ("cases", "concierge", "db", "followups", "intake", "mailer", "replies", "reports", "templates")
SOURCES = "\n".join(path.read_text("utf-8") for name in PACKAGES for path in (ROOT / name).rglob("*.py"))
NOT_YET = re.compile(r"^\| .*`(\w+)[^`|]*` †", re.M)  # a command of the contract that is for later

ABOVE = """
[service]
timezone = "Europe/Brussels"
lead = ["lead@example.org"]
"""
BELOW = """
[[concierge]]
name = "Anna Peeters"
address = "anna@example.org"
"""
KEY = '{"client_email": "x@y.example.org", "private_key": "k", "token_uri": "https://oauth2.example.org"}'
FILES = {
    "secret": "0:" + "ab" * 32,
    "client-secret": "s",
    "mailbox-password": "p",
    "google-key.json": KEY,
    "alerts.password": "p",
    "molen/catalogue.csv": "slug,title\n",
    "molen/topics.toml": "",
}
MAILBOX = """
[[mailbox]]
address = "learninghelp@example.org"
imap = { host = "imap.example.org", password = "p" }
smtp = { host = "smtp.example.org", password = "p" }
"""


def code() -> str:
    """All that the page sets as code: blocks, indented blocks and words in backticks, a line each."""
    fenced = re.findall(r"^```\w*\n(.*?)^```", PAGE, re.M | re.S)
    indented = re.findall(r"^ {4,}(?=\S)(.*)$", PAGE, re.M)

    return "\n".join(
        [*fenced, *indented, *re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", PAGE, flags=re.M | re.S))]
    )


def commands() -> set[tuple[str, ...]]:
    """`concierge …` as typed: the command, and the word below it where it has some."""
    before = r"(?:^|(?<!-[gos])(?<!:)[\s(/])"  # not the user of `install -g`, not the subject of a mail
    typed = re.findall(rf"{before}(?:concierge|learning-concierge) ([a-z]+)(?: ([a-z]+))?", code(), re.M)
    return {(name, below) if below else (name,) for name, below in typed}


def blocks() -> Iterator[str]:
    """Configurations: indented blocks that begin with a table of ours."""
    for block in re.findall(r"(?:^ {4,}.*\n)+", PAGE, re.M):
        text = re.sub(r"^ +", "", block, flags=re.M)
        if text.startswith("[["):
            yield text


NOT_OURS = {"concierge", "env", "learning"}  # the user and the container are called so, too
COMMANDS = sorted(words for words in commands() if words[0] not in NOT_OURS)


def test_commands_are_found() -> None:
    """Many, and also those in code blocks."""
    assert {("doctor",), ("health",), ("secret", "rotate"), ("backup",)} <= set(COMMANDS)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_command_is_there(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """An operator who types what the page says is never told that there is no such command."""
    status = main([*words, "--help"]) and main([words[0], "--help"])  # the second word may be an argument
    capsys.readouterr()
    assert status == 0 or words[0] in NOT_YET.findall(CONTRACT), words


@pytest.mark.parametrize("block", list(blocks()), ids=lambda block: block.split("\n")[2])
def test_configuration_loads(block: str, tmp_path: Path) -> None:
    """What can be pasted is accepted as it stands, once the dots are filled in."""
    (tmp_path / "molen" / "templates").mkdir(parents=True)
    for name, content in FILES.items():
        (tmp_path / name).write_text(content)
    above = ABOVE if "[[mailbox]]" in block else ABOVE + MAILBOX
    (tmp_path / "concierge.toml").write_text(above + block.replace("…", "x") + BELOW)
    settings = load(tmp_path / "concierge.toml", {})
    assert settings.mailboxes[0].address == "learninghelp@example.org"


def test_configurations_are_found() -> None:
    """One each for Microsoft, Google and a server of one's own; and two clients."""
    read = [tomllib.loads(block) for block in blocks()]
    assert 2 == len([block for block in read if "client" in block])
    found = [block["mailbox"][0] for block in read if "mailbox" in block]
    assert len(found) == 3
    assert {"microsoft", "google", ""} == {box.get("oauth2", {}).get("provider", "") for box in found}


def test_keys_are_ours() -> None:
    """Whatever is written as a key of ours (`sent_copy = "auto"`) is one."""
    ours = re.findall(r"`([a-z_]+) = [\"\[0-9{]", PAGE)
    assert "sent_copy" in ours
    assert [] == [key for key in ours if f'"{key}"' not in SOURCES]


def quoted() -> Iterator[str]:
    """What the program itself says, of the tables about it: the first cells, cut at what varies."""
    for title in ("### The service itself", "## Upgrading"):
        part = PAGE.partition(f"\n{title}\n")[2].partition("\n## ")[0].partition("\n### ")[0]
        for cell in re.findall(r"^\| ([^|]+) \| [^|]+ \| [^|]+ \|", part, re.M):
            if set(cell) != {"-"} and cell not in ("it says", "what"):
                yield cell


def plain(text: str) -> str:
    """Without what the source and the page write differently: quotes, line ends, braces."""
    return re.sub(r"\W+", " ", text).casefold()


def test_quoted_sentences_can_be_said() -> None:
    """The longest fixed piece of each stands in the source."""
    joined = plain(re.sub(r'"\s*\n\s*f?"', "", SOURCES))
    cells = list(quoted())
    assert len(cells) > 5
    for cell in cells:
        pieces = re.split(r"…|\(.*?\)| / |`", cell)
        longest = plain(max(pieces, key=len)).strip()
        assert longest in joined, cell


def test_tables_are_whole() -> None:
    """Each row belongs to a table with a head and has as many cells; an empty line would end the table."""
    lines = re.sub(r"^```.*?^```", "", PAGE, flags=re.M | re.S).split("\n")
    wrong, heads = [], 0
    for number, line in enumerate(lines):
        if not line.lstrip().startswith("|"):
            heads = 0
            continue
        cells = len(re.findall(r"(?<!\\)\|", line))
        if not heads:
            heads = cells if re.fullmatch(r"\|(?:-+\|)+", lines[number + 1]) else -1
        if cells != heads:
            wrong.append(line[:60])
    assert not wrong


OPEN_TO_IT = ("/var/lib/concierge", "/etc/systemd/system", "/etc/cron.d", "/usr/local/bin")


def test_files_of_commands_can_be_reached() -> None:
    """The service's user is given no path that is closed to it: root's folders, somebody's home, the root."""
    typed = re.findall(r"^(?:concierge|ExecStart=.*|\d.*/bin/concierge) .*$", code(), re.M)
    paths = [path for line in typed for path in re.findall(r"(?<![\w=~])=?(/[\w./-]+)", line)]
    assert "/var/lib/concierge-backups" in paths
    assert [] == [path for path in paths if not path.startswith(OPEN_TO_IT)]

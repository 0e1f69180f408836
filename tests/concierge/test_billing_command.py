"""`concierge billing`: lines, a month that is stated, its mail, and cells that are no formulas."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cases.model import CaseState, Origin
from concierge.cli import main
from concierge.commands.billing import safe_cell
from db import tables
from db.connect import disconnect, open_database, transaction
from db.migrate import migrate

AT = datetime(2025, 10, 15, 9, tzinfo=UTC)
CONFIGURATION = """
[service]
timezone = "Europe/Brussels"
[[mailbox]]
address = "learninghelp@example.org"
imap = { host = "localhost", security = "none", password = "x" }
smtp = { host = "localhost", security = "none" }
[[concierge]]
name = "Anna Peeters"
address = "anna@example.org"
[[client]]
id = "acme"
name = "=Acme & Zonen"
domains = ["acme.example"]
rate = "95 EUR per case"
[[client]]
id = "beta"
domains = ["beta.example"]
rate = "80 USD per hour"
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A service with two clients; Acme had two cases in October, Beta one."""
    (tmp_path / "secret").write_text("0:" + "ab" * 32)
    path = tmp_path / "concierge.toml"
    path.write_text(CONFIGURATION)
    migrate(open_database("sqlite:///concierge.db", tmp_path))
    with transaction():
        maria = tables.Person.create(address="maria@acme.example", name="Maria Jans", created_at=AT)
        for number, client, minutes in ((1, "acme", 30), (2, "acme", 0), (3, "beta", 45), (4, None, 5)):
            tables.Case.create(
                id=number, state=CaseState.ANSWERED, subject="Secret subject", requester=maria, client=client,
                origin=Origin.MAIL, mailbox="learninghelp@example.org", language="nl", created_at=AT,
                first_answer_at=AT, last_answer_at=AT, minutes=minutes,
            )  # fmt: skip
    disconnect()
    return path


def run(config: Path, *words: str) -> int:
    return main(["billing", "--config", str(config), *words])


def test_lines_as_json_and_table(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By client, month and currency, with the lines by case number; nobody is named."""
    assert 0 == run(config, "--json")
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [
        ("acme", "2025-10", 2, 30, "95 EUR per case", "190.00", "EUR", False),
        ("beta", "2025-10", 1, 45, "80 USD per hour", "60.00", "USD", False),
    ] == [tuple(value for key, value in each.items() if key != "lines") for each in found]
    assert ["LC-1", "LC-2"] == [line["case"] for line in found[0]["lines"]]
    assert 0 == run(config, "--client", "beta", "--since", "2025-10-01", "--until", "2025-10-31")
    shown = capsys.readouterr().out
    assert "60.00" in shown
    assert "acme" not in shown
    assert 0 == run(config, "--since", "2025-11")
    assert "Nothing is billed in this time.\n" == capsys.readouterr().out


def test_a_stated_month_is_mailed_and_stays(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is stated is frozen; a later change is a line of the next month; the mail names nobody."""
    page = config.parent / "statement.html"
    options = ("--client", "acme", "--month", "2025-10", "--json")
    assert 0 == run(config, *options, "--mail", "accounts@acme.example", "--html", str(page))
    first = json.loads(capsys.readouterr().out)
    assert first["stated"] is True
    assert "€190.00" in page.read_text()
    assert "http" not in page.read_text()
    open_database("sqlite:///concierge.db", config.parent)
    row = tables.Outbox.get()
    mail = json.dumps([row.subject, row.draft, row.to])
    assert ("statement", "queued", ["accounts@acme.example"]) == (row.kind, row.state, [row.recipient])
    assert not [word for word in ("Maria", "Secret", "maria@") if word in mail]
    with transaction():
        tables.Case.update(minutes=90, billed="100", currency="EUR").where(tables.Case.id == 1).execute()
        # 00:30 in Brussels: the day before in UTC
        tables.BilledMonth.update(stated_at=datetime(2025, 11, 2, 23, 30, tzinfo=UTC)).execute()
    disconnect()
    assert 0 == run(config, *options)
    assert first == json.loads(capsys.readouterr().out)
    assert 0 == run(config, *options, "--language", "nl", "--html", str(page))
    assert first == json.loads(capsys.readouterr().out)
    assert "€&nbsp;190,00" in page.read_text()
    assert "zonder belastingen. Deze afrekening van 3 november 2025 verandert" in page.read_text()
    assert 0 == run(config, "--client", "acme", "--month", "2025-11", "--json")
    later = json.loads(capsys.readouterr().out)
    assert [
        {"case": "LC-1", "corrects": "2025-10", "minutes": 60, "rate": "by hand", "amount": "5.00"}
    ] == later["lines"]
    assert (0, False) == (later["cases"], later["stated"])


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("--mail", "a@acme.example"), 2, "--client ID --month"),
        (("--mail", "a@acme.example", "--client", "nobody", "--month", "2025-10"), 2, "acme, beta"),
        (("--mail", "a@beta.example", "--client", "acme", "--month", "2025-10"), 2, "beta"),
        (("--mail", "learninghelp+x@example.org", "--client", "acme", "--month", "2025-10"), 2, "service"),
        (("--mail", "nobody", "--client", "acme", "--month", "2025-10"), 2, "nobody"),
        (("--mail", "a@acme.example", "--client", "acme", "--month", "2025-09"), 1, "nothing to state"),
        (("--mail", "a@acme.example", "--client", "acme", "--month", "2999-01"), 1, "not over"),
        (("--html", "x.html", "--client", "acme", "--month", "2025-10", "--language", "fr"), 2, "fr"),
    ],
)
def test_refused(
    config: Path, words: tuple[str, ...], status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What cannot be stated is said, and nothing is stated or sent."""
    assert status == run(config, *words)
    assert said in capsys.readouterr().err
    open_database("sqlite:///concierge.db", config.parent)
    assert (0, 0) == (tables.BilledMonth.select().count(), tables.Outbox.select().count())
    disconnect()


def test_csv(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One row a line; the client's name is no formula."""
    assert 0 == run(config, "--csv", "-", "--client", "acme")
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert ["'=Acme & Zonen"] * 2 == [row["name"] for row in rows]
    assert [("LC-1", "30", "95.00"), ("LC-2", "0", "95.00")] == [
        (row["case"], row["minutes"], row["amount"]) for row in rows
    ]
    assert 0 == run(config, "--csv", str(config.parent / "out.csv"))
    assert (config.parent / "out.csv").read_bytes().startswith(b"client,name,month,case,")


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+32 2", "'+32 2"),
        ("-cmd", "'-cmd"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        (" =1", "' =1"),
        ("-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0"),
        ("＝1+1", "'＝1+1"),
        ("\u00a0=1", "'\u00a0=1"),
        ("\n@A1", "'\n'@A1"),
        ("Acme;=1+1", "Acme;'=1+1"),
        ("Acme; +1;-2", "Acme; '+1;'-2"),
        ("Acme\r\n=1\t@A1", "Acme\r\n'=1\t'@A1"),
        ("-٣", "'-٣"),
        ("Acme; Beta - Gamma", "Acme; Beta - Gamma"),
        ("-95.00", "-95.00"),
        (30, "30"),
        (None, ""),
        ("Acme-Beta", "Acme-Beta"),
        ("95 EUR per case", "95 EUR per case"),
    ],
)
def test_no_cell_is_a_formula(value: object, cell: str) -> None:
    """An apostrophe stands before what a spreadsheet would calculate; numbers stay numbers."""
    assert cell == safe_cell(value)

"""The lines that `doctor` offers: grouped, put into what the file has, and TOML that can be pasted."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from cases.settings import Concierge
from concierge.doctor.finding import Finding, Line, advice, from_json
from concierge.doctor.left_open import check_left_open
from concierge.doctor.lines import block, in_place
from tests.desk import settings

HELP = "help@example.org"
ACCOUNT = {"host": "mx", "port": 993, "password": "opensesame"}


@pytest.mark.parametrize(
    ("lines", "written", "pasted"),
    [
        ([], {}, {}),
        ([Line("hours", "holidays", "BE")], {}, {"hours": {"holidays": "BE"}}),
        (  # a list keeps what it had; of two findings it becomes one
            [Line("mailbox", "also", ["b@x.org"], HELP), Line("mailbox", "also", ["c@x.org"], HELP)],
            {"mailbox": [{"address": "other@x.org", "also": ["z"]}, {"address": HELP, "also": ["a@x.org"]}]},
            {"mailbox": [{"also": ["a@x.org", "b@x.org", "c@x.org"]}]},
        ),
        (  # the whole inline table, its secret hidden, both changes in it
            [Line("mailbox", "imap.ca_file", "own.pem", HELP), Line("mailbox", "imap.host", "mail", HELP)],
            {"mailbox": [{"address": HELP, "imap": ACCOUNT}]},
            {
                "mailbox": [
                    {"imap": {"host": "mail", "port": 993, "password": "…", "ca_file": "own.pem"}},
                ]
            },
        ),
        (  # each mailbox under a heading of its own
            [Line("mailbox", "proof", "token", "a@x.org"), Line("mailbox", "proof", "token", "b@x.org")],
            {},
            {"mailbox": [{"proof": "token"}, {"proof": "token"}]},
        ),
        (  # two that cannot both hold: the second is a comment
            [Line("mailbox", "proof", "exchange", HELP), Line("mailbox", "proof", "token", HELP)],
            {},
            {"mailbox": [{"proof": "exchange"}]},
        ),
        (  # what strangers wrote stays in its comment and its quotes
            [Line("mailbox", "lists", ['a"\\\n[x]'], HELP, when="it is\r[y]\nz = 1\x00")],
            {},
            {"mailbox": [{"lists": ['a"\\\n[x]']}]},
        ),
    ],
)
def test_the_block(lines: Sequence[Line], written: Mapping[str, Any], pasted: Mapping[str, Any]) -> None:
    """What stands in the block, read as TOML."""
    text = block(lines, written, "concierge.toml")
    assert pasted == tomllib.loads(text)
    assert "opensesame" not in text
    assert bool(lines) is bool(text)


def test_each_finding_has_its_own() -> None:
    """As JSON, whole lines too; and back again."""
    found = advice("x", "y", "z").with_lines(Line("mailbox", "imap.ca_file", "own.pem", HELP, "it is right"))
    whole = in_place(found, {"mailbox": [{"address": HELP.upper(), "imap": ACCOUNT}]})
    assert ['imap = { host = "mx", port = 993, password = "…", ca_file = "own.pem" }'] == [
        line["line"] for line in whole.as_json()["lines"]
    ]
    for each in (found, whole, advice("x", "y", "z")):
        assert each == from_json(each.as_json())


def offered(findings: Sequence[Finding]) -> list[str]:
    return [f"{line.section}.{line}" for each in findings for line in each.lines]


@pytest.mark.parametrize(
    ("written", "machine", "lines"),
    [
        ({}, "Europe/Amsterdam", ['service.timezone = "Europe/Amsterdam"', 'hours.holidays = "NL"']),
        ({"service": {"timezone": "x"}}, "Europe/Amsterdam", ['hours.holidays = "BE"']),
        ({"service": {"timezone": "x"}, "hours": {"holidays": []}}, "", []),  # so it was decided
        ({}, "", ['service.timezone = "Europe/Brussels"', 'hours.holidays = "BE"']),
    ],
)
def test_what_is_left_open(written: Mapping[str, Any], machine: str, lines: list[str]) -> None:
    """Holidays of the time zone's country, and the machine's time zone where none is written."""
    has = settings(lead=("lead@example.org",), timezone="Europe/Brussels")
    assert lines == offered(list(check_left_open(has, written, machine)))


def test_nobody_leads() -> None:
    """The only concierge is proposed; of several the first, on a condition."""
    written = {"service": {"timezone": "x"}, "hours": {"holidays": []}}
    anna, bert = Concierge("Anna", "anna@example.org"), Concierge("Bert", "bert@example.org")
    alone = list(check_left_open(settings(lead=(), concierges=(anna,)), written, ""))
    both = list(check_left_open(settings(lead=(), concierges=(anna, bert)), written, ""))
    assert ['service.lead = ["anna@example.org"]'] == offered(alone) == offered(both)
    assert ("", "Anna leads") == (alone[0].lines[0].when, both[0].lines[0].when)

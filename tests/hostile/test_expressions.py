"""No regular expression of the program takes longer than in proportion to its text, whatever the text."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from tests.hostile.attacks import pumped
from tests.hostile.expressions import ROOT
from tests.hostile.growth import Job, failing

CARELESS = {
    "a search that begins at every blank": r"\s+x",
    "blanks that may be divided": r"^a\s*-?\s*b$",
    "a link that is never closed": r"!\[([^\]\n]*)\]\(([^)\n]*)\)",
    "a title far behind": r"(\]\([^)\n]*?)\s+[\"']button[\"']\s*\)",
    "two ways to read a word": r"^(?:(?:fwd?|fw):)+$",
    "repeats in repeats": r"^(?:a+)+$",
}
CAREFUL = (r"(?<!\s)\s++x", r"^a\s*+-?\s*+b$", r"!\[([^\[\]\n]{0,500}+)\]", r"^(?:fwd?:)++$", r"^\W*+(?:a|b)")


def _jobs(pattern: str) -> list[Job]:
    compiled = re.compile(pattern)
    return [Job(pattern, lambda text: list(compiled.finditer(text)), *text) for text in pumped(pattern, 0)]


@pytest.mark.heavy
@pytest.mark.timeout(900)
def test_no_expression_grows_faster_than_its_text() -> None:
    """Each is given what would make it try every way to divide a text; a new one cannot be forgotten."""
    command = [sys.executable, "-m", "tests.hostile.growth", "expressions"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert [] == [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("pattern", CARELESS.values(), ids=CARELESS)
def test_what_is_careless_is_found(pattern: str) -> None:
    """The measure sees what it is for."""
    assert [pattern] == [found["what"] for found in failing(_jobs(pattern), limit=1)]


def test_what_is_careful_is_left_alone() -> None:
    """Possessive and short repeats pass, or nothing would."""
    assert [] == failing(job for pattern in CAREFUL for job in _jobs(pattern))

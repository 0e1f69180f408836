"""What doctor says of [assistant]: one line, and never that anything is wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cases.settings import AssistantSettings
from concierge.doctor.assistant import check_assistant
from concierge.doctor.finding import Grade
from tests.concierge.config.test_watching import loaded
from tests.servers.model_server import answering, model_server


@pytest.mark.parametrize(
    ("model", "status", "grade", "said"),
    [
        ("tiny", 200, Grade.OK, "tiny at 127.0.0.1:"),
        ("huge", 200, Grade.ADVICE, "does not list the model huge (it lists: tiny)"),
        ("tiny", 401, Grade.ADVICE, "refuses the key"),
    ],
)
def test_one_line(model: str, status: int, grade: Grade, said: str, tmp_path: Path) -> None:
    """The key is not in it."""
    with model_server("" if status == 200 else answering(b"sk-secret", status)) as here:
        server = AssistantSettings(here.url, model, "sk-secret")
        [found] = check_assistant(replace(loaded(tmp_path, ""), assistant=server))
    assert grade is found.grade
    assert said in found.state
    assert "sk-secret" not in f"{found.state}{found.advice}"


def test_no_line_where_it_is_off(tmp_path: Path) -> None:
    """Nothing is asked."""
    assert [] == list(check_assistant(loaded(tmp_path, "")))

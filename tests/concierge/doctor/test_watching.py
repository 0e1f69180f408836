"""What doctor says of [alert] and [monitor]."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cases.settings import AlertSettings, MonitorSettings, SmtpAccount
from concierge.doctor.finding import Grade
from concierge.doctor.watching import check_watching
from tests.concierge.config.test_watching import loaded

MAIL = AlertSettings(smtp=SmtpAccount("smtp.example.net", 587, "starttls"), sender="a@example.net")


@pytest.mark.parametrize(
    ("alert", "grade", "said"),
    [
        (AlertSettings(), Grade.ADVICE, "nobody is told"),
        (AlertSettings(command=("true",)), Grade.OK, "told by true"),
        (AlertSettings(command=("/nowhere/page",)), Grade.WRONG, "no program /nowhere/page"),
        (MAIL, Grade.OK, "told to lead@example.org by smtp.example.net"),
    ],
)
def test_second_route(alert: AlertSettings, grade: Grade, said: str, tmp_path: Path) -> None:
    """Missing it is advice; a program that is not there is wrong."""
    [found] = check_watching(replace(loaded(tmp_path, ""), alert=alert))
    assert grade is found.grade
    assert said in found.state
    assert found.advice[:1].isupper() or not found.advice


@pytest.mark.parametrize(
    ("host", "grade"), [("127.0.0.1", Grade.OK), ("::1", Grade.OK), ("0.0.0.0", Grade.ADVICE)]
)
def test_who_may_ask(host: str, grade: Grade, tmp_path: Path) -> None:
    """Another machine may reach it: that is said."""
    _, found = check_watching(replace(loaded(tmp_path, ""), monitor=MonitorSettings(host, 9090)))
    assert grade is found.grade

"""The simulated year: the real service, its people and a clock, with all looked at after each round."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from concierge.cli import main
from concierge.demo.year.play import Year
from concierge.demo.year.show import report_of
from concierge.demo.year.stage import SQLITE, Stage
from concierge.report_figures import report
from db.tables import Case, Outbox, Survey
from reports.figures import Period
from tests.servers.postgres import Postgres

AUTUMN = datetime(2025, 10, 6, 7, tzinfo=UTC), datetime(2025, 11, 22, 8, tzinfo=UTC)
"""Seven weeks with a change of the clock, two holidays, a restart and two killed processes."""

SPRING = datetime(2025, 2, 10, 7, tzinfo=UTC), datetime(2025, 3, 22, 8, tzinfo=UTC)
"""Six weeks with a relay that is away for two days, two restarts and a killed process."""


@contextmanager
def played(
    folder: Path, count: int, url: str = SQLITE, span: tuple[datetime, datetime] = AUTUMN
) -> Iterator[Year]:
    folder.mkdir()
    with Stage(folder, url, starter=False) as stage:
        year = Year(stage, count, begin=span[0], end=span[1])
        year.run()
        yield year


def as_text(year: Year) -> str:
    """The report of these weeks, as figures and as a page."""
    found = report(year.stage.settings, Period(), year.end, year.stage.catalogue)
    return json.dumps(found.as_json(), default=str) + report_of(year, "nl")


@pytest.mark.timeout(600)
def test_seven_weeks_keep_every_promise(tmp_path: Path) -> None:
    """Nothing lost, nothing doubled, surveys and reminders as they should be, whatever ends on the way."""
    with played(tmp_path / "one", 10) as year:
        assert [] == year.checks.broken
        asked = Survey.select().where(Survey.asked_at.is_null(False)).count()
        assert 10 == Case.select().count()
        assert 10 == len(year.people.cases), "a mail that was decided after a kill has its people too"
        assert asked > 2
        kinds = {row.kind for row in Outbox.select(Outbox.kind).distinct()}
        assert {"acknowledgement", "notification", "answer", "recommendation", "survey", "digest"} <= kinds


@pytest.mark.heavy
@pytest.mark.timeout(1800)
def test_the_same_year_gives_the_same_report(tmp_path: Path, postgres: Postgres) -> None:
    """To the byte, on either database."""
    texts = []
    for name in ("one", "two", "postgresql"):
        url = postgres.new_database() if name == "postgresql" else SQLITE
        with played(tmp_path / name, 24, url, SPRING) as year:
            assert [] == year.checks.broken
            texts.append(as_text(year))
    assert texts[0] == texts[1] == texts[2]


@pytest.mark.parametrize(
    "words", [["--cases", "20"], ["--html", "x.html"], ["--year", "--serve"]], ids=" ".join
)
def test_options_of_the_year_are_for_the_year(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Said before anything is played."""
    assert 2 == main(["demo", *words])
    assert "--year" in capsys.readouterr().err

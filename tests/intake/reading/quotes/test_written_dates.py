"""Dates as clients write them into a body."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.reading.quotes.written_dates import written_date

BRUSSELS = timezone(timedelta(hours=1))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Tue, 3 May 2016 14:54:27 +0200 (CEST)", "2016-05-03 12:54:27"),
        ("March 24, 2016 at 20:16:25 GMT+1", "2016-03-24 19:16:25"),
        ("maandag 3 mei 2021 om 17:05", "2021-05-03 16:05:00"),
        ("3 maart 2021 om 17:05:12 CET", "2021-03-03 16:05:12"),
        ("di 5 okt. 2021 om 09:13", "2021-10-05 08:13:00"),
        ("3/11/2025 14:02", "2025-11-03 13:02:00"),
        ("3/5/2024 4:22 PM", "2024-03-05 15:22:00"),
        ("11/25/2024 14:02", "2024-11-25 13:02:00"),
        ("3-11-25 14:02", "2025-11-03 13:02:00"),
        ("3 nov 2025 14u02", "2025-11-03 13:02:00"),
        ("2021-03-03 17:05", "2021-03-03 16:05:00"),
        ("3.5.2021 klo 17.05", "2021-05-03 16:05:00"),
        ("3. november 2025 kl. 14.02.11", "2025-11-03 13:02:11"),
        ("2025. november 3. 14:02:11 CET", "2025-11-03 13:02:11"),
        ("mar. 5 oct. 2021 à 09:13", "2021-10-05 08:13:00"),
        ("Wed, Mar 16, 2016 at 12:49 AM", "2016-03-15 23:49:00"),
        ("Friday, 23 March 2012 5:08 p.m.", "2012-03-23 16:08:00"),
        ("Среда, 14 июня 2017, 15:19 +03:00", "2017-06-14 12:19:00"),
        ("2022年1月1日(金) 9:00", "2022-01-01 08:00:00"),
        ("Saturday, 2 October 2021", "2021-10-01 23:00:00"),
    ],
)
def test_moment(text: str, moment: str) -> None:
    """Day, time and zone are read; a time without a zone is read in the forwarder's."""
    expected = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert expected == written_date(text, BRUSSELS)


@pytest.mark.parametrize("text", ["", "gisteren", "3 mei", "99/99/2024", "31 februari 2024", "14:02"])
def test_no_moment(text: str) -> None:
    """What is not a whole date gives None."""
    assert written_date(text) is None


@given(st.text(alphabet="0123456789:./-+ apmGTCE年月日jnov", max_size=60))
def test_any_text(text: str) -> None:
    """Total: no input raises."""
    written_date(text)

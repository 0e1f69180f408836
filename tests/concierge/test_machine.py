"""What the machine knows: its time zone and the language of the person before it."""

from __future__ import annotations

from pathlib import Path

import pytest

from concierge.machine import machine_language, machine_timezone


@pytest.mark.parametrize(
    ("tz", "localtime", "file", "zone"),
    [
        ("Europe/Vienna", "/usr/share/zoneinfo/Europe/Paris", "Europe/Rome", "Europe/Vienna"),
        (":Europe/Vienna", None, None, "Europe/Vienna"),
        (":/usr/share/zoneinfo/Europe/Vienna", None, None, "Europe/Vienna"),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "/usr/share/zoneinfo/Europe/Paris", None, "Europe/Paris"),
        ("", "../usr/share/zoneinfo/America/Argentina/Salta", None, "America/Argentina/Salta"),
        ("", "/usr/share/zoneinfo/posix/Europe/Paris", None, "Europe/Paris"),
        ("", "/var/db/timezone/zoneinfo/Europe/Paris", None, "Europe/Paris"),  # macOS
        ("", "/somewhere/else", "Europe/Rome\n", "Europe/Rome"),
        ("", None, "Not/A_Zone\n", ""),
        ("", None, "", ""),
        ("", None, None, ""),
    ],
)
def test_the_time_zone(tmp_path: Path, tz: str, localtime: str | None, file: str | None, zone: str) -> None:
    """The first of TZ, /etc/localtime and /etc/timezone that names a zone."""
    (tmp_path / "etc").mkdir()
    if localtime is not None:
        (tmp_path / "etc/localtime").symlink_to(localtime)
    if file is not None:
        (tmp_path / "etc/timezone").write_text(file)
    assert zone == machine_timezone({"TZ": tz} if tz else {}, tmp_path)


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({"LANG": "nl_BE.UTF-8"}, "nl"),
        ({"LANG": "nl"}, "nl"),
        ({"LC_ALL": "en_GB.UTF-8", "LANG": "nl_NL.UTF-8"}, "en"),
        ({"LC_ALL": "", "LC_MESSAGES": "nl_NL@euro", "LANG": "en_US"}, "nl"),
        ({"LANG": "C.UTF-8"}, ""),
        ({"LANG": "POSIX"}, ""),
        ({}, ""),
    ],
)
def test_the_language(environ: dict[str, str], language: str) -> None:
    """LC_ALL before LC_MESSAGES before LANG."""
    assert language == machine_language(environ)

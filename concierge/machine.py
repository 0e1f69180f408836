"""What this machine knows of its place and of whoever sits before it: time zone, language, name."""

from __future__ import annotations

import os
import pwd
from collections.abc import Mapping
from pathlib import Path

from concierge.config.values import timezone as as_timezone

ZONES = "zoneinfo/"
LANGUAGE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")  # in the order of POSIX


def machine_timezone(environ: Mapping[str, str], root: Path = Path("/")) -> str:
    """The time zone that TZ, /etc/localtime or /etc/timezone name; "" where none of them says."""
    for name in (environ.get("TZ", ""), _link(root / "etc/localtime"), _first_line(root / "etc/timezone")):
        zone = name.removeprefix(":").rpartition(ZONES)[2].strip()
        zone = zone.removeprefix("posix/").removeprefix("right/")
        try:
            return as_timezone(zone)
        except ValueError:
            continue
    return ""


def machine_language(environ: Mapping[str, str]) -> str:
    """The language of the locale, "nl" of nl_BE.UTF-8; "" for C and POSIX."""
    name = next((environ[each] for each in LANGUAGE_VARIABLES if environ.get(each)), "")
    language = name.partition(".")[0].partition("@")[0].partition("_")[0].lower()
    return "" if language in ("c", "posix") else language


def machine_person() -> str:
    """The full name of the user whose process this is; "" for root and where none is recorded."""
    try:
        name = pwd.getpwuid(os.getuid()).pw_gecos.partition(",")[0].strip()
    except KeyError:
        return ""
    return name if os.getuid() and name.isprintable() else ""


def _link(path: Path) -> str:
    try:
        return str(path.readlink())
    except OSError:  # a copy instead of a link, or nothing at all
        return ""


def _first_line(path: Path) -> str:
    try:
        return next(iter(path.read_text("utf-8", "replace").splitlines()), "")
    except OSError:
        return ""

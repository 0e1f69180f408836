"""Single values of the configuration: each function reads one TOML value or raises ValueError.

The text of the error completes the sentence `key = value: …`: what is wrong, and what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo, available_timezones

T = TypeVar("T")
LANGUAGES = ("en", "nl")

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*")  # dot-atom, RFC 5322 section 3.2.3
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]*")
_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9]{0,7}")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


def text(raw: object) -> str:
    """Text in quotes, on one line."""
    if not isinstance(raw, str):
        raise ValueError("not text. Put it in quotes.")
    if any(ord(char) < 32 or ord(char) == 127 for char in raw):
        raise ValueError("has a line break or control character in it. Write it on one line.")
    return raw.strip()


def filled(raw: object) -> str:
    """Text that is not empty."""
    value = text(raw)
    if not value:
        raise ValueError("empty. Fill it in.")
    return value


def path_in(directory: Path, raw: object) -> Path:
    """A file or folder; relative ones lie in `directory`, `~` is the home of who runs this."""
    path = Path(filled(raw).strip())
    try:
        return directory / path.expanduser()
    except RuntimeError:
        raise ValueError(f'nobody here is called "{path.parts[0][1:]}". Write the whole path.') from None


def existing(directory: Path, *, folder: bool) -> Callable[[object], Path]:
    """A file or folder that has to be there when it is named."""

    def read(raw: object) -> Path:
        path = path_in(directory, raw)
        if not (path.is_dir() if folder else path.is_file()):
            raise ValueError(
                f"there is no such {'folder' if folder else 'file'}. Make it, or take the line out."
            )
        return path

    return read


def parsed(parse: Callable[[str], T]) -> Callable[[object], T]:
    """Text that `parse` reads further."""
    return lambda raw: parse(text(raw))


def listed(parse: Callable[[object], T]) -> Callable[[object], tuple[T, ...]]:
    """A list whose items `parse` reads; the same item twice counts once."""

    def read(raw: object) -> tuple[T, ...]:
        if not isinstance(raw, list):
            raise ValueError('not a list. Write it in brackets: ["…"], or [] for none.')
        return tuple(dict.fromkeys(parse(item) for item in raw))

    return read


def boolean(raw: object) -> bool:
    if not isinstance(raw, bool):
        raise ValueError("not true or false. Write true or false, without quotes.")
    return raw


def integer(low: int, high: int) -> Callable[[object], int]:
    """A whole number within limits, both included."""

    def read(raw: object) -> int:
        if isinstance(raw, bool) or not isinstance(raw, int) or not low <= raw <= high:
            raise ValueError(f"not a whole number from {low} to {high}. Write it without quotes.")
        return raw

    return read


def share(raw: object) -> float:
    """A part of the whole, 0 to 1."""
    if isinstance(raw, bool) or not isinstance(raw, (int, float)) or not 0 <= raw <= 1:
        raise ValueError("not a number from 0 to 1. Write 0.4 for forty percent.")
    return float(raw)


def choice(*allowed: str) -> Callable[[object], str]:
    """One word of a closed list."""

    def read(raw: object) -> str:
        value = text(raw)
        if value not in allowed:
            raise ValueError(f"not one of the choices. Write {_either(allowed)}.")
        return value

    return read


def language(raw: object) -> str:
    value = text(raw)
    if value not in LANGUAGES:
        raise ValueError(f'"{value}" is not a language of this version. Write {_either(LANGUAGES)}.')
    return value


def languages(raw: object) -> tuple[str, ...]:
    """At least one language; the first is the default."""
    value = listed(language)(raw)
    if not value:
        raise ValueError('empty. Write at least one, such as ["en", "nl"]; the first is the default.')
    return value


def address(raw: object) -> str:
    """An addr-spec without display name; ASCII, at most 254 octets (RFC 5321 section 4.5.3.1)."""
    value = text(raw)
    if not _ADDRESS.fullmatch(value) or len(value) > 254 or len(value.partition("@")[0]) > 64:
        raise ValueError(
            f'"{value}" is not a mail address. Write only the address, such as "anna@example.org".'
        )
    return value


def sender_pattern(raw: object) -> str:
    """An address, or "@domain" for everybody there."""
    value = text(raw)
    if value.startswith("@") and _DOMAIN.fullmatch(value[1:]):
        return value
    if not _ADDRESS.fullmatch(value):
        raise ValueError(f'"{value}" is neither an address nor a domain. Write "@example.org" or an address.')
    return value


def domain(raw: object) -> str:
    value = text(raw).lower()
    if not _DOMAIN.fullmatch(value):
        raise ValueError(f'"{value}" is not a domain. Write it without @, such as "example.org".')
    return value


def slug(raw: object) -> str:
    value = text(raw)
    if not _SLUG.fullmatch(value):
        raise ValueError(f'"{value}" is not a short name. Use lower-case letters, digits and hyphens.')
    return value


def case_prefix(raw: object) -> str:
    """What stands before the number in [LC-12]."""
    value = text(raw)
    if not _PREFIX.fullmatch(value):
        raise ValueError('not a case prefix. Write up to eight letters and digits, a letter first: "LC".')
    return value


def timezone(raw: object) -> str:
    """A name of the IANA time zone database."""
    value = text(raw)
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):  # unknown, malformed, a directory of the database
        near = get_close_matches(value, sorted(available_timezones()), 1)
        hint = f'Did you mean "{near[0]}"?' if near else 'Write a name such as "Europe/Brussels".'
        raise ValueError(f"not a time zone. {hint}") from None
    return value


def clock(value: str) -> time:
    """ "08:30" as a time."""
    match = _CLOCK.fullmatch(value)
    if match is None:
        raise ValueError('not a time of day. Write "08:30".')
    return time(int(match[1]), int(match[2]))


def date_range(raw: object) -> tuple[date, date]:
    """One date or a range of dates, both ends included: "2026-07-01..2026-07-15"."""
    first, _, last = str(raw).partition("..") if isinstance(raw, (str, date)) else ("", "", "")
    try:
        start = date.fromisoformat(first.strip())
        end = date.fromisoformat(last.strip()) if last else start
    except ValueError:
        raise ValueError('not a range of dates. Write ["2026-07-01..2026-07-15"].') from None
    if end < start:
        raise ValueError(f"{first}..{last} ends before it begins. Put the earlier date first.")
    return start, end


def _either(words: tuple[str, ...]) -> str:
    quoted = [f'"{word}"' for word in words]
    return " or ".join([", ".join(quoted[:-1]), quoted[-1]]) if len(quoted) > 1 else quoted[0]

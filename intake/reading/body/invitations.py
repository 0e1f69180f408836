"""An invitation (RFC 5545, RFC 5546) for somebody else to have: what a person needs of it, and a new .ics.

Nothing is taken over that names people: neither organizer nor attendees, alarms or a client's own fields.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from intake.reading.mime.charsets import without_controls

MAX_EVENTS: Final = 20
MAX_LINES: Final = 5_000
MAX_VALUE: Final = 16_000  # characters of one value
MAX_ABOUT: Final = 2_000  # characters of a description that are shown
MAX_ABOUT_LINES: Final = 40
_NAME: Final = re.compile(r"[A-Za-z-]{1,60}")
_KEPT: Final = frozenset(
    {
        *("UID", "SEQUENCE", "DTSTAMP", "SUMMARY", "DTSTART", "DTEND", "DURATION", "LOCATION", "DESCRIPTION"),
        *("URL", "STATUS", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "CONFERENCE"),
    }
)
_LINKS: Final = ("CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL", "URL")
_WHEN: Final = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d{0,2}(Z?))?")
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"]{3,1000}+")
_ESCAPED: Final = re.compile(r"\\([nN,;\\])")


@dataclass(frozen=True, slots=True)
class Event:
    """One event. start, end: as a person reads them, with the zone, "" where missing; the rest may be "".

    about: the beginning of the description, in lines; link: an address that `about` is too short for, too.
    """

    summary: str
    start: str
    end: str
    place: str
    link: str
    about: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """cancels: METHOD:CANCEL. file: what `invite.ics` holds for whoever gets it."""

    events: tuple[Event, ...]
    cancels: bool
    file: str


def invitation(source: str, organizer: str, name: str, zone: ZoneInfo) -> Invitation | None:
    """From the text of a calendar part; None where it holds no event. zone: UTC is shown in it.

    organizer: the addr-spec, and name its words, that stand for whoever it was.
    """
    lines = re.sub(r"\r?\n[ \t]", "", source).splitlines()[:MAX_LINES]
    found = [event for event in _events(lines) if event]
    if not found:
        return None
    cancels = any(line.strip().upper() == "METHOD:CANCEL" for line in lines)
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Learning Concierge//EN"]
    made = [*head, f"METHOD:{'CANCEL' if cancels else 'PUBLISH'}", *_zones(lines)]
    quoted = re.sub(r'[";:,\x00-\x1f]', " ", name)
    for event in found:
        own = [line for key, line in event if key in _KEPT]
        made += ["BEGIN:VEVENT", *own, f'ORGANIZER;CN="{quoted}":mailto:{organizer}', "END:VEVENT"]
    folded = "\r\n".join(_folded(without_controls(line)) for line in (*made, "END:VCALENDAR"))
    return Invitation(tuple(_event(event, zone) for event in found), cancels, folded + "\r\n")


def _events(lines: list[str]) -> list[list[tuple[str, str]]]:
    """(name, line) of each line of each event, without what is nested in it."""
    found: list[list[tuple[str, str]]] = []
    depth: list[str] = []
    for line in lines:
        mark = line.strip().upper()
        if mark.startswith("BEGIN:"):
            depth.append(mark[6:])
            if mark == "BEGIN:VEVENT" and len(found) < MAX_EVENTS:
                found.append([])
        elif mark.startswith("END:"):
            depth = depth[:-1]
        elif found and depth[-1:] == ["VEVENT"] and len(line) <= MAX_VALUE and (name := _NAME.match(line)):
            found[-1].append((name[0].upper(), line))
    return found


def _zones(lines: list[str]) -> list[str]:
    """The definitions of time zones, whole: dates need them. Only what RFC 5545 section 3.6.5 knows."""
    kept: list[str] = []
    inside = False
    for line in lines:
        mark = line.strip().upper()
        inside = inside or mark == "BEGIN:VTIMEZONE"
        known = ("BEGIN:", "END:", "TZID", "TZOFFSET", "DTSTART", "RRULE", "RDATE", "TZNAME")
        if inside and mark.startswith(known) and len(line) <= MAX_VALUE:
            kept.append(line.strip())
        inside = inside and mark != "END:VTIMEZONE"
    return kept


def _event(lines: list[tuple[str, str]], zone: ZoneInfo) -> Event:
    first: dict[str, tuple[str, str]] = {}
    for key, line in lines:
        first.setdefault(key, _value(line))
    said = {key: _plain(value) for key, (_, value) in first.items()}
    start, end = (_shown(*first.get(key, ("", "")), zone) for key in ("DTSTART", "DTEND"))
    link = next((said[key] for key in _LINKS if said.get(key, "").lower().startswith("http")), "")
    whole = without_controls(_unescaped(first.get("DESCRIPTION", ("", ""))[1], "\n")).strip()
    about = _beginning(whole)
    further = None if link else _ADDRESS.search(whole)
    if further and further[0] not in about:
        link = further[0]
    return Event(said.get("SUMMARY", ""), start, end, said.get("LOCATION", ""), link, about)


def _beginning(text: str) -> str:
    """Whole lines as far as they are shown; no blank line twice."""
    lines: list[str] = []
    size = 0
    for line in (" ".join(each.split()) for each in text.splitlines()):
        if not any(map(str.isalnum, line)):  # blank, or a rule between parts
            if lines and lines[-1]:
                lines.append("")
            continue
        size += len(line) + 1
        if size > MAX_ABOUT or len(lines) == MAX_ABOUT_LINES:
            return "\n".join([*lines, "…"])
        lines.append(line)
    return "\n".join(lines).strip()


def _value(line: str) -> tuple[str, str]:
    """(parameters, value): the first colon outside quotation marks parts them."""
    quoted = False
    for index, char in enumerate(line):
        if char == '"':
            quoted = not quoted
        elif char == ":" and not quoted:
            return line[:index], line[index + 1 :].strip()
    return line, ""


def _plain(value: str) -> str:
    """Escapes undone (RFC 5545 section 3.3.11), on one line, and no longer than people write."""
    return " ".join(without_controls(_unescaped(value, " ")).split())[:500]


def _unescaped(value: str, newline: str) -> str:
    return _ESCAPED.sub(lambda m: newline if m[1] in "nN" else m[1], value)


def _shown(parameters: str, value: str, zone: ZoneInfo) -> str:
    match = _WHEN.match(value)
    if match is None:
        return ""
    try:
        year, month, day, hour, minute = (int(part or 0) for part in match.groups()[:5])
        when = datetime(year, month, day, hour, minute, tzinfo=UTC)
        local = when.astimezone(zone) if match[6] else when
    except (ValueError, OverflowError):
        return ""
    if match[4] is None:
        return f"{when:%Y-%m-%d}"
    named = re.search(r'TZID="?([^";:]{1,80})', parameters, re.I)
    where = str(zone) if match[6] else named[1].strip() if named else ""
    return f"{local:%Y-%m-%d %H:%M}" + (f" ({where})" if where else "")


def _folded(line: str) -> str:
    """At most 75 octets a line (RFC 5545 section 3.1): 18 letters of any script."""
    size = 70 if line.isascii() else 18
    return "\r\n ".join(line[at : at + size] for at in range(0, len(line), size)) or line

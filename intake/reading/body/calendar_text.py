"""Invitations (text/calendar, RFC 5545) as lines a person can read; and what kind they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from intake.reading.mime.charsets import without_controls

MAX_EVENTS = 20
MAX_LINES = 5_000
_FOLDED = re.compile(r"\r?\n[ \t]")
_LINE = re.compile(r'([A-Za-z-]{1,60})((?:;[^:;="]{1,60}=(?:"[^"]{0,500}"|[^:;"]{0,500})){0,20}):(.*)')
_ESCAPE = re.compile(r"\\([nN,;\\])")
_WHEN = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d{0,2}(Z?))?")
_ANSWERS = {"ACCEPTED": "Accepted", "DECLINED": "Declined", "TENTATIVE": "Tentatively accepted"}
_TITLES = {"REQUEST": "Invitation", "CANCEL": "Cancelled", "REPLY": "Answer", "COUNTER": "Proposal"}


@dataclass(frozen=True, slots=True)
class CalendarText:
    """text: readable lines; method: REQUEST, REPLY, CANCEL … or "" (RFC 5546)."""

    text: str
    method: str


def calendar_text(source: str) -> CalendarText:
    """Each event of a calendar part as title, time, place, organiser, description and comment."""
    method = ""
    events: list[dict[str, tuple[str, str]]] = []
    depth: list[str] = []
    for line in _FOLDED.sub("", source).splitlines()[:MAX_LINES]:
        match = _LINE.match(line)
        if match is None:
            continue
        name, parameters, value = match[1].upper(), match[2], match[3].strip()
        if name == "BEGIN":
            depth.append(value.upper())
            if value.upper() in ("VEVENT", "VTODO") and len(events) < MAX_EVENTS:
                events.append({})
        elif name == "END":
            if depth:
                depth.pop()
        elif name == "METHOD" and not method:
            method = value.upper()[:20]
        elif depth and depth[-1] in ("VEVENT", "VTODO") and events:
            events[-1].setdefault(name, (parameters, _plain(value)))
    blocks = [_event(event, method) for event in events]
    return CalendarText("\n\n".join(block for block in blocks if block), method)


def _event(event: dict[str, tuple[str, str]], method: str) -> str:
    title = _TITLES.get(method, "Event")
    if method == "REPLY":
        partstat = re.search(r"PARTSTAT=([A-Z-]+)", event.get("ATTENDEE", ("", ""))[0].upper())
        title = _ANSWERS.get(partstat[1], title) if partstat else title
    lines = [f"{title}: {event['SUMMARY'][1]}" if "SUMMARY" in event else title]
    start, end = _when(event.get("DTSTART")), _when(event.get("DTEND"))
    if start:
        lines.append(f"When: {start}" + (f" - {end}" if end and end != start else ""))
    if event.get("LOCATION", ("", ""))[1]:
        lines.append(f"Where: {event['LOCATION'][1]}")
    if "ORGANIZER" in event:
        lines.append(f"Organiser: {_who(*event['ORGANIZER'])}")
    if event.get("DESCRIPTION", ("", ""))[1].strip():
        lines += ["", event["DESCRIPTION"][1].strip()[:20_000]]
    if event.get("COMMENT", ("", ""))[1].strip():  # what was typed beside an answer
        lines += ["", event["COMMENT"][1].strip()[:20_000]]
    return "\n".join(lines)


def _plain(value: str) -> str:
    """Escapes undone (RFC 5545 section 3.3.11)."""
    return without_controls(_ESCAPE.sub(lambda m: "\n" if m[1] in "nN" else m[1], value))


def _who(parameters: str, value: str) -> str:
    name = re.search(r'CN="?([^";:]+)', parameters, re.I)
    address = re.sub(r"^mailto:", "", value, flags=re.I)
    return f"{name[1].strip()} <{address}>" if name and name[1].strip() != address else address


def _when(stamp: tuple[str, str] | None) -> str:
    """ "2026-12-01 14:00 (Europe/Brussels)"; the zone as it is named, not converted."""
    if stamp is None:
        return ""
    match = _WHEN.match(stamp[1])
    if match is None:
        return ""
    try:
        datetime(int(match[1]), int(match[2]), int(match[3]))  # noqa: DTZ001 - a check of the digits
    except ValueError:
        return ""
    day = f"{match[1]}-{match[2]}-{match[3]}"
    if match[4] is None:
        return day
    zone = re.search(r'TZID="?([^";:]+)', stamp[0], re.I)
    name = "UTC" if match[6] else zone[1].strip() if zone else ""
    return f"{day} {match[4]}:{match[5]}" + (f" ({name})" if name else "")

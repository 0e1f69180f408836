"""What the configuration leaves open though this machine or the roster could fill it in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cases.settings import Settings
from concierge.config.countries import country_name, country_of, parts_with_holidays
from concierge.doctor.finding import Finding, Line, advice


def check_left_open(settings: Settings, written: Mapping[str, Any], machine: str) -> Iterator[Finding]:
    """Advice with the lines for it. `written`: what stands in the file; `machine`: its time zone, or ""."""
    zone = settings.timezone
    if "timezone" not in written.get("service", {}):
        zone = machine or zone
        yield advice(
            "timezone",
            f"none is written, so hours count in {settings.timezone}",
            "Write that of your office.",
        ).with_lines(Line("service", "timezone", zone))
    if not settings.lead:
        yield _lead(settings)
    country = country_of(zone)
    if country and "holidays" not in written.get("hours", {}) and parts_with_holidays(country) is not None:
        yield advice(
            "holidays",
            "none are known, so answers are promised on them too",
            f"{zone} lies in {country_name(country, 'en')}. Write [] when the service works on all of them.",
        ).with_lines(Line("hours", "holidays", country))


def _lead(settings: Settings) -> Finding:
    first = settings.concierges[0]
    alone = len(settings.concierges) == 1
    found = advice("lead", "nobody gets alerts and the weekly figures", "Name who leads the service.")
    condition = "" if alone else f"{first.name} leads"
    return found.with_lines(Line("service", "lead", [first.address], when=condition))

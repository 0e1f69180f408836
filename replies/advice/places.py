"""Where people work, for options that are bound to a country. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from cases.settings import Settings

ZONES: Mapping[str, str] = {
    "Europe/Brussels": "BE",
    "Europe/Amsterdam": "NL",
    "Europe/Luxembourg": "LU",
    "Europe/London": "GB",
    "Europe/Dublin": "IE",
    "Europe/Paris": "FR",
    "Europe/Berlin": "DE",
}
"""Of the countries that an option is likely bound to (CLDR's `zone_territories`)."""


def countries_of(settings: Settings, client: str | None) -> tuple[str, ...]:
    """ISO 3166 codes of the countries whose holidays the client, or else the service, keeps; where it keeps
    none, that of its time zone; () where that says none."""
    hours = settings.for_client(client).hours
    zone = ZONES.get(hours.timezone)
    return hours.countries or ((zone,) if zone else ())

"""Countries: which one a time zone lies in, and whose public holidays are known (ISO 3166)."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from datetime import date
from difflib import get_close_matches
from functools import cache

NOWHERE = "ZZ"  # of UTC and its like (CLDR)
CODE = 3  # letters of the longest code
_OTHER_NAMES = {
    "holland": "NL",
    "great britain": "GB",
    "england": "GB",
    "groot brittannie": "GB",
    "usa": "US",
}


def country_of(timezone: str) -> str:
    """The country of a time zone ("Europe/Brussels" is "BE"), as CLDR has it; "" where it is in none."""
    from babel.core import get_global  # slow to load, and few commands ask

    found = str(get_global("zone_territories").get(timezone, NOWHERE))
    return "" if found == NOWHERE or not found.isalpha() else found


def only_timezone(country: str) -> str:
    """The time zone of a country that has only one; "" for all others."""
    from babel.core import get_global

    territories, aliases = get_global("zone_territories"), get_global("zone_aliases")
    zones = [zone for zone, its in territories.items() if its == country.upper() and zone not in aliases]
    return str(zones[0]) if len(zones) == 1 else ""


def country_name(country: str, language: str) -> str:
    """ "Belgium", "België": a country in the words of a language; its code where it has no name there."""
    from babel import Locale

    return str(Locale.parse(language).territories.get(country, country))


def country_named(name: str) -> str:
    """The code of a country by its English or Dutch name ("the Netherlands" is "NL"); "" where it is none."""
    return _names().get(_plain(name), "")


@cache
def _names() -> Mapping[str, str]:
    """Codes by name; a name of a code's own length is none: "NO" is Norway."""
    from babel import Locale

    found: dict[str, str] = {}
    for language in ("nl", "en"):
        territories = Locale.parse(language).territories
        found |= {
            _plain(name): code for code, name in territories.items() if len(code) == 2 and code.isalpha()
        }
    return found | _OTHER_NAMES


def _plain(name: str) -> str:
    """Without capitals, accents, stops and the article."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    words = "".join(char for char in letters if char.isalnum() or char in " -").replace("-", " ").split()
    return " ".join(words[1:] if words[:1] in (["the"], ["de"], ["het"]) and len(words) > 1 else words)


def parts_with_holidays(country: str) -> Collection[str] | None:
    """Parts of a country that have holidays of their own, by code; None where nothing of it is known."""
    import holidays  # its hundreds of countries are loaded only where one is asked for

    supported = holidays.list_supported_countries()
    return (
        tuple(part for part in supported[country] if part == part.upper()) if country in supported else None
    )


def public_holidays(name: str, years: Collection[int]) -> set[date]:
    """Free days of "BE" or "DE-BY" in these years; ValueError where they are not known."""
    import holidays

    country, _, part = name.upper().partition("-")
    supported = holidays.list_supported_countries()
    if country not in supported:
        near = _near(name, supported)
        hint = f'Did you mean "{near}"?' if near else 'Write an ISO country such as "BE", or dates, or [].'
        raise ValueError(f'"{name}" is not a country whose holidays are known. {hint}')
    if part and part not in supported[country]:
        known = ", ".join(f"{country}-{each}" for each in parts_with_holidays(country) or ())
        raise ValueError(
            f'"{name}" has no holidays of its own here. Write "{country}"'
            + (f" or one of {known}." if known else ".")
        )
    return set(holidays.country_holidays(country, subdiv=part or None, years=years))


def _near(name: str, supported: Collection[str]) -> str:
    """The code that was likely meant: of the country with that name, or a misspelt one; "" where none is."""
    if len(name) <= CODE:
        return next(iter(get_close_matches(name.upper(), supported, 1)), "")
    names = _names()
    near = get_close_matches(_plain(name), names, 1, cutoff=0.8)
    return names[near[0]] if near and names[near[0]] in supported else ""

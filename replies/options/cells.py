"""One row of a catalogue as people type it, read into an `Option`: each cell, or what is wrong with it.

A cell reader raises ValueError whose text says what is wrong and what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from cases.catalogue import ALONE, EITHER, OTHERS, Option, country_code
from replies.needs.durations import minutes as spoken_minutes
from replies.needs.money import CURRENCIES, number
from replies.options.kinds import TRAINING, kind_of, level_of

COLUMNS = (
    "slug", "title", "summary", "kind", "training", "provider", "price", "currency", "minutes", "with",
    "language", "topics", "url", "interest", "client", "level", "priced_on", "country",
)  # fmt: skip
FIELDS = {"with": "with_", "language": "languages", "country": "countries"}
"""Columns whose field of `Option` is called otherwise."""

_NAMES = {
    "slug": "id code sleutel naamcode",
    "title": "titel name naam",
    "summary": "samenvatting omschrijving beschrijving description",
    "kind": "soort type vorm",
    "training": "opleiding vorming",
    "provider": "aanbieder leverancier organisatie vendor",
    "price": "prijs kostprijs kost kosten cost",
    "currency": "munt valuta munteenheid",
    "minutes": "minuten duur duration time tijd length",
    "with": "met gezelschap",
    "language": "taal talen languages",
    "topics": "thema themas thema's topic onderwerp onderwerpen",
    "url": "link website webadres",
    "interest": "belang belangen",
    "client": "klant",
    "level": "niveau",
    "priced_on": "prijsdatum prijs_op",
    "country": "land landen countries",
}
SYNONYMS = {name: column for column, names in _NAMES.items() for name in (column, *names.split())}
_YES = frozenset(("yes", "ja", "j", "y", "true", "waar", "1", "x", "oui"))
_NO = frozenset(("no", "nee", "neen", "n", "false", "onwaar", "0", "non"))
_UNKNOWN = frozenset(("", "?", "unknown", "onbekend", "tbd"))
_FREE = frozenset(("free", "gratis", "kosteloos"))
_WITH = {
    **dict.fromkeys((ALONE, "alleen", "solo", "individual", "individueel"), ALONE),
    **dict.fromkeys((OTHERS, "anderen", "met anderen", "with others", "samen", "group", "groep"), OTHERS),
    **dict.fromkeys((EITHER, "", "both", "beide", "allebei", "any", "alone or with others"), EITHER),
}
_LANGUAGES = {
    **dict.fromkeys(("english", "engels"), "en"),
    **dict.fromkeys(("dutch", "nederlands", "vlaams"), "nl"),
    **dict.fromkeys(("french", "frans", "français"), "fr"),
    **dict.fromkeys(("german", "duits", "deutsch"), "de"),
    **dict.fromkeys(("spanish", "spaans"), "es"),
}
_COUNTRY = re.compile(r"[A-Z]{2}")
_DAY = re.compile(
    r"(?:(?P<iso>\d{4}-\d\d-\d\d)|(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/.](?P<year>\d{4}))"
    r"(?: 0?0:00(?::00)?)?"
)
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ERROR = re.compile(
    r"#(?:REF|N/A|N/B|NAME|NAAM|VALUE|WAARDE|DIV/0|DEEL/0|NULL|LEEG|NUM|GETAL)[!?]?|=.*", re.DOTALL
)


def read_option(cells: Mapping[str, str], before: Option | None = None) -> Option:
    """The option that a row says. Columns that it does not have keep their value of `before`."""
    clean = {column: _clean(column, text) for column, text in cells.items()}
    option = before or Option(_slug(clean.get("slug", "")), "")
    for column in COLUMNS[1:]:
        if column in clean and column not in ("price", "currency", "training"):
            option = replace(option, **{FIELDS.get(column, column): _READERS[column](clean[column])})
    option = _priced(option, clean)
    if "training" in clean or before is None:
        option = replace(option, training=_training(clean.get("training", ""), option.kind))
    if not option.title:
        raise ValueError("title is empty: every option needs one.")
    return option


def slug_of(cells: Mapping[str, str]) -> str:
    """The slug of a row; ValueError when it is none."""
    return _slug(_clean("slug", cells.get("slug", "")))


def _clean(column: str, text: str) -> str:
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if _ERROR.fullmatch(plain):
        raise ValueError(f"{column} holds a formula or an error of the spreadsheet ({plain[:20]}).")
    return plain


def _slug(text: str) -> str:
    slug = text.lower()
    if not slug:
        raise ValueError("slug is empty: give the option a short name such as public-speaking-club.")
    if not _SLUG.fullmatch(slug) or len(slug) > 60:
        near = "-".join(re.findall(r"[a-z0-9]+", slug))[:60] or "public-speaking-club"
        raise ValueError(f'slug "{text[:40]}" may have letters, digits and hyphens only: write {near}.')
    return slug


def _training(text: str, kind: str) -> bool:
    word = text.lower()
    if word in _YES or word in _NO:
        return word in _YES
    if not word:
        return kind in TRAINING
    raise ValueError(f'training "{text}" should be yes or no.')


def _priced(option: Option, cells: Mapping[str, str]) -> Option:
    """Price and currency together, because a sign in the price names the currency."""
    named = cells.get("currency", option.currency if "price" not in cells else "").upper()
    named = CURRENCIES.get(named.lower(), named)
    if named and not re.fullmatch(r"[A-Z]{3}", named):
        raise ValueError(f'currency "{named}" should be a code of three letters such as EUR.')
    if "price" not in cells:
        return replace(option, currency=named)
    price, signed = _price(cells["price"])
    if named and signed and named != signed:
        raise ValueError(f'price "{cells["price"]}" and currency "{named}" contradict each other.')
    return replace(option, price=price, currency=named or signed or option.currency)


def _price(text: str) -> tuple[Decimal | None, str]:
    word = text.lower()
    if word in _UNKNOWN:
        return None, ""
    if word in _FREE:
        return Decimal(0), ""
    match = re.fullmatch(
        r"(?P<before>[^\d\s,.]*+)\s*+(?P<number>(?:[., ']*+\d++)++)(?:,-++)?\s*+(?P<after>[^\d\s]*+)", word
    )
    amount = number(match["number"]) if match else None
    sign = (match["before"] or match["after"]) if match else ""
    if amount is None or (sign and sign not in CURRENCIES):
        raise ValueError(
            f'price "{text}" is no amount: write 25 or 12,50, 0 when free, nothing when unknown.'
        )
    return amount, CURRENCIES.get(sign, "")


def _minutes(text: str) -> int | None:
    if text.lower() in _UNKNOWN:
        return None
    clock = re.fullmatch(r"(\d{1,2}):([0-5]\d)(?::00)?", text)
    plain = number(text)
    if clock:
        found: int | None = 60 * int(clock[1]) + int(clock[2])
    elif plain is not None:
        found = int(plain) if plain == plain.to_integral_value() else None
    else:
        found = spoken_minutes(text)
    if not found:
        raise ValueError(f'minutes "{text}" is no time: write 90 or 1h30, nothing when unknown.')
    return found


def _with(text: str) -> str:
    side = _WITH.get(text.lower())
    if side is None:
        raise ValueError(f'with "{text}" should be alone, others or either.')
    return side


def _languages(text: str) -> tuple[str, ...]:
    codes = [_LANGUAGES.get(word.lower(), word.lower()) for word in _several(text, r"[;,|/]")]
    wrong = next((code for code in codes if not re.fullmatch(r"[a-z]{2,3}", code)), None)
    if wrong:
        raise ValueError(f'language "{wrong}" should be a code such as en or nl.')
    return tuple(dict.fromkeys(codes))


def _topics(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys("-".join(word.lower().split()) for word in _several(text, r"[;,|]")))


def _several(text: str, separators: str) -> list[str]:
    return [word.strip() for word in re.split(separators, text) if word.strip()]


def _url(text: str) -> str:
    if not text:
        return ""
    address = f"https://{text}" if text.lower().startswith("www.") else text
    parts = urlsplit(address)
    fits = parts.scheme in ("http", "https") and "." in parts.netloc
    if not (fits or (parts.scheme == "mailto" and "@" in parts.path)) or " " in address:
        raise ValueError(f'url "{text[:60]}" is no web address: write https://…, or nothing.')
    return address


def _day(text: str) -> date | None:
    """A day as in a file (2026-11-30) or in a spreadsheet of ours (30/11/2026): the day before the month."""
    if text.lower() in _UNKNOWN:
        return None
    found = _DAY.fullmatch(text)
    try:
        if found and found["iso"]:
            return date.fromisoformat(found["iso"])
        if found:
            return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        pass  # no such day
    raise ValueError(f'priced_on "{text[:40]}" is no day: write 2026-11-30, nothing when unknown.')


def _countries(text: str) -> tuple[str, ...]:
    """ISO 3166 codes of two letters, several with ";"."""
    codes = tuple(dict.fromkeys(country_code(code) for code in text.split(";") if code.strip()))
    for code in codes:
        if not _COUNTRY.fullmatch(code):
            raise ValueError(f'country "{code[:40]}" is no code: write BE, or BE;NL, nothing for anywhere.')
    return codes


_READERS: Mapping[str, Callable[[str], Any]] = {
    "title": str,
    "summary": str,
    "kind": kind_of,
    "provider": str,
    "minutes": _minutes,
    "with": _with,
    "language": _languages,
    "topics": _topics,
    "url": _url,
    "interest": str,
    "client": lambda text: text or None,
    "level": level_of,
    "priced_on": _day,
    "country": _countries,
}

"""Why an option was chosen and what a range lacks, in words of both languages. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Reason:
    """A slug of `FACTS` or `REASONS` and what its words need: minutes, amount, currency, language, topic."""

    slug: str
    params: Mapping[str, str] = field(default_factory=dict)


TO_WORKER, TO_CONCIERGE = range(2)
"""Who reads: the worker is "you"; a concierge reads about the worker, of whom nobody knows "he" or "she"."""

FACTS: Mapping[str, tuple[str, str]] = {
    "topic": ("about {topic}", "over {topic}"),
    "free": ("free", "gratis"),
    "price": ("{amount}", "{amount}"),
    "price-unknown": ("price to be checked first", "prijs eerst na te kijken"),
    "time": ("{minutes}", "{minutes}"),
    "length-unknown": ("length not known", "duur niet bekend"),
    "language": ("in {language}", "in het {language}"),
    "country": ("made for {country}", "bedoeld voor {country}"),
}
"""English, Dutch: what is true of an option, whoever reads."""

REASONS: Mapping[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "words": (
        ("close to what you wrote", "sluit aan bij wat je schreef"),
        ("close to what they wrote", "sluit aan bij wat er in de vraag staat"),
    ),
    "budget": (
        ("{amount}, within your budget", "{amount}, binnen je budget"),
        ("{amount}, within their budget", "{amount}, binnen het budget"),
    ),
    "currency": (
        (
            "{amount}, in another currency than your budget, so check it first",
            "{amount}, in een andere munt dan je budget, kijk dat dus eerst na",
        ),
        (
            "{amount}, in another currency than their budget, so check it first",
            "{amount}, in een andere munt dan het budget, kijk dat dus eerst na",
        ),
    ),
    "alone": (
        ("you said you would rather work alone", "je zei dat je liever alleen werkt"),
        ("they said they would rather work alone", "wil liever alleen werken"),
    ),
    "others": (
        ("you said you would rather learn with others", "je zei dat je liever met anderen leert"),
        ("they said they would rather learn with others", "wil liever met anderen leren"),
    ),
    "wish-alone": (
        ("you would rather work alone", "je werkt liever alleen"),
        ("they would rather work alone", "werkt liever alleen"),
    ),
    "wish-others": (
        ("you would rather learn with others", "je leert liever met anderen"),
        ("they would rather learn with others", "leert liever met anderen"),
    ),
    "remembered-alone": (
        ("you like to work alone", "je werkt graag alleen"),
        ("they like to work alone", "werkt graag alleen"),
    ),
    "remembered-others": (
        ("you like to learn with others", "je leert graag met anderen"),
        ("they like to learn with others", "leert graag met anderen"),
    ),
    "liked": (
        (
            "people with the same question got it too and were happy with the help",
            "mensen met dezelfde vraag kregen het ook en waren tevreden over de hulp",
        ),
    )
    * 2,
    "again": (
        ("you were pointed to it before", "je kreeg het al eens als tip"),
        ("they were pointed to it before", "werd al eens als tip gegeven"),
    ),
    "but-alone": (
        (
            "it is to do alone, though you would rather learn with others: {because}",
            "het is om alleen te doen, al leer je liever met anderen: {because}",
        ),
        (
            "it is to do alone, though they would rather learn with others: {because}",
            "het is om alleen te doen, al is de wens met anderen: {because}",
        ),
    ),
    "but-others": (
        (
            "it is with others, though you would rather work alone: {because}",
            "het is samen met anderen, al werk je liever alleen: {because}",
        ),
        (
            "it is with others, though they would rather work alone: {because}",
            "het is samen met anderen, al is de wens alleen: {because}",
        ),
    ),
}
"""By who reads, English and Dutch: what has to do with the person."""
SENTENCES = frozenset(REASONS) - {"words", "budget", "currency"}
"""These have a verb of their own, so they come last, behind "and"."""

BECAUSE: Mapping[str, tuple[str, str]] = {
    "few": ("little else fits", "er past weinig anders"),
    "free": ("it is free", "het is gratis"),
    "not-training": ("it is no course", "het is geen cursus"),
    "provider": ("it comes from elsewhere", "het komt van een andere aanbieder"),
}
"""Why an option is offered that goes against a wish."""

GAPS: Mapping[str, tuple[str, str]] = {
    "topic": ("nothing in the catalogue is about this topic", "niets in de catalogus gaat over dit thema"),
    "no-topic": (
        "no topic is set, and no option has more than a word in common: name a topic behind #recommend",
        "er is geen thema, en geen optie heeft meer dan een woord gemeen: noem een thema achter #aanbevelen",
    ),
    "few": ("fewer than three options fit", "minder dan drie mogelijkheden passen"),
    "free": ("no free option fits", "geen gratis mogelijkheid past"),
    "not-training": ("everything that fits is training", "alles wat past is opleiding"),
    "provider": ("everything that fits is of one provider", "alles wat past komt van één aanbieder"),
    "alone": ("nothing to do alone fits", "niets om alleen te doen past"),
    "others": ("nothing to do with others fits", "niets om samen met anderen te doen past"),
    "out-time": ("{count} left out: longer than the time", "{count} weggelaten: langer dan de tijd"),
    "out-budget": ("{count} left out: above the budget", "{count} weggelaten: boven het budget"),
    "out-language": ("{count} left out: another language", "{count} weggelaten: andere taal"),
    "out-earlier": ("{count} left out: recommended before", "{count} weggelaten: al eerder aanbevolen"),
}

_NUMBERS = (("none", "one", "two", "three", "four", "five"), ("geen", "één", "twee", "drie", "vier", "vijf"))
_LANGUAGES = {
    "en": ("English", "Engels"),
    "nl": ("Dutch", "Nederlands"),
    "fr": ("French", "Frans"),
    "de": ("German", "Duits"),
    "es": ("Spanish", "Spaans"),
}
_COUNTRIES = {
    "BE": ("Belgium", "België"),
    "NL": ("the Netherlands", "Nederland"),
    "GB": ("the United Kingdom", "het Verenigd Koninkrijk"),
    "FR": ("France", "Frankrijk"),
    "DE": ("Germany", "Duitsland"),
    "LU": ("Luxembourg", "Luxemburg"),
    "IE": ("Ireland", "Ierland"),
    "US": ("the United States", "de Verenigde Staten"),
}
_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£"}


def words(reason: Reason, language: str, reader: int = TO_WORKER) -> str:
    """One reason in words: "free", "20 minutes", "you said you would rather work alone"."""
    params = dict(reason.params)
    if "minutes" in params:
        params["minutes"] = minutes_in_words(int(params["minutes"]), language)
    if "amount" in params:
        params["amount"] = money_in_words(Decimal(params["amount"]), params.get("currency", ""), language)
    if "language" in params:
        params["language"] = language_in_words(params["language"], language)
    if "country" in params:
        params["country"] = countries_in_words(params["country"].split(";"), language)
    if "because" in params:
        params["because"] = BECAUSE[params["because"]][language == "nl"]
    said = FACTS.get(reason.slug) or REASONS[reason.slug][reader]
    return said[language == "nl"].format_map(params)


def why(reasons: Sequence[Reason], language: str, reader: int = TO_WORKER) -> str:
    """All reasons as a person says them: "free, 20 minutes, and you said you would rather work alone"."""
    said = [words(reason, language, reader) for reason in reasons if reason.slug not in SENTENCES]
    claims = [words(reason, language, reader) for reason in reasons if reason.slug in SENTENCES]
    last = claims.pop() if claims else ""
    before = ", ".join([*said, *claims])
    joined = ", en " if language == "nl" else ", and "
    return joined.join(filter(None, (before, last)))


def gap_words(gap: str, language: str) -> str:
    """What a range lacks in words; `gap` is "free" or, with a number, "out-time:3"."""
    slug, _, count = gap.partition(":")
    return GAPS[slug][language == "nl"].format(count=count)


def language_in_words(code: str, language: str) -> str:
    """English, Engels; the code itself where its name is not known here."""
    return _LANGUAGES.get(code, (code, code))[language == "nl"]


def countries_in_words(codes: Sequence[str], language: str) -> str:
    """Belgium and the Netherlands, België en Nederland; the code of a country that has no name here."""
    names = [_COUNTRIES.get(code, (code, code))[language == "nl"] for code in codes]
    return f" {'en' if language == 'nl' else 'and'} ".join(names)


def counted(number: int, language: str) -> str:
    """A small number in a word."""
    words = _NUMBERS[language == "nl"]
    return words[number] if number < len(words) else str(number)


def minutes_in_words(minutes: int, language: str) -> str:
    """20 minutes, 1 hour, 1.5 hours, 2 hours and 20 minutes; half hours are written as a decimal."""
    hour, hours, minute, many, mark = (
        ("uur", "uur", "minuut", "minuten", ",")
        if language == "nl"
        else ("hour", "hours", "minute", "minutes", ".")
    )
    whole, rest = divmod(minutes, 60)
    if not whole:
        return f"{rest} {minute if rest == 1 else many}"
    if rest == 30:
        return f"{whole}{mark}5 {hours}"
    spoken = f"{whole} {hour if whole == 1 else hours}"
    if not rest:
        return spoken
    return f"{spoken} {'en' if language == 'nl' else 'and'} {rest} {minute if rest == 1 else many}"


def money_in_words(amount: Decimal, currency: str, language: str) -> str:
    """€120, €12.50 (English); € 120, € 12,50 (Dutch); another currency by its code; free when 0."""
    if amount == 0:
        return FACTS["free"][language == "nl"]
    figures = f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
    sign = _SIGNS.get(currency)
    if language == "nl":
        figures = figures.translate(str.maketrans(",.", ".,"))
    if sign:
        return f"{sign} {figures}" if language == "nl" else f"{sign}{figures}"
    return f"{figures} {currency}".strip()

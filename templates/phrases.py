"""How values are said in a mail: times, prices and durations in words, foreign text kept in its place.

Every function is pure. Languages without words of their own are spoken to in English. Longer than 250 lines:
all that a filter of a template says stands here.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import takewhile
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_currency, get_currency_precision

from cases.idn import readable_in
from cases.typed import as_markdown
from templates.excerpts import FEW, MANY, NAME, short

NEAR = timedelta(days=6)  # a weekday alone is unambiguous for this long
SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£"}


@lru_cache(maxsize=64)
def locale_of(language: str) -> Locale:
    """The locale of a language code ("nl", "nl-BE"); British English where it is unknown."""
    try:
        found = Locale.parse(language.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return Locale.parse("en_GB")
    return Locale.parse("en_GB") if found.language == "en" else found


def language_name(code: str, language: str) -> str:
    """ "French", "Frans": a language of ISO 639-1 in the words of another one; "" where it is unknown."""
    return str(locale_of(language).languages.get(code, ""))


def day(value: date, language: str, today: date) -> str:
    """A date in words: "Tuesday" within six days, else "Tuesday 8 December", with the year if another."""
    locale = locale_of(language)
    if timedelta(0) <= value - today <= NEAR:
        return format_date(value, "EEEE", locale=locale)
    pattern = "EEEE d MMMM" if value.year == today.year else "EEEE d MMMM y"
    return format_date(value, pattern, locale=locale)


def month(value: date, language: str) -> str:
    """The month of a date in words: "June 2024", "juni 2024"."""
    return format_date(value, "MMMM y", locale=locale_of(language))


def short_month(value: date, language: str) -> str:
    """The month of a date where there is little room: "Jun", "jun"."""
    return format_date(value, "LLL", locale=locale_of(language)).rstrip(".")


def date_in_words(value: date, language: str) -> str:
    """A date that is read at any time: "8 December 2026"."""
    return format_date(value, "d MMMM y", locale=locale_of(language))


def moment(value: datetime, language: str, timezone: str, now: datetime) -> str:
    """A time in words and in the service's zone: "Tuesday 12:00", later "Tuesday 8 December, 12:00".

    What is still to come today or tomorrow says so: "today (Thursday) 17:10".
    """
    zone = ZoneInfo(timezone)
    local, today = value.astimezone(zone), now.astimezone(zone).date()
    if value > now and (soon := _today_or_tomorrow(local.date(), today, language)):
        return f"{soon} {local:%H:%M}"
    near = timedelta(0) <= local.date() - today <= NEAR
    return f"{day(local.date(), language, today)}{'' if near else ','} {local:%H:%M}"


def before(value: datetime, language: str, timezone: str, now: datetime) -> str:
    """Until when something was promised, in words: "today (Thursday) before 17:10", "before Tuesday 12:00".

    "Before Thursday" said on a Thursday is next week. The weekday stays, because mail is read days later.
    """
    zone = ZoneInfo(timezone)
    local, today = value.astimezone(zone), now.astimezone(zone).date()
    word = "vóór" if language.startswith("nl") else "before"
    if soon := _today_or_tomorrow(local.date(), today, language):
        return f"{soon} {word} {local:%H:%M}"
    return f"{word} {moment(value, language, timezone, now)}"


_SOON = {"en": ("today", "tomorrow"), "nl": ("vandaag", "morgen")}


def _today_or_tomorrow(value: date, today: date, language: str) -> str:
    """ "today (Thursday)", "tomorrow (Friday)"; "" for any other day."""
    ahead = (value - today).days
    if ahead not in (0, 1):
        return ""
    word = _SOON["nl" if language.startswith("nl") else "en"][ahead]
    return f"{word} ({format_date(value, 'EEEE', locale=locale_of(language))})"


def minutes(value: int | None, language: str) -> str:
    """A duration in words: "45 minutes", "2 hours", "1 hour 30 minutes"; None is "" (not known)."""
    if value is None:
        return ""
    hours, rest = divmod(int(value), 60)
    dutch = language.startswith("nl")
    parts = []
    if hours:
        parts.append(f"{hours} uur" if dutch else f"{hours} hour{'s' if hours > 1 else ''}")
    if rest or not hours:
        plural = "" if rest == 1 else "en" if dutch else "s"
        parts.append(f"{rest} {'minuut' if dutch and rest == 1 else 'minut' if dutch else 'minute'}{plural}")
    return " ".join(parts)


def money(value: Decimal | int | str | None, language: str, currency: str | None = None) -> str:
    """A price in words: 0 is "free", None is "" (not known), cents only where there are any."""
    if value is None or value == "":
        return ""
    amount = Decimal(str(value))
    dutch = language.startswith("nl")
    if amount == 0:
        return "gratis" if dutch else "free"
    whole = amount == amount.to_integral_value()
    figure = f"{amount:,.0f}" if whole else f"{amount:,.2f}"
    if dutch:
        figure = figure.translate(str.maketrans(",.", ".,"))
    code = (currency or "EUR").upper()
    symbol = SYMBOLS.get(code)
    if symbol is None:
        return f"{figure} {code}"
    return f"{symbol} {figure}" if dutch else f"{symbol}{figure}"


def currency_digits(currency: str) -> int:
    """How many decimals a currency of ISO 4217 has: 2 of EUR, 0 of JPY, 3 of KWD; 2 where it is unknown."""
    return get_currency_precision(currency)


def exact_money(amount: Decimal, language: str, currency: str) -> str:
    """An amount on a bill, with all decimals of its currency: "€95.00", "€ 95,00", "-€10.00", "¥95"."""
    return format_currency(amount, currency, locale=locale_of(language))


LONGEST_LINK = 2000  # characters; what is longer is no link that anybody could follow
_IMAGE = re.compile(r"(?<!\\)!\[([^\[\]\n\\]{0,500}+)\]\((?!cid:)([^()\s\\]{0,2000}+)\)")
_BUTTON = re.compile(r"""(?<!\s)\s++["'(]button["')](\s*+\))""", re.IGNORECASE)
_TARGET = re.compile(r"[^<>()\s\\]*+")
_DEFINITION = re.compile(r"^([^\S\n]{0,3})\[([^\[\]\n]{1,500}+)\]:", re.MULTILINE)


def tamed(text: str) -> str:
    """Somebody's Markdown without what reaches outside it: pictures to load, buttons, link definitions."""
    text = _IMAGE.sub(r"[\1](\2)", text)
    text = _BUTTON.sub(_without_title, text)
    return _DEFINITION.sub(r"\1\\[\2]:", text)


def _without_title(found: re.Match[str]) -> str:
    """`)` alone where the words are the title of a link; where they may be, a `)` that ends no link."""
    start, text = found.start(), found.string
    begun = text.rfind("](", max(0, start - LONGEST_LINK), start)
    if begun >= 0 and _TARGET.fullmatch(text, begun + 2, start):
        return ")"
    return found[0][:-1] + "\\)"


def quote(text: str) -> str:
    """Somebody's words as a Markdown quotation, letter by letter: "> " before each line; "" stays ""."""
    return _quoted(as_markdown(text))


def sent(markdown: str) -> str:
    """The text of a mail of ours, which is Markdown, as a quotation; "" stays ""."""
    return _quoted(tamed("\n".join(markdown.splitlines()).strip("\n")))


def _quoted(markdown: str) -> str:
    return "\n".join(f"> {line}" if line else ">" for line in markdown.split("\n")) if markdown else ""


_MARK = re.compile(r"([\\`*<])|(?<![^\W_])(_)|(_)(?![^\W_])|(\])(?=[(\[])|(:)(?=//)|(~)(?=~)|(~)$")
_BEGINNING = re.compile(r"([0-9]{0,9})([#>+=|~.)-])")  # a heading, a quotation, a list, a fence


def plain(text: str) -> str:
    """A name, subject or other single line, so that Markdown shows it as it stands, wherever it stands;
    addresses as people read them."""
    line = _MARK.sub(lambda found: "\\" + found.group(0), readable_in(" ".join(str(text).split())))
    begun = _BEGINNING.match(line)
    return f"{begun[1]}\\{begun[2]}{line[begun.end() :]}" if begun else line


def code(text: str) -> str:
    """A single line for between backticks; its own backticks become quotes."""
    return " ".join(str(text).split()).replace("`", "'")


def verbatim(text: str) -> str:
    """Text exactly as typed, line by line, as a fenced block that its own backticks cannot end."""
    text = str(text)
    longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}\n{text.strip(chr(10))}\n{fence}"


_LEFT_OUT = {
    "en": {
        "cut": "Cut here: {}",
        "one": "{} more character",
        "many": "{} more characters",
        "lines": "{} in {} lines",
        "file": " All of it is attached as a text file.",
        "command": " All of it: `{}`.",
        "more": "… and {} more",
    },
    "nl": {
        "cut": "Hier afgekapt: {}",
        "one": "nog {} teken",
        "many": "nog {} tekens",
        "lines": "{} in {} regels",
        "file": " Alles zit als tekstbestand bij deze mail.",
        "command": " Alles: `{}`.",
        "more": "… en nog {}",
    },
}


def left_out(lines: int, characters: int, language: str, *, attached: bool = False, command: str = "") -> str:
    """What of a text is missing, and where the whole is: "*Cut here: 28,000 more characters in 9 lines.*"."""
    dutch = language.startswith("nl")
    words = _LEFT_OUT["nl" if dutch else "en"]
    count = f"{characters:,}".replace(",", ".") if dutch else f"{characters:,}"
    size = words["one" if characters == 1 else "many"].format(count)
    missing = words["lines"].format(size, lines) if lines > 1 else size
    where = words["file"] if attached else words["command"].format(command) if command else ""
    return f"*{words['cut'].format(missing)}.*{where}"


def and_more(count: int, language: str) -> str:
    """What stands for the rest of a list: "… and 296 more"."""
    return _LEFT_OUT["nl" if language.startswith("nl") else "en"]["more"].format(count)


def names(values: tuple[str, ...], language: str) -> str:
    """Names of files, people or addresses in a row, as they stand; of many the first, and how many more."""
    shown = ", ".join(plain(short(value, NAME)) for value in values[:FEW])
    return f"{shown} {and_more(len(values) - FEW, language)}" if len(values) > FEW else shown


def bullets(values: tuple[str, ...], language: str, mark: str = "") -> str:
    """Lines as a list, each behind `mark`; of many the first, and how many more."""
    lines = [f"- {mark}{plain(short(value))}" for value in values[:MANY]]
    more = [f"- {and_more(len(values) - MANY, language)}"] if len(values) > MANY else []
    return "\n".join([*lines, *more])


def is_said(sentence: str, text: str) -> bool:
    """Whether a text says this already in the same words, however its lines are broken; "" is said anyway."""
    return " ".join(str(sentence).split()) in " ".join(str(text).split())


def listing(values: list[str] | tuple[str, ...], language: str) -> str:
    """ "a, b and c" in the language."""
    items = [str(v) for v in values]
    if len(items) < 2:
        return "".join(items)
    last = "en" if language.startswith("nl") else "and"
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


_NO_NAMES = frozenset(
    {"dr", "prof", "mr", "mrs", "ms", "miss", "ir", "ing", "mevr", "mevrouw", "dhr", "meneer"}
    | {"team", "the", "de", "het", "een", "hr", "it", "info", "dienst", "office"}
)


def first_name(name: str) -> str:
    """The name to greet somebody by, or "" where the display name is no safe guide.

    "Maria Jansen", "Jansen, Maria" and "JANSEN Maria" give "Maria"; addresses, titles and departments "".
    """
    name = " ".join(name.split()).strip("\"'")
    if not name or "@" in name or any(c.isdigit() for c in name):
        return ""
    if name.count(",") == 1:
        name = name.partition(",")[2].strip()
    words = name.partition("(")[0].split() or [""]
    word = words[0]
    surname = list(takewhile(lambda each: each.isupper() and "." not in each, words))
    if len("".join(surname)) > 2 and len(surname) < len(words) and words[len(surname)].istitle():
        word = words[len(surname)]  # "DE SMET Noor", as Flemish and French offices write it
    if not re.fullmatch(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", word) or word.lower() in _NO_NAMES or len(word) < 2:
        return ""
    return word.title() if word.isupper() and len(word) > 2 else word

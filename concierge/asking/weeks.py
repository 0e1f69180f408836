"""Working hours as people type them, in both languages: "ma-vr 9-17" is "Mon-Fri 09:00-17:00"; pure."""

from __future__ import annotations

import re

_DAYS = (
    ("Mon", "mon monday mondays mo ma maa maandag"),
    ("Tue", "tue tues tuesday tuesdays tu di din dins dinsdag"),
    ("Wed", "wed weds wednesday wednesdays we wo woe woens woensdag"),
    ("Thu", "thu thur thurs thursday thursdays th do don donderdag"),
    ("Fri", "fri friday fridays fr vr vri vrij vrijdag"),
    ("Sat", "sat saturday saturdays sa za zat zaterdag"),
    ("Sun", "sun sunday sundays su zo zon zondag"),
)
_NAMES = {name: day for day, names in _DAYS for name in names.split()}
_NAMES |= {f"{name}en": day for name, day in _NAMES.items() if name.endswith("dag")}  # "op maandagen"
_SPANS = {
    **dict.fromkeys(("weekdays", "weekday", "workdays", "weekdagen", "werkdagen"), "Mon-Fri"),
    **dict.fromkeys(("daily", "dagelijks"), "Mon-Sun"),
    **dict.fromkeys(("weekend", "weekends"), "Sat-Sun"),
}
_TO = frozenset({"-", "tot", "t/m", "tm", "tem", "to", "till", "until", "through"})
_FILL = frozenset(
    {",", ";", "+", "&", "en", "and", "van", "from", "om", "at", "uur", "u", "h", "op", "on", "the", "de"}
)
_WORD = re.compile(r"t/m|[a-zà-ÿ]++|[0-9][0-9:.]*+(?:[uh][0-9]*+)?(?:[ap]m)?|[-,;+&]|\S")
_TIME = re.compile(r"([0-9]{1,2})(?:[:.uh]([0-9]{2}))?[uh]?([ap]m)?")


def english_week(typed: str) -> str:
    """As the configuration writes it; what is no such week is given back as it was typed."""
    try:
        words = re.sub("[‐-―]|tot en met|t\\.e\\.m\\.?", "-", typed.lower())  # every dash
        return _week(_WORD.findall(re.sub(r"([0-9])\s++(?:uur|hours?)\b|(?<=[a-z])\.(?!\S)", r"\1", words)))
    except ValueError:
        return typed


def _week(words: list[str]) -> str:
    days: list[str] = []
    hours: list[str] = []
    groups: list[str] = []
    place = 0
    while place < len(words):
        word = words[place]
        if word in _FILL:
            place += 1
            continue
        to = place + 2 < len(words) and words[place + 1] in _TO
        last = words[place + 2] if to else word
        if word in _NAMES or word in _SPANS:
            if hours:  # of the days before
                groups += [f"{day} {' '.join(hours)}" for day in days]
                days, hours = [], []
            span = to and word in _NAMES and last in _NAMES
            days.append(f"{_NAMES[word]}-{_NAMES[last]}" if span else _SPANS.get(word) or _NAMES[word])
            place += 3 if span else 1
        else:
            if not to or not days:
                raise ValueError(word)
            hours.append(f"{_time(word)}-{_time(last)}")
            place += 3
    if not days or not hours:
        raise ValueError("no days, or no hours")
    return ", ".join([*groups, *(f"{day} {' '.join(hours)}" for day in days)])


def _time(word: str) -> str:
    found = _TIME.fullmatch(word)
    if found is None:
        raise ValueError(word)
    hour, minute = int(found[1]), found[2] or "00"
    if found[3]:
        hour = hour % 12 + (12 if found[3] == "pm" else 0)
    return f"{hour:02d}:{minute}"

"""The obvious correction of a mistyped line: shown to its author, never applied by itself. Pure.

What is not surely one slip or two (`slips`) has none. A correction is tried before it is shown
(`replies.mended`), so that one which would be refused as well is never offered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from cases.effects import Corrected
from cases.routing import serving
from replies.commands.grammar import Command, LineProblem, Reading, folded, read
from replies.commands.handlers import LANGUAGES, NEVER, NOW, QUIETLY
from replies.commands.plan import Desk, Refusal
from replies.commands.slips import nearest
from replies.commands.table import VERBS
from replies.needs.arguments import KEYS, SIDES

MOST: Final = 5  # wrong lines of one mail: whoever has more writes it anew
WRAPPED: Final = 40  # lines below a command of free words that may go on with it
_TYPED: Final = re.compile(r"^\W{1,8}([^\W\d_][\w-]{0,30})[.!]?(?:\s++(.*))?$", re.DOTALL)
_LENGTH: Final = re.compile(r"^(\d{1,3}(?:[.,]\d)?)\s?([^\W\d_]{1,12})$")
_UNITS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("d", "day", "days", "dag", "dagen"), "d"),
        **dict.fromkeys(("h", "hour", "hours", "u", "uur", "uren"), "h"),
        **dict.fromkeys(("m", "min", "minute", "minutes", "minuut", "minuten"), "m"),
    }
)
_COURTESY: Final = frozenset(
    "please pls plz thanks thx svp aub alsjeblieft alstublieft bedankt graag dank je".split()  # noqa: SIM905
)


def corrected_verb(found: LineProblem) -> str:
    """The line with the verb that was surely meant, or "" where that is not sure.

    The verb stays in the language in which it was typed.
    """
    typed = _TYPED.match(found.line) if found.reason == "misspelt" else None
    if typed is None:
        return ""
    word, rest = folded(typed[1]), typed[2] or ""
    if folded(word + "".join(rest.split())) in VERBS:  # "#cl ose"
        return f"#{folded(word + ''.join(rest.split()))}"
    name = word if word in VERBS else nearest(word, VERBS)
    return f"#{name} {rest}".rstrip() if name else ""


def corrected_arguments(command: Command, refusal: Refusal, desk: Desk) -> str:
    """The line with what surely was meant behind the verb, or "" where that is not sure."""
    if refusal.slug in ("no-arguments", "only-quietly"):
        return _without_courtesy(command, refusal)
    if refusal.slug == "needs-duration":
        return _length(command)
    if refusal.slug == "bad-need":
        return _need(command)
    candidates = _CANDIDATES.get(refusal.slug)
    typed = str(refusal.values.get("key" if refusal.slug == "unknown-key" else "name", ""))
    if refusal.slug == "unknown-language":
        typed = " ".join(command.words)
    name = nearest(typed.lower(), candidates(command, desk)) if candidates else ""
    return _swapped(command.line, typed, name)


def as_shown(reading: Reading, shown: Sequence[Corrected]) -> Reading:
    """The reading with the corrections that its author was shown; as it is where it is another by now."""
    corrected = reading
    for each in shown:
        lines = {command.number: command.line for command in corrected.commands}
        lines |= {problem.number: problem.line for problem in corrected.problems}
        after = (
            with_line(corrected, each.number, each.better) if lines.get(each.number) == each.line else None
        )
        if after is None:
            return reading
        corrected = after
    return corrected


def likely(reading: Reading) -> Reading:
    """The reading with the commands that surely were meant: to look up what trying them needs."""
    found = [(problem.number, corrected_verb(problem)) for problem in reading.problems[:MOST]]
    for number, line in found:
        reading = (with_line(reading, number, line) if line else None) or reading
    return reading


def with_line(reading: Reading, number: int, line: str) -> Reading | None:
    """The reading with the command of this line in place of what stands there, and of what it goes on with.

    None where the line is no command all the same.
    """
    below = [(at, text) for at, text in reading.prose if at > number]
    # Lines that a client wrapped belong to a command of free words once it is one.
    wrapped = any(found.number == number for found in reading.problems)
    more = _run(number, below) if wrapped else ()
    again = read("\n".join((line, *more)), VERBS)
    if not again.commands or again.commands[0].number != 0:
        return None
    rest = {at for at, _ in again.prose} | {found.number for found in again.problems} | {
        other.number for other in again.commands[1:]
    }  # fmt: skip
    taken = min(rest, default=len(more) + 1)
    gone = range(number, number + taken)
    command = again.commands[0]
    kept = [c for c in reading.commands if c.number != number]
    placed = Command(command.verb, command.arguments, command.line, number)
    return Reading(
        tuple(sorted((*kept, placed), key=lambda c: c.number)),
        tuple((at, text) for at, text in reading.prose if at not in gone),
        tuple(found for found in reading.problems if found.number not in gone),
    )


def _run(number: int, below: Iterable[tuple[int, str]]) -> list[str]:
    """The lines that follow one another directly below the line of this number."""
    lines: list[str] = []
    for at, text in below:
        if at != number + len(lines) + 1 or len(lines) == WRAPPED:
            break
        lines.append(text)
    return lines


def _swapped(line: str, typed: str, better: str) -> str:
    """The line with `better` in place of what was typed behind its verb; "" where it does not stand there."""
    verb, _, rest = line.partition(" ")
    if not typed or not better:
        return ""
    found = re.search(rf"(?<![\w-]){re.escape(typed)}(?![\w-])", rest, re.IGNORECASE)
    return f"{verb} {rest[: found.start()]}{better}{rest[found.end() :]}" if found else ""


def _without_courtesy(command: Command, refusal: Refusal) -> str:
    """ "#take please": nothing is meant by it; "#close quitely": one word is."""
    words = [word.strip(".,!;").lower() for word in command.arguments]
    kept = [word for word in words if word not in _COURTESY]
    verb = command.line.partition(" ")[0]
    if not kept:
        return verb
    near = nearest(kept[0], dict.fromkeys(QUIETLY, "quietly")) if refusal.slug == "only-quietly" else ""
    return f"{verb} {near}" if near and len(kept) == 1 else ""


def _length(command: Command) -> str:
    """ "3dd", "3 dasy"; for #survey also "nevr"."""
    said = " ".join(command.arguments).lower()
    name = ""
    if command.verb == "survey":
        name = nearest(said, {**dict.fromkeys(NEVER, "never"), **dict.fromkeys(NOW, "now")})
    name = name or _mended_length(said)
    return f"{command.line.partition(' ')[0]} {name}" if name else ""


def _mended_length(said: str) -> str:
    found = _LENGTH.match(said)
    if found is None:
        return ""
    unit = found[2]
    if len(unit) > 1 and set(unit) <= {"d"} | {"h"} | {"u"} | {"m"} and len(set(unit)) == 1:
        return f"{found[1]}{unit[0]}"
    name = nearest(unit, _UNITS)
    return f"{found[1]}{_UNITS[name]}" if name else ""


def _need(command: Command) -> str:
    """A key or a value that was mistyped: "tmie=2h", "with=othres", "time=2hh"."""
    line = command.line
    for typed, value in command.pairs.items():
        key = KEYS.get(typed, "")
        near = typed if key else nearest(typed, KEYS)
        better = value
        if KEYS.get(near) == "with" and value.lower() not in SIDES:
            better = nearest(value.lower(), SIDES) or value
        if KEYS.get(near) == "time":
            better = _mended_length(value.lower()) or value
        if near and (near, better) != (typed, value):
            line = _swapped(line, f"{typed}={value}", f"{near}={better}") or line
    return line if line != command.line else ""


Names = Mapping[str, str]


def _same(names: Iterable[str]) -> Names:
    return {name.lower(): name for name in names}


def _templates(command: Command, desk: Desk) -> Names:
    return _same(
        desk.writer.library.names("questions") if command.verb == "ask" else desk.writer.library.names()
    )


def _topics(command: Command, desk: Desk) -> Names:
    topics = desk.catalogue.topics
    return {name.lower(): topic.slug for topic in topics for name in (topic.slug, *topic.names.values())}


def _options(command: Command, desk: Desk) -> Names:
    client = desk.case.client if desk.case else None
    return _same(o.slug for o in desk.catalogue.options if not o.client or o.client == client)


def _clients(command: Command, desk: Desk) -> Names:
    return _same(client.id for client in desk.settings.clients if desk.author.serves(client.id))


def _languages(command: Command, desk: Desk) -> Names:
    return {name: code for name, code in LANGUAGES.items() if code in desk.settings.languages}


def _people(command: Command, desk: Desk) -> Names:
    return {
        name.lower(): each.address
        for each in serving(desk.settings.concierges, desk.case.client if desk.case else None)
        for name in (each.name, *each.name.split(), each.address)
    }


def _keys(command: Command, desk: Desk) -> Names:
    name = command.words[0].lower()
    return _same(desk.writer.library.use(name, desk.case.language if desk.case else desk.language).accepts)


_CANDIDATES: Mapping[str, Callable[[Command, Desk], Names]] = MappingProxyType(
    {
        "unknown-template": _templates,
        "unknown-topic": _topics,
        "unknown-option": _options,
        "unknown-client": _clients,
        "unknown-language": _languages,
        "unknown-person": _people,
        "unknown-key": _keys,
    }
)

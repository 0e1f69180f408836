"""Whether a result is the right one: the keys of NAME.check.json, as the README beside the mails explains."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.field.shown import Shown

QUESTIONNAIRE = re.compile(r"(?i)answer what you like|beantwoord wat je wil")
POSITIVE = ("some", "must", "must_text", "must_shown", "subject_must", "from_must", "anywhere_must")
_MARKS = re.compile(r"(?m)^[ \t]*(?:>[ \t]?)+")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came after the played mail. `worker` and `concierge` are mails by who got them."""

    worker: Sequence[Shown]
    concierge: Mapping[str, Sequence[Shown]]
    case: Mapping[str, Any]
    cases: int
    held: bool
    names: Mapping[str, str]  # of the placeholders


def wrong(check: Mapping[str, Any], outcome: Outcome) -> list[str]:
    """What does not hold, a line each; empty when all is right."""
    found: list[str] = []
    for key, wanted in check.items():
        if key == "any_of":
            tries = [wrong(each, outcome) for each in wanted]
            if all(tries):
                found.append("none of: " + " | ".join("; ".join(each) for each in tries))
        elif key == "worker_gets":
            found += [f"worker: {line}" for line in _mails(wanted, {"": outcome.worker}, outcome.names)]
        elif key == "concierge_gets":
            found += [f"concierge: {line}" for line in _mails(wanted, outcome.concierge, outcome.names)]
        elif key in ("case", "survey"):
            at = outcome.case if key == "case" else outcome.case.get("survey") or {}
            found += [f"{key}.{line}" for line in _fields(wanted, at)]
        elif key == "cases" and wanted != outcome.cases:
            found.append(f"cases: {outcome.cases}, not {wanted}")
        elif key == "held" and wanted != outcome.held:
            found.append(f"held: {outcome.held}")
    return found


def _fields(wanted: Mapping[str, Any], at: Mapping[str, Any]) -> Iterator[str]:
    for key, value in wanted.items():
        there: Any = at
        for name in key.rstrip("?").split("."):
            there = (there or {}).get(name)
        if key.endswith("?"):
            right = (there is not None) == value
        elif isinstance(value, list):
            right = there in value
        elif isinstance(value, str):
            right = re.search(value, str(there)) is not None
        else:
            right = there == value
        if not right:
            yield f"{key} is {there!r}, not {value!r}"


def _mails(
    wanted: Mapping[str, Any] | None, got: Mapping[str, Sequence[Shown]], names: Mapping[str, str]
) -> Iterator[str]:
    every = [mail for mails in got.values() for mail in mails]
    if wanted is None:
        yield from (f"got {mail.mail['Subject']!r}" for mail in every)
        return
    most = wanted.get("at_most")
    if most is not None and any(len(mails) > most for mails in got.values()):
        yield f"more than {most} mails: {[mail.mail['Subject'] for mail in every]}"
    for mail in every:
        yield from _forbidden(wanted, mail, names)
    asks = [mail for mail in every if QUESTIONNAIRE.search(" ".join(mail.text.split()))]
    if "questionnaire" in wanted and bool(asks) != wanted["questionnaire"]:
        yield f"questionnaire: {bool(asks)}"
    if any(key in wanted for key in (*POSITIVE, "attachments_must", "links_must", "rows", "shallower")):
        first = next((mails for mails in got.values() if mails), ())
        tries: list[list[str]] = [list(_lacking(wanted, mail, names)) for mail in first]
        if not tries:
            yield "no mail"
        elif all(tries):
            nearest = min(tries, key=len)
            yield "; ".join(nearest)


def _lacking(wanted: Mapping[str, Any], mail: Shown, names: Mapping[str, str]) -> Iterator[str]:
    text, shown = ("the text", mail.text), ("the HTML", mail.shown)
    places = {
        "must": [text, *([shown] if mail.has_html else [])],
        "must_text": [text],
        "must_shown": [shown],
        "subject_must": [("Subject", str(mail.mail["Subject"]))],
        "from_must": [("From", str(mail.mail["From"]))],
        "anywhere_must": [("the mail", mail.anywhere)],
    }
    for key, texts in places.items():
        flags = re.I if key == "anywhere_must" else 0
        for expression in wanted.get(key, ()):
            for where, words in texts:
                if not _finds(expression, words, names, flags):
                    yield f"{expression!r} is not in {where}"
    for expression in wanted.get("attachments_must", ()):
        if not any(_finds(expression, file, names) for file in mail.files):
            yield f"no file {expression!r} in {mail.files}"
    for expression in wanted.get("links_must", ()):
        if not any(_finds(expression, link, names) for link in mail.page.links):
            yield f"no link {expression!r} in {mail.page.links}"
    for row in wanted.get("rows", ()):
        if row not in mail.page.rows:
            yield f"no row {row}"
    for upper, lower in wanted.get("shallower", ()):
        yield from _depths(upper, lower, mail, names)


def _depths(upper: str, lower: str, mail: Shown, names: Mapping[str, str]) -> Iterator[str]:
    in_text = [
        (line.count(">", 0, len(line) - len(line.lstrip("> \t"))), line) for line in mail.text.splitlines()
    ]
    for where, pieces in (("text", in_text), ("HTML", mail.page.depths)):
        if where == "HTML" and not mail.has_html:
            continue
        depths = [
            next((depth for depth, words in pieces if _finds(each, words, names)), None)
            for each in (upper, lower)
        ]
        if depths[0] is None or depths[1] is None or depths[0] >= depths[1]:
            yield f"{upper!r} is not less deep than {lower!r} in {where}: {depths}"


def _forbidden(wanted: Mapping[str, Any], mail: Shown, names: Mapping[str, str]) -> Iterator[str]:
    places: dict[str, Iterable[str]] = {
        "must_not": [mail.headers, mail.text, mail.shown],
        "must_not_text": [mail.text],
        "must_not_shown": [mail.shown],
        "raw_must_not": [mail.anywhere],
        "attachments_must_not": mail.files,
    }
    for key, texts in places.items():
        flags = re.I if key == "raw_must_not" else 0
        for expression in wanted.get(key, ()):
            if any(re.search(_spaced(expression, names), text, re.M | flags) for text in texts):
                yield f"{key}: {expression!r} in {mail.mail['Subject']!r}"


def _finds(expression: str, text: str, names: Mapping[str, str], flags: int = 0) -> bool:
    wanted = re.compile(_spaced(expression, names), re.M | flags)
    return any(wanted.search(each) for each in (text, _MARKS.sub("", text)))


def _spaced(expression: str, names: Mapping[str, str]) -> str:
    for name, value in names.items():
        expression = expression.replace(name, re.escape(value))
    return expression.replace(" ", r"\s+").replace(r"\s+?", r"\s*").replace(r"(?\s+", "(? ")

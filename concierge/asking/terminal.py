"""The interview on a terminal: asks, explains itself in a line, and asks again with the reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from shutil import get_terminal_size
from textwrap import fill
from typing import Any

import typer

from concierge.asking.answers import WrongError, choice
from concierge.asking.provider import Found
from concierge.asking.questions import CHOICES, NO, YES, Interview, Known, Question
from concierge.asking.words import reason, say
from concierge.output import printable

WIDEST = 100  # characters of a line
BACK = ("back", "terug")
SHOWN = {  # defaults that are words
    "nl": {"none": "geen", "anyone": "iedereen", "Mon-Fri 09:00-17:00": "ma-vr 09:00-17:00"}
}


def hold_interview(known: Known, find: Callable[[str], Found], folder: str) -> Mapping[str, Any]:
    """Every answer. `find` looks for the provider of a domain. typer.Abort when the person stops."""
    language = known.language
    _show(say(language, "begin", folder=folder))
    interview, explained = Interview(known), ""
    while (question := interview.next()) is not None:
        typed = _typed(language, question, explain=question.key != explained)
        explained = question.key
        if not question.hidden and typed.strip().casefold() in BACK:
            if not interview.given:
                _show(say(language, "nothing before"))
            interview = interview.back()
            explained = ""
            continue
        try:
            interview = interview.answered(question, typed)
        except WrongError as error:
            choices = " / ".join(_label(language, each) for each in question.choices)
            _show(say(language, error.row, **{"choices": choices, **error.fields}))
        except ValueError as error:
            _show(reason(language, question.text, str(error)))
        else:
            if question.key == "address":
                domain = interview.given["address"].rpartition("@")[2].lower()
                interview = replace(interview, known=replace(known, found=find(domain)))
    return interview.given


def agreed(language: str, row: str, *, default: bool, **fields: str) -> bool:
    """Yes or no to a question beside the interview."""
    words = {choice: CHOICES[choice].values() for choice in (YES, NO)}
    question = Question(row, row, str, YES if default else NO, choices=(YES, NO), fields=fields)
    while True:
        typed = _typed(language, question, explain=True).strip() or question.default or ""
        if chosen := choice(typed, words):
            return chosen == YES
        _show(say(language, "choice", choices=f"{_label(language, YES)} / {_label(language, NO)}"))


def _typed(language: str, question: Question, *, explain: bool) -> str:
    why, _, label = say(language, question.text, **question.fields).rpartition("\n")
    if explain:
        _show(f"\n{_wrapped(why.strip())}")
    if question.choices:
        label = f"{label} ({' / '.join(_label(language, each) for each in question.choices)})"
    if question.default:
        label = f"{label} [{_default(language, question)}]"
    typed: str = typer.prompt(
        printable(label), default="", show_default=False, hide_input=question.hidden, prompt_suffix=": "
    )
    return typed


def _wrapped(text: str) -> str:
    width = min(get_terminal_size().columns, WIDEST)
    return fill(text, width, break_on_hyphens=False, break_long_words=False)


def _default(language: str, question: Question) -> str:
    shown = question.default or ""
    return _label(language, shown) if question.choices else SHOWN.get(language, {}).get(shown, shown)


def _label(language: str, choice: str) -> str:
    return CHOICES[choice].get(language, CHOICES[choice]["en"]).split()[0]


def _show(text: str) -> None:
    typer.echo(printable(text))

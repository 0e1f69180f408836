"""jinja2 as we use it: sandboxed, strict, Markdown out, filters that know language and clock.

Nothing that comes from a mail is ever compiled: it is the value of a variable. What a template prints
without a filter is put into words by `_said` (a time is "Tuesday 12:00"), so that it cannot print None.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import jinja2
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from cases.typed import as_markdown, without_marks
from templates import phrases
from templates.excerpts import BOUNDS, LINE, Excerpt, excerpt, short
from templates.values import with_body


def environment_of(sources: Mapping[str, str]) -> jinja2.Environment:
    """An environment whose templates are these sources, by key; each is compiled when it is first used."""

    def named(key: str) -> tuple[str, str, None]:
        if key not in sources:
            raise jinja2.TemplateNotFound(key)
        return sources[key], key, None  # the key as file name: tracebacks then tell the template and line

    environment = ImmutableSandboxedEnvironment(
        loader=jinja2.FunctionLoader(named),
        undefined=jinja2.StrictUndefined,
        finalize=_said,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        autoescape=False,  # the output is Markdown; mailer.compose escapes what becomes HTML
    )
    environment.globals = {
        "br": "  ",
        "namespace": environment.globals["namespace"],
    }  # "  ": Markdown's break
    environment.filters |= {
        "quote": _quote,
        "sent": _sent,
        "typed": as_markdown,
        "plain": _plain,
        "tamed": phrases.tamed,
        "code": _code,
        "tap": _tap,
        "verbatim": _verbatim,
        "names": _names,
        "bullets": _bullets,
        "is_said": phrases.is_said,
        "minutes": _minutes,
        "money": _money,
        "day": _day,
        "date": _date,
        "month": _month,
        "moment": _moment,
        "before": _before,
        "listing": _listing,
        "phrase": _phrase,
    }
    return environment


@jinja2.pass_context
def _said(context: Context, value: Any) -> Any:
    """What `{{ value }}` prints: None is nothing, times and dates are in words, the rest as it is."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return _moment(context, value)
    if isinstance(value, date):
        return _day(context, value)
    return value


@jinja2.pass_context
def _plain(context: Context, text: str, most: int = LINE) -> str:
    return phrases.plain(short(str(text), most) if _is_bounded(context) else text)


@jinja2.pass_context
def _code(context: Context, text: str) -> str:
    return phrases.code(short(str(text)) if _is_bounded(context) else text)


@jinja2.pass_context
def _tap(context: Context, command: str) -> str:
    """A command to type; where a reply has an address of its own, also a link that writes it there."""
    shown = f"`{phrases.code(command)}`"
    answer = context.get("answer")
    return f"[{shown}]({with_body(answer, phrases.code(command))})" if answer else shown


@jinja2.pass_context
def _quote(context: Context, text: str, bound: str = "letter", all_of_it: str = "") -> str:
    """A quotation within one of `templates.excerpts.BOUNDS`; `all_of_it`: a command that shows the whole."""
    if not _is_bounded(context):
        return phrases.quote(text)
    cut = excerpt(str(text), BOUNDS[bound])
    return phrases.quote(cut.text) + _left_out(context, text, cut, all_of_it)


@jinja2.pass_context
def _sent(context: Context, text: str) -> str:
    """A mail of ours as a quotation, cut as others are."""
    if not _is_bounded(context):
        return phrases.sent(text)
    cut = excerpt(str(text))
    return phrases.sent(cut.text) + _left_out(context, text, cut)


@jinja2.pass_context
def _verbatim(context: Context, text: str) -> str:
    text = without_marks(str(text))
    if not _is_bounded(context):
        return phrases.verbatim(text)
    cut = excerpt(str(text))
    return phrases.verbatim(cut.text) + _left_out(context, text, cut)


def _is_bounded(context: Context) -> bool:
    """Whether this is a mail with somebody's words, and not what goes to a worker as a concierge's own."""
    return context.get("whole") is not None


def _left_out(context: Context, text: str, cut: Excerpt, command: str = "") -> str:
    """The paragraph that says what is missing, and where the whole is."""
    if not cut.is_cut:
        return ""
    attached = text in context["whole"]
    said = phrases.left_out(
        cut.lines, cut.characters, context["language"], attached=attached, command=command
    )
    return f"\n\n{said}"


@jinja2.pass_context
def _names(context: Context, values: Iterable[str]) -> str:
    return phrases.names(tuple(values), context["language"])


@jinja2.pass_context
def _bullets(context: Context, values: Iterable[str], mark: str = "") -> str:
    return phrases.bullets(tuple(values), context["language"], mark)


@jinja2.pass_context
def _minutes(context: Context, value: int | None) -> str:
    return phrases.minutes(value, context["language"])


@jinja2.pass_context
def _money(context: Context, value: Any, currency: str | None = None) -> str:
    return phrases.money(value, context["language"], currency)


@jinja2.pass_context
def _moment(context: Context, value: datetime | None) -> str:
    service = context["service"]
    if value is None:
        return ""
    return phrases.moment(value, context["language"], service["timezone"], service["now"])


@jinja2.pass_context
def _before(context: Context, value: datetime | None) -> str:
    service = context["service"]
    if value is None:
        return ""
    return phrases.before(value, context["language"], service["timezone"], service["now"])


@jinja2.pass_context
def _day(context: Context, value: date | None) -> str:
    today = _local(context, context["service"]["now"])
    return phrases.day(_local(context, value), context["language"], today) if value else ""


@jinja2.pass_context
def _date(context: Context, value: date | None) -> str:
    return phrases.date_in_words(_local(context, value), context["language"]) if value else ""


def _local(context: Context, value: date) -> date:
    """The day there, of a day or of a moment."""
    zone = ZoneInfo(context["service"]["timezone"])
    return value.astimezone(zone).date() if isinstance(value, datetime) else value


@jinja2.pass_context
def _month(context: Context, value: date | None) -> str:
    return phrases.month(value, context["language"]) if value else ""


@jinja2.pass_context
def _listing(context: Context, values: Iterable[str]) -> str:
    return phrases.listing(tuple(values), context["language"])


@jinja2.pass_context
def _phrase(context: Context, slug: str, table: str) -> str:
    return slug  # a library puts its own words here; this one is for reading a template alone

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

from templates import phrases


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
        "quote": phrases.quote,
        "plain": phrases.plain,
        "tamed": phrases.tamed,
        "code": phrases.code,
        "verbatim": phrases.verbatim,
        "minutes": _minutes,
        "money": _money,
        "day": _day,
        "moment": _moment,
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
def _day(context: Context, value: date | None) -> str:
    service = context["service"]
    zone = ZoneInfo(service["timezone"])
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(zone).date()
    return phrases.day(value, context["language"], service["now"].astimezone(zone).date())


@jinja2.pass_context
def _listing(context: Context, values: Iterable[str]) -> str:
    return phrases.listing(tuple(values), context["language"])


@jinja2.pass_context
def _phrase(context: Context, slug: str, table: str) -> str:
    return slug  # a library puts its own words here; this one is for reading a template alone

"""Templates made into text; the only door to jinja2: sandboxed, strict, in memory after `Library.load`.

Nothing that comes from a mail is ever compiled: it is the value of a variable. What a template prints
without a filter is put into words by `_said` (a time is "Tuesday 12:00"), so that it cannot print None.
Longer than 250 lines: the one door to a library is kept in one file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any
from zoneinfo import ZoneInfo

import jinja2
from jinja2 import meta, nodes
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from templates import phrases
from templates.collection import LANGUAGES, Shelf, read_shelf
from templates.files import Sheet, TemplateProblem
from templates.samples import sample
from templates.variables import FIELDS, LISTS, variables_of

RUNTIME_FAULTS = (jinja2.TemplateError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A rendered template: Markdown text, and the subject where the front matter gives one."""

    subject: str | None
    text: str


@dataclass(frozen=True)
class Library(Shelf):
    """A shelf that can render. Rendering does no I/O and takes its clock from `service.now`."""

    environment: jinja2.Environment

    @classmethod
    def load(cls, own: Path | None = None, languages: Iterable[str] = LANGUAGES) -> Library:
        """Read and compile the built-in templates and those in the folder `own`. Never fails on own files:

        each is rendered once with sample values, and one that cannot be is reported and not used.
        """
        checking = _environment({})
        wanted = tuple(languages) or LANGUAGES
        failing: dict[tuple[str, str], TemplateProblem] = {}

        def check(sheet: Sheet) -> tuple[Sheet, tuple[TemplateProblem, ...]]:
            if sheet.own and (found := failing.get((sheet.name, sheet.language))):
                return sheet, (found,)
            return _checked(sheet, checking)

        while True:
            library = cls._of(read_shelf(own, wanted, check))
            failed = library._failing_own_sheets()
            if not failed:
                return library
            failing |= failed

    @classmethod
    def _of(cls, shelf: Shelf) -> Library:
        sources = {f"{name}.{language}.md": s.body for (name, language), s in shelf.by_key.items()}
        sources |= {f"{n}.{lang}.subject": s.subject for (n, lang), s in shelf.by_key.items() if s.subject}
        environment = _environment(sources)
        environment.filters["phrase"] = jinja2.pass_context(
            lambda context, slug, table: shelf.words(table, str(slug), context["language"])
        )
        for key in sources:
            environment.get_template(key)
        for language in {*shelf.languages, *LANGUAGES}:
            phrases.day(date(2026, 1, 1), language, date(2025, 1, 1))  # reads the names of days once
        return cls(shelf.by_key, shelf.problems, shelf.languages, shelf.fixed, environment)

    def _failing_own_sheets(self) -> dict[tuple[str, str], TemplateProblem]:
        """Own sheets that cannot be rendered, and own parts with which a built-in sheet cannot."""
        failing = {}
        own_parts = [key for key, sheet in self.by_key.items() if sheet.own and sheet.is_part]
        for (name, language), sheet in self.by_key.items():
            if sheet.is_part or not (sheet.own or own_parts):
                continue
            try:
                self.render(name, language, sample(self, name, language))
            except TemplateProblem as problem:
                culprit = (problem.name, problem.language)
                if self.by_key[culprit].own:
                    failing[culprit] = problem
                    continue
                for part in own_parts:
                    failing[part] = TemplateProblem(*part, 0, f"with it, {problem}")
        return failing

    def render(self, name: str, language: str, variables: Mapping[str, object]) -> Rendered:
        """The template with these variables; `service` must be among them (see `templates.variables`).

        Raises `TemplateProblem` for an unknown name, something required that is missing, an unknown
        variable, or what the sandbox forbids.
        """
        sheet = self.sheet(name, language)
        if lacking := self.missing(name, language, variables):
            raise TemplateProblem(name, sheet.language, 0, f"needs {phrases.listing(lacking, 'en')}")
        values = {**variables, "language": sheet.language}
        file = f"{name}.{sheet.language}"
        try:
            text = self.environment.get_template(f"{file}.md").render(values)
            subject = None
            if sheet.subject:
                subject = " ".join(self.environment.get_template(f"{file}.subject").render(values).split())
        except RUNTIME_FAULTS as error:
            raise _problem(sheet, error) from error
        return Rendered(subject, re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n")

    def render_text(self, source: str, language: str, variables: Mapping[str, object]) -> str:
        """A text that somebody is still writing, for `templates preview`; same rules as `render`."""
        sheet = Sheet("text", language, source)
        try:
            text = self.environment.from_string(source).render({**variables, "language": language})
        except RUNTIME_FAULTS as error:
            raise _problem(sheet, error) from error
        return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"


def _environment(sources: Mapping[str, str]) -> jinja2.Environment:
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
    return slug  # the library puts its own words here; this one is for checking alone


def _problem(sheet: Sheet, error: Exception) -> TemplateProblem:
    """The error, with the line of the sheet that caused it, itself or by what it includes."""
    line = 0
    if isinstance(error, jinja2.TemplateSyntaxError):
        line = error.lineno
    trace: TracebackType | None = error.__traceback__
    own = f"{sheet.name}.{sheet.language}."
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.startswith(own):
            line = sheet.subject_line if file.endswith(".subject") else trace.tb_lineno
        trace = trace.tb_next
    return TemplateProblem(sheet.name, sheet.language, line, str(error) or type(error).__name__)


def _checked(sheet: Sheet, environment: jinja2.Environment) -> tuple[Sheet, tuple[TemplateProblem, ...]]:
    """The sheet with what its text accepts and uses, and its faults: syntax, unknown variables and fields."""
    try:
        tree = environment.parse(sheet.body)
        subject = environment.parse(sheet.subject or "")
        used = meta.find_undeclared_variables(tree)
        used_in_subject = meta.find_undeclared_variables(subject)
    except jinja2.TemplateSyntaxError as error:
        reason = error.message or "syntax error"
        return sheet, (TemplateProblem(sheet.name, sheet.language, error.lineno, reason),)
    known = variables_of(sheet.name) | set(environment.globals)
    needed = tuple(name for name in sheet.requires if "." not in name and name not in known)
    guarded = _guarded(tree)
    sheet = replace(
        sheet,
        accepts=tuple(dict.fromkeys((*needed, *sorted((guarded & used) - known)))),
        uses_words="words" in used,
    )
    faults = [
        TemplateProblem(sheet.name, sheet.language, name.lineno, f"unknown variable {name.name!r}")
        for name in tree.find_all(nodes.Name)
        if name.name in used - known - guarded - set(needed) and not sheet.is_part
    ]
    faults += [
        TemplateProblem(sheet.name, sheet.language, sheet.subject_line, f"unknown variable {name!r}")
        for name in sorted(used_in_subject - known)
    ]
    faults += [
        TemplateProblem(sheet.name, sheet.language, sheet.subject_line or line, reason)
        for line, reason in _unknown_fields(subject)
    ]
    faults += [TemplateProblem(sheet.name, sheet.language, *fault) for fault in _unknown_fields(tree)]
    return sheet, tuple(dict.fromkeys(faults))


def _guarded(tree: nodes.Template) -> set[str]:
    """Variables that may be absent: those tested by `is defined` or given a `default`."""
    tests = [t.node for t in tree.find_all(nodes.Test) if t.name == "defined"]
    defaults = [f.node for f in tree.find_all(nodes.Filter) if f.name in ("default", "d")]
    return {node.name for node in (*tests, *defaults) if isinstance(node, nodes.Name)}


def _unknown_fields(tree: nodes.Template) -> list[tuple[int, str]]:
    """(line, reason) for fields that the documented values do not have, also inside their loops."""
    fields = dict(FIELDS)
    for loop in tree.find_all(nodes.For):
        source = loop.iter
        while isinstance(source, nodes.Filter | nodes.Getitem) and source.node is not None:
            source = source.node
        if isinstance(loop.target, nodes.Name) and isinstance(source, nodes.Name) and source.name in LISTS:
            fields[loop.target.name] = LISTS[source.name]
    return [
        (found.lineno, f"unknown field {found.node.name}.{found.attr}")
        for found in tree.find_all(nodes.Getattr)
        if isinstance(found.node, nodes.Name)
        and found.node.name in fields
        and found.attr not in fields[found.node.name]
    ]

"""Templates made into text. Nothing is read here: a library holds every file in memory (`templates.load`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType

import jinja2

from cases.idn import readable_in
from templates import phrases
from templates.check import Use, use_of
from templates.collection import Collection
from templates.environment import environment_of
from templates.files import TemplateFile, TemplateProblem

RUNTIME_FAULTS = (jinja2.TemplateError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A rendered template: Markdown text, and the subject where the front matter gives one."""

    subject: str | None
    text: str


def _phrase(files: Collection, table: str, slug: str, language: str) -> str:
    """A fixed phrase; languages are named by their codes, alone or as "in French"."""
    named = phrases.language_name(slug, language) if table in ("language", "in-language") else ""
    if named and table == "in-language":
        return files.words(table, "known", language).format(named)
    return named or files.words(table, slug, language)


@dataclass(frozen=True)
class Library(Collection):
    """A collection that can render. Rendering does no I/O and takes its clock from `service.now`."""

    environment: jinja2.Environment

    @classmethod
    def of(cls, files: Collection) -> Library:
        """These files, each compiled when it is first rendered."""
        sources = {f"{name}.{language}.md": f.body for (name, language), f in files.by_key.items()}
        sources |= {f"{n}.{lang}.subject": f.subject for (n, lang), f in files.by_key.items() if f.subject}
        environment = environment_of(sources)
        environment.filters["phrase"] = jinja2.pass_context(
            lambda context, slug, table: _phrase(files, table, str(slug), context["language"])
        )
        return cls(files.by_key, files.problems, files.languages, files.fixed, environment)

    def use(self, name: str, language: str) -> Use:
        """What a template accepts and uses."""
        return use_of(self.file(name, language))

    def render(self, name: str, language: str, variables: Mapping[str, object]) -> Rendered:
        """The template with these variables; `service` must be among them (see `templates.variables`).

        Raises `TemplateProblem` for an unknown name, something required that is missing, an unknown
        variable, or what the sandbox forbids.
        """
        file = self.file(name, language)
        if lacking := self.missing(name, language, variables):
            raise TemplateProblem(name, file.language, 0, f"needs {phrases.listing(lacking, 'en')}")
        values = {**variables, "language": file.language}
        key = f"{name}.{file.language}"
        try:
            text = self.environment.get_template(f"{key}.md").render(values)
            subject = None
            if file.subject:
                words = self.environment.get_template(f"{key}.subject").render(values)
                subject = readable_in(" ".join(words.split()))
        except RUNTIME_FAULTS as error:
            raise _problem(file, error) from error
        return Rendered(subject, re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n")


def _problem(file: TemplateFile, error: Exception) -> TemplateProblem:
    """The error, with the line of the file that caused it, itself or by what it includes."""
    line = 0
    if isinstance(error, jinja2.TemplateSyntaxError):
        line = error.lineno
    trace: TracebackType | None = error.__traceback__
    own = f"{file.name}.{file.language}."
    while trace is not None:
        compiled = trace.tb_frame.f_code.co_filename
        if compiled.startswith(own):
            line = file.subject_line if compiled.endswith(".subject") else trace.tb_lineno
        trace = trace.tb_next
    return TemplateProblem(file.name, file.language, line, str(error) or type(error).__name__)

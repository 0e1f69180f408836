"""`concierge templates lint` and `doctor`: what is wrong with the templates, own and built in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from templates.check import faults_of
from templates.files import TemplateFile, TemplateProblem
from templates.render import Library
from templates.samples import sample


def lint(library: Library, *names: str, topics: Iterable[str] | None = None) -> tuple[TemplateProblem, ...]:
    """What is wrong with these templates, or all: faults, missing languages, unknown topics."""
    known_topics = None if topics is None else set(topics)
    there = {n for n, _ in library.by_key} | {p.name for p in library.problems}
    found: list[TemplateProblem] = []
    for name in sorted(names or there):
        faults = [p for p in library.problems if p.name == name]
        files = [f for (n, _), f in library.by_key.items() if n == name]
        languages = {f.language for f in files} | {p.language for p in faults}
        if not files and not faults:
            found.append(TemplateProblem(name, "", 0, "there is no such template"))
            continue
        found += faults
        found += [p for f in files if not f.own for p in _faults_of_built_in(library, f)]
        absent = [wanted for wanted in library.languages if wanted not in languages]
        found += [TemplateProblem(name, wanted, 0, "this language is missing") for wanted in absent]
        found += [
            TemplateProblem(name, f.language, 0, f"unknown topic {f.topic!r}")
            for f in files
            if known_topics is not None and f.topic is not None and f.topic not in known_topics
        ]
    return tuple(found)


def _faults_of_built_in(library: Library, file: TemplateFile) -> Iterator[TemplateProblem]:
    """Nobody looked at these when they were loaded; somebody may have changed the program's own files."""
    yield from (faults := faults_of(file))
    if faults or file.is_part:
        return
    try:
        library.render(file.name, file.language, sample(library, file.name, file.language))
    except TemplateProblem as problem:
        yield problem

"""What can be told of one template file without rendering it: what it accepts and uses, and its faults."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

import jinja2
from jinja2 import meta, nodes

from templates.environment import environment_of
from templates.files import TemplateFile, TemplateProblem
from templates.variables import FIELDS, LISTS, variables_of


@dataclass(frozen=True, slots=True)
class Use:
    """`accepts` are the keys that `#use NAME key=value` may give; `words`: the concierge's own go in."""

    accepts: tuple[str, ...]
    words: bool


@lru_cache(maxsize=512)
def use_of(file: TemplateFile) -> Use:
    """What a text without mistakes in its syntax accepts and uses; of any other, nothing is known."""
    try:
        tree = _environment().parse(file.body)
    except jinja2.TemplateSyntaxError:
        return Use((), words=False)
    used = meta.find_undeclared_variables(tree)
    optional = sorted((_guarded(tree) & used) - _known(file))
    return Use(tuple(dict.fromkeys((*_needed(file), *optional))), "words" in used)


def faults_of(file: TemplateFile) -> tuple[TemplateProblem, ...]:
    """Mistakes in its syntax, unknown variables and fields. What only shows in use is found by rendering."""
    try:
        tree = _environment().parse(file.body)
        subject = _environment().parse(file.subject or "")
        used = meta.find_undeclared_variables(tree)
        used_in_subject = meta.find_undeclared_variables(subject)
    except jinja2.TemplateSyntaxError as error:
        reason = error.message or "syntax error"
        return (TemplateProblem(file.name, file.language, error.lineno, reason),)
    known = _known(file)
    unknown = used - known - _guarded(tree) - set(_needed(file)) if not file.is_part else set()
    found = [
        (name.lineno, f"unknown variable {name.name!r}")
        for name in tree.find_all(nodes.Name)
        if name.name in unknown
    ]
    found += [(file.subject_line, f"unknown variable {name!r}") for name in sorted(used_in_subject - known)]
    found += [(file.subject_line or line, reason) for line, reason in _unknown_fields(subject)]
    found += _unknown_fields(tree)
    return tuple(TemplateProblem(file.name, file.language, *fault) for fault in dict.fromkeys(found))


@cache
def _environment() -> jinja2.Environment:
    return environment_of({})


def _known(file: TemplateFile) -> set[str]:
    return {*variables_of(file.name), *_environment().globals}


def _needed(file: TemplateFile) -> tuple[str, ...]:
    """Keys of `#use` that the front matter requires; the others in `requires` are facts of the case."""
    known = _known(file)
    return tuple(name for name in file.requires if "." not in name and name not in known)


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

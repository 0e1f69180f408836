"""Reading the templates into a library; a fault in an own file is found here, before it reaches anybody.

The built-in files are read once a process and compiled as they are used. Own files are all tried at once,
because their writer is there to read about it at the start and not at the first mail.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from cases.settings import Settings
from templates.check import faults_of
from templates.collection import LANGUAGES, Collection
from templates.files import FILE_NAME, TemplateFile, TemplateProblem, parse_file
from templates.render import Library
from templates.samples import sample

FOLDERS = ("worker", "concierge", "followup", "report", "parts")  # names below these keep the folder
Key = tuple[str, str]  # name, language


def load_library(
    own: Path | None = None, languages: Iterable[str] = LANGUAGES, before: Path | None = None
) -> Library:
    """The built-in templates and those in the folder `own`, and before these those in `before`.

    Never fails on own files: each is rendered once with sample values, and one that cannot be is reported and
    not used.
    """
    library = _built_in(tuple(languages) or LANGUAGES)
    for folder in (own, before):
        if folder is not None and folder.is_dir():
            library = _with_own(library, folder)
    return library


def _with_own(base: Library, folder: Path) -> Library:
    """The templates of `base`, and before them those of the folder that are right."""
    ours, problems = _read(folder, own=True)
    for file in tuple(ours.values()):
        if faults := faults_of(file):
            problems += faults
            del ours[file.key]
    if not ours and not problems:
        return base
    while True:
        by_key = {**base.by_key, **ours}
        library = Library.of(Collection(by_key, base.problems + problems, base.languages, base.fixed))
        failing = _failing(library, ours)
        if not failing:
            return library
        problems += tuple(failing.values())
        ours = {key: file for key, file in ours.items() if key not in failing}


def settings_library(settings: Settings) -> Library:
    """The templates that these settings name; a client's own come before the organisation's."""
    whole = settings.organisation
    before = settings.templates if settings.templates != whole.templates else None
    return load_library(whole.templates, settings.languages, before)


def client_libraries(settings: Settings) -> dict[str, Library]:
    """By id, those of clients that have templates or languages of their own."""
    own = [client.id for client in settings.clients if client.templates or client.languages]
    return {client: settings_library(settings.for_client(client)) for client in own}


@cache
def _built_in(languages: tuple[str, ...]) -> Library:
    root = resources.files("templates")
    by_key, problems = _read(root, own=False)
    fixed = tomllib.loads((root / "words.toml").read_text("utf-8"))
    return Library.of(Collection(by_key, problems, languages, fixed))


def _read(root: Traversable, *, own: bool) -> tuple[dict[Key, TemplateFile], tuple[TemplateProblem, ...]]:
    """The files below a root whose front matter is right, and what is wrong with the others."""
    by_key: dict[Key, TemplateFile] = {}
    problems: list[TemplateProblem] = []
    for name, language, path in _files(root):
        source = path.read_bytes().decode("utf-8", "replace")
        file, found = parse_file(name, language, source, own=own)
        problems += found
        if not found:
            by_key[file.key] = file
    return by_key, tuple(problems)


def _files(root: Traversable) -> Iterator[tuple[str, str, Traversable]]:
    """(name, language, path) below a root; files of other names are nobody's templates."""
    places = [("", root), ("", root / "answers"), *((f"{folder}/", root / folder) for folder in FOLDERS)]
    for prefix, place in places:
        if not place.is_dir():
            continue
        for path in sorted(place.iterdir(), key=lambda p: p.name):
            if path.is_file() and (match := FILE_NAME.fullmatch(path.name)):
                yield prefix + match["name"], match["language"], path


def _failing(library: Library, ours: Mapping[Key, TemplateFile]) -> Mapping[Key, TemplateProblem]:
    """Which of our files cannot be rendered, and our parts with which another file cannot."""
    failing = {}
    own_parts = [key for key, file in ours.items() if file.is_part]
    for (name, language), file in library.by_key.items():
        if file.is_part or not (file.key in ours or own_parts):
            continue
        try:
            library.render(name, language, sample(library, name, language))
        except TemplateProblem as problem:
            culprit = (problem.name, problem.language)
            if culprit in ours:
                failing[culprit] = problem
                continue
            for part in own_parts:
                failing[part] = TemplateProblem(*part, 0, f"with it, {problem}")
    return failing

"""Template files: `NAME.LANG.md`, TOML front matter between `+++` lines, then the text.

Reading a file never fails: what is wrong with it is in the `TemplateProblem`s that come along.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass

from cases.errors import PermanentError

KINDS = ("answer", "questions", "recommendation")
KEYS = ("title", "topic", "kind", "requires")
FILE_NAME = re.compile(r"(?P<name>[a-z0-9][a-z0-9-]*)\.(?P<language>[a-z]{2})\.md")


@dataclass(unsafe_hash=True)  # not frozen: raising an exception writes its traceback into it
class TemplateProblem(PermanentError):  # noqa: N818 - a value as often as an error
    """What is wrong with a template, and where; a value in `lint`, an exception in `render`.

    `line` counts in the file from 1; 0 means the file as a whole.
    """

    name: str
    language: str
    line: int
    reason: str

    def __str__(self) -> str:
        place = f"{self.name}.{self.language}.md" if self.language else self.name
        return f"{place}, line {self.line}: {self.reason}" if self.line else f"{place}: {self.reason}"


@dataclass(frozen=True, slots=True)
class TemplateFile:
    """A template file as read. `body` starts with as many empty lines as the front matter took.

    `kind` is None for the mails of the service itself. `requires` is what must be known: keys of
    `#use NAME key=value`, variables, and dotted for fields ("need.time").
    """

    name: str
    language: str
    body: str
    title: str = ""
    topic: str | None = None
    kind: str | None = None
    requires: tuple[str, ...] = ()
    subject: str | None = None
    subject_line: int = 0
    own: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """(name, language)."""
        return self.name, self.language

    @property
    def is_mail(self) -> bool:
        """A mail of the service itself ("worker/closed"), not a text that a concierge asks for by name."""
        return "/" in self.name

    @property
    def is_part(self) -> bool:
        """A piece that other templates include; its variables are theirs."""
        return self.name.startswith("parts/")


def parse_file(
    name: str, language: str, source: str, *, own: bool
) -> tuple[TemplateFile, tuple[TemplateProblem, ...]]:
    """The file in this text and what is wrong with its front matter."""
    lines = source.lstrip("\ufeff").splitlines()
    end = _front_matter_end(lines)
    wrong: list[tuple[int, str]] = []
    front: dict[str, object] = {}
    if end is None:
        wrong.append((1, "the front matter has no closing +++ line"))
    elif end:
        try:
            front = tomllib.loads("\n".join(lines[1:end]))
        except tomllib.TOMLDecodeError as error:
            at = re.search(r"line (\d+)", str(error))
            wrong.append((int(at[1]) + 1 if at else end, f"the front matter is not TOML: {error}"))
    body_at = end + 1 if end else 0
    line_of = {
        found[1]: number
        for number, line in enumerate(lines[:body_at], 1)
        if (found := re.match(r"\s*(\w+)\s*=", line))
    }
    file = TemplateFile(
        name=name,
        language=language,
        body="\n" * body_at + "\n".join(lines[body_at:]),
        title=_text(front, "title") or "",
        topic=_text(front, "topic"),
        kind=_text(front, "kind") or (None if "/" in name else "answer"),
        requires=_texts(front, "requires"),
        subject=_text(front, "subject"),
        subject_line=line_of.get("subject", 0),
        own=own,
    )
    wrong += [(line_of.get(key, 0), reason) for key, reason in _faults(file, front)]
    if not file.body.strip():
        wrong.append((body_at, "the text is empty"))
    return file, tuple(TemplateProblem(name, language, line, reason) for line, reason in wrong)


def _front_matter_end(lines: list[str]) -> int | None:
    """Index of the closing line; 0 without front matter, None where it is not closed."""
    if not lines or lines[0].strip() != "+++":
        return 0
    return next((i for i, line in enumerate(lines[1:], 1) if line.strip() == "+++"), None)


def _text(front: dict[str, object], key: str) -> str | None:
    value = front.get(key)
    return value if isinstance(value, str) and value else None


def _texts(front: dict[str, object], key: str) -> tuple[str, ...]:
    value = front.get(key, [])
    return tuple(v for v in value if isinstance(v, str)) if isinstance(value, list) else ()


def _faults(file: TemplateFile, front: dict[str, object]) -> list[tuple[str, str]]:
    """(key, reason) for each mistake in front matter that was read."""
    faults = []
    known = ("subject",) if file.is_mail else KEYS
    for key, value in front.items():
        if key not in known:
            faults.append((key, f"unknown key {key!r} in the front matter; known are {', '.join(known)}"))
        elif key == "requires":
            if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
                faults.append((key, 'requires must be a list of words, like requires = ["place"]'))
        elif not isinstance(value, str) or not value.strip():
            faults.append((key, f"{key} must be text between quotation marks"))
    if not file.is_mail and not file.title:
        faults.append(("title", "the front matter has no title"))
    if file.kind is not None and file.kind not in KINDS:
        faults.append(("kind", f"unknown kind {file.kind!r}; known are {', '.join(KINDS)}"))
    return faults

"""How much of what people wrote stands in a mail of ours, and where it is cut: the one place for it. Pure.

A mail may hold a million characters; each reader of it would get them again with every notification, reminder
and transcript. What is quoted is therefore cut behind a line or a word, the mail says how much is missing,
and the whole goes along as a text file (`templates.drafts.Writer.write`). A concierge's words to a worker are
quoted by no template, and so are never cut. All of this is linear in the text.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from cases.model import Attachment
from cases.typed import without_marks
from templates.variables import MAILS


@dataclass(frozen=True, slots=True)
class Bound:
    """The most that is shown of a text."""

    characters: int
    lines: int


LETTER: Final = Bound(16_000, 400)  # six printed pages; hardly anybody types more than two
GLANCE: Final = Bound(2_000, 12)  # of somebody who may be nobody, and of what a server said
BOUNDS: Final[Mapping[str, Bound]] = MappingProxyType({"letter": LETTER, "glance": GLANCE})

LINE: Final = 200  # characters of a name, a subject or a line of a list inside a text
SUBJECT: Final = 200  # characters of the words of a subject; Outlook types no more than 255
HEADER: Final = 400  # characters of a whole subject field: tag, name and words
NAME: Final = 100  # characters of a display name in a header field
FEW: Final = 20  # names in a row: files, addresses
MANY: Final = 40  # lines of a list
IN_A_LINK: Final = 100  # characters of a subject: in an address each may take twelve
REFERENCES: Final = 100  # Message-IDs that a draft keeps of its thread; `mailer.compose` sends fewer

UNCUT: Final = frozenset({"worker/answer", "worker/questions", "worker/recommendation"})
"""Mails that carry a concierge's own words to a worker."""

_WORD: Final = 100  # characters: a cut may move back so far for the end of a word
_MARKS: Final = 30  # combining marks on one letter that a cut keeps together
_FILES: Final[Mapping[str, str]] = MappingProxyType({"en": "whole-text", "nl": "hele-tekst"})


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The beginning of a text; `characters` and `lines` are those left out, 0 where it is whole."""

    text: str
    characters: int = 0
    lines: int = 0

    @property
    def is_cut(self) -> bool:
        return self.characters > 0


def excerpt(text: str, bound: Bound = LETTER) -> Excerpt:
    """What is shown of `text`: its lines while they fit, and of a line that does not fit its words."""
    whole = "\n".join(text.splitlines()).strip("\n")
    end = _lines_end(whole, bound.lines)
    if end > bound.characters:
        end = _words_end(whole, bound.characters)
    rest = whole[end:].strip()
    if not rest:
        return Excerpt(whole[:end])
    return Excerpt(whole[:end].rstrip(), len(rest), rest.count("\n") + 1)


def short(text: str, most: int = LINE) -> str:
    """`text` on one line, of at most this many characters; "…" where something is missing."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: _words_end(line, most - 2)].rstrip() + " …"


def wholes(template: str, variables: Mapping[str, object]) -> tuple[str, ...] | None:
    """The texts that this mail quotes and cuts, each once: they go along whole. None where nothing is cut."""
    if template in UNCUT:
        return None
    names = MAILS[template].quotes if template in MAILS else ()
    found = dict.fromkeys(text for name in names for text in _texts(variables.get(name)))
    return tuple(text for text in found if excerpt(text).is_cut)


def files(texts: Iterable[str], language: str) -> tuple[Attachment, ...]:
    """These texts as text files, for whoever reads the language."""
    name = _FILES.get(language, _FILES["en"])
    return tuple(
        _file(f"{name}{f'-{number}' if number > 1 else ''}.txt", text)
        for number, text in enumerate(texts, start=1)
    )


def _file(name: str, text: str) -> Attachment:
    # The mark of UTF-8 in front: a text file says nothing else of its letters, and some programs guess.
    octets = without_marks(text).encode("utf-8-sig", "replace")
    return Attachment(name, "text/plain", hashlib.sha256(octets).hexdigest(), len(octets), content=octets)


def _texts(value: object) -> Iterator[str]:
    """The text that a variable of `Mail.quotes` is, or those of the mails that it lists."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from (str(mail["text"]) for mail in value)


def _lines_end(text: str, lines: int) -> int:
    """Where that many lines end, or all of them."""
    end = -1
    for _ in range(lines):
        end = text.find("\n", end + 1)
        if end < 0:
            return len(text)
    return end


def _words_end(text: str, most: int) -> int:
    """The end of the last line, else of the last word, near `most`; inside a word where it is that long."""
    near = max(0, most - _WORD)
    for mark in ("\n", " "):
        found = text.rfind(mark, near, most + 1)
        if found > 0:
            return found
    end = most
    while end > most - _MARKS and end < len(text) and unicodedata.combining(text[end]):
        end -= 1
    return end

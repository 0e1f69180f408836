"""`topics.toml`: topics with their names and keywords in each language (CONTRACT 3)."""

from __future__ import annotations

import re
import tomllib

from cases.catalogue import Topic
from cases.errors import PermanentError
from concierge.catalogue.rows import decode

NONE = "none"  # the table of phrases of mail that is no request
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def read_topics(content: bytes) -> tuple[Topic, ...]:
    """The topics in the order of the file; PermanentError that names the first mistake."""
    try:
        tables = tomllib.loads(decode(content))
    except tomllib.TOMLDecodeError as error:
        raise PermanentError(f"It is no TOML: {error}.") from None
    return tuple(_topic(slug, table) for slug, table in tables.items())


def _topic(slug: str, table: object) -> Topic:
    if slug == NONE:
        raise PermanentError(f"[{NONE}]: not available in this version. Take it out.")
    if not isinstance(table, dict):
        raise PermanentError(f'"{slug}" stands outside a topic: each topic is a table such as [presenting].')
    if not _SLUG.fullmatch(slug):
        raise PermanentError(f"[{slug}]: the name of a topic has small letters, digits and hyphens only.")
    if "phrases" in table:
        raise PermanentError(f"[{slug}] phrases: not available in this version. Take the lines out.")
    keywords = table.get("keywords", {})
    if not isinstance(keywords, dict):
        raise PermanentError(f'[{slug}] keywords: write them by language, keywords.en = ["slides"].')
    names = {language: name for language, name in table.items() if language != "keywords"}
    wrong = next((language for language, name in names.items() if not isinstance(name, str)), None)
    if wrong:
        raise PermanentError(f'[{slug}] {wrong}: write its name in that language, {wrong} = "{slug}".')
    return Topic(
        slug, names, {language: _words(slug, language, words) for language, words in keywords.items()}
    )


def _words(slug: str, language: str, words: object) -> tuple[str, ...]:
    if isinstance(words, str):
        return tuple(word.strip() for word in re.split("[;,]", words) if word.strip())
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise PermanentError(
            f'[{slug}] keywords.{language}: write a list of words, ["slides", "stage fright"].'
        )
    return tuple(words)

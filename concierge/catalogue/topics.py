"""`topics.toml`: topics with their names, keywords and phrases in each language (CONTRACT 3)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from cases.catalogue import Topic
from cases.errors import PermanentError
from concierge.catalogue.rows import decode

NONE = "none"  # the table of phrases of mail that is no request
LISTS = {"keywords": ("words", "slides", "stage fright"), "phrases": ("sentences", "I freeze", "I go red")}
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class TopicFile(NamedTuple):
    """What the file says: topics in its order, and by language what mail says that is no request."""

    topics: tuple[Topic, ...] = ()
    no_request: Mapping[str, tuple[str, ...]] = {}


def read_topics(content: bytes) -> TopicFile:
    """The topics and the phrases of `[none]`; PermanentError that names the first mistake."""
    try:
        tables = tomllib.loads(decode(content))
    except tomllib.TOMLDecodeError as error:
        raise PermanentError(f"It is no TOML: {error}.") from None
    topics = [_topic(slug, table) for slug, table in tables.items()]
    no_request = next((topic.phrases for topic in topics if topic.slug == NONE), {})
    return TopicFile(tuple(topic for topic in topics if topic.slug != NONE), no_request)


def learned_of(topics: Path) -> Path:
    """Where the phrases lie that concierges taught by mail, beside that file of topics."""
    return topics.with_name("phrases.learned.toml")


def read_learned(topics: Path) -> TopicFile:
    """The phrases that were taught beside these topics; none where there is no file. Raises as `read_topics`,
    and OSError."""
    path = learned_of(topics)
    return read_topics(path.read_bytes()) if path.exists() else TopicFile()


def with_learned(own: TopicFile, learned: TopicFile) -> TopicFile:
    """The topics with what they learnt behind their own phrases; what is of no topic any more is left out."""
    more = {topic.slug: topic.phrases for topic in learned.topics}
    topics = (
        Topic(t.slug, t.names, t.keywords, _together(t.phrases, more.get(t.slug, {}))) for t in own.topics
    )
    return TopicFile(tuple(topics), _together(own.no_request, learned.no_request))


def _together(
    one: Mapping[str, tuple[str, ...]], other: Mapping[str, tuple[str, ...]]
) -> Mapping[str, tuple[str, ...]]:
    return {
        language: tuple(dict.fromkeys((*one.get(language, ()), *other.get(language, ()))))
        for language in dict.fromkeys((*one, *other))
    }


def _topic(slug: str, table: object) -> Topic:
    if not isinstance(table, dict):
        raise PermanentError(f'"{slug}" stands outside a topic: each topic is a table such as [presenting].')
    if not _SLUG.fullmatch(slug):
        raise PermanentError(f"[{slug}]: the name of a topic has small letters, digits and hyphens only.")
    if slug == NONE and table.keys() - {"phrases"}:
        raise PermanentError(f"[{NONE}] is no topic, but mail that is no request: it has phrases only.")
    names = {language: name for language, name in table.items() if language not in LISTS}
    wrong = next((language for language, name in names.items() if not isinstance(name, str)), None)
    if wrong:
        raise PermanentError(f'[{slug}] {wrong}: write its name in that language, {wrong} = "{slug}".')
    return Topic(slug, names, _by_language(slug, "keywords", table), _by_language(slug, "phrases", table))


def _by_language(slug: str, key: str, table: Mapping[str, object]) -> Mapping[str, tuple[str, ...]]:
    lists = table.get(key, {})
    if not isinstance(lists, dict):
        raise PermanentError(f'[{slug}] {key}: write them by language, {key}.en = ["{LISTS[key][1]}"].')
    return {language: _texts(slug, key, language, texts) for language, texts in lists.items()}


def _texts(slug: str, key: str, language: str, texts: object) -> tuple[str, ...]:
    if key == "keywords" and isinstance(texts, str):
        return tuple(word.strip() for word in re.split("[;,]", texts) if word.strip())
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        what, *examples = LISTS[key]
        shown = ", ".join(f'"{example}"' for example in examples)
        raise PermanentError(f"[{slug}] {key}.{language}: write a list of {what}, [{shown}].")
    return tuple(texts)

"""Which topics somebody names who offers to help others. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cases.catalogue import Catalogue

_BETWEEN = re.compile(r"[,;/&+]| and | en ", re.IGNORECASE)
MOST = 10  # topics of one line


def topics_named(typed: str, catalogue: Catalogue) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(slugs, what names no topic): the whole line is one topic, or each part between commas and "and"."""
    whole = catalogue.topic(typed)
    if whole is not None:
        return (whole.slug,), ()
    parts = [part.strip(" .!:") for part in _BETWEEN.split(typed)]
    found = [(part, catalogue.topic(part)) for part in parts if part][:MOST]
    slugs = dict.fromkeys(topic.slug for _, topic in found if topic)
    return tuple(slugs), tuple(part for part, topic in found if topic is None)


def nearest(unknown: Iterable[str], catalogue: Catalogue, language: str) -> tuple[str, ...]:
    """Names of the topics that these words look like, best first."""
    slugs = dict.fromkeys(slug for words in unknown for slug in catalogue.nearest_topics(words, 2))
    return names(slugs, catalogue, language)


def names(slugs: Iterable[str], catalogue: Catalogue, language: str) -> tuple[str, ...]:
    """Topics as people call them; the slug of one that is no more."""
    return tuple(catalogue.topic_name(slug, language) for slug in slugs)

"""What concierges taught the topics by #phrase, beside `topics.toml`: `phrases.learned.toml`.

The operator may read it, edit it, and take phrases over into `topics.toml`. It is read together with that
file, and written as a whole under a lock that all processes of the service share.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from cases.catalogue import Topic
from cases.effects import KeepPhrase
from cases.errors import PermanentError
from concierge.catalogue.files import problem_with, replace_file
from concierge.catalogue.lock import locked
from concierge.catalogue.topics import NONE, learned_of, read_learned

HEAD = """\
# What concierges taught by #phrase. Edit it as you like, or move phrases to topics.toml: it is read again
# when it changes. The service writes the whole file anew, so comments do not stay.
"""


def why_not(topics: Path | None) -> str:
    """Why nothing can be learnt beside these topics, in a sentence; "" where it can."""
    if topics is None:
        return "There are no topics: name a file in [service] topics."
    if not os.access(topics.parent, os.W_OK):
        return f"{topics.parent} cannot be written to, so no phrase can be kept there."
    try:
        read_learned(topics)
    except (OSError, PermanentError) as error:
        return problem_with(learned_of(topics), error)
    return ""


def learn(topics: Path, phrases: Iterable[KeepPhrase]) -> None:
    """Add these phrases; one that is there changes nothing. PermanentError where they cannot be written."""
    with locked(learned_of(topics).with_name(".phrases.learned.lock")):
        if problem := why_not(topics):
            raise PermanentError(problem)
        known = read_learned(topics)
        held: dict[str, dict[str, list[str]]] = {
            topic.slug: {language: list(texts) for language, texts in topic.phrases.items()}
            for topic in (*known.topics, Topic(NONE, phrases=known.no_request))
        }
        for one in phrases:
            texts = held.setdefault(one.topic, {}).setdefault(one.language, [])
            if one.phrase not in texts:
                texts.append(one.phrase)
        replace_file(learned_of(topics), (HEAD + as_toml(held)).encode())


def as_toml(phrases: Mapping[str, Mapping[str, Iterable[str]]]) -> str:
    """Phrases by topic and language as tables, one phrase a line; empty lists are left out."""
    lines: list[str] = []
    for slug, by_language in phrases.items():
        lists = {language: [*texts] for language, texts in by_language.items()}
        if any(lists.values()):
            lines += ["", f"[{slug}]"]
        for language, texts in lists.items():
            if texts:
                written = [f"  {json.dumps(text, ensure_ascii=False)}," for text in texts]
                lines += [f"phrases.{language} = [", *written, "]"]
    return "\n".join([*lines, ""])


def keeper(topics: Path | None) -> Callable[[tuple[KeepPhrase, ...]], None]:
    """Keeps phrases beside these topics, for `intake.handle`."""

    def kept(phrases: tuple[KeepPhrase, ...]) -> None:
        if topics is None:
            raise PermanentError(why_not(None))
        learn(topics, phrases)

    return kept

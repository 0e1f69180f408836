"""phrases.learned.toml: written by #phrase, edited by people, read with the topics."""

from __future__ import annotations

import os
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cases.effects import KeepPhrase
from cases.errors import PermanentError
from concierge.catalogue.files import read_catalogue
from concierge.catalogue.learned import learn
from concierge.catalogue.topics import learned_of
from concierge.catalogue.watched import CatalogueFiles

TOPICS = '[presenting]\nen = "presenting"\nphrases.en = ["I freeze"]\n[excel]\nen = "Excel"\n'


@pytest.fixture
def topics(tmp_path: Path) -> Path:
    path = tmp_path / "topics.toml"
    path.write_text(TOPICS)
    return path


def phrase(text: str, topic: str = "presenting", language: str = "en") -> KeepPhrase:
    return KeepPhrase(1, "anna@example.org", topic, language, text)


def test_phrases_are_added_once_and_read_with_the_topics(topics: Path) -> None:
    """By topic and language, quotes and accents as they are; what the topic has itself is there once."""
    learn(topics, [phrase("I go red"), phrase('ik zeg "é"', language="nl")])
    learn(topics, [phrase("I go red"), phrase("I freeze"), phrase("columns, help", "excel")])
    held = tomllib.loads(learned_of(topics).read_text("utf-8"))
    assert {
        "presenting": {"phrases": {"en": ["I go red", "I freeze"], "nl": ['ik zeg "é"']}},
        "excel": {"phrases": {"en": ["columns, help"]}},
    } == held
    presenting = read_catalogue(None, topics).topics[0]
    assert {"en": ("I freeze", "I go red"), "nl": ('ik zeg "é"',)} == presenting.phrases
    assert [topics.name, learned_of(topics).name] == sorted(
        (path.name for path in topics.parent.iterdir() if not path.name.startswith(".")), reverse=True
    )


def test_the_service_follows_the_file(topics: Path) -> None:
    """Learnt or edited, it counts at once; a broken one replaces nothing, and nothing is learnt meanwhile."""
    files = CatalogueFiles(None, topics)
    assert ((), {"en": ("I freeze",)}) == (files.current().taught, files.current().topics[0].phrases)
    learn(topics, [phrase("I go red")])
    learnt = files.current()
    assert ("I freeze", "I go red") == learnt.topics[0].phrases["en"]
    assert learnt is files.current()
    learned_of(topics).write_text("[presenting\n")
    broken = files.current()
    assert (None, learnt.topics) == (broken.taught, broken.topics)
    assert [True] == ["phrases.learned.toml" in problem for problem in files.problems]
    with pytest.raises(PermanentError, match=r"phrases\.learned\.toml"):
        learn(topics, [phrase("I blush")])
    assert "[presenting\n" == learned_of(topics).read_text()
    learned_of(topics).write_text('[presenting]\nphrases.en = ["I stammer"]\n[gone]\nphrases.en = ["x"]\n')
    mended = files.current()
    assert ("I freeze", "I stammer") == mended.topics[0].phrases["en"]
    assert (["presenting", "excel"], ()) == ([topic.slug for topic in mended.topics], files.problems)
    learned_of(topics).unlink()
    assert ("I freeze",) == files.current().topics[0].phrases["en"]


def test_several_at_once_lose_nothing(topics: Path) -> None:
    """Whoever writes waits for the others."""
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: learn(topics, [phrase(f"sentence {number}")]), range(12)))
    assert 12 == len(read_catalogue(None, topics).taught[0].phrases["en"])  # type: ignore[index]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_to(topics: Path) -> None:
    """Nothing can be learnt, and that is known before."""
    topics.parent.chmod(0o500)
    try:
        assert CatalogueFiles(None, topics).current().taught is None
    finally:
        topics.parent.chmod(0o700)

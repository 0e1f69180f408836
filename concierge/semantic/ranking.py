"""Points for topics from a sentence model, for the ranker to count beside the words.

A topic's points are the mean of the nearest phrases'. The model is loaded, and the vectors of all phrases are
made, before a mail is looked at (`prepare`); where any of it fails it is as if the model were off: the log
says so once, and `health` until it works.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import structlog

from cases.catalogue import Catalogue, Topic
from concierge.semantic.kept import keep, read_kept, text_hash

NEAREST = 3  # phrases of a topic that count
REMEMBERED = 256  # mails
BATCH = 64  # texts at a time: memory grows with them
log = structlog.get_logger("semantic")


class Model(Protocol):
    """What `SentenceModel` does."""

    def vectors(self, texts: Sequence[str]) -> list[bytes]: ...
    def near(self, text: str, others: Sequence[bytes]) -> list[float]: ...


class Ranking:
    """For one thread. `load` gives the model; `tell` hears why it does not work, or "" when it does."""

    def __init__(
        self, load: Callable[[], Model], folder: Path, tell: Callable[[str], None] = lambda why: None
    ) -> None:
        self._load, self._folder, self._tell = load, folder, tell
        self._model: Model | None = None
        self._topics: tuple[Topic, ...] | None = None  # of which there are vectors
        self._owners: list[str] = []  # the slug of each phrase
        self._vectors: list[bytes] = []
        self._known: OrderedDict[str, Mapping[str, float]] = OrderedDict()
        self._is_off = False

    def prepare(self, catalogue: Catalogue, *, writes: bool = True) -> None:
        """Get ready for these topics; seconds, when they are new. Never fails.

        `writes`: vectors may be kept, and it is told whether the model works.
        """
        if self._is_off or catalogue.topics is self._topics:
            return
        try:
            self._model = self._model or self._load()
            self._learn(self._model, catalogue.topics, writes=writes)
        except Exception as error:  # the boundary around the model: mail goes on without
            self._off(error, tells=writes)
        else:
            if writes:
                self._tell("")

    def near(self, text: str, catalogue: Catalogue) -> Mapping[str, float]:
        """Points from -1 to 1 by slug; {} where it was not prepared for these topics."""
        if self._is_off or self._model is None or catalogue.topics is not self._topics or not self._vectors:
            return {}
        key = text_hash(text)
        if key not in self._known:
            try:
                self._known[key] = self._points(self._model.near(text, self._vectors))
            except Exception as error:  # the same boundary
                self._off(error)
                return {}
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return self._known[key]

    def _learn(self, model: Model, topics: tuple[Topic, ...], *, writes: bool) -> None:
        said = [
            (topic.slug, phrase) for topic in topics for each in topic.phrases.values() for phrase in each
        ]
        known = read_kept(self._folder)
        keys = [text_hash(phrase) for _, phrase in said]
        new = [
            (key, phrase)
            for key, (_, phrase) in dict(zip(keys, said, strict=True)).items()
            if key not in known
        ]
        for start in range(0, len(new), BATCH):
            part = new[start : start + BATCH]
            made = model.vectors([phrase for _, phrase in part])
            known |= dict(zip((key for key, _ in part), made, strict=True))
        if writes and (new or len(known) > len(set(keys))):
            self._keep({key: known[key] for key in dict.fromkeys(keys)})
        self._owners = [slug for slug, _ in said]
        self._vectors = [known[key] for key in keys]
        self._topics = topics
        self._known.clear()

    def _keep(self, vectors: Mapping[str, bytes]) -> None:
        try:
            keep(self._folder, vectors)
        except OSError as error:
            log.info("semantic.not-kept", why=error.strerror)

    def _points(self, cosines: Sequence[float]) -> Mapping[str, float]:
        by_topic: dict[str, list[float]] = {}
        for slug, cosine in zip(self._owners, cosines, strict=True):
            by_topic.setdefault(slug, []).append(cosine)
        best = {slug: sorted(found, reverse=True)[:NEAREST] for slug, found in by_topic.items()}
        return {slug: round(sum(found) / len(found), 4) for slug, found in best.items()}

    def _off(self, error: Exception, *, tells: bool = True) -> None:
        self._is_off = True
        why = f"the sentence model does not work ({type(error).__name__}): topics are ranked without it"
        log.error("semantic.fails", exc_info=error)
        if tells:
            self._tell(why)


def loaded() -> Model:
    """The model of the extra."""
    from concierge.semantic.model import SentenceModel

    return SentenceModel()

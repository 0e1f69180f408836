"""The catalogue and the topics as the service follows them while people change the files.

The files are the truth (CONTRACT 3). A broken file never replaces a good catalogue: the last good one
stays, and the problem is logged once and kept in `CatalogueFiles.problems`. Only at the start, when there
is nothing good yet, the readable rows of a broken catalogue are used.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import structlog

from cases.catalogue import Catalogue, Catalogues, Option, Topic
from cases.errors import PermanentError
from cases.settings import Settings
from concierge.catalogue import additions, learned
from concierge.catalogue.files import additions_of, problem_with, with_additions
from concierge.catalogue.rows import Rows, read_rows
from concierge.catalogue.topics import TopicFile, learned_of, read_learned, read_topics, with_learned

log = structlog.get_logger("catalogue")


def watched(settings: Settings, common: Callable[[], Catalogue]) -> Catalogues:
    """`common`, and the catalogues of clients with files of their own, each followed as that one is."""
    views = {client.id: settings.for_client(client.id) for client in settings.clients if client.has_own_files}
    files = {client: CatalogueFiles(seen.catalogue, seen.topics) for client, seen in views.items()}
    return Catalogues(common, {client: each.current for client, each in files.items()})


class CatalogueFiles:
    """The catalogue as the files last said it; `current` looks whether they changed. Thread-safe."""

    def __init__(self, catalogue: Path | None, topics: Path | None) -> None:
        added = additions_of(catalogue) if catalogue else None
        taught = learned_of(topics) if topics else None
        self._paths = {"options": catalogue, "topics": topics, "additions": added, "learned": taught}
        self._options: tuple[Option, ...] = ()
        self._added: tuple[Option, ...] = ()
        self._topics = TopicFile()
        self._learned = TopicFile()
        self._seen: dict[str, tuple[int, int] | None] = {}
        self._catalogue = Catalogue(
            added=None if catalogue is None else frozenset(), taught=None if topics is None else ()
        )
        self._problems: dict[str, str] = {}
        self._lock = threading.Lock()

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong with the files as they are now, in sentences."""
        return tuple(self._problems.values())

    def current(self) -> Catalogue:
        """The catalogue, the same one until a file changes (by time of change and size) and is read again."""
        with self._lock:
            for what, path in self._paths.items():
                if path is not None and (stamp := _stamp(path)) != self._seen.get(what, (-1, -1)):
                    self._seen[what] = stamp
                    if what == "additions":
                        self._read_additions(path, stamp)
                    elif what == "learned":
                        self._read_learned(path)
                    else:
                        self._read(what, path)
            return self._catalogue

    def _read(self, what: str, path: Path) -> None:
        try:
            content = path.read_bytes()
            if what == "topics":
                self._topics = read_topics(content)
                self._join_topics(taught=self._catalogue.taught)
            else:
                self._take(path, read_rows(content, toml=path.suffix == ".toml"))
        except (OSError, PermanentError) as error:
            self._problems[what] = problem_with(path, error)
            log.warning("catalogue.refused", file=path.name, problem=self._problems[what])
            return
        if self._problems.pop(what, None) is not None or what == "topics":
            log.info("catalogue.read", file=path.name)

    def _read_additions(self, path: Path, stamp: tuple[int, int] | None) -> None:
        """Those of a broken file stay as they were, and none can be kept until somebody mends it."""
        broken = ""
        try:
            rows = read_rows(path.read_bytes(), toml=False) if stamp and stamp[1] else Rows()
            broken = f"{path}: {rows.bad[0]}" if rows.bad else ""
        except (OSError, PermanentError) as error:
            broken = problem_with(path, error)
        if broken:
            self._problems["additions"] = broken
            log.warning("catalogue.refused", file=path.name, problem=broken)
        else:
            self._problems.pop("additions", None)
            self._added = rows.options
        self._join(writable=not broken and not additions.why_not(self._paths["options"]))

    def _join(self, *, writable: bool) -> None:
        options, added = with_additions(self._options, self._added)
        self._catalogue = replace(self._catalogue, options=options, added=added if writable else None)

    def _read_learned(self, path: Path) -> None:
        """Those of a broken file stay as they were, and none can be kept until somebody mends it."""
        topics = self._paths["topics"]
        assert topics is not None
        try:
            self._learned = read_learned(topics)
        except (OSError, PermanentError) as error:
            self._problems["learned"] = problem_with(path, error)
            log.warning("catalogue.refused", file=path.name, problem=self._problems["learned"])
        else:
            self._problems.pop("learned", None)
        self._join_topics(taught=None if learned.why_not(topics) else self._learned.topics)

    def _join_topics(self, *, taught: tuple[Topic, ...] | None) -> None:
        found = with_learned(self._topics, self._learned)
        self._catalogue = replace(
            self._catalogue, topics=found.topics, no_request=found.no_request, taught=taught
        )

    def _take(self, path: Path, rows: Rows) -> None:
        before = self._options
        if rows.options and not (rows.bad and before):
            self._options = rows.options
            self._join(writable=self._catalogue.added is not None)
        if rows.bad:
            more = f" (and {len(rows.bad) - 1} more)" if len(rows.bad) > 1 else ""
            raise PermanentError(f"{rows.bad[0]}{more}")
        if not rows.options and before:
            raise PermanentError("it holds no option any more.")
        log.info("catalogue.read", file=path.name, options=len(rows.options))


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size

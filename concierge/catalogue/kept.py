"""What concierges kept by mail goes beside the files that people write: options and phrases."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cases.effects import KeepOption, KeepPhrase
from concierge.catalogue import additions, learned

Kept = tuple[KeepOption | KeepPhrase, ...]


def keeper(catalogue: Path | None, topics: Path | None) -> Callable[[Kept], None]:
    """Keeps what one decision says, for `intake.handle`; PermanentError where it cannot be written."""
    keep_options, keep_phrases = additions.keeper(catalogue), learned.keeper(topics)

    def keep(kept: Kept) -> None:
        options = tuple(effect.option for effect in kept if isinstance(effect, KeepOption))
        phrases = tuple(effect for effect in kept if isinstance(effect, KeepPhrase))
        if options:
            keep_options(options)
        if phrases:
            keep_phrases(phrases)

    return keep

"""What concierges kept by mail goes beside the files that people write: options and phrases."""

from __future__ import annotations

from collections.abc import Callable

from cases.effects import KeepOption, KeepPhrase
from cases.settings import Settings
from concierge.catalogue import additions, learned

Kept = tuple[KeepOption | KeepPhrase, ...]


def keeper(settings: Settings) -> Callable[[Kept], None]:
    """Keeps what one decision says, beside the files of its client, for `intake.handle`.

    PermanentError where it cannot be written.
    """

    def keep(kept: Kept) -> None:
        options = tuple(effect.option for effect in kept if isinstance(effect, KeepOption))
        phrases = tuple(effect for effect in kept if isinstance(effect, KeepPhrase))
        for client in dict.fromkeys(option.client for option in options):
            write = additions.keeper(settings.for_client(client).catalogue)
            write(tuple(option for option in options if option.client == client))
        for client in dict.fromkeys(phrase.client for phrase in phrases):
            learn = learned.keeper(settings.for_client(client).topics)
            learn(tuple(phrase for phrase in phrases if phrase.client == client))

    return keep

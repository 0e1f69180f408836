"""Keys of the contract that this version does not act on yet, so that nobody relies on them by mistake.

A key is refused as "not available in this version" unless its value says what the version does anyway.
When a feature arrives: read the key in its section and delete its row here.
"""

from __future__ import annotations

from collections.abc import Mapping

NOT_YET: Mapping[str, tuple[object, ...]] = {
    # "section.key": values that are harmless, because they mean "do not do this"
}


def unavailable_keys(section: str) -> Mapping[str, tuple[object, ...]]:
    """The rows of one section ("response", "mailbox", ...), by key."""
    return {
        name.partition(".")[2]: harmless
        for name, harmless in NOT_YET.items()
        if name.partition(".")[0] == section
    }

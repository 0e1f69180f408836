"""Lists of exact phrases as they are written down in this package: "one|two|three"."""

from __future__ import annotations


def phrases(listed: str) -> frozenset[str]:
    """The phrases of a "one|two|three" listing."""
    return frozenset(listed.split("|"))

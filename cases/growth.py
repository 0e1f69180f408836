"""How a catalogue could change: links of answers that it does not have, options that may go. Values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GivenLink:
    """A link that a concierge gave a worker, and the name under which `#keep` would take it."""

    case: int
    url: str
    slug: str
    title: str = ""


def keep_command(slug: str, language: str) -> str:
    """What keeps a link under that name, as a concierge who reads this language types it."""
    return f"#{'bewaar' if language == 'nl' else 'keep'} {slug}"


@dataclass(frozen=True, slots=True)
class Weed:
    """An option that perhaps should go: its link was dead, or (mean, ratings) where it was recommended."""

    slug: str
    title: str
    dead: bool = False
    mean: float = 0.0
    ratings: int = 0


@dataclass(frozen=True, slots=True)
class Growth:
    """What the catalogue could take in and let go; how many more links there are."""

    links: tuple[GivenLink, ...] = ()
    more: int = 0
    weeds: tuple[Weed, ...] = ()


NO_GROWTH = Growth()

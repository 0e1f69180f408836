"""The kinds and levels of an option, and the words that people write for them in English and Dutch.

A kind that is none of these is kept as it was written; a level that is none of these is a mistake.
"""

from __future__ import annotations

from collections.abc import Mapping

_KINDS = {
    "article": "articles artikel artikels artikelen blog blogpost blogbericht",
    "book": "books boek boeken e-book ebook",
    "video": "videos video's film filmpje videoclip",
    "podcast": "podcasts",
    "course": "courses cursus cursussen opleiding training vorming e-learning elearning online-cursus",
    "masterclass": "masterclasses master-class meesterklas",
    "workshop": "workshops",
    "coach": "coaches coaching",
    "mentor": "mentors mentoring mentoraat mentorschap",
    "community": "communities netwerk gemeenschap",
    "tool": "tools hulpmiddel app software",
    "job-aid": "jobaid job-aids hulpkaart spiekkaart spiekbriefje stappenplan checklist cheat-sheet",
    "practice": "practices oefening praktijk praktijkoefening",
    "colleague": "colleagues collega collega's",
    "reference": "references naslag naslagwerk",
}
KINDS: Mapping[str, str] = {
    word: kind for kind, words in _KINDS.items() for word in (kind, *words.split())
}  # fmt: skip
"""The kind of each word, which is small and has hyphens for spaces."""

TRAINING = frozenset(("course", "masterclass", "workshop", "webinar", "seminar"))
"""Kinds that are training where a row does not say so itself."""

LINKED = frozenset(
    ("article", "book", "course", "masterclass", "podcast", "reference", "tool", "video", "webinar")
)
"""Kinds of which whoever got one as advice asks where it is."""

LEVELS = ("beginner", "intermediate", "advanced")
_LEVELS = {
    "beginner": "beginners starter starters basis basic instap instapper beginnend foundation",
    "intermediate": "middle gemiddeld halfgevorderd halfgevorderden intermediair",
    "advanced": "gevorderd gevorderden expert experts ervaren experienced",
    "": "any all all-levels everybody everyone alle alle-niveaus iedereen elk",
}
_LEVEL_OF = {word: level for level, words in _LEVELS.items() for word in (level, *words.split())}


def kind_of(text: str) -> str:
    """The kind that was meant: "Job aid", "hulpkaart": "job-aid"; another word stays, in small letters."""
    word = text.lower()
    return KINDS.get("-".join(word.split()).replace("’", "'"), word)


def level_of(text: str) -> str:
    """One of `LEVELS`, or "" for anybody; ValueError that says what to write instead."""
    level = _LEVEL_OF.get("-".join(text.lower().split()))
    if level is None:
        raise ValueError(
            f'level "{text[:40]}" should be beginner, intermediate or advanced, nothing when for anybody.'
        )
    return level

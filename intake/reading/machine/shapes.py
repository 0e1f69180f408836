"""What a machine prints, as a shape to lay over a text: fixed words with gaps. Linear in the text.

In a shape `*` is anything up to 200 characters (a name, a date), "…" anything up to 1,000 of them, at least
one, and ☺ a picture letter or its name in colons (":tada:"). Case, kinds of quotation marks, apostrophes and
white space make no difference.
"""

from __future__ import annotations

import re
from typing import Final

_GAPS: Final = {"*": (0, 200), "…": (1, 1000), "☺": (1, 40)}
_SPLIT: Final = re.compile("([*…☺])")
_PICTURE: Final = re.compile(r"\s?(?:[^\w\s]{1,12}|:[\w+-]{1,36}:)\s?")
_SAME: Final = str.maketrans(dict.fromkeys("“”„«»‹›", '"') | dict.fromkeys("’‘`", "'"))


def folded(text: str) -> str:
    """The text as shapes are compared with it."""
    return " ".join(text.translate(_SAME).casefold().split())


class Shape:
    """One printed text of a table."""

    def __init__(self, text: str) -> None:
        first, *rest = _SPLIT.split(text)
        self._first = folded(first) + (" " if first.endswith(" ") else "")
        self._rest = tuple((gap, _kept(words)) for gap, words in zip(rest[::2], rest[1::2], strict=True))

    @property
    def begins_with_a_name(self) -> bool:
        return not self._first and bool(self._rest) and self._rest[0][0] == "*"

    def fits(self, text: str) -> bool:
        """Whether all of a folded text is this."""
        return self.fillings(text) is not None

    def fillings(self, text: str) -> tuple[str, ...] | None:
        """What stands in the gaps of a folded text that is this; None where it is not."""
        if not text.startswith(self._first):
            return None
        if not self._rest:
            return () if text == self._first else None
        at, filled = len(self._first), []
        for place, (gap, words) in enumerate(self._rest):
            last = place == len(self._rest) - 1
            found = len(text) - len(words) if last else text.find(words, at)
            if found < at or not text.startswith(words, found):
                return None
            least, most = _GAPS[gap]
            filling = text[at:found]
            if not least <= len(filling) <= most or (gap == "☺" and not _PICTURE.fullmatch(filling)):
                return None
            filled.append(filling)
            at = found + len(words)
        return tuple(filled)


def _kept(words: str) -> str:
    """Folded, with the blanks at its ends, which stand between it and a gap."""
    inner = folded(words)
    if not inner:
        return " " if words else ""
    return f"{' ' if words[0].isspace() else ''}{inner}{' ' if words[-1].isspace() else ''}"

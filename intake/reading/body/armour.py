"""OpenPGP's cleartext signatures (RFC 9580 section 7): the words stay, the armour around them goes. Pure.

The frame is for programs that check it; in an answer it would be noise, and name its writer's key.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_BEGIN: Final = "-----BEGIN PGP SIGNED MESSAGE-----"
_SEAL: Final = "-----BEGIN PGP SIGNATURE-----"
_END: Final = "-----END PGP SIGNATURE-----"
_FIELDS: Final = ("hash:", "notdashescaped:", "charset:")
MAX_SEAL: Final = 400  # lines of a signature; one without an end is not cut


def armour_lines(lines: Sequence[str]) -> frozenset[int]:
    """Numbers of the lines that are frame and signature; none where no signature begins and ends."""
    bare = [line.strip() for line in lines]
    if _SEAL not in bare or _END not in bare:
        return frozenset()
    gone: set[int] = set()
    index = 0
    while index < len(bare):
        end = index + 1
        if bare[index] == _BEGIN:
            end = _behind_fields(bare, index + 1)
            gone.update(range(index, end))
        elif bare[index] == _SEAL:
            try:
                end = bare.index(_END, index, index + MAX_SEAL) + 1
                gone.update(range(index, end))
            except ValueError:
                pass
        index = end
    return frozenset(gone)


def without_armour(text: str) -> str:
    """The text without armour; its dash escapes are undone."""
    if _SEAL not in text:
        return text
    lines = text.split("\n")
    gone = armour_lines(lines)
    if not gone:
        return text
    return "\n".join(_unescaped(line) for number, line in enumerate(lines) if number not in gone).strip("\n")


def _behind_fields(bare: Sequence[str], start: int) -> int:
    """The first line of the words: behind "Hash: SHA256" and the blank line that ends the fields."""
    index = start
    while index < len(bare) and bare[index].lower().startswith(_FIELDS):
        index += 1
    if (
        index == start
        and bare[start : start + 1] == [""]
        and "".join(bare[start + 1 : start + 2]).lower().startswith(_FIELDS)
    ):
        return _behind_fields(bare, start + 1)  # each line was a paragraph of HTML
    return index + 1 if index < len(bare) and not bare[index] else index


def _unescaped(line: str) -> str:
    """ "- -- " is "-- " again (section 7.1): what a dash escape may stand before."""
    return line[2:] if line.startswith(("- -", "- From ")) else line

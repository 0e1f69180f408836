"""Internationalised domains as people read them: xn--mnchen-3ya is "münchen" (RFC 5890). Pure.

Only for eyes: what is compared, stored and dialled stays an A-label. A label stays one for eyes too where its
letters could pass for others: mixed scripts, letters that look like Latin ones ("exаmple" with a Cyrillic а),
scripts that turn the line round, and whatever would not encode to the same A-label again.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_SPEC: Final = re.compile(r"[^\s@<>()]{1,64}@[A-Za-z0-9.-]{1,253}")
MAX_LABEL: Final = 63  # octets (RFC 1035 section 2.3.4)
_LATIN_LIMIT: Final = 0x17F  # Latin-1 and Extended-A; beyond stand look-alikes
_LOOKALIKES: Final = frozenset("ıĸŀłøđħŧſ")  # of Latin letters, in Latin
_WHOLE: Final = {
    "CJK": "cjk", "HIRAGANA": "cjk", "KATAKANA": "cjk", "KATAKANA-HIRAGANA": "cjk", "HANGUL": "hangul",
    "LATIN": "latin", "CYRILLIC": "cyrillic", "GREEK": "greek", "THAI": "thai", "DEVANAGARI": "devanagari",
}  # fmt: skip
# Letters of which no Latin word can be made; one of them in a label is enough.
_OWN_LETTERS: Final = {
    "cyrillic": frozenset("бвгджзийлмнптфцчшщыэюя"),
    "greek": frozenset("αβδεζθλμξπρσςφχψω"),
}


def readable(addr_spec: str) -> str:
    """The address with the labels of its domain in letters, where they cannot be mistaken; else as it is."""
    local, at, domain = addr_spec.rpartition("@")
    if not at or "xn--" not in domain.lower():
        return addr_spec
    return local + at + ".".join(_label(label) for label in domain.split("."))


def readable_in(text: str) -> str:
    """A line with the addresses in it as people read them."""
    if "@" not in text or "xn--" not in text.lower():
        return text
    return _SPEC.sub(lambda found: readable(found[0]), text)


def _label(label: str) -> str:
    lowered = label.lower()
    if not lowered.startswith("xn--") or len(lowered) > MAX_LABEL:
        return label
    try:
        shown = lowered[4:].encode("ascii").decode("punycode")
        same = shown.encode("idna").decode("ascii") == lowered
    except UnicodeError:
        return label
    return shown if same and _is_plain(shown) else label


def _is_plain(label: str) -> bool:
    """Whether the label is of one script, and of letters that are taken for nothing else."""
    letters = [char for char in label if not char.isascii()]
    scripts = {_script(char) for char in label if char.isalpha()}
    if len(scripts) != 1 or not all(char.isalpha() for char in letters):
        return False
    script = scripts.pop()
    if script == "latin":
        return all(ord(char) <= _LATIN_LIMIT and char not in _LOOKALIKES for char in letters)
    own = _OWN_LETTERS.get(script)
    return script != "" and (own is None or any(char in own for char in letters))


def _script(char: str) -> str:
    return _WHOLE.get(unicodedata.name(char, "").split(" ")[0], "")

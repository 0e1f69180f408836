"""Superscript and subscript as the characters of Unicode: x², H₂O; what has none stays on the line. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_DIGITS: Final = "0123456789+-\u2212=()"
_FORMS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "sup": dict(zip(_DIGITS + "in", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁱⁿ", strict=True)),
        "sub": dict(zip(_DIGITS, "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True)),
    }
)


def raised(text: str, tag: str) -> str:
    """`text` as `tag` ("sup" or "sub") shows it, where every character of it has such a form."""
    forms = _FORMS[tag]
    return "".join(forms[char] for char in text) if all(char in forms for char in text) else text

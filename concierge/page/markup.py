"""HTML and SVG that cannot be broken out of: what is no `Markup` yet is escaped where it is put in. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from html import escape

from cases.typed import without_marks

VOID = frozenset({"meta", "br", "hr", "rect", "line", "circle"})


class Markup(str):
    """Text that is markup already; only this module makes it, and who reads a file of our own."""

    __slots__ = ()


Child = str | int | float | None | Iterable["Child"]
"""Markup as it is, text escaped, numbers as they are, None for nothing, or several of these in turn."""


def element(name: str, /, *children: Child, **attributes: str | int | float | bool | None) -> Markup:
    """`<name attribute="…">children</name>`.

    An attribute that is None or False is left out, True stands by itself; `class_` is `class`,
    `aria_label` is `aria-label`.
    """
    said = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{_safe(str(value))}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in VOID:
        return Markup(f"<{name}{said}/>")
    return Markup(f"<{name}{said}>{together(*children)}</{name}>")


def together(*children: Child) -> Markup:
    """One after the other."""
    return Markup("".join(map(_one, children)))


def _one(child: Child) -> str:
    if child is None:
        return ""
    if isinstance(child, Markup):
        return child
    if isinstance(child, str):
        return _safe(child)
    if isinstance(child, int | float):
        return str(child)
    return "".join(map(_one, child))


def _safe(text: str) -> str:
    """Escaped, and without what would change the order of the text around it or is no character of HTML."""
    return escape("".join(filter(_shows, without_marks(text))), quote=True)


def _shows(char: str) -> bool:
    """Blanks, and all but controls and formatting; the joiners of faces and Persian words stay."""
    return char in "\t\n\u200c\u200d\u00ad" or unicodedata.category(char)[0] != "C"

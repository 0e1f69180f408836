"""What of an HTML body is surely seen: the text without what its styles may hide.

Asked only about command lines, where a wrong "seen" would carry out what nobody read: hidden by an inline
style, an attribute or a style sheet, of size nought, moved off the page, or in the colour of what lies
behind it. In doubt not seen; no cascade is computed (a rule that hides counts even where another one shows
again). For the words themselves `html_text` decides, in doubt for seen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from selectolax.lexbor import LexborNode

from intake.reading.body.html_colours import Colour, colour, is_close, is_computed, is_transparent
from intake.reading.body.html_style import MAX_STYLE
from intake.reading.body.html_text import node_to_text, to_tree
from intake.reading.body.style_sheet import Declarations, declarations, style_sheet

_AWAY = re.compile(r"-\d{3,}|-\d{2,}(?:r?em|%|v[wh])")
_NUMBER = re.compile(r"(-?\d{0,6}(?:\.\d{1,6})?)(px|pt|em|rem|ex|ch|%|vw|vh|cm|mm|in|pc)?")
_SIDES = ("left", "right", "top", "bottom", "text-indent", "margin", "margin-left", "margin-top")
_EXTENTS = ("height", "width", "max-height", "max-width")  # heights at even places
_IN_PIXELS = {
    "em": 16,
    "rem": 16,
    "ex": 8,
    "ch": 8,
    "vw": 10,
    "vh": 8,
    "cm": 38,
    "mm": 3.8,
    "in": 96,
    "pc": 16,
}
_FONT_SIZE = re.compile(r"(?<![\d.])(?:\d{1,4}(?:\.\d{1,3})?|\.\d{1,3})(?:px|pt|em|rem|%|ex|ch)")
_DECLARING = ("color", "text", "bgcolor", "hidden")  # attributes
_CLOSED = frozenset(
    {"select", "datalist", "template", "noscript", "iframe", "object", "svg", "canvas", "audio", "video"}
)
_OPENED = frozenset({"details", "dialog"})  # seen where they say "open"
_NO_BOX = ("none", "table-column", "table-column-group")
_COLOURS = ("color", "-webkit-text-fill-color")
_NO_HEIGHT = ("", "auto", "none", "100%")
SMALL, FAR = 4.0, 1000.0  # pixels: too small to be read, off the page


@dataclass(frozen=True, slots=True)
class _Look:
    """Colours of the text and of what lies behind it."""

    text: Colour = (0, 0, 0)
    behind: Colour = (255, 255, 255)


@lru_cache(maxsize=2)  # asked several times about the mail at hand
def shown_text(html: str) -> str:
    """Markdown-clean text of what surely is seen. "" where the style sheet cannot be understood."""
    tree = to_tree(html)
    sheet = style_sheet("\n".join(style.text() for style in tree.css("style")), matters=_matters)
    root = tree.body
    if sheet is None or root is None:
        return ""
    unseen: list[LexborNode] = []
    stack = [(root, _Look())]
    while stack:
        node, look = stack.pop()
        if node.tag == "-text":
            if is_close(look.text, look.behind):
                unseen.append(node)
            continue
        if node.is_element_node:
            if node.tag in _CLOSED or (node.tag in _OPENED and "open" not in node.attributes):
                unseen.append(node)
                continue
            declared = {**sheet.declared(node), **_attributes(node), **_inline(node)}
            if declared:
                hidden, text, behind = _effect(tuple(declared.items()))
                if hidden:
                    unseen.append(node)
                    continue
                look = _Look(text or look.text, behind or look.behind)
        child = node.first_child
        while child is not None:
            stack.append((child, look))
            child = child.next
    for node in unseen:
        node.decompose()
    return node_to_text(root)


def _inline(node: LexborNode) -> Declarations:
    return declarations((node.attributes.get("style") or "")[:MAX_STYLE])


def _attributes(node: LexborNode) -> Declarations:
    """What HTML's own attributes declare."""
    attributes = node.attributes
    if attributes.keys().isdisjoint(_DECLARING):
        return {}
    found = {
        "color": attributes.get("color") or attributes.get("text"),
        "background-color": attributes.get("bgcolor"),
    }
    declared = {name: value.strip().lower() for name, value in found.items() if value}
    if "hidden" in attributes:
        declared["display"] = "none"
    return declared


def _matters(declared: Declarations) -> bool:
    return _hides(declared) or "color" in declared or "background-color" in declared


@lru_cache(maxsize=512)  # a client writes a few styles, again and again
def _effect(declared: tuple[tuple[str, str], ...]) -> tuple[bool, Colour | None, Colour | None]:
    """Whether these declarations may hide something; the colours that they set."""
    found = dict(declared)
    text = colour(found.get("-webkit-text-fill-color") or found.get("color", ""))
    return _hides(found), text, colour(found.get("background-color", ""))


def _hides(declared: Declarations) -> bool:
    """Whether one of these declarations may take the text out of sight."""
    return (
        "escaped" in declared
        or declared.get("display") in _NO_BOX
        or declared.get("visibility") in ("hidden", "collapse")
        or declared.get("content-visibility") == "hidden"
        or declared.get("mso-hide") == "all"
        or any(
            is_transparent(declared.get(name, "")) or is_computed(declared.get(name, "")) for name in _COLOURS
        )
        or is_computed(declared.get("background-color", ""))
        or declared.get("filter", "none") != "none"
        or declared.get("transform", "none") != "none"
        or declared.get("clip", "auto") != "auto"
        or declared.get("clip-path", "none") != "none"
        or _is_below(declared.get("opacity", ""), 0.2)
        or _is_below(declared.get("line-height", ""), 0.3)
        or _is_below(declared.get("font-size", ""), SMALL)
        or declared.get("font", "").startswith("0")
        or _is_small_font(declared.get("font", ""))
        or _is_below(declared.get("zoom", ""), 0.3)
        or any(_is_below(declared.get(name, ""), -2) for name in ("letter-spacing", "word-spacing"))
        or any(name in declared and _is_far(declared[name]) for name in _SIDES)
        or (
            (
                any(_is_below(declared.get(name, ""), SMALL) for name in _EXTENTS)
                or any(declared.get(name, "") not in _NO_HEIGHT for name in _EXTENTS[::2])
            )
            and any(
                declared.get(name) in ("hidden", "clip") for name in ("overflow", "overflow-x", "overflow-y")
            )
        )
    )


def _is_below(value: str, least: float) -> bool:
    size = _pixels(value)
    return size is not None and size < least


def _is_small_font(value: str) -> bool:
    """The size in the shorthand: "1pxarial", "italicbold0.1em/1serif"."""
    found = _FONT_SIZE.search(value)
    return found is not None and _is_below(found[0], SMALL)


def _is_far(value: str) -> bool:
    """Whether a distance takes something off the page; one that is computed may."""
    size = _pixels(value)
    return bool(_AWAY.search(value)) or "calc(" in value or (size is not None and size >= FAR)


def _pixels(value: str) -> float | None:
    """A length in pixels, or a bare number; None where it is none."""
    found = _NUMBER.fullmatch(value)
    if found is None or not any(char.isdigit() for char in found[1]):
        return None
    return float(found[1]) * (_IN_PIXELS.get(found[2], 1) if found[2] else 1)

"""Whether text has a colour of its own, as answers typed into an Outlook quote have ("in red below")."""

from __future__ import annotations

import re
from typing import Final

from selectolax.lexbor import LexborNode

from intake.reading.body.html_style import style_of
from intake.reading.phrases import phrases

SATURATED: Final = 80  # of 255 between the strongest and the weakest channel; greys are near 0
_COLOUR: Final = re.compile(r"(?:^|;)color:([^;]{1,40})")
_HEX: Final = re.compile(r"^#(?:([0-9a-f])([0-9a-f])([0-9a-f])|([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2}))$")
_RGB: Final = re.compile(r"^rgba?\((\d{1,3}),(\d{1,3}),(\d{1,3})")
_OUTLOOK_DEFAULT: Final = ("#1f497d", "rgb(31,73,125)")  # every reply of Outlook 2007 to 2013
_NAMES: Final = phrases(
    "red|blue|green|purple|orange|fuchsia|magenta|maroon|teal|navy|lime|crimson|darkred|darkblue|darkgreen|"
    "royalblue|dodgerblue|firebrick|indigo|violet|orangered|tomato|brown"
)


def is_coloured(node: LexborNode) -> bool:
    """Whether the element sets a colour that is neither black, white nor a shade of grey."""
    found = _COLOUR.search(style_of(node))
    value = found[1] if found is not None else (node.attributes.get("color") or "").strip().lower()
    value = value.removesuffix("!important")
    if not value:
        return False
    if value in _NAMES:
        return True
    if value in _OUTLOOK_DEFAULT:
        return False
    channels = _channels(value)
    return channels is not None and max(channels) - min(channels) >= SATURATED


def _channels(value: str) -> tuple[int, int, int] | None:
    """Red, green and blue of "#c00000", "#c00" or "rgb(192,0,0)"."""
    short = _HEX.match(value)
    if short is not None:
        parts = [part * 2 if len(part) == 1 else part for part in short.groups() if part is not None]
        return int(parts[0], 16), int(parts[1], 16), int(parts[2], 16)
    rgb = _RGB.match(value)
    return (int(rgb[1]), int(rgb[2]), int(rgb[3])) if rgb is not None else None

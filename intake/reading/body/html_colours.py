"""Colours of HTML and CSS, as far as it takes to tell text from what lies behind it."""

from __future__ import annotations

import re

Colour = tuple[int, int, int]

CLOSE = 60  # of 765, all channels together: nobody reads that
_HEX = re.compile(r"([0-9a-f]{6}|[0-9a-f]{3})(?![0-9a-z])")
_RGB = re.compile(r"rgba?\((\d{1,3}),(\d{1,3}),(\d{1,3})(?:,(\d?(?:\.\d{1,4})?))?\)")
_NAME = re.compile(r"[a-z]+")
FAINT = 0.2  # opacity below which nothing is read
_NAMED: dict[str, Colour] = {
    "white": (255, 255, 255),
    "snow": (255, 250, 250),
    "ivory": (255, 255, 240),
    "whitesmoke": (245, 245, 245),
    "ghostwhite": (248, 248, 255),
    "floralwhite": (255, 250, 240),
    "azure": (240, 255, 255),
    "mintcream": (245, 255, 250),
    "honeydew": (240, 255, 240),
    "aliceblue": (240, 248, 255),
    "seashell": (255, 245, 238),
    "lavenderblush": (255, 240, 245),
    "oldlace": (253, 245, 230),
    "linen": (250, 240, 230),
    "lightcyan": (224, 255, 255),
    "lightyellow": (255, 255, 224),
    "cornsilk": (255, 248, 220),
    "beige": (245, 245, 220),
    "lemonchiffon": (255, 250, 205),
    "lavender": (230, 230, 250),
    "papayawhip": (255, 239, 213),
    "black": (0, 0, 0),
    "windowtext": (0, 0, 0),
    "window": (255, 255, 255),
    "red": (255, 0, 0),
    "yellow": (255, 255, 0),
    "blue": (0, 0, 255),
    "green": (0, 128, 0),
    "gray": (128, 128, 128),
    "grey": (128, 128, 128),
    "silver": (192, 192, 192),
    "navy": (0, 0, 128),
}


def colour(value: str) -> Colour | None:
    """Red, green and blue of "#fff", "#ffffff", "rgb(255,255,255)" or a name (lower case, no white space);
    also of the first hexadecimal or rgb() in a longer value. None where it is not known, or transparent."""
    if not value or value in _NAMED or is_transparent(value):
        return _NAMED.get(value)
    rgb = _RGB.search(value)
    if rgb is not None:
        return min(255, int(rgb[1])), min(255, int(rgb[2])), min(255, int(rgb[3]))
    found = _HEX.match(value, value.find("#") + 1)
    if found is None:
        name = _NAME.match(value)
        return _NAMED.get(name[0]) if name else None
    digits = found[1] if len(found[1]) >= 6 else "".join(digit * 2 for digit in found[1])
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def is_transparent(value: str) -> bool:
    """Whether a colour lets (nearly) everything through."""
    rgb = _RGB.search(value)
    opacity = rgb[4] if rgb is not None else None
    return value == "transparent" or (bool(opacity) and float(opacity or 1) < FAINT)


def is_computed(value: str) -> bool:
    """Whether a colour is worked out in a way that is not read here (`hsl()`, `color-mix()`, `var()`)."""
    return "(" in value and _RGB.search(value) is None


def is_close(one: Colour, other: Colour) -> bool:
    """Whether text in one of them cannot be read on the other."""
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) < CLOSE

"""What inline style and attributes say about an element: hidden, preformatted, tight, list mark."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

_HIDDEN = re.compile(
    r"(?:^|;)(?:display:none(?=;|!|$)|visibility:(?:hidden|collapse)|opacity:0(?:\.0+)?(?=;|!|$)"
    r"|font-size:0(?:px|pt|em|%)?(?=;|!|$)|max-height:0(?:px|pt)?(?=;|!|$)"
    r"|(?:height|width):0(?:px|pt)?;(?:.{0,300}?;)?overflow:hidden)"
)
_PREFORMATTED = re.compile(r"(?:^|;)white-space:(?:pre|pre-wrap|pre-line|break-spaces)(?=;|!|$)")
_NO_MARGIN = re.compile(r"(?:^|;)margin(?:-bottom)?:0")
_SPACE = re.compile(r"\s+")
MAX_STYLE = 2000  # characters looked at


def style_of(node: LexborNode) -> str:
    """The style attribute, lower case, without white space; "" when there is none."""
    style = node.attributes.get("style")
    return _SPACE.sub("", style[:MAX_STYLE]).lower() if style else ""


def is_hidden(style: str, attributes: dict[str, str | None]) -> bool:
    """Would no client show it? Preheaders, tracking pixels' wrappers, `hidden`, `aria` left alone."""
    return "hidden" in attributes or bool(style and _HIDDEN.search(style))


def is_preformatted(style: str) -> bool:
    """Do line feeds in its text break lines?"""
    return bool(style and _PREFORMATTED.search(style))


def is_tight(style: str, attributes: dict[str, str | None]) -> bool:
    """Is this paragraph only a line? Outlook's MsoNormal and zero margins are."""
    css_class = attributes.get("class") or ""
    return (
        "MsoNormal" in css_class
        or "MsoListParagraph" in css_class
        or bool(style and _NO_MARGIN.search(style))
    )

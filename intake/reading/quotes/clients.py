"""What an element of a mail's HTML is by the marks of the client that wrote it: quote or signature.

Gmail, Outlook (Windows, Mac, web, mobile), Apple Mail, Thunderbird, Yahoo, Proton, Zimbra, GMX, Spark,
Zoho, Front, Missive, eM Client, Airmail, Tutanota, Roundcube, K-9 and others. Names and styles only; text
that speaks for itself ("Van: …") is left to the line rules.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from selectolax.lexbor import LexborNode

from intake.reading.body.html_style import style_of
from intake.reading.phrases import phrases
from intake.reading.quotes.header_blocks import separator
from intake.reading.quotes.header_words import Field, field_of

# Outlook's option to put a bar before the quoted mail, between whose pieces one answers
_OUTLOOK_BAR: Final = re.compile(
    r"border-left:solid(?:blue|#[0-9a-f]{6}|windowtext)1\.[05]+pt.*padding:0(?:cm|in)0(?:cm|in)0(?:cm|in)4\.0pt"
)


class Part(StrEnum):
    """What an element means; None stands for nothing."""

    QUOTE = "quote"  # this element
    BAR = "bar"  # this element, among whose lines one answers
    CONTAINER = "container"  # of an introduction, then a quote in an element of its own, perhaps answers
    HOLDER = "holder"  # of an introduction, then the older mail as it is
    HEADER = "header"  # holds the header lines of the older mail, which follows to the end of the mail
    INTRO = "intro"  # holds the attribution line, and what was typed beside it
    DIVIDER = "divider"  # stands above a holder, or where there is none, above the rest of the mail
    AFTER = "after"  # from here to the end of the mail
    SIGNATURE = "signature"


# Whole elements, by class. (Front, Missive, Zoho, eM Client, Airmail, Lotus …)
_QUOTE_CLASSES: Final = phrases("front-blockquote|clean_bq")
_QUOTE_IDS: Final = phrases("replybody1|blockquote_zmail")
_QUOTE_NAMES: Final = phrases("quoted-content")
# (Gmail, Proton, Tutanota, Missive, Zoho, Mailbird, GMX, Spark; "ecx": Hotmail)
_CONTAINER_CLASSES: Final = phrases(
    "gmail_quote|gmail_quote_container|ecxgmail_quote|protonmail_quote|protonmail_quote_block|tutanota_quote|"
    "missive_quote|zmail_extra|mailbird_quote"
)
_CONTAINER_NAMES: Final = phrases("messageReplySection|quote")
_CONTAINER_IDS: Final = phrases("zmail_extra")
# (Yahoo, Outlook mobile, Outlook for Mac, Thunderbird's forwards)
_HOLDER_CLASSES: Final = phrases("moz-forward-container|yahoo_quoted|ms-outlook-mobile-reference-message")
_HOLDER_IDS: Final = phrases(
    "OLK_SRC_BODY_SECTION|mail-editor-reference-message-container|isForwardContent|isReplyContent"
)
_INTRO_CLASSES: Final = phrases("moz-cite-prefix|gmail_attr|airmail_on")
_AFTER_IDS: Final = phrases("stopSpelling")
_DIVIDER_IDS: Final = phrases("zwchr|ms-outlook-mobile-body-separator-line")
_SIGNATURE_CLASSES: Final = phrases(
    "gmail_signature|gmail_signature_prefix|moz-signature|protonmail_signature_block|"
    "k9mail-signature|ms-outlook-mobile-signature|zmail_signature|front-signature|"
    "missive_signature"
)
_SIGNATURE_IDS: Final = phrases("Signature|signature|ms-outlook-mobile-signature|composer_signature")
_ZIMBRA: Final = {
    "__HEADERS__": Part.HOLDER,
    "__QUOTED_TEXT__": Part.QUOTE,
    "__SIG_POST__": Part.SIGNATURE,
}


# What follows a divider, where the client marks where the older mail ends.
HELD: Final = (
    '[data-marker="__QUOTED_TEXT__"], #mail-editor-reference-message-container, '
    ".ms-outlook-mobile-reference-message"
)
_QUOTE_BODIES: Final = (
    "blockquote.gmail_quote, blockquote.x_gmail_quote, blockquote.protonmail_quote, #blockquote_zmail, "
    "blockquote.zmail_blockquote, blockquote.tutanota_quote, blockquote.spark_quote, [name=quoted-content]"
)
_CITED: Final = _QUOTE_BODIES + ", blockquote[type=cite]"
_GMAILS: Final = phrases("gmail_quote|gmail_quote_container|ecxgmail_quote")


def quote_in(container: LexborNode) -> LexborNode | None:
    """The element of the quote in a container; Gmail has one of its own, and what else cites stands in it."""
    classes = _classes(container.attributes)
    return container.css_first(_QUOTE_BODIES if classes & _GMAILS else _CITED)


def _classes(attributes: Mapping[str, str | None]) -> frozenset[str]:
    """Without the "x_" that Outlook writes before the names in mail that it quotes or sends on."""
    return frozenset(name.removeprefix("x_") for name in (attributes.get("class") or "")[:500].split())


def part_of(node: LexborNode) -> Part | None:
    """What the element is by name, class, id and style."""
    attributes = node.attributes
    if not attributes:
        return None
    identity = (attributes.get("id") or "").strip().removeprefix("x_")
    classes = _classes(attributes)
    name = attributes.get("name")
    tag = node.tag
    if tag == "blockquote" and (
        (attributes.get("type") or "").lower() == "cite"
        or classes & {"gmail_quote", "protonmail_quote", "zmail_blockquote", "tutanota_quote"}
    ):
        return Part.QUOTE
    if identity in _QUOTE_IDS or classes & _QUOTE_CLASSES or name in _QUOTE_NAMES:
        return Part.QUOTE
    if classes & _CONTAINER_CLASSES or identity in _CONTAINER_IDS or name in _CONTAINER_NAMES:
        return Part.CONTAINER
    if identity == "reply-intro" or classes & _INTRO_CLASSES:  # the first is Roundcube's
        return Part.INTRO
    if identity in _HOLDER_IDS or classes & _HOLDER_CLASSES:
        return Part.HOLDER
    if any("yahoo_quoted" in found for found in (identity, *classes)):
        return Part.HOLDER
    marker = attributes.get("data-marker")  # Zimbra's
    if identity in _DIVIDER_IDS or marker == "__DIVIDER__":
        return Part.DIVIDER
    if identity == "divRplyFwdMsg":
        return Part.HEADER
    if marker in _ZIMBRA:
        return _ZIMBRA[marker]
    if identity in _AFTER_IDS:
        return Part.AFTER
    if (
        identity in _SIGNATURE_IDS
        or classes & _SIGNATURE_CLASSES
        or attributes.get("data-smartmail") == "gmail_signature"
        or attributes.get("data-signatureblock") == "true"
        or name == "messageSignatureSection"
    ):
        return Part.SIGNATURE
    style = style_of(node)
    if tag == "div" and _OUTLOOK_BAR.search(style):
        return Part.BAR
    return Part.AFTER if _is_outlook_header(node, style) else None


def _is_outlook_header(node: LexborNode, style: str) -> bool:
    """Outlook's line above the quoted header block: a border on top, then "Van:"."""
    if "border-top" not in style or "solid" not in style:
        return False
    found = field_of(_first_words(node, 80))
    return found is not None and found[0] in (Field.FROM, Field.DATE)


def is_forward(node: LexborNode) -> bool:
    """Whether a Gmail container holds a forwarded mail, whose own quotes are part of it."""
    return separator(_first_words(node, 1)) == "forward"


def _first_words(node: LexborNode, enough: int) -> str:
    """Text of the first text nodes below an element, until there is enough of it (at most 200 nodes)."""
    words: list[str] = []
    stack = [node]
    for _ in range(200):
        if not stack or sum(map(len, words)) >= enough:
            break
        current = stack.pop()
        if current.tag == "-text":
            words.extend((current.text_content or "").split())
        children: list[LexborNode] = []
        child = current.first_child
        while child is not None and len(children) < 50:
            children.append(child)
            child = child.next
        stack.extend(reversed(children))
    return " ".join(words)

"""What an element of a mail's HTML is by the marks of the client that wrote it: quote or signature.

Gmail, Outlook (Windows, Mac, web, mobile), Apple Mail, Thunderbird, Yahoo, Proton, Zimbra, GMX, Spark,
Zoho, Front, Missive, eM Client, Airmail, Tutanota, Roundcube, K-9 and others. Names and styles only; text
that speaks for itself ("Van: …") is left to the line rules.
"""

from __future__ import annotations

import re
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
    GMAIL = "gmail"  # a container: introduction, then a quote, then perhaps answers
    INTRO = "intro"  # holds the attribution line, and what was typed beside it
    AFTER = "after"  # from here to the end of the mail
    SIGNATURE = "signature"


# Whole elements, by class. (Front, Missive, Spark, Zoho, eM Client, Airmail, Tutanota, Lotus …)
_QUOTE_CLASSES: Final = phrases(
    "moz-forward-container|yahoo_quoted|protonmail_quote_block|tutanota_quote|"
    "front-blockquote|missive_quote|clean_bq|airmail_on|zmail_extra|"
    "ms-outlook-mobile-reference-message|x_gmail_quote|ecxgmail_quote|mailbird_quote"
)
_INTRO_CLASSES: Final = phrases("moz-cite-prefix|gmail_attr")
_QUOTE_IDS: Final = phrases(
    "OLK_SRC_BODY_SECTION|mail-editor-reference-message-container|replybody1|"
    "isForwardContent|isReplyContent|blockquote_zmail|zmail_extra"
)
_AFTER_IDS: Final = phrases(
    "divRplyFwdMsg|x_divRplyFwdMsg|stopSpelling|zwchr|ms-outlook-mobile-body-separator-line"
)
_SIGNATURE_CLASSES: Final = phrases(
    "gmail_signature|gmail_signature_prefix|moz-signature|protonmail_signature_block|"
    "k9mail-signature|ms-outlook-mobile-signature|zmail_signature|front-signature|"
    "missive_signature"
)
_SIGNATURE_IDS: Final = phrases("Signature|signature|ms-outlook-mobile-signature|composer_signature")


def part_of(node: LexborNode) -> Part | None:
    """What the element is by name, class, id and style."""
    attributes = node.attributes
    if not attributes:
        return None
    identity = (attributes.get("id") or "").strip()
    classes = frozenset((attributes.get("class") or "")[:500].split())
    tag = node.tag
    if tag == "blockquote" and (
        (attributes.get("type") or "").lower() == "cite"
        or classes & {"gmail_quote", "protonmail_quote", "zmail_blockquote"}
    ):
        return Part.QUOTE
    if classes & {"gmail_quote", "gmail_quote_container", "protonmail_quote"}:
        return Part.GMAIL
    if identity in _QUOTE_IDS or classes & _QUOTE_CLASSES:
        return Part.QUOTE
    if identity == "reply-intro" or classes & _INTRO_CLASSES:  # the first is Roundcube's
        return Part.INTRO
    if any("yahoo_quoted" in name for name in (identity, *classes)):
        return Part.QUOTE
    if identity in _AFTER_IDS or attributes.get("data-marker") in ("__DIVIDER__", "__QUOTED_TEXT__"):
        return Part.AFTER
    if attributes.get("name") in ("messageReplySection", "quote", "quoted-content"):
        return Part.QUOTE
    if (
        identity in _SIGNATURE_IDS
        or classes & _SIGNATURE_CLASSES
        or attributes.get("data-smartmail") == "gmail_signature"
        or attributes.get("data-signatureblock") == "true"
        or attributes.get("name") == "messageSignatureSection"
        or attributes.get("data-marker") == "__SIG_POST__"
    ):
        return Part.SIGNATURE
    style = style_of(node)
    if tag == "div" and _OUTLOOK_BAR.search(style):
        return Part.QUOTE
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

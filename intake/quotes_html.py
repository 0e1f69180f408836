"""Quotes by structure: what Gmail, Outlook, Apple Mail, Thunderbird, Yahoo, Proton and others mark.

One walk over the tree finds the elements that a client puts around a quote or a signature. Sentinel
characters are set around them, the tree becomes text (`intake.html_text`), and the sentinels become
marks on lines, so that the line rules (`intake.quotes_lines`) see one kind of input.
A plain <blockquote> is never a quote by itself: people emphasise with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from intake.header_blocks import separator
from intake.header_words import Field, field_of
from intake.html_style import style_of
from intake.html_text import node_to_text, to_tree
from intake.quotes_lines import Line, Mark
from intake.text_colours import is_coloured
from intake.word_lists import phrases

_OPEN, _CLOSE, _SIGN, _UNSIGN = "\uf8f1", "\uf8f2", "\uf8f3", "\uf8f4"
_COLOUR, _UNCOLOUR = "\uf8f5", "\uf8f6"  # only below the point where a quote without end begins
_SENTINELS: Final = re.compile(f"([{_OPEN}-{_UNCOLOUR}])")
_BEGIN: Final = {_OPEN: Mark.QUOTED, _SIGN: Mark.SIGNATURE, _COLOUR: Mark.COLOURED}
_END: Final = {_CLOSE: Mark.NONE, _UNSIGN: Mark.NONE, _UNCOLOUR: Mark.QUOTED}
_QUOTE_PREFIX: Final = re.compile(r"^ {0,3}> ?")


# Outlook's option to put a bar before the quoted mail, between whose pieces one answers
_OUTLOOK_BAR: Final = re.compile(
    r"border-left:solid(?:blue|#[0-9a-f]{6}|windowtext)1\.[05]+pt.*padding:0(?:cm|in)0(?:cm|in)0(?:cm|in)4\.0pt"
)


class _Part(StrEnum):
    QUOTE = "quote"  # this element
    GMAIL = "gmail"  # a container: introduction, then a quote, then perhaps answers
    AFTER = "after"  # from here to the end of the mail
    SIGNATURE = "signature"


# Whole elements, by class. (Front, Missive, Spark, Zoho, eM Client, Airmail, Tutanota, Lotus …)
_QUOTE_CLASSES: Final = phrases(
    "moz-cite-prefix|moz-forward-container|yahoo_quoted|protonmail_quote_block|tutanota_quote|"
    "front-blockquote|missive_quote|clean_bq|airmail_on|zmail_extra|"
    "ms-outlook-mobile-reference-message|x_gmail_quote|ecxgmail_quote|mailbird_quote|"
    "gmail_attr"
)
_QUOTE_IDS: Final = phrases(
    "OLK_SRC_BODY_SECTION|mail-editor-reference-message-container|reply-intro|replybody1|"
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
_SIGNATURE_IDS: Final = phrases("Signature|ms-outlook-mobile-signature|composer_signature")


def html_lines(html: str) -> list[Line]:
    """Lines of an HTML body as Markdown-clean text, with marks on what the client calls quote or
    signature. Linear in the length (`intake.html_text` caps what it parses)."""
    tree = to_tree(html)
    _set_sentinels(tree)
    root = tree.root
    lines = _marked_lines(node_to_text(root)) if root is not None else []
    soft = sum(1 for line in lines if line.mark is Mark.SOFT)
    if soft < 2 or "<blockquote" in html.lower():
        return lines
    # Without a <blockquote> the marks were typed, or turned into HTML from a text.
    return [Line(line.text, line.bare, Mark.QUOTED) if line.mark is Mark.SOFT else line for line in lines]


def _set_sentinels(tree: LexborHTMLParser) -> None:
    """Text nodes with sentinels before and after what was found. The tree is changed only at the end,
    because a walk does not survive insertions."""
    opened: list[tuple[LexborNode, LexborNode]] = []
    signed: list[LexborNode] = []
    after: LexborNode | None = None
    walk = _Elements(tree.body)
    for node in walk:
        part = _part(node)
        if part is _Part.AFTER:
            after = node
            break
        if part is _Part.QUOTE:
            opened.append((node, node))
            walk.skip()
        elif part is _Part.GMAIL:
            first = node.css_first("blockquote.gmail_quote, blockquote.protonmail_quote")
            if first is None or _is_forward(node):
                opened.append((node, node))
                walk.skip()
            else:
                opened.append((node, first))
                walk.jump(first)
        elif part is _Part.SIGNATURE:
            signed.append(node)
            walk.skip()
    for first, last in opened:
        first.insert_before(_OPEN)
        last.insert_after(_CLOSE)
    for node in signed:
        node.insert_before(_SIGN)
        node.insert_after(_UNSIGN)
    if after is not None:
        coloured = _coloured(walk)
        after.insert_before(_OPEN)
        for node in coloured:
            node.insert_before(_COLOUR)
            node.insert_after(_UNCOLOUR)


def _coloured(walk: _Elements) -> list[LexborNode]:
    """Elements with a colour of their own in the rest of the mail, links apart."""
    found: list[LexborNode] = []
    for node in walk:
        if node.tag == "a":
            walk.skip()
        elif node.tag in ("span", "font", "p", "div", "b") and is_coloured(node):
            found.append(node)
            walk.skip()
    return found


class _Elements(Iterator[LexborNode]):
    """Elements in document order; `skip` passes over the children of the last one, `jump` goes on
    behind another one."""

    def __init__(self, root: LexborNode | None) -> None:
        self._root = root.mem_id if root is not None else 0
        self._last = root
        self._down = True

    def skip(self) -> None:
        self._down = False

    def jump(self, node: LexborNode) -> None:
        self._last, self._down = node, False

    def __next__(self) -> LexborNode:
        while True:
            self._last = self._following()
            self._down = True
            if self._last is None:
                raise StopIteration
            if self._last.is_element_node:
                return self._last

    def _following(self) -> LexborNode | None:
        node = self._last
        if node is None:
            return None
        if self._down and node.first_child is not None:
            return node.first_child
        while node is not None and node.mem_id != self._root:
            if node.next is not None:
                return node.next
            node = node.parent
        return None


def _part(node: LexborNode) -> _Part | None:
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
        return _Part.QUOTE
    if classes & {"gmail_quote", "gmail_quote_container", "protonmail_quote"}:
        return _Part.GMAIL
    if identity in _QUOTE_IDS or classes & _QUOTE_CLASSES:
        return _Part.QUOTE
    if any("yahoo_quoted" in name for name in (identity, *classes)):
        return _Part.QUOTE
    if identity in _AFTER_IDS or attributes.get("data-marker") in ("__DIVIDER__", "__QUOTED_TEXT__"):
        return _Part.AFTER
    if attributes.get("name") in ("messageReplySection", "quote", "quoted-content"):
        return _Part.QUOTE
    if (
        identity in _SIGNATURE_IDS
        or classes & _SIGNATURE_CLASSES
        or attributes.get("data-smartmail") == "gmail_signature"
        or attributes.get("data-signatureblock") == "true"
        or attributes.get("name") == "messageSignatureSection"
        or attributes.get("data-marker") == "__SIG_POST__"
    ):
        return _Part.SIGNATURE
    style = style_of(node)
    if tag == "div" and _OUTLOOK_BAR.search(style):
        return _Part.QUOTE
    return _Part.AFTER if _is_outlook_header(node, style) else None


def _is_outlook_header(node: LexborNode, style: str) -> bool:
    """Outlook's line above the quoted header block: a border on top, then "Van:"."""
    if "border-top" not in style or "solid" not in style:
        return False
    found = field_of(_first_words(node, 80))
    return found is not None and found[0] in (Field.FROM, Field.DATE)


def _is_forward(node: LexborNode) -> bool:
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
        children = []
        child = current.first_child
        while child is not None and len(children) < 50:
            children.append(child)
            child = child.next
        stack.extend(reversed(children))
    return " ".join(words)


def _marked_lines(text: str) -> list[Line]:
    """Text with sentinels -> lines with marks; the sentinels are gone."""
    lines: list[Line] = []
    mark = Mark.NONE
    for raw in text.split("\n"):
        if not _SENTINELS.search(raw):
            lines.append(_line(raw, mark))
            continue
        for piece in _SENTINELS.split(raw):
            if piece in _BEGIN:
                mark = _BEGIN[piece]
            elif piece in _END:
                mark = _END[piece]
            elif piece.strip(" >"):
                lines.append(_line(piece, mark))
    return lines


def _line(raw: str, mark: Mark) -> Line:
    prefix = None if raw.startswith(">>> ") else _QUOTE_PREFIX.match(raw)  # GroupWise's attribution
    bare = raw[prefix.end() :] if prefix is not None else raw
    if mark in (Mark.QUOTED, Mark.COLOURED):
        return Line(bare, bare, mark)
    if mark is Mark.NONE and prefix is not None:
        return Line(raw, bare, Mark.SOFT)
    return Line(raw, raw, mark)

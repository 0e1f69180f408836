"""HTML bodies to Markdown-clean text: what a reader sees, with links, lists, tables and quotes kept.

The tree is selectolax (lexbor), so that quote removal can cut branches and hand the rest back to
`node_to_text`. The walk is one loop over the tree without recursion. Three prefilters keep hostile
input linear: a cap on length, overlong tags dropped, nesting cut (the parser itself is quadratic in
the depth of block elements).

Not kept: italics, colours, sizes, pictures (they travel as files). Bold inside a line becomes
`*bold*`, as the clients' own text parts have it; a wholly bold line stays bare, so that labels and
commands read the same in both forms. Headings have no `#`: it would look like a command.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from selectolax.lexbor import LexborHTMLParser, LexborNode

from intake.reading.body.html_style import is_hidden, is_preformatted, is_tight, style_of
from intake.reading.body.html_table import pipe_table
from intake.reading.body.html_writer import Writer
from intake.reading.body.links import link_text
from intake.reading.body.raised import raised

MAX_HTML = 1_000_000  # characters; the longest honest mails are near 500,000
MAX_TAG = 8192  # characters in one tag; data: pictures are longer and nobody reads them
MAX_DEPTH = 256  # open elements; Outlook's nested quotes reach about 100

_LONG_TAG = re.compile(rf"<[^<>]{{{MAX_TAG},}}>?")
_BROKEN_COMMAND = re.compile(r"#\w*\0[\w\0]*")  # see `invisible`
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*>?")


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


_NOT_NESTING = _tags(
    "p br img hr input meta link area base col wbr td th tr tbody thead tfoot option dt dd li "
    "html head body source embed param"
)
_DROPPED = _tags("head style script title template svg math object iframe video audio canvas map datalist")
_PARAGRAPH = _tags("p h1 h2 h3 h4 h5 h6 ul ol dl blockquote pre table form fieldset")
_BLOCK = _PARAGRAPH | _tags(
    "div li dt dd tr td th caption article section header footer main nav aside address center "
    "figure figcaption details summary body html legend"
)
_WORD_BULLETS = frozenset("·•o§-–—*¨Øüvà")
_Leave = Callable[[Writer], None]


def to_text(html: str) -> str:
    """Markdown-clean text of a whole HTML body. Never raises; no trailing white space."""
    root = to_tree(html).root
    return node_to_text(root) if root is not None else ""


def to_tree(html: str) -> LexborHTMLParser:
    """The tree of an HTML body, after the prefilters."""
    return LexborHTMLParser(_bounded(html))


def node_to_text(node: LexborNode) -> str:
    """Markdown-clean text of one branch of a tree from `to_tree`."""
    out = Writer()
    stack: list[tuple[LexborNode, _Leave | None]] = [(node, None)]
    while stack:
        current, leave = stack.pop()
        tag = current.tag or ""
        if leave is not None:
            leave(out)
        elif tag == "-text":
            out.text(current.text_content or "")
        elif current.is_document_node:
            stack.extend(_children(current))
        elif current.is_element_node:
            leave = _enter(out, current, tag)
            if leave is not None:
                stack.append((current, leave))
                stack.extend(_children(current))
    return out.result()


def _children(node: LexborNode) -> list[tuple[LexborNode, _Leave | None]]:
    """Children in reverse order, as the stack wants them."""
    found: list[tuple[LexborNode, _Leave | None]] = []
    child = node.last_child
    while child is not None:
        found.append((child, None))
        child = child.prev
    return found


def _enter(out: Writer, node: LexborNode, tag: str) -> _Leave | None:
    """Open an element. What to do when it ends; None when its children are not to be walked."""
    if tag in _DROPPED:
        return None
    attributes = node.attributes
    style = style_of(node)
    if is_hidden(style, attributes):
        return None
    if tag == "br":
        out.line_break()
        return None
    if tag == "hr":
        out.rule()
        return None
    if tag == "table":
        rows = pipe_table(node, node_to_text)
        if rows is not None:
            out.verbatim(rows)
            return None
    if "mso-list:ignore" in style:
        out.raw(_word_bullet(node))
        return None
    break_ = _break(tag, style, attributes)
    break_(out)
    undo = _open(out, tag, attributes, preformatted=tag == "pre" or is_preformatted(style))

    def leave(out: Writer) -> None:
        undo(out)
        break_(out)

    return leave


def _break(tag: str, style: str, attributes: dict[str, str | None]) -> _Leave:
    """How far an element stands from its neighbours."""
    if tag in _PARAGRAPH and not is_tight(style, attributes):
        return Writer.paragraph
    if tag in _BLOCK:
        return Writer.block
    return _nothing


def _open(out: Writer, tag: str, attributes: dict[str, str | None], *, preformatted: bool) -> _Leave:
    """Begin what the element means; the answer ends it."""
    if tag == "blockquote":
        out.push_quote()
        return Writer.pop
    if tag in ("ul", "ol"):
        out.open_list(_number(attributes.get("start")) if tag == "ol" else None)
        return Writer.close_list
    if tag == "li":
        out.open_item()
        return Writer.pop
    if tag == "a":
        out.open_span()
        href = attributes.get("href") or ""
        return lambda out: out.raw(link_text(out.close_span(), href))
    if tag in ("b", "strong"):
        out.open_span()
        return lambda out: out.bold(out.close_span())
    if tag in ("s", "strike", "del"):
        out.open_span()
        return lambda out: out.struck(out.close_span())
    if tag in ("sup", "sub"):
        out.open_span()
        return lambda out: out.raw(raised(out.close_span(), tag))
    if preformatted:
        out.pre += 1
        return _end_pre
    return _nothing


def _nothing(out: Writer) -> None:
    """The element has no end of its own."""


def _end_pre(out: Writer) -> None:
    out.block()
    out.pre -= 1


def _number(start: str | None) -> int:
    """First number of an ordered list."""
    return int(start) if start and start.isascii() and start.isdigit() and len(start) < 6 else 1


def _word_bullet(node: LexborNode) -> str:
    """The mark that Word writes as text before a list paragraph."""
    mark = node.text(deep=True).replace("\u00a0", " ").strip()
    return "- " if mark in _WORD_BULLETS else f"{mark} "


def _bounded(html: str) -> str:
    """The same HTML, cut to what can be parsed in linear time."""
    html = html[:MAX_HTML]
    if "\0" in html:
        html = _BROKEN_COMMAND.sub(lambda word: word[0].replace("\0", "\ufffd"), html).replace("\0", "")
    if "<" in html:
        html = _LONG_TAG.sub(" ", html)
    return _shallow(html) if html.count("<") > MAX_DEPTH else html


def _shallow(html: str) -> str:
    """Opening tags deeper than MAX_DEPTH taken out; their text stays."""
    depth = 0

    def keep(tag: re.Match[str]) -> str:
        nonlocal depth
        if tag[2].lower() in _NOT_NESTING:
            return tag[0]
        if tag[1]:
            depth = max(0, depth - 1)
            return tag[0]
        depth += 1
        return tag[0] if depth <= MAX_DEPTH else " "

    return _TAG.sub(keep, html)

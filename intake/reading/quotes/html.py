"""Quotes by structure: lines of an HTML body, marked where the client marked a quote or a signature.

One walk over the tree finds the elements that a client puts around them (`reading.quotes.clients`). Sentinel
characters are set around them, the tree becomes text (`reading.body.html_text`), and the sentinels become
marks on lines, so that the line rules (`reading.quotes.lines`) see one kind of input.
A plain <blockquote> is never a quote by itself: people emphasise with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from intake.reading.body.html_text import node_to_text, to_tree
from intake.reading.quotes.clients import HELD, Part, is_forward, part_of, quote_in
from intake.reading.quotes.introductions import introduced
from intake.reading.quotes.lines import MARKED, Line, Mark, unembedded
from intake.reading.quotes.same_line import parted
from intake.reading.quotes.text_colours import is_coloured

_OPEN, _CLOSE, _SIGN, _UNSIGN = "\uf8f1", "\uf8f2", "\uf8f3", "\uf8f4"
_INTRO, _UNINTRO, _HELD, _UNHELD, _BAR = "\uf8f7", "\uf8f8", "\uf8f9", "\uf8fa", "\uf8fb"
_COLOUR, _UNCOLOUR = "\uf8f5", "\uf8f6"  # only below the point where a quote without end begins
_SENTINELS: Final = re.compile(f"([{_OPEN}-{_BAR}])")
_BEGIN: Final = {
    _OPEN: Mark.QUOTED,
    _SIGN: Mark.SIGNATURE,
    _COLOUR: Mark.COLOURED,
    _INTRO: Mark.INTRO,
    _HELD: Mark.HELD,
    _BAR: Mark.OPEN,
}
_END: Final = {
    _CLOSE: Mark.NONE,
    _UNSIGN: Mark.NONE,
    _UNCOLOUR: Mark.QUOTED,
    _UNINTRO: Mark.NONE,
    _UNHELD: Mark.NONE,
}
MAX_CONTAINERS: Final = 20  # that are looked into; each is searched once
_QUOTE_PREFIX: Final = re.compile(r"^ {0,3}> ?")

_AROUND: Final[Mapping[Part | None, tuple[str, str]]] = {
    Part.QUOTE: (_OPEN, _CLOSE),
    Part.BAR: (_BAR, _CLOSE),
    Part.HOLDER: (_HELD, _UNHELD),
    Part.INTRO: (_INTRO, _UNINTRO),
    Part.SIGNATURE: (_SIGN, _UNSIGN),
}
_Around = tuple[LexborNode, str, LexborNode, str]  # before which one what, behind which one what


def html_lines(html: str) -> list[Line]:
    """Lines of an HTML body as Markdown-clean text, with marks on what the client calls quote or
    signature. Linear in the length (`reading.body.html_text` caps what it parses)."""
    tree = to_tree(html)
    _set_sentinels(tree)
    root = tree.root
    lines = introduced(parted(_marked_lines(node_to_text(root)))) if root is not None else []
    soft = sum(1 for line in lines if line.mark is Mark.SOFT)
    if soft < 2 or "<blockquote" in html.lower():
        return lines
    # Without a <blockquote> the marks were typed, or turned into HTML from a text.
    return [Line(line.text, line.bare, Mark.QUOTED) if line.mark is Mark.SOFT else line for line in lines]


def _set_sentinels(tree: LexborHTMLParser) -> None:
    """Text nodes with sentinels before and after what was found. The tree is changed only at the end,
    because a walk does not survive insertions."""
    pairs: list[_Around] = []
    after: LexborNode | None = None
    containers = 0
    walk = _Elements(tree.body)
    is_held = tree.css_first(HELD) is not None
    for node in walk:
        part = part_of(node)
        if part is Part.DIVIDER and not is_held:
            part = Part.AFTER
        if part is Part.AFTER or part is Part.HEADER:
            after = node
            break
        if part is Part.CONTAINER:
            containers += 1
            pairs += _container(node, walk, deeper=containers < MAX_CONTAINERS)
        elif part in _AROUND:
            begin, end = _AROUND[part]
            pairs.append((node, begin, node, end))
            walk.skip()
    for first, begin, last, end in pairs:
        first.insert_before(begin)
        if end:
            last.insert_after(end)
    if after is not None:
        _quote_the_rest(after, walk, is_holder=part_of(after) is Part.HEADER)


def _quote_the_rest(after: LexborNode, walk: _Elements, *, is_holder: bool) -> None:
    """Sentinels from an element to the end of the mail, and around what has a colour of its own there."""
    if is_holder:
        walk.skip()
    coloured = _coloured(walk)
    after.insert_before(_HELD if is_holder else _OPEN)
    if is_holder:
        after.insert_after(_OPEN)
    for node in coloured:
        node.insert_before(_COLOUR)
        node.insert_after(_UNCOLOUR)


def _container(node: LexborNode, walk: _Elements, *, deeper: bool) -> list[_Around]:
    """What to set around a container: its quote, and the introduction above that, among which the writer may
    have typed. The walk goes on inside, if it may go `deeper`, or behind it."""
    if not deeper:
        walk.skip()
        return [(node, _OPEN, node, _CLOSE)]
    attribution = node.css_first(".gmail_attr")
    first = quote_in(node)
    if attribution is not None and first is not None and _is_inside(attribution, first):
        attribution = None  # of an older quote
    if attribution is not None and is_forward(attribution):
        walk.skip()
        return [(attribution, _OPEN, node, _CLOSE)]
    if first is None or is_forward(node):
        walk.skip()
        return [(node, _HELD, node, _UNHELD)]
    if attribution is not None:
        return []  # both are met on the way
    walk.jump(first)
    return [(node, _INTRO, node, ""), (first, _OPEN, first, _CLOSE)]


def _is_inside(node: LexborNode, outer: LexborNode) -> bool:
    above = node.parent
    while above is not None and above.mem_id != outer.mem_id:
        above = above.parent
    return above is not None


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
    seen = unembedded(raw)
    prefix = None if seen.startswith(">>> ") else _QUOTE_PREFIX.match(seen)  # GroupWise's attribution
    bare = seen[prefix.end() :] if prefix is not None else seen
    if mark in MARKED:
        return Line(bare, bare, mark)
    if mark is Mark.NONE and prefix is not None:
        return Line(raw, bare, Mark.SOFT)
    return Line(raw, seen, mark)

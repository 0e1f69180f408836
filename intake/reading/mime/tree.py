"""Octets of a mail to its tree of parts (RFC 5322, RFC 2046), in one pass and bounded.

The standard library's parser is right on right mail, but recurses, is quadratic in depth, and differs
between the Python versions on broken mail. Here one scan over the lines that begin with "--" opens
and closes parts; every cap below is a count, so time and memory grow with the octets only.

Broken mail is read the way clients show it: an unclosed multipart ends with its parent, a boundary
that never appears leaves one text, a missing blank line before the body is seen, wrapped header
lines without indentation are joined.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from intake.reading.mime.charsets import decode_header_octets
from intake.reading.mime.encoded_words import header_text, unfold
from intake.reading.mime.header import EOL, boundary_named, read_header
from intake.reading.mime.parameters import split_parameters

MAX_PARTS = 5_000
MAX_DEPTH = 300  # open multiparts; deeper ones are one opaque part

_DASHES = re.compile(rb"^--[^\r\n]{0,998}", re.M)
_MBOX_FROM = re.compile(rb"(?:>?From (?![ \t]*:)[^\r\n]*\r?\n|[ \t]*\r?\n)+")


@dataclass(slots=True)
class Part:
    """One part: its header fields (lower-case name, raw unfolded octets) and where its body lies."""

    fields: tuple[tuple[str, bytes], ...]
    type: str
    parameters: dict[str, str]
    disposition: str
    disposition_parameters: dict[str, str]
    start: int  # of the body in the raw octets
    end: int
    parent: Part | None = None
    children: list[Part] = field(default_factory=list)

    def value(self, name: str) -> str:
        """The first field of that name as clean text, or ""."""
        for key, octets in self.fields:
            if key == name:
                return header_text(octets, self.parameters.get("charset", ""))
        return ""

    @property
    def is_multipart(self) -> bool:
        return bool(self.children)


@dataclass(slots=True)
class Tree:
    """A parsed mail: all parts in document order (the first is the root) and what was wrong."""

    raw: bytes
    parts: list[Part]
    defects: list[str]

    @property
    def root(self) -> Part:
        return self.parts[0]


def parse_tree(raw: bytes) -> Tree:
    """The parts of a mail. Never raises."""
    if b"\n" not in raw and b"\r" in raw:
        raw = raw.replace(b"\r", b"\n")  # old Mac files
    defects: list[str] = []
    leading = _MBOX_FROM.match(raw)
    start = leading.end() if leading else 0
    root = _read_part(raw, start, None, {}, defects)
    tree = Tree(raw, [root], defects)
    if root.type.startswith("multipart/"):
        _scan(tree)
    return tree


def _scan(tree: Tree) -> None:
    """Open and close parts at the boundary lines."""
    raw, root = tree.raw, tree.root
    open_: dict[bytes, int] = {}  # boundary -> its place in `stack`
    stack: list[Part] = []
    boundaries: list[bytes] = []
    _open(tree, root, stack, boundaries, open_)
    skip_to = root.start
    current: Part | None = None  # the part that ends at the next boundary
    for match in _DASHES.finditer(raw, root.start):
        if match.start() < skip_to or not stack:
            continue
        boundary, closes = boundary_named(match[0], open_)
        if boundary is None:
            continue
        level = open_[boundary]
        _finish(tree, raw, match.start(), current, stack, level)
        current = None
        if closes:
            stack[level].end = match.start()
        _close(stack, boundaries, open_, level if closes else level + 1)
        if closes:
            continue
        if len(tree.parts) >= MAX_PARTS:
            tree.defects.append("too-many-parts")
            break
        current = _read_part(raw, _line_end(raw, match.end()), stack[level], open_, tree.defects)
        tree.parts.append(current)
        stack[level].children.append(current)
        skip_to = current.start
        if current.type.startswith("multipart/"):
            if len(stack) >= MAX_DEPTH:
                tree.defects.append("nested-too-deep")
                current.type, current.parameters = "application/octet-stream", {}
            else:
                _open(tree, current, stack, boundaries, open_)
    if current is not None:
        current.end = len(raw)
    if stack:
        tree.defects.append("multipart-not-closed")
    for part in tree.parts:
        if part.type.startswith("multipart/") and not part.children:
            tree.defects.append("boundary-never-appears")


def _open(
    tree: Tree, part: Part, stack: list[Part], boundaries: list[bytes], open_: dict[bytes, int]
) -> None:
    """Make a multipart's boundary known; one without a boundary gets the first that looks like one."""
    boundary = part.parameters.get("boundary", "").rstrip().encode("utf-8", "surrogateescape")
    if not boundary:
        tree.defects.append("no-boundary")
        boundary = _guess(tree.raw, part.start)
        if not boundary:
            return
    open_[boundary] = len(stack)
    stack.append(part)
    boundaries.append(boundary)


def _close(stack: list[Part], boundaries: list[bytes], open_: dict[bytes, int], level: int) -> None:
    """Forget the multiparts from `level` inward; an outer one with the same boundary comes back."""
    gone = boundaries[level:]
    del stack[level:], boundaries[level:]
    for boundary in gone:
        if boundary in boundaries:
            open_[boundary] = boundaries.index(boundary)
        else:
            open_.pop(boundary, None)


def _guess(raw: bytes, start: int) -> bytes:
    """The first "--x" line after `start` that comes again, as the boundary that was not told."""
    for match in _DASHES.finditer(raw, start, start + 20_000):
        token = match[0][2:].rstrip()
        if len(token) > 3 and raw.find(b"\n--" + token, match.end(), match.end() + 2_000_000) > 0:
            return token
    return b""


def _finish(tree: Tree, raw: bytes, at: int, current: Part | None, stack: list[Part], level: int) -> None:
    """The part before a boundary line ends before the line end that belongs to the boundary."""
    end = at
    if end and raw[end - 1 : end] == b"\n":
        end -= 1
        if end and raw[end - 1 : end] == b"\r":
            end -= 1
    if current is not None:
        current.end = max(current.start, end)
    for unclosed in stack[level + 1 :]:
        unclosed.end = max(unclosed.start, end)
        tree.defects.append("multipart-not-closed")


def _read_part(
    raw: bytes, start: int, parent: Part | None, open_: dict[bytes, int], defects: list[str]
) -> Part:
    """The header of the part that begins at `start`; its body runs to the end for now."""
    fields, body = read_header(raw, start, open_, defects)
    default = "message/rfc822" if parent is not None and parent.type == "multipart/digest" else "text/plain"
    type_, parameters = split_parameters(_first(fields, "content-type"))
    if type_.count("/") != 1 or type_.startswith("/") or type_.endswith("/"):
        type_ = {"text": "text/plain", "html": "text/html", "multipart": "multipart/mixed"}.get(
            type_, default
        )
    disposition, disposition_parameters = split_parameters(_first(fields, "content-disposition"))
    return Part(fields, type_, parameters, disposition, disposition_parameters, body, len(raw), parent)


def _first(fields: tuple[tuple[str, bytes], ...], name: str) -> str:
    """The first field of that name, unfolded, encoded words left for the parameters."""
    for key, octets in fields:
        if key == name:
            return unfold(decode_header_octets(octets))
    return ""


def _line_end(raw: bytes, position: int) -> int:
    """The start of the next line."""
    eol = EOL.search(raw, position)
    return eol.end() if eol else len(raw)

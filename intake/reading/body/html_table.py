"""Tables that hold data as Markdown pipe tables; tables that only place things are left alone."""

from __future__ import annotations

from collections.abc import Callable

from selectolax.lexbor import LexborNode

MAX_NODES = 4000  # nodes looked at before a table counts as layout
MAX_CELL = 300  # characters of a cell
MAX_COLUMNS = 20
_LAYOUT_TAGS = {"table", "img", "ul", "ol", "blockquote", "hr", "form", "input", "pre", "h1", "h2"}

Row = list[LexborNode]


def pipe_table(table: LexborNode, cell_text: Callable[[LexborNode], str]) -> tuple[str, ...] | None:
    """Lines of a pipe table, or None when this table is layout.

    Data: at least two rows and two columns, every row equally wide, small cells without pictures,
    lists or further tables, most of them filled.
    """
    rows = _rows(table)
    if rows is None or len(rows) < 2:
        return None
    width = len(rows[0])
    if not 2 <= width <= MAX_COLUMNS or any(len(row) != width for row in rows):
        return None
    cells = [[_one_line(cell_text(cell)) for cell in row] for row in rows]
    flat = [cell for row in cells for cell in row]
    if any(cell is None for cell in flat) or sum(1 for cell in flat if cell) * 2 < len(flat):
        return None
    lines = ["| " + " | ".join(cell or "" for cell in row) + " |" for row in cells]
    lines.insert(1, "|" + " --- |" * width)
    return tuple(lines)


def _one_line(text: str) -> str | None:
    """A cell's text; None when it has several lines or is long."""
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) > 1 or len(text) > MAX_CELL:
        return None
    return lines[0].strip().replace("|", "\\|") if lines else ""


def _rows(table: LexborNode) -> list[Row] | None:
    """The rows of a table without layout inside, or None."""
    if (table.attributes.get("role") or "").lower() in ("presentation", "none"):
        return None
    rows: list[Row] = []
    seen = 0
    stack = [table.child]
    while stack:
        node = stack.pop()
        while node is not None:
            seen += 1
            tag = node.tag
            if seen > MAX_NODES or tag in _LAYOUT_TAGS:
                return None
            if tag == "tr":
                rows.append([])
            elif tag in ("td", "th") and rows:
                rows[-1].append(node)
            if node.child is not None:
                stack.append(node.next)
                node = node.child
            else:
                node = node.next
    return [row for row in rows if row]

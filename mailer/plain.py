"""The plain body: what the Markdown says, without its marks, for people who read mail as text.

Links become "words (address)", tables line up or become one line a cell where they are too wide,
buttons say what to reply. Paragraphs stay whole: quoted-printable carries long lines.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from urllib.parse import parse_qs, unquote, urlsplit

from cases.typed import TO_TEXT, TYPED
from mailer.markdown import Document, Token, is_button, plain_words

RULE = "---"
_WIDEST_TABLE = 76  # columns that a phone or a narrow window shows without wrapping into a muddle
_WORDS = {"en": ("reply with", "picture"), "nl": ("antwoord met", "afbeelding")}


def plain_body(document: Document, language: str) -> str:
    """The text, LF line ends, one newline at the end."""
    writer = _Writer(*_WORDS.get(language[:2].lower(), _WORDS["en"]))
    text = writer.blocks(document.body)
    if document.footer:
        text = f"{text}\n\n{RULE}\n{writer.blocks(document.footer)}"
    return text.strip("\n") + "\n"


class _Writer:
    def __init__(self, reply_with: str, picture: str) -> None:
        self._reply_with = reply_with
        self._picture = picture

    def blocks(self, tokens: Iterable[Token]) -> str:
        """Blocks with one blank line between them."""
        written = (self._block(token) for token in tokens if token["type"] != "blank_line")
        return "\n\n".join(block for block in written if block)

    def _block(self, token: Token) -> str:
        match token["type"]:
            case "list":
                return self._list(token)
            case "block_quote":
                return textwrap.indent(self.blocks(token["children"]), "> ", lambda line: True).replace(
                    "> \n", ">\n"
                )
            case "table":
                return self._table(token)
            case "block_code":
                return textwrap.indent(str(token["raw"]).rstrip("\n"), "    ")
            case "thematic_break":
                return RULE
            case _:
                return (
                    self._inline(token.get("children", ())) if "children" in token else token.get("raw", "")
                )

    def _list(self, token: Token) -> str:
        attrs = token["attrs"]
        number = attrs.get("start", 1) if attrs.get("ordered") else None
        items = []
        for item in token["children"]:
            mark = "- " if number is None else f"{number}. "
            number = None if number is None else number + 1
            blocks = [self._block(child) for child in item["children"] if child["type"] != "blank_line"]
            body = ("\n" if token.get("tight") else "\n\n").join(block for block in blocks if block)
            items.append(mark + textwrap.indent(body, " " * len(mark)).lstrip(" "))
        return ("\n" if token.get("tight") else "\n\n").join(items)

    def _inline(self, tokens: Iterable[Token]) -> str:
        spans, after_button = [], False
        for token in tokens:
            # Buttons stand beside each other in HTML, below each other in text.
            gap = token["type"] == "text" and not str(token["raw"]).strip()
            spans.append("\n" if after_button and gap else self._span(token))
            after_button = is_button(token)
        return "".join(spans)

    def _span(self, token: Token) -> str:
        match token["type"]:
            case "text" if TYPED in token["raw"]:  # an indented line
                return str(token["raw"]).translate(TO_TEXT)
            case "strikethrough":
                return f"~~{self._inline(token['children'])}~~"  # or it would say the opposite
            case "softbreak":
                return " "
            case "linebreak":
                return "\n"
            case "link":
                return self._link(token)
            case "image":
                return f"[{self._picture}: {plain_words(token['children']) or '…'}]"
            case _:
                return self._inline(token["children"]) if "children" in token else str(token.get("raw", ""))

    def _link(self, token: Token) -> str:
        words, url = self._inline(token["children"]).strip(), str(token["attrs"]["url"])
        if is_button(token) and url.startswith("mailto:"):
            answer = _mailto_body(url)
            if answer:
                return f"{words}: {self._reply_with} {answer}"
        if url.startswith("mailto:") and words == _mailto_body(url):
            return words  # a command that one tap writes
        # Whoever reads text copies the address; the subject that a link proposes would only be in the way.
        address = unquote(url.removeprefix("mailto:").partition("?")[0]) if url.startswith("mailto:") else url
        if words in ("", url, address) or unquote(address) == words or words.rstrip("/") == url.rstrip("/"):
            return words or address
        return f"{words} ({address})"

    def _table(self, token: Token) -> str:
        head, *body = [
            [self._inline(cell["children"]).replace("\n", " ") for cell in row] for row in _rows(token)
        ]
        widths = [max(len(row[i]) for row in [head, *body]) for i in range(len(head))]
        if sum(widths) + 2 * (len(widths) - 1) > _WIDEST_TABLE:
            return "\n\n".join(_record(head, row) for row in body)
        sides = [cell["attrs"].get("align") for cell in next(iter(_rows(token)))]
        ruler = ["-" * width if name else "" for name, width in zip(head, widths, strict=True)]
        above = [head, ruler] if any(head) else []
        return "\n".join(_aligned(row, widths, sides) for row in [*above, *body])


def _rows(table: Token) -> Iterable[Sequence[Token]]:
    for part in table["children"]:
        if part["type"] == "table_head":
            yield part["children"]
        else:
            for row in part["children"]:
                yield row["children"]


def _aligned(row: Sequence[str], widths: Sequence[int], sides: Sequence[str | None]) -> str:
    cells = (
        cell.rjust(width) if side == "right" else cell.ljust(width)
        for cell, width, side in zip(row, widths, sides, strict=True)
    )
    return "  ".join(cells).rstrip()


def _record(head: Sequence[str], row: Sequence[str]) -> str:
    """A row of a wide table: its first cell as a title line, the others named by their column."""
    named = [f"{name}: {cell}" if name else cell for name, cell in zip(head, row, strict=True) if cell]
    return "\n".join(named)


def _mailto_body(url: str) -> str:
    """First line of the text that a mailto link proposes (RFC 6068), or ""."""
    body = parse_qs(urlsplit(url).query.replace("+", "%2B")).get("body", [""])[0]
    return body.strip().split("\n", 1)[0].strip()

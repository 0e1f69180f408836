"""A mail as its reader sees it: the text, the HTML with list numbers and rows, files, links, all octets."""

from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass, field
from email.message import EmailMessage
from html.parser import HTMLParser
from urllib.parse import unquote

BLOCKS = frozenset(
    [
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "table",
        "tr",
        "blockquote",
        "h1",
        "h2",
        "h3",
        "h4",
        "pre",
        "hr",
        "section",
        "article",
        "header",
        "footer",
    ]
)
SILENT = frozenset(("style", "script", "title", "head"))


@dataclass(slots=True)
class _List:
    ordered: bool
    number: int


class Page(HTMLParser):
    """What a browser shows: text with line breaks and list marks, rows, links, depth of quotation."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.rows: list[list[str]] = []
        self.links: list[str] = []
        self.depths: list[tuple[int, str]] = []  # (how deep in quotations, text)
        self._lists: list[_List] = []
        self._silent = self._depth = 0
        self._pre = False
        self._cell: list[str] | None = None
        self.feed(html)
        self.close()

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._silent += tag in SILENT
        if tag in BLOCKS or tag == "br":
            self.pieces.append("\n")
        if tag == "pre":
            self._pre = True
        if tag in ("ol", "ul"):
            self._lists.append(_List(tag == "ol", int(given.get("start") or 1)))
        elif tag == "li" and self._lists:
            self._item(self._lists[-1], given.get("value"))
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self._cell = []
            self.pieces.append(" ")
        elif tag == "blockquote":
            self._depth += 1
        elif tag == "a" and given.get("href"):
            self.links.append(unquote(str(given["href"])))

    def _item(self, inside: _List, value: str | None) -> None:
        if value:
            inside.number = int(value)
        self.pieces.append(f"{inside.number}. " if inside.ordered else "• ")
        inside.number += 1

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in SILENT and self._silent > 0
        if tag in BLOCKS:
            self.pieces.append("\n")
        if tag == "pre":
            self._pre = False
        if tag in ("ol", "ul") and self._lists:
            self._lists.pop()
        elif tag in ("td", "th") and self._cell is not None:
            if self.rows:
                self.rows[-1].append(" ".join("".join(self._cell).split()))
            self._cell = None
        elif tag == "blockquote":
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        words = data if self._pre else " ".join(f"{data[:1]}x{data[-1:]}".split()) and _folded(data)
        self.pieces.append(words)
        self.depths.append((self._depth, words))
        if self._cell is not None:
            self._cell.append(words)


def _folded(data: str) -> str:
    middle = " ".join(data.split())
    if not middle:
        return " " if data else ""
    return f"{' ' if data[0].isspace() else ''}{middle}{' ' if data[-1].isspace() else ''}"


@dataclass(slots=True)
class Shown:
    """One mail. `anywhere` is every decoded header field, part and file as text."""

    raw: bytes
    mail: EmailMessage = field(init=False)

    def __post_init__(self) -> None:
        found = email.message_from_bytes(self.raw, policy=email.policy.default)
        assert isinstance(found, EmailMessage)
        self.mail = found

    @property
    def text(self) -> str:
        body = self.mail.get_body(("plain",))
        return str(body.get_content()).replace("\r\n", "\n") if body is not None else ""

    @property
    def page(self) -> Page:
        body = self.mail.get_body(("html",))
        return Page(str(body.get_content()) if body is not None else "")

    @property
    def shown(self) -> str:
        return self.page.text

    @property
    def has_html(self) -> bool:
        return self.mail.get_body(("html",)) is not None

    @property
    def files(self) -> list[str]:
        """ "name type" of everything that is not the body."""
        return [
            f"{part.get_filename() or ''} {part.get_content_type()}"
            for part in self.mail.walk()
            if not part.is_multipart()
            and (part.get_filename() or part.get_content_maintype() not in ("text", "multipart"))
        ]

    @property
    def headers(self) -> str:
        names = ("From", "To", "Cc", "Reply-To", "Subject")
        return "\n".join(f"{name}: {self.mail[name]}" for name in names if self.mail[name] is not None)

    @property
    def anywhere(self) -> str:
        pieces = [f"{name}: {value}" for name, value in self.mail.items()]
        for part in self.mail.walk():
            if part.is_multipart():
                continue
            octets = part.get_payload(decode=True)
            charset = part.get_content_charset() or "utf-8"
            pieces += [f"{name}: {value}" for name, value in part.items()]
            if isinstance(octets, bytes):
                try:
                    pieces.append(octets.decode(charset, "replace"))
                except LookupError:
                    pieces.append(octets.decode("latin-1"))
        return "\n".join(pieces)

"""The Markdown of our mails, read once into tokens for both bodies.

What people type in a mail is not quite Markdown: an indented line is no code, an underlined line is no
heading, "[1]: https://…" is a line to be shown, raw HTML is text, and a line break is meant, unless the line
was wrapped by an editor. `---` on its own line near the end starts the footer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast
from urllib.parse import unquote

import mistune
from mistune.plugins.table import table_in_list, table_in_quote

Token = Mapping[str, Any]

FOOTER_LIMIT = 900  # characters; what is longer after a rule is text, not a footer
LONGEST = 300_000  # characters; nobody types more, and crafted marks would take minutes to read
BUTTON = "button"  # title of a link that is shown as a button

_NOT_IN_MAIL = ("indent_code", "setex_heading", "ref_link", "raw_html", "nptable")
_NARROWEST_WRAP, _WIDEST_WRAP = 65, 115  # columns at which editors and templates wrap lines
_SHORT = 30
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_PREFIX = re.compile(r"[ >]*")
_FENCE = re.compile(r"[ >]*(```|~~~)")


@dataclass(frozen=True, slots=True)
class Document:
    """Top-level tokens of a mail, and those of its footer (empty where there is none)."""

    body: tuple[Token, ...]
    footer: tuple[Token, ...]


def read(text: str) -> Document:
    """Tokens of `text`; total, whatever it holds."""
    text = clean(text)
    if len(text) > LONGEST:
        return Document(tuple(_verbatim(text)), ())
    tokens = _beside(_without_buttons(cast(list[Token], _reader()(mark_breaks(text)))))
    rules = [i for i, token in enumerate(tokens) if token["type"] == "thematic_break"]
    if rules and 0 < len(plain_words(tokens[rules[-1] + 1 :])) <= FOOTER_LIMIT:
        return Document(tuple(tokens[: rules[-1]]), tuple(tokens[rules[-1] + 1 :]))
    return Document(tuple(tokens), ())


def clean(text: str) -> str:
    """`text` with LF line ends and without characters that no mail may hold."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4))


def mark_breaks(text: str) -> str:
    """Line breaks that a person meant get the two spaces of a Markdown break; wrapped lines do not."""
    lines = text.split("\n")
    out, fenced = [], False
    for start, stop in _paragraphs(lines):
        width = max((len(line) for line in lines[start:stop]), default=0)
        for i in range(start, stop):
            fence = bool(_FENCE.match(lines[i]))
            fenced ^= fence
            verbatim = fenced or fence or i + 1 == stop or lines[i].lstrip(" >").startswith("|")
            if verbatim or _wrapped(lines[i], lines[i + 1], width, last=i + 2 == stop):
                out.append(lines[i])
            else:
                out.append(lines[i].rstrip() + "  ")
    return "\n".join(out)


def plain_words(tokens: Sequence[Token]) -> str:
    """All words in `tokens`, without marks."""
    return "".join(
        token["raw"] if "raw" in token else plain_words(token.get("children", ())) for token in tokens
    ).strip()


def shown_pictures(document: Document) -> frozenset[str]:
    """Content-IDs of the pictures that the text shows (`![words](cid:…)`)."""
    return frozenset(_content_ids((*document.body, *document.footer)))


def content_id(url: str) -> str | None:
    """The Content-ID that a `cid:` address names (RFC 2392), or None."""
    return unquote(url[4:]) if url.startswith("cid:") else None


def _verbatim(text: str) -> Iterator[Token]:
    """Paragraphs and lines of `text` as they are, marks and all."""
    for paragraph in re.split(r"\n\s*\n", text):
        children: list[Token] = []
        for line in paragraph.strip("\n").split("\n"):
            children += [{"type": "text", "raw": line}, {"type": "linebreak"}]
        yield {"type": "paragraph", "children": children[:-1]}


def is_button(token: Token) -> bool:
    """Whether a span is a link that is shown as a button."""
    return bool(token["type"] == "link" and token["attrs"].get("title") == BUTTON)


def _without_buttons(tokens: Sequence[Token], *, quoted: bool = False) -> list[Token]:
    """`tokens` with plain links in quotations: a button there would be somebody else's, in our name."""
    out: list[Token] = []
    for token in tokens:
        inside = quoted or token["type"] == "block_quote"
        if quoted and is_button(token):
            token = {**token, "attrs": {"url": token["attrs"]["url"]}}
        if "children" in token:
            token = {**token, "children": _without_buttons(token["children"], quoted=inside)}
        out.append(token)
    return out


def _beside(tokens: Sequence[Token]) -> list[Token]:
    """`tokens` with a space instead of the line break between two buttons: they flow as the width allows."""
    out: list[Token] = []
    for i, token in enumerate(tokens):
        beside = 0 < i < len(tokens) - 1 and is_button(tokens[i - 1]) and is_button(tokens[i + 1])
        if token["type"] in ("softbreak", "linebreak") and beside:
            out.append({"type": "text", "raw": " "})
        elif "children" in token:
            out.append({**token, "children": _beside(token["children"])})
        else:
            out.append(token)
    return out


def _content_ids(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        found = content_id(token["attrs"]["url"]) if token["type"] == "image" else None
        if found:
            yield found
        yield from _content_ids(token.get("children", ()))


@cache
def _reader() -> mistune.Markdown:
    reader = mistune.create_markdown(escape=True, renderer=None, plugins=["table", "strikethrough", "url"])
    for inside in (table_in_quote, table_in_list):
        inside(reader)
    # Quotations and lists have rules of their own.
    for rules in (reader.block.rules, reader.block.block_quote_rules, reader.block.list_rules):
        rules[:] = [rule for rule in rules if rule not in _NOT_IN_MAIL]
    reader.inline.rules.remove("inline_html")
    return reader


def _paragraphs(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Runs of lines that may belong together: none blank, all equally deep in a quote."""
    runs: list[tuple[int, int]] = []
    start = 0
    for i in range(1, len(lines) + 1):
        if i == len(lines) or not _content(lines[i]) or not _content(lines[i - 1]) or _deep(lines, i):
            runs.append((start, i))
            start = i
    return runs


def _deep(lines: Sequence[str], i: int) -> bool:
    return _prefix(lines[i]).count(">") != _prefix(lines[i - 1]).count(">")


def _prefix(line: str) -> str:
    match = _PREFIX.match(line)
    return match[0] if match else ""


def _content(line: str) -> str:
    return line[len(_prefix(line)) :].strip()


def _wrapped(line: str, following: str, width: int, *, last: bool) -> bool:
    """Whether an editor broke `line`: the next word would not have fitted in the paragraph's width."""
    if not _NARROWEST_WRAP <= width <= _WIDEST_WRAP:
        return False
    rest = _content(following)
    if last and len(rest) <= _SHORT and line.rstrip().endswith((".", "!", "?", ":", "…")):
        return False  # a name below the last sentence
    return len(line.rstrip()) + 1 + len(rest.split(maxsplit=1)[0]) > width

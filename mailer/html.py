"""The HTML body: one column, system font, light and dark, nothing fetched from anywhere.

No remote picture, no script, no rewritten link, no pixel: a picture is shown only when it travels in the
mail itself (`cid:`, RFC 2392). The look is one style sheet, inlined because some clients drop it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Any

import css_inline
from mistune import HTMLRenderer
from mistune.core import BlockState
from mistune.util import striptags

from cases.typed import without_marks
from mailer.markdown import BUTTON, Document, Token, content_id

BLOCK = "█"  # of a bar in a table
LONGEST_PAGE = 100_000  # characters; Gmail shows no more than 102 kB and hides the rest

_HERE = Path(__file__).parent

# The conditional comments give Outlook for Windows, which ignores max-width, a table of that width.
_PAGE = Template("""<!doctype html>
<html lang="$language">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<style>$style</style>
</head>
<body>
<!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0"><tr><td><![endif]-->
<div class="mail">
$body$footer</div>
<!--[if mso]></td></tr></table><![endif]-->
</body>
</html>
""")


def html_body(document: Document, *, language: str, pictures: Mapping[str, str]) -> str:
    """The whole HTML document, without a title: clients quote it as a line of the mail.

    `pictures`: Content-ID in the text -> Content-ID in this mail. Of a page that becomes longer than
    `LONGEST_PAGE` the styles may stand in its head alone.
    """
    renderer = _Renderer(pictures)
    footer = renderer.render(document.footer)
    page = _PAGE.substitute(
        language=escape(language, quote=True),
        style=_style(),
        body=renderer.render(document.body),
        footer=f'<div class="footer">\n{footer}</div>\n' if footer else "",
    )
    inlined = _inliner().inline(page)
    # A style a mark makes a page of crafted marks ten times as long; the other one has the sheet in its head.
    return inlined if len(inlined) <= LONGEST_PAGE else min(page, inlined, key=len)


@cache
def _style() -> str:
    return (_HERE / "style.css").read_text(encoding="utf-8")


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)


class _Renderer(HTMLRenderer):
    """mistune's renderer with mail's needs: buttons, pictures that travel along, tables that scroll."""

    def __init__(self, pictures: Mapping[str, str]) -> None:
        super().__init__(escape=True)
        self._pictures = pictures

    def render(self, tokens: Sequence[Token]) -> str:
        return self.render_tokens([dict(token) for token in tokens], BlockState())

    def text(self, text: str) -> str:
        return super().text(without_marks(text))

    def link(self, text: str, url: str, title: str | None = None) -> str:
        tap = url.startswith("mailto:") and text.startswith("<code>") and text.endswith("</code>")
        style = ' class="button"' if title == BUTTON else ' class="tap"' if tap else ""
        return f'<a href="{self.safe_url(url)}"{style}>{text}</a>'

    def image(self, text: str, url: str, title: str | None = None) -> str:
        alt = striptags(text).replace('"', "&quot;")  # children were escaped when they were rendered
        own = self._pictures.get(content_id(url) or "")
        if own:
            return f'<img src="cid:{own}" alt="{alt}">'
        if url.startswith(("http:", "https:")):
            return f'<a href="{self.safe_url(url)}">{alt or escape(url)}</a>'
        return alt

    def block_code(self, code: str, info: str | None = None) -> str:
        return f"<pre>{escape(code.rstrip())}</pre>\n"

    def linebreak(self) -> str:
        return "<br>\n"

    def thematic_break(self) -> str:
        return "<hr>\n"

    def strikethrough(self, text: str) -> str:
        return f"<del>{text}</del>"

    def table(self, text: str) -> str:
        return f'<div class="wide"><table>\n{text}</table></div>\n'

    def table_head(self, text: str) -> str:
        return f"<thead>\n<tr>{text}</tr>\n</thead>\n" if striptags(text).strip() else ""

    def table_body(self, text: str) -> str:
        return f"<tbody>\n{text}</tbody>\n"

    def table_row(self, text: str) -> str:
        return f"<tr>{text}</tr>\n"

    def table_cell(self, text: str, align: str | None = None, head: bool = False) -> str:
        tag = "th" if head else "td"
        if text and not text.strip(BLOCK):  # a bar beside its number: nobody wants it read aloud
            text = f'<span class="bar" aria-hidden="true">{text}</span>'
        side = f' class="{align}"' if align in ("right", "center") else ""
        return f"<{tag}{side}>{text}</{tag}>"

    def list(self, text: str, ordered: bool, **attrs: Any) -> str:
        return super().list(text, ordered, **{key: attrs[key] for key in ("start",) if key in attrs})

"""Every mail can be read: by day, in dark rooms, and with the styles of a dark webmail below its own."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import mailer.html
from mailer.html import html_body
from mailer.markdown import read
from templates.load import load_library
from templates.samples import sample
from templates.variables import MAILS

ENOUGH = 4.5  # WCAG 2.2, success criterion 1.4.3 (AA)
WHITE, BLACK = "#ffffff", "#000000"
# What Roundcube's elastic skin says of a mail's elements in the dark, and Bootstrap below it of code.
ROUNDCUBE = {"blockquote": ("#a6a6a6", "#21292c"), "code": ("#e83e8c", ""), "pre": ("#c5d1d3", "")}
EVERYTHING = """# One

## Two [link](https://example.org)

> words **bold** [link](https://example.org) `code`
>
> > deeper
> >
> > - item [link](https://example.org)
> >
> > | a | b |
> > |---|--:|
> > | c | [d](https://example.org) |

1. item `code` ~~gone~~

| Head | [Link](https://example.org) |
|---|---|
| cell | `code` |

```
preformatted
```

[5 good](mailto:x@example.org?body=5 "button")

***

---

foot [link](https://example.org) `code`
"""

Pair = tuple[str, str]  # colour and background


def _luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb" (WCAG 2.2)."""
    values = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    parts = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _declared(style: str) -> Pair:
    """Colour and background that a list of declarations sets, "" where it sets none."""
    found = dict(re.findall(r"(?:^|[;{\s])(color|background-color):\s*(#[0-9a-f]{6})\b", style))
    return found.get("color", ""), found.get("background-color", "")


def _in_the_dark() -> list[tuple[list[str], Pair]]:
    """The rules of the sheet for dark rooms: the path of each selector, and what it sets."""
    sheet = (Path(mailer.html.__file__).parent / "style.css").read_text()
    dark = re.search(r"@media \(prefers-color-scheme: dark\) \{\n(.*?)\n\}", sheet, re.DOTALL)
    assert dark
    rules = re.findall(r"^\s*([^{]+) \{([^}]*)\}", dark[1], re.MULTILINE)
    return [
        (one.split(), _declared(body.replace(" !important", "")))
        for head, body in rules
        for one in head.split(", ")
    ]


DARK = _in_the_dark()


class _Colours(HTMLParser):
    """The colours of each element with words, in the light and in the dark, inherited as browsers do."""

    def __init__(self, page: str, theme: dict[str, Pair], scene: Pair) -> None:
        super().__init__()
        self.theme = theme
        self.names: list[set[str]] = []
        self.light: list[Pair] = [scene]
        self.dark: list[Pair] = [scene]
        self.seen: list[tuple[str, Pair, Pair]] = []
        self.lonely: list[str] = []
        self.feed(page.split("</head>")[1])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("br", "hr", "img"):
            return
        self.names.append({tag, *(f".{name}" for name in (given.get("class") or "").split())})
        own = _declared(given.get("style") or "")
        if bool(own[0]) != bool(own[1]):
            self.lonely.append(f"{tag}: {given.get('style')}")
        theirs = self.theme.get(tag, ("", ""))
        self.light.append(_over(_over(self.light[-1], theirs), own))
        dark = _over(_over(self.dark[-1], theirs), own)
        for number in self._matching():
            dark = _over(dark, DARK[number][1])
        self.dark.append(dark)

    def _matching(self) -> list[int]:
        """The rules for the element just opened, weakest first. They are important: they beat its style."""
        found: list[tuple[int, int, int]] = []
        for number, (path, _) in enumerate(DARK):
            above = iter(self.names[:-1])
            inside = all(any(part in names for names in above) for part in path[:-1])
            if inside and path[-1] in self.names[-1]:
                found.append((sum(part.startswith(".") for part in path), len(path), number))
        return [number for _, _, number in sorted(found)]

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("br", "hr", "img", "html"):
            self.names.pop()
            self.light.pop()
            self.dark.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and self.names:
            self.seen.append((data.strip()[:40], self.light[-1], self.dark[-1]))


def _over(below: Pair, above: Pair) -> Pair:
    return above[0] or below[0], above[1] or below[1]


def _poor(page: str, theme: dict[str, Pair], light: Pair, dark: Pair) -> list[str]:
    """Words that are hard to read, with their colours."""
    poor = []
    for way, scene in (("light", light), ("dark", dark)):
        for words, in_light, in_dark in _Colours(page, theme, scene).seen:
            pair = in_light if way == "light" else in_dark
            if _contrast(*pair) < ENOUGH:
                poor.append(f"{way}: {words!r} {pair}")
    return poor


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """Every mail of the service in both languages, and one with everything that a text can have."""
    library = load_library(None, ("en", "nl"))
    made = {
        f"{name}.{language}": library.render(name, language, sample(library, name, language)).text
        for name in MAILS
        for language in ("en", "nl")
    }
    return {
        name: html_body(read(text), language="en", pictures={})
        for name, text in {**made, "everything": EVERYTHING}.items()
    }


def test_a_colour_has_its_background(pages: dict[str, str]) -> None:
    """Else the background of somebody else's style sheet stands below our colour."""
    assert {} == {
        name: lonely for name, page in pages.items() if (lonely := _Colours(page, {}, (BLACK, WHITE)).lonely)
    }
    for path, (colour, background) in DARK:
        assert bool(colour) == bool(background), path


def test_every_word_can_be_read_in_light_and_dark(pages: dict[str, str]) -> None:
    """In a browser, in Thunderbird, and in Roundcube whatever the light of the room and the skin are."""
    for theme in ({}, ROUNDCUBE):
        poor = {
            name: found
            for name, page in pages.items()
            if (found := _poor(page, theme, (BLACK, WHITE), (BLACK, WHITE)))
        }
        assert {} == poor


def test_the_judge_sees_what_nobody_can_read() -> None:
    """The words of a quotation as they once were: dark on what a dark skin puts below them."""
    page = '</head><body style="background-color: #ffffff; color: #20262e">{}</body>'
    bare = page.format('<blockquote style="color: #46525e">words</blockquote>')
    assert _Colours(bare, {}, (BLACK, WHITE)).lonely
    assert [] == [each for each in _poor(bare, {}, (BLACK, WHITE), (BLACK, WHITE)) if "light" in each]
    assert ["light: 'words' ('#46525e', '#21292c')"] == _poor(
        bare, ROUNDCUBE, (BLACK, WHITE), (BLACK, WHITE)
    )[:1]
    assert 21 == round(_contrast(WHITE, BLACK), 3)

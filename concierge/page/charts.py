"""Charts as inline SVG, each with its words for who does not see it and its table behind it. Pure.

Places are parts of the width and sizes of text are pixels, so that a chart is as wide as the page, and its
words as large as the words beside it, on a telephone, a screen and paper. Every value is written out.
Longer than 250 lines: the three kinds of chart and what they are drawn with.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from concierge.page.markup import Child, Markup, element
from concierge.page.tables import table

ROW, BAR = 44, 12  # pixels of a row of bars, and of its bar
LABEL = 38  # letters of a label that fit beside its value on a telephone
HIGH, FOOT, HEAD = 148, 36, 20  # pixels of a chart over time: its field, and below and above that
SLOTS = 6  # months that a chart has room for at least, so that two do not become two walls
WIDE = 0.62  # of its place that a column takes


@dataclass(frozen=True, slots=True)
class Caption:
    """What a chart says above itself. `slug` tells its parts from those of other charts of the page."""

    slug: str
    title: str
    note: str = ""
    figures: str = "Figures"  # of the table behind it


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of the longest bar (0 to 1) with its value in words; `marked`: something is said of it."""

    label: str
    part: float
    value: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """A month: its name, the year where that is new, and the values there in words and as parts of the field.

    None: there was nothing to count.
    """

    label: str
    year: str
    parts: tuple[float | None, ...]
    values: tuple[str, ...]


def bars(
    caption: Caption, rows: Sequence[Bar], heads: Sequence[str], cells: Sequence[Sequence[str]]
) -> Markup:
    """One below the other, the words of each above it."""
    drawn = [
        element(
            "g",
            element("text", _short(row.label), x=0, y=ROW * number + 15),
            element("text", row.value, x="100%", y=ROW * number + 15, class_="value end"),
            element("rect", x=0, y=ROW * number + 22, width="100%", height=BAR, rx=3, class_="track"),
            element(
                "rect",
                x=0,
                y=ROW * number + 22,
                width=_percent(row.part),
                height=BAR,
                rx=3,
                class_="bar marked" if row.marked else "bar",
            ),
        )
        for number, row in enumerate(rows)
    ]
    said = "; ".join(f"{row.label}: {row.value}" for row in rows)
    return _figure(caption, said, ROW * len(rows), drawn, table(caption.title, heads, cells))


def columns(
    caption: Caption, points: Sequence[Point], heads: Sequence[str], cells: Sequence[Sequence[str]]
) -> Markup:
    """A column a month, of the first value of each."""
    step = _step(points)
    drawn: list[Child] = [
        element(
            "g",
            element(
                "rect",
                x=_percent(step * (number + (1 - WIDE) / 2)),
                y=_y(point.parts[0] or 0),
                width=_percent(step * WIDE),
                height=_field() - _y(point.parts[0] or 0),
                rx=2,
                class_="bar",
            ),
            element(
                "text",
                point.values[0],
                x=_percent(step * (number + 0.5)),
                y=_y(point.parts[0] or 0) - 6,
                class_="value middle",
            ),
        )
        for number, point in enumerate(points)
    ]
    said = "; ".join(f"{point.label} {point.year}".strip() + f": {point.values[0]}" for point in points)
    return _over_time(caption, said, points, drawn, table(caption.title, heads, cells))


def lines(
    caption: Caption,
    points: Sequence[Point],
    names: Sequence[str],
    heads: Sequence[str],
    cells: Sequence[Sequence[str]],
) -> Markup:
    """A line a value, the second broken and with squares; where a month has none, there is a gap."""
    drawn = [
        part
        for series, place in zip(range(len(names)), (17, -9) if len(names) > 1 else (-9,), strict=True)
        for part in _line(points, series, place)
    ]
    legend = _legend(names) if len(names) > 1 else None
    said = "; ".join(
        f"{point.label} {point.year}".strip() + f": {', '.join(point.values)}" for point in points
    )
    return _over_time(caption, said, points, drawn, table(caption.title, heads, cells), legend)


def _line(points: Sequence[Point], series: int, place: int) -> list[Markup]:
    """The parts of a line, then its points with their values `place` pixels below them."""
    step, kind = _step(points), "second" if series else "first"
    where = [
        None if point.parts[series] is None else (step * (number + 0.5), _y(point.parts[series] or 0))
        for number, point in enumerate(points)
    ]
    drawn = [
        element("line", x1=_percent(a[0]), y1=a[1], x2=_percent(b[0]), y2=b[1], class_=f"line {kind}")
        for a, b in pairwise(where)
        if a and b
    ]
    for at, point in zip(where, points, strict=True):
        if at is None:
            continue
        drawn.append(
            element("rect", x=_percent(at[0]), y=at[1] - 4, width=8, height=8, class_="point second")
            if series
            else element("circle", cx=_percent(at[0]), cy=at[1], r=4, class_="point first")
        )
        drawn.append(
            element("text", point.values[series], x=_percent(at[0]), y=at[1] + place, class_="value middle")
        )
    return drawn


def _over_time(
    caption: Caption,
    said: str,
    points: Sequence[Point],
    drawn: Sequence[Child],
    behind: Markup,
    legend: Markup | None = None,
) -> Markup:
    step, field = _step(points), _field()
    names = [
        (
            element("text", point.label, x=_percent(step * (n + 0.5)), y=field + 16, class_="label middle"),
            element("text", point.year, x=_percent(step * (n + 0.5)), y=field + 31, class_="label middle")
            if point.year
            else None,
        )
        for n, point in enumerate(points)
    ]
    base = element("line", x1=0, y1=field, x2="100%", y2=field, class_="base")
    return _figure(caption, said, field + FOOT, [base, *drawn, *names], behind, legend)


def _figure(
    caption: Caption,
    said: str,
    height: int,
    drawn: Sequence[Child],
    behind: Markup,
    legend: Markup | None = None,
) -> Markup:
    title, desc = f"{caption.slug}-title", f"{caption.slug}-desc"
    picture = element(
        "svg",
        element("title", caption.title, id=title),
        element("desc", said, id=desc),
        element("g", drawn, aria_hidden="true"),
        role="img",
        aria_labelledby=f"{title} {desc}",
        width="100%",
        height=height,
    )
    return element(
        "figure",
        element(
            "figcaption",
            element("h3", caption.title),
            element("p", caption.note, class_="note") if caption.note else None,
        ),
        legend,
        picture,
        element("details", element("summary", caption.figures), behind),
        class_="card",
    )


def _legend(names: Sequence[str]) -> Markup:
    """Which line is which, by its form and by its colour."""
    items = [
        element(
            "li",
            element(
                "svg",
                element("line", x1=0, y1=6, x2=28, y2=6, class_=f"line {kind}"),
                element("circle", cx=14, cy=6, r=4, class_="point first")
                if kind == "first"
                else element("rect", x=14, y=2, width=8, height=8, class_="point second"),
                width=28,
                height=12,
                aria_hidden="true",
            ),
            name,
        )
        for name, kind in zip(names, ("first", "second"), strict=False)
    ]
    return element("ul", items, class_="legend")


def _short(label: str) -> str:
    """Cut where it would run into its value; the table behind has it whole. Wide letters count twice."""
    room = LABEL
    for place, char in enumerate(label):
        room -= 2 if unicodedata.east_asian_width(char) in "WF" else 1
        if room < 0:
            return label[: place - 1].rstrip() + "…"
    return label


def _step(points: Sequence[Point]) -> float:
    return 1 / max(len(points), SLOTS)


def _field() -> int:
    return HEAD + HIGH


def _y(part: float) -> float:
    return round(HEAD + HIGH * (1 - part), 1)


def _percent(part: float) -> str:
    return f"{100 * part:.2f}%"

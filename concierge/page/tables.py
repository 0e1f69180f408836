"""Tables of the page: they scroll by themselves where a telephone is too narrow for them. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from concierge.page.markup import Child, Markup, element

SHADES = 4


def table(
    name: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[Child]],
    *,
    numbers: Sequence[int] | None = None,
    shades: Sequence[Sequence[int]] = (),
) -> Markup:
    """The first cell of a row is its head. `numbers`: columns to the right; None is all but the first.

    `shades`: of each cell but the first of a row, how strong its ground is, 0 (none) to `SHADES`.
    """
    right = set(range(1, len(heads)) if numbers is None else numbers)
    sides = ["right" if column in right else None for column in range(len(heads))]
    top = element(
        "tr", [element("th", head, scope="col", class_=side) for head, side in zip(heads, sides, strict=True)]
    )
    body = [
        element(
            "tr",
            [
                element(
                    "td" if column else "th",
                    cell,
                    scope=None if column else "row",
                    class_=_shade(shades[number][column - 1]) if shades and column else sides[column],
                )
                for column, cell in enumerate(row)
            ],
        )
        for number, row in enumerate(rows)
    ]
    whole = element("table", element("thead", top), element("tbody", body), class_="heat" if shades else None)
    return element("div", whole, class_="wide", role="region", aria_label=name, tabindex=0)


def _shade(steps: int) -> str | None:
    return f"heat{steps}" if steps else None

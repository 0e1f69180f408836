"""The part of the page about what was recommended: whose, of what kind, for how much. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from concierge.page.charts import Bar, bars
from concierge.page.document import card
from concierge.page.markup import Child, Markup, element
from concierge.page.tables import table
from concierge.page.view import View
from concierge.report_rows import Figures

PROVIDERS = 10  # bars; the table behind has all


def independence_cards(view: View, found: Figures) -> Iterator[Child]:
    """Whose options, what kind, what they cost."""
    total = found["options"]
    for provider in found["above_share"]:
        limit = f"{found['provider_share']:.0%}"
        yield element("p", view.say("above", provider=provider, limit=limit), class_="warn")
    yield element(
        "div",
        _providers(view, found),
        _counts(
            view,
            "kinds",
            [(view.kind(k["kind"]), k["options"]) for k in found["kinds"]],
            total,
            view.tell("kinds note", training=found["training"], options=total),
        ),
        _counts(
            view,
            "prices",
            [(view.tell(k), n) for k, n in found["price"].items()],
            total,
            _interest(view, found),
        ),
        _paid(view, found["prices"]),
        class_="cards",
    )


def _interest(view: View, found: Figures) -> str:
    return (
        view.tell("declared", count=found["interest"], options=found["options"]) if found["interest"] else ""
    )


def _providers(view: View, found: Figures) -> Markup | None:
    if not found["providers"]:
        return None
    above = set(found["above_share"])
    shown = [
        Bar(
            p["provider"],
            p["share"],
            f"{view.count(p['options'])} ({p['share']:.0%})",
            p["provider"] in above,
        )
        for p in found["providers"][:PROVIDERS]
    ]
    rows = [(p["provider"], view.count(p["options"]), view.percent(p["share"])) for p in found["providers"]]
    heads = (view.say("provider"), view.say("options"), view.say("portion"))
    note = view.tell("providers note", limit=f"{found['provider_share']:.0%}")
    return bars(view.caption("providers", note), shown, heads, rows)


def _counts(view: View, slug: str, counts: Sequence[tuple[str, int]], total: int, note: str) -> Markup:
    rows = [(name, view.count(count), f"{count / total:.0%}") for name, count in counts]
    heads = ("", view.say("options"), view.say("portion"))
    shown = [Bar(name, count / total, f"{view.count(count)} ({count / total:.0%})") for name, count in counts]
    return bars(view.caption(slug, note), shown, heads, rows)


def _paid(view: View, prices: Sequence[Figures]) -> Markup | None:
    """A row a currency: they are never added up."""
    if not prices:
        return None
    heads = [
        view.tell("currency"),
        view.say("options"),
        *(view.tell(head) for head in ("least", "middle", "most")),
    ]
    rows = [
        (
            p["currency"],
            view.count(p["options"]),
            *(view.number(p[key]) for key in ("least", "median", "most")),
        )
        for p in prices
    ]
    return card(view.tell("paid options"), "", table(view.tell("paid options"), heads, rows))

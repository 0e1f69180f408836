"""The report, and its published form, as one self-contained page. Pure: the same figures, the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from concierge.page.charts import Bar, bars
from concierge.page.demand import demand_cards, stands_out
from concierge.page.document import card, document, section
from concierge.page.independence import independence_cards
from concierge.page.markup import Child, Markup, element
from concierge.page.quality import quality_cards, tiles
from concierge.page.tables import table
from concierge.page.view import View
from concierge.page.words import definitions
from concierge.report_rows import Figures

COMMENTS = 30  # `--json` has all


def report_page(view: View, found: Figures) -> str:
    """Of `{period, quality, demand}` (docs/report.md)."""
    quality, demand, period = found["quality"], found["demand"], found["period"]
    title = f"{view.tell('title')}: {view.settings.name}, {view.period(period)}"
    of = view.filters(period)
    above = (
        element("h1", view.settings.name),
        element("p", f"{view.tell('title')}, {view.period(period)}"),
        element("p", of, class_="sub") if of else None,
    )
    if not (quality["cases"] or quality["imported"] or demand["cases"]):
        empty = element("p", view.tell("empty"))
        return document(view.language, title, above, (tiles(view, found), empty), view.tell("foot"))
    parts = list(_parts(view, quality, demand))
    contents = element("ul", [element("li", element("a", name, href=f"#{slug}")) for slug, name, _ in parts])
    body: list[Child] = [
        tiles(view, found),
        _highlights(view, stands_out(view, demand, quality["independence"])),
        element("nav", contents, aria_label=view.tell("contents")),
        *(section(slug, name, *inside) for slug, name, inside in parts),
    ]
    foot = view.tell("foot with words" if quality["comments"] else "foot")
    return document(view.language, title, above, body, foot)


def _parts(view: View, quality: Figures, demand: Figures) -> Iterator[tuple[str, str, list[Child]]]:
    """Slug, title and content of each."""
    if quality["cases"]:
        yield "quality", view.tell("quality"), list(quality_cards(view, quality))
    yield "demand", view.tell("demand"), list(demand_cards(view, demand))
    if quality["independence"]["options"]:
        inside = list(independence_cards(view, quality["independence"]))
        yield "independence", view.tell("independence"), inside
    if quality["comments"]:
        said = [_comment(view, each) for each in quality["comments"][:COMMENTS]]
        yield "comments", view.tell("comments"), [element("div", said, class_="card")]
    yield "definitions", view.tell("definitions"), [_definitions(view)]


def _highlights(view: View, said: Sequence[str]) -> Markup | None:
    if not said:
        return None
    items = element("ul", [element("li", each) for each in said], class_="plain")
    return section("stands-out", view.tell("stands out"), element("div", items, class_="card"))


def _comment(view: View, comment: Figures) -> Markup:
    rated = view.tell("rated", rating=comment["rating"]) if comment["rating"] else view.tell("not rated")
    when = view.day(comment["at"]) if comment["at"] else ""
    about = ", ".join(filter(None, (rated, comment["case"], when)))
    return element(
        "blockquote", element("p", comment["comment"], dir="auto"), element("div", about, class_="sub")
    )


def _definitions(view: View) -> Markup:
    rows = [
        element("div", element("dt", name), element("dd", words))
        for name, words in definitions(view.language)
    ]
    return element("dl", rows, class_="defined")


def published_page(view: View, forms: Sequence[Figures]) -> str:
    """Of the published forms, a card each; nothing that they do not say."""
    title = f"{view.tell('published title')}: {view.settings.name}"
    above = (element("h1", view.settings.name), element("p", view.tell("published title")))
    cards = [_form(view, number, form) for number, form in enumerate(forms)] or [
        element("p", view.say("nothing to publish"))
    ]
    return document(view.language, title, above, cards, view.tell("foot"))


def _form(view: View, number: int, form: Figures) -> Markup:
    about, demand = form["period"], form["demand"]
    year, _, quarter = about["quarter"].partition("-Q")
    name = view.tell("quarter", quarter=quarter, year=year)
    if about["client"]:
        name = f"{name}, {view.client(about['client'])}"
    hidden = view.say("not told")
    counts = [(view.topic(t["topic"]), t["people"]) for t in demand["topics"]]
    counts += [(view.topic(topic), None) for topic in demand["withheld"]]
    if other := demand["other"]:
        counts.append((view.say("other"), other["people"]))
    if not counts:
        return section(f"form-{number}", name, element("p", view.tell("nothing told")))
    rows = [(topic, hidden if people is None else view.count(people)) for topic, people in counts]
    note = view.tell("published note", count=demand["threshold"])
    heads = (view.say("topic"), view.say("people"))
    if not demand["topics"]:
        return section(f"form-{number}", name, card(view.tell("topics"), note, table(name, heads, rows)))
    most = max(people or 0 for _, people in counts)
    shown = [
        Bar(topic, (people or 0) / most, said)
        for (topic, people), (_, said) in zip(counts, rows, strict=True)
    ]
    caption = view.caption("topics", note)
    drawn = bars(replace(caption, slug=f"topics-{number}"), shown, heads, rows)
    return section(f"form-{number}", name, drawn)

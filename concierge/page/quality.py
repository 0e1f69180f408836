"""The half of the page about how well people were helped. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from concierge.page.charts import bars, columns, lines
from concierge.page.document import card
from concierge.page.markup import Child, Markup, element
from concierge.page.tables import table
from concierge.page.view import MONTHS, View
from concierge.report_rows import Figures, quality_rows, trend_row
from reports.helped import RATINGS

GROUPS = 12  # rows of a table of groups; `--json` has all
SEVERAL = 2  # months: one is no course


def tiles(view: View, found: Figures) -> Markup:
    """The six figures that a reader wants first."""
    quality, people = found["quality"], found["demand"]["people"]
    promise, rating, wide = quality["promise"], quality["rating"], quality["range"]
    before = {each["figure"]: _before(view, each) for each in quality["trends"]}
    first = quality["first_answer"]
    part = view.tell("part", part=view.count(promise["kept"]), whole=view.count(promise["count"]))
    answered = view.tell("part", part=view.count(rating["count"]), whole=view.count(rating["asked"]))
    chosen = view.tell("part", part=view.count(wide["ranges"]), whole=view.count(wide["recommendations"]))
    nine = view.tell("nine of ten", time=view.clock(first["p90_minutes"])) if first["count"] else ""
    asked = view.tell("one person") if people == 1 else view.tell("people asked", count=view.count(people))
    rows = (
        ("requests", view.count(quality["cases"]), asked if people else "", "cases"),
        ("first answer", view.clock(first["median_minutes"]), nine, "first_answer_minutes"),
        ("promise", view.percent(promise["share"]), part if promise["count"] else "", "promise_share"),
        ("mean", view.mean(rating["mean"]), _sure(view, rating), "mean_rating"),
        (
            "surveys",
            view.percent(rating["response_rate"]),
            answered if rating["asked"] else "",
            "response_rate",
        ),
        ("choice", view.percent(wide["share"]), chosen if wide["recommendations"] else "", "range_share"),
    )
    return element("dl", [_tile(view, *row, before) for row in rows], class_="tiles")


def _tile(view: View, slug: str, value: str, below: str, figure: str, before: dict[str, str]) -> Markup:
    was = before.get(figure, "")
    return element(
        "div",
        element("dt", view.tell(slug)),
        element("dd", value, class_="big"),
        element("dd", below, class_="sub") if below else None,
        element("dd", view.tell("before", value=was), class_="sub") if was else None,
    )


def _before(view: View, trend: Figures) -> str:
    """In the words of a tile; "" where there was nothing."""
    if trend["before"] is None:
        return ""
    return (
        view.clock(trend["before"])
        if trend["figure"].endswith("_minutes")
        else str(trend_row(view, trend)[2])
    )


def _sure(view: View, rating: Figures) -> str:
    """How many, and where the true mean lies where they are few."""
    if not rating["count"]:
        return ""
    said = (
        view.tell("one rating")
        if rating["count"] == 1
        else view.tell("ratings", count=view.count(rating["count"]))
    )
    between = rating["interval"]
    if not between["few"]:
        return said
    low, high = view.number(between["low"]), view.number(between["high"])
    return f"{said}: {view.say('between', low=low, high=high)}"


def quality_cards(view: View, quality: Figures) -> Iterator[Child]:
    """Charts side by side, then tables."""
    yield element(
        "div", [*_ratings(view, quality["rating"]), *_months(view, quality["by_month"])], class_="cards"
    )
    yield _all(view, quality)
    for title, groups, name in (
        ("Topics", quality["by_topic"], view.topic),
        ("Languages", quality["by_language"], view.spoken),
        ("Clients", quality["by_client"], view.client),
        ("Concierges", quality["by_concierge"] or (), view.concierge),
    ):
        if len(groups) > 1:
            yield _groups(view, view.say(title), groups, name)


def _ratings(view: View, rating: Figures) -> list[Markup]:
    if not rating["count"]:
        return []
    counts = [(str(each), rating["distribution"][str(each)]) for each in reversed(RATINGS)]
    rows = [(name, view.count(count), f"{count / rating['count']:.0%}") for name, count in counts]
    heads = (view.say("rating"), view.say("answers"), view.say("portion"))
    shown = view.bars(counts, rating["count"])
    return [bars(view.caption("rating chart", view.tell("rating note")), shown, heads, rows)]


def _months(view: View, months: Sequence[Figures]) -> Iterator[Markup]:
    """Over time, where there is more than one month."""
    if len(months) < SEVERAL:
        return
    most = max(month["cases"] for month in months)
    note = view.tell("last months", count=MONTHS) if len(months) > MONTHS else ""
    rows = [(view.month(m["name"]), view.count(m["cases"])) for m in months]
    heads = (view.say("month"), view.say("cases"))
    points = view.points(months, "name", (lambda m: m["cases"], lambda m: view.count(m["cases"]), 0, most))
    yield columns(view.caption("requests by month", note), points, heads, rows)
    yield from _answers(view, months)
    yield from _shares(view, months)
    yield from _means(view, months)


def _answers(view: View, months: Sequence[Figures]) -> Iterator[Markup]:
    slowest = max((m["first_answer"]["p90_minutes"] or 0 for m in months), default=0)
    if not any(m["first_answer"]["count"] for m in months):
        return
    points = view.points(
        months,
        "name",
        (
            lambda m: m["first_answer"]["median_minutes"],
            lambda m: view.hours(m["first_answer"]["median_minutes"]),
            -slowest * 0.15,
            slowest,
        ),
        (
            lambda m: m["first_answer"]["p90_minutes"],
            lambda m: view.hours(m["first_answer"]["p90_minutes"]),
            -slowest * 0.15,
            slowest,
        ),
    )
    names = (view.tell("median"), view.tell("p90"))
    rows = [
        (
            view.month(m["name"]),
            view.time(m["first_answer"]["median_minutes"]),
            view.time(m["first_answer"]["p90_minutes"]),
            view.count(m["first_answer"]["count"]),
        )
        for m in months
    ]
    heads = (view.say("month"), *names, view.say("answers"))
    yield lines(view.caption("answer by month", view.tell("answer note")), points, names, heads, rows)


def _shares(view: View, months: Sequence[Figures]) -> Iterator[Markup]:
    if not any(m["promise"]["count"] for m in months):
        return
    points = view.points(
        months, "name", (lambda m: m["promise"]["share"], lambda m: view.percent(m["promise"]["share"]), 0, 1)
    )
    rows = [
        (
            view.month(m["name"]),
            view.percent(m["promise"]["share"]),
            view.tell("part", part=view.count(m["promise"]["kept"]), whole=view.count(m["promise"]["count"])),
        )
        for m in months
    ]
    heads = (view.say("month"), view.say("portion"), view.say("cases"))
    yield lines(view.caption("promise by month"), points, ("",), heads, rows)


def _means(view: View, months: Sequence[Figures]) -> Iterator[Markup]:
    if not any(m["rating"]["count"] for m in months):
        return
    points = view.points(
        months,
        "name",
        (
            lambda m: m["rating"]["mean"],
            lambda m: view.mean(m["rating"]["mean"]),
            RATINGS[0],
            RATINGS[-1],
        ),
    )
    rows = [
        (view.month(m["name"]), view.mean(m["rating"]["mean"]), view.count(m["rating"]["count"]))
        for m in months
    ]
    heads = (view.say("month"), view.say("mean"), view.say("answers"))
    yield lines(view.caption("mean by month", view.tell("mean note")), points, ("",), heads, rows)


def _all(view: View, quality: Figures) -> Markup:
    """Every figure of the whole, beside the period before where there is one."""
    trends = [trend_row(view, each) for each in quality["trends"]]
    was = {str(name): str(before) for name, _, before in trends}
    was[view.say("requests")] = was.get(view.say("cases"), "")
    rows = [(str(name), _dashed(str(value))) for name, value in quality_rows(view, quality)]
    told = {name for name, _ in rows} | {view.say("cases")}
    rows += [(str(name), str(now)) for name, now, _ in trends if name not in told]
    if not trends:
        return card(
            view.tell("all figures"),
            "",
            table(view.tell("all figures"), ("", view.tell("this time")), rows, numbers=()),
        )
    heads = ("", view.tell("this time"), view.tell("before that"))
    beside = [(name, value, _dashed(was.get(name, ""))) for name, value in rows]
    return card(view.tell("all figures"), "", table(view.tell("all figures"), heads, beside, numbers=()))


def _dashed(value: str) -> str:
    return "–" if value == "-" else value


def _groups(view: View, title: str, groups: Sequence[Figures], name: Callable[[str], str]) -> Markup:
    heads = ("", *(view.say(head) for head in ("cases", "first answer", "promise", "mean", "answers")))
    rows = [
        (
            name(each["name"]),
            view.count(each["cases"]),
            view.clock(each["first_answer"]["median_minutes"]),
            view.percent(each["promise"]["share"]),
            view.mean(each["rating"]["mean"]),
            view.count(each["rating"]["count"]),
        )
        for each in groups[:GROUPS]
    ]
    return card(title, "", table(title, heads, rows))

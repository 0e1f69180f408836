"""The half of the page about what people want to learn. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from concierge.page.charts import bars, columns
from concierge.page.document import card
from concierge.page.markup import Child, Markup, element, together
from concierge.page.tables import SHADES, table
from concierge.page.view import MONTHS, View
from concierge.report_rows import Figures, Row, lack_row, moves_rows, session_row, unanswered_row

TOPICS = 15  # bars; the table behind has all
HEATED = 12  # rows of the table of months
MOST = 10  # rows of what is a list of hints; `--json` has them all
SEVERAL = 2  # months: one is no course
WORTH_SAYING = 3  # people, before it stands out that they were not helped well
SAID = 2  # of a kind, in what stands out


def stands_out(view: View, demand: Figures, independence: Figures) -> list[str]:
    """In a sentence each, what a reader should not miss; at most SAID of a kind."""
    moves = demand["movements"]
    found = [
        *(
            view.tell(
                "session line" if s["client"] else "session line of none",
                people=s["people"],
                client=view.client(s["client"]),
                topic=view.topic(s["topic"]),
            )
            for s in demand["sessions"][:SAID]
        ),
        *(
            view.tell("rising line", people=m["people"], topic=view.topic(m["topic"]), before=m["before"])
            for m in (moves["rising"] or ())[:SAID]
        ),
        *(
            view.tell("new line", people=m["people"], topic=view.topic(m["topic"]))
            for m in (moves["new"] or ())[:SAID]
        ),
        *(
            view.tell("low line", topic=view.topic(each["topic"]), what=unanswered_row(view, each)[2])
            for each in demand["unanswered"][:1]
            if each["topic"] and each["people"] >= WORTH_SAYING
        ),
        *(
            view.say("above", provider=provider, limit=f"{independence['provider_share']:.0%}")
            for provider in independence["above_share"][:SAID]
        ),
    ]
    return [str(each) for each in found]


def demand_cards(view: View, demand: Figures) -> Iterator[Child]:
    beside = element(
        "div",
        _people(view, demand["months"]),
        _cases(view, "languages", demand["languages"], view.spoken),
        _cases(view, "clients", demand["clients"], view.client),
        class_="stack",
    )
    yield element("div", _topics(view, demand), beside, class_="cards")
    yield _heat(view, demand)
    yield _hints(
        view,
        "Sessions",
        view.tell("sessions note", count=demand["session_threshold"]),
        ("topic", "people", "client", "budget", "time", "language"),
        [_named(view, session_row(view, each), each) for each in demand["sessions"][:MOST]],
        (1,),
    )
    yield _hints(
        view,
        "Moves",
        view.tell("moves note"),
        ("topic", "people", "what"),
        moves_rows(view, demand["movements"]),
        (1,),
    )
    yield _hints(
        view,
        "Unanswered",
        view.tell("unanswered note"),
        ("topic", "cases", "reason", "where"),
        [_tagged(unanswered_row(view, each), each) for each in demand["unanswered"][:MOST]],
        (1,),
    )
    yield _hints(
        view,
        "Similar",
        view.tell("similar note"),
        ("words", "people", "cases"),
        [(", ".join(each["words"]), each["people"], each["cases"]) for each in demand["similar"][:MOST]],
        (1, 2),
    )
    yield _hints(
        view,
        "Lacks",
        view.tell("lacks note"),
        ("topic", "people", "what"),
        [lack_row(view, each) for each in (demand["lacks"] or ())[:MOST]],
        (1,),
    )


def _named(view: View, row: Row, session: Figures) -> Row:
    """With the client's name in place of its id."""
    return (*row[:2], view.client(session["client"]) if session["client"] else "–", *row[3:])


def _tagged(row: Row, unanswered: Figures) -> Row:
    """With each case on one line."""
    tags = [together(element("span", tag, class_="tag"), " ") for tag in unanswered["examples"]]
    return (*row[:-1], together(tags))


def _topics(view: View, demand: Figures) -> Markup | None:
    topics = demand["topics"]
    if not topics:
        return None
    shown = view.bars([(view.topic(t["topic"]), t["people"]) for t in topics[:TOPICS]])
    rows = [(view.topic(t["topic"]), view.count(t["people"]), view.count(t["cases"])) for t in topics]
    heads = (view.say("topic"), view.say("people"), view.say("cases"))
    without = demand["without_topic"]
    more = view.tell("most asked", count=TOPICS) if len(topics) > TOPICS else ""
    none = (
        view.tell("one without topic")
        if without == 1
        else view.tell("without topic", count=view.count(without))
    )
    return bars(
        view.caption("topics", " ".join(filter(None, (more, none if without else "")))), shown, heads, rows
    )


def _people(view: View, months: Sequence[Figures]) -> Markup | None:
    if len(months) < SEVERAL:
        return None
    most = max(m["people"] for m in months)
    note = view.tell("last months", count=MONTHS) if len(months) > MONTHS else ""
    points = view.points(months, "month", (lambda m: m["people"], lambda m: view.count(m["people"]), 0, most))
    rows = [(view.month(m["month"]), view.count(m["people"]), view.count(m["cases"])) for m in months]
    heads = (view.say("month"), view.say("people"), view.say("cases"))
    return columns(view.caption("people by month", note), points, heads, rows)


def _cases(view: View, slug: str, counts: Mapping[str, int], name: Callable[[str], str]) -> Markup | None:
    """How many cases of each, where there are several."""
    if len(counts) < SEVERAL:
        return None
    named = [(name(each), count) for each, count in counts.items()]
    total = sum(counts.values())
    rows = [(each, view.count(count), f"{count / total:.0%}") for each, count in named]
    heads = ("", view.say("cases"), view.say("portion"))
    return bars(view.caption(slug), view.bars(named[:MOST], total), heads, rows)


def _heat(view: View, demand: Figures) -> Markup | None:
    """Topics by month: numbers in a table, with a ground that is the stronger the more they are."""
    months = demand["months"]
    if len(months) < SEVERAL or not demand["topics"]:
        return None
    shown = view.points(months, "month")
    by_month = {m["month"]: {t["topic"]: t["people"] for t in m["topics"]} for m in months}
    names = view.months(by_month)
    topics = [t["topic"] for t in demand["topics"][:HEATED]]
    most = max((people.get(topic, 0) for people in by_month.values() for topic in topics), default=0) or 1
    heads = [view.say("topic"), *(f"{point.label} {point.year}".strip() for point in shown)]
    counts = [[by_month[name].get(topic, 0) if name in by_month else 0 for name in names] for topic in topics]
    rows = [
        (view.topic(topic), *(view.count(people) if people else "" for people in row))
        for topic, row in zip(topics, counts, strict=True)
    ]
    shades = [[-(-SHADES * people // most) for people in row] for row in counts]
    inside = table(view.tell("topics by month"), heads, rows, numbers=(), shades=shades)
    return card(view.tell("topics by month"), view.tell("heat note"), inside)


def _hints(
    view: View, title: str, note: str, heads: Sequence[str], rows: Sequence[Row], numbers: Sequence[int]
) -> Markup | None:
    """A table of what to do something about; nothing where there is nothing."""
    if not rows:
        return None
    name = view.say(title)
    cells = [[_dashed(cell) for cell in row] for row in rows]
    return card(name, note, table(name, [view.tell(head) for head in heads], cells, numbers=numbers))


def _dashed(cell: object) -> Child:
    if isinstance(cell, Markup):
        return cell
    return "–" if cell == "-" else str(cell)

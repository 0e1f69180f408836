"""How long the report takes over many cases: `python -m bench.report [CASES] [DATABASE-URL]`.

Two years of generated cases, with surveys, recommendations and moves, on a new SQLite file or an empty
PostgreSQL database. Prints processor seconds for reading and counting, for the whole as JSON, and as times of
a reference in the same run (the same tables read as plain rows), and the most memory that was used.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from cases.catalogue import Catalogue
from cases.settings import Settings
from cases.tokens import Signer
from concierge.report_figures import report
from db import tables
from db.connect import disconnect, open_database, transaction
from db.migrate import migrate
from reports.figures import Period

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
DAYS = 730
PEOPLE, TOPICS = 5_000, 30
WORDS = ("budget", "slides", "pivot", "table", "macro", "speech", "meeting", "notes", "feedback", "planning")
READ = (tables.Case, tables.Survey, tables.Recommendation, tables.Event)
SETTINGS = Settings("Learning Help", "Europe/Brussels", ("en", "nl"), (), (), Signer({0: b"x"}, 0))


def fill(count: int, seed: int = 7) -> None:
    """So many cases, in few statements."""
    dice = random.Random(seed)
    people = [{"address": f"p{n}@example.org", "created_at": NOW} for n in range(PEOPLE)]
    with transaction():
        _insert(tables.Person, people)
        ids = [row.id for row in tables.Person.select(tables.Person.id)]
        rows: dict[Any, list[dict[str, Any]]] = {
            t: [] for t in (tables.Case, tables.Survey, tables.Recommendation, tables.Event)
        }
        for number in range(1, count + 1):
            _case(
                number, dice, ids, rows, NOW - timedelta(minutes=DAYS * 1440 * (count - number + 1) / count)
            )
        for table, made in rows.items():
            _insert(table, made)


def _case(number: int, dice: random.Random, people: list[int], rows: Any, at: datetime) -> None:
    first, advice = (at + timedelta(minutes=dice.expovariate(1 / mean)) for mean in (300, 2_000))
    topics = [f"topic-{min(TOPICS, int(dice.expovariate(0.15)))}"]
    rows[tables.Case].append(
        {
            "id": number, "state": "answered", "subject": " ".join(dice.sample(WORDS, 3)),
            "requester": dice.choice(people), "mailbox": "help@example.org",
            "language": dice.choice(("en", "nl")), "owner": f"c{dice.randrange(5)}@example.org",
            "topics": topics, "client": dice.choice((None, "north", "south")), "origin": "mail",
            "need": {"about": " ".join(dice.sample(WORDS, 4)), "budget": "9", "currency": "EUR", "time": 60},
            "created_at": at, "promised_at": at + timedelta(hours=6),
            "first_promised_at": at + timedelta(hours=6), "first_answer_at": first,
            "last_answer_at": advice, "recommended_at": advice,
        }
    )  # fmt: skip
    rows[tables.Survey].append(
        {"case": number, "state": "answered", "asked_at": advice, "answered_at": advice,
         "rating": dice.randint(1, 5), "comment": "Good." if number % 3 else ""}
    )  # fmt: skip
    for option in range(3):
        rows[tables.Recommendation].append(
            {"case": number, "at": advice, "actor": "c1@example.org", "topic": topics[0], "slug": "o",
             "title": "Option", "provider": f"P{dice.randrange(20)}", "kind": "book",
             "training": bool(option), "price": float(option * 10), "currency": "EUR"}
        )  # fmt: skip
    for detail in ("new -> waiting (asked)", "waiting -> open (worker wrote)", "open -> answered"):
        rows[tables.Event].append(
            {"case_id": number, "at": at, "event": "case.moved", "actor": "service", "detail": detail}
        )


def _insert(table: Any, rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), 500):
        table.insert_many(rows[start : start + 500]).execute()


def _read(table: Any) -> int:
    """How many rows there are, read one by one as the database gives them."""
    return sum(1 for _ in tables.database.execute_sql(*table.select().sql()))


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        url = sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{folder}/bench.db"
        migrate(open_database(url))
        fill(count)
        begun = time.process_time()
        bare = sum(_read(table) for table in READ)
        reference = time.process_time() - begun
        begun = time.process_time()
        found = report(SETTINGS, Period(), NOW, Catalogue())
        counted = time.process_time() - begun
        text = json.dumps(found.as_json())
        whole = time.process_time() - begun
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{count} cases, {bare} rows: {counted:.1f} s of processor, as JSON {whole:.1f} s"
            f" ({len(text)} characters);"
            f" {whole / reference:.1f} times reading the rows ({reference:.1f} s); {peak:.0f} MB"
        )
        disconnect()


if __name__ == "__main__":
    main()

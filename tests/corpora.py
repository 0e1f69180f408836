"""Score the reading of mail against other projects' own fixtures: a table per set and task.

    python tests/corpora.py DIRECTORY [--misses] [--task parse|auto|bounce|thread]

DIRECTORY holds one folder a set, each with `expect.jsonl` (rows: id, file, task, input, expect,
ambiguous, dup) and `mails/`. Rows with `ambiguous` or `dup` are shown in brackets and do not count.
"""

from __future__ import annotations

import argparse
import json
import mailbox
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from intake.older.threads import threads
from intake.reading.parse import parse
from intake.reading.parsed import DeliveryReport, Parsed

FLOORS = {"parse": 0.97, "auto": 0.98, "bounce": 0.95, "thread": 1.0}
Expect = dict[str, Any]


def folded(text: str) -> str:
    """White space folded, for comparing."""
    return " ".join(text.split())


def bare(message_id: str | None) -> str:
    return (message_id or "").strip("<>")


def parse_misses(expect: Expect, mail: Parsed) -> list[str]:
    """What differs from the expectation, one line each."""
    found: dict[str, object] = {
        "from": mail.shown_from.key,
        "from_name": mail.shown_from.name,
        "subject": folded(mail.subject),
        "message_id": bare(mail.message_id),
        "to": sorted(a.key for a in mail.to),
        "cc": sorted(a.key for a in mail.cc),
        "attachments": sorted(file.name for file in mail.attachments),
    }
    misses = []
    for key, wanted in expect.items():
        if key in ("text_contains", "text_words"):
            misses += _text_misses(key, wanted, mail.text)
            continue
        if key not in found:
            misses.append(f"{key}: not scored")
            continue
        seen = found[key]
        if key in ("from", "to", "cc"):
            wanted = sorted(w.lower() for w in wanted) if isinstance(wanted, list) else wanted.lower()
        elif isinstance(wanted, list):
            wanted = sorted(wanted)
        else:
            wanted = folded(bare(wanted) if key == "message_id" else wanted)
        if wanted != seen:
            misses.append(f"{key}: expected {wanted!r}, found {seen!r}")
    return misses


def _text_misses(key: str, wanted: list[str], text: str) -> list[str]:
    if key == "text_words":
        lost = [word for word in wanted if word not in text]
        return [f"words missing: {lost}"] if lost else []
    flat = folded(text)
    return [f"text lacks {part!r}" for part in wanted if folded(part) not in flat]


def auto_misses(expect: Expect, mail: Parsed) -> list[str]:
    """Automatic or not; a bounce is automatic too."""
    seen = mail.automatic is not None or mail.report is not None
    return [] if seen == expect["auto"] else [f"automatic: expected {expect['auto']}, found {seen}"]


def is_bounce(report: DeliveryReport | None) -> bool:
    """Whether a report tells of trouble, and not of success or of somebody reading."""
    return report is not None and not report.is_disposition and report.permanent is not None


def bounce_misses(expect: Expect, mail: Parsed) -> list[str]:
    """Bounce or not, whose address, for good or for a while."""
    seen = is_bounce(mail.report)
    misses = []
    if seen != expect["is_bounce"]:
        misses.append(f"bounce: expected {expect['is_bounce']}, found {seen}")
    report = mail.report
    if "recipients" in expect:
        wanted = sorted({r.lower() for r in expect["recipients"]})
        found = sorted({r.address.lower() for r in report.recipients}) if report else []
        if wanted != found:
            misses.append(f"recipients: expected {wanted}, found {found}")
    if expect.get("permanent") is not None:
        permanent = report.permanent if report else None
        if permanent != expect["permanent"]:
            misses.append(f"permanent: expected {expect['permanent']}, found {permanent}")
    return misses


def thread_misses(expect: Expect, mails: list[Parsed]) -> list[str]:
    """The groups, by place (`groups_idx`, from 1) or by Message-ID (`groups`)."""
    places = threads(mails)
    if "groups_idx" in expect:
        found = {frozenset(str(place + 1) for place in group) for group in places}
        wanted = {frozenset(str(place) for place in group) for group in expect["groups_idx"]}
    else:
        found = {frozenset(bare(mails[place].message_id) for place in group) for group in places}
        wanted = {frozenset(bare(name) for name in group) for group in expect["groups"]}
    return [] if wanted == found else [f"groups: expected {_sets(wanted)}, found {_sets(found)}"]


def _sets(groups: set[frozenset[str]]) -> list[list[str]]:
    return sorted(sorted(group) for group in groups)


JUDGES: dict[str, Callable[[Expect, Parsed], list[str]]] = {
    "parse": parse_misses,
    "auto": auto_misses,
    "bounce": bounce_misses,
}


def score(
    directory: Path, only: str | None = None
) -> tuple[dict[tuple[str, str, bool], list[int]], list[str]]:
    """(set, task, counts) -> [right, rows]; and every miss as a line."""
    table: dict[tuple[str, str, bool], list[int]] = defaultdict(lambda: [0, 0])
    misses: list[str] = []
    for rows in sorted(directory.glob("*/expect.jsonl")):
        for line in rows.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            task = row["task"]
            if task not in FLOORS or (only and task != only):
                continue
            counts = not row.get("ambiguous") and not row.get("dup")
            wrong = _judge(row, rows.parent)
            entry = table[rows.parent.name, task, counts]
            entry[0] += not wrong
            entry[1] += 1
            if wrong:
                mark = "" if counts else " (not counted)"
                misses.append(f"{row['id']}{mark} {row['file']}: {'; '.join(wrong)[:400]}")
    return table, misses


def _judge(row: Expect, folder: Path) -> list[str]:
    path = folder / row["file"]
    if row["task"] == "thread":
        return thread_misses(row["expect"], [parse(raw) for raw in _messages(path, row["input"])])
    return JUDGES[row["task"]](row["expect"], parse(path.read_bytes()))


def _messages(path: Path, kind: str) -> list[bytes]:
    if kind == "maildir":
        return [file.read_bytes() for file in sorted(path.rglob("*")) if file.is_file()]
    return [message.as_bytes() for message in mailbox.mbox(path, create=False)]


def main() -> int:
    """Print the table; 1 when a task is under its floor."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("directory", type=Path)
    arguments.add_argument("--misses", action="store_true")
    arguments.add_argument("--task", choices=sorted(FLOORS))
    given = arguments.parse_args()
    if not given.directory.is_dir():
        print(f"{given.directory} is not there; nothing scored")
        return 0
    table, misses = score(given.directory, given.task)
    totals: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    print(f"{'set':24}{'task':10}{'right':>7}{'rows':>6}{'share':>9}")
    for (name, task, counts), (right, rows) in sorted(table.items()):
        share = f"{right / rows:.1%}"
        print(f"{name:24}{task:10}{right:7}{rows:6}{share if counts else f'({share})':>9}")
        if counts:
            totals[task][0] += right
            totals[task][1] += rows
    under = 0
    for task, (right, rows) in sorted(totals.items()):
        low = right / rows < FLOORS[task]
        under += low
        print(f"{'all that count':24}{task:10}{right:7}{rows:6}{right / rows:9.1%}{'  UNDER' if low else ''}")
    if given.misses:
        print("\n".join(misses))
    return 1 if under else 0


if __name__ == "__main__":
    sys.exit(main())

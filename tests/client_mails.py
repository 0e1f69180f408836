"""Score the reading of mails in the shapes of today's clients, written for this project, with their truth.

    python tests/client_mails.py [FOLDER...] [--misses] [--renew]

A folder holds NAME.eml files and `truth.jsonl` (a row a mail: mail, sort, client, expect), or a file
NAME.expect.json beside each mail. `expect` has keys of `concierge parse --json`, white space aside: an object
and a list of objects by the keys given, `kind` one or a list of which one is right, attachments by name,
`text_contains` and `new_text_contains` parts of them. Without a folder: `tests/data/clients`, `held`.

`not_yet.txt` of a folder names those that do not come out right yet, with "loses words" behind those of which
some of the writer's words are not in the new text: the worst that can happen. --renew takes off what has come
right; it never adds anything.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_OWN = Path(__file__).parent / "data" / "clients"
OWN = (
    _OWN,
    _OWN / "held",
)  # those of the second were kept apart while the reading was mended after the first
FLOOR = 0.95
LOSES = "loses words"
_NOW = datetime(2026, 11, 3, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ClientMail:
    """One mail. sort: what kind of difficulty it is; expect: the keys that must come out."""

    path: Path
    sort: str
    client: str
    expect: dict[str, Any]

    @property
    def name(self) -> str:
        return self.path.stem


def client_mails(folder: Path) -> list[ClientMail]:
    """The mails of a folder, in the order of their truth."""
    truth = folder / "truth.jsonl"
    if truth.exists():
        rows = [json.loads(line) for line in truth.read_text("utf-8").splitlines()]
        return [
            ClientMail(folder / f"{row['mail']}.eml", row["sort"], row["client"], row["expect"])
            for row in rows
        ]
    return [
        ClientMail(
            path.with_name(path.name.removesuffix(".expect.json") + ".eml"),
            folder.name,
            "",
            json.loads(path.read_text("utf-8")),
        )
        for path in sorted(folder.glob("*.expect.json"))
    ]


def misses(mail: ClientMail) -> list[str]:
    """What differs from the truth, a line a key; the first is "loses words" where it does."""
    from concierge.understanding import understood

    found = understood(mail.path.read_bytes(), mail.name, None, _NOW)
    lines = [line for key, wanted in mail.expect.items() for line in _differs(key, wanted, found)]
    written = str(mail.expect.get("new_text", "")).split("\n\n")
    kept = _bare(found["new_text"])
    return lines if all(_bare(part) in kept for part in written) else [LOSES, *lines]


def _differs(key: str, wanted: Any, found: dict[str, Any]) -> Iterator[str]:
    """The lines about one key of an object."""
    if key.endswith("_contains"):
        key = key.removesuffix("_contains")
        lost = [part for part in wanted if _bare(part) not in _bare(str(found.get(key)))]
        if lost:
            yield f"{key} lacks {lost}"
        return
    seen = found.get(key)
    if key == "attachments":
        seen = sorted(each["name"] for each in seen or ())
        wanted = sorted(wanted)
    if not _same(wanted, seen):
        yield f"{key}: expected {wanted!r}, found {seen!r}"


def _same(wanted: Any, seen: Any) -> bool:
    if isinstance(wanted, dict):
        return isinstance(seen, dict) and not [
            line for key in wanted for line in _differs(key, wanted[key], seen)
        ]
    if isinstance(wanted, list) and isinstance(seen, list):
        pairs = zip(sorted(wanted, key=_by_address), sorted(seen, key=_by_address), strict=False)
        return len(wanted) == len(seen) and all(_same(one, other) for one, other in pairs)
    if isinstance(wanted, list):
        return seen in wanted
    if isinstance(wanted, str) and isinstance(seen, str):
        return _bare(wanted) == _bare(seen)
    return bool(wanted == seen)


def _by_address(value: Any) -> str:
    return str(value.get("address", "")).lower() if isinstance(value, dict) else str(value)


def _bare(text: str) -> str:
    return "".join(text.split())


def wrong(mails: Iterable[ClientMail]) -> dict[str, list[str]]:
    """The misses of every mail that has one, by its name."""
    return {mail.name: lines for mail in mails if (lines := misses(mail))}


def not_yet(folder: Path) -> dict[str, str]:
    """The mails of a folder that are known not to come out right yet: LOSES behind those that lose words."""
    listed = folder / "not_yet.txt"
    lines = listed.read_text("utf-8").splitlines() if listed.exists() else []
    return {name: mark for name, _, mark in (line.partition(" ") for line in lines)}


def marks(bad: dict[str, list[str]]) -> dict[str, str]:
    """What `not_yet.txt` says of those mails, when all of them stand there."""
    return {name: LOSES if lines[0] == LOSES else "" for name, lines in bad.items()}


def _table(folder: Path, mails: list[ClientMail], bad: dict[str, list[str]]) -> bool:
    """Print right and all for each sort; whether the sum is above the floor."""
    figures: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for mail in mails:
        for sort in (mail.sort, "all"):
            figures[sort][0] += mail.name not in bad
            figures[sort][1] += 1
    print(f"{folder.name + ' (own mails)':28}{'right':>7}{'mails':>7}{'share':>9}")
    for sort, (right, every) in figures.items():
        if sort != "all":
            print(f"{sort:28}{right:7}{every:7}{right / every:9.1%}")
    right, every = figures["all"]
    print(f"{'all':28}{right:7}{every:7}{right / every:9.1%}")
    return right >= FLOOR * every


def main() -> int:
    """Print a table a folder; 1 when one is below the floor."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("folders", type=Path, nargs="*", default=list(OWN))
    arguments.add_argument("--misses", action="store_true")
    arguments.add_argument("--renew", action="store_true")
    given = arguments.parse_args()
    good = True
    for folder in given.folders:
        mails = client_mails(folder)
        if not mails:
            print(f"{folder} has no mails with their truth: name a folder with truth.jsonl", file=sys.stderr)
            return 2
        bad = wrong(mails)
        good &= _table(folder, mails, bad)
        if given.misses:
            for name, lines in bad.items():
                print(name, "; ".join(lines)[:300])
        if given.renew:
            now = marks(bad)
            left = {name: mark and now[name] for name, mark in not_yet(folder).items() if name in now}
            lines = [f"{name} {mark}".rstrip() + "\n" for name, mark in sorted(left.items())]
            (folder / "not_yet.txt").write_text("".join(lines), "utf-8")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

"""Score the split of replies against other projects' own fixtures.

    python tests/intake/reading/reply_corpora.py DIRECTORY [--misses]

DIRECTORY holds one folder a set, each with `expect.jsonl` (rows of task visible_reply: file, input eml,
text or html, expect text, text_nows, contains, not_contains) and `mails/`. Rows with `ambiguous` or
`dup` do not count.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FLOOR = 0.92


def folded(text: str) -> str:
    """White space folded, for comparing."""
    return " ".join(text.split())


def mail_of(kind: str, raw: bytes) -> bytes:
    """A mail that carries a body of that kind; an eml is one already."""
    if kind == "eml":
        return raw
    charset = re.search(rb"charset=[\"']?([\w-]+)", raw[:2000]) if kind == "html" else None
    name = charset[1].decode() if charset is not None else "utf-8"
    subtype = "html" if kind == "html" else "plain"
    header = f"From: a@example.org\nContent-Type: text/{subtype}; charset={name}\n\n"
    return header.encode() + raw


def is_right(expect: dict[str, Any], new_text: str) -> bool:
    """Whether the new text is what the row expects."""
    flat = folded(new_text)
    return (
        folded(expect.get("text", new_text)) == flat
        and expect.get("text_nows", "".join(new_text.split())) == "".join(new_text.split())
        and all(folded(part) in flat for part in expect.get("contains", ()))
        and not any(folded(part) in flat for part in expect.get("not_contains", ()))
    )


def judged(directory: Path) -> Iterator[tuple[str, bool, str]]:
    """(id, right, new text) of every row that counts."""
    from intake.reading.parse import parse
    from intake.reading.quotes.split import split

    for rows in sorted(directory.glob("*/expect.jsonl")):
        for line in rows.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["task"] != "visible_reply" or row.get("ambiguous") or row.get("dup"):
                continue
            raw = (rows.parent / row["file"]).read_bytes()
            new_text = split(parse(mail_of(row["input"], raw))).new_text
            yield row["id"], is_right(row["expect"], new_text), new_text


def main(arguments: list[str]) -> int:
    """Print the figure, and the misses when asked; 1 when it is below the floor."""
    rows = list(judged(Path(arguments[0])))
    right = sum(good for _, good, _ in rows)
    if "--misses" in arguments:
        for name, good, new_text in rows:
            if not good:
                print(name, repr(new_text[:300]))
    print(f"visible_reply {right}/{len(rows)} = {right / len(rows):.1%}")
    return 0 if right >= FLOOR * len(rows) else 1


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent.parent))
    sys.exit(main(sys.argv[1:]))

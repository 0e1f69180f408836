"""Pictures that belong to what was cut: of a signature, or of the mail that was quoted. Pure.

A client draws a signature's logo as an inline picture, with a new Content-ID each time. Where its words are
cut, it goes with them; what the writer put between their own words stays.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from typing import Final

from intake.reading.body.html_text import to_tree
from intake.reading.parsed import Parsed
from intake.reading.quotes.split import Split, lines_of, split

_MARK: Final = re.compile(r"\[cid:\d{1,3}\]")
MAX_PICTURES: Final = 100  # of one mail that are looked at; a signature has three


def cut_pictures(parsed: Parsed, found: Split, known_signatures: Collection[str] = ()) -> frozenset[str]:
    """Content-IDs (lower case) of inline pictures that stand only in what `found` cut from the mail.

    The mail is split once more with a word in place of each picture. Where that changes the writer's words,
    nothing is sure and no picture goes.
    """
    named = {f.content_id.lower() for f in parsed.attachments if f.inline and f.content_id}
    if not named or parsed.html is None or not (found.signature or found.quoted_text):
        return frozenset()
    tree = to_tree(parsed.html)
    marks: dict[str, str] = {}
    for node in tree.css("img[src]")[:MAX_PICTURES]:
        source = (node.attributes.get("src") or "").strip().lower()
        if source.startswith("cid:") and source[4:] in named:
            mark = f"[cid:{len(marks)}]"
            marks[mark] = source[4:]
            node.insert_before(f" {mark} ")
    if not marks:
        return frozenset()
    marked = replace(parsed, html=tree.html)
    again = split(marked, known_signatures=known_signatures)
    words = again.new_text
    for mark in marks:
        words = words.replace(mark, "")
    if words.split() != found.new_text.split():
        return frozenset()
    whole = "\n".join(line.text for line in lines_of(marked))
    ends = [line.strip() for line in found.signature.split("\n") if line.strip()]
    kept = {
        cid
        for mark, cid in marks.items()
        if mark in again.new_text and not (ends and _is_below(whole, ends[-1], mark))
    }
    return frozenset(marks.values()) - kept


def _is_below(whole: str, end: str, mark: str) -> bool:
    """Whether a picture stands right below the last line of the signature."""
    before = whole[: whole.find(mark)]
    at = before.rfind(end)
    return at >= 0 and not _MARK.sub("", before[at + len(end) :]).strip()

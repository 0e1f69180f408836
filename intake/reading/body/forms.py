"""The forms of one piece of body, HTML and plain, and which of them a reader is shown."""

from __future__ import annotations

import html as html_escapes
import re
from dataclasses import dataclass

MAX_MISSING = 0.2  # share of the plain part's words that the HTML may lack

_WORD = re.compile(r"[^\W\d_]{3,}")
_NOT_WORDS = re.compile(r"https?://\S+|\[(?:cid|image|afbeelding)[^\]\n]{0,200}\]")
_STRUCTURE = re.compile(r"^(?:[^\S\n]*+(?:- |\d++\. |> )|\| )|\]\(|https?://", re.M)
_BROKEN_LINE = re.compile(r"^(?!>).{60,}\n\S", re.M)  # the next line goes on with the sentence


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of body in the forms it came in; None where it has no such form."""

    html: str | None = None
    plain: str | None = None
    calendar: str | None = None


def unified(plain: str | None, rendered: str | None) -> str:
    """The form to show. HTML, as clients do, where it has links, lists, tables or quotes to keep;
    else the client's own plain text, unless its lines are broken by width.

    When the forms say different things (a fifth of the plain part's words are not in the HTML) the
    plain part may hold the only words that matter, so nothing is dropped: it comes first.
    """
    if rendered is None or not rendered.strip():
        return plain or ""
    if not plain or not plain.strip():
        return rendered
    words = set(_WORD.findall(_NOT_WORDS.sub(" ", plain.lower())))
    shown = set(_WORD.findall(rendered.lower()))
    if len(words - shown) > MAX_MISSING * len(words):
        return f"{plain}\n\n{rendered}"
    is_same = len(shown - words) <= MAX_MISSING * len(shown)
    if is_same and not _STRUCTURE.search(rendered) and not _BROKEN_LINE.search(plain):
        return plain
    return rendered


def alternative(children: list[tuple[Segment, ...]]) -> tuple[Segment, ...]:
    """One segment out of the forms of a multipart/alternative: best HTML is the last one."""
    plain = html = calendar = None
    for segments in children:
        if not segments:
            continue
        merged = joined(segments)
        if merged.html is not None:
            html = merged.html
        if merged.plain is not None and (plain is None or merged.html is None):
            plain = (
                merged.plain
                if plain is None or merged.plain.startswith(plain)
                else f"{plain}\n\n{merged.plain}"
            )
        calendar = merged.calendar or calendar
    if plain is None and html is None and calendar is None:
        return ()
    return (Segment(html, plain, calendar),)


def joined(segments: tuple[Segment, ...]) -> Segment:
    """Several pieces of one form as one."""
    if len(segments) == 1:
        return segments[0]
    html = [s.html if s.html is not None else as_html(s.plain or "") for s in segments]
    plain = [s.plain for s in segments if s.plain is not None]
    return Segment(
        "\n<br>\n".join(html) if any(s.html is not None for s in segments) else None,
        "\n\n".join(plain) if len(plain) == len(segments) else None,
        next((s.calendar for s in segments if s.calendar), None),
    )


def as_html(plain: str) -> str:
    return f'<div style="white-space:pre-wrap">{html_escapes.escape(plain, quote=False)}</div>'

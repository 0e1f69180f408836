"""A concierge's own words: what commands are read from and what may go to a worker. Pure.

Beside the general rules of `signatures`, only for somebody whose name is known: their sign-off goes, and so
does a quote that came back alone.
"""

from __future__ import annotations

from intake.reading.signatures.closing_formulas import formula_kind
from intake.reading.signatures.sign_off import cut_sign_off
from intake.reading.signatures.signatures import Cut


def own_words(text: str, name: str, *, quoted: str, signature: str, sure: bool) -> Cut:
    """The words of `name` without a signature; nothing where only a quote was sent back.

    text, quoted, signature: as the mail was split; sure: whether that split can be relied on. Quoted words
    may hold command lines that a worker wrote, so they are never read as the concierge's.
    """
    if not sure:
        only_quoted = bool(quoted) and text.strip() == quoted.strip()
        return Cut("" if only_quoted else text, signature)
    found = cut_sign_off(text, name)
    both = "\n\n".join(part for part in (found.signature, signature) if part)
    return Cut(found.kept if found.signature else text, both)


def closing(text: str, name: str) -> str:
    """The last lines that are only a closing formula ("Kind regards,") and the writer's own name."""
    lines = text.rstrip().split("\n")
    own = {name.casefold(), name.partition(" ")[0].casefold()}
    start = len(lines)
    while start and (
        not lines[start - 1].strip()
        or formula_kind(lines[start - 1])
        or lines[start - 1].strip().rstrip(".,").casefold() in own
    ):
        start -= 1
    return "\n".join(lines[start:]).strip()

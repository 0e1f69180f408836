"""The language of a mail's author, as the service goes on with them. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from cases.model import Case, Person, Role
from intake.reading.language import asked_language, language


def begins_in(text: str, person: Person | None, languages: Sequence[str]) -> str:
    """What the new text asks for, else what it is in; where unsure the person's, then the service's first."""
    known = (asked_language(text), language(text), person.language if person else None)
    return next((code for code in known if code in languages), None) or languages[0]


def goes_on_in(case: Case, text: str, languages: Collection[str]) -> str:
    """The language that a worker's later mail asks for, or two in a row are in; "" for no other.

    One mail in another language may be somebody else's words.
    """
    now = language(text)
    before = next((m.new_text for m in reversed(case.messages) if m.role is Role.WORKER), "")
    found = asked_language(text) or (now if now == language(before) else "")
    return found if found in languages and found != case.language else ""

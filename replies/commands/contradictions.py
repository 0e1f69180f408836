"""What only shows when all lines of a concierge's mail are known: whose words are whose, and what cannot go
together. Pure.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from cases.forms import nobody_reads
from cases.model import CaseEvent, Purpose
from replies.commands.grammar import Reading
from replies.commands.plan import Desk, Plan, Refusal

QUERIES_ONLY = frozenset({Purpose.HELD, Purpose.RECEIPT, Purpose.DIGEST, Purpose.CONFIRM})
"""Mails to the concierge alone: words in reply to them have no reader."""

_CLOSINGS: Final = frozenset(
    """
    hi hello hey dear hallo dag beste thanks thank you thx many cheers best kind warm yes ok okay please
    ja graag bedankt dank je dankjewel u merci alvast met vriendelijke hartelijke and en
    """.split()  # noqa: SIM905 - easier to read than forty strings
)
_REGARDS: Final = frozenset(("regards", "greetings", "groet", "groeten", "groetjes", "mvg"))
_WORD = re.compile(r"[^\W\d_]+")


def shared_out(desk: Desk) -> Desk:
    """The desk with its words given to their readers: what stands below #note is for colleagues only.

    All of a reply to a note is a note, whatever it holds: visibility belongs to the address (CONTRACT 4).
    """
    reading = desk.reading
    if desk.purpose is Purpose.NOTE:
        return replace(desk, text="", private=_joined(note_words(reading), desk.invitation))
    note = next((c for c in reading.commands if c.verb == "note"), None)
    if note is None:
        return replace(desk, text=_inviting(reading.remainder, desk))
    private = _joined(*_said(reading), reading.below(note.number))
    above = reading.above(note.number)
    if not above.strip():
        return replace(desk, text="", private=_joined(private, desk.invitation))
    return replace(desk, text=_inviting(above, desk), private=private)


def _inviting(text: str, desk: Desk) -> str:
    """The words with what an invitation says, above the closing formula."""
    if not desk.invitation:
        return text
    end = desk.closing if desk.closing and text.rstrip().endswith(desk.closing) else ""
    parts = (text.rstrip().removesuffix(end).rstrip(), desk.invitation, end)
    return "\n\n".join(part for part in parts if part)


def note_words(reading: Reading) -> str:
    """All words of a mail that is a note as a whole."""
    return _joined(*_said(reading), reading.remainder)


def _said(reading: Reading) -> tuple[str, ...]:
    """Words typed on the line of #note itself."""
    return tuple(c.said for c in reading.commands if c.verb == "note")


def _joined(*parts: str) -> str:
    return "\n".join(part for part in parts if part.strip())


def contradiction(plan: Plan, desk: Desk) -> Refusal | None:
    """Why the lines cannot be carried out together, or None; the words are shared out already."""
    refused = _mails(plan, desk) or _settling(plan, desk) or _joining(plan)
    if refused is not None:
        return refused
    to_nobody = desk.case is None or desk.purpose in QUERIES_ONLY
    if to_nobody and desk.says_something and not plan.note and not _only_sign_off(desk):
        return Refusal("wrong-mail")
    if _to_a_form(plan, desk):
        assert desk.case is not None
        return Refusal("nobody-reads", {"address": desk.case.requester.address})
    if plan.cc and not reaches_worker(plan, desk):
        return Refusal("cc-alone")
    if plan.split and reaches_worker(plan, desk):
        return Refusal("split-words")
    if plan.note and desk.purpose is not Purpose.NOTE and desk.says_something and not desk.private.strip():
        return Refusal("note-empty")
    if not _acts(plan, desk) and not desk.says_something:
        if not desk.files or to_nobody:
            return Refusal("no-words")
        if all(file.type.startswith("image/") for file in desk.files):
            return Refusal("file-alone")  # a thumb, a logo: no answer
    silent = not has_words(plan, desk) and not plan.note and not plan.writes_to_worker
    if desk.files and silent and not to_nobody and _acts(plan, desk):
        return Refusal("file-alone")
    return None


def _to_a_form(plan: Plan, desk: Desk) -> bool:
    """Whether a mail would go to the address of a form, which nobody reads."""
    if desk.case is None or plan.requester is not None or not nobody_reads(desk.case.requester.address):
        return False
    return reaches_worker(plan, desk) or (plan.move is CaseEvent.CLOSED and not plan.quietly)


def reaches_worker(plan: Plan, desk: Desk) -> bool:
    """Whether carrying out the plan mails the concierge's words (or a template of theirs) to the worker."""
    if plan.send or plan.settle or plan.undo or desk.case is None or desk.purpose is Purpose.NOTE:
        return False
    if plan.writes_to_worker or desk.purpose in QUERIES_ONLY:
        return plan.writes_to_worker
    return has_words(plan, desk) or bool(desk.files and not plan.note)


def has_words(plan: Plan, desk: Desk) -> bool:
    """Whether there are words for the worker; below commands a signed greeting alone is none."""
    if not desk.says_something:
        return False
    return not (_acts(plan, desk) and _only_sign_off(desk) and _signed(desk))


def _mails(plan: Plan, desk: Desk) -> Refusal | None:
    """One mail, one mail to the worker."""
    mails = [plan.use is not None, plan.ask is not None, plan.recommends]
    around_advice = plan.use is not None and _kind(plan, desk) == "recommendation"
    if sum(mails) > 1 and not (around_advice and plan.recommends and plan.ask is None):
        return Refusal("one-mail")
    return None


def _joining(plan: Plan) -> Refusal | None:
    """What makes another case of this one, or this one of another, stands alone; a colleague is asked about
    a case that goes on.
    """
    if plan.introduce is not None and plan.move in (CaseEvent.CLOSED, CaseEvent.REJECTED):
        return Refusal("introduce-over")
    several = (plan.merge is not None) + plan.split + (plan.requester is not None) > 1
    return Refusal("not-together") if several or (plan.merge is not None and plan.move) else None


def _settling(plan: Plan, desk: Desk) -> Refusal | None:
    """#send, #undo, #accept and #discard answer one question: words or commands beside them would be lost."""
    asked = plan.send + plan.undo + (plan.settle is not None)
    if not asked:
        return None
    beside = plan.asks_beside("send", "without", "undo", "settle", "note")
    if beside or asked > 1 or (plan.note and desk.purpose is not Purpose.NOTE):
        return Refusal("not-alone")
    return None if _only_sign_off(desk) and not desk.files else Refusal("wrong-mail")


def _acts(plan: Plan, desk: Desk) -> bool:
    """Whether the mail does anything without words for the worker."""
    noted = plan.note and bool(desk.private.strip() or desk.files)
    return noted or plan.asks_beside("note", "cc")


def _only_sign_off(desk: Desk) -> bool:
    """Nothing but a greeting, thanks and the writer's own name."""
    if not desk.says_something:
        return True
    words = _WORD.findall(desk.text.lower())
    short = 0 < len(words) <= 15 and not re.search(r"[?\d]|https?:", desk.text)
    return short and set(words) <= _CLOSINGS | _REGARDS | _own(desk)


def _signed(desk: Desk) -> bool:
    return not set(_WORD.findall(desk.text.lower())).isdisjoint(_REGARDS | _own(desk))


def _own(desk: Desk) -> set[str]:
    return set(_WORD.findall(desk.author.name.lower()))


def _kind(plan: Plan, desk: Desk) -> str | None:
    assert plan.use is not None
    language = desk.case.language if desk.case else desk.settings.languages[0]
    return desk.writer.library.file(plan.use[0], language).kind

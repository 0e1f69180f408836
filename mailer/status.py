"""What an SMTP reply means for the mail, the address and the mailbox (RFC 5321 4.2, RFC 3463).

The first question is always whether the same would succeed later. `cases.refusals` holds the table of
refusals; here is what follows from them, and from what is no refusal.
"""

from __future__ import annotations

import re

from cases.refusals import Action, Refused, refused
from db.outgoing import Outcome, Stage

OUTCOMES = {
    Action.RETRY: Outcome.DEFERRED,
    Action.SLOW: Outcome.SLOW,
    Action.PAUSE: Outcome.PAUSE,
    Action.FAIL: Outcome.FAILED,
    Action.SUPPRESS: Outcome.SUPPRESS,
}

_ENHANCED = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})(?=\s|$)")
_MAX_WORDS = 500


def enhanced_code(text: str) -> str | None:
    """The RFC 3463 code with which the text of a reply begins (RFC 2034), or None."""
    match = _ENHANCED.match(text)
    return match[1] if match else None


def reply_line(code: int | None, text: str) -> str:
    """Reply as one printable line of at most 500 characters: "550 5.1.1 No such user"."""
    words = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    line = f"{code} {words}" if code and code > 0 else words
    return line[:_MAX_WORDS].rstrip()


def verdict(code: int | None, text: str, stage: Stage) -> tuple[Outcome, Refused | None]:
    """What a reply at `stage` means, and of which kind it is; `code` None: the connection ended without one.

    A code that contradicts its enhanced code counts by the SMTP code, as RFC 5321 demands.
    """
    means = refused(code, enhanced_code(text), text, stage) if code is not None else None
    if means is not None:
        return OUTCOMES[means.action], means
    if code is not None and 200 <= code < 300 and stage is Stage.DATA:
        return Outcome.SENT, None
    # No reply, or none that SMTP knows. After DATA nobody can tell whether the mail was taken.
    return (Outcome.UNKNOWN if stage is Stage.DATA else Outcome.DEFERRED), None

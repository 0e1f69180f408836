"""What an SMTP reply means for the mail, the address and the mailbox (RFC 5321 4.2, RFC 3463).

The first question is always whether the same would succeed later. Only six enhanced codes say that an
address does not exist; every other refusal may be the relay's, the policy's or ours, and suppresses nobody.
"""

from __future__ import annotations

import re

from db.outgoing import Outcome, Stage

NO_SUCH_ADDRESS = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
"""RFC 3463 3.2-3.3 and RFC 7505 (5.1.10): only these suppress an address, and only at RCPT."""

TOO_LARGE = frozenset({"5.3.4", "5.2.3"})  # RFC 1870 section 6.1: about this mail, not about us

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


def verdict(code: int | None, enhanced: str | None, stage: Stage) -> Outcome:
    """What a reply at `stage` means; `code` None: the connection ended without one.

    A code that contradicts its enhanced code counts by the SMTP code, as RFC 5321 demands.
    """
    if code is not None and 400 <= code < 500:
        return Outcome.DEFERRED
    if code is not None and 200 <= code < 300 and stage is Stage.DATA:
        return Outcome.SENT
    if code is None or not 500 <= code < 600:
        # No reply, or none that SMTP knows. After DATA nobody can tell whether the mail was taken.
        return Outcome.UNKNOWN if stage is Stage.DATA else Outcome.DEFERRED
    return _permanent(code, enhanced, stage)


def _permanent(code: int, enhanced: str | None, stage: Stage) -> Outcome:
    if stage is Stage.CONNECT:
        return Outcome.DEFERRED  # a 554 greeting is about the server's day (RFC 5321 3.1), no mail was named
    if stage is Stage.AUTH:
        return Outcome.PAUSE
    if stage is Stage.MAIL:
        # 552 answers our SIZE: this one mail is too large, the others may still go.
        return Outcome.FAILED if code == 552 or enhanced in TOO_LARGE else Outcome.PAUSE
    if stage is Stage.RCPT and enhanced in NO_SUCH_ADDRESS:
        return Outcome.SUPPRESS
    return Outcome.FAILED

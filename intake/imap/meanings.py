"""What the words of real servers mean: for people one sentence, for us how long to leave the server alone.

The texts are those that Microsoft 365, Gmail, Yahoo, Dovecot, Courier and Cyrus are known to send; a response
code alone says too little ([UNAVAILABLE] is a full server, a lost back end and a limit of connections). Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

LONGEST_REST = timedelta(hours=1)  # whatever a server suggests; Microsoft was seen to say 50 minutes
_SUGGESTED = re.compile(r"back ?off time: ?(\d{1,12})(?!\d) ?(milli|ms|sec|s\b|min|m\b)?", re.IGNORECASE)
_UNITS = {"milli": 0.001, "ms": 0.001, "sec": 1.0, "s": 1.0, "min": 60.0, "m": 60.0}  # in seconds
MOST_SECONDS = 1_000  # a number without a unit above this is in milliseconds, as Exchange has them


@dataclass(frozen=True, slots=True)
class Meaning:
    """`says`: what it means and what to do. `rest`: how long to ask nothing more; None: as after any failure.

    `ends`: nothing works on this connection any more, although the server keeps it open.
    """

    words: re.Pattern[str]
    says: str
    rest: timedelta | None = None
    ends: bool = False


def _known(words: str, says: str, rest: timedelta | None = None, *, ends: bool = False) -> Meaning:
    return Meaning(re.compile(words, re.IGNORECASE), says, rest, ends)


_MINUTE, _FIVE = timedelta(minutes=1), timedelta(minutes=5)
MEANINGS = (
    _known(
        r"throttl",
        "the server limits how much is asked of it; nothing is asked until its pause is over, and no mail "
        "is lost",
        _FIVE,
    ),
    _known(
        r"bandwidth limit|limits? exceeded for (download|upload)|download(ed)? too much",
        "Google's daily limit for this mailbox is used up; it goes on by itself within a day: see which "
        "other programs read this mailbox by IMAP",
        timedelta(hours=1),
    ),
    _known(
        r"too many.{0,30} connections|maximum number of connections|connection limit|connections? exceeded"
        r"|number of (simultaneous |concurrent )?connections",
        "the mailbox is open in more programs than the server allows (the service itself needs one "
        "connection): close other mail programs on it, or raise the server's limit "
        "(Dovecot: mail_max_userip_connections)",
        _MINUTE,
    ),
    _known(
        r"rate limit|too many (commands|requests|invalid|(failed )?log ?ins?\b|attempts|authent)"
        r"|too many login"
        r"|try again (in|after) a few minutes|login rate",
        "the server takes no more from this user for a while; the service waits before it asks again",
        _FIVE,
    ),
    _known(
        r"authenticated but not connected",
        "the login is right, but Microsoft 365 does not open the mailbox: username must be the address "
        "of the mailbox itself, it needs a mailbox with IMAP enabled, and an application needs FullAccess "
        "to it (Add-MailboxPermission); where it worked before, wait: it passes",
        _MINUTE,
        ends=True,
    ),
    _known(
        r"server unavailable|backend.{0,20}(unavailable|error)|connection (is )?closed\. ?\d\d"
        r"|service (temporarily )?(not available|unavailable)|proxy(ing)? .{0,40}(fail|error)",
        "a part of the server is away; it comes back by itself",
        ends=True,
    ),
    _known(
        r"over ?quota|quota.{0,20}(exceeded|full)|mailbox.{0,20} full|not enough (disk )?(quota|space)",
        "the mailbox is full: remove old mail from it, or give it more room",
    ),
    _known(
        r"application.specific password|app password required",
        "the provider wants an app password or OAuth 2 instead of the user's own password",
    ),
    _known(
        r"(log ?in|sign.?in) via (your )?web ?browser|web login required",
        "the provider wants somebody to log in once with a browser as this user",
    ),
    _known(
        r"imap (access )?is (disabled|not enabled)|not enabled for imap|imap4? .{0,20}disabled",
        "IMAP is switched off for this mailbox: switch it on with the provider",
    ),
    _known(
        r"in ?use|locked by|lock(ed)? .{0,20}(another|other)",
        "another program holds the mailbox; it is tried again",
    ),
    _known(
        r"client tried to access nonexistent namespace|should probably be prefixed",
        "folders of this server lie below a prefix: write the name with it",
    ),
)


def meaning(text: str) -> Meaning | None:
    """What a server means by `text`; None where its own words have to do."""
    return next((one for one in MEANINGS if one.words.search(text)), None)


def explained(text: str) -> str:
    """`text` with what it means behind it, for the end of a sentence."""
    known = meaning(text)
    return f"{text}; that means: {known.says}" if known else text


def rest_after(text: str) -> timedelta | None:
    """How long a server wants to be left alone, at most LONGEST_REST; None where it does not say so."""
    suggested = _SUGGESTED.search(text)
    if suggested:
        number, unit = int(suggested[1]), (suggested[2] or "").lower()
        seconds = number * _UNITS.get(unit, 0.001 if number > MOST_SECONDS else 1.0)
        return min(timedelta(seconds=max(seconds, 1.0)), LONGEST_REST)
    known = meaning(text)
    return known.rest if known else None


def ends_connection(text: str) -> bool:
    """Whether a new connection is needed after this answer."""
    known = meaning(text)
    return rest_after(text) is not None or (known is not None and known.ends)

"""What a refusing SMTP reply is about, what to do, and one sentence about it in plain words. Pure: one table.

The first row that fits counts. A reply fits a row by its class (4 or 5), the stage of the session, and one of
SMTP code, enhanced code (RFC 3463) and words. Servers say the same with different codes and different things
with the same code, so both are looked at. The texts are those of Microsoft 365, Gmail, Postfix and Exim.

Words that a stranger could have put there do not count: addresses, and what another server "said".
Longer than 250 lines: the kinds and their table are read side by side.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

NO_SUCH_ADDRESS = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
"""RFC 3463 3.2-3.3 and RFC 7505 (5.1.10): only these suppress an address, and only at RCPT."""

LOOKED_AT = 600  # characters of a reply


class Concerns(StrEnum):
    """Whom a refusal is about."""

    RECIPIENT = "this recipient"
    MAIL = "this mail"
    MAILBOX = "our mailbox"
    SERVER = "the server now"


class Action(StrEnum):
    RETRY = "retry"  # this mail later
    SLOW = "slow down"  # all mail of the mailbox later, and more slowly
    PAUSE = "pause"  # all mail of the mailbox waits for a person, who is told
    FAIL = "fail"  # this mail never goes
    SUPPRESS = "suppress"  # nothing more goes to this address


@dataclass(frozen=True, slots=True)
class Refused:
    """One kind of refusal. `sentence` is for operators; `rest`: how long the mailbox waits at first."""

    kind: str
    concerns: Concerns
    action: Action
    sentence: str
    rest: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class _Row:
    """`stages` "": every stage. `said`, `unless`: words, "; " between them; with the latter it fits not."""

    means: Refused
    digit: int
    stages: str = ""
    enhanced: str = ""
    codes: Collection[int] = ()
    said: str = ""
    unless: str = ""

    def fits(self, code: int, enhanced: str, text: str, stage: str) -> bool:
        if code // 100 != self.digit or (self.stages and stage not in self.stages.split()):
            return False
        named = code in self.codes or enhanced in self.enhanced.split() or _stands(self.said, text)
        return named and not _stands(self.unless, text)


def _stands(words: str, text: str) -> bool:
    return any(each in text for each in words.split("; ")) if words else False


_RECIPIENT, _MAIL, _MAILBOX, _SERVER = Concerns
_RETRY, _SLOW, _PAUSE, _FAIL, _SUPPRESS = Action
_SOON, _LATER = timedelta(seconds=30), timedelta(minutes=5)
_QUARTER, _HOUR = timedelta(minutes=15), timedelta(hours=1)
_SESSION = "mail rcpt data"  # after the login

UNKNOWN_ADDRESS = Refused(
    "no-such-address", _RECIPIENT, _SUPPRESS, "The address does not exist or takes no mail: check it."
)
RECIPIENT_LATER = Refused(
    "recipient-later",
    _RECIPIENT,
    _RETRY,
    "The recipient's server asks to try later; it is tried again by itself.",
)
GREYLISTED = Refused(
    "greylisted",
    _RECIPIENT,
    _RETRY,
    "The server lets mail of new senders wait a while; it is tried again by itself.",
)
RECIPIENT_FULL_NOW = Refused(
    "recipient-full", _RECIPIENT, _RETRY, "The recipient's mailbox is full; it is tried again for some days."
)
RECIPIENT_FULL = Refused(
    "recipient-full", _RECIPIENT, _FAIL, "The recipient's mailbox is full: only they can make room."
)
MANY_RECIPIENTS = Refused(
    "many-recipients",
    _MAIL,
    _RETRY,
    "The server takes fewer recipients at once; the others get it by themselves.",
)
CONNECTIONS = Refused(
    "many-connections",
    _MAILBOX,
    _SLOW,
    "The server takes fewer connections at once from this mailbox: lower `connections` in smtp "
    "(Microsoft 365 takes 3, other programs that send from the mailbox included).",
    _SOON,
)
TOO_FAST = Refused(
    "too-fast",
    _MAILBOX,
    _SLOW,
    "The server takes less mail in a time from this mailbox: lower `rate` in smtp "
    "(Microsoft 365 takes 30 mails a minute).",
    _SOON,
)
LOGINS = Refused(
    "many-logins",
    _MAILBOX,
    _SLOW,
    "The server counted too many logins of this mailbox: they are rarer now; look whether another program "
    "logs in too.",
    _LATER,
)
BUSY = Refused(
    "server-busy", _SERVER, _RETRY, "The server has no time or place now; it is tried again by itself."
)
CLOSING = Refused(
    "server-closing", _SERVER, _SLOW, "The server takes nothing now; it is asked again by itself.", _SOON
)
SENDER_BLOCKED = Refused(
    "sender-blocked",
    _MAILBOX,
    _PAUSE,
    "The provider has stopped this mailbox from sending because it looked like spam: unblock it there "
    "(Microsoft: security.microsoft.com, Restricted entities), and find out what was sent.",
    _HOUR,
)
SEND_AS = Refused(
    "send-as",
    _MAILBOX,
    _PAUSE,
    "The login may not send under the mailbox's address: give it the right to (Microsoft: Send As; Google: a "
    "confirmed Send mail as; Postfix: smtpd_sender_login_maps), or log in as the mailbox itself.",
    _QUARTER,
)
DAILY_LIMIT = Refused(
    "daily-limit",
    _MAILBOX,
    _PAUSE,
    "The mailbox has sent as much as the provider allows in a day: nothing is lost, it goes on when the day "
    "is over; look whether something else sends from it too.",
    _HOUR,
)
TENANT_LIMIT = Refused(
    "tenant-limit",
    _MAILBOX,
    _PAUSE,
    "Microsoft has stopped the whole organisation (or a new or trial one) from sending to outside: "
    "ask Microsoft's support to lift it.",
    _HOUR,
)
LOGIN_FIRST = Refused(
    "login-first",
    _MAILBOX,
    _PAUSE,
    "The server wants a login before it takes mail: write username and password_file (or oauth2) in smtp, "
    "and use the submission port 587.",
    _QUARTER,
)
ENCRYPTION_FIRST = Refused(
    "encryption-first",
    _MAILBOX,
    _PAUSE,
    'The server wants encryption first: write security = "starttls" (port 587) or "tls" (port 465) in smtp.',
    _QUARTER,
)
RELAYING = Refused(
    "relaying",
    _MAILBOX,
    _PAUSE,
    "The server takes no mail of this account for other domains: write username and password_file "
    "(or oauth2) in smtp, or allow this machine to relay there.",
    _QUARTER,
)
DOMAIN_RECORDS = Refused(
    "domain-records",
    _MAILBOX,
    _PAUSE,
    "The sender's domain or address is not proven: its SPF, DKIM, DMARC or reverse DNS records do not allow "
    "this server to send for it; `concierge doctor` shows them.",
    _QUARTER,
)
LOGIN_REFUSED = Refused(
    "login-refused",
    _MAILBOX,
    _PAUSE,
    "The server refused the login: correct username and password_file (or oauth2) in smtp.",
    _QUARTER,
)
SENDER_REFUSED = Refused(
    "sender-refused",
    _MAILBOX,
    _PAUSE,
    "The server does not take mail from this mailbox: ask its operator.",
    _QUARTER,
)
CERTIFICATE = Refused(
    "certificate",
    _MAILBOX,
    _PAUSE,
    "The server's certificate is not trusted: it has ended, is for another name, or is self-made "
    "(then write ca_file in smtp); if it changed without reason, ask its operator before anything else.",
    _QUARTER,
)
UNUSABLE = Refused(
    "unusable",
    _MAILBOX,
    _PAUSE,
    "The server does not offer what smtp in [[mailbox]] asks for: correct host, port and security there "
    '(587 with "starttls", 465 with "tls").',
    _QUARTER,
)
TOO_LARGE = Refused(
    "too-large",
    _MAIL,
    _FAIL,
    "The mail is larger than the server takes: send smaller files, or a link to them.",
)
CONTENT = Refused(
    "content",
    _MAIL,
    _FAIL,
    "The server took the mail's words or files for spam, a virus or against its rules.",
)
NO_UTF8 = Refused(
    "no-smtputf8",
    _RECIPIENT,
    _FAIL,
    "The server cannot write an address with such letters: ask for another one.",
)
RECIPIENT_REFUSED = Refused(
    "recipient-refused", _RECIPIENT, _FAIL, "The server takes no mail for this recipient from us."
)
MAIL_REFUSED = Refused("mail-refused", _MAIL, _FAIL, "The server did not take this mail.")

LIMITS = frozenset(each.kind for each in (DAILY_LIMIT, TENANT_LIMIT, SENDER_BLOCKED))
"""Pauses that another mail's luck says nothing about: a place comes free now and then."""

OURS = frozenset(
    each.kind for each in (SENDER_BLOCKED, SEND_AS, LOGIN_FIRST, ENCRYPTION_FIRST, RELAYING, DOMAIN_RECORDS)
)
"""Refusals for which neither the recipient nor the mail can do anything."""

TABLE = (
    # -- for now (4xx)
    _Row(
        RECIPIENT_LATER, 4, "", said="recipient thread limit; receiving mail too quickly; receiving mail at a"
    ),
    _Row(
        LOGINS, 4, "auth", said="too many login; too many auth; too many failed; login attempts; login rate"
    ),
    _Row(
        CONNECTIONS,
        4,
        enhanced="4.7.652",
        said="concurrent connections; too many concurrent; too many connections; too many sessions; "
        "connections limit; connection limit; connections from; sender thread limit; maximum number of conn",
    ),
    _Row(GREYLISTED, 4, "rcpt data", said="greylist; graylist; grey-list; gray-list; grey list; postgrey"),
    _Row(RECIPIENT_FULL_NOW, 4, "rcpt data", "4.2.2", said="over quota; mailbox full; mailbox is full"),
    _Row(
        TOO_FAST,
        4,
        enhanced="4.7.28 4.7.500 4.7.501 4.7.502 4.7.503 4.7.650 4.7.651",
        codes=(432,),
        said="rate limit; ratelimit; unusual rate; too many messages; too many mails; too many emails; "
        "too fast; too quickly; submission rate; sending rate; message rate; throttl; relay limit; "
        "sending limit; sending quota; slow down; daily limit; submissionquota; limit exceeded; "
        "too much mail",
        unless="recipient limit; mailbox size",
    ),
    _Row(MANY_RECIPIENTS, 4, "rcpt", "4.5.3", said="too many recipients"),
    _Row(TOO_FAST, 4, "mail data", "4.5.3"),
    _Row(TOO_FAST, 4, said="4.7.0 try again later"),  # Gmail, at any stage
    _Row(CLOSING, 4, "mail", "4.3.2", codes=(421,)),
    _Row(CLOSING, 4, "auth", codes=(421,)),
    _Row(GREYLISTED, 4, "rcpt", "4.7.1"),
    _Row(RECIPIENT_LATER, 4, "rcpt", "4.2.0 4.2.1 4.1.1 4.4.1 4.4.3"),
    _Row(BUSY, 4, codes=range(400, 500)),
    # -- said to be for good (5xx), but a while mends it
    _Row(
        RECIPIENT_LATER,
        5,
        "rcpt data",
        "5.2.121 5.2.122",
        said="receiving mail at a; at a rate that; too quickly; receivingrate; "
        "recipient thread limit; receives too many; receiving too many; received too many",
    ),  # Gmail has 5.2.1 for it, the code of a closed mailbox
    _Row(MANY_RECIPIENTS, 5, "rcpt", "5.5.3", said="too many recipients"),  # RFC 5321 section 4.5.3.1.10
    # -- about our mailbox
    _Row(
        UNKNOWN_ADDRESS, 5, "rcpt", " ".join(NO_SUCH_ADDRESS), unless="temporar; try again later; later again"
    ),
    _Row(
        SENDER_BLOCKED,
        5,
        _SESSION,
        "5.7.501 5.7.502 5.7.503",
        said="bad outbound sender; spam abuse detected",
    ),
    _Row(TENANT_LIMIT, 5, "", "5.7.705 5.7.708 5.7.750", said="tenant has exceeded threshold"),
    _Row(
        DAILY_LIMIT,
        5,
        enhanced="5.4.5 5.1.90 5.7.232 5.7.233",
        said="submissionquotaexceeded; daily user sending; daily sending; daily limit; sending limit; "
        "sending quota; daily message; hourly limit; messages per day; messages per hour",
    ),
    _Row(
        SEND_AS,
        5,
        _SESSION,
        "5.7.60 5.2.252 5.1.7 5.1.8",
        said="sendasdenied; send as this sender; not allowed to send as; sender address rejected; "
        "not owned by user; sender address is not; sender not allowed; not authorized to send on behalf; "
        "not permitted to send from; not allowed to use this sender; sender verify failed",
    ),
    _Row(
        ENCRYPTION_FIRST,
        5,
        enhanced="5.7.10",
        codes=(538,),
        said="starttls; encryption required; encryption needed; requires encryption; requires tls; "
        "must use tls; tls required; secure connection",
        unless="for rcpt domain; recipient",
    ),
    _Row(
        LOGIN_FIRST,
        5,
        _SESSION,
        "5.7.57",
        codes=(530,),
        said="authentication required; authentication is required; not authenticated; must authenticate; "
        "authenticate first; must be authenticated; authentication needed; log in first; auth first",
    ),
    _Row(
        RELAYING,
        5,
        _SESSION,
        "5.7.54 5.7.64 5.7.367",
        said="relay access denied; relaying denied; relay denied; unable to relay; relay not permitted; "
        "not permitted to relay; relaying not allowed; not allowed to relay; do not relay; no relaying; "
        "relaying is not; tenantattribution; relaying prohibited; relay prohibited",
    ),
    _Row(
        DOMAIN_RECORDS,
        5,
        _SESSION,
        "5.7.7 5.7.20 5.7.21 5.7.22 5.7.23 5.7.24 5.7.25 5.7.26 5.7.27 5.7.30 5.7.509 5.7.515",
        said="dmarc; unauthenticated email; spf fail; failed spf; spf check; dkim; reverse dns; "
        "reverse hostname; ptr record; no ptr",
        unless="recipient address rejected",
    ),
    # -- about the login
    _Row(LOGIN_REFUSED, 5, "auth", codes=range(500, 600)),
    # -- about this mail
    _Row(
        CONTENT,
        5,
        "data",
        "5.7.350 5.6.0 5.6.1 5.6.2",
        said="spam; virus; malware; potential security issue; content; attachment; blocked; policy",
        unless="too large; too big; size",
    ),
    _Row(
        TOO_LARGE,
        5,
        _SESSION,
        "5.3.4 5.2.3",  # RFC 1870 section 6.1
        codes=(552,),
        said="too large; too big; message size; size limit; exceeds size; size exceeds; maximum size",
        unless="over quota; mailbox full; quota exceeded; 5.2.2 ",
    ),
    _Row(NO_UTF8, 5, _SESSION, "5.6.7 5.6.9", said="smtputf8"),
    _Row(SENDER_REFUSED, 5, "mail", codes=range(500, 600)),
    _Row(
        RECIPIENT_FULL,
        5,
        "rcpt data",
        "5.2.2",
        said="over quota; mailbox full; mailbox is full; quota exceeded",
    ),
    _Row(RECIPIENT_REFUSED, 5, "rcpt", codes=range(500, 600)),
    _Row(MAIL_REFUSED, 5, "data", codes=range(500, 600)),
)


def refused(code: int, enhanced: str | None, text: str, stage: str) -> Refused | None:
    """What the reply `code enhanced text` at `stage` ("connect", "auth", "mail", "rcpt", "data") means.

    None where it is no refusal. A 5xx greeting is about the server's day (RFC 5321 section 3.1): it named
    no mail.
    """
    if code // 100 not in (4, 5):
        return None
    words = own_words(text)
    fitting = (row.means for row in TABLE if row.fits(code, enhanced or "", words, stage))
    means = next(fitting, BUSY)
    if stage == "connect" and means.action is not Action.SLOW:
        return BUSY
    return means


def kind_reported(status: str, diagnostic: str) -> str:
    """The kind of a refusal that another server reported (RFC 3464): there its words are what counts."""
    means = _reported(status, diagnostic, "data")
    return means.kind if means else ""


def is_gone(status: str, diagnostic: str) -> bool:
    """Whether a report says that there is no such address, as a reply to RCPT would: nothing more goes to it.

    The status alone does not: Gmail has 5.2.1 for a mailbox that gets too much mail for now.
    """
    return status in NO_SUCH_ADDRESS and _reported(status, diagnostic, "rcpt") is UNKNOWN_ADDRESS


def _reported(status: str, diagnostic: str, stage: str) -> Refused | None:
    words = diagnostic.rpartition(" said: ")[2]
    code = 450 if status.startswith("4") else 550
    named = next((word for word in words.split()[:3] if word[:1] in "45" and word[:3].isdigit()), "")
    return refused(code, status, f"{status} {words.partition(named)[2] if named else words}", stage)


def own_words(text: str) -> str:
    """What the server itself says, in small letters: without addresses and without another server's reply."""
    own = text[:LOOKED_AT].lower().partition(" said:")[0]
    return " ".join(word for word in own.split() if "@" not in word and "<" not in word)

"""Bounces in free text: who speaks, whether of a failure, for how long, and about whom.

Phrases are those of the mail systems themselves (qmail, Exim, Postfix, Sendmail, Exchange, Domino,
GroupWise, Gmail, Yahoo, IMail, CommuniGate, MDaemon and their kin) in English, Dutch, German, French.
"""

from __future__ import annotations

import re

from intake.addresses import find_addresses
from intake.parsed import Parsed
from intake.phrases import any_of

MAX_TOLD = 30_000  # characters of text that are searched

_MACHINE = any_of(
    """
    mailer-?daemon
    mail-?daemon
    mdaemon
    postmaster
    mail-?delivery
    maildelivery
    mmdf
    mail-?system
    microsoftexchange[0-9a-f]{16,}
    bounces?
    uucp
    smtp
    mta
    administrator
    undeliverable
    """,
    "^",
    "(?:[-+=_.].*)?$",
)
_MACHINE_NAME = any_of(
    """
    mail(?:er)?[ -]?(?:delivery|daemon|administrator|router|system)
    delivery (?:sub)?system
    postmaster
    system administrator
    internet mail delivery
    message (?:router|delivery)
    mail server
    microsoft outlook$
    bezorgsysteem
    systeembeheerder
    postverteiler
    système de remise
    """
)
_SUBJECT = any_of(
    """
    undeliver
    non-?deliver
    not (?:be )?delivered
    returned mail
    mail returned
    return(?:ed)? to sender
    failure notice
    failure deliver
    delivery (?:has )?(?:fail|status|notification|problem|error|report|unsuccess|warning|delay)
    (?:mail|message|e-mail) (?:delivery|status|system error|could not|not)
    unable to deliver
    could ?n't (?:be )?deliver
    cannot (?:be )?(?:deliver|send)
    delayed
    warning: .*(?:message|could not|delay)
    permanent (?:delivery )?(?:failure|error)
    fatal error
    failed
    (?:user|recipient|address) unknown
    unknown (?:user|recipient|address)
    mail(?:box)? (?:is )?full
    quota
    bounced
    rejected
    error sending
    dsn
    address (?:has )?changed
    no longer
    inexistent
    dead letter
    relay
    onbestelbaar
    niet (?:bezorgd|afgeleverd|bestelbaar)
    kon niet
    bezorg
    unzustellbar
    nicht zugestellt
    zustell
    non (?:remis|délivr|distribu)
    échec
    notification d'état
    devuelto
    no se pudo
    entrega
    mancata
    """
)
_FAILURE = any_of(
    r"""
    (?:could|can|was|were|is|has|have|did|does|will) ?(?:not|n't) (?:been |be |currently )?(?:deliver|reach|sent|processed)
    (?:could|can|was|were|is|has|have|did|does|will) ?(?:not|n't) (?:been |be )?(?:accept|relay|found|exist)
    cannot (?:be )?(?:deliver|reach|sent|accept|relay|found)
    wasn't (?:able to (?:deliver|establish)|delivered)
    unable to (?:deliver|relay|send|find)
    undeliver
    non-?deliver
    delivery (?:has |to .{1,200} )?(?:fail|attempt|error|temporarily)
    failed to deliver
    permanent(?:ly)? (?:fatal )?(?:error|fail)
    fatal error
    fail(?:ed|ure)
    returned (?:to|mail)
    reject
    (?:user|recipient|address) (?:is )?unknown
    unknown (?:user|recipient|address|local)
    no such (?:user|mailbox|address|recipient|person)
    mailbox .{0,60}(?:full|exceed|unavailable|disabled|not found)
    over ?quota
    quota exceeded
    address not found
    does ?n't have a .{0,40}account
    (?:account|mailbox|address) .{0,80}(?:disabled|inactive|closed|not active)
    not (?:a )?(?:known|listed|valid|active)
    invalid (?:recipient|address|user)
    delayed
    bounce
    \b[45]\.\d\.\d{1,3}\b
    \b(?:550|551|552|553|554|450|451|452|421)[ -]
    niet (?:worden )?(?:bezorgd|afgeleverd|bereikt|besteld)
    onbestelbaar
    mislukt
    nicht (?:zugestellt|zustellbar)
    n'a pas (?:pu )?(?:être|été)
    n'ont pas
    non remis
    échec
    """
)
_OPENING = any_of(
    r"""
    hi\. this is the qmail
    this is the (?:postfix|mail system|mailsystem|exim|qmail|courier)
    this message was created automatically by (?:the )?mail
    message from [\w.-]+\.\s+unable to deliver
    this is an? (?:automatically generated |automatic )?(?:delivery status notification|message from the mail)
    your message (?:to .{3,200}|did not reach some)
    delivery (?:has failed|to the following|failed)
    the following (?:message|recipient|address|mail).{0,80}(?:undeliver|fail|could)
    the (?:original )?message (?:you sent |that you sent )?was (?:received at|undeliverable)
    undeliverable
    i(?:'m sorry to have to inform you| was unable to deliver|'m afraid i wasn't able)
    """,
    r"\A\W*",
)
_TEMPORARY = any_of(
    r"""
    will (?:keep|continue) (?:on )?(?:trying|to (?:try|be (?:made|retried)|attempt)|be retried)
    keep trying
    still (?:being )?(?:trying|tried|retr)
    (?:has|have) not (?:yet )?been delivered (?:for|yet|after|within)
    not yet been (?:able|delivered)
    no action is required
    warning message only
    you do not need to (?:re)?send
    do not (?:have to )?resend
    being retried
    delivery (?:is |has been )?delayed
    delivery attempts will continue
    will be (?:tried|retried)
    (?:are|is) still (?:in|on) the (?:mail )?queue
    delayed message
    delivery (?:temporarily|will be)
    temporary (?:failure|problem|error|warning)
    temporarily (?:delayed|deferred)
    non.?fatal
    wordt (?:nog|opnieuw) geprobeerd
    vertraag
    verzögert
    retard[ée]
    """
)
_FINAL = any_of(
    """
    permanent
    given up
    giving up
    gave up
    not going to try
    will not (?:be retried|retry|try)
    fatal
    could not be delivered
    in the queue too long
    returned
    undeliverable
    unable to deliver
    cannot be delivered
    failed
    """
)
_TEMPORARY_SUBJECT = any_of("warning\ndelay\nvertraag\nverzöger\nretard\nstill\ntemporar")
_COPY = any_of(
    r"""
    original (?:message|mail)
    below this line is a copy
    this is a copy of
    message headers?\b
    headers? of
    the (?:original|header)
    unsent message
    undelivered message
    returned (?:message|content)
    included is a copy
    (?:your |the )?(?:original )?message (?:text )?(?:follows|below)
    the following is a copy
    (?:begin|start|copy|text|body|content) of (?:the |your |returned |original |message)
    message contents?
    your message (?:reads|was|begins)
    your (?:mail|original|returned)
    (?:here is )?a copy of
    forwarded
    attached message
    first \d+ (?:lines|bytes)
    received: (?:from|by)
    return-path:
    message-id:
    from:
    diagnostic information
    oorspronkelijk
    ursprüngliche
    original-(?:nachricht|mail)
    message original
    """,
    r"^[ \t>]*\W{0,20}",
)
_NOT_WHO = any_of(
    r"""
    postmaster
    mailer-?daemon
    mdaemon
    abuse
    noc
    hostmaster
    help-?desk
    support
    no-?reply
    microsoftexchange\w*
    """,
    "^",
    "@",
)
_ANSWERS = any_of("re\nantw\naw\nsv\nfwd?\nfw\ndoorst\nwg\ntr", r"\A\s*", r"\s*:")
_ADDRESS = r"(\S{1,80}@[^\s<>,;:'\"()\]]{3,120})"
_LINE_WHO = re.compile(rf"^[ \t>*-]*(?:<|&lt;|\"|')?{_ADDRESS}", re.M)
_TOLD_WHO = any_of(
    r"""
    RCPT TO
    failed (?:recipient|address|to deliver to)
    final-recipient
    unknown (?:user|recipient|address)
    undeliver(?:able|ed) (?:to|address)
    recipients?
    bad address
    invalid (?:user|recipient|address)
    delivery failed(?: \d+ attempts)?
    user mailbox exceeds allowed size
    could not deliver (?:message|mail)? ?to
    (?:message|mail) to
    deliver(?:ed|y)? (?:mail )?to
    reach
    intended for
    addressed to
    account
    """,
    after=rf"[ \t]*(?:is|was|for|address)?[ \t]*[:=]?[ \t]*(?:rfc822;)?[ \t]*[<'\"(]{{0,2}}{_ADDRESS}",
)


def machine_words(mail: Parsed) -> bool:
    """Does a mail system speak: by its address, its name, the null return path, its opening words?"""
    if mail.header("x-failed-recipients"):
        return True
    return_path = mail.header("return-path")
    if return_path is not None and return_path.replace(" ", "") in ("<>", ""):
        return True
    for who in (*mail.from_, *((mail.sender,) if mail.sender else ())):
        if _MACHINE.match(who.addr_spec.partition("@")[0]) or _MACHINE_NAME.search(who.name):
            return True
    raw_from = mail.header("from") or ""
    if not mail.from_ and (
        not raw_from.strip(" <>") or _MACHINE_NAME.search(raw_from) or _MACHINE.match(raw_from.strip(" <>"))
    ):
        return True
    return bool(_OPENING.match(mail.text))


def speaks_of_failure(mail: Parsed) -> bool:
    """Subject or opening of a bounce, and words of failure; answers ("Re:") never are."""
    if _ANSWERS.match(mail.subject):
        return False
    told = told_part(mail)
    if _OPENING.match(told) and _FAILURE.search(told):
        return True
    return bool(_SUBJECT.search(mail.subject) and (_FAILURE.search(told) or _FAILURE.search(mail.subject)))


def told_part(mail: Parsed) -> str:
    """The text before the returned mail."""
    text = (mail.plain or mail.text)[:MAX_TOLD]
    copy = _COPY.search(text, 1)
    while copy is not None and not text[: copy.start()].strip():
        copy = _COPY.search(text, copy.end())
    return text[: copy.start()] if copy else text


def is_temporary(subject: str, told: str) -> bool:
    """Does the mail system still try?"""
    if _TEMPORARY.search(told):
        return True
    return bool(_TEMPORARY_SUBJECT.search(subject) and not _FINAL.search(told))


def failed_addresses(mail: Parsed) -> tuple[str, ...]:
    """Whom the mail did not reach: told in a header, at the head of a line, after a phrase, at all."""
    header = mail.header("x-failed-recipients")
    if header:
        return find_addresses(header)
    told = told_part(mail)
    for text in (told, (mail.plain or mail.text)[:MAX_TOLD]):
        for candidates in (_at_line_start(text), _after_phrase(text), find_addresses(text)):
            named = _others(candidates, mail)
            if named:
                return named
    return ()


def _at_line_start(text: str) -> tuple[str, ...]:
    return tuple(a for m in _LINE_WHO.findall(text) for a in find_addresses(m)[:1])


def _after_phrase(text: str) -> tuple[str, ...]:
    return tuple(a for m in _TOLD_WHO.findall(text) for a in find_addresses(m)[:1])


def _others(candidates: tuple[str, ...], mail: Parsed) -> tuple[str, ...]:
    """Without the reporter itself, and without the one reported to unless nobody else is named."""
    reporter = {a.key for a in (*mail.from_, *((mail.sender,) if mail.sender else ()))}
    ours = {a.key for a in (*mail.to, *mail.delivered_to)}
    named = dict.fromkeys(c for c in candidates if c.lower() not in reporter and not _NOT_WHO.match(c))
    others = tuple(c for c in named if c.lower() not in ours)
    return others or tuple(named)

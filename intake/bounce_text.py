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
_MAILER = any_of(
    """
    mailer-?daemon
    mail-?daemon
    mdaemon
    mail-?delivery(?:-?subsystem|-?system)?
    """,
    "^",
    r"(?:[-+=_.@].*|\Z)",
)
_GREETING = any_of(
    r"""
    (?:hi|hello|hey|dear|good (?:morning|afternoon|evening))\b(?!\. this is the qmail)
    (?:hallo|dag|beste|geachte|goede(?:morgen|middag|navond)|hoi)\b
    (?:bonjour|guten|sehr geehrte|liebe)\b
    """,
    r"\A\W*",
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
_INTRODUCTION = any_of(
    r"""
    -+ ?failed (?:recipient|address)(?:e?s|\(s\))? ?-*$
    failed (?:recipient|address)(?:s|es|\(s\))?:
    -* ?non-delivery report ?-*$
    (?:your|the|this) (?:e-?)?(?:message|mail|email).{0,200}(?:could not|cannot|can not|was not|has not(?: yet)?) be(?:en)? delivered to(?: the)?(?: following.{0,60})?:?$
    (?:your|the|this) (?:e-?)?(?:message|mail|email).{0,200}was (?:not delivered|undeliverable) to(?: the following.{0,60})?:?$
    .{0,100}could not be delivered to (?:the |any of the )?(?:following|intended) .{0,60}:?$
    (?:could|did) not (?:deliver|reach).{0,60}(?:the )?following (?:recipient|address|user).{0,40}:?$
    did not reach the following recipient.{0,10}:?$
    .{0,60}did not reach some or all of the intended recipients
    delivery (?:has failed to these|to the following) recipients?.{0,60}:?$
    delivery of (?:email|mail|your message) to (?:this|the following) address.{0,10}$
    the following address(?:es|\(es\))? (?:failed|had)
    -+ ?the following addresses had (?:permanent|transient|delivery).{0,40}$
    (?:sent )?<<< ?rcpt to
    .{0,60}<{3} [45]\d\d[ -]
    unable to deliver (?:your )?(?:message|mail) to:?.{0,80}
    votre message n'a pas (?:pu )?(?:e|ê)t(?:e|é|re) .{0,30}
    .{0,80}n'a pas (?:pu )?être (?:remis|délivré|distribué).{0,80}:?$
    remise (?:à|aux) .{0,60}(?:impossible|échou).{0,40}$
    (?:bezorging|aflevering) (?:aan|bij|van).{0,80}(?:is )?mislukt.{0,40}$
    uw bericht (?:aan .{0,80})?(?:is|kon|heeft).{0,40}niet (?:worden )?(?:bezorgd|afgeleverd|bereikt).{0,80}$
    uw bericht heeft enkele of alle geadresseerden niet bereikt
    ihre nachricht (?:an .{0,80})?(?:konnte|hat|wurde).{0,60}(?:nicht|unzustellbar).{0,80}$
    (?:die )?(?:zustellung|übermittlung) .{0,80}(?:fehlgeschlagen|nicht möglich).{0,40}$
    """,
    r"^[ \t*]*",
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
    unknown
    no such
    does not exist
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
_FOLLOWING = any_of(
    r"""
    following (?:recipient|address|user|e-?mail address|people|persons?|destination).{0,160}[:.]?$
    following:$
    (?:these|this) (?:recipient|address|group)s?.{0,40}:?$
    (?:not|n't) (?:be )?(?:delivered|sent|reach(?:ed)?) to:?$
    failed (?:recipient|address)(?:s|es|\(s\)|\(es\))? ?-*:?$
    (?:addresses|recipients) had .{0,60}$
    undeliverable to:?$
    (?:volgende|deze) (?:geadresseerde|ontvanger|adres|persoon|personen).{0,80}:?$
    (?:folgende|diese)n? (?:empfänger|adress).{0,80}:?$
    (?:destinataires?|adresses?) suivante?s?.{0,80}:?$
    (?:delivre|délivré|remis) (?:a|à)$
    """,
)
_LOCAL_NAME = re.compile(r"[ \t]*<?([A-Za-z0-9][\w.+-]{1,60})>?(?:[ \t]*$|[ \t]{2,}\S)")
_EXPANDED = re.compile(r"\((?:expanded|generated|forwarded|alias) (?:from|to|of):?[ \t]*(\S{3,200})\)", re.I)
_X400 = re.compile(r"\S*[sS][mM][tT][pP][=:](\S+?@[^\s;]+).*")
_SMTP_REPLY = re.compile(r"^[ \t<>]*5\d\d[ -](.{0,300})", re.M)
_WENT_TO = re.compile(
    r"^[ \t>]*(?:To|Cc|X-Original-To|for)\b:?(.{0,500})|\bfor[ \t]+<([^>\s]{3,200})>", re.M | re.I
)
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


def is_mailer(mail: Parsed) -> bool:
    """Does the mail system itself write, so that nothing but a report can be meant?"""
    who = [a.addr_spec.partition("@")[0] for a in mail.from_]
    raw_from = (mail.header("from") or "").strip(" <>")
    if not who:
        who = [raw_from.partition("@")[0]]
    return any(_MAILER.match(local) for local in who)


def is_machine(mail: Parsed) -> bool:
    """Does a mail system speak: by its address, its name, or the null return path?"""
    return_path = mail.header("return-path")
    if return_path is not None and (
        return_path.strip(" <>") == "" or _MAILER.match(return_path.strip(" <>"))
    ):
        return True
    for who in (*mail.from_, *((mail.sender,) if mail.sender else ())):
        if _MACHINE.match(who.addr_spec.partition("@")[0]) or _MACHINE_NAME.search(who.name):
            return True
    raw_from = (mail.header("from") or "").strip()
    if mail.from_:
        return False
    return not raw_from.strip(" <>") or bool(
        _MACHINE_NAME.search(raw_from) or _MACHINE.match(raw_from.strip(' <>"'))
    )


def speaks_of_failure(mail: Parsed) -> bool:
    """Subject or opening of a bounce, and words of failure; answers ("Re:") never are."""
    if _ANSWERS.match(mail.subject):
        return False
    told = told_part(mail)
    if (_OPENING.search(told) or _INTRODUCTION.search(told)) and _FAILURE.search(told):
        return True
    return bool(_SUBJECT.search(mail.subject) and (_FAILURE.search(told) or _FAILURE.search(mail.subject)))


def begins_like_a_report(mail: Parsed, *, returned: bool) -> bool:
    """Is it worded like a report from its first lines on, whoever sends it?

    returned: a mail is attached. Without one an address has to be named. A person may paste such lines; but then with a greeting above, or a question somewhere.
    """
    told = told_part(mail)
    if "?" in told or _GREETING.match(told) or len(told) > 5_000:
        return False
    head = told.lstrip()[:400]
    if not (_OPENING.search(head) or _INTRODUCTION.search(head)):
        return False
    introduced = bool(_INTRODUCTION.search(head))
    named = returned or bool(failed_addresses(mail))
    return named and (introduced or bool(_SUBJECT.search(mail.subject)))


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
    """Whom the mail did not reach.

    In order: told in a header, listed below an introduction, at the head of a line, after a phrase,
    named anywhere. Addresses named anywhere count alone when the returned mail went to them.
    """
    header = mail.header("x-failed-recipients")
    if header:
        return find_addresses(header)
    told = told_part(mail)
    whole = (mail.plain or mail.text)[:MAX_TOLD]
    for candidates in (_below_introduction(told, mail), _at_line_start(told), _after_phrase(told)):
        named = _others(candidates, mail)
        if named:
            return named
    anywhere = _others(find_addresses(told), mail)
    returned = {a.lower() for m in _WENT_TO.findall(whole) for a in find_addresses(" ".join(m))}
    both = tuple(a for a in anywhere if a.lower() in returned)
    if both or anywhere:
        return both or anywhere
    for candidates in (_at_line_start(whole), _after_phrase(whole), find_addresses(whole)):
        named = _others(candidates, mail)
        if named:
            return named
    return ()


def _below_introduction(text: str, mail: Parsed) -> tuple[str, ...]:
    """The list below "the following recipients": one address a line, local names completed."""
    introduction = _FOLLOWING.search(text)
    if introduction is None:
        return ()
    found: list[str] = []
    blanks = 0
    for line in text[introduction.end() :].split("\n")[:60]:
        if not line.strip():
            blanks += 1
            if blanks > 2 and found:
                break
            continue
        addresses = find_addresses(_X400.sub(r"\1", line))
        item = addresses[0] if addresses and (not found or _LINE_WHO.match(line)) else None
        local = _LOCAL_NAME.match(line)
        if item is None and not found and local and mail.from_:
            item = f"{local[1]}@{mail.from_[0].addr_spec.rpartition('@')[2].lower()}"
        if item is None and not found:
            break
        if item is not None:
            found.append(item)
            found += [a for m in _EXPANDED.findall(line) for a in find_addresses(m)]
        elif _EXPANDED.search(line):
            found += [a for m in _EXPANDED.findall(line) for a in find_addresses(m)]
        elif blanks:
            break
        blanks = 0
    return tuple(found)


def _at_line_start(text: str) -> tuple[str, ...]:
    return tuple(a for m in _LINE_WHO.findall(text) for a in find_addresses(m)[:1])


def _after_phrase(text: str) -> tuple[str, ...]:
    found = [a for m in _TOLD_WHO.findall(text) for a in find_addresses(m)[:1]]
    return tuple(found + [a for m in _SMTP_REPLY.findall(text) for a in find_addresses(m)])


def _others(candidates: tuple[str, ...], mail: Parsed) -> tuple[str, ...]:
    """Without the reporter itself, and without the one reported to unless nobody else is named."""
    reporter = {a.key for a in (*mail.from_, *((mail.sender,) if mail.sender else ()))}
    ours = {a.key for a in (*mail.to, *mail.delivered_to)}
    named = dict.fromkeys(c for c in candidates if c.lower() not in reporter and not _NOT_WHO.match(c))
    others = tuple(c for c in named if c.lower() not in ours)
    return others or tuple(named)

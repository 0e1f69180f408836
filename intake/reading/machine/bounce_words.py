"""Words of mail systems in bounces, as tables: who they are, how they begin, what they say of whom.

The phrases are those of the systems themselves (qmail, Exim, Postfix, Sendmail, Exchange, Domino,
GroupWise, Gmail, Yahoo, IMail, CommuniGate, MDaemon and their kin) in English, Dutch, German, French.
It is longer than a module should be because it is tables and nothing else.
"""

from __future__ import annotations

import re

from intake.reading.phrases import any_of

MACHINE = any_of(
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
    mailmarshal
    uucp
    smtp
    mta
    administrator
    undeliverable
    """,
    "^",
    "(?:[-+=_.].*)?$",
)
MAILER = any_of(
    """
    mailer-?daemon
    mail-?daemon
    mdaemon
    mail-?delivery(?:-?subsystem|-?system)?
    """,
    "^",
    r"(?:[-+=_.@].*|\Z)",
)
GREETING = any_of(
    r"""
    (?:hi|hello|hey|dear|good (?:morning|afternoon|evening))\b(?!\. this is the qmail)
    (?:hallo|dag|beste|geachte|goede(?:morgen|middag|navond)|hoi)\b
    (?:bonjour|guten|sehr geehrte|liebe)\b
    """,
    r"\A\W*+",
)
MACHINE_NAME = any_of(
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
SUBJECT = any_of(
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
    warning: .{0,200}?(?:message|could not|delay)
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
    niet[- ](?:te )?(?:bezorg|afgeleverd|bestel)
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
FAILURE = any_of(
    r"""
    (?:could|can|was|were|is|has|have|did|does|will) ?(?:not|n't) (?:been |be |currently )?(?:deliver|reach)
    (?:could|can|was|were|is|has|have|did|does|will) ?(?:not|n't) (?:been |be |currently )?(?:sent|processed)
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
    (?:onbekende|geen) (?:gebruiker|ontvanger|geadresseerde|mailbox|postbus)
    (?:gebruiker|adres|ontvanger|geadresseerde|mailbox|postbus|postvak) .{0,40}(?:onbekend|bestaat|vol\b)
    (?:unbekannter?|kein) (?:benutzer|empfänger|postfach)
    (?:benutzer|adresse|empfänger|postfach) .{0,40}(?:unbekannt|existiert|voll\b)
    (?:utilisateur|destinataire|adresse|boîte) .{0,40}(?:inconnue?|inexistante?|existe|pleine)
    nicht (?:zugestellt|zustellbar)
    n'a pas (?:pu )?(?:être|été)
    n'ont pas
    non remis
    échec
    no se (?:ha )?pud[oe] entregar
    impossibile recapitare
    """
)
# The reply of a server (RFC 5321 section 4.2), perhaps behind the address or a word of the gateway's.
SERVER_REPLY = re.compile(
    r"^\W{0,8}(?:\S{1,80}@[^\s<>,;:'\"()]{3,120}\W{1,6})?"
    r"(?:(?:smtp|error|fout|foutmelding|fehler|erreur|remote|server|host|status|code|reply|said|antwoord|replied|"
    r"response|message|returned|permanent|temporary)\b\W{1,4}){0,5}"
    r"(?:(?:421|45[0-9]|50[0-4]|521|53[0-9]|55[0-9])(?:[ -]#?([45]\.\d{1,3}\.\d{1,3}))?|"
    r"([45]\.\d{1,3}\.\d{1,3}))(?=\W)",
    re.IGNORECASE,
)
REFUSAL = any_of(
    r"""
    no such (?:user|mailbox|address|recipient|person|account)
    unknown (?:user|recipient|address|mailbox)
    (?:user|recipient|address|mailbox|account) (?:is )?(?:unknown|not found|unavailable|disabled|full)
    (?:user|recipient|address|mailbox|account) (?:is )?(?:rejected|unrouteable|inactive)
    (?:user|recipient|address|mailbox|account) (?:does not|doesn't) exist
    (?:that|this|the) (?:address|mailbox|user|recipient) (?:does not|doesn't|is (?:not|no longer|unknown))
    (?:over ?quota|quota exceeded|mailbox full|rejected|invalid recipient|delivery error|unrouteable address)
    (?:relay(?:ing)?|relay access) denied
    onbekende? (?:gebruiker|ontvanger|geadresseerde|adres)
    (?:gebruiker|adres|ontvanger|geadresseerde|mailbox|postbus|postvak) (?:is )?(?:onbekend|vol|bestaat niet)
    (?:dit|dat|deze|die) (?:adres|postbus|postvak|mailbox|gebruiker) bestaat (?:hier )?niet
    (?:dit|dat|deze|die) (?:adres|postbus|postvak|mailbox|gebruiker) is (?:onbekend|vol)
    (?:unbekannter? (?:benutzer|empfänger)|(?:benutzer|empfänger|adresse) unbekannt)
    (?:utilisateur|destinataire|adresse) (?:inconnue?|inexistante?)
    """,
    r"\A\W*(?:sorry\W{1,3})?",
)
FIRST_PERSON = re.compile(
    r"\b(?:i|i'm|me|my|we|our|ik|mij|mijn|wij|ons|onze|ich|wir|mein|nous|notre|mon|moi|je)\b", re.IGNORECASE
)
SECOND_PERSON = re.compile(r"\b(?:you|your|u|uw|jij|jouw|jullie|sie|ihr|vous|votre|tu)\b", re.IGNORECASE)
OPENING = any_of(
    r"""
    hi\. this is the qmail
    this is the (?:postfix|mail system|mailsystem|exim|qmail|courier)
    this message was created automatically by (?:the )?mail
    message from [\w.-]{1,200}\. unable to deliver
    this is an? (?:automatically generated |automatic )?(?:delivery status notification|message from the mail)
    your message (?:to .{3,200}|did not reach some)
    delivery (?:has failed|to the following|failed)
    the following (?:message|recipient|address|mail).{0,80}(?:undeliver|fail|could)
    the (?:original )?message (?:you sent |that you sent )?was (?:received at|undeliverable)
    undeliverable
    i(?:'m sorry to have to inform you| was unable to deliver|'m afraid i wasn't able)
    """,
    r"\A\W*+",
)
INTRODUCTION = any_of(
    r"""
    -++ ?failed (?:recipient|address)(?:e?s|\(s\))? ?-*+$
    failed (?:recipient|address)(?:s|es|\(s\))?:
    -*+ ?non-delivery report ?-*+$
    (?:your|the|this) (?:message|e-?mail).{0,200}(?:could|can|was|has) ?not(?: yet)? be(?:en)? delivered to:?$
    (?:your|the|this) (?:message|e-?mail).{0,200}not(?: yet)? be(?:en)? delivered to (?:the )?following.*$
    (?:your|the|this) (?:message|e-?mail).{0,200}was (?:not delivered|undeliverable) to:?$
    (?:your|the|this) (?:message|e-?mail).{0,200}was (?:not delivered|undeliverable) to the following.{0,60}$
    .{0,100}could not be delivered to (?:the |any of the )?(?:following|intended) .{0,60}:?$
    (?:could|did) not (?:deliver|reach).{0,60}(?:the )?following (?:recipient|address|user).{0,40}:?$
    did not reach the following recipient.{0,10}:?$
    .{0,60}did not reach some or all of the intended recipients
    delivery (?:has failed to these|to the following) recipients?.{0,60}:?$
    delivery of (?:email|mail|your message) to (?:this|the following) address.{0,10}$
    the following address(?:es|\(es\))? (?:failed|had)
    -++ ?the following addresses had (?:permanent|transient|delivery).{0,40}$
    (?:sent )?<<< ?rcpt to
    .{0,60}<{3} [45]\d\d[ -]
    unable to deliver (?:your )?(?:message|mail) to:?.{0,80}
    votre message n'a pas (?:pu )?(?:e|ê)t(?:e|é|re) .{0,30}
    .{0,80}n'a pas (?:pu )?être (?:remis|délivré|distribué).{0,80}:?$
    remise (?:à|aux) .{0,60}(?:impossible|échou).{0,40}$
    (?:bezorging|aflevering) (?:aan|bij|van).{0,80}(?:is )?mislukt.{0,40}$
    uw bericht (?:aan .{0,80})?(?:is|kon|heeft).{0,40}niet (?:worden )?(?:bezorgd|afgeleverd|bereikt).{0,80}$
    uw bericht (?:(?:aan|naar) .{0,80})?kan niet worden (?:bezorgd|afgeleverd).{0,80}$
    uw bericht heeft enkele of alle geadresseerden niet bereikt
    ihre nachricht (?:an .{0,80})?(?:konnte|hat|wurde).{0,60}(?:nicht|unzustellbar).{0,80}$
    (?:die )?(?:zustellung|übermittlung) .{0,80}(?:fehlgeschlagen|nicht möglich).{0,40}$
    """,
    r"^[ \t*]*+",
)
TEMPORARY = any_of(
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
FINAL = any_of(
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
TEMPORARY_SUBJECT = any_of("warning\ndelay\nvertraag\nverzöger\nretard\nstill\ntemporar")
COPY = any_of(
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
    r"^[ \t>]*+\W{0,20}+",
)
NOT_WHO = any_of(
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
ANSWERS = any_of("re\nantw\naw\nsv\nfwd?\nfw\ndoorst\nwg\ntr", r"\A\s*", r"\s*:")
ADDRESS = r"(\S{1,80}@[^\s<>,;:'\"()\]]{3,120})"
LINE_WHO = re.compile(rf"^[ \t>*-]*+(?:<|&lt;|\"|')?{ADDRESS}", re.M)
FOLLOWING = any_of(
    r"""
    following (?:recipient|address|user|e-?mail address|people|persons?|destination).{0,160}[:.]?$
    following:$
    (?:these|this) (?:recipient|address|group)s?.{0,40}:?$
    (?:not|n't) (?:be )?(?:delivered|sent|reach(?:ed)?) to:?$
    failed (?:recipient|address)(?:s|es|\(s\)|\(es\))? ?-*+:?$
    (?:addresses|recipients) had .{0,60}$
    undeliverable to:?$
    (?:volgende|deze) (?:geadresseerde|ontvanger|adres|persoon|personen).{0,80}:?$
    (?:folgende|diese)n? (?:empfänger|adress).{0,80}:?$
    (?:destinataires?|adresses?) suivante?s?.{0,80}:?$
    (?:estos|siguientes) destinatarios.{0,60}:?$
    destinatari seguenti.{0,40}:?$
    (?:delivre|délivré|remis) (?:a|à)$
    """,
)
LOCAL_NAME = re.compile(r"[ \t]*<?([A-Za-z0-9][\w.+-]{1,60})>?(?:[ \t]*$|[ \t]{2,}\S)")
EXPANDED = re.compile(r"\((?:expanded|generated|forwarded|alias) (?:from|to|of):?[ \t]*(\S{3,200})\)", re.I)
X400 = re.compile(r"\bsmtp[=:](\S{1,80}@[^\s;]{3,120})", re.I)
SMTP_REPLY = re.compile(r"^[ \t<>]*5\d\d[ -](.{0,300})", re.M)
WENT_TO = re.compile(
    r"^[ \t>]*(?:To|Cc|X-Original-To|for)\b:?(.{0,500})|\bfor[ \t]+<([^>\s]{3,200})>", re.M | re.I
)
TOLD_WHO = any_of(
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
    after=r"[ \t]*+(?:(?:is|was|for|address)[ \t]*+)?(?:[:=][ \t]*+)?(?:rfc822;[ \t]*+)?"
    rf"[<'\"(]{{0,2}}{ADDRESS}",
)

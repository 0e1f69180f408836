"""Vacation messages that carry no header: subjects that mail systems write, and absence texts.

Words alone are weak: people write about being away and about automatic replies. A subject counts
only in the exact shape of a mail system and with a second sign; a text only when it says of itself
that it is automatic, or tells absence, return and a substitute and nothing else. A question mark in
the text always speaks for a person.
"""

from __future__ import annotations

import re

from intake.reading.parsed import Parsed
from intake.reading.phrases import any_of

MAX_WORDS_OF_ABSENCE = 1_500  # characters; longer texts are letters

_SUBJECT = any_of(
    r"""
    automatic reply
    automatisch(?:e)? (?:antwoord|reactie|beantwoording|bericht)
    automatische antwort
    réponse automatique
    respuesta automática
    risposta automatica
    resposta automática
    automatisk svar
    autosvar
    automaattinen vastaus
    odpowiedź automatyczna
    automatyczna odpowiedź
    automatick(?:á|ý) odpov(?:ěď|eď)
    автоматический ответ
    автоматична відповідь
    автоматичен отговор
    automatikus válasz
    otomatik yanıt
    răspuns automat
    αυτόματη απάντηση
    automatski odgovor
    samodejni odgovor
    automaatvastus
    automātiskā atbilde
    automatinis atsakymas
    resposta automàtica
    sjálfvirkt svar
    自动答复
    自動回覆
    자동 회신
    (?:out of (?:the )?office )?auto[- ]?reply
    autoreply
    auto[- ]?response
    auto
    out[- ]of[- ](?:the[- ])?office
    out[- ]of[- ](?:the[- ])?office (?:auto[- ]?)?(?:reply|response|message)
    out[- ]of[- ](?:the[- ])?office (?:notification|notice|assistant)
    ooo (?:reply|response|message)
    automated (?:reply|response)
    auto[- ]?antwoord
    automatische reply
    afwezig(?:heid)?(?:sbericht|smelding|sassistent)?
    niet aanwezig
    abwesen(?:d|heitsnotiz|heit|heitsnachricht)
    absence(?: du bureau)?
    message d'absence
    vacation(?: reply| message| response)?
    自動返信
    自動応答
    """,
    r"\A\s*[\[(]?",
    r"(?:[\])]|\s*(?:[:：]|\Z|re:))",
)
# What people type themselves above such a text: a sign only together with words of absence.
_TYPED_SUBJECT = any_of(
    r"""
    ooo
    out[- ]of[- ](?:the[- ])?office .{0,60}
    (?:away|absent) from (?:the |my )?office
    (?:on|annual|parental|sick) leave
    on (?:holiday|vacation)
    buiten kantoor(?: .{0,30})?
    niet op kantoor
    (?:met|op|in) (?:verlof|vakantie)
    nicht im büro
    im urlaub
    en congés?
    fuera de la oficina
    fuori ufficio
    """,
    r"\A\s*[\[(]?",
    r"(?:[\])]|\s*(?:[:：]|\Z|re:))",
)
_TITLE = any_of(
    r"""
    (?:this is an? )?(?:automatic|automated|auto)[- ]?(?:reply|response|message|notice)
    out[- ]of[- ](?:the[- ])?office[- ](?:reply|response|message|notice)
    out[- ]of[- ](?:the[- ])?office
    automatisch(?:e)? (?:antwoord|reactie|beantwoording|bericht)
    afwezigheids(?:bericht|melding)
    abwesenheits(?:notiz|nachricht)
    automatische (?:antwort|nachricht)
    réponse automatique
    message d'absence
    """,
    r"\A[\s*_=~#<\[(-]{0,20}",
    r"[\s*_=~#>\])!.:-]{0,20}(?:\n|\Z)",
)
_ABSENT = any_of(
    r"""
    i(?: a|')m (?:currently |now )?(?:out of (?:the )?office|away|travelling)
    i(?: a|')m (?:currently |now )?on (?:annual |parental |sick |maternity )?(?:leave|holiday|vacation)
    i will be (?:out of (?:the )?office|away|on (?:leave|holiday|vacation)|absent)
    i(?: a|')m (?:absent|not in the office|unavailable)
    i'll be (?:out of (?:the )?office|away|on (?:leave|holiday|vacation)|absent)
    (?:currently|presently) (?:out of (?:the )?office|away|on (?:leave|holiday))
    (?:ik ben|ben ik) (?:momenteel |op dit moment |nu )?(?:afwezig|met (?:verlof|vakantie)|niet aanwezig)
    (?:ik ben|ben ik) (?:momenteel |nu )?(?:(?:buiten|niet op) kantoor|op vakantie|out of office)
    (?:ik ben|ben ik) (?:vanaf|van|tot|t/m) .{3,60}(?:afwezig|met (?:verlof|vakantie)|op vakantie)
    (?:ik ben|ben ik) (?:er )?(?:\w+ |deze week |even ){0,2}niet (?:bereikbaar|aan het werk|beschikbaar)
    (?:ik ben|ben ik) er (?:\w+ ){0,2}niet
    (?:ik ben|ben ik) (?:\w+ )?(?:met|in) (?:zwangerschaps|bevallings|ouderschaps|vaderschaps|ziekte)verlof
    ik geniet (?:\w+ ){0,3}(?:verlof|vakantie)
    ik (?:lees|beantwoord) (?:momenteel |dan )?(?:mijn|geen) (?:e-?)?mail
    wegens (?:vakantie|verlof|afwezigheid|ziekte)
    ich bin (?:derzeit |zur ?zeit |momentan |(?:vom|bis|ab|von) .{3,60})?nicht (?:im (?:büro|haus)|erreichbar)
    ich bin (?:derzeit |zur ?zeit |momentan |(?:vom|bis|ab|von) .{3,60})?(?:abwesend|im urlaub|außer haus)
    bin ich (?:nicht im (?:büro|haus)|abwesend|im urlaub)
    je (?:suis|serai) (?:actuellement )?(?:absent|en (?:congés?|vacances)|hors du bureau)
    (?:estoy|estaré) (?:\w+ ){0,2}(?:ausente|de vacaciones|fuera de la oficina)
    (?:sono|sarò) (?:\w+ ){0,2}(?:assente|in (?:ferie|vacanza)|fuori (?:ufficio|sede))
    (?:estou|estarei) (?:\w+ ){0,2}(?:ausente|de férias|fora do escritório)
    jag är (?:\w+ ){0,2}(?:på semester|inte på kontoret|frånvarande)
    jeg er (?:\w+ ){0,2}(?:på ferie|ikke på kontoret|fraværende|bortreist)
    """
)
_RETURN = any_of(
    r"""
    (?:return|back|again|reachable) (?:in the office )?(?:on|from|at)
    until (?:the )?\d
    until (?:monday|tuesday|wednesday|thursday|friday)
    until (?:january|february|march|april|may|june|july|august|september|october|november|december)
    (?:with )?(?:limited|no) access to (?:my )?e-?mail
    (?:t/m|tot en met|tot) (?:\w+dag )?\d
    (?:terug|bereikbaar|aanwezig) (?:op|vanaf) (?:\w+dag )?\d
    (?:op|vanaf) (?:\w+dag )?\d{1,2} \w+ (?:ben ik )?(?:weer |terug )
    wieder (?:ab|am|erreichbar)
    bis (?:zum )?\d
    kehre (?:ich )?(?:am|ab) .{2,40}zurück
    de retour le
    jusqu'au
    """
)
_SUBSTITUTE = any_of(
    r"""
    (?:for|in case of) (?:any )?(?:urgent|urgency|emergenc)
    if (?:it is|your (?:request|question|matter|message) is|this is) urgent
    (?:please )?contact (?:my colleague|.{0,60}@)
    (?:voor|bij|in geval van) (?:dringende|spoed|urgente)
    indien (?:dringend|nodig)
    (?:kan|kunt|kan je|kunt u) (?:je |u )?(?:contact opnemen|terecht|.{0,40}contacteren)
    neem contact op
    in dringenden
    wenden sie sich
    en cas d'urgence
    """
)
# What people write too, and what counts only below a subject that says "automatic".
_ELSEWHERE = any_of(
    r"""
    (?:no|limited) access to (?:my )?(?:e-?)?mail
    i (?:do not|don't|no longer) work (?:on|at|for)
    i have left
    (?:ik werk|werk ik) (?:\w+ )?niet (?:op|meer)
    (?:ik ben|ben ik) (?:niet (?:langer|meer)|\w+ dienst) (?:werkzaam|bij)
    (?:beperkt(?:e)?|geen) toegang tot mijn
    """
)
_RECEIVED = any_of(
    r"""
    (?:thank you|thanks) for (?:your|contacting|getting in touch)
    we (?:have )?received your
    bedankt voor (?:uw|je|jouw)
    (?:wij|we) hebben (?:uw|je|jouw) .{0,30}ontvangen
    (?:uw|je|jouw) (?:bericht|e-?mail|mail) (?:is|werd) (?:goed )?ontvangen
    vielen dank für ihre
    wir haben ihre .{0,30}erhalten
    merci pour votre
    nous avons bien reçu votre
    """,
    r"\A(?:\W*(?:hello|dear|hi|beste|dag|hallo|geachte|guten tag|bonjour)\b[^\n]{0,60}\n)?\W*",
)
_HEADING = re.compile(
    r"\b(?:dringend|spoed|urgent|haast|noodgeval|eilig)\s?\?", re.IGNORECASE
)  # not a question
_SAYS_SO = any_of(
    r"""
    this is an? (?:automatic|automated|auto)(?:ally generated)?[- ]?(?:reply|response|message|e-?mail|answer)
    this (?:message|e-?mail|reply) (?:was|is|has been) (?:sent |generated |created )?automatically
    dit is een automatisch(?:e)? (?:gegenereerd(?:e)? )?(?:antwoord|bericht|e-?mail|mail|reactie)
    deze? (?:e-?mail|mail|bericht|antwoord) (?:is|wordt|werd) automatisch (?:verstuurd|verzonden|gegenereerd)
    dies ist eine automatische? (?:generierte |erstellte )?(?:antwort|nachricht|e-?mail)
    ceci est (?:un|une) (?:message|réponse|e-?mail) automatique
    """,
    r"^[ \t*_(\[-]*",
)


def is_reply_subject(mail: Parsed) -> bool:
    """A subject in the shape of a mail system, and a second sign of a machine."""
    if not _SUBJECT.match(mail.subject):
        answers = bool(mail.in_reply_to or mail.references)
        return answers and _TYPED_SUBJECT.match(mail.subject[:200]) is not None and tells_absence(mail.text)
    answers = bool(mail.in_reply_to or mail.references)
    named = "autom" in mail.subject.casefold()
    suppresses = mail.header("x-auto-response-suppress") is not None
    text = mail.text[: MAX_WORDS_OF_ABSENCE + 1]
    if suppresses or not text.strip():
        return True
    if "?" in _HEADING.sub("", text):
        return False
    return answers or bool(
        len(text) <= MAX_WORDS_OF_ABSENCE
        and (_ABSENT.search(text) or _SAYS_SO.search(text) or (named and _tells_nothing_else(text)))
    )


def _tells_nothing_else(text: str) -> bool:
    return _RECEIVED.search(text) is not None or _ELSEWHERE.search(text) is not None


def tells_absence(text: str) -> bool:
    """A short text that tells of an absence and asks nothing; only below a subject that says so too."""
    head = text[: MAX_WORDS_OF_ABSENCE + 1]
    return len(head) <= MAX_WORDS_OF_ABSENCE and "?" not in head and _ABSENT.search(head) is not None


def is_automatic_text(mail: Parsed) -> bool:
    """A text that says it is automatic, or that tells absence, return and substitute; no question."""
    text = mail.text[: MAX_WORDS_OF_ABSENCE + 1]
    if not text.strip() or len(text) > MAX_WORDS_OF_ABSENCE or "?" in text:
        return False
    if _SAYS_SO.search(text):
        return True
    if not (mail.in_reply_to or mail.references):
        return False
    if _TITLE.match(text) and _ABSENT.search(text):
        return True
    return bool(_ABSENT.search(text) and _RETURN.search(text) and _SUBSTITUTE.search(text))

"""Vacation messages that carry no header: subjects that mail systems write, and absence texts.

Words alone are weak: people write about being away and about automatic replies. A subject counts
only in the exact shape of a mail system and with a second sign; a text only when it says of itself
that it is automatic, or tells absence, return and a substitute and nothing else. A question mark in
the text always speaks for a person.
"""

from __future__ import annotations

from intake.parsed import Parsed
from intake.phrases import any_of

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
    automatická odpověď
    автоматический ответ
    (?:out of (?:the )?office )?auto[- ]?reply
    autoreply
    auto[- ]?response
    auto
    out of (?:the )?office
    out of office autoreply
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
    r"(?:[\])]|\s*(?:[:：]|\Z))",
)
_ABSENT = any_of(
    r"""
    i(?: a|')m (?:currently |now )?(?:out of (?:the )?office|away|travelling)
    i(?: a|')m (?:currently |now )?on (?:annual |parental |sick |maternity )?(?:leave|holiday|vacation)
    i will be (?:out of (?:the )?office|away|on (?:leave|holiday|vacation)|absent)
    i(?: a|')m (?:absent|not in the office|unavailable)
    (?:currently|presently) (?:out of (?:the )?office|away|on (?:leave|holiday))
    (?:ik ben|ben ik) (?:momenteel |op dit moment |nu )?(?:afwezig|met (?:verlof|vakantie)|niet aanwezig)
    (?:ik ben|ben ik) (?:momenteel |nu )?(?:(?:buiten|niet op) kantoor|op vakantie|out of office)
    (?:ik ben|ben ik) (?:vanaf|van|tot|t/m) .{3,60}(?:afwezig|met (?:verlof|vakantie)|op vakantie)
    ik (?:lees|beantwoord) (?:momenteel |dan )?(?:mijn|geen) (?:e-?)?mail
    wegens (?:vakantie|verlof|afwezigheid|ziekte)
    ich bin (?:derzeit |zur ?zeit |momentan |vom .{3,60})?nicht (?:im (?:büro|haus)|erreichbar)
    ich bin (?:derzeit |zur ?zeit |momentan |vom .{3,60})?(?:abwesend|im urlaub|außer haus)
    je suis (?:actuellement )?(?:absent|en (?:congés?|vacances)|hors du bureau)
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
        return False
    answers = bool(mail.in_reply_to or mail.references)
    suppresses = mail.header("x-auto-response-suppress") is not None
    text = mail.text[: MAX_WORDS_OF_ABSENCE + 1]
    if suppresses or not text.strip():
        return True
    if "?" in text:
        return False
    return answers or bool(
        len(text) <= MAX_WORDS_OF_ABSENCE and (_ABSENT.search(text) or _SAYS_SO.search(text))
    )


def is_automatic_text(mail: Parsed) -> bool:
    """A text that says it is automatic, or that tells absence, return and substitute; no question."""
    text = mail.text[: MAX_WORDS_OF_ABSENCE + 1]
    if not text.strip() or len(text) > MAX_WORDS_OF_ABSENCE or "?" in text:
        return False
    if _SAYS_SO.search(text):
        return True
    if not (mail.in_reply_to or mail.references):
        return False
    return bool(_ABSENT.search(text) and _RETURN.search(text) and _SUBSTITUTE.search(text))

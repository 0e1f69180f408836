"""The words that mail clients put above an older mail: header labels and separator phrases.

English and Dutch are complete; the other languages hold what Gmail, Outlook, Apple Mail, Thunderbird
and Yahoo print in them. All words are compared case-folded, without Markdown marks.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import Final

from intake.reading.phrases import phrases


class Field(StrEnum):
    """What a header line above an older mail says."""

    FROM = "from"
    DATE = "date"
    TO = "to"
    SUBJECT = "subject"
    OTHER = "other"  # Cc, Reply-To, importance, attachments: part of the block, of no use


_LABELS: Final[dict[Field, str]] = {
    Field.FROM: (
        "from|van|von|de|da|od|fra|från|lähettäjä|šalje|feladó|mittente|nadawca|expeditorul|de la|"
        "отправитель|от|от кого|від|від кого|kimden|gönderen|saatja|afzender|absender|expéditeur|"
        "remitente|remetente|avsender|afsender|avsändare|odesílatel|odosielateľ|差出人|发件人|寄件者|"
        "보낸 사람|από|от кого"
    ),
    Field.DATE: (
        "sent|date|datum|verzonden|verstuurd|gesendet|data|dato|fecha|enviado|enviado el|enviada|"
        "enviada em|enviado em|envoyé|envoyé le|inviato|data invio|sendt|skickat|wysłano|wysłane|"
        "lähetetty|päivämäärä|päiväys|odesláno|odoslané|elküldve|küldve|dátum|trimis|dată|отправлено|"
        "дата|відправлено|надіслано|tarih|gönderildi|gönderilen|poslano|送信日時|日付|发送时间|日期|"
        "보낸 날짜|날짜|ημερομηνία|verzonden op|sent on|gesendet am|skickat den|time|le"
    ),
    Field.TO: (
        "to|aan|an|à|a|para|pour|do|til|till|komu|vastaanottaja|prima|címzett|destinatarul|către|кому|"
        "pre|kime|adresat|destinatario|destinataire|empfänger|ontvanger|宛先|收件人|받는 사람|προς"
    ),
    Field.SUBJECT: (
        "subject|onderwerp|betreff|betrifft|objet|sujet|asunto|assunto|oggetto|temat|emne|ämne|aihe|"
        "předmět|predmet|tárgy|subiectul|subiect|тема|konu|naslov|件名|主题|主旨|제목|θέμα|betr|betreft"
    ),
    Field.OTHER: (
        "cc|bcc|kopie|kopie (cc)|kopi|kopia|kopio|kópia|copie|copie à|копия|копія|másolat|másolatot kap|"
        "dw|udw|bilgi|cci|cco|ccn|reply-to|antwoord aan|antwort an|répondre à|rispondi a|responder a|"
        "svar til|svara till|odpowiedź-do|odpověď na|vastaus|válaszcím|urgentie|importance|prioriteit|"
        "priority|wichtigkeit|priorität|importancia|importance|priorità|bijlagen|bijlage|attachments|"
        "attachment|anlagen|anhänge|pièces jointes|allegati|adjuntos|anexos|vedhæftede filer|bilagor|"
        "vedlegg|categorieën|categories|gevoeligheid|sensitivity|vertraulichkeit|resent-from|"
        "organization|organisatie|newsgroups|message-id|x-mailer|odgovori na|ответ-кому|yanıt adresi|"
        "beantwoorden - aan|risposta|risposta a|conversation|return-path|list-id|mime-version|content-type|"
        "user-agent"
    ),
}

LABELS: Final[dict[str, Field]] = {
    label: kind for kind, labels in _LABELS.items() for label in labels.split("|")
}

LONGEST_LABEL: Final = max(map(len, LABELS))

_FORWARDED: Final = (
    "forwarded message|forwarded mail|forwarded email|forwarded by|begin forwarded message|fwd|"
    "doorgestuurd bericht|doorgestuurde e-mail|doorgezonden bericht|begin doorgestuurd bericht|"
    "begin van doorgestuurd bericht|doorgestuurd door|"
    "weitergeleitete nachricht|weitergeleitete e-mail|anfang der weitergeleiteten nachricht|"
    "anfang der weitergeleiteten e-mail|beginn der weitergeleiteten nachricht|"
    "beginn der weitergeleiteten e-mail|"
    "message transféré|message transmis|message réexpédié|début du message réexpédié|"
    "début du message transféré|courriel transféré|"
    "mensaje reenviado|inicio del mensaje reenviado|messaggio inoltrato|inizio messaggio inoltrato|"
    "inizio del messaggio inoltrato|mensagem encaminhada|mensagem reencaminhada|"
    "início da mensagem encaminhada|início da mensagem reencaminhada|"
    "videresendt meddelelse|videresendt besked|start på videresendt besked|videresendt mail|"
    "videresendt melding|videresendt e-post|vidarebefordrat meddelande|vidarebefordrat mejl|"
    "vidarebefordrat e-post|vidarebefordrat brev|"
    "przekazana wiadomość|wiadomość przekazana dalej|treść przekazanej wiadomości|"
    "początek przekazywanej wiadomości|początek wiadomości przekazanej dalej|"
    "přeposlaná zpráva|začátek přeposlané zprávy|začátek přeposílané zprávy|preposlaná správa|"
    "začiatok preposlanej správy|továbbított üzenet|továbbított levél kezdete|továbbított levél|"
    "edelleenlähetetty viesti|välitetty viesti|välitetty viesti alkaa|välitetty viesti / fwd.msg|"
    "proslijeđena poruka|započni proslijeđenu poruku|mesaj redirecționat|începe mesajul redirecționat|"
    "пересылаемое сообщение|перенаправленное сообщение|начало переадресованного сообщения|"
    "переслане повідомлення|перенаправлене повідомлення|початок листа, що пересилається|"
    "iletilmiş mesaj|iletilen ileti|yönlendirilen ileti|ileti başlangıcı|"
    "転送メッセージ|转发邮件|轉寄郵件|전달된 메시지"
)

_ORIGINAL: Final = (
    "original message|original e-mail|original email|original mail|original appointment|reply message|"
    "oorspronkelijk bericht|originele bericht|oorspronkelijke bericht|originele e-mail|originele mail|"
    "oorspronkelijke e-mail|origineel bericht|oorspronkelijke afspraak|"
    "ursprüngliche nachricht|originalnachricht|original-nachricht|ursprüngliche e-mail|"
    "message d'origine|message d’origine|message original|message initial|courriel original|"
    "mensaje original|messaggio originale|messaggio di origine|mensagem original|"
    "oprindelig meddelelse|oprindelig besked|original meddelelse|opprinnelig melding|"
    "originalmeddelande|ursprungligt meddelande|ursprungsmeddelande|"
    "oryginalna wiadomość|wiadomość oryginalna|wiadomość źródłowa|"
    "původní zpráva|pôvodná správa|eredeti üzenet|alkuperäinen viesti|izvorna poruka|"
    "mesaj original|mesajul original|исходное сообщение|оригинальное сообщение|"
    "початкове повідомлення|вихідне повідомлення|orijinal ileti|orijinal mesaj|原始邮件|"
    "元のメッセージ|원본 메시지|αρχικό μήνυμα|antwoord op bericht"
)

FORWARD_PHRASES: Final = phrases(_FORWARDED)
ORIGINAL_PHRASES: Final = phrases(_ORIGINAL)
_BEGINNINGS: Final = ("begin", "anfang", "début", "ini", "iní", "start", "pocz", "zač", "zap")
# Apple Mail prints these without dashes, with a colon (HTML and text).
BARE_FORWARD_PHRASES: Final = frozenset(
    phrase
    for phrase in FORWARD_PHRASES
    if phrase.startswith(_BEGINNINGS)
    or phrase
    in {
        "továbbított levél kezdete",
        "välitetty viesti alkaa",
        "videresendt melding",
        "vidarebefordrat mejl",
        "începe mesajul redirecționat",
        "начало переадресованного сообщения",
        "початок листа, що пересилається",
        "ileti başlangıcı",
    }
)

_MARKS: Final = re.compile(r"[*_`~]+")


def unmarked(line: str) -> str:
    """A line without Markdown emphasis and outer white space, at most 1,000 characters."""
    return _MARKS.sub("", line[:1000]).strip()


def folded(text: str) -> str:
    """Case folded, the Turkish dotted capital too."""
    return text.casefold().replace("i\u0307", "i")


@lru_cache(maxsize=4096)  # each line is asked up to forty times when blocks of headers pile up
def field_of(line: str) -> tuple[Field, str] | None:
    """(field, value) when the line is a header line in a known language, else None.

    "*Van:* Jan", "**From: **Jan", "Van : Jan" and "| Van: | Jan |" are header lines.
    """
    text = unmarked(line).lstrip("|> \t")
    colon = text.find(":", 0, LONGEST_LABEL + 3)
    if colon < 0:
        colon = text.find("：", 0, LONGEST_LABEL + 3)
    if colon < 1:
        return None
    kind = LABELS.get(folded(text[:colon].strip()))
    if kind is None:
        return None
    return kind, text[colon + 1 :].strip(" \t|\u200e\u200f")

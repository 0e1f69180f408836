"""Lines that a program added, not the writer: client footers, list footers, disclaimers, banners.

Every pattern is matched against one line of bounded length, so that the time is linear.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_LINK: Final = re.compile(r"\[([^\]\n]{0,300})\]\((?:<[^>\n]{0,1000}>|[^)\s]{0,1000})\)")
_ANGLED: Final = re.compile(r"<(?:https?://|mailto:)[^>\s]{0,1000}>", re.IGNORECASE)
_BRACKETED: Final = re.compile(r"\((?:https?://)[^)\s]{0,500}\)", re.IGNORECASE)

# "Sent from my iPhone" in the languages that phones speak. All but the first form need the name of a
# device or a program behind them: "Verzonden met de post" and "Written by Jan" are sentences.
_SENT_FROM: Final = re.compile(
    r"(?:(?:sent from|from my|\w{1,20} from mobile)\b|從我的|从我的).{0,90}", re.IGNORECASE
)
_SENT: Final = re.compile(
    r"""(?:
      (?:sent|written)\s(?:via|with|using|by|on|through) | get\b | download\b
    | (?:verstuurd|verzonden|gestuurd|geschreven)\s(?:vanaf|vanuit|van|met|via|door|op)
    | (?:vanaf|met|via)\s(?:mijn|m'n)\b(?=.{0,60}\b(?:verzonden|verstuurd)\b)
    | (?:verkrijg|haal)\b | outlook\svoor\b(?=.{0,40}(?:downloaden|ophalen))
    | gesendet\s(?:von|mit|über|via|aus) | von\s(?:meinem|meiner)\b(?=.{0,60}\bgesendet\b)
    | diese\s(?:nachricht|e-mail)\swurde\svon\b | outlook\sfür\b(?=.{0,40}(?:beziehen|herunterladen))
    | (?:holen|laden)\ssie\b
    | envoyée?\s(?:de|depuis|à\spartir|avec|via|du) | (?:obtenez|télécharge[rz])\b
    | enviado\s(?:desde|con|do|da|de|a\spartir|através|com|via) | (?:obtener|obter|obtenha|consigue)\b
    | inviato\s(?:da|dal|dallo|con|tramite) | (?:scarica|ottieni)\b
    | sendt\s(?:fra|via|med) | (?:hent|skaff\sdeg|få)\b
    | skicka(?:t|des)\s(?:från|med|via) | hämta\b | från\smin\b
    | wysłan[eoay]\s(?:z|za|ze|przez) | pobierz\b
    | lähetetty\b | hanki\b | odesláno\sz\b | odoslané\sz\b | elküldve\b | trimis\sde\b
    | отправлено\s(?:с|из) | надіслано\s(?:з|із)
    ).{0,90}""",
    re.IGNORECASE | re.VERBOSE,
)
_DEVICE: Final = re.compile(
    r"iphone|ipad|ipod|android|galaxy|samsung|mobi|phone|smartphone|smartfon|tablet|blackberry|outlook|mail|"
    r"windows|device|toestel|apparaat|gerät|gsm|handy|huawei|xiaomi|nokia|sony|htc|pixel|oneplus|macbook|imac|"
    r"\bmac\b|k-9|mailbird|thunderbird|superhuman|\bspark\b|\bfront\b|boomerang|web\.de|gmx|tuta|app\b|"
    r"téléphone|telefon|teléfono|telefono|celular|мобильн|айфон|sparrow",
    re.IGNORECASE,
)
_NOT_A_FOOTER: Final = re.compile(
    r",\s\w+\s(?:is|are|was|will|ben|heb|zal|kan|kon)\b|\?\s*$|\b(?:tomorrow|yesterday|morgen|gisteren|"
    r"attached|bijlage|hr|because|omdat)\b|, is\b",
    re.IGNORECASE,
)
_LIST_RULE: Final = re.compile(r"^\s*_{20,}\s*$")
_LIST: Final = re.compile(
    r"mailing\slist|mailinglist|listinfo|unsubscribe|uitschrijven|googlegroups|abmelden|"
    r"you\sreceived\sthis\smessage\sbecause|u\sontvangt\sdit\sbericht\somdat",
    re.IGNORECASE,
)
_CHECKED: Final = re.compile(
    r"^\W{0,5}(?:virus-?free\b|virenfrei|virusvrij|this\s(?:e-?mail|message)\shas\sbeen\s(?:scanned|checked)|"
    r"dit\s(?:e-?mail)?bericht\s(?:is|werd)\s(?:gecontroleerd|gescand)|diese\se-?mail\swurde\s(?:von|auf)|"
    r"(?:please\s)?consider\sthe\senvironment|denk\saan\shet\smilieu|think\sbefore\syou\sprint|"
    r"please\sdon't\sprint|gelieve\srekening\ste\shouden\smet\shet\smilieu|"
    r"gelieve\sdeze\s(?:e-?mail|mail)\sniet|print\sdeze\se-?mail)",
    re.IGNORECASE,
)
_BANNER: Final = re.compile(
    r"^\W{0,6}(?:caution|warning|external(?:\ssender|\semail)?|let\sop|opgelet|waarschuwing|achtung|attention|"
    r"vorsicht|externe\s(?:mail|e-mail|afzender))\b.{0,10}:?.{0,80}"
    r"(?:originated|outside|external|buiten|extern|außerhalb|extérieur|externe)",
    re.IGNORECASE,
)
_BANNER_MORE: Final = re.compile(
    r"^\W{0,4}(?:you\sdon['’]t\soften\sget\semail\sfrom|some\speople\swho\sreceived\sthis\smessage|"
    r"u\sontvangt\s(?:niet\svaak|zelden)\s(?:e-?mail|mail)|je\sontvangt\sniet\svaak\se-?mail|"
    r"sie\serhalten\snicht\shäufig|vous\sne\srecevez\spas\ssouvent|"
    r"this\s(?:e-?mail|message)\s(?:originated|came|was\ssent)\sfrom\soutside)",
    re.IGNORECASE,
)
_LEGAL: Final = (
    "confidential", "vertrouwelijk", "vertraulich", "confidentiel", "confidencial", "riservat",
    "intended solely", "intended recipient", "intended only", "uitsluitend bestemd",
    "uitsluitend bedoeld", "geadresseerde", "bestemmeling", "niet de bedoelde", "ten onrechte",
    "per vergissing", "in error", "privileged", "disclaimer", "unauthorized", "unauthorised",
    "prohibited", "verboden", "openbaarmaking", "disclosure", "legally", "liability", "aansprakelijk",
    "virus", "notify the sender", "afzender", "verwijder", "delete", "destroy", "vernietig",
    "destinataire", "destinatario", "empfänger", "irrtümlich", "proprietary", "rechten worden ontleend",
    "juridisch", "bindend", "bevoegd", "securities", "contractual",
)  # fmt: skip
_LEGAL_HEAD: Final = re.compile(
    r"^\W{0,6}(?:disclaimer|vertrouwelijkheid\w*|confidentiality(?:\snotice)?|proclaimer|"
    r"legal\snotice|avis\sde\sconfidentialité|haftungsausschluss)\W{0,4}$",
    re.IGNORECASE,
)
# How a disclaimer begins that is too short for three of them: its title, or the mail "and any attachments".
_LEGAL_START: Final = re.compile(
    r"^\W{0,6}(?:"
    r"(?:disclaimer|confidentiality(?: notice)?|legal notice|vertrouwelijkheid\w*|proclaimer)\s?[:–-]|"
    r"(?:(?:the (?:information|content)\w*|de (?:informatie|inhoud)) (?:of|in|van) )?(?:this|dit|deze|die) "
    r"(?:e-?mail|mail|message|communication|bericht|boodschap)[\w-]{0,10}(?: message)?,? "
    r"(?:and|en|including|inclusief|met) .{0,30}(?:attach|bijlage|files|bestanden))",
    re.IGNORECASE,
)


def plain_words(line: str) -> str:
    """A line without link targets, Markdown emphasis and outer white space."""
    text = _LINK.sub(r"\1", line[:1000])
    text = _BRACKETED.sub("", _ANGLED.sub("", text))
    return text.strip().strip("*_").strip()


def is_client_footer(line: str) -> bool:
    """ "Sent from my iPhone", "Verzonden vanuit Outlook voor Android", in eleven languages.

    A sentence that begins alike ("Sent from my desk, is much easier …") is not one.
    """
    text = plain_words(line).strip("[]()<> ")
    if not text or len(text) > 140:
        return False
    if not _SENT_FROM.match(text) and not (_SENT.match(text) and _DEVICE.search(text)):
        return False
    first = text.split(". ")[0].rstrip(".")
    if len(first.split()) > 11:
        return False
    return _NOT_A_FOOTER.search(text) is None


def is_scanner_line(line: str) -> bool:
    """What virus scanners and company templates add ("Virus-free.", "Consider the environment …"), and
    the visible rest of a tracker ("ᐧ")."""
    return line.strip() == "ᐧ" or _CHECKED.match(plain_words(line)) is not None


def is_banner(line: str) -> bool:
    """A warning that a gateway put on top ("CAUTION: This email originated from outside …")."""
    text = plain_words(line)[:400].strip("[]| ")
    return _BANNER.match(text) is not None or _BANNER_MORE.match(text) is not None


def is_legal(paragraph: str) -> bool:
    """Whether a paragraph is a disclaimer: its heading, its first words with one of the words that lawyers
    use, or three of these."""
    text = plain_words(paragraph) if len(paragraph) < 1000 else paragraph[:4000]
    if _LEGAL_HEAD.match(text[:80]):
        return True
    folded = text.casefold()
    hits = sum(1 for word in _LEGAL if word in folded)
    if hits and _LEGAL_START.match(text[:200]):
        return True
    return len(text) >= 80 and hits >= 3


def list_footer(lines: Sequence[str], start: int) -> int:
    """Lines of a mailing list's footer that begins there (a long underscore rule, then at most eight
    lines that name the list), or 0."""
    if _LIST_RULE.match(lines[start][:200]) is None:
        return 0
    end = start + 1
    while end < len(lines) and end - start <= 8 and lines[end].strip():
        end += 1
    body = "\n".join(line[:300] for line in lines[start + 1 : end])
    return end - start if _LIST.search(body) else 0

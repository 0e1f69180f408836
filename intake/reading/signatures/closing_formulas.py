"""Closing formulas ("Met vriendelijke groet", "Kind regards") and thanks that may close a mail.

English and Dutch are complete, the languages around them are recognised. A line counts only when it
holds nothing else, so that "Groeten aan Jan" and "Thanks for the link, see below" stay sentences.
"""

from __future__ import annotations

import re
from typing import Final

from intake.reading.phrases import phrases
from intake.reading.signatures.footers import plain_words

# Any of the first words, in any number, and then the last: "Met vriendelijke en hartelijke groeten".
_DUTCH: Final = re.compile(
    r"(?:(?:met|vriendelijke|hartelijke|warme|beste|lieve|zonnige|sportieve|collegiale|oprechte|de|veel|dikke|"
    r"welgemeende|leerrijke|en|mijn|allerbeste)\s){0,6}groet(?:en|jes)?(?:\s(?:uit|vanuit)\s\w{2,30})?"
)
_ENGLISH: Final = re.compile(
    r"(?:(?:with|my|very|kind|kindest|best|warm|warmest|many|thanks|and|personal|thank|you|&)\s){0,6}regards"
)
_GERMAN: Final = re.compile(
    r"(?:(?:mit|freundlichen|freundliche|besten|beste|herzlichen|herzliche|lieben|liebe|vielen|viele|schönen|"
    r"schöne|sonnige|sonnigen|aus|und)\s){0,5}(?:gr(?:ü|u|ue)(?:ß|ss)en?|gru(?:ß|ss))(?:\saus\s\w{2,30})?"
)
_NORDIC: Final = re.compile(
    r"(?:(?:med|de|bedste|beste|bästa|venlig|vennlig|vänlig|vänliga|venlige|hjertelig|mange|kærlig|varme)\s){0,4}"
    r"(?:hilsen|hilsener|helsing|hälsning|hälsningar)"
)
_EDGES: Final = " ,.!;:-–—~"
_BETWEEN: Final = re.compile(r"\s[-–—|]\s|\s?/\s?")  # "Met vriendelijke groet / Kind regards / Cordialement"
_REGARDS: Final = phrases(
    "gr|grt|grtz|grts|mvg|m.v.g|vg|vr. gr|vr.gr|hoogachtend|met hoogachting|liefs|"
    "best|all the best|all my best|best wishes|kr|br|rgds|bests|warmly|"
    "sincerely|yours sincerely|sincerely yours|yours faithfully|yours truly|yours|cordially|respectfully"
)
_FOREIGN: Final = phrases(
    "mfg|lg|hochachtungsvoll|"
    "cordialement|bien cordialement|très cordialement|salutations|meilleures salutations|"
    "sincères salutations|salutations distinguées|salutations les meilleures|cdlt|bien à vous|bien à toi|"
    "bien a vous|amicalement|respectueusement|"
    "saludos|saludos cordiales|un saludo|un cordial saludo|cordial saludo|atentamente|un abrazo|abrazo|"
    "cordiali saluti|distinti saluti|cari saluti|un saluto|un cordiale saluto|un caro saluto|saluti|"
    "cumprimentos|com os melhores cumprimentos|melhores cumprimentos|atenciosamente|abraço|um abraço|att|"
    "mvh|vh|kh|dbh|bh|pozdrawiam|pozdrawiam serdecznie|serdecznie pozdrawiam|z poważaniem|z powazaniem|"
    "z wyrazami szacunku|pozdrowienia|s pozdravem|üdvözlettel|ystävällisin terveisin|terveisin|"
    "с уважением|saygılarımla|cu stimă|lijep pozdrav"
)
_THANKS: Final = phrases(
    "thanks|thank you|many thanks|thanks again|thanks a lot|thanks so much|thank you so much|"
    "thank you very much|thanks in advance|thank you in advance|thanks for your help|much appreciated|"
    "thx|tia|ta|cheers|see you|see you soon|talk soon|have a nice day|have a great day|"
    "bedankt|alvast bedankt|heel erg bedankt|hartelijk bedankt|hartelijk dank|dank|dank je|dank u|"
    "dankjewel|dank je wel|dank u wel|dankuwel|alvast dank|bij voorbaat dank|bij voorbaat bedankt|"
    "met dank|veel dank|dank bij voorbaat|thanks alvast|bedankt alvast|merci|merci alvast|"
    "bedankt voor de hulp|bedankt voor de moeite|bedankt voor je hulp|bedankt voor uw hulp|"
    "fijne dag|fijne dag verder|fijne avond|fijn weekend|prettig weekend|prettige dag|tot snel|tot gauw|"
    "tot dan|tot morgen|tot binnenkort|tot ziens|tot later|"
    "danke|vielen dank|besten dank|herzlichen dank|danke im voraus|vielen dank im voraus|bis bald|"
    "merci beaucoup|merci d'avance|merci bien|bonne journée|bonne soirée|gracias|muchas gracias|grazie|"
    "grazie mille|obrigado|obrigada|tak|mange tak|takk|tack|tack på förhand|dzięki|dziękuję"
)


def formula_kind(line: str) -> str:
    """ "regards" for a closing formula, "thanks" for thanks that may close a mail, else ""."""
    text = plain_words(line[:160]).strip(_EDGES).casefold()
    kinds = {_kind(part.strip(_EDGES)) for part in _BETWEEN.split(text)} if text else {""}
    return kinds.pop() if len(kinds) == 1 else ("regards" if "" not in kinds else "")


def _kind(text: str) -> str:
    if not text or len(text) > 60:
        return ""
    if text in _REGARDS or _DUTCH.fullmatch(text) or _ENGLISH.fullmatch(text):
        return "regards"
    if text in _FOREIGN or _GERMAN.fullmatch(text) or _NORDIC.fullmatch(text):
        return "foreign"
    return "thanks" if text in _THANKS else ""

"""The contact lines that people put below a closing formula, told from sentences, lists and links."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Final

from intake.reading.phrases import phrases
from intake.reading.signatures.closing_formulas import formula_kind
from intake.reading.signatures.footers import plain_words

MAX_BLOCK: Final = 25  # lines; what is longer is not a signature but a letter


class Contact(StrEnum):
    """How surely a line is part of a signature."""

    STRONG = "strong"  # telephone, address, company, "T:", "BTW"
    WEAK = "weak"  # short and without a sentence: a name, a title, a slogan
    LINK = "link"  # a bare web site: only together with strong lines
    NONE = "none"  # a sentence, a list item, a postscript, a deep link


_PHONE: Final = re.compile(r"(?:\+|\b00|\b0|\()\d[\d\s().\-/]{6,20}\d")
_ADDRESS: Final = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}\.[\w.-]{2,63}")
_LABELLED: Final = re.compile(
    r"^(?:[tmefw]|tel(?:efoon|ephone|\.)?|telefon|mob(?:ile|iel|iel nr)?|gsm|fax|e-?mail|mail|web(?:site)?|"
    r"phone|direct|kantoor|office|cell|portable|btw|vat|kvk|kbo|rpr|iban|linkedin|skype|teams|werkdagen|"
    r"working days|adres|address|bezoekadres|postadres|ondernemingsnummer|handy)\s?[:.|]\s?\S",
    re.IGNORECASE,
)
_COMPANY: Final = re.compile(
    r"\b(?:N\.?V\.?|B\.?V\.?(?:B\.?A\.?)?|Ltd\.?|LLC|Inc\.?|GmbH|A\.?G\.?|S\.?A\.?|SRL|S\.r\.l\.|VZW|vzw|ASBL|"
    r"PLC|plc|CVBA|A/S|ApS|AB|AS|Oy|SE|Corp\.?)$"
)
_POSTAL: Final = re.compile(
    r"\b\d{4}\s?[A-Z]{2}\b\s|\b(?:B|BE|NL|D|DE|F|FR|L|CH|A)-\s?\d{4,5}\s\w|"
    r"^[\w.' -]{3,40}\s\d{1,4}\s?[a-zA-Z]?(?:\s?(?:bus|box|bte)\s?\d+)?\s?[,|•·-]\s?\d{4,5}\s[\w' -]{2,40}|"
    r"^\d{4,5}\s[A-Z][\w' -]{2,40}$|"
    r"\w(?:straat|laan|weg|plein|steenweg|kade|singel|gracht|dreef|strasse|straße)\s\d{1,4}\b|"
    r"\b(?:postbus|p\.?o\.?\sbox)\s\d+",
    re.IGNORECASE,
)
_PICTURE: Final = re.compile(
    r"^(?:!\[[^\]]{0,200}\]\([^)\s]{0,500}\)|\[(?:cid:|image|logo|inline)[^\]]{0,200}\]|"
    r"<image\d{0,4}\.\w{2,5}>|\s)+$",
    re.IGNORECASE,
)
_SOCIAL: Final = re.compile(
    r"linkedin\.com/|twitter\.com/|facebook\.com/|instagram\.com/|//x\.com/", re.IGNORECASE
)
_URL: Final = re.compile(r"(?:https?://|www\.)[^\s<>\"')\]]{2,300}", re.IGNORECASE)
_ITEM: Final = re.compile(r"^\s{0,8}(?:[-*•·▪+]\s|\d{1,2}[.)]\s|[#/]\w|>)")
_POSTSCRIPT: Final = re.compile(r"^\W{0,3}(?:p\.?\s?s\b|n\.?\s?b\b|ps:|post\s?scriptum)", re.IGNORECASE)
_SENTENCE_END: Final = re.compile(r"[.!?…]['\")]?$")
_SMALL: Final = phrases(
    "van|de|der|den|het|ter|ten|te|op|in|aan|of|and|en|the|voor|for|&|-|/|di|da|del|la|le|du|von|zu|y|e|"
    "och|og|i"
)
_CALLED: Final = re.compile(r"\b(?:signature|handtekening)\b")  # "this is my signature"
_SLASHED: Final = re.compile(r"^[/~]\s?([A-ZÀ-Þ][\w'-]{1,20})$")


def contact_kind(line: str) -> Contact:
    """What a line below a closing formula is."""
    raw = line[:600].strip()
    text = plain_words(raw)
    if _PICTURE.match(raw):
        return Contact.WEAK
    if _ITEM.match(raw) or _POSTSCRIPT.match(text) or _is_prose(text):
        return Contact.NONE
    if _LABELLED.match(text) or _POSTAL.search(text):
        return Contact.STRONG
    url = _URL.search(raw)
    if url is not None and not _SOCIAL.search(raw):
        deep = url[0].split("//")[-1].rstrip("/").count("/") > 0
        strong = _PHONE.search(text) or _ADDRESS.search(text)
        if strong:
            return Contact.STRONG
        return Contact.NONE if deep or len(text.split()) > 4 else Contact.LINK
    if _PHONE.search(text) or _ADDRESS.search(raw) or _COMPANY.search(text):
        return Contact.STRONG
    return Contact.WEAK if len(text.split()) <= 9 and len(text) <= 90 else Contact.NONE


def is_sentence(line: str) -> bool:
    """Whether a line says something: a sentence, a list item, a question or a postscript."""
    text = plain_words(line)
    return bool(_ITEM.match(line) or _POSTSCRIPT.match(text)) or _is_prose(text)


def signs(block: Sequence[str], names: Collection[str]) -> bool:
    """Whether lines below a bare "--" are a signature: no sentence among them, and a name or contact."""
    if len(block) > MAX_BLOCK or any(is_sentence(line) for line in block):
        return False
    if is_named(block[0], names) or is_name(block[0]):
        return True
    return any(contact_kind(line) is Contact.STRONG for line in block)


def is_named(line: str, names: Collection[str]) -> bool:
    """Whether a line is one of these names or its first word, or calls itself a signature."""
    folded = " ".join(plain_words(line).strip(" *_").casefold().split())
    own = {part.casefold() for name in names for part in (name, *name.split()[:1])}
    return folded in own or _CALLED.search(folded[:200]) is not None


def is_name(line: str) -> bool:
    """One to four words, each with a capital (but for "van der" and the like), no digits."""
    text = plain_words(line).strip(" ,.-–—~")
    words = text.split()
    if not 1 <= len(words) <= 4 or len(text) > 40:
        return False
    named = [word for word in words if word.casefold() not in _SMALL]
    return bool(named) and all(
        word[:1].isupper() and word.replace("-", "").replace("'", "").replace(".", "").isalpha()
        for word in named
    )


def sign_off(above: str, line: str, *, names: Collection[str], nordic: bool) -> bool:
    """Whether the last line is a bare signed name.

    In English and Dutch a name below a formula stays, as CONTRACT 4 says: those are the languages that
    concierges write in. In others it goes. "/Anna" goes where people sign so, or Anna is in From.
    """
    if formula_kind(above) == "foreign":
        return is_name(line)
    slashed = _SLASHED.match(line.strip())
    if slashed is None:
        return False
    known = {part.casefold() for name in names for part in (name, *name.split()[:1])}
    return nordic or slashed[1].casefold() in known


def _is_prose(text: str) -> bool:
    """A sentence: five words and an end, or a question, or many words without digits or bars."""
    words = text.split()
    if text.endswith("?") and len(words) > 1:
        return True
    ended = _SENTENCE_END.search(text) is not None and not _COMPANY.search(text)
    if ended and (len(words) >= 5 or (len(words) >= 3 and len(words[-1]) >= 5)):
        return True  # "Ik kom graag."; not "Maria Claes M.Sc."
    return len(words) > 12 and not any(mark in text for mark in "|•·")

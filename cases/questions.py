"""What a language model is asked about a request before its notification goes out, where one is configured.

The text is made nameless (`nameless`) in the decision, so that nothing else is ever near the wire: without
signature, names, addresses, numbers that lead to somebody, places and links. Pure and linear.

BUGS: a third person whom the text names without a title or a role ("Sofie said …") keeps that name, and
numbers of up to four digits stay.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass

LONGEST = 4_000  # characters of a question: what a person reads in two minutes
NAME, ADDRESS, NUMBER, PLACE, LINK = "[name]", "[address]", "[number]", "[place]", "[link]"

_URL = re.compile(r"\b(?:https?|ftps?|file|tel|mailto|webcal|smb)\s?:[^\s<>\"]{1,2000}+", re.IGNORECASE)
_WWW = re.compile(r"\bwww\.[^\s<>\"]{1,2000}+", re.IGNORECASE)
_UNC = re.compile(r"\\\\[^\s<>\"]{1,500}+")
_ADDRESS = re.compile(r"[^\s<>()\[\]\",;:=']{1,64}@[^\s<>()\[\]\",;:=']{1,255}+")
_HANDLE = re.compile(r"(?<!\S)@\w[\w.-]{1,60}+")
_CODE = re.compile(r"\b(?=[^\W_]{0,20}\d)[^\W_]{5,40}\b")  # letters and figures mixed, or a long number
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
_GROUPS = re.compile(r"(?<![\w.,])(?:[A-Z]{2} ?)?\(?\+?\d[\d ()/.-]{5,30}\d\b")
_DATE = re.compile(r"\d{1,2}[-/. ]\d{1,2}[-/. ](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2}")
_AMOUNT = re.compile(r"\d{1,3}(?:[. ]\d{3}){1,2}(?:,\d{2})?|\d{1,6}-\d{1,6}")
_STREET = re.compile(
    r"\b[^\W\d_]{0,30}(?:straat|laan|steenweg|plein|dreef|kade|lei|gracht|singel|street|avenue|road|lane)"
    r" \d{1,4}[a-z]?\b(?:,? \d{4}(?: ?[A-Z]{2}\b)?(?: [^\W\d_]{2,30})?)?",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_ROLE = re.compile(
    r"\b((?:mr|mrs|ms|miss|dr|prof|mevr|mevrouw|meneer|dhr|colleague|collega|manager|boss|baas|chef|"
    r"teamleader|teamleider|leidinggevende|supervisor|director|directeur|directrice|assistant|klant|client)s?"
    r"\.?,? )([^\W\d_]+(?:[-'’][^\W\d_]+)?(?: (?:van|de|den|der|ter|von|el|al) [^\W\d_]+| [^\W\d_]+)?)",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|hallo|hoi|dag|beste|geachte|ha|liefste|lieve|"
    r"goed?e ?(?:morgen|middag|navond)|goeie(?:morgen|middag|navond))"
    r"(?: [^\s,!:]{1,30}){0,4}+ ?(?:[,!:]|$)",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:(?:with |met )?(?:kind|best|warm|many|vriendelijke|hartelijke|beleefde|warme|veel)? ?"
    r"(?:regards|wishes|groet(?:en|jes)?|thanks|thank you|cheers|sincerely|yours|bedankt|dank(?: u| je)?|"
    r"mvg|vr\.? ?gr\.?|gr\.?|gtz|kr|br)|alvast bedankt|many thanks|thanks in advance|met dank|"
    r"yours (?:sincerely|faithfully)|hoogachtend)[^\n?]{0,30}",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    ("van", "de", "den", "der", "ter", "ten", "von", "el", "al", "la", "le", "du", "di", "da", "dos", "en")
)
_FORBIDDEN = ("Cc", "Cf", "Co", "Cs", "Cn")


@dataclass(frozen=True, slots=True)
class Question:
    """`text`: the request, nameless; `language`: what its author is answered in.

    `missing`: what of the need nobody has read from it (time, budget, with, by). `options`: slugs of the
    catalogue that an answer may name.
    """

    text: str
    language: str
    missing: tuple[str, ...] = ()
    options: tuple[str, ...] = ()


def nameless(text: str, names: Iterable[str], organisations: Iterable[str] = ()) -> str:
    """`text` without what says who wrote it or whom it is about, at most LONGEST characters.

    `names`: of the people around the case, and addresses, whose words count as names; of `organisations`
    only a word with a capital goes ("Acme", not "acme"), since their names are often common words.
    """
    text = unicodedata.normalize("NFKC", text[: 4 * LONGEST])
    text = "".join(c for c in text if c == "\n" or c == "\t" or unicodedata.category(c) not in _FORBIDDEN)
    text = _unsigned(text)
    for pattern in (_URL, _WWW, _UNC):
        text = pattern.sub(LINK, text)
    text = _HANDLE.sub(NAME, _ADDRESS.sub(ADDRESS, text))
    text = _STREET.sub(PLACE, text)
    text = _GROUPS.sub(_number, _IBAN.sub(NUMBER, text))
    text = _CODE.sub(_code, text)
    text = _ROLE.sub(_after_role, text)
    known = _words(names)
    capital = _words(organisations)

    def without(found: re.Match[str]) -> str:
        word = found[0]
        key = word.casefold()
        # A short name may be a word ("An", "Will"): with a capital it is the name, elsewhere the word.
        named = key in known and (len(word) > 4 or word[0].isupper())
        return NAME if named or (key in capital and word[0].isupper()) else word

    text = _WORD.sub(without, text)
    return " ".join(text.split(" "))[:LONGEST].strip()


def _words(names: Iterable[str]) -> Collection[str]:
    found = (word.casefold() for name in names for word in _WORD.findall(name))
    return frozenset(word for word in found if len(word) > 1 and word not in _PARTICLES)


def _unsigned(text: str) -> str:
    """Without the greeting at its head, and from the first line on that closes the letter."""
    lines = text.split("\n")
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    greeted = _GREETING.match(lines[first].strip()) if lines else None
    if greeted:
        lines[first] = lines[first].strip()[greeted.end() :].strip()
    for number, line in enumerate(lines):
        stripped = line.strip()
        if stripped == "--" or (number > first and len(stripped) < 60 and _CLOSING.fullmatch(stripped)):
            return "\n".join(lines[:number])
    return "\n".join(lines)


def _number(found: re.Match[str]) -> str:
    piece = found[0]
    bare = piece.strip("() ")
    if _DATE.fullmatch(bare) or _AMOUNT.fullmatch(bare) or sum(c.isdigit() for c in piece) < 7:
        return piece
    return NUMBER


def _code(found: re.Match[str]) -> str:
    word = found[0]
    return NUMBER if sum(c.isdigit() for c in word) > 4 or word.isupper() else word


def _after_role(found: re.Match[str]) -> str:
    name = found[2].split(" ")
    if not name[0][:1].isupper():
        return found[0]
    left = "" if name[-1][:1].isupper() else f" {name[-1]}" if len(name) > 1 else ""
    return f"{found[1]}{NAME}{left}"

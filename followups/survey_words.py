"""How people spell a rating from 1 to 5: vocabulary and patterns of `followups.survey_answers`.

Every pattern that finds a rating has it in the group `n` (a key of `VALUES`). Patterns are linear: repeats
are possessive (they give nothing back) or short.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

SCALE = {
    "en": ("poor", "fair", "good", "very good", "excellent"),
    "nl": ("slecht", "matig", "goed", "zeer goed", "uitstekend"),
}
"""Words for 1 to 5; the survey mail shows the same ones."""

_NUMBERS = (
    "", "one een één eén", "two twee tweetje", "three drie drietje", "four vier viertje", "five vijf vijfje",
)  # fmt: skip
DIGITS = str.maketrans("０１２３４５６７８９①②③④⑤❶❷❸❹❺➀➁➂➃➄➊➋➌➍➎", "0123456789" + "12345" * 4)
"""Digits of other shapes: full-width, in circles."""
VALUES = {word: n for n, words in enumerate(_NUMBERS) for word in (*words.split(), str(n)) if n}
_SYNONYMS = {
    "very poor": 1,
    "very bad": 1,
    "zeer slecht": 1,
    "heel slecht": 1,
    "heel goed": 4,
    "erg goed": 4,
    "outstanding": 5,
    "perfect": 5,
}
PHRASES = {word: n for words in SCALE.values() for n, word in enumerate(words, 1)} | _SYNONYMS

_STARTERS = """
    thank thanks thx tx ty bedankt dank dankjewel merci cheers very really so super great good nice fine ok
    okay quick fast prompt helpful friendly clear perfect excellent satisfied happy because since but and for
    from as the it i you your we my all everything always no not nothing just was were would could had got
    keep with best kind regards zeer heel erg echt snel vlot snelle goed goede prima top fijn fijne leuk mooi
    duidelijk vriendelijk nuttig handig tevreden want omdat maar en voor vanwege ik het de dit dat jullie je
    alles altijd geen niet niets wel kon ben met mvg groet groeten groetjes on op
    pls please plz hoor aub alstublieft alsjeblieft svp i
"""
"""What may follow a bare digit as its reason. Anything else ("3 questions", "5 minutes") makes it a count."""


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


OF_FIVE = re.compile(r"(?<![\w.,/])([1-5])\s++of\s++(?:5|five)(?![\w/]|[.,]\d)", re.I)
_THANKS = """
    thank thanks thx ty you very much so a lot many for your the all help again super top great nice fine ok
    okay good kind best regards greetings bedankt dank dankjewel dankuwel je jullie u wel hartelijk voor de
    het hulp alle goed fijn prima merci groeten groet groetjes met vriendelijke vriendelijk mvg alles
    everything help time tijd helping beaucoup bien danke schön schoen vielen herzlichen dankeschön
    gracias muchas
    mil obrigado obrigada muito grazie mille tante dziękuję bardzo tack så mycket takk tusen tak mange kiitos
    paljon köszönöm szépen děkuji děkuju moc ďakujem teşekkürler teşekkür ederim mulțumesc multumesc mult
    ευχαριστώ πολύ спасибо большое дякую hvala lijepa aitäh paldies ačiū dankie baie ありがとう
    ありがとうございます 谢谢 謝謝 감사합니다 شكرا תודה
"""
THANKS = frozenset(_THANKS.split())
"""Words of an answer that thanks and says nothing else."""

NO_RATINGS = frozenset(
    """
    zero nought six seven eight nine ten hundred nul zes zeven acht negen tien honderd
    """.split()  # noqa: SIM905 - easier to read than a row of strings
)
_AROUND = """
    a an the or and of to out maybe perhaps between somewhere around about like something almost
    nearly rather but
    say would give it you is i d ll s m it's say i'd go with from for me us my score rating number
    points point
    stars star percent on at least not quite sure
    een de het of en tot van op uit misschien tussen ergens rond ongeveer bijna eerder liever maar à a nog net
    geef gaf zou zeg zeggen ik dat die wordt is van voor mij ons mijn cijfer punten punt sterren ster procent
    geen idee weet niet nee no
"""
AROUND = frozenset(_AROUND.split()) | NO_RATINGS | frozenset(VALUES)
"""Words that stand around a number that is meant as a rating."""

_N = rf"(?:{_any(VALUES)})"
_NAMED = rf"(?:{_any(PHRASES)})"
_FIVE = (
    r"(?:\s*+/\s*+|\s++(?:out\s++of|on|op(?:\s++de)?|van(?:\s++de)?|vd|v/d|uit)\s++)"
    r"(?:5|five|vijf)(?![\w/]|[.,]\d)"
)
_STARS = r"\s*+(?:(?:stars?|sterren|ster)\b|⭐++|★++|(?:points?|punten|punt)(?=\s*+[.,!]|[^\S\n]*+$))"
_ENDS = (
    r"(?=[^\S\n]*+$|\s*+[,;!)\]\"'*](?!\s*+\d)|\s*+[.:](?![\d-]\d|\d)|\s*+[–—-]\s*+[^\W\d]"
    rf"|\s++(?:{_any(_STARTERS.split())})\b|\s++[^\w\s/%+½–—-])"
)
_RATING = rf"(?<![\w.,/:+-])(?P<n>{_N})(?:{_FIVE}|{_STARS}|(?!\w){_ENDS})"
_DASH = r"[=:(–—-]"

LEADING = re.compile(rf"[\W_]*+(?:(?:\w++\W++)?(?:an?|een)\s++(?:\w++\s++)?)?{_RATING}", re.I | re.M)
"""A text or line that begins with its rating: "4", "a solid 4 from me", "4/5"."""

SAYING = re.compile(
    r"\b(?:score|rating|cijfer|beoordeling|answer|antwoord|grade|number|nummer|say|give|given|gave|rate"
    r"|choose"
    r"|pick|deserves?|verdien(?:t|en)|geef|zeg|kies|gaf|wordt|meant|mean|bedoelde?|correction|correctie"
    r"|make|maak|go|ga|it['’]s|dat is"
    r"|het is)\b[:=]?(?:\s++[^\W\d]++){0,5}?[\s:=]++(?:an?\s++|een\s++)?" + _RATING,
    re.I | re.M,
)
"""A rating said in a sentence: "I would give it a 4", "mijn antwoord is 4"."""

_SURELY = """
    definitely certainly absolutely surely simply clearly easily rated solid strong firm full nr no
    number nummer
    zeker gewoon ronduit voluit stevige mooie dikke sterke welverdiende verdiende fraaie volle nette
"""
LAST = re.compile(
    rf"^[^\n\d.!?]{{0,40}}(?:(?:\b(?:an?|een)\s++|,\s++)|\b(?:{_any(_SURELY.split())})\b\.?\s++)"
    rf"(?P<n>{_N})[^\w\n?+–—-]*+$",
    re.I | re.M,
)
"""A short line that ends in its rating: "Zonder twijfel een 5", "Top, 5!", "Definitely 5"."""

NAMED_BEFORE = re.compile(rf"\A[^\n\d.!?:]{{1,40}}:\s++(?P<n>{_N})[^\w\n?+–—-]*+\Z", re.I)
"""An answer that is a label and its rating: "voor mij: 5"."""

OF_THEIRS = re.compile(
    rf"\b(?:an?|een)\s++(?P<n>{_N})\s++(?:from|for|by|van|voor)\s++(?:me|us|mij|ons)\b", re.I
)
"""A rating with whose it is: "jullie krijgen een 5 van mij"."""

COUNTED = re.compile(rf"(?<![\w.,/])(?P<n>{_N})(?:{_FIVE}|\s*+(?:stars?|sterren)\b)", re.I)
NAMED_AND_NUMBER = re.compile(rf"\W*+{_NAMED}\s*+[(:=,-]\s*+(?P<n>[1-5])\b\W*+", re.I)
NAMED_FIRST = re.compile(rf"\W*+(?P<name>{_NAMED})(?=[^\S\n]*+(?:[,.;:!)\n–—-]|$))", re.I)
NAMED_AGAIN = re.compile(rf"\s*+{_DASH}\s*+(?P<name>{_NAMED})(?=[^\S\n]*+(?:[,.;!)\n]|$))", re.I)
ONLY_STARS = re.compile(r"\s*+(?P<full>[⭐★]{1,5})☆{0,4}(?=\s|$)")

NOT_QUITE = re.compile(
    r"\b(?:not|geen|niet|never|nooit|almost|bijna|nearly|between|tussen|than|dan|cannot|\w+n['’]t)\b", re.I
)
"""Before a rating in its sentence: it is not the one."""

ALTERNATIVE = re.compile(
    r"\W{0,8}(?:\b(?:or|of|to|tot|à|a|and|en|maybe|misschien|perhaps|but|maar|almost|bijna|nearly|rather"
    r"|eerder|liever|no|nee|op|on|van|uit)\b\W{0,8}|[,/–—-]\s{0,8}){1,4}"
    rf"(?:an?\s++|een\s++)?(?:{_N}|\d++)(?!\w)",
    re.I,
)
"""After a rating: there is another, so neither is sure."""

SECOND = re.compile(rf"(?:{_N})\s{{0,8}}(?:\b(?:or|of|to|tot|à|a)\b|[/–—-])\s{{0,8}}\Z", re.I)
"""Before a rating: it is the second of two."""

_DEFINITION = rf"[1-5]\s*+[=:()–—-]\s*+(?:{_NAMED}|[^\W\d][^\d\n]{{0,60}}?)\)?"
SCALE_LINE = re.compile(rf"^\W*+{_DEFINITION}\W{{1,20}}+(?:\w{{1,30}}+\W{{1,20}}+)?[1-5]\s*+{_DASH}.*$", re.I)
SCALE_ENTRY = re.compile(rf"^\W*+[1-5]\s*+{_DASH}?\s*+{_NAMED}\W*+$", re.I)
SCALE_RANGE = re.compile(
    r"(?:\b(?:on|op)\s++(?:a|een|de)\s++)?(?:(?:scale|schaal)\s++)?(?:\b(?:of|from|van)\s++)?"
    r"(?<!\d)1\s*+(?:-|–|to|tot(?: en met)?|t/m)\s*+5(?!\d)",
    re.I,
)
"""The scale copied along: "1 = poor … 5 = excellent" on a line, one entry a line, "on a scale of 1 to 5"."""

NUMBERED_LIST = re.compile(
    r"^[^\S\n]*+1\s*+[.)]\s++\S[^\n]*+\n(?:[^\n]*+\n){0,20}?[^\S\n]*+2\s*+[.)]\s++\S", re.M
)
_HELLO = (
    r"\W*+(?:hi|hello|hey|dear|hallo|dag|beste|hoi|goede?\s?(?:morgen|middag|dag|navond)"
    r"|good\s(?:morning|afternoon|day))\b"
)
GREETING = re.compile(rf"{_HELLO}[^.!?\n\d]{{0,40}}[,!.]?\s*+$", re.I)
GREETING_FIRST = re.compile(rf"\A{_HELLO}(?:\s++\w++){{0,2}}+\s*+[,!]\s*+(?=\S)", re.I)
QUESTION = re.compile(
    r"^[^\w\n]*+(?:\w[^\n]*\?(?=\s|$|[\"')\]])"
    r"|(?:can|could|would|will)\s++(?:you|i|we|someone)\b"
    r"|(?:kan|kun|kunnen|zou|zouden)\s++(?:je|jij|jullie|u|ik|we)\b)"
    r"|\b(?:another|one more|a)\s++question\b|\been\s++(?:andere\s++)?vraag(?:je)?\b|\bvraag(?:je)?\s*+:",
    re.I | re.M,
)
IN_SUBJECT = re.compile(
    r"(?:.{0,200}[:=]\s*+|.{0,200}\b(?:score|rating|cijfer|antwoord|answer)\s++)?"
    rf"(?P<n>[1-5])(?:\s*+/\s*+5)?(?:\s*+{_DASH}\s*+{_NAMED}\)?)?",
    re.I,
)
SUBJECT_PREFIX = re.compile(r"\[[^\]\[]{0,200}+\]|^\s*+(?:(?:re|aw|antw|sv|fw|fwd)\s*+:\s*+)++", re.I)
URL = re.compile(r"https?://\S+")

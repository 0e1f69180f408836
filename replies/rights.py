"""What somebody asks about themselves, read from what they typed. Pure.

Their own data (`#stop`, `#mydata`, `#forget`), and what they can help others with (`#offer TOPIC`,
`#withdraw`). Everybody may ask, so a line is read with more patience than a concierge's command: "# forget",
"#Vergeet mij aub", "/my data". Nothing happens by it but a question to the one who wrote. A line with other
words behind it ("#stop doing this") is prose, but for the topics of an offer. Beside the lines a greeting,
thanks and a name are no words; anything else is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from cases.offers import Act
from cases.rights import Right
from replies.commands.grammar import folded, normalised, unquoted
from replies.commands.table import ROWS

LONGEST = 60  # characters of a line that asks
MAX_RAW = 400  # characters of the line as it came, with what is invisible in it
_LINE = re.compile(r"[#/\\!\uff03\ufe5f\u266f]{1,2}[ ]?(.+)")
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)?")
_POLITE = frozenset(
    """
    me mij please pls plz now thanks thank you my data surveys survey all everything completely
    aub alsjeblieft alstublieft svp graag nu bedankt dank je u wel mijn gegevens enquetes enquete alle alles
    allemaal volledig
    """.split()  # noqa: SIM905 - easier to read than thirty strings
)
_GREETINGS = frozenset({"hi", "hello", "hey", "dear", "good", "hallo", "dag", "beste", "hoi", "geachte"})
_COURTESY = frozenset(
    """
    hi hello hey dear all team everyone there good morning afternoon evening day
    hallo dag beste hoi geachte heer mevrouw allen iedereen goede goedemorgen goedemiddag goedenavond morgen
    middag avond
    thanks thank you thx cheers very much so a lot many in advance again please kind regards best greetings
    bedankt dank dankjewel dankuwel je u wel merci alvast heel erg veel hartelijk aub alsjeblieft alstublieft
    met vriendelijke vriendelijk hartelijke groet groeten groetjes mvg vr gr en and
    """.split()  # noqa: SIM905 - the same
)
_DUTCH_ONLY = frozenset(name for row in ROWS for name in row.dutch if name != row.verb)
_RIGHTS = {
    folded(name): Right[row.verb.upper()]
    for row in ROWS
    if row.verb.upper() in Right.__members__
    for name in (row.verb, *row.dutch)
}
_ACTS = {
    folded(name): Act(row.verb) for row in ROWS if row.verb in tuple(Act) for name in (row.verb, *row.dutch)
}
_BEFORE_TOPICS = frozenset(
    """
    help helping with in on about for my offer offers topic all everything it
    hulp helpen met bij over voor in mijn aanbod thema alles het alle
    """.split()  # noqa: SIM905 - the same
)
"""What may stand before the topics of an offer, or instead of them where all is withdrawn."""
_STOPPING = tuple(
    frozenset(words.split())
    for words in (
        "stop", "stoppen", "unsubscribe", "uitschrijven", "afmelden", "opt out", "no more", "not any more",
        "don't send", "do not send", "don't want", "do not want", "remove me", "take me off",
        "leave me alone",
        "schrijf uit", "schrijf me uit", "hou op", "houd op", "niet meer", "geen meer", "geen enquetes",
        "geen vragenlijsten", "geen enquete", "geen vragenlijst", "haal me van", "laat me met rust",
    )
)  # fmt: skip
"""Words that together say so, where nothing else is said; "me" and the like are left to `_POLITE`."""
_NOT_STOPPING = frozenset({"don't", "not", "never", "niet", "nooit"})
_OF_SURVEYS = frozenset(
    """
    it this these those that them the a any of from on off to i we you want wish would like will
    rather get getting
    receive receiving send sending asking mail mails email emails e message messages questionnaire
    questionnaires
    list mailing future anymore ever again alone leave me at out with
    ik wil wens zou het de die dit deze dat zulke van voor om te uit op met rust laat jullie ze er
    hier nog ooit
    sturen stuur krijgen ontvangen mailtje mailtjes bericht berichten vragenlijst vragenlijsten
    lijst mailinglijst
    liever verder toekomst in weer en hoor
    """.split()  # noqa: SIM905 - the same
)
"""What may stand beside them in an answer to a survey."""


@dataclass(frozen=True, slots=True)
class Offered:
    """One line about help for others: what it names ("" nothing), as it was typed, and the whole line."""

    act: Act
    named: str
    line: str


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked. `language`: "nl" where the word typed is Dutch, else None.

    `words`: all other lines, for people to read; "" where they are only courtesy.
    """

    rights: Right
    language: str | None = None
    words: str = ""
    offers: tuple[Offered, ...] = ()


def read_request(text: str, subject: str, name: str) -> Request | None:
    """What the new text asks, or None. `subject` counts where the text holds no words; `name`: the author's.

    subject: without "Re:"; tags in brackets are passed over. text: without quotes and signature.
    """
    found = Right(0)
    language = None
    offers: list[Offered] = []
    others: list[str] = []
    for line in text.split("\n"):
        verb, offered = _verb(line), _offered(line)
        if verb:
            found |= _RIGHTS[verb]
            language = "nl" if verb in _DUTCH_ONLY else language
        elif offered:
            offers.append(offered)
            language = "nl" if _first_word(line) in _DUTCH_ONLY else language
        else:
            others.append(line)
    words = "" if _only_courtesy(others, name) else "\n".join(others).strip()
    if found or offers:
        return Request(found, language, words, tuple(offers))
    return None if words else _in_subject(subject.rpartition("]")[2])


def _in_subject(subject: str) -> Request | None:
    """What the subject of a mail without words asks."""
    verb, offered = _verb(subject), _offered(subject)
    language = "nl" if {verb, _first_word(subject)} & _DUTCH_ONLY else None
    if verb:
        return Request(_RIGHTS[verb], language)
    return Request(Right(0), language, offers=(offered,)) if offered else None


def wants_no_surveys(text: str) -> bool:
    """Whether an answer to a survey is nothing but "stop" in plain words: then #stop is offered."""
    if not 0 < len(text.strip()) <= LONGEST:
        return False
    words = {unquoted(word) for word in _WORD.findall(text.strip())}
    wanted = [each for each in _STOPPING if each <= words]
    if not wanted or any(each & {"stop", "stoppen"} and words & _NOT_STOPPING for each in wanted):
        return False
    return words - frozenset().union(*_STOPPING) <= _POLITE | _OF_SURVEYS | _COURTESY


def _asked(line: str) -> str:
    """What stands behind the sign of a line that may ask something, or ""."""
    if len(line) > MAX_RAW:
        return ""
    sign = _LINE.fullmatch(normalised(line).strip())
    return "" if sign is None or len(sign[1]) > LONGEST else sign[1]


def _first_word(line: str) -> str:
    return folded(next(_split(_asked(line)), ""))


def _offered(line: str) -> Offered | None:
    """The act of help that the line asks for; courtesy around the topics is none of their names."""
    act = _ACTS.get(_first_word(line))
    if act is None:
        return None
    words = _asked(line).split()[1:]
    while words and _bare(words[0]) in _BEFORE_TOPICS | _POLITE:
        words.pop(0)
    while words and _bare(words[-1]) in _POLITE:
        words.pop()
    return Offered(act, " ".join(words).strip(" .,;:!"), line.strip())


def _bare(word: str) -> str:
    return folded(next(_split(word), ""))


def _verb(line: str) -> str:
    """The name of the right that the line asks for, as it is looked up, or ""."""
    words = [folded(word) for word in _split(_asked(line))]
    for count in (1, 2):
        if "".join(words[:count]) in _RIGHTS and all(word in _POLITE for word in words[count:]):
            return "".join(words[:count])
    return ""


def _split(text: str) -> Iterator[str]:
    """Words; "a.u.b." is one, so is "my-data"."""
    for word in text.split():
        letters = "".join(c for c in word if c.isalnum() or unicodedata.combining(c))
        if letters:
            yield letters


def _only_courtesy(lines: list[str], name: str) -> bool:
    """Whether these lines hold nothing that somebody would have to read."""
    own = {word.casefold() for word in _WORD.findall(name)}
    return all(_is_courtesy(line, own) for line in lines)


def _is_courtesy(line: str, own: set[str]) -> bool:
    if not any(c.isalnum() for c in line):
        return True
    words = _WORD.findall(line) if len(line) <= LONGEST and "?" not in line else []
    if not words or not words[0]:
        return False
    greets = words[0].casefold() in _GREETINGS and len(words) <= 4 and all(w[0].isupper() for w in words[1:])
    return greets or all(word.casefold() in _COURTESY or word.casefold() in own for word in words)

"""Wishes about their own data that people write in plain words, to be proposed and never carried out. Pure.

"Please delete my data", "welke gegevens hebben jullie over mij?", "no more surveys please". A sentence counts
when it holds a verb and an object of such a wish and nothing that makes it a question about learning ("how do
I delete my data in Excel"): a wish that is missed is still read by a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cases.rights import Right
from replies.commands.grammar import folded

LONGEST = 5000  # characters that are looked at
MANY_WORDS = 40  # a longer sentence is a story
_SENTENCE = re.compile(r"[.!?\n;]+")
_ABBREVIATED = re.compile(r"\bart\.", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_ERASE = frozenset(
    """
    delete deleted deleting erase erased erasing remove removed removing wipe wiped destroy
    verwijder verwijderen verwijdert verwijderd wis wissen gewist vernietig vernietigen schrap
    """.split()  # noqa: SIM905 - easier to read than twenty strings
)
_DATA = frozenset(
    """
    data details information account records profile gegevens persoonsgegevens informatie profiel
    """.split()  # noqa: SIM905 - the same
)
_OWNED = frozenset({"my", "mijn", "persoonsgegevens"})
_FORGET = (
    *("forget me", "forget about me", "be forgotten", "right to erasure", "forget all about me"),
    *("vergeet mij", "vergeet me", "vergeten worden", "vergeten te worden", "recht op vergetelheid"),
    *("recht op wissing", "recht op gegevenswissing", "recht op verwijdering", "right to deletion"),
)
_TAKE_OUT = _ERASE | {"take", "haal", "halen", "haalt", "uithalen"}
_OUT_OF_HERE = tuple(
    f"{who} {out} {whose} {where}"
    for who, out, owners, places in (
        ("me", "from", "your the", "system systems records database files service administration"),
        ("me", "out of", "your the", "system systems records database files service administration"),
        (
            "mij",
            "uit",
            "jullie je uw het de",
            "systeem systemen bestand bestanden database databank administratie",
        ),
        (
            "me",
            "uit",
            "jullie je uw het de",
            "systeem systemen bestand bestanden database databank administratie",
        ),
    )
    for whose in owners.split()
    for where in places.split()
)
_ALL = frozenset({"everything", "all", "alles"})
_KNOWN_HERE = (
    *("you know about me", "you have about me", "you have on me", "you hold about me", "you hold on me"),
    *("you store about me", "you stored about me", "you have stored about me", "you keep about me"),
    *("weten jullie over mij", "weten jullie van mij", "weet je over mij", "jullie over mij weten"),
    *("hebben jullie over mij", "hebben jullie van mij", "jullie over mij hebben", "jullie van mij hebben"),
    *(
        "bewaren jullie over mij",
        "bewaren jullie van mij",
        "jullie over mij bewaren",
        "jullie van mij bewaren",
    ),
)
_ACCESS = (
    *("right of access", "right to access", "subject access request", "recht op inzage", "recht van inzage"),
    *("inzagerecht", "see my personal data", "send me my data", "send me all my data", "show me my data"),
    *("stuur me mijn gegevens", "stuur mij mijn gegevens", "mijn gegevens inkijken", "mijn gegevens inzien"),
    *("mijn persoonsgegevens inkijken", "mijn persoonsgegevens inzien"),
)
_LAW = frozenset({"gdpr", "avg"})
_ARTICLES = tuple(
    (f" {article} {number} ", right)
    for number, right in ((17, Right.FORGET), (15, Right.MYDATA))
    for article in ("article", "art", "artikel")
)
_ABOUT_OTHERS = frozenset(
    """
    our onze customer customers client clients klant klanten colleague colleagues collega
    employees werknemers
    course courses cursus cursussen training opleiding workshop webinar book boek explain uitleg
    uitleggen understand begrijpen begrijp teach summary samenvatting policy beleid mean means betekent
    """.split()  # noqa: SIM905 - the same
)
_SEE = frozenset(
    """
    copy access what which overview export kopie inzage wat welke overzicht
    """.split()  # noqa: SIM905 - the same
)
_OF_ME = ("about me", "on me", "over mij", "van mij", "over me", "of me")
_OWN_COPY = ("copy of", "access to", "kopie van", "inzage in", "overzicht van", "export of")
_SURVEYS = frozenset(
    """
    survey surveys questionnaire questionnaires enquete enquetes vragenlijst vragenlijsten
    """.split()  # noqa: SIM905 - the same
)
_NO_MORE = (
    *("no more", "stop sending", "stop these", "stop the", "stop those", "do not send", "don t send"),
    *("not receive", "no longer", "don t want", "do not want", "unsubscribe"),
    *("geen", "niet meer", "stop met", "stuur me niet", "uitschrijven", "afmelden", "uit te schrijven"),
)
_LEARNING = frozenset(
    """
    how hoe learn learning leren leer excel sql database python table tabel sheet column kolom file bestand
    macro pivot powerpoint teams sharepoint make maken ontwerp design
    """.split()  # noqa: SIM905 - the same
)
_HOW = frozenset({"how", "hoe", "learn", "learning", "leren", "leer"})
_NOT = frozenset({"not", "don", "never", "niet", "nooit"})


def wishes(text: str) -> Right:
    """What somebody seems to want, by whole sentences; nothing where it is not plain."""
    found = Right(0)
    for words in _sentences(text[:LONGEST]):
        if words and len(words) <= MANY_WORDS and _HOW.isdisjoint(words):
            found |= _by_law_or_place(words)
            found |= _in(words) if _LEARNING.isdisjoint(words) else Right(0)
    return found


def _sentences(text: str) -> Iterator[list[str]]:
    for sentence in _SENTENCE.split(_ABBREVIATED.sub("art ", text)):
        yield [folded(word) for word in _WORD.findall(sentence)]


def _in(words: list[str]) -> Right:
    said, each = f" {' '.join(words)} ", set(words)
    found = Right(0)
    mine = not each.isdisjoint(_OWNED) or _has(said, _OF_ME)
    if each & _DATA and mine and _NOT.isdisjoint(each):
        found |= Right.FORGET if each & _ERASE else Right(0)
        found |= Right.MYDATA if each & _SEE and not each & _ERASE and _asks_us(said) else Right(0)
    if each & _ALL and each & _ERASE and _has(said, _OF_ME) and _NOT.isdisjoint(each):
        found |= Right.FORGET
    if each & (_SEE | _ALL) and not each & _ERASE and _has(said, _KNOWN_HERE) and _NOT.isdisjoint(each):
        found |= Right.MYDATA
    if _has(said, _FORGET) and _NOT.isdisjoint(each):
        found |= Right.FORGET
    if each & _SURVEYS and _has(said, _NO_MORE):
        found |= Right.STOP
    return found


def _by_law_or_place(words: list[str]) -> Right:
    """Rights by the name that the law gives them, and "remove me from your database"."""
    said, each = f" {' '.join(words)} ", set(words)
    found = Right(0)
    if not each.isdisjoint(_NOT | _ABOUT_OTHERS):
        return found
    if each & _TAKE_OUT and _has(said, _OUT_OF_HERE):
        found |= Right.FORGET
    if _has(said, _ACCESS):
        found |= Right.MYDATA
    if each & _LAW:
        for article, right in _ARTICLES:
            found |= right if article in said else Right(0)
        found |= Right.FORGET if each & (_ERASE | {"erasure", "wissing"}) else Right(0)
        found |= Right.MYDATA if each & {"access", "inzage"} else Right(0)
    return found


def _asks_us(said: str) -> bool:
    """About what is stored here: "about me", or a copy or access of one's own."""
    return _has(said, (*_OF_ME, *_OWN_COPY))


def _has(said: str, phrases: tuple[str, ...]) -> bool:
    return any(f" {phrase} " in said for phrase in phrases)

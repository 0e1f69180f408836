"""Words of names, and of what nobody should find again in a file: tables of English and Dutch. Pure."""

from __future__ import annotations

import re
from itertools import pairwise

_WORDS = re.compile(r"[^\W_]+")
_GIVEN = """
    jan piet mark marc tom bob els bert bart wim koen roos rose grace joy hope faith ray rich bill jack
    nick rob dick frank jo sam sky max art guy don sue pat dean chase grant june summer dawn eve eva
    iris ruby lies leen lien anna anne annelies maria marie peter pieter johan joris joost jef jos kees
    henk hans ingrid inge ilse hilde greet griet katrien karen karin kristof christophe chris dirk erik
    eric luc lucas luca louis lotte lore lisa laura linda sara sarah sophie sofie emma noah liam mohamed
    mohammed fatima ahmed ali youssef daan sem bram thijs ruben jeroen stijn sven steven stefan tim
    thomas tess tine veerle vera wendy willem wouter yves john james mary robert michael david susan
    paul george kate katie emily oliver harry charlie alice amy ben daniel kevin kim lynn martin matt
    mike neil oscar owen simon steve tony victor walter gert geert guido filip philip patrick nancy
    nathalie nele nina sandra sander saskia robin rik ria rita roel raf pascal olivier miet mieke
    marleen marijke margot loes jasper jelle jeff jim joe julie karel klaas lode maarten mia mieke nils
    piotr tamara ursula viktor xander yasmine zoe dan ed ted will an may mei april
"""
_FAMILY = """
    young lang groot klein bos berg post black best white brown green king small wood stone hill ford
    cross price day pool case page park west north wolf vos haan dijk smith baker cook long bakker
    visser smit mulder boer meester koning kok peeters janssens maes claes goossens wouters vermeulen
    haas prins ridder winter zomer goed sterk lief rijk jansen jong wit zwart bruin jones taylor
"""
GIVEN_NAMES = frozenset(_GIVEN.split())
NAMES = GIVEN_NAMES | frozenset(_FAMILY.split())
"""Names that are words as well, or common here: refused with a capital wherever they stand."""
PRODUCTS = frozenset(
    (
        *(
            "excel",
            "word",
            "powerpoint",
            "outlook",
            "teams",
            "zoom",
            "office",
            "windows",
            "google",
            "sap",
            "linkedin",
        ),
        *(
            "chatgpt",
            "copilot",
            "sharepoint",
            "onenote",
            "slack",
            "trello",
            "jira",
            "scrum",
            "power",
            "bi",
            "python",
        ),
        *("sql", "ai", "hr", "it", "pdf", "ppt", "cv", "kpi", "ok"),
    )
)
_PRONOUNS = frozenset(
    ("i", "you", "we", "they", "he", "she", "it", "my", "our", "the", "this", "that", "there")
)
_EXACTLY = frozenset(
    (
        *(
            "ill",
            "sick",
            "pill",
            "pills",
            "died",
            "dies",
            "dying",
            "death",
            "dood",
            "stierf",
            "gay",
            "homo",
            "queer",
        ),
        *(
            "trans",
            "sex",
            "seks",
            "union",
            "unions",
            "god",
            "church",
            "kerk",
            "pray",
            "praying",
            "bidden",
            "fired",
        ),
        *("sacked", "ivf", "hiv", "adhd", "ptsd", "ptss", "ocd", "abvv", "acv", "aclvb", "fnv", "cnv"),
        *(
            "funeral",
            "grief",
            "rouw",
            "rouwen",
            "scheiding",
            "jew",
            "jews",
            "jood",
            "drunk",
            "dronken",
            "dokter",
            "arts",
        ),
        *("doctor", "koran", "quran", "bible", "bijbel", "sterven", "sterft", "staking", "kuur", "chemo"),
    )
)
_BEGINNINGS = (
    *(
        "illness",
        "sickness",
        "disease",
        "ziek",
        "kanker",
        "cancer",
        "tumor",
        "depress",
        "antidepress",
        "medic",
    ),
    *("therap", "psych", "autis", "dyslex", "diabet", "epilep", "migrain", "hospital", "surger", "diagnos"),
    *("handicap", "disab", "invalid", "alcohol", "verslaaf", "verslav", "addict", "overleden", "overleed"),
    *(
        "overlijd",
        "gestorven",
        "begrafenis",
        "uitvaart",
        "bereave",
        "grieving",
        "mourn",
        "widow",
        "weduw",
        "suicid",
    ),
    *("zelfmoord", "zelfdod", "divorc", "zwanger", "pregnan", "matern", "bevalling", "bevallen", "miskra"),
    *(
        "miscarr",
        "abort",
        "religi",
        "muslim",
        "moslim",
        "islam",
        "christian",
        "christen",
        "katholiek",
        "catholic",
    ),
    *(
        "jewish",
        "joods",
        "ramadan",
        "hijab",
        "hoofddoek",
        "headscar",
        "moskee",
        "mosque",
        "gelovig",
        "syndic",
    ),
    *(
        "vakbond",
        "vakbew",
        "lesbi",
        "bisex",
        "biseks",
        "homosex",
        "homoseks",
        "transgender",
        "sexual",
        "seksue",
    ),
    *("dismiss", "redundan", "severance", "layoff", "ontslag", "ontslaan", "ontsloeg", "pillen", "slaappil"),
    *(
        "antibiot",
        "prozac",
        "ritalin",
        "rilatine",
        "xanax",
        "valium",
        "angststoornis",
        "burnout",
        "arbeidsongeschikt",
    ),
)
_JOINED = ("burnout", "laidoff", "letgo", "passedaway", "losthis", "comingout", "panicattack", "paniekaanval")


def is_delicate(sentence: str) -> bool:
    """Whether it speaks of illness, medicine, death, birth, faith, union, sexuality or dismissal."""
    words = _WORDS.findall(sentence.lower())
    pairs = [first + second for first, second in pairwise(words)]
    return (
        not _EXACTLY.isdisjoint(words)
        or any(word.startswith(_BEGINNINGS) for word in words)
        or not frozenset(_JOINED).isdisjoint(pairs)
    )


def ordinary_beginning(word: str, following: str) -> bool:
    """Whether a name that is a usual word begins a sentence as that word: "Will I", "An hour"."""
    if word in ("will", "may"):
        return following in _PRONOUNS
    return word == "an" and following[:1] in tuple("aeiouh")

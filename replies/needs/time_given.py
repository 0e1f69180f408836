# ruff: noqa: E501 - lists of words
"""Whether a bare amount of time is time for learning, or how long the trouble lasts. Pure; linear in the text.

"Three hours a day" answers "how much time"; behind "My calls are endless." it tells how endless. What is
given for a talk, a meeting or a report is no time to learn in either case.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from replies.needs.answers import is_small_talk
from replies.needs.listing import any_of

BESIDE = 80  # characters behind an amount that say what it is given for

_LEARNING = any_of(
    r"""
    learn\w* training trainings practi[sc](?:e|ing) study studying courses? (?:a|evening)_class(?:es)? workshops? webinars?
    masterclass podcasts? improve better_at get_better brush_up exercises? coaching
    leren leer bijleren aanleren oefenen inoefenen oefeningen cursus(?:sen)? opleiding(?:en)? vorming(?:en)? bijscholing
    bijscholen studeren studie volgen verbeteren bijspijkeren beter_(?:worden|in|leren)
    spare free_up set_aside invest vrijmaken vrij_maken vrijhouden uittrekken uit_te_trekken inplannen investeren
    (?:have|some|is|much|little)_time time_(?:i|we)_have heb_(?:ik_)?(?:wel_|wat_|weinig_)?tijd
    """
)
"""A sentence with one of these asks for something to learn, or offers time for it."""
_NO_TIME = re.compile(r"\b(?:no|never|hardly|not|geen|nooit|niet|n't)\b[^.!?]{0,40}\b(?:time|tijd)\b", re.I)
_NEED = any_of(
    r"""
    alone alleen on_my_own by_myself solo self-paced online with_others met_anderen in_(?:a_)?(?:small_)?groups? in_groep
    groepje budget(?:ten)? free gratis euros? eur kosteloos by_(?:the_end|end|january|february|march|april|may|june|july|august|september|october|november|december|christmas|easter|summer)
    tegen_(?:eind|het_einde|januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|kerst|pasen|de_zomer)
    no_(?:budget|money) geen_(?:budget|geld|voorkeur) please graag liefst ideally preferably
    """
)
"""A sentence with one of these answers another of the four questions, so that its neighbour may answer too."""
_NONE_TRIED = re.compile(
    r"\W*+(?:(?:i\s)?(?:tried\s)?nothing(?:\syet)?|none|(?:nog\s)?(?:niets|niks)|not\syet)\W*+", re.I
)
_RATED = re.compile(
    r"\b(?:per|each|every|elke?|iedere?|daily|weekly|monthly|telkens|always|altijd|constantly|constant|dagelijks|wekelijks|maandelijks"
    r"|an?\s(?:hour|day|week|weekend|month|night|shift|meeting)|in\s(?:the|de)\s(?:week|morning|afternoon|evening)|'s\s(?:morgens|avonds|middags|nachts|ochtends)|op\seen\s(?:dag|week))\b"
    r"|/\s?(?:day|week|month|dag|maand)\b",
    re.IGNORECASE,
)
_LASTING = any_of(
    r"""
    exams? examen(?:s)? test toets talks? speech(?:es)? keynote lecture pitch(?:es)? demos? presentations? presenting presentaties? presenteren
    interviews? gesprek(?:ken)? sollicitatiegesprek functioneringsgesprek meetings? vergadering(?:en)? overleg
    calls? telefoon\w* shifts? commute pendel\w* reistijd ride drive trip rit treinrit train trein bus queue wachtrij
    wait(?:ing)? wacht\w* sleep\w* slaap\w* reports? rapport(?:en)? verslag(?:en)? overtime overuren overwerk
    on_the_road onderweg slot spreektijd (?:lunch|avond|gast|voor)lezing (?:team|werk)(?:meeting|vergadering|overleg)
    spreekbeurt toespraak lezing uiteenzetting debat debate hearing hoorzitting inspection audit
    """
)
"""Things that last: an amount behind one of them is its length."""
_OF_ITSELF = re.compile(
    r"\b(?:exam\w*|test|toets|talk|speech|keynote|lecture|pitch|demo|presentati\w+|interview|\w*gesprek|meeting|vergadering|overleg|call|shift|commute"
    r"|pendel\w*|reistijd|ride|drive|treinrit|rit|queue|wachtrij|wachttijd|report|rapport|verslag|spreekbeurt|toespraak|lezing|uiteenzetting"
    r"|slot|spreektijd)\s++(?:of|van|lasting|is|in)\s++(?:(?:about|around|only|some|just|ongeveer|maar|max\.?|zo'n|circa|ca\.?)\s++){0,3}+$",
    re.IGNORECASE,
)
_MAY_LAST = re.compile(
    r"\b(?:my|our|the|his|her|mijn|onze|ons|de|het)\s++(?:talk|speech|keynote|lecture|pitch|demo|presentation|presentatie|slot|meeting|vergadering|overleg"
    r"|call|gesprek|interview|report|spreekbeurt|toespraak|lezing|uiteenzetting|exam|examen|spreektijd)\s++(?:may|can|could|must|should|has\sto|will|is|mag|moet|kan|zal)\b",
    re.IGNORECASE,
)
_COMPARED = re.compile(r"\b(?:longer|shorter|langer|korter)\s(?:than|dan)\b", re.IGNORECASE)
_ON_THE_WAY = re.compile(
    r"\s*+(?:(?:in|on|op|met|with|at|by|aan|bij|for|voor)\s++(?:(?:the|a|an|my|our|de|het|een|mijn|onze|'t)\s++)?(?:\w++\s++)?(?:"
    r"wagen|auto|trein|bus|file|files|car|train|traffic|road|baan|weg|tram|phone|telefoon|lijn|line|wachtrij|queue|clients?|customers?|klant(?:en)?|board|boss|baas|directie|directeur"
    r"|stage|podium|micro|microphone|congres|conference|mails?|mailbox|inbox|e-mails?|admin|administratie|papierwerk|paperwork"
    r"|demos?|presentations?|presentaties?|pitch|talks?|speech|meetings?|vergadering(?:en)?|overleg|reports?|rapport(?:en)?|verslag(?:en)?|exams?|examen|interview|gesprek|calls?|spreekbeurt|lunch)"
    r"|with\s++each|per\s++(?!(?:day|week|weekend|month|year|quarter|dag|werkdag|maand|jaar|kwartaal|sessi\w*+|session|keer|time)\b)\w++|each\s++way|one\s++way|enkel(?:e\s++rit)?|heen\s++en\s++terug|there\s++and\s++back|on\s++end|without\s++a\s++break|zonder\s++pauze|aan\s++een\s++stuk|spreektijd|speaking\s++time)\b",
    re.IGNORECASE,
)
_TO_DO = re.compile(
    r"\s*+,?\s*+(?:max\.?\s++|maximum\s++|maximaal\s++)?(?:to|om)\s++(?!te\s++gaan)\w", re.IGNORECASE
)
_SPOKEN = any_of(
    r"""
    (?:can|could|may|must|only|to|kan|mag|moet)_(?:only_|maar_|just_|max_){0,2}(?:talk|speak|present|spreken|presenteren)
    (?:spreken|presenteren|praten|vergaderen|rapporteren|voorstellen|pitchen|toelichten)
    (?:talk|speak|present|report)_for
    """
)
_FOR_IT = any_of(
    r"""
    this that it dit dat hier\w* er ermee erover eraan eraan_te erin spend spenden give invest spare use try besteden spenderen
    investeren geven steken watch read follow attend bekijken lezen kijken luisteren listen join work_on do doen werken_aan eraan_te_werken
    get_(?:this|it|better|good) grow groeien develop ontwikkelen skills? te_beginnen start
    """
)


def for_something_else(clause: str, start: int, end: int) -> bool:
    """Whether the amount at start:end is given for, or is the length of, a talk, a meeting, a ride, a report."""
    before, behind = clause[max(0, start - BESIDE) : start], clause[end : end + BESIDE]
    itself = _OF_ITSELF.search(before) is not None and not _COMPARED.search(before)
    if itself or _MAY_LAST.search(before) or _ON_THE_WAY.match(behind):
        return True
    if _TO_DO.match(behind):
        return not (_LEARNING.search(behind) or _FOR_IT.search(behind))
    return bool(_SPOKEN.search(before) or _SPOKEN.search(behind)) and not (
        _LEARNING.search(before) or _LEARNING.search(behind)
    )


def bare_counts(said: Sequence[str]) -> list[bool]:
    """For each sentence, whether an amount without a verb in it is time for learning.

    With a rate ("two hours a week") the sentence, or the one before, has to ask for something to learn or
    answer a question; one that stands alone is such an answer. Without, it counts unless the one before
    names a thing that lasts.
    """
    counts: list[bool] = []
    talk = [is_small_talk(sentence) for sentence in said]
    about = [_is_about_learning(sentence) for sentence in said]
    before: int | None = None
    for at, sentence in enumerate(said):
        behind = at + 1 if at + 1 < len(said) and not talk[at + 1] else None
        neighbour = behind if before is None else before
        near = about[at] or neighbour is None or about[neighbour]
        lasting = before is not None and _LASTING.search(said[before]) is not None
        counts.append(near or not (lasting or _RATED.search(sentence)))
        before = before if talk[at] else at
    return counts


def _is_about_learning(sentence: str) -> bool:
    if _NEED.search(sentence) or _NONE_TRIED.fullmatch(sentence):
        return True
    return _LEARNING.search(sentence) is not None and not _NO_TIME.search(sentence)

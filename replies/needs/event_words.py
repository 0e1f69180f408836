# ruff: noqa: E501 - patterns
"""Words around a day: what makes it one to be ready for, and what makes it something else. Pure."""

from __future__ import annotations

import re

from replies.needs.listing import PAST, any_of

WISHED = any_of(
    r"""
    feasible haalbaar (?:is|are)_(?:also_)?(?:fine|okay|ok|possible) is_(?:ook_)?(?:goed|prima|oké)
    ideal(?:ly)? ideaal graag liefst liever please aub a\.u\.b ready done finish(?:ed)? complete[d]?
    klaar afgerond af_zijn af\b rond_zijn in_orde need(?:_it|_this|_to)? nodig has_to_be should_be
    must_be want_to_be would_be_(?:nice|great|good) deadline at_the_latest ten_laatste uiterlijk latest
    expires? vervalt verloopt be_able_to zou(?:_ik)?_.{0,40}?kunnen moeten_kunnen moet_ik_.{0,40}?kunnen
    under_the_knee onder_de_knie would_be_perfect zou_perfect mastered in_place by_then tegen_dan
    start_from time_until tijd_tot have_until heb_tot hebben_tot dat_kan_tot can_do_it_until
    """
)
OWN = (
    r"(?:presentations?|pitch|speech|lecture|lezing|keynote|interview|job\sinterview|exam(?:en|s)?|test\b|review|appraisal|evaluation|audit|inspectie|inspection|board\smeeting|town\shall|hearing|defen[cs]e|conference|demo|kick-?off|launch|go-live|hand-?over|assessment|negotiations?|workshop|webinar|panel|rehearsal|performance\sreview|certification|toast|debate|job\stalk|first\sday"
    r"|presentatie|voorstelling|toespraak|sollicitatie(?:gesprek)?|\w*gesprek|proef|toets|keuring|evaluatie|audit|rondleiding|gemeenteraad|directiecomité|directieraad|raad\svan\sbestuur|ondernemingsraad|congres|opening|lancering|onderhandeling\w*|verdediging|studiedag|infosessie|infoavond|informatieavond|oplevering|overdracht|eerste\s(?:werk)?dag|tender|jury|bid\b|visit|delegation|delegatie|werkbezoek|bezoek)"
)
EVENT = re.compile(
    rf"\b(?:(?:my|our|the|an?|mijn|onze|ons|de|het|een|heb\sik|is\ser)\s(?:\w+\s){{0,2}}?{OWN}\b"
    r"|i\s(?:have\sto\s|must\s|need\sto\s|will\s|am\sto\s|'?m\sgoing\sto\s|am\sgoing\sto\s|should\s)?(?:present|speak|pitch|report\sto|defend|negotiate|host|chair|lead|teach|explain|give\sa|hold|moderate|facilitate|show|start\s(?:as|in|my|at)|take\sover|become|train|welcome|address|meet\sthe|meet\smy|have\sa(?:n)?\s(?:\w+\s){0,2}?(?:meeting|conversation|talk|call))\b"
    r"|(?:i'll|i'm|i\sam|we're|we\sare|i've\sgot\sto|i've\sbeen\sasked\sto)\s(?:\w+\s){0,2}?(?:presenting|speaking|pitching|defending|negotiating|hosting|chairing|leading|teaching|giving|starting|taking\sover|present|speak|pitch|give|lead|take\sover|becoming)\b"
    r"|my\snew\s(?:role|job|position|team|function)\s(?:\w+\s){0,5}?(?:starts|begins)|(?:i|we)\s(?:have|'ve\sgot)\s(?:my|our|an?)\s|have\sto\s(?:speak|present|give|hold|lead|chair|explain|negotiate|defend|be\sable|pitch|do\sa|stand|tell|run|moderate)|need\sto\s(?:speak|present|give|lead|pitch)|take\sover\b"
    r"|sta\sik|ik\ssta\s|moet\sik|ik\smoet|moeten\swe|we\smoeten|geef\sik|ik\sgeef|spreek\sik|ik\sspreek|presenteer\sik|ik\spresenteer|presenteren\swe|leid\sik|ik\sleid|verdedig\sik|ik\sverdedig|neem\sik|ik\sneem\s.{0,30}?over|begin\sik|ik\sbegin|start\sik|ik\sstart\s|word\sik|ik\sword\s|mag\sik\s.{0,30}?(?:presenteren|spreken|geven|uitleggen|voorstellen)|ik\smag\s.{0,30}?(?:presenteren|spreken|geven|uitleggen|voorstellen)|zit\sik\s(?:voor|bij|in\seen\sjury)|komt\sde\s(?:auditor|inspecteur|inspectie|klant|directeur|minister)|komen\sde\sauditors?|krijg(?:en)?\s(?:ik|we|wij)\b|we\s(?:get|have)\s(?:an?|the)\s(?:\w+\s){0,1}?(?:audit|inspection|visit)|heb\sik\s(?:een|mijn|’n|'n))",
    re.IGNORECASE,
)
ELSE = any_of(
    PAST,
    r"""
    since sinds vanaf from(?!_now) contracts? lease pay(?:ment|s|ing)? paid betalen betaling betaald betaalt
    invoices? factu\w+ (?<!christmas\s)(?<!easter\s)(?<!summer\s)holidays?\b (?<!grote\s)vakantie\b(?!_(?:moet|klaar)) leave\b verlof zwangerschapsverlof away
    absent afwezig weg\b out_of_office terug back\b
    (?:see|call|phone|ring|meet|reach|contact)_(?:you|me|each) bel\b bellen langskom\w* spreken_we
    afspreken afspraak kennismak\w* available beschikbaar free_on vrij\b reachable bereikbaar open\b
    closed gesloten geopend born geboren birthday verjaar\w* party feest\w* move\b moving verhui\w+
    retire\w* pensioen valid geldig delivery deliver\w* lever(?:en|t|ing) customers? clients?\b klant\w*
    suppliers? leverancier\w* complain\w* klacht\w* offerte\w* quote\b every each elke iedere always
    altijd usually meestal mondays fridays tuesdays thursdays wednesdays
    (?:can|could|shall)_we_(?:call|talk|speak|meet|have)
    kunnen_we_.{0,25}?(?:bellen|spreken|praten|afspreken) have_time heb_je do_you_have let_me_know
    laat_(?:me|mij|iets) antwoord\w* answer_me reply reageer\w* subscription abonnement warranty
    garantie tot_dan works?_until werkt?_tot work_from notice_period opzeg\w* weekends?_off
    colleague_leaves strike staking ski trip_to congé
    """,
)
"""A clause with one of these speaks of another day: leave, payments, calls, every Monday."""
OBLIGED = any_of(
    r"""
    i_(?:have|need|want|hope|ought)_to i_must i_should we_(?:have|need|want|hope)_to we_must i'd_like_to i_would_like_to i've_been_asked
    ik_(?:moet|wil|mag|zou|hoop) (?:moet|wil|mag|zou|hoop)_ik moet_het het_moet it_(?:has|needs)_to it_must we_(?:moeten|willen|mogen) (?:moeten|willen|mogen)_we
    """
)
"""Somebody has to, or wants to: a day of the same sentence is when."""
OCCASION = re.compile(rf"\b{OWN}\b", re.IGNORECASE)
HELD = any_of(
    r"""
    i_(?:have|can|could|get) we_(?:can|could|have_(?:until|till|time)) (?:ik|we)_(?:heb|hebben|kan|kunnen|krijg) (?:heb|kan|krijg)_ik (?:hebben|kunnen)_we
    it_can that_can can_wait kan_wachten (?:het|dat)_kan free_up vrijmaken time tijd
    """
)
"""With "until": a time that somebody has, not one that something runs."""
OURS = any_of(
    "i i'd i'm i've i'll me my we us our it this that you there ik mij me mijn wij ons onze het dit dat je jullie er"
)
THEIRS = any_of(
    r"""
    they he she his her their them ze hij zij hun haar iedereen everybody everyone staff personeel people mensen
    (?:mijn|my)_(?:boss|baas|chef|colleague|collega|manager)
    """
)
"""Whose day it is, where a clause says no wish: "by Friday all staff must file their hours"."""
BY_THEN = any_of(
    "by_then before_then tegen_dan voor_dan vóór_dan dan_moet tegen_die_(?:dag|tijd|datum) by_that_(?:day|date|time)"
)
"""Speaks of the day of the sentence before."""
TOLD = any_of(PAST, "since sinds vanaf from(?!_now)")
WISH = re.compile(f"(?:{WISHED.pattern})|(?:{EVENT.pattern})", re.IGNORECASE)
PAST_AFTER = re.compile(
    r"[^,;]{0,40}?\b(?:was|were|had|got|forgot|went|came|waren|hadden|kreeg|werd|ging|kwam)\b", re.I
)

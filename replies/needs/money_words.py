# ruff: noqa: E501 - lists of words
"""Words around a sum of money: what makes it what somebody can spend, and what makes it something else. Pure."""

from __future__ import annotations

import re

from replies.needs.listing import PAST, any_of

WISH = any_of(
    r"""
    budget allowance learning_account opleidingsbudget vormingsbudget opleidingscheques? vouchers? potje
    spend afford invest set_aside chips?_in cover reimburse[sd]? approved approve sponsors?
    (?:can|could|would|'d|'ll|will|may|might|want_to|willing_to|happy_to|able_to|prepared_to)_(?:\w+_){0,2}?(?:pay|use|go|spend|have|give|contribute)
    (?:boss|manager|employer|company|firm|department|team|hr|we|i)_(?:pays|pay\b|will_pay|gives?|offers?|offered|allows?|agreed)
    out_of_(?:my|our)_own_pocket (?:i|we)(?:_have|'ve_got|_got) available left may_cost can_cost
    could_cost should_cost cost_(?:up_to|no_more|at_most|less) thinking_of limit sounds seems reasonable
    redelijk lijkt grens oké for_(?:learning|training|this|it)\b voor_(?:vorming|opleiding|dit|deze)
    alright fine okay ok\b acceptable is_possible no_problem price ideally preferably rather please looking_for
    kosten kost(?:prijs)?_(?:max|tot|niet_meer|minder|hooguit) uitgeven besteden betalen bijdragen
    investeren spenderen uittrekken vrijmaken veroorloven neertellen ophoesten leggen voorzien
    beschikbaar goedgekeurd goedkeuring
    (?:baas|chef|werkgever|bedrijf|leidinggevende|dienst|afdeling|manager|zaak|firma|hr)_(?:betaalt|geeft|legt|wil|voorziet|betaalde?)
    eigen_zak betaald_mag betalend mag_(?:het|er|dat|best|ook) mogen_we mag_ik we_mogen ik_mag heb_ik
    ik_heb we_hebben hebben_we heb_er ik_krijg krijg_ik over\b denk(?:en)?_aan gedacht prima
    geen_probleem ideaal liefst liever graag aub prijs zoek geld
    """
)
"""A clause with one of these speaks of what it may cost."""
BUDGET = any_of(
    r"""
    budget allowance learning_account opleidingscheques? for_(?:learning|training)
    voor_(?:vorming|opleiding(?:en)?)\b opleidingsbudget vormingsbudget leerbudget leerrekening may_cost
    mag_(?:het|dat)?\s?(?:\w+_){0,3}?kosten pocket
    """
)
"""Stronger than most words of ELSE."""
ELSE = any_of(
    PAST,
    r"""
    los(?:e|es|ing|t) verlies verliezen verliest invoices? factu\w+ customers? clients? klant\w*
    suppliers? leverancier\w* earn\w* verdien\w* salar\w+ wages? loon lonen wedde opslag raise bonus
    bruto netto gross turnover omzet revenue deals? contracts? sales? sold sell\w* verkoop\w*
    verkocht\w* verkopen orders? bestelling\w* boetes? fines fined refund\w* terugbetal\w* debts?
    schuld\w* rent\b huur price_of prijs_van costs?_us kost(?:en)?_ons cost_me kostte kostten
    costs(?!_(?:no|less|at|max)) worth waard damage schade saves? saved saving bespaar\w* savings besparing\w* asks asked complain\w* klagen besparen
    stolen expenses onkosten deficit tekort quotes? offerte\w* discount\w* korting\w* subsid\w+
    more_than_me charges? vraagt owe\w* owing won raised tickets? laptop licen[cs]es? licenties?
    project(?:en|s)? per_(?:maand|month|person|persoon|stuk) a_month overschot miljoen million tarief
    tarieven uurloon hourly rate rates betaalt_(?:hij|ze|men) gekost gewonnen
    """,
)
"""A clause with one of these speaks of another price: invoices, salaries, what was paid."""
TOLD = any_of(PAST)
OF_WORK = re.compile(
    r"\b(?:present|defend|manag(?!er)|explain|draft|forecast|beheer|verdedig|toelicht|opstel|opma[ak]|bewak|voorstel|responsible|verantwoordelijk|cuts?\b|(?:over|above|boven|buiten|outside|exceeding)\sbudget|besparing|ingekort|gekrompen|overschr|overspen|exceed)\w*+",
    re.I,
)
_FILL = r"(?:\s*+[:=])?(?:\s++(?:is|of|van|about|around|ongeveer|max\.?|maximum|maximaal|tot|up\sto|circa|ca\.?|rond|de|the|een|a|an|some|zo'n|hooguit|er|maar|only|just|say|zeg)){0,6}+\s*+$"
LIMIT = re.compile(
    r"\b(?:max(?:imum|imaal)?\.?|hoogstens|hooguit|ten\shoogste|at\smost|up\sto|(?:no|not|nothing)\s(?:more\s|dearer\s)?(?:than|above|over|beyond)|niet\s(?:meer|duurder)\sdan|niks\sboven|niets\sboven|niet\sboven"
    r"|less\sthan|under|below|cheaper\sthan|minder\sdan|goedkoper\sdan|onder|tot|budget|limit|limiet|plafond|binnen|within|spend|besteden)"
    + _FILL,
    re.IGNORECASE,
)
LIMITED = re.compile(
    r"\s*+(?:\(?(?:excl|incl|exclusief|inclusief|ex|plus)\b\.?\s*+(?:btw|vat)\)?\s*+)?(?:max\b\.?|maximum|at\s(?:the\s)?(?:very\s)?most|tops|maximaal|hooguit|or\sless|of\sminder|available|beschikbaar|te\sbesteden|to\sspend|budget)",
    re.IGNORECASE,
)
AFTER_BUDGET = re.compile(
    r"\b(?:budget|geld|money|kosten|cost|price|prijs)\s*+(?:(?:is|of|van|about|around|ongeveer|max\.?|maximum|maximaal|tot|up\sto)\s++"
    r"|[:=–-]\s*+){0,6}+$",
    re.IGNORECASE,
)
RATE = re.compile(
    r"\s?(?:/|per|a|an|each|elke?|in\sde)\s?(?:hour|uur|day|dag|week|month|maand|h|u|sessie|session)\b",
    re.IGNORECASE,
)
_LEARNING = (
    r"(?:things?|stuff|options?|courses?|classes|class|training|trainings|materials?|resources?|videos?|books?|podcasts?|articles?|tools?|webinars?|workshops?|online|ones?|first|only|please|of\scharge|and|or|but|if|would|is|preferred|if\spossible|"
    r"dingen|opties|cursus(?:sen)?|opleiding(?:en)?|materiaal|filmpjes?|video'?s|boeken|artikels?|artikelen|lessen|aanbod|iets|zijn|is|aub|graag|alstublieft|a\.u\.b|svp|en|of|maar|online|bronnen|als|indien|zou|mag|liefst)"
)
FREE = re.compile(
    r"(?<![-\w])(?:"
    r"(?:no|geen|zero|nul|without(?:\san?)?|zonder|0)\s(?:(?!id|zicht|clue|need|reden|grote?|big|large|exact|fixed|vast)\w+\s){0,2}?(?:budget|money|geld|centen)\b(?!\s*+-?(?:waard\b|limi|restri|beperk|cap\b|plafond|probl|issue|worr|zorg|terug|kwijt|verlie|of\b|van\b|verantw|owner|meeting|(?:for|voor)\s(?!this|it\b|that|training|learning|courses?|voorzien|dit|opleiding|vorming|cursus|deze|zulke|zo|dat|een\s(?:cursus|opleiding|training|coach)|a\s(?:course|training|coach)|paid|coaching|external|externe?|development)))"
    r"|(?:budget|geld|money|kost(?:en|prijs)?|costs?|price|prijs)\s*+(?:(?:is|:|=|-|–)\s*+){0,2}(?:none|nothing|zero|nil|nihil|nul|geen|niets|niks|0|free|gratis)\b(?![.,]?\d)(?!\s(?:above|over|more|boven|meer|duurder|beyond|limi|probl|issue|idee|idea|beperk|euro\sper))"
    r"|(?:no|not|nothing|geen|niets|niks)\s(?:paid|betaalde?|betalende?|costs?|kosten)(?:\s(?:things?|stuff|options?|courses?|dingen|cursus\w*|opleiding\w*|zaken|aanbod|aub|please))?(?=\W*+(?:$|\s(?:please|aub|graag|want|as|because|for|voor)\b)|,)"
    r"|(?:only|alleen|enkel|be|moet|must|liefst|preferably|iets|something|anything|ideally|ideaal|for|volledig|helemaal|completely|totally|entirely|wel|is|het|dus|rather|graag|best|prefer)\s(?:(?:iets|something|for|het|wel|be|dus|echt|really)\s)?(?:free|gratis|kosteloos|kosteloze?)(?!\s(?:time|evening|day|on\b|to\b|from\b|until|tomorrow|next|for\s(?:a|the)|now|this|moment|hand|spot|slot|koffie|fruit|parking|parkeren|lunch|versie|version|trial|verzending|levering|advies\sgeven|producten?|gift|proef))(?!-)\b"
    r"|(?:free|gratis|kosteloze?)\s" + _LEARNING + r"\b(?!\sof\s(?:errors?|stress))"
    r"|(?:nothing|niets|niks|something|anything|iets|that|which|wat|dat|die)\s(?:(?:that|dat|wat|die|which)\s)?(?:costs|(?:does|do|should|must|may)(?:\s?n[o'’]t|\snot|n't)\scost(?:\s(?:anything|a\scent|money|us|me))?|geld\skost|niks\skost|niets\skost|geen\sgeld\skost|geen\scent\skost|costs\snothing|costs\smoney)"
    r"|(?:mag|moet|kan)\s(?:er\s|me\s|ons\s|wel\s|eigenlijk\s|echt\s|ook\s|het\s|dat\s|dus\s){0,3}(?:niets|niks|geen\s(?:geld|cent|euro|frank|duit))\skosten|(?:mag|kan)\sgeen\s(?:geld|cent|euro|frank|duit)\skosten"
    r"|(?:may|can|should|must)\s?(?:not|n[o'’]?t)\scost(?:\sus|\sme)?\s(?:anything|money|a\scent|a\spenny)|geld\sis\ser\sniet|er\sis\sgeen\s(?:budget|geld)(?!\svoor\s(?!dit|opleiding|vorming|cursus))"
    r"|(?:(?:i|we|there)(?:'ve|'s|\s(?:have|had|is|got|really|literally)){1,3}|have|has)\snothing(?:\sleft|\sat\sall)?\sto\sspend(?!\s(?:time|money|my|our|the|their|his|her|on\s(?!it|this|that|training|learning|courses?|a\scourse)))"
    r"|\b(?:no|not|(?:have|has|do|is|are)n't(?:\sgot|\shave)?)\s(?:an?\s)?(?:single\s|spare\s)?(?:penny|cent|cash|dime)\b(?:\sleft|\savailable)?\s(?:for|to\sspend\son)\s(?:it|this|that|training|learning|(?:an?\s)?courses?|any)\b"
    r"|(?:not\sable|unable)\sto\s(?:pay|spend)\s(?:anything|any\smoney|a\scent|for\s(?:it|this|anything))|(?:something|that|which)\s(?:i|we)\s(?:don't|do\snot|needn't)\s(?:have\s(?:to\s)?|need\sto\s)?pay\sfor(?=\W*+$)"
    r"|\bgeen\s(?:ro(?:de|oie)\s|rotte\s)?(?:cent|euro|frank|duit)(?:\smeer)?\s(?:voor(?:\sover|\sbeschikbaar)?(?=\W*+$)|(?:over\s)?voor\s(?:dit|deze|dat|zulke|zoiets|een\s(?:cursus|opleiding|training|coach)|opleiding\w*|vorming\w*|cursus\w*))"
    r"|(?:potje|(?:opleidings|vormings|leer|training\s|learning\s)?budget)\s(?:is|has\sbeen|zijn)\s(?:al\s|already\s|dit\sjaar\s|helemaal\s|all\s|completely\s)?(?:leeg|op|empty|used\sup|gone|exhausted)\b|betalen\s(?:zit|gaat|lukt)\s(?:er\s|dus\s|echt\s){0,3}niet(?:\sin)?(?=\W*+$)"
    r"|(?:can'?t|cannot|can\snot|won'?t)\s(?:pay|spend)\s(?:anything|any\smoney|a\scent|for\s(?:it|this))|(?:kan|mag|wil)\s(?:er\s|ik\s|hier\s){0,2}(?:niets|niks|geen\sgeld)\s(?:betalen|uitgeven|aan\suitgeven|aan\sbesteden|voor\sbetalen)|geen\sgeld\s(?:voor|aan)\suitgeven"
    r"|(?:geld|budget|money)\s(?:is|hebben|heb|was)\s(?:er\s|we\s|ik\s)?(?:(?!weet|know|ken|wordt|nog\b)\w+\s){0,3}?(?:niet\b|n't|not\s(?:available|there))(?!\s(?:the|het|a|an|een|bekend|zo|known|clear))|(?:do|does|is|are|have)(?:n't|\snot)\s(?:have\s)?(?:an?|any)\s(?:\w+\s)?(?:money|budget)|(?:prefer|rather|liever)\s(?:er\s)?(?:not|niet)\s(?:to\s)?(?:pay|betalen)\b(?!\s(?:more|meer|too|te|much|veel|a\slot))|betaal\s(?:er\s|hier\s)?liever\sniet(?:\svoor)?\b(?!\s(?:meer|te|veel))|at\sno\s(?:extra\s)?cost|free\sof\scharge|without\s(?:any\s)?(?:costs?|paying)|zonder\s(?:kosten|te\sbetalen|dat\shet\s(?:geld|iets)\skost)|kosteloos|cost[- ]free|gratis\s(?:en\svoor\sniks)?(?=\W*+$)|voor\sniks|voor\snop"
    r")",
    re.IGNORECASE,
)
ITEM = re.compile(
    r"\W*+(?:for\s)?(?:free|gratis|kosteloos|free\sof\scharge|no\sbudget|geen\sbudget|zero\sbudget|niks\skosten|no\scosts?)\W*+",
    re.IGNORECASE,
)
NOT_FREE = any_of(
    PAST,
    r"""
    not_(?:necessarily|only)_(?:be_)?free niet_(?:per_se|alleen|noodzakelijk)_(?:\w+_)?gratis
    (?:doesn'?t|does_not|hoeft?|need_not|needn'?t)_(?:\w+_){0,2}?(?:be_free|gratis) customers? clients?
    klant(?:en)? leverancier\w* feel_free parkeren parking toegang entry koffie coffee lunch proefversie colleagues?_who bezoekers leden members samples?
    stalen verzend\w* shipping project
    """,
)
NO_LIMIT = re.compile(
    r"\b(?:no|geen|not\s++an?|without)\s++(?:\w++\s++)?(?:budget\s*+)?(?:limit|limiet|plafond|beperking)\w*"
    r"|\bbudget\s++(?:is\s++)?(?:no|geen|not\s++an?)\s++(?:issue|problem|probleem|bezwaar|limit)|\bunlimited|\bonbeperkt"
    r"|\bgeld\s(?:is|speelt)\sgeen\s(?:probleem|rol)|\bmoney\sis\s(?:no|not\san?)\s(?:issue|problem|object)|\bwhatever\sit\scosts",
    re.IGNORECASE,
)
_WHO = r"(?:boss|manager|employer|company|firm|department|hr|fund|baas|chef|werkgever|bedrijf|firma|zaak|dienst|afdeling|leidinggevende|sectorfonds|fonds|vdab|patron)"
CONTRIBUTED = re.compile(
    rf"\b{_WHO}\s(?:\w+\s)?(?:chips?\sin|adds?|tops?\sup|contributes?|throws?\sin|puts?\sin)\b"
    rf"|\b{_WHO}\s(?:\w+\s)?(?:legt|past|draagt|doet|steekt)\b.{{0,80}}?\b(?:bij|toe)\b|\b(?:legt|past|draagt)\s(?:mijn|onze|ons|de|het)\s{_WHO}\b.{{0,80}}?\bbij\b"
    r"|\b(?:get|receive|krijg|krijgen|krijgt)\b(?:[^\d€$£]{0,40}[\d€$£].{0,40}?|(?:\s(?:ik|we|wij|i|it))?\s)\b(?:back|terug(?:betaald)?|refunded)\b",
    re.IGNORECASE,
)
"""What somebody adds or gives back: a part of the price, no limit of it unless that is said."""
CAPPED = re.compile(
    r"\bthat(?:'s|\sis)\s(?:all|it)\b|\b(?:and\s)?(?:no|not|nothing)\smore\b|\bmeer\s(?:is|heb|hebben|krijg|kan|geld)\b.{0,20}\bniet\b|\bniet\smeer\b|\bdat\sis\s(?:het|alles)\b",
    re.IGNORECASE,
)
"""A sentence with one of these says that there is nothing else."""
HEDGE = frozenset(
    """
    about around only some ongeveer maar max maximum maximaal circa ca say zeg roughly at most very the up to
    hoogstens no more than niet meer dan tot rond de er for this voor dit please graag liefst aub a een of or
    so zo hooguit tops excl incl ex btw vat exclusief inclusief exclusive inclusive in total totaal each per
    person persoon year jaar budget and en total ideally ideaal thanks bedankt thereabouts less minder
    """.split()  # noqa: SIM905 - easier to read than a row of strings
)
"""Beside a sum without a verb: anything else makes it "the 100 euro question"."""

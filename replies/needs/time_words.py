# ruff: noqa: E501 - lists of words
"""Words around an amount of time: what makes it time somebody has, and what makes it something else. Pure."""

from __future__ import annotations

import re

from replies.needs.listing import PAST, PERFECT, any_of

WISH = any_of(
    r"""
    (?:can|could|'d|would|may|might|will|'ll|want_to|able_to|happy_to|willing_to|like_to|allowed|given|granted|kan|kunnen|mag|mogen|wil|willen|zou|zouden)\b(?!'t|_(?:not|niet)\b)
    i_have\b(?!_to\b) we_have\b(?!_to\b) i've_got we've_got i_got we_got
    (?:i|we)_(?:only_|just_|ever_){0,2}get\b is_there are_there can_you could_you give_me prepared_to
    put\b put_in bestaat_er is_er zijn_er kun_je kunnen_jullie geef_me gives?_(?:me|us) (?:boss|manager|company|hr|lead|employer)_gave_(?:me|us)
    given_(?:me|us) lets_(?:me|us) ik_heb heb_ik we_hebben hebben_we heb_er '?k_heb krijg gekregen
    geeft_(?:me|mij|ons) free_up spare available set_aside block reserve invest beschikbaar
    vrij(?:maken|houden|geven)? steken uittrekken besteden spenderen investeren inplannen reserveren
    blokkeren time tijd duur duration ideal(?:ly)? ideaal prefer(?:ably|red)? rather liefst liever graag
    please aub a\.u\.b alsjeblieft svp zoek looking_for need nodig something anything iets fine okay ok
    realistic realistisch limiet achieve bereiken exercise oefening filmpje video podcast webinar masterclass reckon schat permission toestemming hebben_jullie do_you_have
    works work_for enough genoeg goed haalbaar lukt lukken vol\b zie_ik reken_op lijkt klinkt sounds
    seems limit grens oké recht_op entitled would_be do_it prima perfect doable feasible possible
    mogelijk suits? past max(?:imum|imaal)? at_most tops hooguit hoogstens ten_hoogste
    (?:no|not)_(?:more|longer)_than niet_(?:langer|meer)_dan less_than shorter_than minder_dan
    korter_dan up_to
    """
)
"""A clause with one of these speaks of what somebody has or wants."""
ELSE = any_of(
    PAST,
    PERFECT,
    r"""
    lasts? duren duurt(?!_niet) takes?_(?:me|us|him|her|them|up)
    (?:it|which|meetings?|calls?|commute)_takes?(?!_(?:no|less|at|max))
    kost(?:en)?_(?:me|mij|ons|hem|haar) meetings? vergadering(?:en)? overleg(?:gen)? standups?
    stand-ups? commut(?:e|ing) pendel\w* file\b files\b onderweg
    (?:lose|loses|losing|waste|wastes|wasting|wait|waits|waiting|spends|spending) verlies(?:t|en)?
    verspil\w* wacht(?:en|t)? besteedt
    (?:i|we|they|you|people|colleagues|everyone|everybody)_(?:\w+ly_|often_|still_|already_|now_)?(?:spend|need|sit|drive|work|talk|type|sleep|am_in|are_in|'m_in)
    (?:he|she|who|that|which)_(?:works|drives|talks|needs|sleeps|speaks) in_on
    works?_(?:about_|only_)?\d working_\d ik_besteed besteed_ik we_besteden besteden_we zit_ik ik_zit
    ik_slaap slapen werk(?:t|te)? werk\w*_ik uurrooster contract schedule shifts? overtime overuren
    holidays? vakantie verlof ziek sick ill\b late\b te_laat delay\w* vertraging open(?:ing)?
    opening_hours openingsuren bereikbaar reachable do_you_have_an?_(?:\w+_)?(?:minute|hour|moment|day) have_you you_have heb_(?:je|jij)
    heeft_u hebt_u heb_u calls\b telefoon\w* phone old\b oud\b praat praten (?:have|has|'ve)_been\b (?:his|her|their|zijn|haar|hun)_work
    speech presentatie\b presentation talk_of pitch deadline notice opzeg\w* warranty garantie
    """,
)
"""A clause with one of these speaks of something else: work, meetings, others, what was."""
DEADLINE = re.compile(
    r"\b(?:over|after|na|until|before|by|tegen|since|sinds|last|next|afgelopen|laatste|vorige"
    r"|at|every|elke|alle|om\sde|(?:works?|working|werk\w*)(?:\s(?:about|only|maar|slechts))?)"
    r"(?:\s++(?:the|de|next|coming|komende|last|about|around|ongeveer|zo'n|another|nog|eerste|first)){0,4}+\s++$",
    re.IGNORECASE,
)
AWAY = re.compile(
    r"(?<!\s)(?:\s*+(?:ago|geleden|later|early|late|te\slaat|too|old|oud|from\snow|away|rijden|drive|by\s(?:car|train)|before|ervoor\sop)\b"
    r"|\s++off\b(?!\s++(?:for|to)\b)|\s++of\s++(?!time|less\b|minder\b|my\s(?:\w+\s)?time|learning|een|two|twee|so|zo|\d|learning|training|training|self|zelf)\w"
    r"|\s++(?:werk|work|leave|verlof|vakantie|holidays?|notice|overtime|overuren|sleep|slaap|meetings?|vergaderen|calls?|bellen|after|na\sde|nadat|thuiswerk\w*|aan\smails?)\b"
    r"|(?<!-)[\s-]++(?:long\s++|lange?\s++|durende?\s++)?(?:presentation|presentatie|meeting|vergadering|talk|speech|interview|gesprek|shift|commute|drive|exam\w*|contract|demo|call)\b)",
    re.IGNORECASE,
)
WITHIN = re.compile(
    r"\b(?:within|binnen|in|voor)(?:\s++(?:the|de|next|about|around|ongeveer|zo'n|under)){0,3}+\s++$", re.I
)
CLOCK = re.compile(
    r"\b(?:om|at|vanaf|from|van|tot|until|till|tussen|between|rond|around|by|tegen|na|after|voor|before|en|and|-|–)\s*+$",
    re.I,
)
RATED = re.compile(
    r"(?:(?<![\d.,])\d[\d.,]{0,12}|twice|once|times|keer|maal|many|few|several|some|dozens\sof|hundreds\sof|eens|tweemaal|veel)\s(?:[^\W\d]{1,30}\s){0,2}$",
    re.I,
)
_FILL = r"(?:\s*+[:=])?(?:\s++(?:about|around|only|some|just|ongeveer|maar|max\.?|maximaal|maximum|zo'n|circa|ca\.?|is|of|say|zeg|roughly|er|slechts|nog|the|a|an|een|iets|something|van|train|ride|lunch|break|treinrit|hooguit|at\smost|up\sto|tot|wel|elke|week|bijna|almost|perhaps|maybe|misschien|eventueel|graag)){0,6}+\s*+$"
LIMIT = re.compile(
    r"\b(?:max(?:imum|imaal)?\.?|hoogstens|hooguit|ten\shoogste|at\smost|up\sto|(?:no|not)\s(?:more|longer)\sthan|niet\s(?:meer|langer)\sdan"
    r"|less\sthan|under|shorter\sthan|minder\sdan|korter\sdan|time|tijd|duur|spend|spare|free\sup|invest|give\sit|i\shave|i've\sgot|we\shave|ik\sheb|heb\sik|k\sheb|kan\sik|i\scan\sdo|i\scould\sdo)"
    + _FILL,
    re.IGNORECASE,
)
LIMITED = re.compile(
    r"\s*+(?:of\s++(?:my\s++)?time|tijd|available|to\sspare|to\sspend|free\b|vrij(?:maken|geven)?\b|beschikbaar|besteden|uittrekken|max\b\.?|maximum|at\s(?:the\s)?(?:very\s)?most|tops|maximaal|hooguit|ervoor\b(?!\sop)"
    r"|hiervoor|for\s(?:this|it)\b|spenderen|steken|insteken|in\stotaal|all\sin\sall|or\s(?:less|so|thereabouts)\b|of\s(?:minder|zo)\b|into\s(?:it|this)|erin\b|erop\b)",
    re.IGNORECASE,
)
HEDGE = frozenset(
    """
    about around only some ongeveer maar max maximum maximaal circa ca say zeg roughly at most up to
    hoogstens no more than niet meer dan i have ik heb daily weekly elke per week dag day each every month maand
    just er ervoor tijd time for this voor dit please graag liefst a the of is my mijn tops so zo hooguit
    mondays tuesdays wednesdays thursdays fridays monday tuesday wednesday thursday friday saturday sunday
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag morning afternoon evening ochtend avond middag voormiddag namiddag
    aub in te short kort en and tot or total totaal lang long één uur ideally ideaal or less minder thereabouts graag so thanks bedankt dank
    """.split()  # noqa: SIM905 - easier to read than a row of strings
)
"""Beside "an hour" or "een dag" these leave it an amount; "What a day" is none."""
SAID = re.compile(
    r"\b(?:just|wait|hold\s++on|give\s++me|wacht|twice|once|times|nog|wat|what|fijne|nice|good)\s++$", re.I
)
OR_ANOTHER = re.compile(r"\s*+(?:-|–|à|\b(?:or|of|to|tot)\b)\s*+(?:\d|an?\b|een\b)(?!\w)", re.IGNORECASE)
SAYINGS = frozenset(("minute", "minuut", "minuutje", "hour", "uur", "uurtje", "day", "dag", "dagje"))
ONE_DAY = re.compile(r"one\s++day\b", re.I)  # "some time", as often as an amount

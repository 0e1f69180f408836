# ruff: noqa: E501 - lists of words
"""Words for learning alone or with others, and for company that is something else. Pure."""

from __future__ import annotations

import re

from replies.needs.listing import PAST, any_of, one_of

ALONE = one_of(
    r"""
    all_by_myself by_(?:my|her|him|your)self on_(?:my|her|his)_own for_myself_alone alone solo
    individual(?:ly)? self[_-]?(?:paced|study) studying_by_myself myself_only
    at_my_own_(?:pace|speed|desk) in_my_own_time just_me only_me me_alone independently one-person in_(?:peace|private) privately in_alle_rust in_stilte
    without_(?:any_)?(?:others|other_people|a_(?:group|class|teacher)|an_audience|colleagues|company)
    [oi][pn]_me?ij?n_(?:een|ee|één)tje op_e?igen_houtje in_'t_eentje (?:helemaal_)?alleen individue(?:el|le)\w*
    zelfstandig zelfstudie op_m'?n_eentje in_m'n_eentje op_(?:m(?:ij|')n_)?eigen_(?:tempo|ritme|houtje)
    op_(?:mijn_)?eigen_(?:tempo|ritme) op_mijn_(?:eigen|gemak|tempo) op_mezelf op_mijzelf
    zonder_(?:anderen|andere_mensen|groep|een_groep|publiek|pottenkijkers|collega'?s|lesgever|leraar)
    """
)
_PEOPLE = one_of(
    r"""
    (?:\w+_){0,3}?others (?:\w+_){0,2}?other_(?:people|\w+s\b) real_people fellow_\w+ (?:an?|een)_(?:\w+_)?(?:experienced|ervaren)_\w+
    (?:\w+_){0,2}?(?:colleagues?|co-?workers?|peers?|teammates?|buddy|buddies|mentors?|coach(?:es)?|teachers?|trainers?|tutors?|instructors?|group|class|team|sparring_partner|expert|facilitator|experienced_person)\b
    someone(?:_else)? somebody(?:_else)? some_people like-minded_people (?:een_paar_|enkele_|een_)?anderen andere_\w+
    gelijkgestemden lotgenoten
    (?:\w+_){0,2}?(?:collega'?s?|ploeg|team|groep|klas|buddy|mentor|coach|lesgever|leraar|leerkracht|docent|trainer|begeleider|sparringpartner|expert|ervaringsdeskundige)\b
    iemand mensen een_paar_mensen (?:nog_)?(?:wat_|veel_|ander_)?volk
    """
)
OTHERS = (
    r"(?:(?:together\s)?with\s"
    + _PEOPLE
    + r"|(?:samen\s)?met\s"
    + _PEOPLE
    + r"|in\s(?:a\s|the\s|een\s|de\s|mijn\s|onze\s|our\s|some\s)?(?:\w+\s)?(?:groep(?:je|sverband|verband)?|groups?|klas(?:verband|je)?|class(?:room)?|team(?:verband)?|person|small\snumbers|company|gezelschap)\b|groeps(?:cursus|les|opleiding|training|sessie|gedoe|werk)\w*|group\s(?:course|class|training|session|workshop|setting|lesson|work)s?"
    r"|together|as\sa\s(?:team|group)|classroom|class-room|face[\s-]to[\s-]face|klassikaal|samen|groepsverband|groups|classes|groepen|klassen|klas|groepje|groepswerk|gezamenlijk|met\s(?:z'n|zijn)\s(?:twee|tween|drie|drieën|allen)\w*|one[\s-](?:on|to)[\s-]one|een-op-een|één-op-één|1[\s-]op[\s-]1|onder\sbegeleiding|groep|group)"
)
SEEK = any_of(
    r"""
    looking_for search(?:ing)?_for want like love need find prefer rather get great appreciate
    hoping_for help_from ideally is_there are_there zoek zou wil graag liefst liever nodig vinden
    krijgen bestaat_er is_er zijn_er kennen ken kent know with met please aub recommend can_you
    could_you kunnen_jullie kun_je kan_je
    """
)
"""Before a mentor or a coach: one is wanted."""
GUIDE = re.compile(
    r"(?<!\bno\s)(?<!\bgeen\s)(?<!\bmy\s)(?<!\bmijn\s)(?<!\bthe\s)(?<!\bde\s)(?<!\bas\sa\s)(?<!\bals\s)\b(?:(?:study|learning|accountability|leer)?\s?(?:buddy|partner)|peer\scoaching|mentor|coach|tutor|sparring\s?partner|sounding\sboard|klankbord|peer\sgroup|intervisiegroep\w*|intervisie|study\sgroup|studiegroep\w*|leergroep\w*|learning\sgroup|lerend\snetwerk|begeleider|ervaringsdeskundige|community\sof\spractice|mentoring|coaching)\b(?!\s(?:book|app|boek|my|mijn|the|de|me\b))",
    re.IGNORECASE,
)
ANYONE = any_of(
    r"""
    someone somebody a_colleague anyone anybody people iemand een_collega (?:een_paar_)?collega'?s
    mensen
    """
)
HELPS = any_of(
    r"""
    (?:done|did|doing|does)_(?:this|it|that) gone_through been_through knows know_(?:this|it|how)
    experience ervaring ervaren gedaan meegemaakt meekij\w+ meeluister\w+ meeden\w+
    watch(?:es)?_(?:me|along) listens looks_over over_my_shoulder looks_along thinks_along
    (?:gives?|giving)_(?:me_)?(?:honest_)?feedback feedback_ge\w+ tells_me shows?_me teach(?:es)?_me
    correct(?:s)?_me verbetert toont laat_zien uitlegt uitleggen explains coacht begeleidt helpt
    helps_me can_help could_help practi[sc]e_with oefen\w* to_practi[sc]e sparren spar talk_it_through
    guides?_me walks?_me sits?_(?:down|next) ernaast naast_me naast_mij tips_geeft van_leren learn_from
    kent goed_in good_at
    """
)
"""Behind "somebody": it is somebody to learn from."""
TALK = any_of(
    r"""
    spar_with sparring sparren van_gedachten_(?:te_)?wisselen swap_(?:notes|experiences)
    exchange_(?:ideas|experiences|notes) ervaringen_(?:uit|delen|te_delen) uitwisselen uit_te_wisselen
    (?:talk|speak|chat)_(?:to|with)_(?:someone|somebody|people|a_colleague|colleagues|an_expert)_from
    meet_(?:others|people|other_\w+|fellow_\w+) (?:anderen|andere_\w+(?:_\w+)?)_(?:kan_|wil_|te_)?(?:ontmoet\w+|leren_kennen|spreken)
    need_(?:\w+_)?people_around_me mensen_rond(?:om)?_mij_nodig (?:a_)?real_person (?:een_)?echt_mens echte_mensen in_person role[_-]?plays? rollenspel\w* in_het_echt face[_-]to[_-]face live_(?:teacher|lessons?|class|session|les|lessen)
    (?:practi[sc]e|rehearse|train|learn)_(?:it_|this_|that_)?with_(?:someone|somebody|people|others|a_colleague) oefenen_met_(?:iemand|een_collega|anderen|mensen|collega's)
    same_(?:boat|situation|position) zelfde_schuitje people_like_me mensen_zoals_ik leernetwerk learning_network
    (?:paired|matched|linked)_(?:up_)?with gekoppeld (?:one[_-]to[_-]one|one[_-]on[_-]one|personal|persoonlijke)_(?:guidance|coaching|begeleiding)
    with_someone_next_to_me iemand_erbij met_iemand_(?:samen|bespreken)
    (?:workshop|training|course|session|opleiding|cursus|vorming|sessie)_(?:for|voor)_(?:(?:the|my|our|a|whole|entire|de|mijn|ons|onze|het|een|hele|heel)_){0,3}(?:team|ploeg|group|groep|dienst|department|afdeling)
    """
)
EITHER_WAY = any_of(
    r"""
    either(?:_(?:way|one|is|works|would))? both no\s+(?:strong\s+|real\s+)?preference open_to_both
    (?:does_not|do_not|doesn'?t|don'?t)_(?:really_)?(?:matter|mind|care) all_the_same whatever
    (?:it'?s|is)_all_the_same fine_(?:with_me_)?either_way
    maakt_(?:me_|mij_|voor_(?:mij|me)_|het_)?(?:eigenlijk_|echt_)?niet_(?:veel_|zoveel_|echt_)?uit
    maakt_niks_uit beide beiden allebei alletwee alle_twee alebei geen_(?:echte_|uitgesproken_)?voorkeur
    om_het_even om't_even eender (?:i'?m|am)_easy no_difference whichever equally you_choose
    geen_verschil kies_maar alles_is_goed alles_kan
    """
)
NOT = r"(?:\b(?:not|rather\snot|liever\sniet|niet|geen|don't|no|nothing|niks|niets|never|nooit|zonder|without|hate|haat|dislike|can't\sstand|not\sa\sfan\sof|geen\sfan\svan|not\skeen\son|(?:do\snot|don't)\slike|hou\sniet\svan|anything\sbut)\s(?:(?!alone|alleen|met\b|in\b|with\b)\w+\s){0,3}?)"
NOT_ALONE = re.compile(
    r"(?:(?:liever|liefst|rather|preferably)\s)?(?:niet\sin\smijn\seentje|not\s(?:by\smyself|on\smy\sown))(?:\s(?:please|aub|graag))?\W*+",
    re.IGNORECASE,
)
"""A clause that says nothing else."""
THAN = re.compile(
    r"\b(?:than|dan\b(?!\s(?:ook|wel|graag|zou|liefst))|instead\sof|in\splaats\svan|rather\sthan|eerder\sdan)\b.*",
    re.I | re.S,
)
NOT_ONLY = re.compile(
    r"\bniet\salleen\b(?=.{0,200}?\bmaar\b)|\bniet\salleen\s(?:voor|over|met|de|het|in|op|om)\b|\b(?:alleen|solo|enkel)\s(?:als|maar|indien|met|nog|de|het|een|op|in|dat|dit|die|gratis|over|voor|bij|'s|om|wanneer|[a-z]{2,6}dag|tijdens|overdag|online|digitaal|[0-9])\b|\balleen\sal\b|\blet\salone\b|\bleave\sme\salone\b|\bthat\salone\b"
    r"|\b(?:stand|alone)-alone\b",
    re.IGNORECASE,
)
DISJUNCTION = re.compile(
    rf"\b{ALONE}\s(?:or|of|dan\swel|en|and|/)\s(?:\w+\s){{0,2}}?{OTHERS}\b|\b{OTHERS}\s(?:or|of|dan\swel|en|and|/)\s(?:\w+\s){{0,2}}?{ALONE}\b",
    re.IGNORECASE,
)
GOOD = any_of(
    r"""
    fine ok okay good works? welcome possible goed kan mag prima best oké allebei beide both
    """
)
WISH = any_of(
    r"""
    fan_of fan_van keen_on dislike hate hou_niet niks_voor niets_voor not_for_me nothing_for_me benefit help_me helpen enjoy i'd we'd rather prefer(?:s|ably|red|ence|ence_for)? liefst liever voorkeur best ideally ideaal graag
    (?:i'd|would|we'd)_(?:like|love|rather|do|want|prefer|work|be_happy|appreciate) want(?:ing)?_to
    i_want like_to love_to looking_for hope_to happy_to
    (?:can|could)_(?:do|learn|study|follow|read|work_on) learn\w* study studie studeren leren leer
    volgen oefenen practi[sc]e ik_wil wil_ik we_willen wij_willen zou_ik ik_zou zouden_we kan_ik
    aanpakken tackle doen course cursus opleiding workshop training class les lessen please aub
    alsjeblieft wel_iets_voor_mij past suits something anything iets zoek would_be zou motivat\w+
    motiveren motiveert learns suits? ideal perfect join op_(?:mijn_)?eigen_(?:tempo|ritme) at_my_own_(?:pace|speed)
    """
)
_ELSE = r"""
    open_office office kantoor landschapskantoor bureau_deel deel_(?:een|mijn) share carpool\w*
    lunch_met eten eat live woon wonen leef thuis_alleen feel_alone voel_me_alleen voel_mij_alleen
    eenzaam lonely zit_alleen alleen_zit stand_alone sta_alleen alleen_voor er_alleen_voor been_alone
    am_alone ben_alleen manage responsible verantwoordelijk run_the runs in_charge conflict argue
    argument ruzie fight problem_with probleem_met trouble_with moeite_met
    difficult_(?:conversation|talk) get_along overweg opschieten samenwerk\w* work(?:ing)?_together
    (?:work|werken)_(?:better_|well_|\w+_)?(?:together|samen) (?:beter|goed)_samen samen_werken collaborat\w+ meeting(?:s)?_with meet_with vergader\w* in_overleg overleggen afspraak
    appointment deal_with dealing omgaan omgang communicat\w+ communiceren talk_to_my_boss clients?
    customers? klant(?:en)? everything alles_(?:alleen|zelf) moet_(?:ik_)?alles have_to_do must_do
    has_to_do moet(?:en)?_(?:\w+_){0,3}?(?:alleen|in_mijn_eentje|samen|met) spreken_met
    present\w*_(?:\w+_){0,3}?(?:with|together|alone) presenteren lead_a leading leiding team_of
    ploeg_van in_a_team_of in_een_team_van years?_with jaar_met nervous zenuwachtig onzeker bang afraid
    too_much te_veel become worden my_colleague_and_i
    (?:to|before|for|voor|tegen|aan)_(?:an?_|the_|my_|een_|de_|mijn_)?(?:\w+_)?(?:group|groep|class|klas|audience|publiek)
    (?:i|we|ik|wij)_(?:coach|train|teach|mentor|begeleid|lead|work|werk|werken|lunch)\b alleenstaand\w*
    staff (?:can'?t|cannot|kan)_(?:\w+_){0,4}?(?:niet_(?:\w+_)?alleen|alone) each_other elkaar
    in_de_groep_gooien age_group focus_group the_group_is whatsapp\w* groepsdynamiek groepsapp
    group_(?:chat|dynamics|leader|photo) team_spirit zwijg\w* praten_met speak_with spreekt talks?_with
"""
TOPIC = any_of(_ELSE)
"""A clause with one of these speaks of living, working or quarrelling with somebody."""
ELSE = any_of(PAST, _ELSE)
BARE = frozenset(
    """
    rather preferably prefer i i'd liefst liever graag please mostly both of or en just only maybe and
    mij for me voor ik best fine ok okay wel het the leer learn maar but if possible indien mogelijk
    als kan not niet geen no course cursus work stuff things lessons lessen toestanden zeker definitely thanks bedankt met anyway yes ja nee at home thuis ideally aub a een in self
    """.split()  # noqa: SIM905 - easier to read than a row of strings
)
"""What may stand around the word in a clause that says no more: "Alleen dat" and "I work alone" do."""

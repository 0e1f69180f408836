"""The words that may stand beside a yes because they repeat it, by what was asked. Pure tables.

Any other word may take the yes back or narrow it ("but", "only my first question"), so the list says what is
let through, and not what is stopped.
"""

from __future__ import annotations

from cases.rights import Right

_ASSENT = """
    yes yeah yep ok okay sure indeed certainly definitely absolutely correct right true fine great good
    perfect agreed please pls do so confirm confirmed want would like to i i'm i'd am can may
    ja graag hoor zeker inderdaad klopt juist correct prima goed akkoord oke natuurlijk uiteraard tuurlijk
    absoluut doe wil ik zou willen bevestig bevestigd mag mogen kan svp aub alsjeblieft alstublieft
    that that's this it it's is dat dit die deze het
"""
_COURTESY = """
    thanks thx cheers kind regards best greetings sincerely yours warm and
    bedankt dankjewel dankuwel merci alvast vriendelijke vriendelijk hartelijke hartelijk groet groeten
    groetjes mvg vr gr en hi hello hey dag hallo hoi
"""
SENDING = frozenset(
    f"""{_ASSENT} {_COURTESY}
    was were me mine my i've sent wrote written send go ahead through let release accept
    mail message email e one by from
    was ben mij me mijn eigen van mailtje bericht verstuur verstuurde stuur stuurde gestuurd verstuurd
    verzonden verzend verzenden versturen sturen schreef geschreven heb hem worden aanvaard door
    """.split()
)
_ABOUT = {
    Right.STOP: """
        stop stopped stopping sending send me my the these those any survey surveys unsubscribe
        enquete enquetes vragenlijst vragenlijsten stoppen met mij me mijn schrijf uit uitschrijven afmelden
        de
    """,
    Right.MYDATA: """
        send me my all data everything a copy of the have personal information details mine
        stuur bezorg mij me mijn alle alles gegevens persoonsgegevens een kopie van over opsturen doorsturen
        sturen ontvangen krijgen hebben
    """,
    Right.FORGET: """
        delete erase remove wipe forget forgotten me my all data everything personal information details mine
        of be completely erased deleted removed
        wis wissen gewist verwijder verwijderen verwijderd vergeet vergeten mij me mijn alle alles al gegevens
        persoonsgegevens van over worden volledig
    """,
}
OFFERING = frozenset(
    f"""{_ASSENT} {_COURTESY}
    gladly happy happily with pleasure love my pleasure any time anytime help others colleagues offer withdraw
    stop no longer sure willing introduce introduction us them him her meet me you we
    voorstellen stel ons voor hem haar kennismaken kennismaking aan elkaar fijn leuk
    graag gerne blij met plezier helpen help anderen collega's collegas aanbod intrekken stoppen altijd doe ik
    """.split()
)
"""Of a question whether somebody offers help, or withdraws it."""
_ALL_OF_THEM = "all both everything alles beide allebei allemaal"
POLITE = (
    *("thank you very much", "thank you so much", "thank you", "many thanks", "thanks a lot", "in advance"),
    *("very much", "of course", "go ahead", "good morning", "good afternoon", "good evening"),
    *("dank je wel", "dank u wel", "dank je", "dank u", "heel erg", "ga je gang", "ga gerust je gang"),
    *("a u b", "met vriendelijke", "met hartelijke", "goede morgen", "goede middag", "goede avond"),
    *("goedemorgen", "goedemiddag", "goedenavond", "you have about me", "you have on me"),
    *("die jullie van mij hebben", "die jullie over mij hebben", "wat jullie over mij hebben"),
)
"""Said as a whole: "you" alone is no courtesy ("yes, that was you")."""
NO_MORE = tuple(
    " ".join(part for part in (no, what, more) if part)
    for what in ("surveys", "enquetes", "enquêtes", "vragenlijsten")
    for no, more in (("no more", ""), ("no", ""), ("geen", "meer"), ("geen", ""))
)
"""What a yes to "no more surveys?" may repeat; the "no" in it is none."""
IDIOMS = tuple(
    f"{verb} {what}"
    for verb, objects in (
        ("forget", "it that this about"),
        ("vergeet", "het dat dit die maar"),
        ("stop", "it that this"),
        ("let", "go it"),
    )
    for what in objects.split()
)
"""Of the words above, what means the contrary: "yes, forget it"."""


def repeating(rights: Right) -> frozenset[str]:
    """The words beside a yes to a question about these; of several none that one has: half would be all."""
    about = _ABOUT.get(rights, _ALL_OF_THEM)
    return frozenset(f"{_ASSENT} {_COURTESY} {about}".split())

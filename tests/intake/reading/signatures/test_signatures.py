"""What may be cut as a signature (CONTRACT 4), what may not, and what is remembered of it."""

from __future__ import annotations

import pytest

from intake.reading.signatures.signatures import cut, logos, signature_at_risk, signature_block

CONTACTS = "Maria Claes\nCoördinator opleidingen\nVoorbeeld NV\nT +32 9 123 45 67"

# text -> what is kept
KEPT = {
    "delimiter": ("Ja.\n\n-- \nMaria\nNV", "Ja."),
    "delimiter without its blank": ("Ja.\n\n--\nMaria\nNV", "Ja."),
    "dashes inside a sentence": ("Ja -- dat is goed.\nTot dan", "Ja -- dat is goed.\nTot dan"),
    "formula alone": ("Ja.\n\nMet vriendelijke groet,", "Ja.\n\nMet vriendelijke groet,"),
    "formula and name": ("Ja.\n\nMvg\nMaria", "Ja.\n\nMvg\nMaria"),
    "english formula and name": ("Yes.\n\nKind regards,\nAnna", "Yes.\n\nKind regards,\nAnna"),
    "thanks and name": ("Yes.\n\nThanks,\nAlex", "Yes.\n\nThanks,\nAlex"),
    "contacts below a formula": (f"Ja.\n\nGroeten,\n\n{CONTACTS}", "Ja.\n\nGroeten,"),
    "contacts with blank lines between": (
        "Ja.\n\nGroeten,\n\nMaria Claes\n\nProjectmedewerker\n\nT +32 9 123 45 67\n\nVoorbeeld NV",
        "Ja.\n\nGroeten,",
    ),
    "formulas in three languages": (
        f"Ja.\n\nMet vriendelijke groet / Cordialement / Kind regards\n{CONTACTS}",
        "Ja.\n\nMet vriendelijke groet / Cordialement / Kind regards",
    ),
    "short words below a formula": (
        "Ja.\n\nGroeten\n\nBreng een pen mee\n\nT +32 9 123 45 67",
        "Ja.\n\nGroeten\n\nBreng een pen mee\n\nT +32 9 123 45 67",
    ),
    "contacts below thanks": (f"Ja.\n\nBedankt!\n{CONTACTS}", "Ja.\n\nBedankt!"),
    "contacts without a formula": (f"Ja.\n\n{CONTACTS}", f"Ja.\n\n{CONTACTS}"),
    "postscript": ("Ja.\n\nThanks\n\nPS: bring a pen.", "Ja.\n\nThanks\n\nPS: bring a pen."),
    "list": ("Zie:\n\nGroeten\n- een\n- twee", "Zie:\n\nGroeten\n- een\n- twee"),
    "numbered list": ("Zie:\n\nThanks\n1. een\n2. twee", "Zie:\n\nThanks\n1. een\n2. twee"),
    "links": (
        "Zie:\n\nThanks\nhttps://example.org/a/b\nwww.example.com",
        "Zie:\n\nThanks\nhttps://example.org/a/b\nwww.example.com",
    ),
    "addresses of people": (
        "Write to them.\n\nThanks\nbob@example.org\ncarol@example.org",
        "Write to them.\n\nThanks\nbob@example.org\ncarol@example.org",
    ),
    "postscript below contacts": (
        f"Ja.\n\nGroeten,\n{CONTACTS}\n\nPS: tot dan!",
        "Ja.\n\nGroeten,\n\nPS: tot dan!",
    ),
    "question below contacts": (
        f"Ja.\n\nGroeten,\n{CONTACTS}\n\nMag Jan ook komen?",
        "Ja.\n\nGroeten,\n\nMag Jan ook komen?",
    ),
    "command below contacts": (f"Ja.\n\nGroeten,\n{CONTACTS}\n#close", "Ja.\n\nGroeten,\n#close"),
    "deep link below contacts": (
        "Ja.\n\nGroeten,\nT +32 9 123 45 67\nhttps://example.org/a/b",
        "Ja.\n\nGroeten,\nhttps://example.org/a/b",
    ),
    "site with contacts": ("Ja.\n\nGroeten,\nT +32 9 123 45 67\nwww.example.org", "Ja.\n\nGroeten,"),
    "client footer": ("Ja.\n\nVerstuurd vanaf mijn iPhone", "Ja."),
    "client footer above a sentence": (
        "Ja.\n\nSent from my iPhone\n\nEn breng Jan mee.",
        "Ja.\n\n\nEn breng Jan mee.",
    ),
    "sentence that begins like a footer": (
        "Sent from my desk, is much easier than my mobile phone.",
        "Sent from my desk, is much easier than my mobile phone.",
    ),
    "line about an author": ("Lees dit:\n\nWritten by Simon", "Lees dit:\n\nWritten by Simon"),
    "line about a place": (
        "Waar?\n\nVerzonden vanuit ons magazijn",
        "Waar?\n\nVerzonden vanuit ons magazijn",
    ),
    "sentence about sending": (
        "Verzonden met de post, is dat ook goed?",
        "Verzonden met de post, is dat ook goed?",
    ),
    "foreign formula and name": ("Svar.\n\nKh\nPeter", "Svar.\n\nKh"),
    "foreign formula and a sentence": ("Svar.\n\nKh\nPeter kommer.", "Svar.\n\nKh\nPeter kommer."),
    "short disclaimer with its title": (
        "Yes.\n\nCONFIDENTIALITY NOTICE: This email is confidential and intended solely for Ann.",
        "Yes.",
    ),
    "short disclaimer, mail and attachments": (
        "Ja.\n\nDeze e-mail en eventuele bijlagen zijn vertrouwelijk.",
        "Ja.",
    ),
    "a person who asks for discretion": (
        "Dit bericht is vertrouwelijk: ik zoek iets over omgaan met een lastige baas.",
        "Dit bericht is vertrouwelijk: ik zoek iets over omgaan met een lastige baas.",
    ),
    "a person who speaks of attachments": (
        "This mail and the attachments are my request.",
        "This mail and the attachments are my request.",
    ),
    "disclaimer": (
        "Ja.\n\nDit bericht is vertrouwelijk en uitsluitend bestemd voor de geadresseerde, verwijder het.",
        "Ja.",
    ),
    "sentence with a lawyer's word": ("Is dit vertrouwelijk?", "Is dit vertrouwelijk?"),
    "banner": (
        "CAUTION: This email originated from outside the organisation.\n\nYes.",
        "Yes.",
    ),
}


@pytest.mark.parametrize("case", KEPT)
def test_what_is_kept(case: str) -> None:
    """Only what CONTRACT 4 names is cut; sentences, lists and links stay."""
    text, kept = KEPT[case]
    assert kept == cut(text).kept


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my iPhone",
        "Sent from my Verizon Wireless BlackBerry",
        "Sent from Mail for Windows",
        "Sent from Yahoo Mail for iPhone",
        "[Sent from Yahoo Mail for iPhone](https://overview.mail.yahoo.com/)",
        "Sent with Proton Mail secure email.",
        "Get Outlook for Android<https://aka.ms/AAb9ysg>",
        "Get [Outlook for iOS](https://aka.ms/o0ukef)",
        "Verstuurd vanaf mijn iPad",
        "Verzonden vanuit Outlook voor iOS",
        "Verzonden vanaf mijn Galaxy",
        "Verzonden met Proton Mail",
        "Outlook voor Android downloaden",
        "Download Outlook voor iOS",
        "Verkrijg Outlook voor iOS",
        "Von meinem iPhone gesendet",
        "Gesendet von Outlook für iOS",
        "Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.",
        "Envoyé de mon iPhone",
        "Envoyé à partir de Outlook pour Android",
        "Enviado desde mi iPhone",
        "Inviato da iPhone",
        "Enviado do meu iPhone",
        "Sendt fra min iPhone",
        "Skickat från min iPhone",
        "Wysłane z iPhone'a",
        "<<sent by galaxy>>",
        "(Sent from mobile device)",
    ],
)
def test_footers_of_clients(line: str) -> None:
    """Footers go, in the languages that telephones speak."""
    assert ("Ja.", line) == (cut(f"Ja.\n\n{line}\n").kept, cut(f"Ja.\n\n{line}\n").signature)


@pytest.mark.parametrize("newline", ["\n", "\n\n"])
def test_a_remembered_block_goes_wherever_it_stands(newline: str) -> None:
    """A block seen in earlier mails of that person is known, whatever it holds."""
    earlier = f"Ja.\n\n-- \n{CONTACTS}\nSamen leren wij meer."
    block = signature_block(earlier)
    mail = f"Tot morgen.\n\n{CONTACTS.replace(chr(10), newline)}{newline}Samen leren wij *meer*!\n\nPS: ok?"
    found = cut(mail, known=[block])
    assert "Tot morgen.\n\n\nPS: ok?" == found.kept


def test_a_sign_off_with_a_slash_goes_where_it_is_the_writers() -> None:
    """ "/Anna" is how some sign; it would be read as a command."""
    assert ["Ok.", "Ok.", "Ok.\n\n/Anna", "Ok.\n\n/close"] == [
        cut("Ok.\n\n/Anna", names=["Anna Peeters"]).kept,
        cut("Ok.\n\n/Anna", nordic=True).kept,
        cut("Ok.\n\n/Anna").kept,
        cut("Ok.\n\n/close", names=["Anna Peeters"]).kept,
    ]


@pytest.mark.parametrize(
    ("text", "block"),
    [
        (f"Ja.\n\nGroeten,\n{CONTACTS}", CONTACTS),
        (f"Ja, ik kom graag.\n\n{CONTACTS}\n", CONTACTS),
        ("Ja.\n\n-- \nMaria\nT 0470 12 34 56", "Maria\nT 0470 12 34 56"),
        ("Ja.\n\nGroeten,\nMaria", ""),
        ("Kan ik ook in het Engels volgen?\n\nLaat maar weten.", ""),
        ("Ja", ""),
        ("", ""),
    ],
)
def test_signature_block_to_remember(text: str, block: str) -> None:
    """Contact lines are remembered, sentences and bare names never."""
    assert block == signature_block(text)


@pytest.mark.parametrize(
    ("signature", "at_risk"),
    [
        (CONTACTS, False),
        ("Sent from my iPhone", False),
        ("Anna\nThe room has moved to the second floor.", True),
        ("Anna\nPS: bring a pen", True),
        ("Anna\n- een\n- twee", True),
        ("Anna\nKom je morgen?", True),
        (
            "Dit bericht is vertrouwelijk en uitsluitend bestemd voor de geadresseerde. Verwijder het.",
            False,
        ),
    ],
)
def test_sentences_in_a_cut_block_are_at_risk(signature: str, at_risk: bool) -> None:
    """A person is asked before words are lost; a disclaimer asks nobody."""
    assert at_risk is signature_at_risk(signature)


def test_logos_are_pictures_that_came_twice_before() -> None:
    """A picture of one earlier mail may be content; of two it belongs to the signature."""
    earlier = ["a", "b", "a"]
    assert frozenset({"a"}) == logos(earlier, ["a", "b", "c"])
    assert frozenset({"b"}) == logos({"b": 2, "a": 1}, ["a", "b"])


@pytest.mark.parametrize(
    ("below", "kept"),
    [
        ("Short lessons\nEvenings only\n\nWhich course fits?", True),
        ("Short lessons\nEvenings only", True),
        ("the second thing: writing\nthe third thing: planning", True),
        ("Ik kan alleen op dinsdag komen.", True),
        ("1. Writing\n2. Planning", True),
        ("Maria Claes\nIk kan alleen op dinsdag komen.", True),
        ("Maria Claes\nSales", False),
        ("maria\nsales", False),
        ("HR Business Partner\nT +32 2 555 01 99", False),
        ("sales department\nAcme NV", False),
        ("", False),
    ],
)
@pytest.mark.parametrize("mark", ["--", "\u2014"])
def test_below_bare_dashes(mark: str, below: str, *, kept: bool) -> None:
    """People divide their mails with them; below the mark of RFC 3676, with its blank, all is cut."""
    assert kept == (below != "" and below in cut(f"My wishes\n{mark}\n{below}", names=("Maria",)).kept)
    assert "My wishes" == cut(f"My wishes\n-- \n{below}").kept


STROKES = ("---", "----------", "___", "– –", "\u2500\u2500\u2500", "--  --")


@pytest.mark.parametrize("mark", STROKES)
@pytest.mark.parametrize(
    ("below", "kept"),
    [
        ("Maria Claes\nSales", False),
        ("Maria Claes\nLearning adviser\nAcme NV, Brussels\nT +32 2 555 01 99", False),
        ("**Maria Claes**\nSales\nT +32 2 555 01 99", False),
        ("Maria", False),
        ("Maria Claes\nI can only come on Tuesdays.", True),
        ("Excel", True),
        ("Bram Jansen\nTom Peeters", True),
        ("HR Business Partner\nT +32 2 555 01 99", True),
        ("the second thing: writing", True),
    ],
)
def test_below_strokes(mark: str, below: str, *, kept: bool) -> None:
    """Roundcube draws "---" above a signature and people between parts: only their own name tells which."""
    found = cut(f"My wishes\n\n{mark}\n{below}", names=("Maria Claes",))
    assert kept == (below in found.kept)
    assert kept == (mark in found.kept)
    assert "My wishes" in found.kept
    assert below in cut(f"Who comes:\n{mark}\n{below}\nTom Peeters", names=("Maria Claes",)).kept

"""What counts as a yes or a no to "was this you?", in both languages."""

from __future__ import annotations

import pytest

from cases.rights import Right
from replies.commands.grammar import read
from replies.commands.table import VERBS
from replies.consent import MAX_ANSWER, Answer, Consent, consent, names_in
from replies.repeated import SENDING, repeating

YES, NO, UNCLEAR = Consent.YES, Consent.NO, Consent.UNCLEAR
STOP, MYDATA, FORGET = Right


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        # yes
        ("#send", YES),
        ("#accept", YES),
        ("#verstuur", YES),
        ("#aanvaard", YES),
        ("/send", YES),
        ("#Send\n", YES),
        ("#send\n\nKind regards,\nAnna", YES),
        ("That mail is mine.\n\n#send", YES),
        ("yes", YES),
        ("Yes", YES),
        ("YES!", YES),
        ("Yes.", YES),
        ("*Yes*", YES),
        ("Yes, that was me.", YES),
        ("Yes please send it", YES),
        ("Yes\n#send", YES),
        ("Hi,\n\nYes, it was me.\n", YES),
        ("Hello, yes please.", YES),
        ("ja", YES),
        ("Ja hoor", YES),
        ("Ja, dat was ik", YES),
        ("JA\u00a0!", YES),
        ("Dag Leerhulp,\nJa, verstuur maar.", YES),
        ("Goedemorgen, ja", YES),
        # no
        ("#discard", NO),
        ("#verwerp", NO),
        ("No", NO),
        ("No.", NO),
        ("No, that was not me!", NO),
        ("NO!!!", NO),
        ("Nope", NO),
        ("Not me", NO),
        ("That was not me.", NO),
        ("That wasn’t me", NO),
        ("It isn't mine, please look into it.", NO),
        ("I did not send this mail.", NO),
        ("I didn’t write that", NO),
        ("No\n#discard", NO),
        ("Someone abuses my name.\n#discard", NO),
        ("Nee", NO),
        ("Neen, dat was ik niet", NO),
        ("Nee, dit heb ik niet gestuurd", NO),
        ("Niet van mij", NO),
        ("Niet ik!", NO),
        ("Dat was ik niet.", NO),
        ("Dit heb ik nooit geschreven", NO),
        ("Beste,\n\nNee.\n\nGroeten,\nAnna", NO),
        # a yes that its own words repeat
        ("Yes, send it.", YES),
        ("Yes, I sent it. Go ahead, thank you very much!", YES),
        ("Yes, it's mine\n\nBest,\nAnna", YES),
        ("Ja, verstuur hem maar", YES),
        ("Ja, doe maar. Dank je wel!", YES),
        ("Ja, die mail is van mij", YES),
        # a yes with words that may take it back
        ("Ja, dat was ik. Kan je hem versturen?", UNCLEAR),
        ("Yes, someone else sent it", UNCLEAR),
        ("Yes, this is forged", UNCLEAR),
        ("Ja, ik denk dat dit een vervalsing is", UNCLEAR),
        ("Ja, weggooien", UNCLEAR),
        ("Ja, verwijder die mail", UNCLEAR),
        ("Yes, cancel", UNCLEAR),
        ("Yes, delete it", UNCLEAR),
        ("Yes, that was you", UNCLEAR),
        ("Yes, only the first line is mine", UNCLEAR),
        ("Ja, dat was ik, maar verstuur die mail", UNCLEAR),
        ("Ja, alleen de mail van mij", UNCLEAR),
        ("Yes, I am out of the office until Monday.", UNCLEAR),
        ("Yes, no more surveys", UNCLEAR),
        ("Yes\n\nWhat is this?", UNCLEAR),
        ("Yes, let it go", UNCLEAR),
        # neither, or both
        ("", UNCLEAR),
        ("\n\n", UNCLEAR),
        ("ok", UNCLEAR),
        ("OK, thanks", UNCLEAR),
        ("👍", UNCLEAR),
        ("Anna reacted 👍 to your message", UNCLEAR),
        ("Sure", UNCLEAR),
        ("y", UNCLEAR),
        ("yes but no", UNCLEAR),
        ("Yes/no", UNCLEAR),
        ("Ja nee", UNCLEAR),
        ("Yes?", UNCLEAR),
        ("Ja? Wat is dit?", UNCLEAR),
        ("Yes, but I did not send that!", UNCLEAR),
        ("Yes. Wait, don't send it", UNCLEAR),
        ("Ja, maar niet versturen", UNCLEAR),
        ("Yes, discard it", UNCLEAR),
        ("Yesterday I wrote to Maria about something else", UNCLEAR),
        ("Yesman & co", UNCLEAR),
        ("Jan heeft dit gestuurd", UNCLEAR),
        ("Januari past me beter", UNCLEAR),
        ("Jawel", UNCLEAR),
        ("Nothing to add", UNCLEAR),
        ("Note that I am away", UNCLEAR),
        ("Neen of ja, wie zal het zeggen", UNCLEAR),
        ("No problem, send it", UNCLEAR),
        ("No, it was me", UNCLEAR),
        ("Nee hoor, dat was ik wel", UNCLEAR),
        ("No?", UNCLEAR),
        ("Was that not me?", UNCLEAR),
        ("I do not understand the question", UNCLEAR),
        ("Ik begrijp het niet", UNCLEAR),
        ("Dat weet ik niet meer", UNCLEAR),
        ("Who says yes to this?", UNCLEAR),
        ("I would say yes", UNCLEAR),
        ("Say no", UNCLEAR),
        ("Oui", UNCLEAR),
        ("Nein", UNCLEAR),
        ("Thank you for your message. I am out of the office until Monday.", UNCLEAR),
        ("Bedankt voor je bericht. Ik ben afwezig tot maandag.", UNCLEAR),
        ("> Yes, that was me.\n\nHuh?", UNCLEAR),
        ("> Yes.\n>\n> #send", UNCLEAR),
        ("> Was it you?\n\nYes", YES),
        ("#undo", UNCLEAR),
        ("#send fixed", UNCLEAR),
        ("#send\n#discard", UNCLEAR),
        ("#send\n#close", UNCLEAR),
        ("#sned", UNCLEAR),
        ("No\n#send", UNCLEAR),
        ("Yes\n#discard", UNCLEAR),
        ("Yes " + "really " * MAX_ANSWER, UNCLEAR),
    ],
)
def test_answers(answer: str, expected: Consent) -> None:
    """Only a plain yes lets something happen, and only a plain no drops it."""
    for text in (answer, answer.replace("\n", "\r\n")):
        names = names_in("Anna Peeters")
        assert expected == consent(text, read(text, VERBS).commands, SENDING | names)


@pytest.mark.parametrize(
    ("rights", "answer", "expected"),
    [
        (FORGET, "Yes, please delete everything", YES),
        (FORGET, "Ja, wis alles", YES),
        (FORGET, "Ja, verwijder al mijn gegevens maar. Alvast bedankt", YES),
        (FORGET, "Yes, I want to be forgotten.", YES),
        (FORGET, "Yes, delete all the data you have about me", UNCLEAR),
        (FORGET, "Yes, delete all data you have about me", YES),
        (FORGET, "Ja, wis alleen mijn eerste vraag", UNCLEAR),
        (FORGET, "Yes, but keep my case open please", UNCLEAR),
        (FORGET, "Yes. What exactly will be deleted?", UNCLEAR),
        (FORGET, "Yes, but only the old case", UNCLEAR),
        (FORGET, "Yes and I have another question: how do I learn Excel?", UNCLEAR),
        (FORGET, "Yes, forget it", UNCLEAR),
        (FORGET, "Ja, vergeet het maar", UNCLEAR),
        (FORGET, "Ja, vergeet mij maar", YES),
        (FORGET, "Ja, morgen", UNCLEAR),
        (FORGET, "Ja, maar niet nu", UNCLEAR),
        (FORGET, "Yes, send me a copy", UNCLEAR),
        (MYDATA, "Yes, send me a copy of my data please", YES),
        (MYDATA, "Ja, stuur mij mijn gegevens", YES),
        (MYDATA, "Yes, and delete my data", UNCLEAR),
        (STOP, "Yes, no more surveys please", YES),
        (STOP, "Ja, geen enquêtes meer", YES),
        (STOP, "Yes, stop it", UNCLEAR),
        (STOP, "No more surveys", UNCLEAR),
        (STOP, "No", NO),
        (MYDATA | FORGET, "Yes, both please", YES),
        (MYDATA | FORGET, "Yes, send me my data", UNCLEAR),
        (STOP | FORGET, "Yes, no more surveys", UNCLEAR),
    ],
)
def test_a_yes_repeats_what_was_asked(rights: Right, answer: str, expected: Consent) -> None:
    """Words of another wish, or of one of several, are no plain yes."""
    assert expected == consent(answer, (), repeating(rights))


def test_all_forms_of_an_answer_say_the_same() -> None:
    """A no in the plain form beside a yes in the layout is neither; so is an answer without a form."""
    for forms, expected in (
        (("Yes", "yes."), YES),
        (("Yes", "No"), UNCLEAR),
        (("No", "Yes"), UNCLEAR),
        ((), UNCLEAR),
    ):
        assert expected == Answer(tuple(forms)).says(SENDING)
    assert YES == Answer(("Yes.\n\nMaria",), names_in("Maria Jansen")).says(SENDING)
    assert UNCLEAR == Answer(("Yes.\n\nEve",), names_in("Maria Jansen")).says(SENDING)


def test_words_beside_a_command_are_not_read_as_one() -> None:
    """The line of a command is no first word of the answer."""
    text = "#send\nNee"
    assert UNCLEAR == consent(text, read(text, VERBS).commands)
    assert NO == consent(text.split("\n")[1], ())

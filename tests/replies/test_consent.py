"""What counts as a yes or a no to "was this you?", in both languages."""

from __future__ import annotations

import pytest

from replies.commands.grammar import read
from replies.commands.table import VERBS
from replies.consent import MAX_ANSWER, Consent, consent

YES, NO, UNCLEAR = Consent.YES, Consent.NO, Consent.UNCLEAR


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
        ("Ja, dat was ik. Kan je hem versturen?", YES),
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
        assert expected == consent(text, read(text, VERBS).commands)


def test_words_beside_a_command_are_not_read_as_one() -> None:
    """The line of a command is no first word of the answer."""
    text = "#send\nNee"
    assert UNCLEAR == consent(text, read(text, VERBS).commands)
    assert NO == consent(text.split("\n")[1], ())

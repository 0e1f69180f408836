"""Words of thanks alone, and what only begins like them."""

import pytest

from followups.thanks import is_thanks

NAMES = ("Anna Peeters", "Noor Bakker")

THANKS = [
    "Thanks, very helpful!", "Perfect, thank you!", "Thanks for the quick answer!", "Bedankt, was top",
    "Thanks Anna, this was very helpful.", "Dank je wel, heel fijn", "Thx, Noor", "Thanks!", "Great",
    "Super, bedankt!", "Hi Anna, thanks a lot for your help!", "Hartelijk dank voor jullie snelle antwoord",
    "Thank you so much, really appreciated", "Thanks for all the tips, great help!", "Merci!",
    "Bedankt voor de fijne tips, groetjes Noor", "Top, dank u", "Thank you Anna, that was very clear",
    "Thanks\n\nNoor Bakker", "Hallo Anna,\nHeel erg bedankt voor je hulp.\nMet vriendelijke groet,\nNoor",
    "Cheers, much appreciated", "Hi Bram, thank you",
]  # fmt: skip
MORE = [
    "", "!!!", "👍",
    "Thanks in advance", "Alvast bedankt", "Thanks, but it was too late", "Bedankt, maar het lukt niet",
    "Thanks. Can you send more?", "A quick answer, thanks", "Help please, thanks", "Thanks, Excel",
    "Thanks, could you help with Excel", "Thanks for nothing", "No thanks", "Nee bedankt", "A good tip",
    "Thanks, the link is broken", "Bedankt, de link werkt niet", "Thanks for option 2", "Excel", "Ok", "Yes",
    "Thanks! One more thing", "Great, let's do that", "Perfect. Monday", "Thanks, I want the course",
    "Thanks, not helpful", "Bedankt, graag nog een tip", "Thanks, more tips", "Thanks, send it to Bram",
    "Dank, en nu", "Goed antwoord voor mijn team", "I was good for the team", "Help! Thanks",
    "Thanks again" + " and again" * 9, "Thanks: https://example.org", "Een snel antwoord, bedankt",
]  # fmt: skip


@pytest.mark.parametrize("text", THANKS)
def test_thanks_alone(text: str) -> None:
    """With intensifiers, what they are for, names and closing formulas, in both languages."""
    assert is_thanks(text, NAMES)


BARE = [
    "Thanks!", "Merci!", "Hi Bram, thank you", "Thanks\n\nNoor Bakker", "Thanks for the quick answer!",
    "Dank je wel, Anna", "Thx\nKind regards,\nNoor", "Bedankt.\nMet vriendelijke groet,\nNoor",
    "Hartelijk dank voor jullie snelle antwoord",
]  # fmt: skip
PRAISED = [
    "Great, thanks!", "Super, bedankt!", "Perfect", "Prima, dank je", "Thanks, very helpful!", "Fine, thanks",
    "Goed! Bedankt", "Top, dank u",
]  # fmt: skip


@pytest.mark.parametrize(("text", "bare"), [(t, True) for t in BARE] + [(t, False) for t in PRAISED])
def test_praise_may_be_a_yes(text: str, bare: bool) -> None:
    """Where something was asked, "Great!" may answer it: only bare thanks are thanks alone."""
    assert is_thanks(text, NAMES)
    assert bare is is_thanks(text, NAMES, bare=True)


@pytest.mark.parametrize("text", MORE)
def test_in_doubt_they_are_more(text: str) -> None:
    """What asks, objects, counts or says a word more goes its usual way."""
    assert not is_thanks(text, NAMES)
    assert not is_thanks(text, NAMES, bare=True)

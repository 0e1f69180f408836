"""Plain words about one's own data: what is proposed to a concierge, and what is a question like others."""

from __future__ import annotations

import pytest

from cases.rights import Right
from replies.wishes import wishes

STOP, MYDATA, FORGET = Right
NOTHING = Right(0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Please delete my data.", FORGET),
        ("Hello,\n\nI want you to erase all my personal data!\n\nMaria", FORGET),
        ("Could you remove everything? Please remove my details from your records.", FORGET),
        ("I would like to be forgotten.", FORGET),
        ("I invoke my right to erasure", FORGET),
        ("Please forget me", FORGET),
        ("Can you delete all the information you have about me?", FORGET),
        ("Verwijder mijn gegevens aub", FORGET),
        ("Wil je al mijn gegevens wissen?", FORGET),
        ("Ik wil dat jullie mijn persoonsgegevens verwijderen.", FORGET),
        ("Ik wil vergeten worden", FORGET),
        ("What data do you have about me?", MYDATA),
        ("I would like a copy of my data", MYDATA),
        ("Can I get access to my personal data?", MYDATA),
        ("Welke gegevens hebben jullie over mij?", MYDATA),
        ("Graag een kopie van mijn gegevens", MYDATA),
        ("Ik wil inzage in mijn persoonsgegevens.", MYDATA),
        ("Stop sending me surveys", STOP),
        ("No more surveys please", STOP),
        ("I don't want these surveys any more", STOP),
        ("Ik wil geen enquêtes meer ontvangen", STOP),
        ("Stop met die vragenlijsten", STOP),
        ("Thanks for the help. No more surveys, and delete my data.", STOP | FORGET),
        ("Please remove me from your system.", FORGET),
        ("Take me out of your database please", FORGET),
        ("GDPR request: article 17 erasure", FORGET),
        ("Under art. 17 GDPR you have to act.", FORGET),
        ("Delete everything you have about me", FORGET),
        ("Please delete my profile", FORGET),
        ("Kunnen jullie mij uit het systeem halen?", FORGET),
        ("Haal me uit jullie database", FORGET),
        ("Wis alles wat jullie over mij hebben.", FORGET),
        ("Ik beroep me op artikel 17 van de AVG.", FORGET),
        ("I want to exercise my right of access under art. 15 GDPR", MYDATA),
        ("This is a subject access request", MYDATA),
        ("What do you know about me?", MYDATA),
        ("Please send me all my data", MYDATA),
        ("Ik wil mijn recht op inzage uitoefenen", MYDATA),
        ("Wat weten jullie over mij?", MYDATA),
        ("Ik wil alles zien wat jullie over mij bewaren", MYDATA),
        ("AVG: inzage gevraagd", MYDATA),
        # questions about learning, and everything else
        ("How do I delete my data in Excel?", NOTHING),
        ("Hoe verwijder ik mijn gegevens uit een tabel?", NOTHING),
        ("How can I make better surveys, and no more boring ones?", NOTHING),
        ("Please do not delete my data", NOTHING),
        ("Vergeet mij niet", NOTHING),
        ("I forget names all the time", NOTHING),
        ("My manager wants me to present our data", NOTHING),
        ("What information do I need for my talk?", NOTHING),
        ("Ik moet de gegevens van klanten verwijderen", NOTHING),
        ("I have a survey to answer", NOTHING),
        ("I want to learn about the GDPR and article 17", NOTHING),
        ("Is there a course on the right of access?", NOTHING),
        ("Our customers ask for erasure under the GDPR", NOTHING),
        ("Een cursus over de AVG en artikel 15 graag", NOTHING),
        ("Wat betekent recht op inzage?", NOTHING),
        ("How do I remove me from the system?", NOTHING),
        ("Please do not remove me from your system", NOTHING),
        ("What should my manager know about me?", NOTHING),
        ("All my colleagues know about me is that I talk too fast", NOTHING),
        ("Mensen weten weinig over mij", NOTHING),
        ("Haal me uit de put met een goed boek", NOTHING),
        ("Take me out of my comfort zone", NOTHING),
        ("", NOTHING),
        ("delete my data " + "and more " * 60, NOTHING),
        ("x" * 6000 + "\nPlease delete my data.", NOTHING),
    ],
)
def test_wishes(text: str, expected: Right) -> None:
    """In both languages; in doubt nothing, because a person reads the mail anyway."""
    assert expected == wishes(text)

"""Days as people name them, in both languages: what "before", "by", "until" and "after" make of them."""

from datetime import date

import pytest

from cases.model import Need
from replies.needs.deadline_said import read_by
from replies.needs.needs import need_arguments

TODAY = date(2026, 11, 23)  # a Monday
ANSWERS = """
before 1 December | 2026-11-30
before the 1st of December | 2026-11-30
before December 1 | 2026-11-30
before the end of tomorrow | 2026-11-24
voor het einde van morgen | 2026-11-24
before 1/12 | 2026-11-30
before 2026-12-01 | 2026-11-30
vóór 1 december | 2026-11-30
voor 1 december | 2026-11-30
voor 1/12 | 2026-11-30
uiterlijk voor 1 december | 2026-11-30
ten laatste vóór 1 december | 2026-11-30
at the latest before 1 December | 2026-11-30
no later than 1 December | 2026-12-01
niet later dan 1 december | 2026-12-01
by 1 December | 2026-12-01
tegen 1 december | 2026-12-01
uiterlijk 1 december | 2026-12-01
uiterlijk op 1 december | 2026-12-01
ten laatste op 1 december | 2026-12-01
until 1 December | 2026-12-01
tot 1 december | 2026-12-01
tot en met 1 december | 2026-12-01
t/m 1 december | 2026-12-01
up to and including 1 December | 2026-12-01
on or before 1 December | 2026-12-01
op of voor 1 december | 2026-12-01
by or before 1 December | 2026-12-01
before Friday | 2026-11-26
before next Friday | 2026-12-03
before Friday 4 December | 2026-12-03
before Friday the 4th of December | 2026-12-03
voor vrijdag | 2026-11-26
vóór volgende vrijdag | 2026-12-03
voor vrijdag 4 december | 2026-12-03
before the 5th | 2026-12-04
voor de 5de | 2026-12-04
by the 5th | 2026-12-05
before tomorrow | 2026-11-23
voor morgen | 2026-11-24
before the weekend | 2026-11-27
voor het weekend | 2026-11-27
by the weekend | 2026-11-27
before next week | 2026-11-29
voor volgende week | 2026-11-29
before the end of next week | 2026-12-04
voor het einde van volgende week | 2026-12-04
voor eind volgende week | 2026-12-04
voor het einde van de maand | 2026-11-30
before the end of the month | 2026-11-30
by the end of this month | 2026-11-30
tegen het einde van de maand | 2026-11-30
eind deze maand | 2026-11-30
uiterlijk eind maart | 2027-03-31
by the end of March | 2027-03-31
before the end of March | 2027-03-31
by mid-March | 2027-03-15
by the middle of March | 2027-03-15
half maart | 2027-03-15
tegen half maart | 2027-03-15
halverwege maart | 2027-03-15
midden maart | 2027-03-15
before mid-March | 2027-03-15
voor half maart | 2027-03-15
early March | 2027-03-01
late March | 2027-03-31
begin maart | 2027-03-01
before March | 2027-02-28
voor maart | 2027-02-28
before Christmas | 2026-12-24
voor Kerstmis | 2026-12-24
vóór de kerst | 2026-12-24
by Christmas | 2026-12-24
before the Christmas holidays | 2026-12-18
voor de kerstvakantie | 2026-12-18
before New Year | 2026-12-31
voor nieuwjaar | 2026-12-31
voor de zomer | 2027-06-30
before the summer | 2027-06-30
before the summer holidays | 2027-06-30
voor de zomervakantie | 2027-06-30
voor de grote vakantie | 2027-06-30
before Easter | 2027-03-27
voor Pasen | 2027-03-27
by Easter | 2027-03-28
na de paasvakantie | -
after Easter | -
after 1 December | -
na 1 december | -
vanaf 1 december | -
from 1 December | -
not before 1 December | -
niet voor 1 december | -
in Q1 | 2027-03-31
by Q1 | 2027-01-01
by the end of Q1 | 2027-03-31
before Q2 | 2027-03-31
eind Q1 | 2027-03-31
voor Q2 | 2027-03-31
in het eerste kwartaal | 2027-03-31
in the first quarter of 2027 | 2027-03-31
volgende week dinsdag | 2026-12-01
dinsdag volgende week | 2026-12-01
Tuesday next week | 2026-12-01
next Tuesday | 2026-12-01
volgende dinsdag | 2026-12-01
this Friday | 2026-11-27
deze vrijdag | 2026-11-27
komende vrijdag | 2026-11-27
Friday week | 2026-12-04
vrijdag over een week | 2026-12-04
binnen drie weken | 2026-12-14
within three weeks | 2026-12-14
in three weeks' time | 2026-12-14
over drie weken | 2026-12-14
three weeks from now | 2026-12-14
binnen de drie weken | 2026-12-14
binnen een maand | 2026-12-23
binnen een week of drie | 2026-12-14
in a fortnight | 2026-12-07
in ten days | 2026-12-03
binnen tien dagen | 2026-12-03
before the year is out | 2026-12-31
before year-end | 2026-12-31
by the end of the year | 2026-12-31
voor het einde van het jaar | 2026-12-31
voor het jaareinde | 2026-12-31
before the end of 2026 | 2026-12-31
eind 2026 | 2026-12-31
end of 2027 | 2027-12-31
begin 2027 | 2027-01-01
the first week of January | 2027-01-07
de eerste week van januari | 2027-01-07
the last week of January | 2027-01-31
week 50 | 2026-12-11
before week 50 | 2026-12-04
voor week 50 | 2026-12-04
end of the week | 2026-11-27
eind van de week | 2026-11-27
tegen eind deze week | 2026-11-27
this week | 2026-11-27
deze week | 2026-11-27
today | 2026-11-23
tonight | 2026-11-23
vanavond | 2026-11-23
overmorgen | 2026-11-25
the day after tomorrow | 2026-11-25
tomorrow morning | 2026-11-24
Thursday evening | 2026-11-26
donderdagavond | 2026-11-26
1 december om 14u | 2026-12-01
op 1 december 's ochtends | 2026-12-01
sinterklaas | -
voor sinterklaas | 2026-12-05
before the 1st of next month | 2026-11-30
by the 15th of next month | 2026-12-15
tegen de 15de van volgende maand | 2026-12-15
by the 15th of December | 2026-12-15
medio januari | 2027-01-15
tegen medio januari | 2027-01-15
in the course of January | 2027-01-31
in de loop van januari | 2027-01-31
at the beginning of January | 2027-01-01
aan het begin van januari | 2027-01-01
in de eerste helft van januari | 2027-01-15
the first half of January | 2027-01-15
"""
PROSE = """
I need to be ready before 1 December. | 2026-11-30
It should be done before Friday. | 2026-11-26
I'd like to have it sorted before the 5th of January. | 2027-01-04
It has to be in place before 1/1. | 2026-12-31
Could you help me before the end of next week? | 2026-12-04
I would like to be able to do this before the summer holidays. | 2027-06-30
I want to finish this before 12 March 2027. | 2027-03-11
It must be ready before Monday 14 December. | 2026-12-13
Ik moet het kunnen vóór 1 december. | 2026-11-30
Graag voor 12 maart. | 2027-03-11
Ik wil dit voor 1 januari onder de knie hebben. | 2026-12-31
Het moet af zijn voor maandag. | 2026-11-29
Ik zou het graag voor het einde van de maand kunnen. | 2026-11-30
Liefst voor de paasvakantie. | 2027-03-26
Uiterlijk eind maart moet ik het kunnen. | 2027-03-31
Ik zou het willen kunnen tegen half maart. | 2027-03-15
Binnen drie weken moet ik een team leiden. | 2026-12-14
Volgende week dinsdag geef ik een presentatie. | 2026-12-01
Next Tuesday I give a presentation. | 2026-12-01
I present to the board this Friday. | 2026-11-27
Mijn presentatie is op 1 december. | 2026-12-01
My presentation is on 1 December. | 2026-12-01
Before my presentation on 1 December I want to practise. | 2026-12-01
Voor mijn presentatie op 1 december wil ik oefenen. | 2026-12-01
"""
NONE = """
I have never done this before.
I sent it before 1 November and nobody answered.
Ik stuurde dat voor 1 november.
After the Easter holidays I have more time.
Na de paasvakantie heb ik meer tijd.
I am not available before 1 December.
Ik ben niet beschikbaar voor 1 december.
I can't start before 1 December.
Ik kan niet beginnen voor 1 december.
Not before January please.
Niet voor januari aub.
The canteen is closed until 1 December.
Payment before 1 December please.
Betaling voor 1 december aub.
We moved here before Christmas last year.
The holidays start before Christmas.
"""


def _rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


@pytest.mark.parametrize(("text", "day"), _rows(ANSWERS))
def test_a_day_that_was_asked_for(text: str, day: str) -> None:
    """As an answer a day needs no more words than its name; `-` is none."""
    assert read_by(text, TODAY, asked=True) == (None if day == "-" else date.fromisoformat(day))


@pytest.mark.parametrize(("text", "day"), _rows(PROSE))
def test_a_day_that_nobody_asked_for(text: str, day: str) -> None:
    """In prose it has to be wished, or the day of what they must be ready for."""
    assert read_by(text, TODAY, asked=False) == date.fromisoformat(day)


@pytest.mark.parametrize("text", NONE.strip().splitlines())
def test_days_of_other_things(text: str) -> None:
    """When somebody is away or can begin, what has passed, what others pay or move."""
    assert read_by(text, TODAY, asked=False) is None


@pytest.mark.parametrize(
    ("key", "value", "day"),
    [
        ("before", "2026-12-01", date(2026, 11, 30)), ("voor", "1/12/2026", date(2026, 11, 30)),
        ("vóór", "december", date(2026, 11, 30)), ("before", "end of March", date(2027, 3, 31)),
        ("by", "2026-12-01", date(2026, 12, 1)), ("tegen", "1/12/2026", date(2026, 12, 1)),
    ],
)  # fmt: skip
def test_a_day_in_a_command(key: str, value: str, day: date) -> None:
    """`#need before=` is the day before, as in words."""
    assert need_arguments({key: value}, "en", TODAY) == Need(by=day)

"""Amounts of time in prose: how long the trouble lasts, and how much time somebody has for learning."""

from datetime import date

import pytest

from replies.needs.needs import read_needs, read_request
from replies.needs.time_said import read_time

TODAY = date(2026, 11, 28)
TROUBLE = """
My calls are endless. Three hours a day, sometimes more.
We vergaderen ons suf. Elke dinsdag twee uur, en er komt nooit wat uit.
Mijn pendeltijd is lang. Twee uur per dag.
I am always late with reports. Four hours each week, gone.
Ik krijg maar een kwartier om mijn resultaten te tonen.
They give me fifteen minutes to present.
Our stand-up drags on. Forty minutes every day.
The train is a nightmare. An hour and a half each way, every day.
De file is een ramp. Anderhalf uur per dag.
Ik ga te laat naar huis. Elke avond een uur.
Overuren, altijd overuren. Tien uur per week.
Customers queue at my desk. Half an hour each day, easily.
Klanten laten me wachten. Een half uur per dag.
I have to give a talk. Twenty minutes.
I can have twenty minutes to talk about our results.
Ik krijg twintig minuten om mijn project voor te stellen.
We krijgen een half uur om te rapporteren aan de directie.
They want me to give a lunch talk of 45 minutes.
I have ten minutes to convince the board.
Ik heb tien minuten om de directie te overtuigen.
The exam is hard. Three hours.
I have an exam of three hours next month.
Mijn examen is zwaar. Drie uur zonder pauze.
My shift is exhausting. Ten hours a day.
Mijn shift is lang. Tien uur per dag, vijf dagen per week.
I hardly sleep. Five hours a night.
Ik slaap slecht. Vijf uur per nacht.
My inbox swallows me. Two hours a day.
Mijn mailbox vreet me op. Twee uur per dag.
Excel kost me mijn leven. Drie uur per week.
My boss talks and talks. One hour every Monday.
The reports eat my week. Every Friday four hours.
De rapporten. Elke vrijdag drie uur.
Paperwork everywhere. Six hours per week!
Verslagen schrijven gaat traag. Elke week een halve dag.
They give us thirty minutes for the demo.
Ik mag vijf minuten spreken op het congres.
We get one hour to report to the board every quarter.
You can have an hour with the client, my boss said.
My manager gives me two hours to finish each report.
Elke ochtend een uur in de wagen.
Elke ochtend een uur in de file.
My evenings are gone. Each evening two hours of admin.
Ik krijg één uur om te vergaderen met de klant.
Mijn dagen zijn vol. Elke voormiddag een vergadering.
Vergaderen, vergaderen. Elke voormiddag.
Telefoons de hele dag. Zeker vier uur per dag.
The handover is chaos. Twenty minutes each shift.
I can only talk for ten minutes before I freeze.
Everything is urgent here. Twelve hours every day, no lunch.
Mijn collega blijft maar zagen. Een uur per dag, soms langer.
My neighbour at work interrupts me constantly. Twenty minutes an hour!
Ik word gek van de administratie. Vijf uur per week, weggegooid.
I can't get through my email. Ninety minutes each morning.
Ik raak niet door mijn mails. Elke ochtend anderhalf uur.
De teammeeting loopt uit. Telkens een half uur.
Planning is guesswork. A full day each month.
De maandafsluiting is een hel. Twee dagen per maand.
Onze standup is een klucht. Elke dag drie kwartier.
I drive to Ghent. Two hours every day.
They let me speak for twenty minutes at the conference.
Ik krijg 20 minuten om te spreken op een congres.
The client gives us one hour to pitch.
Op de teamdag krijg ik een half uur om onze cijfers toe te lichten.
I have half an hour to explain the budget to the council.
We hebben een uur om de klant te overtuigen.
I get five minutes with each patient.
Ik heb tien minuten per patiënt.
I have ten minutes per patient and that's too short.
Ik heb maar drie uur om het examen af te leggen.
The exam takes three hours and I freeze.
I must sit an exam. Three hours, no break.
Nachtdienst na nachtdienst. Twaalf uur per nacht.
Ik moet een lunchlezing geven. Veertig minuten voor zestig mensen.
There is so much small talk. An hour a day at least.
Copy-paste, copy-paste. Six hours a week, easily.
I spend my life in Excel: four hours a day.
Mijn leven is Excel: vier uur per dag.
Every evening two hours of overtime.
Wachten op goedkeuring, dat is mijn werk. Drie uur per week.
My talk may take twenty minutes.
Mijn presentatie mag maximaal twintig minuten duren.
I can present for at most ten minutes.
Ik mag maximum tien minuten presenteren.
My slot is at most fifteen minutes.
I have fifteen minutes max to present my results.
Max. 15 minutes to present, and I always run over.
Ik mag hoogstens een kwartier spreken.
The meeting should last an hour at most.
Het overleg mag hooguit een uur duren.
Meetings without end. Three hours a day. Nobody listens.
Three hours a day. My calls are endless.
I waste my mornings. Every morning, again.
Elke voormiddag vergaderen we.
Mijn mails zijn een ramp. Elke voormiddag opnieuw.
I never have time. Two hours a day of mail.
I'm on the road a lot. Two hours in the morning, two in the evening.
Ik ben veel onderweg. Een uur 's morgens en een uur 's avonds.
"""
OFFERS = r"""
120 | I can free two hours a week.
60 | Elke vrijdag een uurtje, dat lukt.
120 | Two hours, no budget.
30 | Een half uur per dag is haalbaar.
15 | 15 minutes a day at most.
60 | I want to learn Excel. An hour a week.
60 | Ik wil graag beter leren presenteren. Een uur per week.
60 | Elke ochtend een uur.
60 | Ik zou graag Spaans leren. Elke ochtend een uur.
120 | Alone. Two hours a week.
120 | Alleen, gratis. Twee uur per week.
60 | Elke ochtend een uur lukt.
120 | My calls are endless. I can spend two hours a week on learning.
60 | I want to get better at calls. One hour every Friday.
240 | One morning a week would work.
240 | Ik kan elke woensdagvoormiddag.
60 | Ik kan elke woensdagvoormiddag een uur.
30 | Liefst alleen. Een half uur per dag, geen budget.
60 | I present badly. I have an hour a week to practise.
90 | Time: 90 minutes a week
120 | My boss gives me two hours a week to learn.
120 | Ik krijg twee uur per week om te leren.
120 | Ik krijg twee uur per week om bij te leren over presenteren.
15 | Ik heb een kwartier per dag om te oefenen met presenteren.
120 | Reports take me too long. By Christmas. Alone, two hours a week.
120 | I could do two hours on Friday.
30 | I would like a short course. Thirty minutes a day.
60 | Ik zoek een cursus over time management. Een uurtje per week.
180 | I can do 3 hours a month, on my own.
60 | Voor mij is een uur per week genoeg.
90 | I could set aside 90 minutes every Thursday.
45 | 45 minuten per dag past in mijn agenda.
60 | Ik mag van mijn baas elke week een uur bijleren.
240 | Een halve dag per maand mag ik aan opleiding besteden.
240 | I can get half a day a month for training.
120 | Mijn vergaderingen lopen uit. Ik heb twee uur per week om eraan te werken.
30 | Meetings run late. I have 30 minutes a day to work on this.
60 | Hallo,\n\nMijn verslagen zijn te lang. Ik kan er één uur per week in steken.
120 | Hello,\n\nTwo hours a week.\n\nKind regards,\nAn
20 | I want to practise presenting. Twenty minutes a day.
20 | Een podcast van twintig minuten zou ideaal zijn.
60 | A webinar of an hour would be fine.
60 | An hour a week, alone, free.
15 | Presenteren lukt me niet. Een kwartier per dag, gratis en alleen.
480 | I have one day to learn this before the exam.
60 | Ik heb een uur per week om te oefenen voor mijn examen.
30 | On the train I have half an hour to read.
30 | Ik zit veel op de trein, daar heb ik een half uur per dag om te lezen.
"""


@pytest.mark.parametrize("text", TROUBLE.strip().splitlines())
def test_how_long_the_trouble_lasts_is_no_time_to_learn(text: str) -> None:
    """Calls, meetings, rides, reports, shifts, exams, and what is given for a talk."""
    assert None is read_needs(text, (), "en", TODAY).time
    assert None is read_request("", text, TODAY).time


@pytest.mark.parametrize("row", OFFERS.strip().splitlines())
def test_an_offer_of_time_is_read(row: str) -> None:
    """Beside the same words, and with a rate; a number counts before the part of the day."""
    minutes, _, text = row.partition(" | ")
    text = text.replace("\\n", "\n")
    assert int(minutes) == read_needs(text, (), "en", TODAY).time
    assert int(minutes) == read_request("", text, TODAY).time


def test_an_answer_to_the_question_for_the_time_needs_no_other_word() -> None:
    """Whatever was said before it."""
    question = "4. How much time do you have, which budget, and by when?"
    assert 180 == read_needs("3 hours a day", [(question, "3 hours a day")], "en", TODAY).time
    assert 60 == read_time("Elke ochtend een uur.", asked=True)

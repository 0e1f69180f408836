# ruff: noqa: E501 - what people say stays on one line
"""What the people of the simulated year write, in English and Dutch. Pure."""

from __future__ import annotations

from concierge.demo.year.scenario import Request

_HELLO = {"en": ("Hi,", "Hello,", "Good morning,"), "nl": ("Dag,", "Hallo,", "Goeiedag,")}
_BYE = {
    "en": ("Thanks,", "Kind regards,", "Best,"),
    "nl": ("Alvast bedankt,", "Groeten,", "Met vriendelijke groeten,"),
}
_ASKS = {
    "en": ("Can you help me?", "What can I do about it?", "Do you know something for me?"),
    "nl": ("Kun je me helpen?", "Wat kan ik eraan doen?", "Weet je iets voor mij?"),
}
_NEED = {
    "en": (
        "I have about two hours, no budget.",
        "Half a day, at most 200 euro.",
        "Rather with others, before the summer.",
        "Alone please, 30 minutes a week. I tried a video already.",
    ),
    "nl": (
        "Ik heb een tweetal uur, geen budget.",
        "Een halve dag, hoogstens 200 euro.",
        "Liefst samen met anderen.",
        "Liefst alleen, een halfuur per week. Ik heb al een filmpje bekeken.",
    ),
}
_ANSWER = {
    "en": (
        "Start small: take one example from last week and do only that one again, differently.\nThen tell a colleague what changed.",
        "Try it once this week with somebody you trust, and write down what you would do otherwise.\nCall me when you have done it.",
        "That is a common one. Do the first step only, look at the result, and come back with it.",
    ),
    "nl": (
        "Begin klein: neem één voorbeeld van vorige week en doe alleen dat opnieuw, maar anders.\nVertel daarna aan een collega wat er veranderde.",
        "Probeer het deze week één keer met iemand die je vertrouwt, en noteer wat je anders zou doen.\nBel me als je het gedaan hebt.",
        "Dat hoor ik vaker. Zet alleen de eerste stap, bekijk het resultaat en kom ermee terug.",
    ),
}
_HOPELESS = {
    "en": "I have looked, and I have nothing good for this. I will keep asking around.",
    "nl": "Ik heb gezocht, en ik heb hier niets goeds voor. Ik blijf rondvragen.",
}
_ADVICE = {
    "en": "Thank you for your question. I would choose one of these.",
    "nl": "Bedankt voor je vraag. Ik zou een van deze kiezen.",
}
_MORE = {
    "en": (
        "I tried it, and it helped. How do I go on from here?",
        "It works for me, but how do I get the rest of the team to do it?",
    ),
    "nl": (
        "Ik heb het geprobeerd en het hielp. Hoe ga ik nu verder?",
        "Bij mij lukt het, maar hoe krijg ik de rest van de ploeg mee?",
    ),
}
_BACK = {
    "en": "I am back with this: it went well twice, and then it did not any more. What now?",
    "nl": "Ik kom er nog eens op terug: het ging twee keer goed en daarna niet meer. Wat nu?",
}
_THANKS = {
    "en": ("Thank you!", "Thanks a lot, this helps."),
    "nl": ("Bedankt!", "Heel erg bedankt, hier ben ik mee geholpen."),
}
_COMMENTS = {
    "en": {
        5: "Quick and to the point.",
        4: "Helpful, thank you.",
        3: "Fine, but it took long.",
        2: "It did not fit my work.",
        1: "I still do not know what to do.",
    },
    "nl": {
        5: "Snel en concreet.",
        4: "Nuttig, dank je.",
        3: "In orde, maar het duurde lang.",
        2: "Het paste niet bij mijn werk.",
        1: "Ik weet nog altijd niet wat ik moet doen.",
    },
}
_AWAY = {
    "en": "I am out of the office and will read your mail later.",
    "nl": "Ik ben afwezig en lees je mail later.",
}
_REJECTED = {
    "en": "This one is for the IT desk: please call them.",
    "nl": "Dit is iets voor de ICT-dienst: bel hen even.",
}
_MERGED = {
    "en": "The same again, in case it got lost:",
    "nl": "Nog eens hetzelfde, voor als het verloren ging:",
}
YES = {"en": "Yes", "nl": "Ja"}
NO = {"en": "No", "nl": "Nee"}


def _of(choices: tuple[str, ...], request: Request) -> str:
    return choices[request.number % len(choices)]


def subject(request: Request) -> str:
    """The first words of what they ask, as people do."""
    words = request.phrase.split()
    return " ".join(words[: 5 + request.number % 4]).rstrip(",").capitalize()


def question(request: Request, *, again: bool = False) -> str:
    """A first mail; `again`: a second one about the same."""
    language = request.worker.language
    said = request.phrase[0].upper() + request.phrase[1:]
    lines = [_of(_HELLO[language], request), "", *([_MERGED[language], ""] if again else []), f"{said}."]
    return "\n".join(
        [*lines, _of(_ASKS[language], request), "", _of(_BYE[language], request), request.worker.first]
    )


def need(request: Request) -> str:
    return _of(_NEED[request.worker.language], request)


def answer(request: Request, times: int, *, hopeless: bool) -> str:
    """A concierge's answer, the `times`-th."""
    language = request.worker.language
    choices = _ANSWER[language]
    text = _HOPELESS[language] if hopeless else choices[(request.number + times) % len(choices)]
    return f"{_dear(request)}\n\n{text}\n"


def advice(request: Request) -> str:
    return f"{_dear(request)}\n\n{_ADVICE[request.worker.language]}\n"


def rejection(request: Request) -> str:
    return f"{_dear(request)}\n\n{_REJECTED[request.worker.language]}\n"


def _dear(request: Request) -> str:
    return f"{'Dag' if request.worker.language == 'nl' else 'Hello'} {request.worker.first},"


def more(request: Request) -> str:
    return _of(_MORE[request.worker.language], request)


def back(request: Request) -> str:
    return _BACK[request.worker.language]


def thanks(request: Request) -> str:
    return _of(_THANKS[request.worker.language], request)


def rating(request: Request) -> str:
    """The answer to a survey, typed."""
    comment = f", {_COMMENTS[request.worker.language][request.rating]}" if request.comments else ""
    return f"{request.rating}{comment}"


def away(language: str) -> str:
    return _AWAY[language]

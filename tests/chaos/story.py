"""What people do, a step a day, drawn from a seed: they ask, answer, command, rate, are away.

A story knows nothing of the service's answers, so that it is the same whatever happens to the service. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

WORKERS = {"maria": "Maria Jansen", "tom": "Tom De Smet", "zoe": "Zoë Martin"}
REQUESTS = (
    ("Presenting", "My talks fall flat and people look at their phones.\nWhat can I do about it?\n\nMaria"),
    ("Presenteren", "Mijn presentaties lopen altijd uit. Hoe leer ik korter te spreken?\n\nGroeten"),
    ("Spreadsheets", "I have to make pivot tables every week and do not know how. I have two hours a week."),
    ("Moeilijke gesprekken", "Ik moet binnenkort een moeilijk gesprek voeren. Hoe bereid ik dat voor?"),
    ("Writing reports", "My reports are too long. I tried a book, alone. Is there a course, up to 200 EUR?"),
)
ANSWERS = (
    "Begin with a question, and end with one.",
    "Try a small group first.\n\n#time 20m",
    "#recommend presenting\n\nThese may help you.",
    "#ask",
)
COMMANDS = (
    "#take",
    "#note She called as well.\n\nWe spoke about Tuesday.",
    "#time 15m",
    "#remember likes to read",
    "#closse",
    "#wait 60h",
    "#status",
    "#topic presenting",
)
LATER = (
    "And how long does that take?",
    "I have tried it alone, with a book.",
    "Dank je wel, dat helpt!",
    "Bedankt.",
)
RATINGS = ("5", "4\nIt was of use.", "2", "3 - fine")


@dataclass(frozen=True, slots=True)
class Act:
    """`who` writes about case `about`, a number in the story: a new mail, or a reply to what they have of it.

    `to`: the kind of mail that is answered, "" for a new one.
    """

    who: str
    about: int
    to: str
    text: str
    subject: str = ""
    away: bool = False  # it is an out-of-office answer


@dataclass(frozen=True, slots=True)
class Step:
    """Some days go by, then these acts come together."""

    days: int
    acts: tuple[Act, ...]

    @property
    def passes(self) -> timedelta:
        return timedelta(days=self.days)


@dataclass(slots=True)
class _Case:
    worker: str
    answered: int = -1  # day of the last answer
    closed: bool = False
    rated: bool = False


@dataclass(slots=True)
class _Plot:
    random: Random
    day: int = 0
    cases: list[_Case] = field(default_factory=list)

    def asks(self) -> Act:
        number = len(self.cases)
        worker = self.random.choice(tuple(WORKERS))
        self.cases.append(_Case(worker))
        subject, text = self.random.choice(REQUESTS)
        return Act(worker, number, "", text, f"{subject} ({number})")

    def acts(self) -> Act:
        """About a case that there is."""
        number = self.random.randrange(len(self.cases))
        case = self.cases[number]
        surveyed = case.answered >= 0 and self.day - case.answered >= 12 and not case.closed
        match self.random.choices(
            ("answers", "commands", "later", "rates", "away", "closes"), (8, 5, 4, 9, 1, 2)
        )[0]:
            case "answers":
                case.answered = self.day if case.answered < 0 else case.answered
                return Act(self._concierge(), number, "notification", self.random.choice(ANSWERS))
            case "commands":
                return Act(self._concierge(), number, "notification", self.random.choice(COMMANDS))
            case "rates" if surveyed:
                return Act(case.worker, number, "survey", self.random.choice(RATINGS))
            case "closes" if case.answered >= 0:
                case.closed = True
                return Act(self._concierge(), number, "notification", "#close")
            case "away":
                return Act(case.worker, number, "acknowledgement", "I am away until Monday.", away=True)
        return Act(case.worker, number, "acknowledgement", self.random.choice(LATER))

    def _concierge(self) -> str:
        return self.random.choice(("anna", "bram"))


def story(seed: int, steps: int) -> tuple[Step, ...]:
    """The story of this seed; it begins with a request."""
    random = Random(f"story {seed}")
    plot = _Plot(random)
    told: list[Step] = []
    for number in range(steps):
        days = random.choices((1, 2, 12, 8), (6, 2, 3, 1))[0] if number else 1
        plot.day += days
        acts = [plot.asks() if not plot.cases or random.random() < 0.25 else plot.acts()]
        if random.random() < 0.35:
            more = plot.asks() if random.random() < 0.4 else plot.acts()
            # A mail that nobody came back from is decided after the others: here it is about another case.
            acts += [more] if more.about != acts[0].about else []
        told.append(Step(days, tuple(acts)))
    return tuple(told)

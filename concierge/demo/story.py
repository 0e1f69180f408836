# ruff: noqa: E501 - what people say stays on one line
"""`concierge demo`: the whole story on this machine, told as it happens.

Three workers write, in English and Dutch; two concierges answer from Outlook and Apple Mail; days pass, the
survey goes out by itself, and the report is drawn. No accounts, no root, no network, no configuration.
Longer than 250 lines: one story, read from top to bottom.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.rule import Rule

from cases.model import Purpose
from cases.tokens import find_tokens
from concierge.demo import clients as clients
from concierge.demo.clients import Person
from concierge.demo.servers import Delivered
from concierge.demo.stage import SERVICE, ZONE, Player, Stage, only, parsed, text_of
from concierge.logs import configure
from db import cases

MARIA = Player(Person("Maria Jansen", "maria@example.org"), clients.gmail)
JORIS = Player(Person("Joris Claes", "joris@example.org"), clients.outlook_nl)
TOM = Player(Person("Tom Baker", "tom@example.org"), clients.iphone)
ANNA = Player(
    Person("Anna Peeters", "anna@example.org"),
    clients.outlook,
    "Kind regards,\n\nAnna Peeters\nLearning & Development\n+32 2 555 01 01",
)
BRAM = Player(Person("Bram Jansen", "bram@example.org"), clients.apple_mail_nl)
LEA = Player(Person("Lea De Wit", "lea@example.org"), clients.gmail)
CAST = (MARIA, JORIS, TOM, ANNA, BRAM, LEA)

CONCIERGES = """[[concierge]]
name = "Anna Peeters"
address = "anna@example.org"
languages = ["en", "nl"]

[[concierge]]
name = "Bram Jansen"
address = "bram@example.org"
languages = ["nl", "en"]
"""

LINES_SHOWN = 7  # of each mail on the terminal; the files have them whole


@dataclass
class Storyteller:
    """Says what happens. `quick` leaves the words of the mails out."""

    console: Console
    stage: Stage

    def chapter(self, title: str) -> None:
        at = self.stage.clock().astimezone(ZONE)
        self.console.print()
        self.console.print(Rule(f"[bold]{escape(title)}[/]  [dim]{at:%A %d %B, %H:%M}[/]", align="left"))

    def says(self, words: str) -> None:
        self.console.print(Padding(escape(words), (1, 0, 0, 0)))

    def delivered(self, mails: Iterable[Delivered]) -> None:
        for mail in mails:
            read = parsed(mail)
            to = next((p.name for p in CAST if p.address == mail.user), mail.user)
            sender = read["From"].addresses[0].display_name
            self.console.print(
                f"  [green]✉[/] [bold]{escape(sender)}[/] → {escape(to)}: {escape(str(read['Subject']))}"
            )
            if self._is_digest(str(read["Reply-To"] or "")):
                continue  # it only says again what is told here
            lines = [line for line in text_of(read).partition("\n---\n")[0].splitlines() if line.strip()]
            for line in lines[:LINES_SHOWN]:
                self.console.print(f"      [dim]{escape(line[:150])}[/]", highlight=False)
            if len(lines) > LINES_SHOWN:
                self.console.print("      [dim]…[/]")

    def _is_digest(self, reply_to: str) -> bool:
        tokens = (self.stage.settings.signer.verify(t, self.stage.clock()) for t in find_tokens(reply_to))
        return any(token is not None and token.purpose is Purpose.DIGEST for token in tokens)

    def round(self) -> list[Delivered]:
        """Let the service work and tell what it sent."""
        mails = self.stage.round()
        self.delivered(mails)
        return mails


def play(console: Console, folder: Path, report: Callable[[Stage], None]) -> Stage:
    """Raise the curtain in `folder` and tell the story; the stage is still up afterwards."""
    stage = Stage(folder, CAST, CONCIERGES)
    stage.__enter__()
    try:
        tell(Storyteller(console, stage))
        console.print()
        console.print(Rule("[bold]The report[/]", align="left"))
        report(stage)
    except BaseException:
        stage.__exit__()
        raise
    return stage


def tell(story: Storyteller) -> None:
    """The story from the first mail to the last survey."""
    story.console.print(
        Padding(
            "[bold]Learning Concierge[/]: everything below is real mail, through SMTP and IMAP on this machine, "
            f"to and from [bold]{SERVICE}[/]. Anna answers from Outlook, Bram from Apple Mail; nobody opens a web page.",
            (1, 0, 0, 0),
        )
    )
    maria, joris, tom = _requests(story)
    _between_the_questions(story, maria)
    _typo_and_recommendation(story, maria)
    _preview_and_note(story, joris)
    _back_after_closing(story, tom)
    _surveys(story)


def _requests(story: Storyteller) -> tuple[list[Delivered], list[Delivered], list[Delivered]]:
    stage = story.stage
    story.chapter("Three people ask")
    story.says("Maria writes from Gmail, in English.")
    stage.write(
        MARIA,
        "My client presentations fall flat",
        "Hi,\n\nI present to clients twice a month, and after ten minutes they look at their phones.\n"
        "What can I do?\n\nMaria",
    )
    maria = story.round()
    stage.clock.forward(minutes=8)
    story.says("Joris writes from Outlook, in Dutch.")
    stage.write(
        JORIS,
        "Lastig gesprek met een collega",
        "Dag,\n\nEen collega levert zijn stukken altijd te laat en ik durf er niets van te zeggen.\n"
        "Hoe pak ik zo'n gesprek aan?\n\nGroeten\nJoris",
    )
    joris = story.round()
    stage.clock.forward(minutes=5)
    story.says("Tom writes one line from his phone.")
    stage.write(TOM, "Excel pivot tables?", "I need pivot tables by Friday. Help!")
    tom = story.round()
    return maria, joris, tom


def _between_the_questions(story: Storyteller, mails: list[Delivered]) -> None:
    story.stage.clock.forward(minutes=15)
    story.chapter("Maria answers between the quoted questions")
    acknowledgement = next(only(mails, MARIA))
    story.stage.reply_between(
        MARIA,
        acknowledgement,
        {
            "1.": "They stop listening after ten minutes. I want them to ask questions.",
            "3.": "Rather with others, if that can be arranged.",
            "4.": "Two hours a week, no budget, before 15 December.",
        },
    )
    story.round()
    found = cases.showing(1, story.stage.settings.case_prefix) or {}
    need = found["need"]
    story.says(
        f"The case now knows: with {need['with']}, {need['time']} minutes, budget {need['budget']['amount']:.0f}, "
        f"by {need['by']}. Anna did nothing for it."
    )


def _typo_and_recommendation(story: Storyteller, mails: list[Delivered]) -> None:
    stage = story.stage
    stage.clock.forward(minutes=20)
    story.chapter("Anna recommends, after a typo")
    story.says("Anna replies from Outlook and types #recomend. Nothing goes out; she gets her words back.")
    notification = next(only(mails, ANNA))
    words = "Hello Maria,\n\nThank you, that helps. I would start small, with one of these.\n\n"
    stage.reply(ANNA, notification, f"{words}#topic presenting\n#recomend\n")
    transcript = next(only(story.round(), ANNA))
    stage.clock.forward(minutes=2)
    story.says("She corrects it, in reply to that mail.")
    stage.reply(ANNA, transcript, f"{words}#topic presenting\n#recommend\n")
    story.round()


def _preview_and_note(story: Storyteller, mails: list[Delivered]) -> None:
    stage = story.stage
    stage.clock.forward(minutes=25)
    story.chapter("Bram asks Anna, looks twice, and answers in Dutch")
    notification = next(only(mails, BRAM))
    story.says("First a note, for colleagues only. A reply to a note stays a note.")
    stage.reply(BRAM, notification, "#notitie\n\nHeb jij hier al eens iets voor aangeraden?\n")
    note = next(only(story.round(), ANNA))
    stage.clock.forward(minutes=6)
    stage.reply(ANNA, note, "Yes, practising the first sentence with a colleague worked well.\n")
    story.round()
    stage.clock.forward(minutes=4)
    words = (
        "Dag Joris,\n\nDat is herkenbaar. Zeg wat je ziet, wat het met jou doet en wat je vraagt, in die volgorde,\n"
        "en oefen de eerste zin hardop met een collega die je vertrouwt.\n\nZullen we morgen even bellen?\n\n"
    )
    story.says("#voorbeeld shows only Bram what would go out.")
    stage.reply(BRAM, notification, f"{words}#voorbeeld\n")
    story.round()
    story.says("Good. Now without it.")
    stage.reply(BRAM, notification, words)
    story.round()


def _back_after_closing(story: Storyteller, mails: list[Delivered]) -> None:
    stage = story.stage
    stage.clock.forward(minutes=10)
    story.chapter("Tom is helped, and comes back after closing")
    notification = next(only(mails, ANNA))
    stage.reply(
        ANNA,
        notification,
        "Hi Tom,\n\nOpen your table, choose Insert, PivotTable, and drag one field to Rows and one to Values.\n"
        "That is all there is to the first one.\n\n#topic excel\n#close\n",
    )
    answer = next(only(story.round(), TOM))
    stage.clock.forward(days=2, minutes=30)
    story.chapter("Two days later")
    stage.reply(TOM, answer, "It works! But how do I group by month?")
    again = next(only(story.round(), ANNA))
    stage.clock.forward(minutes=12)
    stage.reply(ANNA, again, "Right-click a date in the first column and choose Group.\n\n#close quietly\n")
    story.round()


def _surveys(story: Storyteller) -> None:
    stage = story.stage
    stage.clock.forward(days=8)
    story.chapter("Ten days after the answers, the survey goes out by itself")
    asked = story.round()
    story.says("Not to Tom: he came back with a new question, so he is not asked again and again.")
    stage.clock.forward(hours=3)
    story.chapter("How was the help?")
    story.says(
        "Maria presses a button in the mail: another mail, no web page, nothing that a scanner can press."
    )
    stage.press_button(MARIA, next(only(asked, MARIA)), 5)
    story.round()
    story.says("Joris is away, and his server says so. That is no rating, and changes nothing.")
    stage.out_of_office(JORIS, next(only(asked, JORIS)), "Ik ben er niet, ik ben terug op 8 december.")
    story.round()
    stage.clock.forward(days=5, hours=1)
    story.chapter("One reminder, never two")
    reminder = next(only(story.round(), JORIS))
    story.says("Joris answers with a digit and asks something new: that goes to Bram.")
    stage.reply(JORIS, reminder, "4, snel geholpen. Hebben jullie ook iets over feedback krijgen?")
    story.round()


def quiet_logs() -> None:
    """The story is told on the terminal; the service's own log would talk in between."""
    configure(level=logging.ERROR)
    logging.disable(logging.WARNING)


def new_folder() -> Path:
    """Where the mails lie when nobody said where."""
    return Path(tempfile.mkdtemp(prefix="concierge-demo-"))

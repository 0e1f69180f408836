# ruff: noqa: E501 - one row a line
"""The command table: one row a command. Help card, permissions, refusals and docs come from here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from replies.commands import billing, copies, introducing, keeping, merging, splitting, teaching
from replies.commands import handlers as h
from replies.commands.grammar import Command, folded
from replies.commands.plan import Desk, Plan, Refusal

Handler = Callable[[Plan, Command, Desk], Plan | Refusal]


@dataclass(frozen=True, slots=True)
class Row:
    """A command. `verb` and `dutch` without "#"; `usage` per language; `does` per language.

    `anywhere`: also in a new mail, where no case is known. `group` orders the help card.
    """

    verb: str
    dutch: tuple[str, ...]
    handler: Handler
    group: str
    usage: str
    gebruik: str
    does: str
    doet: str
    anywhere: bool = False


ROWS: tuple[Row, ...] = (
    Row("use", ("gebruik",), h.use, "write", "NAME [key=value…]", "NAAM [sleutel=waarde…]",
        "puts template NAME around or in place of your words", "zet sjabloon NAAM rond of in plaats van je woorden"),
    Row("recommend", ("aanbevelen", "beveelaan"), h.recommend, "write", "[TOPIC] [time=2h budget=100 …]",
        "[THEMA] [tijd=2u budget=100 …]", "sends a range of options that fit this person",
        "stuurt een keuze uit mogelijkheden die bij deze persoon passen"),
    Row("option", ("optie",), h.option, "write", "SLUG…", "SLUG…", "recommends exactly these options",
        "beveelt precies deze mogelijkheden aan"),
    Row("ask", ("vraag", "vragen"), h.ask, "write", "[NAME]", "[NAAM]", "sends the intake questions; the case then waits",
        "stuurt de intakevragen; de vraag wacht dan op antwoord"),
    Row("preview", ("voorbeeld",), h.preview, "write", "", "", "shows only you what would be sent",
        "toont alleen jou wat er verstuurd zou worden"),
    Row("suggest", ("voorstel",), h.suggest, "write", "[words]", "[woorden]",
        "shows only you ranked options, templates and similar cases",
        "toont alleen jou gerangschikte mogelijkheden, sjablonen en gelijkaardige vragen"),
    Row("send", ("verstuur",), h.send, "write", "[fixed|without]", "[verbeterd|zonder]",
        "sends what I held and asked you about; fixed: as I corrected it; without: without the lines of a signature",
        "verstuurt wat ik tegenhield en waarover ik je iets vroeg; verbeterd: zoals ik het verbeterde; zonder: zonder de regels van een handtekening"),
    Row("undo", ("herroep", "ongedaan"), h.undo, "write", "", "", "drops a mail that is still on hold",
        "laat een mail vallen die nog wacht"),
    Row("note", ("notitie",), h.note, "case", "", "", "keeps the rest of this mail among colleagues",
        "houdt de rest van deze mail onder collega's"),
    Row("need", ("behoefte",), h.need, "case", 'time=2h budget=100 with=others by=2026-12-01 about="…"',
        'tijd=2u budget=100 met=anderen tegen=1/12/2026 over="…"', "records what the worker wants",
        "noteert wat de vrager wil"),
    Row("remember", ("onthoud",), h.remember, "case", "WORDS", "WOORDEN", "keeps one line about the person for next time",
        "bewaart één zin over de persoon voor een volgende keer"),
    Row("phrase", ("zin",), teaching.phrase, "case", "[WORDS]", "[WOORDEN]", "teaches the topics a sentence of this request",
        "leert de thema's een zin van deze vraag"),
    Row("keep", ("bewaar",), keeping.keep, "case", "SLUG [key=value…]", "SLUG [sleutel=waarde…]",
        "puts a link of this answer into the catalogue", "zet een link van dit antwoord in de catalogus"),
    Row("topic", ("thema",), h.topic, "case", "NAME…", "NAAM…", "sets the topics", "bepaalt de thema's"),
    Row("lang", ("taal",), h.lang, "case", "nl", "nl", "sets the language of the case", "bepaalt de taal"),
    Row("client", ("klant",), h.client, "case", "ID", "ID", "sets the client organisation", "bepaalt de klantorganisatie"),
    Row("take", ("neem",), h.take, "case", "", "", "makes the case yours", "neemt de vraag op je"),
    Row("assign", ("toewijzen",), h.assign, "case", "WHO", "WIE", "gives the case to a colleague",
        "geeft de vraag aan een collega"),
    Row("wait", ("wacht",), h.wait, "case", "3d", "3d", "reminds you then, or when the worker writes",
        "herinnert je dan, of wanneer de vrager schrijft"),
    Row("close", ("sluit", "sluiten"), h.close, "case", "[quietly]", "[stil]", "closes the case; quietly: without a notice",
        "sluit de vraag af; stil: zonder bericht"),
    Row("reopen", ("heropen",), h.reopen, "case", "", "", "opens the case again", "heropent de vraag"),
    Row("reject", ("weiger",), h.reject, "case", "", "", "this is not a learning request", "dit is geen leervraag"),
    Row("accept", ("aanvaard",), h.accept, "held", "", "", "lets a held mail in", "laat een tegengehouden mail binnen"),
    Row("discard", ("verwerp",), h.discard, "held", "", "", "leaves a held mail out", "laat een tegengehouden mail buiten"),
    Row("requester", ("aanvrager",), h.requester, "case", "ADDRESS", "ADRES", "opens a case for that worker",
        "opent een vraag voor die persoon"),
    Row("cc", ("kopie",), copies.cc, "write", "ADDRESS…", "ADRES…", "copies somebody in on this mail to the worker",
        "zet iemand in kopie van deze mail naar de vrager"),
    Row("merge", ("samenvoegen",), merging.merge, "case", "LC-9", "LC-9", "makes this case part of another one of the same person",
        "maakt deze vraag deel van een andere van dezelfde persoon"),
    Row("split", ("splitsen",), splitting.split, "case", "", "", "makes a case of its own of the worker's latest mail",
        "maakt van de laatste mail van de vrager een eigen vraag"),
    Row("expert", (), introducing.expert, "people", "[TOPIC]", "[THEMA]", "shows only you colleagues who offered to help with it",
        "toont alleen jou collega's die aanboden ermee te helpen"),
    Row("introduce", ("introduceer",), introducing.introduce, "people", "ADDRESS [words]", "ADRES [woorden]",
        "asks that colleague to help, then the worker, and introduces them when both said yes",
        "vraagt die collega om te helpen, dan de vrager, en stelt hen aan elkaar voor als beiden ja zeggen"),
    Row("time", ("tijd",), billing.time, "case", "30m", "30m", "adds minutes for billing", "voegt minuten toe voor de factuur"),
    Row("bill", ("factuur",), billing.bill, "case", "95 [EUR]", "95 [EUR]", "sets the amount to bill", "bepaalt het bedrag van de factuur"),
    Row("survey", ("enquete",), h.survey, "case", "now|never|3d", "nu|nooit|3d", "overrides when the survey goes out",
        "bepaalt wanneer de enquête vertrekt"),
    Row("status", (), h.status, "ask", "", "", "tells you where the case stands", "zegt je hoe het met de vraag staat"),
    Row("list", ("lijst",), h.listing, "ask", "", "", "lists your open cases", "toont je open vragen", anywhere=True),
    Row("report", ("rapport",), h.report, "ask", "", "", "sends you the figures of your cases of the last 90 days (a lead: of all)",
        "stuurt je de cijfers van jouw vragen van de laatste 90 dagen (wie leidt: van alle)", anywhere=True),
    Row("help", ("hulp",), h.card, "ask", "", "", "sends you this card", "stuurt je deze kaart", anywhere=True),
    Row("stop", (), h.about_oneself, "person", "", "", "sends you no more surveys", "stuurt jou geen enquêtes meer", anywhere=True),
    Row("mydata", ("mijngegevens",), h.about_oneself, "person", "", "", "sends you all that is stored about you",
        "stuurt je alles wat over je bewaard wordt", anywhere=True),
    Row("forget", ("vergeet",), h.about_oneself, "person", "", "", "erases all that is stored about you",
        "wist alles wat over je bewaard wordt", anywhere=True),
    Row("offer", ("aanbod",), h.about_oneself, "person", "TOPIC", "THEMA", "puts you on the list of those who can help others with it",
        "zet je op de lijst van wie anderen ermee kan helpen", anywhere=True),
    Row("withdraw", ("intrekken",), h.about_oneself, "person", "[TOPIC]", "[THEMA]", "takes you off that list", "haalt je van die lijst",
        anywhere=True),
)  # fmt: skip

TABLE: Mapping[str, Row] = MappingProxyType({row.verb: row for row in ROWS})
VERBS: Mapping[str, str] = MappingProxyType(
    {folded(name): row.verb for row in ROWS for name in (row.verb, *row.dutch)}
)


def card(language: str) -> tuple[tuple[str, str], ...]:
    """The help card: (command as typed, what it does), in the table's order."""
    rows = []
    for row in ROWS:
        name = row.dutch[0] if language == "nl" and row.dutch else row.verb
        usage = row.gebruik if language == "nl" else row.usage
        rows.append((f"#{name} {usage}".strip(), row.doet if language == "nl" else row.does))
    return tuple(rows)

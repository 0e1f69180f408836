# ruff: noqa: E501 - lines of a page
"""The page about commands, made from the command table and the words of refusals: `docs/commands.md`. Pure.

A test compares page, table and the mail that answers #help, and carries every example out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cases.reasons import Reason
from replies.commands.phrases import REFUSALS, say
from replies.commands.table import ROWS, Row

_GROUPS = {
    "write": "What the worker gets",
    "case": "The case",
    "held": "Mail that waits",
    "people": "Colleagues",
    "ask": "Questions to the service",
    "person": "For everybody, about themselves",
}
_HEAD = """\
# Commands

A concierge's plain reply goes to the worker. A line that holds only `#verb arguments` (or `/verb`) steers the case
instead; it is taken out of the mail. Commands may stand anywhere in the new text, in English or Dutch, and one mail may
hold several. **All or none**: if one line is unknown, misspelt or refused, nothing is applied and nothing is sent, and
the text comes back, ready to correct. Quoted lines, signatures and `#hashtags` in a sentence are never commands.

Made from the command table by `python -m replies.commands.help > docs/commands.md`; `#help` sends the short form by mail.
"""
_WHO = """\
## Who may

A command counts in a mail from a registered address (or an alias of it) that is a reply to a mail of ours to that very
person, and whose sender the mail host has proven. Without proof, or to an address that was made for somebody else, the
mail waits and its author is asked: `#send`, `#accept`, yes or ja in reply lets it act, no, nee or `#discard` discards it
and tells the lead, and anything else is asked about once more: also a yes with other words beside it than courtesy, a
name or the same again ("yes, send it"), and one that the mail's plain text and its layout do not both say. A forged mail
is never carried out.

- *a case*: in reply to a notification, a transcript, a receipt or a note about a case.
- *anywhere*: also in a new mail to the service.
- *announcement*: in reply to the announcement of a worker's held mail. *question*: in reply to "I have not sent your mail
  yet". These want a mail of their own.
- *receipt of a mail on hold*: see below.
- In reply to a note, and below `#note`, nothing reaches the worker, so `#use`, `#recommend`, `#option` and `#ask` are
  refused there.

- What stands below "for everybody, about themselves" anybody may write, concierge or not, in a new mail or in reply to
  any mail of ours, alone on its line. Nothing happens before a yes: we ask at the address that wrote, and the answer has
  to come from there within a week. A mail with nothing else in it (or with the word as its subject and no text) opens,
  answers and reopens nothing; words beside it are handled as always. A concierge writes it in a new mail, because at a
  case they speak for somebody else. A mail in the name of an outsider we do not know needs proof to be asked back.

## On hold

With `[response] hold = "5m"` a concierge's mail waits five minutes as a whole: nothing is changed and nothing is sent
before, and a receipt says at once what will happen, and when. `#undo` in reply to that receipt drops all of it, `#send`
does it now; later, `#undo` says when it was sent. When the time is over the mail is checked anew, so that a colleague
who answered meanwhile is noticed. Questions (`#status`, `#help` …) and `#preview` are answered at once.

Without it, the receipt of what you did comes at once too. What you do on the same case within two minutes of it is told
in one more receipt, two minutes after the first. Transcripts, questions and receipts of mail on hold never wait.

## One tap

- A slip of typing (`#clsoe`, `#wait 3dd`, `#topic writng`) comes back with the corrected line, where it is sure what was
  meant: one or two letters wrong, nothing else as near. It was tried: `#send fixed` in reply (a link in the mail writes it)
  carries out the whole mail with exactly the lines that were shown. Somebody who answered meanwhile, also you, is noticed.
- "I took the end of your mail for a signature, but there are sentences in it": `#send` sends your mail with the lines
  shown, `#send without` without them; from then on they are known as your signature. A command among them never acts.

## Phrases of topics

- Where your mail sets a topic (`#topic`), its receipt offers the sentence of the request that tells most of it: `#phrase` in
  reply keeps it, `#phrase I go red when all look at me` keeps your own. The first topic of the case learns it, in the
  language of the case, and the next mail that says so is recognised.
- One sentence of 3 to 30 words. A name, an address, a link, more than four digits are refused, and so is a capital within
  it that the topics do not write (a language, a day, a product): what is kept says nothing of who wrote it. A sentence on
  illness, loss, pregnancy, faith, union, sexuality or dismissal is never offered; you may write one in your own words.
- It stands in `phrases.learned.toml` beside the topics, where the operator reads, edits and weeds it.

## Links for the catalogue

- A receipt names the links of your answer that the catalogue does not have, each with the line that keeps it:
  `#keep good-feedback`. Links of meetings, maps, mailings and addresses inside a network are not named; what only follows
  people around (`utm_source=…`) is left out. So are links in quoted text and in your signature.
- An option is for everybody, so a link is neither named nor kept that has a mail address in it, a name of who asked (of
  others on the case and of the team: their whole name), a key, code, session, account or long random value, or that leads to
  a shared file (SharePoint, OneDrive, Google Drive and Docs, Dropbox, Box, WeTransfer, iCloud …). The refusal says which: give
  a public page of it, or keep it without a link (`#keep SLUG title="…"`).
- `#keep SLUG` takes the link that was offered under that name, else the only new one of this mail or of your answers on the
  case; `url=https://…` names another; `title="…"` alone makes an option without a link (a book, a colleague).
- Keys: `title summary kind training provider price currency minutes with language topic url interest level priced_on country`, in
  Dutch `titel samenvatting soort opleiding aanbieder prijs munt duur met taal thema link belang niveau prijsdatum`. The title
  comes from the words of the link, topics and language from the case, `priced_on` is today. The receipt says what is not known
  yet; `#keep SLUG price=25` again completes it, until it is merged.
- It can be recommended at once. In a case of a client it belongs to that client: nobody else is offered it. It stands in
  `catalogue.additions.csv` beside the catalogue until the operator takes it over with `concierge catalogue merge`.

## Colleagues who can help

- Whoever may write to the service can offer help: `#offer TOPIC`, and `#withdraw`, each confirmed by reply.
- `#expert` shows you who helps with the topic of the case, or with the one you name: people of the same organisation, in the
  language of the worker first, whoever was asked longest ago first; nobody who is away or was asked as often as may be.
- `#introduce tom@example.org` asks Tom whether he wants to help this time. He reads the topic, how long and by when, and what
  you write behind the address (`#introduce tom@example.org pivot tables in a budget`), never who asks. If he says yes, the
  worker reads his name and is asked; if they say yes too, both get one mail with both addresses, and a reply to it goes to
  the two of them. One colleague at a time for a case, each once; they have three working days each, and nobody is reminded.
- The worker never learns that somebody was asked and said no or nothing, the colleague never what the worker said. You are
  told what came of it, without reasons. The case stays as it is meanwhile: you still owe the answer.

## Very long mail

You read the first 16,000 characters, or 400 lines, of what somebody wrote; the mail says how much more there is, and
carries all of it as a text file (`whole-text.txt`). So does a refusal of your own long mail: nothing of your text is
lost. Of held mail you see the first twelve lines; `#accept` brings the rest. Long lists end in "… and 296 more". What
you write to a worker goes out whole, whatever its length.

## Two cases, or one

- `#merge LC-9`, on a case of the same person: this case is closed quietly and becomes part of LC-9. Replies to either land
  in LC-9, which takes over what is still owed (an open question, with the earlier promised time), topics, minutes and
  amount, keeps its owner, and gets a note; a colleague who has it is told. The survey of this case is dropped.
- `#split`: the worker's mail that your notification told of moves to a new, linked case, and the concierges on duty get it as
  a request. The worker hears nothing of it: they are answered in their own thread. The old case is again what it was
  before that mail.
- `#cc` outside the addresses that may write to the mailbox (`allowed_senders`) is held and asked about; `#send` sends it.
"""


@dataclass(frozen=True, slots=True)
class Example:
    """A mail that a concierge may write, and what comes of it (a reason of `cases.reasons`)."""

    text: str
    does: str
    reason: Reason = Reason.CONCIERGE_COMMANDS


EXAMPLES: tuple[Example, ...] = (
    Example("Begin your talk with a question.\n\n#close", "The words go to the worker, then the case is closed.",
            Reason.CONCIERGE_ANSWER),
    Example("#sluit stil", "Closed without a notice."),
    Example("#topic presenting\n#need time=2h budget=0 with=others\n#recommend",
            "A range of options for this person goes out and is recorded.", Reason.CONCIERGE_ANSWER),
    Example("This one first:\n\n#option talk-book talk-club", "Exactly these two, with the words above them.",
            Reason.CONCIERGE_ANSWER),
    Example("#use presenting", "The template goes out under your name.", Reason.CONCIERGE_ANSWER),
    Example("#vraag", "The intake questions go out; the case waits for the worker.", Reason.CONCIERGE_ANSWER),
    Example("Begin small.\n\n#note\n\nDoes anybody know her team?",
            "The words above #note go to the worker, those below to colleagues only.", Reason.CONCIERGE_ANSWER),
    Example("#note She asked before; see her earlier case.", "A note for colleagues.", Reason.CONCIERGE_NOTE),
    Example("Begin small.\n\n#preview", "Only you see what would be sent."),
    Example('#need about="my talk on Monday" by=2026-12-01\n#remember prefers mornings',
            "Noted on the case, and one line about the person."),
    Example("#assign Bram\n#wait 3d", "Bram gets the case by mail; you hear of it in three days."),
    Example("#suggest short and free", "Ranked options and templates, to you alone."),
    Example("A good start:\n[Talks that work](https://example.com/talks)\n\n#keep talks-that-work kind=article price=0 minutes=20",
            "The words go to the worker, the link into the catalogue.", Reason.CONCIERGE_ANSWER),
    Example("#topic presenting\n#phrase I go red when they all look at me",
            "Presenting learns what people say who have this problem."),
    Example("#status\n#list\n#help", "Three answers, to you alone."),
    Example("Begin small.\n\n#cc tom@example.org", "Tom reads along: he stands in Cc of the mail to the worker.",
            Reason.CONCIERGE_ANSWER),
    Example("#merge LC-9", "This case is closed; what is written on it from now on lands in LC-9."),
    Example("#tijd 1u30\n#time 15m", "One hour and 45 minutes more."),
    Example("#report", "The figures of the last 90 days, to you alone: of your cases, or of all where you lead."),
    Example("#survey never", "This case is never asked about."),
    Example(
        "Begin small.\n\n#closs",
        "Nothing is sent; the transcript says that #close was surely meant, and `#send fixed` in reply sends it so.",
        Reason.MISTYPED,
    ),
    Example("Thanks #close", "Nothing is sent before you say what you meant; `#send` in reply sends it as words.", Reason.MAYBE_COMMAND),
    Example("You can also ask in #help on Slack.", "The same: a hashtag that happens to be a command.", Reason.MAYBE_COMMAND),
    Example("#ask\n#recommend", "Nothing is sent: only one mail to the worker at a time.", Reason.TRANSCRIPT),
)  # fmt: skip


def commands_page() -> str:
    """The whole page."""
    return "\n".join([_HEAD, _WHO, *_tables(), *_examples(), *_refusals()])


def _tables() -> Iterator[str]:
    for group, title in _GROUPS.items():
        rows = [row for row in ROWS if row.group == group]
        if rows:
            yield f"## {title}\n\n| English | Nederlands | does | doet | in reply to |\n|---|---|---|---|---|"
            yield from (_row(row) for row in rows)
            yield ""


def _row(row: Row) -> str:
    english = f"`{f'#{row.verb} {row.usage}'.strip()}`"
    names = row.dutch or (row.verb,)
    dutch = " ".join(f"`{f'#{name} {row.gebruik}'.strip()}`" for name in names)
    cells = (english, dutch, row.does, row.doet, _where(row))
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _where(row: Row) -> str:
    if row.group == "held":
        return "announcement"
    if row.verb in ("send", "undo"):
        return "question, or receipt of a mail on hold"
    if row.verb == "requester":
        return "a forwarded mail, or a case"
    if row.group == "person":
        return "anything, or nothing"
    return "anywhere" if row.anywhere else "a case"


def _examples() -> Iterator[str]:
    yield "## Examples\n"
    for example in EXAMPLES:
        yield f"{example.does}\n\n```\n{example.text}\n```\n"


def _refusals() -> Iterator[str]:
    yield "## What a refusal says\n\n| English | Nederlands |\n|---|---|"
    for slug in REFUSALS:
        cells = (_shown(slug, language) for language in ("en", "nl"))
        yield f"| {' | '.join(cells)} |"
    yield ""


def _shown(slug: str, language: str) -> str:
    """The phrase with its variables shown as "…"."""
    return say(slug, language, **dict.fromkeys(_VARIABLES, "…"))


_VARIABLES = ("name", "people", "extra", "key", "keys", "languages", "problems", "gaps", "state", "example", "verb",
              "address", "problem", "detail", "near", "topic", "at", "case", "into", "clients", "most", "free", "links",
              "count", "value", "day", "topics", "host", "client")  # fmt: skip

if __name__ == "__main__":
    print(commands_page(), end="")  # noqa: T201 - the page

# ruff: noqa: E501 - tables of texts
"""What every pure reading function is given: atoms, their pairs, and what handling mail knows as marks.

Functions are found by walking the packages that read what strangers wrote: each public function whose
parameters can be made from a text is called with it. One that cannot be called so is named in `OTHERWISE`,
with how it is read instead; a test fails on one that is in neither.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from itertools import product
from types import ModuleType
from typing import Any

from cases.effects import Draft
from cases.errors import ConciergeError
from cases.model import Address, OutboxKind
from cases.settings import ImapAccount, MailboxSettings, SmtpAccount
from concierge.understanding import understood
from intake.reading.mime.tree import parse_tree
from intake.reading.parse import parse
from intake.reading.parsed import Parsed, PartFile
from intake.reading.quotes.comparing import SentTexts
from intake.reading.quotes.split import split
from mailer.compose import compose
from replies.commands.table import VERBS
from templates.excerpts import files, wholes
from templates.phrases import quote, verbatim
from tests.hostile.attacks import ATOMS
from tests.hostile.growth import SIZE, Job

READERS = (
    "intake.reading", "intake.decide.match", "replies.needs", "replies.commands.grammar", "replies.spellings", "replies.rights", "replies.wishes",
    "replies.advice.relevance", "followups.survey_answers", "templates.phrases", "templates.excerpts", "templates.values",
    "mailer.markdown", "mailer.addresses", "mailer.status", "cases.tokens", "db.fingerprint",
)  # fmt: skip
OTHERWISE = {
    "parse": (
        "intake.reading.body.forms.alternative intake.reading.body.forms.joined"
        " intake.reading.body.html_colours.is_close intake.reading.body.style_sheet.style_sheet"
        " intake.reading.body.html_style.style_of intake.reading.body.html_style.is_hidden"
        " intake.reading.body.html_style.is_tight intake.reading.body.html_table.pipe_table"
        " intake.reading.body.html_text.node_to_text intake.reading.machine.report_fields.recipient_address"
        " intake.reading.mime.header.read_header intake.reading.mime.header.boundary_named"
        " intake.reading.mime.part_files.given_name intake.reading.mime.part_files.part_files"
        " intake.reading.mime.transfer.content intake.reading.mime.transfer.beginning"
        " intake.reading.body.invitations.invitation"
    ),
    "split": (
        "intake.reading.quotes.answers.quoted_above intake.reading.quotes.answers.with_typed_answers"
        " intake.reading.quotes.clients.part_of intake.reading.quotes.clients.is_forward"
        " intake.reading.quotes.clients.quote_in"
        " intake.reading.quotes.lines.place intake.reading.quotes.text_colours.is_coloured"
        " intake.reading.quotes.pictures.cut_pictures intake.reading.signatures.signatures.logos"
        " intake.reading.signatures.signatures.mark_known intake.reading.quotes.introductions.introduced intake.reading.quotes.kept.behind_marks"
        " intake.reading.quotes.kept.behind_mark intake.reading.quotes.own.asks_what_was_sent"
        " intake.reading.quotes.own.with_own_quotations intake.reading.quotes.own.typed_inside"
        " intake.reading.quotes.answers.answered"
        " intake.reading.quotes.inside.quotes_at_length intake.reading.quotes.inside.with_typed_lines"
        " intake.reading.signatures.strokes.above"
        " intake.reading.quotes.same_line.parted intake.reading.signatures.footers.added_lines"
    ),
    "compose": (
        "mailer.markdown.plain_words mailer.markdown.shown_pictures mailer.markdown.is_button"
        " mailer.addresses.recipients mailer.addresses.envelope_from mailer.status.reply_line mailer.status.verdict"
    ),
    "understood": "intake.decide.match.clues intake.decide.match.match intake.decide.match.given_again",
    "read_needs": (
        "replies.needs.clauses.stances replies.needs.deadlines.earlier replies.needs.durations.of_match"
        " replies.needs.deadlines.word_before"
        " replies.needs.money.money_of"
    ),
    "cut for a mail": "templates.excerpts.wholes",
    "no text of a stranger": (
        "templates.phrases.minutes templates.phrases.money templates.phrases.exact_money templates.values.of_service"
        " templates.values.of_worker templates.values.of_concierge templates.values.of_case"
        " templates.values.of_need templates.values.of_option cases.tokens.lifetime"
    ),
}
NOT_OF_STRANGERS = (
    *("intake.reading.phrases.any_of", "intake.reading.phrases.phrases", "intake.reading.phrases.choice"),
    *("replies.needs.listing.any_of", "replies.needs.listing.one_of"),
    *(
        "templates.phrases.day",
        "templates.phrases.moment",
        "templates.phrases.before",
        "templates.phrases.listing",
        "templates.values.mailto",
    ),
    "templates.values.survey_buttons",
)
MARKS = (
    "On 3 May 2024 at 14:02 Jan <a@b> wrote:\n", "Op 3 mei 2024 x schreef\n", "Van: x\nDatum: y\n", "From: a@b\n",
    "-----Original Message-----\n", "> > ", "Groeten\nT: 1234567890\n", "#close\n", "#need a=\"", "1. ", "2 uur ",
    "100 euro ", "by 1 May ", "4/5 ", "not 4, ", "ref lc-1-", "[LC-1]", "begin 644 x\n", "| a ", "|---|\n", "[a](<",
    "[a]: b\n", "<div>", "<blockquote>", "<table><tr><td>", "<a href=x>", "<b style='x:y'>", "&lt;", "=3D", "%40",
    "--b\n", "Content-Type: multipart/mixed; boundary=b\n\n", "a@b.c, ", "\"a\" <a@b.c>, ", "(", "((", "=?utf-8?q?a?= ",
    "Final-Recipient: rfc822; a@b.c\n", "could not be delivered to ", "BEGIN:VEVENT\n", "SUMMARY:", "\\'e9", "{\\rtf",
    "-----BEGIN PGP MESSAGE-----\n", "Sent from my phone\n", "the de ", "I am out of the office ", "***a**", "_a__",
    "`a", "~~~", "* a\n  ", "- a\n\n", "> ```\n", "![a](cid:b)", "<http://", "www.", "http://a/(", "a\\", "$", "1)",
)  # fmt: skip
BOX = MailboxSettings("help@example.org", ImapAccount("", 0, "none", ""), SmtpAccount("", 0, "none"))
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
PAIRS = 400


def raw(text: str, header: str = "", type_: str = "text/plain") -> bytes:
    """A mail with this body, and with it in a header field when one is named."""
    fields = {
        "From": "Maria <maria@example.org>",
        "Subject": "A question",
        "Content-Type": f"{type_}; charset=utf-8",
    }
    if header:
        fields[header] = text.replace("\n", " ").replace("\r", " ")
    head = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return f"{head}\n{'words' if header else text}".encode("utf-8", "replace")


def bounce(text: str) -> bytes:
    return (
        raw(text)
        .replace(b"Maria <maria@example.org>", b"MAILER-DAEMON@example.org")
        .replace(b"A question", b"failure notice")
    )


def composed(text: str) -> bytes:
    """A mail of ours with this as its text."""
    to = (Address("Anna", "anna@example.org"),)
    draft = Draft(OutboxKind.NOTIFICATION, BOX.address, "x", to, "x", text, "en", "", NOW)
    return compose(draft, "<a@example.org>", BOX, "Help", lambda _: b"")


HEADERS = (
    "From", "To", "Cc", "Reply-To", "Sender", "Subject", "Date", "Message-ID", "References", "In-Reply-To", "List-Id",
    "Authentication-Results", "Content-Disposition", "Content-Type", "Auto-Submitted", "Delivered-To", "Thread-Index",
    "Received", "X-Mailer",
)  # fmt: skip
WHOLE: dict[str, Callable[[str], object]] = {
    "understood": lambda text: understood(raw(text), "x", None, NOW),
    "understood, as HTML": lambda text: understood(raw(text, type_="text/html"), "x", None, NOW),
    "understood, as a bounce": lambda text: understood(bounce(text), "x", None, NOW),
    "understood, as a header": lambda text: parse(text.encode("utf-8", "replace")),
    "composed": composed,
    "cut for a mail": lambda text: files(wholes("concierge/note", {"words": text}) or (), "en"),
    "composed of a quotation": lambda text: composed(quote(text)),
    "composed of a verbatim": lambda text: composed(verbatim(text)),
    "split, as known": lambda text: split(
        Parsed(1, plain=text, text=text),
        known_signatures=(text[:500],),
        sent=text[:3000],
        ours=SentTexts((text,)),
    ),
} | {f"parsed, {name}": (lambda text, name=name: parse(raw(text, name))) for name in HEADERS}

MADE: dict[str, Callable[[str], object]] = {
    "str": lambda text: text,
    "str | None": lambda text: text,
    "bytes": lambda text: text.encode("utf-8", "replace"),
    "Parsed": lambda text: Parsed(1, plain=text, text=text, subject=text, from_=(Address(text, text),)),
    "Sequence[str]": lambda text: text.split("\n"),
    "Iterable[str]": lambda text: text.split("\n"),
    "Collection[str]": lambda text: text.split("\n"),
    "tuple[str, ...]": lambda text: tuple(text.split("\n")),
    "list[str] | tuple[str, ...]": lambda text: text.split("\n"),
    "Sequence[tuple[str, str]]": lambda text: [(text, text)],
    "PartFile": lambda text: PartFile(text, "text/plain", 1, False, None, text.encode("utf-8", "replace")),
    "Tree": lambda text: parse_tree(raw(text)),
    "Address": lambda text: Address(text, text),
    "bool": lambda text: True,
    "int": lambda text: 0,
    "date": lambda text: date(2026, 11, 23),
    "datetime": lambda text: NOW,
    "Mapping[str, str]": lambda text: VERBS,
}


def readers() -> Iterator[tuple[str, Callable[..., object] | None, tuple[str, ...]]]:
    """Name, function and the kinds of its parameters; None where a parameter cannot be made from a text."""
    for package in READERS:
        for module in _modules(package):
            for name, function in vars(module).items():
                own = inspect.isfunction(function) and function.__module__ == module.__name__
                if own and not name.startswith("_"):
                    needed = [
                        p
                        for p in inspect.signature(function).parameters.values()
                        if p.default is inspect.Parameter.empty
                    ]
                    kinds = tuple(str(p.annotation) for p in needed)
                    called = f"{module.__name__}.{name}"
                    if not set(kinds) <= set(MADE):
                        yield called, None, kinds
                    else:
                        yield (
                            called,
                            partial(
                                _called, function, tuple((p.name, p.kind, str(p.annotation)) for p in needed)
                            ),
                            kinds,
                        )


def _called(
    function: Callable[..., object], parameters: tuple[tuple[str, Any, str], ...], text: str
) -> object:
    positional = [
        MADE[kind](text) for _, how, kind in parameters if how is not inspect.Parameter.KEYWORD_ONLY
    ]
    named = {
        name: MADE[kind](text) for name, how, kind in parameters if how is inspect.Parameter.KEYWORD_ONLY
    }
    try:
        result = function(*positional, **named)
        return list(result) if inspect.isgenerator(result) else result
    except (ValueError, KeyError, ArithmeticError, ConciergeError):  # they read something else
        return None


def _modules(package: str) -> Iterator[ModuleType]:
    module = importlib.import_module(package)
    yield module
    for found in pkgutil.iter_modules(getattr(module, "__path__", ()), f"{package}."):
        yield from _modules(found.name)


def jobs(everything: bool) -> Iterator[Job]:
    """One for each text."""
    called = {name: run for name, run, _ in readers() if run is not None and name not in NOT_OF_STRANGERS}
    texts = (*ATOMS, *MARKS)
    for number, (name, run) in enumerate({**WHOLE, **called}.items()):
        chosen = random.Random(number)
        pairs = [a + b for a, b in chosen.sample(list(product(texts, texts)), PAIRS if everything else 12)]
        single = (
            texts if everything or name.startswith(("understood", "composed")) else chosen.sample(texts, 25)
        )
        for round_ in (*single, *pairs):
            yield Job(name, run, "", round_, "", size=100_000 if everything else SIZE)
        for before in pairs[: len(pairs) // 2]:
            yield Job(name, run, before, " ", "x")

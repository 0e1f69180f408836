# ruff: noqa: E501 - one option a line
"""Small builders for decisions: a service with its people, a case, a concierge's desk, an inbound mail.

Everything is a value; `desk("#close")` is Anna's reply to the notification about Maria's case LC-7.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

from cases.catalogue import Catalogue, Option, Topic
from cases.earlier import EarlierMail
from cases.effects import ChangeCase, Decision, Draft, Effect, MoveCase, MoveSurvey, SendMail
from cases.lifecycle import next_state, survey_may
from cases.model import (
    Address,
    Attachment,
    Case,
    CaseState,
    Direction,
    InboundState,
    Message,
    Person,
    Purpose,
    Role,
)
from cases.settings import Concierge, ImapAccount, MailboxSettings, Settings, SmtpAccount
from cases.tokens import Signer, Token, lifetime
from intake.decide import classify
from intake.decide.classify import Arrived
from intake.decide.facts import Facts, facts_of
from intake.decide.match import Known, clues
from intake.decide.words import words_of
from intake.reading.parse import parse
from intake.reading.quotes.comparing import SentTexts
from replies.background import Background
from replies.commands.grammar import read
from replies.commands.plan import Desk
from replies.commands.table import VERBS
from reports.figures import Period, Rows, figures
from templates.drafts import Thread, Writer
from templates.load import load_library
from templates.render import Library

Held = TypeVar("Held", Facts, Desk)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday
HELP = "help@example.org"
SECOND = "learn@example.net"
SIGNER = Signer({1: b"k" * 32}, 1)

ANNA = Concierge("Anna Peeters", "anna@example.org", aliases=("a.peeters@example.org",))
BRAM = Concierge("Bram Jansen", "bram@example.org", languages=("nl", "en"))
MARIA = Person(1, "maria@example.org", "Maria Claes", "en")
PEOPLE = {
    "anna@example.org": Person(11, "anna@example.org", "Anna Peeters"),
    "bram@example.org": Person(12, "bram@example.org", "Bram Jansen"),
    "lead@example.org": Person(13, "lead@example.org"),
}

CATALOGUE = Catalogue(
    (
        Option("talk-club", "Lunch talks", "Practise in a small group.", "community", provider="own organisation",
               price=Decimal(0), minutes=60, with_="others", topics=("presenting",)),
        Option("talk-book", "A book on talks", "Short chapters.", "book", provider="Press A", price=Decimal(25),
               currency="EUR", minutes=240, with_="alone", topics=("presenting",), url="https://example.net/book"),
        Option("talk-course", "A day of training", "With a coach.", "course", True, "School B", Decimal(450),
               "EUR", 480, "others", topics=("presenting",)),
        Option("secret-course", "Only for another client", "", "course", True, "School C", Decimal(10), "EUR", 60,
               topics=("presenting",), client="other"),
    ),
    (
        Topic("presenting", {"en": "presenting", "nl": "presenteren"}, {"en": ("talk", "slides")}),
        Topic("writing", {"en": "writing", "nl": "schrijven"}),
    ),
)  # fmt: skip


@cache
def library() -> Library:
    return load_library()


def mailbox(address: str = HELP, **changed: Any) -> MailboxSettings:
    box = MailboxSettings(
        address,
        ImapAccount("127.0.0.1", 143, "none", "u", "p"),
        SmtpAccount("127.0.0.1", 25, "none"),
        allowed_senders=("@example.org",),
        trusted_authserv_ids=("mx.example.org",),
    )
    return replace(box, **changed)


def settings(**changed: Any) -> Settings:
    base = Settings(
        name="Learning Help",
        timezone="Europe/Brussels",
        languages=("en", "nl"),
        mailboxes=(mailbox(), mailbox(SECOND)),
        concierges=(ANNA, BRAM),
        signer=SIGNER,
        lead=("lead@example.org",),
    )
    return replace(base, **changed)


REPORT = figures(Rows(), settings(), Period(NOW - timedelta(days=90)), NOW, lead=False).as_json()


def message(
    number: int, role: Role, direction: Direction, text: str, author: Address, **more: Any
) -> Message:
    made = Message(
        number,
        NOW - timedelta(hours=20 - number),
        direction,
        role,
        author,
        (HELP,),
        "",
        f"<m{number}@example.org>",
        text,
    )
    return replace(made, **more)


ASKED = message(
    1, Role.WORKER, Direction.IN, "My talks fall flat. What can I do?", Address(MARIA.name, MARIA.address)
)
ANSWERED_BY_BRAM = message(2, Role.CONCIERGE, Direction.OUT, "Begin with a question.", BRAM.mailbox)
NOTED_BY_BRAM = message(
    3, Role.CONCIERGE, Direction.NOTE, "Her manager says that she is far too slow for this.", BRAM.mailbox
)


def case(**changed: Any) -> Case:
    base = Case(
        id=7,
        state=CaseState.NEW,
        subject="Presenting",
        requester=MARIA,
        mailbox=HELP,
        language="en",
        created_at=NOW - timedelta(hours=19),
        promised_at=NOW + timedelta(hours=3),
        topics=("presenting",),
        messages=(ASKED,),
    )
    return replace(base, **changed)


def desk(text: str = "", **changed: Any) -> Desk:
    """Anna's reply to her notification; fields of its background may be given as well."""
    base = Desk(
        background=background(changed.pop("settings", None)),
        author=ANNA,
        person=PEOPLE["anna@example.org"],
        language="en",
        inbound=100,
        purpose=Purpose.ANSWER,
        token_ref=1,
        mailbox=HELP,
        reading=read(text, VERBS),
        text=text,
        subject="Re: [LC-7] Maria Claes: Presenting",
        message_id="<reply@example.org>",
    )
    told = {address: Thread(f"<told-{address}>") for address in ("anna@example.org", "bram@example.org")}
    others = {9: case(id=9, subject="Slides", owner="bram@example.org")}
    around = {"case": case(), "threads": told, "others": others, "report": REPORT}
    return with_(base, **{**around, **changed})


def background(its: object = None) -> Background:
    """A service before any mail."""
    its = its or settings()
    assert isinstance(its, Settings)
    return Background(NOW, Writer(its, library()), CATALOGUE, new_case=50, people=PEOPLE)


def with_(value: Held, **changed: Any) -> Held:
    """`replace`, also of fields of the values that it holds."""
    own = {f.name for f in fields(value)}
    value = replace(value, **{name: changed.pop(name) for name in own & changed.keys()})
    for name in own:
        part = getattr(value, name)
        inner = {f.name for f in fields(part)} & changed.keys() if is_dataclass(part) else set()
        if inner:
            value = replace(value, **{name: replace(part, **{each: changed.pop(each) for each in inner})})
    assert not changed, f"no such fields: {', '.join(changed)}"
    return value


def held(reason: str, **changed: Any) -> dict[str, Any]:
    """What a desk looks like in reply to a question of ours about inbound 90."""
    author = str(changed.get("author", "anna@example.org"))
    return {
        "purpose": changed.get("purpose", Purpose.TRANSCRIPT),
        "token_ref": 90,
        "waiting": EarlierMail(90, InboundState(str(changed.get("state", "held"))), reason, author),
    }


def attachment(name: str, kind: str = "application/pdf", **changed: Any) -> Attachment:
    return replace(Attachment(name, kind, "0" * 64, 10), **changed)


def token(purpose: Purpose, person: int, number: int = 7, ref: int = 0, signer: Signer = SIGNER) -> str:
    return signer.sign(Token(purpose, number, person, ref, (NOW + lifetime(purpose)).date()))


def mail(
    text: str, *, sender: str = "Maria Claes <maria@example.org>", to: str = HELP, **fields: str
) -> bytes:
    """Octets of a mail with a pass; fields in Python spelling (`in_reply_to`)."""
    header = {
        "From": sender,
        "To": to,
        "Subject": "Presenting",
        "Message-ID": "<new@example.org>",
        "Authentication-Results": "mx.example.org; dmarc=pass",
        "Content-Type": "text/plain; charset=utf-8",
        "MIME-Version": "1.0",
        **{name.replace("_", "-"): value for name, value in fields.items()},
    }
    lines = [f"{name}: {value}" for name, value in header.items() if value]
    return "\r\n".join([*lines, "", *text.split("\n")]).encode()


def facts(
    raw: bytes,
    cases: tuple[Case, ...] = (),
    *,
    its: Settings | None = None,
    box: str = HELP,
    sent_before: tuple[str, ...] = (),
    **changed: Any,
) -> Facts:
    """The facts about a mail, as `intake.gather` reads them from a store that holds these cases.

    `sent_before`: texts of our mails to the desk about the case.
    """
    its = its or settings()
    parsed = parse(raw)
    who = classify.author(parsed, its)
    mail = Arrived(100, len(raw), its.mailbox(box), parsed, who, clues(parsed, its, NOW))
    everybody = {MARIA.address: MARIA, **PEOPLE, **{c.requester.address: c.requester for c in cases}}
    person = everybody.get(who.address.key) if who.address else None
    known = Known(
        {m.message_id: c.id for c in cases for m in c.messages if m.message_id},
        {c.id: frozenset({c.requester.address, *(m.author.key for m in c.messages)}) for c in cases},
        {c.id: c.merged_into or c.id for c in cases},
    )
    sort = classify.classified(mail, known, person.id if person else None, its)
    if person is None and who.address is not None:
        person = Person(99, who.address.key, who.address.name)
    concierge = its.concierge(who.address.key) if who.address else None
    words = words_of(parsed, concierge)
    found = next((c for c in cases if c.id == sort.match.case), None)
    if words.split.asks_sent and found is not None:
        told = SentTexts([*sent_before, *(m.new_text for m in found.messages)], addresses=its.own_addresses)
        words = words_of(parsed, concierge, sent=told)
    around = replace(background(its), case=found)
    return with_(facts_of(mail, sort, person, words, around), **changed)


def sent(decision: Decision) -> list[Draft]:
    """The mails of a decision, in order."""
    return [effect.draft for effect in decision.effects if isinstance(effect, SendMail)]


def to_worker(decision: Decision) -> list[Draft]:
    return [draft for draft in sent(decision) if draft.to[0].key == MARIA.address]


def text_to(decision: Decision, address: str) -> str:
    return "\n".join(d.text for d in sent(decision) if d.to[0].key == address)


def unlawful(effects: tuple[Effect, ...], before: Case) -> Iterator[str]:
    """Moves that the tables of `cases.lifecycle` do not know, when the effects are carried out in order."""
    state, survey = before.state, before.survey.state if before.survey else None
    for effect in effects:
        if isinstance(effect, MoveCase):
            if effect.before is not state or next_state(state, effect.event) is not effect.after:
                yield f"{state} -{effect.event}-> {effect.after} (from {effect.before})"
            state = effect.after
        elif isinstance(effect, MoveSurvey):
            if effect.before is not survey or not survey_may(survey, effect.after):
                yield f"survey {survey} -> {effect.after}"
            survey = effect.after
        elif isinstance(effect, ChangeCase) and "state" in effect.fields:
            yield "the state is no field"

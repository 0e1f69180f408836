"""Reads everything that a decision about one inbound mail needs, inside the deciding transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from cases.catalogue import Catalogue
from cases.earlier import EarlierMail, OurMail
from cases.model import Address, Case, CaseState, Direction, Kind, OutboxKind, Person, Proof, Purpose
from cases.settings import Settings
from cases.tokens import Token, find_tokens
from db import earlier_mail, inbound, prepare
from db import facts as store
from intake.decide import classify
from intake.decide.attachments import Enclosed, attachments, enclosed
from intake.decide.facts import Facts
from intake.decide.match import Clues, Known, Match, clues, match
from intake.reading.language import language
from intake.reading.parsed import Parsed
from intake.reading.quotes.forwards import Forwarded, forwarded
from intake.reading.quotes.split import Confidence, Split, split
from intake.reading.signatures.own_words import own_words
from intake.reading.signatures.signatures import Cut
from intake.wanted import Wanted, wanted
from replies.commands.grammar import read
from replies.commands.table import VERBS
from templates.drafts import Thread, Writer

HUMAN = frozenset({Kind.SURVEY_ANSWER, Kind.CONCIERGE_REPLY, Kind.FOLLOW_UP, Kind.REQUEST})
ASKING = frozenset({OutboxKind.ACKNOWLEDGEMENT, OutboxKind.QUESTIONS})
Report = Callable[[datetime], Mapping[str, Any]]
"""Figures of docs/report.md at a moment; handed in, because intake does not count."""
MAX_IDS = 60  # Message-IDs of one mail that are looked up; the nearest come first


def gather(
    received: inbound.Received,
    parsed: Parsed,
    settings: Settings,
    writer: Writer,
    catalogue: Catalogue,
    now: datetime,
    report: Report | None = None,
) -> Facts:
    """The facts. Makes the author's person row for mail by people; nothing else is written.

    `report` counts what #report asks for, when somebody does.
    """
    mailbox = settings.mailbox(received.mailbox)
    who = classify.author(parsed, settings)
    person = store.find_person(who.address.key) if who.address else None
    found = clues(parsed, settings, now)
    matched = _matched(found, who.address, person)
    kind, reason = classify.kind(parsed, who, matched, settings, mailbox, person.id if person else None)
    reported = _reported(parsed, settings) if kind is Kind.DELIVERY_REPORT else None
    if reported and reported.case:  # a report names our mail, seldom the thread
        matched = Match(next(iter(store.live_ids((reported.case,))), None), "report")
    if kind in HUMAN and who.address is not None:
        person = prepare.person(who.address.key, who.address.name, now)
    case = store.case(matched.case) if matched.case is not None else None
    key = who.address.key if who.address else ""
    concierge = settings.concierge(key)
    registered = concierge.address.lower() if concierge else key  # an alias signs like its owner
    signatures = store.known_signatures(registered) if registered else ()
    parts = split(
        parsed,
        known_signatures=signatures,
        sent=_questions(parsed, case, writer),
    )
    own = _own_words(parts, concierge.name) if concierge else Cut()
    reading = read(own.kept, VERBS)
    wants = wanted(reading, settings)
    people = _people(settings, now)
    identity = people[registered] if concierge else person
    forward = forwarded(parsed) if concierge else None
    people |= _named(wants, forward, settings, now)
    threads = _threads(settings, case) if case else {}
    tokens = (*found.addressed, *found.referenced)
    return Facts(
        now=now,
        settings=settings,
        mailbox=mailbox,
        writer=writer,
        catalogue=catalogue,
        inbound=received.id,
        size=received.size,
        parsed=parsed,
        split=parts,
        author=who,
        proof=classify.proof(parsed, who, mailbox) if who.address else Proof.MISSING,
        kind=kind,
        kind_reason=reason,
        match=matched,
        language=_language(parts.new_text or parsed.text, person, settings),
        new_case=prepare.case_id() if kind in HUMAN else 0,
        own=own,
        reading=reading,
        forwarded=forward,
        person=person,
        case=case,
        tokens=tokens,
        waived=frozenset(received.waived),
        duplicate=inbound.duplicate_of(received) is not None and not received.waived,
        recent_requests=_recent_requests(key, settings, now) if _may_open(kind, case) else 0,
        reported=reported,
        rejected=_rejected(tokens, identity),
        enclosed=(
            enclosed(parsed, parts, settings, signatures, earlier_mail.inline_pictures(key))
            if concierge
            else Enclosed(attachments(parsed.attachments))
        ),
        people=people,
        threads=threads,
        known_signatures=signatures,
        told=frozenset(a for a, t in threads.items() if t.parent),
        earlier=_earlier(person, case) if person and kind in HUMAN else (),
        open_cases=store.open_cases() if wants.open_cases else (),
        others={number: other for number in wants.cases if (other := store.case(number)) is not None},
        report=report(now) if report and wants.report else None,
        similar=earlier_mail.similar_cases(case.topics, case.id) if case and wants.similar else (),
        recommended=earlier_mail.recommended(case.requester.id) if case and wants.advice else (),
        ratings=_ratings(case, wants, catalogue) if case and wants.advice else {},
    )


def _matched(found: Clues, author: Address | None, person: Person | None) -> Match:
    ids = found.message_ids[:MAX_IDS]
    cases_of_ids = {i: cases[0] for i in ids if (cases := store.cases_of_message_ids([i]))}
    numbers = {t.case for t in (*found.addressed, *found.referenced)} - {0}
    numbers |= {*cases_of_ids.values(), *found.marked, *found.tagged}
    live = {n: ids_[0] for n in numbers if (ids_ := store.live_ids((n,)))}
    participants = {case: store.participants(case) for case in set(live.values())}
    known = Known(cases_of_ids, participants, live)
    return match(found, known, author.key if author else "", person.id if person else None)


def _people(settings: Settings, now: datetime) -> dict[str, Person]:
    people = {c.address.lower(): prepare.person(c.address, c.name, now) for c in settings.concierges}
    for address in settings.lead:
        people.setdefault(address.lower(), prepare.person(address, "", now))
    return people


def _own_words(found: Split, name: str) -> Cut:
    sure = found.confidence is not Confidence.LOW
    return own_words(found.new_text, name, quoted=found.quoted_text, signature=found.signature, sure=sure)


def _named(wants: Wanted, forward: Forwarded | None, settings: Settings, now: datetime) -> dict[str, Person]:
    """The person whom a #requester names, made when they are new; with the name that the forward shows."""
    author = forward.from_ if forward else None
    return {
        address: prepare.person(address, author.name if author and author.key == address else "", now)
        for address in wants.people
        if "@" in address and address not in settings.own_addresses
    }


def _questions(parsed: Parsed, case: Case | None, writer: Writer) -> str | None:
    """The text of our questions that this mail answers: answers may stand in a quote without marks.

    Only of questions, because other mails hold links and tables, which come back changed.
    """
    ids = {*parsed.in_reply_to, *parsed.references[-1:]}
    asked = (
        [
            m
            for m in case.messages
            if m.message_id in ids and m.kind in ASKING and m.direction is Direction.OUT
        ]
        if case
        else []
    )
    return writer.footed(asked[-1].new_text, case.id) if asked and case else None


def _threads(settings: Settings, case: Case) -> dict[str, Thread]:
    threads = {}
    addresses = [*(c.address.lower() for c in settings.concierges), *(a.lower() for a in settings.lead)]
    for address in addresses:
        ids = () if address == case.requester.address else store.thread_to(address, case.id)
        threads[address] = Thread(ids[-1], ids[:-1]) if ids else Thread()
    return threads


def _language(text: str, person: Person | None, settings: Settings) -> str:
    """The language of the new text; where unsure the person's, then the service's first."""
    found = language(text)
    if found in settings.languages:
        return found
    if person and person.language in settings.languages:
        return str(person.language)
    return settings.languages[0]


def _may_open(kind: Kind, case: Case | None) -> bool:
    """Whether the mail may open a case: also one about an old case, under another subject."""
    return kind is Kind.REQUEST or (case is not None and case.state is CaseState.CLOSED)


def _recent_requests(address: str, settings: Settings, now: datetime) -> int:
    _, per = settings.limits.requests_per_sender
    return store.recent_requests(address, now - per)


def _reported(parsed: Parsed, settings: Settings) -> OurMail | None:
    """Our mail that a report is about: by its Message-ID, or by the token in a VERP return address."""
    report = parsed.report
    ours = None
    if report and report.original_message_id:
        ours = earlier_mail.ours_by_message_id(report.original_message_id)
    for recipient in (*parsed.delivered_to, *parsed.to):
        if ours is not None:
            break
        for token in find_tokens(recipient.addr_spec):
            ours = ours or earlier_mail.ours_by_token(token)
    for msg_id in (*parsed.in_reply_to, *reversed(parsed.references)):
        ours = ours or earlier_mail.ours_by_message_id(msg_id)
    return ours


def _rejected(tokens: Iterable[Token], person: Person | None) -> EarlierMail | None:
    """The mail that this one answers for: announced as held, asked about, or sent back."""
    for number, token in enumerate(tokens):
        about = token.purpose in (Purpose.HELD, Purpose.TRANSCRIPT, Purpose.CONFIRM)
        about = about or (token.purpose is Purpose.RECEIPT and number == 0)  # not one further up the thread
        if about and person is not None and token.person == person.id:
            found = earlier_mail.received(token.ref)
            if found is not None:
                return found
    return None


def _earlier(person: Person, case: Case | None) -> tuple[Case, ...]:
    return tuple(c for c in store.cases_of_person(person.id) if case is None or c.id != case.id)[:5]


def _ratings(case: Case, wants: Wanted, catalogue: Catalogue) -> dict[str, tuple[float, int]]:
    """How options were rated by people with the case's topics, or those that this mail gives it."""
    named = {found.slug for word in wants.topics if (found := catalogue.topic(word))}
    return earlier_mail.ratings_by_option({*case.topics, *named})

"""Reads everything that a decision about one inbound mail needs, inside the deciding transaction.

Look-ups and nothing else: what to look up is computed by `intake.decide` (what kind of mail it is, what it
says) and `intake.wanted` (what its commands ask for). Rows of people are made here, for whoever the decision
may name: the author of a person's mail, roster and lead, whom a #requester names. Longer than 250 lines: one
function a look-up, in their order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from cases.catalogue import Near
from cases.earlier import EarlierMail, OurMail
from cases.model import (
    OF_A_PERSON,
    YES_OR_NO,
    Address,
    Case,
    CaseState,
    Direction,
    Kind,
    OutboxKind,
    Person,
    Proof,
    Purpose,
)
from cases.names import is_new_name
from cases.reasons import Reason
from cases.rights import Question
from cases.settings import Concierge, Settings
from cases.tokens import find_tokens
from db import earlier_mail, experts, inbound, matches, prepare, rights
from db import facts as store
from intake.decide import classify
from intake.decide.attachments import pictures_in
from intake.decide.classify import Arrived, Classified, classified, is_first
from intake.decide.facts import Facts, facts_of
from intake.decide.leading import asking_lead, leads
from intake.decide.match import ABOUT_A_MAIL, Clues, Known, Match, clues, given_again
from intake.decide.rights import is_of_erased
from intake.decide.words import Words, words_of
from intake.reading.mime.addresses import without_addresses
from intake.reading.parsed import Parsed
from intake.reading.quotes.comparing import SentTexts
from intake.reading.quotes.split import split
from intake.wanted import client_named, perhaps_merged, wanted
from replies.background import Background
from replies.commands.corrections import as_shown, likely
from templates.drafts import Thread, Writer

HUMAN = frozenset({Kind.SURVEY_ANSWER, Kind.CONCIERGE_REPLY, Kind.FOLLOW_UP, Kind.REQUEST})
ASKING = frozenset({OutboxKind.ACKNOWLEDGEMENT, OutboxKind.QUESTIONS})
Report = Callable[[datetime, Concierge], Mapping[str, Any]]
"""Figures of docs/report.md at a moment for this reader; handed in, because intake does not count."""
EARLIER = 5  # cases of the author that a concierge is told about
ANSWERED = 10  # Message-IDs whose mails a quotation is compared with
MAX_IDS = 60  # Message-IDs of one mail that are looked up; the nearest come first


def gather(
    received: inbound.Received,
    parsed: Parsed,
    service: Background,
    report: Report | None,
    seen: inbound.Seen,
    near: Near | None = None,
) -> Facts:
    """The facts: who wrote, which case it belongs to, what it says, what that needs.

    `service`: what is known before any mail. `seen`: whether this one was here before. `report` counts what
    #report asks for, when somebody does. `near` ranks topics beside the words, where a model is configured.
    """
    settings, now = service.settings, service.now
    mail = replace(_arrived(received, parsed, settings, now), duplicate=seen.copy is not None)
    known = _known_people(mail, settings)
    sort = _classified(mail, settings, known)
    human = sort.kind in HUMAN
    concierge = settings.concierge(mail.author.address.key) if mail.author.address else None
    reported = _reported(parsed) if sort.kind is Kind.DELIVERY_REPORT else None
    case = _case(sort.match, reported, perhaps_merged(parsed.text, settings) if concierge else ())
    client = _client(mail, case, settings)
    service = service.for_client(client)
    signatures = _signatures(mail.author.address, concierge, known)
    asked = _questions(parsed, case, service.writer)
    ours = settings.own_addresses if is_first(sort, mail.clues) else None
    author = concierge if human else None
    parts = split(parsed, known_signatures=signatures, sent=asked)
    if human and parts.asks_sent and ours is None:
        told = _sent(received, parsed, case, settings)
        parts = split(parsed, known_signatures=signatures, sent=asked, ours=told)
    was_asked = leads(mail, settings) or any(token.purpose in YES_OR_NO for token in mail.tokens)
    words = words_of(parsed, author, signatures, parts, ours=ours, was_asked=was_asked)
    if Reason.MISTYPED in received.waived:  # as its author was shown, and said
        words = replace(words, reading=as_shown(words.reading, received.proposed))
    person = _author_row(mail, sort, words, now, known)
    former = person.name if person and not concierge and _renames(mail, sort, person) else ""
    if former and person and mail.author.address:
        person = replace(person, name=mail.author.address.name)
        if case and case.requester.id == person.id:
            case = replace(case, requester=replace(case.requester, name=person.name))
    background = replace(
        service.for_client(client_named(words.reading, settings, concierge, client))
        if concierge
        else service,
        case=case,
        former_name=former,
        reported=reported,
        people=prepare.people(settings.roster, now, known),
        threads=_threads(settings, case) if case else {},
        known_signatures=signatures,
        pictures=_pictures(mail) if concierge else (),
    )
    if human and person is not None:
        background = _of_author(background, person, client, new=person.address not in known)
        outsider = words.request is not None and not mail.mailbox.admits(person.address)
        standing = rights.standing(person, Question.of(sort.match.token), outsider=outsider)
        background = replace(background, standing=standing, **_offers(sort.match, person, words))
        background = _introduction(background, sort.match, settings)
    if human and case is not None and case.first_answer_at and _shows_the_case(concierge, words):
        background = replace(background, sent=earlier_mail.sent_before(case.id))
    if near is not None and human and not (case and case.topics):
        background = replace(
            background, outside=near(_request(parsed, case, words, service), service.catalogue)
        )
    if human and concierge is not None:
        background = _asked_for(background, words, report, concierge)
    elif human and report and (lead := asking_lead(mail, sort, words, settings)):
        background = replace(background, report=report(now, lead))
    if human:
        background = replace(
            background,
            waiting=_waiting(mail, background.people[concierge.address.lower()] if concierge else person),
            new_case=prepare.case_id(),  # last: whoever else opens a case waits for this transaction
        )
    return facts_of(mail, sort, person, words, background)


def _arrived(received: inbound.Received, parsed: Parsed, settings: Settings, now: datetime) -> Arrived:
    return Arrived(
        received.id,
        received.size,
        settings.mailbox(received.mailbox),
        parsed,
        classify.author(parsed, settings),
        _clues(parsed, settings, now),
        waived=frozenset(received.waived),
        received_at=received.received_at,
    )


def _clues(parsed: Parsed, settings: Settings, now: datetime) -> Clues:
    """Its clues; where it names only Message-IDs without a token, these may be of mails that were renamed."""
    found = clues(parsed, settings, now)
    if found.addressed or found.referenced or not found.message_ids:
        return found
    called = earlier_mail.called_by_us(found.message_ids[:MAX_IDS])
    return clues(parsed, settings, now, called) if called else found


def _known_people(mail: Arrived, settings: Settings) -> dict[str, Person]:
    """Those of author, roster and lead who have a row, by address."""
    author = mail.author.address
    return store.people((*settings.roster, *((author.key,) if author else ())))


def _classified(mail: Arrived, settings: Settings, known: Mapping[str, Person]) -> Classified:
    author = mail.author.address
    person = known.get(author.key) if author else None
    return classified(mail, _known(mail.clues), person.id if person else None, settings)


def _author_row(
    mail: Arrived, sort: Classified, words: Words, now: datetime, known: Mapping[str, Person]
) -> Person | None:
    """The author's row; made when it is a person's mail, and not one more yes of somebody who was erased."""
    author = mail.author.address
    if author is None:
        return None
    if sort.kind in HUMAN and not is_of_erased(sort.match, words):
        return prepare.person(author.key, author.name, now, known)
    return known.get(author.key)


def _renames(mail: Arrived, sort: Classified, person: Person) -> bool:
    """Whether the proven author of a person's mail goes by another name than the one that we know."""
    author = mail.author.address
    proven = sort.kind in HUMAN and sort.proof is Proof.PASS
    return author is not None and proven and is_new_name(person.name, author.name)


def _known(found: Clues) -> Known:
    """What the store says about the clues."""
    ids = found.message_ids[:MAX_IDS]
    cases_of_ids = {i: cases[0] for i, cases in matches.cases_by_message_id(ids).items() if cases}
    tokens = (*found.addressed, *found.referenced)
    numbers = {t.case for t in tokens} - {0}
    numbers |= {*found.marked, *found.tagged}
    live = {case: case for case in cases_of_ids.values()}
    by_number, opened = matches.live_and_opened(numbers - live.keys())
    erased = matches.erased_among(numbers - live.keys() - by_number.keys())
    others = given_again(tokens, opened)
    live |= {number: case for number, case in by_number.items() if number not in others}
    asked = {t.person for t in tokens if t.purpose in OF_A_PERSON}
    about = {t.ref for t in tokens if t.case == 0 and t.purpose in ABOUT_A_MAIL}
    participants = matches.participants(set(live.values()))
    return Known(cases_of_ids, participants, live, erased, rights.gone(asked), inbound.emptied(about))


def _reported(parsed: Parsed) -> OurMail | None:
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


def _case(found: Match, reported: OurMail | None, others: Iterable[int] = ()) -> Case | None:
    """The case, locked; a report names our mail, seldom the thread. `others`: it may be merged with them."""
    number = found.case
    if reported is not None and reported.case:
        number = next(iter(matches.live_ids((reported.case,))), None)
    if number is None:
        return None
    for other in others:  # ascending: mails that merge the same two cases wait, but not for one another
        if other < number:
            store.case(other)
    return store.case(number)


def _client(mail: Arrived, case: Case | None, settings: Settings) -> str | None:
    """Whose people the mail is about."""
    author = mail.author.address
    return case.client if case else settings.client_at(mail.mailbox, author.addr_spec if author else "")


def _signatures(
    author: Address | None, concierge: Concierge | None, known: Mapping[str, Person]
) -> tuple[str, ...]:
    """Blocks below the author's earlier mails; an alias signs like its owner."""
    registered = concierge.address.lower() if concierge else author.key if author else ""
    return known[registered].signatures if registered in known else ()


def _pictures(mail: Arrived) -> tuple[str, ...]:
    """Those of the author's earlier mails, where this one has some that may be a logo."""
    author = mail.author.address
    return earlier_mail.inline_pictures(author.key) if author and pictures_in(mail.parsed) else ()


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


def _sent(received: inbound.Received, parsed: Parsed, case: Case | None, settings: Settings) -> SentTexts:
    """All that was sent about the case, and what the mail answers: what its quotations are compared with."""
    nearest = (*parsed.in_reply_to, *reversed(parsed.references))[:ANSWERED]
    messages = [text for m in case.messages for text in (m.new_text, m.subject)] if case else []
    mails, given_back = earlier_mail.sent_texts(nearest, case.id if case else None, received.id)
    return SentTexts((*mails, *messages), given_back=SentTexts(given_back), addresses=settings.own_addresses)


def _offers(found: Match, author: Person, words: Words) -> dict[str, Any]:
    """What the author offered before, where they speak of it; the question that they answer, if any."""
    token = found.token
    asked = token if token is not None and token.purpose is Purpose.OFFER else None
    speaks = words.request is not None and bool(words.request.offers)
    theirs = experts.acts_of(asked.person) if asked else ()
    act = next((each for each in theirs if asked and each.ref == asked.ref), None)
    return {"act": act, "acts": experts.acts_of(author.id) if speaks else ()}


def _introduction(background: Background, found: Match, settings: Settings) -> Background:
    """The introduction that the mail answers, the case (locked first), and what the colleague offers."""
    token = found.token
    if token is None or token.purpose is not Purpose.INTRODUCTION:
        return background
    number, colleague = (token.case, token.ref) if token.case else (token.ref, token.person)
    live = next(iter(matches.live_ids((number,))), number)
    case = background.case if token.case else store.case(live)
    asked = experts.introduction(number, colleague) if case is not None else None
    if asked is None or case is None:
        return background
    threads = background.threads or _threads(settings, case)
    helping = experts.acts_of(colleague)
    return replace(background, introduction=asked, asked_on=case, threads=threads, helping=helping)


def _threads(settings: Settings, case: Case) -> dict[str, Thread]:
    """What we sent to roster and lead about the case; whoever asked has the thread of the case itself."""
    sent = store.threads_to(settings.roster, case.id) | {case.requester.address: ()}
    return {address: Thread.of(sent[address]) for address in settings.roster}


def _of_author(background: Background, person: Person, client: str | None, *, new: bool) -> Background:
    """What a person asked before, of this client; nothing, where their row was made just now."""
    case = background.case
    _, per = background.settings.limits.requests_per_sender
    since = background.now - per
    # A mail about an old case, under another subject, opens one too.
    opens = case is None or case.state is CaseState.CLOSED
    others: tuple[Case, ...] = ()
    if not new and (case is None or case.state is CaseState.CLOSED):  # for a mail that opens a case
        others = store.cases_of_client(person.id, client, EARLIER + 1)
    return replace(
        background,
        earlier=tuple(other for other in others if case is None or other.id != case.id)[:EARLIER],
        recent_requests=store.recent_requests(person.address, since) if opens else 0,
    )


def _request(parsed: Parsed, case: Case | None, words: Words, service: Background) -> str:
    """What topics are guessed from: the request of the case, or the one that this mail is or forwards."""
    first = case.request if case else ""
    subject = case.subject if case else service.writer.base(parsed.subject)
    forwarded = words.forwarded.text if words.forwarded else ""
    return f"{subject}\n{first or forwarded or words.new_text}"


def _shows_the_case(concierge: Concierge | None, words: Words) -> bool:
    """Whether a concierge will be shown the case because of this mail."""
    return concierge is None or any(command.verb == "assign" for command in words.reading.commands)


def _asked_for(background: Background, words: Words, report: Report | None, author: Concierge) -> Background:
    """What the commands of a concierge's mail need."""
    case, now = background.case, background.now
    wants = wanted(likely(words.reading), background.settings)
    shown = words.forwarded.from_ if words.forwarded else None  # the author of the forwarded mail
    names = {shown.key: without_addresses(shown.name)} if shown else {}
    named = {address: prepare.person(address, names.get(address, ""), now) for address in wants.people}
    others = {number: other for number in wants.cases if (other := store.case(number)) is not None}
    background = replace(
        background,
        people={**background.people, **named},
        others=others,
        open_cases=store.open_cases() if wants.open_cases else (),
        report=report(now, author) if report and wants.report else None,
        helpers=experts.helpers(background.settings, now, wants.introduced) if wants.helpers else (),
        introductions=experts.introductions_of(case.id) if case and wants.introductions else (),
    )
    if case is None:
        return background
    client = client_named(words.reading, background.settings, author, case.client)
    topics = {t.slug for word in wants.topics if (t := background.catalogue.topic(word))}
    return replace(
        background,
        similar=earlier_mail.similar_cases(case.topics, case.id, client) if wants.similar else (),
        recommended=earlier_mail.recommended(case.requester.id, client) if wants.advice else (),
        ratings=earlier_mail.ratings_by_option({*case.topics, *topics}, client) if wants.advice else {},
    )


def _waiting(mail: Arrived, person: Person | None) -> EarlierMail | None:
    """The mail that this one answers for: announced as held, asked about, or sent back."""
    for number, token in enumerate(mail.tokens):
        about = token.purpose in (Purpose.HELD, Purpose.TRANSCRIPT, Purpose.CONFIRM)
        about = about or (token.purpose is Purpose.RECEIPT and number == 0)  # not one further up the thread
        if about and person is not None and token.person == person.id:
            found = earlier_mail.received(token.ref)
            if found is not None:
                return found
    return None

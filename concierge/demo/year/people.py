"""The people of the simulated year: they read the mail of the service, and do what the scenario says.

They know only what stands in their mails, and whether a case still wants an answer (which a concierge sees in
the digest). Longer than 250 lines: one life of a case, from the first mail to the rating.
"""

from __future__ import annotations

import email
import email.policy
import email.utils
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from email.message import EmailMessage

from cases.calendar import add_working
from cases.model import OutboxKind as Kind
from cases.model import Purpose
from cases.settings import Settings, Span
from concierge.demo.border import NONE, PASS
from concierge.demo.clients import CLIENTS, Letter, Person
from concierge.demo.year import words
from concierge.demo.year.agenda import Agenda
from concierge.demo.year.post import Post, Sent
from concierge.demo.year.scenario import HOPELESS, ZONE, Request, Way, Worker

OPEN = frozenset({"new", "open"})
WORKING_HOUR = 60  # minutes
TRIES = 3  # mails of theirs that come back; the last try is a plain answer
_WAITS = re.compile(r"(?:Reply with|Antwoord met)[*` ]{0,9}+#(?:send|verstuur)\b")
_UNSURE = re.compile(r"\(#(?:recommend|aanbevelen) [\w-]{1,60}+\):")  # a topic with what it would bring
_LIFTED = re.compile(r"\((#(?:option|optie|recommend|aanbevelen) [^()\n]{1,300}+)\)")
_BUTTON = re.compile(r"mailto:([^?\"<>\s]{1,300}+)\?[^\"<>\s]{0,300}?body=(\d)\b")


@dataclass(frozen=True, slots=True)
class Helper:
    """A concierge, with the days on which they are away."""

    name: str
    address: str
    mail_client: str
    signature: str
    clients: tuple[str, ...]
    languages: tuple[str, ...]
    away: tuple[tuple[date, date], ...] = ()
    writes_minutes: bool = False

    def is_away(self, at: datetime) -> bool:
        day = at.astimezone(ZONE).date()
        return any(first <= day <= last for first, last in self.away)

    def back(self, at: datetime) -> datetime:
        """The first moment from `at` on at which they are there."""
        day = at.astimezone(ZONE).date()
        ends = [last for first, last in self.away if first <= day <= last]
        return datetime.combine(max(ends) + timedelta(days=1), time(9), ZONE) if ends else at


@dataclass
class Known:
    """What its people know of a case; `mail`: the newest one of it that each has got."""

    request: Request
    number: int
    mail: dict[str, bytes] = field(default_factory=dict)
    at_work: str = ""  # the concierge who will answer
    answers: int = 0
    asked: bool = False  # by the concierge
    introduced: bool = False
    returned: int = 0  # mails of the concierge that came back since the last answer
    did: set[str] = field(default_factory=set)


@dataclass
class World:
    """What the people may look up: the state of a case, and who helps with a topic."""

    state: Callable[[int], str]
    colleague: Callable[[str, str, str], str]  # topic, client, not this address


class People:
    """Everybody outside the service."""

    def __init__(
        self,
        settings: Settings,
        post: Post,
        agenda: Agenda,
        world: World,
        helpers: Sequence[Helper],
        workers: Mapping[str, Worker],
    ) -> None:
        self._settings = settings
        self._post, self._agenda, self._world = post, agenda, world
        self._helpers = {helper.address: helper for helper in helpers}
        self._workers = workers
        self._sent: dict[str, Request] = {}  # Message-ID -> what it asked
        self.cases: dict[int, Known] = {}
        self.written: Counter[str] = Counter()
        self.message_ids: list[tuple[str, str]] = []  # of all that was written, and by whom
        self.forgotten: set[str] = set()  # who asked for that
        self.returned: list[tuple[int, str]] = []  # transcripts that concierges got
        self._said_away: set[tuple[str, date]] = set()

    # -- first mails

    def ask(self, request: Request) -> None:
        """Note the first mail of a request, and the second where it is sent twice."""
        self._agenda.note(request.at, lambda at: self._ask(request, at))
        if request.doubled:
            self._agenda.note(
                request.at + timedelta(minutes=95), lambda at: self._ask(request, at, again=True)
            )

    def _ask(self, request: Request, at: datetime, *, again: bool = False) -> None:
        subject = words.subject(request)
        raw = self._new(request.worker, subject, words.question(request, again=again), at)
        self._sent[self._write(raw, request.worker.address, at, "request")] = request

    def say(self, worker: Worker, subject: str, text: str, at: datetime) -> None:
        """A mail of its own: `#offer`, `#stop` …"""
        self._agenda.note(at, lambda at: self._say(worker, subject, text, at))

    def _say(self, worker: Worker, subject: str, text: str, at: datetime) -> None:
        if "#forget" in text:
            self.forgotten.add(worker.address)
        self._write(self._new(worker, subject, text, at), worker.address, at, "about-oneself")

    def opened(self, message_id: str, number: int) -> None:
        """The service made this case of that mail."""
        if message_id in self._sent and number not in self.cases:
            self.cases[number] = Known(self._sent[message_id], number)

    # -- reading

    def read(self, sent: Sent) -> None:
        """What whoever got this mail is going to do about it."""
        draft = sent.letter.mail.draft
        for recipient in sent.letter.recipients:
            address = recipient.lower()
            known = self.cases.get(draft.case or 0)
            if address in self._helpers:
                self._read_as_helper(self._helpers[address], draft.kind, known, sent)
            elif address in self._workers:
                self._read_as_worker(self._workers[address], draft.kind, known, sent)

    def _turn(self, known: Known, at: datetime) -> Helper | None:
        """Whose turn it is: they share the work of a client. A reminder is for whoever reads it first."""
        client = known.request.worker.client
        there = [each for each in self._helpers.values() if client in each.clients and not each.is_away(at)]
        return there[known.request.number % len(there)] if there else None

    def _answers_worker(self, sent: Sent) -> bool:
        """Whether a reply to this mail goes to who asked, and does not stay among colleagues."""
        made_for = self._settings.signer.verify(sent.letter.mail.draft.token, sent.at)
        return made_for is not None and made_for.purpose is Purpose.ANSWER

    def _read_as_helper(self, helper: Helper, kind: Kind, known: Known | None, sent: Sent) -> None:
        if kind is Kind.TRANSCRIPT and known is not None:
            self._write_again(helper, known, sent)
        if known is None or not self._answers_worker(sent):
            return
        known.mail[helper.address] = sent.letter.raw
        if kind not in (Kind.NOTIFICATION, Kind.REMINDER, Kind.ESCALATION):
            return
        if helper.is_away(sent.at):
            self._answer_away(helper, sent)
            return
        if kind is Kind.NOTIFICATION and not known.answers and helper is not self._turn(known, sent.at):
            return
        busy = self._helpers.get(known.at_work)
        if busy is not None and not busy.is_away(sent.at):
            return
        known.at_work = helper.address
        delay = known.request.delay if kind is Kind.NOTIFICATION else WORKING_HOUR
        at = add_working(self._settings.hours, sent.at, Span(working_minutes=max(5, delay)))
        self._agenda.note(at, lambda at: self._take_up(helper, known, at))

    def _write_again(self, helper: Helper, known: Known, sent: Sent) -> None:
        """A mail of theirs came back: they read why, and answer that; what was tried often enough is left."""
        said = sent.letter.mail.draft.text
        self.returned.append((known.number, said))
        known.returned += 1
        if known.returned > TRIES:
            return

        def answer(at: datetime) -> None:
            text = self._put_right(helper, known, said)
            if text:
                self._write_back(helper, sent.letter.raw, text, at)

        self._agenda.note(add_working(self._settings.hours, sent.at, Span(working_minutes=15)), answer)

    def _put_right(self, helper: Helper, known: Known, said: str) -> str:
        """The words to a mail that came back with `said`; "" where there is nothing to say any more."""
        waits = _WAITS.search(said)
        if self._world.state(known.number) not in OPEN:
            return "#discard\n" if waits else ""  # a colleague was faster
        if known.returned < TRIES:
            if _UNSURE.search(said):
                return self._advice(helper, known, f"#recommend {known.request.topic}")
            if waits:
                return "#send\n"
            lifted = _LIFTED.search(said)
            if lifted:  # nothing fits, but with this it would
                return self._advice(helper, known, lifted[1])
        return self._plain(helper, known)

    def _answer_away(self, helper: Helper, sent: Sent) -> None:
        """As a mail server does: once a day."""
        day = sent.at.astimezone(ZONE).date()
        if (helper.address, day) not in self._said_away:
            self._said_away.add((helper.address, day))
            person = Person(helper.name, helper.address)
            at = sent.at + timedelta(minutes=1)
            self._agenda.note(at, lambda at: self._automatic(person, sent.letter.raw, "nl", at))

    def _read_as_worker(self, worker: Worker, kind: Kind, known: Known | None, sent: Sent) -> None:
        raw, at = sent.letter.raw, sent.at
        if kind in (Kind.CONFIRMATION, Kind.INTRODUCTION):
            self._consent(worker, kind, raw, at)
        if known is None or known.request.worker != worker:
            return
        request = known.request
        match kind:
            case Kind.ACKNOWLEDGEMENT:
                if request.away:
                    person = Person(worker.name, worker.address)
                    soon = at + timedelta(minutes=1)
                    self._agenda.note(soon, lambda at: self._automatic(person, raw, worker.language, at))
                elif request.answers_questions:
                    self._later(known, "need", at, 2, words.need(request), raw)
            case Kind.QUESTIONS:
                self._later(known, f"need {known.answers}", at, 5, words.need(request), raw)
            case Kind.ANSWER | Kind.RECOMMENDATION:
                self._answered(known, raw, at)
            case Kind.SURVEY:
                self._rate(known, raw, at)
            case _:
                pass

    def _answered(self, known: Known, raw: bytes, at: datetime) -> None:
        request = known.request
        known.returned = 0
        if request.thanks:
            self._later(known, "thanks", at, 3, words.thanks(request), raw)
        if request.asks_again:
            self._later(known, "more", at, 8 * request.asks_again, words.more(request), raw)
        elif request.comes_back:
            self._later(known, "back", at, 8 * request.comes_back, words.back(request), raw)

    def _consent(self, worker: Worker, kind: Kind, raw: bytes, at: datetime) -> None:
        """Yes to what they asked for; to an introduction also no, or nothing."""
        turn = sum(raw[-400:]) % 8
        if kind is Kind.INTRODUCTION and turn == 0:
            return
        answer = (words.NO if kind is Kind.INTRODUCTION and turn == 1 else words.YES)[worker.language]
        soon = self._after(at, 1)
        self._agenda.note(soon, lambda at: self._reply(worker, raw, answer, at, "consent"))

    def _rate(self, known: Known, raw: bytes, at: datetime) -> None:
        request = known.request
        if not request.rating or "rated" in known.did:
            return
        known.did.add("rated")
        when = at + timedelta(hours=request.rates_after)
        pressed = _button(raw, request.rating) if request.presses else None
        if pressed is None:
            text = words.rating(request)
            self._agenda.note(when, lambda at: self._reply(request.worker, raw, text, at, "rating"))
        else:
            self._agenda.note(when, lambda at: self._press(request, raw, pressed, at))

    def _later(self, known: Known, what: str, at: datetime, hours: int, text: str, raw: bytes) -> None:
        """Each once, in their own time."""
        if what not in known.did:
            known.did.add(what)
            when = self._after(at, hours)
            kind = what.partition(" ")[0]
            self._agenda.note(when, lambda at: self._reply(known.request.worker, raw, text, at, kind))

    def _after(self, at: datetime, hours: int) -> datetime:
        return add_working(self._settings.hours, at, Span(working_minutes=WORKING_HOUR * hours))

    # -- what a concierge does

    def _take_up(self, helper: Helper, known: Known, at: datetime) -> None:
        """Answer, if nobody did; whoever is away now does it when they are back."""
        if known.at_work != helper.address:
            return
        known.at_work = ""
        if self._world.state(known.number) not in OPEN:
            return
        if helper.is_away(at):
            known.at_work = helper.address
            self._agenda.note(helper.back(at), lambda at: self._take_up(helper, known, at))
            return
        self._write_back(helper, known.mail[helper.address], self._text(helper, known), at)

    def _write_back(self, helper: Helper, received: bytes, text: str, at: datetime) -> None:
        author = Person(helper.name, helper.address)
        letter = Letter(text, author, at.astimezone(ZONE), signature=helper.signature)
        raw = CLIENTS[helper.mail_client].reply(received, letter)
        self._write(raw, helper.address, at, "concierge")

    def _text(self, helper: Helper, known: Known) -> str:
        """The words of the mail with its commands."""
        request = known.request
        earlier = self._earlier(known)
        if earlier is not None:
            return f"#merge {self._settings.tag(earlier)}\n"
        first = not known.answers
        if first and request.way is Way.REJECT:
            return "\n".join([words.rejection(request), *self._lines(helper, request), "#reject\n"])
        if first and request.way is Way.ASK and not known.asked:
            known.asked = True
            return "\n".join([*self._lines(helper, request), "#ask\n"])
        if first and request.way is Way.INTRODUCE and not known.introduced:
            known.introduced = True
            found = self._world.colleague(request.topic, request.worker.client, request.worker.address)
            if found:
                known.answers += 1
                body = words.answer(request, 0, hopeless=False)
                return "\n".join([body, *self._lines(helper, request), f"#introduce {found}\n"])
        known.answers += 1
        if first and request.way in (Way.RECOMMEND, Way.ASK, Way.INTRODUCE):
            named = request.names_topic or request.number % 2  # the others trust the service's guess
            return self._advice(helper, known, f"#recommend {request.topic}" if named else "#recommend")
        return self._plain(helper, known)

    def _earlier(self, known: Known) -> int | None:
        """The case of the first mail, where the same was asked twice."""
        twins = (each.number for each in self.cases.values() if each.request is known.request)
        return next((number for number in sorted(twins) if number < known.number), None)

    def _lines(self, helper: Helper, request: Request) -> list[str]:
        """What they note about the case, whatever they answer."""
        topic = [f"#topic {request.topic}"] if request.names_topic or request.topic in HOPELESS else []
        return [*topic, f"#time {request.minutes}m"] if helper.writes_minutes else topic

    def _advice(self, helper: Helper, known: Known, command: str) -> str:
        """An answer with a range of options; `command`: #recommend or #option."""
        request = known.request
        lines = [*self._lines(helper, request), command, *_closing(request)]
        return "\n".join([words.advice(request), *lines, ""])

    def _plain(self, helper: Helper, known: Known) -> str:
        """An answer in words of their own."""
        request = known.request
        body = words.answer(request, known.answers, hopeless=request.topic in HOPELESS)
        return "\n".join([body, *self._lines(helper, request), *_closing(request), ""])

    # -- writing

    def _new(self, worker: Worker, subject: str, text: str, at: datetime) -> bytes:
        to = (self._post.address,)
        letter = Letter(text, Person(worker.name, worker.address), at.astimezone(ZONE), to)
        return CLIENTS[worker.mail_client].new(letter, subject)

    def _reply(self, worker: Worker, received: bytes, text: str, at: datetime, kind: str) -> None:
        if at.astimezone(ZONE).date() > worker.until:
            return  # they have left
        letter = Letter(text, Person(worker.name, worker.address), at.astimezone(ZONE))
        raw = CLIENTS[worker.mail_client].reply(received, letter)
        self._write(raw, worker.address, at, kind)

    def _press(self, request: Request, received: bytes, to: str, at: datetime) -> None:
        """The mail that the button opens, sent as it is."""
        worker = request.worker
        letter = Letter(
            f"{request.rating}\n", Person(worker.name, worker.address), at.astimezone(ZONE), (to,)
        )
        subject = f"Re: {_parsed(received)['Subject']}"
        self._write(CLIENTS[worker.mail_client].new(letter, subject), worker.address, at, "rating")

    def _automatic(self, person: Person, received: bytes, language: str, at: datetime) -> None:
        letter = Letter(words.away(language), person, at.astimezone(ZONE))
        raw = CLIENTS[f"gmail_{language}"].reply(received, letter)
        self._write(b"Auto-Submitted: auto-replied\r\n" + raw, person.address, at, "away")

    def undeliverable(self, sent: Sent, at: datetime) -> None:
        """The report that a server sends later about a mail that it had taken (RFC 3464)."""
        self._write(_report(sent, self._post.address, at), "", at, "bounce")

    def _write(self, raw: bytes, sender: str, at: datetime, kind: str) -> str:
        """Into the mailbox of the service; gives the Message-ID."""
        self._post.deliver(raw, sender, PASS if sender else NONE, at)
        self.written[kind] += 1
        message_id = str(email.message_from_bytes(raw[:4000])["Message-ID"]).strip()
        self.message_ids.append((message_id, sender))
        return message_id


def _closing(request: Request) -> list[str]:
    if not request.closes:
        return []
    return ["#close quietly" if request.number % 2 else "#close"]


def _parsed(raw: bytes) -> EmailMessage:
    found = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def _button(raw: bytes, rating: int) -> str | None:
    """Where the mail of this button goes; None where the survey has none."""
    page = _parsed(raw).get_body(("html",))
    text = str(page.get_content()).replace("&amp;", "&") if page else ""
    found = (m for m in _BUTTON.finditer(text) if int(m[2]) == rating)
    return next((m[1].replace("%2B", "+") for m in found), None)


def _report(sent: Sent, to: str, at: datetime) -> bytes:
    recipient = sent.letter.recipients[0]
    header = sent.letter.raw.partition(b"\r\n\r\n")[0].decode("ascii", "replace")
    lines = (
        "From: Mail Delivery Subsystem <mailer-daemon@mx.example.org>",
        f"To: {to}",
        "Subject: Undelivered Mail Returned to Sender",
        f"Date: {email.utils.format_datetime(at.astimezone(ZONE))}",
        f"Message-ID: <report.{sent.letter.mail.id}@mx.example.org>",
        "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="report"',
        "",
        "--report",
        "",
        f"<{recipient}>: user unknown",
        "",
        "--report",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; mx.example.org",
        "",
        f"Final-Recipient: rfc822; {recipient}",
        "Action: failed",
        "Status: 5.1.1",
        "Diagnostic-Code: smtp; 550 5.1.1 User unknown",
        "",
        "--report",
        "Content-Type: text/rfc822-headers",
        "",
        header.replace("\r\n", "\n").replace("\n", "\r\n"),
        "",
        "--report--",
        "",
    )
    return "\r\n".join(lines).encode()

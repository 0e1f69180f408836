"""One handler a command: checks its arguments against case and facts, returns the next plan or a refusal.

Longer than 250 lines: thirty short functions of one shape, in the order of the table.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from cases.calendar import add_working
from cases.durations import parse_span
from cases.lifecycle import next_state
from cases.model import CaseEvent, Direction, InboundState, Need, Purpose, Role
from cases.reasons import WAIVABLE, Reason
from cases.routing import serving
from cases.settings import Span
from replies.commands.grammar import Command
from replies.commands.plan import Desk, Plan, Refusal
from replies.mails.clock import clock
from replies.needs.needs import need_arguments

NEVER = {"never", "nooit", "no", "nee", "none", "geen"}
NOW = {"now", "nu", "today", "vandaag"}
FIXED = {"fixed", "verbeterd"}
WITHOUT = {"without", "zonder"}
QUIETLY = {"quietly", "quiet", "stil", "stilletjes"}
_DUTCH_UNITS = (
    (re.compile(r"(?i)\b(\d+)\s*u(?:ur)?\b"), r"\1h"),
    (re.compile(r"(?i)\bwerkdag(?:en)?\b"), "working days"),
    (re.compile(r"(?i)\bdag(?:en)?\b"), "days"),
)

Step = Plan | Refusal


def use(plan: Plan, command: Command, desk: Desk) -> Step:
    if not command.words:
        return Refusal("needs-name")
    name = command.words[0].lower()
    refusal = _no_template(name, desk.writer.library.names(), desk)
    if refusal is not None:
        return refusal
    if len(command.words) > 1:
        return Refusal("too-many", {"extra": " ".join(command.words[1:])})
    accepts = desk.writer.library.use(name, desk.case.language if desk.case else desk.language).accepts
    unknown = sorted(set(command.pairs) - set(accepts))
    if unknown:
        return Refusal("unknown-key", {"key": unknown[0], "keys": ", ".join(sorted(accepts)) or "–"})
    return replace(plan, use=(name, dict(command.pairs)))


def ask(plan: Plan, command: Command, desk: Desk) -> Step:
    if len(command.words) > 1:
        return Refusal("too-many", {"extra": " ".join(command.words[1:])})
    name = command.words[0].lower() if command.words else ""
    refusal = _no_template(name, desk.writer.library.names("questions"), desk) if name else None
    return refusal or replace(plan, ask=name)


def _no_template(name: str, known: tuple[str, ...], desk: Desk) -> Refusal | None:
    """Why this template cannot be used: there is none, or the own one has a fault (then with its line).

    The built-in one of that name is no substitute for words that somebody asked for by name.
    """
    language = desk.case.language if desk.case else desk.language
    for fault in desk.writer.library.problems:
        if fault.name == name and (fault.language == language or name not in known):
            return Refusal("broken-template", {"name": name, "problem": str(fault)})
    if name not in known:
        return Refusal("unknown-template", {"name": name, "near": _near(name, known)})
    return None


def recommend(plan: Plan, command: Command, desk: Desk) -> Step:
    topic = None
    if command.words:
        found = _topic(" ".join(command.words), desk)
        if isinstance(found, Refusal):
            return found
        topic = found
    if command.pairs:
        need = _need(plan, command, desk)
        if isinstance(need, Refusal):
            return need
        plan = plan.changed("case.need", _pairs(command), need=need)
    return replace(plan, recommend=(topic, dict(command.pairs)))


def option(plan: Plan, command: Command, desk: Desk) -> Step:
    if not command.words:
        return Refusal("needs-name")
    slugs = [w.lower() for word in command.words for w in word.split(",") if w]
    client = plan.fields.get("client", desk.case.client if desk.case else None)
    for slug in slugs:
        found = desk.catalogue.option(slug)
        if found is None or (found.client and found.client != client):  # another client's own option
            near = ", ".join(desk.catalogue.nearest_options(slug, 1))
            return Refusal("unknown-option", {"name": slug, "near": near})
    return replace(plan, options=(*plan.options, *slugs))


def suggest(plan: Plan, command: Command, desk: Desk) -> Step:
    return replace(plan, queries=(*plan.queries, ("suggest", command.arguments)))


def preview(plan: Plan, command: Command, desk: Desk) -> Step:
    return _none(command) or replace(plan, preview=True)


def send(plan: Plan, command: Command, desk: Desk) -> Step:
    """In reply to a question: as it is, `fixed` as it was shown, or `without` the lines asked about."""
    waits = desk.waiting
    said = " ".join(command.arguments).lower()
    if _came_back(desk):
        return Refusal("came-back")
    if waits is None or waits.reason not in WAIVABLE:
        return Refusal("nothing-waits")
    if waits.state is not InboundState.HELD:
        return Refusal("already-settled")
    if said and said not in FIXED | WITHOUT:
        return Refusal("no-arguments", {"extra": " ".join(command.arguments)})
    if (said in FIXED) != (waits.reason == Reason.MISTYPED):
        return Refusal("nothing-to-fix" if said in FIXED else "send-fixed")
    if said in WITHOUT and waits.reason != Reason.SIGNATURE_AT_RISK:
        return Refusal("nothing-to-cut")
    return replace(plan, send=True, without=said in WITHOUT)


def undo(plan: Plan, command: Command, desk: Desk) -> Step:
    """In reply to the receipt of a mail on hold, or to the question about one that was not sent."""
    waits = desk.waiting
    if waits is None or desk.purpose not in (Purpose.RECEIPT, Purpose.TRANSCRIPT):
        return Refusal("not-a-receipt")
    released = waits.state is InboundState.RECEIVED  # decided in the next round: not too late
    if released or (waits.state is InboundState.HELD and waits.reason in WAIVABLE):
        return _none(command) or replace(plan, undo=True)
    if (
        waits.state is not InboundState.ACCEPTED
        or waits.decided_at is None
        or waits.reason == Reason.TRANSCRIPT
    ):
        return Refusal("already-settled")
    slug = "already-sent" if waits.reason == Reason.CONCIERGE_ANSWER else "already-done"
    return Refusal(
        slug, {"at": clock(waits.decided_at, desk.language, desk.settings.organisation.timezone, desk.now)}
    )


def accept(plan: Plan, command: Command, desk: Desk) -> Step:
    return _settle(plan, command, desk, InboundState.ACCEPTED)


def discard(plan: Plan, command: Command, desk: Desk) -> Step:
    """Of a held mail; in reply to a question about one's own mail, or to its receipt, the same as #undo."""
    if _came_back(desk):
        return Refusal("nothing-to-drop")
    if desk.waiting is not None and desk.purpose in (Purpose.RECEIPT, Purpose.TRANSCRIPT):
        return undo(plan, command, desk)
    return _settle(plan, command, desk, InboundState.DISCARDED)


def _came_back(desk: Desk) -> bool:
    """Whether this answers a mail that came back with nothing of it done."""
    waits = desk.waiting
    return waits is not None and desk.purpose is Purpose.TRANSCRIPT and waits.reason == Reason.TRANSCRIPT


def _settle(plan: Plan, command: Command, desk: Desk, to: InboundState) -> Step:
    if desk.waiting is None or desk.purpose is not Purpose.HELD:
        return Refusal("not-an-announcement")
    if desk.waiting.state is not InboundState.HELD:
        return Refusal("already-settled")
    forged = desk.waiting.reason == Reason.DMARC_FAIL and desk.settings.concierge(desk.waiting.author)
    if to is InboundState.ACCEPTED and (forged or desk.waiting.reason == Reason.FROM_NOT_SINGLE):
        return Refusal("forged")
    return _none(command) or replace(plan, settle=to)


def note(plan: Plan, command: Command, desk: Desk) -> Step:
    return replace(plan, note=True)


def need(plan: Plan, command: Command, desk: Desk) -> Step:
    if not command.pairs:
        return Refusal("needs-pairs")
    if command.words:  # an about= without quotation marks: half of it would be lost
        return Refusal("too-many", {"extra": " ".join(command.words)})
    value = _need(plan, command, desk)
    return value if isinstance(value, Refusal) else plan.changed("case.need", _pairs(command), need=value)


def remember(plan: Plan, command: Command, desk: Desk) -> Step:
    words = command.said.strip('"')
    if not words:
        return Refusal("needs-words")
    return replace(plan, remember=(*plan.remember, words[:300]))


def topic(plan: Plan, command: Command, desk: Desk) -> Step:
    names = [w for word in command.words for w in word.split(",") if w]
    if not names:
        return Refusal("needs-name")
    whole = desk.catalogue.topic(" ".join(names))  # "#topic time management" is one topic
    found = [whole.slug] if whole else [_topic(name, desk) for name in names]
    refused = next((f for f in found if isinstance(f, Refusal)), None)
    if refused:
        return refused
    slugs = tuple(dict.fromkeys(str(f) for f in found))
    return plan.changed("case.topic", ", ".join(slugs), topics=slugs)


def lang(plan: Plan, command: Command, desk: Desk) -> Step:
    wanted = LANGUAGES.get(" ".join(command.words).lower())
    if wanted is None or wanted not in desk.settings.languages:
        return Refusal("unknown-language", {"languages": ", ".join(desk.settings.languages)})
    return plan.changed("case.language", wanted, language=wanted)


LANGUAGES = {"nl": "nl", "dutch": "nl", "nederlands": "nl", "en": "en", "english": "en", "engels": "en"}


def client(plan: Plan, command: Command, desk: Desk) -> Step:
    ids = {c.id.lower(): c.id for c in desk.settings.clients if desk.author.serves(c.id)}
    wanted = " ".join(command.words).lower()
    if wanted not in ids:
        return Refusal("unknown-client", {"name": wanted, "near": _near(wanted, ids)})
    return plan.changed("case.client", ids[wanted], client=ids[wanted])


def take(plan: Plan, command: Command, desk: Desk) -> Step:
    return _none(command) or replace(plan, assign=desk.author)


def assign(plan: Plan, command: Command, desk: Desk) -> Step:
    wanted = " ".join(command.arguments).strip()
    if not wanted:
        return Refusal("needs-person", {"people": _roster(desk)})
    client = plan.fields.get("client", desk.case.client if desk.case else None)
    theirs = serving(desk.settings.concierges, str(client) if client else None)
    # who else is there is not for somebody of one client to know
    known = theirs if desk.author.clients else desk.settings.concierges
    exact = [c for c in known if wanted.lower() in c.addresses or c.name.lower() == wanted.lower()]
    found = exact or [c for c in known if wanted.lower() in c.name.lower().split()]
    if len(found) != 1:
        return Refusal(
            "unknown-person" if not found else "ambiguous-person", {"name": wanted, "people": _roster(desk)}
        )
    if found[0] not in theirs:
        return Refusal("not-serving", {"name": found[0].name, "client": client or "–"})
    return replace(plan, assign=found[0])


def wait(plan: Plan, command: Command, desk: Desk) -> Step:
    span = _span(" ".join(command.arguments))
    if span is None:
        return Refusal("needs-duration", {"example": "#wait 3d"})
    until = add_working(desk.settings.hours, desk.now, span)
    return plan.changed("case.wait", until.isoformat(timespec="minutes"), wait_until=until)


def close(plan: Plan, command: Command, desk: Desk) -> Step:
    words = {w.lower() for w in command.arguments}
    if words - QUIETLY:
        return Refusal("only-quietly", {"extra": " ".join(command.arguments)})
    moved = _move(plan, desk, CaseEvent.CLOSED)
    return moved if isinstance(moved, Refusal) else replace(moved, quietly=bool(words))


def reopen(plan: Plan, command: Command, desk: Desk) -> Step:
    return _none(command) or _move(plan, desk, CaseEvent.REOPENED)


def reject(plan: Plan, command: Command, desk: Desk) -> Step:
    return _none(command) or _move(plan, desk, CaseEvent.REJECTED)


def survey(plan: Plan, command: Command, desk: Desk) -> Step:
    word = " ".join(command.arguments).strip().lower()
    if word in NEVER:
        return plan.changed("case.survey", "never", survey_after="never")
    if word in NOW:
        return plan.changed("case.survey", "now", survey_after="now")
    if _span(word) is None:
        return Refusal("needs-duration", {"example": "#survey 3d"})
    return plan.changed("case.survey", word, survey_after=_translated(word))


def requester(plan: Plan, command: Command, desk: Desk) -> Step:
    """With a forwarded mail: whose case it is; on a case, before anything was sent: whose it should be."""
    if len(command.arguments) != 1 or not ADDRESS.match(command.arguments[0]):
        return Refusal("needs-address")
    address = command.arguments[0].lower()
    if desk.settings.is_own(address):
        return Refusal("own-address", {"address": address})
    box = next((each for each in desk.settings.mailboxes if each.address == desk.mailbox), None)
    whose = {desk.settings.client_of(address), box.client if box and desk.case is None else None} - {None}
    if any(desk.author not in serving(desk.settings.concierges, each) for each in whose):
        where = {"name": desk.author.name, "client": address.rpartition("@")[2]}
        return Refusal("not-serving", where)  # their people, and what is known of them, are not theirs to see
    if desk.case is None and desk.forwarded_from is None:
        return Refusal("needs-forward")
    if desk.case is not None and any(
        m.direction is Direction.OUT and m.role is Role.CONCIERGE for m in desk.case.messages
    ):
        return Refusal("already-written", {"name": desk.case.requester.name or desk.case.requester.address})
    return replace(plan, requester=desk.people[address])


ADDRESS = re.compile(r"^(?!')[^@\s<>\",;]{1,64}@[^@\s<>\"',;]{1,250}\.[a-z0-9-]{2,60}$", re.I)


def status(plan: Plan, command: Command, desk: Desk) -> Step:
    return _query(plan, command, "status")


def listing(plan: Plan, command: Command, desk: Desk) -> Step:
    return _query(plan, command, "list")


def report(plan: Plan, command: Command, desk: Desk) -> Step:
    if desk.background.report is None:
        return Refusal("not-available", {"verb": command.verb})
    return _query(plan, command, "report")


def card(plan: Plan, command: Command, desk: Desk) -> Step:
    return replace(plan, queries=(*plan.queries, ("help", ())))


def about_oneself(plan: Plan, command: Command, desk: Desk) -> Step:
    """What everybody may ask about their own data (`intake.decide.rights`): never in a mail about others."""
    return Refusal("about-oneself", {"verb": command.verb, "address": desk.service_address})


def _query(plan: Plan, command: Command, name: str) -> Step:
    return _none(command) or replace(plan, queries=(*plan.queries, (name, ())))


def _none(command: Command) -> Refusal | None:
    return Refusal("no-arguments", {"extra": " ".join(command.arguments)}) if command.arguments else None


def _move(plan: Plan, desk: Desk, event: CaseEvent) -> Step:
    if plan.move is not None:
        return Refusal("two-moves")
    if desk.case is None or next_state(desk.case.state, event) is None:
        return Refusal("not-in-state", {"state": desk.case.state if desk.case else ""})
    return replace(plan, move=event)


def _need(plan: Plan, command: Command, desk: Desk) -> Need | Refusal:
    before = plan.fields.get("need", desk.case.need if desk.case else Need())
    read = need_arguments(command.pairs, desk.language, desk.now.date())
    if not isinstance(read, Need):
        return Refusal("bad-need", {"problems": "; ".join(read)})
    assert isinstance(before, Need)
    return merged(before, read)


def merged(before: Need, said: Need) -> Need:
    """`before` with everything that was said now."""
    names = ("about", "tried", "with_", "time", "budget", "currency", "by")
    return replace(before, **{n: getattr(said, n) for n in names if getattr(said, n) is not None})


def _topic(typed: str, desk: Desk) -> str | Refusal:
    found = desk.catalogue.topic(typed)
    if found is None:
        near = ", ".join(desk.catalogue.nearest_topics(typed, 1))
        return Refusal("unknown-topic", {"name": typed, "near": near})
    return found.slug


def _pairs(command: Command) -> str:
    return " ".join(f"{k}={v}" for k, v in command.pairs.items())


def _translated(words: str) -> str:
    for pattern, unit in _DUTCH_UNITS:
        words = pattern.sub(unit, words)
    return re.sub(r"(?i)\b(\d+)\s*(d|h|m)(?:ays?|ours?|in\w*)?\b", r"\1\2", words).strip()


def _span(words: str) -> Span | None:
    try:
        span = parse_span(_translated(words))
    except ValueError:
        return None
    return span if span and span.length <= timedelta(days=400) else None


def _near(name: str, known: Iterable[str]) -> str:
    return next(iter(difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.6)), "")


def _roster(desk: Desk) -> str:
    """Of whoever may have the case; those of other clients are not named."""
    return ", ".join(
        c.name for c in serving(desk.settings.concierges, desk.case.client if desk.case else None)
    )

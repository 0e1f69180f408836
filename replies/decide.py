"""What a concierge's mail does: all of its lines, or none (CONTRACT 4). Pure.

The mail was read (`grammar`); its commands are folded into a `Plan` (`handlers`), looked at as a whole
(`contradictions`), and turned into effects (`carry_out`). On any problem nothing is applied and the concierge
gets a transcript; a collision, a leak, a signature that may hold sentences or a line that may be a command
holds the mail and asks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cases.effects import Decision, RecordEvent, SendMail
from cases.model import Direction, InboundState, OutboxKind, Purpose, Role
from cases.reasons import Reason
from replies import carry_out
from replies.commands.contradictions import contradiction, shared_out
from replies.commands.copies import outside
from replies.commands.grammar import MAY_BE_PROSE, Command
from replies.commands.phrases import problem, refused, say
from replies.commands.plan import Desk, Plan, Refusal
from replies.commands.table import TABLE
from replies.leaks import leaks
from replies.mails import own
from templates.drafts import Addressing
from templates.excerpts import MANY
from templates.files import TemplateProblem

TRANSCRIPT_LEADS = ("Not sent:", "Niet verstuurd:")  # the beginnings of `concierge/transcript`'s subjects
WRITING = frozenset({"use", "ask", "recommend", "option"})
PAIRED = frozenset({"use", "recommend", "need"})  # these take key=value
WORDED = frozenset({"note", "remember", "suggest", "help"})  # these take any words


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a transcript."""

    line: str
    ok: bool
    outcome: str
    suggestion: str = ""

    @property
    def variables(self) -> dict[str, object]:
        return {"line": self.line, "ok": self.ok, "outcome": self.outcome, "suggestion": self.suggestion}


def decide(desk: Desk) -> Decision:
    """The decision for a concierge's mail that passed the three checks."""
    if desk.unsure:
        return transcript(desk, [Line("", False, say("unsure-words", desk.language))])
    plan, lines = planned(desk)
    if not all(line.ok for line in lines):
        return _doubted(desk, lines) or transcript(desk, lines)
    written, desk = desk, shared_out(desk)
    refusal = contradiction(plan, desk)
    if refusal is not None:
        return transcript(written, [*lines, Line("", False, refused(refusal, desk.language))])
    try:
        held = _held(plan, desk, written)
        return held if held is not None else carry_out.decision(plan, desk)
    except TemplateProblem as fault:
        return transcript(
            written, [*lines, Line("", False, say("template-fault", desk.language, problem=fault))]
        )
    except carry_out.FewFitError as few:
        return asks(written, Reason.FEW_OPTIONS, few.details(desk.language))
    except carry_out.NothingFitsError as none:
        said = say("nothing-fits", desk.language, gaps=none.cut(desk.language))
        lifted = [Line("", True, words) for words in none.lifted(desk.language)]
        return transcript(written, [*lines, Line("", False, said), *lifted])


def planned(desk: Desk) -> tuple[Plan, list[Line]]:
    """The plan of all commands, and each command-like line with its outcome, in the order of the mail."""
    plan = Plan(note=desk.purpose is Purpose.NOTE)
    outcomes: dict[int, Line] = {}
    for found in desk.reading.problems:
        suggestion = f"#{found.meant}" if found.meant else ""
        outcomes[found.number] = Line(found.line, False, problem(found, desk.language), suggestion)
    for command in desk.reading.commands:
        step = _step(plan, command, desk)
        if isinstance(step, Refusal):
            outcomes[command.number] = Line(
                command.line, False, refused(step, desk.language), _suggestion(command, step)
            )
        else:
            plan = step
            outcomes[command.number] = Line(command.line, True, say("ok", desk.language))
    return plan, [outcomes[number] for number in sorted(outcomes)]


def _step(plan: Plan, command: Command, desk: Desk) -> Plan | Refusal:
    row = TABLE[command.verb]
    no_case_needed = row.anywhere or row.group == "held" or row.verb in ("send", "undo", "requester")
    has_case = desk.case is not None or desk.forwarded_from is not None
    if row.available and not has_case and not no_case_needed:
        return Refusal("needs-case")
    if plan.note and row.verb in WRITING:
        return Refusal("in-a-note")  # the rest of a mail below #note is for colleagues only
    if row.available and command.pairs and row.verb not in PAIRED | WORDED:
        return Refusal("too-many", {"extra": " ".join(f"{k}={v}" for k, v in command.pairs.items())})
    return row.handler(plan, command, desk)


def _suggestion(command: Command, refusal: Refusal) -> str:
    near = str(refusal.values.get("near", ""))
    if near:
        return f"#{command.verb} {near}"
    return f"#{command.verb}" if refusal.slug in ("no-arguments", "only-quietly") else ""


def _doubted(desk: Desk, lines: Sequence[Line]) -> Decision | None:
    """Held where nothing is wrong but lines that may be words as well as commands: its author knows."""
    doubtful = [found for found in desk.reading.problems if found.reason in MAY_BE_PROSE]
    if len(doubtful) < sum(not line.ok for line in lines):
        return None
    details = [f"{found.line}: {problem(found, desk.language)}" for found in doubtful]
    return asks(desk, Reason.MAYBE_COMMAND, details)


def _held(plan: Plan, desk: Desk, written: Desk) -> Decision | None:
    """The checks that hold a mail and ask; each can be waived by #send."""
    to_worker = carry_out.reaches_worker(plan, desk)
    if not to_worker or plan.preview or desk.case is None:
        return None
    other = _answered_meanwhile(desk)
    if other and Reason.COLLISION not in desk.waived:
        return asks(written, Reason.COLLISION, (), author=other)
    if desk.signature_at_risk and Reason.SIGNATURE_AT_RISK not in desk.waived:
        return asks(written, Reason.SIGNATURE_AT_RISK, desk.signature.splitlines())
    strangers = outside(plan, desk)
    if strangers and Reason.CC_OUTSIDE not in desk.waived:
        return asks(written, Reason.CC_OUTSIDE, strangers)
    found = leaks(desk, plan.cc)
    if found and Reason.LEAK not in desk.waived:
        return asks(written, Reason.LEAK, found)
    return None


def _answered_meanwhile(desk: Desk) -> str:
    """The colleague who wrote to the worker since the notification that this mail answers, or ""."""
    assert desk.case is not None
    seen = _last_seen(desk)
    for message in desk.case.messages:
        by_colleague = (
            message.direction is Direction.OUT
            and message.role is Role.CONCIERGE
            and message.author.key not in desk.author.addresses
        )
        if by_colleague and message.id > seen:
            return message.author.name or message.author.addr_spec
    return ""


def _last_seen(desk: Desk) -> int:
    """Id of the last message that the author knew of.

    A notification's address says so. Where another address was answered (a transcript, with the corrected
    text), it is what the worker or the author last wrote; who was asked about the collision knows of it.
    """
    assert desk.case is not None
    if desk.purpose is Purpose.ANSWER and desk.has_token:
        return desk.token_ref
    last = desk.case.messages[-1].id if desk.case.messages else 0
    if desk.waiting is not None and desk.waiting.reason == Reason.COLLISION:
        return last
    known = (m.id for m in desk.case.messages
             if m.role is Role.WORKER or m.author.key in desk.author.addresses)  # fmt: skip
    return max(known, default=0)


def transcript(desk: Desk, lines: Sequence[Line]) -> Decision:
    """Nothing was done: every line with its outcome, and the concierge's own text, ready to correct."""
    shown = _shown(lines)
    variables = {
        "lines": [line.variables for line in shown],
        "more": len(lines) - len(shown),
        "text": desk.text if desk.text.strip() else "",
        "subject": _subject_of(desk),
    }
    sent = _back(desk, "concierge/transcript", variables, f"transcript:{desk.inbound}")
    case = desk.case.id if desk.case else None
    wrong = "; ".join(f"{line.line}: {line.outcome}" for line in shown if not line.ok)
    event = RecordEvent(case, "mail.not-carried-out", desk.author.address, wrong)
    return Decision(InboundState.ACCEPTED, Reason.TRANSCRIPT, (sent, event), case)


def _subject_of(desk: Desk) -> str:
    """The case as notifications call it; without one the mail's subject, without what we put before it."""
    case = desk.case
    if case is not None:
        return f"{case.requester.name or case.requester.address}: {desk.writer.base(case.subject)}"
    subject = desk.writer.base(desk.subject)
    while lead := next((each for each in TRANSCRIPT_LEADS if subject.startswith(each)), ""):
        subject = desk.writer.base(subject.removeprefix(lead))
    return subject


def _shown(lines: Sequence[Line]) -> list[Line]:
    """Of very many lines those that need another look, and of the others as many as there is room for."""
    wrong = sum(not line.ok for line in lines)
    room, shown = {False: MANY, True: max(0, MANY - wrong)}, []
    for line in lines:
        if room[line.ok] > 0:
            room[line.ok] -= 1
            shown.append(line)
    return shown


def asks(desk: Desk, reason: Reason, details: Sequence[str], author: str = "") -> Decision:
    """Hold the mail whole and ask its author: #send sends it after all."""
    variables = {"reason": reason, "details": list(details), "author": author, "text": desk.text}
    sent = _back(desk, "concierge/held-asks", variables, f"asks:{reason}:{desk.inbound}")
    case = desk.case.id if desk.case else None
    event = RecordEvent(case, "mail.held", desk.author.address, reason)
    return Decision(InboundState.HELD, reason, (sent, event), case)


def _back(desk: Desk, template: str, variables: Mapping[str, object], dedupe: str) -> SendMail:
    """A mail about this mail to its author; a reply to it is the corrected mail."""
    where = Addressing(
        desk.person,
        desk.language,
        Purpose.TRANSCRIPT,
        desk.service_address,
        desk.case.id if desk.case else None,
        desk.inbound,
        thread=desk.own_thread,
        dedupe=dedupe,
    )
    shown = {**variables, "case": desk.case}
    return SendMail(own.reply(desk.mails, OutboxKind.TRANSCRIPT, template, where, shown), on_case=False)

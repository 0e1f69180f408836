"""What a concierge's mail does: all of its lines, or none (CONTRACT 4). Pure.

The mail is read (`grammar`), its commands folded into a `Plan` (`handlers`), and the plan turned into
effects (`carry_out`). On any problem nothing is applied and the concierge gets a transcript; a collision, a
leak or a signature that may hold sentences holds the mail and asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cases.effects import Decision, RecordEvent, SendMail
from cases.model import Direction, InboundState, OutboxKind, Purpose, Role
from replies import carry_out
from replies.grammar import Command, Reading, read
from replies.leaks import leaks
from replies.mails import Mails
from replies.plan import Desk, Plan, Refusal
from replies.table import TABLE, VERBS
from replies.words import problem, refused, say
from templates.sheets import TemplateProblem

QUERIES_ONLY = frozenset({Purpose.HELD, Purpose.RECEIPT, Purpose.DIGEST, Purpose.CONFIRM})


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
    reading = read(desk.text, VERBS)
    plan, lines = planned(desk, reading)
    if not all(line.ok for line in lines):
        return transcript(desk, lines)
    written, desk = desk, replace(desk, text=reading.remainder)
    refusal = _whole(plan, desk)
    if refusal is not None:
        return transcript(written, [*lines, Line("", False, refused(refusal, desk.language))])
    try:
        held = _held(plan, desk)
        return held if held is not None else carry_out.decision(plan, desk)
    except TemplateProblem as fault:
        return transcript(
            desk, [*lines, Line("", False, say("template-fault", desk.language, problem=fault))]
        )
    except carry_out.NothingFitsError:
        return transcript(written, [*lines, Line("", False, say("nothing-fits", desk.language))])


def planned(desk: Desk, reading: Reading) -> tuple[Plan, list[Line]]:
    """The plan of all commands, and each command-like line with its outcome, in the order of the mail."""
    plan = Plan(note=desk.purpose is Purpose.NOTE)
    outcomes: dict[int, Line] = {}
    for found in reading.problems:
        suggestion = f"#{found.meant}" if found.meant else ""
        outcomes[found.number] = Line(found.line, False, problem(found, desk.language), suggestion)
    for command in reading.commands:
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
    if (
        row.available
        and desk.case is None
        and not row.anywhere
        and row.group != "held"
        and row.verb != "send"
    ):
        return Refusal("needs-case")
    return row.handler(plan, command, desk)


def _suggestion(command: Command, refusal: Refusal) -> str:
    near = str(refusal.values.get("near", ""))
    if near:
        return f"#{command.verb} {near}"
    return f"#{command.verb}" if refusal.slug in ("no-arguments", "only-quietly") else ""


def _whole(plan: Plan, desk: Desk) -> Refusal | None:
    """What only shows when all lines are known."""
    mails = [plan.use is not None, plan.ask is not None, plan.recommends]
    uses_recommendation = plan.use is not None and _kind(plan, desk) == "recommendation"
    if sum(mails) > 1 and not (uses_recommendation and plan.recommends and plan.ask is None):
        return Refusal("one-mail")
    if plan.note and plan.writes_to_worker:
        return Refusal("in-a-note")
    answers_itself = plan.queries or plan.send or plan.settle or plan.writes_to_worker or plan.preview
    acts = answers_itself or plan.changes or plan.move or plan.assign or plan.remember
    if not desk.text.strip() and not acts and not desk.attachments:
        return Refusal("no-words")
    if desk.text.strip() and not plan.note and (desk.case is None or desk.purpose in QUERIES_ONLY):
        return None if plan.settle or plan.send or plan.queries else Refusal("wrong-mail")
    return None


def _kind(plan: Plan, desk: Desk) -> str | None:
    assert plan.use is not None
    language = desk.case.language if desk.case else desk.settings.languages[0]
    return desk.writer.library.sheet(plan.use[0], language).kind


def _held(plan: Plan, desk: Desk) -> Decision | None:
    """The checks that hold a mail and ask; each can be waived by #send."""
    to_worker = carry_out.reaches_worker(plan, desk)
    if not to_worker or plan.preview or desk.case is None:
        return None
    other = _answered_meanwhile(desk)
    if other and "collision" not in desk.waived:
        return asks(desk, "collision", (), author=other)
    if desk.signature_at_risk and "signature-at-risk" not in desk.waived:
        return asks(desk, "signature-at-risk", desk.signature.splitlines())
    found = leaks(desk)
    if found and "leak" not in desk.waived:
        return asks(desk, "leak", found)
    return None


def _answered_meanwhile(desk: Desk) -> str:
    """The colleague who wrote to the worker since the notification that this mail answers, or ""."""
    assert desk.case is not None
    for message in desk.case.messages:
        by_colleague = (
            message.direction is Direction.OUT
            and message.role is Role.CONCIERGE
            and message.author.key not in desk.author.addresses
        )
        if by_colleague and message.id > desk.token_ref and desk.purpose is Purpose.ANSWER:
            return message.author.name or message.author.addr_spec
    return ""


def transcript(desk: Desk, lines: Sequence[Line]) -> Decision:
    """Nothing was done: every line with its outcome, and the concierge's own text, ready to correct."""
    mails = Mails(desk.settings, desk.writer, desk.now, desk.catalogue)
    variables = {
        "case": desk.case,
        "lines": [line.variables for line in lines],
        "text": desk.text if desk.text.strip() else "",
        "subject": desk.writer.base(desk.subject),
    }
    draft = mails.personal(
        OutboxKind.TRANSCRIPT,
        "concierge/transcript",
        desk.author,
        desk.person,
        carry_out.mailbox_of(desk),
        variables,
        purpose=Purpose.TRANSCRIPT,
        ref=desk.inbound,
        case=desk.case,
        thread=carry_out.thread_of(desk),
        dedupe=f"transcript:{desk.inbound}",
    )
    case = desk.case.id if desk.case else None
    wrong = "; ".join(f"{line.line}: {line.outcome}" for line in lines if not line.ok)
    event = RecordEvent(case, "mail.not-carried-out", desk.author.address, wrong)
    return Decision(InboundState.ACCEPTED, "transcript", (SendMail(draft, on_case=False), event), case)


def asks(desk: Desk, reason: str, details: Sequence[str], author: str = "") -> Decision:
    """Hold the mail whole and ask its author: #send sends it after all."""
    mails = Mails(desk.settings, desk.writer, desk.now, desk.catalogue)
    variables = {
        "case": desk.case,
        "reason": reason,
        "details": list(details),
        "author": author,
        "text": desk.text,
    }
    draft = mails.personal(
        OutboxKind.TRANSCRIPT,
        "concierge/held-asks",
        desk.author,
        desk.person,
        carry_out.mailbox_of(desk),
        variables,
        purpose=Purpose.TRANSCRIPT,
        ref=desk.inbound,
        case=desk.case,
        thread=carry_out.thread_of(desk),
        dedupe=f"asks:{reason}:{desk.inbound}",
    )
    case = desk.case.id if desk.case else None
    event = RecordEvent(case, "mail.held", desk.author.address, reason)
    return Decision(InboundState.HELD, reason, (SendMail(draft, on_case=False), event), case)

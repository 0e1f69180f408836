"""What a concierge's mail does: all of its lines, or none (CONTRACT 4). Pure.

The mail was read (`grammar`); its commands are folded into a `Plan` (`handlers`), looked at as a whole
(`contradictions`), and turned into effects (`carry_out`). On any problem nothing is applied and the concierge
gets a transcript; a collision, a leak, a signature that may hold sentences or a line that may be a command
holds the mail and asks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cases.effects import Decision
from cases.model import Direction, Purpose, Role
from cases.reasons import Reason
from replies import carry_out
from replies.commands.contradictions import contradiction, shared_out
from replies.commands.copies import outside
from replies.commands.corrections import MOST, corrected_arguments, corrected_verb
from replies.commands.grammar import MAY_BE_PROSE, Command
from replies.commands.phrases import problem, refused, say
from replies.commands.plan import Desk, Plan, Refusal
from replies.commands.table import TABLE
from replies.leaks import leaks
from replies.mended import Line, mended
from replies.returned import Offer, asks, transcript
from templates.files import TemplateProblem

WRITING = frozenset({"use", "ask", "recommend", "option"})
PAIRED = frozenset({"use", "recommend", "need", "keep"})  # these take key=value
WORDED = frozenset({"note", "introduce", "remember", "suggest", "phrase", "help"})  # these take any words


def decide(desk: Desk) -> Decision:
    """The decision for a concierge's mail that passed the three checks."""
    if desk.unsure:
        return transcript(desk, [Line("", False, say("unsure-words", desk.language))])
    plan, lines = planned(desk)
    if not all(line.ok for line in lines):
        return _doubted(desk, lines) or returned(desk, lines, decide)
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
    except carry_out.UnsureTopicError as unsure:
        return asks(written, Reason.TOPIC_UNSURE, unsure.details(desk.language))
    except carry_out.FewFitError as few:
        return asks(written, Reason.FEW_OPTIONS, few.details(desk.language), why=few.why(desk.language))
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
        said = problem(found, desk.language)
        better = corrected_verb(found) if len(outcomes) < MOST else ""
        outcomes[found.number] = Line(found.line, False, said, suggestion, better, found.number)
    wrong = len(outcomes)
    for command in desk.reading.commands:
        step = _step(plan, command, desk)
        if isinstance(step, Refusal):
            wrong += 1
            better = corrected_arguments(command, step, desk) if wrong <= MOST else ""
            said, near = refused(step, desk.language), _suggestion(command, step)
            outcomes[command.number] = Line(command.line, False, said, near, better, command.number)
        else:
            plan = step
            outcomes[command.number] = Line(command.line, True, say("ok", desk.language))
    return plan, [outcomes[number] for number in sorted(outcomes)]


def _step(plan: Plan, command: Command, desk: Desk) -> Plan | Refusal:
    row = TABLE[command.verb]
    no_case_needed = row.anywhere or row.group == "held" or row.verb in ("send", "undo", "requester")
    has_case = desk.case is not None or desk.forwarded_from is not None
    if not has_case and not no_case_needed:
        return Refusal("needs-case")
    if plan.note and row.verb in WRITING:
        return Refusal("in-a-note")  # the rest of a mail below #note is for colleagues only
    if command.pairs and row.verb not in PAIRED | WORDED:
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
    if desk.doubtful and Reason.SIGNATURE_AT_RISK not in desk.waived:
        return asks(written, Reason.SIGNATURE_AT_RISK, [line for line in desk.doubtful.split("\n") if line])
    if desk.quoted and Reason.QUOTE_UNSURE not in desk.waived:
        return asks(written, Reason.QUOTE_UNSURE, desk.quoted)
    strangers = outside(plan, desk)
    if strangers and Reason.CC_OUTSIDE not in desk.waived:
        return asks(written, Reason.CC_OUTSIDE, strangers)
    found = leaks(desk, plan.cc)
    if found and Reason.LEAK not in desk.waived:
        return asks(written, Reason.LEAK, found)
    return None


def _answered_meanwhile(desk: Desk) -> str:
    """Who wrote to the worker since the notification that this mail answers, or ""; mostly a colleague.

    A mail that was sent back to be corrected may be late: its author has perhaps written anew.
    """
    assert desk.case is not None
    seen = _last_seen(desk)
    sent_back = desk.received_at if Reason.MISTYPED in desk.waived else None
    for message in desk.case.messages:
        if message.direction is not Direction.OUT or message.role is not Role.CONCIERGE:
            continue
        if message.author.key not in desk.author.addresses:
            if message.id > seen:
                return message.author.name or message.author.addr_spec
        elif sent_back is not None and message.at > sent_back:
            return say("yourself", desk.language)
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


def returned(desk: Desk, lines: Sequence[Line], whole: Callable[[Desk], Decision]) -> Decision:
    """A transcript; with an offer, where the corrections are obvious and `whole` would carry it all out."""
    found = mended(desk, lines, lambda corrected: planned(corrected)[1], whole)
    if found is None:
        return transcript(desk, lines)
    reaches = carry_out.reaches_worker(planned(found.desk)[0], shared_out(found.desk))
    return transcript(desk, found.shown(lines), Offer(found.lines, reaches))

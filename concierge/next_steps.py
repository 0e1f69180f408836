"""What an operator types next: commands as they are typed here, with what they would do.

A listing ends with it, and so does what shows one mail, so that nobody has to know the manual.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from cases.model import InboundState, OutboxState
from cases.reasons import CONFIRMABLE, Reason

Step = tuple[str, str]  # the words behind `concierge`, what they do
ASKED = frozenset(
    {
        *(Reason.COLLISION, Reason.LEAK, Reason.CC_OUTSIDE, Reason.MAYBE_COMMAND, Reason.SIGNATURE_AT_RISK),
        *(Reason.FEW_OPTIONS, Reason.TOPIC_UNSURE, Reason.QUOTE_UNSURE),
    }
)
"""A concierge's own mail, of which they were asked something by mail."""
MISSING = "N"  # stands for a number that the reader puts there
_SEND = ("outbox retry {id}", "sends it at the next round")
_NEVER = ("outbox cancel {id}", "never sends it")
_OUTBOX: Mapping[str, tuple[Step, ...]] = {
    OutboxState.HELD: (_SEND, _NEVER),
    OutboxState.FAILED: (("outbox retry {id}", "tries once more, when what it says above is mended"), _NEVER),
    OutboxState.SUPPRESSED: (
        ("outbox clear {to}", "lets mail go to this address again, if it does exist"),
        ("outbox retry {id}", "then sends this one"),
    ),
    OutboxState.DEFERRED: (("outbox retry {id}", "does not wait for the next attempt"), _NEVER),
    OutboxState.QUEUED: (("outbox cancel {id}", "never sends it"),),
    OutboxState.CANCELLED: (("outbox retry {id}", "sends it after all"),),
}


def of_held(state: str, reason: str, number: int) -> tuple[Step, ...]:
    """For one received mail that waits."""
    accept, discard = f"held accept {number}", f"held discard {number}"
    if state == InboundState.SHUNTED:
        return (
            (f"held retry {number}", "handles it anew: first mend what the log says about it"),
            (discard, "leaves it out for good; it stays in the mailbox"),
        )
    if state != InboundState.HELD:
        return ()
    if reason == Reason.ON_HOLD:
        return ((discard, "drops it; left alone it is handled when its time is over ([response] hold)"),)
    if reason == Reason.MISTYPED:
        return ((discard, "drops it; its author has the text back, and nobody has to do anything"),)
    if reason == Reason.FROM_NOT_SINGLE:
        return (
            (discard, "leaves it out: nobody knows whose case it would be; answer by hand if it matters"),
        )
    if reason in CONFIRMABLE:
        return (
            (accept, "carries it out: only if you have asked the concierge, and it was theirs"),
            (discard, "leaves it out; the concierge was asked by mail too, and may still say yes or no"),
        )
    if reason in ASKED:
        return (
            (accept, "sends it as it is; the concierge was asked by mail, and rather decides it there"),
            (discard, "drops it"),
        )
    return (
        (accept, "lets it in: it becomes a case, or joins one, and is answered"),
        (discard, "leaves it out; it stays in the mailbox, and nobody is told"),
    )


def of_outgoing(state: str, number: int, to: str) -> tuple[Step, ...]:
    """For one outgoing mail."""
    return tuple((words.format(id=number, to=to), does) for words, does in _OUTBOX.get(state, ()))


def of_outbox(
    states: Collection[str], suppressed: Collection[str], paused: Collection[str]
) -> tuple[Step, ...]:
    """Below a list of outgoing mail: who waits for a person comes first."""
    steps: list[Step] = []
    if {OutboxState.HELD, OutboxState.FAILED, OutboxState.SUPPRESSED} & set(states):
        steps.append((f"outbox show {MISSING}", "tells why one of them did not go out, and what can be done"))
    steps += [
        (f"outbox clear {each}", "sends what waits in this mailbox, when the reason is mended")
        for each in paused
    ]
    if suppressed:
        steps.append(
            (f"outbox clear {min(suppressed)}", "lets mail go to this address again, if it does exist")
        )
    if not steps and states:
        steps.append((f"outbox show {MISSING}", "shows one with its text and its attempts"))
    return tuple(steps)


def lines(steps: Iterable[Step], config: Path) -> tuple[str, ...]:
    """As they are typed, in columns; "" where there is nothing to do."""
    typed = [(_typed(words, config), does) for words, does in steps]
    width = max((len(words) for words, _ in typed), default=0)
    return ("Next:", *(f"  {words:<{width}}  {does}" for words, does in typed)) if typed else ()


def _typed(words: str, config: Path) -> str:
    """With --config where the command that is typed now had it."""
    named = str(config) == "concierge.toml" or os.environ.get("CONCIERGE_CONFIG") == str(config)
    more = "" if named else f" --config {shlex.quote(str(config))}"
    return f"concierge {words}{more}"

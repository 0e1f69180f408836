"""One row of the table of attacks: the mail, what must not come of it, and the honest mail beside it.

A row is played by `tests.flow.attacks.play`: somebody asks, the attack comes in, then the honest mail. What
no attack may ever do is looked for in every row (`tests.flow.attacks.harm`); a row says what differs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from concierge.demo.border import PASS, Results

if TYPE_CHECKING:
    from tests.flow.attacks.cast import Cast

DESK = frozenset({"anna", "bram", "lead"})


@dataclass(frozen=True, slots=True)
class Mail:
    """What comes to the border: octets, envelope, and what the border found out about its author."""

    raw: bytes
    to: str
    results: Results | None = PASS  # None: it lies in the mailbox just as it is
    mail_from: str = "sender@client.example.net"


Mails = Mail | Sequence[Mail]
Wrote = Callable[["Cast"], Mails]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`ends`, `does`: state and reason of the last mail of attack (" | " between two) and of honest mail.

    given: what happened before. told: who may get mail because of the attack, besides the desk; "worker",
    "colleagues" or an address. changes: fields of the row's own case that the attack may change, as a person
    with the same rights could. opens: cases that it may open. never: words that no mail of the attack may
    hold, whoever it goes to. hidden: words that may reach the desk only. check: further faults, in words.
    gets, says: what the worker gets for the honest mail, and words in it. servers: it is also played on both
    mail loops. world: a configuration. further: it shows what another row of the group shows, in other
    letters: only `make check` plays it.
    """

    name: str
    attack: Wrote
    ends: str
    honest: Wrote
    does: str
    given: Callable[[Cast], object] = lambda cast: None
    told: frozenset[str] = frozenset()
    changes: frozenset[str] = frozenset()
    opens: int = 0
    never: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    after: str = ""  # state of the row's case, and its language, when the attack is over
    check: Callable[[Cast], Iterable[str]] = lambda cast: ()
    most: int = 4  # mails that the service may write because of the attack
    each: int = 99  # of these to one address
    gets: str = ""
    says: str = ""
    servers: bool = False
    world: str = "plain"
    further: bool = False


class Usual(Protocol):
    """Makes rows that have much in common."""

    def __call__(
        self, name: str, attack: Wrote, ends: str, honest: Wrote | None = None, **more: Any
    ) -> Row: ...


def usual(**its: Any) -> Usual:
    """`its`: fields of every row of a group that does not say otherwise."""

    def row(name: str, attack: Wrote, ends: str, honest: Wrote | None = None, **more: Any) -> Row:
        told = {**its, **({"honest": honest} if honest else {}), **more}
        return Row(name=name, attack=attack, ends=ends, **told)

    return row

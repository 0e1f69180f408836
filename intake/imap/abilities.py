"""What a server can do, and in words what it means where it cannot. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lack:
    """`what` the server has not, what that `means` here, and what to `do` ("" = nothing has to be done)."""

    what: str
    means: str
    do: str = ""


_LACKS = {
    "IDLE": Lack("IDLE", "new mail is seen by polling only", "Keep [intake] poll short."),
    "UIDPLUS": Lack("UIDPLUS", "the place of a filed copy is not known, and old mail cannot be removed"),
    "MOVE": Lack("MOVE", "handled mail is copied and expunged instead"),
    "NAMESPACE": Lack("NAMESPACE", "folders are looked for at the top and below INBOX"),
}
_STAYS = Lack(
    "MOVE and UIDPLUS",
    "handled mail stays in INBOX, because a single mail cannot be moved safely",
    'Write processed_folder = "" to make that plain.',
)
_SENT = Lack(
    "SPECIAL-USE", "the Sent folder is known by its name only", "Name it in sent_folder if it is not found."
)


def lacks(capabilities: Collection[str], *, moves: bool = True) -> tuple[Lack, ...]:
    """What is missing, most important first; `capabilities` as announced after login, upper case.

    `moves`: handled mail is to be moved ([[mailbox]] processed_folder is not "").
    """
    found: list[Lack] = []
    if moves and not {"MOVE", "UIDPLUS"} & set(capabilities):
        found.append(_STAYS)
    found += [
        lack
        for name, lack in _LACKS.items()
        if name not in capabilities and not (_STAYS in found and name in ("MOVE", "UIDPLUS"))
    ]
    if not {"SPECIAL-USE", "XLIST", "X-GM-EXT-1"} & set(capabilities):
        found.append(_SENT)
    return tuple(found)

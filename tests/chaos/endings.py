"""How a life of the service ends: drawn from a seed, and written so that a report can name it. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from random import Random

SIDES = ("before", "during", "after")
ROLES = ("intake", "followups", "outbox")
COMMITS = {"mail": 8, "busy": 20, "any": 40}
"""The highest number of a commit that is drawn; a life has about so many. "mail": what a mail moves through;
"busy": all but the signs of life; "any". Besides: the places of OF_A_MAIL, each alone."""
AT_A_PLACE = (1, 1, 1, 1, 2, 3)
SIGNS_OF_LIFE = ("db/health.py", "db/leases.py", "db/running.py", "db/troubles.py", "db/watched.py")
OF_A_MAIL = (
    "db/deciding.py",
    "db/folders.py:store",
    "db/folders.py:mark_filed",
    "db/sentbox.py:mark_copied",
    "followups/runner.py",
    "intake/handle.py",
    "mailer/outbox.py:_fill",
    "mailer/outbox.py:_record",
)
PROCESSOR = 150  # milliseconds of processor time; a life of a mail or two takes about so many
PATIENCE = 1.2  # seconds of quiet life until an ending that did not come is given up


@dataclass(frozen=True, slots=True)
class Ending:
    """SIGKILL in one life of the service.

    how   "commit": at the `nth` commit, on this `side`; "processor": after `milliseconds` of processor time;
          "data": while the relay has the `nth` mail, before or after it took it; "rest": when nothing is left
    whom  "all" processes of the service, its "main" one (the kernel ends the others), or its "worker"
    cut   the relay loses the line at its `cut`-th mail without anybody dying, on `cut_side`; 0: never
    """

    how: str
    side: str = "before"
    nth: int = 1
    counted: str = "busy"  # which commits: of COMMITS, or the beginning of a place
    microseconds: int = 0  # into the commit, for "during"
    milliseconds: int = 0
    whom: str = "all"
    once: bool = True  # `run --once`, else the daemon
    times: int = 1  # that it does so in this life
    apart: str = ""  # the role whose process is killed, where each has its own
    late: bool = False  # mail comes while the service runs
    cut: int = 0
    cut_side: str = "before"

    def __str__(self) -> str:
        where = {
            "commit": f"{self.side} {self.counted} commit {self.nth}",
            "processor": f"after {self.milliseconds} ms of processor time",
            "data": f"{self.side} the relay took mail {self.nth}",
            "rest": "at rest",
        }[self.how]
        kind = "once" if self.once else f"daemon, role {self.apart}" if self.apart else "daemon"
        cut = f", line lost {self.cut_side} mail {self.cut}" if self.cut else ""
        return f"{kind}: {self.whom} {where}{cut}"

    def as_order(self) -> dict[str, object]:
        """For the process that is to end so."""
        return asdict(self)


def drawn(random: Random) -> Ending:
    """An ending like any other."""
    how = random.choices(("commit", "processor", "data", "rest"), (60, 22, 15, 3))[0]
    once = random.random() < 0.5
    counted = random.choices((*COMMITS, random.choice(OF_A_MAIL)), (1, 3, 1, 6))[0]
    return Ending(
        how=how,
        side=random.choice(SIDES if how == "commit" else ("before", "after")),
        nth=random.choice(AT_A_PLACE)
        if how == "data" or counted not in COMMITS
        else random.randint(1, COMMITS[counted]),
        counted=counted,
        microseconds=int(10 ** random.uniform(1, 3.7)),
        milliseconds=random.randint(1, PROCESSOR),
        whom=random.choices(("all", "main", "worker"), (5, 3, 2))[0]
        if how in ("commit", "processor")
        else "all",
        once=once,
        times=random.choice((1, 2)),  # copies in Sent are made the second time
        apart=random.choice(ROLES) if not once and random.random() < 0.2 else "",
        late=not once and random.random() < 0.4,
        cut=random.choice((1, 2)) if random.random() < 0.15 else 0,
        cut_side=random.choice(("before", "after")),
    )


def counts(place: str, counted: str) -> bool:
    """Whether a commit at this place ("db/folders.py:store") is one of those."""
    if counted == "mail":
        return place.startswith(OF_A_MAIL)
    if counted == "busy":
        return not place.startswith(SIGNS_OF_LIFE)
    return counted == "any" or place.startswith(counted)

"""What the commands of one mail add up to, and what the handlers may look at. Values only.

Handlers fold over a `Plan`: each returns a new plan or a `Refusal`. Nothing is carried out before every
line of the mail was accepted (all or none, CONTRACT 4); `replies.decide` then turns the plan into effects.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from cases.catalogue import Option
from cases.introductions import Introduction
from cases.model import Attachment, CaseEvent, Direction, InboundState, Message, Person, Purpose
from cases.settings import Concierge
from cases.typed import as_typed
from replies.background import Background, OnBackground
from replies.commands.grammar import Reading
from templates.drafts import Thread

_PICTURE = re.compile(
    r"!\[[^\]\n]{0,200}\]\([^)\n]{0,500}\)|\[(?:cid:|image|logo|inline)[^\]\n]{0,200}\]", re.I
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a command cannot be done: a key of `replies.commands.phrases`, with what it names."""

    slug: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """Fields of the case to change, and how the timeline and the receipt call it."""

    fields: Mapping[str, object]
    event: str
    detail: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything one mail asks for. `queries` are answered in one receipt to its author only."""

    note: bool = False
    preview: bool = False
    queries: tuple[tuple[str, tuple[str, ...]], ...] = ()
    use: tuple[str, Mapping[str, str]] | None = None
    ask: str | None = None
    recommend: tuple[str | None, Mapping[str, str]] | None = None
    options: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    move: CaseEvent | None = None
    quietly: bool = False
    assign: Concierge | None = None
    remember: tuple[str, ...] = ()
    keep: tuple[Option, ...] = ()  # as typed: see `replies.commands.keeping.completed`
    phrases: tuple[str, ...] = ()  # that the case's first topic learns
    send: bool = False
    without: bool = False  # with #send: without the lines that were asked about
    settle: InboundState | None = None  # accepted | discarded
    requester: Person | None = None
    cc: tuple[str, ...] = ()  # addresses, lower case
    merge: int | None = None  # the case that this one becomes part of
    split: bool = False
    undo: bool = False
    introduce: tuple[Introduction, str] | None = None  # and the language in which the colleague is asked

    def changed(self, event: str, detail: str, **fields: object) -> Plan:
        """This plan with one more change of the case."""
        return replace(self, changes=(*self.changes, Change(fields, event, detail)))

    def asks_beside(self, *names: str) -> bool:
        """Whether it asks for anything but these fields, so that no command to come is forgotten."""
        blank = Plan()
        return replace(self, **{name: getattr(blank, name) for name in names}) != blank

    @property
    def fields(self) -> dict[str, object]:
        """All changed fields, later ones winning."""
        return {k: v for change in self.changes for k, v in change.fields.items()}

    @property
    def templates(self) -> tuple[str, ...]:
        """Names of the templates that it sends."""
        return ((self.use[0],) if self.use else ()) + ((self.ask,) if self.ask else ())

    @property
    def writes_to_worker(self) -> bool:
        return self.use is not None or self.ask is not None or self.recommends

    @property
    def recommends(self) -> bool:
        return self.recommend is not None or bool(self.options)


@dataclass(frozen=True, slots=True)
class Desk(OnBackground):
    """The facts around one concierge's mail (read in the deciding transaction).

    `reading` is what the writer's own words say, read once. `text` are the words for the worker, `private`
    those for colleagues only: all words until they are shared out. `unsure`: the writer's words could not be
    told from what was quoted.
    """

    background: Background
    author: Concierge
    person: Person
    language: str
    inbound: int
    purpose: Purpose | None = None
    token_ref: int = 0
    has_token: bool = True  # False: released by confirmation, without a signed address
    mailbox: str = ""  # the service address that it came to
    reading: Reading = field(default_factory=Reading)
    text: str = ""
    is_plain: bool = False  # it came in a mail without HTML, so that its stars and tildes are letters
    private: str = ""
    invitation: str = ""  # what an invitation in the mail says: goes with the words
    unsure: bool = False
    quoted: tuple[str, ...] = ()  # lines of a quotation within `text` that may be of a mail of ours
    subject: str = ""
    message_id: str | None = None
    references: tuple[str, ...] = ()  # the thread that the mail being decided stands in, oldest first
    signature: str = ""
    doubtful: str = ""  # lines of it that may be words for the worker
    forwarded_from: str | None = None  # the mail forwards another: its author's address, "" where unknown
    closing: str = ""  # a closing formula and their own name at the end of `text`: the sign-off replaces it
    attachments: tuple[Attachment, ...] = ()
    said_in_files: tuple[tuple[str, str], ...] = ()  # (name, all that can be read in it) of those files
    left_out: tuple[str, ...] = ()  # names of files that never go to a worker
    waived: frozenset[str] = frozenset()
    received_at: datetime | None = None

    def typed(self, text: str) -> str:
        """Words of this mail to be shown or kept: what only looks like HTML's marks is letters."""
        return as_typed(text) if self.is_plain else text

    @property
    def worker_messages(self) -> tuple[Message, ...]:
        """What the worker and we wrote to one another, oldest first."""
        return tuple(m for m in self.case.messages if m.direction is not Direction.NOTE) if self.case else ()

    @property
    def service_address(self) -> str:
        """The mailbox that answers: the case's, else the one that was written to."""
        return self.case.mailbox if self.case else self.mailbox or self.settings.mailboxes[0].address

    @property
    def own_thread(self) -> Thread:
        """The author's own thread, as an answer to the mail being decided sees it."""
        return self.threads.get(self.author.address.lower(), Thread()).after(self.message_id, self.references)

    @property
    def says_something(self) -> bool:
        """Whether there are words for the worker; the pictures of a signature are none."""
        return bool(_PICTURE.sub("", self.text).strip())

    @property
    def files(self) -> tuple[Attachment, ...]:
        """What was attached on purpose: no picture in place. Seals of signed mails never get here."""
        return tuple(a for a in self.attachments if not a.inline)

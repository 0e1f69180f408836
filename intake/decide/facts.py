"""What a decision about one inbound mail may look at. Read in the deciding transaction; values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cases.catalogue import Catalogue
from cases.earlier import EarlierMail, OurMail, Recommended, SimilarCase
from cases.model import Address, Attachment, Case, Kind, Person, Proof
from cases.settings import MailboxSettings, Settings
from cases.tokens import Token
from intake.decide.attachments import Enclosed
from intake.decide.classify import Author
from intake.decide.match import Match
from intake.reading.parsed import Parsed
from intake.reading.quotes.forwards import Forwarded
from intake.reading.quotes.split import Split
from intake.reading.signatures.signatures import Cut
from replies.commands.grammar import Reading
from replies.mails.shared import Mails
from templates.drafts import Thread, Writer


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything around one inbound mail. `case` is the matched, live case; `new_case` is reserved.

    `own` are a concierge's own words and `reading` the commands in them; empty for everybody else.
    `tokens` are all verified tokens of the mail (recipients first); `people` are roster and lead by
    address; `threads` are our earlier mails on the case by recipient address.
    """

    now: datetime
    settings: Settings
    mailbox: MailboxSettings
    writer: Writer
    catalogue: Catalogue
    inbound: int
    size: int
    parsed: Parsed
    split: Split
    author: Author
    proof: Proof
    kind: Kind
    kind_reason: str
    match: Match
    language: str
    new_case: int
    own: Cut = field(default_factory=Cut)
    reading: Reading = field(default_factory=Reading)
    forwarded: Forwarded | None = None
    person: Person | None = None
    case: Case | None = None
    tokens: tuple[Token, ...] = ()
    imported: bool = False
    waived: frozenset[str] = frozenset()
    duplicate: bool = False
    recent_requests: int = 0
    reported: OurMail | None = None
    similar: tuple[SimilarCase, ...] = ()
    rejected: EarlierMail | None = None
    enclosed: Enclosed = field(default_factory=Enclosed)
    people: Mapping[str, Person] = field(default_factory=dict)
    threads: Mapping[str, Thread] = field(default_factory=dict)
    known_signatures: tuple[str, ...] = ()  # blocks below the author's earlier mails
    told: frozenset[str] = frozenset()
    earlier: tuple[Case, ...] = ()
    open_cases: tuple[Case, ...] = ()
    others: Mapping[int, Case] = field(default_factory=dict)  # cases that a #merge names
    report: Mapping[str, Any] | None = None  # figures, where a #report asks for them
    recommended: tuple[Recommended, ...] = ()
    ratings: Mapping[str, tuple[float, int]] = field(default_factory=dict)

    @property
    def address(self) -> Address:
        """The author; a mail without one has a nameless placeholder (it is held)."""
        return self.author.address or Address("", "unknown@invalid")

    @property
    def mails(self) -> Mails:
        """What the mails of this decision share."""
        return Mails(self.settings, self.writer, self.now, self.catalogue, self.people)

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The files that go along with this mail."""
        return self.enclosed.files

    @property
    def new_text(self) -> str:
        return self.split.new_text

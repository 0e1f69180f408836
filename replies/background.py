"""What stands around a mail while it is decided: the service, the case, its people, what the store knows.

One value, read in the deciding transaction. The facts of a decision (`intake.decide.facts`) and the desk of a
concierge (`replies.commands.plan`) hold the same one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from cases.catalogue import Catalogue, Catalogues
from cases.earlier import EarlierMail, OurMail, Recommended, SentBefore, SimilarCase
from cases.experts import Helper
from cases.introductions import Introduction
from cases.model import Case, Person
from cases.offers import Offering
from cases.rights import Standing
from cases.settings import Settings
from replies.mails.shared import Mails
from templates.drafts import Thread, Writer


@dataclass(frozen=True, slots=True)
class Background:
    """The service at this moment, the case that a mail is about (None: none), and what its commands ask for.

    `people` are roster and lead, and whom a #requester names, by address; `threads` are our earlier mails on
    the case by the address of who got them.
    """

    now: datetime
    writer: Writer
    catalogue: Catalogue
    catalogues: Catalogues | None = None  # where clients have options or topics of their own
    case: Case | None = None  # the live one, where cases were merged
    new_case: int = 0  # the id of the next case, reserved for this decision
    people: Mapping[str, Person] = field(default_factory=dict)
    threads: Mapping[str, Thread] = field(default_factory=dict)
    waiting: EarlierMail | None = None  # the received mail that this one settles, by its signed address
    reported: OurMail | None = None  # that a delivery report is about
    recent_requests: int = 0  # of the author, within [limits] requests_per_sender
    former_name: str = ""  # of an author whose name is another one now, and proven
    standing: Standing = field(default_factory=Standing)  # of an author who asks about their own data
    acts: tuple[Offering, ...] = ()  # what an author who offers help offered before
    act: Offering | None = None  # the question about an offer that this mail answers, whoever wrote it
    earlier: tuple[Case, ...] = ()  # other cases of the author, latest first
    known_signatures: tuple[str, ...] = ()  # blocks below the author's earlier mails
    pictures: tuple[str, ...] = ()  # SHA-256 of inline pictures in a concierge's earlier mails
    others: Mapping[int, Case] = field(default_factory=dict)  # cases that a #merge names
    open_cases: tuple[Case, ...] = ()  # for #list
    helpers: tuple[Helper, ...] = ()  # who offers help, for #expert and #introduce
    introductions: tuple[Introduction, ...] = ()  # on the case, for #introduce and #status
    introduction: Introduction | None = None  # that this mail answers, and the case that it is about
    asked_on: Case | None = None
    helping: tuple[Offering, ...] = ()  # what the colleague of that introduction offered
    report: Mapping[str, Any] | None = None  # figures of docs/report.md, for #report
    similar: tuple[SimilarCase, ...] = ()  # earlier cases on its topics, for #suggest
    recommended: tuple[Recommended, ...] = ()  # to the requester, before
    sent: SentBefore = field(default_factory=SentBefore)  # earlier on the case
    outside: Mapping[str, float] = field(default_factory=dict)  # points for topics, of a sentence model
    ratings: Mapping[str, tuple[float, int]] = field(default_factory=dict)  # (mean, how many) by option

    @property
    def settings(self) -> Settings:
        return self.writer.settings

    def for_client(self, client: str | None) -> Background:
        """The same as this client's people find it: hours, promise, languages, templates, catalogue."""
        catalogue = self.catalogues.of(client) if self.catalogues else self.catalogue
        writer = self.writer.for_client(client)
        if writer is self.writer and catalogue is self.catalogue:
            return self
        return replace(self, writer=writer, catalogue=catalogue)

    @property
    def named(self) -> Catalogue:
        """What topics are called for whoever reads figures of several clients."""
        return self.catalogues.named() if self.catalogues else self.catalogue

    @property
    def told(self) -> frozenset[str]:
        """Addresses of colleagues who had mail about the case."""
        return frozenset(address for address, thread in self.threads.items() if thread.parent)

    @property
    def mails(self) -> Mails:
        """What the mails of this decision share."""
        return Mails(self.settings, self.writer, self.now, self.catalogue, self.people, self.outside)


class OnBackground:
    """Short names, for the values that hold a background, of what is asked of it most."""

    __slots__ = ()
    background: Background

    @property
    def now(self) -> datetime:
        return self.background.now

    @property
    def settings(self) -> Settings:
        return self.background.settings

    @property
    def writer(self) -> Writer:
        return self.background.writer

    @property
    def catalogue(self) -> Catalogue:
        return self.background.catalogue

    @property
    def case(self) -> Case | None:
        return self.background.case

    @property
    def waiting(self) -> EarlierMail | None:
        return self.background.waiting

    @property
    def people(self) -> Mapping[str, Person]:
        return self.background.people

    @property
    def threads(self) -> Mapping[str, Thread]:
        return self.background.threads

    @property
    def mails(self) -> Mails:
        return self.background.mails

"""Plays a row: somebody asks, the attack comes in, then the honest mail; gives what went wrong, in words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from db.tables import Case
from tests.flow.attacks.cast import QUESTION, Cast, Service
from tests.flow.attacks.harm import Around, Change, Written, case_row, changed, defects, state
from tests.flow.attacks.office import Office
from tests.flow.attacks.row import Mail, Mails, Row

VICTIM = "Something about the quarterly zebra figures."
"""What the other worker asked: words that nobody outside the desk may read."""


class Judged(Service, Protocol):
    """Where a row is played, as its mails are judged there."""

    def knows(self, address: str) -> frozenset[str]: ...


class Stage:
    """An office with somebody's case in it, which no row has to do with."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.victim = office.person("olga", "Olga Novak")
        office.taken(_blank(office).write(self.victim.address, VICTIM, subject="Zebra figures"))
        asked = {"victim_ack": self.victim.address, "theirs": office.anna.address}
        self.first = {name: office.last_to(address) for name, address in asked.items()}
        self.victim_case = int(Case.select().get().id)

    def cast(self, row: Row) -> Cast:
        """Its worker has asked."""
        office = self.office
        slug = re.sub(r"\W+", "-", row.name.lower())
        worker = office.person("maria", "Maria Jansen")
        assert "accepted request" == office.take(_blank(office, slug).write(worker.address, QUESTION))
        got = {"ack": worker.address, "told": office.anna.address, "told_bram": office.bram.address}
        return Cast(
            name=slug,
            at=office,
            worker=worker,
            victim=self.victim,
            first={**self.first, **{name: office.last_to(address) for name, address in got.items()}},
            case=int(Case.select().order_by(Case.id.desc()).get().id),
            victim_case=self.victim_case,
            written=1,
        )


def _blank(office: Office, name: str = "victim") -> Cast:
    """Enough of a cast to write a first mail."""
    return Cast(name, office, office.lead, office.lead, {}, 0, 0)


def play(row: Row, stage: Stage) -> list[str]:
    """What went wrong; [] when the attack came to nothing and the honest mail did its thing."""
    cast = stage.cast(row)
    row.given(cast)
    before, sent = state(), len(stage.office.written)
    ended = [stage.office.take(mail) for mail in each(row.attack(cast))][-1]
    wrote = stage.office.written[sent:]
    wrong = [*attack_faults(row, cast, ended, wrote, changed(before, state()), stage.office)]
    untouched, sent = case_row(cast.victim_case), len(stage.office.written)
    ended = [stage.office.take(mail) for mail in each(row.honest(cast))][-1]
    wrong += honest_faults(row, cast, ended, stage.office.written[sent:], stage.office)
    if untouched != case_row(cast.victim_case):
        wrong.append("honest: changed somebody else's case")
    return wrong


def attack_faults(
    row: Row, cast: Cast, ended: str, wrote: Sequence[Written], changes: Iterable[Change], at: Judged
) -> Iterator[str]:
    """What the attack brought about."""
    if ended not in row.ends.split(" | "):
        yield f"attack: ended as {ended!r}, not {row.ends!r}"
    if len(wrote) > row.most:
        yield f"attack: {len(wrote)} mails because of it: {[(mail.kind, mail.to) for mail in wrote]}"
    told = roster(at) | {_named(who, cast) for who in row.told}
    by_reader = Counter(address for mail in wrote for address in mail.to)
    yield from (f"attack: {count} mails to {who}" for who, count in by_reader.items() if count > row.each)
    for mail in wrote:
        strangers = set(mail.to) - told
        if "colleagues" in row.told:
            strangers = {each for each in strangers if not each.endswith(f"@{cast.domain}")}
        if strangers:
            yield f"attack: {mail.kind} to {sorted(strangers)}"
        everything = mail.everything
        yield from (f"attack: {mail.kind} holds {words!r}" for words in row.never if words in everything)
        if not roster(at).issuperset(mail.to):
            hidden = [words for words in (VICTIM, *row.hidden) if words in everything]
            yield from (f"attack: {mail.kind} to {mail.to} holds {words!r}" for words in hidden)
        yield from _defects("attack", mail, at)
    opened = 0
    for whose, what in changes:
        opened += what == "opened"
        own_case = whose in (cast.case, cast.worker.address)
        if what != "opened" and (not own_case or what not in row.changes):
            yield f"attack: changed {what} of {whose}"
    own = Case.get_by_id(cast.case)
    if row.after and row.after != f"{own.state} {own.language}":
        yield f"attack: the case is {own.state} {own.language}, not {row.after}"
    yield from (f"attack: {fault}" for fault in row.check(cast))
    if opened > row.opens:
        yield f"attack: opened {opened} cases"


def honest_faults(row: Row, cast: Cast, ended: str, wrote: Sequence[Written], at: Judged) -> Iterator[str]:
    """What the honest mail should have done and did not."""
    if ended != row.does:
        yield f"honest: ended as {ended!r}, not {row.does!r}"
    got = [mail for mail in wrote if cast.worker.address in mail.to]
    if row.gets and row.gets not in {mail.kind for mail in got}:
        yield f"honest: the worker got {[mail.kind for mail in got]}, no {row.gets}"
    if row.says and not any(row.says in mail.everything for mail in (got if row.gets else wrote)):
        yield f"honest: nobody was told {row.says!r}"
    for mail in wrote:
        yield from _defects("honest", mail, at)


def roster(at: Judged) -> frozenset[str]:
    return frozenset({at.anna.address, at.bram.address, at.lead.address})


def around(at: Judged) -> Around:
    return Around(at.service.address, roster(at), at.settings.signer, at.now, at.knows)


def _defects(which: str, mail: Written, at: Judged) -> Iterator[str]:
    yield from (f"{which}: {mail.kind} to {mail.to}: {defect}" for defect in defects(mail, around(at)))


def _named(who: str, cast: Cast) -> str:
    return cast.worker.address if who == "worker" else who.replace("DOMAIN", cast.domain)


def each(mails: Mails) -> Sequence[Mail]:
    return (mails,) if isinstance(mails, Mail) else mails

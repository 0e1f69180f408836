# ruff: noqa: E501 - one row a line
"""Each command with what may follow it: accepted, or refused in words, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cases.catalogue import Topic
from cases.effects import ChangeCase, MoveCase, RecordRecommendation, RememberPerson
from cases.model import CaseEvent, CaseState, InboundState, Message, Need, Person, Purpose, Role
from cases.settings import Client
from replies.commands.grammar import read
from replies.commands.plan import Desk, Plan
from replies.commands.table import ROWS, VERBS, Row
from replies.decide import decide, planned
from templates.load import load_library
from tests import desk as d

HELD = d.held("dmarc-fail", author="eve@example.com", purpose=Purpose.HELD)

FINE = [
    # (line, what the plan then holds)
    ("#use presenting", lambda p: p.use == ("presenting", {})),
    ("#gebruik presenting", lambda p: p.use == ("presenting", {})),
    ("#recommend", lambda p: p.recommend == (None, {})),
    ("#recommend presenting", lambda p: p.recommend == ("presenting", {})),
    ("#aanbevelen presenteren", lambda p: p.recommend == ("presenting", {})),
    ("#recommend time=2h", lambda p: p.fields["need"].time == 120),
    ("#option talk-book\n#option talk-club", lambda p: p.options == ("talk-book", "talk-club")),
    ("#option talk-book talk-club", lambda p: p.options == ("talk-book", "talk-club")),
    ("#option talk-book, TALK-CLUB", lambda p: p.options == ("talk-book", "talk-club")),
    ("#ask", lambda p: p.ask == ""),
    ("#ask presenting-questions", lambda p: p.ask == "presenting-questions"),
    ("#suggest a talk", lambda p: p.queries == (("suggest", ("a", "talk")),)),
    ("#preview", lambda p: p.preview),
    ("#note", lambda p: p.note),
    ("#need time=2h budget=100 with=others by=2026-12-01", lambda p: p.fields["need"].with_ == "others"),
    ('#need about="my talk on Monday"', lambda p: p.fields["need"].about == "my talk on Monday"),
    ("#behoefte tijd=2u budget=100 met=anderen", lambda p: p.fields["need"].time == 120),
    ("#remember learns best alone", lambda p: p.remember == ("learns best alone",)),
    ("#need time=2h\n#need budget=100", lambda p: (p.fields["need"].time, p.fields["need"].budget) == (120, 100)),
    ("#need tried=books", lambda p: p.fields["need"] == Need(tried="books")),
    ("#topic presenting writing", lambda p: p.fields["topics"] == ("presenting", "writing")),
    ("#topic presenteren, writing", lambda p: p.fields["topics"] == ("presenting", "writing")),
    ("#lang nl", lambda p: p.fields["language"] == "nl"),
    ("#taal Nederlands", lambda p: p.fields["language"] == "nl"),
    ("#take", lambda p: p.assign is d.ANNA),
    ("#assign bram", lambda p: p.assign is d.BRAM),
    ("#assign Bram Jansen", lambda p: p.assign is d.BRAM),
    ("#assign bram@example.org", lambda p: p.assign is d.BRAM),
    ("#assign a.peeters@example.org", lambda p: p.assign is d.ANNA),
    ("#wait 3d", lambda p: p.fields["wait_until"] == d.NOW + timedelta(days=3)),
    ("#wacht 3 dagen", lambda p: p.fields["wait_until"] == d.NOW + timedelta(days=3)),
    ("#close", lambda p: p.move is CaseEvent.CLOSED and not p.quietly),
    ("#close quietly", lambda p: p.quietly),
    ("#sluit stil", lambda p: p.quietly),
    ("#reject", lambda p: p.move is CaseEvent.REJECTED),
    ("#survey never", lambda p: p.fields["survey_after"] == "never"),
    ("#enquete nooit", lambda p: p.fields["survey_after"] == "never"),
    ("#survey 3d", lambda p: p.fields["survey_after"] == "3d"),
    ("#survey now", lambda p: p.fields["survey_after"] == "now"),
    ("#status", lambda p: p.queries == (("status", ()),)),
    ("#list", lambda p: p.queries == (("list", ()),)),
    ("#help", lambda p: p.queries == (("help", ()),)),
    ("#help me please", lambda p: p.queries == (("help", ()),)),
]  # fmt: skip


def _planned(text: str, desk: Desk) -> tuple[Plan, bool, str]:
    plan, lines = planned(replace(desk, reading=read(text, VERBS)))
    return plan, all(line.ok for line in lines), "; ".join(f"{x.outcome} {x.suggestion}" for x in lines)


@pytest.mark.parametrize(("line", "holds"), FINE)
def test_accepted(line: str, holds: Callable[[Plan], object]) -> None:
    """What a concierge may type."""
    plan, fine, outcome = _planned(line, d.desk())
    assert fine, outcome
    assert holds(plan)


REFUSED = [
    # (line, part of what is said)
    ("#use", "a name has to follow"),
    ("#use presentin", "#use presenting"),
    ("#use presenting extra", "“extra”"),
    ("#use presenting colour=red", "“colour”"),
    ("#ask presentin-questions", "#ask presenting-questions"),
    ("#ask a b", "“b”"),
    ("#recommend presentng", "#recommend presenting"),
    ("#recommend time=soon", "time"),
    ("#option", "a name has to follow"),
    ("#option talk-bok", "#option talk-book"),
    ("#option secret-course", "no option"),
    ("#preview now", "“now”"),
    ("#send", "nothing waits"),
    ("#accept", "announcement"),
    ("#discard", "announcement"),
    ("#undo", "receipt"),
    ("#need", "time=2h"),
    ("#need time", "time=2h"),
    ("#need about=my talk", "“talk”"),
    ("#need colour=red", "colour"),
    ("#remember", "words have to follow"),
    ("#topic", "a name has to follow"),
    ("#topic presentng", "#topic presenting"),
    ("#lang", "en, nl"),
    ("#lang fr", "en, nl"),
    ("#client acme", "acme"),
    ("#take it", "“it”"),
    ("#assign", "Anna Peeters, Bram Jansen"),
    ("#assign Zoe", "“Zoe”"),
    ("#wait", "#wait 3d"),
    ("#wait soon", "#wait 3d"),
    ("#wait 900d", "#wait 3d"),
    ("#close now", "“now”"),
    ("#reopen", "new"),
    ("#close\n#reject", "only one of"),
    ("#survey", "#survey 3d"),
    ("#survey often", "#survey 3d"),
    ("#status all", "“all”"),
    ("#topic writing x=1", "“x=1”"),
    ("#close x=1", "“x=1”"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "said"), REFUSED)
@pytest.mark.parametrize("language", ["en", "nl"])
def test_refused(line: str, said: str, language: str) -> None:
    """What is refused says why, with the nearest that would do; in Dutch too."""
    _, fine, outcome = _planned(line, d.desk(language=language))
    assert not fine
    if language == "en":
        assert said in outcome
    assert "{" not in outcome


BROKEN = '+++\ntitle = "Mine"\nkind = "questions"\n+++\nHello\n{{ worker.nonsense }}\n'


@pytest.mark.parametrize("verb", ["use", "ask"])
@pytest.mark.parametrize("name", ["mine", "presenting-questions"])
def test_template_with_a_fault_is_refused_with_its_line(tmp_path: Path, verb: str, name: str) -> None:
    """Also where a built-in one has the name: nobody asked for its words."""
    (tmp_path / f"{name}.en.md").write_text(BROKEN, "utf-8")
    writer = replace(d.desk().writer, library=load_library(tmp_path))
    _, fine, outcome = _planned(f"#{verb} {name}", d.with_(d.desk(), writer=writer))
    assert not fine
    assert f"{name}.en.md, line 6: unknown field worker.nonsense" in outcome


def test_template_with_a_fault_in_another_language_can_be_used(tmp_path: Path) -> None:
    """The case is English, and the English one is whole."""
    (tmp_path / "presenting.nl.md").write_text(BROKEN, "utf-8")
    writer = replace(d.desk().writer, library=load_library(tmp_path))
    plan, fine, outcome = _planned("#use presenting", d.with_(d.desk(), writer=writer))
    assert fine, outcome
    assert ("presenting", {}) == plan.use


OWN_OPTION = [
    # (text, client of the case, is the client's own option taken?)
    ("#option secret-course", "other", True),
    ("#option secret-course", "acme", False),
    ("#option secret-course", None, False),
    ("#client other\n#option secret-course", "acme", True),
    ("#client acme\n#option secret-course", "other", False),
]


@pytest.mark.parametrize(("text", "client", "taken"), OWN_OPTION)
def test_option_of_a_client_is_for_its_own_people(text: str, client: str | None, taken: bool) -> None:
    """By the client that the case has when the whole mail was read; nobody else hears that it exists."""
    its = d.settings(clients=(Client("acme", "Acme"), Client("other", "Other")))
    plan, fine, outcome = _planned(text, d.desk(settings=its, case=d.case(client=client)))
    assert taken == fine
    assert ("secret-course",) * taken == plan.options
    assert taken or "there is no option “secret-course”" in outcome


def test_one_option_is_proposed_for_a_slip() -> None:
    """The nearest, and no list to choose from."""
    _, _, outcome = _planned("#option talk-boo", d.desk())
    assert outcome.endswith("#option talk-book")


def test_topic_of_several_words_is_one() -> None:
    """Where a topic has that name; else each word is one."""
    named = Topic("time-management", {"en": "time management"})
    catalogue = replace(d.CATALOGUE, topics=(*d.CATALOGUE.topics, named))
    desk = d.desk(catalogue=catalogue)
    assert ("time-management",) == _planned("#topic time management", desk)[0].fields["topics"]
    both = _planned("#topic presenting, writing", desk)[0]
    assert (("presenting", "writing"), "presenting, writing") == (
        both.fields["topics"],
        both.changes[0].detail,
    )


GIVEN = [
    # (who wrote on the case beside the worker, can it be given to somebody else?)
    ((), True),
    ((d.NOTED_BY_BRAM,), True),
    ((replace(d.ANSWERED_BY_BRAM, role=Role.SERVICE),), True),  # the acknowledgement
    ((d.ANSWERED_BY_BRAM,), False),
]


@pytest.mark.parametrize(("more", "allowed"), GIVEN)
def test_case_is_given_away_only_before_a_person_wrote(more: tuple[Message, ...], allowed: bool) -> None:
    """Whoever got an answer keeps the case in which it stands."""
    desk = d.desk(case=d.case(messages=(d.ASKED, *more)))
    tom = Person(77, "tom@example.org", "Tom")
    desk = replace(desk, background=replace(desk.background, people={**d.PEOPLE, tom.address: tom}))
    plan, fine, outcome = _planned("#requester tom@example.org", desk)
    assert (allowed, tom if allowed else None) == (fine, plan.requester)
    assert allowed or "a mail has already gone to Maria Claes" in outcome


def test_ambiguous_names_are_asked_about() -> None:
    """Two colleagues called Bram: neither is picked."""
    its = d.settings(concierges=(d.ANNA, d.BRAM, replace(d.BRAM, name="Bram Maes", address="b@example.org")))
    _, fine, outcome = _planned("#assign bram", d.desk(settings=its))
    assert not fine
    assert "more than one" in outcome
    assert _planned("#assign Bram Maes", d.desk(settings=its))[1]


ANYWHERE = {"help", "list", "report"}


@pytest.mark.parametrize("row", ROWS, ids=lambda r: r.verb)
def test_where_no_case_is_known(row: Row) -> None:
    """Only the queries that need no case are answered in a new mail."""
    _, fine, _ = _planned(f"#{row.verb}", d.desk(case=None, purpose=None))
    assert (row.verb in ANYWHERE) == fine


def test_settling_a_held_mail_once() -> None:
    """#accept twice: the second is told that it was settled."""
    assert _planned("#accept", d.desk(case=None, **HELD))[1]
    settled = {**HELD, "waiting": replace(HELD["waiting"], state=InboundState.ACCEPTED)}
    assert not _planned("#accept", d.desk(case=None, **settled))[1]
    nothing = _planned("#accept", d.desk(case=None, purpose=Purpose.HELD))
    assert (False, True) == (nothing[1], "announcement" in nothing[2])


STATES = [
    ("#close", {"new", "open", "waiting", "answered"}),
    ("#reopen", {"closed", "rejected"}),
    ("#reject", {"new", "open", "waiting"}),
]


@pytest.mark.parametrize(("line", "allowed"), STATES)
@pytest.mark.parametrize("state", list(CaseState))
def test_moves_by_state(line: str, allowed: set[str], state: CaseState) -> None:
    """As the table of states says, and refused in words elsewhere."""
    assert (state.value in allowed) == _planned(line, d.desk(case=d.case(state=state)))[1]


def test_effects_of_a_full_mail() -> None:
    """Everything of one mail is one decision, in the order need, topic, owner, mail, end."""
    text = "#need time=2h\n#topic writing\n#remember likes books\n#assign bram\n#option talk-book\nFor you.\n#close"
    decision = decide(d.desk(text, case=d.case(need=Need(about="talks"))))
    assert "concierge-answer" == decision.reason
    changes = {k: v for e in decision.effects if isinstance(e, ChangeCase) for k, v in e.fields.items()}
    need = changes["need"]
    assert isinstance(need, Need)
    assert ("talks", 120) == (need.about, need.time)
    assert (("writing",), "bram@example.org", d.NOW) == (
        changes["topics"], changes["owner"], changes["recommended_at"],
    )  # fmt: skip
    assert ["likes books"] == [e.remember for e in decision.effects if isinstance(e, RememberPerson)]
    rows = next(e for e in decision.effects if isinstance(e, RecordRecommendation)).options
    assert ["talk-book"] == [row["slug"] for row in rows]
    events = [e.event for e in decision.effects if isinstance(e, MoveCase)]
    assert [CaseEvent.ASSIGNED, CaseEvent.ANSWERED, CaseEvent.CLOSED] == events
    assert "LC-7" in d.text_to(decision, "bram@example.org")
    assert ["recommendation"] == [m.kind for m in d.to_worker(decision)]


def test_rejecting_words_are_no_answer() -> None:
    """The case is rejected, the worker reads why."""
    decision = decide(d.desk("This is for the help desk, I am afraid.\n#reject"))
    moves = [e for e in decision.effects if isinstance(e, MoveCase)]
    assert [CaseState.REJECTED] == [m.after for m in moves]
    assert ["answer"] == [m.kind for m in d.to_worker(decision)]

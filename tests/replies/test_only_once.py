"""What the first answer, advice or rating writes down, no later one writes over."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from cases.catalogue import Catalogue
from cases.effects import ChangeCase, Decision, MoveSurvey, SendMail
from cases.model import CaseState, Purpose, Survey, SurveyState
from intake.decide.decide import decide as decide_mail
from replies.decide import decide
from tests import desk as d

ANNA, BRAM, MARIA = d.ANNA.address, d.BRAM.address, d.MARIA.address
FIRST, EARLIER = d.NOW - timedelta(days=3), d.NOW - timedelta(days=2)
LATER = d.NOW - timedelta(days=1)
ALL = {"first_answer_at": EARLIER, "last_answer_at": LATER, "recommended_at": EARLIER, "owner": BRAM}


def _changed(decision: Decision, case: int = 7) -> dict[str, object]:
    found = [e.fields for e in decision.effects if isinstance(e, ChangeCase) and e.case == case]
    return {name: value for fields in found for name, value in fields.items()}


ANSWERS = [
    # (mail, case before, what is written down)
    ("Begin small.", {}, {"first_answer_at": d.NOW, "last_answer_at": d.NOW, "owner": ANNA}),
    ("Begin small.", {"first_answer_at": EARLIER}, {"last_answer_at": d.NOW, "owner": ANNA}),
    ("Begin small.", ALL, {"last_answer_at": d.NOW}),
    ("#ask", {}, {"first_answer_at": d.NOW, "owner": ANNA}),  # questions are no answer, but a person wrote
    ("#ask", ALL, {}),
    (
        "#option talk-book",
        {},
        {"first_answer_at": d.NOW, "last_answer_at": d.NOW, "recommended_at": d.NOW, "owner": ANNA},
    ),
    (
        "#option talk-book",
        {**ALL, "recommended_at": None},
        {"last_answer_at": d.NOW, "recommended_at": d.NOW},
    ),
    ("#option talk-book", ALL, {"last_answer_at": d.NOW}),
    ("#recommend", ALL, {"last_answer_at": d.NOW}),
    ("#recommend writing", {**ALL, "topics": ()}, {"last_answer_at": d.NOW, "topics": ("writing",)}),
    ("#use presenting", ALL, {"last_answer_at": d.NOW}),
    ("#note She asked before.", {}, {}),
    ("#close quietly", {}, {}),
    ("#status", {}, {}),
]


@pytest.mark.parametrize(("text", "before", "written"), ANSWERS)
def test_answer_writes_down_what_it_is_the_first_of(
    text: str, before: dict[str, object], written: dict[str, object]
) -> None:
    """The figures of the report are times to the first answer and to the first advice."""
    case = d.case(**{"topics": ("presenting",), **before})
    assert written == _changed(decide(d.desk(text, case=case, catalogue=_catalogue())))


def _catalogue() -> Catalogue:
    """Three options on writing, so that a range fits."""
    on_writing = [replace(o, slug=f"write-{o.slug}", topics=("writing",)) for o in d.CATALOGUE.options[:3]]
    return replace(d.CATALOGUE, options=(*d.CATALOGUE.options, *on_writing))


Moments = tuple[datetime | None, ...]
MERGED: list[tuple[Moments, Moments, Moments]] = [
    # first answer, first recommendation, latest answer: of this case, of the other, what that one takes over
    ((EARLIER, EARLIER, EARLIER), (None, None, None), (EARLIER, EARLIER, EARLIER)),
    ((EARLIER, EARLIER, EARLIER), (LATER, LATER, LATER), (None, None, None)),
    ((EARLIER, EARLIER, EARLIER), (FIRST, None, FIRST), (None, EARLIER, EARLIER)),
    ((None, None, None), (LATER, LATER, LATER), (None, None, None)),
]


@pytest.mark.parametrize(("this", "other", "taken"), MERGED)
def test_merged_case_keeps_its_own_first_answer(this: Moments, other: Moments, taken: Moments) -> None:
    """It takes over the other's only where it has none; of the latest answers the later counts."""
    names = ("first_answer_at", "recommended_at", "last_answer_at")
    case, nine = (
        d.case(id=7, **dict(zip(names, this, strict=True))),
        d.case(id=9, **dict(zip(names, other, strict=True))),
    )
    fields = _changed(decide(d.desk("#merge LC-9", case=case, others={9: nine})), 9)
    assert taken == tuple(fields.get(name) for name in names)


RATINGS = [
    # (rating before, state, text, is the lead told?, does a comment of before stay?)
    (None, SurveyState.ASKED, "2", True, False),
    (None, SurveyState.REMINDED, "1, too slow", True, False),
    (2, SurveyState.ANSWERED, "1", False, True),  # told already
    (5, SurveyState.ANSWERED, "1", True, True),
    (1, SurveyState.ANSWERED, "5", False, True),
]


@pytest.mark.parametrize(("before", "state", "text", "told", "kept"), RATINGS)
def test_low_rating_is_told_once(
    before: int | None, state: SurveyState, text: str, told: bool, kept: bool
) -> None:
    """A correction counts, alerts nobody a second time, and takes no earlier comment away."""
    asked = d.NOW - timedelta(days=1)
    survey = Survey(state, asked, asked, rating=before, comment="quick" if before else None)
    case = d.case(state=CaseState.ANSWERED, owner=ANNA, survey=survey)
    to = f"help+{d.token(Purpose.SURVEY, d.MARIA.id)}@example.org"
    decision = decide_mail(d.facts(d.mail(text, to=to), (case,)))
    assert told == ("lead@example.org" in [m.to[0].key for m in d.sent(decision)])
    [move] = [e for e in decision.effects if isinstance(e, MoveSurvey)]
    assert int(text[0]) == move.fields["rating"]
    assert kept == (move.fields["comment"] == "quick")


ONCE = [
    # (mail to the worker, key under which it is queued once)
    (d.mail("How?"), "acknowledgement:50"),
    (d.mail("5", to=f"help+{d.token(Purpose.SURVEY, d.MARIA.id)}@example.org"), "thanks:7"),
]


@pytest.mark.parametrize(("raw", "dedupe"), ONCE)
def test_automatic_mail_to_the_worker_has_a_name(raw: bytes, dedupe: str) -> None:
    """The store queues a mail of one name once, whatever is decided again."""
    survey = Survey(SurveyState.ASKED, EARLIER, EARLIER)
    decision = decide_mail(d.facts(raw, (d.case(state=CaseState.ANSWERED, survey=survey),)))
    [mail] = [e.draft for e in decision.effects if isinstance(e, SendMail) and e.draft.to[0].key == MARIA]
    assert dedupe == mail.dedupe


PROMISES = [
    # (state, is a new answer promised?)
    (CaseState.NEW, False),
    (CaseState.OPEN, False),
    (CaseState.WAITING, True),
    (CaseState.ANSWERED, True),
    (CaseState.CLOSED, True),
    (CaseState.REJECTED, True),
]


@pytest.mark.parametrize(("state", "promised"), PROMISES)
def test_promise_stands_while_an_answer_is_owed(state: CaseState, promised: bool) -> None:
    """Whoever writes again before they were answered is not put off; afterwards it is a new promise."""
    case = d.case(state=state, closed_at=d.NOW if state is CaseState.CLOSED else None)
    to = f"help+{d.token(Purpose.WORKER, d.MARIA.id)}@example.org"
    changed = _changed(decide_mail(d.facts(d.mail("And?", to=to), (case,))))
    assert promised == ("promised_at" in changed)

"""Erasing while others work: mail under way, decisions at the same time, a process that dies, the roster."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cases.effects import AddMessage, OpenCase, RememberPerson, SendMail
from cases.errors import PermanentError, TemporaryError
from cases.model import Address, Direction, Kind, OutboxKind, Role
from db import deciding, erase, facts, inbound, outbox, outbox_admin, outbox_record, prepare, tables
from db.connect import connection, disconnect, open_database, transaction
from db.erased import is_nobody
from db.outgoing import Claimed, Outcome, Result, Stage
from tests.db.letters import ANNA, BOX, MARIA, NOW, carry_out, draft, letter, open_case, store
from tests.db.test_erase import SETTINGS, WORDS, everything, populate

JAN = Address("Jan Smit", "jan@example.org")
LEASE = timedelta(seconds=90)


def _claim() -> list[Claimed]:
    with transaction():
        wanted = outbox.Claim(BOX, "one", 10, LEASE, (100, timedelta(minutes=1)))
        return outbox.claim(wanted, NOW)[0]


def _record(mail: Claimed, result: Result) -> None:
    with transaction():
        outbox_record.record(mail, result, NOW, NOW + LEASE, NOW + LEASE)


def _erase(address: str = MARIA.addr_spec) -> erase.Erased:
    return erase.erase_person(address, SETTINGS, NOW)


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("outcome", [Outcome.SENT, Outcome.DEFERRED, Outcome.FAILED])
def test_a_mail_that_is_being_sent_goes_in_the_next_round(outcome: Outcome) -> None:
    """Its process holds it; what that writes afterwards goes with it, and nothing is sent again."""
    (received,) = store(letter())
    open_case(received)
    (mail,) = _claim()
    first = _erase()
    assert ((mail.id,), False) == (first.sending, first.finished)
    assert [MARIA.addr_spec] == [row.address for row in tables.Erasure.select()]
    _record(mail, Result(outcome, "450 4.2.0 <maria@example.org> full", Stage.RCPT, 450, "4.2.0"))
    second = _erase()
    assert ((), True, 0) == (second.sending, second.finished, tables.Erasure.select().count())
    assert [] == [word for word in ("maria", "presenting", "we got your question") if word in everything()]
    assert [] == _claim()
    with pytest.raises(PermanentError, match="is sent" if outcome is Outcome.SENT else "was erased"):
        outbox_admin.retry(mail.id, NOW, "operator")


@pytest.mark.usefixtures("database")
def test_who_comes_back_meanwhile_is_left_alone() -> None:
    """A mail of then is still under way when she asks something new: finishing takes nothing of that."""
    (received,) = store(letter())
    open_case(received)
    (mail,) = _claim()
    assert not _erase().finished
    new = _case_of(MARIA)
    carry_out(SendMail(draft(new, text="Welcome back")))
    _record(mail, Result(Outcome.SENT, "250 ok", Stage.DATA, 250, None, (MARIA.addr_spec,)))
    second = _erase()
    assert ((), True) == (second.cases, second.finished)
    case = facts.case(new)
    assert case is not None
    assert (MARIA.addr_spec, "new") == (case.requester.address, case.state)
    assert ("welcome back" in everything(), "we got your question" in everything()) == (True, False)
    assert (new,) == _erase().cases


@pytest.mark.usefixtures("database")
def test_a_mail_to_several_goes_to_the_others() -> None:
    """A colleague's answer to somebody else, with her in copy, waits for its turn: she gets it no more."""
    jan = _case_of(JAN)
    common: dict[str, Any] = {"kind": OutboxKind.ANSWER, "subject": "Re: Writing"}
    carry_out(SendMail(draft(jan, to=(JAN,), cc=(MARIA,), **common, text="Read more")))
    carry_out(SendMail(draft(jan, to=(MARIA,), cc=(JAN,), **common, text="Read on")))
    carry_out(SendMail(draft(jan, to=(MARIA,), **common, text="For her")))
    erased = _erase()
    assert 1 == erased.cancelled
    assert [(JAN.addr_spec,), (JAN.addr_spec,)] == [mail.recipients for mail in _claim()]
    assert "maria" not in everything()


@pytest.mark.usefixtures("database")
def test_what_told_our_own_people_goes() -> None:
    """A digest that names her case by its number alone goes whole; one about LC-12 is about somebody else."""
    (received,) = store(letter())
    number = open_case(received)
    for text in (f"LC-{number}: how do I begin?", f"LC-{number}2: another question"):
        carry_out(SendMail(draft(kind=OutboxKind.DIGEST, to=(ANNA,), subject="Today", text=text)))
    assert 2 == _erase().cancelled  # the acknowledgement waited too
    drafts = [row.draft["text"] for row in tables.Outbox.select().where(tables.Outbox.kind == "digest")]
    assert ["", f"LC-{number}2: another question"] == sorted(drafts)


@pytest.mark.usefixtures("database")
def test_whoever_decides_a_masked_mail_begins_anew() -> None:
    """A process has read the mail as it was: what it decides does not stand."""
    raw = letter(2, body=b"maria@example.org told me.").replace(b"maria@example.org>", b"jan@example.org>")
    (number,) = store(raw)
    assert deciding.begin(number, "one", NOW) is not None
    _erase()
    assert not deciding.is_at(number, "one")
    again = deciding.begin(number, "two", NOW)
    assert again is not None
    assert b"maria@" not in again.raw


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("state", ["received", "held", "shunted", "discarded"])
def test_her_mail_that_waited_is_dropped(state: str) -> None:
    """Nobody decides it any more, and nobody lets it in: nothing of it is left."""
    (number,) = store(letter())
    inbound.describe(number, Kind.REQUEST, MARIA.addr_spec, "Presenting")
    tables.Inbound.update(state=state, reason="discarded-by-person").execute()
    _erase()
    mail = inbound.load(number)
    assert ("discarded", "erased", b"", None) == (mail.state, mail.reason, mail.raw, mail.message_id)
    assert () == deciding.due(NOW)
    with pytest.raises(PermanentError, match="nothing of it is left"), transaction():
        inbound.release(number, (), NOW)


def test_what_is_deleted_is_overwritten(tmp_path: Path) -> None:
    """Also where nobody writes the file anew."""
    database = open_database(f"sqlite:///{tmp_path / 'concierge.db'}")
    assert (1,) == database.execute_sql("PRAGMA secure_delete").fetchone()
    disconnect()


def _case_of(requester: Address) -> int:
    with transaction():
        person = prepare.person(requester.addr_spec, requester.name, NOW)
        number = prepare.case_id()
    carry_out(OpenCase(number, person, BOX, "Writing", "en"))
    return number


@pytest.mark.usefixtures("database")
def test_a_concierge_loses_what_they_asked() -> None:
    """Anna asked something herself: that goes. Her name, her address and her work for others stay."""
    own, jan = _case_of(ANNA), _case_of(JAN)
    anna = facts.find_person(ANNA.addr_spec)
    assert anna is not None
    words = ("request", "my own worry", "my own worry", "my own worry")
    carry_out(
        AddMessage(own, Direction.IN, Role.WORKER, ANNA, (BOX,), *words),
        AddMessage(
            jan, Direction.OUT, Role.CONCIERGE, ANNA, (JAN.addr_spec,), "answer", "s", "advice", "advice"
        ),
        RememberPerson(anna.id, "en", remember="worries a lot", signature="Anna Peeters, concierge"),
    )
    erased = _erase(ANNA.addr_spec)
    assert (True, (own,), True) == (erased.on_roster, erased.cases, erased.finished)
    left = everything()
    assert ["advice", "anna@example.org", "anna peeters, concierge"] == [
        word
        for word in ("advice", ANNA.addr_spec, "anna peeters, concierge", "worry", "worries")
        if word in left
    ]
    case = facts.case(own)
    assert case is not None
    assert is_nobody(case.requester.address)
    assert facts.find_person(ANNA.addr_spec) == anna.__class__(
        anna.id, anna.address, anna.name, "en", (), signatures=("Anna Peeters, concierge",)
    )
    assert () == _erase(ANNA.addr_spec).cases


@pytest.mark.usefixtures("database")
def test_mail_of_others_stays_usable() -> None:
    """Jan's held mail names her: masked, as long as before; let in later, it is no copy of an erased one."""
    cc, masked = b"Maria Janssens <maria@example.org>", b"xxxxx xxxxxxxx <xxxxxxxxxxxxxxxxx>"
    raw = letter(2).replace(b"From: " + cc, b"From: jan@example.org\r\nCc: " + cc)
    (number,) = store(raw)
    inbound.describe(number, Kind.REQUEST, JAN.addr_spec, "Presenting")
    _erase()
    mail = inbound.load(number)
    assert raw.replace(cc, masked) == mail.raw
    assert inbound.NEW == inbound.seen(mail, SETTINGS.signer)


@pytest.mark.usefixtures("database")
def test_a_mail_without_message_id_is_known_by_its_octets() -> None:
    """Masked, it is still the same mail; fetched anew it is one that may not be kept."""
    raw = b"From: jan@example.org\r\nSubject: Hi\r\n\r\nmaria@example.org told me.\r\n"
    (number,) = store(raw)
    inbound.describe(number, Kind.REQUEST, JAN.addr_spec, "Hi")
    _erase()
    assert not inbound.seen(inbound.load(number), SETTINGS.signer).erased
    inbound.start(BOX, "INBOX", 8, 0, 0)
    inbound.store(BOX, "INBOX", 8, [(1, raw, NOW)], NOW, 0)
    assert inbound.seen(inbound.load(deciding.due(NOW)[-1]), SETTINGS.signer).erased


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("kind", "author", "state", "goes"),
    [
        (Kind.DELIVERY_REPORT, "mailer-daemon@example.org", "accepted", True),
        (Kind.AUTO_REPLIED, "robot@example.org", "discarded", True),
        (Kind.CONCIERGE_REPLY, ANNA.addr_spec, "accepted", True),  # "#accept" below our mail about hers
        (Kind.REQUEST, JAN.addr_spec, "held", False),
        (None, None, "received", False),
    ],
)
def test_mail_about_no_case(kind: Kind | None, author: str | None, state: str, *, goes: bool) -> None:
    """What machines and our own people wrote about her goes whole; others' words stay without her address."""
    raw = b"From: x@example.org\r\nMessage-ID: <1@x>\r\n\r\nabout maria@example.org and words\r\n"
    (number,) = store(raw)
    inbound.describe(number, kind, author, "Undelivered")
    tables.Inbound.update(state=state).execute()
    _erase()
    assert ([b"", b"about xxxxxxxxxxxxxxxxx and words"][not goes]) in inbound.load(number).raw
    assert (b"words" in inbound.load(number).raw) is not goes


@pytest.mark.usefixtures("database")
def test_a_decision_at_the_same_time_is_waited_for(database_url: str) -> None:
    """Intake decides a mail of hers just now: its words are committed first, then erased with the rest."""
    (received,) = store(letter())
    number = open_case(received)
    begun, go_on = threading.Event(), threading.Event()

    def decides() -> None:
        with connection(), transaction():
            facts.case(number)
            begun.set()
            go_on.wait(60)
            tables.Message.create(
                case=number, at=NOW, direction="in", role="worker", author=MARIA.addr_spec, kind="follow-up",
                new_text="while you erase", text="while you erase",
            )  # fmt: skip

    worker = threading.Thread(target=decides)
    worker.start()
    assert begun.wait(60)
    threading.Timer(0.5, go_on.set).start()
    erased = _erase()
    worker.join()
    assert erased.finished
    assert [] == [word for word in ("while you erase", "maria") if word in everything()]


@pytest.mark.usefixtures("database")
def test_it_is_tried_again_when_others_are_in_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """A deadlock undoes everything; the next try does it."""
    populate()
    fails, whole = iter((True, True, False)), erase._empty

    def empty(*given: object) -> erase.Erased:
        if next(fails):
            raise TemporaryError("deadlock detected; try again")
        return whole(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(erase, "_empty", empty)
    assert _erase().finished
    assert [] == [word for word in WORDS if word in everything()]


@pytest.mark.usefixtures("database")
def test_what_the_caller_tells_is_one_commit_with_it() -> None:
    """The concierge of an open case is told; where that fails, nothing is erased."""
    populate()

    def fails(erased: erase.Erased) -> None:
        assert [(1, None), (2, None)][: len(erased.closed)] == [(c.case, c.owner) for c in erased.closed]
        raise PermanentError("no template")

    before = everything()
    with pytest.raises(PermanentError, match="no template"):
        erase.erase_person(MARIA.addr_spec, SETTINGS, NOW, fails)
    assert before == everything()


@pytest.mark.usefixtures("database")
def test_one_case_is_emptied() -> None:
    """Long after it was closed: words go, the person and other cases stay, and its mail is known again."""
    number = populate()
    copies = erase.erase_words(number, SETTINGS.signer, NOW)
    assert ["<letter-1@example.org>"] == [copy.message_id for copy in copies]
    case = facts.case(number)
    assert case is not None
    assert (MARIA.addr_spec, "", [""]) == (
        case.requester.address,
        case.subject,
        sorted({message.new_text for message in case.messages}),
    )
    assert "read more" in everything()
    inbound.start(BOX, "INBOX", 8, 0, 0)
    inbound.store(BOX, "INBOX", 8, [(1, letter(), NOW)], NOW, 0)
    assert inbound.seen(inbound.load(deciding.due(NOW)[-1]), SETTINGS.signer).erased


def _killed_after(statements: int, path: Path) -> bool:
    """Erase in a process of its own, which is killed after so many statements; whether it came to that."""
    child = os.fork()
    if child == 0:
        count = 0

        def tap(_: object) -> None:
            nonlocal count
            count += 1
            if count == statements:
                os.kill(os.getpid(), signal.SIGKILL)

        database = open_database(f"sqlite:///{path}")
        database.query_hooks.append(tap)
        _erase()
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def _words_in(path: Path) -> int:
    with closing(sqlite3.connect(path)) as database:
        lines = [line for line in database.iterdump() if '"erasure"' not in line]  # who waits to be finished
    dump = "\n".join(lines).lower()
    return sum(word in dump for word in WORDS)


def test_killed_at_any_statement(tmp_path: Path, sqlite_template: Path) -> None:
    """Everything is there or nothing; done once more nothing is, not in the free pages either."""
    path, copy = tmp_path / "concierge.db", tmp_path / "copy.db"
    shutil.copy(sqlite_template, path)
    open_database(f"sqlite:///{path}")
    populate()
    disconnect()
    seen, statements = set[int](), 1
    while True:
        for each in tmp_path.glob("copy.db*"):
            each.unlink()
        shutil.copy(path, copy)
        if not _killed_after(statements, copy):
            break
        seen.add(_words_in(copy))
        statements += 4
    assert {0, len(WORDS)} == seen
    assert statements > 50
    open_database(f"sqlite:///{copy}")
    assert _erase().finished
    disconnect()
    left = b"".join(each.read_bytes() for each in tmp_path.glob("copy.db*")).lower()
    assert [] == [word for word in WORDS if word.encode() in left]

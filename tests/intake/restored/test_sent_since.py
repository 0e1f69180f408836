"""Copies in Sent tell which mail went out, about which case, and what it answered."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from cases.model import Purpose
from cases.tokens import Signer, Token
from intake.reading.parse import parse
from intake.restored.sent_since import Pool, SentCopy, cases_named, sent_copy
from tests.desk import settings

NOW = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)
SETTINGS = settings()
MINUTE = timedelta(minutes=1)
OWN = SETTINGS.mailboxes[0].address


def _octets(**fields: str) -> bytes:
    usual = {
        "From": f"Learning Help <{OWN}>",
        "To": "Maria <maria@example.org>",
        "Date": "Fri, 27 Nov 2026 10:00:00 +0000",
        "Message-ID": "<m@client.example>",
        "Subject": "Re: [LC-12] Talks",
    }
    lines = {**usual, **{name.replace("_", "-"): value for name, value in fields.items()}}
    return "".join(f"{name}: {value}\r\n" for name, value in lines.items()).encode() + b"\r\n"


def _token(signer: Signer = SETTINGS.signer, **about: Any) -> str:
    return signer.sign(Token(**{"purpose": Purpose.WORKER, "case": 12, "person": 7, **about}))


OLD = _token(expires=date(2026, 12, 1))
FORGED_BY = Signer({1: b"another key of 16"}, 1)
FORGED = _token(FORGED_BY)


@pytest.mark.parametrize(
    ("fields", "case", "ours"),
    [
        ({"Message_ID": f"<{_token()}.57@example.org>"}, 12, True),
        ({"Reply_To": f"help+{_token()}@example.org"}, 12, True),  # a relay wrote another Message-ID
        ({"Message_ID": f"<{_token().upper()}.57@example.org>"}, 12, True),
        ({"Message_ID": f"<{OLD}.57@example.org>"}, 12, True),  # valid when it was sent
        ({"Message_ID": f"<{_token(case=0)}.57@example.org>"}, None, True),
        ({"X_Learning_Concierge_Loop": OWN}, None, True),
        ({}, None, False),  # somebody wrote it in the mailbox itself
        ({"References": f"<{_token()}.57@example.org>"}, None, False),  # as an answer to a mail of ours
        ({"To": f"help+{_token()}@example.org"}, None, False),
        ({"Message_ID": f"<{FORGED}.57@example.org>"}, None, False),
        ({"X_Learning_Concierge_Loop": "another@example.org"}, None, False),
    ],
)
def test_what_is_ours(fields: dict[str, str], case: int | None, ours: bool) -> None:
    """By our signature alone, or the field that marks our automatic mail."""
    found = sent_copy(3, parse(_octets(**fields)), NOW, SETTINGS)
    assert ours == (found is not None)
    assert case == (found.case if found else None)


def _copy(minutes: int, case: int = 12, purpose: Purpose = Purpose.WORKER, **how: Any) -> SentCopy:
    parsed = parse(_octets(Message_ID=f"<{_token(case=case, purpose=purpose)}.{minutes}@example.org>", **how))
    found = sent_copy(minutes, parsed, NOW, SETTINGS)
    assert found is not None
    return SentCopy(found.uid, found.message_id, NOW + minutes * MINUTE, found.to, found.token, found.answers)


@pytest.mark.parametrize(
    ("copies", "token", "recipient", "since", "uid"),
    [
        (
            (1, 2),
            Token(Purpose.WORKER, 12, 99),
            "maria@example.org",
            0,
            1,
        ),  # the first; people count by address
        ((1, 2), Token(Purpose.WORKER, 12, 7), "maria@example.org", 2, 2),  # not from before the mail came
        ((1,), Token(Purpose.WORKER, 12, 7), "tom@example.org", 0, None),
        ((1,), Token(Purpose.WORKER, 13, 7), "maria@example.org", 0, None),
        ((1,), Token(Purpose.SURVEY, 12, 7), "maria@example.org", 0, None),
        ((1,), Token(Purpose.WORKER, 12, 7), "maria@example.org", 5, None),
        ((1,), None, "maria@example.org", 0, None),
    ],
)
def test_which_copy_is_whose(
    copies: tuple[int, ...], token: Token | None, recipient: str, since: int, uid: int | None
) -> None:
    """Case, purpose, recipient and time have to fit."""
    found = Pool(_copy(each) for each in copies).take(token, recipient, NOW + since * MINUTE)
    assert uid == (found.uid if found else None)


def test_each_copy_is_of_one_mail() -> None:
    """Two answers of one case are two copies; a third has none."""
    pool = Pool([_copy(2), _copy(1)])
    token = Token(Purpose.WORKER, 12, 7)
    uids = [found.uid if (found := pool.take(token, "maria@example.org", NOW)) else None for _ in range(3)]
    assert [1, 2, None] == uids


@pytest.mark.parametrize(
    ("copies", "until", "uid"),
    [
        ((2,), 3, 2),  # before the next mail came
        ((4,), 3, None),  # the next one's: ours is missing
        ((3,), 3, None),
        ((4, 5), 3, 4),  # as many as there are mails, both late
        ((2, 5), 3, 2),
        ((4,), None, 4),  # nothing came after it
    ],
)
def test_whose_copy_is_missing(copies: tuple[int, ...], until: int | None, uid: int | None) -> None:
    """Of two answers in one case the copy of the first may be gone: the second keeps its own."""
    limit = None if until is None else NOW + until * MINUTE
    token = Token(Purpose.WORKER, 12, 7)
    found = Pool(_copy(each) for each in copies).take(token, "maria@example.org", NOW, limit)
    assert uid == (found.uid if found else None)


def test_the_case_that_a_mail_opened() -> None:
    """What answered it first says so; what is known already is no evidence."""
    ack = _copy(1, case=14, In_Reply_To="<first@client.example>")
    assert 14 == Pool([ack]).case_of("<first@client.example>")
    assert None is Pool([ack]).case_of("<other@client.example>")
    assert None is Pool([ack]).case_of(None)
    assert None is Pool([ack], frozenset({ack.message_id})).case_of("<first@client.example>")
    assert 15 == Pool([ack], named={"<other@client.example>": 15}).case_of("<other@client.example>")


@pytest.mark.parametrize(
    ("references", "to", "told"),
    [
        (("<m1@c>", f"<{_token(case=12)}.5@example.org>"), "", {"<m1@c>": 12, "": 12}),
        ((f"<{_token(case=12)}.5@example.org>",), "", {"": 12}),
        (("<m1@c>",), "", {"": 0}),
        (("<m1@c>", f"<{_token(FORGED_BY, case=12)}.5@example.org>"), "", {"": 0}),
        (
            ("<m1@c>", f"<{_token(case=3)}.5@example.org>", "<m2@c>", f"<{_token(case=4)}.6@example.org>"),
            "",
            {"<m1@c>": 3, "<m2@c>": 4, "": 4},
        ),
        (("<m1@c>",), f"help+{_token(case=7)}@example.org", {"": 7}),
    ],
)
def test_what_answers_tell_of_cases(references: tuple[str, ...], to: str, told: dict[str, int]) -> None:
    """A thread names its mails before what answered them; our signature alone counts."""
    fields = {"References": " ".join(references), **({"To": to} if to else {})}
    found = cases_named(parse(_octets(**fields)), NOW, SETTINGS)
    assert told == {"": 0, **found}

"""Replies of SMTP servers and what they mean."""

from __future__ import annotations

import pytest

from db.outgoing import Outcome, Stage
from mailer.status import NO_SUCH_ADDRESS, enhanced_code, reply_line, verdict

D, F, P, S, U = Outcome.DEFERRED, Outcome.FAILED, Outcome.PAUSE, Outcome.SUPPRESS, Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("code", "enhanced", "stage", "expected"),
    [
        (250, "2.0.0", Stage.DATA, Outcome.SENT),
        (250, None, Stage.DATA, Outcome.SENT),
        (None, None, Stage.CONNECT, D),
        (554, "5.3.2", Stage.CONNECT, D),
        (421, "4.3.2", Stage.CONNECT, D),
        (454, "4.7.0", Stage.AUTH, D),
        (None, None, Stage.AUTH, D),
        (535, "5.7.8", Stage.AUTH, P),
        (504, None, Stage.AUTH, P),
        (421, "4.3.2", Stage.MAIL, D),
        (451, "4.3.0", Stage.MAIL, D),
        (530, "5.7.0", Stage.MAIL, P),
        (550, "5.7.1", Stage.MAIL, P),
        (553, None, Stage.MAIL, P),
        (552, "5.3.4", Stage.MAIL, F),
        (552, None, Stage.MAIL, F),
        (None, None, Stage.MAIL, D),
        (450, "4.2.0", Stage.RCPT, D),
        (452, "4.5.3", Stage.RCPT, D),
        (None, None, Stage.RCPT, D),
        (550, None, Stage.RCPT, F),
        (550, "5.7.1", Stage.RCPT, F),
        (552, "5.2.2", Stage.RCPT, F),
        (553, "5.1.8", Stage.RCPT, F),
        (450, "5.1.1", Stage.RCPT, D),
        (451, "4.3.0", Stage.DATA, D),
        (552, "5.3.4", Stage.DATA, F),
        (554, "5.7.1", Stage.DATA, F),
        (550, "5.1.1", Stage.DATA, F),
        (None, None, Stage.DATA, U),
        (354, None, Stage.DATA, U),
        (250, None, Stage.RCPT, D),
    ],
)
def test_verdicts(code: int | None, enhanced: str | None, stage: Stage, expected: Outcome) -> None:
    """Each row: what this reply at this stage means for what we do next."""
    assert expected == verdict(code, enhanced, stage)


@pytest.mark.parametrize("code", sorted(NO_SUCH_ADDRESS))
def test_only_six_codes_at_rcpt_suppress_an_address(code: str) -> None:
    """These say that the address does not exist, but only where the address was the question."""
    assert S == verdict(550, code, Stage.RCPT)
    assert F == verdict(550, code, Stage.DATA)
    assert P == verdict(550, code, Stage.MAIL)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5.1.1 no such user", "5.1.1"),
        ("5.1.10 null MX", "5.1.10"),
        (" 4.7.0  try later", "4.7.0"),
        ("5.1.1\nmore", "5.1.1"),
        ("no such user 5.1.1", None),
        ("5.1.1.1 is an address", None),
        ("1.1.1 no class", None),
        ("5.1 short", None),
        ("", None),
    ],
)
def test_enhanced_codes_stand_at_the_head_of_the_text(text: str, expected: str | None) -> None:
    """An RFC 3463 code elsewhere in the words does not count."""
    assert expected == enhanced_code(text)


def test_a_reply_is_kept_as_one_printable_line() -> None:
    """Several lines, control characters and novels become one line of at most 500 characters."""
    assert "550 5.1.1 no such user see help" == reply_line(550, "5.1.1 no such\r\n user\x00\nsee\x1b help")
    assert "timed out" == reply_line(None, "timed out")
    assert 500 == len(reply_line(554, "x" * 2000))

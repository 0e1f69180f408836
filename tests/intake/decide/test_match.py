# ruff: noqa: E501 - one row a line
"""Which case a mail joins: signed first, then known ids, marks and tags of participants; never a subject alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.model import Purpose
from cases.tokens import VALID, Signer
from intake.decide.match import ERASED, Clues, Known, clues, match
from intake.reading.parse import parse
from tests import desk as d

MARIA, EVE, ANNA = "maria@example.org", "eve@example.com", "anna@example.org"
MINE = d.token(Purpose.WORKER, 1, 7)
OTHERS = d.token(Purpose.WORKER, 2, 8)
GONE = d.token(Purpose.WORKER, 1, 99)
LOST = d.token(Purpose.ANSWER, 11, 99)
NO_CASE = d.token(Purpose.HELD, 11, 0, ref=5)
FORGED = d.token(Purpose.WORKER, 1, 7, signer=Signer({1: b"x" * 32}, 1))
KNOWN = Known(
    {"<m1@example.org>": 7, "<m8@example.org>": 8, "<m6@example.org>": 6},
    {7: frozenset({MARIA}), 8: frozenset({"jan@example.org"})},
    {7: 7, 8: 8, 6: 7},  # 6 was merged into 7
)
MARK = d.SIGNER.marker("LC", 7)

ROWS = [
    # (fields, text, author, person, case, by)
    ({"to": f"help+{MINE}@example.org"}, "x", MARIA, 1, 7, "address-token"),
    ({"to": f"HELP+{MINE.upper()}@EXAMPLE.ORG"}, "x", MARIA, 1, 7, "address-token"),
    ({"to": "help@example.org", "Cc": f"help+{MINE}@example.org"}, "x", MARIA, 1, 7, "address-token"),
    ({"to": "help@example.org", "Delivered_To": f"help+{MINE}@example.org"}, "x", MARIA, 1, 7, "address-token"),
    ({"to": f"help+{FORGED}@example.org"}, "x", MARIA, 1, None, ""),
    ({"to": f"someone+{MINE}@example.com"}, "x", EVE, 9, None, ""),  # not an address of ours
    ({"to": f"help+{GONE}@example.org"}, "x", MARIA, 1, None, ""),
    ({"to": f"help+{LOST}@example.org"}, "x", ANNA, 11, None, "unknown"),
    ({"In_Reply_To": f"<{LOST}.5@example.org>"}, "x", ANNA, 11, None, "unknown"),
    ({"to": f"help+{LOST}@example.org"}, "x", EVE, 9, None, "unknown"),  # a request, as she is no concierge
    ({"to": f"help+{LOST}@example.org", "In_Reply_To": "<m1@example.org>"}, "x", MARIA, 11, 7, "message-id"),
    ({"to": f"help+{GONE}@example.org", "In_Reply_To": "<m1@example.org>"}, "x", MARIA, 1, 7, "message-id"),
    ({"to": f"help+{OTHERS}@example.org, help+{MINE}@example.org"}, "x", MARIA, 1, 7, "address-token"),
    ({"to": f"help+{NO_CASE}@example.org"}, "x", ANNA, 11, None, "address-token"),
    ({"In_Reply_To": f"<{MINE}.5@example.org>"}, "x", MARIA, 1, 7, "reference-token"),
    ({"References": f"<old@example.net> <{MINE}.5@example.org>"}, "x", MARIA, 1, 7, "reference-token"),
    ({"In_Reply_To": "<m1@example.org>"}, "x", MARIA, 1, 7, "message-id"),
    ({"In_Reply_To": "<m6@example.org>"}, "x", MARIA, 1, 7, "message-id"),
    ({"In_Reply_To": "<m1@example.org>"}, "x", EVE, 9, None, ""),
    ({}, f"x\n\n> {MARK}", MARIA, 1, 7, "marker"),
    ({}, f"x\n\n> {MARK}", EVE, 9, None, ""),
    ({}, f"x\n\n> {MARK[:-1]}a", MARIA, 1, None, ""),
    ({"Subject": "Re: [LC-7] Presenting"}, "x", MARIA, 1, 7, "tag"),
    ({"Subject": "Re: [lc-7] Presenting"}, "x", MARIA, 1, 7, "tag"),
    ({"Subject": "Re: [LC-7] Presenting"}, "x", EVE, 9, None, ""),
    ({"Subject": "LC-7"}, "x", MARIA, 1, None, ""),
    ({"Subject": "[XX-7]"}, "x", MARIA, 1, None, ""),
    ({"Subject": "[LC-8] [LC-7]"}, "x", MARIA, 1, 7, "tag"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "text", "author", "person", "case", "by"), ROWS)
def test_order_of_clues(
    fields: dict[str, str], text: str, author: str, person: int, case: int | None, by: str
) -> None:
    """Each clue alone leads where the contract says."""
    found = clues(parse(d.mail(text, sender=author, **fields)), d.settings(), d.NOW)
    joined = match(found, KNOWN, author, person)
    assert (case, by) == (joined.case, joined.by)


def test_expired_token_is_no_clue() -> None:
    """After its last day a signed address is just an address."""
    parsed = parse(d.mail("x", to=f"help+{MINE}@example.org"))
    assert clues(parsed, d.settings(), d.NOW).addressed
    assert () == clues(parsed, d.settings(), d.NOW + VALID + timedelta(days=1)).addressed


def test_second_mailbox_and_other_addresses_of_ours_carry_tokens() -> None:
    """A signed extension counts on every address that feeds us."""
    its = d.settings(mailboxes=(d.mailbox(also=("learning@example.org",)), d.mailbox(d.SECOND)))
    for address in ("learning", "help"):
        parsed = parse(d.mail("x", to=f"{address}+{MINE}@example.org"))
        assert clues(parsed, its, d.NOW).addressed
    assert clues(parse(d.mail("x", to=f"learn+{MINE}@example.net")), its, d.NOW).addressed


@settings(max_examples=300, deadline=None)
@given(
    st.text(alphabet="Re:[]LClc-0123456789 x", max_size=40),
    st.sampled_from([EVE, "stranger@example.net"]),
)
def test_a_subject_alone_never_joins(subject: str, author: str) -> None:
    """Whatever numbers a stranger writes into a subject."""
    found = clues(parse(d.mail("x", sender=author, Subject=subject)), d.settings(), d.NOW)
    assert None is match(found, KNOWN, author, None).case


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from([MINE, OTHERS, GONE, NO_CASE, FORGED]), max_size=4),
    st.sampled_from([1, 2, 9, None]),
)
def test_own_token_is_preferred(tokens: list[str], person: int | None) -> None:
    """Where several signed addresses came along, the one made for the author decides."""
    to = ", ".join(f"help+{token}@example.org" for token in tokens) or "help@example.org"
    found = clues(parse(d.mail("x", to=to)), d.settings(), d.NOW)
    joined = match(found, KNOWN, EVE, person)
    own = [t for t in found.addressed if t.person == person and (t.case == 0 or t.case in KNOWN.live)]
    if own:
        assert own[0] == joined.token
    assert not [t for t in found.addressed if d.SIGNER.sign(t) == FORGED]


def test_nothing_found_is_no_match() -> None:
    """No clue, no case."""
    assert None is match(Clues((), (), (), (), ()), KNOWN, MARIA, 1).case


@pytest.mark.parametrize(
    ("purpose", "ref", "erased"),
    [
        (Purpose.HELD, 5, True),
        (Purpose.CONFIRM, 5, True),
        (Purpose.TRANSCRIPT, 5, True),
        (Purpose.RECEIPT, 5, True),
        (Purpose.HELD, 6, False),
        (Purpose.DIGEST, 5, False),  # its number is no mail's
        (Purpose.RIGHTS, 5, False),
    ],
)
def test_an_address_about_an_emptied_mail_leads_nowhere(purpose: Purpose, ref: int, erased: bool) -> None:
    """An announcement, question or receipt about a mail of which nothing is stored any more."""
    mail = parse(f"To: help+{d.token(purpose, 11, 0, ref=ref)}@example.org\n\nx".encode())
    found = match(clues(mail, d.settings(), d.NOW), Known({}, {}, {}, emptied=frozenset({5})), ANNA, 11)
    assert (ERASED if erased else "address-token") == found.by

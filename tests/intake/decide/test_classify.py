# ruff: noqa: E501 - one row a line
"""What kind of mail it is and who wrote it; the first that fits wins."""

from __future__ import annotations

import pytest

from cases.model import Kind, Proof, Purpose
from tests import desk as d

CASES = (d.case(),)
ANNA = "Anna Peeters <anna@example.org>"
KINDS = [
    # (mail, kind)
    (d.mail("Hello"), Kind.REQUEST),
    (d.mail("Hello", to=f"help+{d.token(Purpose.WORKER, 1)}@example.org"), Kind.FOLLOW_UP),
    (d.mail("4", to=f"help+{d.token(Purpose.SURVEY, 1)}@example.org"), Kind.SURVEY_ANSWER),
    (d.mail("4", sender="eve@example.com", to=f"help+{d.token(Purpose.SURVEY, 1)}@example.org"), Kind.FOLLOW_UP),
    (d.mail("Hi", sender=ANNA, to=f"help+{d.token(Purpose.ANSWER, 11)}@example.org"), Kind.CONCIERGE_REPLY),
    (d.mail("Hi", sender="a.peeters@example.org", to=f"help+{d.token(Purpose.ANSWER, 11)}@example.org"),
     Kind.CONCIERGE_REPLY),
    (d.mail("Hi", sender=ANNA), Kind.REQUEST),
    (d.mail("Hi", sender=ANNA, In_Reply_To="<m1@example.org>"), Kind.REQUEST),  # no participant yet
    (d.mail("Hi", sender="help@example.org"), Kind.OWN),
    (d.mail("Hi", sender="help+x@example.org"), Kind.OWN),
    (d.mail("Hi", sender="Learning Help <Help+abc+def@Example.org>"), Kind.OWN),
    (d.mail("Hi", sender="help+x@example.org", Reply_To="help+y@example.org"), Kind.OWN),
    (d.mail("Hi", sender="helper@example.org"), Kind.REQUEST),
    (d.mail("Hi", sender="x+help@example.org"), Kind.REQUEST),
    (d.mail("Hi", X_MS_Exchange_Generated_Message_Source="Mailbox Rules Agent"), Kind.AUTO_GENERATED),
    (d.mail("Hi", X_Learning_Concierge_Loop="help@example.org"), Kind.OWN),
    (d.mail("Hi", X_Learning_Concierge_Loop="other@example.com"), Kind.REQUEST),
    (d.mail("Hi", Auto_Submitted="auto-replied"), Kind.AUTO_REPLIED),
    (d.mail("Hi", Auto_Submitted="no"), Kind.REQUEST),
    (d.mail("Hi", List_Id="<news.example.com>", Precedence="bulk"), Kind.BULK),
    (d.mail("Hi", sender="a@example.org, b@example.org"), Kind.MALFORMED),
    (b"From: b@example.org\r\n" + d.mail("Hi"), Kind.MALFORMED),
    (d.mail("Hi", sender=""), Kind.MALFORMED),
    (d.mail("Hi", sender="<>"), Kind.MALFORMED),
    (d.mail("Hi", sender="anna@example.org <>"), Kind.MALFORMED),
    (d.mail("Hi", sender='"anna@example.org" < >'), Kind.MALFORMED),
    (d.mail("Hi", sender="=?utf-8?q?anna=40example.org?= <>"), Kind.MALFORMED),
    (d.mail("Hi", sender="undisclosed-recipients:;"), Kind.MALFORMED),
    (d.mail("Hi", sender="anna@example.org: ;"), Kind.MALFORMED),
    (d.mail("Hi", sender="nobody:;, maria@example.org"), Kind.MALFORMED),
    (d.mail("Hi", sender="maria@example.org, <>"), Kind.MALFORMED),
    (d.mail("Hi", sender='"a <> b:;" <maria@example.org>'), Kind.REQUEST),
    (d.mail("Hi", sender="maria@example.org (<>)"), Kind.REQUEST),
    (d.mail("Hi", sender="team: maria@example.org;"), Kind.REQUEST),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "kind"), KINDS)
def test_kinds(raw: bytes, kind: Kind) -> None:
    """One mail of each kind, also where two could fit."""
    assert kind is d.facts(raw, CASES).kind


AUTHORS = [
    # From is a rewriting group: (fields, author, rewritten)
    ({"X_Original_From": "Maria Claes <maria@example.org>"}, "maria@example.org", True),
    ({"X_Original_From": "<maria@example.org>"}, "maria@example.org", True),
    ({"X_Original_From": '"Claes <HR>" <Maria@Example.org >'}, "maria@example.org", True),
    (
        {"X_Original_From": "Maria", "Reply_To": "tom@example.org"},
        "tom@example.org",
        True,
    ),  # no address in it
    (
        {"X_Original_From": "help@example.org", "X_Original_Sender": "maria@example.org"},
        "maria@example.org",
        True,
    ),
    ({"X_Original_Sender": "maria@example.org"}, "maria@example.org", True),
    ({"Reply_To": "maria@example.org"}, "maria@example.org", True),
    ({"Reply_To": "help+abc@example.org"}, "help@example.org", False),
    ({}, "help@example.org", False),
]


def test_name_of_an_original_sender() -> None:
    """As it stands before the address, without its quotation marks."""
    for written, name in (
        ('"Maria Claes" <m@example.org>', "Maria Claes"),
        ("Maria <m@example.org>", "Maria"),
        ("m@example.org", ""),
    ):
        found = d.facts(d.mail("Hi", sender="Group <help@example.org>", X_Original_From=written))
        assert (name, "m@example.org") == (found.address.name, found.address.addr_spec)


@pytest.mark.parametrize(("fields", "address", "rewritten"), AUTHORS)
def test_author_of_a_group(fields: dict[str, str], address: str, rewritten: bool) -> None:
    """Where From is our own address, a lesser header names the author, who is then unproven."""
    found = d.facts(d.mail("Hi", sender="Group <help@example.org>", **fields))
    assert (address, rewritten) == (found.address.key, found.mail.author.rewritten)
    if rewritten:
        assert Proof.MISSING is found.classified.proof


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Anna Peeters", "Anna Peeters"),
        ("Anna <anna@example.org>", "Anna"),
        ("anna@example.org", ""),
        ("Anna Peeters anna@example.org", "Anna Peeters"),
        ("Anna (anna @ example.org)", "Anna"),
        ("Anna \uff1canna\uff20example.org\uff1e", "Anna"),
        ("anna@example.org via LinkedIn", "via LinkedIn"),
        ("eve@example.com, anna@example.org", ""),
        ("Support @ Acme", "Support @ Acme"),
        ("Maria @work", "Maria @work"),
        ("M. Claes @HR.", "M. Claes @HR."),
    ],
)
def test_a_name_is_not_shown_as_an_address(name: str, shown: str) -> None:
    """A stranger can call themselves anything, but not somebody's address."""
    found = d.facts(d.mail("Hi", sender=f'"{name}" <eve@example.com>'))
    assert (shown, "eve@example.com") == (found.address.name, found.address.addr_spec)


def test_reply_to_never_names_the_author_of_an_ordinary_mail() -> None:
    """Only the mailbox's own From makes Reply-To count."""
    found = d.facts(d.mail("Hi", sender="eve@example.com", Reply_To="anna@example.org"))
    assert "eve@example.com" == found.address.key


PROOFS = [
    ("mx.example.org; dmarc=pass", Proof.PASS),
    ("mx.example.org; dmarc=fail", Proof.FAIL),
    ("mx.example.org; dmarc=none", Proof.MISSING),
    ("mx.evil.example.net; dmarc=pass", Proof.MISSING),
    ("mx.example.org; spf=pass smtp.mailfrom=example.org", Proof.PASS),
    ("mx.example.org; spf=pass smtp.mailfrom=example.com", Proof.MISSING),
    ("", Proof.MISSING),
]


@pytest.mark.parametrize(("results", "verdict"), PROOFS)
def test_proof(results: str, verdict: Proof) -> None:
    """Only the trusted host's word counts, and only about From."""
    assert verdict is d.facts(d.mail("Hi", Authentication_Results=results)).classified.proof


def test_failed_mail_in_the_name_of_the_mailbox_is_not_just_unproven() -> None:
    """A forged From of ours with a worker in Reply-To keeps its failure."""
    raw = d.mail(
        "Hi",
        sender="help@example.org",
        Reply_To="maria@example.org",
        Authentication_Results="mx.example.org; dmarc=fail",
    )
    assert Proof.FAIL is d.facts(raw).classified.proof


@pytest.mark.parametrize(
    ("sender", "verdict"),
    [
        ("anna@example.org", Proof.PASS),
        ("Anna Peeters <Anna@Example.org>", Proof.PASS),
        ("=?utf-8?q?Ann=C3=A0?= <anna@example.org>", Proof.PASS),
        ("anna@example.org (at work)", Proof.PASS),
        ("=?utf-8?q?anna=40example.org?=", Proof.MISSING),
        ("=?utf-8?q?=3Canna=40example.org=3E?=", Proof.MISSING),
        ("anna(x)@(y)example.org", Proof.MISSING),
        ("anna @ example.org", Proof.MISSING),
    ],
)
def test_an_author_who_had_to_be_decoded_is_not_proven(sender: str, verdict: Proof) -> None:
    """A host that checks the sender may have read another one, or none, and its pass names nobody."""
    assert verdict is d.facts(d.mail("Hi", sender=sender)).classified.proof


def test_internal_mail_of_exchange_counts_where_configured() -> None:
    """The header that Exchange strips from outside mail."""
    raw = d.mail("Hi", Authentication_Results="", X_MS_Exchange_Organization_AuthAs="Internal")
    assert Proof.MISSING is d.facts(raw).classified.proof
    its = d.settings(mailboxes=(d.mailbox(proof="exchange"),))
    assert Proof.PASS is d.facts(raw, its=its).classified.proof

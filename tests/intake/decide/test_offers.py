# ruff: noqa: E501 - one row a line
"""Who is asked back about an offer, and whose answer to that question does what."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cases.effects import AskOffer, Effect, OpenCase, SettleOffer
from cases.model import InboundState, OutboxKind, Purpose
from cases.offers import Act, ActState, Offering, helps_with, reference
from intake.decide.decide import decide
from tests import desk as d

ACCEPTED, HELD = InboundState.ACCEPTED, InboundState.HELD
EVE, ANNA = "eve@example.com", "anna@example.org"
FAILED, NO_PROOF = "mx.example.org; dmarc=fail", ""
ASKED = Offering(1, Act.OFFER, ("presenting",), 77, d.NOW, "en")
CONFIRMED = replace(ASKED, state=ActState.CONFIRMED, settled_at=d.NOW)
GONE = replace(CONFIRMED, act=Act.WITHDRAW, topics=(), ref=78, settled_at=d.NOW + timedelta(days=1))

ASKS: list[tuple[bytes, dict[str, Any], InboundState, str, list[tuple[Act, tuple[str, ...]]], str]] = [
    # (mail, changed facts, disposition, reason, what is asked back, the subject of our mail)
    (d.mail("#offer presenting"), {}, ACCEPTED, "offer-asked", [(Act.OFFER, ("presenting",))], "Please confirm: you can help with presenting"),
    (d.mail("", Subject="#offer writing"), {}, ACCEPTED, "offer-asked", [(Act.OFFER, ("writing",))], "Please confirm: you can help with writing"),
    (d.mail("#aanbod schrijven en presenteren"), {}, ACCEPTED, "offer-asked", [(Act.OFFER, ("writing", "presenting"))], "Graag bevestigen: je kunt helpen met schrijven en presenteren"),
    (d.mail("#offer presenting", Authentication_Results=NO_PROOF), {}, ACCEPTED, "offer-asked", [(Act.OFFER, ("presenting",))], "Please confirm: you can help with presenting"),
    (d.mail("#offer presenting", Authentication_Results=FAILED), {}, HELD, "dmarc-fail", [], ""),
    (d.mail("#offer presenting", sender=ANNA), {}, ACCEPTED, "offer-asked", [(Act.OFFER, ("presenting",))], "Please confirm: you can help with presenting"),
    (d.mail("#offer presenting", Auto_Submitted="auto-replied"), {}, InboundState.DISCARDED, "automatic", [], ""),
    # a stranger is no colleague, proven or not
    (d.mail("#offer presenting", sender=EVE), {}, HELD, "sender-not-allowed", [], ""),
    (d.mail("#offer knitting"), {}, ACCEPTED, "offer-asked", [], "Which topic can you help with?"),
    (d.mail("#offer"), {}, ACCEPTED, "offer-asked", [], "Which topic can you help with?"),
    (d.mail("#offer presenting"), {"acts": (CONFIRMED,)}, ACCEPTED, "offer-asked", [], "You are on our list already"),
    (d.mail("#offer presenting"), {"acts": (CONFIRMED, GONE)}, ACCEPTED, "offer-asked", [(Act.OFFER, ("presenting",))], "Please confirm: you can help with presenting"),
    (d.mail("#withdraw"), {"acts": (CONFIRMED,)}, ACCEPTED, "offer-asked", [(Act.WITHDRAW, ("presenting",))], "Please confirm: you no longer help with presenting"),
    (d.mail("#withdraw writing"), {"acts": (CONFIRMED,)}, ACCEPTED, "offer-asked", [], "Nothing was done"),
    (d.mail("#withdraw"), {"acts": (ASKED,)}, ACCEPTED, "offer-asked", [], "Nothing was done"),
    # words beside it are handled as ever
    (d.mail("#offer presenting\n\nHow do I learn Excel?"), {}, ACCEPTED, "request", [(Act.OFFER, ("presenting",))], "Please confirm: you can help with presenting"),
    (d.mail("#stop\n#offer presenting"), {}, ACCEPTED, "right-asked", [(Act.OFFER, ("presenting",))], "Please confirm: you can help with presenting"),
    (d.mail("#stop\n#offer presenting", sender=EVE), {}, HELD, "sender-not-allowed", [], ""),
]  # fmt: skip


def _asked(effects: tuple[Effect, ...]) -> list[tuple[Act, tuple[str, ...]]]:
    return [(e.offering.act, e.offering.topics) for e in effects if isinstance(e, AskOffer)]


@pytest.mark.parametrize(("raw", "changed", "disposition", "reason", "asked", "subject"), ASKS)
def test_asking(
    raw: bytes,
    changed: dict[str, Any],
    disposition: InboundState,
    reason: str,
    asked: list[tuple[Act, tuple[str, ...]]],
    subject: str,
) -> None:
    """Their own address is asked, once; nothing else happens by the line."""
    decision = decide(d.facts(raw, **changed))
    assert (disposition, reason) == (decision.disposition, decision.reason)
    assert asked == _asked(decision.effects)
    ours = [m for m in d.sent(decision) if m.dedupe and m.dedupe.startswith(("offer:", "withdraw:"))]
    assert [subject] * bool(subject) == [m.subject for m in ours]
    for mail in ours:
        assert mail.automatic
        assert mail.to[0].addr_spec.encode() in raw
    if asked:
        token = d.SIGNER.verify(ours[0].token, d.NOW)
        (effect,) = [e for e in decision.effects if isinstance(e, AskOffer)]
        assert token is not None
        assert (Purpose.OFFER, 0, effect.offering.ref) == (token.purpose, token.case, token.ref)
    if reason == "offer-asked":
        assert not any(isinstance(e, OpenCase) for e in decision.effects)


LATE = replace(ASKED, asked_at=d.NOW - timedelta(days=8))
AGAIN = replace(ASKED, again=True)
TO = f"help+{d.token(Purpose.OFFER, 1, 0, 77)}@example.org"
MARIA, JORIS = "maria@example.org", "joris@example.org"
ANSWERS: list[tuple[str, str, Offering, dict[str, str], str, list[ActState], str]] = [
    # (text, sender, the question, fields, reason, how it is settled, subject of our mail)
    ("yes", MARIA, ASKED, {}, "offer-confirmed", [ActState.CONFIRMED], "Thank you for offering help with presenting"),
    ("Ja, graag!\n\nMaria", MARIA, ASKED, {}, "offer-confirmed", [ActState.CONFIRMED], "Thank you for offering help with presenting"),
    ("Yes, happy to help", MARIA, ASKED, {}, "offer-confirmed", [ActState.CONFIRMED], "Thank you for offering help with presenting"),
    ("No, that was not me", MARIA, ASKED, {}, "offer-declined", [ActState.DECLINED], "Nothing was done"),
    ("yes, but only on Mondays", MARIA, ASKED, {}, "consent-unclear", [ActState.ASKED], "Re: Please confirm: you can help with presenting"),
    ("yes, but only on Mondays", MARIA, AGAIN, {}, "request", [], ""),
    ("yes", MARIA, LATE, {}, "offer-not-done", [], "Nothing was done"),
    ("yes", MARIA, CONFIRMED, {}, "offer-settled", [], ""),
    ("yes", JORIS, ASKED, {}, "offer-not-done", [], "Nothing was done"),
    ("yes", MARIA, ASKED, {"Authentication_Results": FAILED}, "dmarc-fail", [], ""),
    ("yes", MARIA, ASKED, {"Auto_Submitted": "auto-replied"}, "automatic", [], ""),
    ("I am out of the office until 7 December. Yes, I read mail then.", MARIA, ASKED, {"Subject": "Automatic reply: away"}, "automatic", [], ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "sender", "asked", "fields", "reason", "settled", "subject"), ANSWERS)
def test_answering(
    text: str,
    sender: str,
    asked: Offering,
    fields: dict[str, str],
    reason: str,
    settled: list[ActState],
    subject: str,
) -> None:
    """Only a plain yes from the address that was asked, in time and once, puts somebody on the list."""
    facts = d.facts(d.mail(text, sender=sender, to=TO, **fields), act=asked)
    decision = decide(facts)
    assert reason == decision.reason
    assert settled == [e.after for e in decision.effects if isinstance(e, SettleOffer)]
    ours = [m for m in d.sent(decision) if m.kind in (OutboxKind.CONFIRMATION, OutboxKind.RECEIPT)]
    assert [subject] * bool(subject) == [m.subject for m in ours]


def test_what_acts_come_to() -> None:
    """In the order in which they were confirmed; what was only asked counts for nothing."""
    day = timedelta(days=1)
    more = replace(CONFIRMED, topics=("writing", "presenting"), ref=79, settled_at=d.NOW + 2 * day)
    less = replace(GONE, topics=("writing",), ref=80, settled_at=d.NOW + 3 * day)
    assert {} == helps_with([ASKED])
    assert {"presenting": d.NOW} == helps_with([CONFIRMED])
    assert {} == helps_with([GONE, CONFIRMED])
    assert {"writing": d.NOW + 2 * day, "presenting": d.NOW + 2 * day} == helps_with([CONFIRMED, GONE, more])
    assert {"presenting": d.NOW} == helps_with([less, more, CONFIRMED])


def test_reference() -> None:
    """The same thing asked twice a day is one question, unless something was settled meanwhile."""
    same = reference(Act.OFFER, ("a", "b"), d.NOW, 0)
    assert same == reference(Act.OFFER, ("b", "a"), d.NOW + timedelta(hours=2), 0)
    others = {
        reference(Act.WITHDRAW, ("a", "b"), d.NOW, 0),
        reference(Act.OFFER, ("a",), d.NOW, 0),
        reference(Act.OFFER, ("a", "b"), d.NOW + timedelta(days=1), 0),
        reference(Act.OFFER, ("a", "b"), d.NOW, 1),
    }
    assert 4 == len(others - {same})
    assert same < 2**32

"""A form that writes for somebody: shown, nothing sent to it, and theirs only by #requester."""

from __future__ import annotations

import pytest

from cases.effects import OpenCase, SendMail
from cases.model import OutboxKind
from cases.reasons import Reason
from intake.decide.decide import decide
from tests import desk as d

MARIA = "Maria Claes <maria@example.org>"


@pytest.mark.parametrize(
    "sender", ["noreply@example.org", "Intranet <intranet@example.org>", "forms@example.org"]
)
def test_a_form_opens_a_case_and_gets_no_mail(sender: str) -> None:
    """The concierge sees for whom it says that it wrote, and the command that makes the case theirs."""
    decision = decide(d.facts(d.mail("How do I speak with more calm?", sender=sender, reply_to=MARIA)))
    assert Reason.REQUEST == decision.reason
    (opened,) = [effect for effect in decision.effects if isinstance(effect, OpenCase)]
    assert "maria" not in opened.requester.address
    drafts = [effect.draft for effect in decision.effects if isinstance(effect, SendMail)]
    assert {OutboxKind.NOTIFICATION} == {draft.kind for draft in drafts}
    text = drafts[0].text
    assert "`#requester maria@example.org`" in text
    assert "not proven" in text


@pytest.mark.parametrize(
    "reply_to", ["", "Support <support@example.org>", "noreply@example.org", "Nora <nora@elsewhere.example>"]
)
def test_notices_of_machines_open_nothing(reply_to: str) -> None:
    """No person of the same domain stands in the Reply-To."""
    decision = decide(
        d.facts(d.mail("Your password expires.", sender="noreply@example.org", reply_to=reply_to))
    )
    assert Reason.AUTOMATIC == decision.reason


def test_a_persons_reply_to_is_nobodys_business() -> None:
    """They are acknowledged at the address that wrote."""
    decision = decide(d.facts(d.mail("How do I speak?", sender=MARIA, reply_to="Tom <tom@example.org>")))
    drafts = [effect.draft for effect in decision.effects if isinstance(effect, SendMail)]
    assert OutboxKind.ACKNOWLEDGEMENT in {draft.kind for draft in drafts}
    assert all("#requester" not in draft.text for draft in drafts)


def test_a_domain_in_letters_is_shown_so() -> None:
    """The notification says "münchen", not "xn--mnchen-3ya"; the mail goes to the latter."""
    decision = decide(d.facts(d.mail("How do I speak?", sender="Maria Claes <maria@xn--mnchen-3ya.example>")))
    drafts = [effect.draft for effect in decision.effects if isinstance(effect, SendMail)]
    shown = [draft.text.split("\n")[0] for draft in drafts if draft.kind is OutboxKind.NOTIFICATION]
    assert all("maria@münchen.example" in line and "xn--" not in line for line in shown)
    assert shown
